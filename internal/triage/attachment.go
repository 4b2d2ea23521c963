package triage

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"

	"todoke/internal/incident"
	"todoke/internal/inspect"
	"todoke/internal/seal"
	"todoke/internal/store"
	"todoke/internal/text"
)

// Attachment is a file of the report without its name, which may identify somebody.
type Attachment struct {
	ID        int64
	N         int // first file of the report is 1
	Version   int
	Size      int64
	SHA256    string // hexadecimal
	MediaType string
	Extension string // of its name, where it is one of a known list
	State     store.AttachmentState
	Marks     []AttachmentMark
	Held      bool
	LookedAt  time.Time
	ScannedAt time.Time // by the virus scanner
	Waits     Waiting
	At        time.Time
}

// AttachmentMark is one thing to know before opening a file: a code of the catalogue area "mark.", and the name of a signature.
type AttachmentMark struct{ Mark, Detail string }

// Waiting is a file's step that has not been done yet.
type Waiting struct {
	Since   time.Time // zero: nothing waits
	Next    time.Time // when it is tried again; zero after the last try
	Failed  bool      // it was tried and failed
	Scanner bool      // it is the virus scanner that did not answer
}

// jobScan is intake.JobScan.
const jobScan = "scan"

func (t *Triage) attachment(ctx context.Context, x store.Attachment) (Attachment, error) {
	a := Attachment{ID: x.ID, Version: x.Version, Size: x.Size, SHA256: fmt.Sprintf("%x", x.SHA256), MediaType: x.MediaType, Extension: x.Extension,
		State: x.State, Held: held(x), LookedAt: x.LookedAt, ScannedAt: x.ScannedAt, At: x.At}
	for _, m := range x.Marks {
		a.Marks = append(a.Marks, AttachmentMark(m))
	}
	if x.State == store.FileDone {
		return a, nil
	}
	j, err := t.Store.FindJob(ctx, jobScan, strconv.FormatInt(x.ID, 10))
	if errors.Is(err, sql.ErrNoRows) {
		return a, nil
	}
	if err != nil {
		return a, err
	}
	a.Waits = Waiting{Since: x.At, Next: j.RunAfter, Failed: j.Problem != "" && j.Attempts > 0, Scanner: x.State == store.FileLooked}
	if x.State == store.FileLooked {
		a.Waits.Since = x.LookedAt
	}
	if j.Stuck {
		a.Waits.Next = time.Time{}
	}
	return a, nil
}

// held tells whether a file is not to be shown but as hex.
func held(x store.Attachment) bool {
	return slices.ContainsFunc(x.Marks, func(m store.AttachmentMark) bool {
		return m.Mark == "malware" || inspect.Holds(inspect.Mark(m.Mark))
	})
}

// OpenedFile is one opened attachment; its content is decrypted as it is read.
type OpenedFile struct {
	Attachment
	Name string

	content seal.File
	ctx     context.Context
}

// WriteTo writes the content of the file, chunk by chunk; io.ErrUnexpectedEOF when chunks are missing.
func (f *OpenedFile) WriteTo(w io.Writer) (int64, error) { return f.content.Writer(f.ctx).WriteTo(w) }

// OpenAttachment opens a file of a report, with the same right and reason as OpenOriginal. What is in it may be malware: PreviewAttachment shows it,
// TakeAttachment carries it out, and nothing else may give its content to anybody.
func (t *Triage) OpenAttachment(ctx context.Context, a incident.Actor, number string, id int64, reason string) (*OpenedFile, error) {
	if err := incident.Ask(a, incident.ReportOpen); err != nil {
		return nil, err
	}
	r, x, n, err := t.findAttachment(ctx, number, id)
	if err != nil {
		return nil, err
	}
	if reason, err = t.openReason(ctx, a, r, reason); err != nil {
		return nil, err
	}
	o, err := t.Seal.Opener(ctx, a, seal.Request{ReportID: r.ID, Number: r.Number, Kind: seal.Attachment, Ref: strconv.FormatInt(id, 10), Reason: reason})
	if err != nil {
		return nil, err
	}
	name, err := o.OpenChunk(seal.NameLabel(id), x.Name)
	if err != nil {
		return nil, err
	}
	view, err := t.attachment(ctx, x)
	if err != nil {
		return nil, err
	}
	view.N = n
	return &OpenedFile{Attachment: view, Name: string(name), ctx: ctx, content: seal.File{Opener: o, ID: id, Size: x.Size, Chunk: t.Store.FindChunk}}, nil
}

// findAttachment finds a file of a report and its place among them.
func (t *Triage) findAttachment(ctx context.Context, number string, id int64) (incident.Report, store.Attachment, int, error) {
	r, err := find(ctx, t.Store.Reader, number)
	if err != nil {
		return r, store.Attachment{}, 0, err
	}
	list, err := t.Store.ListAttachments(ctx, r.ID)
	if err != nil {
		return r, store.Attachment{}, 0, fmt.Errorf("files of %s: %w", r.Number, err)
	}
	i := slices.IndexFunc(list, func(x store.Attachment) bool { return x.ID == id })
	if i < 0 {
		return r, store.Attachment{}, 0, incident.Errorf(incident.NotFound, "error.sealed_gone")
	}
	return r, list[i], i + 1, nil
}

// FindAttachment gives a file of a report as the report page shows it, without opening it.
func (t *Triage) FindAttachment(ctx context.Context, a incident.Actor, number string, id int64) (Attachment, error) {
	if err := incident.Ask(a, incident.ReportRead); err != nil {
		return Attachment{}, err
	}
	_, x, n, err := t.findAttachment(ctx, number, id)
	if err != nil {
		return Attachment{}, err
	}
	out, err := t.attachment(ctx, x)
	out.N = n
	return out, err
}

// FilePreview is one file made harmless to look at, with its name.
type FilePreview struct {
	Attachment
	Name string
	inspect.Preview
}

// PreviewAttachment opens a file as OpenAttachment does and gives it made harmless: a picture drawn anew, text without its workings, or the first
// kilobyte in hex. A file that is held or known malware is shown in hex only.
func (t *Triage) PreviewAttachment(ctx context.Context, a incident.Actor, number string, id int64, reason string) (FilePreview, error) {
	f, err := t.OpenAttachment(ctx, a, number, id, reason)
	if err != nil {
		return FilePreview{}, err
	}
	body := f.content.ReaderAt(ctx)
	seen, err := inspect.Look(ctx, f.Name, body, f.Size)
	if err != nil {
		return FilePreview{}, fmt.Errorf("preview: %w", err)
	}
	if f.Held {
		seen.MediaType = ""
	}
	out := FilePreview{Attachment: f.Attachment, Name: f.Name}
	if out.Preview, err = inspect.Show(ctx, body, f.Size, seen); err != nil {
		return FilePreview{}, err
	}
	if out.As == inspect.AsPDF {
		err = t.showPDF(ctx, &out, body)
	}
	return out, err
}

// mostPDF is how many bytes of a PDF's text are shown.
const mostPDF = 400_000

// showPDF reads the text of a PDF; one that cannot be read is shown in hex.
func (t *Triage) showPDF(ctx context.Context, p *FilePreview, body io.ReaderAt) error {
	var pages []string
	if t.ReadPDF != nil {
		file := make([]byte, p.Size)
		if _, err := io.ReadFull(io.NewSectionReader(body, 0, p.Size), file); err != nil {
			return fmt.Errorf("preview: %w", err)
		}
		pages, _ = t.ReadPDF(ctx, file) // what cannot be read is shown in hex
	}
	words := strings.TrimSpace(text.Clean(strings.Join(pages, "\n\n")))
	if words == "" {
		hex, err := inspect.Show(ctx, body, p.Size, inspect.Report{})
		p.Preview = hex
		return err
	}
	p.As, p.Text, p.Cut = inspect.AsText, words, len(words) > mostPDF
	if p.Cut {
		p.Text = strings.ToValidUTF8(words[:mostPDF], "")
	}
	return nil
}

// Rescan has a file looked into and scanned again, as after a scanner was down for days or learnt new signatures.
func (t *Triage) Rescan(ctx context.Context, a incident.Actor, number string, id int64) error {
	if err := incident.Ask(a, incident.ReportTriage); err != nil {
		return err
	}
	r, x, _, err := t.findAttachment(ctx, number, id)
	if err != nil {
		return err
	}
	x.State, x.ScannedAt = store.FileWaiting, time.Time{}
	row := t.audit(a, "file.rescan", reportObject(r.Number), "", "attachment="+strconv.FormatInt(id, 10))
	err = t.Store.Write(ctx, func(tx *store.Tx) error {
		if err := tx.PutLook(ctx, x); err != nil {
			return err
		}
		if err := tx.Audit(ctx, row); err != nil {
			return err
		}
		return tx.Enqueue(ctx, jobScan, strconv.FormatInt(id, 10), t.Now())
	})
	if err != nil {
		return fmt.Errorf("rescan: %w", err)
	}
	return nil
}

// Unscanned tells how many files wait for the virus scanner, and since when; zero when none does.
func (t *Triage) Unscanned(ctx context.Context, a incident.Actor) (int, time.Time, error) {
	if err := incident.Ask(a, incident.ReportRead); err != nil {
		return 0, time.Time{}, err
	}
	n, since, err := t.Store.CountUnscanned(ctx)
	if err != nil {
		return 0, since, fmt.Errorf("unscanned: %w", err)
	}
	return n, since, nil
}
