package publish

import (
	"strings"
	"testing"
	"time"

	"todoke/internal/incident"
	"todoke/internal/store"
)

// The desk's questions are checked as a whole, kept as versions, used from the release after them, and given up for those the program ships.
func TestOwnKnowledge(t *testing.T) {
	onDesks(t, func(t *testing.T, d *desk) {
		v, err := d.Knowledge(t.Context(), publisher)
		d.must(err)
		if !v.Shipped || v.Version != 0 || len(v.Questions) == 0 {
			t.Fatalf("at first %d questions, version %d", len(v.Questions), v.Version)
		}
		own := v.Knowledge
		own.Questions = append([]Question(nil), own.Questions...)
		own.Questions[0].JA = "窓口だけの問いですか。"
		none := incident.Actor{Kind: incident.Staff, Roles: []incident.Role{incident.Analyst}}
		refusedAs(t, d.SaveKnowledge(t.Context(), none, own, 0, clock), incident.Forbidden)
		bad := own
		bad.Questions = bad.Questions[1:] // a cause nobody asks for any more
		bad.Questions = append([]Question{{ID: "x y", Risk: "maybe"}}, bad.Questions...)
		err = d.SaveKnowledge(t.Context(), publisher, bad, 0, clock)
		for _, want := range []string{"public.error.id", "public.error.risk", "public.error.incomplete", "public.error.unsettled"} {
			if !strings.Contains(strings.Join(keys(err), " "), want) {
				t.Errorf("%s is not told: %v", want, keys(err))
			}
		}
		d.must(d.SaveKnowledge(t.Context(), publisher, own, 0, clock.Add(500*time.Millisecond)))
		refusedAs(t, d.SaveKnowledge(t.Context(), publisher, own, 0, clock), incident.Conflict) // somebody was first
		v, err = d.Knowledge(t.Context(), publisher)
		d.must(err)
		if v.Shipped || v.Version != 1 || v.Questions[0].JA != "窓口だけの問いですか。" || len(v.Wrong) > 0 {
			t.Errorf("saved: %+v", v.Questions[0])
		}
		for at, want := range map[time.Time]string{clock.Add(-time.Second): "", clock: "窓口", {}: "窓口"} {
			k, err := d.knowledge(t.Context(), at)
			d.must(err)
			if strings.HasPrefix(k.Questions[0].JA, "窓口") != (want != "") {
				t.Errorf("at %s: %s", at, k.Questions[0].JA)
			}
		}
		d.must(d.RestoreKnowledge(t.Context(), publisher, 1, clock.Add(2*time.Second)))
		v, err = d.Knowledge(t.Context(), publisher)
		d.must(err)
		if !v.Shipped || v.Version != 2 || len(v.Versions) != 2 || strings.HasPrefix(v.Questions[0].JA, "窓口") {
			t.Errorf("restored: version %d, %s", v.Version, v.Questions[0].JA)
		}
		rows, err := d.st.ListAudit(t.Context(), store.AuditFilter{Object: "selfcheck", Limit: 10})
		d.must(err)
		if len(rows) != 2 {
			t.Errorf("%d audit rows", len(rows))
		}
		// a version that a newer program finds wanting stops the release and says so
		d.must(d.st.Write(t.Context(), func(tx *store.Tx) error {
			return tx.InsertSelfcheck(t.Context(), store.SelfcheckVersion{Version: 3, Body: `{"questions":[],"outside":[]}`, Who: "x", At: clock})
		}))
		if _, err := d.knowledge(t.Context(), time.Time{}); len(keys(err)) != 1 || keys(err)[0] != "public.error.knowledge" {
			t.Errorf("incomplete knowledge: %v", err)
		}
		if v, err = d.Knowledge(t.Context(), publisher); err != nil || len(v.Wrong) == 0 {
			t.Errorf("the page does not show what is wrong: %v", err)
		}
	})
}
