package publish

import (
	"cmp"
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"errors"
	"fmt"
	"math"
	"net/url"
	"slices"
	"strings"
	"time"

	"todoke/internal/incident"
	"todoke/internal/mask"
	"todoke/internal/store"
	"todoke/internal/text"
)

// MosaicLeast is how many organisations should fit what is printed of a case; below it the reviewer is asked to look.
const MosaicLeast = 100

// figureWeight is how much an exact figure narrows the set for somebody who has a figure to compare it with.
const figureWeight = 10

// MosaicFactor is one printed thing that narrows whom a case may be about.
type MosaicFactor struct {
	What   string // kind, trade, region, size, figure, public: a code of the catalogue area "mosaic.what."
	Label  incident.Text
	Share  float64 // of what was left before it
	Year   int
	Source string // of the count, "" for none
}

// MosaicStep is a coarsening of what is printed, and how many fit after it.
type MosaicStep struct {
	What   string
	From   incident.Text
	To     incident.Text // zero: left out
	Set    int
	Enough bool
}

// MosaicDecision is what the reviewer decided about a case.
type MosaicDecision struct {
	Choice string // print, coarsen
	Reason string
	Who    string
	At     time.Time
	Other  bool // it was decided on another text
}

// MosaicCase is the printed combination of one case of an edition.
type MosaicCase struct {
	Number   string
	Summary  incident.Text
	Set      int // about how many organisations fit; of a case known to be public, about how many announced incidents do
	Factors  []MosaicFactor
	Public   bool
	Flagged  bool
	Steps    []MosaicStep // the smallest that helps first; empty where none is needed
	Decision *MosaicDecision

	fingerprint string
}

// Mosaic choices.
const (
	MosaicPrint   = "print"   // it stays as it is
	MosaicCoarsen = "coarsen" // the writer is asked for a coarser text
)

// Mosaic scores what is printed of each chosen case of an edition, the narrowest first. It stops nothing: the reviewer decides.
func (p *Publish) Mosaic(ctx context.Context, a incident.Actor, id string) ([]MosaicCase, error) {
	if err := incident.Ask(a, incident.EditionRead); err != nil {
		return nil, err
	}
	if err := incident.Ask(a, incident.CaseRead); err != nil {
		return nil, err
	}
	table, err := loadPopulations()
	if err != nil {
		return nil, err
	}
	v, err := p.view(ctx, p.st.Reader, id)
	if err != nil {
		return nil, err
	}
	announced, err := p.st.ListPressNotices(ctx)
	if err != nil {
		return nil, fmt.Errorf("press notices: %w", err)
	}
	decided, err := p.st.ListMosaicDecisions(ctx, id)
	if err != nil {
		return nil, fmt.Errorf("mosaic of %s: %w", id, err)
	}
	var chosen []Candidate
	var numbers []string
	for _, k := range v.Candidates {
		if k.Chosen && k.revision.N > 0 {
			chosen, numbers = append(chosen, k), append(numbers, k.Case.Number)
		}
	}
	below, err := p.st.ListReportsBelow(ctx, numbers)
	if err != nil {
		return nil, fmt.Errorf("mosaic of %s: %w", id, err)
	}
	var out []MosaicCase
	for _, k := range chosen {
		reports := below[k.Case.Number]
		one := printed{kind: string(k.Case.OrgKind), words: printedWords(k.revision), public: slices.Contains(announced, k.Case.Number) ||
			slices.ContainsFunc(reports, func(r incident.Report) bool { return r.MadePublic })}
		c := table.score(one)
		c.Number, c.Summary = k.Case.Number, k.revision.Summary
		if i := slices.IndexFunc(decided, func(d store.MosaicDecision) bool { return d.Case == c.Number }); i >= 0 {
			d := decided[i]
			c.Decision = &MosaicDecision{Choice: d.Choice, Reason: d.Reason, Who: d.Who, At: d.At, Other: d.Fingerprint != c.fingerprint}
		}
		out = append(out, c)
	}
	slices.SortStableFunc(out, func(a, b MosaicCase) int { return cmp.Compare(a.Set, b.Set) })
	return out, nil
}

// MosaicChoice is what a reviewer decides about a case.
type MosaicChoice struct{ Case, Choice, Reason string }

// DecideMosaic keeps what the reviewer decided about a case of an edition, with the combination it was decided on.
func (p *Publish) DecideMosaic(ctx context.Context, a incident.Actor, id string, m MosaicChoice, at time.Time) error {
	if err := incident.Ask(a, incident.EditionEdit); err != nil {
		return err
	}
	number, choice, reason := m.Case, m.Choice, m.Reason
	if choice != MosaicPrint && choice != MosaicCoarsen {
		return inField("choice-"+number, "publish.error.mosaic_choice")
	}
	if reason = strings.TrimSpace(text.Clean(reason)); reason == "" {
		return inField("reason-"+number, "error.why_missing")
	}
	list, err := p.Mosaic(ctx, a, id)
	if err != nil {
		return err
	}
	i := slices.IndexFunc(list, func(c MosaicCase) bool { return c.Number == number })
	if i < 0 {
		return incident.Errorf(incident.NotFound, "error.case_unknown", number)
	}
	reason, _ = mask.New(nil).Mask(reason)
	if reason, err = p.nameless(ctx, &incident.Collection{Cases: []incident.PublishedCase{{Number: number}}}, reason); err != nil {
		return err
	}
	row := auditRow(a, "edition.mosaic", id, fmt.Sprintf("case=%s choice=%s set=%d", number, choice, list[i].Set), at)
	row.Reason = reason
	d := store.MosaicDecision{Edition: id, Case: number, Fingerprint: list[i].fingerprint, Choice: choice, Reason: reason, Who: a.Who(), At: at}
	return told(p.st.Write(ctx, func(tx *store.Tx) error {
		if err := tx.PutMosaicDecision(ctx, d); err != nil {
			return err
		}
		return tx.Audit(ctx, row)
	}), "mosaic of "+id)
}

// RecordNotice keeps the address under which the happening behind a case was announced; it names the victim, so only its being there is shown.
func (p *Publish) RecordNotice(ctx context.Context, a incident.Actor, number, address string, at time.Time) error {
	if err := incident.Ask(a, incident.EditionEdit); err != nil {
		return err
	}
	u, err := url.Parse(strings.TrimSpace(address))
	if err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Host == "" {
		return inField("notice-"+number, "publish.error.notice")
	}
	if _, err := p.st.FindCase(ctx, number); err != nil {
		if errors.Is(err, sql.ErrNoRows) {
			return incident.Errorf(incident.NotFound, "error.case_unknown", number)
		}
		return fmt.Errorf("notice of %s: %w", number, err)
	}
	sealed, err := p.seal.SealSecret("press notice "+number, []byte(u.String()))
	if err != nil {
		return err
	}
	row := store.AuditRow{At: at, Who: a.Who(), Action: "case.notice", Object: "case:" + number}
	return told(p.st.Write(ctx, func(tx *store.Tx) error {
		if err := tx.PutPressNotice(ctx, number, sealed, a.Who(), at); err != nil {
			return err
		}
		return tx.Audit(ctx, row)
	}), "notice of "+number)
}

func inField(field, key string) error {
	e := incident.Errorf(incident.Invalid, key)
	e.Field = field
	return e
}

// printed is what a reader sees of a case that can narrow whom it is about.
type printed struct {
	kind   string
	words  string // all Japanese texts, one a line
	public bool
}

func printedWords(v incident.Revision) string {
	out := []string{v.Summary.JA}
	if c := v.Chapter; c != nil {
		out = append(out, c.Title.JA, c.Discovery.JA, c.Damage.JA, c.Cause.JA, c.Response.JA)
	}
	return strings.Join(out, "\n")
}

// narrowed is the state of a score: what is printed of each sort, ready to be made coarser.
type narrowed struct {
	whole      population
	trade      *population
	prefecture int
	region     *region
	size       string
	share      float64 // of the size
	figures    []figureText
	public     bool
}

type figureText struct{ text, coarse string }

// read finds what a text prints. Of several trades or places the narrowest counts.
func (t *populations) read(one printed) narrowed {
	n := narrowed{public: one.public, share: 1}
	whole, trades := t.kinds(one.kind, text.Squeeze(one.words))
	n.whole = whole
	if len(trades) > 0 {
		x := slices.MinFunc(trades, func(a, b population) int { return cmp.Compare(a.size(one.public), b.size(one.public)) })
		if x.size(one.public) < whole.size(one.public) {
			n.trade = &x
		}
	}
	prefectures, regions := t.places(one.words)
	switch {
	case len(prefectures) == 1:
		n.prefecture = prefectures[0]
	case len(prefectures) == 0 && len(regions) == 1:
		n.region = &regions[0]
	}
	if code, share, ok := t.band(one.words); ok {
		n.size, n.share = code, share
	}
	for _, x := range mask.New(nil).Propose(one.words) {
		if (x.Kind == mask.Count || x.Kind == mask.Amount) && len(x.Coarse) > 0 && len(n.figures) < 3 {
			n.figures = append(n.figures, figureText{one.words[x.Start:x.End], x.Coarse[0]})
		}
	}
	return n
}

// size is how many there are to compare a case with.
func (p population) size(public bool) float64 {
	if public {
		return p.Notices
	}
	return p.Count
}

// set is about how many fit.
func (t *populations) set(n narrowed) float64 {
	p := n.whole
	if n.trade != nil {
		p = *n.trade
	}
	out := p.size(n.public) * n.share
	switch {
	case n.prefecture > 0:
		out *= t.share(p, n.prefecture, n.prefecture)
	case n.region != nil:
		out *= t.share(p, n.region.Prefectures[0], n.region.Prefectures[1])
	}
	return out / math.Pow(figureWeight, float64(len(n.figures)))
}

// score counts how many fit a case as printed, says what narrows it, and which coarsening helps.
func (t *populations) score(one printed) MosaicCase {
	n := t.read(one)
	c := MosaicCase{Public: n.public, Set: rounded(t.set(n)), Factors: t.factors(n)}
	sum := sha256.New()
	for _, f := range c.Factors {
		fmt.Fprintf(sum, "%s %s\n", f.What, f.Label.JA)
	}
	c.fingerprint = hex.EncodeToString(sum.Sum(nil)[:8])
	if c.Flagged = t.set(n) < MosaicLeast; c.Flagged {
		c.Steps = t.steps(n)
	}
	return c
}

// rounded keeps two figures: more would pretend to know.
func rounded(x float64) int {
	if x < 1 {
		return 1
	}
	step := math.Pow(10, math.Max(0, math.Floor(math.Log10(x))-1))
	return int(math.Round(x/step) * step)
}

func (t *populations) factors(n narrowed) []MosaicFactor {
	p := n.whole
	out := []MosaicFactor{{What: "kind", Label: p.Label, Share: 1, Year: p.Year, Source: p.Source}}
	if n.trade != nil {
		p = *n.trade
		out = append(out, MosaicFactor{What: "trade", Label: p.Label, Share: p.size(n.public) / n.whole.size(n.public), Year: p.Year, Source: p.Source})
	}
	switch {
	case n.prefecture > 0:
		out = append(out, MosaicFactor{What: "region", Label: t.prefecture(n.prefecture), Share: t.share(p, n.prefecture, n.prefecture), Year: t.Establishments.Year, Source: t.Establishments.Source})
	case n.region != nil:
		out = append(out, MosaicFactor{What: "region", Label: n.region.Label, Share: t.share(p, n.region.Prefectures[0], n.region.Prefectures[1]), Year: t.Establishments.Year, Source: t.Establishments.Source})
	}
	if n.size != "" {
		out = append(out, MosaicFactor{What: "size", Label: t.term("size", n.size), Share: n.share})
	}
	for _, f := range n.figures {
		out = append(out, MosaicFactor{What: "figure", Label: incident.Text{JA: f.text, EN: f.text}, Share: 1.0 / figureWeight})
	}
	if n.public {
		out = append(out, MosaicFactor{What: "public", Share: n.whole.Notices / n.whole.Count, Year: n.whole.Year})
	}
	return out
}

func (t *populations) term(list, code string) incident.Text {
	return incident.Text{JA: t.vocabulary.Label(list, code, incident.JA), EN: t.vocabulary.Label(list, code, incident.EN)}
}

func (t *populations) prefecture(n int) incident.Text {
	return t.term("prefecture", fmt.Sprintf("%02d", n))
}

// steps lists single coarsenings by what is left after them, those that are enough first and of them the smallest; where none is enough, each is given
// that helps, to be taken together.
func (t *populations) steps(n narrowed) []MosaicStep {
	var out []MosaicStep
	before := t.set(n)
	try := func(what string, from, to incident.Text, change func(*narrowed)) {
		x := n
		change(&x)
		if after := t.set(x); after > before {
			out = append(out, MosaicStep{What: what, From: from, To: to, Set: rounded(after), Enough: after >= MosaicLeast})
		}
	}
	if len(n.figures) > 0 {
		f := n.figures[0]
		try("figure", incident.Text{JA: f.text, EN: f.text}, incident.Text{JA: f.coarse, EN: f.coarse}, func(x *narrowed) { x.figures = x.figures[1:] })
	}
	if n.size != "" {
		try("size", t.term("size", n.size), incident.Text{}, func(x *narrowed) { x.size, x.share = "", 1 })
	}
	if n.prefecture > 0 {
		r := t.regionOf(n.prefecture)
		try("region", t.prefecture(n.prefecture), r.Label, func(x *narrowed) { x.prefecture, x.region = 0, &r })
		try("region", t.prefecture(n.prefecture), incident.Text{}, func(x *narrowed) { x.prefecture = 0 })
	} else if n.region != nil {
		try("region", n.region.Label, incident.Text{}, func(x *narrowed) { x.region = nil })
	}
	if n.trade != nil {
		try("trade", n.trade.Label, n.whole.Label, func(x *narrowed) { x.trade = nil })
	}
	if i := slices.IndexFunc(t.Population, func(p population) bool { return p.Code == "not_stated" }); i >= 0 && n.whole.Code != "not_stated" {
		none := t.Population[i]
		try("kind", n.whole.Label, none.Label, func(x *narrowed) { x.whole, x.trade = none, nil })
	}
	slices.SortStableFunc(out, func(a, b MosaicStep) int {
		if a.Enough != b.Enough {
			if a.Enough {
				return -1
			}
			return 1
		}
		if a.Enough {
			return cmp.Compare(a.Set, b.Set)
		}
		return cmp.Compare(b.Set, a.Set)
	})
	return out
}
