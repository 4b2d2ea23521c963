package analyze

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"time"

	"todoke/internal/incident"
	"todoke/internal/inspect"
	"todoke/internal/seal"
	"todoke/internal/store"
)

// JobSteps is the kind of the job that runs the steps again when a file was looked at; its subject is the report id.
const JobSteps = "steps"

// Marks the virus scanner makes, beside those of inspect.
const (
	MarkMalware   = "malware"   // known malware; the detail is the name of the signature
	MarkUnscanned = "unscanned" // larger than the scanner takes
)

// Scan looks into one file: by our own reading first, which is kept at once, then by the virus scanner where there is one. While the scanner is down it
// fails, and the job waits and tries again; what our own reading found stands meanwhile. It is the job "scan", whose subject is the attachment id, and may
// run any number of times; a file of an erased report is left alone.
func (an *Analyze) Scan(ctx context.Context, attachmentID int64) error {
	a, err := an.st.FindAttachment(ctx, attachmentID)
	if gone(err) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("scan file: %w", err)
	}
	r, err := an.st.FindReportByID(ctx, a.ReportID)
	if gone(err) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("scan file: %w", err)
	}
	o, err := an.seal.OpenerFor(ctx, incident.PurposeScan, seal.Request{ReportID: r.ID, Number: r.Number, Kind: seal.Attachment, Ref: strconv.FormatInt(a.ID, 10)})
	if gone(err) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("scan file: %w", err)
	}
	if err := an.scan(ctx, &a, o); err != nil {
		return fmt.Errorf("scan file: %w", err)
	}
	return nil
}

func (an *Analyze) scan(ctx context.Context, a *store.Attachment, o *seal.Opener) error {
	f := seal.File{Opener: o, ID: a.ID, Size: a.Size, Chunk: an.st.FindChunk}
	if a.State != store.FileLooked {
		if err := an.lookInto(ctx, a, f); err != nil {
			return err
		}
	}
	if an.clamd == nil || a.State == store.FileDone {
		return nil
	}
	name, err := an.clamd.Scan(ctx, f.Writer(ctx))
	switch {
	case errors.Is(err, errTooLarge):
		a.Marks = append(a.Marks, store.AttachmentMark{Mark: MarkUnscanned})
	case err != nil:
		return err
	case name != "":
		a.Marks = append(a.Marks, store.AttachmentMark{Mark: MarkMalware, Detail: name})
	}
	a.State, a.ScannedAt = store.FileDone, an.now()
	return an.keep(ctx, *a)
}

// lookInto makes our own marks and keeps them.
func (an *Analyze) lookInto(ctx context.Context, a *store.Attachment, f seal.File) error {
	name, err := f.Opener.OpenChunk(seal.NameLabel(a.ID), a.Name)
	if err != nil {
		return err
	}
	seen, err := inspect.Look(ctx, string(name), f.ReaderAt(ctx), a.Size)
	if err != nil {
		return err
	}
	a.MediaType, a.Extension, a.LookedAt, a.ScannedAt, a.Marks = seen.MediaType, seen.Extension, an.now(), time.Time{}, nil
	for _, m := range seen.Marks {
		a.Marks = append(a.Marks, store.AttachmentMark{Mark: string(m)})
	}
	a.State = store.FileDone
	if an.clamd != nil {
		a.State = store.FileLooked
	}
	return an.keep(ctx, *a)
}

// keep writes what is known of a file and lets the steps see it.
func (an *Analyze) keep(ctx context.Context, a store.Attachment) error {
	at := an.now()
	return an.st.Write(ctx, func(tx *store.Tx) error {
		if err := tx.PutLook(ctx, a); err != nil {
			return err
		}
		return tx.Enqueue(ctx, JobSteps, strconv.FormatInt(a.ReportID, 10), at)
	})
}

// findAttachments tells what the files of a report ask for: a question about a password, and what nobody should open unawares.
func findAttachments(ctx context.Context, an *Analyze, m masked) ([]store.Finding, error) {
	files, err := an.st.ListAttachments(ctx, m.report.ID)
	if err != nil {
		return nil, err
	}
	var out []store.Finding
	for i, a := range files {
		held := false
		for _, x := range a.Marks {
			switch {
			case x.Mark == string(inspect.Encrypted):
				out = append(out, an.say("ask.password_archive", i+1))
			case x.Mark == MarkMalware:
				out = append(out, an.say("malware", i+1, x.Detail))
			case inspect.Holds(inspect.Mark(x.Mark)):
				held = true
			case slices.Contains(dangerous, inspect.Mark(x.Mark)):
				out = append(out, an.say("attachment_mark", i+1, an.texts.Text("mark."+x.Mark)))
			}
		}
		if held {
			out = append(out, an.say("attachment_held", i+1))
		}
	}
	return out, nil
}

// dangerous are the marks worth a finding of their own.
var dangerous = []inspect.Mark{inspect.Executable, inspect.DoubleExt, inspect.RightLeft, inspect.Macro, inspect.External}
