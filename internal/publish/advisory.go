package publish

import (
	"context"
	"errors"
	"fmt"
	"net/netip"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"todoke/internal/incident"
	"todoke/internal/store"
	"todoke/internal/text"
)

// Limits of an advisory: it is short, or it is not read.
const (
	mostAdvisoryTitle = 100  // characters
	mostAdvisoryBody  = 2000 // characters
	mostObservables   = 50
	mostMeasures      = 10
)

// AdvisoryDraft is what a writer saves.
type AdvisoryDraft struct {
	ID string // "" begins a new one
	incident.AdvisoryText
	Reports []string // behind it; never published
}

// AdvisoryView is one advisory with its versions, newest first.
type AdvisoryView struct {
	incident.Advisory
	Versions []incident.Advisory
	Problems incident.Errors // what keeps the newest version from being released
}

// Out tells whether readers have a version of the advisory.
func (v AdvisoryView) Out() bool {
	return slices.ContainsFunc(v.Versions, func(a incident.Advisory) bool { return a.Release > 0 })
}

// Advisories lists the advisories, newest first.
func (p *Publish) Advisories(ctx context.Context, a incident.Actor) ([]AdvisoryView, error) {
	if err := incident.Ask(a, incident.CaseRead); err != nil {
		return nil, err
	}
	all, err := p.st.ListAdvisories(ctx, "")
	if err != nil {
		return nil, fmt.Errorf("advisories: %w", err)
	}
	var out []AdvisoryView
	for _, x := range all {
		if n := len(out); n > 0 && out[n-1].ID == x.ID {
			out[n-1].Versions = append(out[n-1].Versions, x)
			continue
		}
		out = append(out, AdvisoryView{Advisory: x, Versions: []incident.Advisory{x}})
	}
	slices.Reverse(out)
	return out, nil
}

// FindAdvisory reads one advisory; what keeps it from being released names reports and is told only to those who may read them.
func (p *Publish) FindAdvisory(ctx context.Context, a incident.Actor, id string) (AdvisoryView, error) {
	if err := incident.Ask(a, incident.CaseRead); err != nil {
		return AdvisoryView{}, err
	}
	list, err := p.st.ListAdvisories(ctx, id)
	if err != nil {
		return AdvisoryView{}, fmt.Errorf("advisory %s: %w", id, err)
	}
	if id == "" || len(list) == 0 {
		return AdvisoryView{}, incident.Errorf(incident.NotFound, "error.advisory_unknown", id)
	}
	v := AdvisoryView{Advisory: list[0], Versions: list}
	if !incident.Can(a, incident.ReportRead) {
		return v, nil
	}
	if v.Problems, err = p.advisoryProblems(ctx, list[0]); err != nil {
		return v, fmt.Errorf("advisory %s: %w", id, err)
	}
	return v, nil
}

// SaveAdvisory saves the text of an advisory and gives its id: the version in work, or after a released or approved one the next.
func (p *Publish) SaveAdvisory(ctx context.Context, a incident.Actor, d AdvisoryDraft, at time.Time) (string, error) {
	if err := incident.Ask(a, incident.CaseDraft); err != nil {
		return "", err
	}
	d.tidy()
	if err := d.wrong(); err != nil {
		return "", err
	}
	err := p.st.Write(ctx, func(tx *store.Tx) error {
		for _, n := range d.Reports {
			if _, err := tx.FindQueued(ctx, n); err != nil {
				return advisoryField("reports", "error.report_unknown", n)
			}
		}
		next := incident.Advisory{Version: 1}
		if d.ID == "" {
			year := at.In(incident.Japan).Year()
			n, err := tx.Counter(ctx, fmt.Sprintf("advisory.%d", year))
			if err != nil {
				return err
			}
			d.ID = incident.AdvisoryID(year, int(n))
		} else {
			was, err := newestAdvisory(ctx, tx.Reader, d.ID)
			if err != nil {
				return err
			}
			switch was.State {
			case incident.Submitted:
				return incident.Errorf(incident.Conflict, "error.revision_move", string(was.State), string(incident.Draft))
			case incident.Approved:
				next.Version = was.Version + 1
			default:
				next = was
			}
		}
		next.ID, next.AdvisoryText, next.Reports = d.ID, d.AdvisoryText, d.Reports
		next.State, next.Written, next.Note, next.Approver, next.Decided = incident.Draft, at, "", 0, time.Time{}
		if !slices.Contains(next.Writers, a.ID) {
			next.Writers = append(next.Writers, a.ID)
		}
		if err := tx.PutAdvisory(ctx, next); err != nil {
			return err
		}
		return tx.Audit(ctx, advisoryRow(a, incident.CaseDraft, next, "saved", at))
	})
	return d.ID, told(err, "save advisory")
}

func advisoryRow(a incident.Actor, action incident.Action, x incident.Advisory, did string, at time.Time) store.AuditRow {
	row := auditRow(a, string(action), "", fmt.Sprintf("%s version=%d", did, x.Version), at)
	row.Object = "advisory:" + x.ID
	return row
}

func newestAdvisory(ctx context.Context, r store.Reader, id string) (incident.Advisory, error) {
	list, err := r.ListAdvisories(ctx, id)
	if err != nil {
		return incident.Advisory{}, err
	}
	if id == "" || len(list) == 0 {
		return incident.Advisory{}, incident.Errorf(incident.NotFound, "error.advisory_unknown", id)
	}
	return list[0], nil
}

// MoveAdvisory submits, approves or returns the newest version. Whoever saved any of it does not approve it; a return says why.
func (p *Publish) MoveAdvisory(ctx context.Context, a incident.Actor, id string, to incident.RevisionState, note string, at time.Time) error {
	action := incident.CaseApprove
	if to == incident.Submitted {
		action = incident.CaseDraft
	}
	if err := incident.Ask(a, action); err != nil {
		return err
	}
	note = strings.TrimSpace(text.Clean(note))
	if to == incident.Returned && note == "" {
		return advisoryField("why", "error.why_missing")
	}
	err := p.st.Write(ctx, func(tx *store.Tx) error {
		x, err := newestAdvisory(ctx, tx.Reader, id)
		if err != nil {
			return err
		}
		if err := incident.MoveRevision(x.State, to); err != nil {
			return err
		}
		if to == incident.Approved && slices.Contains(x.Writers, a.ID) {
			return incident.Errorf(incident.Forbidden, "error.own_approval")
		}
		x.State, x.Note, x.Decided = to, note, at
		if to == incident.Approved {
			x.Approver = a.ID
		}
		if err := tx.PutAdvisory(ctx, x); err != nil {
			return err
		}
		return tx.Audit(ctx, advisoryRow(a, action, x, string(to), at))
	})
	return told(err, "advisory "+id)
}

// ReleaseAdvisory publishes the approved newest version as a release of its own: the same editions, the site around them made anew, checked, signed, linked.
func (p *Publish) ReleaseAdvisory(ctx context.Context, a incident.Actor, id string, at time.Time) error {
	if err := incident.Ask(a, incident.EditionRelease); err != nil {
		return err
	}
	p.hands.Lock()
	defer p.hands.Unlock()
	at = at.UTC().Truncate(time.Second)
	x, err := newestAdvisory(ctx, p.st.Reader, id)
	if err != nil {
		return told(err, "release advisory")
	}
	if x.State != incident.Approved || x.Release > 0 {
		return incident.Errorf(incident.Conflict, "error.advisory_not_approved", id)
	}
	problems, err := p.advisoryProblems(ctx, x)
	if err = errors.Join(err, problems.Or()); err != nil {
		return told(err, "release advisory")
	}
	last, err := p.st.LatestRelease(ctx)
	if err != nil {
		return fmt.Errorf("release advisory: %w", err)
	}
	if last.N == 0 {
		return incident.Errorf(incident.Conflict, "error.advisory_no_site")
	}
	editions, err := p.released(ctx, last.N)
	if err != nil {
		return fmt.Errorf("release advisory: %w", err)
	}
	for i, e := range editions { // the newest edition stays the last, for its desk and its mark
		if e.c.ID == last.Edition {
			editions = append(append(editions[:i:i], editions[i+1:]...), e)
			break
		}
	}
	checkpoint, err := p.st.LatestCheckpoint(ctx)
	if err != nil {
		return fmt.Errorf("release advisory: %w", err)
	}
	r := store.Release{N: last.N + 1, Edition: last.Edition, Checkpoint: checkpoint.Note, Who: a.Who(), At: at, Subscribe: p.subscribe}
	x.Release, x.ReleasedAt = r.N, at
	out, err := p.advisoriesOf(ctx, last.N, x)
	if err != nil {
		return fmt.Errorf("release advisory: %w", err)
	}
	return told(p.putAdvisory(ctx, a, r, x, editions, out), "release advisory "+id)
}

func (p *Publish) putAdvisory(ctx context.Context, a incident.Actor, r store.Release, x incident.Advisory, editions []released, out advisories) error {
	m := p.siteMemo(r.N - 1)
	site, err := p.siteWith(r, editions, out, m)
	if err != nil {
		return err
	}
	s := siteScope(editions, r)
	s.advisories = out
	last, err := p.st.LatestRelease(ctx)
	if err != nil {
		return err
	}
	r.Manifest = string(site[manifestName])
	if err := p.checkAndPlace(ctx, last, wholeSite{s, site, m}); err != nil {
		return err
	}
	err = p.st.Write(ctx, func(tx *store.Tx) error {
		if err := tx.InsertRelease(ctx, r); err != nil {
			return err
		}
		if ok, err := tx.ReleaseAdvisory(ctx, x.ID, x.Version, r.N, r.At); err != nil || !ok {
			return errors.Join(err, incident.Errorf(incident.Conflict, "error.advisory_not_approved", x.ID))
		}
		return tx.Audit(ctx, advisoryRow(a, incident.EditionRelease, x, fmt.Sprintf("released release=%d", r.N), r.At))
	})
	if err != nil {
		return err
	}
	return p.link(r.N) // the release stands: Relink puts the link right
}

// advisories are what a release shows: the newest released version of each, newest first, with the reports behind them for the check.
type advisories struct {
	list    []incident.PublishedAdvisory
	reports []string
}

// advisoriesOf gives the advisories as release n has them, and with them one that is about to be released.
func (p *Publish) advisoriesOf(ctx context.Context, n int64, more ...incident.Advisory) (advisories, error) {
	var out advisories
	if p.st == nil {
		return out, nil
	}
	all, err := p.st.ListAdvisories(ctx, "")
	if err != nil {
		return out, fmt.Errorf("advisories: %w", err)
	}
	var list []incident.Advisory
	for _, a := range all {
		if a.Release > 0 && a.Release <= n {
			list = append(list, a)
		}
	}
	list = append(list, more...)
	slices.SortFunc(list, func(a, b incident.Advisory) int {
		if c := strings.Compare(a.ID, b.ID); c != 0 {
			return c
		}
		return a.Version - b.Version
	})
	for _, a := range list {
		out.reports = append(out.reports, a.Reports...)
		one := incident.PublishedAdvisory{ID: a.ID, Version: a.Version, Published: a.ReleasedAt.UTC().Format(time.RFC3339), Updated: a.ReleasedAt.UTC().Format(time.RFC3339), AdvisoryText: a.AdvisoryText}
		if a.Withdrawn { // of what was withdrawn only the title and the reason stay
			one.Body, one.Measures, one.Observables, one.Cases = incident.Text{}, nil, nil, nil
		}
		if n := len(out.list); n > 0 && out.list[n-1].ID == a.ID {
			one.Published = out.list[n-1].Published
			out.list[n-1] = one
		} else {
			out.list = append(out.list, one)
		}
	}
	slices.SortStableFunc(out.list, func(a, b incident.PublishedAdvisory) int {
		if c := strings.Compare(b.Updated, a.Updated); c != 0 {
			return c
		}
		return strings.Compare(b.ID, a.ID)
	})
	return out, nil
}

// advisoryProblems lists what keeps a version from its release: cases it names must be published, the reports behind it accepted and their parties not against it.
func (p *Publish) advisoryProblems(ctx context.Context, a incident.Advisory) (incident.Errors, error) {
	errs, err := p.unagreed(ctx, a)
	if err != nil {
		return nil, err
	}
	last, err := p.st.LatestRelease(ctx)
	if err != nil {
		return nil, err
	}
	published := map[string]bool{}
	if last.N > 0 && len(a.Cases) > 0 {
		editions, err := p.released(ctx, last.N)
		if err != nil {
			return nil, err
		}
		for _, e := range editions {
			for _, c := range e.c.Cases {
				published[c.Number] = published[c.Number] || c.Withdrawn == ""
			}
		}
	}
	for _, n := range a.Cases {
		if !published[n] {
			errs = append(errs, advisoryField("cases", "error.advisory_case", n))
		}
	}
	return errs, nil
}

// unagreed lists the reports behind an advisory that it must not rest on.
func (p *Publish) unagreed(ctx context.Context, a incident.Advisory) (incident.Errors, error) {
	var errs incident.Errors
	rule, err := p.st.ConsentRule(ctx)
	if err != nil {
		return nil, err
	}
	for _, n := range a.Reports {
		r, err := p.st.FindQueued(ctx, n)
		if err != nil {
			return nil, err
		}
		refused, err := refuses(ctx, p.st.Reader, r.ID, rule)
		if err != nil {
			return nil, err
		}
		if refused || r.State != incident.Accepted {
			errs = append(errs, advisoryField("reports", "error.advisory_report", n))
		}
	}
	return errs, nil
}

func advisoryField(field, key string, args ...any) *incident.Error {
	e := incident.Errorf(incident.Invalid, key, args...)
	e.Field = field
	return e
}

// tidy cleans what was typed: blank rows go, observables are defanged.
func (d *AdvisoryDraft) tidy() {
	one := func(t incident.Text) incident.Text {
		return incident.Text{JA: strings.TrimSpace(text.Clean(t.JA)), EN: strings.TrimSpace(text.Clean(t.EN))}
	}
	d.Title, d.Body, d.Change = one(d.Title), one(d.Body), one(d.Change)
	measures := []incident.Text{}
	for _, m := range d.Measures {
		if m = one(m); m != (incident.Text{}) {
			measures = append(measures, m)
		}
	}
	d.Measures = measures
	seen := []incident.Observable{}
	for _, o := range d.Observables {
		o.Value = strings.TrimSpace(text.Clean(o.Value))
		if o.Kind != "subject" && o.Kind != "file" && o.Kind != "hash" {
			o.Value = defang(o.Value)
		}
		if o.Value != "" && !slices.Contains(seen, o) {
			seen = append(seen, o)
		}
	}
	d.Observables = seen
	for _, list := range []*[]string{&d.Cases, &d.Reports} {
		out := []string{}
		for _, s := range *list {
			if s = strings.TrimSpace(s); s != "" && !slices.Contains(out, s) {
				out = append(out, s)
			}
		}
		*list = out
	}
}

var (
	scheme   = regexp.MustCompile(`(?i)\bhttp(s?)://`)
	dotted   = regexp.MustCompile(`([0-9A-Za-z_-])\.([0-9A-Za-z_-])`)
	hashForm = regexp.MustCompile(`(?i)^([0-9a-f]{32}|[0-9a-f]{40}|[0-9a-f]{64})$`)
)

// defang writes an address so that nothing links to it: hxxps://evil[.]example, user[at]evil[.]example.
func defang(s string) string {
	s = scheme.ReplaceAllString(s, "hxxp$1://")
	for { // neighbouring dots share a letter
		t := dotted.ReplaceAllString(s, "$1[.]$2")
		if t == s {
			break
		}
		s = t
	}
	return strings.ReplaceAll(s, "@", "[at]")
}

// wrong lists everything wrong with a draft, each at its field.
func (d AdvisoryDraft) wrong() error {
	var errs incident.Errors
	bad := func(field, key string, args ...any) { errs = append(errs, advisoryField(field, key, args...)) }
	long := func(field, s string, most int) {
		if n := utf8.RuneCountInString(s); n > most {
			bad(field, "error.advisory_long", n, most)
		}
	}
	if d.Title.JA == "" {
		bad("title.ja", "error.advisory_no_title")
	}
	if d.Body.JA == "" {
		bad("body.ja", "error.advisory_no_body")
	}
	long("title.ja", d.Title.JA, mostAdvisoryTitle)
	long("title.en", d.Title.EN, 2*mostAdvisoryTitle)
	long("body.ja", d.Body.JA, mostAdvisoryBody)
	long("body.en", d.Body.EN, 2*mostAdvisoryBody)
	if d.Withdrawn && d.Change.JA == "" {
		bad("change.ja", "error.advisory_why")
	}
	if len(d.Observables) > mostObservables {
		bad("observable.0.value", "error.advisory_many", len(d.Observables), mostObservables)
	}
	if len(d.Measures) > mostMeasures {
		bad("measure.0.ja", "error.advisory_many", len(d.Measures), mostMeasures)
	}
	for i, m := range d.Measures {
		if m.JA == "" {
			bad(fmt.Sprintf("measure.%d.ja", i), "error.advisory_no_measure", i+1)
		}
	}
	for i, o := range d.Observables {
		field := fmt.Sprintf("observable.%d.value", i)
		plain := strings.NewReplacer("[.]", ".", "[at]", "@").Replace(o.Value)
		switch o.Kind {
		case "ip":
			if ip, err := netip.ParseAddr(plain); err != nil || ip.IsPrivate() || ip.IsLoopback() {
				bad(field, "error.advisory_observable", o.Value)
			}
		case "hash":
			if !hashForm.MatchString(plain) {
				bad(field, "error.advisory_observable", o.Value)
			}
		case "url":
			if !strings.HasPrefix(strings.ToLower(plain), "hxxp") || !strings.Contains(plain, "://") {
				bad(field, "error.advisory_observable", o.Value)
			}
		case "domain", "mail":
			if !strings.Contains(plain, ".") || strings.ContainsAny(plain, " /") || (o.Kind == "mail") != strings.Contains(plain, "@") {
				bad(field, "error.advisory_observable", o.Value)
			}
		case "file", "subject":
		default:
			bad(field, "error.advisory_observable", o.Value)
		}
	}
	return errs.Or()
}
