package publish

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"todoke/internal/incident"
	"todoke/internal/store"
	"todoke/internal/text"
)

// KnowledgeView is the knowledge in force with its versions and what it would find among the published cases.
type KnowledgeView struct {
	Knowledge
	Version  int // 0 while the desk changed nothing
	Shipped  bool
	Wrong    incident.Errors // what a newer program finds wrong with it; it stops the next release until it is mended
	Versions []store.SelfcheckVersion
	Cases    map[string]int // cause → published cases that state it
	Unknown  int            // published cases whose cause nobody could tell
}

// knowledge gives what was in force at an instant (zero: now): the desk's newest version, or what the program ships. Without a store it is the latter.
// A release made again on another node takes what it was made of.
func (p *Publish) knowledge(ctx context.Context, at time.Time) (Knowledge, error) {
	if p.st == nil {
		return DefaultKnowledge()
	}
	list, err := p.st.ListSelfcheck(ctx)
	if err != nil {
		return Knowledge{}, fmt.Errorf("self-check: %w", err)
	}
	if !at.IsZero() { // a release's instant has no fraction of a second
		list = slices.DeleteFunc(list, func(v store.SelfcheckVersion) bool { return v.At.Truncate(time.Second).After(at) })
	}
	if len(list) == 0 || list[0].Body == "" {
		return DefaultKnowledge()
	}
	k, err := readKnowledge(list[0].Body)
	if err != nil {
		return k, err
	}
	if wrong := k.wrong(); len(wrong) > 0 {
		return k, incident.Errorf(incident.Conflict, "public.error.knowledge", len(wrong))
	}
	return k, nil
}

func readKnowledge(body string) (Knowledge, error) {
	var k Knowledge
	if err := json.Unmarshal([]byte(body), &k); err != nil {
		return k, fmt.Errorf("self-check: %w", err)
	}
	return k, nil
}

// Knowledge reads what the self-check rests on.
func (p *Publish) Knowledge(ctx context.Context, a incident.Actor) (KnowledgeView, error) {
	if err := incident.Ask(a, incident.EditionRead); err != nil {
		return KnowledgeView{}, err
	}
	var v KnowledgeView
	var err error
	if v.Versions, err = p.st.ListSelfcheck(ctx); err != nil {
		return v, fmt.Errorf("self-check: %w", err)
	}
	v.Shipped = len(v.Versions) == 0 || v.Versions[0].Body == ""
	if len(v.Versions) > 0 {
		v.Version = v.Versions[0].Version
	}
	if v.Shipped {
		v.Knowledge, err = DefaultKnowledge()
	} else {
		v.Knowledge, err = readKnowledge(v.Versions[0].Body)
		v.Wrong = v.wrong()
	}
	if err != nil {
		return v, err
	}
	v.Cases, v.Unknown, err = p.publishedCauses(ctx)
	return v, err
}

// publishedCauses counts the published cases by cause, as the self-check page would.
func (p *Publish) publishedCauses(ctx context.Context) (map[string]int, int, error) {
	out := map[string]int{}
	last, err := p.st.LatestRelease(ctx)
	if err != nil || last.N == 0 {
		return out, 0, err
	}
	editions, err := p.released(ctx, last.N)
	if err != nil || len(editions) == 0 {
		return out, 0, err
	}
	var cards []editionCard
	for _, e := range editions {
		cards = append(cards, editionCard{Collection: e.c})
	}
	sortCards(cards)
	by, _, _, unknown := newLibrary(editions[len(editions)-1].c, cards, nil).causes()
	for code, list := range by {
		out[code] = len(list)
	}
	return out, unknown, nil
}

// CheckKnowledge lists everything wrong with knowledge; nil when it may be saved.
func CheckKnowledge(k Knowledge) error { return k.wrong().Or() }

// SaveKnowledge stores a new version, used from the next release on; it is refused as a whole where anything is wrong with it.
func (p *Publish) SaveKnowledge(ctx context.Context, a incident.Actor, k Knowledge, base int, at time.Time) error {
	if err := incident.Ask(a, incident.EditionEdit); err != nil {
		return err
	}
	k = k.cleaned()
	if err := k.wrong().Or(); err != nil {
		return err
	}
	body, err := json.Marshal(k)
	if err != nil {
		return fmt.Errorf("self-check: %w", err)
	}
	return p.putKnowledge(ctx, a, string(body), base, at)
}

// RestoreKnowledge goes back to what the program ships; the desk's versions are kept.
func (p *Publish) RestoreKnowledge(ctx context.Context, a incident.Actor, base int, at time.Time) error {
	if err := incident.Ask(a, incident.EditionEdit); err != nil {
		return err
	}
	return p.putKnowledge(ctx, a, "", base, at)
}

// putKnowledge stores a version after base, the one the writer began with.
func (p *Publish) putKnowledge(ctx context.Context, a incident.Actor, body string, base int, at time.Time) error {
	err := p.st.Write(ctx, func(tx *store.Tx) error {
		list, err := tx.ListSelfcheck(ctx)
		if err != nil {
			return err
		}
		last := 0
		if len(list) > 0 {
			last = list[0].Version
		}
		if last != base {
			return incident.Errorf(incident.Conflict, "public.error.knowledge_newer")
		}
		v := store.SelfcheckVersion{Version: last + 1, Body: body, Who: a.Login, At: at}
		if err := tx.InsertSelfcheck(ctx, v); err != nil {
			return err
		}
		row := auditRow(a, "edition.selfcheck", "", fmt.Sprintf("version=%d shipped=%t", v.Version, body == ""), at)
		row.Object = "selfcheck"
		return tx.Audit(ctx, row)
	})
	return told(err, "self-check")
}

// cleaned is the knowledge with its texts as every text of the desk is stored, without questions and reasons left blank.
func (k Knowledge) cleaned() Knowledge {
	one := func(t incident.Text) incident.Text {
		return incident.Text{JA: text.Clean(t.JA), EN: text.Clean(t.EN)}
	}
	out := Knowledge{Questions: []Question{}, Outside: []Outside{}}
	for _, q := range k.Questions {
		if q.ID == "" && q.JA == "" && q.EN == "" && q.Measure.JA == "" && len(q.Causes) == 0 {
			continue
		}
		q.Text, q.Measure, q.Causes, q.Sources = one(q.Text), one(q.Measure), slices.Clone(q.Causes), slices.Clone(q.Sources)
		out.Questions = append(out.Questions, q)
	}
	for _, o := range k.Outside {
		if o.Cause == "" && o.JA == "" && o.EN == "" {
			continue
		}
		o.Text = one(o.Text)
		out.Outside = append(out.Outside, o)
	}
	return out
}
