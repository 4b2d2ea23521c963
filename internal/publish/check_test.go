package publish

import (
	"bytes"
	"maps"
	"slices"
	"strings"
	"testing"

	"todoke/internal/incident"
	"todoke/internal/incidenttest"
	"todoke/internal/pdf"
)

// TestPlantedName plants a declared name in every kind of finished file, in every place such a file has: each must be found, with file and place.
func TestPlantedName(t *testing.T) {
	onDesks(t, func(t *testing.T, d *desk) {
		d.edition(d.add(1, func(h *happening) {
			h.revision.Chapter = &incident.Chapter{Title: incident.Text{JA: "作り話", EN: "A made-up incident"}, Discovery: incident.Text{JA: "電話で気づいた。", EN: "By telephone."}, Figures: []incident.Figure{incidenttest.Flow()}}
		}))
		if d.pdf = engine(t); d.pdf != nil {
			d.reader = reader(t)
		}
		if r := d.ready(Options{WithoutPDF: d.pdf == nil}); !r.Passed || r.Terms == 0 || r.Reports != 1 {
			t.Fatalf("clean files do not pass: %+v", r)
		}
		clean, err := readFolder(d.buildDir("2020H1"))
		d.must(err)
		put := func(old, new string) func([]byte) []byte {
			return func(b []byte) []byte {
				if !bytes.Contains(b, []byte(old)) {
					t.Fatalf("no %q to plant beside", old)
				}
				return bytes.Replace(b, []byte(old), []byte(new), 1)
			}
		}
		cases := []struct {
			name, file string
			change     func([]byte) []byte
		}{
			{"text", "index.html", put("台で異常", "台で、鷺沼紙器の異常")},
			{"text broken by elements", "index.html", put("台で異常", "台で<b>鷺沼</b>\n <span>紙器</span>の異常")},
			{"text in other widths", "index.html", put("台で異常", "台でｔａｄｅｓｈｉｎａ＠ｓａｇｉｎｕｍａ－ｓｈｉｋｉ．ｅｘａｍｐｌｅの異常")},
			{"character references", "index.html", put("台で異常", "台で&#x9DFA;&#27836;&#x7D19;器の異常")},
			{"telephone", "en/index.html", put("Something was wrong", "Call 03 (0000) 7731. Something was wrong")},
			{"title", "cases/2020-0001/index.html", put("<title>", "<title>鷺沼紙器 ")},
			{"attribute", "en/cases/2020-0001/index.html", put(`name="description" content="`, `name="description" content="鷺沼紙器 `)},
			{"label", "index.html", put(`aria-label="項番1の事例を開く"`, `aria-label="鷺沼紙器"`)},
			{"comment", "index.html", put("</main>", "<!-- 蓼科柚香 --></main>")},
			{"JSON", "edition.json", put("台で異常", "台で鷺沼紙器の異常")},
			{"JSON escapes", "edition.json", put("台で異常", `台で\u9dfa\u6cbc\u7d19\u5668の異常`)},
			{"JSON key", "edition.json", put(`"by_category": {`, `"by_category": {"鷺沼紙器": [],`)},
			{"CSV", "cases.csv", put("台で異常", "台で さぎぬましき の異常")},
			{"style", "style.css", put("/* Published", "/* 鷺沼紙器 Published")},
			{"icon", "icon.svg", put("<path", "<!-- 鷺沼紙器 --><path")},
			{"manifest", "manifest.json", put(`"path": "cases.csv"`, `"path": "鷺沼紙器.csv"`)},
		}
		for _, c := range cases {
			list := maps.Clone(clean)
			list[c.file] = c.change(clean[c.file])
			plant(t, d, c.name, c.file, list)
		}
		list := maps.Clone(clean)
		list["cases/鷺沼紙器.html"] = clean["cases/2020-0001/index.html"]
		plant(t, d, "file name", "cases/鷺沼紙器.html", list)
		if d.pdf != nil {
			plantedPDF(t, d, clean)
		}
	})
}

func plantedPDF(t *testing.T, d *desk, clean files) {
	for name, change := range map[string]func(*pdf.Document){
		"text": func(p *pdf.Document) {
			p.Sections[0].Blocks = append(p.Sections[0].Blocks, pdf.Paragraph("届出者は鷺沼紙器である。"))
		},
		"bookmark": func(p *pdf.Document) { p.Sections[0].Title = "鷺沼紙器" },
		"property": func(p *pdf.Document) { p.Keywords = append(p.Keywords, "鷺沼紙器") },
		"author":   func(p *pdf.Document) { p.Desk = "蓼科柚香" },
		"link": func(p *pdf.Document) {
			p.Sections[0].Blocks = append(p.Sections[0].Blocks, pdf.Paragraph("https://www.saginuma-shiki.example/"))
		},
		"broken row": func(p *pdf.Document) {
			p.Sections[0].Blocks = append(p.Sections[0].Blocks, pdf.Paragraph(strings.Repeat("あ", 41)+"鷺沼紙器"))
		},
		"alternative text": func(p *pdf.Document) {
			p.Sections[0].Blocks = append(p.Sections[0].Blocks, pdf.Block{Kind: pdf.KindFigure, Figure: &pdf.Figure{Number: "1", Caption: "図", Alt: "鷺沼紙器の図", Width: 90, Height: 20,
				Shapes: []pdf.Shape{{Kind: pdf.ShapeText, W: 80, Text: "攻撃者"}}}})
		},
	} {
		doc := document(d.frozen(), incident.JA, d.words)
		change(&doc)
		body, err := d.pdf.Edition(ctx, doc)
		d.must(err)
		list := maps.Clone(clean)
		list["edition.pdf"] = body
		plant(t, d, "PDF "+name, "edition.pdf", list)
	}
	list := maps.Clone(clean)
	list["edition.pdf"] = clean["edition.pdf"][:len(clean["edition.pdf"])/2]
	r, err := d.check(ctx, d.scope(), list)
	d.must(err)
	if !has(r, "edition.pdf", "publish.check.unreadable") {
		t.Errorf("half a PDF passes: %+v", r.Found)
	}
}

func plant(t *testing.T, d *desk, name, file string, list files) {
	t.Helper()
	r, err := d.check(ctx, d.scope(), list)
	d.must(err)
	if r.Passed || !has(r, file, "publish.check.term") {
		t.Errorf("%s: not found in %s: %+v", name, file, r.Found)
	}
}

func has(r CheckResult, file, key string) bool {
	return slices.ContainsFunc(r.Found, func(f Found) bool {
		return f.File == file && f.Key == key && (key != "publish.check.term" || f.Term != "")
	})
}

// scope is the check of the edition in the state it is frozen in.
func (d *desk) scope() scope {
	return scope{collections: []*incident.Collection{d.frozen()}, at: d.now}
}

// What no template has, leads outside, or is not what was built does not pass either; a page that cannot be what it should be fails.
func TestForeignMatter(t *testing.T) {
	onDesks(t, func(t *testing.T, d *desk) {
		d.edition(d.add(1, nil))
		d.ready(Options{WithoutPDF: true})
		clean, err := readFolder(d.buildDir("2020H1"))
		d.must(err)
		for key, body := range map[string]string{
			"publish.check.element":    "<script>alert(1)</script>",
			"publish.check.attribute":  `<p style="display:none">x</p>`,
			"publish.check.comment":    "<!-- x -->",
			"publish.check.link":       `<a href="https://elsewhere.example/">x</a>`,
			"publish.check.host":       "see http://elsewhere.example/",
			"publish.check.broken":     `<a href="nowhere.html">x</a>`,
			"publish.check.hash":       " ",
			"publish.check.unreadable": "", // a kind of file nobody can read
			"publish.check.lacks":      "", // an empty page
		} {
			list := maps.Clone(clean)
			file := "index.html"
			switch key {
			case "publish.check.unreadable":
				file = "x.docx"
				list[file] = []byte("PK")
			case "publish.check.lacks":
				list[file] = []byte("<!doctype html>")
			default:
				list[file] = bytes.Replace(clean[file], []byte("</main>"), []byte(body+"</main>"), 1)
			}
			r, err := d.check(ctx, d.scope(), list)
			d.must(err)
			if r.Passed || !has(r, file, key) {
				t.Errorf("%s passes: %+v", key, r.Found)
			}
		}
	})
}

// A name in an approved text stops the release, and what is stored about it does not repeat the name.
func TestLeakStopsRelease(t *testing.T) {
	onDesks(t, func(t *testing.T, d *desk) {
		d.edition(d.add(1, func(h *happening) { h.revision.Summary.JA += "鷺沼紙器の担当者による。" }))
		r := d.ready(Options{WithoutPDF: true})
		if r.Passed || !has(r, "index.html", "publish.check.term") || !has(r, "edition.json", "publish.check.term") {
			t.Fatalf("%+v", r)
		}
		if r.Found[0].Report == "" {
			t.Error("the report is not named")
		}
		check, err := d.st.LatestCheck(ctx, "2020H1")
		d.must(err)
		if check.Passed || check.Body == "" || strings.Contains(check.Body, "鷺沼") {
			t.Errorf("stored: %s", check.Body)
		}
		if got := keys(d.Release(ctx, publisher, "2020H1", d.now)); !slices.Equal(got, []string{"error.edition_move"}) {
			t.Errorf("release: %v", got)
		}
	})
}
