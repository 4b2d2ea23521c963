package pdf

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// An English edition says of its Japanese parts that they are Japanese, in running text, headings and captions, and of nothing else.
// The tags are read back with a tool that is not ours.
func TestJapaneseInEnglish(t *testing.T) {
	engine := open(t)
	english := sample()
	english.Lang, english.Demo = "en", false
	english.Words = Words{Contents: "Contents", Figures: "Figures", Tables: "Tables", No: "No.", Date: "Date", Summary: "Summary", Figure: "Figure", Table: "Table",
		Category: "Category", Count: "Cases", Total: "Total", Cases: "{n}"}
	english.Series, english.Title, english.Subtitle, english.Desk, english.Date = "Cases", "Reported cases", "2020", "Desk", "1 January 2020"
	english.Footnotes = []Footnote{{"a", "On the scope."}}
	english.Sections = []Section{{ID: "one", Number: "1.", Title: "Case", Blocks: []Block{Paragraph("All of this is English[^a]."), Bullets("As is this, “quoted”.")}}}
	if n := japaneseTags(t, typeset(t, engine, english)); n != 0 {
		t.Errorf("%d parts of an English edition are called Japanese", n)
	}
	english.Sections[0].Blocks = append(english.Sections[0].Blocks, Paragraph("届出者（企業）のEmotet感染。"))
	if n := japaneseTags(t, typeset(t, engine, english)); n != 1 {
		t.Errorf("%d parts called Japanese, want the one paragraph", n)
	}
	english.Sections = append(english.Sections, Section{ID: "two", Number: "2.", Title: "事例 (partly in Japanese)", Blocks: []Block{Heading("被害原因"),
		{Kind: KindGrid, Grid: &Grid{Number: "1", Caption: "手口", Heads: []string{"Method", "Cases"}, Rows: []GridRow{{Cells: []string{"なりすまし", "1"}}}}}}})
	if n := japaneseTags(t, typeset(t, engine, english)); n < 5 { // the paragraph, two headings, caption, cell; the contents repeat some
		t.Errorf("%d parts called Japanese, want headings, caption and cell too", n)
	}
	if s := plain(t, typeset(t, engine, sample())); strings.Contains(s, "/Lang (en") {
		t.Error("parts of a Japanese edition are called English")
	}
}

// japaneseTags counts the marked pieces of an English edition that are called Japanese.
func japaneseTags(t *testing.T, pdf []byte) int {
	t.Helper()
	return strings.Count(plain(t, pdf), "/Lang (ja-JP)")
}

// plain is a PDF with its streams unpacked by qpdf.
func plain(t *testing.T, pdf []byte) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "a.pdf")
	if err := os.WriteFile(file, pdf, 0o600); err != nil {
		t.Fatal(err)
	}
	out, err := exec.Command("qpdf", "--qdf", "--object-streams=disable", file, "-").Output()
	if err != nil {
		t.Fatal(err)
	}
	return string(out)
}

// A table and a box that fit on a page stand on one, wherever on the page they begin, with caption and notes; one longer than a page is broken.
func TestKeptWhole(t *testing.T) {
	engine, r := open(t), reader(t)
	rows := func(n int) (out []GridRow) {
		for i := range n {
			out = append(out, GridRow{Cells: []string{fmt.Sprintf("行%d終", i), "1"}})
		}
		return out
	}
	for _, before := range []int{5, 25, 28, 31, 34, 37, 40} {
		doc := sample()
		doc.Sections = []Section{{ID: "a", Title: "節", Blocks: []Block{Paragraph(strings.Repeat("長い文\n", before)),
			{Kind: KindGrid, Grid: &Grid{Number: "9", Caption: "表題", Heads: []string{"月", "数"}, Rows: rows(13), Notes: []string{"注の終わり。"}}},
			Box("箱の題", Bullets("箱の一", "箱の二", "箱の三", "箱の四", "箱の終わり"))}}}
		pages := readBack(t, r, typeset(t, engine, doc)).Pages[2:]
		on := func(what string) int {
			for i, p := range pages {
				if strings.Contains(tight(p), what) {
					return i
				}
			}
			t.Fatalf("%q is on no page", what)
			return -1
		}
		for _, pair := range [][2]string{{"表題", "行0終"}, {"行0終", "行12終"}, {"行12終", "注の終わり"}, {"箱の題", "箱の終わり"}} {
			if a, b := on(pair[0]), on(pair[1]); a != b {
				t.Errorf("after %d lines, %s is on page %d and %s on page %d", before, pair[0], a, pair[1], b)
			}
		}
	}
	doc := sample()
	doc.Sections = []Section{{ID: "a", Title: "節", Blocks: []Block{{Kind: KindGrid, Grid: &Grid{Number: "9", Caption: "表題", Heads: []string{"月", "数"}, Rows: rows(120)}}}}}
	if n := len(readBack(t, r, typeset(t, engine, doc)).Pages); n < 5 {
		t.Errorf("a table of 120 rows on %d pages", n)
	}
}
