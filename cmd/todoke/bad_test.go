package main

import (
	"database/sql"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"todoke/internal/incidenttest"
)

const (
	notFiled = "まだ届け出られていません"
	received = "受け付けました"
)

// TestBadInput sends the running program what it must not take, and holds that it says so, keeps what was typed, and stays up.
func TestBadInput(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "desk")
	s := start(t, "serve", "--data", dir)
	db := "file:" + filepath.Join(dir, "todoke.db") + "?mode=ro"

	t.Run("nothing filled in", func(t *testing.T) {
		b := incidenttest.NewBrowser(t, s.portal)
		p := b.ToReview(nil)
		if p.Value("_step") != "least" {
			t.Fatalf("at %q", p.Value("_step"))
		}
		body, kind := incidenttest.Encode(url.Values{"_form": {"door@1"}, "_step": {"review"}, "_token": {p.Value("_token")}}, nil, true)
		if p = b.Send("/receipt", body, kind); p.Value("_step") != "least" || p.Status >= 500 {
			t.Errorf("an empty report: status %d, %q", p.Status, p.Title())
		}
	})

	t.Run("file too large", func(t *testing.T) {
		b := incidenttest.NewBrowser(t, s.portal)
		p := b.ToReview(walked)
		big := p.Press(incidenttest.Press{Form: "/receipt", Files: map[string][]byte{"big.bin": make([]byte, 50<<20+1)}}).Want(http.StatusRequestEntityTooLarge, "50", "鈴鹿原シール工業", "共有フォルダが開けない")
		if big.Value("_token") != p.Value("_token") {
			t.Error("the token changed")
		}
		if _, err := big.Press(incidenttest.Press{Form: "/receipt"}).Receipt(); err != nil {
			t.Error(err)
		}
	})

	t.Run("endless body", func(t *testing.T) {
		sent := &counting{Reader: io.MultiReader(strings.NewReader("_form=door%401&story="), zeros{})}
		req, err := http.NewRequest(http.MethodPost, s.portal+"/report", sent)
		if err != nil {
			t.Fatal(err)
		}
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		req.Header.Set("Origin", s.portal)
		if p, err := incidenttest.NewBrowser(t, s.portal).Try(req); err == nil && p.Status != http.StatusRequestEntityTooLarge { // the connection may be cut before the answer is read
			t.Errorf("status %d", p.Status)
		}
		if n := sent.n.Load(); n > 32<<20 {
			t.Errorf("%d bytes were taken", n)
		}
	})

	t.Run("answer too long", func(t *testing.T) {
		b := incidenttest.NewBrowser(t, s.portal)
		p := b.Visit("/report").Press(incidenttest.Press{Form: "/report", Button: "_do=next", Fill: url.Values{"noticed": {"leak"}}})
		p = p.Press(incidenttest.Press{Form: "/report", Button: "_do=next", Fill: url.Values{"story": {strings.Repeat("長", 100_000)}}}).Want(http.StatusUnprocessableEntity, "長すぎます")
		if n := len([]rune(p.Value("story"))); n != 100_000 {
			t.Errorf("%d characters were kept", n)
		}
	})

	t.Run("broken text", func(t *testing.T) {
		b := incidenttest.NewBrowser(t, s.portal)
		p := b.Visit("/report").Press(incidenttest.Press{Form: "/report", Button: "_do=next", Fill: url.Values{"noticed": {"leak"}}})
		p = p.Press(incidenttest.Press{Form: "/report", Button: "_do=next", Fill: url.Values{"story": {"壊れた\xff\xfe文字と\x00制御\x1b[31m"}, "discovered_on": {"２０２０／１／１１"}}}).Want(http.StatusOK)
		for p.Value("_step") != "review" {
			p = p.Press(incidenttest.Press{Form: "/report", Button: "_do=next"}).Want(http.StatusOK)
		}
		if _, err := p.Want(http.StatusOK, "壊れた", "文字と制御", "2020年1月11日").Press(incidenttest.Press{Form: "/receipt"}).Receipt(); err != nil {
			t.Error(err)
		}
	})

	t.Run("not a form", func(t *testing.T) {
		b := incidenttest.NewBrowser(t, s.portal)
		for _, kind := range []string{"multipart/form-data; boundary=x", "multipart/form-data", "application/json", ""} {
			for _, path := range []string{"/report", "/receipt", "/status", "/resume"} {
				if p := b.Send(path, strings.NewReader("--x\r\nContent-Disposition: form-data; name=\"story\"\r\n\r\nhalf a par"), kind); strings.Contains(p.Body, "goroutine") {
					t.Errorf("%s as %q: %d", path, kind, p.Status)
				}
			}
		}
	})

	incidenttest.NewBrowser(t, s.portal).Visit("/").Want(http.StatusOK)
	if !s.alive() || strings.Contains(s.log.String(), "panic") {
		t.Fatalf("the server did not stay up:\n%s", s.log)
	}
	if n := count(t, "sqlite", db, `SELECT COUNT(*) FROM reports`); n != 2 {
		t.Errorf("%d reports, want the two that were fit to be filed", n)
	}
	s.stop()
}

// zeros is a body that never ends.
type zeros struct{}

func (zeros) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = '0'
	}
	return len(p), nil
}

type counting struct {
	io.Reader
	n atomic.Int64
}

func (c *counting) Read(p []byte) (int, error) {
	n, err := c.Reader.Read(p)
	c.n.Add(int64(n))
	return n, err
}

// TestFlood files many reports from one address: none is refused, all are kept, the busy ones are marked for staff, and whoever files from elsewhere is not touched.
func TestFlood(t *testing.T) {
	s := start(t, "serve", "--data", filepath.Join(t.TempDir(), "desk"))
	const many = 40
	flood := from(incidenttest.NewBrowser(t, s.portal), "127.0.0.9")
	for n := range many {
		f := &filing{values: url.Values{"_form": {"door@1"}, "_step": {"review"}, "noticed": {"unsure"}, "story": {fmt.Sprintf("どうでもよい文 %d", n)}}}
		f.values.Set("_token", token(flood))
		if _, err := f.send(flood); err != nil {
			t.Fatalf("filing %d: %v", n, err)
		}
	}
	honest := from(incidenttest.NewBrowser(t, s.portal), "127.0.0.10")
	r := file(t, honest, walked)
	honest.Status(r).Want(http.StatusOK, received)

	d := staffed(t, s)
	eventually(t, "masking", func() bool {
		return !strings.Contains(d.by("intake").Visit("/reports/"+r.Number).Main(), "マスク処理中")
	})
	spam := d.by("intake").Visit("/?spam=1").Want(http.StatusOK)
	marked := 0
	for n := range spam.All("tr") {
		if strings.HasPrefix(incidenttest.Attr(n, "id"), "T-") {
			marked++
			if incidenttest.Attr(n, "id") == r.Number {
				t.Error("the honest report is marked")
			}
		}
	}
	if marked < many/4 || marked >= many {
		t.Errorf("%d of %d filings from one address are marked", marked, many)
	}
	d.by("intake").Visit("/").Want(http.StatusOK, r.Number)
	s.stop()
}

// from makes a browser call from another address of this machine.
func from(b *incidenttest.Browser, address string) *incidenttest.Browser {
	d := &net.Dialer{LocalAddr: &net.TCPAddr{IP: net.ParseIP(address)}}
	b.Client.Transport = &http.Transport{DialContext: d.DialContext}
	b.T.Cleanup(b.Client.CloseIdleConnections)
	return b
}

// TestDiskFull takes the disk away under a running desk: the reporter is told that nothing was filed and keeps the text, who has a receipt still
// reads their status, the server stays up, and the same page sent again when there is room gives one receipt.
func TestDiskFull(t *testing.T) {
	t.Run("no file may grow", func(t *testing.T) {
		t.Parallel()
		dir := filepath.Join(t.TempDir(), "desk")
		s := start(t, "serve", "--data", dir)
		limit := func(max uint64) {
			if err := unix.Prlimit(s.cmd.Process.Pid, unix.RLIMIT_FSIZE, &unix.Rlimit{Cur: max, Max: unix.RLIM_INFINITY}, nil); err != nil {
				t.Fatal(err)
			}
		}
		withoutRoom(t, s, trouble{dir: dir, full: func() { limit(4096) }, free: func() { limit(unix.RLIM_INFINITY) }})
	})
	t.Run("no space left", func(t *testing.T) {
		t.Parallel()
		if err := exec.Command("unshare", "-m", "true").Run(); err != nil {
			t.Skip("only root may mount a small disk; `make test` in CI runs as root")
		}
		dir := t.TempDir()
		cmd := exec.Command("unshare", append([]string{"-m", "sh", "-c", `mount -t tmpfs -o size=16m tmpfs "$0" && exec "$@"`, dir, program}, append(anyPorts("serve"), "--data", dir+"/desk")...)...)
		s := run(t, cmd)
		inside := fmt.Sprintf("/proc/%d/root%s", s.cmd.Process.Pid, dir) // the mount is seen by the desk alone
		ballast := filepath.Join(inside, "ballast")
		fill := func() {
			f, err := os.Create(ballast)
			if err != nil {
				t.Fatal(err)
			}
			defer f.Close()
			for size := 1 << 20; size > 0; size /= 2 {
				for buf := make([]byte, size); ; {
					if _, err := f.Write(buf); err != nil {
						break
					}
				}
			}
		}
		withoutRoom(t, s, trouble{dir: filepath.Join(inside, "desk"), full: fill, free: func() {
			if err := os.Remove(ballast); err != nil {
				t.Fatal(err)
			}
		}})
	})
	t.Run("locked database", func(t *testing.T) {
		t.Parallel()
		dir := filepath.Join(t.TempDir(), "desk")
		s := start(t, "serve", "--data", dir)
		db, err := sql.Open("sqlite", "file:"+filepath.Join(dir, "todoke.db")+"?_txlock=immediate&_pragma=busy_timeout(5000)")
		if err != nil {
			t.Fatal(err)
		}
		defer db.Close()
		var tx *sql.Tx
		withoutRoom(t, s, trouble{dir: dir, slow: true, full: func() {
			if tx, err = db.Begin(); err != nil {
				t.Fatal(err)
			}
		}, free: func() {
			if err := tx.Rollback(); err != nil {
				t.Fatal(err)
			}
		}})
	})
}

// trouble is a way to keep a desk from writing.
type trouble struct {
	dir        string // data folder
	full, free func()
	slow       bool // every write is waited for: try one only
}

// peek counts in a copy of the database: SQLite itself cannot open one on another process's mount.
func peek(t *testing.T, dir, query string) (int, error) {
	t.Helper()
	to := t.TempDir()
	for _, name := range []string{"todoke.db", "todoke.db-wal"} {
		body, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil {
			return 0, err
		}
		if err := os.WriteFile(filepath.Join(to, name), body, 0o600); err != nil {
			return 0, err
		}
	}
	db, err := sql.Open("sqlite", "file:"+filepath.Join(to, "todoke.db"))
	if err != nil {
		return 0, err
	}
	defer db.Close()
	n := 0
	return n, db.QueryRow(query).Scan(&n)
}

func withoutRoom(t *testing.T, s *server, x trouble) {
	t.Helper()
	before := incidenttest.NewBrowser(t, s.portal)
	r := file(t, before, walked)
	eventually(t, "masking", func() bool {
		n, err := peek(t, x.dir, `SELECT COUNT(*) FROM jobs`)
		return err == nil && n == 0
	})
	b := incidenttest.NewBrowser(t, s.portal)
	fill := url.Values{"noticed": {"leak"}, "story": {"名簿が外から見える状態でした。"}, "reporter_org": {"讃岐野商店"}}
	p := b.ToReview(fill)
	x.full()
	failed := p.Press(incidenttest.Press{Form: "/receipt"}).Want(http.StatusServiceUnavailable, notFiled, "名簿が外から見える状態でした。", "讃岐野商店")
	if failed.Value("_token") != p.Value("_token") {
		t.Error("the token changed: the next try would be another report")
	}
	if !x.slow {
		failed.Press(incidenttest.Press{Form: "/report", Button: "_do=save"}).Want(http.StatusServiceUnavailable)
		p.Press(incidenttest.Press{Form: "/receipt", Files: map[string][]byte{"log.txt": make([]byte, 3<<20)}}).Want(http.StatusServiceUnavailable, notFiled, "讃岐野商店")
	}
	before.Status(r).Want(http.StatusOK, received)
	incidenttest.NewBrowser(t, s.portal).Visit("/").Want(http.StatusOK)
	x.free()

	again, err := failed.Press(incidenttest.Press{Form: "/receipt"}).Receipt()
	for end := time.Now().Add(20 * time.Second); err != nil && time.Now().Before(end); time.Sleep(200 * time.Millisecond) {
		again, err = failed.Press(incidenttest.Press{Form: "/receipt"}).Receipt()
	}
	if err != nil {
		t.Fatalf("there is room again, but %v\n%s", err, s.log)
	}
	b.Status(again).Want(http.StatusOK, received)
	if once, err := failed.Press(incidenttest.Press{Form: "/receipt"}).Receipt(); err != nil || once != again {
		t.Errorf("sent again: the same receipt %v (%v)", once == again, err)
	}
	if n, err := peek(t, x.dir, `SELECT COUNT(*) FROM reports`); err != nil || n != 2 {
		t.Errorf("%d reports, want 2 (%v)", n, err)
	}
	if !s.alive() || strings.Contains(s.log.String(), "panic") {
		t.Errorf("the server did not stay up:\n%s", s.log)
	}
	for _, word := range []string{"讃岐野", "名簿", "鈴鹿原", "鷹野橋"} {
		if strings.Contains(s.log.String(), word) {
			t.Error("the log holds what a reporter wrote")
		}
	}
	s.stop()
}
