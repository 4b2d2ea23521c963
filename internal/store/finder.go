package store

import (
	"context"
	"database/sql"
)

// JobMaskOlder has reports masked again whose texts an earlier finder masked, some at a time. Its subject is FinderSubject.
const (
	JobMaskOlder  = "mask-older"
	FinderSubject = "finder"
)

// The reports an earlier finder masked, and which of them can be masked again: the original is there and the masked text is not erased.
const (
	maskedOlder = ` FROM reports r WHERE r.finder < $1 AND r.mask_version > 0 AND EXISTS (SELECT 1 FROM masked_texts t WHERE t.report_id = r.id)`
	canMask     = ` EXISTS (SELECT 1 FROM sealed s WHERE s.report_id = r.id AND s.kind = 'submission')
		AND NOT EXISTS (SELECT 1 FROM erasures e WHERE e.report_id = r.id AND e.class = 'masked')`
)

// ListMaskedOlder lists the ids of reports that an earlier finder masked and that do not wait for masking already, the newest first: those are worked on.
func (r Reader) ListMaskedOlder(ctx context.Context, finder, limit int) ([]int64, error) {
	q, err := r.q.QueryContext(ctx, `SELECT r.id`+maskedOlder+` AND`+canMask+`
		AND NOT EXISTS (SELECT 1 FROM jobs j WHERE j.subject = CAST(r.id AS TEXT) AND j.kind IN ('mask', '`+JobMaskAgain+`'))
		ORDER BY r.id DESC LIMIT $2`, int64(finder), int64(limit))
	return rows(q, err, func(q *sql.Rows) (id int64, err error) { return id, q.Scan(&id) })
}

// CountMaskedOlder counts the reports an earlier finder masked: those that can be masked again, and those that stay as they are because their original is gone.
func (r Reader) CountMaskedOlder(ctx context.Context, finder int) (waiting, staying int, err error) {
	err = r.q.QueryRowContext(ctx, `SELECT COALESCE(SUM(CASE WHEN`+canMask+` THEN 1 ELSE 0 END), 0), COUNT(*)`+maskedOlder, int64(finder)).Scan(&waiting, &staying)
	return waiting, staying - waiting, err
}
