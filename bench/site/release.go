package main

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"todoke/bench/rig"
	"todoke/internal/export"
	"todoke/internal/incident"
	"todoke/internal/publish"
	"todoke/internal/seal"
	"todoke/internal/store"
)

// release measures the path a desk takes: the site, which it moves away, becomes the first release of a desk that holds nothing else; then one case is withdrawn and
// what is staged is released, without PDF. The desk has no reports, so that opening them and looking for what they name is not in the figure.
func release(ctx context.Context, dir, site string, keys *seal.Keys, c publish.Config, editions []incident.Collection) error {
	c.Dir = filepath.Join(dir, "desk")
	for _, d := range []string{"releases", "cache"} {
		if err := os.MkdirAll(filepath.Join(c.Dir, d), 0o755); err != nil {
			return err
		}
	}
	st, err := store.Open(ctx, store.Config{Dir: c.Dir})
	if err != nil {
		return err
	}
	defer st.Close()
	c.Store, c.Seal = st, seal.New(keys, st, time.Now)
	if err := os.Rename(site, filepath.Join(c.Dir, "releases", "1")); err != nil {
		return err
	}
	if err := os.Rename(site+".state", filepath.Join(c.Dir, "cache", "release-1.state")); err != nil {
		return err
	}
	if err := st.Write(ctx, func(tx *store.Tx) error { return first(ctx, tx, filepath.Join(c.Dir, "releases", "1"), editions) }); err != nil {
		return err
	}
	p := publish.New(c)
	a := incident.Actor{Kind: incident.Staff, Login: "bench", Roles: incident.Roles}
	for i, what := range []string{"the first release after one case changed", "the next"} { // the first has no note of what was searched
		begin, work := time.Now(), rig.Processor()
		if _, err := p.WithdrawCase(ctx, a, editions[len(editions)-1].Cases[3+i].Number, begin); err != nil {
			return err
		}
		if err := p.ReleaseStaged(ctx, a, begin, publish.Options{WithoutPDF: true}); err != nil {
			return err
		}
		fmt.Printf("%s, built, checked, compared, linked, made durable and signed: %.1f s, of that %.1f s of processor time\n", what, time.Since(begin).Seconds(), rig.Processor()-work)
	}
	return nil
}

// first writes the rows of a release of all editions, as their own builds, checks and releases would have left them.
func first(ctx context.Context, tx *store.Tx, site string, editions []incident.Collection) error {
	day := func(s string) time.Time { t, _ := time.Parse(time.DateOnly, s); return t } // of library
	at := time.Now().Add(-time.Hour)
	for i := range editions {
		c := &editions[i]
		e := incident.Edition{ID: c.ID, Title: c.Title, State: incident.Released, Scheme: c.Scheme, From: day(c.PeriodFrom), To: day(c.PeriodTo), DateRule: c.DateRule, Kind: incident.KindCases}
		body, err := export.EditionJSON(c)
		if err != nil {
			return err
		}
		manifest, err := os.ReadFile(filepath.Join(site, "editions", c.ID, "manifest.json"))
		if err != nil {
			return err
		}
		sum := sha256.Sum256(manifest)
		frozen, err := time.Parse(time.RFC3339, c.FrozenAt)
		if err != nil {
			return err
		}
		if err := tx.InsertEdition(ctx, e); err != nil {
			return err
		}
		if err := tx.PutCollection(ctx, c.ID, string(body), frozen); err != nil {
			return err
		}
		if err := tx.PutEditionRelease(ctx, c.ID, 1); err != nil {
			return err
		}
		if err := tx.InsertCheck(ctx, store.Check{Edition: c.ID, At: at, Passed: true, Manifest: hex.EncodeToString(sum[:]), Body: "{}"}); err != nil {
			return err
		}
	}
	manifest, err := os.ReadFile(filepath.Join(site, "manifest.json"))
	if err != nil {
		return err
	}
	return tx.InsertRelease(ctx, store.Release{N: 1, Edition: editions[len(editions)-1].ID, Manifest: string(manifest), Who: "bench", At: at})
}
