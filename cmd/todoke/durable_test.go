package main

import (
	"database/sql"
	"fmt"
	"maps"
	"math/rand/v2"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	_ "github.com/jackc/pgx/v5/stdlib"
	_ "modernc.org/sqlite"

	"todoke/internal/incidenttest"
)

// roundsEnv asks for more rounds of killing than a normal run has.
const roundsEnv = "TODOKE_TEST_KILLS"

const clients = 16

// TestKilledUnderFilings kills the server with SIGKILL while 16 reporters file, many times: every receipt given is there afterwards, complete, once.
func TestKilledUnderFilings(t *testing.T) {
	rounds := 8
	if n, err := strconv.Atoi(os.Getenv(roundsEnv)); err == nil {
		rounds = n
	}
	t.Run("sqlite", func(t *testing.T) {
		dir := filepath.Join(t.TempDir(), "desk")
		killUnderFilings(t, rounds, "sqlite", "file:"+filepath.Join(dir, "todoke.db")+"?mode=ro", "--data", dir)
	})
	if os.Getenv(incidenttest.PostgresEnv) != "" {
		t.Run("postgres", func(t *testing.T) {
			dir, schema := filepath.Join(t.TempDir(), "desk"), incidenttest.Schema(t)
			killUnderFilings(t, max(rounds/4, 1), "pgx", schema, "--data", dir, "--db", schema)
		})
	}
}

// filing is one reporter's submission: what is sent stays the same however often it is sent.
type filing struct {
	token  string
	values url.Values
	files  map[string][]byte
	got    incidenttest.Receipt // empty until a receipt came
}

// reporters is what the reporters together know.
type reporters struct {
	sync.Mutex
	all []*filing
}

func (r *reporters) with(answered bool) []*filing {
	r.Lock()
	defer r.Unlock()
	return slices.DeleteFunc(slices.Clone(r.all), func(f *filing) bool { return (f.got.Number != "") != answered })
}

func killUnderFilings(t *testing.T, rounds int, driver, source string, args ...string) {
	var known reporters
	var s *server
	for round := range rounds {
		s = start(t, "serve", args...)
		before := len(known.with(true))
		var fresh atomic.Int64
		var wg sync.WaitGroup
		for client := range clients {
			wg.Go(func() { known.fileUntilKilled(t, s.portal, fmt.Sprintf("%d-%d", round, client), &fresh) })
		}
		eventually(t, "receipts", func() bool { return fresh.Load() >= clients })
		time.Sleep(time.Duration(rand.IntN(150)) * time.Millisecond)
		s.kill()
		wg.Wait()
		if strings.Contains(s.log.String(), "panic") {
			t.Fatalf("the server panicked:\n%s", s.log)
		}
		t.Logf("round %d: %d receipts before the kill, %d filings cut off", round, len(known.with(true))-before, len(known.with(false)))
		s = start(t, "serve", args...)
		again(t, s.portal, known.with(true)[before:], true)
		s.kill()
		inDatabase(t, driver, source, known.with(true), len(known.all))
	}

	// Those who never saw a receipt try again, and everybody who did sends the same page once more.
	s = start(t, "serve", args...)
	again(t, s.portal, known.with(false), false)
	everybody := known.with(true)
	if len(everybody) != len(known.all) {
		t.Fatalf("%d filings have no receipt", len(known.all)-len(everybody))
	}
	rand.Shuffle(len(everybody), func(i, j int) { everybody[i], everybody[j] = everybody[j], everybody[i] })
	again(t, s.portal, everybody[:min(len(everybody), 20*clients)], false)
	numbers := map[string]bool{}
	for _, f := range everybody {
		if numbers[f.got.Number] {
			t.Errorf("two reporters hold number %s", f.got.Number)
		}
		numbers[f.got.Number] = true
	}
	inDatabase(t, driver, source, everybody, len(everybody))
	if n := count(t, driver, source, `SELECT COUNT(*) FROM reports`); n != len(everybody) {
		t.Errorf("%d submissions became %d reports", len(everybody), n)
	}
	eventually(t, "the audit log is numbered", func() bool { return count(t, driver, source, `SELECT COUNT(*) FROM audit WHERE seq IS NULL`) == 0 })
	if out := must(t, append([]string{"audit", "verify"}, args...)...); !strings.Contains(out, "the audit log is whole") {
		t.Error(out)
	}
	s.stop()
	t.Logf("%d reports, %d kills", len(everybody), 2*rounds)
}

// fileUntilKilled files one report after the other until the server is gone. What was sent without an answer is remembered too.
func (r *reporters) fileUntilKilled(t *testing.T, portal, name string, fresh *atomic.Int64) {
	b := incidenttest.NewBrowser(t, portal)
	for n := 0; ; n++ {
		f := &filing{values: url.Values{"_form": {"door@1"}, "_step": {"review"}, "noticed": {"files_locked"}, "relation": {"victim"},
			"story":        {fmt.Sprintf("共有フォルダが開けなくなりました。控えの番号は %s-%d です。", name, n)},
			"reporter_org": {"株式会社鈴鹿原シール"}, "reporter_name": {"鷹野橋 郁子"}, "consent": {"case"}}}
		if n%8 == 3 {
			f.files = map[string][]byte{"note.txt": []byte("YOUR FILES ARE LOCKED " + name)}
		}
		if f.token = token(b); f.token == "" {
			return
		}
		f.values.Set("_token", f.token)
		r.Lock()
		r.all = append(r.all, f)
		r.Unlock()
		got, err := f.send(b)
		if err != nil {
			if strings.HasPrefix(err.Error(), "status") {
				t.Errorf("filing %s-%d: %v", name, n, err)
			}
			return
		}
		r.Lock()
		f.got = got
		r.Unlock()
		fresh.Add(1)
	}
}

// token opens the form; "" when the server is gone.
func token(b *incidenttest.Browser) string {
	req, err := http.NewRequest(http.MethodGet, b.Base+"/report", nil)
	if err != nil {
		return ""
	}
	p, err := b.Try(req)
	if err != nil {
		return ""
	}
	return p.Value("_token")
}

// send posts the review page.
func (f *filing) send(b *incidenttest.Browser) (incidenttest.Receipt, error) {
	body, kind := incidenttest.Encode(f.values, f.files, true)
	req, err := b.NewPost("/receipt", body, kind)
	if err != nil {
		return incidenttest.Receipt{}, err
	}
	p, err := b.Try(req)
	if err != nil {
		return incidenttest.Receipt{}, err
	}
	if p.Status != http.StatusOK {
		return incidenttest.Receipt{}, fmt.Errorf("status %d: %s", p.Status, p.Brief())
	}
	return p.Receipt()
}

// again sends every filing once more, by many at once: who has a receipt gets the same; look opens the status page of each too.
func again(t *testing.T, portal string, list []*filing, look bool) {
	t.Helper()
	var wg sync.WaitGroup
	next := make(chan *filing)
	for range clients {
		wg.Go(func() {
			b := incidenttest.NewBrowser(t, portal)
			for f := range next {
				if look {
					if p := f.look(b); p.Status != http.StatusOK || !strings.Contains(p.Title(), f.got.Number) {
						t.Errorf("number %s and its code: status %d, %q", f.got.Number, p.Status, p.Title())
					}
					continue
				}
				got, err := f.send(b)
				switch {
				case err != nil:
					t.Errorf("filing again: %v", err)
				case f.got.Number == "":
					f.got = got
				case got != f.got:
					t.Errorf("the same submission gave %s and then %s, same code: %v", f.got.Number, got.Number, got.Code == f.got.Code)
				}
			}
		})
	}
	for _, f := range list {
		next <- f
	}
	close(next)
	wg.Wait()
}

func (f *filing) look(b *incidenttest.Browser) *incidenttest.Page {
	body, kind := incidenttest.Encode(url.Values{"number": {f.got.Number}, "code": {f.got.Code}}, nil, false)
	req, err := b.NewPost("/status", body, kind)
	if err != nil {
		b.T.Error(err)
		return &incidenttest.Page{}
	}
	p, err := b.Try(req)
	if err != nil {
		b.T.Error(err)
		return &incidenttest.Page{}
	}
	return p
}

// whole asks for every report how many rows of each kind belong to it.
const whole = `SELECT r.number, r.version, r.mask_version,
	(SELECT COUNT(*) FROM report_keys k WHERE k.report_id = r.id),
	(SELECT COUNT(*) FROM sealed s WHERE s.report_id = r.id AND s.kind = 'submission' AND s.ref = '1'),
	(SELECT COUNT(*) FROM versions v WHERE v.report_id = r.id),
	(SELECT COUNT(*) FROM submissions s WHERE s.report_id = r.id AND s.number = r.number),
	(SELECT COUNT(*) FROM audit a WHERE a.object = 'report:' || r.number AND a.action = 'report.receive'),
	(SELECT COUNT(*) FROM jobs j WHERE j.kind = 'mask' AND j.subject = CAST(r.id AS TEXT)),
	(SELECT COUNT(*) FROM attachments a WHERE a.report_id = r.id),
	(SELECT COUNT(*) FROM attachments a JOIN attachment_chunks c ON c.attachment_id = a.id WHERE a.report_id = r.id)
	FROM reports r`

// inDatabase looks into the database itself: every receipt's number is there once, with all that belongs to it, and nothing is there in halves.
func inDatabase(t *testing.T, driver, source string, held []*filing, atMost int) {
	t.Helper()
	db, err := sql.Open(driver, source)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	rows, err := db.Query(whole)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	there := map[string]int{} // number → attachments
	for rows.Next() {
		var number string
		var version, masked, keys, sealed, versions, submissions, audit, jobs, files, chunks int
		if err := rows.Scan(&number, &version, &masked, &keys, &sealed, &versions, &submissions, &audit, &jobs, &files, &chunks); err != nil {
			t.Fatal(err)
		}
		if _, twice := there[number]; twice {
			t.Errorf("%s is there twice", number)
		}
		there[number] = files
		if keys != 1 || sealed != 1 || versions != 1 || version != 1 || submissions != 1 || audit != 1 || chunks != files {
			t.Errorf("%s: %d keys, %d sealed, %d versions (newest %d), %d submissions, %d audit rows, %d files of %d chunks", number, keys, sealed, versions, version, submissions, audit, files, chunks)
		}
		if masked < version && jobs != 1 {
			t.Errorf("%s is neither masked nor waiting for it: %d jobs", number, jobs)
		}
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	for _, f := range held {
		files, ok := there[f.got.Number]
		if !ok {
			t.Errorf("a receipt was given for %s, which is not there", f.got.Number)
		}
		if files != len(f.files) {
			t.Errorf("%s has %d files of %d", f.got.Number, files, len(f.files))
		}
	}
	if len(there) > atMost {
		t.Errorf("%d reports of %d submissions: %v", len(there), atMost, slices.Sorted(maps.Keys(there)))
	}
}

func count(t *testing.T, driver, source, query string) int {
	t.Helper()
	db, err := sql.Open(driver, source)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	n := 0
	if err := db.QueryRow(query).Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n
}
