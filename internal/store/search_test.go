package store

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"todoke/internal/incident"
	"todoke/internal/text"
)

var searchAlphabet = []string{"届", "出", "者", "攻", "撃", "サ", "ー", "バ", "ば", "の", "a", "b", "1", "0", "-", ".", "@", " ", "\n", "。", "ﾊﾞ", "Ａ", "髙", "Emotet", "192.0.2.10", "不正ログイン"}

func searchText(t *rapid.T, label string, most int) string {
	return strings.Join(rapid.SliceOfN(rapid.SampledFrom(searchAlphabet), 0, most).Draw(t, label), "")
}

// TestSearchRecall holds that the index finds exactly what a scan with text.Contains finds, on both databases.
func TestSearchRecall(t *testing.T) {
	each(t, func(t *testing.T, s *Store) {
		ctx := context.Background()
		var ids []int64
		for i := range 12 {
			ids = append(ids, putReport(t, s, i))
		}
		rapid.Check(t, func(rt *rapid.T) {
			texts := map[int64][]MaskedText{}
			err := s.Write(ctx, func(tx *Tx) error {
				for _, id := range ids {
					list := []MaskedText{{"a", searchText(rt, "a", 60)}, {"b", searchText(rt, "b", 12)}}
					texts[id] = list
					if err := tx.ReplaceMaskedTexts(ctx, id, 1, list); err != nil {
						return err
					}
					if err := tx.IndexReport(ctx, id, NewEntry(list)); err != nil {
						return err
					}
				}
				return nil
			})
			if err != nil {
				rt.Fatal(err)
			}
			for range 8 {
				checkQuery(rt, s, ids, texts, searchText(rt, "query", 6))
			}
			whole := []rune(joinTexts(texts[ids[0]]))
			if len(whole) > 2 {
				from := rapid.IntRange(0, len(whole)-2).Draw(rt, "from")
				checkQuery(rt, s, ids, texts, string(whole[from:rapid.IntRange(from+1, len(whole)).Draw(rt, "to")]))
			}
		})
	})
}

func checkQuery(t interface{ Fatalf(string, ...any) }, s *Store, ids []int64, texts map[int64][]MaskedText, query string) {
	var want []int64
	for _, id := range ids {
		if words, _ := text.Limit(query, maxQuery); text.Contains(joinTexts(texts[id]), words) {
			want = append(want, id)
		}
	}
	slices.Reverse(want)
	got, err := s.SearchIDs(context.Background(), query, 50)
	if err != nil {
		t.Fatalf("%q: %v", query, err)
	}
	if !slices.Equal(got, want) {
		t.Fatalf("%q found %v, want %v", query, got, want)
	}
}

// TestSearchLong holds that long texts and phrases are found whole, also where a tsvector drops positions.
func TestSearchLong(t *testing.T) {
	each(t, func(t *testing.T, s *Store) {
		ctx := context.Background()
		id, other := putReport(t, s, 1), putReport(t, s, 2)
		var b strings.Builder
		for i := range 30_000 {
			b.WriteRune(rune('一' + i*7%5000))
		}
		long := strings.Repeat("あ", 1_000) + "末" + b.String()
		texts := map[int64][]MaskedText{id: {{"story", long}}, other: {{"story", strings.Repeat("あ", 900)}}}
		if err := s.Write(ctx, func(tx *Tx) error {
			for id, list := range texts {
				if err := tx.ReplaceMaskedTexts(ctx, id, 1, list); err != nil {
					return err
				}
				if err := tx.IndexReport(ctx, id, NewEntry(list)); err != nil {
					return err
				}
			}
			return nil
		}); err != nil {
			t.Fatal(err)
		}
		rs := []rune(long)
		ids := []int64{id, other}
		for from := 900; from+180 < len(rs); from += 997 {
			for _, n := range []int{1, 2, 3, 31, 32, 33, 34, 100, 180} {
				checkQuery(t, s, ids, texts, string(rs[from:from+n]))
			}
		}
		checkQuery(t, s, ids, texts, strings.Repeat("あ", 150))
		checkQuery(t, s, ids, texts, strings.Repeat("あ", 40)+"末")
		checkQuery(t, s, ids, texts, string(rs[5000:5040])+"乙"+string(rs[5041:5050]))
		if err := s.Write(ctx, func(tx *Tx) error { return tx.RemoveFromIndex(ctx, id) }); err != nil {
			t.Fatal(err)
		}
		if got, err := s.SearchIDs(ctx, "末", 10); err != nil || len(got) != 0 {
			t.Errorf("removed, but found %v, %v", got, err)
		}
	})
}

// TestSearchPages holds that pages follow each other without gap or repeat, and that a filter narrows.
func TestSearchPages(t *testing.T) {
	each(t, func(t *testing.T, s *Store) {
		ctx := context.Background()
		var want []int64
		for i := range 25 {
			id := putReport(t, s, i)
			want = append(want, id)
			list := []MaskedText{{"story", fmt.Sprintf("不正ログイン %d 件目", i)}}
			if err := s.Write(ctx, func(tx *Tx) error { return tx.IndexReport(ctx, id, NewEntry(list)) }); err != nil {
				t.Fatal(err)
			}
		}
		slices.Reverse(want)
		var got []int64
		page := QueuePage{Newest: true, Limit: 7}
		for {
			list, err := s.Search(ctx, "ログイン 不正", QueueFilter{States: []incident.ReportState{incident.Received}}, page)
			if err != nil {
				t.Fatal(err)
			}
			if len(list) == 0 {
				break
			}
			for _, r := range list {
				got = append(got, r.ID)
			}
			page.Behind.ID = got[len(got)-1]
		}
		if !slices.Equal(got, want) {
			t.Errorf("pages give %v, want %v", got, want)
		}
		if list, err := s.Search(ctx, "不正", QueueFilter{Channel: incident.Fax}, QueuePage{Limit: 5}); err != nil || len(list) != 0 {
			t.Errorf("filter let %d through, %v", len(list), err)
		}
		if list, err := s.Search(ctx, "。！ ", QueueFilter{}, QueuePage{Limit: 5}); err != nil || len(list) != 0 {
			t.Errorf("nothing to seek found %d, %v", len(list), err)
		}
	})
}

func putReport(t *testing.T, s *Store, i int) int64 {
	t.Helper()
	ctx := context.Background()
	at := now.Add(time.Duration(i) * time.Minute)
	r := incident.Report{ID: NewID(at), Number: incident.ReportNumber(2020, NewID(at)%1_000_000), State: incident.Received, Channel: incident.Web, Form: "door", FormVersion: 1, Lang: incident.JA, Version: 1, Received: at}
	r.Number = fmt.Sprintf("%s-%d", r.Number, r.ID)
	if err := s.Write(ctx, func(tx *Tx) error { return tx.InsertReport(ctx, r, []byte("code")) }); err != nil {
		t.Fatal(err)
	}
	return r.ID
}
