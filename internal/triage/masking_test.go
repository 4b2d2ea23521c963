package triage_test

import (
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"

	"todoke/internal/incident"
	"todoke/internal/incidenttest"
	"todoke/internal/mask"
	"todoke/internal/store"
	"todoke/internal/triage"
)

const maskStory = "2020年1月11日、見本商会株式会社の田中さんから、顧客1,037件の一覧が漏れたと電話がありました。見本商会株式会社は取引を止めています。"

func span(t *testing.T, m triage.Masking, words string) triage.Span {
	t.Helper()
	i := slices.IndexFunc(m.Spans, func(s triage.Span) bool { return s.Text == words })
	if i < 0 {
		t.Fatalf("no span %q among %+v", words, m.Spans)
	}
	return m.Spans[i]
}

// longStory holds many exact counts, as a log pasted into a report does.
func longStory(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, "%d件、", 1001+i)
	}
	return b.String()
}

func (d *desk) reportMasking(number string) triage.Masking {
	d.t.Helper()
	m, err := d.FindReportMasking(ctx, bun, number)
	d.must(err)
	return m
}

// Every choice, for one span and for all alike, undone and done again; the span's words are in no row.
func TestDecideSpan(t *testing.T) {
	onDesks(t, func(t *testing.T, d *desk) {
		n := d.masked(d.file(url.Values{"story": {strings.ReplaceAll(maskStory, "見本商会株式会社", "198.51.100.77")}}))
		of := triage.MaskingOf{Report: n}
		m := d.reportMasking(n)
		ip, day := span(t, m, "198.51.100.77"), span(t, m, "2020年1月11日")
		if ip.Alike != 2 || !ip.Needs() || day.Proposed != "2020年1月" || m.Undecided != len(m.Spans) {
			t.Fatalf("proposed %+v", m.Spans)
		}
		_, err := d.FindReportMasking(ctx, hana, n)
		refused(t, err, incident.Forbidden, "error.forbidden")
		keep := triage.SpanDecision{Key: ip.Key, Choice: triage.SpanKeep}
		refused(t, d.DecideSpan(ctx, bun, of, keep), incident.Invalid, "error.why_missing")
		refused(t, d.DecideSpan(ctx, bun, of, triage.SpanDecision{Key: "00", Choice: triage.SpanAccept}), incident.Conflict, "error.span_gone")
		refused(t, d.DecideSpan(ctx, bun, of, triage.SpanDecision{Key: ip.Key, Choice: "other"}), incident.Invalid, "error.span_choice")
		change := triage.SpanDecision{Key: day.Key, Choice: triage.SpanChange, Replacement: "2020年1月11日ごろ"}
		refused(t, d.DecideSpan(ctx, bun, of, change), incident.Invalid, "error.span_same")
		change.Replacement = "鷹野橋さんの日"
		refused(t, d.DecideSpan(ctx, bun, of, change), incident.Invalid, "error.span_names")
		change.Replacement, change.Kind = "", "colour"
		refused(t, d.DecideSpan(ctx, bun, of, change), incident.Invalid, "error.span_kind")
		change.Replacement, change.Kind = "2020年はじめ", ""
		d.must(d.DecideSpan(ctx, bun, of, change))
		keep.Reason, keep.Place = "198.51.100.77は攻撃元で、鷹野橋さんのものではない", ip.Place
		d.must(d.DecideSpan(ctx, bun, of, keep))
		m = d.reportMasking(n)
		kept := 0
		for _, s := range m.Spans {
			if s.Choice == triage.SpanKeep {
				kept++
				if strings.Contains(s.Why, "198.51") || strings.Contains(s.Why, "鷹野橋") || s.Proposed != s.Text {
					t.Errorf("kept %+v", s)
				}
			}
		}
		if kept != 1 || span(t, m, "2020年1月11日").Proposed != "2020年はじめ" {
			t.Errorf("%d kept, %+v", kept, m.Spans)
		}
		d.must(d.DecideSpan(ctx, bun, of, triage.SpanDecision{Key: ip.Key, Choice: triage.SpanAccept}))
		m = d.reportMasking(n)
		if s := span(t, m, "198.51.100.77"); !s.All || s.Choice != triage.SpanAccept || s.Proposed == s.Text {
			t.Errorf("for all alike: %+v", s)
		}
		d.must(d.UndoSpan(ctx, bun, of, ip.Key, ip.Place))
		if s := span(t, d.reportMasking(n), "198.51.100.77"); !s.Needs() {
			t.Errorf("undone: %+v", s)
		}
		refused(t, d.UndoSpan(ctx, bun, of, ip.Key, ip.Place), incident.Conflict, "error.span_gone")
		rows, err := d.st.ListAudit(ctx, store.AuditFilter{Action: string(incident.MaskDecide), Limit: 100})
		d.must(err)
		if len(rows) != 4 {
			t.Errorf("%d audit rows", len(rows))
		}
		for _, r := range rows {
			if strings.Contains(r.Reason+r.Detail, "198.51") {
				t.Errorf("the words stand in the audit log: %+v", r)
			}
		}
	})
}

// What a case's text holds blocks its approval until it is decided and, where replaced, written; a declared name cannot be kept.
func TestSpansBlockApproval(t *testing.T) {
	onDesks(t, func(t *testing.T, d *desk) {
		n, c := d.draft("届出者（企業）から、顧客1,037件の情報が198.51.100.77に送られたと届出があった。原因は鷹野橋さんも分からない。")
		of := triage.MaskingOf{Case: c}
		m, err := d.FindCaseMasking(ctx, bun, c)
		d.must(err)
		name := slices.IndexFunc(m.Spans, func(s triage.Span) bool { return s.Reason == mask.Declared })
		if name < 0 {
			t.Fatalf("the declared name is not proposed: %+v", m.Spans)
		}
		refused(t, d.DecideSpan(ctx, bun, of, triage.SpanDecision{Key: m.Spans[name].Key, Choice: triage.SpanKeep, Reason: "残す"}), incident.Invalid, "error.span_declared")
		blocked := func(key string, want bool) {
			t.Helper()
			list, err := d.Lint(ctx, bun, c)
			d.must(err)
			if got := slices.ContainsFunc(list, func(f triage.Finding) bool { return f.Key == key && f.Level == triage.Block }); got != want {
				t.Errorf("%s: %t, want %t: %+v", key, got, want, list)
			}
		}
		blocked("lint.spans_undecided", true)
		_, err = d.ApplySpans(ctx, bun, c)
		refused(t, err, incident.Conflict, "error.nothing_to_apply")
		d.must(d.DecideSpan(ctx, bun, of, triage.SpanDecision{Key: span(t, m, "198.51.100.77").Key, Choice: triage.SpanKeep, Reason: "攻撃者のもの"}))
		done, err := d.DecideRest(ctx, bun, of, triage.SpanKeep, "一般の値")
		d.must(err)
		left, err := d.FindCaseMasking(ctx, bun, c)
		d.must(err)
		if done == 0 || left.Undecided == 0 {
			t.Errorf("%d decided, %d left: the declared name must be left", done, left.Undecided)
		}
		blocked("lint.spans_undecided", false)
		d.must(d.DecideSpan(ctx, bun, of, triage.SpanDecision{Key: m.Spans[name].Key, Choice: triage.SpanAccept}))
		d.must(d.DecideSpan(ctx, bun, of, triage.SpanDecision{Key: span(t, m, "1,037件").Key, Choice: triage.SpanChange, Replacement: "約1,000件"}))
		blocked("lint.spans_standing", true)
		_, err = d.ApplySpans(ctx, bun, c)
		d.must(err)
		v, err := d.FindCase(ctx, bun, c)
		d.must(err)
		if s := v.Revisions[0].Summary.JA; strings.Contains(s, "1,037") || strings.Contains(s, "鷹野橋") || !strings.Contains(s, "約1,000件") || !strings.Contains(s, "198.51.100.77") {
			t.Errorf("written as %q", s)
		}
		blocked("lint.spans_standing", false)
		blocked("lint.identifies", false)
		if blocks := triage.Blocks(v.Lint); blocks > 1 { // facts are another matter
			t.Errorf("%d blocks: %+v", blocks, v.Lint)
		}
		_ = n
	})
}

// draft begins a case on a masked, accepted report.
func (d *desk) draft(summary string) (report, number string) {
	d.t.Helper()
	n := d.masked(d.file(url.Values{"org_kind": {"company"}}))
	d.must(d.Accept(ctx, hana, []string{n}, accepted))
	c, err := d.NewCase(ctx, bun, triage.CaseStart{Reports: []string{n}, Scheme: "2020H1", Category: "virus", OrgKind: incident.Company})
	d.must(err)
	if summary != "" {
		_, err = d.SaveDraft(ctx, bun, c, triage.Draft{Category: "virus", OrgKind: incident.Company, Summary: incident.Text{JA: summary, EN: "A company reported this."}})
		d.must(err)
	}
	return n, c
}

// A report's text is taken over only once all is decided, only into an empty summary of its own case, and the lint then warns of the reporter's words.
func TestTakeOver(t *testing.T) {
	onDesks(t, func(t *testing.T, d *desk) {
		n, c := d.draft("")
		_, other := d.draft("届出者（企業）の話。")
		if m := d.reportMasking(n); m.Undecided > 0 {
			refused(t, d.TakeOver(ctx, bun, n, c), incident.Conflict, "error.spans_undecided")
		}
		_, err := d.DecideRest(ctx, bun, triage.MaskingOf{Report: n}, triage.SpanKeep, "一般の言葉")
		d.must(err)
		refused(t, d.TakeOver(ctx, bun, n, other), incident.Invalid, "error.case_unknown")
		d.must(d.TakeOver(ctx, bun, n, c))
		refused(t, d.TakeOver(ctx, bun, n, c), incident.Conflict, "error.draft_not_empty")
		list, err := d.Lint(ctx, bun, c)
		d.must(err)
		if !slices.ContainsFunc(list, func(f triage.Finding) bool { return f.Key == "lint.verbatim" }) {
			t.Errorf("no warning of the reporter's words: %+v", list)
		}
	})
}

// The desk's own list: a term is masked everywhere from then on, a spared one no more proposed; reports that hold it are masked again, and until then
// a case drawn from them is blocked. The words stand in no row in clear.
func TestOwnTerms(t *testing.T) {
	onDesks(t, func(t *testing.T, d *desk) {
		n := d.masked(d.file(url.Values{"story": {"社内の呼び名でシメ集計が止まりました。しめ集計は先月からです。198.51.100.77から。"}}))
		plain := d.masked(d.file(url.Values{"story": {"サーバが止まりました。"}}))
		add := triage.OwnTermStart{Text: "シメ集計", Kind: mask.Product, Reason: "シメ集計は社内だけの名前"}
		refused(t, d.AddOwnTerm(ctx, hana, add), incident.Forbidden, "error.forbidden")
		refused(t, d.AddOwnTerm(ctx, bun, triage.OwnTermStart{Text: "あ", Kind: mask.Product, Reason: "短い"}), incident.Invalid, "error.own_term_length")
		refused(t, d.AddOwnTerm(ctx, bun, triage.OwnTermStart{Text: "シメ集", Kind: mask.Product}), incident.Invalid, "error.why_missing")
		d.must(d.AddOwnTerm(ctx, bun, add))
		refused(t, d.AddOwnTerm(ctx, bun, triage.OwnTermStart{Text: "ｼﾒ集計", Kind: mask.Org, Reason: "もう一度"}), incident.Conflict, "error.own_term_known")
		list, err := d.ListOwnTerms(ctx, bun)
		d.must(err)
		if len(list) != 1 || list[0].Text != "" || strings.Contains(list[0].Reason, "シメ集") || list[0].Who != "staff:bun" {
			t.Fatalf("listed %+v", list)
		}
		_, err = d.OpenOwnTerms(ctx, bun, "見る")
		refused(t, err, incident.Invalid, "error.reason_short")
		opened, err := d.OpenOwnTerms(ctx, bun, "一覧を見直すため")
		d.must(err)
		if opened[0].Text != "シメ集計" {
			t.Errorf("opened %+v", opened)
		}
		r := d.report(n)
		waits := func(id int64) bool {
			w, err := d.st.MaskingWaits(ctx, id)
			d.must(err)
			return w
		}
		if !waits(r.ID) || !waits(d.report(plain).ID) {
			t.Error("while reports are sought none is current")
		}
		d.remask()
		if !waits(r.ID) || waits(d.report(plain).ID) {
			t.Error(d.reportMasking(n).Passages, "the report that holds the term waits, the other does not")
		}
		d.again(r.ID)
		if m := d.reportMasking(n); strings.Contains(m.Passages[0].Body, "シメ集") || strings.Contains(m.Passages[0].Body, "しめ集") || waits(r.ID) {
			t.Errorf("masked again: %q", m.Passages[0].Body)
		}
		ip := span(t, d.reportMasking(n), "198.51.100.77")
		d.must(d.DecideSpan(ctx, bun, triage.MaskingOf{Report: n}, triage.SpanDecision{Key: ip.Key, Choice: triage.SpanKeep, Reason: "例示の番地", Teach: true}))
		other := d.masked(d.file(url.Values{"story": {"198.51.100.77から何度も届きました。"}}))
		if m := d.reportMasking(other); len(m.Spans) != 0 {
			t.Errorf("a spared term is proposed: %+v", m.Spans)
		}
		refused(t, d.RemoveOwnTerm(ctx, bun, list[0].ID, ""), incident.Invalid, "error.why_missing")
		d.must(d.RemoveOwnTerm(ctx, bun, list[0].ID, "計画が終わった"))
		refused(t, d.RemoveOwnTerm(ctx, bun, list[0].ID, "もう一度"), incident.NotFound, "error.own_term_unknown")
		d.remask()
		d.again(r.ID)
		if m := d.reportMasking(n); !strings.Contains(m.Passages[0].Body, "シメ集計") {
			t.Errorf("taken off: %q", m.Passages[0].Body)
		}
		audit, err := d.st.ListAudit(ctx, store.AuditFilter{Limit: 1000})
		d.must(err)
		for _, x := range audit {
			if strings.Contains(x.Reason+x.Detail, "シメ集") {
				t.Errorf("the audit log holds the term: %+v", x)
			}
		}
	})
}

// remask runs the waiting jobs that find reports, again masks one report as its job would.
func (d *desk) remask() {
	d.t.Helper()
	jobs, err := d.st.ListJobs(ctx, 1000)
	d.must(err)
	for _, j := range jobs {
		if j.Kind == store.JobRemask {
			id, err := strconv.ParseInt(j.Subject, 10, 64)
			d.must(err)
			d.must(d.analyze.Remask(ctx, id))
			d.must(d.st.Write(ctx, func(tx *store.Tx) error { return tx.FinishJob(ctx, j) }))
		}
	}
}

func (d *desk) again(id int64) {
	d.t.Helper()
	j, err := d.st.FindJob(ctx, store.JobMaskAgain, strconv.FormatInt(id, 10))
	d.must(err)
	d.must(d.analyze.Mask(ctx, id))
	d.must(d.st.Write(ctx, func(tx *store.Tx) error { return tx.FinishJob(ctx, j) }))
}

// Ten thousand spans are decided about in one go.
func TestManySpans(t *testing.T) {
	d := newDesk(t, incidenttest.SQLite(t))
	n := d.masked(d.file(url.Values{"story": {longStory(10000)}}))
	m := d.reportMasking(n)
	if len(m.Spans) < 9000 {
		t.Fatalf("%d spans", len(m.Spans))
	}
	done, err := d.DecideRest(ctx, bun, triage.MaskingOf{Report: n}, triage.SpanAccept, "")
	d.must(err)
	kept, err := d.DecideRest(ctx, bun, triage.MaskingOf{Report: n}, triage.SpanKeep, "件数だけでは分からない")
	d.must(err)
	if m = d.reportMasking(n); m.Undecided != 0 || done+kept != len(m.Spans) {
		t.Errorf("%d of %d decided, %d left", done+kept, len(m.Spans), m.Undecided)
	}
}
