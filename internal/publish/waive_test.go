package publish

import (
	"encoding/json"
	"errors"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"todoke/internal/incident"
	"todoke/internal/mask"
	"todoke/internal/store"
)

var reviewer = incident.Actor{Kind: incident.Staff, ID: 8, Login: "mio", Roles: []incident.Role{incident.Reviewer}}

const whyWaived = "ここでは川の名前として書かれている。"

// leaked is a desk whose edition holds a party's name, checked; it gives the finding in index.html.
func leaked(t *testing.T, d *desk) Found {
	t.Helper()
	d.edition(d.add(1, func(h *happening) { h.revision.Summary.JA += "鷺沼紙器の担当者による。" }))
	r := d.ready(Options{WithoutPDF: true})
	i := slices.IndexFunc(r.Found, func(f Found) bool { return f.File == "index.html" && f.Key == "publish.check.term" })
	if i < 0 || r.Found[i].Mark == "" || r.Found[i].Term == "" {
		t.Fatalf("%+v", r.Found)
	}
	return r.Found[i]
}

// A term passes in a file only after two people, each with the right, and only while the file has the bytes they saw.
func TestWaiver(t *testing.T) {
	onDesks(t, func(t *testing.T, d *desk) {
		f := leaked(t, d)
		refused := func(err error, key string) {
			t.Helper()
			if got := keys(err); !slices.Equal(got, []string{key}) {
				t.Errorf("got %v, want %s", got, key)
			}
		}
		refused(d.Waive(ctx, publisher, "2020H1", f, "短い", d.now), "publish.error.waive_reason")
		refused(d.Waive(ctx, incident.Actor{Kind: incident.Staff, Login: "cli", Roles: incident.Roles}, "2020H1", f, whyWaived, d.now), "publish.error.waive_person")
		refused(d.Waive(ctx, publisher, "2020H1", Found{File: "index.html", Mark: "00"}, whyWaived, d.now), "publish.error.waive_nothing")
		refused(d.Waive(ctx, publisher, "2020H1", Found{File: "cases.csv", Mark: ""}, whyWaived, d.now), "publish.error.waive_nothing")
		d.must(d.Waive(ctx, publisher, "2020H1", f, whyWaived+"鷺沼紙器ではない。", d.now))
		refused(d.Waive(ctx, reviewer, "2020H1", f, whyWaived, d.now), "publish.error.waive_twice")
		list, err := d.Waivers(ctx, publisher, "2020H1")
		d.must(err)
		if len(list) != 1 || list[0].Void || list[0].Mark != f.Mark || strings.Contains(list[0].Reason, "鷺沼") {
			t.Fatalf("%+v", list)
		}
		id := list[0].ID
		again := func() CheckResult {
			t.Helper()
			d.now = d.now.Add(time.Minute)
			r, err := d.Check(ctx, publisher, "2020H1", d.now)
			d.must(err)
			return r
		}
		if r := again(); !has(r, "index.html", "publish.check.term") || len(r.Waived) > 0 {
			t.Error("one person's word lets a term pass")
		}
		refused(d.AgreeWaiver(ctx, publisher, "2020H1", id, d.now), "publish.error.waive_own")
		refused(d.AgreeWaiver(ctx, reviewer, "2020H1", id+1, d.now), "error.not_found")
		d.must(d.AgreeWaiver(ctx, reviewer, "2020H1", id, d.now))
		refused(d.AgreeWaiver(ctx, incident.Actor{Kind: incident.Staff, ID: 9, Roles: incident.Roles}, "2020H1", id, d.now), "publish.error.waive_agreed")
		r := again()
		if has(r, "index.html", "publish.check.term") || !has(r, "edition.json", "publish.check.term") || len(r.Waived) == 0 {
			t.Fatalf("waived in index.html only: %+v, waived %+v", r.Found, r.Waived)
		}

		// every other file too: then the edition passes, and so do the pages around it that repeat its sentence
		for _, f := range r.Found {
			if f.Key == "publish.check.term" {
				d.must(d.Waive(ctx, reviewer, "2020H1", f, whyWaived, d.now))
			}
		}
		list, err = d.Waivers(ctx, publisher, "2020H1")
		d.must(err)
		for _, w := range list[1:] {
			d.must(d.AgreeWaiver(ctx, publisher, "2020H1", w.ID, d.now))
		}
		if r := again(); !r.Passed {
			t.Fatalf("%+v", r.Found)
		}
		d.must(d.RevokeWaiver(ctx, reviewer, "2020H1", id, d.now))
		e, err := d.st.FindEdition(ctx, "2020H1")
		d.must(err)
		if e.State != incident.Built {
			t.Errorf("with a waiver taken back the edition is %s", e.State)
		}
		if r := again(); r.Passed {
			t.Error("a waiver taken back still holds")
		}
		d.must(d.Waive(ctx, publisher, "2020H1", f, whyWaived, d.now))
		list, err = d.Waivers(ctx, publisher, "2020H1")
		d.must(err)
		d.must(d.AgreeWaiver(ctx, reviewer, "2020H1", list[len(list)-1].ID, d.now))
		again()
		d.must(d.Release(ctx, publisher, "2020H1", d.now))
		refused(d.RevokeWaiver(ctx, reviewer, "2020H1", list[0].ID, d.now), "publish.error.waive_released")

		rows, err := d.st.ListAudit(ctx, store.AuditFilter{Limit: 10000})
		d.must(err)
		for _, row := range rows {
			if strings.Contains(row.Reason+row.Detail, "鷺沼") {
				t.Errorf("the audit log repeats the term: %s", row.Action)
			}
		}
	})
}

// A waiver is for the bytes two people saw: in a file that changed the term is found again. An unreadable file has none.
func TestWaiverIsForOneHash(t *testing.T) {
	onDesks(t, func(t *testing.T, d *desk) {
		f := leaked(t, d)
		d.must(d.Waive(ctx, publisher, "2020H1", f, whyWaived, d.now))
		list, err := d.Waivers(ctx, publisher, "2020H1")
		d.must(err)
		d.must(d.AgreeWaiver(ctx, reviewer, "2020H1", list[0].ID, d.now))
		clean, err := readFolder(d.buildDir("2020H1"))
		d.must(err)
		r, err := d.check(ctx, d.scope(), clean)
		d.must(err)
		if has(r, "index.html", "publish.check.term") {
			t.Fatal("the waiver does not hold")
		}
		clean["index.html"] = append(clean["index.html"], ' ')
		r, err = d.check(ctx, d.scope(), clean)
		d.must(err)
		if !has(r, "index.html", "publish.check.term") {
			t.Error("the waiver holds for other bytes")
		}
	})
}

// In every state but built nothing can be asked for, and without the right nobody can; who may not open reports is shown no terms.
func TestWaiverStates(t *testing.T) {
	onDesks(t, func(t *testing.T, d *desk) {
		number := d.add(1, func(h *happening) { h.revision.Summary.JA += "鷺沼紙器の担当者による。" })
		d.edition(number)
		f := Found{File: "index.html", Mark: strings.Repeat("0", 32)}
		for _, to := range []func() error{
			func() error { return nil },
			func() error { return d.Freeze(ctx, publisher, "2020H1", d.now) },
			func() error { return d.Build(ctx, publisher, "2020H1", d.now, Options{WithoutPDF: true}) },
		} {
			d.must(to())
			if got := keys(d.Waive(ctx, publisher, "2020H1", f, whyWaived, d.now)); !slices.Equal(got, []string{"publish.error.waive_nothing"}) {
				t.Errorf("%v", got)
			}
		}
		for _, role := range incident.Roles {
			a := incident.Actor{Kind: incident.Staff, ID: 3, Login: "x", Roles: []incident.Role{role}}
			may := incident.Can(a, incident.LeakWaive)
			for name, err := range map[string]error{"ask": d.Waive(ctx, a, "2020H1", f, whyWaived, d.now), "agree": d.AgreeWaiver(ctx, a, "2020H1", 1, d.now), "revoke": d.RevokeWaiver(ctx, a, "2020H1", 1, d.now)} {
				if forbidden := slices.Equal(keys(err), []string{"error.forbidden"}); forbidden == may {
					t.Errorf("%s as %s: %v", name, role, keys(err))
				}
			}
			r, err := d.Findings(ctx, a, "2020H1", whyWaived, d.now)
			if shown := err == nil && has(r, "index.html", "publish.check.term"); shown != incident.Can(a, incident.ReportOpen) {
				t.Errorf("terms shown to %s: %v", role, keys(err))
			}
		}
	})
}

// The terms of an erased report are found by their keyed hashes until their time is over; a report that is gone without them cannot be vouched for.
func TestErasedTermsAreFound(t *testing.T) {
	onDesks(t, func(t *testing.T, d *desk) {
		number := d.add(1, func(h *happening) { h.erased = true })
		d.edition(number)
		d.ready(Options{WithoutPDF: true})
		report := incident.ReportNumber(2020, 1)
		var list []store.ErasedTerm
		until := d.now.Add(24 * time.Hour)
		for _, x := range mask.LeakTerms(mask.Terms([]incident.Party{planted}), report) {
			list = append(list, store.ErasedTerm{Digest: d.boxes.LeakMAC(x.Text), Length: len([]rune(x.Text)), Kind: string(x.Kind), Need: int(x.Need), Report: report, Case: number, Until: until})
		}
		clean, err := readFolder(d.buildDir("2020H1"))
		d.must(err)
		r, err := d.check(ctx, d.scope(), clean)
		d.must(err)
		if !has(r, "", "publish.check.parties") {
			t.Errorf("a report nobody can open passes: %+v", r.Found)
		}
		d.must(d.st.Write(ctx, func(tx *store.Tx) error { return tx.PutErasedTerms(ctx, list) }))
		if r, err = d.check(ctx, d.scope(), clean); err != nil || !r.Passed || r.Erased != len(list) {
			t.Fatalf("%v: %+v", err, r)
		}
		for _, name := range []string{"鷺沼紙器", "さぎぬま しき", "蓼科さん", "03 (0000) 7731", "tadeshina@saginuma-shiki.example", "&#x9DFA;沼紙器", "%E9%B7%BA沼紙器"} {
			list := files{}
			for n, b := range clean {
				list[n] = b
			}
			body, _ := json.Marshal(map[string]string{"a": "台で" + name + "の異常"})
			list["data.json"] = body
			r, err := d.check(ctx, d.scope(), list)
			d.must(err)
			if !has(r, "data.json", "publish.check.term") {
				t.Errorf("%s is not found", name)
			}
			late := d.scope()
			late.at = until
			r, err = d.check(ctx, late, list)
			d.must(err)
			if has(r, "data.json", "publish.check.term") {
				t.Errorf("%s is found after its time", name)
			}
		}
	})
}

// What a person confirmed in a report's text, and what the desk's own list masks, is looked for like what was declared.
func TestConfirmedAndOwnTermsAreFound(t *testing.T) {
	onDesks(t, func(t *testing.T, d *desk) {
		number := d.add(1, nil)
		d.edition(number)
		report, err := d.st.FindReport(ctx, incident.ReportNumber(2020, 1))
		d.must(err)
		own, digest, err := d.boxes.SealOwnTerm(5, "霧ヶ丘電装", "霧が丘電装")
		d.must(err)
		d.must(d.st.Write(ctx, func(tx *store.Tx) error {
			span := store.SpanDecision{Object: "report:" + report.Number, Digest: d.boxes.TermMAC("span", "梓湖畔測器"), Choice: "accept", Kind: string(mask.Org), Who: "staff:mio", At: d.now}
			kept := store.SpanDecision{Object: "report:" + report.Number, Digest: d.boxes.TermMAC("span", "端末の時計"), Choice: "keep", Kind: string(mask.Org), Who: "staff:mio", At: d.now}
			return errors.Join(tx.PutSpanDecision(ctx, span), tx.PutSpanDecision(ctx, kept),
				tx.ReplaceMaskedTexts(ctx, report.ID, 1, []store.MaskedText{{Field: "story", Body: "取引先の梓湖畔測器から電話があった。端末の時計が狂った。"}}),
				tx.InsertOwnTerm(ctx, store.OwnTerm{ID: 5, Digest: digest, Kind: string(mask.Org), Body: own, Who: "staff:mio", At: d.now}))
		}))
		if r := d.ready(Options{WithoutPDF: true}); !r.Passed {
			t.Fatalf("%+v", r.Found)
		}
		clean, err := readFolder(d.buildDir("2020H1"))
		d.must(err)
		for words, want := range map[string]bool{"梓湖畔測器": true, "霧が丘電装": true, "霧ケ丘 電装": true, "端末の時計": false} {
			list := maps.Clone(clean)
			list["data.json"] = []byte(`{"a": "それは` + words + `である"}`)
			r, err := d.check(ctx, d.scope(), list)
			d.must(err)
			if has(r, "data.json", "publish.check.term") != want {
				t.Errorf("%s: found %t", words, !want)
			}
		}
	})
}
