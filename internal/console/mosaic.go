package console

import (
	"net/url"

	"todoke/internal/incident"
	"todoke/internal/publish"
	"todoke/internal/web"
)

type mosaicPage struct {
	web.Page
	ID      string
	Flagged []publish.MosaicCase // of this page, as Rest, which follow them
	Rest    []publish.MosaicCase
	Pager   pager
	Here    string // this page's address, for its forms
	Waiting int    // flagged and undecided, on all pages
	Edit    bool
	Typed   typed
}

// mosaic shows which cases of an edition few organisations fit.
func (c *Console) mosaic(v *visit) error {
	p, err := c.mosaicOf(v, nil)
	if err != nil {
		return err
	}
	return v.render("mosaic", &p)
}

func (c *Console) mosaicOf(v *visit, f url.Values) (mosaicPage, error) {
	id := v.r.PathValue("id")
	list, err := c.Publish.Mosaic(v.ctx(), v.actor, id)
	p := mosaicPage{Page: v.page("console.mosaic.title", id), ID: id, Edit: v.can(incident.EditionEdit), Typed: typed{f}}
	for _, x := range list {
		if !x.Flagged && x.Decision == nil {
			p.Rest = append(p.Rest, x)
			continue
		}
		p.Flagged = append(p.Flagged, x)
		if x.Flagged && (x.Decision == nil || x.Decision.Other) {
			p.Waiting++
		}
	}
	flagged := len(p.Flagged)
	p.Pager = pagerOf(v.r.URL, len(list))
	p.Here = p.Pager.here(v.r.URL)
	shown := of(p.Pager, append(p.Flagged, p.Rest...))
	on := min(max(flagged-(p.Pager.First-1), 0), len(shown)) // of those on this page
	p.Flagged, p.Rest = shown[:on], shown[on:]
	return p, err
}

// decideMosaic keeps a decision about one case, or records that its happening was announced.
func (c *Console) decideMosaic(v *visit) error {
	posted, err := v.form()
	if err != nil {
		return err
	}
	f, id := posted.Values, v.r.PathValue("id")
	number := f.Get("case")
	acts := map[string]act{
		"decide": {incident.EditionEdit, "console.mosaic.decided", func() error {
			return c.Publish.DecideMosaic(v.ctx(), v.actor, id, publish.MosaicChoice{Case: number, Choice: f.Get("choice-" + number), Reason: f.Get("reason-" + number)}, c.Now())
		}},
		"notice": {incident.EditionEdit, "console.mosaic.noticed", func() error {
			return c.Publish.RecordNotice(v.ctx(), v.actor, number, f.Get("notice-"+number), c.Now())
		}},
	}
	return v.act(acts, f.Get("do"), v.r.URL.RequestURI(), func(wrong error) error {
		p, err := c.mosaicOf(v, f)
		if err != nil {
			return err
		}
		p.Errors = v.summary(wrong)
		return v.renderAs(web.StatusOf(wrong), "mosaic", &p)
	})
}
