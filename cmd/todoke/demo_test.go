package main

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/csv"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"todoke/internal/incidenttest"
)

// demonstrations are two folders prepared apart, made once for all tests. Nobody changes them: who wants to work on one copies it.
var demonstrations = sync.OnceValues(func() ([2]string, error) {
	var dirs [2]string
	var errs [2]error
	var wg sync.WaitGroup
	for i := range dirs {
		dirs[i] = filepath.Join(filepath.Dir(program), fmt.Sprintf("demo%d", i))
		wg.Go(func() {
			if out, err := exec.Command(program, "demo", "--data", dirs[i], "--no-serve").CombinedOutput(); err != nil {
				errs[i] = fmt.Errorf("%w\n%s", err, out)
			}
		})
	}
	wg.Wait()
	return dirs, errors.Join(errs[:]...)
})

// demonstration is a prepared demonstration to look at.
func demonstration(t *testing.T) string {
	t.Helper()
	dirs, err := demonstrations()
	if err != nil {
		t.Fatal(err)
	}
	return dirs[0]
}

// own is a copy of the demonstration to work on.
func own(t *testing.T) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "demo")
	if out, err := exec.Command("cp", "-a", demonstration(t), dir).CombinedOutput(); err != nil {
		t.Fatalf("%v %s", err, out)
	}
	return dir
}

// reference is the codes, dates and kinds of the reference collection.
type reference struct {
	Counts map[string]int `json:"counts"`
	Cases  []struct {
		No        int      `json:"no"`
		Date      string   `json:"date"`
		Category  string   `json:"category"`
		Reporter  string   `json:"reporter"`
		Chapter   int      `json:"chapter"`
		Malware   []string `json:"malware"`
		Attack    []string `json:"attack"`
		Cause     []string `json:"cause"`
		Certainty string   `json:"cause_certainty"`
		Damage    []string `json:"damage"`
		Found     []string `json:"discovered_by"`
		Response  []string `json:"response"`
	} `json:"cases"`
}

// renamed are codes of the reference that say two things at once; ours keep code, polarity and status apart.
var renamed = map[string]string{
	"none_detected": "any_virus absent", "password_policy_considered": "password_policy considered", "anti_bot_considered": "anti_bot considered",
	"mfa_introduced": "mfa done", "mfa_considered": "mfa considered", "device_auth_introduced": "device_auth done", "smtp_auth_introduced": "smtp_auth done",
}

// ours writes a list of the reference as our facts say it.
func ours(dimension string, codes []string) []string {
	var out []string
	for _, c := range codes {
		switch {
		case c == "not_stated": // what a reporter did not say is no fact
		case renamed[c] != "":
			out = append(out, renamed[c])
		case dimension == "response":
			out = append(out, c+" done")
		default:
			out = append(out, c)
		}
	}
	slices.Sort(out)
	return out
}

func coded(facts []factJSON, dimension string) []string {
	var out []string
	for _, f := range facts {
		if f.Dimension != dimension {
			continue
		}
		s := f.Code
		if f.Polarity == "absent" {
			s += " absent"
		}
		if f.Status != "" {
			s += " " + f.Status
		}
		out = append(out, s)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// TestDemonstrationEqualsTheReference holds every row of the demonstration's edition against the reference collection.
func TestDemonstrationEqualsTheReference(t *testing.T) {
	e := readEdition(t, filepath.Join(demonstration(t), "public/editions/2020H1/edition.json"))
	body, err := os.ReadFile("testdata/reference.json")
	if err != nil {
		t.Fatal(err)
	}
	var ref reference
	if err := json.Unmarshal(body, &ref); err != nil {
		t.Fatal(err)
	}
	if len(e.Cases) != 46 || e.Chosen != 46 || len(ref.Cases) != 46 {
		t.Fatalf("%d cases, %d chosen", len(e.Cases), e.Chosen)
	}
	var counts []string
	for _, c := range e.Categories {
		counts = append(counts, fmt.Sprint(c.Count))
		if c.Count != ref.Counts[c.Code] {
			t.Errorf("%s: %d cases, the reference has %d", c.Code, c.Count, ref.Counts[c.Code])
		}
	}
	if got := strings.Join(counts, "/"); got != "9/13/3/7/6/8" {
		t.Errorf("categories %s", got)
	}
	for i, want := range ref.Cases {
		got := e.Cases[i]
		if got.No != want.No || got.Date != want.Date || got.Category != want.Category || got.Reporter.Code != want.Reporter || got.ChapterNo != want.Chapter || (got.Chapter != nil) != (want.Chapter > 0) {
			t.Errorf("row %d: number %d, %s, %s, %s, chapter %d; the reference has %+v", want.No, got.No, got.Date, got.Category, got.Reporter.Code, got.ChapterNo, want)
		}
		for dimension, codes := range map[string][]string{"malware": want.Malware, "attack": want.Attack, "cause": want.Cause, "damage": want.Damage, "discovered_by": want.Found, "response": want.Response} {
			if a, b := coded(got.Facts, dimension), ours(dimension, codes); !slices.Equal(a, b) {
				t.Errorf("row %d, %s: %v, the reference has %v", want.No, dimension, a, b)
			}
		}
		for _, f := range got.Facts {
			if f.Dimension == "cause" && f.Certainty != want.Certainty {
				t.Errorf("row %d: cause %s is %s, the reference has %s", want.No, f.Code, f.Certainty, want.Certainty)
			}
		}
		relation := map[int]string{1: "contractor", 35: "observer"}[want.No]
		if got.Relation != cmp.Or(relation, "victim") {
			t.Errorf("row %d: the reporter is %s", want.No, got.Relation)
		}
	}
}

// TestPeculiarRows holds what single rows of the reference say in an unusual way, in facts and in both languages' texts.
func TestPeculiarRows(t *testing.T) {
	e := readEdition(t, filepath.Join(demonstration(t), "public/editions/2020H1/edition.json"))
	row := func(n int) (facts []factJSON, ja, en string) {
		c := e.Cases[n-1]
		return c.Facts, c.Summary["ja"], c.Summary["en"]
	}
	for n, items := range map[int]int{15: 2, 35: 3} { // a list in the cell
		facts, ja, en := row(n)
		for i := 1; i <= items; i++ {
			if !slices.ContainsFunc(facts, func(f factJSON) bool { return f.Item == i }) || !strings.Contains(ja, fmt.Sprintf("\n%d. ", i)) || !strings.Contains(en, fmt.Sprintf("\n%d. ", i)) {
				t.Errorf("row %d lacks item %d in facts or texts", n, i)
			}
		}
		body, err := os.ReadFile(filepath.Join(demonstration(t), "public/editions/2020H1/index.html"))
		if err != nil {
			t.Fatal(err)
		}
		if cell := between(string(body), fmt.Sprintf(`id="case-%d"`, n), "</tr>"); strings.Count(cell, "<li>") != items || !strings.Contains(cell, "<ol") {
			t.Errorf("row %d is no list of %d on the page", n, items)
		}
	}
	for _, n := range []int{13, 41} { // looked for and not found
		facts, ja, _ := row(n)
		if !slices.ContainsFunc(facts, func(f factJSON) bool { return f.Code == "any_virus" && f.Polarity == "absent" }) || !strings.Contains(ja, "検出され") && !strings.Contains(ja, "見つからず") {
			t.Errorf("row %d does not say what was not found", n)
		}
	}
	for _, n := range []int{22, 31} { // under investigation
		facts, ja, en := row(n)
		if !slices.ContainsFunc(facts, func(f factJSON) bool { return f.Certainty == "investigating" }) || !strings.Contains(ja, "調査中") || !strings.Contains(en, "under investigation") {
			t.Errorf("row %d does not say that it is being investigated", n)
		}
	}
	for _, n := range []int{10, 12, 15} { // being considered
		facts, ja, en := row(n)
		if !slices.ContainsFunc(facts, func(f factJSON) bool { return f.Dimension == "response" && f.Status == "considered" }) || !strings.Contains(ja, "検討") || !strings.Contains(en, "consider") {
			t.Errorf("row %d does not say what is being considered", n)
		}
	}
	for _, n := range []int{6, 20, 42} { // told at length
		var c struct {
			Discovery, Damage, Cause, Response struct{ JA, EN string }
			KeyPoints                          []any `json:"key_points"`
			Figures                            []struct{ Kind string }
		}
		if err := json.Unmarshal(e.Cases[n-1].Chapter, &c); err != nil {
			t.Fatal(err)
		}
		for _, s := range []string{c.Discovery.JA, c.Discovery.EN, c.Damage.JA, c.Damage.EN, c.Cause.JA, c.Cause.EN, c.Response.JA, c.Response.EN} {
			if s == "" {
				t.Errorf("row %d: the chapter lacks a part", n)
			}
		}
		kinds := map[string]int{}
		for _, f := range c.Figures {
			kinds[f.Kind]++
		}
		if len(c.KeyPoints) == 0 || kinds["flow"] == 0 || n == 6 && kinds["exhibit"] == 0 {
			t.Errorf("row %d: %d key points, figures %v", n, len(c.KeyPoints), kinds)
		}
	}
}

func between(s, from, to string) string {
	_, s, _ = strings.Cut(s, from)
	s, _, _ = strings.Cut(s, to)
	return s
}

// TestDemonstrationCounts holds that what is printed is what the database counts.
func TestDemonstrationCounts(t *testing.T) {
	dir := demonstration(t)
	db := "file:" + filepath.Join(dir, "todoke.db") + "?immutable=1"
	if n := count(t, "sqlite", db, `SELECT COUNT(*) FROM reports`); n != 76+47 {
		t.Errorf("%d reports, want 76 of the first half-year and 47 of the second", n)
	}
	accepted := count(t, "sqlite", db, `SELECT COUNT(*) FROM reports WHERE state = 'accepted' AND
		CASE WHEN written_precision = 'day' THEN written_from ELSE received_at + 32400000000 END BETWEEN 1577836800000000 AND 1593561599999999`)
	e := readEdition(t, filepath.Join(dir, "public/editions/2020H1/edition.json"))
	if e.Accepted != accepted || accepted <= 46 || accepted >= 76 {
		t.Errorf("%d accepted are printed, the database counts %d", e.Accepted, accepted)
	}
	said := fmt.Sprintf("受理した%d件", accepted)
	page, err := os.ReadFile(filepath.Join(dir, "public/editions/2020H1/index.html"))
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(page), said) || !strings.Contains(plain(strings.Join(pdfPages(t, filepath.Join(dir, "public/editions/2020H1/edition.pdf")), "")), plain(said)) {
		t.Errorf("page or PDF does not say %s", said)
	}
	for state, n := range map[string]int{"withdrawn": 1, "duplicate": 1, "not_accepted": 1} {
		if got := count(t, "sqlite", db, `SELECT COUNT(*) FROM reports WHERE state = '`+state+`'`); got < n {
			t.Errorf("%d reports are %s", got, state)
		}
	}
	for _, left := range []string{`jobs`, `reports WHERE mask_version < version`, `audit WHERE seq IS NULL`} {
		if n := count(t, "sqlite", db, `SELECT COUNT(*) FROM `+left); n != 0 {
			t.Errorf("%d %s", n, left)
		}
	}
}

func pdfPages(t *testing.T, path string) []string {
	t.Helper()
	out, err := exec.Command("pdftotext", "-q", path, "-").Output()
	if err != nil {
		t.Fatal(err)
	}
	return strings.Split(strings.TrimSuffix(string(out), "\f"), "\f")
}

// TestDemonstrationIsMarkedEverywhere holds that no page or file of the demonstration can pass for a body's publication.
func TestDemonstrationIsMarkedEverywhere(t *testing.T) {
	public := filepath.Join(demonstration(t), "public")
	kinds := map[string]int{}
	err := fs.WalkDir(os.DirFS(public), ".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		body, err := os.ReadFile(filepath.Join(public, path))
		if err != nil {
			return err
		}
		kinds[filepath.Ext(path)]++
		mark := "実演・架空"
		if strings.HasPrefix(path, "en/") || strings.Contains(path, "/en/") {
			mark = "Demonstration, fictional"
		}
		switch filepath.Ext(path) {
		case ".html":
			if !strings.Contains(string(body), mark) || !strings.Contains(string(body), `name="robots" content="noindex`) {
				t.Errorf("%s: not marked", path)
			}
		case ".json":
			var v struct {
				Demo  bool
				Label struct{ JA, EN string } `json:"demo_label"`
			}
			ours := filepath.Base(path) == "edition.json" || path == "manifest.json"
			if !ours { // other formats have a place of their own for the mark
				v.Demo, v.Label.JA, v.Label.EN = bytes.Contains(body, []byte(mark)) || bytes.Contains(body, []byte("実演・架空")), "-", "-"
			} else if err := json.Unmarshal(body, &v); err != nil {
				t.Errorf("%s: %v", path, err)
			}
			if !v.Demo || v.Label.JA == "" || v.Label.EN == "" {
				t.Errorf("%s: not marked", path)
			}
		case ".atom":
			if !strings.Contains(string(body), "["+mark+"]") {
				t.Errorf("%s: not marked", path)
			}
		case ".csv":
			if filepath.Base(path) != "cases.csv" { // MISP's hashes.csv can hold no mark, and a dictionary tells of columns
				return nil
			}
			rows, err := csv.NewReader(bytes.NewReader(body)).ReadAll()
			if want := map[bool]int{true: 47, false: 42}[strings.Contains(path, "2020H1")]; err != nil || len(rows) != want {
				t.Errorf("%s: %d rows (%v)", path, len(rows), err)
			}
			for i, row := range rows[min(1, len(rows)):] {
				if row[0] != mark {
					t.Errorf("%s: row %d is not marked", path, i+1)
				}
			}
		case ".pdf":
			pages := pdfPages(t, filepath.Join(public, path))
			if len(pages) < 12 {
				t.Errorf("%s: %d pages", path, len(pages))
			}
			for i, text := range pages {
				if !strings.Contains(plain(text), plain(mark)) {
					t.Errorf("%s: page %d is not marked", path, i+1)
				}
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if kinds[".html"] < 180 || kinds[".pdf"] < 1 || kinds[".json"] < 3 || kinds[".csv"] < 1 {
		t.Errorf("looked at %v", kinds)
	}
	robots, err := os.ReadFile(filepath.Join(public, "robots.txt"))
	if err != nil || !strings.Contains(string(robots), "Disallow: /\n") {
		t.Errorf("robots.txt: %q %v", robots, err)
	}
}

// TestSameBytesFromTheSameReports holds that two desks given the same reports publish the same files; only what each desk's own key signs differs.
func TestSameBytesFromTheSameReports(t *testing.T) {
	dirs, err := demonstrations()
	if err != nil {
		t.Fatal(err)
	}
	var trees [2]map[string][]byte
	for i, dir := range dirs {
		trees[i] = tree(t, filepath.Join(dir, "public"))
		own := sha256.Sum256(trees[i]["signing-key.txt"]) // each desk names its own key on the home page
		for name, body := range trees[i] {
			trees[i][name] = bytes.ReplaceAll(body, []byte(hex.EncodeToString(own[:])), []byte("KEY"))
		}
	}
	if a, b := slices.Sorted(maps.Keys(trees[0])), slices.Sorted(maps.Keys(trees[1])); !slices.Equal(a, b) {
		t.Fatal("the two hold different files")
	}
	for name, body := range trees[0] {
		if !bytes.Equal(body, trees[1][name]) && filepath.Ext(name) != ".sig" && filepath.Base(name) != "signing-key.txt" && name != "manifest.json" { // the site's manifest lists the signatures
			t.Errorf("%s differs", name)
		}
	}
}

func tree(t *testing.T, dir string) map[string][]byte {
	t.Helper()
	out := map[string][]byte{}
	err := fs.WalkDir(os.DirFS(dir), ".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		out[path], err = os.ReadFile(filepath.Join(dir, path))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// TestAnotherReportAndCaseChangeTheEdition files one more report on the demonstration desk, makes a case of it, and releases a second edition with all:
// every count moves by one, and the first edition stays as it is, byte for byte.
func TestAnotherReportAndCaseChangeTheEdition(t *testing.T) {
	dir := own(t)
	first := tree(t, filepath.Join(dir, "public/editions/2020H1"))
	before := readEdition(t, filepath.Join(dir, "public/editions/2020H1/edition.json"))
	s := start(t, "demo", "--data", dir)
	fill := maps.Clone(walked)
	fill.Set("written_on", "2020年6月29日")
	reporter := incidenttest.NewBrowser(t, s.portal)
	r := file(t, reporter, fill)
	d := &staff{t: t, s: s, codes: s.codes, in: map[string]*incidenttest.Browser{}}
	d.readMasked(r.Number)
	d.accept(r.Number)
	n := d.caseFrom(r.Number, caseText{category: "virus", org: "company", named: "鈴鹿原シール工業", facts: []string{"malware:ransomware", "damage:file_encryption", "cause:unknown/unknown"},
		ja: "届出者（企業）の共有フォルダのファイルがランサムウェアによって暗号化された。感染の経路は不明である。",
		en: "Files in a shared folder of the reporter (a company) were encrypted by ransomware. The route of infection is unknown."})
	const id = "2020H1-2"
	d.edition(id, url.Values{"title.ja": {"届出事例集 第二の号"}, "title.en": {"A second edition"}, "scheme": {"2020H1"}, "from": {"2020-01-01"}, "to": {"2020-06-30"}, "date_rule": {"written"}})
	cases := []string{n}
	for _, c := range before.Cases {
		cases = append(cases, c.Number)
	}
	d.choose(id, cases...)
	d.freezeAndBuild(id)
	d.release(id)

	after := readEdition(t, filepath.Join(dir, "public/editions", id, "edition.json"))
	if after.Accepted != before.Accepted+1 || after.Chosen != 47 || len(after.Cases) != 47 || !after.Demo {
		t.Errorf("%d accepted after %d, %d chosen, %d cases", after.Accepted, before.Accepted, after.Chosen, len(after.Cases))
	}
	for i, c := range after.Categories {
		want := before.Categories[i].Count
		if c.Code == "virus" {
			want++
		}
		if c.Count != want {
			t.Errorf("%s: %d cases, want %d", c.Code, c.Count, want)
		}
	}
	if got := after.Cases[9]; got.Number != n || got.No != 10 || got.Date != "2020-06-29" { // the last of its class
		t.Errorf("the new case is number %d of %s", got.No, got.Date)
	}
	for name, body := range tree(t, filepath.Join(dir, "public/editions/2020H1")) {
		if !bytes.Equal(body, first[name]) {
			t.Errorf("the first edition changed: %s", name)
		}
	}
	incidenttest.NewBrowser(t, s.site).Visit("/editions/" + id + "/").Want(http.StatusOK)
	for _, hit := range grep(t, filepath.Join(dir, "public"), identifying) {
		t.Error(hit)
	}
	s.stop()
	must(t, "demo", "--data", dir, "--no-serve") // what is prepared is kept
	if out := must(t, "report", "show", "--data", dir, r.Number); !strings.Contains(out, "accepted") {
		t.Errorf("the new report is gone: %s", out)
	}
	started := time.Now()
	start(t, "demo", "--data", dir)
	if d := time.Since(started); d > 20*time.Second {
		t.Errorf("a second start takes %v", d)
	}
}
