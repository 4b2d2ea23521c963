package incidenttest

import (
	"cmp"
	"fmt"
	"iter"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"golang.org/x/net/html"
)

// Page is what came back to a browser; the zero Page has nothing on it.
type Page struct {
	Status int
	Header http.Header
	URL    *url.URL // after redirects
	Body   string

	b   *Browser
	doc *html.Node // nil when it is no HTML
}

// All yields the elements of these names, or every element, in the order of the page.
func (p *Page) All(names ...string) iter.Seq[*html.Node] {
	return func(yield func(*html.Node) bool) {
		if p.doc == nil {
			return
		}
		for n := range p.doc.Descendants() {
			if n.Type == html.ElementNode && (len(names) == 0 || slices.Contains(names, n.Data)) && !yield(n) {
				return
			}
		}
	}
}

// Title is the page's heading.
func (p *Page) Title() string {
	for n := range p.All("h1") {
		return strings.TrimSpace(Content(n))
	}
	return ""
}

// Main is what people read in the main part of the page.
func (p *Page) Main() string {
	for n := range p.All("main") {
		return Content(n)
	}
	return p.Body
}

// Text is what people read on the page, its head and foot included.
func (p *Page) Text() string {
	for n := range p.All("body") {
		return Content(n)
	}
	return p.Body
}

// Want demands a status and words in the main part of the page.
func (p *Page) Want(status int, words ...string) *Page {
	p.b.T.Helper()
	if p.Status != status {
		p.b.T.Fatalf("%q at %s: status %d, want %d\n%s", p.Title(), p.URL.Path, p.Status, status, squeeze(p.Main()))
	}
	p.demand(p.Main(), words)
	return p
}

// Has demands words anywhere on the page.
func (p *Page) Has(words ...string) {
	p.b.T.Helper()
	p.demand(p.Text(), words)
}

func (p *Page) demand(text string, words []string) {
	p.b.T.Helper()
	for _, w := range words {
		if !strings.Contains(text, w) {
			p.b.T.Errorf("%q (status %d) lacks %q:\n%s", p.Title(), p.Status, w, squeeze(text))
		}
	}
}

// Brief is the main part of the page on one line, for messages.
func (p *Page) Brief() string { return squeeze(p.Main()) }

func squeeze(s string) string { return strings.Join(strings.Fields(s), " ") }

// Value is what a field holds, hidden or not.
func (p *Page) Value(name string) string {
	for n := range p.All("input", "textarea", "select") {
		if Attr(n, "name") == name {
			if v, ok := held(n); ok {
				return v
			}
		}
	}
	return ""
}

// Code is the nth thing shown large to be copied.
func (p *Page) Code(i int) string {
	p.b.T.Helper()
	s, err := p.code(i)
	if err != nil {
		p.b.T.Fatal(err)
	}
	return s
}

func (p *Page) code(i int) (string, error) {
	for n := range p.All() {
		if slices.Contains(strings.Fields(Attr(n, "class")), "code") {
			if i == 0 {
				return strings.TrimSpace(Content(n)), nil
			}
			i--
		}
	}
	return "", fmt.Errorf("no code on %q (status %d):\n%s", p.Title(), p.Status, squeeze(p.Text()))
}

// Shown picks from what is known the fields this page asks for: a long step comes in pieces.
func (p *Page) Shown(fill url.Values) url.Values {
	out := url.Values{}
	for n := range p.All("input", "textarea", "select") {
		if list, ok := fill[Attr(n, "name")]; ok && Attr(n, "type") != "hidden" {
			out[Attr(n, "name")] = list
		}
	}
	return out
}

// Offers tells whether the page has a form with a button.
func (p *Page) Offers(x Press) bool { return p.form(x) != nil }

func (p *Page) form(x Press) *html.Node {
	name, value, _ := strings.Cut(x.Button, "=")
	for n := range p.All("form") {
		if Attr(n, "action") == x.Form && (x.Button == "" || p.button(n, name, value) != nil) {
			return n
		}
	}
	return nil
}

// fields are a form's own and those elsewhere that name it.
func (p *Page) fields(f *html.Node) []*html.Node {
	var out []*html.Node
	for n := range p.All("input", "textarea", "select", "button") {
		if within(n, f) || Attr(f, "id") != "" && Attr(n, "form") == Attr(f, "id") {
			out = append(out, n)
		}
	}
	return out
}

func (p *Page) button(f *html.Node, name, value string) *html.Node {
	for _, n := range p.fields(f) {
		if n.Data == "button" && Attr(n, "name") == name && Attr(n, "value") == value {
			return n
		}
	}
	return nil
}

// controls are the values a browser would send without anything touched.
func (p *Page) controls(f *html.Node) url.Values {
	v := url.Values{}
	for _, n := range p.fields(f) {
		name := Attr(n, "name")
		if name == "" || n.Data == "button" || Attr(n, "type") == "file" {
			continue
		}
		if s, ok := held(n); ok {
			v.Add(name, s)
		}
	}
	return v
}

// canHold tells whether a person could enter these values in a field of the form; a forged value needs only the field.
func (p *Page) canHold(f *html.Node, name string, list []string, forged bool) error {
	found, open := false, forged
	var offered []string
	for _, n := range p.fields(f) {
		if Attr(n, "name") != name {
			continue
		}
		found = true
		switch {
		case n.Data == "select":
			for o := range options(n) {
				offered = append(offered, Attr(o, "value"))
			}
		case ticked(n):
			offered = append(offered, Attr(n, "value"))
		default:
			open = true
		}
	}
	if !found {
		return fmt.Errorf("no field %s", name)
	}
	for _, v := range list {
		if !open && !slices.Contains(offered, v) {
			return fmt.Errorf("field %s does not offer %q", name, v)
		}
	}
	return nil
}

// held is what a field would send, if it sends anything.
func held(n *html.Node) (string, bool) {
	switch {
	case n.Data == "textarea":
		return Content(n), true
	case n.Data == "select":
		return chosen(n), true
	case ticked(n):
		return cmp.Or(Attr(n, "value"), "on"), has(n, "checked")
	}
	return Attr(n, "value"), true
}

func ticked(n *html.Node) bool {
	t := Attr(n, "type")
	return t == "checkbox" || t == "radio"
}

// chosen is the option a browser shows: the selected one, else the first.
func chosen(n *html.Node) string {
	var first *html.Node
	for o := range options(n) {
		if has(o, "selected") {
			return Attr(o, "value")
		}
		if first == nil {
			first = o
		}
	}
	return Attr(first, "value")
}

func options(n *html.Node) iter.Seq[*html.Node] {
	return func(yield func(*html.Node) bool) {
		for o := range n.Descendants() {
			if o.Type == html.ElementNode && o.Data == "option" && !yield(o) {
				return
			}
		}
	}
}

// Attr is an attribute of an element; empty when there is none, or no element.
func Attr(n *html.Node, key string) string {
	if n == nil {
		return ""
	}
	for _, a := range n.Attr {
		if a.Key == key {
			return a.Val
		}
	}
	return ""
}

func has(n *html.Node, key string) bool {
	return slices.ContainsFunc(n.Attr, func(a html.Attribute) bool { return a.Key == key })
}

func within(n, parent *html.Node) bool {
	for ; n != nil; n = n.Parent {
		if n == parent {
			return true
		}
	}
	return false
}

// Content is the text in an element.
func Content(n *html.Node) string {
	var b strings.Builder
	for c := range n.Descendants() {
		if c.Type == html.TextNode {
			b.WriteString(c.Data)
		}
	}
	return b.String()
}
