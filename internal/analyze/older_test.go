package analyze_test

import (
	"context"
	"errors"
	"strconv"
	"strings"
	"testing"

	"todoke/internal/incidenttest"
	"todoke/internal/mask"
	"todoke/internal/store"
)

// TestMaskOlder holds that what an earlier finder left readable is masked by the newer one, once for each report, whatever breaks off in between;
// and that a report without its original keeps its text and ends the work all the same.
func TestMaskOlder(t *testing.T) {
	incidenttest.Stores(t, func(t *testing.T, st *store.Store) {
		d, ctx := open(t, st), context.Background()
		const story = "御在樹脂株式会社の猪子石さんに電話した。"
		var ids []int64
		for range 4 {
			_, r := d.receive(t, said("story", story))
			ids = append(ids, r.ID)
			err := st.Write(ctx, func(tx *store.Tx) error {
				return errors.Join(tx.ReplaceMaskedTexts(ctx, r.ID, 1, []store.MaskedText{{Field: "story", Body: story}}), tx.UpdateMasked(ctx, r, mask.FinderVersion-1))
			})
			if err != nil {
				t.Fatal(err)
			}
		}
		filed, err := st.ListJobs(ctx, 100)
		if err != nil {
			t.Fatal(err)
		}
		for _, j := range filed {
			if err := st.Write(ctx, func(tx *store.Tx) error { return tx.FinishJob(ctx, j) }); err != nil {
				t.Fatal(err)
			}
		}
		if err := st.Write(ctx, func(tx *store.Tx) error { return tx.DeleteSealed(ctx, ids[3], store.SealedSubmission) }); err != nil {
			t.Fatal(err)
		}
		count := func(waiting, staying int) {
			t.Helper()
			w, s, err := st.CountMaskedOlder(ctx, mask.FinderVersion)
			if err != nil || w != waiting || s != staying {
				t.Errorf("%d wait and %d stay (%v), not %d and %d", w, s, err, waiting, staying)
			}
		}
		count(3, 1)
		if err := d.analyze.WantOlder(ctx); err != nil {
			t.Fatal(err)
		}
		if _, err := st.FindJob(ctx, store.JobMaskOlder, store.FinderSubject); err != nil {
			t.Error("no job was queued:", err)
		}
		for range 2 { // the second time all of them wait already
			if err := d.analyze.MaskOlder(ctx); err != nil {
				t.Fatal(err)
			}
		}
		jobs, err := st.ListJobs(ctx, 100)
		if err != nil {
			t.Fatal(err)
		}
		again := map[string]int{}
		for _, j := range jobs {
			if j.Kind == store.JobMaskAgain {
				again[j.Subject]++
			}
		}
		for i, id := range ids {
			if n := again[strconv.FormatInt(id, 10)]; n != 1 && i < 3 || n != 0 && i == 3 {
				t.Errorf("report %d waits %d times", i, n)
			}
		}
		for _, id := range ids[:2] { // broken off before the third
			if err := d.analyze.Mask(ctx, id); err != nil {
				t.Fatal(err)
			}
		}
		count(1, 1)
		if err := d.analyze.Mask(ctx, ids[2]); err != nil {
			t.Fatal(err)
		}
		count(0, 1)
		for i, id := range ids {
			texts, err := st.ListMaskedTexts(ctx, id)
			if err != nil || len(texts) == 0 {
				t.Fatal(err)
			}
			if readable := strings.Contains(texts[0].Body, "猪子石"); readable != (i == 3) {
				t.Errorf("report %d: %q", i, texts[0].Body)
			}
		}
		if list, err := st.ListMaskedOlder(ctx, mask.FinderVersion, 10); err != nil || len(list) != 0 {
			t.Errorf("the work would not end: %v, %v", list, err)
		}
	})
}
