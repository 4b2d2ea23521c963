package publish

import (
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"todoke/internal/incident"
)

var (
	warner = incident.Actor{Kind: incident.Staff, ID: 21, Login: "bun", Roles: []incident.Role{incident.Analyst}}
	second = incident.Actor{Kind: incident.Staff, ID: 22, Login: "sato", Roles: []incident.Role{incident.Reviewer}}
)

// An advisory from its first draft to its withdrawal: written by one, approved by another, checked for the parties of the reports behind it, released beside the editions,
// changed by the next version; the site made again of the same rows is the same.
func TestAdvisory(t *testing.T) {
	onDesks(t, func(t *testing.T, d *desk) {
		number := d.add(1, nil)
		hidden := d.add(2, nil) // a case nobody publishes
		draft := AdvisoryDraft{AdvisoryText: incident.AdvisoryText{Title: incident.Text{JA: "返信を装うメールにご注意", EN: "Mail posing as a reply"}, Body: incident.Text{JA: "返信を装うメールが出回っている。"},
			Measures: []incident.Text{{}, {JA: "添付を開く前に相手に確かめる。", EN: "Ask before opening."}}, Cases: []string{number},
			Observables: []incident.Observable{{Kind: "url", Value: "http://evil.sub.example/a.doc"}, {Kind: "mail", Value: "x@evil.example"}, {Kind: "ip", Value: "203.0.113.9"}, {Kind: "domain"}}}}
		refusedAs(t, onlyErr(d.SaveAdvisory(ctx, publisher, draft, clock)), incident.Forbidden)
		for field, change := range map[string]func(x *AdvisoryDraft){
			"title.ja":           func(x *AdvisoryDraft) { x.Title.JA = " " },
			"body.ja":            func(x *AdvisoryDraft) { x.Body.JA = strings.Repeat("長", mostAdvisoryBody+1) },
			"observable.0.value": func(x *AdvisoryDraft) { x.Observables = []incident.Observable{{Kind: "ip", Value: "10.0.0.1"}} },
			"change.ja":          func(x *AdvisoryDraft) { x.Withdrawn = true },
			"reports":            func(x *AdvisoryDraft) { x.Reports = []string{"T-2020-999999-X"} },
		} {
			bad := draft
			change(&bad)
			err := onlyErr(d.SaveAdvisory(ctx, warner, bad, clock))
			if !strings.Contains(strings.Join(fieldsOf(err), " "), field) {
				t.Errorf("%s: %v", field, err)
			}
		}
		id, err := d.SaveAdvisory(ctx, warner, draft, clock)
		d.must(err)
		if id != "2020-A01" {
			t.Errorf("the first advisory is %s", id)
		}
		v, err := d.FindAdvisory(ctx, warner, id)
		d.must(err)
		if len(v.Measures) != 1 || v.Observables[0].Value != "hxxp://evil[.]sub[.]example/a[.]doc" || v.Observables[1].Value != "x[at]evil[.]example" || v.Observables[2].Value != "203[.]0[.]113[.]9" || len(v.Problems) != 1 {
			t.Errorf("saved as %+v, problems %v", v.AdvisoryText, v.Problems)
		}
		move := func(a incident.Actor, to incident.RevisionState, note string) error {
			return d.MoveAdvisory(ctx, a, id, to, note, clock)
		}
		refusedAs(t, move(second, incident.Approved, ""), incident.Conflict) // not submitted
		d.must(move(warner, incident.Submitted, ""))
		refusedAs(t, onlyErr(d.SaveAdvisory(ctx, warner, AdvisoryDraft{ID: id, AdvisoryText: draft.AdvisoryText}, clock)), incident.Conflict)
		refusedAs(t, move(second, incident.Returned, ""), incident.Invalid)
		both := warner
		both.Roles = []incident.Role{incident.Analyst, incident.Reviewer}
		refusedAs(t, move(both, incident.Approved, ""), incident.Forbidden)
		d.must(move(second, incident.Approved, ""))
		refusedAs(t, d.ReleaseAdvisory(ctx, second, id, clock), incident.Forbidden)
		if err := d.ReleaseAdvisory(ctx, publisher, id, clock); strings.Join(keys(err), " ") != "error.advisory_case" {
			t.Errorf("released though its case is not: %v", err)
		}

		d.edition(number)
		d.must(d.Choose(ctx, publisher, "2020H1", []incident.Item{{Case: number, Chosen: true}, {Case: "2020-0002", Reason: "別の号で扱う"}}, clock))
		d.ready(Options{WithoutPDF: true})
		d.must(d.Release(ctx, publisher, "2020H1", clock))
		page := func(name string) string {
			body, err := os.ReadFile(filepath.Join(d.dir, publicLink, filepath.FromSlash(name)))
			d.must(err)
			return string(body)
		}
		if s := page("advisories/index.html"); !strings.Contains(s, "まだありません") {
			t.Error("an empty list does not say so")
		}
		later := clock.Add(48 * time.Hour)
		d.must(d.ReleaseAdvisory(ctx, publisher, id, later))
		refusedAs(t, d.ReleaseAdvisory(ctx, publisher, id, later), incident.Conflict)
		one, en := page("advisories/2020-A01/index.html"), page("en/advisories/2020-A01/index.html")
		for _, want := range []string{"返信を装うメールにご注意", "hxxp://evil[.]sub[.]example/a[.]doc", "../../cases/" + number + "/", "2020年8月3日"} {
			if !strings.Contains(one, want) {
				t.Errorf("the page lacks %s", want)
			}
		}
		for _, want := range []string{"Mail posing as a reply", "Not yet translated into English", `<p lang="ja">`} {
			if !strings.Contains(en, want) {
				t.Errorf("the English page lacks %s", want)
			}
		}
		for name, want := range map[string]string{"feeds/advisories.atom": id, "en/feeds/advisories.json": "Mail posing as a reply", "data/advisories.csv": "url=hxxp://evil", "data/advisories.stix.json": `"type":"report"`,
			"taxii2/advisories/objects.json": id, "taxii2/collections.json": `"alias": "advisories"`, "advisories/misp/manifest.json": "todoke:advisory",
			"data/advisories.xlsx": "PK", "data/advisories.veris.json": `"advisories":["` + id + `"]`, "advisories/index.html": `href="../data/advisories.veris.json"`, "en/advisories/index.html": `href="../../data/advisories.xlsx"`} {
			if !strings.Contains(page(name), want) {
				t.Errorf("%s lacks %s", name, want)
			}
		}
		if strings.Contains(page("data/advisories.json"), hidden) {
			t.Error("what nobody published is named")
		}

		// the release made again of its rows is the same, byte for byte
		last, err := d.st.LatestRelease(ctx)
		d.must(err)
		d.must(os.RemoveAll(filepath.Join(d.dir, releasesDir, "2")))
		d.must(os.RemoveAll(filepath.Join(d.dir, publicLink)))
		d.must(os.Symlink(filepath.Join(releasesDir, "1"), filepath.Join(d.dir, publicLink)))
		d.must(d.rebuild(ctx, last))

		// withdrawn by the next version: the text goes, title and reason stay
		gone := AdvisoryDraft{ID: id, AdvisoryText: v.AdvisoryText}
		gone.Withdrawn, gone.Change = true, incident.Text{JA: "誤りがあったため取り下げた。"}
		_, err = d.SaveAdvisory(ctx, warner, gone, later)
		d.must(err)
		d.must(move(warner, incident.Submitted, ""))
		d.must(move(second, incident.Approved, ""))
		d.must(d.link(2))
		d.must(d.ReleaseAdvisory(ctx, publisher, id, later.Add(time.Hour)))
		one = page("advisories/2020-A01/index.html")
		if !strings.Contains(one, "誤りがあったため取り下げた。") || strings.Contains(one, "出回っている") || strings.Contains(one, "evil") {
			t.Error("the withdrawn advisory still says what it said")
		}
		if s := page("data/advisories.stix.json"); !strings.Contains(s, `"revoked":true`) {
			t.Error("STIX does not revoke it")
		}
		for _, c := range []struct {
			after, to int64
			want      string
		}{{1, 2, "advisory"}, {2, 3, "advisory-withdrawn"}, {1, 3, "advisory-withdrawn"}, {3, 9, ""}} {
			news, err := d.News(ctx, c.after, c.to)
			d.must(err)
			if len(news) > 1 || len(news) == 0 && c.want != "" || len(news) == 1 && (news[0].Kind != c.want || news[0].Ref != id || news[0].File.EN != "en/advisories/2020-A01/index.html") {
				t.Errorf("releases after %d up to %d: %+v", c.after, c.to, news)
			}
		}
		var data struct{ Advisories []incident.PublishedAdvisory }
		d.must(json.Unmarshal([]byte(page("data/advisories.json")), &data))
		if a := data.Advisories[0]; a.Version != 2 || a.Published != "2020-08-03T03:00:00Z" || a.Updated != "2020-08-03T04:00:00Z" || a.Body.JA != "" {
			t.Errorf("%+v", a)
		}
	})
}

// A name of the reports behind an advisory stops its release, though their case is in no edition.
func TestAdvisoryLeak(t *testing.T) {
	onDesks(t, func(t *testing.T, d *desk) {
		number := d.add(1, nil)
		other := incident.Party{Role: incident.RoleReporter, Org: "有限会社檜枝岐青果", OrgKana: "ひのえまたせいか", Name: "梁取 律", Mail: "yanatori@hinoemata-seika.example"}
		secret := ""
		d.add(2, func(h *happening) { secret, h.party = h.report.Number, other }) // in no edition
		d.edition(number)
		d.must(d.Choose(ctx, publisher, "2020H1", []incident.Item{{Case: number, Chosen: true}, {Case: "2020-0002", Reason: "別の号で扱う"}}, clock))
		d.ready(Options{WithoutPDF: true})
		d.must(d.Release(ctx, publisher, "2020H1", clock))
		refusing := ""
		d.add(3, func(h *happening) { refusing, h.report.Consent = h.report.Number, incident.ConsentStatistics })
		against, err := d.SaveAdvisory(ctx, warner, AdvisoryDraft{AdvisoryText: incident.AdvisoryText{Title: incident.Text{JA: "注意"}, Body: incident.Text{JA: "文。"}}, Reports: []string{refusing}}, clock)
		d.must(err)
		if v, err := d.FindAdvisory(ctx, warner, against); err != nil || strings.Join(keys(v.Problems), " ") != "error.advisory_report" {
			t.Errorf("a reporter who wants statistics only: %v, %v", v.Problems, err)
		}
		for _, x := range []struct {
			body, want string
			reports    []string
		}{{"檜枝岐青果を装うメールがある。", "publish.error.site", []string{secret}}, {"取引先を装うメールがある。", "", []string{secret}}} {
			id, err := d.SaveAdvisory(ctx, warner, AdvisoryDraft{AdvisoryText: incident.AdvisoryText{Title: incident.Text{JA: "注意"}, Body: incident.Text{JA: x.body}}, Reports: x.reports}, clock)
			d.must(err)
			d.must(d.MoveAdvisory(ctx, warner, id, incident.Submitted, "", clock))
			d.must(d.MoveAdvisory(ctx, second, id, incident.Approved, "", clock))
			if err := d.ReleaseAdvisory(ctx, publisher, id, clock); strings.Join(keys(err), " ") != x.want {
				t.Errorf("%s: %v", x.body, err)
			}
		}
	})
}

func onlyErr(_ string, err error) error { return err }

// fieldsOf are the fields an error's parts belong to.
func fieldsOf(err error) []string {
	var many incident.Errors
	if one := new(incident.Error); errors.As(err, &one) {
		many = incident.Errors{one}
	}
	_ = errors.As(err, &many)
	var out []string
	for _, e := range many {
		out = append(out, e.Field)
	}
	return out
}
