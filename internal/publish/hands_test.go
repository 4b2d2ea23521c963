package publish

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"todoke/internal/incident"
	"todoke/internal/store"
)

// Saving a draft changes category and kind of organisation of the case at once: nobody brings them into an edition before a second person has approved.
func TestFreezeWaitsForTheNewerDraft(t *testing.T) {
	onDesks(t, func(t *testing.T, d *desk) {
		number := d.add(1, nil)
		d.edition(number)
		draft := incident.Revision{Case: number, N: 2, State: incident.Draft, Writer: 1, Written: d.now, Summary: incident.Text{JA: "書きかけ", EN: "draft"}}
		d.must(d.st.Write(ctx, func(tx *store.Tx) error {
			c, err := tx.FindCase(ctx, number)
			if err != nil {
				return err
			}
			c.OrgKind = incident.Individual
			return errors.Join(tx.UpdateCase(ctx, c), tx.PutRevision(ctx, draft))
		}))
		if got := keys(d.Freeze(ctx, publisher, "2020H1", d.now)); !slices.Equal(got, []string{"publish.error.draft"}) {
			t.Errorf("%v", got)
		}
	})
}

// A typed reason goes into the audit log: what names a party of the cases does not.
func TestReopenReasonNamesNobody(t *testing.T) {
	onDesks(t, func(t *testing.T, d *desk) {
		d.edition(d.add(1, nil))
		d.must(d.Freeze(ctx, publisher, "2020H1", d.now))
		d.must(d.Reopen(ctx, publisher, "2020H1", "鷺沼紙器の蓼科 柚香さん（03-0000-7731）から取り下げの希望", d.now))
		rows, err := d.st.ListAudit(ctx, store.AuditFilter{Action: "edition.reopen", Limit: 1})
		d.must(err)
		if len(rows) != 1 || !strings.Contains(rows[0].Reason, "取り下げの希望") {
			t.Fatalf("%+v", rows)
		}
		for _, name := range []string{"鷺沼紙器", "蓼科", "柚香", "7731"} {
			if strings.Contains(rows[0].Reason, name) {
				t.Errorf("the audit log says %q", rows[0].Reason)
			}
		}
	})
}

// What is released are the very files that were compared with the check.
func TestReleaseTakesTheComparedFiles(t *testing.T) {
	onDesks(t, func(t *testing.T, d *desk) {
		d.edition(d.add(1, nil))
		if r := d.ready(Options{WithoutPDF: true}); !r.Passed {
			t.Fatalf("%+v", r.Found)
		}
		_, now, err := d.releasable(ctx, "2020H1")
		d.must(err)
		d.must(os.WriteFile(filepath.Join(d.buildDir("2020H1"), "index.html"), []byte("other"), 0o644))
		if !now.files.match(now.files[manifestName]) {
			t.Error("the files given are not those compared")
		}
		if got := keys(d.Release(ctx, publisher, "2020H1", d.now)); !slices.Equal(got, []string{"publish.error.unchecked"}) {
			t.Errorf("%v", got)
		}
	})
}

// Two people who release at the same moment bring out both editions, one after the other, each under its own number and with its own files.
func TestTwoReleasesAtOnce(t *testing.T) {
	onDesks(t, func(t *testing.T, d *desk) {
		number := d.add(1, nil)
		d.edition(number)
		e, err := d.st.FindEdition(ctx, "2020H1")
		d.must(err)
		e.ID = "2020H1a"
		d.must(d.Save(ctx, publisher, e, d.now))
		d.must(d.Choose(ctx, publisher, e.ID, []incident.Item{{Case: number, Chosen: true}}, d.now))
		ids := []string{"2020H1", e.ID}
		for _, id := range ids {
			d.must(d.Freeze(ctx, publisher, id, d.now))
			d.must(d.Build(ctx, publisher, id, d.now, Options{WithoutPDF: true}))
			if r, err := d.Check(ctx, publisher, id, d.now); err != nil || !r.Passed {
				t.Fatalf("%v %+v", err, r.Found)
			}
		}
		errs := make(chan error)
		for _, id := range ids {
			go func() { errs <- d.Release(ctx, publisher, id, d.now) }()
		}
		d.must(errors.Join(<-errs, <-errs))
		last, err := d.st.LatestRelease(ctx)
		d.must(err)
		have, err := os.ReadFile(filepath.Join(d.dir, publicLink, manifestName))
		d.must(err)
		if last.N != 2 || string(have) != last.Manifest {
			t.Errorf("release %d; the public manifest is that of the database: %t", last.N, string(have) == last.Manifest)
		}
	})
}
