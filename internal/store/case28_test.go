package store

import (
	"context"
	"testing"
)

// TestCase28SQLInjection: cases 28 and 31 were SQL injections. Whatever is typed into the search is looked for as words: it finds no more than it should,
// breaks nothing, and the table is still there.
func TestCase28SQLInjection(t *testing.T) {
	each(t, func(t *testing.T, s *Store) {
		ctx := context.Background()
		id := putReport(t, s, 1)
		list := []MaskedText{{"a", "ファイルが暗号化された"}}
		err := s.Write(ctx, func(tx *Tx) error {
			if err := tx.ReplaceMaskedTexts(ctx, id, 1, list); err != nil {
				return err
			}
			return tx.IndexReport(ctx, id, NewEntry(list))
		})
		if err != nil {
			t.Fatal(err)
		}
		for _, words := range []string{"' OR '1'='1", "暗号') OR 1=1 --", "'; DROP TABLE reports; --", `" OR "x" NEAR/2 "y`, "x' UNION SELECT wrapped FROM report_keys --", "%鍵_", `\'); DELETE FROM sealed; --`} {
			found, err := s.Search(ctx, words, QueueFilter{Number: words}, QueuePage{Newest: true, Limit: 10})
			if err != nil {
				t.Errorf("%q: %v", words, err)
			}
			if len(found) > 0 {
				t.Errorf("%q as words and number finds a report", words)
			}
			if found, err := s.Search(ctx, words, QueueFilter{}, QueuePage{Newest: true, Limit: 10}); err != nil || len(found) > 0 {
				t.Errorf("%q finds %d reports, %v", words, len(found), err)
			}
		}
		found, err := s.Search(ctx, "暗号", QueueFilter{}, QueuePage{Newest: true, Limit: 10})
		if err != nil || len(found) != 1 {
			t.Errorf("afterwards 暗号 finds %d reports, %v", len(found), err)
		}
	})
}
