package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"html"
	"io/fs"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/pquerna/otp/totp"
	"golang.org/x/text/unicode/norm"

	"todoke/internal/incidenttest"
)

// What the reporter of the walk says, and what of it must never be published.
var (
	walked = url.Values{
		"noticed": {"files_locked"}, "relation": {"victim"},
		"story":         {"株式会社鈴鹿原シール工業の鷹野橋です。朝、営業の告野さんから共有フォルダが開けないと電話がありました。ファイルの名前がすべて変わり、脅迫文が残っていました。連絡は takanohashi@suzukahara-seal.example か 059-000-5518 へ。"},
		"discovered_on": {"先週の中ごろ"}, "virus_statement": {"infected"}, "virus_name": {"ランサムウェア"}, "virus_machines": {"３"}, "virus_damage": {"encrypted"},
		"access_asset": {"file_server"}, "org_kind": {"company"},
		"reporter_org": {"株式会社鈴鹿原シール工業"}, "reporter_org_kana": {"すずかはらしーるこうぎょう"}, "reporter_name": {"鷹野橋 郁子"}, "reporter_kana": {"たかのはし いくこ"},
		"reporter_address": {"三重県鈴鹿市架空町1丁目2番3号"}, "reporter_mail": {"takanohashi@suzukahara-seal.example"}, "mail_safe": {"yes"},
		"reporter_phone": {"059-000-5518"}, "reporter_domains": {"suzukahara-seal.example"}, "named_people": {"告野 良介"}, "made_public": {"no"}, "consent": {"case"},
	}
	identifying = []string{"鈴鹿原シール", "すずかはらしーる", "スズカハラシール", "鷹野橋", "たかのはし", "タカノハシ", "告野", "鈴鹿市架空町", "takanohashi", "suzukahara", "059-000-5518", "0590005518"}
)

// TestWalk follows one report from the portal to the published page, through the running program over HTTP only.
func TestWalk(t *testing.T) {
	t.Run("sqlite", func(t *testing.T) {
		walk(t, "--data", filepath.Join(t.TempDir(), "desk"))
	})
	if os.Getenv(incidenttest.PostgresEnv) != "" {
		t.Run("postgres", func(t *testing.T) {
			walk(t, "--data", filepath.Join(t.TempDir(), "desk"), "--db", incidenttest.Schema(t))
		})
	}
}

func walk(t *testing.T, args ...string) {
	s := start(t, "serve", args...)
	reporter := incidenttest.NewBrowser(t, s.portal)
	r := file(t, reporter, walked)
	reporter.Status(r).Want(http.StatusOK, "受け付けました")

	d := staffed(t, s)
	d.readMasked(r.Number)
	d.accept(r.Number)
	n := d.caseFrom(r.Number, caseText{category: "virus", org: "company", named: "鈴鹿原シール工業", facts: []string{"malware:ransomware", "damage:file_encryption", "cause:unknown/unknown"},
		ja: "届出者（企業）の共有フォルダのファイルがランサムウェアによって暗号化され、脅迫文が残された。感染の経路は不明である。",
		en: "Files in a shared folder of the reporter (a company) were encrypted by ransomware and a ransom note was left. The route of infection is unknown."})
	today := time.Now().In(time.FixedZone("JST", 9*60*60))
	id := today.Format("2006") + "-walk"
	d.edition(id, url.Values{"title.ja": {"届出事例集　通し試験号"}, "title.en": {"Reported cases, walk"}, "scheme": {"2020H1"}, "from": {today.AddDate(0, -1, 0).Format(time.DateOnly)},
		"to": {today.AddDate(0, 0, 1).Format(time.DateOnly)}, "date_rule": {"received"}})
	d.choose(id, n)
	d.freezeAndBuild(id)
	d.release(id)

	public := filepath.Join(args[1], "public")
	e := readEdition(t, filepath.Join(public, "editions", id, "edition.json"))
	if e.Accepted != 1 || e.Chosen != 1 || len(e.Cases) != 1 || e.Cases[0].Number != n || e.Demo {
		t.Errorf("edition.json: %d accepted, %d chosen, %d cases, demo %v", e.Accepted, e.Chosen, len(e.Cases), e.Demo)
	}
	sitePages(t, s, id, n)
	reporter.Status(r).Want(http.StatusOK, "受理")

	leaks := grep(t, public, identifying)
	for _, l := range leaks {
		t.Errorf("published: %s", l)
	}
	for _, secret := range append(identifying, r.Code, r.Number, d.s.setup) {
		if strings.Contains(s.log.String(), secret) {
			t.Error("the server's log holds something identifying or secret")
		}
		for _, u := range slices.Concat(reporter.Seen, d.admin.Seen) {
			if strings.Contains(u, secret) && secret != r.Number {
				t.Error("an address holds something identifying or secret")
			}
		}
	}
	audit := d.by("auditor")
	audit.Visit("/audit").Want(http.StatusOK).Press(incidenttest.Press{Form: "/audit"}).Want(http.StatusOK)
	eventually(t, "the audit log is numbered", func() bool {
		return strings.Contains(must(t, append([]string{"audit", "verify"}, args...)...), " 0 not numbered yet")
	})
	if out := must(t, append([]string{"audit", "verify"}, args...)...); !strings.Contains(out, "the audit log is whole") {
		t.Error(out)
	}
	s.stop()
}

// file walks the portal from its first page to the receipt.
func file(t *testing.T, b *incidenttest.Browser, fill url.Values) incidenttest.Receipt {
	t.Helper()
	b.Visit("/").Want(http.StatusOK)
	p := b.ToReview(fill).Want(http.StatusOK, fill.Get("reporter_org"))
	r, err := p.Press(incidenttest.Press{Form: "/receipt", Files: map[string][]byte{"note.txt": []byte("YOUR FILES ARE LOCKED")}}).Receipt()
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// staff is a desk with its people signed in, one a role.
type staff struct {
	t     *testing.T
	s     *server
	admin *incidenttest.Browser
	codes map[string]string // role → one-time code
	in    map[string]*incidenttest.Browser
}

// staffed sets an empty desk up: the first administrator with a second factor, and through them an account a role.
func staffed(t *testing.T, s *server) *staff {
	t.Helper()
	d := &staff{t: t, s: s, admin: incidenttest.NewBrowser(t, s.console), codes: map[string]string{}, in: map[string]*incidenttest.Browser{}}
	const password = "桜の下で夕ごはんを食べよう"
	first := incidenttest.Press{Form: "/setup", Fill: url.Values{"setup_code": {s.setup}, "login": {"kanri"}, "name": {"管 理子"}, "password": {password}}}
	p := d.admin.Visit("/").Press(first).Want(http.StatusOK)
	code, err := totp.GenerateCode(strings.ReplaceAll(p.Code(0), " ", ""), time.Now())
	if err != nil {
		t.Fatal(err)
	}
	p = p.Press(incidenttest.Press{Form: "/setup/second-factor", Fill: url.Values{"password": {password}, "code": {code}}}).Want(http.StatusOK)
	for _, role := range []string{"intake", "analyst", "reviewer", "publisher", "auditor"} {
		p = p.Press(incidenttest.Press{Form: "/staff", Fill: url.Values{"login": {role + "1"}, "name": {"担当 " + role}, "roles": {role}}}).Want(http.StatusOK)
		for n := range p.All() {
			if incidenttest.Attr(n, "id") == "once-code" {
				d.codes[role] = incidenttest.Content(n)
			}
		}
	}
	return d
}

// by is the browser of the person with a role, signed in by a one-time code the first time.
func (d *staff) by(role string) *incidenttest.Browser {
	d.t.Helper()
	if b := d.in[role]; b != nil {
		return b
	}
	b := incidenttest.NewBrowser(d.t, d.s.console)
	p := b.Visit("/sign-in/once").Press(incidenttest.Press{Form: "/sign-in/once", Fill: url.Values{"code": {d.codes[role]}}}).Want(http.StatusOK)
	if strings.HasPrefix(p.URL.Path, "/sign-in") {
		d.t.Fatalf("%s: not signed in", role)
	}
	d.in[role] = b
	return b
}

// readMasked waits until the report is masked and reads it as the intake does: in the queue, by a search, and on its page.
func (d *staff) readMasked(number string) {
	d.t.Helper()
	var p *incidenttest.Page
	eventually(d.t, "masking", func() bool {
		p = d.by("intake").Visit("/reports/" + number).Want(http.StatusOK)
		return !strings.Contains(p.Main(), "マスク処理中")
	})
	p.Want(http.StatusOK, "届出者", "共有フォルダが開けない", "脅迫文")
	for _, word := range identifying {
		if strings.Contains(p.Body, word) {
			d.t.Errorf("staff see %q", word)
		}
	}
	for _, path := range []string{"/", "/?q=%E5%85%B1%E6%9C%89", "/?state=all&q=%E8%84%85%E8%BF%AB%E6%96%87"} {
		d.by("intake").Visit(path).Want(http.StatusOK, number)
	}
	d.by("analyst").Visit("/reports/" + number).Want(http.StatusOK)
	incidenttest.NewBrowser(d.t, d.s.console).Visit("/reports/"+number).Want(http.StatusOK, "サインイン")
}

func (d *staff) accept(number string) {
	d.t.Helper()
	at := "/reports/" + number
	d.by("intake").Visit(at).Press(incidenttest.Press{Form: at, Button: "do=accept", Fill: url.Values{"scheme": {"virus"}, "damage": {"with_damage"}}}).Want(http.StatusOK, "受理")
}

type caseText struct {
	category, org, ja, en string
	named                 string   // who is declared in the report: a text with it must not get through
	facts                 []string // dimension:code, or dimension:code/certainty
}

// caseFrom codes facts, writes a case, and has a second person approve it; the writer cannot.
func (d *staff) caseFrom(number string, c caseText) string {
	d.t.Helper()
	analyst, at := d.by("analyst"), "/reports/"+number
	p := analyst.Visit(at)
	row := 0
	for p.Value(factField(row, "code")) != "" { // suggested facts stand first
		row++
	}
	for _, f := range c.facts {
		code, certainty, ok := strings.Cut(f, "/")
		if !ok {
			certainty = "confirmed"
		}
		p = p.Press(incidenttest.Press{Form: at, Button: "do=facts", Fill: url.Values{factField(row, "code"): {code}, factField(row, "certainty"): {certainty}, factField(row, "source"): {"reporter"}}}).Want(http.StatusOK)
		row = 0
		for p.Value(factField(row, "code")) != "" {
			row++
		}
	}
	p = analyst.Visit(at + "?schemes=all") // the case belongs into an edition of another scheme than that of the day
	p = p.Press(incidenttest.Press{Form: at, Button: "do=new-case", Fill: url.Values{"category": {"2020H1/" + c.category}}}).Want(http.StatusOK)
	n := strings.TrimPrefix(p.URL.Path, "/cases/")
	if !regexp.MustCompile(`^\d{4}-\d{4}$`).MatchString(n) {
		d.t.Fatalf("the case is at %s:\n%s", p.URL.Path, p.Brief())
	}
	at = "/cases/" + n
	p = p.Press(incidenttest.Press{Form: at, Button: "do=save", Fill: url.Values{"summary.ja": {c.named + "という" + c.ja}, "summary.en": {c.en}, "org_kind": {c.org}, "happened": {"2020年1月"}}}).Want(http.StatusOK)
	if p = p.Press(incidenttest.Press{Form: at, Button: "do=submit"}); p.Status == http.StatusOK {
		d.t.Error("a text that names the reporter was let through to review")
	}
	p = analyst.Visit(at).Press(incidenttest.Press{Form: at, Button: "do=submit", Fill: url.Values{"summary.ja": {c.ja}, "summary.en": {c.en}}})
	if p.Status != http.StatusOK {
		d.t.Fatalf("submit: %d %s", p.Status, p.Brief())
	}
	if analyst.Visit(at).Offers(incidenttest.Press{Form: at, Button: "do=approve"}) {
		d.t.Error("the writer is offered to approve")
	}
	reviewer := d.by("reviewer")
	reviewer.Visit(at).Want(http.StatusOK).Press(incidenttest.Press{Form: at, Button: "do=approve"}).Want(http.StatusOK, "承認")
	return n
}

func factField(row int, name string) string {
	return fmt.Sprintf("fact.%d.%s", row, name)
}

// edition begins an edition.
func (d *staff) edition(id string, frame url.Values) {
	d.t.Helper()
	frame.Set("id", id)
	frame.Set("cutoff", time.Now().Add(24*time.Hour).In(time.FixedZone("JST", 9*60*60)).Format("2006-01-02T15:04"))
	p := d.by("publisher").Visit("/editions/new").Want(http.StatusOK).Press(incidenttest.Press{Form: "/editions/new", Fill: frame}).Want(http.StatusOK)
	if p.URL.Path != "/editions/"+id {
		d.t.Fatalf("the edition is at %s: %s", p.URL.Path, p.Brief())
	}
}

// choose takes the cases into the edition.
func (d *staff) choose(id string, cases ...string) {
	d.t.Helper()
	at, fill := "/editions/"+id, url.Values{}
	for _, n := range cases {
		fill.Set("choice."+n, "chosen")
	}
	d.by("publisher").Visit(at).Press(incidenttest.Press{Form: at, Button: "do=choose", Fill: fill}).Want(http.StatusOK)
}

// freezeAndBuild freezes and builds twice, holds that both builds are the same, and looks at the preview.
func (d *staff) freezeAndBuild(id string) {
	d.t.Helper()
	b, at := d.by("publisher"), "/editions/"+id
	p := b.Visit(at).Press(incidenttest.Press{Form: at, Button: "do=freeze"}).Want(http.StatusOK)
	p = p.Press(incidenttest.Press{Form: at, Button: "do=build"}).Want(http.StatusOK)
	first := b.Visit(at + "/download").Want(http.StatusOK).Body
	p.Press(incidenttest.Press{Form: at, Button: "do=build"}).Want(http.StatusOK)
	second := b.Visit(at + "/download").Want(http.StatusOK).Body
	if first != second {
		d.t.Error("built twice, the files differ")
	}
	b.Visit(at + "/preview/").Want(http.StatusOK)
	if p = b.Visit(at); p.Offers(incidenttest.Press{Form: at, Button: "do=release"}) {
		d.t.Error("an unchecked edition is offered for release")
	}
}

// release checks and releases.
func (d *staff) release(id string) {
	d.t.Helper()
	b, at := d.by("publisher"), "/editions/"+id
	p := b.Visit(at).Press(incidenttest.Press{Form: at, Button: "do=check"}).Want(http.StatusOK)
	p.Press(incidenttest.Press{Form: at, Button: "do=release"}).Want(http.StatusOK)
}

// sitePages looks at what readers see.
func sitePages(t *testing.T, s *server, id, number string) {
	t.Helper()
	reader := incidenttest.NewBrowser(t, s.site)
	for path, kind := range map[string]string{"/": "text/html", "/en/": "text/html", "/editions/" + id + "/": "text/html", "/editions/" + id + "/en/": "text/html",
		"/editions/" + id + "/edition.json": "application/json", "/editions/" + id + "/edition.pdf": "application/pdf", "/editions/" + id + "/cases.csv": "text/csv",
		"/cases/" + number + "/": "text/html", "/editions/" + id + "/manifest.json": "application/json"} {
		p := reader.Visit(path)
		if p.Status != http.StatusOK || !strings.HasPrefix(p.Header.Get("Content-Type"), kind) {
			t.Errorf("%s: %d %s", path, p.Status, p.Header.Get("Content-Type"))
		}
	}
	if pdf := reader.Visit("/editions/" + id + "/edition.pdf").Body; !strings.HasPrefix(pdf, "%PDF-") {
		t.Error("edition.pdf is no PDF")
	}
	reader.Visit("/cases/"+number+"/").Want(http.StatusOK, "共有フォルダ")
}

// editionJSON is what the tests read of edition.json.
type editionJSON struct {
	ID         string `json:"id"`
	Demo       bool   `json:"demo"`
	Accepted   int    `json:"accepted"`
	Chosen     int    `json:"chosen"`
	Categories []struct {
		Code  string `json:"code"`
		Count int    `json:"count"`
	} `json:"categories"`
	Cases []struct {
		No        int    `json:"no"`
		Number    string `json:"number"`
		Category  string `json:"category"`
		Date      string `json:"date"`
		Relation  string `json:"relation"`
		ChapterNo int    `json:"chapter_no"`
		Reporter  struct {
			Code string `json:"code"`
		} `json:"reporter"`
		Summary map[string]string `json:"summary"`
		Chapter json.RawMessage   `json:"chapter"`
		Facts   []factJSON        `json:"facts"`
	} `json:"cases"`
}

type factJSON struct {
	Dimension string `json:"dimension"`
	Code      string `json:"code"`
	Item      int    `json:"item"`
	Polarity  string `json:"polarity"`
	Certainty string `json:"certainty"`
	Source    string `json:"source"`
	Status    string `json:"status"`
}

func readEdition(t *testing.T, path string) editionJSON {
	t.Helper()
	body, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var e editionJSON
	if err := json.Unmarshal(body, &e); err != nil {
		t.Fatal(err)
	}
	return e
}

// grep looks for words in every byte of a folder, in file names, and in what pdftotext reads from its PDF files. Compared are texts in NFKC, lower case,
// with all white space and hyphens out. It uses nothing of mask or publish.
func grep(t *testing.T, dir string, words []string) []string {
	t.Helper()
	needles := make([]string, len(words))
	for i, w := range words {
		needles[i] = plain(w)
	}
	var out []string
	root, err := filepath.EvalSymlinks(dir)
	if err != nil {
		t.Fatal(err)
	}
	files := 0
	err = filepath.WalkDir(root, func(path string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		files++
		body, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		if filepath.Ext(path) == ".pdf" {
			text, err := exec.Command("pdftotext", "-q", path, "-").Output()
			if err != nil || len(bytes.TrimSpace(text)) == 0 {
				t.Errorf("pdftotext reads nothing from %s: %v", filepath.Base(path), err)
			}
			info, err := exec.Command("pdfinfo", path).Output()
			if err != nil {
				t.Errorf("pdfinfo: %v", err)
			}
			body = slices.Concat(body, []byte("\n"), text, info)
		}
		if filepath.Ext(path) == ".html" { // also as it reads, with the tags out
			body = slices.Concat(body, []byte("\n"), []byte(html.UnescapeString(tag.ReplaceAllString(string(body), ""))))
		}
		hay := plain(filepath.Base(path) + "\n" + string(body))
		for i, n := range needles {
			if strings.Contains(hay, n) {
				out = append(out, filepath.Base(filepath.Dir(path))+"/"+filepath.Base(path)+" holds "+words[i])
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if files < 8 {
		t.Errorf("only %d files in %s: nothing to look at", files, dir)
	}
	return out
}

var tag = regexp.MustCompile(`<[^>]*>`)

// plain is how two spellings are compared.
func plain(s string) string {
	return strings.Map(func(r rune) rune {
		switch r {
		case ' ', '\t', '\n', '\r', '\f', '　', '-', '‐', '−', '–', '—', '­', '​':
			return -1
		}
		return r
	}, strings.ToLower(norm.NFKC.String(s)))
}
