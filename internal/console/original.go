package console

import (
	"net/url"

	"todoke/internal/incident"
	"todoke/internal/triage"
	"todoke/internal/web"
)

type originalPage struct {
	web.Page
	Number   string
	Ref      string
	Reasons  []string // the short list, where the report is one's own
	Typed    typed
	Original *triage.Original // nil until the reason is given
}

// originalForm asks for the reason; nothing is opened by an address.
func (c *Console) originalForm(v *visit) error {
	p, err := c.originalOf(v, v.r.URL.Query().Get("ref"))
	if err != nil {
		return err
	}
	return v.render("original", &p)
}

func (c *Console) originalOf(v *visit, ref string) (originalPage, error) {
	r, err := c.Triage.FindReport(v.ctx(), v.actor, v.r.PathValue("number"))
	if err != nil {
		return originalPage{}, notHere(err)
	}
	return originalPage{Page: v.page("console.original.title", r.Number), Number: r.Number, Ref: ref, Reasons: r.OpenReasons}, nil
}

// openOriginal shows the sealed text in the answer to the post itself: it stands in no address, no session and no cache.
func (c *Console) openOriginal(v *visit) error {
	f, err := v.form()
	if err != nil {
		return err
	}
	p, err := c.originalOf(v, f.Values.Get("ref"))
	if err != nil {
		return err
	}
	o, err := c.Triage.OpenOriginal(v.ctx(), v.actor, p.Number, p.Ref, reasonOf(f.Values))
	if err != nil {
		if !shown(err) {
			return err
		}
		f.Values.Set("do", "open")
		p.Typed, p.Errors = typed{f.Values}, v.summary(err)
		return v.renderAs(web.StatusOf(err), "original", &p)
	}
	p.Original = &o
	return v.render("original", &p)
}

// reasonOf takes the typed reason before the chosen one.
func reasonOf(f url.Values) string {
	if s := f.Get("reason"); s != "" {
		return s
	}
	return f.Get("chosen")
}

type lookupPage struct {
	web.Page
	Kinds []triage.LookupKind
	Typed typed
	Found []incident.Report
	Asked bool
}

func (c *Console) lookupForm(v *visit) error {
	return v.render("lookup", &lookupPage{Page: v.page("console.lookup.title"), Kinds: triage.LookupKinds})
}

// lookup finds reports by an exact term, which travels in the body of the post only.
func (c *Console) lookup(v *visit) error {
	f, err := v.form()
	if err != nil {
		return err
	}
	f.Values.Set("do", "lookup")
	p := lookupPage{Page: v.page("console.lookup.title"), Kinds: triage.LookupKinds, Typed: typed{f.Values}}
	p.Found, err = c.Triage.Lookup(v.ctx(), v.actor, triage.LookupKind(f.Values.Get("kind")), f.Values.Get("term"), f.Values.Get("reason"))
	if err != nil {
		if !shown(err) {
			return err
		}
		p.Errors = v.summary(err)
		return v.renderAs(web.StatusOf(err), "lookup", &p)
	}
	p.Asked = true
	return v.render("lookup", &p)
}
