package intake_test

import (
	"bytes"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"todoke/internal/form"
	"todoke/internal/incidenttest"
	"todoke/internal/intake"
	"todoke/internal/store"
)

func sqliteDesk(t testing.TB) (in *intake.Intake, f *form.Form, dir string) {
	t.Helper()
	dir = t.TempDir()
	st, err := store.Open(ctx, store.Config{Dir: dir})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { st.Close() })
	forms, err := form.Load()
	if err != nil {
		t.Fatal(err)
	}
	f, err = forms.Find("door", 0)
	if err != nil {
		t.Fatal(err)
	}
	now := func() time.Time { return time.Now().UTC() }
	return intake.New(st, incidenttest.Seal(t, st, now), forms, now), f, dir
}

// Nothing a reporter typed, nor a file or its name, a draft, a message, a code or a source can be read in the data folder.
func TestNothingTypedIsReadableOnDisk(t *testing.T) {
	in, f, dir := sqliteDesk(t)
	typed := []string{"鈴鹿原シール工業", "tsugeno@suzukahara-seal.example", "Tsugeno Ryosuke", "共有フォルダが開けません", "meibo-secret", "ZZTOPSECRETZZ", "下書きだけの言葉", "伝言だけの言葉", "203.0.113.77"}
	v := url.Values{"reporter_org": {typed[0]}, "reporter_mail": {typed[1]}, "reporter_name": {typed[2]}, "story": {typed[3]}}
	s := intake.Submission{Form: "door", Source: typed[8], Answers: f.ReadValues(v, in.Today()).Answers, Raw: []byte(v.Encode() + typed[5]),
		Files: []intake.File{{Name: typed[4] + ".txt", Content: strings.NewReader(strings.Repeat(typed[5], 1000))}}}
	r, err := in.Receive(ctx, s)
	if err != nil {
		t.Fatal(err)
	}
	draft, _, err := in.SaveDraft(ctx, url.Values{"story": {typed[6]}})
	if err != nil {
		t.Fatal(err)
	}
	if err := in.Write(ctx, intake.Key{Number: r.Number, Code: r.Code, Source: typed[8]}, typed[7]); err != nil {
		t.Fatal(err)
	}
	for _, code := range []string{r.Code, draft} {
		typed = append(typed, code, strings.ReplaceAll(code, "-", ""))
	}
	files, err := filepath.Glob(filepath.Join(dir, "*"))
	if err != nil || len(files) < 2 {
		t.Fatalf("%v %v", files, err)
	}
	found := false
	for _, name := range files {
		b, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		found = found || bytes.Contains(b, []byte(r.Number))
		for i, s := range typed {
			if bytes.Contains(b, []byte(s)) || bytes.Contains(b, []byte(url.QueryEscape(s))) {
				t.Errorf("text %d can be read in %s", i, filepath.Base(name))
			}
		}
	}
	if !found {
		t.Error("not even the number is there: the test looks in the wrong place")
	}
}

func BenchmarkReceive(b *testing.B) {
	for _, clients := range []int{1, 32} {
		b.Run(fmt.Sprintf("%dclients", clients), func(b *testing.B) {
			in, f, _ := sqliteDesk(b)
			answers := f.ReadValues(story, in.Today()).Answers
			raw := []byte(story.Encode())
			var n atomic.Int64
			b.SetParallelism(max(clients/2, 1))
			run := func() error {
				i := n.Add(1)
				_, err := in.Receive(ctx, intake.Submission{Token: fmt.Sprintf("bench-token-%d", i), Form: "door", Source: fmt.Sprint(i % 1000),
					Answers: append(answers[:len(answers):len(answers)], f.ReadValues(url.Values{"virus_name": {fmt.Sprint(i)}}, in.Today()).Answers...), Raw: raw})
				return err
			}
			b.ResetTimer()
			if clients == 1 {
				for b.Loop() {
					if err := run(); err != nil {
						b.Fatal(err)
					}
				}
				return
			}
			b.RunParallel(func(pb *testing.PB) {
				for pb.Next() {
					if err := run(); err != nil {
						b.Error(err)
					}
				}
			})
		})
	}
}

// BenchmarkFsync is the probe filings are compared with: append 4 KiB, sync.
func BenchmarkFsync(b *testing.B) {
	w, err := os.Create(filepath.Join(b.TempDir(), "probe"))
	if err != nil {
		b.Fatal(err)
	}
	defer w.Close()
	page := make([]byte, 4096)
	for b.Loop() {
		if _, err := w.Write(page); err != nil {
			b.Fatal(err)
		}
		if err := w.Sync(); err != nil {
			b.Fatal(err)
		}
	}
}
