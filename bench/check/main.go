// Command check measures the leak check at the size of a large desk: the finished files of 10,000 cases against 100,000 terms, beside a raw reading of the same bytes.
// It builds a demonstration with bin/todoke for its collection and renders it, multiplied, without PDF.
package main

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"log"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"time"

	"todoke/bench/rig"
	"todoke/internal/i18n"
	"todoke/internal/incident"
	"todoke/internal/mask"
	"todoke/internal/publish"
)

func main() {
	cases := flag.Int("cases", 10_000, "cases of the edition, made of the demonstration's over and over")
	terms := flag.Int("terms", 100_000, "spellings looked for, at least")
	keep := flag.String("data", "", "data folder of a demonstration; made and removed when empty")
	flag.Parse()
	if err := run(context.Background(), *cases, *terms, *keep); err != nil {
		log.Fatal(err)
	}
}

func run(ctx context.Context, cases, terms int, data string) error {
	dir, err := os.MkdirTemp(".", ".bench-check-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	if data == "" {
		data = filepath.Join(dir, "data")
		if out, err := exec.CommandContext(ctx, rig.Program(), "demo", "--data", data, "--no-serve").CombinedOutput(); err != nil {
			log.Printf("%s", out)
			return err
		}
	}
	collection, err := readCollection(data, cases)
	if err != nil {
		return err
	}
	folder := filepath.Join(dir, "out")
	texts, err := i18n.Load()
	if err != nil {
		return err
	}
	begin := time.Now()
	if err := publish.New(publish.Config{Catalogue: texts, Demo: true}).Render(ctx, collection, folder, publish.Options{WithoutPDF: true}); err != nil {
		return err
	}
	fmt.Printf("%d cases rendered in %.1f s\n", cases, time.Since(begin).Seconds())
	files, size, raw, err := rawRead(folder)
	if err != nil {
		return err
	}
	fmt.Printf("%d files, %.0f MB, read raw in %.2f s\n", files, float64(size)/1e6, raw)

	before := heap()
	begin = time.Now()
	finder, n := finder(terms, cases)
	built := time.Since(begin).Seconds()
	fmt.Printf("%d spellings and the texts of %d reports made ready in %.1f s, %.0f MB\n", n, cases, built, float64(heap()-before)/1e6)
	var peak uint64
	done := make(chan bool)
	go func() {
		for {
			select {
			case <-done:
				return
			case <-time.After(200 * time.Millisecond):
				var m runtime.MemStats
				runtime.ReadMemStats(&m)
				peak = max(peak, m.HeapAlloc)
			}
		}
	}()
	begin = time.Now()
	worked := rig.Processor()
	result, err := publish.Scan(ctx, &collection, folder, finder)
	close(done)
	if err != nil {
		return err
	}
	checked := time.Since(begin).Seconds()
	worked = rig.Processor() - worked
	rig.Verdict(fmt.Sprintf("%d cases against %d terms", cases, n), built+checked, 60, "s", false)
	fmt.Printf("the check took %.1f s of processor time: %.1f MB/s a core with the machine to itself; %d cores\n", worked, float64(size)/1e6/worked, runtime.NumCPU())
	fmt.Printf("%.1f MB/s, %.0f times a raw reading, at most %.0f MB in memory, %d found\n", float64(size)/1e6/checked, checked/raw, float64(peak)/1e6, len(result.Found))
	for i, f := range result.Found {
		if i < 5 {
			fmt.Printf("  %s %s %s %s\n", f.File, f.Place, f.Key, f.Term)
		}
	}
	return nil
}

// readCollection is the demonstration's collection with its cases over and over, each told a little differently.
func readCollection(data string, n int) (incident.Collection, error) {
	var c incident.Collection
	b, err := os.ReadFile(filepath.Join(data, "public", "editions", "2020H1", "edition.json"))
	if err != nil {
		return c, err
	}
	if err := json.Unmarshal(b, &c); err != nil {
		return c, err
	}
	var cases []incident.PublishedCase
	order := map[string]int{}
	for i, k := range c.Categories {
		order[k.Code] = i
	}
	for i := range n {
		one := c.Cases[i%len(c.Cases)]
		one.Number, one.Chapter, one.ChapterNo = incident.CaseNumber(2020, int64(i+1)), nil, 0
		one.Summary.JA = fmt.Sprintf("第%d例。", i+1) + one.Summary.JA
		one.Summary.EN = fmt.Sprintf("Example %d. ", i+1) + one.Summary.EN
		cases = append(cases, one)
	}
	slices.SortStableFunc(cases, func(a, b incident.PublishedCase) int { return order[a.Category] - order[b.Category] })
	for i := range cases {
		cases[i].No = i + 1
	}
	c.Cases, c.Chosen = cases, n
	return c, nil
}

// finder looks for the spellings of as many invented parties as are needed, and for quotations from one invented text a case.
func finder(terms, cases int) (*mask.Finder, int) {
	var list []mask.LeakTerm
	syllables := strings.Split("鷺沼 蓼科 霧降 三笠 碓氷 鴫原 苗場 梓川 乗鞍 白樺 黒姫 斑尾 戸隠 妙高 飯綱 志賀 菅平 浅間 赤城 榛名", " ")
	trades := strings.Split("紙器 測器 電装 運輸 樹脂 製菓 繊維 窯業 造園 印刷", " ")
	for i := 0; len(list) < terms; i++ {
		a, b, t := syllables[i%20], syllables[i/20%20], trades[i/400%10]
		p := incident.Party{Role: incident.RoleReporter, Org: fmt.Sprintf("株式会社%s%s%s%d号", a, b, t, i/4000), OrgKana: "", Name: fmt.Sprintf("%s%s %s太郎%d", a, t, b, i),
			Mail: fmt.Sprintf("user%05d@host%05d-firm.example", i, i), Phone: fmt.Sprintf("03-%04d-%04d", i/10000, i%10000), Dept: fmt.Sprintf("第%d%s開発課", i, t)}
		list = append(list, mask.LeakTerms(mask.Terms([]incident.Party{p}), fmt.Sprint(i))...)
	}
	originals := make([]mask.Original, cases)
	for i := range originals {
		originals[i] = mask.Original{Source: fmt.Sprint(i), Text: strings.Repeat(fmt.Sprintf("当社第%d事業部の端末%dが夜間に見知らぬ外部と通信していたため、担当が線を抜いた。", i, i*7), 25)}
	}
	return mask.NewFinder(list, originals), len(list)
}

func rawRead(dir string) (files int, size int64, seconds float64, err error) {
	begin := time.Now()
	err = filepath.WalkDir(dir, func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		b, err := os.ReadFile(path)
		files, size = files+1, size+int64(len(b))
		return err
	})
	return files, size, time.Since(begin).Seconds(), err
}

func heap() uint64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}
