package intake_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"todoke/internal/form"
	"todoke/internal/incident"
	"todoke/internal/incidenttest"
	"todoke/internal/intake"
	"todoke/internal/seal"
	"todoke/internal/store"
)

var ctx = context.Background()

// desk is an Intake over a fresh store, with a clock the test moves.
type desk struct {
	*intake.Intake
	t    *testing.T
	st   *store.Store
	seal *seal.Seal
	form *form.Form

	mu  sync.Mutex
	now time.Time
}

func (d *desk) clock() time.Time {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.now
}

func (d *desk) wait(w time.Duration) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.now = d.now.Add(w)
}

func onDesks(t *testing.T, suite func(d *desk)) {
	incidenttest.Stores(t, func(t *testing.T, st *store.Store) {
		forms, err := form.Load()
		if err != nil {
			t.Fatal(err)
		}
		d := &desk{t: t, st: st, now: time.Date(2020, 1, 20, 3, 0, 0, 0, time.UTC)}
		d.seal = incidenttest.Seal(t, st, d.clock)
		d.Intake = intake.New(st, d.seal, forms, d.clock)
		if d.form, err = forms.Find("door", 0); err != nil {
			t.Fatal(err)
		}
		suite(d)
	})
}

func (d *desk) answers(v url.Values) []incident.Answer {
	return d.form.ReadValues(v, d.clock()).Answers
}

// story is a report by somebody who says who they are.
var story = url.Values{"noticed": {"files_locked"}, "story": {"朝、共有フォルダのファイルがすべて開けなくなっていました。"}, "reporter_org": {"株式会社鈴鹿原シール"}, "discovered_on": {"1月19日"}}

func (d *desk) submission(token string, v url.Values) intake.Submission {
	return intake.Submission{Token: token, Form: "door", Lang: incident.JA, Source: "192.0.2.1", Answers: d.answers(v), Raw: []byte(v.Encode())}
}

func (d *desk) file(s intake.Submission) intake.Receipt {
	d.t.Helper()
	r, err := d.Receive(ctx, s)
	if err != nil {
		d.t.Fatal(err)
	}
	return r
}

func (d *desk) original(r incident.Report, version int) form.Original {
	d.t.Helper()
	b, err := d.seal.OpenFor(ctx, incident.PurposeMask, seal.Request{ReportID: r.ID, Number: r.Number, Kind: store.SealedSubmission, Ref: fmt.Sprint(version)})
	if err != nil {
		d.t.Fatal(err)
	}
	o, err := form.ReadOriginal(b)
	if err != nil {
		d.t.Fatal(err)
	}
	return o
}

func (d *desk) report(number string) incident.Report {
	d.t.Helper()
	r, err := d.st.FindReport(ctx, number)
	if err != nil {
		d.t.Fatal(err)
	}
	return r
}

func kind(err error) incident.Kind {
	var e *incident.Error
	if errors.As(err, &e) {
		return e.Kind
	}
	return ""
}

func TestReceive(t *testing.T) {
	onDesks(t, func(d *desk) {
		s := d.submission("token-of-the-first-page", story)
		s.Unread = []incident.Unread{{Where: "form", What: "unread.field"}}
		got := d.file(s)
		if _, err := incident.ParseReportNumber(got.Number); err != nil || !strings.HasPrefix(got.Number, "T-2020-000001-") && d.st.Name() == "sqlite" {
			d.t.Errorf("number %s: %v", got.Number, err)
		}
		if len(got.Code) != 23 || got.Repeat || got.Version != 1 || !got.Received.Equal(d.clock()) {
			d.t.Errorf("receipt %+v", got)
		}
		r := d.report(got.Number)
		if r.State != incident.Received || r.Version != 1 || r.MaskVersion != 0 || r.Channel != incident.Web || r.SourceLoad != 1 || r.Title != "" {
			d.t.Errorf("report %+v", r)
		}
		o := d.original(r, 1)
		if diff := cmp.Diff(s.Answers, o.Answers); diff != "" {
			d.t.Errorf("sealed answers (-sent +kept):\n%s", diff)
		}
		if !bytes.Equal(o.Raw, s.Raw) || !cmp.Equal(o.Unread, s.Unread) {
			d.t.Error("the bytes as they came or the list of what was unread are not kept")
		}
		d.proof(got, r)
		jobs, err := d.st.ListJobs(ctx, 10)
		if err != nil || len(jobs) != 1 || jobs[0].Kind != intake.JobMask || jobs[0].Subject != fmt.Sprint(r.ID) {
			d.t.Errorf("jobs %+v %v", jobs, err)
		}
		a, err := d.st.FindAudit(ctx, "report:"+got.Number, "report.receive")
		if err != nil || a.Who != "reporter" {
			d.t.Errorf("audit %+v %v", a, err)
		}
	})
}

// proof checks that the receipt is signed over the salted hash of what is sealed.
func (d *desk) proof(got intake.Receipt, r incident.Report) {
	d.t.Helper()
	text, err := d.seal.VerifyNote(got.Proof)
	if err != nil {
		d.t.Fatal(err)
	}
	versions, err := d.st.ListVersions(ctx, r.ID)
	if err != nil || len(versions) != got.Version {
		d.t.Fatalf("versions %+v %v", versions, err)
	}
	v := versions[got.Version-1]
	plain, err := d.original(r, got.Version).Marshal()
	if err != nil {
		d.t.Fatal(err)
	}
	h := sha256.New()
	h.Write(v.Salt)
	h.Write(plain)
	want := fmt.Sprintf("todoke receipt 1\nnumber %s\nversion %d\nreceived %s\nsha256 %x\n", got.Number, got.Version, v.At.Format("2006-01-02T15:04:05.000000Z"), h.Sum(nil))
	if text != want {
		d.t.Errorf("proof\n%swant\n%s", text, want)
	}
}

func TestReceiveRefuses(t *testing.T) {
	onDesks(t, func(d *desk) {
		for name, c := range map[string]struct {
			change func(*intake.Submission)
			want   incident.Kind
		}{
			"nothing said":     {func(s *intake.Submission) { s.Answers = d.answers(url.Values{"reporter_name": {"x"}}) }, incident.Invalid},
			"no such form":     {func(s *intake.Submission) { s.Form = "common" }, incident.NotFound},
			"no such version":  {func(s *intake.Submission) { s.FormVersion = 99 }, incident.NotFound},
			"too many files":   {func(s *intake.Submission) { s.Files = make([]intake.File, 11) }, incident.TooLarge},
			"raw too large":    {func(s *intake.Submission) { s.Raw = make([]byte, intake.MaxRaw+1) }, incident.TooLarge},
			"a file too large": {func(s *intake.Submission) { s.Files = []intake.File{{Content: zeros{}}} }, incident.TooLarge},
			"staff without right": {func(s *intake.Submission) {
				s.By = incident.Actor{Kind: incident.Staff, Login: "kansa", Roles: []incident.Role{incident.Auditor}}
			}, incident.Forbidden},
		} {
			s := d.submission("", story)
			c.change(&s)
			if _, err := d.Receive(ctx, s); kind(err) != c.want {
				d.t.Errorf("%s: %v", name, err)
			}
		}
		if list, err := d.st.ListQueue(ctx, store.QueueFilter{}, store.QueuePage{Limit: 10}); len(list) != 0 || err != nil {
			d.t.Errorf("%d reports stored, %v", len(list), err)
		}
	})
}

type zeros struct{}

func (zeros) Read(p []byte) (int, error) { return len(p), nil }

// The same page sent twice, at once or later, files once; what was changed between becomes a version, never a loss.
func TestRepeat(t *testing.T) {
	onDesks(t, func(d *desk) {
		var wg sync.WaitGroup
		receipts := make([]intake.Receipt, 8)
		for i := range receipts {
			wg.Go(func() {
				var err error
				if receipts[i], err = d.Receive(ctx, d.submission("the-same-page", story)); err != nil {
					d.t.Error(err)
				}
			})
		}
		wg.Wait()
		first := receipts[0]
		fresh := 0
		for _, r := range receipts {
			if !r.Repeat {
				fresh++
			}
			if r.Number != first.Number || r.Code != first.Code || r.Code == "" || r.Proof != first.Proof {
				d.t.Errorf("receipts differ: %+v and %+v", first, r)
			}
		}
		if fresh != 1 {
			d.t.Errorf("%d of 8 filed", fresh)
		}
		other := d.file(d.submission("another-page", story))
		if other.Number != first.Number || other.Code != "" || !other.Repeat {
			d.t.Errorf("the same content from another page: %+v", other)
		}
		more := url.Values{"story": {"あとから書き足しました。"}}
		for k, v := range story {
			if k != "story" {
				more[k] = v
			}
		}
		changed := d.file(d.submission("the-same-page", more))
		if changed.Number != first.Number || changed.Code != first.Code || changed.Version != 2 || changed.Repeat {
			d.t.Errorf("a changed page sent again: %+v", changed)
		}
		if a, _ := form.Find(d.original(d.report(first.Number), 2).Answers, "story"); a.Text != "あとから書き足しました。" {
			d.t.Errorf("version 2 holds %v", a)
		}
		if again := d.file(d.submission("the-same-page", more)); !again.Repeat || again.Number != first.Number {
			d.t.Errorf("the changed page a third time: %+v", again)
		}
		d.wait(25 * time.Hour)
		if next := d.file(d.submission("the-same-page", story)); next.Repeat || next.Number == first.Number {
			d.t.Errorf("a day later: %+v", next)
		}
	})
}

// Two people who tick the same box and say no more are two reports.
func TestSameFewTicksAreTwoReports(t *testing.T) {
	onDesks(t, func(d *desk) {
		one := d.file(d.submission("page-a", url.Values{"noticed": {"mail_received"}}))
		two := d.file(d.submission("page-b", url.Values{"noticed": {"mail_received"}}))
		if one.Number == two.Number || one.Code == "" || two.Code == "" {
			d.t.Errorf("%+v and %+v", one, two)
		}
	})
}

func TestFiles(t *testing.T) {
	onDesks(t, func(d *desk) {
		big := bytes.Repeat([]byte("log line\n"), 300_000) // 2.7 MB: three chunks
		send := func() intake.Submission {
			s := d.submission("page-with-files", url.Values{})
			s.Files = []intake.File{{Name: `C:\Users\柘植野\log.txt`, Content: bytes.NewReader(big)}, {Name: "画面.png", Content: strings.NewReader("\x89PNG\r\n\x1a\n0000")}}
			return s
		}
		got := d.file(send())
		r := d.report(got.Number)
		list, err := d.st.ListAttachments(ctx, r.ID)
		if err != nil || len(list) != 2 || list[0].Size != int64(len(big)) || list[1].MediaType != "image/png" {
			d.t.Fatalf("%+v %v", list, err)
		}
		o, err := d.seal.OpenerFor(ctx, incident.PurposeScan, seal.Request{ReportID: r.ID, Number: r.Number, Kind: seal.Attachment})
		if err != nil {
			d.t.Fatal(err)
		}
		if name, err := o.OpenChunk(seal.NameLabel(list[0].ID), list[0].Name); string(name) != "log.txt" {
			d.t.Errorf("name %q %v", name, err)
		}
		var back []byte
		for n := 0; ; n++ {
			body, err := d.st.FindChunk(ctx, list[0].ID, n)
			if err != nil {
				break
			}
			plain, err := o.OpenChunk(seal.ChunkLabel(list[0].ID, n), body)
			if err != nil {
				d.t.Fatal(err)
			}
			back = append(back, plain...)
		}
		if !bytes.Equal(back, big) {
			d.t.Errorf("%d bytes came back of %d", len(back), len(big))
		}
		if again := d.file(send()); !again.Repeat || again.Number != got.Number || again.Code != got.Code {
			d.t.Errorf("sent again: %+v", again)
		}
		if list, _ := d.st.ListAttachments(ctx, r.ID); len(list) != 2 {
			d.t.Errorf("%d files after a repeat", len(list))
		}
		d.wait(48 * time.Hour)
		if err := d.Sweep(ctx); err != nil {
			d.t.Fatal(err)
		}
		if _, err := d.st.FindChunk(ctx, list[0].ID, 2); err != nil {
			d.t.Errorf("a chunk of a filed file after the sweep: %v", err)
		}
	})
}

func TestFloodIsMarkedNotRefused(t *testing.T) {
	onDesks(t, func(d *desk) {
		var last intake.Receipt
		for i := range intake.Flood + 5 {
			last = d.file(d.submission(fmt.Sprintf("flood-%d", i), story2(i)))
		}
		if load := d.report(last.Number).SourceLoad; load != intake.Flood+5 {
			d.t.Errorf("load %d", load)
		}
		honest := d.submission("honest", story2(999))
		honest.Source = "192.0.2.99"
		if load := d.report(d.file(honest).Number).SourceLoad; load != 1 {
			d.t.Errorf("load of another source %d", load)
		}
		d.wait(3 * time.Hour)
		if load := d.report(d.file(d.submission("later", story2(1000))).Number).SourceLoad; load != 1 {
			d.t.Errorf("load three hours later %d", load)
		}
	})
}

func story2(i int) url.Values {
	return url.Values{"story": {fmt.Sprintf("届出 %d 件目の内容です。", i)}}
}

// Two Intakes over one store, as when the demonstration is prepared beside a running desk, never give one number twice.
func TestTwoIntakesOverOneStore(t *testing.T) {
	onDesks(t, func(d *desk) {
		forms, err := form.Load()
		if err != nil {
			d.t.Fatal(err)
		}
		second := intake.New(d.st, d.seal, forms, d.clock)
		seen := map[string]bool{}
		for i := range 12 {
			in := d.Intake
			if i%2 == 1 {
				in = second
			}
			r, err := in.Receive(ctx, d.submission(fmt.Sprintf("two-%d", i), story2(i)))
			if err != nil || seen[r.Number] {
				d.t.Errorf("report %d: %s %v", i, r.Number, err)
			}
			seen[r.Number] = true
		}
		if next := d.file(d.submission("next", story)); d.st.Name() == "sqlite" && !strings.HasPrefix(next.Number, "T-2020-000013-") {
			d.t.Errorf("numbers have gaps without need: %s", next.Number)
		}
	})
}

func TestYearAndNumbers(t *testing.T) {
	onDesks(t, func(d *desk) {
		s := d.submission("new-year", story)
		s.At = time.Date(2019, 12, 31, 15, 30, 0, 0, time.UTC) // half past midnight in Japan
		if r := d.file(s); !strings.HasPrefix(r.Number, "T-2020-") {
			d.t.Errorf("filed after midnight of new year: %s", r.Number)
		}
		seen := map[string]bool{}
		var mu sync.Mutex
		var wg sync.WaitGroup
		for i := range 60 {
			wg.Go(func() {
				r, err := d.Receive(ctx, d.submission(fmt.Sprintf("many-%d", i), story2(i)))
				mu.Lock()
				defer mu.Unlock()
				if err != nil || seen[r.Number] {
					d.t.Errorf("%s %v", r.Number, err)
				}
				seen[r.Number] = true
			})
		}
		wg.Wait()
	})
}
