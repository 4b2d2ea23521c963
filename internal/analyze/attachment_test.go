package analyze_test

import (
	"archive/zip"
	"bytes"
	"context"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"todoke/internal/analyze"
	"todoke/internal/form"
	"todoke/internal/i18n"
	"todoke/internal/incident"
	"todoke/internal/incidenttest"
	"todoke/internal/intake"
	"todoke/internal/store"
)

// marker is what the test's only signature is for; it does no harm.
const marker = "TODOKE-HARMLESS-TEST-MARKER"

// scanner is clamd with one signature, on a socket of its own.
type scanner struct {
	t      *testing.T
	dir    string
	socket string
	stop   func()
}

// newScanner finds clamd, which the tests' programs include, and writes its settings; it is not running yet.
func newScanner(t *testing.T) *scanner {
	t.Helper()
	if _, err := exec.LookPath(clamd()); err != nil {
		t.Fatal("clamd is needed (Debian: clamav-daemon): ", err)
	}
	dir, err := os.MkdirTemp("", "clamd") // a socket's path may have 108 bytes
	if err != nil {
		t.Fatal(err)
	}
	s := &scanner{t: t, dir: dir, socket: filepath.Join(dir, "ctl"), stop: func() {}}
	t.Cleanup(func() {
		s.stop()
		os.RemoveAll(dir)
	})
	s.put("db/test.ndb", fmt.Sprintf("Todoke.Test.Marker:0:*:%x\n", marker))
	s.put("clamd.conf", strings.Join([]string{"LocalSocket " + s.socket, "Foreground yes", "DatabaseDirectory " + filepath.Join(dir, "db"),
		"StreamMaxLength 2M", "TemporaryDirectory " + dir, ""}, "\n"))
	return s
}

func clamd() string {
	if path, err := exec.LookPath("clamd"); err == nil {
		return path
	}
	return "/usr/sbin/clamd"
}

func (s *scanner) put(name, body string) {
	s.t.Helper()
	path := filepath.Join(s.dir, name)
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		s.t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(body), 0o600); err != nil {
		s.t.Fatal(err)
	}
}

// start runs clamd until stop, and waits until it listens.
func (s *scanner) start() {
	s.t.Helper()
	var said bytes.Buffer
	cmd := exec.Command(clamd(), "--config-file="+filepath.Join(s.dir, "clamd.conf"))
	cmd.Stdout, cmd.Stderr = &said, &said
	if err := cmd.Start(); err != nil {
		s.t.Fatal(err)
	}
	s.stop = func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
		os.Remove(s.socket)
		s.stop = func() {}
	}
	for range 300 {
		if c, err := net.Dial("unix", s.socket); err == nil {
			c.Close()
			return
		}
		time.Sleep(100 * time.Millisecond)
	}
	s.stop()
	s.t.Fatalf("clamd did not come up: %s", said.String())
}

func (s *scanner) client() *analyze.Clamd {
	c, err := analyze.NewClamd("unix:" + s.socket)
	if err != nil {
		s.t.Fatal(err)
	}
	return c
}

// scanning is a desk whose analysis asks a scanner.
func scanning(t *testing.T, st *store.Store, c *analyze.Clamd) desk {
	t.Helper()
	k := &clock{r0}
	forms, err := form.Load()
	if err != nil {
		t.Fatal(err)
	}
	texts, err := i18n.Load()
	if err != nil {
		t.Fatal(err)
	}
	sl := incidenttest.Seal(t, st, k.now)
	return desk{st, intake.New(st, sl, forms, k.now), analyze.New(analyze.Config{Store: st, Seal: sl, Forms: forms, Texts: texts, Now: k.now, Clamd: c})}
}

func (d desk) attach(t *testing.T, files ...intake.File) []store.Attachment {
	t.Helper()
	r, err := d.in.Receive(t.Context(), intake.Submission{Form: "door", Answers: []incident.Answer{said("story", "添付を見てください。")}, Files: files})
	if err != nil {
		t.Fatal(err)
	}
	return d.attachments(t, d.mask(t, r.Number).ID)
}

func (d desk) attachments(t *testing.T, report int64) []store.Attachment {
	t.Helper()
	list, err := d.st.ListAttachments(t.Context(), report)
	if err != nil {
		t.Fatal(err)
	}
	return list
}

func marks(a store.Attachment) string {
	var out []string
	for _, m := range a.Marks {
		out = append(out, strings.TrimSpace(m.Mark+" "+m.Detail))
	}
	return strings.Join(out, ", ")
}

func named(name string, body []byte) intake.File {
	return intake.File{Name: name, Content: bytes.NewReader(body)}
}

// A file waits as a job of the filing's own transaction; the job marks it, the steps tell it, and again changes nothing.
func TestScanMarks(t *testing.T) {
	incidenttest.Stores(t, func(t *testing.T, st *store.Store) {
		d, ctx := open(t, st), context.Background()
		var b bytes.Buffer
		z := zip.NewWriter(&b)
		w, err := z.CreateRaw(&zip.FileHeader{Name: "秘密.txt", Flags: 1, CompressedSize64: 1, UncompressedSize64: 1})
		if err == nil {
			_, err = w.Write([]byte("x"))
		}
		if err != nil || z.Close() != nil {
			t.Fatal(err)
		}
		big := append([]byte("MZ"), bytes.Repeat([]byte("0123456789abcdef"), 200_000)...) // over three chunks
		list := d.attach(t, named("資料.zip", b.Bytes()), named("請求書.pdf.exe", big))
		for _, a := range list {
			if a.State != store.FileWaiting {
				t.Errorf("state %q before the job", a.State)
			}
			if _, err := st.FindJob(ctx, intake.JobScan, strconv.FormatInt(a.ID, 10)); err != nil {
				t.Errorf("no job: %v", err)
			}
		}
		for range 2 {
			for _, a := range list {
				if err := d.analyze.Scan(ctx, a.ID); err != nil {
					t.Fatal(err)
				}
			}
			after := d.attachments(t, list[0].ReportID)
			if got := marks(after[0]); got != "encrypted" || after[0].MediaType != "application/zip" || after[0].Extension != "zip" || after[0].State != store.FileDone {
				t.Errorf("zip: %s %+v", got, after[0])
			}
			if got := marks(after[1]); got != "double_extension, executable" || after[1].Extension != "exe" {
				t.Errorf("exe: %s", got)
			}
		}
		if _, err := st.FindJob(ctx, analyze.JobSteps, strconv.FormatInt(list[0].ReportID, 10)); err != nil {
			t.Errorf("the steps are not run again: %v", err)
		}
		if err := d.analyze.Run(ctx, list[0].ReportID); err != nil {
			t.Fatal(err)
		}
		findings, err := st.ListFindings(ctx, list[0].ReportID)
		if err != nil {
			t.Fatal(err)
		}
		for kind, want := range map[string]string{"ask.password_archive": "1番目の添付ファイルはパスワード", "attachment_mark": "2番目の添付ファイル"} {
			if !slices.ContainsFunc(findings, func(f store.Finding) bool { return f.Kind == kind && strings.Contains(f.Body.JA, want) }) {
				t.Errorf("no finding %s in %v", kind, findings)
			}
		}
		if err := d.analyze.Scan(ctx, 42); err != nil {
			t.Errorf("a file that is gone: %v", err)
		}
	})
}

// A real clamd finds its signature, refuses what is too large, and while it is down the file waits with our own marks.
func TestClamd(t *testing.T) {
	s := newScanner(t)
	d, ctx := scanning(t, incidenttest.SQLite(t), s.client()), context.Background()
	noise := make([]byte, 3<<20)
	for i := range noise {
		noise[i] = byte(i * i >> 7)
	}
	list := d.attach(t, named("a.txt", []byte("before "+marker+" after")), named("b.js", []byte("1")), named("c.bin", noise))
	for _, a := range list {
		if err := d.analyze.Scan(ctx, a.ID); err == nil || !strings.Contains(err.Error(), "clamd: no connection") {
			t.Fatalf("without a scanner: %v", err)
		}
	}
	waiting := d.attachments(t, list[0].ReportID)
	if n, since, err := d.st.CountUnscanned(ctx); err != nil || n != 3 || since.IsZero() {
		t.Errorf("%d wait since %v, %v", n, since, err)
	}
	if waiting[1].State != store.FileLooked || marks(waiting[1]) != "executable" {
		t.Errorf("our own reading did not stand: %s %s", waiting[1].State, marks(waiting[1]))
	}
	s.start()
	if err := s.client().Ping(ctx); err != nil {
		t.Errorf("ping: %v", err)
	}
	for _, a := range list {
		if err := d.analyze.Scan(ctx, a.ID); err != nil {
			t.Fatal(err)
		}
	}
	for i, want := range []string{"malware Todoke.Test.Marker.UNOFFICIAL", "executable", "unscanned"} {
		if a := d.attachments(t, list[0].ReportID)[i]; marks(a) != want || a.State != store.FileDone || a.ScannedAt.IsZero() {
			t.Errorf("file %d: %s, want %s (%s)", i, marks(a), want, a.State)
		}
	}
	s.stop()
	if err := s.client().Ping(ctx); err == nil {
		t.Error("ping of a stopped scanner")
	}
}

func TestClamdAddress(t *testing.T) {
	for _, wrong := range []string{"", "/run/clamd", "unix:", "udp:1.2.3.4:5"} {
		if _, err := analyze.NewClamd(wrong); err == nil {
			t.Errorf("%q is taken", wrong)
		}
	}
}
