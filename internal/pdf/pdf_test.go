package pdf

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
)

// open starts the engine. It is never skipped: a machine without it must not look as if the PDF had been tested.
func open(t *testing.T) *Engine {
	t.Helper()
	e, err := Open(context.Background(), Config{Dir: "engine"})
	if errors.Is(err, ErrNoEngine) {
		t.Fatalf("%v: run `make tools` first, it installs internal/pdf/engine/node_modules", err)
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := e.Close(); err != nil {
			t.Error(err)
		}
	})
	return e
}

func typeset(t *testing.T, e *Engine, doc Document) []byte {
	t.Helper()
	file, err := e.Edition(context.Background(), doc)
	if err != nil {
		t.Fatal(err)
	}
	return file
}

// reader keeps PDFium's compiled code between runs: compiling takes longer than all tests.
func reader(t *testing.T) *Reader {
	t.Helper()
	cache, err := os.UserCacheDir()
	if err != nil {
		cache = os.TempDir()
	}
	r, err := OpenReader(context.Background(), filepath.Join(cache, "todoke-test-pdfium"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := r.Close(); err != nil {
			t.Error(err)
		}
	})
	return r
}

func readBack(t *testing.T, r *Reader, file []byte) Content {
	t.Helper()
	c, err := r.Text(context.Background(), file)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// tight removes white space: where a line or page ends is not part of what a text says.
func tight(text string) string { return strings.Join(strings.Fields(text), "") }

func TestEditionHasTheSameBytes(t *testing.T) {
	start := time.Now()
	first := open(t)
	t.Logf("engine started in %v", time.Since(start).Round(time.Millisecond))
	second := open(t)
	for range 2 {
		start = time.Now()
		a := typeset(t, first, sample())
		t.Logf("46 cases typeset in %v, %d bytes", time.Since(start).Round(time.Millisecond), len(a))
		if b := typeset(t, second, sample()); !bytes.Equal(a, b) {
			t.Fatal("the same edition came out with other bytes")
		}
	}
	if name := os.Getenv("TODOKE_PDF_OUT"); name != "" {
		if err := os.WriteFile(name, typeset(t, first, sample()), 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

func TestEditionReadsBack(t *testing.T) {
	doc := sample()
	file := typeset(t, open(t), doc)
	start := time.Now()
	r := reader(t)
	t.Logf("reader opened in %v", time.Since(start).Round(time.Millisecond))
	start = time.Now()
	c := readBack(t, r, file)
	t.Logf("%d pages read back in %v", len(c.Pages), time.Since(start).Round(time.Millisecond))

	if c.Properties["Title"] != "[実演・架空] 届出事例集 2020年上半期（1月～6月）" || c.Properties["Author"] != doc.Desk ||
		c.Properties["CreationDate"] != "D:20200831" && !strings.HasPrefix(c.Properties["CreationDate"], "D:20200831000000") {
		t.Errorf("properties: %v", c.Properties)
	}
	if !c.Tagged || !strings.HasPrefix(c.Language, "ja") || !strings.Contains(c.XMP, "pdfuaid:part") {
		t.Errorf("tagged %v, language %q, or no PDF/UA mark", c.Tagged, c.Language)
	}
	if len(c.Attachments)+len(c.Scripts) > 0 {
		t.Errorf("attachments %v, scripts %v", c.Attachments, c.Scripts)
	}
	for i, page := range c.Pages {
		if !strings.Contains(tight(page), doc.DemoLabel) {
			t.Errorf("page %d does not carry the demonstration label", i+1)
		}
		if i > 0 && (!strings.Contains(tight(page), tight(doc.Title)) || !strings.Contains(page, fmt.Sprintf("– %d –", i+1))) {
			t.Errorf("page %d has no running head or number", i+1)
		}
	}
	for _, s := range doc.Sections {
		if !slices.ContainsFunc(c.Outline, func(title string) bool { return tight(title) == tight(s.Number+s.Title) }) {
			t.Errorf("no bookmark for %s %s", s.Number, s.Title)
		}
	}
	for _, fig := range []*Figure{sampleExhibit(), sampleFlow(), sampleForm()} {
		if !slices.Contains(c.Alts, fig.Alt) {
			t.Errorf("figure %s lost its alternative text", fig.Number)
		}
	}
	for _, link := range []string{"https://www.example.jp/policy/virus.html", "https://www.example.jp/todoke/access"} {
		if !slices.Contains(c.Links, link) {
			t.Errorf("no link to %s in %v", link, c.Links)
		}
	}
	every := tight(strings.Join(c.Pages, ""))
	for _, want := range []string{"髙橋や宮﨑、𠮷野", "日付の日と月", "①更新通知を装うフィッシングメール", "マクロを仕込んだ文書ファイル", "172.16.0.0/12"} {
		if !strings.Contains(every, want) {
			t.Errorf("the text layer lacks %q", want)
		}
	}
	if found := regexp.MustCompile(`[\x{2E80}-\x{2FDF}\x{FFFD}]`).FindString(every); found != "" {
		t.Errorf("the text layer holds %U", []rune(found))
	}
}

// Every text of the document must come back whole, but for page ends in the middle of one.
func TestNoTextIsLost(t *testing.T) {
	doc := sample()
	c := readBack(t, reader(t), typeset(t, open(t), doc))
	every := tight(strings.Join(c.Pages, ""))
	for _, category := range sampleClasses(true) {
		for _, row := range category.Rows {
			for _, b := range row.Blocks {
				for _, text := range append([]string{b.Text}, b.Items...) {
					if !strings.Contains(every, tight(text)) {
						t.Errorf("row %s lost its text, or it was cut by a page end", row.No)
					}
				}
			}
		}
	}
}

func TestTableAcrossPages(t *testing.T) {
	c := readBack(t, reader(t), typeset(t, open(t), sample()))
	classes := sampleClasses(false)
	var pages int
	for i, page := range c.Pages {
		text := tight(page)
		head := strings.Index(text, "項番届出日概要")
		if head < 0 {
			continue
		}
		pages++
		// Each page of the table begins with the head and the class its first row is in, and none ends with a class alone.
		after := text[head+len("項番届出日概要"):]
		if !slices.ContainsFunc(classes, func(c Category) bool { return strings.HasPrefix(after, tight(c.Label)) }) {
			t.Errorf("page %d: the table goes on without its class", i+1)
		}
		before, _, _ := strings.Cut(text, fmt.Sprintf("–%d–", i+1))
		for _, c := range classes {
			if strings.HasSuffix(before, fmt.Sprintf("%s%d件", tight(c.Label), c.Count)) {
				t.Errorf("page %d ends with the row of class %s", i+1, c.Label)
			}
		}
	}
	if pages < 4 {
		t.Errorf("the head stands on %d pages only", pages)
	}
}

// Class rows are pushed through every position on the page.
func TestClassRowIsNeverLast(t *testing.T) {
	e, r := open(t), reader(t)
	for n := range 12 {
		doc := sample()
		rows := []Row{}
		for i := range 8 + n {
			rows = append(rows, Row{No: fmt.Sprint(i + 1), Date: "2020/1/7", Blocks: []Block{Paragraph("届出者の事例である。\n二行目。\n三行目。")}})
		}
		last := Row{No: "99", Date: "2020/6/30", Blocks: []Block{Paragraph("最後の分類の事例である。")}}
		doc.Sections[1].Blocks = []Block{{Kind: KindCases, Table: &Table{Number: "2-1", Caption: "一覧", Categories: []Category{
			{Label: "前の分類", Count: len(rows), Rows: rows}, {Label: "後の分類", Count: 1, Rows: []Row{last}}}}}}
		c := readBack(t, r, typeset(t, e, doc))
		for i, page := range c.Pages {
			if text := tight(page); strings.Contains(text, "後の分類") && !strings.Contains(text, "最後の分類の事例である。") {
				t.Errorf("%d rows: page %d ends with a class row", len(rows), i+1)
			}
		}
	}
}

func TestRowTallerThanAPage(t *testing.T) {
	doc := sample()
	long := strings.Repeat("この行は一頁に収まらない長さの説明である。", 180) + "末尾の一文。"
	doc.Sections[1].Blocks[2].Table.Categories[0].Rows[0].Blocks = []Block{Paragraph(long)}
	c := readBack(t, reader(t), typeset(t, open(t), doc))
	every := tight(strings.Join(c.Pages, ""))
	if got := strings.Count(every, "末尾の一文。"); got != 1 {
		t.Errorf("the end of a long row stands %d times in the file", got)
	}
}

// A footnote stands on the page of its mark, wherever the mark falls.
func TestFootnoteStaysWithItsMark(t *testing.T) {
	e, r := open(t), reader(t)
	for n := range 24 {
		doc := sample()
		doc.Footnotes = append(doc.Footnotes, Footnote{"far", "脚注の本文である。"})
		fill := make([]Block, 10+n)
		for i := range fill {
			fill[i] = Paragraph(fmt.Sprintf("埋め草の段落%d。", i))
		}
		doc.Sections[0].Blocks = append(fill, Heading("見出し"), Paragraph("印のある段落[^far]。\n続き。\n続き。"), Bullets("項目"))
		doc.Sections[1].Blocks = doc.Sections[1].Blocks[:1]
		for i, page := range readBack(t, r, typeset(t, e, doc)).Pages {
			if text := tight(page); strings.Contains(text, "印のある段落") != strings.Contains(text, "脚注の本文である。") {
				t.Errorf("%d paragraphs before: mark and footnote are parted on page %d", len(fill), i+1)
			}
		}
	}
}

func TestLineNeverBeginsWithForbiddenCharacter(t *testing.T) {
	c := readBack(t, reader(t), typeset(t, open(t), sample()))
	for i, page := range c.Pages {
		for line := range strings.Lines(strings.ReplaceAll(page, "\r", "")) {
			first, _ := firstRune(line)
			if strings.ContainsRune("、。，．）」』】ーっゃゅょッャュョァィゥェォ々", first) {
				t.Errorf("page %d: a line begins with %c", i+1, first)
			}
		}
	}
}

func firstRune(line string) (rune, bool) {
	for _, r := range line {
		return r, true
	}
	return 0, false
}

func TestMissingCharacterIsNamed(t *testing.T) {
	doc := sample()
	doc.Sections[0].Blocks = []Block{Paragraph("絵文字😀は組めない。")}
	_, err := open(t).Edition(context.Background(), doc)
	var missing *GlyphError
	if !errors.As(err, &missing) || !strings.Contains(missing.Text, "😀") {
		t.Fatalf("got %v", err)
	}
}

// Text is data: nothing a writer can type is taken for the template's language.
func TestTextIsNeverMarkup(t *testing.T) {
	doc := sample()
	text := `#read("/etc/passwd") *太字* _斜体_ $x^2$ @ref <label> \ // 注 "引用" = 見出し - 項目 ` + "`原文`"
	doc.Title = `#panic("題") *題*`
	doc.Sections[0].Blocks = []Block{Paragraph(text), Bullets(text), Heading(text), Box(text, Paragraph(text))}
	c := readBack(t, reader(t), typeset(t, open(t), doc))
	if got := strings.Count(tight(strings.Join(c.Pages, "")), tight(text)); got != 5 {
		t.Errorf("the text stands %d times in the file", got)
	}
}

func TestEnglishEdition(t *testing.T) {
	doc := sample()
	doc.Lang, doc.Title, doc.Subtitle = "en", "Reported Cases", "First half of 2020"
	doc.Words = Words{"Contents", "Figures", "Tables", "No.", "Reported", "Summary", "Figure", "Table", "Class", "Cases", "Total", "{n} cases"}
	doc.Sections[0].Title = "Introduction"
	doc.Sections[0].Blocks = []Block{Paragraph("The desk received 104 reports and presents 46 of them here, with what could be found out and, where needed, with what is presumed."),
		Bullets("Ransomware", "Mail accounts"), Ordered("first", "second")}
	c := readBack(t, reader(t), typeset(t, open(t), doc))
	if !strings.HasPrefix(c.Language, "en") || !strings.Contains(strings.Join(c.Pages, ""), "46 cases") {
		t.Errorf("language %q", c.Language)
	}
	if name := os.Getenv("TODOKE_PDF_OUT"); name != "" {
		if err := os.WriteFile(name+".en", typeset(t, open(t), doc), 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

func TestCheckListsEverything(t *testing.T) {
	doc := sample()
	doc.Lang, doc.Frozen, doc.Words.Table = "fr", "31 August", ""
	doc.Sections[0].Blocks = []Block{Paragraph("[^nowhere]"), {Kind: "poem"}, {Kind: KindFigure, Figure: &Figure{Number: "9", Width: 10, Height: 10,
		Shapes: []Shape{{Kind: ShapeRect, W: 5, H: 5, Fill: "red"}, {Kind: ShapeLine}}}}}
	doc.Sections[2].Level = 3
	err := doc.Check()
	if err == nil {
		t.Fatal("nothing found")
	}
	for _, want := range []string{"fr", "frozen date", "word Table", "nowhere", "poem", "alternative text of figure 9", `colour "red"`, "two points", "level 3 after level 1"} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("%q is not said in: %v", want, err)
		}
	}
}

func TestForeignFontIsRefused(t *testing.T) {
	file := typeset(t, open(t), sample())
	if err := ownFonts(file); err != nil {
		t.Fatal(err)
	}
	if err := ownFonts(bytes.ReplaceAll(file, []byte("+BIZUDPGothic-Bold"), []byte("+LibertinusSerif-B"))); err == nil {
		t.Error("a foreign font passed")
	}
	if err := ownFonts([]byte("%PDF-1.7")); err == nil {
		t.Error("a file without fonts passed")
	}
}

func TestEngineStopsAndStartsAgain(t *testing.T) {
	e := open(t)
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := e.Edition(ctx, sample()); !errors.Is(err, context.Canceled) {
		t.Fatalf("cancelled: %v", err)
	}
	typeset(t, e, sample())
	e.jobs = jobsEach
	before := e.child
	typeset(t, e, sample())
	if e.child == before || e.jobs != 1 {
		t.Error("the child was not renewed after its last job")
	}
	if err := e.child.cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	if _, err := e.Edition(context.Background(), sample()); err == nil {
		t.Error("a dead child answered")
	}
	typeset(t, e, sample())
	if err := e.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := e.Edition(context.Background(), sample()); err == nil {
		t.Error("a closed engine answered")
	}
}

func TestOpenSaysWhatIsMissing(t *testing.T) {
	if _, err := Open(context.Background(), Config{Dir: t.TempDir()}); !errors.Is(err, ErrNoEngine) {
		t.Errorf("no packages: %v", err)
	}
	if _, err := Open(context.Background(), Config{Dir: "engine", Node: "no-such-node"}); !errors.Is(err, ErrNoEngine) {
		t.Errorf("no Node: %v", err)
	}
}
