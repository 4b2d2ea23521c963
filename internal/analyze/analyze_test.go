package analyze_test

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"todoke/internal/incident"
	"todoke/internal/incidenttest"
	"todoke/internal/intake"
	"todoke/internal/store"
)

var r0 = time.Date(2020, 1, 11, 0, 0, 0, 0, time.UTC)

func said(q, s string) incident.Answer {
	return incident.Answer{Question: q, State: incident.KnownYes, Text: s}
}

func ticked(q string, codes ...string) incident.Answer {
	return incident.Answer{Question: q, State: incident.KnownYes, Codes: codes}
}

func (d desk) receive(t *testing.T, answers ...incident.Answer) (intake.Receipt, incident.Report) {
	t.Helper()
	r, err := d.in.Receive(context.Background(), intake.Submission{Form: "door", Answers: answers})
	if err != nil {
		t.Fatal(err)
	}
	return r, d.mask(t, r.Number)
}

// TestMaskDerives holds what staff get of a report, that masking twice changes nothing, and that an amendment keeps letters.
func TestMaskDerives(t *testing.T) {
	incidenttest.Stores(t, func(t *testing.T, st *store.Store) {
		d, ctx := open(t, st), context.Background()
		on := incident.Answer{Question: "discovered_on", State: incident.KnownYes, When: incident.OnDay(r0)}
		receipt, r := d.receive(t, ticked("noticed", "files_locked"), ticked("relation", "victim"), ticked("org_kind", "company"), ticked("consent", "case"), on,
			said("story", "亀沢樹脂の御在さんから電話。猪子石が添付を開いた。198.51.100.7 と通信。"), ticked("virus_statement", "infected"),
			incident.Answer{Question: "virus_machines", State: incident.Estimated, Number: 4}, said("named_orgs", "亀沢樹脂株式会社"), said("named_people", "猪子石 みのり\n御在 佳代"))
		if want := "取引先Aの社員Bさんから電話。社員Aが添付を開いた。"; r.Title != want {
			t.Errorf("title %q, want %q", r.Title, want)
		}
		if r.OrgKind != incident.Company || r.Relation != incident.IsVictim || r.Consent != incident.ConsentCase || r.Discovered != on.When {
			t.Errorf("columns %+v", r)
		}
		facts, err := st.ListFacts(ctx, r.ID)
		if err != nil {
			t.Fatal(err)
		}
		for _, want := range []string{"damage:malware_infection confirmed", "quantity:machines_affected presumed"} {
			if !slices.ContainsFunc(facts, func(f incident.Fact) bool {
				return string(f.Dimension)+":"+f.Code+" "+string(f.Certainty) == want && !f.Coded
			}) {
				t.Errorf("no fact %s", want)
			}
		}
		before, _ := st.ListParties(ctx, r.ID)
		r = d.mask(t, receipt.Number)
		if after, _ := st.ListParties(ctx, r.ID); !slices.Equal(before, after) || len(after) != 3 {
			t.Errorf("masked again, parties changed: %v, %v", before, after)
		}
		_, err = d.in.Amend(ctx, intake.Amendment{Key: intake.Key{Number: receipt.Number, Code: receipt.Code}, Answers: []incident.Answer{
			said("named_people", "真弓田 隆史\n御在 佳代\n猪子石 みのり"), said("named_orgs", "四日原商会\n亀沢樹脂株式会社")}})
		if err != nil {
			t.Fatal(err)
		}
		r = d.mask(t, receipt.Number)
		if want := "取引先Aの社員Bさんから電話。社員Aが添付を開いた。"; r.Version != 2 || !strings.HasPrefix(r.Title, want) {
			t.Errorf("version %d, title %q: the letters moved", r.Version, r.Title)
		}
	})
}

// TestRunFinds holds one finding of each step.
func TestRunFinds(t *testing.T) {
	incidenttest.Stores(t, func(t *testing.T, st *store.Store) {
		d, ctx := open(t, st), context.Background()
		story := "社内のサーバが 203.0.113.58 と hxxp://upd-sync[.]invalid/a.php に数分おきに通信していた。遠隔操作ウイルスと判明。中継の許可は 172.0.0.0/8 になっていた。"
		first, _ := d.receive(t, said("story", story))
		_, r := d.receive(t, said("story", story+"以上です。"), ticked("virus_statement", "found"), ticked("virus_damage", "none"), ticked("access_damage", "stolen"),
			incident.Answer{Question: "virus_machines", State: incident.KnownYes, Number: 2},
			incident.Answer{Question: "begun_on", State: incident.KnownYes, When: incident.OnDay(r0.AddDate(0, 0, 9))}, incident.Answer{Question: "contained_on", State: incident.KnownYes, When: incident.OnDay(r0)})
		list, err := st.ListFindings(ctx, r.ID)
		if err != nil {
			t.Fatal(err)
		}
		for _, want := range []string{"observables ip 203[.]0[.]113[.]58", "observables url hxxp://upd-sync[.]invalid/a.php", "observables range_mistyped 172[.]0[.]0[.]0/8",
			"consistency date_order 「始まった日」", "consistency differs", "consistency not_infected_but", "consistency missing 「気づいた日」",
			"category category 2020H1：ウイルス感染の被害", "similar s", "similar shared " + first.Number + "：172[.]0[.]0[.]0/8 203[.]0[.]113[.]58"} {
			if !slices.ContainsFunc(list, func(f store.Finding) bool { return strings.HasPrefix(f.Step+" "+f.Kind+" "+f.Body.JA, want) }) {
				t.Errorf("no finding %q in %v", want, list)
			}
		}
		for _, want := range []string{"“Date it began” is later than", "2020H1: Malware infection (clues: "} {
			if !slices.ContainsFunc(list, func(f store.Finding) bool { return strings.HasPrefix(f.Body.EN, want) }) {
				t.Errorf("no finding in English begins %q: %v", want, list)
			}
		}
		if !slices.ContainsFunc(list, func(f store.Finding) bool { return f.Step == "similar" && strings.Contains(f.Body.JA, first.Number) }) {
			t.Error("the copy was not found")
		}
	})
}

// TestMaskErased holds that an erased or unknown report is left alone.
func TestMaskErased(t *testing.T) {
	d := open(t, incidenttest.SQLite(t))
	if err := d.analyze.Mask(context.Background(), 4711); err != nil {
		t.Error(err)
	}
}
