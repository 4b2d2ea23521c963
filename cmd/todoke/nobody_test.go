package main

import (
	"archive/zip"
	"bytes"
	"compress/gzip"
	"errors"
	"html"
	"io"
	"io/fs"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode"

	"github.com/BurntSushi/toml"
	"golang.org/x/text/unicode/norm"

	"todoke/internal/demo"
)

// This file looks for the demonstration's people and organisations in what was released, with nothing of the packages that mask and check: its own reading of
// the scripts and of the reports composed for the second edition, its own normal form, its own readers. What it leaves out: names of departments and
// prefectures (they name nobody by themselves) and a surname of two characters without a title beside it.

var (
	legalForm   = regexp.MustCompile(`株式会社|有限会社|合同会社|合資会社|合名会社|一般社団法人|一般財団法人|公益社団法人|公益財団法人|社会福祉法人|医療法人(?:社団|財団)?|学校法人|宗教法人|特定非営利活動法人|NPO法人|国立大学法人|公立大学法人|協同組合連合会|\b(?:K\.K\.|Co\., ?Ltd\.?|Inc\.?|Ltd\.?|LLC|G\.K\.)`)
	prefecture  = regexp.MustCompile(`^(?:〒?[\d-]+)?\s*(?:東京都|北海道|大阪府|京都府|\p{Han}{2,3}県)`)
	unicodeMark = regexp.MustCompile(`\\u[0-9a-fA-F]{4}`)
	markup      = regexp.MustCompile(`(?s)<[^>]*>`)
)

func latin(r rune) bool { return unicode.Is(unicode.Latin, r) }

// bare is our own normal form: compatibility characters folded, small letters, hiragana for katakana, letters and figures only.
func bare(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case 'ァ' <= r && r <= 'ヶ':
			return r - 'ァ' + 'ぁ'
		case unicode.IsLetter(r) || unicode.IsNumber(r) || r == 'ー':
			return unicode.ToLower(r)
		}
		return -1
	}, norm.NFKC.String(s))
}

// namesOf lists what one script says that points at somebody, in normal form.
func namesOf(answers map[string]any) []string {
	var out []string
	add := func(least int, terms ...string) {
		for _, t := range terms {
			if t = bare(t); len([]rune(t)) >= least {
				out = append(out, t)
			}
		}
	}
	lines := func(key string) []string {
		s, _ := answers[key].(string)
		return slices.DeleteFunc(strings.FieldsFunc(s, func(r rune) bool { return r == '\n' || r == '、' || r == ',' }), func(l string) bool { return strings.TrimSpace(l) == "" })
	}
	for _, key := range []string{"reporter_org", "reporter_org_kana", "reporter_org_en", "victim_org", "named_orgs"} {
		for _, l := range lines(key) {
			l = strings.TrimSpace(l)
			add(2, legalForm.ReplaceAllString(l, ""))
			if key == "reporter_org" && !strings.ContainsFunc(l, latin) { // a body inside another: 学校法人… …大学
				for _, part := range strings.Fields(legalForm.ReplaceAllString(l, "")) {
					add(4, part)
				}
			}
		}
	}
	for _, key := range []string{"reporter_name", "reporter_kana", "reporter_name_en", "named_people"} {
		for _, l := range lines(key) {
			add(3, l)
			surname := strings.Fields(l)[0]
			if strings.ContainsFunc(surname, latin) {
				continue // an ordinary English word, often
			}
			add(3, surname)
			for _, title := range []string{"さん", "様", "氏", "先生", "社長", "部長", "課長", "係長", "主任", "班長", "室長", "教授"} {
				add(3, surname+title)
			}
		}
	}
	if a, _ := answers["reporter_address"].(string); a != "" {
		town := prefecture.ReplaceAllString(norm.NFKC.String(a), "")
		add(6, town)
		if at := strings.IndexFunc(town, unicode.IsNumber); at > 0 {
			add(4, town[:at])
		}
	}
	for _, key := range []string{"reporter_phone", "reporter_mail", "public_url"} {
		add(8, lines(key)...)
	}
	for _, d := range lines("reporter_domains") {
		add(8, strings.Fields(d)...)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// nameFinder looks for many terms at once, by their first two characters.
type nameFinder map[[2]rune][][]rune

func (f nameFinder) add(term string) {
	r := []rune(term)
	f[[2]rune{r[0], r[1]}] = append(f[[2]rune{r[0], r[1]}], r)
}

func (f nameFinder) in(s string) []string {
	var out []string
	r := []rune(bare(s))
	for i := range len(r) - 1 {
		for _, t := range f[[2]rune{r[i], r[i+1]}] {
			if len(t) <= len(r)-i && slices.Equal(t, r[i:i+len(t)]) {
				out = append(out, string(t))
			}
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// readings are the texts a finished file holds: as it is and with its encodings undone.
func readings(t *testing.T, name string, body []byte) []string {
	t.Helper()
	run := func(program string, args ...string) string {
		file := filepath.Join(t.TempDir(), "file.pdf")
		if err := os.WriteFile(file, body, 0o600); err != nil {
			t.Fatal(err)
		}
		out, err := exec.Command(program, append(args, file)...).Output()
		if err != nil {
			t.Fatalf("%s %s: %v", program, name, err)
		}
		return string(out)
	}
	switch strings.ToLower(filepath.Ext(name)) {
	case ".pdf":
		file := filepath.Join(t.TempDir(), "text.pdf")
		if err := os.WriteFile(file, body, 0o600); err != nil {
			t.Fatal(err)
		}
		out, err := exec.Command("pdftotext", file, "-").Output()
		if err != nil || len(out) < 1000 {
			t.Fatalf("pdftotext %s: %v, %d bytes", name, err, len(out))
		}
		return []string{string(out), run("pdfinfo"), run("pdfinfo", "-meta"), string(body)}
	case ".xlsx", ".zip":
		z, err := zip.NewReader(bytes.NewReader(body), int64(len(body)))
		if err != nil {
			t.Fatal(name, err)
		}
		out := []string{z.Comment}
		for _, f := range z.File {
			r, err := f.Open()
			if err != nil {
				t.Fatal(name, err)
			}
			inner, err := io.ReadAll(r)
			if err != nil {
				t.Fatal(name, err)
			}
			out = append(append(out, f.Name), readings(t, f.Name, inner)...)
		}
		return out
	case ".gz":
		r, err := gzip.NewReader(bytes.NewReader(body))
		if err != nil {
			t.Fatal(name, err)
		}
		inner, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(name, err)
		}
		return readings(t, strings.TrimSuffix(name, ".gz"), inner)
	}
	s := string(body)
	out := []string{s}
	if strings.Contains(s, `\u`) {
		out = append(out, unicodeMark.ReplaceAllStringFunc(s, func(m string) string {
			n, _ := strconv.ParseUint(m[2:], 16, 32)
			return string(rune(n))
		}))
	}
	if strings.Contains(s, "<") {
		out = append(out, html.UnescapeString(markup.ReplaceAllString(s, "")))
	}
	if strings.Contains(s, "&") {
		out = append(out, html.UnescapeString(s))
	}
	if strings.Contains(s, "%") {
		var b []byte
		for i := 0; i < len(s); i++ {
			if n, err := strconv.ParseUint(s[i+1:min(i+3, len(s))], 16, 8); s[i] == '%' && err == nil {
				b = append(b, byte(n))
				i += 2
				continue
			}
			b = append(b, s[i])
		}
		out = append(out, string(b))
	}
	return out
}

// seesWhatIsPlanted holds that the looker itself finds every term, broken by a tag, in an address, in escapes, and as a careless writer spells it.
func seesWhatIsPlanted(t *testing.T, find nameFinder, all map[string]string) {
	t.Helper()
	sees := func(page, term string) {
		if !slices.ContainsFunc(readings(t, "planted.html", []byte(page)), func(s string) bool { return slices.Contains(find.in(s), bare(term)) }) {
			t.Errorf("planted in a page, but not found: %s", term)
		}
	}
	for n := range all {
		r := []rune(n)
		sees("<p>"+string(r[:1])+"<b>"+string(r[1:])+"</b></p>", n)
		sees(`<a href="/`+url.PathEscape(n)+`">100% </a>`, n)
		sees(`{"a":`+strconv.QuoteToASCII(n)+`}`, n)
		sees("&#"+strconv.Itoa(int(r[0]))+";"+string(r[1:]), n)
	}
	// A workbook inside a compressed file.
	var book, packed bytes.Buffer
	z := zip.NewWriter(&book)
	w, err := z.Create("xl/sharedStrings.xml")
	if err != nil {
		t.Fatal(err)
	}
	_, err = io.WriteString(w, "<sst><si><t>香西</t></si><si><t> 俊也</t></si></sst>")
	g := gzip.NewWriter(&packed)
	if err = errors.Join(err, z.Close()); err == nil {
		_, err = g.Write(book.Bytes())
	}
	if err = errors.Join(err, g.Close()); err != nil {
		t.Fatal(err)
	}
	if !slices.ContainsFunc(readings(t, "a.xlsx.gz", packed.Bytes()), func(s string) bool { return slices.Contains(find.in(s), "香西俊也") }) {
		t.Error("planted in a workbook, but not found")
	}
	careless := "<p>届出者は 石 鎚フィ<wbr>ットネスラボと香西　俊也。ＭＡＮＡＢＥ@ishizuchi-fit.example</p>"
	for _, term := range []string{"石鎚フィットネスラボ", "香西 俊也", "manabe@ishizuchi-fit.example"} {
		sees(careless, term)
	}
}

// TestNobodyIsNamed holds that no file of the released demonstration has a name, address, number or domain of any of its reports.
func TestNobodyIsNamed(t *testing.T) {
	scripts, err := filepath.Glob("../../internal/demo/data/reports/*.toml")
	if err != nil || len(scripts) != 76 {
		t.Fatalf("%d scripts, %v", len(scripts), err)
	}
	all, published, composed := map[string]string{}, 0, 0
	find := nameFinder{}
	add := func(from string, answers map[string]any) int {
		names := namesOf(answers)
		if len(names) < 3 {
			t.Errorf("%s: only %d terms", from, len(names))
		}
		for _, n := range names {
			if all[n] == "" {
				all[n] = from
				find.add(n)
			}
		}
		return len(names)
	}
	for _, file := range scripts {
		var s struct {
			Case    map[string]any `toml:"case"`
			Answers map[string]any `toml:"answers"`
		}
		if _, err := toml.DecodeFile(file, &s); err != nil {
			t.Fatal(err)
		}
		if n := add(filepath.Base(file), s.Answers); s.Case != nil {
			published += n
		}
	}
	second, err := demo.Composed()
	if err != nil || len(second) != 47 {
		t.Fatalf("%d composed reports, %v", len(second), err)
	}
	for i, answers := range second {
		composed += add("composed "+strconv.Itoa(i), answers)
	}
	if composed < 47*5 {
		t.Errorf("the composed reports give %d terms", composed)
	}
	if published < 400 {
		t.Errorf("the published cases' reports give %d terms; some hundreds are expected", published)
	}
	seesWhatIsPlanted(t, find, all)
	files, kinds := 0, map[string]int{}
	root, err := filepath.EvalSymlinks(filepath.Join(demonstration(t), "public"))
	if err != nil {
		t.Fatal(err)
	}
	err = filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		body, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		name, _ := filepath.Rel(root, path)
		files++
		kinds[filepath.Ext(name)]++
		for _, s := range append(readings(t, name, body), name) {
			for _, hit := range find.in(s) {
				t.Errorf("%s holds %q of %s", name, hit, all[hit])
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if files < 200 || kinds[".pdf"] < 1 || kinds[".xlsx"] < 1 || kinds[".html"] < 100 || kinds[".csv"] < 1 || kinds[".json"] < 10 {
		t.Errorf("only %d files were read: %v", files, kinds)
	}
	t.Logf("%d terms (%d of the first edition's reports, %d of the second's) in none of %d files", len(all), published, composed, files)
}
