package intake

import (
	"context"
	"crypto/sha256"
	"errors"
	"io"
	"path"
	"strings"

	"github.com/gabriel-vasile/mimetype"

	"todoke/internal/incident"
	"todoke/internal/seal"
	"todoke/internal/store"
	"todoke/internal/text"
)

// chunk is how much of a file is sealed at once.
const chunk = seal.ChunkSize

// sealFiles stores the chunks of a filing's files, each in a transaction of its own, and remembers their rows for the filing's.
// Chunks of a filing that then fails belong to nothing and are swept within a day. A second call finds the files stored.
func (in *Intake) sealFiles(ctx context.Context, f *filing, reportID int64, version int) error {
	if len(f.files) > 0 {
		for i := range f.files {
			f.files[i].Version = version
		}
		return nil
	}
	for _, file := range f.Files {
		a, err := in.sealFile(ctx, f, file, reportID)
		if err != nil {
			return err
		}
		a.Version = version
		f.files = append(f.files, a)
	}
	return nil
}

func (in *Intake) sealFile(ctx context.Context, f *filing, file File, reportID int64) (store.Attachment, error) {
	a := store.Attachment{ID: store.NewID(f.At), ReportID: reportID, At: f.At}
	hash := sha256.New()
	buf := make([]byte, chunk)
	for n := 0; ; n++ {
		got, err := io.ReadFull(file.Content, buf)
		if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
			return a, err
		}
		if a.Size += int64(got); a.Size > MaxFile {
			return a, &incident.Error{Kind: incident.TooLarge, Key: "error.file_too_large", Field: "files", Args: []any{megabytes(MaxFile)}}
		}
		if n == 0 {
			a.MediaType = mimetype.Detect(buf[:got]).String()
		}
		if got > 0 {
			hash.Write(buf[:got])
			body := f.box.Bytes(seal.ChunkLabel(a.ID, n), buf[:got])
			if err := in.st.Write(ctx, func(tx *store.Tx) error { return tx.InsertChunk(ctx, a.ID, n, body) }); err != nil {
				return a, err
			}
		}
		if err != nil {
			break
		}
	}
	a.Name = f.box.Bytes(seal.NameLabel(a.ID), []byte(fileName(file.Name, "file")))
	a.SHA256 = hash.Sum(nil)
	return a, nil
}

// fileName is the last part of the name somebody else gave a file, on one line and at most 200 characters long, or otherwise where nothing is left of it.
func fileName(given, otherwise string) string {
	name := path.Base(strings.ReplaceAll(strings.ReplaceAll(text.Clean(given), `\`, "/"), "\n", " "))
	if name == "/" || name == "." {
		return otherwise
	}
	name, _ = text.Limit(name, 200)
	return name
}

// Sweep removes what has had its time: expired drafts, tokens and contents older than a day, chunks that never became a file.
func (in *Intake) Sweep(ctx context.Context) error {
	now := in.now()
	return in.st.Write(ctx, func(tx *store.Tx) error {
		if err := tx.SweepDrafts(ctx, now); err != nil {
			return err
		}
		if err := tx.SweepEntryDrafts(ctx, now.Add(-DraftFor)); err != nil {
			return err
		}
		if err := tx.SweepUploads(ctx, now.Add(-DraftFor)); err != nil {
			return err
		}
		if err := tx.SweepFiled(ctx, now.Add(-RepeatFor)); err != nil {
			return err
		}
		if err := tx.SweepSenders(ctx, now); err != nil {
			return err
		}
		return tx.SweepChunks(ctx, now.Add(-RepeatFor))
	})
}
