package publish

import (
	"context"
	"fmt"
	"slices"

	"todoke/internal/incident"
)

// News lists what the releases after one brought, up to and with another, for the mails to subscribers: editions, then corrections, then advisories.
// What is still in work is no news, and it says nothing that is not on the site.
func (p *Publish) News(ctx context.Context, after, to int64) ([]incident.News, error) {
	within := func(release int64) bool { return release > after && release <= to }
	titles := map[string]incident.Text{}
	var out []incident.News
	editions, err := p.st.ListEditions(ctx)
	if err != nil {
		return nil, fmt.Errorf("news: %w", err)
	}
	for _, e := range editions {
		if e.Release == 0 {
			continue
		}
		titles[e.ID] = e.Title
		if !within(e.Release) {
			continue
		}
		c, err := collection(ctx, p.st.Reader, e.ID)
		if err != nil {
			return nil, fmt.Errorf("news: %w", err)
		}
		n := incident.News{Topic: incident.TopicEditions, Kind: string(incident.KindCases), Title: plainPair(c.Title), File: filePair("editions/" + c.ID + "/%sindex.html"), Scheme: c.Scheme, Counts: c.Categories}
		if c.Statistics != nil {
			n.Kind, n.Scheme, n.Counts = string(incident.KindStatistics), "", nil
		}
		out = append(out, n)
	}
	errata, err := p.errataNews(ctx, within, titles)
	if err != nil {
		return nil, fmt.Errorf("news: %w", err)
	}
	advisories, err := p.advisoryNews(ctx, within)
	if err != nil {
		return nil, fmt.Errorf("news: %w", err)
	}
	return append(append(out, errata...), advisories...), nil
}

// errataNews are the notices that came with a later revision of an edition: those at the front that the revision before it had not.
func (p *Publish) errataNews(ctx context.Context, within func(int64) bool, titles map[string]incident.Text) ([]incident.News, error) {
	list, err := p.st.ListEditionRevisions(ctx, "")
	if err != nil {
		return nil, err
	}
	var out []incident.News
	had := map[string]int{}
	for _, v := range list {
		if v.Release == 0 {
			continue
		}
		c, err := parseCollection(v.Collection)
		if err != nil {
			return nil, err
		}
		fresh := c.Errata[:max(0, len(c.Errata)-had[v.Edition])]
		had[v.Edition] = len(c.Errata)
		if !within(v.Release) {
			continue
		}
		for _, e := range fresh {
			n := incident.News{Topic: incident.TopicCorrections, Kind: string(e.Kind), Ref: e.Case, Title: plainPair(titles[v.Edition]), File: filePair("editions/" + c.ID + "/%sindex.html")}
			if i := slices.IndexFunc(c.Cases, func(k incident.PublishedCase) bool { return k.Number == e.Case }); e.Case != "" && i >= 0 {
				n.File = filePair("%scases/" + e.Case + "/index.html")
				n.Scheme, n.Counts = c.Scheme, []incident.CategoryCount{{Code: c.Cases[i].Category, Count: 1}}
			}
			if !slices.ContainsFunc(out, func(o incident.News) bool { return o.Ref != "" && o.Ref == n.Ref && o.Kind == n.Kind }) { // a case in two editions is corrected once
				out = append(out, n)
			}
		}
	}
	return out, nil
}

// advisoryNews are the advisories with a version that came out, each once, as its newest of them says.
func (p *Publish) advisoryNews(ctx context.Context, within func(int64) bool) ([]incident.News, error) {
	list, err := p.st.ListAdvisories(ctx, "")
	if err != nil {
		return nil, err
	}
	var out []incident.News
	for i, a := range list { // newest version first
		if !within(a.Release) || len(out) > 0 && out[len(out)-1].Ref == a.ID {
			continue
		}
		n := incident.News{Topic: incident.TopicAdvisories, Kind: "advisory", Ref: a.ID, Title: plainPair(a.Title), File: filePair("%sadvisories/" + a.ID + "/index.html")}
		earlier := slices.ContainsFunc(list[i+1:], func(b incident.Advisory) bool { return b.ID == a.ID && b.Release > 0 && !within(b.Release) })
		switch {
		case a.Withdrawn:
			n.Kind = "advisory-withdrawn"
		case earlier:
			n.Kind = "advisory-changed"
		}
		out = append(out, n)
	}
	return out, nil
}

// filePair gives the file of a page in both languages; format has the place of the language.
func filePair(format string) incident.Text {
	return incident.Text{JA: fmt.Sprintf(format, langDir(incident.JA)), EN: fmt.Sprintf(format, langDir(incident.EN))}
}

func plainPair(t incident.Text) incident.Text {
	return incident.Text{JA: plain(t.JA), EN: plain(t.EN)}
}

// NewestScheme is the scheme of the newest released edition of cases; of the day's cases where there is none. Readers choose among its categories.
func (p *Publish) NewestScheme(ctx context.Context, otherwise incident.CaseScheme) (incident.CaseScheme, error) {
	list, err := p.st.ListEditions(ctx)
	if err != nil {
		return otherwise, fmt.Errorf("newest scheme: %w", err)
	}
	for _, e := range list { // newest period first
		if e.Release > 0 && e.Kind != incident.KindStatistics {
			return incident.FindCaseScheme(e.Scheme)
		}
	}
	return otherwise, nil
}
