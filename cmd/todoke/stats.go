package main

import (
	"context"
	"fmt"
	"os"
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
	Format string `help:"csv, json, md, svg or xlsx." enum:"csv,json,md,svg,xlsx" default:"md"`
	Lang   string `help:"Language of all but json: ja or en." enum:"ja,en" default:"ja"`
	Freeze string `help:"Count the frozen set of this id instead of what stands now."`
}

// Help of stats table.
func (statsTableCmd) Help() string {
	return `Counts a table over a period: "todoke stats A3 --data DIR --period 2020". Works beside a running server. JSON is the whole table with definition, notes and breaks; csv and md are in one language, with the notes below; svg is a chart with every number in its description; xlsx is a workbook whose totals reckon themselves.

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
	body, err := stats.Write(t, stats.FileFormat(p.Format), incident.Lang(p.Lang), d.texts)
	if err != nil {
		return err
	}
	_, err = os.Stdout.Write(body)
	return err
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
