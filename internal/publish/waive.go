package publish

import (
	"context"
	"encoding/hex"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"todoke/internal/incident"
	"todoke/internal/store"
	"todoke/internal/text"
)

// leastReason is how many characters the reason of a waiver needs.
const leastReason = 10

// Waiver is a term let stand in one file as long as that file does not change. It holds once a second person has agreed; the term itself is not in it.
type Waiver struct {
	store.Waiver
	Mark       string // keyed hash of the term in hexadecimal, as in Found
	Void       bool   // the file has changed since: the waiver is for bytes that are no more
	FirstName  string // login of who asked
	SecondName string // login of who agreed, "" while nobody has
}

// Waivers lists the waivers of an edition, the oldest first.
func (p *Publish) Waivers(ctx context.Context, a incident.Actor, id string) ([]Waiver, error) {
	if err := incident.Ask(a, incident.EditionRead); err != nil {
		return nil, err
	}
	list, err := p.st.ListWaivers(ctx, id)
	if err != nil || len(list) == 0 {
		return nil, told(err, "waivers of "+id)
	}
	now, err := p.builtHashes(id)
	out := make([]Waiver, len(list))
	for i, w := range list {
		out[i] = Waiver{Waiver: w, Mark: hex.EncodeToString(w.Term), Void: err != nil || now[w.File] != w.SHA256, FirstName: p.login(ctx, w.First), SecondName: p.login(ctx, w.Second)}
	}
	return out, nil
}

// login names an account on a page; an account that is gone by its number.
func (p *Publish) login(ctx context.Context, id int64) string {
	if id == 0 {
		return ""
	}
	if s, err := p.st.FindStaff(ctx, id); err == nil {
		return s.Login
	}
	return strconv.FormatInt(id, 10)
}

// Waive asks that a term the last check found may stand in a file, with a reason of ten characters or more. Nothing passes before a second person agrees. Only terms
// can be waived, and only in a file that could be read.
func (p *Publish) Waive(ctx context.Context, a incident.Actor, id string, f Found, reason string, at time.Time) error {
	if err := waiver(a); err != nil {
		return err
	}
	reason = strings.TrimSpace(text.Clean(reason))
	if utf8.RuneCountInString(reason) < leastReason {
		err := incident.Errorf(incident.Invalid, "publish.error.waive_reason", leastReason)
		err.Field = "reason"
		return err
	}
	reason, err := p.withoutNames(ctx, id, reason)
	if err != nil {
		return told(err, "waive in "+id)
	}
	v, err := p.Find(ctx, a, id)
	if err != nil {
		return err
	}
	same := func(x Found) bool { return x.File == f.File && x.Mark == f.Mark && x.Key == "publish.check.term" }
	i := slices.IndexFunc(v.Check.Found, same)
	if v.State != incident.Built || v.Check.Manifest != v.Built || i < 0 || f.Mark == "" {
		return incident.Errorf(incident.Conflict, "publish.error.waive_nothing")
	}
	if slices.ContainsFunc(v.Check.Found, func(x Found) bool { return x.File == f.File && x.Key == "publish.check.unreadable" }) {
		return incident.Errorf(incident.Conflict, "publish.error.waive_unreadable")
	}
	now, err := p.builtHashes(id)
	if err != nil {
		return fmt.Errorf("waive in %s: %w", id, err)
	}
	term, err := hex.DecodeString(f.Mark)
	if err != nil {
		return incident.Errorf(incident.Conflict, "publish.error.waive_nothing")
	}
	x := v.Check.Found[i]
	w := store.Waiver{ID: store.NewID(at), Edition: id, Term: term, Kind: x.Kind, File: x.File, Place: x.Place, SHA256: now[x.File], Reason: reason, First: a.ID, At: at}
	err = p.st.Write(ctx, func(tx *store.Tx) error {
		list, err := tx.ListWaivers(ctx, id)
		if err != nil {
			return err
		}
		if slices.ContainsFunc(list, func(o store.Waiver) bool {
			return o.File == w.File && o.SHA256 == w.SHA256 && string(o.Term) == string(w.Term)
		}) {
			return incident.Errorf(incident.Conflict, "publish.error.waive_twice")
		}
		if err := tx.InsertWaiver(ctx, w); err != nil {
			return err
		}
		return tx.Audit(ctx, waiverRow(a, "leak.waive", w, reason, at))
	})
	return told(err, "waive in "+id)
}

// AgreeWaiver is the second person's word. It is never the first person's, on a desk of one either: there a text is changed until the check passes.
func (p *Publish) AgreeWaiver(ctx context.Context, a incident.Actor, id string, waiverID int64, at time.Time) error {
	if err := waiver(a); err != nil {
		return err
	}
	err := p.st.Write(ctx, func(tx *store.Tx) error {
		w, err := p.openWaiver(ctx, tx, id, waiverID)
		if err != nil {
			return err
		}
		if w.First == a.ID {
			return incident.Errorf(incident.Forbidden, "publish.error.waive_own")
		}
		ok, err := tx.AgreeWaiver(ctx, id, waiverID, a.ID, at)
		if err != nil {
			return err
		}
		if !ok {
			return incident.Errorf(incident.Conflict, "publish.error.waive_agreed")
		}
		return tx.Audit(ctx, waiverRow(a, "leak.agree", w, "", at))
	})
	return told(err, "agree to a waiver of "+id)
}

// RevokeWaiver takes a waiver back before the release; an edition that passed with it has to be checked again.
func (p *Publish) RevokeWaiver(ctx context.Context, a incident.Actor, id string, waiverID int64, at time.Time) error {
	if err := waiver(a); err != nil {
		return err
	}
	err := p.st.Write(ctx, func(tx *store.Tx) error {
		w, err := p.openWaiver(ctx, tx, id, waiverID)
		if err != nil {
			return err
		}
		if _, err := tx.DeleteWaiver(ctx, id, waiverID); err != nil {
			return err
		}
		e, err := tx.FindEdition(ctx, id)
		if err != nil {
			return err
		}
		row := waiverRow(a, "leak.revoke", w, "", at)
		if e.State == incident.Checked && w.Second != 0 {
			return move(ctx, tx, e, incident.Built, row)
		}
		return tx.Audit(ctx, row)
	})
	return told(err, "revoke a waiver of "+id)
}

// openWaiver reads a waiver of an edition that is not released yet.
func (p *Publish) openWaiver(ctx context.Context, tx *store.Tx, id string, waiverID int64) (store.Waiver, error) {
	e, err := tx.FindEdition(ctx, id)
	if err != nil {
		return store.Waiver{}, err
	}
	if e.State == incident.Released {
		return store.Waiver{}, incident.Errorf(incident.Conflict, "publish.error.waive_released")
	}
	return tx.FindWaiver(ctx, id, waiverID)
}

// waiver asks for the right, and for a person: whoever acts at the command line has no account that could be the other one.
func waiver(a incident.Actor) error {
	if err := incident.Ask(a, incident.LeakWaive); err != nil {
		return err
	}
	if a.ID == 0 {
		return incident.Errorf(incident.Forbidden, "publish.error.waive_person")
	}
	return nil
}

func waiverRow(a incident.Actor, action string, w store.Waiver, reason string, at time.Time) store.AuditRow {
	row := auditRow(a, action, w.Edition, fmt.Sprintf("waiver=%d file=%s sha256=%s term=%x", w.ID, w.File, w.SHA256, w.Term), at)
	row.Reason = reason
	return row
}

// builtHashes gives the hash of each built file.
func (p *Publish) builtHashes(id string) (map[string]string, error) {
	list, err := readFolder(p.buildDir(id))
	if err != nil {
		return nil, err
	}
	out := map[string]string{}
	for name, body := range list {
		out[name] = digest(body)
	}
	return out, nil
}

// waivedIn lists what two people let stand in the files of editions.
func (p *Publish) waivedIn(ctx context.Context, s scope) (map[waived]bool, error) {
	out := map[waived]bool{}
	for _, c := range s.collections {
		list, err := p.st.ListWaivers(ctx, c.ID)
		if err != nil {
			return nil, fmt.Errorf("waivers of %s: %w", c.ID, err)
		}
		for _, w := range list {
			if w.Second == 0 || w.Second == w.First {
				continue
			}
			file := w.File
			if s.site {
				file = "editions/" + c.ID + "/" + file
			}
			out[waived{file, w.SHA256, hex.EncodeToString(w.Term)}] = true
		}
	}
	return out, nil
}

// siteScope is the check of the pages around editions.
func siteScope(editions []released, r store.Release) scope {
	s := scope{site: true, at: r.At, subscribe: r.Subscribe}
	for _, e := range editions {
		s.collections = append(s.collections, e.c)
	}
	return s
}

// waivedContexts collects what stands around waived terms in the editions of a site. The pages around the editions repeat their sentences; there the same term passes
// between the same letters, and nowhere else.
func (k *checker) waivedContexts(ctx context.Context) {
	k.contexts = map[string]bool{}
	done := map[string]bool{}
	for w := range k.waived {
		body, here := k.files[w.file]
		if !here || done[w.file] || digest(body) != w.sha256 {
			continue
		}
		done[w.file] = true
		one := *k
		one.result, one.contexts = &CheckResult{}, nil
		x, err := k.read(ctx, w.file, body)
		if err != nil {
			continue
		}
		one.search(w.file, w.sha256, x.pieces)
		for _, f := range one.result.Waived {
			k.contexts[f.Mark+f.around] = true
		}
	}
}

// besides is how many letters on either side make the same place.
const besides = 6

// around gives the letters beside a stretch of a piece, squeezed, to be compared between formats.
func around(s string, start, end int) string {
	end = min(end, len(s))
	before, after := []rune(text.Squeeze(s[:start])), []rune(text.Squeeze(s[end:]))
	return " " + string(before[max(0, len(before)-besides):]) + " " + string(after[:min(besides, len(after))])
}

// Findings checks the built files once more and shows the terms to somebody who may open reports, for a typed reason that is audited.
func (p *Publish) Findings(ctx context.Context, a incident.Actor, id, reason string, at time.Time) (CheckResult, error) {
	if err := incident.Ask(a, incident.ReportOpen); err != nil {
		return CheckResult{}, err
	}
	reason = strings.TrimSpace(text.Clean(reason))
	if utf8.RuneCountInString(reason) < leastReason {
		err := incident.Errorf(incident.Invalid, "publish.error.waive_reason", leastReason)
		err.Field = "reason"
		return CheckResult{}, err
	}
	e, err := p.st.FindEdition(ctx, id)
	if err != nil {
		return CheckResult{}, told(err, "findings of "+id)
	}
	if e.State != incident.Built && e.State != incident.Checked {
		return CheckResult{}, incident.Errorf(incident.Conflict, "publish.error.not_built", id)
	}
	c, err := collection(ctx, p.st.Reader, id)
	if err != nil {
		return CheckResult{}, told(err, "findings of "+id)
	}
	row := auditRow(a, "leak.look", id, "", at)
	if row.Reason, err = p.withoutNames(ctx, id, reason); err != nil {
		return CheckResult{}, told(err, "findings of "+id)
	}
	if err := p.st.Write(ctx, func(tx *store.Tx) error { return tx.Audit(ctx, row) }); err != nil {
		return CheckResult{}, fmt.Errorf("findings of %s: %w", id, err)
	}
	result, err := p.checkFolder(ctx, c, p.buildDir(id), at)
	if err != nil {
		return CheckResult{}, fmt.Errorf("findings of %s: %w", id, err)
	}
	return result, nil
}
