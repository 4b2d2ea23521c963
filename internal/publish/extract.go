package publish

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"path"
	"slices"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"golang.org/x/net/html"
)

// extract is all a reader or program could take out of one finished file, in pieces that name their place.
type extract struct {
	pieces   []piece
	links    []piece // where it leads
	ids      []string
	problems []problem // what may not be in it at all
	depth    int       // of files in files
}

// piece is a text and where it stands.
type piece struct {
	spot
	text string
}

// spot is a place in a file. There are many more than anybody reads, so it is put into words only for those.
type spot struct {
	place string // what it is, or the unit that n counts
	tag   string // the element it belongs to
	n     int    // byte or line, counted from 1; 0 where the place is said already
}

func (s spot) String() string {
	switch {
	case s.tag != "":
		return strings.TrimSpace(fmt.Sprintf("%s <%s>, line %d", s.place, s.tag, s.n))
	case s.n > 0:
		return fmt.Sprintf("%s %d", s.place, s.n)
	}
	return s.place
}

// problem is a catalogue key of why a file cannot pass, with its place.
type problem struct{ place, key string }

func (x *extract) add(place, text string) { x.addAt(spot{place: place}, text) }

func (x *extract) addAt(at spot, text string) {
	if strings.TrimSpace(text) != "" {
		x.pieces = append(x.pieces, piece{at, text})
	}
}

func (x *extract) bad(place, key string) { x.problems = append(x.problems, problem{place, key}) }

// assets are the files of ours that are the same in every edition: styles, pictures, scripts. A file of such a kind with other bytes was put in by
// something else and does not pass.
var assets = [][]byte{style, icon, siteStyle, searchScript, selfScript}

func isOurs(body []byte) bool {
	return slices.ContainsFunc(assets, func(a []byte) bool { return bytes.Equal(a, body) })
}

// read takes a file apart by its kind; a kind nobody can read here is an error, so that it cannot pass unread.
func (c *checker) read(ctx context.Context, name string, body []byte) (extract, error) {
	x := extract{}
	err := x.file(ctx, c, name, body)
	return x, err
}

func (x *extract) file(ctx context.Context, c *checker, name string, body []byte) error {
	x.add("name", name)
	switch ext := strings.ToLower(path.Ext(name)); ext {
	case ".xlsx":
		return x.xlsx(body)
	case ".pdf":
		return x.pdf(ctx, c.reader, body)
	case ".png", ".jpg", ".jpeg", ".gif", ".webp":
		return x.picture(body)
	case ".ttf", ".otf", ".woff", ".woff2":
		return x.font(body)
	case ".gz", ".zip":
		return x.packed(ctx, c, name, body)
	default:
		s, err := plainText(body)
		if err != nil {
			return err
		}
		return x.written(ext, s, body)
	}
}

// written reads the kinds of file that are text.
func (x *extract) written(ext, s string, body []byte) error {
	switch ext {
	case ".css", ".js", ".svg": // our own, byte for byte, names nobody: a word of a style sheet may be somebody's name
		if isOurs(body) {
			return nil
		}
	}
	switch ext {
	case ".html", ".htm", ".xhtml":
		return x.html([]byte(s))
	case ".json", ".webmanifest":
		return x.json([]byte(s))
	case ".csv", ".tsv":
		return x.csv([]byte(s), ext == ".tsv")
	case ".xml", ".atom", ".rss", ".svg":
		x.feedLinks(s)
		if ext == ".svg" && !isOurs(body) {
			x.bad("text", "publish.check.icon")
		}
		return x.xml("", strings.NewReader(s))
	case ".css":
		x.add("text", s)
		if !isOurs(body) {
			x.bad("text", "publish.check.style")
		}
		return nil
	case ".js", ".mjs":
		x.add("text", s)
		if !isOurs(body) {
			x.bad("text", "publish.check.foreign_script")
		}
		return nil
	case "", ".txt", ".sig", ".md", ".bib", ".pub":
		x.add("text", s)
		return nil
	}
	return fmt.Errorf("no reader for %s", ext)
}

// plainText is a file of text as UTF-8. Other encodings would hide what is in them: only UTF-16 with its mark is read as well, and control characters,
// with which ISO-2022-JP writes kanji in ASCII, are refused.
func plainText(body []byte) (string, error) {
	body = bytes.TrimPrefix(body, []byte("\xef\xbb\xbf"))
	if len(body) >= 2 && len(body)%2 == 0 && (body[0] == 0xfe && body[1] == 0xff || body[0] == 0xff && body[1] == 0xfe) {
		var order binary.ByteOrder = binary.BigEndian
		if body[0] == 0xff {
			order = binary.LittleEndian
		}
		u := make([]uint16, len(body)/2-1)
		for i := range u {
			u[i] = order.Uint16(body[2*i+2:])
		}
		body = []byte(string(utf16.Decode(u)))
	}
	if !utf8.Valid(body) {
		return "", errors.New("no UTF-8")
	}
	if i := bytes.IndexFunc(body, func(r rune) bool { return r < ' ' && r != '\n' && r != '\r' && r != '\t' && r != '\f' || r == 0x7f }); i >= 0 {
		return "", fmt.Errorf("control character at byte %d", i)
	}
	return string(body), nil
}

// What the templates use; anything else was put in by something else.
var (
	elements = wordSet(`html head meta title link body a p strong span header div main footer sup ul ol li h1 h2 h3 h4 h5 section nav dl dt dd b
		svg rect polyline polygon text tspan desc figure figcaption code table caption thead tbody tr th td time article`)
	attributes = wordSet(`lang charset name content rel href hreflang class id role tabindex aria-label aria-labelledby aria-hidden viewbox preserveaspectratio
		width height x y rx points font-size text-anchor scope colspan datetime`)
	scriptAttributes = wordSet(`src defer async type`)
	inlineElements   = wordSet(`a b strong span sup code time tspan`)
)

// wordSet is a list of words to look up.
func wordSet(list string) map[string]bool {
	out := map[string]bool{}
	for _, w := range strings.Fields(list) {
		out[w] = true
	}
	return out
}

func (x *extract) html(body []byte) error {
	z := html.NewTokenizer(bytes.NewReader(body))
	var run strings.Builder
	line, at := 1, 1
	script := false
	flush := func() {
		x.addAt(spot{place: "line", n: at}, run.String())
		run.Reset()
		at = line
	}
	for {
		kind := z.Next()
		newlines := bytes.Count(z.Raw(), []byte("\n"))
		switch kind {
		case html.ErrorToken:
			run.Write(z.Raw()) // a tag that never ends
			flush()
			if errors.Is(z.Err(), io.EOF) {
				return nil
			}
			return z.Err()
		case html.TextToken:
			if script && len(bytes.TrimSpace(z.Raw())) > 0 {
				x.bad(fmt.Sprintf("<script>, line %d", line), "publish.check.foreign_script")
			}
			if raw := z.Raw(); bytes.IndexByte(raw, '&') < 0 {
				run.Write(raw)
			} else {
				run.WriteString(html.UnescapeString(string(raw)))
			}
		case html.CommentToken:
			x.add(fmt.Sprintf("comment, line %d", line), string(z.Raw()))
			x.bad(fmt.Sprintf("line %d", line), "publish.check.comment")
		case html.DoctypeToken:
			x.add(fmt.Sprintf("line %d", line), string(z.Raw()))
		case html.StartTagToken, html.SelfClosingTagToken:
			t := z.Token()
			if !inlineElements[t.Data] {
				flush()
			}
			script = t.Data == "script"
			x.tag(t, line)
		case html.EndTagToken:
			raw := string(z.Raw())
			name, _ := z.TagName()
			if !inlineElements[string(name)] {
				flush()
			}
			if !elements[string(name)] && !siteElements[string(name)] && string(name) != "script" || len(raw) != len("</>")+len(name) { // browsers pass over attributes here
				x.addAt(spot{tag: string(name), n: line}, raw)
				x.bad(fmt.Sprintf("</%s>, line %d", name, line), "publish.check.element")
			}
			script = false
		}
		line += newlines
	}
}

// tag reads one element: of scripts only those that lead to a file of ours.
func (x *extract) tag(t html.Token, line int) {
	at := spot{tag: t.Data, n: line}
	x.siteTag(t, at)
	isScript := t.Data == "script" && slices.ContainsFunc(t.Attr, func(a html.Attribute) bool { return a.Key == "src" })
	if !elements[t.Data] && !siteElements[t.Data] && !isScript {
		x.addAt(at, t.Data)
		x.bad(at.String(), "publish.check.element")
	}
	for _, a := range t.Attr {
		key := strings.ToLower(a.Key)
		of := spot{place: key, tag: t.Data, n: line}
		x.addAt(of, a.Val)
		switch {
		case !attributes[key] && !siteAttributes[key] && !(isScript && scriptAttributes[key]):
			x.addAt(of, key)
			x.bad(of.String(), "publish.check.attribute")
		case key == "href", key == "src":
			x.links = append(x.links, piece{at, a.Val})
		case key == "id":
			x.ids = append(x.ids, a.Val)
		}
	}
}
