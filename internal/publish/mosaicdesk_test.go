package publish

import (
	"errors"
	"strings"
	"testing"
	"time"

	"todoke/internal/incident"
	"todoke/internal/store"
)

// A decision is kept with what was printed, is told apart once the print changes, and stops nothing; a recorded notice narrows a case without being shown.
func TestMosaicDecisions(t *testing.T) {
	onDesks(t, func(t *testing.T, d *desk) {
		plain := d.add(1, nil)
		public := d.add(2, func(h *happening) {
			h.report.MadePublic, h.report.OrgKind, h.one.OrgKind = true, incident.PublicBody, incident.PublicBody
			h.revision.Summary.JA = "届出者（公共機関）の端末で異常が見つかった。"
		})
		d.edition(plain, public)
		list, err := d.Mosaic(ctx, publisher, "2020H1")
		d.must(err)
		if len(list) != 2 || list[0].Number != public || !list[0].Flagged || !list[0].Public || list[1].Flagged || len(list[0].Steps) == 0 {
			t.Fatalf("scored %+v", list)
		}
		administrator := incident.Actor{Kind: incident.Staff, ID: 9, Login: "kan", Roles: []incident.Role{incident.Administrator}}
		_, err = d.Mosaic(ctx, administrator, "2020H1")
		refusedAs(t, err, incident.Forbidden)
		decide := MosaicChoice{Case: public, Choice: MosaicPrint, Reason: "鷺沼紙器の件は広く知られている"}
		refusedAs(t, d.DecideMosaic(ctx, administrator, "2020H1", decide, d.now), incident.Forbidden)
		refusedAs(t, d.DecideMosaic(ctx, publisher, "2020H1", MosaicChoice{Case: public, Choice: "maybe", Reason: "x"}, d.now), incident.Invalid)
		refusedAs(t, d.DecideMosaic(ctx, publisher, "2020H1", MosaicChoice{Case: public, Choice: MosaicPrint}, d.now), incident.Invalid)
		refusedAs(t, d.DecideMosaic(ctx, publisher, "2020H1", MosaicChoice{Case: "2020-9999", Choice: MosaicPrint, Reason: "x"}, d.now), incident.NotFound)
		d.must(d.DecideMosaic(ctx, publisher, "2020H1", decide, d.now))
		list, err = d.Mosaic(ctx, publisher, "2020H1")
		d.must(err)
		k := list[0].Decision
		if k == nil || k.Choice != MosaicPrint || k.Other || strings.Contains(k.Reason, "鷺沼") || k.Who != "staff:kou" {
			t.Errorf("kept as %+v", k)
		}
		refusedAs(t, d.RecordNotice(ctx, publisher, plain, "not an address", d.now), incident.Invalid)
		d.must(d.RecordNotice(ctx, publisher, public, "https://saginuma-shiki.example/news/1", d.now))
		d.must(d.RecordNotice(ctx, publisher, plain, "https://saginuma-shiki.example/news/2", d.now.Add(time.Minute)))
		list, err = d.Mosaic(ctx, publisher, "2020H1")
		d.must(err)
		for _, c := range list {
			if !c.Public {
				t.Errorf("%s is not known to be public", c.Number)
			}
		}
		d.must(d.st.Write(ctx, func(tx *store.Tx) error {
			c, err := tx.FindCase(ctx, public)
			if err != nil {
				return err
			}
			c.OrgKind = incident.Education
			return tx.UpdateCase(ctx, c)
		}))
		list, err = d.Mosaic(ctx, publisher, "2020H1")
		d.must(err)
		if list[0].Decision == nil || !list[0].Decision.Other {
			t.Errorf("decided on another print: %+v", list[0].Decision)
		}
		rows, err := d.st.ListAudit(ctx, store.AuditFilter{Limit: 100})
		d.must(err)
		for _, r := range rows {
			if strings.Contains(r.Reason+r.Detail+r.Object, "鷺沼") || strings.Contains(r.Reason+r.Detail, "saginuma") {
				t.Errorf("the audit log names the victim: %+v", r)
			}
		}
	})
}

func refusedAs(t *testing.T, err error, kind incident.Kind) {
	t.Helper()
	if e := new(incident.Error); !errors.As(err, &e) || e.Kind != kind {
		t.Errorf("got %v, want %v", err, kind)
	}
}
