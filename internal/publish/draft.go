package publish

import (
	"context"
	"path"
	"strings"
	"sync"
	"time"

	"todoke/internal/export"
	"todoke/internal/incident"
)

// drafts keeps the newest preview in memory: a page of it is asked for with its style and pictures.
type drafts struct {
	sync.Mutex
	of    string // digest of the collection it shows
	files files
}

// Draft gives one file of an edition in work as it would be built now, whatever stands in the way: cases without an approved text are left out, and placeholders
// nobody knows stay as they are. A PDF is made when it is asked for. Nothing is stored, and the title says that it is a draft.
func (p *Publish) Draft(ctx context.Context, a incident.Actor, id, name string, now time.Time) ([]byte, error) {
	list, c, err := p.draft(ctx, a, id, now)
	if err != nil {
		return nil, err
	}
	if body, ok := list[name]; ok {
		return body, nil
	}
	lang := incident.JA
	if strings.HasPrefix(name, "en/") {
		lang = incident.EN
	}
	switch path.Base(name) {
	case "edition.pdf", "edition-print.pdf":
		if name != langDir(lang)+path.Base(name) {
			break
		}
		made := files{}
		if err := p.typeset(ctx, c, lang, made); err != nil {
			return nil, told(err, "draft of "+id)
		}
		return made[name], nil
	}
	return nil, incident.Errorf(incident.NotFound, "error.page_not_found")
}

func (p *Publish) draft(ctx context.Context, a incident.Actor, id string, now time.Time) (files, *incident.Collection, error) {
	if err := incident.Ask(a, incident.EditionRead); err != nil {
		return nil, nil, err
	}
	v, err := p.view(ctx, p.st.Reader, id)
	if err != nil {
		return nil, nil, err
	}
	if v.State != incident.InWork {
		return nil, nil, incident.Errorf(incident.Conflict, "publish.error.frozen", id)
	}
	c, _, err := p.collect(ctx, p.st.Reader, v, now.UTC().Truncate(time.Second))
	if err != nil {
		return nil, nil, told(err, "draft of "+id)
	}
	c.FrozenAt = now.UTC().Truncate(24 * time.Hour).Format(time.RFC3339) // a day's drafts of one state are the same
	mark := p.words.Text("publish.draft")
	c.Title = incident.Text{JA: mark.JA + c.Title.JA, EN: mark.EN + c.Title.In(incident.EN)}
	body, err := export.EditionJSON(c)
	if err != nil {
		return nil, nil, told(err, "draft of "+id)
	}
	p.drafts.Lock()
	defer p.drafts.Unlock()
	if of := digest(body); p.drafts.of != of {
		list, err := p.files(ctx, c, Options{WithoutPDF: true})
		if err != nil {
			return nil, nil, told(err, "draft of "+id)
		}
		p.drafts.of, p.drafts.files = of, list
	}
	return p.drafts.files, c, nil
}

// WriteDraft writes an edition in work as it would be built now, without PDF, under out, which must not exist or be empty.
func (p *Publish) WriteDraft(ctx context.Context, a incident.Actor, id, out string, now time.Time) error {
	list, _, err := p.draft(ctx, a, id, now)
	if err != nil {
		return err
	}
	return list.write(out)
}

func observedOn(s string) bool {
	for _, form := range []string{time.DateOnly, "2006-01"} {
		if _, err := time.Parse(form, s); err == nil {
			return true
		}
	}
	return false
}
