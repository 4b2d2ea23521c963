package site

import (
	"encoding/json"
	"fmt"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing"

	"todoke/internal/incident"
	"todoke/internal/text"
)

// searchable lays a release's index down as package publish writes it; its tests hold the two together through the browser's script.
func searchable(t *testing.T, docs []searchDoc) string {
	t.Helper()
	dir := t.TempDir()
	files := map[string]string{}
	put := func(name string, v any) {
		b, err := json.Marshal(v)
		if err != nil {
			t.Fatal(err)
		}
		files["search/"+name] = string(b)
	}
	var texts []string
	index := searchIndex{Format: "todoke-search/1", Cases: len(docs), Per: 2}
	for i := 0; i < len(docs); i += 2 {
		name := fmt.Sprintf("d%d.json", i/2)
		put(name, map[string]any{"docs": docs[i:min(i+2, len(docs))]})
		index.Docs = append(index.Docs, name)
	}
	for _, d := range docs {
		texts = append(texts, d.text())
	}
	p := text.IndexTexts(texts)
	index.Bits = p.Bits
	for i := range 1 << p.Bits {
		name := fmt.Sprintf("g%d.json", i)
		put(name, map[string]any{"grams": p.Part(i)})
		index.Grams = append(index.Grams, name)
	}
	put("index.json", index)
	for _, lang := range []string{"", "en/"} {
		files[lang+"search/index.html"] = `<input id="q" name="q" type="search" value=""><div id="results"><p>notice</p></div>`
	}
	write(t, dir, files)
	return dir
}

// Without script the search form answers from the release's index, newest first, with what was typed shown as text.
func TestSearch(t *testing.T) {
	var docs []searchDoc
	for i := range 250 {
		docs = append(docs, searchDoc{Number: fmt.Sprintf("2020-%04d", i+1), Date: "2020-01-01", Title: incident.Text{JA: fmt.Sprintf("端末%d台", i), EN: fmt.Sprintf("%d machines", i)}, Category: incident.Text{JA: "その他", EN: "Other"},
			JA: []string{"ランサムウェアに感染した。<em>"}, EN: []string{"Ransomware."}})
	}
	docs[7].JA = []string{"人工呼吸器が止まった。"}
	dir := searchable(t, docs)
	h := handlerOf(t, Config{Dir: func() string { return dir }})
	ask := func(path string) string {
		w := httptest.NewRecorder()
		h.ServeHTTP(w, httptest.NewRequest("GET", path, nil))
		if w.Code != 200 || w.Header().Get("Content-Security-Policy") != policy {
			t.Errorf("%s: %d", path, w.Code)
		}
		return w.Body.String()
	}
	for path, want := range map[string][]string{
		"/search/?q=%E5%91%BC%E5%90%B8%E5%99%A8":          {"1件見つかりました", "2020年1月1日", "../cases/2020-0008/index.html", `value="呼吸器"`},
		"/en/search/?q=ransom":                            {"250", "1 January 2020", "../../en/cases/2020-0250/index.html", "249 machines"},
		"/search/?q=%3Cscript%3E%22":                      {`value="&lt;script&gt;&#34;"`, "見つかりません"},
		"/search/?q=" + strings.Repeat("%E3%81%AE", 5000): {"見つかりません"},
		"/search/?q=": {"見つかりません"},
		"/search/?q=%E3%83%A9%E3%83%B3%E3%82%B5%E3%83%A0%E3%82%A6%E3%82%A7": {"249件", "新しい100件"},
		"/search/": {"notice"},
	} {
		got := ask(path)
		for _, w := range want {
			if !strings.Contains(got, w) {
				t.Errorf("%s lacks %s: %.600s", path, w, got)
			}
		}
		if strings.Contains(got, "<em>") || strings.Contains(got, "<script>") {
			t.Errorf("%s: markup", path)
		}
	}
	write(t, filepath.Join(dir), map[string]string{"search/index.json": `{"Format":"x"}`})
	w := httptest.NewRecorder()
	h.ServeHTTP(w, httptest.NewRequest("GET", "/search/?q=a", nil))
	if w.Code != 500 {
		t.Errorf("a broken index: %d", w.Code)
	}
}
