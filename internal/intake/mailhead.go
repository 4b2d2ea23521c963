package intake

import (
	"bytes"
	"io"
	"mime"
	"net/mail"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"todoke/internal/text"
)

// addresses reads the addresses of headers, as far as they can be read: names in any charset, names without quotes, and lists with a broken member.
func addresses(values []string) []mail.Address {
	var out []mail.Address
	for _, v := range values {
		p := mail.AddressParser{WordDecoder: &mime.WordDecoder{CharsetReader: func(charset string, in io.Reader) (io.Reader, error) {
			b, err := io.ReadAll(in)
			s, _, _ := text.Decode(b, charset)
			return strings.NewReader(s), err
		}}}
		if list, err := p.ParseList(v); err == nil {
			for _, a := range list {
				out = append(out, mail.Address{Name: text.Header(a.Name), Address: a.Address})
			}
			continue
		}
		for _, m := range roughAddress.FindAllStringSubmatch(text.Loose(v), -1) {
			out = append(out, mail.Address{Name: strings.Trim(text.Header(m[1]), ` "'`), Address: m[2]})
		}
	}
	return out
}

var roughAddress = regexp.MustCompile(`([^<>,]*?)<?([A-Za-z0-9.!#$%&'*+/=?^_{|}~-]{1,64}@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+)>?`)

func firstAddress(values []string) string {
	if list := addresses(values); len(list) > 0 {
		return list[0].Address
	}
	return ""
}

// parseMedia is enmime's hook for Content-Type and Content-Disposition; it never fails, so that one strange header does not cost the mail.
func parseMedia(s string) (mtype string, params map[string]string, invalid []string, err error) {
	mtype, params = mediaParams(s)
	return mtype, params, nil, nil
}

// mediaParams reads a header with parameters: RFC 2045, RFC 2231 (continued, with charset) and what real mailers write, bare bytes of any charset included.
func mediaParams(s string) (mtype string, params map[string]string) {
	head, rest, _ := strings.Cut(s, ";")
	mtype = strings.ToLower(strings.TrimSpace(head))
	params = map[string]string{}
	pieces := map[string]map[int]paramPiece{}
	for _, f := range splitParams(rest) {
		k, v, ok := strings.Cut(f, "=")
		if !ok {
			continue
		}
		k, v = strings.ToLower(strings.TrimSpace(k)), unquoteParam(strings.TrimSpace(v))
		name, index, encoded := paramName(k)
		if index < 0 && !encoded {
			if _, twice := params[name]; !twice {
				params[name] = text.Header(v)
				if name == "boundary" {
					params[name] = v
				}
			}
			continue
		}
		if pieces[name] == nil {
			pieces[name] = map[int]paramPiece{}
		}
		pieces[name][max(index, 0)] = paramPiece{v, encoded}
	}
	for name, p := range pieces {
		params[name] = joinPieces(p)
	}
	return mtype, params
}

type paramPiece struct {
	value   string
	encoded bool
}

// paramName takes the marks of RFC 2231 off a name: name*0*= is piece 0, percent-encoded.
func paramName(k string) (name string, index int, encoded bool) {
	k, encoded = strings.CutSuffix(k, "*")
	if n, i, ok := strings.Cut(k, "*"); ok {
		if v, err := strconv.Atoi(i); err == nil && v >= 0 && v < 1000 {
			return n, v, encoded
		}
	}
	return k, -1, encoded
}

func joinPieces(p map[int]paramPiece) string {
	var keys []int
	for k := range p {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	var b bytes.Buffer
	charset := ""
	for i, k := range keys {
		v := p[k].value
		if p[k].encoded {
			if first := strings.SplitN(v, "'", 3); i == 0 && len(first) == 3 {
				charset, v = first[0], first[2]
			}
			v = percent(v)
		}
		b.WriteString(v)
	}
	s, _, _ := text.Decode(b.Bytes(), charset)
	return text.Header(s)
}

// percent decodes what it can; a stray % stays.
func percent(s string) string {
	if out, err := url.PathUnescape(s); err == nil {
		return out
	}
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		if s[i] == '%' && i+2 < len(s) {
			if v, err := strconv.ParseUint(s[i+1:i+3], 16, 8); err == nil {
				b.WriteByte(byte(v))
				i += 2
				continue
			}
		}
		b.WriteByte(s[i])
	}
	return b.String()
}

// splitParams cuts at semicolons outside quotes. Shift_JIS names hold bytes that look like a backslash; only \" and \\ are taken for escapes.
func splitParams(s string) []string {
	var out []string
	quoted, from := false, 0
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c == '\\' && quoted && i+1 < len(s) && (s[i+1] == '"' || s[i+1] == '\\'):
			i++
		case c == '"':
			quoted = !quoted
		case c == ';' && !quoted:
			out = append(out, s[from:i])
			from = i + 1
		}
	}
	return append(out, s[from:])
}

func unquoteParam(s string) string {
	if len(s) >= 2 && s[0] == '"' && s[len(s)-1] == '"' {
		return strings.NewReplacer(`\"`, `"`, `\\`, `\`).Replace(s[1 : len(s)-1])
	}
	return strings.Trim(s, `"`)
}
