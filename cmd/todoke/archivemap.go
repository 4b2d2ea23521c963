package main

import (
	"encoding/csv"
	"fmt"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/BurntSushi/toml"

	"todoke/internal/form"
	"todoke/internal/incident"
	"todoke/internal/intake"
	"todoke/internal/text"
)

// archiveMap is map.toml: how the columns of an old archive become reports. docs/channels.md has an example that a test reads.
type archiveMap struct {
	Form     string                       `toml:"form"`     // "door" when empty
	Lang     incident.Lang                `toml:"lang"`     // "ja" when empty
	Received string                       `toml:"received"` // column of the day the desk received it; needed
	Channel  incident.Channel             `toml:"channel"`  // "csv" when empty
	Columns  map[string]string            `toml:"columns"`  // column → field of the form
	Values   map[string]map[string]string `toml:"values"`   // question → cell → option code
	Accepted struct {
		Date      string   `toml:"date"` // column; a row without one was not accepted
		Scheme    codeFrom `toml:"scheme"`
		Damage    codeFrom `toml:"damage"`
		Attempted codeFrom `toml:"attempted"` // the code "yes"
	} `toml:"accepted"`
	Facts      []factFrom `toml:"fact"`
	Detections *struct {
		Name  string `toml:"name"`
		Count string `toml:"count"`
		Month string `toml:"month"`
	} `toml:"detection"`

	form *form.Form
	at   map[string]int // column → place
}

// codeFrom takes a code from a column, or the same for all rows.
type codeFrom struct {
	Column  string            `toml:"column"`
	Values  map[string]string `toml:"values"`
	Default string            `toml:"default"`
}

// factFrom makes coded facts of a column.
type factFrom struct {
	Column    string             `toml:"column"`
	Dimension incident.Dimension `toml:"dimension"`
	Values    map[string]string  `toml:"values"`
	Certainty incident.Certainty `toml:"certainty"` // "confirmed" when empty
	Status    incident.Status    `toml:"status"`    // of a response
}

// readArchiveMap reads map.toml and lists everything wrong with it.
func readArchiveMap(path string, forms *form.Forms) (*archiveMap, error) {
	m := &archiveMap{}
	meta, err := toml.DecodeFile(path, m)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	var wrong []string
	for _, k := range meta.Undecoded() {
		wrong = append(wrong, "unknown key "+k.String())
	}
	if m.Form == "" {
		m.Form = "door"
	}
	if m.Lang == "" {
		m.Lang = incident.JA
	}
	if m.Channel == "" {
		m.Channel = incident.CSV
	}
	if m.form, err = forms.Find(m.Form, 0); err != nil {
		return nil, refused{fmt.Errorf("%s: there is no form %q", path, m.Form)}
	}
	if m.Received == "" {
		wrong = append(wrong, "received names no column")
	}
	if !slices.Contains([]incident.Channel{incident.Web, incident.Mail, incident.TextF, incident.Excel, incident.CSV, incident.API, incident.Phone, incident.Fax, incident.Post}, m.Channel) {
		wrong = append(wrong, "channel "+string(m.Channel))
	}
	for col, field := range m.Columns {
		if id, _, _ := strings.Cut(field, "."); m.form.Question(id) == nil {
			wrong = append(wrong, fmt.Sprintf("column %q: the form has no question %q", col, field))
		}
	}
	for id, values := range m.Values {
		q := m.form.Question(id)
		for cell, code := range values {
			if q == nil || q.Option(code) == nil {
				wrong = append(wrong, fmt.Sprintf("values.%s: %q is no option (%q)", id, code, cell))
			}
		}
	}
	wrong = append(wrong, m.wrongCodes()...)
	if len(wrong) > 0 {
		slices.Sort(wrong)
		return nil, refused{fmt.Errorf("%s:\n  %s", path, strings.Join(wrong, "\n  "))}
	}
	return m, nil
}

func (m *archiveMap) wrongCodes() []string {
	var wrong []string
	check := func(what string, c codeFrom, known func(string) bool) {
		for _, code := range c.Values {
			if !known(code) {
				wrong = append(wrong, fmt.Sprintf("accepted.%s: unknown code %q", what, code))
			}
		}
		if c.Default != "" && !known(c.Default) {
			wrong = append(wrong, fmt.Sprintf("accepted.%s: unknown code %q", what, c.Default))
		}
	}
	check("scheme", m.Accepted.Scheme, func(s string) bool { return slices.Contains(incident.Schemes, incident.Scheme(s)) })
	check("damage", m.Accepted.Damage, func(s string) bool { return slices.Contains(incident.Damages, incident.Damage(s)) })
	check("attempted", m.Accepted.Attempted, func(s string) bool { return s == "yes" || s == "no" })
	vocabulary := incident.DefaultVocabulary()
	for i := range m.Facts {
		f := &m.Facts[i]
		if f.Certainty == "" {
			f.Certainty = incident.Confirmed
		}
		if !slices.Contains(incident.Dimensions, f.Dimension) || !slices.Contains(incident.Certainties, f.Certainty) {
			wrong = append(wrong, fmt.Sprintf("fact of %q: dimension %q, certainty %q", f.Column, f.Dimension, f.Certainty))
			continue
		}
		for _, code := range f.Values {
			if err := f.fact(code).Validate(vocabulary); err != nil {
				wrong = append(wrong, fmt.Sprintf("fact of %q: %s:%s is not in the vocabulary", f.Column, f.Dimension, code))
			}
		}
	}
	return wrong
}

func (f factFrom) fact(code string) incident.Fact {
	return incident.Fact{Dimension: f.Dimension, Code: code, Polarity: incident.Present, Certainty: f.Certainty, Source: incident.FromDesk, Status: f.Status, Coded: true}
}

// columns finds the columns the map names in the head of the file, and lists those that are missing.
func (m *archiveMap) columns(head []string) error {
	m.at = map[string]int{}
	for i, h := range head {
		if h = strings.TrimSpace(h); h != "" {
			if _, twice := m.at[h]; !twice {
				m.at[h] = i
			}
		}
	}
	var missing []string
	need := func(name string) {
		if _, ok := m.at[name]; name != "" && !ok && !slices.Contains(missing, name) {
			missing = append(missing, name)
		}
	}
	need(m.Received)
	for col := range m.Columns {
		need(col)
	}
	for _, c := range []codeFrom{m.Accepted.Scheme, m.Accepted.Damage, m.Accepted.Attempted} {
		need(c.Column)
	}
	need(m.Accepted.Date)
	for _, f := range m.Facts {
		need(f.Column)
	}
	if m.Detections != nil {
		need(m.Detections.Name)
		need(m.Detections.Count)
		need(m.Detections.Month)
	}
	if len(missing) > 0 {
		slices.Sort(missing)
		return refused{fmt.Errorf("the file has no column %s", strings.Join(missing, ", "))}
	}
	return nil
}

func (m *archiveMap) cell(row []string, name string) string {
	if i, ok := m.at[name]; ok && name != "" && i < len(row) {
		return strings.TrimSpace(row[i])
	}
	return ""
}

func (m *archiveMap) code(row []string, c codeFrom) string {
	if code, ok := c.Values[m.cell(row, c.Column)]; ok {
		return code
	}
	return c.Default
}

var betweenCodes = regexp.MustCompile(`\s*[;；、\n]\s*`)

// row makes an archived report of a row; today bounds its dates.
func (m *archiveMap) row(n, line int, row []string, today time.Time) intake.ArchiveRow {
	out := intake.ArchiveRow{N: n, Line: line}
	received, err := text.ParseDate(m.cell(row, m.Received), today)
	if err != nil || received.Precision != text.Day {
		out.Why = "unread.date"
		return out
	}
	v := url.Values{}
	for col, field := range m.Columns {
		m.fill(v, field, m.cell(row, col))
	}
	if d := m.Detections; d != nil {
		if name, count := m.cell(row, d.Name), m.cell(row, d.Count); name != "" && count != "" {
			v.Set(form.DetectionsQuestion, strings.Join([]string{name, m.cell(row, d.Month), count}, "\t"))
		}
	}
	r := m.form.ReadValues(v, received.From)
	if m.form.Enough(r.Answers) != nil {
		out.Why = "error.not_enough"
		return out
	}
	at := time.Date(received.From.Year(), received.From.Month(), received.From.Day(), 12, 0, 0, 0, incident.Japan)
	out.Submission = intake.Submission{Form: m.form.ID, FormVersion: m.form.Version, Lang: m.Lang, Channel: m.Channel, Answers: r.Answers, Unread: r.AllUnread(), At: at}
	out.Past = m.past(row, at)
	return out
}

// fill puts a cell into a field: an option by the map's values, by code or by label, anything else as written.
func (m *archiveMap) fill(v url.Values, field, cell string) {
	id, _, further := strings.Cut(field, ".")
	q := m.form.Question(id)
	if cell == "" || further || len(q.Options) == 0 {
		if cell != "" {
			v.Add(field, cell)
		}
		return
	}
	for _, part := range betweenCodes.Split(cell, -1) {
		code, ok := m.Values[id][part]
		for i := range q.Options {
			if o := &q.Options[i]; !ok && (o.Label.JA == part || o.Label.EN == part) {
				code, ok = o.Code, true
			}
		}
		if !ok {
			code = part // ReadValues lists what is no option
		}
		v.Add(field, code)
	}
}

func (m *archiveMap) past(row []string, received time.Time) *intake.Past {
	p := &intake.Past{}
	for _, f := range m.Facts {
		for _, part := range betweenCodes.Split(m.cell(row, f.Column), -1) {
			if code, ok := f.Values[part]; ok {
				p.Facts = append(p.Facts, f.fact(code))
			}
		}
	}
	accepted, err := text.ParseDate(m.cell(row, m.Accepted.Date), received.AddDate(10, 0, 0))
	if err != nil || accepted.Precision != text.Day {
		return p
	}
	p.Accepted = time.Date(accepted.From.Year(), accepted.From.Month(), accepted.From.Day(), 12, 0, 0, 0, incident.Japan)
	p.Acceptance = incident.Acceptance{Scheme: incident.Scheme(m.code(row, m.Accepted.Scheme)), Damage: incident.Damage(m.code(row, m.Accepted.Damage)), Attempted: m.code(row, m.Accepted.Attempted) == "yes"}
	if p.Acceptance.Scheme == "" {
		p.Acceptance.Scheme = incident.SchemeReference
	}
	if p.Acceptance.Damage == "" {
		p.Acceptance.Damage = incident.DamageNotKnown
	}
	return p
}

// csvLine writes a row as CSV, as it is kept in its report and, when it is none, in quarantine.
func csvLine(row []string) string {
	var b strings.Builder
	w := csv.NewWriter(&b)
	_ = w.Write(row) // into memory
	w.Flush()
	return b.String()
}
