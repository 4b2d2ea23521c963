package web

import (
	"errors"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
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
		if err := h(w, r); err != nil {
			a.Fail(w, r, err)
		}
	})
}

// Wrap puts around a face's mux what every request needs: security headers, the language cookie, the cross-site check
// (fetch metadata and Origin; a POST with neither must carry this host as Referer or none at all with a same-site cookie), and panics as error pages.
func (a *App) Wrap(mux http.Handler) http.Handler {
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
// ends the reading with an Error of kind TooLarge. Nothing over a limit is ever held in memory.
func ReadForm(w http.ResponseWriter, r *http.Request, l Limits) (Form, error) {
	r.Body = http.MaxBytesReader(w, r.Body, l.Values+l.Files+1<<20)
	f := Form{Values: url.Values{}}
	mr, err := r.MultipartReader()
	if errors.Is(err, http.ErrNotMultipart) {
		r.Body = http.MaxBytesReader(w, r.Body, l.Values)
		if err := r.ParseForm(); err != nil {
			return f, tooLarge(err, l.Values)
		}
		f.Values = r.PostForm
		return f, nil
	} else if err != nil {
		return f, incident.Errorf(incident.Invalid, "error.internal")
	}
	left := l
	for {
		part, err := mr.NextPart()
		if err == io.EOF {
			return f, nil
		}
		if err != nil {
			return f, tooLarge(err, l.Values+l.Files)
		}
		if err := f.readPart(part, &left); err != nil {
			return f, err
		}
	}
}

func (f *Form) readPart(part *multipart.Part, left *Limits) error {
	name := part.FormName()
	if part.FileName() == "" {
		b, err := io.ReadAll(io.LimitReader(part, left.Values+1))
		if err != nil {
			return tooLarge(err, left.Values)
		}
		if left.Values -= int64(len(b)); left.Values < 0 {
			return incident.Errorf(incident.TooLarge, "error.too_large", "1MB")
		}
		if part.Header.Get("Content-Type") == "" { // an empty file input has a type and no name
			f.Values.Add(name, string(b))
		}
		return nil
	}
	limit := min(left.File, left.Files)
	b, err := io.ReadAll(io.LimitReader(part, limit+1))
	if err != nil {
		return tooLarge(err, limit)
	}
	if int64(len(b)) > limit {
		e := incident.Errorf(incident.TooLarge, "error.too_large", fmt.Sprintf("%dMB", limit>>20))
		e.Field = name
		f.Refused = append(f.Refused, e)
		_, err := io.Copy(io.Discard, part)
		return tooLarge(err, limit)
	}
	left.Files -= int64(len(b))
	f.Files = append(f.Files, Upload{Field: name, Name: part.FileName(), Body: b})
	return nil
}

func tooLarge(err error, limit int64) error {
	var big *http.MaxBytesError
	if errors.As(err, &big) {
		return incident.Errorf(incident.TooLarge, "error.too_large", fmt.Sprintf("%dMB", max(limit>>20, 1)))
	}
	if err != nil {
		return fmt.Errorf("read form: %w", err)
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
