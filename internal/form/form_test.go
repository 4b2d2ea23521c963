package form

import (
	"net/url"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/google/go-cmp/cmp"

	"todoke/internal/incident"
)

var today = time.Date(2020, 1, 20, 0, 0, 0, 0, time.UTC)

func door(t testing.TB) *Form {
	t.Helper()
	forms, err := Load()
	if err != nil {
		t.Fatal(err)
	}
	f, err := forms.Find("door", 0)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func TestLoad(t *testing.T) {
	f := door(t)
	var steps []string
	for _, s := range f.Steps {
		steps = append(steps, s.ID)
	}
	if got := strings.Join(steps, " "); got != "door story virus systems attack reporter publication" {
		t.Errorf("steps in the order %s", got)
	}
	forms, _ := Load()
	if _, err := forms.Find("common", 1); err == nil {
		t.Error("the shared questions are no form of their own")
	}
	if n := len(forms.List()); n != 3 {
		t.Errorf("%d forms", n)
	}
}

const minimal = `id = "a"
version = 1
title = { ja = "あ", en = "a" }
order = ["s"]
[[step]]
id = "s"
title = { ja = "あ", en = "a" }
[[step.question]]
id = "q"
kind = "single"
label = { ja = "あ", en = "a" }
option = [{ code = "x", label = { ja = "あ", en = "a" }, fact = "damage:none" }]
[[step.question]]
id = "p"
kind = "text"
label = { ja = "あ", en = "a" }
when = [{ question = "q", in = ["x"] }]
`

func TestLoadRefuses(t *testing.T) {
	for name, c := range map[string]struct{ old, new, want string }{
		"as it is":               {"", "", ""},
		"a question twice":       {`id = "p"`, `id = "q"`, "twice"},
		"an unknown fact":        {"damage:none", "damage:nothing", "vocabulary"},
		"a fact of no dimension": {"damage:none", "org_kind:company", "vocabulary"},
		"a condition on nothing": {`question = "q"`, `question = "z"`, "not asked before"},
		"a condition on itself":  {`question = "q"`, `question = "p"`, "not asked before"},
		"a condition's option":   {`in = ["x"]`, `in = ["y"]`, "no option"},
		"a step not in order":    {`order = ["s"]`, `order = ["s", "t"]`, "names step t"},
		"a missing language":     {`label = { ja = "あ", en = "a" }` + "\nwhen", `label = { ja = "あ" }` + "\nwhen", "lacks"},
		"a text with options":    {`kind = "single"`, `kind = "text"`, "options"},
		"an unknown key":         {`kind = "text"`, `kind = "text"` + "\nmandatory = true", "unknown key"},
		"an unknown identity":    {`kind = "text"`, `kind = "text"` + "\nidentifies = \"reporter.shoe_size\"", "identifies"},
		"a status without right": {`fact = "damage:none"`, `fact = "damage:none", status = "done"`, "response"},
	} {
		_, err := LoadFrom(fstest.MapFS{"a.toml": {Data: []byte(strings.Replace(minimal, c.old, c.new, 1))}})
		if c.want == "" && err != nil || c.want != "" && (err == nil || !strings.Contains(err.Error(), c.want)) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// A stale page is read under the version it was made from, and shared questions of two versions must be named.
func TestVersions(t *testing.T) {
	shared := strings.Replace(minimal, `order = ["s"]`, "", 1)
	dir := fstest.MapFS{
		"shared.toml":  {Data: []byte(shared)},
		"shared2.toml": {Data: []byte(strings.NewReplacer("version = 1", "version = 2", `code = "x"`, `code = "y"`, `in = ["x"]`, `in = ["y"]`).Replace(shared))},
		"f1.toml":      {Data: []byte("id = \"f\"\nversion = 1\ntitle = { ja = \"あ\", en = \"a\" }\ninclude = [\"a@1\"]\norder = [\"s\"]\n")},
		"f2.toml":      {Data: []byte("id = \"f\"\nversion = 2\ntitle = { ja = \"あ\", en = \"a\" }\ninclude = [\"a@2\"]\norder = [\"s\"]\n")},
	}
	forms, err := LoadFrom(dir)
	if err != nil {
		t.Fatal(err)
	}
	for version, code := range map[int]string{1: "x", 2: "y", 0: "y"} {
		f, err := forms.Find("f", version)
		if err != nil {
			t.Fatal(err)
		}
		r := f.ReadValues(url.Values{"q": {"x", "y"}}, today)
		if len(r.Answers) != 1 || !cmp.Equal(r.Answers[0].Codes, []string{code}) || len(r.Unread) != 1 {
			t.Errorf("version %d read %v", version, r.Answers)
		}
	}
	dir["f2.toml"] = &fstest.MapFile{Data: []byte(strings.Replace(string(dir["f2.toml"].Data), "a@2", "a", 1))}
	if _, err := LoadFrom(dir); err == nil || !strings.Contains(err.Error(), "several versions") {
		t.Errorf("an include of several versions without a version: %v", err)
	}
}

func TestReadValues(t *testing.T) {
	day := func(d int) incident.When { return incident.OnDay(time.Date(2020, 1, d, 0, 0, 0, 0, time.UTC)) }
	for name, c := range map[string]struct {
		in     url.Values
		want   []incident.Answer
		unread []incident.Unread
		errors []string
	}{
		"full width date": {url.Values{"discovered_on": {"２０２０／１／１１"}}, []incident.Answer{{Question: "discovered_on", State: "known", When: day(11)}}, nil, nil},
		"era":             {url.Values{"discovered_on": {" 令和2年1月11日 "}}, []incident.Answer{{Question: "discovered_on", State: "known", When: day(11)}}, nil, nil},
		"time of day":     {url.Values{"discovered_on": {"1月9日の朝"}}, []incident.Answer{{Question: "discovered_on", State: "known", When: day(9)}}, nil, nil},
		"hour":            {url.Values{"discovered_on": {"１月９日 １０時ごろ"}}, []incident.Answer{{Question: "discovered_on", State: "known", When: day(9)}}, nil, nil},
		"vague":           {url.Values{"discovered_on": {"先週ごろ"}}, []incident.Answer{{Question: "discovered_on", State: "estimated", Text: "先週ごろ"}}, []incident.Unread{{Where: "discovered_on", What: "unread.date"}}, nil},
		"future":          {url.Values{"discovered_on": {"2020-02-11"}}, []incident.Answer{{Question: "discovered_on", State: "known", Text: "2020-02-11"}}, nil, []string{"error.date_future"}},
		"no such day":     {url.Values{"discovered_on": {"2020/1/32"}}, []incident.Answer{{Question: "discovered_on", State: "known", Text: "2020/1/32"}}, nil, []string{"error.date_day"}},
		"unknown":         {url.Values{"contained_on.state": {"unknown"}}, []incident.Answer{{Question: "contained_on", State: "unknown"}}, nil, nil},
		"estimated":       {url.Values{"begun_on": {"2020-01-08"}, "begun_on.state": {"estimated"}}, []incident.Answer{{Question: "begun_on", State: "estimated", When: day(8)}}, nil, nil},
		"estimated alone": {url.Values{"begun_on.state": {"estimated"}}, nil, nil, nil},
		"typed unknown":   {url.Values{"begun_on": {"2020-01-08"}, "begun_on.state": {"unknown"}}, []incident.Answer{{Question: "begun_on", State: "estimated", When: day(8)}}, nil, nil},
		"number":          {url.Values{"virus_machines": {"１，２００台"}}, []incident.Answer{{Question: "virus_machines", State: "known", Number: 1200}}, nil, nil},
		"about a number":  {url.Values{"virus_machines": {"約30台"}}, []incident.Answer{{Question: "virus_machines", State: "estimated", Number: 30, Text: "約30台"}}, nil, nil},
		"no number":       {url.Values{"virus_machines": {"多数"}}, []incident.Answer{{Question: "virus_machines", State: "estimated", Text: "多数"}}, []incident.Unread{{Where: "virus_machines", What: "unread.number"}}, nil},
		"unknown option":  {url.Values{"relation": {"boss"}}, nil, []incident.Unread{{Where: "relation", What: "unread.option"}}, nil},
		"multi in order":  {url.Values{"noticed": {"leak", "files_locked", "leak"}}, []incident.Answer{{Question: "noticed", State: "known", Codes: []string{"files_locked", "leak"}}}, nil, nil},
		"other ticks":     {url.Values{"noticed.unsure.other": {"変な音"}}, []incident.Answer{{Question: "noticed", State: "known", Codes: []string{"unsure"}, Other: map[string]string{"unsure": "変な音"}}}, nil, nil},
		"contradiction":   {url.Values{"access_damage": {"none", "spam"}}, []incident.Answer{{Question: "access_damage", State: "known", Codes: []string{"spam", "none"}}}, []incident.Unread{{Where: "access_damage", What: "unread.exclusive"}}, nil},
		"strange fields":  {url.Values{"山田太郎": {"x"}, "_token": {"y"}, "relation.victim.other": {"z"}}, nil, []incident.Unread{{Where: "relation", What: "unread.field"}, {Where: "form", What: "unread.field"}}, nil},
		"controls":        {url.Values{"story": {"a\x00b\r\nc\xff"}}, []incident.Answer{{Question: "story", State: "known", Text: "ab\nc\ufffd"}}, nil, nil},
		"one line":        {url.Values{"reporter_name": {"　山田\n太郎 "}}, []incident.Answer{{Question: "reporter_name", State: "known", Text: "山田 太郎"}}, nil, nil},
		"nothing":         {url.Values{"story": {"　 \n"}}, nil, nil, nil},
	} {
		r := door(t).ReadValues(c.in, today)
		if d := cmp.Diff(c.want, r.Answers); d != "" {
			t.Errorf("%s: answers (-want +got):\n%s", name, d)
		}
		if d := cmp.Diff(c.unread, r.Unread); d != "" {
			t.Errorf("%s: unread (-want +got):\n%s", name, d)
		}
		var keys []string
		for _, e := range r.Errors {
			keys = append(keys, e.Key)
		}
		if d := cmp.Diff(c.errors, keys); d != "" {
			t.Errorf("%s: errors (-want +got):\n%s", name, d)
		}
	}
}

func TestLongAnswersKeepWhatWasTyped(t *testing.T) {
	for n, want := range map[int]struct{ kept, errors, unread int }{20_000: {20_000, 0, 0}, 20_001: {20_001, 1, 0}, 100_001: {100_000, 1, 1}} {
		r := door(t).ReadValues(url.Values{"story": {strings.Repeat("漢", n)}}, today)
		if got := len([]rune(r.Kept.Get("story"))); got != want.kept || len(r.Errors) != want.errors || len(r.Unread) != want.unread {
			t.Errorf("%d characters: %d kept, %v, %v", n, got, r.Errors, r.Unread)
		}
	}
	r := door(t).ReadValues(url.Values{"reporter_name": {strings.Repeat("漢", 501)}}, today)
	if len(r.Errors) != 1 || r.Errors[0].Field != "reporter_name" || r.Errors[0].Args[0] != 500 {
		t.Errorf("a name of 501: %v", r.Errors)
	}
	if u := r.AllUnread(); len(u) != 1 || u[0].What != "error.too_long" {
		t.Errorf("unread by a channel that cannot ask: %v", u)
	}
}

func TestPartiesAndColumns(t *testing.T) {
	f := door(t)
	r := f.ReadValues(url.Values{
		"relation": {"contractor"}, "org_kind": {"company"}, "consent": {"case"}, "mail_safe": {"no"}, "made_public": {"yes"},
		"written_on":   {"2020-01-19"},
		"reporter_org": {"鈴鹿原シール工業株式会社"}, "reporter_org_kana": {"すずかはらしーるこうぎょう / Suzukahara Seal"}, "reporter_name": {"柘植野 亮介"}, "reporter_kana": {"つげの りょうすけ、Ryosuke TSUGENO"},
		"reporter_mail": {"a@seal.example"}, "reporter_domains": {"Seal.example、＠mail.seal.example https://www.seal.example/x"}, "public_url": {"https://news.seal.example/1"},
		"victim_org": {"亀沢樹脂"}, "named_orgs": {"・株式会社四日原商会（ヨッカハラ / Yokkahara & Co.）\r\n\n営業二課(本店)"}, "named_people": {"猪子石 みのり\n御在 佳代 (Kayo Gozai)"},
	}, today)
	want := []incident.Party{
		{Role: incident.RoleReporter, Org: "鈴鹿原シール工業株式会社", OrgKana: "すずかはらしーるこうぎょう", OrgEN: "Suzukahara Seal", Name: "柘植野 亮介", Kana: "つげの りょうすけ", NameEN: "Ryosuke TSUGENO", Mail: "a@seal.example",
			Domains: []string{"seal.example", "mail.seal.example", "www.seal.example", "news.seal.example"}},
		{Role: incident.RoleVictim, Org: "亀沢樹脂"},
		{Role: incident.RolePartner, Org: "株式会社四日原商会", OrgKana: "ヨッカハラ", OrgEN: "Yokkahara & Co."}, {Role: incident.RolePartner, Org: "営業二課(本店)"},
		{Role: incident.RolePerson, Name: "猪子石 みのり"}, {Role: incident.RolePerson, Name: "御在 佳代", NameEN: "Kayo Gozai"},
	}
	if d := cmp.Diff(want, r.Parties); d != "" {
		t.Errorf("parties (-want +got):\n%s", d)
	}
	var rep incident.Report
	f.Fill(&rep, r.Answers)
	if rep.Relation != incident.IsContractor || rep.OrgKind != incident.Company || rep.Consent != incident.ConsentCase || !rep.MailUnsafe || !rep.MadePublic || rep.Written.From.Day() != 19 {
		t.Errorf("columns %+v", rep)
	}
	if f.Enough(r.Answers) == nil {
		t.Error("who reports is not enough to be a report")
	}
}

func TestAskedAndEnough(t *testing.T) {
	f := door(t)
	noticed := f.ReadValues(url.Values{"noticed": {"files_locked"}}, today).Answers
	if !f.Asked(*f.Step("virus"), noticed) || f.Asked(*f.Step("attack"), noticed) || f.Asked(*f.Step("virus"), nil) {
		t.Error("steps asked are not those of what was noticed")
	}
	if f.AskedQuestion(*f.Question("victim_org"), noticed) || !f.AskedQuestion(*f.Question("story"), nil) {
		t.Error("questions asked")
	}
	for _, c := range []struct {
		v    url.Values
		want bool
	}{
		{url.Values{"noticed": {"unsure"}}, true},
		{url.Values{"story": {"x"}}, true},
		{url.Values{"virus_name": {"x"}}, true},
		{url.Values{}, false},
		{url.Values{"discovered_on": {"2020-01-01"}, "consent": {"case"}, "reporter_name": {"x"}, "story.state": {"unknown"}}, false},
	} {
		if got := f.Enough(f.ReadValues(c.v, today).Answers) == nil; got != c.want {
			t.Errorf("%v: enough %v", c.v, got)
		}
	}
}
