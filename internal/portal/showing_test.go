package portal_test

import (
	"net/url"
	"strings"
	"testing"
	"time"

	"todoke/internal/incident"
	"todoke/internal/incidenttest"
	"todoke/internal/store"
)

// A draft behind the return code: read, objected to with a word on a sentence and on a fact, without script; what was typed stays where something is wrong; what
// somebody wrote never becomes markup.
func TestShowing(t *testing.T) {
	d := newDesk(t, nil)
	b := d.browser(t, "ja")
	p := walkTo(t, b, report).Press(incidenttest.Press{Form: "/receipt"})
	key := url.Values{"number": {p.Code(0)}, "code": {p.Code(1)}}
	r, err := d.store.FindReport(t.Context(), p.Code(0))
	if err != nil {
		t.Fatal(err)
	}
	show := func(id int64, due time.Time) {
		t.Helper()
		err := d.store.Write(t.Context(), func(tx *store.Tx) error {
			return tx.InsertShowing(t.Context(), incident.Showing{ID: id, Case: "2020-0001", Revision: 1, ReportID: r.ID, Lang: incident.JA, State: incident.ShowingWaiting, Silence: incident.SilenceLeaves,
				ShownBy: "staff:bun", ShownAt: clock, Due: due, Parts: []incident.ShownPart{{N: 1, Kind: incident.PartSentence, Place: "summary.ja", Body: "届出者（企業）の<em>ファイル</em>が暗号化された。"},
					{N: 2, Kind: incident.PartFact, Place: "facts", Body: "被害：ファイルの暗号化（判明）"}}})
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	ja := func(key string, args ...any) string { return d.texts.T(incident.JA, key, args...) }
	status := func() *incidenttest.Page {
		return b.Visit("/status").Press(incidenttest.Press{Form: "/status", Fill: key})
	}
	show(5, clock.AddDate(0, 0, 7))
	p = status()
	p.Has(ja("portal.showing.title"), ja("portal.showing.open"))
	p = p.Press(incidenttest.Press{Form: "/status/showing"})
	p.Has(ja("portal.showing.silence.leaves"), "被害：ファイルの暗号化（判明）")
	if strings.Contains(p.Body, "<em>") {
		t.Error("a sentence became markup")
	}
	bad := p.Press(incidenttest.Press{Form: "/status/showing", Button: "_do=send"})
	bad.Has(ja("error.showing_nothing"))
	bad = p.Press(incidenttest.Press{Form: "/status/showing", Button: "_do=agree", Fill: url.Values{"part.1": {"困ります"}}})
	bad.Has(ja("error.showing_both"))
	if bad.Status != 422 || bad.Value("part.1") != "困ります" {
		t.Errorf("status %d, kept %q", bad.Status, bad.Value("part.1"))
	}
	p = p.Press(incidenttest.Press{Form: "/status/showing", Button: "_do=agree"})
	p.Has(ja("portal.showing.thanks.agreed"), ja("portal.showing.state.agreed"))
	p = p.Press(incidenttest.Press{Form: "/status/showing"})
	p = p.Press(incidenttest.Press{Form: "/status/showing", Button: "_do=send", Fill: url.Values{"object.1": {"1"}, "part.2": {"<b>削除</b>でした"}}})
	p.Has(ja("portal.showing.thanks.objected"), ja("portal.showing.state.objected"))
	p = p.Press(incidenttest.Press{Form: "/status/showing"})
	p.Has(ja("portal.showing.no_words"), "<b>削除</b>でした")
	if strings.Contains(p.Body, "<b>削除") {
		t.Error("the reporter's words became markup")
	}
	show(6, clock.AddDate(0, 0, -1))
	p = status()
	p.Has(ja("portal.showing.again"))
	over := p.Press(incidenttest.Press{Form: "/status/showing"}) // the newest stands first
	if !strings.Contains(over.Text(), "過ぎました") {
		t.Errorf("a draft whose day is over: %s", over.Text())
	}
}
