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

// TestStructure reads the tags back with a tool that is not ours (poppler): headings nest, every table has heads, every picture says what it shows.
func TestStructure(t *testing.T) {
	file := filepath.Join(t.TempDir(), "tags.pdf")
	if err := os.WriteFile(file, typeset(t, open(t), withGrid()), 0o600); err != nil {
		t.Fatal(err)
	}
	out, err := exec.Command("pdfinfo", "-struct", file).Output()
	if err != nil {
		t.Fatal(err)
	}
	level, heads, open := 0, map[string]int{}, ""
	for line := range strings.Lines(string(out)) {
		line = strings.TrimSpace(line)
		tag, _, _ := strings.Cut(strings.TrimSuffix(line, ":"), " ")
		switch {
		case len(tag) == 2 && tag[0] == 'H' && tag[1] >= '1' && tag[1] <= '6':
			if n := int(tag[1] - '0'); n > level+1 {
				t.Errorf("a heading of level %d follows one of level %d", n, level)
			} else {
				level = n
			}
		case tag == "Table":
			open = fmt.Sprintf("table %d", len(heads)+1)
			heads[open] = 0
		case tag == "TH":
			heads[open]++
		}
	}
	if level == 0 || len(heads) < 3 {
		t.Fatalf("%d tables and headings up to level %d read back", len(heads), level)
	}
	for name, n := range heads {
		if n == 0 {
			t.Errorf("%s has no heads", name)
		}
	}
	qdf, err := exec.Command("qpdf", "--qdf", "--object-streams=disable", file, "-").Output()
	if err != nil {
		t.Fatal(err)
	}
	figures, alts := strings.Count(string(qdf), "/S /Figure"), strings.Count(string(qdf), "/Alt ")
	if want := 3; figures < want || alts < figures {
		t.Errorf("%d figures, %d with words", figures, alts)
	}
	if out, err := exec.Command("qpdf", "--check", file).CombinedOutput(); err != nil {
		t.Errorf("qpdf: %v: %s", err, out)
	}
}
