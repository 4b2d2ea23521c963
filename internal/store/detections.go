package store

import (
	"context"
	"database/sql"
)

// Detection is one line of a list of detected names in a report. Months are yyyymm, 0 where none was told.
type Detection struct {
	ReportID  int64
	Version   int // report version it was read from
	Name      string
	MonthFrom int
	MonthTo   int
	Count     int64
}

// ReplaceDetections replaces all detections of a report.
func (tx *Tx) ReplaceDetections(ctx context.Context, reportID int64, list []Detection) error {
	if err := tx.exec(ctx, `DELETE FROM detections WHERE report_id = $1`, reportID); err != nil {
		return err
	}
	for n, d := range list {
		err := tx.exec(ctx, `INSERT INTO detections (report_id, version, n, name, month_from, month_to, count) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
			reportID, int64(d.Version), int64(n), d.Name, int64(d.MonthFrom), int64(d.MonthTo), d.Count)
		if err != nil {
			return err
		}
	}
	return tx.count(ctx, reportID)
}

// ListDetections lists the detections of a report in the order written.
func (r Reader) ListDetections(ctx context.Context, reportID int64) ([]Detection, error) {
	q, err := r.q.QueryContext(ctx, `SELECT report_id, version, name, month_from, month_to, count FROM detections WHERE report_id = $1 ORDER BY n`, reportID)
	return rows(q, err, func(q *sql.Rows) (Detection, error) {
		var d Detection
		err := q.Scan(&d.ReportID, &d.Version, &d.Name, &d.MonthFrom, &d.MonthTo, &d.Count)
		return d, err
	})
}
