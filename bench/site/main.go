// Command site measures the public site over 10,000 cases in many editions: the whole build, the build after one case changed, and searching its index with the
// site's own script. The cases are those of the demonstration in other words and numbers; nothing is released.
package main

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"io/fs"
	"log"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"time"

	"todoke/bench/rig"
	"todoke/internal/i18n"
	"todoke/internal/incident"
	"todoke/internal/publish"
	"todoke/internal/seal"
	"todoke/internal/store"
)

func main() {
	cases := flag.Int("cases", 10_000, "published cases")
	each := flag.Int("edition", 300, "cases in an edition")
	data := flag.String("data", "", "data folder of a demonstration; made and removed when empty")
	flag.Parse()
	if err := run(context.Background(), *cases, *each, *data); err != nil {
		log.Fatal(err)
	}
}

func run(ctx context.Context, cases, each int, data string) error {
	dir, err := os.MkdirTemp(".", ".bench-site-")
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
	st, err := store.Open(ctx, store.Config{Dir: data})
	if err != nil {
		return err
	}
	defer st.Close()
	keys, err := seal.OpenKeys(filepath.Join(data, "keys"))
	if err != nil {
		return err
	}
	words, err := i18n.Load()
	if err != nil {
		return err
	}
	config := publish.Config{Store: st, Seal: seal.New(keys, st, time.Now), Catalogue: words, Dir: data, Desk: words.Text("desk.demo_name"), Demo: true}
	p := publish.New(config)
	body, err := os.ReadFile(filepath.Join(data, "public", "editions", "2020H1", "edition.json"))
	if err != nil {
		return err
	}
	var sample incident.Collection
	if err := json.Unmarshal(body, &sample); err != nil {
		return err
	}
	editions := library(sample, cases, each)
	folder := filepath.Join(dir, "site")
	begin, work := time.Now(), rig.Processor()
	if err := p.RenderSite(ctx, editions, folder); err != nil {
		return err
	}
	rig.Verdict(fmt.Sprintf("%d cases in %d editions: pages, index, feeds and data, both languages", cases, len(editions)), time.Since(begin).Seconds(), 30, "s", false)
	fmt.Printf("of that %.1f s of processor time on %d cores\n", rig.Processor()-work, runtime.NumCPU())
	last := &editions[len(editions)-1]
	last.Cases[3].Summary.JA += "この事例の記述を一か所だけ改めた。"
	begin, work = time.Now(), rig.Processor()
	if err := p.RenderSite(ctx, editions, folder); err != nil {
		return err
	}
	rig.Verdict("the same after one case changed", time.Since(begin).Seconds(), 2, "s", false)
	fmt.Printf("of that %.1f s of processor time\n", rig.Processor()-work)
	count, size, index := measure(folder)
	fmt.Printf("%d files, %d MB; of that the search index %.1f MB\n", count, size>>20, float64(index)/(1<<20))
	search := exec.CommandContext(ctx, "node", filepath.Join("bench", "site", "search.mjs"), folder)
	search.Stdout, search.Stderr = os.Stdout, os.Stderr
	if err := search.Run(); err != nil {
		return err
	}
	return release(ctx, dir, folder, keys, config, editions)
}

// library is the sample over and over in editions of half a year, with other numbers, dates and words.
func library(sample incident.Collection, cases, each int) []incident.Collection {
	r := rand.New(rand.NewPCG(2020, 1))
	places := strings.Fields("受付 営業 経理 工場 倉庫 研究室 図書館 窓口 店舗 支社 事務局 配送 設計 保守 監視 予約 会員 採用 広報 教務")
	var out []incident.Collection
	for n := 0; n < cases; {
		half := len(out)
		c := sample
		year := 2004 + half/2
		c.ID = fmt.Sprintf("%dH%d", year, half%2+1)
		c.Title = incident.Text{JA: fmt.Sprintf("届出事例集 %d年%s", year, []string{"上半期", "下半期"}[half%2]), EN: fmt.Sprintf("Reported cases, %s half of %d", []string{"first", "second"}[half%2], year)}
		c.PeriodFrom, c.PeriodTo = fmt.Sprintf("%d-%02d-01", year, half%2*6+1), fmt.Sprintf("%d-%02d-30", year, half%2*6+6)
		c.FrozenAt = fmt.Sprintf("%d-%02d-28T00:00:00Z", year+half%2, (half%2*6+7)%12+1)
		c.Cases = nil
		for k := 0; k < each && n < cases; k++ {
			one := sample.Cases[r.IntN(len(sample.Cases))]
			n++
			one.No, one.Number, one.Revision = k+1, incident.CaseNumber(year, int64(n)), 1
			one.Date = fmt.Sprintf("%d-%02d-%02d", year, half%2*6+1+r.IntN(6), 1+r.IntN(28))
			if r.IntN(20) != 0 {
				one.Chapter, one.ChapterNo = nil, 0
			}
			extra := strconv.Itoa(1 + r.IntN(400))
			one.Summary.JA += places[r.IntN(len(places))] + "の端末" + extra + "台を調べ、" + places[r.IntN(len(places))] + "にも知らせた。"
			one.Summary.EN += " In all " + extra + " machines were looked at."
			c.Cases = append(c.Cases, one)
		}
		c.Chosen, c.Accepted = len(c.Cases), len(c.Cases)*2
		out = append(out, c)
	}
	return out
}

func measure(dir string) (count int, size, index int64) {
	_ = filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		info, err := d.Info()
		if err == nil {
			count, size = count+1, size+info.Size()
			if strings.HasPrefix(path, filepath.Join(dir, "search")) {
				index += info.Size()
			}
		}
		return err
	})
	return count, size, index
}
