package triage_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"todoke/internal/form"
	"todoke/internal/incident"
	"todoke/internal/store"
)

// TestOwnForm: a version the desk adds is asked from its day on, reports filed before keep theirs, and one that does not fit the program stops nothing.
func TestOwnForm(t *testing.T) {
	onDesks(t, func(t *testing.T, d *desk) {
		boss := staff("boss", incident.Administrator)
		before := d.file(nil)
		body, err := d.Forms.Source("virus", 0)
		d.must(err)
		body = strings.Replace(body, "version = 1\n", "version = 100\n", 1)
		body = strings.Replace(body, `title = { ja = "コンピュータウイルスに関する届出"`, `title = { ja = "新しい様式"`, 1)

		if err := d.AddForm(ctx, hana, body, d.now); !errors.Is(err, &incident.Error{Kind: incident.Forbidden, Key: "error.forbidden"}) {
			t.Errorf("intake staff added a form: %v", err)
		}
		d.must(d.AddForm(ctx, boss, body, d.now.Add(48*time.Hour)))
		asked := func() int {
			f, err := d.Forms.Find("virus", 0)
			d.must(err)
			return f.Version
		}
		if asked() != 1 {
			t.Error("it is asked before its day")
		}
		d.now = d.now.Add(49 * time.Hour)
		d.must(d.LoadForms(ctx))
		if asked() != 100 {
			t.Error("its day has come and it is not asked")
		}
		if err := d.AddForm(ctx, boss, body, d.now); err == nil {
			t.Error("the same version was added twice")
		}
		view, err := d.FindReport(ctx, hana, before)
		d.must(err)
		if view.FormVersion == 100 {
			t.Error("an earlier report changed its version")
		}
		d.must(d.SwitchForm(ctx, boss, "virus", 100, true))
		if asked() != 1 {
			t.Error("it was switched off and is still asked")
		}
		d.must(d.SwitchForm(ctx, boss, "virus", 100, false))

		var wrong form.Problems
		if _, err := d.TryForm(ctx, boss, "id = \"virus\"\nversion = 101\norder = [\"nowhere\"]\n"); !errors.As(err, &wrong) {
			t.Errorf("a broken definition: %v", err)
		}
		d.must(d.Store.Write(ctx, func(tx *store.Tx) error {
			return tx.InsertFormVersion(ctx, store.FormVersion{ID: "access", Version: 100, Body: "id = \"access\"\nversion = 100\n", Who: "x", Added: d.now, From: d.now})
		}))
		d.must(d.LoadForms(ctx))
		list, err := d.FormVersions(ctx, boss)
		d.must(err)
		if len(list) != 2 || list[0].Wrong == "" || !list[1].Asked {
			t.Errorf("%+v", list)
		}
	})
}
