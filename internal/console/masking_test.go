package console_test

import (
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"todoke/internal/incident"
)

var spanField = regexp.MustCompile(`name="(n|key|place)" value="([^"]+)"`)

// A span is decided on the page, refused with all that was typed kept, and decided about with the rest; a report without text has a page too.
func TestMaskingPage(t *testing.T) {
	w := newWorld(t)
	number := w.masked(w.file(url.Values{"story": {"2020年1月11日に198.51.100.77から届きました。顧客1,037件です。<em>"}}))
	b := w.as("bun", incident.Analyst)
	path := "/reports/" + number + "/masking"
	a := b.get(path)
	a.want(t, http.StatusOK, "2020年1月11日", "約1,000件", `data-key="a"`, "&lt;em&gt;")
	f := url.Values{"do": {"keep"}, "scope": {"all"}}
	for _, m := range spanField.FindAllStringSubmatch(a.body, 3) {
		f.Set(m[1], m[2])
	}
	b.post(path, f).want(t, http.StatusUnprocessableEntity, `href="#reason-1"`)
	f.Set("reason", "よくある日付")
	a = b.post(path, f)
	a.want(t, http.StatusOK, "よくある日付")
	if !strings.Contains(a.path, "/masking") {
		t.Errorf("led to %s", a.path)
	}
	f.Set("do", "undo")
	if a = b.post(path, f); strings.Contains(a.body, "よくある日付") {
		t.Error("the decision is still there")
	}
	b.post(path, url.Values{"do": {"take"}, "case": {w.cased}}).want(t, http.StatusConflict)
	b.post(path, url.Values{"do": {"rest-keep"}}).want(t, http.StatusUnprocessableEntity, `href="#rest-reason"`)
	b.post(path, url.Values{"do": {"rest-keep"}, "rest-reason": {"ありふれた値"}}).want(t, http.StatusOK, "ありふれた値")
	b.post(path, url.Values{"do": {"apply"}}).want(t, http.StatusUnprocessableEntity)
	b.get("/reports/"+w.other+"/masking").want(t, http.StatusOK)
	b.get("/cases/"+w.cased+"/masking").want(t, http.StatusOK)
	b.get("/cases/2020-9999/masking").want(t, http.StatusNotFound)
}

// Ten thousand spans are shown fifty at a time.
func TestMaskingPages(t *testing.T) {
	w := newWorld(t)
	number := w.masked(w.file(url.Values{"story": {manyCounts(120)}}))
	b := w.as("bun", incident.Analyst)
	a := b.get("/reports/" + number + "/masking")
	if n := strings.Count(a.body, `data-row`); n != 50 {
		t.Errorf("%d spans on the first page", n)
	}
	a = b.get("/reports/" + number + "/masking?from=51")
	a.want(t, http.StatusOK, `id="s51"`, `id="s100"`, "?from=1", "?from=101")
	if strings.Contains(a.body, `id="s50"`) || strings.Contains(a.body, `id="s101"`) {
		t.Error("spans of other pages")
	}
}

// The words of the desk's own list are hidden until a reason is given.
func TestOwnTermsPage(t *testing.T) {
	w := newWorld(t)
	b := w.as("bun", incident.Analyst)
	b.post("/own-terms", url.Values{"do": {"add"}, "term": {"ミズナギ便"}, "kind": {"product"}, "rule": {"always"}}).want(t, http.StatusUnprocessableEntity, "ミズナギ便", `href="#why"`)
	a := b.post("/own-terms", url.Values{"do": {"add"}, "term": {"ミズナギ便"}, "kind": {"product"}, "rule": {"always"}, "why": {"社内の名前"}})
	a.want(t, http.StatusOK, "社内の名前")
	if strings.Contains(a.body, "ミズナギ便") {
		t.Error("the term is shown without a reason")
	}
	b.post("/own-terms", url.Values{"do": {"open"}, "reason": {"見る"}}).want(t, http.StatusUnprocessableEntity)
	a = b.post("/own-terms", url.Values{"do": {"open"}, "reason": {"一覧の見直し"}})
	a.want(t, http.StatusOK, "ミズナギ便")
	id := regexp.MustCompile(`name="id" value="(\d+)"`).FindStringSubmatch(a.body)[1]
	b.post("/own-terms", url.Values{"do": {"remove"}, "id": {id}}).want(t, http.StatusUnprocessableEntity)
	b.post("/own-terms", url.Values{"do": {"remove"}, "id": {id}, "why-" + id: {"もう使わない"}}).want(t, http.StatusOK, "もう使わない")
}

func manyCounts(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, "%d件、", 1011+i*100)
	}
	return b.String()
}
