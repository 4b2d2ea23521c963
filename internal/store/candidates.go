package store

import (
	"context"
	"database/sql"
	"fmt"
	"strings"

	"todoke/internal/incident"
)

// chunked reads what belongs to many keys in few queries: read gets the argument marks of a list and its arguments, $1 first.
func chunked[K, V any](keys []K, read func(in string, args []any) ([]V, error)) ([]V, error) {
	const most = 500
	var out []V
	for len(keys) > 0 {
		part := keys[:min(len(keys), most)]
		keys = keys[len(part):]
		in, args := make([]string, len(part)), make([]any, len(part))
		for i, k := range part {
			in[i], args[i] = fmt.Sprintf("$%d", i+1), k
		}
		list, err := read(strings.Join(in, ", "), args)
		if err != nil {
			return nil, err
		}
		out = append(out, list...)
	}
	return out, nil
}

// ListDecidedCases lists the cases somebody or the rule decided about for an edition, by number.
func (r Reader) ListDecidedCases(ctx context.Context, edition string) ([]incident.Case, error) {
	q, err := r.q.QueryContext(ctx, caseSelect+` WHERE c.number IN (SELECT i.case_number FROM edition_items i WHERE i.edition_id = $1) ORDER BY c.number`, edition)
	return rows(q, err, scanCase)
}

// ListCandidateCases lists, beside the decided ones, the cases of a scheme and those below which an accepted report lies in the period, by number.
func (r Reader) ListCandidateCases(ctx context.Context, edition, scheme string, p Period) ([]incident.Case, error) {
	within, args, err := p.where()
	if err != nil {
		return nil, err
	}
	n := len(args)
	q, err := r.q.QueryContext(ctx, fmt.Sprintf(`%s WHERE c.scheme = $%d OR c.number IN (SELECT i.case_number FROM edition_items i WHERE i.edition_id = $%d)
		OR c.number IN (SELECT l.case_number FROM case_reports l JOIN reports ON reports.id = l.report_id WHERE l.undone_at = 0 AND %s) ORDER BY c.number`,
		caseSelect, n+1, n+2, within), append(args, scheme, edition)...)
	return rows(q, err, scanCase)
}

// ListReportsBelow lists the reports below many cases, of each case in the order received.
func (r Reader) ListReportsBelow(ctx context.Context, cases []string) (map[string][]incident.Report, error) {
	type link struct {
		number string
		report int64
	}
	links, err := chunked(cases, func(in string, args []any) ([]link, error) {
		q, err := r.q.QueryContext(ctx, `SELECT l.case_number, l.report_id FROM case_reports l JOIN reports p ON p.id = l.report_id
			WHERE l.undone_at = 0 AND l.case_number IN (`+in+`) ORDER BY p.received_at, p.id`, args...)
		return rows(q, err, func(q *sql.Rows) (link, error) {
			var l link
			err := q.Scan(&l.number, &l.report)
			return l, err
		})
	})
	if err != nil {
		return nil, err
	}
	ids, at := []int64{}, map[int64]incident.Report{}
	for _, l := range links {
		if _, known := at[l.report]; !known {
			at[l.report] = incident.Report{}
			ids = append(ids, l.report)
		}
	}
	list, err := chunked(ids, func(in string, args []any) ([]incident.Report, error) {
		q, err := r.q.QueryContext(ctx, `SELECT `+queueColumns+` FROM reports WHERE id IN (`+in+`)`, args...)
		return rows(q, err, scanQueue)
	})
	if err != nil {
		return nil, err
	}
	for _, p := range list {
		at[p.ID] = p
	}
	out := map[string][]incident.Report{}
	for _, l := range links {
		out[l.number] = append(out[l.number], at[l.report])
	}
	return out, nil
}

// ListApprovedRevisions reads the newest approved revision of many cases, by case number.
func (r Reader) ListApprovedRevisions(ctx context.Context, cases []string) (map[string]incident.Revision, error) {
	list, err := chunked(cases, func(in string, args []any) ([]incident.Revision, error) {
		q, err := r.q.QueryContext(ctx, revisionSelect+` WHERE v.case_number IN (`+in+`) AND v.n = (SELECT MAX(w.n) FROM revisions w WHERE w.case_number = v.case_number AND w.state = 'approved')`, args...)
		return rows(q, err, scanRevision)
	})
	out := make(map[string]incident.Revision, len(list))
	for _, v := range list {
		out[v.Case] = v
	}
	return out, err
}

// ListShowingsOf lists the showings of many cases without their parts, of each case the newest first.
func (r Reader) ListShowingsOf(ctx context.Context, cases []string) (map[string][]incident.Showing, error) {
	list, err := chunked(cases, func(in string, args []any) ([]incident.Showing, error) {
		q, err := r.q.QueryContext(ctx, showingSelect+` WHERE s.case_number IN (`+in+`) ORDER BY s.id DESC`, args...)
		return rows(q, err, scanShowing)
	})
	out := map[string][]incident.Showing{}
	for _, s := range list {
		out[s.Case] = append(out[s.Case], s)
	}
	return out, err
}

// ListCodedFacts lists the coded facts of many reports, of each report in the order written.
func (r Reader) ListCodedFacts(ctx context.Context, reports []int64) (map[int64][]incident.Fact, error) {
	list, err := chunked(reports, func(in string, args []any) ([]incident.Fact, error) {
		q, err := r.q.QueryContext(ctx, factSelect+` WHERE coded = 1 AND report_id IN (`+in+`) ORDER BY id`, args...)
		return rows(q, err, scanFact)
	})
	out := map[int64][]incident.Fact{}
	for _, f := range list {
		out[f.ReportID] = append(out[f.ReportID], f)
	}
	return out, err
}

// ConsentsOf puts together how every party of many reports stands.
func (r Reader) ConsentsOf(ctx context.Context, reports []int64) (map[int64][]incident.PartyConsent, error) {
	lines, err := chunked(reports, func(in string, args []any) ([]reportLine, error) {
		q, err := r.q.QueryContext(ctx, consentSelect+` WHERE report_id IN (`+in+`) ORDER BY said_at, at, id`, args...)
		return rows(q, err, scanConsent)
	})
	if err != nil {
		return nil, err
	}
	parties, err := chunked(reports, func(in string, args []any) ([]reportParty, error) {
		q, err := r.q.QueryContext(ctx, partySelect+` WHERE report_id IN (`+in+`) ORDER BY id`, args...)
		return rows(q, err, scanParty)
	})
	if err != nil {
		return nil, err
	}
	said, named := map[int64][]incident.ConsentLine{}, map[int64][]Party{}
	for _, l := range lines {
		said[l.report] = append(said[l.report], l.ConsentLine)
	}
	for _, p := range parties {
		named[p.report] = append(named[p.report], p.Party)
	}
	out := make(map[int64][]incident.PartyConsent, len(reports))
	for _, id := range reports {
		out[id] = consents(named[id], said[id])
	}
	return out, nil
}

// Remasked tells which reports are to be masked again after a change of the desk's own list; any of them may be, while the reports that hold a term are sought.
type Remasked struct {
	any  bool
	some map[int64]bool
}

// Waits tells whether a report is one of them.
func (m Remasked) Waits(reportID int64) bool { return m.any || m.some[reportID] }

// ListRemasked reads which reports are to be masked again; MaskingWaits asks it of one.
func (r Reader) ListRemasked(ctx context.Context) (Remasked, error) {
	m := Remasked{some: map[int64]bool{}}
	q, err := r.q.QueryContext(ctx, `SELECT CASE WHEN kind = $1 THEN 0 ELSE CAST(subject AS BIGINT) END FROM jobs WHERE kind IN ($1, $2)`, JobRemask, JobMaskAgain)
	list, err := rows(q, err, func(q *sql.Rows) (int64, error) {
		var id int64
		err := q.Scan(&id)
		return id, err
	})
	for _, id := range list {
		m.any = m.any || id == 0
		m.some[id] = true
	}
	return m, err
}
