package store

import (
	"bytes"
	"context"
	"database/sql"
	"fmt"
	"hash/fnv"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"todoke/internal/incident"
)

// countedCounter numbers the changes of the counted rows. Raising it locks the counter's row, so that on PostgreSQL changes commit in their order.
const countedCounter = "counted"

// stands is the until of a row that is not replaced.
const stands = math.MaxInt64

// countedQuestions are the questions whose ticked options statistics count as the reporter gave them: no fact is coded for them.
const countedQuestions = `'virus_route'`

// CountedReport is what statistics know of one accepted report.
type CountedReport struct {
	ReportID   int64
	Change     int64
	Dates      [6]CountedDate // written, received, accepted, begun, discovered, contained
	Reporter   uint64         // the same for one reporter in all reports; 0 when not known
	Codes      []CountedCode  // by dimension and code; one twice stands for two acts
	Detections []CountedDetections
	Cases      []string
}

// CountedDate is a span of days since 1970-01-01 in Japan's calendar, both inclusive; Precision 0 means that no date is known, else 'd' day, 'm' month, 'y' year, 'a' about.
type CountedDate struct {
	From, To  int32
	Precision byte
}

// CountedCode is one code with its dimension, as "attack:phishing", and the index of its certainty in incident.Certainties.
type CountedCode struct {
	Code      string
	Certainty uint8
}

// CountedDetections is a number of detections under a name, in months counted from year 0 (year × 12 + month − 1), 0 where no month is said.
type CountedDetections struct {
	Name               string
	MonthFrom, MonthTo int32
	N                  int64
}

// count derives the counted row of one report again; it is called by every change that may alter it, inside that change's transaction.
func (tx *Tx) count(ctx context.Context, reportID int64) error {
	var counts int64 // most changes are of reports not yet accepted: one look says so
	err := tx.x.QueryRowContext(ctx, `SELECT (SELECT COUNT(*) FROM reports WHERE id = $1 AND state = $2) + (SELECT COUNT(*) FROM counted WHERE report_id = $1)`,
		reportID, string(incident.Accepted)).Scan(&counts)
	if err == nil && counts > 0 {
		_, err = tx.CountAgain(ctx, reportID, reportID)
	}
	if err != nil {
		return fmt.Errorf("count report: %w", err)
	}
	return nil
}

// CountAgain derives the counted rows of the reports with ids from..to and tells how many changed.
func (tx *Tx) CountAgain(ctx context.Context, from, to int64) (int, error) {
	now, err := tx.derive(ctx, from, to)
	if err != nil {
		return 0, err
	}
	q, err := tx.q.QueryContext(ctx, `SELECT report_id, change, body FROM counted WHERE report_id BETWEEN $1 AND $2 AND until = $3`, from, to, int64(stands))
	type standing struct {
		id, change int64
		body       string
	}
	list, err := rows(q, err, func(q *sql.Rows) (s standing, err error) { return s, q.Scan(&s.id, &s.change, &s.body) })
	if err != nil {
		return 0, err
	}
	var replaced []standing
	for _, s := range list {
		body, counts := now[s.id]
		if counts && body == s.body || !counts && s.body == "" {
			delete(now, s.id)
			continue
		}
		replaced = append(replaced, s)
		if !counts {
			now[s.id] = ""
		}
	}
	if len(now) == 0 {
		return 0, nil
	}
	change, err := tx.Counter(ctx, countedCounter)
	if err != nil {
		return 0, err
	}
	var frozen int64
	if err := tx.x.QueryRowContext(ctx, `SELECT COALESCE(MAX(change), 0) FROM freezes`).Scan(&frozen); err != nil {
		return 0, err
	}
	for _, s := range replaced {
		if s.change > frozen {
			err = tx.exec(ctx, `DELETE FROM counted WHERE report_id = $1 AND change = $2`, s.id, s.change)
		} else {
			err = tx.exec(ctx, `UPDATE counted SET until = $3 WHERE report_id = $1 AND change = $2`, s.id, s.change, change)
		}
		if err != nil {
			return 0, err
		}
	}
	return len(now), tx.insertCounted(ctx, now, change)
}

// countedBatch is how many rows one INSERT of a rebuild holds.
const countedBatch = 100

var insertCountedBatch = `INSERT INTO counted (report_id, change, until, body) VALUES ` + func() string {
	var b strings.Builder
	for i := range countedBatch {
		if i > 0 {
			b.WriteString(", ")
		}
		fmt.Fprintf(&b, "($%d, $%d, $%d, $%d)", 4*i+1, 4*i+2, 4*i+3, 4*i+4)
	}
	return b.String()
}()

func (tx *Tx) insertCounted(ctx context.Context, bodies map[int64]string, change int64) error {
	ids := make([]int64, 0, len(bodies))
	for id := range bodies {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	for len(ids) >= countedBatch {
		args := make([]any, 0, 4*countedBatch)
		for _, id := range ids[:countedBatch] {
			args = append(args, id, change, int64(stands), bodies[id])
		}
		if err := tx.exec(ctx, insertCountedBatch, args...); err != nil {
			return err
		}
		ids = ids[countedBatch:]
	}
	for _, id := range ids {
		if err := tx.exec(ctx, `INSERT INTO counted (report_id, change, until, body) VALUES ($1, $2, $3, $4)`, id, change, int64(stands), bodies[id]); err != nil {
			return err
		}
	}
	return nil
}

// RebuildCounted derives every counted row again in small transactions and tells how many changed; a desk may work meanwhile. after is called with the
// reports done so far.
func (s *Store) RebuildCounted(ctx context.Context, after func(done int)) (changed int, err error) {
	const step = 2000
	last := int64(math.MinInt64)
	for done := 0; ; done += step {
		q, err := s.q.QueryContext(ctx, `SELECT id FROM reports WHERE id > $1 ORDER BY id LIMIT $2`, last, int64(step))
		ids, err := rows(q, err, func(q *sql.Rows) (id int64, err error) { return id, q.Scan(&id) })
		if err != nil {
			return changed, err
		}
		if len(ids) == 0 {
			return changed, nil
		}
		var n int
		if err := s.Write(ctx, func(tx *Tx) (err error) {
			n, err = tx.CountAgain(ctx, ids[0], ids[len(ids)-1])
			return err
		}); err != nil {
			return changed, fmt.Errorf("rebuild counted rows: %w", err)
		}
		changed, last = changed+n, ids[len(ids)-1]
		if after != nil {
			after(done + len(ids))
		}
	}
}

// derive gives the bodies of the accepted reports with ids from..to.
func (tx *Tx) derive(ctx context.Context, from, to int64) (map[int64]string, error) {
	found := map[int64]*CountedReport{}
	q, err := tx.q.QueryContext(ctx, `SELECT `+queueColumns+` FROM reports WHERE id BETWEEN $1 AND $2 AND state = $3`, from, to, string(incident.Accepted))
	list, err := rows(q, err, scanQueue)
	if err != nil || len(list) == 0 {
		return map[int64]string{}, err
	}
	for _, r := range list {
		found[r.ID] = fromReport(r)
	}
	for _, add := range []func(context.Context, int64, int64, map[int64]*CountedReport) error{tx.deriveDetections, tx.deriveFacts, tx.deriveAnswers, tx.deriveParties, tx.deriveCases} {
		if err := add(ctx, from, to, found); err != nil {
			return nil, err
		}
	}
	out := make(map[int64]string, len(found))
	for id, c := range found {
		out[id] = c.body()
	}
	return out, nil
}

func fromReport(r incident.Report) *CountedReport {
	c := &CountedReport{ReportID: r.ID}
	instant := func(t time.Time) CountedDate {
		if t.IsZero() {
			return CountedDate{}
		}
		y, m, d := t.In(incident.Japan).Date()
		day := int32(time.Date(y, m, d, 0, 0, 0, 0, time.UTC).Unix() / 86400)
		return CountedDate{day, day, 'd'}
	}
	span := func(w incident.When) CountedDate {
		if !w.Known() {
			return CountedDate{}
		}
		d := CountedDate{From: int32(w.From.Unix() / 86400), To: int32(w.To.Unix() / 86400), Precision: string(w.Precision)[0]}
		if w.Precision == incident.Instant {
			d = instant(w.From)
		}
		return d
	}
	c.Dates = [6]CountedDate{span(r.Written), instant(r.Received), instant(r.AcceptedAt), span(r.Begun), span(r.Discovered), span(r.Contained)}
	if !r.Written.Known() { // a report without a written date is written when it is received (form item "written_on")
		c.Dates[0] = c.Dates[1]
	}
	for dim, code := range map[string]string{"scheme": string(r.Acceptance.Scheme), "outcome": string(r.Acceptance.Damage), "org_kind": string(r.OrgKind),
		"channel": string(r.Channel), "relation": string(r.Relation), "lang": string(r.Lang)} {
		if code != "" {
			c.Codes = append(c.Codes, CountedCode{dim + ":" + code, 0})
		}
	}
	if r.Acceptance.Attempted {
		c.Codes = append(c.Codes, CountedCode{"attempted:yes", 0})
	}
	return c
}

// deriveDetections adds the lines of lists of detections.
func (tx *Tx) deriveDetections(ctx context.Context, from, to int64, found map[int64]*CountedReport) error {
	q, err := tx.q.QueryContext(ctx, `SELECT report_id, name, month_from, month_to, count FROM detections WHERE report_id BETWEEN $1 AND $2 ORDER BY report_id, n`, from, to)
	if err != nil {
		return err
	}
	defer q.Close()
	month := func(yyyymm int64) int32 {
		if yyyymm == 0 {
			return 0
		}
		return int32(yyyymm/100*12 + yyyymm%100 - 1)
	}
	for q.Next() {
		var id, monthFrom, monthTo int64
		var d CountedDetections
		if err := q.Scan(&id, &d.Name, &monthFrom, &monthTo, &d.N); err != nil {
			return err
		}
		if c := found[id]; c != nil {
			d.MonthFrom, d.MonthTo = month(monthFrom), month(monthTo)
			c.Detections = append(c.Detections, d)
		}
	}
	return q.Err()
}

// deriveFacts adds the coded facts that are present: one a dimension, code and item, the surest of several; measures only when done. A coded number of
// detections counts where no list of them was read.
func (tx *Tx) deriveFacts(ctx context.Context, from, to int64, found map[int64]*CountedReport) error {
	q, err := tx.q.QueryContext(ctx, `SELECT report_id, dimension, code, item, certainty, quantity FROM facts
		WHERE report_id BETWEEN $1 AND $2 AND coded = 1 AND polarity = 'present' AND status <> 'considered' ORDER BY report_id, dimension, code, item`, from, to)
	if err != nil {
		return err
	}
	defer q.Close()
	type key struct {
		report    int64
		dim, code string
		item      int64
	}
	at := map[key]int{}
	listed := map[int64]bool{}
	for id, c := range found {
		listed[id] = len(c.Detections) > 0
	}
	for q.Next() {
		var k key
		var certainty string
		var quantity float64
		if err := q.Scan(&k.report, &k.dim, &k.code, &k.item, &certainty, &quantity); err != nil {
			return err
		}
		c := found[k.report]
		if c == nil {
			continue
		}
		if k.dim == string(incident.DimQuantity) {
			if k.code == "detections" && quantity > 0 && !listed[k.report] {
				c.Detections = append(c.Detections, CountedDetections{N: int64(quantity)})
			}
			continue
		}
		sure := uint8(max(slices.Index(incident.Certainties, incident.Certainty(certainty)), 0))
		if i, twice := at[k]; twice {
			c.Codes[i].Certainty = min(c.Codes[i].Certainty, sure)
			continue
		}
		at[k] = len(c.Codes)
		c.Codes = append(c.Codes, CountedCode{k.dim + ":" + k.code, sure})
	}
	return q.Err()
}

// deriveAnswers adds ticked options of the counted questions, and the reporter's own number of detections where none is listed or coded.
func (tx *Tx) deriveAnswers(ctx context.Context, from, to int64, found map[int64]*CountedReport) error {
	q, err := tx.q.QueryContext(ctx, `SELECT a.report_id, a.question, a.codes, a.number FROM answers a JOIN reports r ON r.id = a.report_id AND r.version = a.version
		WHERE a.report_id BETWEEN $1 AND $2 AND a.question IN ('virus_count', `+countedQuestions+`) AND a.state IN ('known', 'estimated')`, from, to)
	if err != nil {
		return err
	}
	defer q.Close()
	for q.Next() {
		var id, number int64
		var question, codes string
		if err := q.Scan(&id, &question, &codes, &number); err != nil {
			return err
		}
		c := found[id]
		switch {
		case c == nil:
		case question == "virus_count":
			if len(c.Detections) == 0 && number > 0 {
				c.Detections = []CountedDetections{{N: number}}
			}
		default:
			for _, code := range strings.Fields(codes) {
				c.Codes = append(c.Codes, CountedCode{"answer." + question + ":" + code, 0})
			}
		}
	}
	return q.Err()
}

func (tx *Tx) deriveParties(ctx context.Context, from, to int64, found map[int64]*CountedReport) error {
	q, err := tx.q.QueryContext(ctx, `SELECT report_id, pseudonym FROM parties WHERE report_id BETWEEN $1 AND $2 AND role = 'reporter' AND pseudonym <> '' ORDER BY report_id, id DESC`, from, to)
	if err != nil {
		return err
	}
	defer q.Close()
	for q.Next() {
		var id int64
		var pseudonym string
		if err := q.Scan(&id, &pseudonym); err != nil {
			return err
		}
		if c := found[id]; c != nil {
			h := fnv.New64a()
			h.Write([]byte(pseudonym))
			c.Reporter = h.Sum64()
		}
	}
	return q.Err()
}

func (tx *Tx) deriveCases(ctx context.Context, from, to int64, found map[int64]*CountedReport) error {
	q, err := tx.q.QueryContext(ctx, `SELECT report_id, case_number FROM case_reports WHERE report_id BETWEEN $1 AND $2 AND undone_at = 0 ORDER BY report_id, case_number`, from, to)
	if err != nil {
		return err
	}
	defer q.Close()
	for q.Next() {
		var id int64
		var number string
		if err := q.Scan(&id, &number); err != nil {
			return err
		}
		if c := found[id]; c != nil {
			c.Cases = append(c.Cases, number)
		}
	}
	return q.Err()
}

// body writes a counted report as lines: the six dates, the reporter, then one line a code ("attack:phishing\t0"), detection ("#name\tfrom\tto\tn") and case ("=2020-0007").
func (c *CountedReport) body() string {
	var b strings.Builder
	for i, d := range c.Dates {
		if i > 0 {
			b.WriteByte(' ')
		}
		if d.Precision == 0 {
			b.WriteByte('-')
		} else {
			fmt.Fprintf(&b, "%d,%d,%c", d.From, d.To, d.Precision)
		}
	}
	b.WriteString("\n" + strconv.FormatUint(c.Reporter, 16))
	slices.SortFunc(c.Codes, func(a, b CountedCode) int {
		if n := strings.Compare(a.Code, b.Code); n != 0 {
			return n
		}
		return int(a.Certainty) - int(b.Certainty)
	})
	for _, k := range c.Codes {
		b.WriteString("\n" + k.Code + "\t" + strconv.Itoa(int(k.Certainty)))
	}
	for _, d := range c.Detections {
		fmt.Fprintf(&b, "\n#%s\t%d\t%d\t%d", strings.NewReplacer("\n", " ", "\t", " ").Replace(d.Name), d.MonthFrom, d.MonthTo, d.N)
	}
	for _, n := range c.Cases {
		b.WriteString("\n=" + n)
	}
	return b.String()
}

// Uncounted tells whether reports are accepted and none is counted: the store is of a version before there were counted rows.
func (r Reader) Uncounted(ctx context.Context) (bool, error) {
	var accepted, counted int64
	err := r.q.QueryRowContext(ctx, `SELECT (SELECT COUNT(*) FROM (SELECT id FROM reports WHERE state = $1 LIMIT 1) AS a), (SELECT COUNT(*) FROM (SELECT report_id FROM counted LIMIT 1) AS c)`,
		string(incident.Accepted)).Scan(&accepted, &counted)
	return accepted > 0 && counted == 0, err
}

// EachCounted calls fn with every counted row as it stood at a change (0: as it stands), by report id, and with change above after also with the empty
// bodies of reports that count no more. The body is only valid during the call.
func (r Reader) EachCounted(ctx context.Context, at, after int64, fn func(reportID, change int64, body []byte) error) error {
	query, args := `SELECT report_id, change, body FROM counted WHERE until = $1 ORDER BY report_id`, []any{int64(stands)}
	switch {
	case at != 0:
		query, args = `SELECT report_id, change, body FROM counted WHERE change <= $1 AND until > $1 ORDER BY report_id`, []any{at}
	case after != 0:
		query, args = `SELECT report_id, change, body FROM counted WHERE change > $1 AND until = $2 ORDER BY report_id`, []any{after, int64(stands)}
	}
	q, err := r.q.QueryContext(ctx, query, args...)
	if err != nil {
		return err
	}
	defer q.Close()
	var id, change int64
	var body sql.RawBytes
	for q.Next() {
		if err := q.Scan(&id, &change, &body); err != nil {
			return err
		}
		if err := fn(id, change, body); err != nil {
			return err
		}
	}
	return q.Err()
}

// CountedChange is the number of the last change of the counted rows.
func (r Reader) CountedChange(ctx context.Context) (int64, error) {
	var n int64
	err := r.q.QueryRowContext(ctx, `SELECT value FROM counters WHERE name = $1`, countedCounter).Scan(&n)
	if err == sql.ErrNoRows {
		return 0, nil
	}
	return n, err
}

// ReadCounted reads a body into c, keeping its slices; texts are interned by intern.
func (c *CountedReport) ReadCounted(body []byte, intern func([]byte) string) error {
	c.Codes, c.Detections, c.Cases = c.Codes[:0], c.Detections[:0], c.Cases[:0]
	line, rest, _ := bytes.Cut(body, []byte{'\n'})
	for i := range c.Dates {
		var field []byte
		field, line, _ = bytes.Cut(line, []byte{' '})
		c.Dates[i] = CountedDate{}
		if len(field) < 5 {
			continue
		}
		from, more := atoi(field)
		to, more := atoi(more)
		c.Dates[i] = CountedDate{int32(from), int32(to), more[0]}
	}
	line, rest, _ = bytes.Cut(rest, []byte{'\n'})
	var err error
	if c.Reporter, err = strconv.ParseUint(string(line), 16, 64); err != nil {
		return fmt.Errorf("counted row: %w", err)
	}
	for len(rest) > 0 {
		line, rest, _ = bytes.Cut(rest, []byte{'\n'})
		switch {
		case len(line) == 0:
		case line[0] == '#':
			name, more, _ := bytes.Cut(line[1:], []byte{'\t'})
			from, more := atoi(more)
			to, more := atoi(more)
			n, _ := atoi(more)
			c.Detections = append(c.Detections, CountedDetections{intern(name), int32(from), int32(to), n})
		case line[0] == '=':
			c.Cases = append(c.Cases, intern(line[1:]))
		case len(line) > 2:
			c.Codes = append(c.Codes, CountedCode{intern(line[:len(line)-2]), line[len(line)-1] - '0'})
		}
	}
	return nil
}

// atoi reads a number and gives what stands behind the byte after it.
func atoi(b []byte) (n int64, rest []byte) {
	neg, i := false, 0
	if len(b) > 0 && b[0] == '-' {
		neg, i = true, 1
	}
	for ; i < len(b) && b[i] >= '0' && b[i] <= '9'; i++ {
		n = n*10 + int64(b[i]-'0')
	}
	if neg {
		n = -n
	}
	if i < len(b) {
		i++
	}
	return n, b[i:]
}

// ListNumbers gives the receipt numbers of reports, in the order of the ids.
func (r Reader) ListNumbers(ctx context.Context, ids []int64) ([]string, error) {
	type named struct {
		id     int64
		number string
	}
	list, err := chunked(ids, func(in string, args []any) ([]named, error) {
		q, err := r.q.QueryContext(ctx, `SELECT id, number FROM reports WHERE id IN (`+in+`)`, args...)
		return rows(q, err, func(q *sql.Rows) (named, error) {
			var n named
			err := q.Scan(&n.id, &n.number)
			return n, err
		})
	})
	if err != nil {
		return nil, err
	}
	of := make(map[int64]string, len(list))
	for _, n := range list {
		of[n.id] = n.number
	}
	var out []string
	for _, id := range ids {
		if n, ok := of[id]; ok {
			out = append(out, n)
		}
	}
	return out, nil
}
