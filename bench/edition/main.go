// Command edition measures the 46-case demonstration edition: building its pages, typesetting its PDF, and the leak check over the finished files.
package main

import (
	"cmp"
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"log"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"todoke/bench/rig"
	"todoke/internal/i18n"
	"todoke/internal/incident"
	"todoke/internal/pdf"
	"todoke/internal/publish"
	"todoke/internal/seal"
	"todoke/internal/store"
)

func main() {
	rounds := flag.Int("rounds", 5, "rounds; the median counts, after one that warms up")
	many := flag.Int("cases", 300, "size of the large edition, made of the demonstration's cases over and over; 0 leaves it out")
	engine := flag.String("pdf", filepath.Join("internal", "pdf", "engine"), "folder of the PDF engine")
	flag.Parse()
	if err := run(context.Background(), *rounds, *many, *engine); err != nil {
		log.Fatal(err)
	}
}

func run(ctx context.Context, rounds, many int, engine string) error {
	dir, err := os.MkdirTemp(".", ".bench-edition-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	data := filepath.Join(dir, "data")
	if out, err := exec.CommandContext(ctx, rig.Program(), "demo", "--data", data, "--no-serve").CombinedOutput(); err != nil {
		log.Printf("%s", out)
		return err
	}
	d, err := open(ctx, data, engine)
	if err != nil {
		return err
	}
	defer d.close()

	folder := filepath.Join(dir, "out")
	work := rig.Processor()
	pages, err := median(rounds, func() error { return d.render(ctx, folder, true) })
	if err != nil {
		return err
	}
	work = (rig.Processor() - work) / float64(rounds+1)
	all, err := median(rounds, func() error { return d.render(ctx, folder, false) })
	if err != nil {
		return err
	}
	check, err := median(rounds, func() error {
		_, err := d.publish.CheckDir(ctx, incident.Actor{Kind: incident.Staff, Login: "bench", Roles: incident.Roles}, d.collection.ID, folder, time.Now())
		return err
	})
	if err != nil {
		return err
	}
	rig.Verdict("46 cases as pages, JSON and CSV, both languages", pages, 0.2, "s", false)
	fmt.Printf("of that %.2f s of processor time, all cores together\n", work)
	rig.Verdict("46 cases as PDF (whole build less the pages)", all-pages, 1.5, "s", false)
	rig.Verdict("leak check over the finished files", check, 1, "s", false)
	if many == 0 {
		return nil
	}
	d.collection = multiplied(d.collection, many)
	begin := time.Now()
	if err := d.render(ctx, folder, false); err != nil {
		return err
	}
	rig.Verdict(fmt.Sprintf("%d cases as pages, data and PDF for screen and paper, once", many), time.Since(begin).Seconds(), 20, "s", false)
	return nil
}

// multiplied is the collection with its cases over and over until there are n, in the order of the categories.
func multiplied(c incident.Collection, n int) incident.Collection {
	var cases []incident.PublishedCase
	counts := map[string]int{}
	for i := range n {
		one := c.Cases[i%len(c.Cases)]
		one.Number, one.Chapter, one.ChapterNo = incident.CaseNumber(2020, int64(i+1)), nil, 0
		counts[one.Category]++
		cases = append(cases, one)
	}
	c.Categories = slices.Clone(c.Categories)
	order := map[string]int{}
	for i := range c.Categories {
		c.Categories[i].Count, order[c.Categories[i].Code] = counts[c.Categories[i].Code], i
	}
	slices.SortStableFunc(cases, func(a, b incident.PublishedCase) int {
		return cmp.Or(order[a.Category]-order[b.Category], strings.Compare(a.Date, b.Date))
	})
	for i := range cases {
		cases[i].No = i + 1
	}
	c.Cases, c.Chosen = cases, n
	return c
}

type desk struct {
	store      *store.Store
	engine     *pdf.Engine
	reader     *pdf.Reader
	publish    *publish.Publish
	collection incident.Collection
}

func open(ctx context.Context, data, engine string) (*desk, error) {
	d := &desk{}
	var err error
	if d.store, err = store.Open(ctx, store.Config{Dir: data}); err != nil {
		return nil, err
	}
	keys, err := seal.OpenKeys(filepath.Join(data, "keys"))
	if err != nil {
		return nil, err
	}
	texts, err := i18n.Load()
	if err != nil {
		return nil, err
	}
	if d.engine, err = pdf.Open(ctx, pdf.Config{Dir: engine}); err != nil {
		return nil, err
	}
	if d.reader, err = pdf.OpenReader(ctx, filepath.Join(data, "cache", "pdfium")); err != nil {
		return nil, err
	}
	d.publish = publish.New(publish.Config{Store: d.store, Seal: seal.New(keys, d.store, time.Now), PDF: d.engine, Reader: d.reader, Catalogue: texts, Dir: data,
		Desk: texts.Text("desk.demo_name"), Demo: true})
	b, err := os.ReadFile(filepath.Join(data, "public", "editions", "2020H1", "edition.json"))
	if err != nil {
		return nil, err
	}
	return d, json.Unmarshal(b, &d.collection)
}

func (d *desk) close() {
	d.engine.Close()
	d.reader.Close()
	d.store.Close()
}

func (d *desk) render(ctx context.Context, dir string, withoutPDF bool) error {
	if err := os.RemoveAll(dir); err != nil {
		return err
	}
	return d.publish.Render(ctx, d.collection, dir, publish.Options{WithoutPDF: withoutPDF})
}

// median runs f once to warm up and then rounds times, and gives the median in seconds.
func median(rounds int, f func() error) (float64, error) {
	var times []float64
	for i := range rounds + 1 {
		begin := time.Now()
		if err := f(); err != nil {
			return 0, err
		}
		if i > 0 {
			times = append(times, time.Since(begin).Seconds())
		}
	}
	return rig.Median(times), nil
}
