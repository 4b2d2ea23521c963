package publish

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"todoke/internal/incident"
	"todoke/internal/incidenttest"
	"todoke/internal/text"
)

// corrected is the sample edition with one case corrected and one withdrawn.
func corrected() incident.Collection {
	c := incidenttest.Collection()
	gone := &c.Cases[1]
	gone.Withdrawn, gone.Summary, gone.Facts, gone.Chapter, gone.ChapterNo = "2020-10-02", incident.Text{}, []incident.Fact{}, nil, 0
	c.Revision = 1
	c.Errata = []incident.Erratum{{Kind: incident.CaseWithdrawn, Date: "2020-10-02", Case: gone.Number, Note: incident.Text{JA: "取り下げの知らせ", EN: "Notice of withdrawal"}},
		{Kind: incident.Corrected, Date: "2020-09-01", Case: c.Cases[0].Number, Note: incident.Text{JA: "台数の訂正", EN: "A count corrected"}}}
	return c
}

func siteOf(t *testing.T, cs ...incident.Collection) (*library, files) {
	t.Helper()
	p := New(Config{Catalogue: words(t), Dir: t.TempDir(), Demo: true})
	var cards []editionCard
	for i := range cs {
		cards = append(cards, editionCard{&cs[i], false})
	}
	sortCards(cards)
	l := newLibrary(&cs[len(cs)-1], cards, nil)
	list, err := p.around(l, nil)
	if err != nil {
		t.Fatal(err)
	}
	return l, list
}

// The same collections give the same files.
func TestSiteAgain(t *testing.T) {
	_, a := siteOf(t, corrected())
	_, b := siteOf(t, corrected())
	same(t, "site", a, b)
}

// A withdrawn case keeps its address, number and history; a correction is told on the page and in the feed.
func TestSiteCorrections(t *testing.T) {
	c := corrected()
	_, list := siteOf(t, c)
	tomb := string(list["cases/"+c.Cases[1].Number+"/index.html"])
	for _, want := range []string{"取り下げた事例", "2020年10月2日", "取り下げの知らせ", c.Cases[1].Number} {
		if !strings.Contains(tomb, want) {
			t.Errorf("the page of a withdrawn case lacks %s", want)
		}
	}
	if strings.Contains(tomb, "summary-title") || strings.Contains(tomb, "facts-title") {
		t.Error("the page of a withdrawn case still tells of it")
	}
	if list := string(list["browse/year/2020/index.html"]); !strings.Contains(list, c.Cases[1].Number+"</span> 取り下げた事例") {
		t.Error("the list by year does not say that a case was withdrawn")
	}
	if page := string(list["en/cases/"+c.Cases[0].Number+"/index.html"]); !strings.Contains(page, "A count corrected") {
		t.Error("a correction is not on the page of its case")
	}
	if feed := string(list["feeds/corrections.atom"]); strings.Count(feed, "<entry>") != 2 || !strings.Contains(feed, "取り下げの知らせ") {
		t.Errorf("corrections in the feed: %s", feed)
	}
}

// A case in two editions has one page, of the newer edition, and its history names both.
func TestSiteTwice(t *testing.T) {
	one := incidenttest.Collection()
	two := incidenttest.Collection()
	two.ID, two.PeriodFrom, two.PeriodTo, two.FrozenAt = "2020H2", "2020-07-01", "2020-12-31", "2021-02-01T00:00:00Z"
	two.Cases = slices.Clone(two.Cases[:1])
	two.Cases[0].Revision = 5
	l, list := siteOf(t, one, two)
	if len(l.cases) != len(one.Cases) {
		t.Errorf("%d cases of %d", len(l.cases), len(one.Cases))
	}
	page := string(list["cases/"+one.Cases[0].Number+"/index.html"])
	if !strings.Contains(page, "第5版") || strings.Count(page, "として掲載") != 2 {
		t.Error("the page is not that of the newer edition, or its history lacks one")
	}
}

var tagID = regexp.MustCompile(`^tag:[0-9a-f]{16}\.todoke\.invalid,2020:[a-zA-Z0-9/_-]+$`)

// Every feed is well formed, has what its format requires (RFC 4287 §4.1, JSON Feed 1.1), says that it is a demonstration, and leads to files that are there.
func TestFeeds(t *testing.T) {
	_, list := siteOf(t, corrected())
	stamp := func(name, s string) {
		if _, err := time.Parse(time.RFC3339, s); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	leads := func(name, href string) {
		to := filepath.ToSlash(filepath.Join(filepath.Dir(name), href))
		if !strings.HasPrefix(to, "editions/") && list[to] == nil {
			t.Errorf("%s leads to %s", name, to)
		}
	}
	n := 0
	for name, body := range list {
		seen := map[string]bool{}
		id := func(s string) {
			if !tagID.MatchString(s) || seen[s] {
				t.Errorf("%s: id %q", name, s)
			}
			seen[s] = true
		}
		switch {
		case strings.HasSuffix(name, ".atom"):
			n++
			var f atomFeed
			if err := xml.Unmarshal(body, &f); err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			id(f.ID)
			stamp(name, f.Updated)
			if f.Author == "" || len(f.Links) != 2 || f.Links[0].Rel != "self" || !strings.HasPrefix(f.Title, "[") {
				t.Errorf("%s: %+v", name, f)
			}
			for _, e := range f.Entries {
				id(e.ID)
				stamp(name, e.Updated)
				leads(name, e.Link.Href)
				if e.Title == "" || e.Link.Rel != "alternate" {
					t.Errorf("%s: %+v", name, e)
				}
			}
		case strings.Contains(name, "feeds/") && strings.HasSuffix(name, ".json"):
			n++
			var f jsonFeed
			d := json.NewDecoder(bytes.NewReader(body))
			d.DisallowUnknownFields()
			if err := d.Decode(&f); err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			if f.Version != "https://jsonfeed.org/version/1.1" || !strings.HasPrefix(f.Title, "[") || f.Items == nil {
				t.Errorf("%s: %+v", name, f)
			}
			for _, e := range f.Items {
				id(e.ID)
				stamp(name, e.Published)
				stamp(name, e.Modified)
				leads(name, e.URL)
			}
		}
	}
	if n < 2*2*4 {
		t.Errorf("%d feeds", n)
	}
}

var outside = regexp.MustCompile(`(?:href|src|action)="(?:https?:)?//|url\(|@import|\son[a-z]+=|style="|<style`)

// The first page weighs under 100 kB with all it loads, and no page asks anybody else for anything.
func TestSiteBudget(t *testing.T) {
	_, list := siteOf(t, incidenttest.Collection())
	for _, first := range []struct {
		page  string
		loads [][]byte
	}{{"index.html", nil}, {"en/index.html", nil}, {"search/index.html", [][]byte{searchScript}}, {"selfcheck/index.html", [][]byte{searchScript, selfScript}}, {"browse/index.html", nil}, {"feeds/index.html", nil}} {
		size := len(list[first.page]) + len(style) + len(siteStyle) + len(icon)
		for _, b := range first.loads {
			size += len(b)
		}
		if size == 0 || size > 100_000 {
			t.Errorf("%s weighs %d bytes", first.page, size)
		}
	}
	for name, body := range list {
		if strings.HasSuffix(name, ".html") || strings.HasSuffix(name, ".css") || strings.HasSuffix(name, ".js") {
			if m := outside.Find(body); m != nil {
				t.Errorf("%s: %s", name, m)
			}
		}
	}
	if m := outside.Find(slices.Concat(searchScript, selfScript, siteStyle)); m != nil {
		t.Errorf("assets: %s", m)
	}
}

// Two cases are called similar for what they share, and the rarer thing counts for more.
func TestRelated(t *testing.T) {
	c := incidenttest.Collection()
	fact := func(d incident.Dimension, code string) incident.Fact {
		return incident.Fact{Dimension: d, Code: code, Polarity: incident.Present, Certainty: incident.Confirmed, Source: incident.FromReporter}
	}
	c.Cases = c.Cases[:4]
	common, rare, damage := fact(incident.DimAttack, "phishing"), fact(incident.DimMalware, "rat"), fact(incident.DimDamage, "malware_infection")
	c.Cases[0].Facts = []incident.Fact{common, rare, damage}
	c.Cases[1].Facts = []incident.Fact{common, damage}
	c.Cases[2].Facts = []incident.Fact{rare, common}
	absent := rare
	absent.Polarity = incident.Absent
	c.Cases[3].Facts = []incident.Fact{absent, common}
	l, _ := siteOf(t, c)
	var got []string
	for _, r := range l.byNumber[c.Cases[0].Number].related {
		got = append(got, fmt.Sprint(r.other.Number, r.shared))
	}
	want := []string{fmt.Sprint(c.Cases[2].Number, []factKey{{"malware", "rat"}, {"attack", "phishing"}}), fmt.Sprint(c.Cases[1].Number, []factKey{{"damage", "malware_infection"}, {"attack", "phishing"}})}
	if !slices.Equal(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
}

// The questions ship with the program complete: both languages, sources, and every cause of the vocabulary settled; a damaged file is told of all at once.
func TestKnowledge(t *testing.T) {
	k, err := DefaultKnowledge()
	if err != nil {
		t.Fatal(keys(err))
	}
	if len(k.Questions) > maxQuestions {
		t.Errorf("%d questions", len(k.Questions))
	}
	for old, want := range map[string]string{`causes = ["form_design_abuse"]`: "public.error.unsettled", `risk = "no"`: "public.error.risk", `id = "mfa"`: "public.error.id", `sources = ["RFC 7489"]`: "public.error.incomplete",
		`cause = "unpreventable"`: "public.error.cause"} {
		broken := strings.Replace(selfcheckTOML, old, map[string]string{`causes = ["form_design_abuse"]`: `causes = ["weak_password"]`, `risk = "no"`: `risk = "maybe"`, `id = "mfa"`: `id = "Two words"`,
			`sources = ["RFC 7489"]`: `sources = []`, `cause = "unpreventable"`: `cause = "weather"`}[old], 1)
		if _, err := ParseKnowledge(broken); !slices.Contains(keys(err), want) {
			t.Errorf("%s: %v", old, keys(err))
		}
	}
	if _, err := ParseKnowledge("[[question"); !slices.Equal(keys(err), []string{"public.error.toml"}) {
		t.Error(keys(err))
	}
}

// An unknown cause is counted and never matched.
func TestSelfUnknown(t *testing.T) {
	l, list := siteOf(t, incidenttest.Collection())
	var d selfData
	if err := json.Unmarshal(list["selfcheck/index.json"], &d); err != nil {
		t.Fatal(err)
	}
	if d.Causes["unknown"] != nil || d.Unknown == 0 || d.Cases != len(l.cases) {
		t.Errorf("%+v", d)
	}
	for _, q := range d.Questions {
		for _, c := range q.Causes {
			for _, m := range d.Causes[c] {
				if n := incident.Certainties[m[1]]; n == incident.Unknown || n == incident.NotStated {
					t.Errorf("%s is matched though %s", l.cases[m[0]].Number, n)
				}
			}
		}
	}
}

// The site's own script finds what a scan finds, and folds and cuts queries as package text does.
func TestSearchScript(t *testing.T) {
	node, err := exec.LookPath("node")
	if err != nil {
		t.Fatal("node is needed, as for the PDF engine: ", err)
	}
	l, list := siteOf(t, incidenttest.Collection())
	dir := t.TempDir()
	if err := list.write(filepath.Join(dir, "site")); err != nil {
		t.Fatal(err)
	}
	var texts []string
	for _, s := range l.cases {
		texts = append(texts, l.searchDoc(s).text())
	}
	queries := []string{"の", "届出", "届出者", "パスワード", "ﾊﾟｽﾜｰﾄﾞ", "パスワード 企業", "E", "ｅｍｏｔｅｔ", "the", "2020-0001", "2020", "ランサムウエア", "人工呼吸器", "A社", "03ー1234", "", " ", "「", "ウイルス・不正", "compan", "ＶＰＮ装置", "①", "か\u3099"}
	for i, s := range texts { // pieces of the texts themselves
		rs := []rune(s)
		for k := range 6 {
			from := (i*97 + k*61) % len(rs)
			queries = append(queries, string(rs[from:min(len(rs), from+1+k)]))
		}
	}
	type answer struct {
		Normal string
		IDs    []int
	}
	want := make([]answer, len(queries))
	for i, q := range queries {
		want[i] = answer{text.Normal(q), []int{}}
		for n, s := range texts {
			if text.Contains(s, q) {
				want[i].IDs = append(want[i].IDs, n)
			}
		}
	}
	asked, err := json.Marshal(queries)
	if err != nil {
		t.Fatal(err)
	}
	script := `import { open, normal } from "./site/search.js"; import { readFileSync } from "node:fs";
const db = await open(async (n) => JSON.parse(readFileSync("site/search/" + n, "utf8")));
const out = [];
for (const q of ` + string(asked) + `) {
  const f = await db.find(q), ids = new Map();
  const { hits } = await db.page(f, 0, 1e6);
  const numbers = new Set(hits.map((d) => d.number));
  for (const id of f.ids) if (numbers.has((await db.doc(id)).number)) ids.set(id, 1);
  out.push({ Normal: normal(q), IDs: [...ids.keys()].sort((a, b) => a - b) });
}
console.log(JSON.stringify(out));`
	if err := os.WriteFile(filepath.Join(dir, "ask.mjs"), []byte(script), 0o600); err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(ctx, node, "ask.mjs")
	cmd.Dir = dir
	var said bytes.Buffer
	cmd.Stderr = &said
	out, err := cmd.Output()
	if err != nil {
		t.Fatal(err, said.String())
	}
	var got []answer
	if err := json.Unmarshal(out, &got); err != nil || len(got) != len(want) {
		t.Fatal(err, len(got))
	}
	for i := range want {
		if got[i].Normal != want[i].Normal || !slices.Equal(got[i].IDs, want[i].IDs) {
			t.Errorf("%q: %+v, want %+v", queries[i], got[i], want[i])
		}
	}
}
