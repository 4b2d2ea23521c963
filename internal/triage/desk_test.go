package triage_test

import (
	"bytes"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"todoke/internal/incident"
	"todoke/internal/intake"
	"todoke/internal/seal"
	"todoke/internal/store"
	"todoke/internal/triage"
)

func numbers(p triage.QueuePage) []string {
	var out []string
	for _, r := range p.Rows {
		out = append(out, r.Number)
	}
	return out
}

func (d *desk) queue(f triage.Filter) triage.QueuePage {
	d.t.Helper()
	p, err := d.Queue(ctx, hana, f)
	d.must(err)
	return p
}

func TestQueuePages(t *testing.T) {
	onDesks(t, func(t *testing.T, d *desk) {
		var all []string
		for range 7 {
			d.now = d.now.Add(time.Minute)
			all = append(all, d.file(nil))
		}
		newest := slices.Clone(all)
		slices.Reverse(newest)
		for _, order := range []struct {
			sort triage.Sort
			want []string
		}{{triage.OldestFirst, all}, {triage.NewestFirst, newest}} {
			first := d.queue(triage.Filter{Sort: order.sort, Limit: 3})
			second := d.queue(triage.Filter{Sort: order.sort, Limit: 3, After: first.Next})
			third := d.queue(triage.Filter{Sort: order.sort, Limit: 3, After: second.Next})
			got := slices.Concat(numbers(first), numbers(second), numbers(third))
			if !slices.Equal(got, order.want) || first.Previous != "" || third.Next != "" || first.Total != 7 || first.Capped {
				t.Errorf("%q forward: %v, total %d", order.sort, got, first.Total)
			}
			back := d.queue(triage.Filter{Sort: order.sort, Limit: 3, Before: third.Previous})
			if !slices.Equal(numbers(back), numbers(second)) {
				t.Errorf("%q back: %v, want %v", order.sort, numbers(back), numbers(second))
			}
			again := d.queue(triage.Filter{Sort: order.sort, Limit: 3, Before: back.Previous})
			if !slices.Equal(numbers(again), numbers(first)) || again.Previous != "" || again.Next != first.Next {
				t.Errorf("%q back to the first: %v", order.sort, numbers(again))
			}
		}
		if p := d.queue(triage.Filter{After: "no place"}); len(p.Rows) != 7 {
			t.Errorf("a broken place gives %d rows", len(p.Rows))
		}
	})
}

func TestQueueNarrowed(t *testing.T) {
	onDesks(t, func(t *testing.T, d *desk) {
		a := d.masked(d.file(url.Values{"story": {"サーバがランサムウェアに感染しました。"}}))
		b := d.masked(d.file(url.Values{"story": {"ウェブサイトが改ざんされました。"}}))
		d.must(d.Accept(ctx, hana, []string{b}, incident.Acceptance{Scheme: incident.SchemeAccess, Damage: incident.WithDamage}))
		d.must(d.Assign(ctx, hana, []string{b}, bun.ID))
		for name, x := range map[string]struct {
			f    triage.Filter
			want []string
		}{
			"state":           {triage.Filter{States: []incident.ReportState{incident.Received}}, []string{a}},
			"states":          {triage.Filter{States: []incident.ReportState{incident.Received, incident.Accepted}}, []string{a, b}},
			"scheme":          {triage.Filter{Scheme: incident.SchemeAccess}, []string{b}},
			"assignee":        {triage.Filter{Assignee: bun.ID}, []string{b}},
			"channel":         {triage.Filter{Channel: incident.Phone}, nil},
			"words":           {triage.Filter{Query: "感染"}, []string{a}},
			"words and state": {triage.Filter{Query: "感染", States: []incident.ReportState{incident.Accepted}}, nil},
			"number":          {triage.Filter{Query: strings.ToLower(b)}, []string{b}},
			"a sealed name":   {triage.Filter{Query: "鷹野橋"}, nil},
		} {
			if got := numbers(d.queue(x.f)); !slices.Equal(got, x.want) {
				t.Errorf("%s: %v, want %v", name, got, x.want)
			}
		}
		p := d.queue(triage.Filter{})
		if p.States[incident.Received] != 1 || p.States[incident.Accepted] != 1 {
			t.Errorf("states %v", p.States)
		}
	})
}

// A report is overdue after five business days; a weekend between does not count.
func TestOverdue(t *testing.T) {
	onDesks(t, func(t *testing.T, d *desk) {
		monday := d.now
		n := d.file(nil)
		for _, x := range []struct {
			days    int
			overdue bool
		}{{4, false}, {5, false}, {6, false}, {7, false}, {8, true}} {
			d.now = monday.AddDate(0, 0, x.days)
			row := d.queue(triage.Filter{}).Rows[0]
			listed := len(d.queue(triage.Filter{Overdue: true}).Rows) == 1
			if row.Overdue != x.overdue || listed != x.overdue || row.AgeDays != x.days {
				t.Errorf("after %d days: overdue %t, listed %t, age %d", x.days, row.Overdue, listed, row.AgeDays)
			}
		}
		d.must(d.Accept(ctx, hana, []string{n}, accepted))
		if d.queue(triage.Filter{}).Rows[0].Overdue {
			t.Error("an accepted report is overdue")
		}
		m := d.file(nil)
		d.must(d.st.Write(ctx, func(tx *store.Tx) error { return tx.PutSetting(ctx, triage.SettingAcceptanceDays, "1", d.now) }))
		d.now = d.now.AddDate(0, 0, 4)
		if p := d.queue(triage.Filter{Overdue: true}); !slices.Equal(numbers(p), []string{m}) {
			t.Errorf("with one day: %v", numbers(p))
		}
	})
}

func TestMarks(t *testing.T) {
	onDesks(t, func(t *testing.T, d *desk) {
		n := d.file(nil)
		if r := d.queue(triage.Filter{}).Rows[0]; !r.Masking || r.Spam || r.Waiting || r.Answered {
			t.Errorf("fresh: %+v", r)
		}
		d.masked(n)
		other := d.file(nil)
		d.masked(other)
		only := func(f triage.Filter, want ...string) {
			t.Helper()
			if got := numbers(d.queue(f)); !slices.Equal(got, want) {
				t.Errorf("%+v: %v, want %v", f, got, want)
			}
		}
		only(triage.Filter{Waiting: true})
		_, err := d.Reply(ctx, hana, n, "inquiry", "いつごろ気づかれましたか。")
		d.must(err)
		if r := d.queue(triage.Filter{}).Rows[0]; r.Masking || !r.Waiting || r.Answered {
			t.Errorf("asked: %+v", r)
		}
		only(triage.Filter{Waiting: true}, n)
		only(triage.Filter{Answered: true})
		_, err = d.Reply(ctx, hana, other, "", "受け付けました。")
		d.must(err)
		only(triage.Filter{Waiting: true}, n)
		d.now = d.now.Add(time.Hour)
		r := d.report(n)
		d.must(d.st.Write(ctx, func(tx *store.Tx) error {
			return tx.InsertMessage(ctx, store.Message{ID: store.NewID(d.now), ReportID: r.ID, Direction: store.In, Template: "contest", Who: "reporter", At: d.now})
		}))
		if r := d.queue(triage.Filter{}).Rows[0]; r.Waiting || !r.Answered || !r.Contested {
			t.Errorf("answered: %+v", r)
		}
		only(triage.Filter{Waiting: true})
		only(triage.Filter{Answered: true}, n)
		only(triage.Filter{Answered: true, Waiting: true}, n)
		for range intake.Flood + 2 {
			d.now = d.now.Add(time.Second)
			_, err := d.intake.Receive(ctx, intake.Submission{Form: "door", Channel: incident.Web, Source: "192.0.2.7",
				Answers: d.form.ReadValues(url.Values{"noticed": {"unsure"}, "story": {"x" + d.now.String()}}, d.now).Answers})
			d.must(err)
		}
		if p := d.queue(triage.Filter{Spam: true}); len(p.Rows) == 0 || !p.Rows[0].Spam {
			t.Errorf("%d suspected", len(p.Rows))
		}
	})
}

// A rejection tells the reporter why and where to go; what staff noted is masked and not sent.
func TestRejection(t *testing.T) {
	onDesks(t, func(t *testing.T, d *desk) {
		for i, reason := range incident.Reasons {
			n := d.file(url.Values{"story": {strconv.Itoa(i) + "番目の相談です。"}})
			d.must(d.Reject(ctx, hana, n, reason, "鈴鹿原シールの鷹野橋さんと電話"))
			v, err := d.FindReport(ctx, hana, n)
			d.must(err)
			if v.State != incident.NotAccepted || v.Reason != reason || len(v.Messages) != 1 || v.Messages[0].Template != "rejected."+reason {
				t.Fatalf("%s: %s %s %+v", reason, v.State, v.Reason, v.Messages)
			}
			words := d.sent(n, v.Messages[0].ID)
			if !strings.Contains(words, n) || strings.ContainsAny(words, "{}") || strings.Contains(words, "電話し") {
				t.Errorf("%s: %q", reason, words)
			}
			if note := v.Moves[0].Note; strings.Contains(note, "鈴鹿原") || strings.Contains(note, "鷹野橋") || !strings.Contains(note, "電話") {
				t.Errorf("note kept as %q", note)
			}
		}
		refused(t, d.Reject(ctx, hana, d.file(nil), "dislike", ""), incident.Invalid, "error.reason_unknown")
	})
}

// sent opens a message as its reporter would.
func (d *desk) sent(number string, id int64) string {
	d.t.Helper()
	r := d.report(number)
	b, err := d.seal.OpenOwn(ctx, seal.Request{ReportID: r.ID, Number: r.Number, Kind: store.SealedMessage, Ref: strconv.FormatInt(id, 10)})
	d.must(err)
	return string(b)
}

func TestReply(t *testing.T) {
	onDesks(t, func(t *testing.T, d *desk) {
		n := d.masked(d.file(nil))
		id, err := d.Reply(ctx, hana, n, "", "鷹野橋様\n059-000-0000にお電話しました。")
		d.must(err)
		v, err := d.FindReport(ctx, hana, n)
		d.must(err)
		if m := v.Messages[0]; !m.Out || m.Who != "staff:hana" || strings.Contains(m.Masked, "鷹野橋") || strings.Contains(m.Masked, "000-0000") || !strings.Contains(m.Masked, "お電話しました") {
			t.Errorf("masked copy: %+v", m)
		}
		if s := d.sent(n, id); !strings.Contains(s, "鷹野橋様") {
			t.Errorf("sent %q", s)
		}
		_, err = d.Reply(ctx, hana, n, "", " \n ")
		refused(t, err, incident.Invalid, "error.reply_empty")
		_, err = d.Reply(ctx, hana, n, "", strings.Repeat("長", 20001))
		refused(t, err, incident.Invalid, "error.reply_long")
		_, err = d.Reply(ctx, hana, n, "no such", "")
		refused(t, err, incident.NotFound, "error.template_unknown")

		own := triage.Template{Name: "done", Title: incident.Text{JA: "終わり", EN: "Over"}, Body: incident.Text{JA: "{number}は終わりです。{received}の件でした。", EN: "{number} is over."}}
		d.must(d.SaveReplyTemplate(ctx, kan, own))
		words, err := d.DraftReply(ctx, hana, n, "done")
		if err != nil || words != n+"は終わりです。2020年1月20日の件でした。" {
			t.Errorf("%q, %v", words, err)
		}
		own.Body.EN = "{numbr} is over."
		refused(t, d.SaveReplyTemplate(ctx, kan, own), incident.Invalid, "error.template_placeholder")
		if kept, err := d.TemplateVersions(ctx, kan, "done"); err != nil || len(kept) != 2 {
			t.Errorf("%d versions, %v", len(kept), err)
		}
		own.Body.EN = " "
		refused(t, d.SaveReplyTemplate(ctx, kan, own), incident.Invalid, "error.template_empty")
		own.Name = "other"
		refused(t, d.SaveReplyTemplate(ctx, kan, own), incident.NotFound, "error.template_unknown")
	})
}

func TestOpenOriginal(t *testing.T) {
	onDesks(t, func(t *testing.T, d *desk) {
		n := d.masked(d.file(nil))
		before := d.audited()
		_, err := d.OpenOriginal(ctx, bun, n, "", "見る")
		refused(t, err, incident.Invalid, "error.reason_short")
		_, err = d.OpenOriginal(ctx, bun, n, "", "open.coding")
		refused(t, err, incident.Invalid, "error.reason_typed")
		if d.audited() != before {
			t.Error("a refused opening left rows")
		}
		o, err := d.OpenOriginal(ctx, bun, n, "", "鷹野橋さんからの電話に答える")
		d.must(err)
		i := slices.IndexFunc(o.Fields, func(f triage.OriginalField) bool { return f.Question == "reporter_name" })
		if i < 0 || o.Fields[i].Answer.Text != "鷹野橋 郁子" || !o.Fields[i].Identifies || o.Fields[i].Label.JA == "reporter_name" {
			t.Errorf("opened %+v", o.Fields)
		}
		rows, err := d.st.ListAudit(ctx, store.AuditFilter{Who: "staff:bun", Action: "seal.open", Limit: 10})
		if err != nil || len(rows) != 1 || strings.Contains(rows[0].Reason, "鷹野橋") || !strings.Contains(rows[0].Reason, "電話に答える") {
			t.Errorf("audit rows: %+v, %v", rows, err)
		}
		d.must(d.Assign(ctx, hana, []string{n}, bun.ID))
		v, err := d.FindReport(ctx, bun, n)
		d.must(err)
		if !slices.Equal(v.OpenReasons, triage.OpenReasons) {
			t.Errorf("reasons on one's own report: %v", v.OpenReasons)
		}
		_, err = d.OpenOriginal(ctx, bun, n, "1", "open.coding")
		d.must(err)
		_, err = d.OpenOriginal(ctx, bun, n, "7", "open.coding")
		refused(t, err, incident.NotFound, "")
		id, err := d.Reply(ctx, hana, n, "", "鷹野橋様へ")
		d.must(err)
		o, err = d.OpenOriginal(ctx, bun, n, store.MessageField(id), "open.coding")
		if err != nil || o.Text != "鷹野橋様へ" {
			t.Errorf("%q, %v", o.Text, err)
		}
	})
}

func TestLookup(t *testing.T) {
	onDesks(t, func(t *testing.T, d *desk) {
		n := d.masked(d.file(nil))
		d.masked(d.file(url.Values{"reporter_org": {"小笠懸運輸有限会社"}, "reporter_name": {"別所 実"}, "reporter_phone": {"059-000-0001"}}))
		for _, x := range []struct {
			kind  triage.LookupKind
			typed string
			found bool
		}{
			{triage.LookupOrg, "株式会社鈴鹿原シール", true}, {triage.LookupOrg, "鈴鹿原シール", true}, {triage.LookupOrg, "鈴鹿原ｼｰﾙ（株）", true}, {triage.LookupOrg, "鈴鹿原", false},
			{triage.LookupName, "鷹野橋郁子", true}, {triage.LookupName, "鷹野橋　郁子 様", true}, {triage.LookupName, "鷹野橋", false},
			{triage.LookupPhone, "０５９０００００００", true}, {triage.LookupPhone, "059-000-0009", false},
		} {
			list, err := d.Lookup(ctx, hana, x.kind, x.typed, x.typed+"さんから電話")
			if err != nil || (len(list) == 1 && list[0].Number == n) != x.found {
				t.Errorf("%s %q: %d found, %v", x.kind, x.typed, len(list), err)
			}
		}
		rows, err := d.st.ListAudit(ctx, store.AuditFilter{Action: string(incident.ReportLookup), Limit: 100})
		d.must(err)
		for _, r := range rows {
			if strings.Contains(r.Reason+r.Detail, "鈴鹿原") || strings.Contains(r.Reason, "鷹野橋") {
				t.Errorf("the audit log holds the term: %s", r.Reason)
			}
		}
		if len(rows) != 9 {
			t.Errorf("%d rows for 9 lookups", len(rows))
		}
		_, err = d.Lookup(ctx, hana, triage.LookupPhone, "電話", "電話での問い合わせ")
		refused(t, err, incident.Invalid, "error.lookup_term")
		_, err = d.Lookup(ctx, hana, "domain", "example.jp", "電話での問い合わせ")
		refused(t, err, incident.Invalid, "error.lookup_kind")
	})
}

// The report page shows masked texts under their questions, and what the same party filed elsewhere only as a number.
func TestFindReport(t *testing.T) {
	onDesks(t, func(t *testing.T, d *desk) {
		n := d.masked(d.file(url.Values{"discovered_on": {"2020年1月頃"}, "files_word": {"x"}}))
		d.masked(d.file(nil))
		v, err := d.FindReport(ctx, hana, strings.ToLower(n))
		d.must(err)
		if len(v.Texts) == 0 || v.Texts[0].Question != "story" || strings.Contains(v.Texts[0].Body, "鷹野橋") || v.Texts[0].Label.EN == "" {
			t.Errorf("texts %+v", v.Texts)
		}
		if len(v.Parties) != 1 || v.Parties[0].Placeholder != "届出者" || v.Parties[0].Others != 1 || v.Parties[0].Pseudonym == "" {
			t.Errorf("parties %+v", v.Parties)
		}
		i := slices.IndexFunc(v.Answers, func(a triage.AnswerView) bool { return a.Question == "org_kind" })
		if i < 0 || len(v.Answers[i].Values) != 1 || v.Answers[i].Values[0].JA == "company" {
			t.Errorf("answers %+v", v.Answers)
		}
		if !slices.Equal(v.May, []incident.ReportState{incident.Accepted, incident.NotAccepted, incident.Duplicate, incident.Withdrawn, incident.Spam}) || v.OpenReasons != nil {
			t.Errorf("may %v, reasons %v", v.May, v.OpenReasons)
		}
		_, err = d.FindReport(ctx, hana, "T-2020-999999-0")
		refused(t, err, incident.NotFound, "error.report_unknown")
	})
}

func TestFacts(t *testing.T) {
	onDesks(t, func(t *testing.T, d *desk) {
		n := d.masked(d.file(nil))
		r := d.report(n)
		suggested := []incident.Fact{
			{Dimension: incident.DimCause, Code: "weak_password", Polarity: incident.Present, Certainty: incident.Possible, Source: incident.FromReporter, Version: 1, By: "machine:analyze"},
			{Dimension: incident.DimDamage, Code: "file_encryption", Polarity: incident.Present, Certainty: incident.Confirmed, Source: incident.FromReporter, Version: 1, By: "machine:analyze"},
		}
		d.must(d.st.Write(ctx, func(tx *store.Tx) error { return tx.ReplaceFacts(ctx, r.ID, false, suggested, d.now) }))
		coded := []incident.Fact{
			{Dimension: incident.DimCause, Code: "weak_password", Polarity: incident.Present, Certainty: incident.Presumed, Source: incident.FromDesk},
			{Dimension: incident.DimQuantity, Code: "machines_affected", Polarity: incident.Present, Certainty: incident.Confirmed, Source: incident.FromReporter, Quantity: &incident.Quantity{Value: 4, Unit: "machines", Bound: incident.AtLeast}},
		}
		d.must(d.CodeFacts(ctx, bun, n, coded))
		v, err := d.FindReport(ctx, bun, n)
		d.must(err)
		if len(v.Facts) != 2 || len(v.Suggested) != 2 || v.Facts[0].By != "staff:bun" || v.Facts[1].Quantity == nil || *v.Facts[1].Quantity != *coded[1].Quantity {
			t.Fatalf("facts %+v, suggested %+v", v.Facts, v.Suggested)
		}
		d.must(d.ConfirmSuggested(ctx, bun, n, []int64{v.Suggested[0].ID, v.Suggested[1].ID}))
		if v, err = d.FindReport(ctx, bun, n); err != nil || len(v.Facts) != 3 || v.Facts[0].Certainty != incident.Presumed || v.Facts[2].Code != "file_encryption" {
			t.Errorf("confirmed: %+v, %v", v.Facts, err)
		}
		broken := append(slices.Clone(coded), incident.Fact{Dimension: incident.DimResponse, Code: "mfa", Polarity: incident.Present, Certainty: incident.Confirmed, Source: incident.FromReporter})
		err = d.CodeFacts(ctx, bun, n, broken)
		list, ok := err.(incident.Errors)
		if !ok || len(list) != 1 || list[0].Field != "fact.2" || list[0].Key != "error.fact_status" {
			t.Errorf("got %v", err)
		}
		if v, err = d.FindReport(ctx, bun, n); err != nil || len(v.Facts) != 3 {
			t.Errorf("a broken list changed the facts: %+v", v.Facts)
		}
	})
}

// An attachment comes out as it went in, with its name, after a reason; one of another report does not.
func TestOpenAttachment(t *testing.T) {
	onDesks(t, func(t *testing.T, d *desk) {
		body := bytes.Repeat([]byte("届出の添付"), 1<<18) // some MiB: several chunks
		receipt, err := d.intake.Receive(ctx, intake.Submission{Form: "door", Channel: incident.Web, Answers: d.form.ReadValues(url.Values{"noticed": {"unsure"}}, d.now).Answers,
			Files: []intake.File{{Name: "鷹野橋のログ.txt", Content: bytes.NewReader(body)}}})
		d.must(err)
		n, other := d.masked(receipt.Number), d.file(nil)
		v, err := d.FindReport(ctx, bun, n)
		d.must(err)
		id := v.Attachments[0].ID
		_, err = d.OpenAttachment(ctx, bun, n, id, "")
		refused(t, err, incident.Invalid, "error.reason_short")
		_, err = d.OpenAttachment(ctx, bun, other, id, "ログの確認のため")
		refused(t, err, incident.NotFound, "error.sealed_gone")
		f, err := d.OpenAttachment(ctx, bun, n, id, "ログの確認のため")
		d.must(err)
		var got bytes.Buffer
		if _, err := f.WriteTo(&got); err != nil || !bytes.Equal(got.Bytes(), body) || f.Name != "鷹野橋のログ.txt" {
			t.Errorf("%d bytes, name %q, %v", got.Len(), f.Name, err)
		}
	})
}
