package intake_test

import (
	"bytes"
	"context"
	"encoding/csv"
	"fmt"
	"strconv"
	"strings"
	"testing"
	"time"

	"todoke/internal/form"
	"todoke/internal/incident"
	"todoke/internal/intake"
	"todoke/internal/store"
)

func listOf(rows int) []byte {
	var b strings.Builder
	b.WriteString("会社名,概要,発見日\n")
	for i := range rows {
		fmt.Fprintf(&b, "架空商会%d,不審な通信を検知した（%d件目）,2020-01-%02d\n", i%7, i, i%18+1)
	}
	b.WriteString("合計,,\nどこにもない行,,\n")
	return []byte(b.String())
}

func (d *desk) run(what func() error) {
	d.t.Helper()
	if err := what(); err != nil {
		d.t.Fatal(err)
	}
}

func (d *desk) keep(b []byte) string {
	d.t.Helper()
	code, err := d.KeepList(ctx, intake.ListFile{Name: "一覧.csv", Content: b, Source: "192.0.2.9"})
	if err != nil {
		d.t.Fatal(err)
	}
	return code
}

// upload gives the id of the upload the list job is to work on.
func (d *desk) upload() int64 {
	d.t.Helper()
	jobs, err := d.st.Claim(ctx, d.clock(), 0, 1000)
	if err != nil {
		d.t.Fatal(err)
	}
	newest := int64(0)
	for _, j := range jobs {
		if j.Kind == intake.JobList {
			id, _ := strconv.ParseInt(j.Subject, 10, 64)
			newest = max(newest, id)
		}
	}
	if newest == 0 {
		d.t.Fatal("no list to file")
	}
	return newest
}

func (d *desk) visible() int {
	d.t.Helper()
	n, err := d.st.CountQueue(ctx, store.QueueFilter{}, 10_000)
	if err != nil {
		d.t.Fatal(err)
	}
	return n
}

// A list stopped in the middle goes on where it stood: nothing twice, nothing lost, nothing seen before the end; the receipts open each report, once; the same list
// again files nothing.
func TestListStoppedInTheMiddle(t *testing.T) {
	onDesks(t, func(d *desk) {
		b := listOf(250)
		code := d.keep(b)
		v, err := d.List(ctx, code, "", 0)
		if err != nil || v.Reports != 250 || v.Unread != 2 || len(v.Page) != intake.PreviewRows || v.After != intake.PreviewRows || v.Same != nil {
			t.Fatalf("preview %+v, %v", v, err)
		}
		if last, err := d.List(ctx, code, "", 250); err != nil || len(last.Page) != 2 || last.Page[0].Why != "unread.total" || last.Page[1].Why != "error.not_enough" {
			t.Fatalf("last rows %+v, %v", last.Page, err)
		}
		d.run(func() error { return d.FileList(ctx, code, "") })
		id := d.upload()
		forms, err := form.Load()
		if err != nil {
			t.Fatal(err)
		}
		stop, cancel := context.WithCancel(ctx)
		defer cancel()
		asked := 0
		dying := intake.New(d.st, d.seal, forms, func() time.Time { // the clock is asked twice a row: the program dies somewhere in the second batch
			if asked++; asked == 330 {
				cancel()
			}
			return d.clock()
		})
		if err := dying.RunList(stop, id); err == nil {
			t.Fatal("it was not stopped")
		}
		if v, err = d.List(ctx, code, "", 0); err != nil || v.State != store.UploadFiling || v.Done == 0 || v.Done >= 250 {
			t.Fatalf("after the stop %+v, %v", v, err)
		}
		if n := d.visible(); n != 0 {
			t.Errorf("%d reports of half a list are seen", n)
		}
		d.run(func() error { return d.RunList(ctx, id) })
		d.run(func() error { return d.RunList(ctx, id) })
		if v, err = d.List(ctx, code, "", 0); err != nil || v.State != store.UploadFiled || v.Reports != 250 || v.Unread != 1 || d.visible() != 250 {
			t.Fatalf("filed %+v, %d seen, %v", v, d.visible(), err)
		}
		out, err := d.ListReceipts(ctx, code, "", [3]string{"行", "受付番号", "照会コード"})
		if err != nil {
			t.Fatal(err)
		}
		lines, err := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(out, []byte("\uFEFF")))).ReadAll()
		if err != nil || len(lines) != 251 {
			t.Fatalf("%d receipts, %v", len(lines), err)
		}
		numbers := map[string]bool{}
		for _, l := range lines[1:] {
			numbers[l[1]] = true
		}
		for _, l := range [][]string{lines[1], lines[120], lines[250]} {
			if _, err := d.Find(ctx, l[1], l[2], ""); err != nil {
				t.Errorf("row %s: %v", l[0], err)
			}
		}
		if len(numbers) != 250 {
			t.Errorf("%d numbers", len(numbers))
		}
		if _, err := d.ListReceipts(ctx, code, "", [3]string{}); kind(err) != incident.Conflict {
			t.Errorf("the receipts a second time: %v", err)
		}
		waiting, _, err := d.ListQuarantine(ctx, incident.Actor{Kind: incident.Staff, Roles: []incident.Role{incident.Intake}}, intake.QuarantinePart{Limit: 10})
		if err != nil || len(waiting) != 1 || waiting[0].Why != "quarantine.rows" || waiting[0].Name != "一覧.csv" {
			t.Errorf("quarantine %+v, %v", waiting, err)
		}
		again := d.keep(b)
		if v, err = d.List(ctx, again, "", 0); err != nil || v.Same == nil || len(v.Same.Numbers) == 0 || v.Reports != 0 || v.Seen != 250 {
			t.Errorf("the same list: %+v, %v", v, err)
		}
		if err := d.FileList(ctx, again, ""); kind(err) != incident.Conflict {
			t.Errorf("the same list is filed: %v", err)
		}
		longer := d.keep(bytes.Replace(b, []byte("合計,,"), []byte("架空商会9,もう一件,2020-01-02\n合計,,"), 1))
		d.run(func() error { return d.FileList(ctx, longer, "") })
		d.run(func() error { return d.RunList(ctx, d.upload()) })
		if v, err = d.List(ctx, longer, "", 0); err != nil || v.Reports != 1 || v.Seen != 250 || d.visible() != 251 {
			t.Errorf("a longer list: %+v, %v", v, err)
		}
	})
}

// A list that cannot be read is kept in quarantine; a wrong code opens nothing; a list taken back is gone.
func TestListsThatAreNone(t *testing.T) {
	onDesks(t, func(d *desk) {
		_, err := d.KeepList(ctx, intake.ListFile{Name: "x.xlsx", Content: []byte("PK\x03\x04nothing")})
		if kind(err) != incident.Invalid {
			t.Errorf("%v", err)
		}
		staff := incident.Actor{Kind: incident.Staff, Login: "hanako", Roles: []incident.Role{incident.Intake}}
		list, _, err := d.ListQuarantine(ctx, staff, intake.QuarantinePart{Limit: 10})
		if err != nil || len(list) != 1 || list[0].Why != "quarantine.list" || list[0].Size != 11 {
			t.Fatalf("%+v, %v", list, err)
		}
		if err := d.FinishQuarantined(ctx, staff, list[0].ID, " "); kind(err) != incident.Invalid {
			t.Errorf("without a note: %v", err)
		}
		d.run(func() error { return d.FinishQuarantined(ctx, staff, list[0].ID, "送り直してもらった") })
		if err := d.FinishQuarantined(ctx, staff, list[0].ID, "x"); kind(err) != incident.Conflict {
			t.Errorf("twice: %v", err)
		}
		if _, err := d.List(ctx, "wrong", "192.0.2.1", 0); kind(err) != incident.NotFound {
			t.Errorf("%v", err)
		}
		code := d.keep(listOf(2))
		d.run(func() error { return d.DropList(ctx, code, "") })
		if v, err := d.List(ctx, code, "", 0); err != nil || v.State != store.UploadDropped {
			t.Errorf("%+v, %v", v, err)
		}
		auditor := incident.Actor{Kind: incident.Staff, Roles: []incident.Role{incident.Auditor}}
		if _, err := d.KeepList(ctx, intake.ListFile{Content: listOf(1), By: auditor}); kind(err) != incident.Forbidden {
			t.Errorf("%v", err)
		}
	})
}
