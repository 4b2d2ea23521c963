package publish

import (
	"archive/zip"
	"bufio"
	"bytes"
	"cmp"
	"compress/gzip"
	"context"
	"encoding/binary"
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
				x.number(spot{place: "byte", n: end}, s[i:end])
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
				x.number(spot{place: "byte", n: int(d.InputOffset())}, s.String())
			}
		}
	}
}

// number adds a number that may be a telephone's: tables drop the nought before it.
func (x *extract) number(at spot, s string) {
	x.addAt(at, s)
	if (len(s) == 9 || len(s) == 10) && strings.Trim(s, "0123456789") == "" {
		x.addAt(at, "0"+s)
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
			x.number(spot{place: fmt.Sprintf("line %d, column %d", line, i+1)}, cell)
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
	z, err := x.zip(body)
	if err != nil {
		return err
	}
	for _, f := range z.File {
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
	return x.nothingBetween(z, body)
}

// zip opens an archive or a workbook and reads its notes and extra fields.
func (x *extract) zip(body []byte) (*zip.Reader, error) {
	z, err := zip.NewReader(bytes.NewReader(body), int64(len(body)))
	if err != nil {
		return nil, err
	}
	x.add("note", z.Comment)
	for _, f := range z.File {
		x.add("note of "+f.Name, f.Comment)
		x.add("extra field of "+f.Name, strings.Join(stringsIn(f.Extra), "\n"))
	}
	return z, nil
}

// nothingBetween refuses an archive with bytes that belong to no entry of its list: before, between and behind the entries programs see nothing, but a name may stand there. It
// reads what an entry says of itself besides the list.
func (x *extract) nothingBetween(z *zip.Reader, body []byte) error {
	const end, header = 22, 30
	last := len(body) - end - len(z.Comment)
	if last < 0 {
		return errShort
	}
	list := binary.LittleEndian.Uint32(body[last+16:])
	at := int64(0)
	inOrder := slices.Clone(z.File)
	offset := func(f *zip.File) int64 {
		o, _ := f.DataOffset() // an error is told when it is read
		return o
	}
	slices.SortFunc(inOrder, func(a, b *zip.File) int { return cmp.Compare(offset(a), offset(b)) })
	for _, f := range inOrder {
		data := offset(f)
		if at+header > data || data > int64(len(body)) || f.CompressedSize64 > uint64(len(body)) || !bytes.HasPrefix(body[at:], []byte("PK\x03\x04")) {
			return errBetween
		}
		name := at + header + int64(binary.LittleEndian.Uint16(body[at+26:]))
		if name+int64(binary.LittleEndian.Uint16(body[at+28:])) != data || string(body[at+header:name]) != f.Name {
			return errBetween
		}
		x.add("extra field of "+f.Name, strings.Join(stringsIn(body[name:data]), "\n"))
		at = data + int64(f.CompressedSize64)
		if f.Flags&8 != 0 { // sums and sizes stand behind
			for _, n := range []int64{16, 12, 24, 20} {
				if rest := body[min(at+n, int64(len(body))):]; bytes.HasPrefix(rest, []byte("PK\x03\x04")) || at+n == int64(list) {
					at += n
					break
				}
			}
		}
	}
	if at != int64(list) || int(list)+int(binary.LittleEndian.Uint32(body[last+12:])) != last {
		return errBetween
	}
	return nil
}

var errBetween = errors.New("bytes that belong to no entry")

func (x *extract) gzip(ctx context.Context, c *checker, name string, body []byte) error {
	rest := bufio.NewReader(bytes.NewReader(body))
	r, err := gzip.NewReader(rest)
	var whole []byte
	for ; err == nil; err = r.Reset(rest) { // one stretch may follow another, each with a name and notes
		r.Multistream(false)
		x.metadata("name inside", fromLatin1(r.Name))
		x.metadata("note", fromLatin1(r.Comment))
		x.add("extra field", strings.Join(stringsIn(r.Extra), "\n"))
		inner, err := limited(r)
		if whole = append(whole, inner...); err != nil || len(whole) > mostPacked {
			return cmp.Or(err, errTooLarge)
		}
	}
	if r == nil || !errors.Is(err, io.EOF) {
		return err
	}
	return x.inside(ctx, c, name[:len(name)-len(".gz")], whole)
}

var errTooLarge = errors.New("too large")

// fromLatin1 gives back the bytes of a text that was read as Latin-1: programs write UTF-8 there.
func fromLatin1(s string) []byte {
	var out []byte
	for _, r := range s {
		out = append(out, byte(r))
	}
	return out
}

func limited(r io.Reader) ([]byte, error) {
	b, err := io.ReadAll(io.LimitReader(r, mostPacked+1))
	if err == nil && len(b) > mostPacked {
		err = errTooLarge
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
