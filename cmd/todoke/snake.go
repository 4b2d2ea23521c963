package main

import (
	"bytes"
	"encoding/json"
	"io"
	"strings"
	"unicode"
)

// writeJSON prints what staff see as JSON for scripts: keys in snake_case, nothing that is not known (zero instants, empty texts and lists).
func writeJSON(w io.Writer, v any) error {
	b, err := json.Marshal(v)
	if err != nil {
		return err
	}
	dec := json.NewDecoder(bytes.NewReader(b))
	dec.UseNumber()
	var tree any
	if err := dec.Decode(&tree); err != nil {
		return err
	}
	enc := json.NewEncoder(w)
	enc.SetIndent("", "  ")
	enc.SetEscapeHTML(false)
	return enc.Encode(stated(tree))
}

func stated(v any) any {
	switch v := v.(type) {
	case map[string]any:
		out := map[string]any{}
		for k, x := range v {
			if x = stated(x); x != nil && x != "" && x != "0001-01-01T00:00:00Z" {
				out[snake(k)] = x
			}
		}
		if len(out) == 0 {
			return nil
		}
		return out
	case []any:
		for i := range v {
			v[i] = stated(v[i])
		}
	}
	return v
}

// snake turns MaskVersion into mask_version and SHA256 into sha256.
func snake(s string) string {
	var b strings.Builder
	runes := []rune(s)
	for i, r := range runes {
		if unicode.IsUpper(r) && i > 0 && (unicode.IsLower(runes[i-1]) || i+1 < len(runes) && unicode.IsLower(runes[i+1])) {
			b.WriteByte('_')
		}
		b.WriteRune(unicode.ToLower(r))
	}
	return b.String()
}
