package publish

import (
	"bytes"
	"context"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"maps"
	"reflect"
	"strconv"
	"time"

	"todoke/internal/export"
	"todoke/internal/i18n"
	"todoke/internal/incident"
	"todoke/internal/stats"
)

func itoa(n int) string { return strconv.Itoa(n) }

// withSign is a difference with its sign.
func withSign(n int) string {
	switch {
	case n > 0:
		return "+" + thousands(itoa(n))
	case n < 0:
		return "−" + thousands(itoa(-n))
	}
	return "0"
}

func readRevisions(body json.RawMessage) []stats.Difference {
	var out []stats.Difference
	if len(body) > 0 {
		_ = json.Unmarshal(body, &out) // the freeze wrote it
	}
	return out
}

// statisticsFiles are the finished files of an edition of statistics.
func (p *Publish) statisticsFiles(ctx context.Context, c *incident.Collection, opt Options) (files, error) {
	list := files{"style.css": style, "icon.svg": icon}
	data, err := statisticsFormats(c, p.words)
	if err != nil {
		return nil, err
	}
	maps.Copy(list, data)
	for _, lang := range langs {
		pg := newPage(c, lang, p.words, "index.html")
		pg.Title, pg.Description = plain(c.Title.In(lang)), pg.t("publish.statistics.description", len(c.Statistics.Tables))
		pg.Body = statisticsPage{Sections: pg.statisticsSections(), PDF: !opt.WithoutPDF, Glance: pg.glance(), Data: pg.statisticsData(list)}
		if err := list.execute(pg, "statistics"); err != nil {
			return nil, err
		}
		for i := range c.Statistics.Tables {
			if err := list.execute(newTablePage(c, i, lang, p.words, c.Statistics.Tables[i].ID+"/index.html"), "stattable"); err != nil {
				return nil, err
			}
		}
		if !opt.WithoutPDF {
			if err := p.typeset(ctx, c, lang, list); err != nil {
				return nil, err
			}
		}
	}
	list[manifestName], err = list.manifest(c)
	return list, err
}

// statisticsFormats are the files other programs read: the whole set, and each table for itself.
func statisticsFormats(c *incident.Collection, words *i18n.Catalogue) (files, error) {
	out := files{}
	var err error
	if out["edition.json"], err = export.EditionJSON(c); err != nil {
		return nil, err
	}
	raw := export.Raw{"table": reflect.TypeFor[stats.Table](), "revisions": reflect.TypeFor[[]stats.Difference]()}
	if out["edition.schema.json"], err = export.EditionSchema(c.DemoLabel, raw); err != nil {
		return nil, err
	}
	tables, err := tablesOf(c)
	if err != nil {
		return nil, err
	}
	at, err := time.Parse(time.RFC3339, c.FrozenAt)
	if err != nil {
		return nil, fmt.Errorf("edition %s: frozen_at: %w", c.ID, err)
	}
	for _, lang := range langs {
		o := outliner{c: c, lang: lang, words: words}
		book := stats.Book{Title: plain(c.Title.In(lang)), Desk: c.Desk.In(lang), At: at, Texts: []string{o.period(), o.t("publish.statistics.counted"), o.t("publish.statistics.frozen", o.day(frozenDay(c.Statistics.FrozenAt)), c.Statistics.ID)}}
		if c.Demo {
			book.Mark = demoLabel(c, lang, words)
		}
		if out[langDir(lang)+"statistics.xlsx"], err = stats.Workbook(tables, book, lang, words); err != nil {
			return nil, err
		}
		for i, t := range tables {
			if out[langDir(lang)+"tables/"+t.Definition+".csv"], err = tableCSV(c, t, lang, words); err != nil {
				return nil, err
			}
			if lang == incident.JA {
				if out["tables/"+t.Definition+".json"], err = tableJSON(c, i); err != nil {
					return nil, err
				}
			}
		}
	}
	return out, nil
}

// tableCSV is a table with the mark of a demonstration over it.
func tableCSV(c *incident.Collection, t *stats.Table, lang incident.Lang, words *i18n.Catalogue) ([]byte, error) {
	body, err := stats.CSV(t, lang, words)
	if err != nil || !c.Demo {
		return body, err
	}
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	if err := w.WriteAll([][]string{{"# " + demoLabel(c, lang, words)}}); err != nil {
		return nil, err
	}
	return append(b.Bytes(), body...), nil
}

// tableJSON is one table with the edition it belongs to.
func tableJSON(c *incident.Collection, i int) ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	err := e.Encode(struct {
		Format    string         `json:"format"`
		Edition   string         `json:"edition"`
		Desk      incident.Text  `json:"desk"`
		Demo      bool           `json:"demo"`
		DemoLabel *incident.Text `json:"demo_label,omitempty"`
		Set       string         `json:"set"`
		FrozenAt  string         `json:"frozen_at"`
		Path      string         `json:"path"`
		incident.PublishedTable
	}{"todoke-published-table/1", c.ID, c.Desk, c.Demo, c.DemoLabel, c.Statistics.ID, c.Statistics.FrozenAt, "/statistics/" + c.ID + "/" + c.Statistics.Tables[i].ID + "/", c.Statistics.Tables[i]})
	if err != nil {
		return nil, fmt.Errorf("table %s: %w", c.Statistics.Tables[i].ID, err)
	}
	return b.Bytes(), nil
}

// statisticsPage is a whole edition of statistics on one page.
type statisticsPage struct {
	Sections []section
	PDF      bool
	Glance   []glanceFigure
	Data     []dataRow
}

// statTablePage is one table on its own, at the address it is cited by.
type statTablePage struct {
	ID, Head   string
	Blocks     []block
	Prev, Next string // tables beside it, "" where there is none
	Later      string // an edition of the same period released since
}

// newTablePage is the page of one table; file is its path without the language.
func newTablePage(c *incident.Collection, i int, lang incident.Lang, words *i18n.Catalogue, file string) *page {
	pg := newPage(c, lang, words, file)
	t := pg.tables()[i]
	body := statTablePage{ID: t.Definition, Head: t.Definition + " " + t.Title.In(lang), Blocks: pg.tableBlocks(t, 2)}
	if i > 0 {
		body.Prev = c.Statistics.Tables[i-1].ID
	}
	if i+1 < len(c.Statistics.Tables) {
		body.Next = c.Statistics.Tables[i+1].ID
	}
	pg.Title = t.Definition + " " + t.Title.In(lang) + " – " + plain(c.Title.In(lang))
	pg.Description, pg.Body = pg.t("publish.statistics.caption", t.Title.In(lang), t.Unit.In(lang)), body
	return pg
}

// glanceFigure is one number of the page at a glance.
type glanceFigure struct {
	Label, Value, Change string
	Table, Cell          string
}

// glance are the newest year's reports and those with damage, with the change to the year before where the same rule counts both.
func (o outliner) glance() []glanceFigure {
	var out []glanceFigure
	for _, t := range o.tables() {
		if t.Definition != "V1" && t.Definition != "A1Y" || len(t.Cells) == 0 {
			continue
		}
		last := len(t.Cells) - 1
		row := t.Rows.Cells[last].Code
		put := func(key string, now stats.Cell, before stats.Cell, there bool, column string) {
			if now.None || now.Suppressed {
				return
			}
			g := glanceFigure{Label: o.t("publish.statistics.glance." + key), Value: now.Printed(), Table: t.Definition, Cell: t.Definition + "." + row + "." + column}
			broken := false
			for _, b := range t.Breaks {
				broken = broken || last > 0 && b.After == t.Rows.Cells[last-1].Code
			}
			if change := stats.Change(before.Value, now.Value, 1); there && !broken && change != "" && !before.None && !before.Suppressed {
				g.Change = o.t("publish.statistics.glance.change", change)
			}
			out = append(out, g)
		}
		before := func(list []stats.Cell) (stats.Cell, bool) {
			if last > 0 && last-1 < len(list) {
				return list[last-1], true
			}
			return stats.Cell{}, false
		}
		if last < len(t.RowTotals) {
			was, there := before(t.RowTotals)
			put(t.Definition, t.RowTotals[last], was, there, "total")
		}
		for c, h := range t.Columns.Cells {
			if h.Code == "with" {
				was := stats.Cell{}
				if last > 0 {
					was = t.Cells[last-1][c]
				}
				put(t.Definition+".with", t.Cells[last][c], was, last > 0, "with")
			}
		}
	}
	return out
}

// statisticsData lists the files of an edition of statistics.
func (o outliner) statisticsData(list files) []dataRow {
	var out []dataRow
	for _, r := range []struct{ key, file, spec, schema string }{
		{"statxlsx", langDir(o.lang) + "statistics.xlsx", "Office Open XML", ""},
		{"statjson", "edition.json", "JSON Schema 2020-12", "edition.schema.json"},
	} {
		out = append(out, dataRow{What: o.t("publish.data." + r.key), Spec: r.spec, Schema: r.schema, Files: []dataFile{{r.file, r.file}}, Size: o.t("publish.data.kilobytes", o.n((len(list[r.file])+999)/1000))})
	}
	row, size := dataRow{What: o.t("publish.data.statcsv"), Spec: "RFC 4180, UTF-8"}, 0
	for _, t := range o.c.Statistics.Tables {
		name := langDir(o.lang) + "tables/" + t.ID + ".csv"
		size += len(list[name])
		row.Files = append(row.Files, dataFile{name, t.ID})
	}
	row.Size = o.t("publish.data.kilobytes", o.n((size+999)/1000))
	return append(out, row)
}
