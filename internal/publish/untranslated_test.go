package publish

import (
	"context"
	"strings"
	"testing"

	"todoke/internal/incident"
	"todoke/internal/incidenttest"
)

// What is not translated says so on English pages, feeds and in the PDF, and its Japanese is marked as Japanese; on Japanese pages nothing is said.
// What is translated is not called untranslated.
func TestUntranslated(t *testing.T) {
	c := incidenttest.Collection()
	number := ""
	for i := range c.Cases {
		one := &c.Cases[i]
		if one.Chapter == nil || len(one.Chapter.Figures) == 0 {
			continue
		}
		number = one.Number
		one.Summary.EN, one.Chapter.Title.EN, one.Chapter.Cause.EN = "", "", ""
		one.Chapter.Figures = append([]incident.Figure(nil), one.Chapter.Figures...)
		one.Chapter.Figures[0].Outcome = incident.Text{JA: "日本語だけの結果。"}
		break
	}
	if number == "" {
		t.Fatal("no chapter with a figure")
	}
	p := New(Config{Catalogue: words(t)})
	_, site := siteOf(t, c)
	list, err := p.files(context.Background(), &c, Options{WithoutPDF: true})
	if err != nil {
		t.Fatal(err)
	}
	en := string(list["en/cases/"+number+"/index.html"])
	said := "Not yet translated into English. The Japanese text follows."
	if n := strings.Count(en, said); n != 2 {
		t.Errorf("the page says %d times what is not translated, want 2: summary and cause", n)
	}
	for _, want := range []string{`<h1 lang="ja">`, `<p lang="ja">`, "(partly in Japanese: not yet translated)"} {
		if !strings.Contains(en, want) {
			t.Errorf("the English page lacks %s", want)
		}
	}
	for name, body := range list {
		if strings.HasSuffix(name, ".html") && !strings.HasPrefix(name, "en/") && strings.Contains(string(body), "まだありません") {
			t.Errorf("%s speaks of a missing translation", name)
		}
		if strings.HasPrefix(name, "en/cases/") && !strings.Contains(name, number) && strings.Contains(string(body), "not yet translated") {
			t.Errorf("%s is translated", name)
		}
	}
	if !strings.Contains(string(site["en/index.html"])+string(site["en/search/index.html"])+string(site["en/feeds/cases.atom"]), said) {
		t.Error("the English feed does not say that a case is not translated")
	}
	d := document(&c, incident.EN, words(t))
	told := 0
	for _, s := range d.Sections {
		for _, b := range s.Blocks {
			if b.Text == said {
				told++
			}
			if b.Table != nil {
				for _, k := range b.Table.Categories {
					for _, r := range k.Rows {
						if len(r.Blocks) > 0 && r.Blocks[0].Text == said {
							told++
						}
					}
				}
			}
		}
	}
	if told != 2 {
		t.Errorf("the PDF says it %d times, want 2", told)
	}
}
