package publish

import (
	"archive/zip"
	"bytes"
	"compress/gzip"
	"context"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
)

// json takes keys and values as a decoder sees them, so that an escaped name is read as a reader's program reads it. Long numbers may be telephone numbers.
func (x *extract) json(body []byte) error {
	if !json.Valid(body) { // several values below each other, or broken
		return x.jsonTokens(body)
	}
	x.pieces = slices.Grow(x.pieces, bytes.Count(body, []byte{'"'})/2)
	s := string(body)
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c == '"':
			end, escaped := i+1, false
			for ; s[end] != '"'; end++ {
				if s[end] == '\\' {
					end, escaped = end+1, true
				}
			}
			t := s[i+1 : end]
			if escaped {
				if err := json.Unmarshal([]byte(s[i:end+1]), &t); err != nil {
					return err
				}
			}
			x.addAt(spot{place: "byte", n: end + 1}, t)
			i = end
		case '0' <= c && c <= '9' || c == '-':
			end := i + 1
			for end < len(s) && strings.IndexByte("0123456789.eE+-", s[end]) >= 0 {
				end++
			}
			if end-i >= 9 {
				x.addAt(spot{place: "byte", n: end}, s[i:end])
			}
			i = end - 1
		}
	}
	return nil
}

// jsonTokens is json by the decoder's own tokens.
func (x *extract) jsonTokens(body []byte) error {
	d := json.NewDecoder(bytes.NewReader(body))
	d.UseNumber()
	for {
		t, err := d.Token()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		switch s := t.(type) {
		case string:
			x.addAt(spot{place: "byte", n: int(d.InputOffset())}, s)
		case json.Number:
			if len(s) >= 9 {
				x.addAt(spot{place: "byte", n: int(d.InputOffset())}, s.String())
			}
		}
	}
}

func (x *extract) csv(body []byte, tabs bool) error {
	r := csv.NewReader(bytes.NewReader(body))
	r.FieldsPerRecord = -1
	if tabs {
		r.Comma = '\t'
	}
	for {
		row, err := r.Read()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		line, _ := r.FieldPos(0)
		for i, cell := range row {
			x.add(fmt.Sprintf("line %d, column %d", line, i+1), cell)
		}
	}
}

const (
	deepestPack = 4         // files in files in files
	mostPacked  = 256 << 20 // bytes of one file that was packed
)

// packed unpacks zip and gzip and reads what is inside as if it lay there itself, names, notes and extra fields included. What is encrypted, too deep or too
// large does not pass.
func (x *extract) packed(ctx context.Context, c *checker, name string, body []byte) error {
	if x.depth >= deepestPack {
		return errors.New("packed too deep")
	}
	if strings.HasSuffix(strings.ToLower(name), ".gz") {
		return x.gzip(ctx, c, name, body)
	}
	z, err := zip.NewReader(bytes.NewReader(body), int64(len(body)))
	if err != nil {
		return err
	}
	x.add("note", z.Comment)
	for _, f := range z.File {
		x.add("note of "+f.Name, f.Comment)
		x.add("extra field of "+f.Name, strings.Join(stringsIn(f.Extra), "\n"))
		if f.Flags&1 != 0 {
			return fmt.Errorf("%s is encrypted", f.Name)
		}
		if f.FileInfo().IsDir() {
			x.add("name", f.Name)
			continue
		}
		r, err := f.Open()
		if err != nil {
			return err
		}
		inner, err := limited(r)
		r.Close()
		if err != nil {
			return err
		}
		if err := x.inside(ctx, c, f.Name, inner); err != nil {
			return fmt.Errorf("%s: %w", f.Name, err)
		}
	}
	return nil
}

func (x *extract) gzip(ctx context.Context, c *checker, name string, body []byte) error {
	r, err := gzip.NewReader(bytes.NewReader(body))
	if err != nil {
		return err
	}
	x.add("name inside", r.Name)
	x.add("note", r.Comment)
	x.add("extra field", strings.Join(stringsIn(r.Extra), "\n"))
	inner, err := limited(r)
	if err != nil {
		return err
	}
	return x.inside(ctx, c, name[:len(name)-len(".gz")], inner)
}

func limited(r io.Reader) ([]byte, error) {
	b, err := io.ReadAll(io.LimitReader(r, mostPacked+1))
	if err == nil && len(b) > mostPacked {
		err = errors.New("too large")
	}
	return b, err
}

// inside reads a packed file; its links lead nowhere before it is unpacked and are not followed.
func (x *extract) inside(ctx context.Context, c *checker, name string, body []byte) error {
	inner := extract{depth: x.depth + 1}
	err := inner.file(ctx, c, name, body)
	for _, p := range inner.pieces {
		x.add(name+": "+p.String(), p.text)
	}
	for _, p := range inner.problems {
		x.bad(name+": "+p.place, p.key)
	}
	return err
}
