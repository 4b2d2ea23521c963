package triage_test

import (
	"strings"
	"testing"

	"todoke/internal/incident"
	"todoke/internal/store"
	"todoke/internal/triage"
)

// What comes with a form goes into the audit log only where it is a number, a known code, or a reason with the names taken out.
func TestAuditHoldsNothingTyped(t *testing.T) {
	onDesks(t, func(t *testing.T, d *desk) {
		n := d.masked(d.file(nil))
		for _, ref := range []string{"鷹野橋", "message.鷹野橋", "1 ", "+1", "message.", "01"} {
			_, err := d.OpenOriginal(ctx, bun, n, ref, "電話での確認のため")
			refused(t, err, incident.NotFound, "error.sealed_gone")
		}
		_, err := d.Reply(ctx, hana, n, "鷹野橋", "ご連絡ありがとうございます")
		refused(t, err, incident.NotFound, "error.template_unknown")
		_, err = d.Lookup(ctx, hana, triage.LookupName, "鷹野橋　郁子", "鷹野橋様より03-0000-4444から電話")
		d.must(err)
		_, err = d.Lookup(ctx, hana, triage.LookupOrg, strings.Repeat("株式会社", 1000), "電話での確認のため")
		refused(t, err, incident.Invalid, "error.lookup_term")
		rows, err := d.st.ListAudit(ctx, store.AuditFilter{Limit: 1000})
		d.must(err)
		for _, r := range rows {
			if s := r.Reason + r.Detail; strings.Contains(s, "鷹野橋") || strings.Contains(s, "郁子") || strings.Contains(s, "4444") {
				t.Errorf("%s: %s", r.Action, s)
			}
		}
	})
}

// Who may read cases but not reports sees which reports a case is drawn from, and none of their words.
func TestCaseShowsAuditorsNoWordsOfReports(t *testing.T) {
	onDesks(t, func(t *testing.T, d *desk) {
		n := d.masked(d.file(nil))
		made, err := d.NewCase(ctx, bun, triage.CaseStart{Reports: []string{n}, Scheme: "2020H1", Category: "virus"})
		d.must(err)
		auditor := incident.Actor{Kind: incident.Staff, ID: 99, Login: "kansa", Roles: []incident.Role{incident.Auditor}}
		for a, words := range map[*incident.Actor]bool{&bun: true, &auditor: false} {
			v, err := d.FindCase(ctx, *a, made)
			d.must(err)
			if len(v.Reports) != 1 || v.Reports[0].Number != n || (v.Reports[0].Title != "") != words {
				t.Errorf("%s sees %+v", a.Login, v.Reports)
			}
		}
	})
}
