package store

import (
	"context"
	"database/sql"
	"fmt"
	"strings"
	"time"

	"todoke/internal/incident"
)

const queueColumns = `id, number, state, reason, channel, form, form_version, lang, version, mask_version, relation, org_kind, received_at, accepted_at,
	written_from, written_to, written_precision, begun_from, begun_to, begun_precision, discovered_from, discovered_to, discovered_precision,
	contained_from, contained_to, contained_precision, scheme, damage, attempted, note, assignee, made_public, mail_unsafe, consent, source_load, title`

func scanQueue(r *sql.Rows) (incident.Report, error) {
	var p incident.Report
	var received, accepted, attempted, public, unsafe int64
	var written, begun, discovered, contained whenColumns
	err := r.Scan(&p.ID, &p.Number, &p.State, &p.Reason, &p.Channel, &p.Form, &p.FormVersion, &p.Lang, &p.Version, &p.MaskVersion, &p.Relation, &p.OrgKind, &received, &accepted,
		&written.from, &written.to, &written.precision, &begun.from, &begun.to, &begun.precision, &discovered.from, &discovered.to, &discovered.precision,
		&contained.from, &contained.to, &contained.precision, &p.Acceptance.Scheme, &p.Acceptance.Damage, &attempted, &p.Acceptance.Note, &p.Assignee, &public, &unsafe, &p.Consent, &p.SourceLoad, &p.Title)
	p.Received, p.AcceptedAt = instant(received), instant(accepted)
	p.Written, p.Begun, p.Discovered, p.Contained = written.when(), begun.when(), discovered.when(), contained.when()
	p.Acceptance.Attempted, p.MadePublic, p.MailUnsafe = attempted == 1, public == 1, unsafe == 1
	return p, err
}

// whenColumns are the three columns of a reported date.
type whenColumns struct {
	from, to  int64
	precision string
}

func (w whenColumns) when() incident.When {
	return incident.When{From: instant(w.from), To: instant(w.to), Precision: incident.Precision(w.precision)}
}

// QueueFilter narrows the queue; an empty field does not.
type QueueFilter struct {
	States         []incident.ReportState
	Channel        incident.Channel
	Scheme         incident.Scheme
	Assignee       int64
	ReceivedBefore time.Time // only what came earlier
	SourceLoad     int       // only what came from a source at least this busy
	Asked          string    // only where the desk wrote last, from this reply template, or a question waits for its answer
	AskedDue       time.Time // only where a question waits that was due earlier
	Unanswered     bool      // only where the desk never wrote to the reporter
	Answered       bool      // only where the reporter wrote last; with Asked, either
	Number         string    // one exact number
	IDs            []int64   // only these, when InIDs is set
	InIDs          bool
}

// QueuePlace is a place in the queue: the report at which a page ends.
type QueuePlace struct {
	Received time.Time
	ID       int64
}

// QueuePage says which part of the queue is wanted: what stands behind a place, oldest or newest first.
type QueuePage struct {
	Behind QueuePlace // zero for the first page
	Newest bool
	Limit  int
}

func (f QueueFilter) where() (string, []any) {
	var parts []string
	var args []any
	add := func(text string, v ...any) {
		for _, x := range v {
			args = append(args, x)
			text = strings.Replace(text, "?", fmt.Sprintf("$%d", len(args)), 1)
		}
		parts = append(parts, text)
	}
	if len(f.States) > 0 {
		v := make([]any, len(f.States))
		for i, s := range f.States {
			v[i] = string(s)
		}
		add("state IN ("+marks(len(v))+")", v...)
	} else {
		add("state <> 'arriving'")
	}
	if f.Channel != "" {
		add("channel = ?", string(f.Channel))
		if f.Channel != incident.Web {
			add("channel <> 'web'") // names the index
		}
	}
	if f.Scheme != "" {
		add("scheme = ? AND scheme <> ''", string(f.Scheme))
	}
	if f.Assignee != 0 {
		add("assignee = ? AND assignee <> 0", f.Assignee)
	}
	if !f.ReceivedBefore.IsZero() {
		add("received_at < ?", micros(f.ReceivedBefore))
	}
	if f.SourceLoad > 0 {
		add("source_load >= ?", int64(f.SourceLoad))
		if f.SourceLoad > 5 {
			add("source_load > 5")
		}
	}
	const waits = "id IN (SELECT a.report_id FROM asks a WHERE a.answered_at = 0 AND a.closed_at = 0%s)"
	if !f.AskedDue.IsZero() {
		add(fmt.Sprintf(waits, " AND a.due_at < ?"), micros(f.AskedDue))
	}
	if f.Unanswered {
		add("NOT EXISTS (SELECT 1 FROM messages o WHERE o.report_id = reports.id AND o.direction = ?)", string(Out))
	}
	const last = "id IN (SELECT m.report_id FROM messages m WHERE (%s) AND m.id = (SELECT MAX(n.id) FROM messages n WHERE n.report_id = m.report_id))"
	switch {
	case f.Asked != "" && f.Answered:
		add("("+fmt.Sprintf(last, "m.direction = ? AND m.template = ? OR m.direction = ?")+" OR "+fmt.Sprintf(waits, "")+")", string(Out), f.Asked, string(In))
	case f.Asked != "":
		add("("+fmt.Sprintf(last, "m.direction = ? AND m.template = ?")+" OR "+fmt.Sprintf(waits, "")+")", string(Out), f.Asked)
	case f.Answered:
		add(fmt.Sprintf(last, "m.direction = ?"), string(In))
	}
	if f.Number != "" {
		add("number = ?", f.Number)
	}
	if f.InIDs {
		v := make([]any, len(f.IDs))
		for i, id := range f.IDs {
			v[i] = id
		}
		if len(v) == 0 {
			add("1 = 0")
		} else {
			add("id IN ("+marks(len(v))+")", v...)
		}
	}
	if len(parts) == 0 {
		return "1 = 1", nil
	}
	return strings.Join(parts, " AND "), args
}

// marks writes n argument marks, replaced by numbered ones when the clause is put together.
func marks(n int) string { return strings.TrimSuffix(strings.Repeat("?, ", n), ", ") }

// ListQueue lists one page of reports in the order received.
func (r Reader) ListQueue(ctx context.Context, f QueueFilter, p QueuePage) ([]incident.Report, error) {
	where, args := f.where()
	order, beyond := "received_at, id", ">"
	if p.Newest {
		order, beyond = "received_at DESC, id DESC", "<"
	}
	if p.Behind.ID != 0 {
		n := len(args)
		where += fmt.Sprintf(" AND (received_at %s $%d OR (received_at = $%d AND id %s $%d))", beyond, n+1, n+1, beyond, n+2)
		args = append(args, micros(p.Behind.Received), p.Behind.ID)
	}
	args = append(args, int64(p.Limit))
	q, err := r.q.QueryContext(ctx, fmt.Sprintf(`SELECT %s FROM reports WHERE %s ORDER BY %s LIMIT $%d`, queueColumns, where, order, len(args)), args...)
	return rows(q, err, scanQueue)
}

// CountQueue counts what a filter lets through, up to limit.
func (r Reader) CountQueue(ctx context.Context, f QueueFilter, limit int) (int, error) {
	where, args := f.where()
	args = append(args, int64(limit))
	var n int64
	err := r.q.QueryRowContext(ctx, fmt.Sprintf(`SELECT COUNT(*) FROM (SELECT id FROM reports WHERE %s LIMIT $%d) AS found`, where, len(args)), args...).Scan(&n)
	return int(n), err
}

// CountStates counts the reports in every state, each up to limit.
func (r Reader) CountStates(ctx context.Context, limit int) (map[incident.ReportState]int, error) {
	out := map[incident.ReportState]int{}
	for _, s := range incident.ReportStates {
		n, err := r.CountQueue(ctx, QueueFilter{States: []incident.ReportState{s}}, limit)
		if err != nil {
			return nil, err
		}
		out[s] = n
	}
	return out, nil
}

// FindQueued reads the report of a number; sql.ErrNoRows when there is none.
func (r Reader) FindQueued(ctx context.Context, number string) (incident.Report, error) {
	q, err := r.q.QueryContext(ctx, `SELECT `+queueColumns+` FROM reports WHERE number = $1`, number)
	list, err := rows(q, err, scanQueue)
	if err != nil {
		return incident.Report{}, err
	}
	if len(list) == 0 {
		return incident.Report{}, sql.ErrNoRows
	}
	return list[0], nil
}

// Decision is where a report is put by a move, and as what.
type Decision struct {
	State      incident.ReportState
	Reason     string
	AcceptedAt time.Time
	Acceptance incident.Acceptance
}

// Decide moves a report to a state if it still stands in the state from; it tells whether it did.
func (tx *Tx) Decide(ctx context.Context, reportID int64, from incident.ReportState, d Decision) (bool, error) {
	n, err := tx.changed(ctx, `UPDATE reports SET state = $1, reason = $2, accepted_at = $3, scheme = $4, damage = $5, attempted = $6, note = $7 WHERE id = $8 AND state = $9`,
		string(d.State), d.Reason, micros(d.AcceptedAt), string(d.Acceptance.Scheme), string(d.Acceptance.Damage), flag(d.Acceptance.Attempted), d.Acceptance.Note,
		reportID, string(from))
	if err != nil || n == 0 {
		return false, err
	}
	return true, tx.count(ctx, reportID)
}

// SetAssignee gives a report to a member of staff; 0 to nobody.
func (tx *Tx) SetAssignee(ctx context.Context, reportID, staff int64) error {
	return tx.exec(ctx, `UPDATE reports SET assignee = $1 WHERE id = $2`, staff, reportID)
}

// Move is one line of a report's history.
type Move struct {
	From, To incident.ReportState
	Reason   string
	Note     string // masked
	Who      string
	At       time.Time
}

// InsertMove writes one line of a report's history.
func (tx *Tx) InsertMove(ctx context.Context, reportID int64, m Move) error {
	return tx.exec(ctx, `INSERT INTO moves (id, report_id, from_state, to_state, reason, note, who, at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
		NewID(m.At), reportID, string(m.From), string(m.To), m.Reason, m.Note, m.Who, micros(m.At))
}

// ListMoves lists a report's history, oldest first.
func (r Reader) ListMoves(ctx context.Context, reportID int64) ([]Move, error) {
	q, err := r.q.QueryContext(ctx, `SELECT from_state, to_state, reason, note, who, at FROM moves WHERE report_id = $1 ORDER BY id`, reportID)
	return rows(q, err, func(r *sql.Rows) (Move, error) {
		var m Move
		var at int64
		err := r.Scan(&m.From, &m.To, &m.Reason, &m.Note, &m.Who, &at)
		m.At = instant(at)
		return m, err
	})
}
