package pdf

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// withGrid is the sample with a table of figures that runs over a page, and a footnote in its caption.
func withGrid() Document {
	doc := sample()
	g := &Grid{Number: "2-2", Caption: "届出件数の月別推移[^scope]", Heads: []string{"月", "被害あり", "被害なし", "計"}, Notes: []string{"届出に基づく。発生率ではない。"}}
	for i := range 60 {
		g.Rows = append(g.Rows, GridRow{Cells: []string{fmt.Sprintf("%d年%d月", 2016+i/12, i%12+1), fmt.Sprint(i), fmt.Sprint(2 * i), fmt.Sprint(3 * i)}})
	}
	g.Rows = append(g.Rows, GridRow{Cells: []string{"計", "1,770", "3,540", "5,310"}, Total: true})
	doc.Sections[1].Blocks = append(doc.Sections[1].Blocks, Block{Kind: KindGrid, Grid: g})
	return doc
}

func TestGridAndLists(t *testing.T) {
	file := typeset(t, open(t), withGrid())
	c := readBack(t, reader(t), file)
	all := tight(strings.Join(c.Pages, ""))
	for _, want := range []string{"図一覧", "表一覧", "計1,7703,5405,310", "届出に基づく。発生率ではない。"} {
		if !strings.Contains(all, want) {
			t.Errorf("%q is not there", want)
		}
	}
	contents := tight(c.Pages[1] + c.Pages[2])
	for _, want := range []string{"表2-1主な届出事例の概要一覧", "表2-2届出件数の月別推移"} {
		if !strings.Contains(contents, want) {
			t.Errorf("the list of tables lacks %q", want)
		}
	}
	if n := strings.Count(all, "月被害あり被害なし計"); n < 2 {
		t.Errorf("the heads stand on %d pages", n)
	}
	if n := strings.Count(all, "完全なシステム構成や詳しい経過は求めていない"); n != 1 {
		t.Errorf("the footnote of the caption is printed %d times", n)
	}
}

// TestPrintHasNoColour: every colour of the paper variant is a grey, so that nothing rests on a hue.
func TestPrintHasNoColour(t *testing.T) {
	doc := withGrid()
	doc.Print = true
	for i := range doc.Sections {
		for j := range doc.Sections[i].Blocks { // pictures bring their own colours
			if b := &doc.Sections[i].Blocks[j]; b.Kind == KindFigure {
				for k := range b.Figure.Shapes {
					b.Figure.Shapes[k].Fill, b.Figure.Shapes[k].Stroke = grey(b.Figure.Shapes[k].Fill), grey(b.Figure.Shapes[k].Stroke)
				}
			}
		}
	}
	file := filepath.Join(t.TempDir(), "print.pdf")
	if err := os.WriteFile(file, typeset(t, open(t), doc), 0o600); err != nil {
		t.Fatal(err)
	}
	out, err := exec.Command("qpdf", "--qdf", "--object-streams=disable", file, "-").Output()
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range regexp.MustCompile(`(?m)^([0-9.]+) ([0-9.]+) ([0-9.]+) (?:rg|RG|scn|SCN)$`).FindAllStringSubmatch(string(out), -1) {
		if m[1] != m[2] || m[2] != m[3] {
			t.Fatalf("a colour on paper: %s", m[0])
		}
	}
	if name := os.Getenv("TODOKE_PDF_OUT"); name != "" {
		if err := exec.Command("cp", file, name).Run(); err != nil {
			t.Fatal(err)
		}
	}
}

func grey(s string) string {
	if s == "" {
		return ""
	}
	return "#808080"
}
