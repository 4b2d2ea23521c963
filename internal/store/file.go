package store

import (
	"context"
	"database/sql"
	"strings"
	"time"

	"todoke/internal/incident"
)

// File is all the desk holds on one report outside the table of sealed rows: what a staff page shows.
type File struct {
	Masked      map[string]string // masked text by field
	Answers     []incident.Answer // coded answers of the newest version read, without free text
	Versions    []FileVersion
	Unread      []incident.Unread
	Findings    []FileFinding
	Messages    []FileMessage
	Attachments []FileAttachment
	Parties     []FileParty
}

// FileVersion is one filing of a report: the first or an amendment.
type FileVersion struct {
	N           int
	At          time.Time
	Who         string
	Form        string
	FormVersion int
	Digest      []byte
}

// FileFinding is one thing analysis added.
type FileFinding struct {
	Step string
	Kind string
	Body string
	At   time.Time
}

// FileMessage is a message without its text.
type FileMessage struct {
	ID        int64
	Direction string
	Template  string
	Who       string
	At        time.Time
	ReadAt    time.Time
}

// FileAttachment is an attachment without its name and bytes.
type FileAttachment struct {
	ID        int64
	Version   int
	Size      int64
	SHA256    []byte
	MediaType string
	At        time.Time
}

// FileParty is a party as staff see it.
type FileParty struct {
	ID          int64
	Role        incident.PartyRole
	Placeholder string
	Pseudonym   string
	Others      int // other reports that name the same party
}

// FindFile reads the file of a report.
func (r Reader) FindFile(ctx context.Context, reportID int64) (File, error) {
	var f File
	for _, read := range []func(context.Context, int64) error{f.masked(r), f.answers(r), f.versions(r), f.unread(r), f.findings(r), f.messages(r), f.attachments(r), f.parties(r)} {
		if err := read(ctx, reportID); err != nil {
			return File{}, err
		}
	}
	return f, nil
}

type fileRead = func(context.Context, int64) error

func (f *File) masked(r Reader) fileRead {
	return func(ctx context.Context, id int64) error {
		f.Masked = map[string]string{}
		q, err := r.q.QueryContext(ctx, `SELECT field, body FROM masked_texts WHERE report_id = $1`, id)
		_, err = rows(q, err, func(r *sql.Rows) (struct{}, error) {
			var field, body string
			err := r.Scan(&field, &body)
			f.Masked[field] = body
			return struct{}{}, err
		})
		return err
	}
}

func (f *File) answers(r Reader) fileRead {
	return func(ctx context.Context, id int64) (err error) {
		q, err := r.q.QueryContext(ctx, `SELECT question, state, codes, number, date_from, date_to, precision FROM answers
			WHERE report_id = $1 AND version = (SELECT MAX(version) FROM answers WHERE report_id = $1)`, id)
		f.Answers, err = rows(q, err, func(r *sql.Rows) (incident.Answer, error) {
			var a incident.Answer
			var codes string
			var w whenColumns
			err := r.Scan(&a.Question, &a.State, &codes, &a.Number, &w.from, &w.to, &w.precision)
			a.Codes, a.When = splitCodes(codes), w.when()
			return a, err
		})
		return err
	}
}

func (f *File) versions(r Reader) fileRead {
	return func(ctx context.Context, id int64) (err error) {
		q, err := r.q.QueryContext(ctx, `SELECT version, at, who, form, form_version, digest FROM versions WHERE report_id = $1 ORDER BY version`, id)
		f.Versions, err = rows(q, err, func(r *sql.Rows) (FileVersion, error) {
			var v FileVersion
			var at int64
			err := r.Scan(&v.N, &at, &v.Who, &v.Form, &v.FormVersion, &v.Digest)
			v.At = instant(at)
			return v, err
		})
		return err
	}
}

func (f *File) unread(r Reader) fileRead {
	return func(ctx context.Context, id int64) (err error) {
		q, err := r.q.QueryContext(ctx, `SELECT place, what FROM unread WHERE report_id = $1 ORDER BY version, place, what`, id)
		f.Unread, err = rows(q, err, func(r *sql.Rows) (incident.Unread, error) {
			var u incident.Unread
			err := r.Scan(&u.Where, &u.What)
			return u, err
		})
		return err
	}
}

func (f *File) findings(r Reader) fileRead {
	return func(ctx context.Context, id int64) (err error) {
		q, err := r.q.QueryContext(ctx, `SELECT step, kind, body, at FROM findings WHERE report_id = $1 ORDER BY id`, id)
		f.Findings, err = rows(q, err, func(r *sql.Rows) (FileFinding, error) {
			var v FileFinding
			var at int64
			err := r.Scan(&v.Step, &v.Kind, &v.Body, &at)
			v.At = instant(at)
			return v, err
		})
		return err
	}
}

func (f *File) messages(r Reader) fileRead {
	return func(ctx context.Context, id int64) (err error) {
		q, err := r.q.QueryContext(ctx, `SELECT id, direction, template, who, at, read_at FROM messages WHERE report_id = $1 ORDER BY id`, id)
		f.Messages, err = rows(q, err, func(r *sql.Rows) (FileMessage, error) {
			var m FileMessage
			var at, read int64
			err := r.Scan(&m.ID, &m.Direction, &m.Template, &m.Who, &at, &read)
			m.At, m.ReadAt = instant(at), instant(read)
			return m, err
		})
		return err
	}
}

func (f *File) attachments(r Reader) fileRead {
	return func(ctx context.Context, id int64) (err error) {
		q, err := r.q.QueryContext(ctx, `SELECT id, version, size, sha256, media_type, at FROM attachments WHERE report_id = $1 ORDER BY id`, id)
		f.Attachments, err = rows(q, err, func(r *sql.Rows) (FileAttachment, error) {
			var a FileAttachment
			var at int64
			err := r.Scan(&a.ID, &a.Version, &a.Size, &a.SHA256, &a.MediaType, &at)
			a.At = instant(at)
			return a, err
		})
		return err
	}
}

func (f *File) parties(r Reader) fileRead {
	return func(ctx context.Context, id int64) (err error) {
		q, err := r.q.QueryContext(ctx, `SELECT p.id, p.role, p.placeholder, p.pseudonym,
			(SELECT COUNT(DISTINCT o.report_id) FROM parties o WHERE o.pseudonym = p.pseudonym AND o.pseudonym <> '' AND o.report_id <> p.report_id)
			FROM parties p WHERE p.report_id = $1 ORDER BY p.id`, id)
		f.Parties, err = rows(q, err, func(r *sql.Rows) (FileParty, error) {
			var p FileParty
			err := r.Scan(&p.ID, &p.Role, &p.Placeholder, &p.Pseudonym, &p.Others)
			return p, err
		})
		return err
	}
}

// splitCodes reads a list of codes as kept in one column.
func splitCodes(s string) []string {
	return strings.FieldsFunc(s, func(r rune) bool { return r == ' ' || r == ',' })
}
