package demo

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"todoke/internal/incident"
)

// second is the data of the second edition: its frame and texts, and what the desk holds for it.
type second struct {
	edition
	Standing []struct {
		Name  string        `toml:"name"`
		Title incident.Text `toml:"title"`
		JA    string        `toml:"ja"`
		EN    string        `toml:"en"`
	} `toml:"standing"`
	Theme []struct {
		Code  string        `toml:"code"`
		Label incident.Text `toml:"label"`
		Facts []string      `toml:"facts"`
	} `toml:"theme"`
	Planned []struct {
		ID        string        `toml:"id"`
		Kind      string        `toml:"kind"`
		Title     incident.Text `toml:"title"`
		Day       time.Time     `toml:"day"`
		MonthOnly bool          `toml:"month_only"`
		Public    bool          `toml:"public"`
		Note      string        `toml:"note"`
	} `toml:"planned"`

	reports []*script
}

// pattern is one kind of happening with the parts its cases are put together from.
type pattern struct {
	Name     string          `toml:"name"`
	Category string          `toml:"category"`
	Scheme   incident.Scheme `toml:"scheme"`
	Cases    int             `toml:"cases"`
	Noticed  []string        `toml:"noticed"`
	Facts    []string        `toml:"facts"`
	Opening  []part          `toml:"opening"`
	Course   []part          `toml:"course"`
	Damage   []part          `toml:"damage"`
	Response []part          `toml:"response"`
	Chapter  map[string]any  `toml:"chapter"` // of its first case
}

// part is one option of a slot: the published sentence, how the reporter put it, and the facts it states.
type part struct {
	JA    string   `toml:"ja"`
	EN    string   `toml:"en"`
	Told  string   `toml:"told"`
	Facts []string `toml:"facts"`
}

// The names are invented; together with a company form they are what the leak check looks for.
var (
	orgWords = []string{"鵜瀬野", "霧見沢", "朱鷺畑", "麻績原", "鳶ヶ森", "葛城台", "雁金", "榛沼", "蕗谷", "椋橋", "茜坂", "篠栗野"}
	orgTrade = []string{"精工", "食品", "運輸", "設計", "印刷", "薬品", "工務", "商事"}
	families = []string{"箕輪田", "鬼束", "楠瀬戸", "五十公野", "薬袋", "四十物", "蓬田川", "勅使川", "八月朔", "子安浜", "栗花落", "小鳥遊"}
	given    = []string{"直樹", "佳代", "悠介", "美里", "昌平", "千鶴"}
	orgKinds = []struct{ kind, ja, en string }{{"company", "企業", "a company"}, {"company", "企業", "a company"}, {"education", "教育・研究機関", "an educational or research institution"},
		{"public_body", "公共機関", "a public body"}, {"non_profit", "非営利団体", "a non-profit organisation"}}
)

// loadSecond reads the second edition and puts its reports together.
func loadSecond() (*second, error) {
	s := &second{}
	if err := decode("data/second/edition.toml", s); err != nil {
		return nil, err
	}
	if err := retype(s.Texts, &s.texts); err != nil {
		return nil, err
	}
	var file struct {
		Detail  []part    `toml:"detail"` // what may be told of any happening, and states no fact
		Pattern []pattern `toml:"pattern"`
	}
	if err := decode("data/second/patterns.toml", &file); err != nil {
		return nil, err
	}
	var err error
	s.reports, err = compose(file.Pattern, file.Detail)
	return s, err
}

// Composed gives the answers of the reports behind the second edition as they are filed: they stand in no file, so that whoever looks for their names in what
// was released has them from here.
func Composed() ([]map[string]any, error) {
	s, err := loadSecond()
	if err != nil {
		return nil, err
	}
	var out []map[string]any
	for _, r := range s.reports {
		out = append(out, r.Answers)
	}
	return out, nil
}

// compose makes the scripts of all patterns, spread over the half-year, in the order received. Each case is told one of the details besides.
func compose(patterns []pattern, details []part) ([]*script, error) {
	var out []*script
	n := 0
	for _, p := range patterns {
		for i := range p.Cases {
			chosen := []part{p.Opening[i%len(p.Opening)], p.Course[(i+i/len(p.Opening))%len(p.Course)], p.Damage[(i/2+i)%len(p.Damage)], details[(2*n+n/len(details))%len(details)], p.Response[(2*i+i/3)%len(p.Response)]}
			s, err := p.script(n, chosen)
			if err != nil {
				return nil, fmt.Errorf("pattern %s: %w", p.Name, err)
			}
			if i == 0 && p.Chapter != nil {
				s.chapter = &incident.Chapter{}
				if err := retype(p.Chapter, s.chapter); err != nil {
					return nil, fmt.Errorf("pattern %s: %w", p.Name, err)
				}
			}
			out = append(out, s)
			n++
		}
	}
	for i := range 6 { // mere detections, and one that was filed twice
		out = append(out, detection(n+i))
	}
	slices.SortStableFunc(out, func(a, b *script) int { return a.Received.Compare(b.Received) })
	return out, nil
}

// received spreads the reports over July to December, none on the same hour.
func received(n int) time.Time {
	return time.Date(2020, 7, 2, 9, 10, 0, 0, incident.Japan).AddDate(0, 0, n*43%178).Add(time.Duration(n*37%500) * time.Minute)
}

// reporter gives who reported: a name nobody bears, and what the publication calls the kind.
func reporter(n int, answers map[string]any) (ja, en string) {
	kind := orgKinds[n%len(orgKinds)]
	word, trade := orgWords[n%len(orgWords)], orgTrade[(n/len(orgWords)+n)%len(orgTrade)]
	org := word + trade + "株式会社"
	switch kind.kind {
	case "education":
		org = "学校法人" + word + "学園"
	case "public_body":
		org = word + "広域事務組合"
	case "non_profit":
		org = "NPO法人" + word + "の会"
	}
	family := families[(n*5+n/12)%len(families)]
	host := fmt.Sprintf("r%02d-%s.example", n, kind.kind[:3])
	answers["org_kind"], answers["reporter_org"], answers["reporter_name"] = kind.kind, org, family+" "+given[n%len(given)]
	answers["reporter_mail"], answers["reporter_domains"], answers["reporter_phone"] = "tantou@"+host, host, fmt.Sprintf("050-0000-%04d", 3100+n*7)
	return kind.ja, kind.en
}

func (p pattern) script(n int, chosen []part) (*script, error) {
	at := received(n)
	answers := map[string]any{"relation": "victim", "consent": "case", "made_public": "no", "mail_safe": "yes", "written_on": at.Format("2006/01/02"),
		"discovered_on": at.AddDate(0, 0, -3-n%9).Format("2006/1/2"), "noticed": anys(p.Noticed)}
	ja, en := reporter(n, answers)
	var said, sayJA, sayEN []string
	facts := slices.Clone(p.Facts)
	for _, c := range chosen {
		said, sayJA, sayEN = append(said, c.Told), append(sayJA, c.JA), append(sayEN, c.EN)
		facts = append(facts, c.Facts...)
	}
	org, name := answers["reporter_org"].(string), answers["reporter_name"].(string)
	family, _, _ := strings.Cut(name, " ")
	answers["story"] = org + "の" + family + "です。" + strings.Join(said, "\n") + "\n分からないことはお電話ください。"
	s := &script{Name: fmt.Sprintf("s%02d", n), Received: at, Channel: "web", Lang: incident.JA, Form: "door", Answers: answers}
	s.Triage.Outcome, s.Triage.Scheme, s.Triage.Damage = "accepted", p.Scheme, incident.WithDamage
	if slices.Contains(facts, "damage:none") {
		s.Triage.Damage, s.Triage.Attempted = incident.NoDamage, true
	}
	replace := strings.NewReplacer("{who}", "届出者（"+ja+"）")
	replaceEN := strings.NewReplacer("{who}", "the reporter ("+en+")")
	s.Case = &scriptCase{Category: p.Category, Happened: at.Format("2006-01"), Summary: incident.Text{JA: replace.Replace(strings.Join(sayJA, "")), EN: upper(replaceEN.Replace(strings.Join(sayEN, " ")))}}
	var err error
	s.facts, err = readFacts(facts)
	return s, err
}

// detection is a report of what security software stopped: accepted and counted, and no case.
func detection(n int) *script {
	at := received(n)
	answers := map[string]any{"relation": "victim", "consent": "case", "made_public": "no", "mail_safe": "yes", "written_on": at.Format("2006/01/02"), "noticed": []any{"attack_seen"},
		"story": fmt.Sprintf("対策ソフトが止めたものの報告です。この月は%d件でした。被害はありません。", 11+n)}
	reporter(n, answers)
	s := &script{Name: fmt.Sprintf("s%02d", n), Received: at, Channel: "web", Lang: incident.JA, Form: "door", Answers: answers}
	s.Triage.Outcome, s.Triage.Scheme, s.Triage.Damage, s.Triage.Attempted = "accepted", incident.SchemeVirus, incident.NoDamage, true
	return s
}

func anys(list []string) []any {
	var out []any
	for _, s := range list {
		out = append(out, s)
	}
	return out
}

func upper(s string) string { return strings.ToUpper(s[:1]) + s[1:] }

// readFacts reads dimension:code[:certainty[:status]], each once, the first sort of it counting.
func readFacts(list []string) ([]incident.Fact, error) {
	var out []incident.Fact
	for _, one := range list {
		p := append(strings.Split(one, ":"), "", "")
		if len(p) < 4 {
			return nil, fmt.Errorf("fact %q", one)
		}
		f := incident.Fact{Dimension: incident.Dimension(p[0]), Code: p[1], Polarity: incident.Present, Certainty: incident.Confirmed, Source: incident.FromReporter, Status: incident.Status(p[3])}
		if p[2] != "" {
			f.Certainty = incident.Certainty(p[2])
		}
		if !slices.ContainsFunc(out, func(o incident.Fact) bool { return o.Dimension == f.Dimension && o.Code == f.Code }) {
			out = append(out, f)
		}
	}
	return out, nil
}

// furnish gives the desk what returns from edition to edition: its standing texts, themes and calendar.
func (r *run) furnish(ctx context.Context, s *second) error {
	a, now := r.actors[incident.Publisher], r.Clock.Now()
	for _, t := range s.Standing {
		text := incident.StandingText{Name: t.Name, Title: t.Title, Body: incident.Text{JA: t.JA, EN: t.EN}}
		if err := r.Publish.SaveStanding(ctx, a, text, now); err != nil {
			return fmt.Errorf("standing text %s: %w", t.Name, err)
		}
	}
	for _, t := range s.Theme {
		if err := r.Publish.SaveTheme(ctx, a, incident.Theme{Code: t.Code, Label: t.Label, Facts: t.Facts}, now); err != nil {
			return fmt.Errorf("theme %s: %w", t.Code, err)
		}
	}
	for _, p := range s.Planned {
		planned := incident.PlannedEdition{ID: p.ID, Kind: p.Kind, Title: p.Title, Day: p.Day, Exact: !p.MonthOnly, Public: p.Public, Note: p.Note}
		if err := r.Publish.Plan(ctx, a, planned, now); err != nil {
			return fmt.Errorf("calendar %s: %w", p.ID, err)
		}
	}
	return nil
}

// theme takes every proposal for the cases of an edition, as a desk that agrees with them does.
func (r *run) theme(ctx context.Context, id string) error {
	a := r.actors[incident.Publisher]
	e, err := r.Publish.Find(ctx, a, id)
	if err != nil {
		return err
	}
	of := map[string][]string{}
	for _, c := range e.Candidates {
		of[c.Case.Number] = append(slices.Clone(c.Themes), c.Suggests...)
	}
	return r.Publish.PutThemes(ctx, a, of, r.Clock.Now())
}

// secondEdition drives the second half-year: its reports through the same stations, then an edition built by rule.
func (r *run) secondEdition(ctx context.Context, s *second) error {
	r.scheme, r.from, r.cases = s.Scheme, time.Date(2021, 1, 5, 1, 0, 0, 0, time.UTC), map[string]string{}
	for _, stage := range []func(context.Context, *script) error{r.file, r.decide, r.write} {
		if err := r.each(ctx, s.reports, stage); err != nil {
			return err
		}
	}
	return r.publish(ctx, &s.edition, func(ctx context.Context) error {
		_, _, err := r.Publish.Apply(ctx, r.actors[incident.Publisher], s.ID, incident.ContentRule{}, r.Clock.Now())
		return err
	})
}
