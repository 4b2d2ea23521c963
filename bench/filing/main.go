// Command filing measures durable filings a second through HTTP, with 1 and 32 clients, each against an fsync probe on the same disk just before.
package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"log"
	"net/http"
	"net/url"
	"os"
	"regexp"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"todoke/bench/rig"
)

var number = regexp.MustCompile(`T-\d{4}-\d{6}-[0-9A-Z*]`)

func main() {
	during := flag.Duration("for", 5*time.Second, "length of each measurement")
	rounds := flag.Int("rounds", 3, "rounds; the median of the ratios counts")
	db := flag.String("db", "", "postgres://… instead of SQLite")
	flag.Parse()
	if err := run(*during, *rounds, *db); err != nil {
		log.Fatal(err)
	}
}

func run(during time.Duration, rounds int, db string) error {
	dir, err := os.MkdirTemp(".", ".bench-filing-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	args := []string{"--keys", dir + "/keys"}
	if db != "" {
		args = append(args, "--db", db)
	}
	s, err := rig.Start(context.Background(), dir+"/data", args...)
	if err != nil {
		return err
	}
	defer s.Stop()
	for _, c := range []struct {
		clients int
		limit   float64
	}{{1, 0.55}, {32, 1.4}} {
		var ratios []float64
		for range rounds {
			probe, err := rig.Fsyncs(dir, during/4)
			if err != nil {
				return err
			}
			before, err := s.CPU()
			if err != nil {
				return err
			}
			rate, err := file(s.Portal, c.clients, during)
			if err != nil {
				return err
			}
			after, err := s.CPU()
			if err != nil {
				return err
			}
			each := (after - before).Seconds() * 1e6 / (rate * during.Seconds())
			fmt.Printf("%2d clients: %6.0f filings/s, fsync probe %6.0f/s, ratio %.2f, server CPU %4.0f µs a filing\n", c.clients, rate, probe, rate/probe, each)
			ratios = append(ratios, rate/probe)
		}
		rig.Verdict(fmt.Sprintf("durable filings through HTTP, %d clients, median", c.clients), rig.Median(ratios), c.limit, "× fsync", true)
	}
	return nil
}

// file files reports as fast as the clients can, each a different one, and counts only answers that carry a receipt number.
func file(portal string, clients int, during time.Duration) (float64, error) {
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: clients}}
	var filed atomic.Int64
	var failed atomic.Value
	var wg sync.WaitGroup
	begin := time.Now()
	for c := range clients {
		wg.Go(func() {
			for n := 0; time.Since(begin) < during; n++ {
				if err := one(client, portal, fmt.Sprintf("%d-%d-%d", begin.UnixNano(), c, n)); err != nil {
					failed.Store(err)
					return
				}
				filed.Add(1)
			}
		})
	}
	wg.Wait()
	if err, ok := failed.Load().(error); ok {
		return 0, err
	}
	return float64(filed.Load()) / time.Since(begin).Seconds(), nil
}

func one(client *http.Client, portal, token string) error {
	v := url.Values{
		"_token": {"bench-" + token + "-0123456789abcdef"}, "_form": {"door@1"},
		"noticed": {"mail_sent", "odd_signin"}, "relation": {"victim"},
		"story":         {strings.Repeat("従業員のメールアカウントから、覚えのない迷惑メールが大量に送られていました。送信エラーの通知が届いて気づきました。", 4) + token},
		"discovered_on": {"2020/1/7"}, "org_kind": {"company"}, "reporter_org": {"株式会社測定" + token}, "reporter_name": {"測定 太郎"},
		"reporter_mail": {"taro@bench.example"}, "reporter_phone": {"03-0000-0000"}, "access_asset": {"mail_system"}, "access_found_by": {"bounce"},
		"access_damage": {"spam"}, "consent": {"case"},
	}
	resp, err := client.PostForm(portal+"receipt", v)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		return err
	}
	if resp.StatusCode != http.StatusOK || !number.Match(body) {
		return fmt.Errorf("status %d without a receipt number", resp.StatusCode)
	}
	return nil
}
