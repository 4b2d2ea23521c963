package triage_test

import (
	"net/url"
	"slices"
	"strings"
	"testing"

	"todoke/internal/incident"
	"todoke/internal/intake"
	"todoke/internal/store"
	"todoke/internal/triage"
)

// A lost code: called back on what the reporter registered, agreed to by somebody else, and the old one is dead at once.
func TestLostCode(t *testing.T) {
	onDesks(t, func(t *testing.T, d *desk) {
		k := d.filedWith(url.Values{"noticed": {"files_locked"}, "story": {"開けません。"}, "reporter_name": {"鷹野橋 郁子"}, "reporter_phone": {"059-000-0000"}})
		_, err := d.intake.AmendFor(ctx, hana, "電話で聞いた番号を写す", intake.Amendment{Key: intake.Key{Number: k.Number}, Source: "phone",
			Answers: d.form.ReadValues(url.Values{"reporter_phone": {"059-000-9999"}}, d.now).Answers})
		d.must(err)
		list, err := d.OpenContacts(ctx, hana, k.Number, "コードをなくしたとの電話")
		d.must(err)
		if len(list) != 1 || list[0].Value != "059-000-0000" || list[0].Version != 1 {
			t.Errorf("contacts %+v: a number noted on a caller's word is no registered contact", list)
		}
		_, err = d.OpenContacts(ctx, hana, k.Number, "電話")
		refused(t, err, incident.Invalid, "error.reason_short")
		refused(t, d.ProposeCode(ctx, hana, k.Number, "reporter_mail", "かけ直して確かめた"), incident.Invalid, "error.code_contact")
		d.must(d.ProposeCode(ctx, hana, k.Number, "reporter_phone", "鷹野橋さんにかけ直して確かめた"))
		refused(t, d.ProposeCode(ctx, bun, k.Number, "reporter_phone", "かけ直して確かめた"), incident.Conflict, "error.code_waits")
		open := d.requests(k.Number)[0]
		if strings.Contains(open.Reason, "鷹野橋") {
			t.Errorf("reason kept as %q", open.Reason)
		}
		d.Alone = true // no exception
		_, err = d.ReplaceCode(ctx, hana, k.Number, open.ID)
		refused(t, err, incident.Conflict, "error.code_same_person")
		if _, err := d.intake.Find(ctx, k.Number, k.Code, ""); err != nil {
			t.Errorf("the code died with a proposal: %v", err)
		}
		code, err := d.ReplaceCode(ctx, bun, k.Number, open.ID)
		d.must(err)
		_, err = d.intake.Find(ctx, k.Number, k.Code, "")
		refused(t, err, incident.NotFound, "error.number_or_code")
		v, err := d.intake.Find(ctx, k.Number, code, "")
		d.must(err)
		if len(v.Codes) != 1 || !v.Codes[0].At.Equal(d.now) {
			t.Errorf("the reporter sees %+v", v.Codes)
		}
		rows := d.codeRows()
		for _, r := range rows {
			if strings.Contains(r.Detail+r.Reason, code) {
				t.Error("the code stands in the audit log")
			}
		}
		if len(rows) != 2 {
			t.Errorf("%d audit rows", len(rows))
		}
	})
}

// Every state of a proposal against every act.
func TestCodeStates(t *testing.T) {
	onDesks(t, func(t *testing.T, d *desk) {
		k := d.filedWith(url.Values{"noticed": {"files_locked"}, "story": {"開けません。"}, "reporter_phone": {"059-000-0000"}})
		other := d.masked(d.file(nil))
		propose := func() int64 {
			t.Helper()
			d.must(d.ProposeCode(ctx, hana, k.Number, "reporter_phone", "かけ直して確かめた"))
			list := d.requests(k.Number)
			return list[len(list)-1].ID
		}
		over := func(id int64) {
			t.Helper()
			_, err := d.ReplaceCode(ctx, bun, k.Number, id)
			refused(t, err, incident.Conflict, "error.code_over")
			refused(t, d.RefuseCode(ctx, bun, k.Number, id), incident.Conflict, "error.code_over")
		}
		over(1)
		refusedOne := propose()
		_, err := d.ReplaceCode(ctx, bun, other, refusedOne)
		refused(t, err, incident.Conflict, "error.code_over")
		d.must(d.RefuseCode(ctx, bun, k.Number, refusedOne))
		over(refusedOne)
		withdrawn := propose()
		d.must(d.RefuseCode(ctx, hana, k.Number, withdrawn))
		over(withdrawn)
		replaced := propose()
		_, err = d.ReplaceCode(ctx, satoe, k.Number, replaced)
		d.must(err)
		over(replaced)
		var states []string
		for _, x := range d.requests(k.Number) {
			states = append(states, x.State)
		}
		if !slices.Equal(states, []string{triage.CodeRefused, triage.CodeRefused, triage.CodeReplaced}) {
			t.Errorf("states %v", states)
		}
		propose() // a code may be lost again
	})
}

func (d *desk) requests(number string) []triage.CodeRequest {
	d.t.Helper()
	list, err := d.CodeRequests(ctx, hana, number)
	d.must(err)
	return list
}

func (d *desk) codeRows() []store.AuditRow {
	d.t.Helper()
	rows, err := d.st.ListAudit(ctx, store.AuditFilter{Action: string(incident.CodeReplace), Limit: 100})
	d.must(err)
	return rows
}
