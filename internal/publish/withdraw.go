package publish

// What becomes of a released case when something below it changes. The path, and what others may build on:
//
//  1. A party's word (triage.RecordConsent, intake.ChangeConsent, an amendment that answers "statistics only"), a report taken back or amended calls
//     store.Tx.OpenCorrections in its own transaction: the case is stale from that moment, and a correction in state open waits for the desk.
//  2. Corrections lists what waits. WithdrawCase puts the case's tombstone into the next revision of every released edition that holds it (Revision+1, an
//     incident.Erratum of kind CaseWithdrawn without any reason), DropCorrection closes a task with the desk's reason. Whoever corrects a text instead stages
//     the collection with (*Publish).stage, the same way.
//  3. What is staged lies in edition_revisions with release 0. Readers still get the edition as it was; Staged gives both, so that new can be compared with old.
//     Unstage takes it back: the corrections are open again.
//  4. ReleaseStaged renders every staged edition, runs the leak check on each and on the whole site, and puts all of them out in one release: the rows of
//     edition_revisions get its number and the manifest of their files, editions.collection is replaced, the corrections are done. Anything wrong changes nothing.
//
// editions.frozen_at and Collection.FrozenAt stay as first released; an erratum carries its own date. Counts (Collection.Accepted, Chosen, Categories) and the
// number and row of the case stay: statistics keep the count. Folders of earlier releases and copies elsewhere are out; nothing here can take them back.

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"todoke/internal/export"
	"todoke/internal/incident"
	"todoke/internal/store"
)

// Correction is a task on a released case.
type Correction = store.Correction

// Corrections lists the tasks on released cases, newest first; of one case, or of all with "".
func (p *Publish) Corrections(ctx context.Context, a incident.Actor, number string) ([]Correction, error) {
	if err := incident.Ask(a, incident.EditionRead); err != nil {
		return nil, err
	}
	list, err := p.st.ListCorrections(ctx, number)
	if err != nil {
		return nil, fmt.Errorf("corrections: %w", err)
	}
	return list, nil
}

// WithdrawCase stages the tombstone of a case in every released edition that holds its text, and gives their ids. Nothing is public before ReleaseStaged.
// The Error is of kind Conflict where no released edition holds it.
func (p *Publish) WithdrawCase(ctx context.Context, a incident.Actor, number string, at time.Time) ([]string, error) {
	if err := incident.Ask(a, incident.EditionEdit); err != nil {
		return nil, err
	}
	day := at.In(incident.Japan).Format(time.DateOnly)
	var ids []string
	err := p.st.Write(ctx, func(tx *store.Tx) error {
		ids = nil
		editions, err := tx.ListEditions(ctx)
		if err != nil {
			return err
		}
		for _, e := range editions {
			if e.State != incident.Released {
				continue
			}
			c, err := staged(ctx, tx.Reader, e.ID)
			if err != nil {
				return err
			}
			next, ok := c.WithdrawCase(number, day, p.words.Text("publish.erratum.withdrawn", number))
			if !ok {
				continue
			}
			if err := p.stage(ctx, tx, a, next, at); err != nil {
				return err
			}
			ids = append(ids, e.ID)
		}
		if len(ids) == 0 {
			return incident.Errorf(incident.Conflict, "publish.error.case_not_released", number)
		}
		if err := stageCorrections(ctx, tx, a, number, at); err != nil {
			return err
		}
		row := store.AuditRow{At: at, Who: a.Who(), Action: "case.withdraw", Object: "case:" + number, Detail: "staged editions=" + strings.Join(ids, ",")}
		return tx.Audit(ctx, row)
	})
	return ids, told(err, "withdraw case "+number)
}

// stageCorrections moves the open tasks of a case to staged; where nothing below it changed, the desk itself saw the need and gets a task of its own.
func stageCorrections(ctx context.Context, tx *store.Tx, a incident.Actor, number string, at time.Time) error {
	n, err := moveCorrections(ctx, tx, number, turn{incident.CorrectionOpen, incident.CorrectionStaged, a.Who(), "", at})
	if err != nil || n > 0 {
		return err
	}
	return tx.InsertCorrection(ctx, store.Correction{ID: store.NewID(at), Case: number, Cause: incident.CauseDesk, State: incident.CorrectionStaged, OpenedBy: a.Who(), OpenedAt: at, DecidedBy: a.Who(), DecidedAt: at})
}

// CorrectionsOpen tells how many cases with an open task each released edition holds.
func (p *Publish) CorrectionsOpen(ctx context.Context, a incident.Actor) (map[string]int, error) {
	if err := incident.Ask(a, incident.EditionRead); err != nil {
		return nil, err
	}
	open, err := p.st.CorrectionsOpen(ctx)
	if err != nil {
		return nil, fmt.Errorf("open corrections: %w", err)
	}
	return open, nil
}

// DropCorrection closes the open tasks of a case: looked at, nothing to correct. The reason is needed, and names of the case's parties are taken out of it. While a
// party refuses publication nothing is dropped: the case is withdrawn, or the party says otherwise.
func (p *Publish) DropCorrection(ctx context.Context, a incident.Actor, number, reason string, at time.Time) error {
	if err := incident.Ask(a, incident.EditionEdit); err != nil {
		return err
	}
	if strings.TrimSpace(reason) == "" {
		return incident.Errorf(incident.Invalid, "publish.error.reason", number)
	}
	reason, err := p.nameless(ctx, &incident.Collection{Cases: []incident.PublishedCase{{Number: number}}}, strings.TrimSpace(reason))
	if err != nil {
		return told(err, "drop correction of "+number)
	}
	err = p.st.Write(ctx, func(tx *store.Tx) error {
		if err := agreed(ctx, tx, number); err != nil {
			return err
		}
		n, err := moveCorrections(ctx, tx, number, turn{incident.CorrectionOpen, incident.CorrectionDropped, a.Who(), reason, at})
		if err != nil {
			return err
		}
		if n == 0 {
			return incident.Errorf(incident.Conflict, "publish.error.no_correction", number)
		}
		return tx.Audit(ctx, store.AuditRow{At: at, Who: a.Who(), Action: "correction.drop", Object: "case:" + number, Reason: reason})
	})
	return told(err, "drop correction of "+number)
}

// refuses tells whether a party of a report refuses publication as a case.
func refuses(ctx context.Context, r store.Reader, report int64, rule incident.ConsentRule) (bool, error) {
	parties, err := r.Consents(ctx, report)
	refused, _ := incident.Unagreed(parties, incident.UseCase, rule)
	return len(refused) > 0, err
}

// agreed tells whether no party of the reports below a case refuses its publication.
func agreed(ctx context.Context, tx *store.Tx, number string) error {
	rule, err := tx.ConsentRule(ctx)
	if err != nil {
		return err
	}
	reports, err := tx.ListCaseReports(ctx, number)
	if err != nil {
		return err
	}
	for _, r := range reports {
		refused, err := refuses(ctx, tx.Reader, r.ID, rule)
		if err != nil {
			return err
		}
		if refused {
			return incident.Errorf(incident.Conflict, "publish.error.consent", number, r.Number)
		}
	}
	return nil
}

// turn is one move of corrections with who made it.
type turn struct {
	from, to    incident.CorrectionState
	who, reason string
	at          time.Time
}

// moveCorrections moves the tasks of a case and tells how many there were.
func moveCorrections(ctx context.Context, tx *store.Tx, number string, m turn) (int64, error) {
	if err := incident.MoveCorrection(m.from, m.to); err != nil {
		return 0, err
	}
	return tx.MoveCorrections(ctx, number, m.from, m.to, store.Correction{DecidedBy: m.who, Reason: m.reason, DecidedAt: m.at})
}

// staged reads the newest revision of a released edition: the one in work, or what is out.
func staged(ctx context.Context, r store.Reader, id string) (*incident.Collection, error) {
	list, err := r.ListEditionRevisions(ctx, id)
	if err != nil {
		return nil, err
	}
	for _, v := range list {
		if v.Release == 0 {
			return parseCollection(v.Collection)
		}
	}
	return collection(ctx, r, id)
}

// stage stores the next revision of a released edition, in place of one in work.
func (p *Publish) stage(ctx context.Context, tx *store.Tx, a incident.Actor, next *incident.Collection, at time.Time) error {
	now, err := collection(ctx, tx.Reader, next.ID)
	if err != nil {
		return err
	}
	next.Revision = now.Revision + 1
	body, err := export.EditionJSON(next)
	if err != nil {
		return err
	}
	if err := tx.DropEditionRevision(ctx, next.ID); err != nil {
		return err
	}
	if err := tx.PutEditionRevision(ctx, store.EditionRevision{Edition: next.ID, Revision: next.Revision, Collection: string(body), Who: a.Who(), At: at}); err != nil {
		return err
	}
	return tx.Audit(ctx, auditRow(a, "edition.stage", next.ID, fmt.Sprintf("revision=%d errata=%d", next.Revision, len(next.Errata)), at))
}

// Staged gives a released edition as it is out and as its next revision will be; next is nil where nothing is staged.
func (p *Publish) Staged(ctx context.Context, a incident.Actor, id string) (now, next *incident.Collection, err error) {
	if err := incident.Ask(a, incident.EditionRead); err != nil {
		return nil, nil, err
	}
	if now, err = collection(ctx, p.st.Reader, id); err != nil {
		return nil, nil, told(err, "staged "+id)
	}
	next, err = staged(ctx, p.st.Reader, id)
	if err == nil && next.Revision == now.Revision {
		next = nil
	}
	return now, next, told(err, "staged "+id)
}

// Unstage takes back what is staged of an edition and of every edition that shares a case with it; their corrections are open again.
func (p *Publish) Unstage(ctx context.Context, a incident.Actor, id string, at time.Time) error {
	if err := incident.Ask(a, incident.EditionEdit); err != nil {
		return err
	}
	err := p.st.Write(ctx, func(tx *store.Tx) error {
		all, err := inWork(ctx, tx.Reader)
		if err != nil {
			return err
		}
		if !slices.ContainsFunc(all, func(c *incident.Collection) bool { return c.ID == id }) {
			return incident.Errorf(incident.Conflict, "publish.error.nothing_staged")
		}
		for _, c := range all { // a case taken out of one edition and left in another would be no withdrawal
			if err := tx.DropEditionRevision(ctx, c.ID); err != nil {
				return err
			}
			if err := tx.Audit(ctx, auditRow(a, "edition.unstage", c.ID, fmt.Sprintf("revision=%d", c.Revision), at)); err != nil {
				return err
			}
			for _, e := range c.Errata {
				if _, err := moveCorrections(ctx, tx, e.Case, turn{from: incident.CorrectionStaged, to: incident.CorrectionOpen}); err != nil {
					return err
				}
			}
		}
		return nil
	})
	return told(err, "unstage "+id)
}

// inWork lists the collections that are staged, by edition.
func inWork(ctx context.Context, r store.Reader) ([]*incident.Collection, error) {
	list, err := r.ListEditionRevisions(ctx, "")
	if err != nil {
		return nil, err
	}
	var out []*incident.Collection
	for _, v := range list {
		if v.Release != 0 {
			continue
		}
		c, err := parseCollection(v.Collection)
		if err != nil {
			return nil, err
		}
		out = append(out, c)
	}
	return out, nil
}

// ReleaseStaged renders and checks every staged revision and publishes all of them as one release. A hit of the leak check is stored with its edition, so that it
// can be looked at and waived, and nothing is published.
func (p *Publish) ReleaseStaged(ctx context.Context, a incident.Actor, at time.Time, opt Options) error {
	if err := incident.Ask(a, incident.EditionRelease); err != nil {
		return err
	}
	p.hands.Lock()
	defer p.hands.Unlock()
	at = at.UTC().Truncate(time.Second)
	next, err := inWork(ctx, p.st.Reader)
	if err != nil {
		return fmt.Errorf("release staged: %w", err)
	}
	if len(next) == 0 {
		return incident.Errorf(incident.Conflict, "publish.error.nothing_staged")
	}
	last, err := p.st.LatestRelease(ctx)
	if err != nil {
		return fmt.Errorf("release staged: %w", err)
	}
	editions, err := p.released(ctx, last.N)
	if err != nil {
		return fmt.Errorf("release staged: %w", err)
	}
	var checks []CheckResult
	for _, c := range next {
		list, result, err := p.rendered(ctx, a, c, at, opt)
		if err != nil {
			return told(err, "release staged "+c.ID)
		}
		checks = append(checks, result)
		editions = slices.DeleteFunc(editions, func(e released) bool { return e.c.ID == c.ID })
		editions = append(editions, released{c, list}) // the last is the one this release brings
	}
	out := putOut{next: next, checks: checks, editions: editions}
	return told(p.putOut(ctx, a, last, out, at), "release staged")
}

// rendered makes and checks the files of one staged collection. What the check found is kept.
func (p *Publish) rendered(ctx context.Context, a incident.Actor, c *incident.Collection, at time.Time, opt Options) (files, CheckResult, error) {
	list, err := p.files(ctx, c, opt)
	if err != nil {
		return nil, CheckResult{}, err
	}
	result, err := p.check(ctx, scope{collections: []*incident.Collection{c}, at: at}, list)
	if err != nil || result.Passed {
		return list, result, err
	}
	err = p.st.Write(ctx, func(tx *store.Tx) error { return insertCheck(ctx, tx, a, c.ID, result) })
	return nil, result, errors.Join(err, incident.Errorf(incident.Conflict, "publish.error.site", result.Found[0].File, result.Found[0].Place))
}

// putOut is what ReleaseStaged publishes.
type putOut struct {
	next     []*incident.Collection
	checks   []CheckResult // one of each
	editions []released    // all there are
}

func (p *Publish) putOut(ctx context.Context, a incident.Actor, last store.Release, out putOut, at time.Time) error {
	checkpoint, err := p.st.LatestCheckpoint(ctx)
	if err != nil {
		return err
	}
	r := store.Release{N: last.N + 1, Edition: out.next[len(out.next)-1].ID, Checkpoint: checkpoint.Note, Who: a.Who(), At: at, Subscribe: p.subscribe}
	m := p.siteMemo(last.N)
	site, err := p.site(r, out.editions, m)
	if err != nil {
		return err
	}
	r.Manifest = string(site[manifestName])
	if err := p.checkAndPlace(ctx, last, wholeSite{siteScope(out.editions, r), site, m}); err != nil {
		return err
	}
	err = p.st.Write(ctx, func(tx *store.Tx) error {
		if err := tx.InsertRelease(ctx, r); err != nil {
			return err
		}
		for i, c := range out.next {
			if err := replaceEdition(ctx, tx, a, r, c, out.checks[i]); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	return p.link(r.N) // the release stands: Relink puts the link right
}

// replaceEdition writes that a staged revision is out. Somebody who staged another one meanwhile makes it fail.
func replaceEdition(ctx context.Context, tx *store.Tx, a incident.Actor, r store.Release, c *incident.Collection, check CheckResult) error {
	body, err := export.EditionJSON(c)
	if err != nil {
		return err
	}
	now, err := staged(ctx, tx.Reader, c.ID)
	if err != nil {
		return err
	}
	if same, err := export.EditionJSON(now); err != nil || string(same) != string(body) {
		return errors.Join(err, incident.Errorf(incident.Conflict, "publish.error.staged_meanwhile", c.ID))
	}
	if err := tx.PutEditionRevision(ctx, store.EditionRevision{Edition: c.ID, Revision: c.Revision, Collection: string(body), Manifest: check.Manifest, Release: r.N, Who: a.Who(), At: r.At}); err != nil {
		return err
	}
	if err := tx.ReplaceCollection(ctx, c.ID, string(body)); err != nil {
		return err
	}
	if err := insertCheck(ctx, tx, a, c.ID, check); err != nil {
		return err
	}
	for _, e := range c.Errata {
		if _, err := moveCorrections(ctx, tx, e.Case, turn{incident.CorrectionStaged, incident.CorrectionDone, a.Who(), "", r.At}); err != nil {
			return err
		}
	}
	return tx.Audit(ctx, auditRow(a, "edition.release", c.ID, fmt.Sprintf("release=%d revision=%d manifest=%s", r.N, c.Revision, check.Manifest), r.At))
}

// checkedManifest is the manifest of the files an edition was released with: of its newest revision that is out, else of the check before its release.
func (p *Publish) checkedManifest(ctx context.Context, id string) (string, error) {
	list, err := p.st.ListEditionRevisions(ctx, id)
	if err != nil {
		return "", err
	}
	for _, v := range slices.Backward(list) {
		if v.Release > 0 {
			return v.Manifest, nil
		}
	}
	check, err := p.st.LatestPassed(ctx, id)
	if errors.Is(err, sql.ErrNoRows) {
		return "", nil
	}
	return check.Manifest, err
}
