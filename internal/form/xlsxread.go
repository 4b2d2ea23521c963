package form

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"io"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/richardlehane/mscfb"
	"github.com/xuri/excelize/v2"

	"todoke/internal/incident"
)

// Limits of a workbook. Nothing of it is ever written to a temporary file: it holds what identifies.
const (
	maxUnzipped = 200 << 20 // bytes of all its parts
	maxParts    = 5_000
	maxLoaded   = 32 << 20 // bytes of sheets up to which merged cells and formulas are looked at
	maxProbed   = 20_000   // empty cells looked at for a formula
)

// ReadWorkbook reads an Excel workbook: ours, filled in, or a list on any sheet, in whatever order and under whatever names its columns stand. What the item sheets
// say holds for every row of the list. Formulas count with the value the sender's program left; hidden sheets are said and left alone.
// Errors of kind Invalid and TooLarge say why nothing could be read: a password, the old binary kind, no workbook at all, too large when unpacked.
func (fs *Forms) ReadWorkbook(b []byte, today time.Time) (out []Received, err error) {
	if err := bookKind(b); err != nil {
		return nil, err
	}
	defer func() { // a broken workbook must not end the program, whatever the library makes of it
		if p := recover(); p != nil {
			out, err = nil, incident.Errorf(incident.Invalid, "error.list_unreadable")
		}
	}()
	x, err := excelize.OpenReader(bytes.NewReader(b), excelize.Options{UnzipSizeLimit: maxUnzipped, UnzipXMLSizeLimit: maxUnzipped, RawCellValue: true})
	if err != nil {
		return nil, incident.Errorf(incident.Invalid, "error.list_unreadable")
	}
	defer x.Close()
	r := &bookReader{x: x, forms: fs, today: today, cover: url.Values{}}
	return r.read()
}

// bookKind tells what the bytes are before a library reads them.
func bookKind(b []byte) error {
	if bytes.HasPrefix(b, []byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")) {
		doc, err := mscfb.New(bytes.NewReader(b))
		for err == nil {
			var e *mscfb.File
			if e, err = doc.Next(); err == nil && e.Name == "EncryptedPackage" {
				return incident.Errorf(incident.Invalid, "error.list_password")
			}
		}
		return incident.Errorf(incident.Invalid, "error.list_xls")
	}
	z, err := zip.NewReader(bytes.NewReader(b), int64(len(b)))
	if err != nil {
		return incident.Errorf(incident.Invalid, "error.list_unreadable")
	}
	var size uint64
	book := false
	for _, f := range z.File {
		size += min(f.UncompressedSize64, maxUnzipped+1)
		book = book || f.Name == "xl/workbook.xml"
	}
	switch {
	case size > maxUnzipped || len(z.File) > maxParts:
		return incident.Errorf(incident.TooLarge, "error.list_unpacked", strconv.Itoa(maxUnzipped>>20)+" MB")
	case !book:
		return incident.Errorf(incident.Invalid, "error.list_unreadable")
	}
	for _, f := range z.File { // the sizes of a zip are claims
		in, err := f.Open()
		if err != nil {
			return incident.Errorf(incident.Invalid, "error.list_unreadable")
		}
		n, err := io.Copy(io.Discard, io.LimitReader(in, int64(f.UncompressedSize64)+1))
		in.Close()
		if err != nil || uint64(n) != f.UncompressedSize64 {
			return incident.Errorf(incident.Invalid, "error.list_unreadable")
		}
	}
	return nil
}

type bookReader struct {
	x      *excelize.File
	forms  *Forms
	today  time.Time
	form   *Form
	lang   incident.Lang
	cover  url.Values // what the item sheets say
	unread []incident.Unread
	known  bool // an item sheet was found
	loaded bool // sheets are small enough to look at merged cells and formulas
	merged bool // a sheet has merged cells
	eras   bool // days are counted from 1904
	probed int
}

func (r *bookReader) read() ([]Received, error) {
	r.look()
	var tables []listOf
	for i, name := range r.x.GetSheetList() {
		if visible, err := r.x.GetSheetVisible(name); err != nil || !visible {
			if !r.ownOptions(name) {
				r.unread = append(r.unread, incident.Unread{Where: fmt.Sprintf("sheet %d", i+1), What: "unread.hidden_sheet"})
			}
			continue
		}
		rows, err := r.rows(name)
		if err != nil {
			return nil, err
		}
		if r.mark(rows) || r.items(rows) || len(rows) == 0 {
			continue
		}
		tables = append(tables, listOf{i + 1, rows})
	}
	return r.reports(tables)
}

// listOf is one sheet that may be a list.
type listOf struct {
	n    int
	rows []listRow
}

// reports puts item sheets and lists together.
func (r *bookReader) reports(tables []listOf) ([]Received, error) {
	var out []Received
	var found []incident.Answer
	for _, s := range tables {
		t := &tableReader{forms: r.forms, today: r.today, date1904: r.eras, sheet: true, cover: r.cover, form: r.form, lang: r.lang}
		list, err := t.read(s.rows)
		if err != nil {
			return nil, err
		}
		if t.names != nil && t.head.n == 0 { // no row of names
			r.unread = append(r.unread, incident.Unread{Where: fmt.Sprintf("sheet %d", s.n), What: "unread.sheet"})
		}
		if len(list) == 1 && t.detectionsOnly(list[0]) && r.form != nil {
			a, ok := Find(list[0].Answers, DetectionsQuestion)
			if ok {
				found = append(found, a)
			}
			r.unread = append(r.unread, list[0].Unread...)
			continue
		}
		out = append(out, list...)
	}
	if len(found) > 0 || r.known && !slices.ContainsFunc(out, func(x Received) bool { return len(x.Answers) > 0 }) {
		one := Received{Form: r.form, Lang: r.lang, Reading: r.form.ReadValues(r.cover, r.today)}
		for _, a := range found {
			if older, ok := Find(one.Answers, DetectionsQuestion); ok {
				a.Text = older.Text + "\n" + a.Text
			}
			one.Answers = Merge(one.Answers, []incident.Answer{a})
		}
		if len(one.Answers)+len(one.Unread)+len(one.Errors) > 0 || len(out) == 0 {
			out = append([]Received{one}, out...)
		}
	}
	for i := range out {
		out[i].Unread = append(out[i].Unread, r.unread...)
	}
	if len(out) == 0 || !slices.ContainsFunc(out, func(x Received) bool { return len(x.Answers)+len(x.Unread)+len(x.Errors) > 0 }) {
		return nil, incident.Errorf(incident.Invalid, "error.list_empty")
	}
	return out, nil
}

func (t *tableReader) detectionsOnly(r Received) bool {
	return t.form != nil && t.head.n > 0 && t.detections() && r.Row == 0
}

// look notes what the workbook is like before its sheets are read.
func (r *bookReader) look() {
	if p, err := r.x.GetWorkbookProps(); err == nil && p.Date1904 != nil {
		r.eras = *p.Date1904
	}
	size := 0
	r.x.Pkg.Range(func(k, v any) bool {
		name, _ := k.(string)
		if b, ok := v.([]byte); ok && strings.HasPrefix(strings.ToLower(name), "xl/worksheets/") {
			size += len(b)
			r.merged = r.merged || bytes.Contains(b, []byte("mergeCell "))
		}
		return true
	})
	r.loaded = size <= maxLoaded
	if r.merged && !r.loaded {
		r.unread = append(r.unread, incident.Unread{Where: "file", What: "unread.merged"})
	}
}

func (r *bookReader) ownOptions(name string) bool {
	return name == word("options", incident.JA) || name == word("options", incident.EN)
}

// rows reads a sheet. A merged cell's value stands in all the cells it covers downwards, as a reader sees it.
func (r *bookReader) rows(name string) ([]listRow, error) {
	it, err := r.x.Rows(name)
	if err != nil { // a chart sheet and the like
		return nil, nil
	}
	defer it.Close()
	var out []listRow
	for n := 1; it.Next(); n++ {
		cells, err := it.Columns(excelize.Options{RawCellValue: true})
		if err != nil {
			return nil, incident.Errorf(incident.Invalid, "error.list_unreadable")
		}
		if out, err = addLine(out, n, cells); err != nil {
			return nil, err
		}
	}
	if it.Error() != nil {
		return nil, incident.Errorf(incident.Invalid, "error.list_unreadable")
	}
	if r.merged && r.loaded {
		r.spread(name, out)
	}
	if r.loaded {
		r.formulas(name, out)
	}
	return out, nil
}

// spread fills the cells of one column that are merged downwards.
func (r *bookReader) spread(name string, rows []listRow) {
	list, err := r.x.GetMergeCells(name, true)
	if err != nil {
		return
	}
	at := map[int]int{}
	for i, l := range rows {
		at[l.n] = i
	}
	for _, m := range list {
		col, from, err1 := excelize.CellNameToCoordinates(m.GetStartAxis())
		_, to, err2 := excelize.CellNameToCoordinates(m.GetEndAxis())
		if err1 != nil || err2 != nil || to <= from || to-from > MaxRows {
			continue
		}
		i, ok := at[from]
		if !ok || col > len(rows[i].cells) {
			continue
		}
		for n := from + 1; n <= to; n++ {
			j, ok := at[n]
			if !ok {
				continue // a row that holds nothing of its own is no report
			}
			for len(rows[j].cells) < col {
				rows[j].cells = append(rows[j].cells, "")
			}
			rows[j].cells[col-1] = rows[i].cells[col-1]
		}
	}
}

// formulas says of cells that hold a formula without the value it had.
func (r *bookReader) formulas(name string, rows []listRow) {
	width := 0
	for _, l := range rows {
		width = max(width, len(l.cells))
	}
	for _, l := range rows {
		for i := range width {
			if i < len(l.cells) && l.cells[i] != "" {
				continue
			}
			if r.probed++; r.probed > maxProbed {
				return
			}
			at, err := excelize.CoordinatesToCellName(i+1, l.n)
			if err != nil {
				continue
			}
			if f, err := r.x.GetCellFormula(name, at); err == nil && f != "" {
				r.unread = append(r.unread, incident.Unread{Where: "cell " + at, What: "unread.formula"})
			}
		}
	}
}

// mark reads the start sheet of our own workbook.
func (r *bookReader) mark(rows []listRow) bool {
	for _, l := range rows {
		for _, c := range l.cells {
			rest, ok := strings.CutPrefix(c, formMark)
			if !ok {
				continue
			}
			name, lang, _ := strings.Cut(rest, " ")
			id, version, _ := strings.Cut(name, "@")
			n, _ := strconv.Atoi(version)
			f, err := r.forms.Find(id, n)
			if err != nil {
				f, err = r.forms.Find(id, 0)
			}
			if err == nil {
				r.form, r.lang = f, incident.JA
				if lang == string(incident.EN) {
					r.lang = incident.EN
				}
				return true
			}
		}
	}
	return false
}

var errNoItems = errors.New("no item sheet")

// items reads a sheet of an item group into the cover.
func (r *bookReader) items(rows []listRow) bool {
	if r.form == nil {
		f, err := r.forms.Find("door", 0)
		if err != nil {
			return false
		}
		if err := (&itemReader{form: f, unread: &r.unread}).sheet(rows, url.Values{}); err != nil {
			return false
		}
		r.form, r.lang = f, incident.JA
	}
	i := itemReader{form: r.form, date: &tableReader{date1904: r.eras}, unread: &r.unread}
	if err := i.sheet(rows, r.cover); err != nil {
		return false
	}
	r.known = true
	return true
}

// itemReader reads the rows of one item sheet.
type itemReader struct {
	form   *Form
	date   *tableReader
	unread *[]incident.Unread
	cols   map[string]int
}

// sheet reads a sheet that has the columns of an item sheet; errNoItems when it is none. Where the hidden column of ids was lost, the labels are read.
func (i *itemReader) sheet(rows []listRow, v url.Values) error {
	head := -1
	for n, l := range rows[:min(len(rows), 15)] {
		if i.heads(l) {
			head = n
			break
		}
	}
	if head < 0 {
		return errNoItems
	}
	if i.date == nil {
		return nil // only looked at
	}
	sures := map[string]string{}
	for _, l := range rows[head+1:] {
		if id := i.field(l, nil); id != "" {
			if s := i.at(l, "sure"); s != "" {
				sures[id] = s
			}
		}
	}
	var last *Question
	texts := map[string]string{}
	var order []string
	for _, l := range rows[head+1:] {
		id := i.field(l, last)
		q := i.form.questions[fieldQuestion(id)]
		if q == nil {
			i.lost(l)
			continue
		}
		last = q
		if id != q.ID {
			i.option(v, q, q.Option(strings.TrimPrefix(id, q.ID+".")), l)
			continue
		}
		if _, ok := texts[q.ID]; !ok {
			order = append(order, q.ID)
		}
		texts[q.ID] += i.at(l, "answer")
	}
	for _, id := range order {
		i.answer(v, i.form.questions[id], texts[id], sures[id])
	}
	return nil
}

// heads finds the columns by their names.
func (i *itemReader) heads(l listRow) bool {
	i.cols = map[string]int{}
	for n, c := range l.cells {
		for _, name := range []string{"item", "answer", "sure", "words", "id"} {
			t := sheets().Words[name]
			if _, have := i.cols[name]; !have && (key(c) == key(t.JA) || key(c) == key(t.EN)) {
				i.cols[name] = n
			}
		}
	}
	_, item := i.cols["item"]
	_, id := i.cols["id"]
	_, answer := i.cols["answer"]
	return answer && (item || id)
}

func (i *itemReader) at(l listRow, col string) string {
	n, ok := i.cols[col]
	if !ok || n >= len(l.cells) {
		return ""
	}
	return l.cells[n]
}

// field gives the field of a row: by its id, else by its label, options below the question they belong to.
func (i *itemReader) field(l listRow, last *Question) string {
	if id := strings.TrimSpace(i.at(l, "id")); id != "" {
		if q := i.form.questions[fieldQuestion(id)]; q != nil && (id == q.ID || q.Option(strings.TrimPrefix(id, q.ID+".")) != nil) {
			return id
		}
	}
	k := key(i.at(l, "item"))
	if k == "" {
		return ""
	}
	if last != nil && rowsOfOptions(last) {
		if o := last.optionOf(i.at(l, "item")); o != nil {
			return last.ID + "." + o.Code
		}
	}
	for _, c := range i.form.columns() {
		if k == key(c.q.Label.JA) || k == key(c.q.Label.EN) {
			return c.q.ID
		}
	}
	return ""
}

// lost lists a row with an answer that belongs to no question.
func (i *itemReader) lost(l listRow) {
	if strings.TrimSpace(i.at(l, "answer")+i.at(l, "words")) != "" {
		*i.unread = append(*i.unread, incident.Unread{Where: rowPlace(l.n), What: "unread.row"})
	}
}

var noTick = []string{"", key(untick), "0", "false", "no", "いいえ", "×", "x ", "-"}

// option reads the row of one option: any mark ticks it.
func (i *itemReader) option(v url.Values, q *Question, o *Option, l listRow) {
	if o == nil {
		return
	}
	mark := strings.TrimSpace(i.at(l, "answer"))
	if mark != "" && mark != untick && mark != "☐" && !slices.Contains(noTick, strings.ToLower(mark)) {
		v.Add(q.ID, o.Code)
	}
	if words := i.at(l, "words"); strings.TrimSpace(words) != "" {
		if o.Other {
			v.Set(o.otherField, words)
		} else {
			i.lost(listRow{n: l.n, cells: l.cells})
		}
	}
}

// answer reads what stands beside a question itself.
func (i *itemReader) answer(v url.Values, q *Question, s, sure string) {
	state := stateOf(sure)
	if strings.TrimSpace(sure) != "" && state == "" {
		*i.unread = append(*i.unread, incident.Unread{Where: q.ID, What: "unread.state"})
	}
	q.readCell(v, i.date.value(q, s), state != "")
	if state != "" && state != incident.KnownYes {
		v.Set(q.stateField, string(state))
	}
}
