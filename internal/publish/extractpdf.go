package publish

import (
	"bytes"
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"regexp"
	"strings"
	"unicode/utf8"

	"todoke/internal/pdf"
)

func (x *extract) pdf(ctx context.Context, r *pdf.Reader, body []byte) error {
	if r == nil {
		return errors.New("no PDF reader")
	}
	content, err := r.Text(ctx, body)
	if err != nil {
		return err
	}
	for i, t := range content.Pages {
		x.add(fmt.Sprintf("page %d", i+1), t)
	}
	x.add("pages", strings.Join(content.Pages, "")) // what runs over the end of a page
	for k, v := range content.Properties {
		x.add("property "+k, v)
	}
	x.add("metadata", content.XMP)
	for _, l := range []struct {
		place string
		list  []string
	}{{"bookmark", content.Outline}, {"alternative text", content.Alts}, {"link", content.Links}, {"note", content.Notes}, {"attachment", content.Attachments}, {"script", content.Scripts}} {
		for _, t := range l.list {
			x.add(l.place, t)
		}
	}
	for _, l := range content.Links {
		x.links = append(x.links, piece{spot{place: "link"}, l})
	}
	if len(content.Attachments) > 0 {
		x.bad("attachment", "publish.check.attachment")
	}
	if len(content.Scripts) > 0 {
		x.bad("script", "publish.check.script")
	}
	return x.objects(body)
}

var (
	streamBegin = regexp.MustCompile(`stream\r?\n`)
	// of the packed streams, those that hold objects or what a program may take out; the others are drawings, glyphs and colours
	streamOfText = regexp.MustCompile(`/(ObjStm|Metadata|EmbeddedFile|JavaScript|XML|FileAttachment)\b`)
)

// objects reads the file once more without PDFium: every string of every object, wherever it hangs, and the streams that hold text. So a property of a name of its
// own, a label of a layer or a field, packed metadata and the content of attachments are read too.
func (x *extract) objects(body []byte) error {
	if bytes.Contains(body, []byte("/Encrypt")) {
		return errors.New("encrypted")
	}
	var outside []byte
	for at := 0; ; {
		m := streamBegin.FindIndex(body[at:])
		if m == nil {
			outside = append(outside, body[at:]...)
			break
		}
		outside = append(outside, body[at:at+m[0]]...)
		begin := at + m[1]
		end := bytes.Index(body[begin:], []byte("endstream"))
		if end < 0 {
			return errShort
		}
		dict := body[at:begin]
		if i := bytes.LastIndex(dict, []byte(" obj")); i >= 0 {
			dict = dict[i:]
		}
		if streamOfText.Match(dict) {
			if err := x.stream(dict, body[begin:begin+end]); err != nil {
				return err
			}
		}
		at = begin + end + len("endstream")
	}
	x.literals("object", outside)
	x.names(outside)
	for _, c := range pdfComment.FindAll(outside, -1) {
		x.pdfString("comment", c)
	}
	// A file that was changed afterwards keeps what was taken out: an older state stands in front of the last end.
	if _, rest, _ := bytes.Cut(outside, []byte("%%EOF")); bytes.Count(outside, []byte("startxref")) > 1 || len(bytes.TrimSpace(rest)) > 0 {
		return errors.New("changed after it was made")
	}
	return nil
}

func (x *extract) stream(dict, body []byte) error {
	if bytes.Contains(dict, []byte("/Filter")) {
		out := inflate(body)
		if out == nil {
			out = inflateRaw(body)
		}
		if len(out) == 0 || len(out) == most || otherFilter.Match(dict) {
			return errors.New("packed in a way nothing here undoes")
		}
		body = out
	}
	if bytes.Contains(dict, []byte("/ObjStm")) {
		x.literals("object", body)
		x.names(body)
		return nil
	}
	x.metadata("stream", body)
	return nil
}

var (
	pdfComment  = regexp.MustCompile(`%[^\r\n]{4,}`)
	pdfName     = regexp.MustCompile(`/[^\x00-\x20/<>\[\](){}%]{4,}`)
	nameEscape  = regexp.MustCompile(`#[0-9A-Fa-f]{2}`)
	otherFilter = regexp.MustCompile(`/(ASCII85|ASCIIHex|LZW|RunLength|Crypt|A85|AHx)(Decode)?\b|/Predictor\s+(1\d|2)\b`)
)

// names adds the names of PDF syntax (7.3.5) that say more than its own words do: of a colour, a layer, a property.
func (x *extract) names(b []byte) {
	for _, n := range pdfName.FindAll(b, -1) {
		plain := nameEscape.ReplaceAllFunc(n[1:], func(e []byte) []byte {
			c, _ := hexByte(string(e[1:]))
			return []byte{c}
		})
		if !bytes.Equal(plain, n[1:]) || bytes.ContainsFunc(n, func(r rune) bool { return r >= utf8.RuneSelf }) {
			x.pdfString("name", plain)
		}
	}
}

// literals adds the strings of PDF syntax (ISO 32000-1, 7.3.4): (text) with escapes and <hexadecimal>, in UTF-16, UTF-8 or one byte a letter.
func (x *extract) literals(place string, b []byte) {
	for i := 0; i < len(b); i++ {
		switch {
		case b[i] == '(':
			s, n := literal(b[i:])
			x.pdfString(place, s)
			i += n - 1
		case b[i] == '<' && i+1 < len(b) && b[i+1] == '<':
			i++
		case b[i] == '<':
			end := bytes.IndexByte(b[i:], '>')
			if end < 0 {
				return
			}
			digits := string(bytes.Join(bytes.Fields(b[i+1:i+end]), nil))
			if len(digits)%2 == 1 {
				digits += "0"
			}
			if s, err := hex.DecodeString(digits); err == nil {
				x.pdfString(place, s)
			}
			i += end
		}
	}
}

func (x *extract) pdfString(place string, s []byte) {
	if len(s) < 4 {
		return
	}
	if t, ok := readable(bytes.TrimPrefix(s, []byte("\xef\xbb\xbf"))); ok {
		x.add(place, t)
	} else {
		x.metadata(place, s)
	}
}

// literal reads one string in brackets and tells how many bytes it takes.
func literal(b []byte) (s []byte, n int) {
	depth := 0
	for n = 0; n < len(b); n++ {
		switch c := b[n]; c {
		case '(':
			if depth++; depth == 1 {
				continue
			}
		case ')':
			if depth--; depth == 0 {
				return s, n + 1
			}
		case '\\':
			if n++; n == len(b) {
				return s, n
			}
			c, used := escaped(b[n:])
			if used > 0 {
				s = append(s, c)
				n += used - 1
			}
			continue
		}
		s = append(s, b[n])
	}
	return s, n
}

// escaped reads what follows a backslash; 0 bytes for one that joins two lines.
func escaped(b []byte) (c byte, n int) {
	switch b[0] {
	case 'n':
		return '\n', 1
	case 'r', '\r':
		return '\r', 1
	case 't':
		return '\t', 1
	case '\n':
		return 0, 0
	}
	v := 0
	for n < 3 && n < len(b) && b[n] >= '0' && b[n] <= '7' {
		v = v*8 + int(b[n]-'0')
		n++
	}
	if n > 0 {
		return byte(v), n
	}
	return b[0], 1
}
