package web

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"mime/multipart"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
	"time"

	"todoke/internal/incident"
)

// Lang is the language of a request: ?lang=, then the cookie, then Accept-Language, else Japanese.
func Lang(r *http.Request) incident.Lang {
	if l := r.URL.Query().Get("lang"); l == "ja" || l == "en" {
		return incident.Lang(l)
	}
	if c, err := r.Cookie("lang"); err == nil && (c.Value == "ja" || c.Value == "en") {
		return incident.Lang(c.Value)
	}
	first, _, _ := strings.Cut(r.Header.Get("Accept-Language"), ",")
	if first != "" && !strings.HasPrefix(strings.ToLower(first), "ja") {
		return incident.EN
	}
	return incident.JA
}

// Handler returns an error; the App turns it into a page.
type Handler func(w http.ResponseWriter, r *http.Request) error

// Handle makes an http.Handler of h.
func (a *App) Handle(h Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		err := h(w, r)
		if err == nil {
			return
		}
		var actor *incident.Actor
		if a.Actor != nil {
			actor = a.Actor(r)
		}
		a.fail(w, r, actor, err)
	})
}

// Wrap puts around a face's mux what every request needs: security headers, the language cookie, the cross-site check
// (fetch metadata and Origin; a POST with neither must carry this host as Referer or none at all with a same-site cookie), and panics as error pages.
func (a *App) Wrap(mux http.Handler) http.Handler {
	open := http.NewServeMux()
	for _, pattern := range a.Open {
		open.Handle(pattern, mux)
	}
	cross := http.NewCrossOriginProtection()
	cross.SetDenyHandler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		a.Fail(w, r, incident.Errorf(incident.Forbidden, "error.cross_site"))
	}))
	inner := cross.Handler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodPost && !sameSiteReferer(r) {
			a.Fail(w, r, incident.Errorf(incident.Forbidden, "error.cross_site"))
			return
		}
		mux.ServeHTTP(w, r)
	}))
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		defer func() {
			if p := recover(); p != nil {
				if p == http.ErrAbortHandler {
					panic(p)
				}
				a.Fail(w, r, fmt.Errorf("panic: %v", p))
			}
		}()
		Headers(w)
		if l := r.URL.Query().Get("lang"); l == "ja" || l == "en" {
			http.SetCookie(w, &http.Cookie{Name: "lang", Value: l, Path: "/", MaxAge: 365 * 24 * 3600, SameSite: http.SameSiteLaxMode, HttpOnly: true})
		}
		if _, pattern := open.Handler(r); pattern != "" {
			mux.ServeHTTP(w, r)
			return
		}
		inner.ServeHTTP(w, r)
	})
}

// sameSiteReferer refuses a POST that browsers without fetch metadata send from elsewhere; programs without Referer pass, for they carry no cookies of ours.
func sameSiteReferer(r *http.Request) bool {
	if r.Header.Get("Sec-Fetch-Site") != "" || r.Header.Get("Origin") != "" {
		return true // decided by CrossOriginProtection
	}
	ref := r.Referer()
	if ref == "" {
		return true
	}
	u, err := url.Parse(ref)
	return err == nil && u.Host == r.Host
}

// Source is the address of whoever sent a request, for limits on tries; it is never written down. Behind a proxy on this machine it is the address the
// proxy saw, which it puts last in X-Forwarded-For: otherwise one stranger's wrong codes would keep everybody waiting. From elsewhere that header means
// nothing. Of IPv6 only the network counts, for one household has 2^64 addresses.
func Source(r *http.Request) string {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		host = r.RemoteAddr
	}
	ip, err := netip.ParseAddr(host)
	if err != nil {
		return host
	}
	if list := r.Header.Values("X-Forwarded-For"); ip.Unmap().IsLoopback() && len(list) > 0 {
		last := list[len(list)-1]
		if seen, err := netip.ParseAddr(strings.TrimSpace(last[strings.LastIndex(last, ",")+1:])); err == nil {
			ip = seen
		}
	}
	if ip = ip.Unmap(); ip.Is4() {
		return ip.String()
	}
	network, _ := ip.WithZone("").Prefix(64) // fails only for a length an address does not have
	return network.String()
}

// Headers sets the security headers of every page: nothing from elsewhere, no script but our own files, no framing, no referrer.
func Headers(w http.ResponseWriter) {
	h := w.Header()
	h.Set("Content-Security-Policy", "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Referrer-Policy", "same-origin")
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
	h.Set("Permissions-Policy", "geolocation=(), camera=(), microphone=()")
}

// Assets serves the shared style sheet and script under /assets/.
func Assets() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Cache-Control", "public, max-age=300")
		http.ServeFileFS(w, r, own, strings.TrimPrefix(r.URL.Path, "/"))
	})
}

// Upload is one file of a form, read up to its limit.
type Upload struct {
	Field string
	Name  string
	Body  []byte
}

// Form is a posted form: its values, its files, and what was too large to take (by field), which never costs the rest.
type Form struct {
	Values  url.Values
	Files   []Upload
	Refused incident.Errors
}

// Limits of one post.
type Limits struct {
	Values int64 // bytes of all text fields together
	File   int64 // bytes of one file
	Files  int64 // bytes of all files together
}

// ReadForm reads a posted form part by part: a file over its limit is refused and named while the rest is kept; text over its limit
// ends the reading with an Error of kind TooLarge. Nothing over a limit is ever held in memory, and the files of all posts in hand together are
// bounded too: one that finds no room is refused with an Error of kind Stored, to be sent again. What cannot be read is Invalid; it is not quoted.
func ReadForm(w http.ResponseWriter, r *http.Request, l Limits) (Form, error) {
	r.Body = http.MaxBytesReader(w, r.Body, l.Values+l.Files+1<<20)
	f := Form{Values: url.Values{}}
	mr, err := r.MultipartReader()
	if errors.Is(err, http.ErrNotMultipart) {
		r.Body = http.MaxBytesReader(w, r.Body, l.Values)
		if err := r.ParseForm(); err != nil {
			return f, unread(err, l.Values)
		}
		f.Values = r.PostForm
		return f, nil
	} else if err != nil {
		return f, incident.Errorf(incident.Invalid, "error.internal")
	}
	in := formReader{form: &f, left: l, held: &share{}}
	context.AfterFunc(r.Context(), in.held.end)
	for {
		part, err := mr.NextPart()
		if err == io.EOF {
			return f, nil
		}
		if err != nil {
			return f, unread(err, l.Values+l.Files)
		}
		if err := in.part(part); err != nil {
			return f, err
		}
	}
}

// formReader reads one form.
type formReader struct {
	form *Form
	left Limits
	held *share // of the memory for files, until the request ends
}

// partCost is what a part weighs besides its bytes, so that a million empty ones are not free.
const partCost = 64

func (in *formReader) part(part *multipart.Part) error {
	name := part.FormName()
	if in.left.Values -= int64(len(name)+len(part.FileName())) + partCost; in.left.Values < 0 {
		return incident.Errorf(incident.TooLarge, "error.too_large", "1MB")
	}
	if part.FileName() != "" {
		return in.file(name, part)
	}
	b, err := io.ReadAll(io.LimitReader(part, in.left.Values+1))
	if err != nil {
		return unread(err, in.left.Values)
	}
	if in.left.Values -= int64(len(b)); in.left.Values < 0 {
		return incident.Errorf(incident.TooLarge, "error.too_large", "1MB")
	}
	if part.Header.Get("Content-Type") != "application/octet-stream" { // an empty file input has this type and no name
		in.form.Values.Add(name, string(b))
	}
	return nil
}

// file reads one file, asking for room mebibyte by mebibyte.
func (in *formReader) file(name string, part *multipart.Part) error {
	limit := min(in.left.File, in.left.Files)
	var body bytes.Buffer
	for {
		if !in.held.take(fileStep) {
			return in.refuse(part, incident.Stored, name, "error.not_stored")
		}
		n, err := io.CopyN(&body, part, fileStep)
		if err != nil && err != io.EOF {
			return unread(err, limit)
		}
		if int64(body.Len()) > limit {
			return in.refuse(part, incident.TooLarge, name, "error.too_large", fmt.Sprintf("%dMB", limit>>20))
		}
		if n < fileStep {
			break
		}
	}
	in.left.Files -= int64(body.Len())
	in.form.Files = append(in.form.Files, Upload{Field: name, Name: part.FileName(), Body: body.Bytes()})
	return nil
}

// refuse names a file that is not taken and reads past it.
func (in *formReader) refuse(part *multipart.Part, k incident.Kind, name, key string, args ...any) error {
	e := incident.Errorf(k, key, args...)
	e.Field = name
	in.form.Refused = append(in.form.Refused, e)
	_, err := io.Copy(io.Discard, part)
	return unread(err, in.left.Files)
}

// unread is an error of reading as people are told it; the reader's own words may quote what was sent and are dropped.
func unread(err error, limit int64) error {
	var big *http.MaxBytesError
	if errors.As(err, &big) {
		return incident.Errorf(incident.TooLarge, "error.too_large", fmt.Sprintf("%dMB", max(limit>>20, 1)))
	}
	if err != nil {
		return incident.Errorf(incident.Invalid, "error.internal")
	}
	return nil
}

// dayIn writes an instant's day in Japanese time.
func dayIn(lang incident.Lang, t time.Time) string {
	if t.IsZero() {
		return ""
	}
	if lang == incident.EN {
		return JST(t).Format("2 Jan 2006")
	}
	return JST(t).Format("2006年1月2日")
}

func clockIn(lang incident.Lang, t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return dayIn(lang, t) + " " + JST(t).Format("15:04")
}

// WhenIn writes a When as coarse as it is known.
func WhenIn(lang incident.Lang, w incident.When) string {
	ja := lang != incident.EN
	switch w.Precision {
	case incident.Day, incident.Instant:
		if ja {
			return w.From.Format("2006年1月2日")
		}
		return w.From.Format("2 Jan 2006")
	case incident.Month, incident.About:
		s := w.From.Format("January 2006")
		if ja {
			s = w.From.Format("2006年1月")
		}
		if w.Precision == incident.About {
			if ja {
				return s + "ごろ"
			}
			return "around " + s
		}
		return s
	case incident.Year:
		if ja {
			return w.From.Format("2006年")
		}
		return w.From.Format("2006")
	}
	return ""
}
