package form

import (
	"fmt"
	"maps"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"todoke/internal/incident"
	"todoke/internal/text"
)

// Columns of a list of detections, beside the fields of questions.
const (
	detFrom   = "detections.from"
	detTo     = "detections.to"
	detPeriod = "detections.period"
)

// tableReader reads one table, from a sheet or a file, into reports.
type tableReader struct {
	forms    *Forms
	today    time.Time
	unsure   bool       // the charset was a guess
	date1904 bool       // of a workbook
	sheet    bool       // from a workbook, where numbers in date columns are dates for sure
	cover    url.Values // what holds for every row
	form     *Form      // as the workbook names it
	lang     incident.Lang

	names map[string][]string // key of a column's name → fields
	head  listRow
	cols  []string // field of each column, "" for one nobody knows
}

// read finds the row of names and reads what stands below it; without one there is no table, and nothing is read.
func (t *tableReader) read(rows []listRow) ([]Received, error) {
	t.index()
	at := t.findHead(rows)
	if at < 0 {
		return nil, nil
	}
	t.head = rows[at]
	t.cols = t.columns(t.head, rows[at+1:])
	cover := maps.Clone(t.cover)
	if cover == nil {
		cover = url.Values{}
	}
	t.readCover(cover, rows[:at])
	t.choose(cover)
	if t.detections() {
		return []Received{t.readDetections(cover, rows[at+1:])}, nil
	}
	var out []Received
	for _, l := range rows[at+1:] {
		if t.skipped(l) {
			continue
		}
		out = append(out, t.row(cover, l))
	}
	return out, nil
}

// index notes under which names a column may stand: id, label in both languages, aliases. An alias never hides a label.
func (t *tableReader) index() {
	if t.names != nil {
		return
	}
	t.names = map[string][]string{}
	add := func(name, field string) {
		if k := key(name); k != "" && !slices.Contains(t.names[k], field) {
			t.names[k] = append(t.names[k], field)
		}
	}
	labels := map[string]bool{}
	seen := map[string]bool{}
	var ids []string
	for _, f := range t.forms.List() {
		for _, c := range f.columns() {
			if !seen[c.q.ID] {
				seen[c.q.ID] = true
				ids = append(ids, c.q.ID)
				for _, name := range []string{c.q.Label.JA, c.q.Label.EN} {
					add(name, c.q.ID)
					labels[key(name)] = true
				}
				add(c.q.ID, c.q.ID)
			}
		}
	}
	for _, id := range ids {
		for _, alias := range sheets().Aliases[id] {
			if !labels[key(alias)] {
				add(alias, id)
			}
		}
	}
	for field, kind := range map[string]string{detFrom: "from", detTo: "to", detPeriod: "period"} {
		for _, alias := range append(sheets().Detections[kind], sheets().Words[kind].JA, sheets().Words[kind].EN) {
			add(alias, field)
		}
	}
	for _, lang := range []incident.Lang{incident.JA, incident.EN} {
		add(word("name", lang), "virus_name")
		add(word("count", lang), "virus_count")
	}
}

var fieldInHead = regexp.MustCompile(`\[([a-z][a-z0-9_.]*)\]\s*$`)

// fields gives the fields a column's name may mean.
func (t *tableReader) fields(name string) []string {
	if m := fieldInHead.FindStringSubmatch(name); m != nil && t.knownField(m[1]) {
		return []string{m[1]}
	}
	if f := t.names[key(name)]; f != nil {
		return f
	}
	bare, _, _ := strings.Cut(strings.NewReplacer("（", "(").Replace(name), "(")
	return t.names[key(bare)]
}

func (t *tableReader) knownField(field string) bool {
	for _, f := range t.forms.List() {
		if f.fields[field] {
			return true
		}
	}
	return false
}

// findHead gives the row with most known names among the first, -1 when none has two, or one that stands alone or names its field.
func (t *tableReader) findHead(rows []listRow) int {
	best, most := -1, 1
	for i, l := range rows[:min(len(rows), 60)] {
		known, sure := 0, false
		for _, c := range l.cells {
			if len([]rune(c)) < 120 && len(t.fields(c)) > 0 {
				known++
				sure = sure || fieldInHead.MatchString(c)
			}
		}
		if sure || len(l.cells) == 1 && known == 1 && i == 0 {
			known++
		}
		if known > most {
			best, most = i, known
		}
	}
	return best
}

// columns decides which field each column holds. Where a name may mean several, the one whose options fit the cells below wins.
func (t *tableReader) columns(head listRow, below []listRow) []string {
	out := make([]string, len(head.cells))
	taken := map[string]bool{}
	for i, c := range head.cells {
		if f := t.fields(c); len(f) == 1 && !taken[f[0]] {
			out[i], taken[f[0]] = f[0], true
		}
	}
	for i, c := range head.cells {
		f := t.fields(c)
		if len(f) < 2 {
			continue
		}
		best, most := "", -1
		for _, field := range f {
			n := t.fit(field, i, below) + t.related(field, out)
			if !taken[field] && n > most {
				best, most = field, n
			}
		}
		out[i] = best
		taken[best] = true
	}
	return out
}

func (t *tableReader) question(field string) *Question {
	id := fieldQuestion(field)
	if t.form != nil {
		if q := t.form.questions[id]; q != nil {
			return q
		}
	}
	for _, f := range t.forms.List() {
		if q := f.questions[id]; q != nil {
			return q
		}
	}
	return nil
}

// fit counts how many of the first cells of a column are options of a question.
func (t *tableReader) fit(field string, col int, below []listRow) int {
	q := t.question(field)
	n := 0
	for _, l := range below[:min(len(below), 50)] {
		if q == nil || col >= len(l.cells) || strings.TrimSpace(l.cells[col]) == "" {
			continue
		}
		for _, part := range betweenOptions.Split(l.cells[col], -1) {
			if q.optionOf(part) != nil {
				n += 2
			}
		}
	}
	return n
}

// related prefers the question that belongs to the form most other columns belong to.
func (t *tableReader) related(field string, cols []string) int {
	family, _, _ := strings.Cut(field, "_")
	for _, c := range cols {
		if f, _, _ := strings.Cut(c, "_"); f == family && c != "" {
			return 1
		}
	}
	return 0
}

// choose picks the form and the language: of the forms that know most of the columns, the smallest.
func (t *tableReader) choose(cover url.Values) {
	if t.form == nil {
		most := -1
		for _, f := range t.forms.List() {
			n := 0
			for _, c := range t.cols {
				if f.fields[c] {
					n++
				}
			}
			for field := range cover {
				if f.fields[field] {
					n++
				}
			}
			if n > most || n == most && len(f.questions) < len(t.form.questions) {
				t.form, most = f, n
			}
		}
	}
	if t.lang == "" {
		t.lang = incident.JA
		ja := strings.ContainsFunc(strings.Join(t.head.cells, ""), func(r rune) bool { return r > 0x2fff })
		if !ja {
			t.lang = incident.EN
		}
	}
}

// readCover reads the lines above the names: a question and its answer beside it.
func (t *tableReader) readCover(v url.Values, rows []listRow) {
	for _, l := range rows {
		for i := 0; i+1 < len(l.cells); i++ {
			f := t.fields(l.cells[i])
			if len(f) == 0 {
				continue
			}
			if q := t.question(f[0]); q != nil {
				q.readCell(v, t.value(q, l.cells[i+1]), false)
				break
			}
		}
	}
}

// skipped tells of rows that are part of the list's own writing: the second line with its help, the names again.
func (t *tableReader) skipped(l listRow) bool {
	same, help, cells := 0, 0, 0
	for i, c := range l.cells {
		if strings.TrimSpace(c) == "" {
			continue
		}
		cells++
		if i < len(t.head.cells) && c == t.head.cells[i] {
			same++
		}
		if i >= len(t.cols) || t.cols[i] == "" || l.n > t.head.n+10 { // the help is the next line, though its cells may be of several lines
			continue
		}
		if q := t.question(t.cols[i]); q != nil {
			own := column{q, t.cols[i]}
			if key(c) == key(own.help(incident.JA)) || key(c) == key(own.help(incident.EN)) {
				help++
			}
		}
	}
	return cells == 0 || same == cells || help > 0 && help*2 >= cells
}

// row reads one report.
func (t *tableReader) row(cover url.Values, l listRow) Received {
	out := Received{Form: t.form, Lang: t.lang, Row: l.n, Raw: raw(t.head, l)}
	if isTotal(l) {
		out.Unread = []incident.Unread{{Where: rowPlace(l.n), What: "unread.total"}}
		return out
	}
	v := url.Values{}
	var unread []incident.Unread
	literal := map[string]bool{}
	for i, c := range l.cells {
		if i < len(t.cols) && strings.HasSuffix(t.cols[i], ".state") && strings.TrimSpace(c) != "" {
			literal[fieldQuestion(t.cols[i])] = true
		}
	}
	for i, c := range l.cells {
		if strings.TrimSpace(c) == "" {
			continue
		}
		if i >= len(t.cols) || t.cols[i] == "" || strings.HasPrefix(t.cols[i], "detections.") || t.form.questions[fieldQuestion(t.cols[i])] == nil {
			unread = append(unread, incident.Unread{Where: fmt.Sprintf("column %d", i+1), What: "unread.column"})
			continue
		}
		unread = append(unread, t.cell(v, t.cols[i], l.n, i, c, literal[fieldQuestion(t.cols[i])])...)
	}
	told := len(v) > 0
	merge(v, cover)
	out.Reading = t.form.ReadValues(v, t.today)
	if !told {
		out.Answers = nil
	}
	if t.unsure {
		unread = append(unread, incident.Unread{Where: "file", What: "unread.charset"})
	}
	out.Unread = append(out.Unread, unread...)
	return out
}

func rowPlace(n int) string { return fmt.Sprintf("row %d", n) }

// merge lays a cover under a row: a question the row answers is the row's.
func merge(v, cover url.Values) {
	own := map[string]bool{}
	for field := range v {
		own[fieldQuestion(field)] = true
	}
	for field, values := range cover {
		if !own[fieldQuestion(field)] {
			v[field] = values
		}
	}
}

var excelError = regexp.MustCompile(`^#(REF!|N/A|VALUE!|DIV/0!|NAME\?|NUM!|NULL!|SPILL!|CALC!)$`)

// cell reads one cell into the fields of a page and lists what is doubtful about it.
func (t *tableReader) cell(v url.Values, field string, row, col int, s string, literal bool) []incident.Unread {
	q := t.question(field)
	place := fmt.Sprintf("column %d", col+1)
	if excelError.MatchString(strings.TrimSpace(s)) {
		return []incident.Unread{{Where: place, What: "unread.cell_error"}}
	}
	switch field {
	case q.stateField:
		state := stateOf(s)
		if state == "" {
			return []incident.Unread{{Where: q.ID, What: "unread.state"}}
		}
		if state != incident.KnownYes {
			v.Set(field, string(state))
		}
		return nil
	case q.ID:
		var out []incident.Unread
		if q.Kind == Date && !t.sheet && serial.MatchString(strings.TrimSpace(text.Normal(s))) {
			out = append(out, incident.Unread{Where: q.ID, What: "unread.date_serial"})
		}
		q.readCell(v, t.value(q, s), literal)
		return out
	}
	v.Set(field, s)
	return nil
}

var serial = regexp.MustCompile(`^[2-7][0-9]{4}(\.[0-9]+)?$`)

// value turns the number by which a spreadsheet keeps a day into that day, in columns of dates.
func (t *tableReader) value(q *Question, s string) string {
	if q.Kind != Date {
		return s
	}
	return t.day(s)
}

func (t *tableReader) day(s string) string {
	n := strings.TrimSpace(text.Normal(s))
	if !serial.MatchString(n) {
		return midnight.ReplaceAllString(s, "$1")
	}
	x, err := strconv.ParseFloat(n, 64)
	if err != nil {
		return s
	}
	from := time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC)
	if t.date1904 {
		from = time.Date(1904, 1, 1, 0, 0, 0, 0, time.UTC)
	}
	return from.AddDate(0, 0, int(x)).Format(time.DateOnly)
}

// midnight is the time programs write behind a day: 2020-01-11 00:00:00, 2020/1/11 9:30.
var midnight = regexp.MustCompile(`^\s*(\d{4}[-/]\d{1,2}[-/]\d{1,2})[T ]\d{1,2}:\d\d(?::\d\d)?(?:\.\d+)?\s*$`)

// detections tells whether the table is a list of detected names and counts: nothing but those and a period.
func (t *tableReader) detections() bool {
	if t.form.questions[DetectionsQuestion] == nil {
		return false
	}
	name, count, when := false, false, false
	for _, c := range t.cols {
		switch c {
		case "virus_name":
			name = true
		case "virus_count":
			count = true
		case detFrom, detTo, detPeriod:
			when = true
		case "":
		default:
			return false
		}
	}
	return name && count && (when || len(t.cols) <= 3)
}

// readDetections makes one report of a list of detections.
func (t *tableReader) readDetections(cover url.Values, rows []listRow) Received {
	out := Received{Form: t.form, Lang: t.lang}
	var lines []string
	var unread []incident.Unread
	var all []byte
	for _, l := range rows {
		if t.skipped(l) {
			continue
		}
		all = append(all, raw(listRow{}, l)...)
		if isTotal(l) {
			unread = append(unread, incident.Unread{Where: rowPlace(l.n), What: "unread.total"})
			continue
		}
		d, ok := t.detection(l)
		if !ok {
			unread = append(unread, incident.Unread{Where: rowPlace(l.n), What: "unread.detection"})
			continue
		}
		lines = append(lines, d.Line())
	}
	out.Reading = t.form.ReadValues(cover, t.today)
	out.Raw = append(raw(listRow{}, t.head), all...)
	out.Unread = append(out.Unread, unread...)
	if t.unsure {
		out.Unread = append(out.Unread, incident.Unread{Where: "file", What: "unread.charset"})
	}
	if len(lines) == 0 {
		out.Answers = nil
		return out
	}
	// Not by ReadValues: a list of a year is longer than what anybody types into a page.
	out.Answers = Merge(out.Answers, []incident.Answer{{Question: DetectionsQuestion, State: incident.KnownYes, Text: strings.Join(lines, "\n")}})
	return out
}

func (t *tableReader) detection(l listRow) (Detection, bool) {
	var d Detection
	counted := false
	for i, c := range l.cells {
		if i >= len(t.cols) || strings.TrimSpace(c) == "" {
			continue
		}
		switch t.cols[i] {
		case "virus_name":
			d.Name = text.Clean(c)
		case "virus_count":
			if m := detectionCount.FindStringSubmatch(strings.TrimSpace(text.Normal(c))); m != nil {
				n, err := strconv.ParseInt(strings.ReplaceAll(m[1], ",", ""), 10, 64)
				d.Count, counted = n, err == nil && n <= 1_000_000_000
			}
		case detFrom, detPeriod:
			if from, to, ok := readPeriod(strings.TrimSpace(text.Normal(t.day(c))), t.today); ok {
				d.MonthFrom, d.MonthTo = from, to
			}
		}
	}
	for i, c := range l.cells {
		if i < len(t.cols) && t.cols[i] == detTo && d.MonthFrom != 0 {
			if _, to, ok := readPeriod(strings.TrimSpace(text.Normal(t.day(c))), t.today); ok && to >= d.MonthFrom {
				d.MonthTo = to
			}
		}
	}
	return d, counted && strings.TrimSpace(d.Name) != ""
}
