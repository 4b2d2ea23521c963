package publish

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"sync"
	"time"

	"todoke/internal/incident"
	"todoke/internal/mask"
	"todoke/internal/seal"
	"todoke/internal/store"
)

// terms is what the leak check looks for; it lives only as long as one check.
type terms struct {
	list      []mask.LeakTerm
	erased    []mask.HashedTerm
	originals []mask.Original
	reports   int
	missing   []Found // reports whose parties cannot be opened any more
}

// openers is how many reports are opened at once: each opening is one audit row, and rows that arrive together share a commit.
const openers = 16

// terms opens the parties of every report below the collections' cases, for the purpose leak-check, audited once a report. Of erased reports it gives the keyed
// hashes that were kept.
func (p *Publish) terms(ctx context.Context, s scope) (terms, error) {
	var out terms
	var reports []incident.Report
	seen, asked := map[int64]bool{}, map[string]bool{}
	erased := map[string]bool{} // reports whose terms were handed over when they were erased
	for _, c := range s.collections {
		for _, one := range c.Cases {
			if asked[one.Number] {
				continue
			}
			asked[one.Number] = true
			list, err := p.st.ListCaseReports(ctx, one.Number)
			if err != nil {
				return terms{}, fmt.Errorf("reports of case %s: %w", one.Number, err)
			}
			for _, r := range list {
				if !seen[r.ID] {
					seen[r.ID] = true
					reports = append(reports, r)
				}
			}
			left, gone, err := p.st.ListErasedTerms(ctx, one.Number, s.at)
			if err != nil {
				return terms{}, fmt.Errorf("erased terms of case %s: %w", one.Number, err)
			}
			for _, t := range left {
				out.erased = append(out.erased, mask.HashedTerm{Digest: string(t.Digest), Length: t.Length, Kind: mask.Kind(t.Kind), Need: mask.Need(t.Need), Source: t.Report})
			}
			for _, number := range gone {
				erased[number] = true
			}
		}
	}
	beside, missing, err := p.besideCases(ctx, s)
	if err != nil {
		return terms{}, err
	}
	out.missing = missing
	for _, r := range beside {
		if seen[r.ID] {
			continue
		}
		seen[r.ID] = true
		reports = append(reports, r)
		gone, err := p.erasedOf(ctx, r, s.at)
		if err != nil {
			return terms{}, err
		}
		out.erased = append(out.erased, gone.erased...)
		if erased[r.Number], err = p.st.WasErased(ctx, r.ID, incident.KeptIdentity); err != nil { // an erased report goes on being counted
			return terms{}, fmt.Errorf("erasing of %s: %w", r.Number, err)
		}
	}
	own, err := p.seal.OwnTerms(ctx)
	if err != nil {
		return terms{}, err
	}
	for _, t := range own {
		if !t.Never {
			out.list = append(out.list, mask.LeakTerms(mask.OwnTerms(mask.Kind(t.Kind), t.Text), "")...)
		}
	}
	decided, err := p.decided(ctx, s, reports)
	if err != nil {
		return terms{}, err
	}
	each := make([]terms, len(reports))
	errs := make([]error, len(reports))
	var wait sync.WaitGroup
	slots := make(chan struct{}, openers)
	for i, r := range reports {
		slots <- struct{}{}
		wait.Go(func() {
			defer func() { <-slots }()
			each[i], errs[i] = p.reportTerms(ctx, r, erased[r.Number])
			p.confirmed(&each[i], r.Number, decided)
		})
	}
	wait.Wait()
	out.reports = len(reports)
	for _, t := range each {
		out.list = append(out.list, t.list...)
		out.originals = append(out.originals, t.originals...)
		out.missing = append(out.missing, t.missing...)
	}
	return out, errors.Join(errs...)
}

// besideCases are the reports looked at that may lie below no case: those behind advisories, and those counted in tables. A report that is not there is told.
func (p *Publish) besideCases(ctx context.Context, s scope) (reports []incident.Report, missing []Found, err error) {
	for _, number := range s.advisories.reports {
		r, err := p.st.FindQueued(ctx, number)
		if err != nil {
			missing = append(missing, Found{Key: "publish.check.parties", Report: number})
			continue
		}
		reports = append(reports, r)
	}
	for _, c := range s.collections {
		counted, err := p.countedReports(ctx, c)
		if err != nil {
			return nil, nil, err
		}
		reports = append(reports, counted...)
	}
	return reports, missing, nil
}

// erasedOf are the hashes kept of a report behind an advisory, through the cases drawn from it.
func (p *Publish) erasedOf(ctx context.Context, r incident.Report, at time.Time) (terms, error) {
	var out terms
	cases, err := p.st.ListCases(ctx, store.CaseFilter{Report: r.ID})
	if err != nil {
		return out, fmt.Errorf("cases of %s: %w", r.Number, err)
	}
	for _, c := range cases {
		left, _, err := p.st.ListErasedTerms(ctx, c.Number, at)
		if err != nil {
			return out, fmt.Errorf("erased terms of case %s: %w", c.Number, err)
		}
		for _, t := range left {
			if t.Report == r.Number {
				out.erased = append(out.erased, mask.HashedTerm{Digest: string(t.Digest), Length: t.Length, Kind: mask.Kind(t.Kind), Need: mask.Need(t.Need), Source: t.Report})
			}
		}
	}
	return out, nil
}

// countedReports are the reports below an edition of statistics.
func (p *Publish) countedReports(ctx context.Context, c *incident.Collection) ([]incident.Report, error) {
	if c.Statistics == nil {
		return nil, nil
	}
	from, err := time.Parse(time.DateOnly, c.PeriodFrom)
	if err != nil {
		return nil, fmt.Errorf("period of %s: %w", c.ID, err)
	}
	to, err := time.Parse(time.DateOnly, c.PeriodTo)
	if err != nil {
		return nil, fmt.Errorf("period of %s: %w", c.ID, err)
	}
	return p.st.ListAccepted(ctx, store.Period{From: from, To: to})
}

// reportTerms are the spellings of one report's parties. What is not masked to the newest version, or cannot be opened though nothing says that it was erased,
// cannot be vouched for.
func (p *Publish) reportTerms(ctx context.Context, r incident.Report, erased bool) (terms, error) {
	unknown := terms{missing: []Found{{Key: "publish.check.parties", Report: r.Number}}}
	if erased {
		unknown.missing = nil
	}
	if r.MaskVersion < r.Version {
		return unknown, nil
	}
	parties, err := p.st.ListParties(ctx, r.ID)
	if err != nil {
		return terms{}, fmt.Errorf("parties of %s: %w", r.Number, err)
	}
	open, err := p.seal.OpenerFor(ctx, incident.PurposeLeak, seal.Request{ReportID: r.ID, Number: r.Number, Kind: store.SealedParty})
	if errors.Is(err, incident.ErrNotFound) {
		return unknown, nil
	}
	if err != nil {
		return terms{}, fmt.Errorf("open parties of %s: %w", r.Number, err)
	}
	var named []incident.Party
	for _, party := range parties {
		plain, err := open.Open(ctx, store.SealedParty, strconv.FormatInt(party.ID, 10))
		if errors.Is(err, incident.ErrNotFound) && erased {
			continue
		}
		if err != nil {
			return terms{}, fmt.Errorf("open a party of %s: %w", r.Number, err)
		}
		var one incident.Party
		if err := json.Unmarshal(plain, &one); err != nil {
			return terms{}, fmt.Errorf("read a party of %s: not JSON", r.Number) // the decoder's words may quote what it read
		}
		named = append(named, one)
	}
	out := terms{list: mask.LeakTerms(mask.Terms(named), r.Number)}
	texts, err := p.st.ListMaskedTexts(ctx, r.ID)
	if err != nil {
		return terms{}, fmt.Errorf("texts of %s: %w", r.Number, err)
	}
	for _, t := range texts {
		out.originals = append(out.originals, mask.Original{Source: r.Number, Text: t.Body})
	}
	return out, nil
}
