package console

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"todoke/internal/incident"
	"todoke/internal/web"
)

// Limits of one post: a chapter in two languages is long. Attachments come only from /enter, behind the sign-in; everywhere else a file is read past,
// never held, for who posts to the sign-in may be anybody.
var (
	limits     = web.Limits{Values: 4 << 20, Files: 100 << 20}
	fileLimits = web.Limits{Values: 4 << 20, File: 50 << 20, Files: 100 << 20}
)

// visit is one request with who made it.
type visit struct {
	c     *Console
	w     http.ResponseWriter
	r     *http.Request
	actor incident.Actor // the zero Actor before sign-in
	lang  incident.Lang
}

func (c *Console) visit(w http.ResponseWriter, r *http.Request) *visit {
	return &visit{c: c, w: w, r: r, lang: web.Lang(r)}
}

func (v *visit) ctx() context.Context { return v.r.Context() }

func (v *visit) t(key string, args ...any) string { return v.c.Texts.T(v.lang, key, args...) }

func (v *visit) can(a incident.Action) bool { return incident.Can(v.actor, a) }

// page begins a page: its title, who is signed in, and the sentence of success the step before left.
func (v *visit) page(titleKey string, args ...any) web.Page {
	p := web.Page{Title: v.t(titleKey, args...)}
	if v.actor.Kind == incident.Staff {
		p.Actor = &v.actor
	}
	if key := v.c.sessions.PopString(v.ctx(), keyNotice); key != "" {
		key, arg, _ := strings.Cut(key, "\x00")
		p.Notice = v.t(key, arg)
	}
	return p
}

func (v *visit) render(name string, p web.Paged) error { return v.renderAs(http.StatusOK, name, p) }

func (v *visit) renderAs(status int, name string, p web.Paged) error {
	v.c.app.Render(v.w, v.r, status, name, p)
	return nil
}

// keyNotice is where a session keeps the catalogue key of the sentence to show on the next page.
const keyNotice = "notice"

// done says a sentence of success on the page it goes to. The argument may be a number or a login, never what somebody wrote.
func (v *visit) done(path, noticeKey string, arg ...string) error {
	v.c.sessions.Put(v.ctx(), keyNotice, noticeKey+"\x00"+strings.Join(arg, " "))
	return v.to(path)
}

func (v *visit) to(path string) error {
	http.Redirect(v.w, v.r, path, http.StatusSeeOther)
	return nil
}

// form reads the posted form.
func (v *visit) form() (web.Form, error) { return web.ReadForm(v.w, v.r, limits) }

// formWithFiles reads the posted form and its attachments.
func (v *visit) formWithFiles() (web.Form, error) { return web.ReadForm(v.w, v.r, fileLimits) }

// forbidden names the refused action in the reader's language.
func (v *visit) forbidden(a incident.Action) error {
	return incident.Errorf(incident.Forbidden, "error.forbidden", v.t("console.action."+string(a)))
}

// shown tells whether an error belongs on the page it came from, with everything typed kept; what a role may not do or what does not exist has a page of its own.
func shown(err error) bool {
	var e *incident.Error
	if errors.As(err, &e) {
		return e.Kind != incident.Forbidden && e.Kind != incident.NotFound
	}
	return true
}

// moves are the Errors whose Args are codes of states, with the catalogue area of their words.
var moves = map[string]string{"error.report_move": "state.", "error.revision_move": "revision.", "error.edition_move": "console.edition_state."}

// summary writes the lines of the error summary; codes of states become their words, and an error of the whole page loses the link it has nowhere to point.
func (v *visit) summary(err error) []web.FieldError {
	var list incident.Errors
	var one *incident.Error
	if !errors.As(err, &list) && errors.As(err, &one) {
		list = incident.Errors{one}
	}
	if len(list) == 0 {
		return v.c.app.Summary(v.lang, err)
	}
	var told incident.Errors
	for _, e := range list {
		x := *e
		if area, ok := moves[x.Key]; ok {
			x.Args = nil
			for _, a := range e.Args {
				x.Args = append(x.Args, v.t(area+fmt.Sprint(a)))
			}
		}
		if x.Field == v.r.PathValue("number") {
			x.Field = ""
		}
		told = append(told, &x)
	}
	return v.c.app.Summary(v.lang, told)
}

// source is the caller's address, for the limits on sign-in; it is never written down.
func (v *visit) source() string { return web.Source(v.r) }

// local takes an address only as a path of this console, so that a sign-in link cannot lead elsewhere.
func local(s string) string {
	u, err := url.Parse(s)
	if err != nil || u.Scheme != "" || u.Host != "" || !strings.HasPrefix(s, "/") || strings.HasPrefix(s, "//") || strings.ContainsAny(s, "\\\r\n\t") {
		return "/"
	}
	return s
}
