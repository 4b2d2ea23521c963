package triage_test

import (
	"net/url"
	"slices"
	"strings"
	"testing"

	"todoke/internal/incident"
	"todoke/internal/intake"
	"todoke/internal/store"
	"todoke/internal/triage"
)

// filed files a report whose number and code are known.
func (d *desk) filedWith(v url.Values) intake.Key {
	d.t.Helper()
	r, err := d.intake.Receive(ctx, intake.Submission{Form: "door", Lang: incident.JA, Channel: incident.Web, Answers: d.form.ReadValues(v, d.now).Answers})
	d.must(err)
	d.masked(r.Number)
	return intake.Key{Number: r.Number, Code: r.Code}
}

func (d *desk) row(number string) triage.QueueRow {
	d.t.Helper()
	p := d.queue(triage.Filter{Query: number})
	if len(p.Rows) != 1 {
		d.t.Fatalf("%d rows", len(p.Rows))
	}
	return p.Rows[0]
}

// From the rules to a questionnaire behind the receipt, its answers as a new version, and how long it waited.
func TestAskBack(t *testing.T) {
	onDesks(t, func(t *testing.T, d *desk) {
		k := d.filedWith(url.Values{"noticed": {"files_locked"}, "story": {"株式会社鈴鹿原シールの鷹野橋です。開けません。"}, "reporter_org": {"株式会社鈴鹿原シール"},
			"reporter_name": {"鷹野橋 郁子"}, "begun_on": {"2020-01-18"}, "discovered_on": {"2020-01-10"}, "virus_machines": {"3"}, "virus_machines.state": {"estimated"}, "org_kind": {"company"}})
		doubts, err := d.Doubts(ctx, hana, k.Number)
		d.must(err)
		var keys []string
		for _, x := range doubts {
			keys = append(keys, x.Key())
		}
		for _, want := range []string{"date_order:begun_on,discovered_on", "missing:consent", "missing:relation", "estimated:virus_machines"} {
			if !slices.Contains(keys, want) {
				t.Errorf("no doubt %s among %v", want, keys)
			}
		}
		if row := d.row(k.Number); !row.Silent || row.Waiting {
			t.Errorf("before a word: %+v", row)
		}
		mailed, err := d.AskBack(ctx, hana, k.Number, triage.Questionnaire{Doubts: []string{"date_order:begun_on,discovered_on", "estimated:virus_machines"},
			Questions: []string{"begun_on"}, Own: []string{"鷹野橋さんのほかに、どなたが気づきましたか。", " "}, Due: d.now.AddDate(0, 0, 7)})
		if err != nil || mailed {
			t.Fatalf("mailed %t, %v", mailed, err)
		}
		_, err = d.AskBack(ctx, hana, k.Number, triage.Questionnaire{Questions: []string{"begun_on"}})
		refused(t, err, incident.Invalid, "error.ask_none")
		_, err = d.AskBack(ctx, hana, k.Number, triage.Questionnaire{Doubts: []string{"missing:story"}})
		refused(t, err, incident.Conflict, "error.ask_stale")
		_, err = d.AskBack(ctx, hana, k.Number, triage.Questionnaire{Questions: []string{"no_such"}})
		refused(t, err, incident.Invalid, "error.ask_question")
		_, err = d.AskBack(ctx, hana, k.Number, triage.Questionnaire{Questions: []string{"story"}, Due: d.now.AddDate(0, 0, -1)})
		refused(t, err, incident.Invalid, "error.ask_due")

		v, err := d.FindReport(ctx, hana, k.Number)
		d.must(err)
		if len(v.Asks) != 4 || len(v.Messages) != 1 || v.Messages[0].Template != "inquiry" || !v.Waiting || v.Silent {
			t.Fatalf("%d asked, %d messages", len(v.Asks), len(v.Messages))
		}
		own := v.Asks[slices.IndexFunc(v.Asks, func(a triage.Asked) bool { return a.Question == "" })]
		if strings.Contains(own.Words, "鷹野橋") || !strings.Contains(own.Words, "どなたが") {
			t.Errorf("own words kept as %q", own.Words)
		}
		seen, err := d.intake.Find(ctx, k.Number, k.Code, "")
		d.must(err)
		if got := seen.Asking(); len(got) != 4 || !slices.ContainsFunc(got, func(a intake.Asked) bool { return strings.Contains(a.Words, "鷹野橋さんのほかに") }) {
			t.Fatalf("the reporter sees %+v", got)
		}

		d.now = d.now.AddDate(0, 0, 8)
		if row := d.row(k.Number); row.Asked != 4 || row.AskedDays != 8 || !row.AskedLate {
			t.Errorf("after eight days: %+v", row)
		}
		if got := numbers(d.queue(triage.Filter{Late: true})); !slices.Equal(got, []string{k.Number}) {
			t.Errorf("late: %v", got)
		}

		d.must(d.intake.SaveAnswering(ctx, k, url.Values{"begun_on": {"2020-01-0"}}))
		if kept, err := d.intake.ResumeAnswering(ctx, k); err != nil || kept.Get("begun_on") != "2020-01-0" {
			t.Errorf("kept %v, %v", kept, err)
		}
		answers := d.form.ReadValues(url.Values{"begun_on": {"2020-01-08"}, "virus_machines": {"4"}, "story": {"尋ねていない"}}, d.now).Answers
		d.must(d.intake.Answer(ctx, intake.Answering{Key: k, Answers: answers, Own: map[int64]string{own.ID: "鷹野橋の上司です。"}}))
		if kept, _ := d.intake.ResumeAnswering(ctx, k); kept != nil {
			t.Error("what was saved outlives the answers")
		}
		d.masked(k.Number)
		v, err = d.FindReport(ctx, hana, k.Number)
		d.must(err)
		if v.Version != 2 || v.Begun.From.Day() != 8 {
			t.Errorf("version %d, begun %v", v.Version, v.Begun)
		}
		for _, x := range v.Answers {
			if x.Question == "virus_machines" && (x.State != incident.KnownYes || x.Number != 4) {
				t.Errorf("estimated stays: %+v", x)
			}
		}
		for _, x := range v.Texts {
			if strings.Contains(x.Body, "尋ねていない") {
				t.Error("an answer to what was not asked came in")
			}
		}
		open := 0
		for _, a := range v.Asks {
			switch {
			case a.Open():
				open++
				if a.Question != "discovered_on" {
					t.Errorf("%s still waits", a.Question)
				}
			case a.Question == "" && (a.Answer == "" || strings.Contains(a.Answer, "鷹野橋")):
				t.Errorf("own answer kept as %q", a.Answer)
			case a.Question != "" && a.Version != 2:
				t.Errorf("%s answered by version %d", a.Question, a.Version)
			}
		}
		if open != 1 || !v.Answered {
			t.Errorf("%d wait, answered %t", open, v.Answered)
		}
		// The same date again confirms it without a version.
		same := d.form.ReadValues(url.Values{"discovered_on": {"2020-01-10"}}, d.now).Answers
		d.must(d.intake.Answer(ctx, intake.Answering{Key: k, Answers: same}))
		if r := d.report(k.Number); r.Version != 2 {
			t.Errorf("a confirmation made version %d", r.Version)
		}
		refused(t, d.intake.Answer(ctx, intake.Answering{Key: k, Answers: same}), incident.Invalid, "error.nothing_answered")
		if row := d.row(k.Number); row.Asked != 0 || row.Waiting {
			t.Errorf("all answered: %+v", row)
		}
		refused(t, d.CloseAsk(ctx, hana, k.Number, own.ID), incident.Conflict, "error.ask_over")
	})
}

// Every end of a question against every act: what is over cannot be answered or taken back, and a report that is over is not asked.
func TestAskStates(t *testing.T) {
	onDesks(t, func(t *testing.T, d *desk) {
		k := d.filedWith(url.Values{"noticed": {"files_locked"}, "story": {"開けません。"}})
		ask := func(id string) int64 {
			t.Helper()
			_, err := d.AskBack(ctx, hana, k.Number, triage.Questionnaire{Questions: []string{id}})
			d.must(err)
			list, err := d.st.ListAsks(ctx, d.report(k.Number).ID)
			d.must(err)
			return list[len(list)-1].ID
		}
		closed := ask("begun_on")
		d.must(d.CloseAsk(ctx, hana, k.Number, closed))
		refused(t, d.CloseAsk(ctx, hana, k.Number, closed), incident.Conflict, "error.ask_over")
		date := d.form.ReadValues(url.Values{"begun_on": {"2020-01-08"}}, d.now).Answers
		refused(t, d.intake.Answer(ctx, intake.Answering{Key: k, Answers: date}), incident.Invalid, "error.nothing_answered")
		// A member of staff who amends on the reporter's word answers what waits, too.
		byPhone := ask("begun_on")
		_, err := d.intake.AmendFor(ctx, hana, "電話で聞いた内容を写す", intake.Amendment{Key: intake.Key{Number: k.Number}, Answers: date, Source: "phone", SourceAt: d.now})
		d.must(err)
		list, err := d.st.ListAsks(ctx, d.report(k.Number).ID)
		d.must(err)
		if a := list[len(list)-1]; a.ID != byPhone || a.Open() || a.AnsweredBy != "staff:hana" || a.Version != 2 {
			t.Errorf("asked and told by phone: %+v", a)
		}
		other := d.filedWith(url.Values{"noticed": {"files_locked"}, "story": {"別の届出です。"}})
		refused(t, d.CloseAsk(ctx, hana, other.Number, ask("discovered_on")), incident.Conflict, "error.ask_over")
		for _, end := range []func() error{
			func() error { return d.Withdraw(ctx, hana, k.Number, "mistaken", "") },
			func() error { return d.MarkSpam(ctx, hana, []string{other.Number}) },
		} {
			d.must(end())
		}
		for _, n := range []string{k.Number, other.Number} {
			_, err := d.AskBack(ctx, hana, n, triage.Questionnaire{Questions: []string{"story"}})
			refused(t, err, incident.Conflict, "error.ask_state")
		}
		refused(t, d.intake.Answer(ctx, intake.Answering{Key: k, Answers: date}), incident.Conflict, "error.withdrawn")
	})
}

// A report nobody at the desk wrote to ages, and is found by the filter.
func TestSilent(t *testing.T) {
	onDesks(t, func(t *testing.T, d *desk) {
		n, told := d.masked(d.file(nil)), d.masked(d.file(nil))
		_, err := d.Reply(ctx, hana, told, "", "受け付けました。")
		d.must(err)
		d.must(d.Accept(ctx, hana, []string{n}, accepted))
		d.now = d.now.AddDate(0, 0, 8)
		if got := numbers(d.queue(triage.Filter{Silent: true})); !slices.Equal(got, []string{n}) {
			t.Errorf("silent: %v", got)
		}
		if a, b := d.row(n), d.row(told); !a.SilentLate || b.Silent {
			t.Errorf("late %t, told %t", a.SilentLate, b.Silent)
		}
		d.must(d.st.Write(ctx, func(tx *store.Tx) error { return tx.PutSetting(ctx, triage.SettingReplyDays, "20", d.now) }))
		if d.row(n).SilentLate {
			t.Error("late within twenty days")
		}
	})
}
