package intake

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strconv"
	"time"

	"todoke/internal/incident"
	"todoke/internal/store"
)

// archivist is who writes old archives into the desk, in the audit log.
const archivist = "machine:import"

// Archive is an old archive on its way in: its rows are filed in batches under its own entry, so that the same file begun again goes on where it stood.
type Archive struct {
	in     *Intake
	upload store.Upload
}

// ArchiveRow is one row of an old archive. A row with Why is no report.
type ArchiveRow struct {
	N    int // counted from 0
	Line int
	Why  string // catalogue key
	Submission
	Past *Past
}

// OpenArchive begins an archive, or finds it again by its digest, which covers file and map. rows is how many it has.
func (in *Intake) OpenArchive(ctx context.Context, digest []byte, name string, rows int) (*Archive, error) {
	mac := in.seal.ContentMAC(append([]byte("archive\x00"), digest...))
	u, err := in.st.FindSameUpload(ctx, mac)
	if err == nil {
		return &Archive{in, u}, nil
	}
	if !errors.Is(err, sql.ErrNoRows) {
		return nil, fmt.Errorf("open archive: %w", err)
	}
	now := in.now()
	u = store.Upload{ID: store.NewID(now), Digest: mac, Channel: string(incident.CSV), Who: archivist, State: store.UploadFiling, Rows: rows, At: now}
	u.Code = in.seal.CodeMAC(in.seal.NewSecretCode(4)) // nobody gets it: an archive has no sender who waits
	if u.Name, err = in.seal.SealSecret(listLabel(u.ID, "name"), []byte(name)); err != nil {
		return nil, fmt.Errorf("open archive: %w", err)
	}
	err = in.st.Write(ctx, func(tx *store.Tx) error {
		if err := tx.InsertUpload(ctx, u); err != nil {
			return err
		}
		return tx.Audit(ctx, store.AuditRow{At: now, Who: archivist, Action: "archive.open", Object: listObject(u.ID), Detail: fmt.Sprintf("rows=%d sha256=%x", rows, digest)})
	})
	if err != nil {
		return nil, fmt.Errorf("open archive: %w", err)
	}
	return &Archive{in, u}, nil
}

// Done is how many rows have an outcome; they are not filed again.
func (a *Archive) Done() int { return a.upload.Done }

// Filed tells whether the whole archive was filed before.
func (a *Archive) Filed() bool { return a.upload.State == store.UploadFiled }

// File files rows that follow those done, in one transaction.
func (a *Archive) File(ctx context.Context, rows []ArchiveRow) error {
	if len(rows) == 0 {
		return nil
	}
	batch := make([]listed, 0, len(rows))
	for _, r := range rows {
		l := listed{row: store.UploadRow{N: r.N, Line: r.Line, Outcome: store.RowUnread}, past: r.Past}
		if r.Why == "" {
			r.Submission.Token = a.in.rowToken(a.upload.ID, r.N)
			if err := a.in.prepareRow(&l, r.Submission, archivist); err != nil {
				return fmt.Errorf("archive line %d: %w", r.Line, err)
			}
			if l.past != nil {
				l.past.By = archivist
				for i := range l.past.Facts {
					l.past.Facts[i].Version, l.past.Facts[i].By = 1, archivist
				}
			}
		}
		batch = append(batch, l)
	}
	done := rows[len(rows)-1].N + 1
	if err := a.in.fileBatch(ctx, a.upload, batch, done); err != nil {
		return fmt.Errorf("file archive: %w", err)
	}
	a.upload.Done = done
	return nil
}

// Finish makes all reports of the archive visible at once. unread are the lines that became no report: they are kept in quarantine.
func (a *Archive) Finish(ctx context.Context, unread []byte, at time.Time) error {
	if len(unread) > 0 {
		q := Quarantined{Channel: incident.CSV, Name: "archive-" + strconv.FormatInt(a.upload.ID, 10) + ".csv", Raw: unread, Why: "quarantine.rows", Source: "import", At: at}
		if err := a.in.Quarantine(ctx, q); err != nil {
			return err
		}
	}
	return a.in.finishList(ctx, a.upload)
}
