package console_test

import (
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"todoke/internal/incident"
	"todoke/internal/intake"
	"todoke/internal/triage"
)

// A list longer than a page is led through; the count is of the whole list, and what is behind the end is the last page.
func TestPages(t *testing.T) {
	w := newWorld(t)
	bun := incident.Actor{Kind: incident.Staff, ID: 1, Login: "bun", Roles: []incident.Role{incident.Analyst}}
	var cases []string
	for range 103 {
		n, err := w.triage.NewCase(t.Context(), bun, triage.CaseStart{Reports: []string{w.number}, Scheme: "2020H1", Category: "other"})
		w.must(err)
		cases = append(cases, n)
	}
	for i := range 100 {
		w.must(w.intake.Quarantine(t.Context(), intake.Quarantined{Channel: incident.Mail, Name: fmt.Sprintf("%d.eml", i), Raw: []byte(fmt.Sprint(i)), Why: "quarantine.mail_unread", Source: "imap"}))
	}
	b := w.as("hana", incident.Intake, incident.Analyst, incident.Publisher)
	rows := func(path string) (int, string) {
		t.Helper()
		a := b.get(path)
		a.want(t, http.StatusOK)
		return len(regexp.MustCompile(`<tr[ >]`).FindAllString(a.body, -1)) - 1, a.body
	}
	for _, x := range []struct {
		path     string
		rows     int
		has, not []string
	}{
		{"/cases", 100, []string{"104件", "104件のうち1～100件目", `rel="next" href="/cases?from=101"`}, []string{`rel="prev"`}},
		{"/cases?from=150&state=none", 3, []string{"103件のうち101～103件目", `rel="prev" href="/cases?from=1&amp;state=none"`}, []string{`rel="next"`}},
		{"/cases?from=9999999999999999999", 100, nil, []string{`rel="prev"`}}, // no number
		{"/cases?from=-7&sort=newest", 100, []string{cases[102]}, []string{`href="/cases/` + w.cased + `"`, `rel="prev"`}},
		{"/cases?q=" + cases[50], 1, []string{"1件", cases[50]}, []string{`class="pager"`}},
		{"/cases?q=" + url.QueryEscape("どこにもない言葉"), -1, []string{"条件に合う事例はありません"}, nil},
		{"/quarantine", 100, []string{"101件のうち1～100件目", `action="/quarantine"`}, nil},
		{"/quarantine?from=101", 1, []string{`action="/quarantine?from=101"`, `href="` + w.held + `"`}, []string{`rel="next"`}},
		{"/quarantine?from=999", 1, nil, nil},
		{"/quarantine?show=done", -1, []string{"0件"}, []string{`class="pager"`}},
	} {
		n, body := rows(x.path)
		if n != x.rows {
			t.Errorf("%s: %d rows, want %d", x.path, n, x.rows)
		}
		for _, s := range x.has {
			if !strings.Contains(body, s) {
				t.Errorf("%s lacks %s", x.path, s)
			}
		}
		for _, s := range x.not {
			if strings.Contains(body, s) {
				t.Errorf("%s has %s", x.path, s)
			}
		}
	}
	// The last thing of the last page is dealt with: the page before is shown.
	id := strings.TrimPrefix(w.held, "/quarantine/")
	if a := b.post("/quarantine?from=101", url.Values{"id": {id}, "note": {"本人に電話した"}}); a.code != http.StatusOK || !strings.Contains(a.body, `>100件<`) || strings.Contains(a.body, id) {
		t.Errorf("after the last one: %d %s", a.code, a.path)
	}
}

// The table of an edition is saved a page at a time: what other pages decided stays, and all that is undecided is chosen wherever it stands.
func TestChoicePages(t *testing.T) {
	w := newWorld(t)
	bun := incident.Actor{Kind: incident.Staff, ID: 1, Login: "bun", Roles: []incident.Role{incident.Analyst}}
	for range 103 {
		_, err := w.triage.NewCase(t.Context(), bun, triage.CaseStart{Reports: []string{w.number}, Scheme: "2020H1", Category: "other"})
		w.must(err)
	}
	b := w.as("kou", incident.Publisher)
	row := regexp.MustCompile(`<tr data-row id="case-([0-9-]+)"`)
	page := func(path string) []string {
		t.Helper()
		a := b.get(path)
		a.want(t, http.StatusOK)
		var out []string
		for _, m := range row.FindAllStringSubmatch(a.body, -1) {
			out = append(out, m[1])
		}
		return out
	}
	first, second := page("/editions/2020H1"), page("/editions/2020H1?from=101")
	if len(first) != 100 || len(second) != 4 || slices.Contains(first, second[0]) {
		t.Fatalf("%d and %d rows", len(first), len(second))
	}
	on := "/editions/2020H1?from=101"
	b.post("/editions/2020H1", url.Values{"do": {"choose"}, "choice." + first[0]: {"not"}, "why." + first[0]: {"同種の事例"}}).want(t, http.StatusOK)
	a := b.post(on, url.Values{"do": {"choose"}, "choice." + second[0]: {"chosen"}})
	a.want(t, http.StatusOK, "保存しました", "104件のうち101～104件目", `href="/editions/2020H1?from=1"`)
	b.post(on, url.Values{"do": {"choose-all"}, "choice." + second[0]: {"chosen"}, "choice." + second[1]: {""}}).want(t, http.StatusOK)
	v, err := w.publish.Find(t.Context(), incident.Actor{Kind: incident.Staff, Roles: []incident.Role{incident.Publisher}}, "2020H1")
	w.must(err)
	for _, c := range v.Candidates {
		switch c.Case.Number {
		case first[0]:
			if !c.Decided || c.Chosen || c.Reason != "同種の事例" {
				t.Errorf("the other page's decision: %+v", c.Item)
			}
		case second[0]:
			if !c.Chosen {
				t.Error("what was chosen is not")
			}
		default:
			if c.Decided { // nothing is approved yet, which keeps all of them out
				t.Errorf("%s was decided: %+v", c.Case.Number, c.Item)
			}
		}
	}
	everything := []incident.Item{}
	for _, n := range append(first, second...) {
		everything = append(everything, incident.Item{Case: n, Chosen: true})
	}
	kou := incident.Actor{Kind: incident.Staff, ID: 1, Login: "kou", Roles: []incident.Role{incident.Publisher}}
	b.post("/themes", url.Values{"code": {"mfa"}, "label.ja": {"多要素認証"}}).want(t, http.StatusOK)
	b.get(on).want(t, http.StatusOK, "保存されるのは、表のうちこのページの分です", `href="#case-`+second[0]+`"`)
	b.get("/editions/2020H1").want(t, http.StatusOK, `href="/editions/2020H1?from=101#case-`+second[0]+`"`)
	w.must(w.publish.Choose(t.Context(), kou, "2020H1", everything, w.now))
	themes := "/editions/2020H1/themes"
	a = b.get(themes)
	a.want(t, http.StatusOK, "104件のうち1～100件目", `name="case.`+first[99]+`"`)
	a.lacks(t, "case."+second[0])
	b.post(themes+"?from=101", url.Values{"do": {"put"}, "case." + second[0]: {"1"}, "theme." + second[0]: {"mfa"}}).want(t, http.StatusOK, `action="/editions/2020H1/themes?from=101"`, `value="mfa" checked`)
}
