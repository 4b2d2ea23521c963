package store

import (
	"context"
	"database/sql"
	"time"
)

// Release is one state of the public site.
type Release struct {
	N          int64
	Edition    string // the edition it brought
	Manifest   string // manifest.json of the whole folder
	Checkpoint string // the audit log's checkpoint at that moment, its outside witness
	Who        string
	At         time.Time
	Subscribe  string // address where readers subscribe by mail, as its pages say; "" where they say nothing
}

// InsertRelease stores a release, whose number must be new, and queues the job that tells subscribers of it.
func (tx *Tx) InsertRelease(ctx context.Context, r Release) error {
	if err := tx.exec(ctx, `INSERT INTO releases (n, edition_id, manifest, checkpoint, who, at, subscribe) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
		r.N, r.Edition, r.Manifest, r.Checkpoint, r.Who, micros(r.At), r.Subscribe); err != nil {
		return err
	}
	return tx.Enqueue(ctx, JobAnnounce, AnnounceSubject, r.At)
}

// LatestRelease reads the newest release; the zero Release before the first.
func (r Reader) LatestRelease(ctx context.Context) (Release, error) {
	list, err := r.listReleases(ctx, 1)
	if err != nil || len(list) == 0 {
		return Release{}, err
	}
	return list[0], nil
}

// ListReleases lists all releases, newest first.
func (r Reader) ListReleases(ctx context.Context) ([]Release, error) {
	return r.listReleases(ctx, 1<<31-1)
}

func (r Reader) listReleases(ctx context.Context, limit int64) ([]Release, error) {
	q, err := r.q.QueryContext(ctx, `SELECT n, edition_id, manifest, checkpoint, who, at, subscribe FROM releases ORDER BY n DESC LIMIT $1`, limit)
	return rows(q, err, func(q *sql.Rows) (Release, error) {
		var x Release
		var at int64
		err := q.Scan(&x.N, &x.Edition, &x.Manifest, &x.Checkpoint, &x.Who, &at, &x.Subscribe)
		x.At = instant(at)
		return x, err
	})
}
