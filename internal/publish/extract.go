package publish

import (
	"bytes"
	"context"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"path"
	"slices"
	"strings"

	"golang.org/x/net/html"

	"todoke/internal/pdf"
)

// extract is all a reader or program could take out of one finished file, in pieces that name their place.
type extract struct {
	pieces   []piece
	links    []piece // where it leads
	ids      []string
	problems []problem // what may not be in it at all
}

// piece is a text and where it stands.
type piece struct{ place, text string }

// problem is a catalogue key of why a file cannot pass, with its place.
type problem struct{ place, key string }

func (x *extract) add(place, text string) {
	if strings.TrimSpace(text) != "" {
		x.pieces = append(x.pieces, piece{place, text})
	}
}

func (x *extract) bad(place, key string) { x.problems = append(x.problems, problem{place, key}) }

// read takes a file apart by its kind; a kind nobody can read here is an error, so that it cannot pass unread.
func (c *checker) read(ctx context.Context, name string, body []byte) (extract, error) {
	x := extract{}
	x.add("name", name)
	var err error
	switch path.Ext(name) {
	case ".html":
		err = x.html(body)
	case ".json":
		err = x.json(body)
	case ".csv":
		err = x.csv(body)
	case ".xlsx":
		err = x.xlsx(body)
	case ".pdf":
		err = x.pdf(ctx, c.reader, body)
	case ".css":
		x.add("text", string(body))
		if !bytes.Equal(body, style) {
			x.bad("text", "publish.check.style")
		}
	case ".svg":
		x.add("text", string(body))
		if !bytes.Equal(body, icon) {
			x.bad("text", "publish.check.icon")
		}
	case ".txt", ".sig":
		x.add("text", string(body))
	default:
		err = fmt.Errorf("no reader for %s", path.Ext(name))
	}
	return x, err
}

// What the templates use; anything else was put in by something else.
var (
	elements = strings.Fields(`html head meta title link body a p strong span header div main footer sup ul ol li h1 h2 h3 h4 h5 section nav dl dt dd b
		svg rect polyline polygon text tspan desc figure figcaption code table caption thead tbody tr th td time article`)
	attributes = strings.Fields(`lang charset name content rel href hreflang class id role tabindex aria-label aria-labelledby aria-hidden viewbox preserveaspectratio
		width height x y rx points font-size text-anchor scope colspan datetime`)
	inlineElements = strings.Fields(`a b strong span sup code time tspan`)
)

func (x *extract) html(body []byte) error {
	z := html.NewTokenizer(bytes.NewReader(body))
	var run strings.Builder
	line, at := 1, 1
	flush := func() {
		x.add(fmt.Sprintf("line %d", at), run.String())
		run.Reset()
		at = line
	}
	for {
		kind := z.Next()
		newlines := bytes.Count(z.Raw(), []byte("\n"))
		switch kind {
		case html.ErrorToken:
			flush()
			if errors.Is(z.Err(), io.EOF) {
				return nil
			}
			return z.Err()
		case html.TextToken:
			run.WriteString(html.UnescapeString(string(z.Raw())))
		case html.CommentToken:
			x.add(fmt.Sprintf("comment, line %d", line), string(z.Raw()))
			x.bad(fmt.Sprintf("line %d", line), "publish.check.comment")
		case html.StartTagToken, html.SelfClosingTagToken:
			t := z.Token()
			if !slices.Contains(inlineElements, t.Data) {
				flush()
			}
			x.tag(t, line)
		case html.EndTagToken:
			if name, _ := z.TagName(); !slices.Contains(inlineElements, string(name)) {
				flush()
			}
		}
		line += newlines
	}
}

func (x *extract) tag(t html.Token, line int) {
	place := fmt.Sprintf("<%s>, line %d", t.Data, line)
	if !slices.Contains(elements, t.Data) {
		x.bad(place, "publish.check.element")
	}
	for _, a := range t.Attr {
		key := strings.ToLower(a.Key)
		x.add(key+" "+place, a.Val)
		switch {
		case !slices.Contains(attributes, key):
			x.bad(key+" "+place, "publish.check.attribute")
		case key == "href":
			x.links = append(x.links, piece{place, a.Val})
		case key == "id":
			x.ids = append(x.ids, a.Val)
		}
	}
}

// json walks keys and values as a decoder sees them, so that an escaped name is read as a reader's program reads it.
func (x *extract) json(body []byte) error {
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
		if s, ok := t.(string); ok {
			x.add(fmt.Sprintf("byte %d", d.InputOffset()), s)
		}
	}
}

func (x *extract) csv(body []byte) error {
	r := csv.NewReader(bytes.NewReader(body))
	r.FieldsPerRecord = -1
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
		x.links = append(x.links, piece{"link", l})
	}
	if len(content.Attachments) > 0 {
		x.bad("attachment", "publish.check.attachment")
	}
	if len(content.Scripts) > 0 {
		x.bad("script", "publish.check.script")
	}
	return nil
}
