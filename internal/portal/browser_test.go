package portal_test

import (
	"bytes"
	"io"
	"log/slog"
	"mime/multipart"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"

	"todoke/internal/form"
	"todoke/internal/i18n"
	"todoke/internal/incident"
	"todoke/internal/incidenttest"
	"todoke/internal/intake"
	"todoke/internal/portal"
	"todoke/internal/store"
)

// desk is a portal over a real store with real keys.
type desk struct {
	server *httptest.Server
	store  *store.Store
	texts  *i18n.Catalogue
	log    *bytes.Buffer
}

var clock = time.Date(2020, 3, 2, 9, 30, 0, 0, time.UTC)

func newDesk(t *testing.T, forms *form.Forms) *desk {
	t.Helper()
	if forms == nil {
		var err error
		if forms, err = form.Load(); err != nil {
			t.Fatal(err)
		}
	}
	st, err := store.Open(t.Context(), store.Config{Dir: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = st.Close() }) // a test may have closed it to see what happens then
	d := &desk{store: st, log: &bytes.Buffer{}}
	if d.texts, err = i18n.Load(); err != nil {
		t.Fatal(err)
	}
	now := func() time.Time { return clock }
	h, err := portal.New(portal.Config{
		Intake: intake.New(d.store, incidenttest.Seal(t, d.store, now), forms, now), Forms: forms, Texts: d.texts,
		Log:  slog.New(slog.NewTextHandler(d.log, nil)),
		Desk: func() incident.Text { return incident.Text{JA: "届出受付所", EN: "Report Desk"} },
		Now:  now, Demo: true, Contact: portal.Contact{Phone: "000-0000-0000", Mail: "desk@desk.example"},
	})
	if err != nil {
		t.Fatal(err)
	}
	d.server = httptest.NewServer(h)
	t.Cleanup(d.server.Close)
	return d
}

// browser walks the pages as a browser without script does: it sends what the form on the page holds.
type browser struct {
	t      *testing.T
	d      *desk
	client *http.Client
	seen   []string // every address asked for
}

func (d *desk) browser(t *testing.T, lang string) *browser {
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	b := &browser{t: t, d: d, client: &http.Client{Jar: jar}}
	b.get("/?lang=" + lang)
	return b
}

type page struct {
	b      *browser
	status int
	header http.Header
	body   string
	doc    *html.Node
}

func (b *browser) get(path string) *page {
	b.t.Helper()
	req, err := http.NewRequest("GET", b.d.server.URL+path, nil)
	if err != nil {
		b.t.Fatal(err)
	}
	return b.do(req)
}

func (b *browser) do(req *http.Request) *page {
	b.t.Helper()
	b.seen = append(b.seen, req.URL.String())
	res, err := b.client.Do(req)
	if err != nil {
		b.t.Fatal(err)
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		b.t.Fatal(err)
	}
	p := &page{b: b, status: res.StatusCode, header: res.Header, body: string(body)}
	if strings.HasPrefix(res.Header.Get("Content-Type"), "text/html") {
		if p.doc, err = html.Parse(bytes.NewReader(body)); err != nil {
			b.t.Fatal(err)
		}
		p.check()
	}
	return p
}

// press fills fields and presses a button of a form: "/report next" is the button _do=next of the form that goes to /report.
type press struct {
	form   string // its action
	button string // "_do=next"; empty for the first
	fill   url.Values
	files  map[string][]byte
}

func (p *page) press(x press) *page {
	p.b.t.Helper()
	f := p.form(x)
	values := p.controls(f)
	action := attr(f, "action")
	if x.button != "" {
		name, value, _ := strings.Cut(x.button, "=")
		button := p.button(f, name, value)
		values[name] = []string{value}
		if a := attr(button, "formaction"); a != "" {
			action = a
		}
	}
	for name, list := range x.fill {
		if !slices.ContainsFunc(p.fieldsOf(f), func(n *html.Node) bool { return attr(n, "name") == name }) {
			p.b.t.Fatalf("no field %s on the page %q", name, p.title())
		}
		values[name] = list
	}
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	for name, list := range values {
		for _, v := range list {
			_ = w.WriteField(name, v)
		}
	}
	for name, content := range x.files {
		part, _ := w.CreateFormFile("files", name)
		_, _ = part.Write(content)
	}
	w.Close()
	req, err := http.NewRequest("POST", p.b.d.server.URL+action, &body)
	if err != nil {
		p.b.t.Fatal(err)
	}
	req.Header.Set("Content-Type", w.FormDataContentType())
	req.Header.Set("Origin", p.b.d.server.URL)
	return p.b.do(req)
}

func (p *page) form(x press) *html.Node {
	p.b.t.Helper()
	for n := range p.all("form") {
		if attr(n, "action") == x.form && (x.button == "" || p.button(n, strings.Split(x.button, "=")[0], x.button[strings.Index(x.button, "=")+1:]) != nil) {
			return n
		}
	}
	p.b.t.Fatalf("no form %s with %q on the page %q (status %d)\n%s", x.form, x.button, p.title(), p.status, p.text())
	return nil
}

func (p *page) fieldsOf(f *html.Node) []*html.Node {
	var out []*html.Node
	for n := range p.all("input", "textarea", "button") {
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

// controls are the values a browser would send without touching anything.
func (p *page) controls(f *html.Node) url.Values {
	v := url.Values{}
	for _, n := range p.fieldsOf(f) {
		name := attr(n, "name")
		switch {
		case name == "" || n.Data == "button" || attr(n, "type") == "file":
		case n.Data == "textarea":
			v.Add(name, content(n))
		case attr(n, "type") == "checkbox" || attr(n, "type") == "radio":
			if has(n, "checked") {
				v.Add(name, attr(n, "value"))
			}
		default:
			v.Add(name, attr(n, "value"))
		}
	}
	return v
}

// check holds for every page: ids are unique, labels and descriptions lead somewhere, every field has a name people see, no catalogue key shows.
func (p *page) check() {
	t := p.b.t
	t.Helper()
	ids := map[string]bool{}
	labelled := map[string]bool{}
	for n := range p.all() {
		if id := attr(n, "id"); id != "" {
			if ids[id] {
				t.Errorf("%q: id %s twice", p.title(), id)
			}
			ids[id] = true
		}
		if n.Data == "label" {
			labelled[attr(n, "for")] = true
		}
	}
	for n := range p.all() {
		for _, key := range []string{"aria-describedby", "aria-labelledby", "for"} {
			for _, id := range strings.Fields(attr(n, key)) {
				if !ids[id] {
					t.Errorf("%q: %s names %s, which is not there", p.title(), key, id)
				}
			}
		}
		if (n.Data == "input" && attr(n, "type") != "hidden" || n.Data == "textarea") && !labelled[attr(n, "id")] && n.Parent.Data != "label" {
			t.Errorf("%q: field %s has no label", p.title(), attr(n, "name"))
		}
		if n.Data == "a" && strings.HasPrefix(attr(n, "href"), "#") && !ids[attr(n, "href")[1:]] {
			t.Errorf("%q: link to %s leads nowhere", p.title(), attr(n, "href"))
		}
	}
	for _, area := range []string{"portal.", "web.", "error.", "unread."} {
		for _, k := range p.b.d.texts.Keys(incident.JA) {
			if strings.HasPrefix(k, area) && strings.Contains(p.text(), k) {
				t.Errorf("%q: key %s shows", p.title(), k)
			}
		}
		if strings.Contains(p.text(), " "+area+"state") || strings.Contains(p.text(), "portal.reason") {
			t.Errorf("%q: a key shows", p.title())
		}
	}
}

func (p *page) all(names ...string) func(yield func(*html.Node) bool) {
	return func(yield func(*html.Node) bool) {
		for n := range p.doc.Descendants() {
			if n.Type == html.ElementNode && (len(names) == 0 || slices.Contains(names, n.Data)) && !yield(n) {
				return
			}
		}
	}
}

func (p *page) title() string {
	for n := range p.all("h1") {
		return content(n)
	}
	return ""
}

// text is what people read on the page.
func (p *page) text() string {
	for n := range p.all("body") {
		return content(n)
	}
	return ""
}

func (p *page) has(t *testing.T, texts ...string) {
	t.Helper()
	for _, s := range texts {
		if !strings.Contains(p.text(), s) {
			t.Errorf("%q (status %d) lacks %q:\n%s", p.title(), p.status, s, p.text())
		}
	}
}

// value is what a field holds, hidden or not.
func (p *page) value(name string) string {
	for n := range p.all("input", "textarea") {
		if attr(n, "name") == name {
			if n.Data == "textarea" {
				return content(n)
			}
			if t := attr(n, "type"); t != "checkbox" && t != "radio" || has(n, "checked") {
				return attr(n, "value")
			}
		}
	}
	return ""
}

// code is the nth thing shown large to be copied.
func (p *page) code(i int) string {
	p.b.t.Helper()
	for n := range p.all() {
		if slices.Contains(strings.Fields(attr(n, "class")), "code") {
			if i == 0 {
				return strings.TrimSpace(content(n))
			}
			i--
		}
	}
	p.b.t.Fatalf("no code on %q (status %d):\n%s", p.title(), p.status, p.text())
	return ""
}

func attr(n *html.Node, key string) string {
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

// again is a page as an older server sent it.
func (b *browser) again(body string) *page {
	doc, err := html.Parse(strings.NewReader(body))
	if err != nil {
		b.t.Fatal(err)
	}
	return &page{b: b, status: http.StatusOK, body: body, doc: doc}
}

// shown picks the fields a page has: a long step comes in pieces.
func (p *page) shown(fill url.Values) url.Values {
	out := url.Values{}
	for n := range p.all("input", "textarea") {
		if list, ok := fill[attr(n, "name")]; ok && attr(n, "type") != "hidden" {
			out[attr(n, "name")] = list
		}
	}
	return out
}
