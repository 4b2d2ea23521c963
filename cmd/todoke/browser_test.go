package main

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"
)

// browser walks pages as a browser without script does: it keeps cookies, follows redirects and sends what the forms on a page hold.
type browser struct {
	t      testing.TB
	base   string
	client *http.Client
	seen   []string // every address asked for
}

func newBrowser(t testing.TB, base string) *browser {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	return &browser{t: t, base: base, client: &http.Client{Jar: jar, Timeout: 30 * time.Second}}
}

// page is what came back.
type page struct {
	b      *browser
	status int
	header http.Header
	url    *url.URL
	body   []byte
	doc    *html.Node
}

func (b *browser) get(path string) *page {
	b.t.Helper()
	req, err := http.NewRequest(http.MethodGet, b.base+path, nil)
	if err != nil {
		b.t.Fatal(err)
	}
	return b.do(req)
}

func (b *browser) do(req *http.Request) *page {
	b.t.Helper()
	p, err := b.try(req)
	if err != nil {
		b.t.Fatal(err)
	}
	return p
}

// try sends a request that may fail on its way.
func (b *browser) try(req *http.Request) (*page, error) {
	b.seen = append(b.seen, req.URL.String())
	res, err := b.client.Do(req)
	if err != nil {
		return nil, err
	}
	defer res.Body.Close()
	p := &page{b: b, status: res.StatusCode, header: res.Header, url: res.Request.URL}
	if p.body, err = io.ReadAll(res.Body); err != nil {
		return nil, err
	}
	if strings.HasPrefix(res.Header.Get("Content-Type"), "text/html") {
		if p.doc, err = html.Parse(bytes.NewReader(p.body)); err != nil {
			return nil, err
		}
	}
	return p, nil
}

// press fills fields of a form and presses one of its buttons.
type press struct {
	form   string // its action
	button string // "do=accept"; empty for a form with one button
	fill   url.Values
	files  map[string][]byte
}

func (p *page) press(x press) *page {
	p.b.t.Helper()
	req, err := p.request(x)
	if err != nil {
		p.b.t.Fatal(err)
	}
	return p.b.do(req)
}

// request is what a browser would send.
func (p *page) request(x press) (*http.Request, error) {
	f := p.form(x)
	if f == nil {
		return nil, fmt.Errorf("no form %s with %q on the page %q (status %d)", x.form, x.button, p.title(), p.status)
	}
	values, action := p.controls(f), attr(f, "action")
	if x.button != "" {
		name, value, _ := strings.Cut(x.button, "=")
		values[name] = []string{value}
		if a := attr(p.button(f, name, value), "formaction"); a != "" {
			action = a
		}
	}
	for name, list := range x.fill {
		if err := p.canHold(f, name, list); err != nil {
			return nil, fmt.Errorf("page %q: %w", p.title(), err)
		}
		values[name] = list
	}
	body, kind := io.Reader(strings.NewReader(values.Encode())), "application/x-www-form-urlencoded"
	if attr(f, "enctype") == "multipart/form-data" || len(x.files) > 0 {
		body, kind = multi(values, x.files)
	}
	req, err := http.NewRequest(http.MethodPost, p.b.base+action, body)
	if err == nil {
		req.Header.Set("Content-Type", kind)
		req.Header.Set("Origin", p.b.base)
	}
	return req, err
}

func multi(values url.Values, files map[string][]byte) (io.Reader, string) {
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	for name, list := range values {
		for _, v := range list {
			_ = w.WriteField(name, v) // a buffer takes everything
		}
	}
	for name, content := range files {
		part, _ := w.CreateFormFile("files", name)
		_, _ = part.Write(content)
	}
	w.Close()
	return &body, w.FormDataContentType()
}

// canHold tells whether a person could enter these values in a field of the form.
func (p *page) canHold(f *html.Node, name string, list []string) error {
	found, open := false, false
	var offered []string
	for _, n := range p.fieldsOf(f) {
		if attr(n, "name") != name {
			continue
		}
		found = true
		switch {
		case n.Data == "select":
			for o := range n.Descendants() {
				if o.Type == html.ElementNode && o.Data == "option" {
					offered = append(offered, attr(o, "value"))
				}
			}
		case attr(n, "type") == "checkbox" || attr(n, "type") == "radio":
			offered = append(offered, attr(n, "value"))
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

func (p *page) form(x press) *html.Node {
	for n := range p.all("form") {
		name, value, _ := strings.Cut(x.button, "=")
		if attr(n, "action") == x.form && (x.button == "" || p.button(n, name, value) != nil) {
			return n
		}
	}
	return nil
}

func (p *page) fieldsOf(f *html.Node) []*html.Node {
	var out []*html.Node
	for n := range p.all("input", "textarea", "select", "button") {
		if within(n, f) || attr(f, "id") != "" && attr(n, "form") == attr(f, "id") {
			out = append(out, n)
		}
	}
	return out
}

func (p *page) button(f *html.Node, name, value string) *html.Node {
	for _, n := range p.fieldsOf(f) {
		if n.Data == "button" && attr(n, "name") == name && attr(n, "value") == value {
			return n
		}
	}
	return nil
}

// controls are the values a browser would send without anything touched.
func (p *page) controls(f *html.Node) url.Values {
	v := url.Values{}
	for _, n := range p.fieldsOf(f) {
		name := attr(n, "name")
		switch {
		case name == "" || n.Data == "button" || attr(n, "type") == "file":
		case n.Data == "textarea":
			v.Add(name, strings.TrimPrefix(content(n), "\n"))
		case n.Data == "select":
			v.Add(name, chosen(n))
		case attr(n, "type") == "checkbox" || attr(n, "type") == "radio":
			if has(n, "checked") {
				v.Add(name, cmp.Or(attr(n, "value"), "on"))
			}
		default:
			v.Add(name, attr(n, "value"))
		}
	}
	return v
}

// chosen is the option a browser shows: the selected one, else the first.
func chosen(n *html.Node) string {
	first, any := "", false
	for o := range n.Descendants() {
		if o.Type != html.ElementNode || o.Data != "option" {
			continue
		}
		if has(o, "selected") {
			return attr(o, "value")
		}
		if !any {
			first, any = attr(o, "value"), true
		}
	}
	return first
}

func (p *page) all(names ...string) func(yield func(*html.Node) bool) {
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

func (p *page) title() string {
	for n := range p.all("h1") {
		return strings.TrimSpace(content(n))
	}
	return ""
}

// text is what people read in the main part of the page.
func (p *page) text() string {
	for n := range p.all("main") {
		return content(n)
	}
	return string(p.body)
}

// want demands a status and words on the page.
func (p *page) want(status int, words ...string) *page {
	p.b.t.Helper()
	if p.status != status {
		p.b.t.Fatalf("%q at %s: status %d, want %d\n%s", p.title(), p.url.Path, p.status, status, squeeze(p.text()))
	}
	for _, w := range words {
		if !strings.Contains(p.text(), w) {
			p.b.t.Errorf("%q at %s lacks %q:\n%s", p.title(), p.url.Path, w, squeeze(p.text()))
		}
	}
	return p
}

func squeeze(s string) string { return strings.Join(strings.Fields(s), " ") }

// value is what a field holds, hidden or not.
func (p *page) value(name string) string {
	for n := range p.all("input", "textarea", "select") {
		if attr(n, "name") != name {
			continue
		}
		switch t := attr(n, "type"); {
		case n.Data == "textarea":
			return strings.TrimPrefix(content(n), "\n")
		case n.Data == "select":
			return chosen(n)
		case t != "checkbox" && t != "radio" || has(n, "checked"):
			return attr(n, "value")
		}
	}
	return ""
}

// code is the nth thing shown large to be copied.
func (p *page) code(i int) (string, error) {
	for n := range p.all() {
		if slices.Contains(strings.Fields(attr(n, "class")), "code") {
			if i == 0 {
				return strings.TrimSpace(content(n)), nil
			}
			i--
		}
	}
	return "", errors.New("no code on the page " + p.title())
}

func attr(n *html.Node, key string) string {
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

func content(n *html.Node) string {
	var b strings.Builder
	for c := range n.Descendants() {
		if c.Type == html.TextNode {
			b.WriteString(c.Data)
		}
	}
	return b.String()
}

// shown picks from what is known the fields this page asks for: a long step comes in pieces.
func (p *page) shown(fill url.Values) url.Values {
	out := url.Values{}
	for n := range p.all("input", "textarea", "select") {
		if list, ok := fill[attr(n, "name")]; ok && attr(n, "type") != "hidden" {
			out[attr(n, "name")] = list
		}
	}
	return out
}

// receipt is what the reporter takes home.
type receipt struct{ number, code string }

// toReview walks the portal's form to its review page, answering every question the fill knows.
func (b *browser) toReview(fill url.Values) *page {
	b.t.Helper()
	p := b.get("/report").want(http.StatusOK)
	for range 30 {
		if step := p.value("_step"); step == "review" || step == "least" {
			return p
		}
		p = p.press(press{form: "/report", button: "_do=next", fill: p.shown(fill)}).want(http.StatusOK)
	}
	b.t.Fatal("the form does not end")
	return nil
}

// receipt reads number and code from the receipt page.
func (p *page) receipt() (receipt, error) {
	number, err := p.code(0)
	if err != nil {
		return receipt{}, fmt.Errorf("status %d: %w", p.status, err)
	}
	code, err := p.code(1)
	return receipt{number, code}, err
}

// status asks for a report as its reporter does.
func (b *browser) status(r receipt) *page {
	b.t.Helper()
	return b.get("/status").press(press{form: "/status", fill: url.Values{"number": {r.number}, "code": {r.code}}})
}
