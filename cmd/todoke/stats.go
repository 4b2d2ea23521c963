package main

import (
	"context"
	"encoding/csv"
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"

	"todoke/internal/i18n"
	"todoke/internal/incident"
	"todoke/internal/stats"
)

type statsCmd struct {
	Table   statsTableCmd   `cmd:"" default:"withargs" help:"Count one table."`
	List    statsListCmd    `cmd:"" help:"List the tables that are defined, and the dimensions."`
	Check   statsCheckCmd   `cmd:"" help:"Look for what is wrong with a file of a definition, of counting rules or of dimensions."`
	Rebuild statsRebuildCmd `cmd:"" help:"Derive what is counted again from the reports."`
}

type statsTableCmd struct {
	folder `embed:""`
	Name   string `arg:"" help:"Table, as V1 or A3."`
	Period string `help:"2020, 2020H1, 2020Q3, 2020-06 or 2011..2020." required:""`
	Format string `help:"csv, json, md or svg." enum:"csv,json,md,svg" default:"md"`
	Lang   string `help:"Language of csv, md and svg: ja or en." enum:"ja,en" default:"ja"`
	Freeze string `help:"Count the frozen set of this id instead of what stands now."`
}

// Help of stats table.
func (statsTableCmd) Help() string {
	return `Counts a table over a period: "todoke stats A3 --data DIR --period 2020". Works beside a running server. JSON is the whole table with definition, notes and breaks; csv and md are in one language, with the notes below; svg is a chart with every number in its description.

Exit codes: 0 done; 1 failed; 2 wrong command line; 4 no such folder, table or frozen set.`
}

// Run of stats table.
func (p *statsTableCmd) Run(ctx context.Context) error {
	period, err := stats.ParsePeriod(p.Period)
	if err != nil {
		return err
	}
	d, err := p.look(ctx)
	if err != nil {
		return err
	}
	defer d.close()
	t, err := d.stats.Table(ctx, operator, stats.Query{Definition: p.Name, Period: period, Freeze: p.Freeze})
	if err != nil {
		return err
	}
	out := tableWriter{w: os.Stdout, lang: incident.Lang(p.Lang), texts: d.texts}
	switch p.Format {
	case "json":
		return writeJSON(os.Stdout, t)
	case "csv":
		return out.csv(t)
	case "svg":
		_, err := os.Stdout.Write(stats.Chart(t, out.lang, d.texts))
		return err
	}
	out.markdown(t)
	return nil
}

// tableWriter writes a table in one language.
type tableWriter struct {
	w     io.Writer
	lang  incident.Lang
	texts *i18n.Catalogue
}

// lines are the heads, then every row with its label, and the totals; shares stand beside their numbers in columns of their own.
func (o tableWriter) lines(t *stats.Table) [][]string {
	total := o.texts.T(o.lang, "stats.total")
	shared := false
	for _, row := range t.Cells {
		for _, c := range row {
			shared = shared || c.Share != ""
		}
	}
	head := []string{t.Rows.Title.In(o.lang)}
	add := func(line []string, c stats.Cell) []string {
		line = append(line, o.number(c))
		if shared {
			line = append(line, c.Share)
		}
		return line
	}
	label := func(s string) {
		head = append(head, s+"（"+t.Unit.In(o.lang)+"）")
		if shared {
			head = append(head, "%")
		}
	}
	if o.lang == incident.EN {
		label = func(s string) {
			head = append(head, s+" ("+t.Unit.In(o.lang)+")")
			if shared {
				head = append(head, "%")
			}
		}
	}
	for _, c := range t.Columns.Cells {
		label(c.Label.In(o.lang))
	}
	if len(t.RowTotals) > 0 {
		label(total)
	}
	out := [][]string{head}
	for r, row := range t.Cells {
		line := []string{t.Rows.Cells[r].Label.In(o.lang)}
		for _, c := range row {
			line = add(line, c)
		}
		if r < len(t.RowTotals) {
			line = add(line, t.RowTotals[r])
		}
		out = append(out, line)
	}
	if len(t.ColumnTotal) > 0 {
		line := []string{total}
		for _, c := range t.ColumnTotal {
			line = add(line, c)
		}
		if len(t.RowTotals) > 0 {
			line = add(line, t.Total)
		}
		out = append(out, line)
	}
	return out
}

func (o tableWriter) number(c stats.Cell) string {
	switch {
	case c.Suppressed:
		return "x"
	case c.None:
		return "-"
	}
	return strconv.FormatInt(c.Value, 10)
}

// below are the sentences that stand under the table.
func (o tableWriter) below(t *stats.Table) []string {
	var out []string
	for _, b := range t.Breaks {
		s := b.Text.In(o.lang)
		if b.After != "" {
			s = b.After + " | " + s
		}
		out = append(out, s)
	}
	for _, n := range t.Notes {
		out = append(out, n.In(o.lang))
	}
	id := t.Definition + "@" + strconv.Itoa(t.Version) + ", " + t.From + " – " + t.To
	if t.Freeze != "" {
		id += ", " + t.Freeze + " (" + t.FrozenAt + ")"
	}
	return append(out, id)
}

func (o tableWriter) csv(t *stats.Table) error {
	w := csv.NewWriter(o.w)
	if err := w.WriteAll(o.lines(t)); err != nil {
		return err
	}
	for _, s := range o.below(t) {
		if err := w.Write([]string{"# " + s}); err != nil {
			return err
		}
	}
	for _, s := range t.Slices {
		if err := w.Write([]string{"# " + s.Head.Label.In(o.lang)}); err != nil {
			return err
		}
		if err := w.WriteAll(o.lines(s.Table)); err != nil {
			return err
		}
	}
	w.Flush()
	return w.Error()
}

func (o tableWriter) markdown(t *stats.Table) {
	fmt.Fprintf(o.w, "## %s %s\n", t.Definition, t.Title.In(o.lang))
	o.grid(t)
	for _, s := range o.below(t) {
		fmt.Fprintf(o.w, "- %s\n", s)
	}
	for _, s := range t.Slices {
		fmt.Fprintf(o.w, "\n### %s\n", s.Head.Label.In(o.lang))
		o.grid(s.Table)
	}
}

func (o tableWriter) grid(t *stats.Table) {
	fmt.Fprintln(o.w)
	for i, line := range o.lines(t) {
		fmt.Fprintf(o.w, "| %s |\n", strings.Join(line, " | "))
		if i == 0 {
			fmt.Fprintf(o.w, "|---%s|\n", strings.Repeat("|---:", len(line)-1))
		}
	}
	fmt.Fprintln(o.w)
}

type statsListCmd struct {
	folder `embed:""`
}

// Help of stats list.
func (statsListCmd) Help() string {
	return `Lists every table with its newest version, then the dimensions a definition may use with their codes. Works beside a running server.

Exit codes: 0 done; 1 failed; 4 no such folder.`
}

// Run of stats list.
func (p *statsListCmd) Run(ctx context.Context) error {
	d, err := p.look(ctx)
	if err != nil {
		return err
	}
	defer d.close()
	list, err := d.stats.Definitions(ctx, operator)
	if err != nil {
		return err
	}
	for _, t := range list {
		fmt.Printf("%s@%d\t%s\t%s\n", t.ID, t.Version, t.Title.JA, t.Title.EN)
	}
	fmt.Println()
	for _, dim := range d.stats.Dimensions() {
		var codes []string
		for _, l := range dim.Lists {
			for _, c := range l.Classes {
				codes = append(codes, c.Code)
			}
		}
		fmt.Printf("%s\t%s\t%s\n", dim.ID, dim.Title.EN, strings.Join(codes, " "))
	}
	return nil
}

type statsCheckCmd struct {
	File string `arg:"" help:"TOML file." type:"existingfile"`
}

// Help of stats check.
func (statsCheckCmd) Help() string {
	return `Reads a file of a table definition, of counting rules ([[rule]]) or of dimensions ([[dimension]]) and lists all that is wrong with it, by line. Needs no desk.

Exit codes: 0 nothing wrong; 1 failed; 2 wrong command line; 5 something is wrong.`
}

// Run of stats check.
func (p *statsCheckCmd) Run(context.Context) error {
	body, err := os.ReadFile(p.File)
	if err != nil {
		return err
	}
	texts, err := i18n.Load()
	if err != nil {
		return err
	}
	st, err := stats.New(stats.Config{Texts: texts})
	if err != nil {
		return err
	}
	problems := st.Check(string(body))
	for _, x := range problems {
		fmt.Printf("%s:%d: %s\n", p.File, x.Line, told(x.Err))
	}
	if len(problems) > 0 {
		return refused{fmt.Errorf("%d things are wrong with %s", len(problems), p.File)}
	}
	return nil
}

type statsRebuildCmd struct {
	folder `embed:""`
}

// Help of stats rebuild.
func (statsRebuildCmd) Help() string {
	return `Derives the counted rows of all reports again, in small steps. The program keeps them up itself; this is for after a restore or an upgrade that says so. Frozen sets stay as they are. The desk must not be running on SQLite.

Exit codes: 0 done; 1 failed; 4 no such folder; 6 the desk is running.`
}

// Run of stats rebuild.
func (p *statsRebuildCmd) Run(ctx context.Context) error {
	d, err := p.open(ctx)
	if err != nil {
		return err
	}
	defer d.close()
	n, err := d.stats.Rebuild(ctx, nil)
	if err != nil {
		return err
	}
	fmt.Printf("%d reports count differently\n", n)
	return nil
}
