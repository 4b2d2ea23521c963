package intake_test

import (
	"net/url"
	"testing"

	"todoke/internal/incident"
)

// What somebody types in is theirs alone, survives, and ends when it is filed or forgotten.
func TestEntries(t *testing.T) {
	onDesks(t, func(d *desk) {
		hana := incident.Actor{Kind: incident.Staff, ID: 7, Login: "hana", Roles: []incident.Role{incident.Intake}}
		other := incident.Actor{Kind: incident.Staff, ID: 8, Login: "sora", Roles: []incident.Role{incident.Intake}}
		id, err := d.SaveEntry(ctx, hana, 0, url.Values{"story": {"電話で"}})
		if err != nil || id == 0 {
			d.t.Fatal(id, err)
		}
		if again, err := d.SaveEntry(ctx, hana, id, url.Values{"story": {"電話で聞いた"}}); err != nil || again != id {
			d.t.Fatal(again, err)
		}
		list, err := d.ListEntries(ctx, hana)
		if err != nil || len(list) != 1 || list[0].Values.Get("story") != "電話で聞いた" {
			d.t.Errorf("%+v %v", list, err)
		}
		if list, err := d.ListEntries(ctx, other); err != nil || len(list) != 0 {
			d.t.Errorf("somebody else sees %+v %v", list, err)
		}
		if _, err := d.SaveEntry(ctx, other, id, url.Values{"story": {"x"}}); kind(err) != incident.NotFound {
			d.t.Errorf("somebody else's is overwritten: %v", err)
		}
		if err := d.DropEntry(ctx, other, id); err != nil {
			d.t.Error(err)
		}
		if list, _ := d.ListEntries(ctx, hana); len(list) != 1 {
			d.t.Error("somebody else dropped it")
		}
		d.wait(15 * 24 * 60 * 60 * 1e9)
		if err := d.Sweep(ctx); err != nil {
			d.t.Error(err)
		}
		if list, _ := d.ListEntries(ctx, hana); len(list) != 0 {
			d.t.Error("kept beyond its time")
		}
		auditor := incident.Actor{Kind: incident.Staff, ID: 9, Login: "ao", Roles: []incident.Role{incident.Auditor}}
		if _, err := d.SaveEntry(ctx, auditor, 0, nil); kind(err) != incident.Forbidden {
			d.t.Error(err)
		}
	})
}
