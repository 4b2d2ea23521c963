package store

import (
	"context"
	"database/sql"
	"strings"
)

// MaskedText is one text of a report after masking: an answer by its question, words beside an option by question and code, or a message (MessageField).
type MaskedText struct {
	Field string
	Body  string
}

// ReplaceMaskedTexts writes the masked texts of a version. Texts of answers that are no longer there go; a message's text only gives way to its own newer one.
func (tx *Tx) ReplaceMaskedTexts(ctx context.Context, reportID int64, version int, texts []MaskedText) error {
	if err := tx.exec(ctx, `DELETE FROM masked_texts WHERE report_id = $1 AND field NOT LIKE 'message.%'`, reportID); err != nil {
		return err
	}
	for _, t := range texts {
		if err := tx.exec(ctx, `INSERT INTO masked_texts (report_id, field, body, mask_version) VALUES ($1, $2, $3, $4)
			ON CONFLICT (report_id, field) DO UPDATE SET body = excluded.body, mask_version = excluded.mask_version`,
			reportID, t.Field, t.Body, int64(version)); err != nil {
			return err
		}
	}
	return nil
}

// ListMaskedTexts lists the masked texts of a report by field.
func (r Reader) ListMaskedTexts(ctx context.Context, reportID int64) ([]MaskedText, error) {
	q, err := r.q.QueryContext(ctx, `SELECT field, body FROM masked_texts WHERE report_id = $1 ORDER BY field`, reportID)
	return rows(q, err, func(q *sql.Rows) (MaskedText, error) {
		var t MaskedText
		err := q.Scan(&t.Field, &t.Body)
		return t, err
	})
}

// joinTexts is the one text a report is searched as. No word and no run of characters reaches over the line feeds between its parts.
func joinTexts(texts []MaskedText) string {
	parts := make([]string, len(texts))
	for i, t := range texts {
		parts[i] = t.Body
	}
	return strings.Join(parts, "\n\n")
}
