package store

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"todoke/internal/incident"
	"todoke/internal/text"
)

// Limits of the index and of queries. A tsvector keeps at most 256 positions of one word and none above 16,383; its chunks overlap so that a phrase of
// phraseTokens neighbours always lies whole in one of them.
const (
	chunkTokens  = 8_000
	chunkRepeats = 250
	phraseTokens = 32
	maxTerms     = 24
	maxQuery     = 200 // characters
)

// Entry is a report's text made ready for the index, outside the transaction.
type Entry struct{ tokens []string }

// NewEntry cuts the masked texts of a report, sorted by field, into search tokens.
func NewEntry(texts []MaskedText) Entry {
	grams := text.Grams(joinTexts(texts))
	for i, g := range grams {
		grams[i] = text.Encode(g)
	}
	return Entry{grams}
}

// IndexReport replaces a report in the search index.
func (tx *Tx) IndexReport(ctx context.Context, reportID int64, e Entry) error {
	if err := tx.RemoveFromIndex(ctx, reportID); err != nil {
		return err
	}
	if tx.dialect == sqlite {
		return tx.exec(ctx, `INSERT INTO search (rowid, grams) VALUES ($1, $2)`, reportID, strings.Join(e.tokens, " "))
	}
	for n, chunk := range chunks(e.tokens) {
		if err := tx.exec(ctx, `INSERT INTO search (report_id, chunk, grams) VALUES ($1, $2, CAST(CAST($3 AS TEXT) AS TSVECTOR))`, reportID, int64(n), vector(chunk)); err != nil {
			return err
		}
	}
	return nil
}

// RemoveFromIndex takes a report out of the search index.
func (tx *Tx) RemoveFromIndex(ctx context.Context, reportID int64) error {
	if tx.dialect == sqlite {
		return tx.exec(ctx, `DELETE FROM search WHERE rowid = $1`, reportID)
	}
	return tx.exec(ctx, `DELETE FROM search WHERE report_id = $1`, reportID)
}

// chunks cuts tokens where a tsvector would begin to drop positions.
func chunks(tokens []string) [][]string {
	var out [][]string
	for from := 0; ; {
		seen := map[string]int{}
		to := from
		for to < len(tokens) && to-from < chunkTokens && seen[tokens[to]] < chunkRepeats {
			seen[tokens[to]]++
			to++
		}
		out = append(out, tokens[from:to])
		if to == len(tokens) {
			return out
		}
		from = to - phraseTokens + 1
	}
}

func vector(tokens []string) string {
	at := map[string][]string{}
	var order []string
	for i, t := range tokens {
		if at[t] == nil {
			order = append(order, t)
		}
		at[t] = append(at[t], strconv.Itoa(i+1))
	}
	var b strings.Builder
	for _, t := range order {
		b.WriteString("'" + t + "':" + strings.Join(at[t], ",") + " ")
	}
	return b.String()
}

// SearchQuery is what somebody looks for, made ready for both databases.
type SearchQuery struct {
	words string
	terms []text.Term
	cut   bool // not all its terms are asked of the index
}

// NewSearchQuery reads a query as typed; the second result is false where nothing in it can be sought. Only its first 200 characters count.
func NewSearchQuery(words string) (SearchQuery, bool) {
	words, _ = text.Limit(words, maxQuery)
	terms := text.Query(words)
	all := len(terms)
	return SearchQuery{words, terms[:min(all, maxTerms)], all > maxTerms}, all > 0
}

// clause gives the SQL condition on reports.id and its arguments, numbered from n+1 on.
func (s SearchQuery) clause(d dialect, n int) (string, []any) {
	if d == sqlite {
		parts := make([]string, len(s.terms))
		for i, t := range s.terms {
			parts[i] = fts5(t)
		}
		return fmt.Sprintf(`search MATCH $%d`, n+1), []any{strings.Join(parts, " AND ")}
	}
	var parts []string
	var args []any
	for _, t := range s.terms { // one condition a term: two terms may lie in different chunks
		for _, q := range tsqueries(t) {
			args = append(args, q)
			parts = append(parts, fmt.Sprintf(`reports.id IN (SELECT report_id FROM search WHERE grams @@ CAST(CAST($%d AS TEXT) AS TSQUERY))`, n+len(args)))
		}
	}
	return strings.Join(parts, " AND "), args
}

func fts5(t text.Term) string {
	if len(t.Phrase) > 0 {
		return `"` + strings.Join(encoded(t.Phrase), " ") + `"`
	}
	if t.Prefix {
		return `"` + text.Encode(t.Text) + `" *`
	}
	return `"` + text.Encode(t.Text) + `"`
}

// tsqueries are the conditions of one term: a phrase longer than chunks overlap is several, and checked on the text afterwards.
func tsqueries(t text.Term) []string {
	if len(t.Phrase) == 0 {
		if t.Prefix {
			return []string{"'" + text.Encode(t.Text) + "':*"}
		}
		return []string{"'" + text.Encode(t.Text) + "'"}
	}
	var out []string
	tokens := encoded(t.Phrase)
	for from := 0; from < len(tokens); from += phraseTokens {
		part := tokens[from:min(from+phraseTokens, len(tokens))]
		out = append(out, "'"+strings.Join(part, "' <-> '")+"'")
	}
	return out
}

func encoded(tokens []string) []string {
	out := make([]string, len(tokens))
	for i, t := range tokens {
		out[i] = text.Encode(t)
	}
	return out
}

// verify tells whether hits have to be compared with the text: queries of very many words, and on PostgreSQL phrases longer than its chunks overlap.
func (s SearchQuery) verify(d dialect) bool {
	if s.cut || d == sqlite {
		return s.cut
	}
	for _, t := range s.terms {
		if len(t.Phrase) > phraseTokens {
			return true
		}
	}
	return false
}

// Search lists one page of the reports that hold every word of the query, in the order of receipt the page asks for. A hit is any run of kanji and kana,
// or the beginning of a Latin word or number (text.Contains says exactly which). Where nothing can be sought, nothing is found.
func (r Reader) Search(ctx context.Context, words string, f QueueFilter, p QueuePage) ([]incident.Report, error) {
	s, ok := NewSearchQuery(words)
	if !ok || p.Limit <= 0 {
		return nil, nil
	}
	var out []incident.Report
	for {
		list, err := r.searchPage(ctx, s, f, p)
		if err != nil {
			return nil, fmt.Errorf("search: %w", err)
		}
		full := len(list) == p.Limit
		for _, report := range list {
			p.Behind.ID = report.ID
			if s.verify(r.dialect) {
				texts, err := r.ListMaskedTexts(ctx, report.ID)
				if err != nil {
					return nil, fmt.Errorf("search: %w", err)
				}
				if !text.Contains(joinTexts(texts), s.words) {
					continue
				}
			}
			if out = append(out, report); len(out) == p.Limit {
				return out, nil
			}
		}
		if !full || !s.verify(r.dialect) {
			return out, nil
		}
	}
}

// SearchIDs lists the ids of the newest reports that hold every word of the query, up to limit.
func (r Reader) SearchIDs(ctx context.Context, words string, limit int) ([]int64, error) {
	list, err := r.Search(ctx, words, QueueFilter{}, QueuePage{Newest: true, Limit: limit})
	ids := make([]int64, len(list))
	for i, report := range list {
		ids[i] = report.ID
	}
	return ids, err
}

// searchPage asks the index once, in the order of ids, which is the order of receipt.
func (r Reader) searchPage(ctx context.Context, s SearchQuery, f QueueFilter, p QueuePage) ([]incident.Report, error) {
	where, args := f.where()
	match, more := s.clause(r.dialect, len(args))
	args = append(args, more...)
	id, from := "reports.id", "reports"
	if r.dialect == sqlite {
		id, from = "search.rowid", "search JOIN reports ON reports.id = search.rowid"
	}
	order, beyond := " ASC", ">"
	if p.Newest {
		order, beyond = " DESC", "<"
	}
	if p.Behind.ID != 0 {
		args = append(args, p.Behind.ID)
		match += fmt.Sprintf(" AND %s %s $%d", id, beyond, len(args))
	}
	args = append(args, int64(p.Limit))
	q, err := r.q.QueryContext(ctx, fmt.Sprintf(`SELECT %s FROM %s WHERE %s AND (%s) ORDER BY %s LIMIT $%d`, queueColumns, from, match, where, id+order, len(args)), args...)
	return rows(q, err, scanQueue)
}

// purgePages is how much of the index one step of PurgeIndex rewrites, so that filings wait for milliseconds and not for the whole.
const purgePages = 500

// PurgeIndex rewrites what the databases only mark as deleted, so that no trace of an earlier, less masked text stays in the index or its table.
// Run it some time after texts were masked anew: it reads and writes the whole index, in small steps.
func (s *Store) PurgeIndex(ctx context.Context) error {
	if s.dialect == postgres {
		for _, table := range []string{"search", "masked_texts", "reports"} {
			if _, err := s.write.ExecContext(ctx, `VACUUM (ANALYZE) `+table); err != nil {
				return fmt.Errorf("purge index: %w", err)
			}
		}
		return nil
	}
	for pages := -purgePages; ; pages = purgePages { // a negative number begins to merge all, a positive one goes on with it
		var changes int64
		err := s.Write(ctx, func(tx *Tx) error {
			before, err := tx.totalChanges(ctx)
			if err != nil {
				return err
			}
			if err := tx.exec(ctx, `INSERT INTO search (search, rank) VALUES ('merge', $1)`, int64(pages)); err != nil {
				return err
			}
			after, err := tx.totalChanges(ctx)
			changes = after - before
			return err
		})
		if err != nil {
			return fmt.Errorf("purge index: %w", err)
		}
		if pages > 0 && changes < 2 { // the documented sign that nothing is left to merge
			return nil
		}
	}
}

func (tx *Tx) totalChanges(ctx context.Context) (int64, error) {
	var n int64
	err := tx.q.QueryRowContext(ctx, `SELECT total_changes()`).Scan(&n)
	return n, err
}
