package incidenttest

import (
	"bytes"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"
)

// Browser walks pages as a browser without script does: it keeps cookies, follows redirects and sends what the forms on a page hold.
type Browser struct {
	T      testing.TB
	Base   string // address of the server, without a slash at its end
	Client *http.Client
	Seen   []string    // every address asked for
	Check  func(*Page) // looks at every HTML page that comes back; may be nil
}

// NewBrowser makes a browser that has no cookies yet.
func NewBrowser(t testing.TB, base string) *Browser {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	return &Browser{T: t, Base: base, Client: &http.Client{Jar: jar, Timeout: 30 * time.Second}}
}

// Visit opens a page by its path.
func (b *Browser) Visit(path string) *Page {
	b.T.Helper()
	req, err := http.NewRequest(http.MethodGet, b.Base+path, nil)
	if err != nil {
		b.T.Fatal(err)
	}
	return b.Do(req)
}

// Do sends a request.
func (b *Browser) Do(req *http.Request) *Page {
	b.T.Helper()
	p, err := b.Try(req)
	if err != nil {
		b.T.Fatal(err)
	}
	return p
}

// Try sends a request that may fail on its way; several goroutines need a browser each.
func (b *Browser) Try(req *http.Request) (*Page, error) {
	b.Seen = append(b.Seen, req.URL.String())
	res, err := b.Client.Do(req)
	if err != nil {
		return nil, err
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		return nil, err
	}
	p := &Page{b: b, Status: res.StatusCode, Header: res.Header, URL: res.Request.URL, Body: string(body)}
	if strings.HasPrefix(res.Header.Get("Content-Type"), "text/html") {
		if p.doc, err = html.Parse(bytes.NewReader(body)); err != nil {
			return nil, err
		}
		if b.Check != nil {
			b.Check(p)
		}
	}
	return p, nil
}

// Again is a page as it lies in a window that was opened before: from an older server, or altered.
func (b *Browser) Again(body string) *Page {
	b.T.Helper()
	doc, err := html.Parse(strings.NewReader(body))
	if err != nil {
		b.T.Fatal(err)
	}
	return &Page{b: b, Status: http.StatusOK, URL: &url.URL{}, Body: body, doc: doc}
}

// Send posts a body as a form of the same origin does; NewPost makes the request for Try.
func (b *Browser) Send(path string, body io.Reader, kind string) *Page {
	b.T.Helper()
	req, err := b.NewPost(path, body, kind)
	if err != nil {
		b.T.Fatal(err)
	}
	return b.Do(req)
}

// NewPost is the request a form of the same origin makes; kind is its Content-Type.
func (b *Browser) NewPost(path string, body io.Reader, kind string) (*http.Request, error) {
	req, err := http.NewRequest(http.MethodPost, b.Base+path, body)
	if err == nil {
		req.Header.Set("Content-Type", kind)
		req.Header.Set("Origin", b.Base)
	}
	return req, err
}

// Encode writes the fields of a form, and files if there are any, as browsers send a form.
func Encode(values url.Values, files map[string][]byte, multi bool) (body io.Reader, kind string) {
	if !multi && len(files) == 0 {
		return strings.NewReader(values.Encode()), "application/x-www-form-urlencoded"
	}
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
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
	return &b, w.FormDataContentType()
}

// Press fills fields of a form and presses one of its buttons.
type Press struct {
	Form   string // its action
	Button string // "do=accept"; empty for a form with one button
	Fill   url.Values
	Files  map[string][]byte
	Forged bool // Fill has values the page does not offer, as no browser would send them
}

// Press presses a button of the page; it fails the test when a person could not.
func (p *Page) Press(x Press) *Page {
	p.b.T.Helper()
	req, err := p.request(x)
	if err != nil {
		p.b.T.Fatal(err)
	}
	return p.b.Do(req)
}

// request is what a browser would send.
func (p *Page) request(x Press) (*http.Request, error) {
	f := p.form(x)
	if f == nil {
		return nil, fmt.Errorf("no form %s with %q on the page %q (status %d)\n%s", x.Form, x.Button, p.Title(), p.Status, squeeze(p.Text()))
	}
	values, action := p.controls(f), Attr(f, "action")
	if x.Button != "" {
		name, value, _ := strings.Cut(x.Button, "=")
		values[name] = []string{value}
		if a := Attr(p.button(f, name, value), "formaction"); a != "" {
			action = a
		}
	}
	for name, list := range x.Fill {
		if err := p.canHold(f, name, list, x.Forged); err != nil {
			return nil, fmt.Errorf("page %q: %w", p.Title(), err)
		}
		values[name] = list
	}
	body, kind := Encode(values, x.Files, Attr(f, "enctype") == "multipart/form-data")
	return p.b.NewPost(action, body, kind)
}
