package triage

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"todoke/internal/incident"
	"todoke/internal/store"
)

func marked(parts []ComparedPart) string {
	var b strings.Builder
	for _, p := range parts {
		switch p.Kind {
		case Added:
			b.WriteString("[+" + p.Text + "]")
		case Removed:
			b.WriteString("[-" + p.Text + "]")
		default:
			b.WriteString(p.Text)
		}
	}
	return b.String()
}

// Japanese is compared by the character, Latin by the word; what only happens to agree between two changes is part of them.
func TestCompareTexts(t *testing.T) {
	for _, x := range []struct{ was, is, want string }{
		{"サーバのファイルが暗号化された。", "サーバ上のファイルが暗号化された。", "サーバ[+上]のファイルが暗号化された。"},
		{"原因は不明である。", "原因は調査中である。", "原因は[-不明][+調査中]である。"},
		{"The server was rebuilt.", "The servers were rebuilt.", "The [-server was][+servers were] rebuilt."},
		{"VPN装置を更新した。", "VPNの装置を更新した。", "VPN[+の]装置を更新した。"},
		{"", "新しい文。", "[+新しい文。]"},
		{"消えた文。", "", "[-消えた文。]"},
		{"𠮷野家😀の例", "𠮷野家😁の例", "𠮷野家[-😀][+😁]の例"},
	} {
		if got := marked(compareTexts(x.was, x.is)); got != x.want {
			t.Errorf("%q → %q: got %s, want %s", x.was, x.is, got, x.want)
		}
	}
}

// What is kept and removed is the old text, what is kept and added the new one, whatever the texts.
func TestCompareKeepsBoth(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		was, is := rapid.String().Draw(t, "was"), rapid.String().Draw(t, "is")
		var a, b strings.Builder
		for _, p := range compareTexts(was, is) {
			if p.Kind != Added {
				a.WriteString(p.Text)
			}
			if p.Kind != Removed {
				b.WriteString(p.Text)
			}
		}
		if a.String() != was || b.String() != is {
			t.Fatalf("%q → %q became %q → %q", was, is, a.String(), b.String())
		}
	})
}

// Places come in the order read, gone ones last; a figure whose arrows turned is told even where its words stayed.
func TestComparePlaces(t *testing.T) {
	flow := func(to string) []incident.Figure {
		return []incident.Figure{{Kind: "flow", Caption: incident.Text{JA: "図"}, Actors: []incident.FlowActor{{ID: "a", Label: incident.Text{JA: "攻撃者"}}, {ID: "b", Label: incident.Text{JA: "サーバ"}}},
			Steps: []incident.Step{{From: "a", To: to, Label: incident.Text{JA: "送る"}}}}}
	}
	c := Comparison{From: incident.Revision{N: 1, Summary: incident.Text{JA: "一つ目。", EN: "One.\n"}, Chapter: &incident.Chapter{Cause: incident.Text{JA: "弱い。"}, Figures: flow("b")}},
		To: incident.Revision{N: 2, Summary: incident.Text{JA: "二つ目。", EN: "One."}, Chapter: &incident.Chapter{Title: incident.Text{JA: "題"}, Figures: flow("a")}}}
	c.places()
	var got []string
	for _, p := range c.Places {
		got = append(got, p.Where+" "+marked(p.Parts))
	}
	want := []string{"summary.ja [-一][+二]つ目。", "chapter.title.ja [+題]", "chapter.cause.ja [-弱い。]", "chapter.figures.0 "}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if c.Same != 5 || c.To.Chapter.Figures[0].Caption.JA == "" {
		t.Errorf("same %d; the revision's own words were taken: %+v", c.Same, c.To.Chapter.Figures[0].Caption)
	}
}

// A comment stays at its words while the text around them moves, and says so when they are gone.
func TestAnchors(t *testing.T) {
	at := func(body string) incident.Revision { return incident.Revision{Summary: incident.Text{JA: body}} }
	c := store.Comment{Place: "summary.ja", Quote: "サーバ", Before: "社内の"}
	for _, x := range []struct {
		body, before string
		detached     bool
	}{
		{"社外のサーバから社内のサーバへ移った。", "社外のサーバから社内の", false},
		{"まず、社内のサーバを止めた。社外のサーバも。", "まず、社内の", false},
		{"委託先のサーバを止めた。", "委託先の", false},
		{"社内の機器を止めた。", "", true},
		{"", "", true},
	} {
		got := anchored(c, at(x.body))
		if got.Detached != x.detached || got.Quoted.Before != x.before {
			t.Errorf("%s: detached %t before %q", x.body, got.Detached, got.Quoted.Before)
		}
		if !x.detached && got.Quoted.Text != "サーバ" {
			t.Errorf("%s: %q", x.body, got.Quoted.Text)
		}
	}
	if whole := anchored(store.Comment{Place: "summary.ja"}, at("何か")); whole.Detached || !whole.Quoted.Empty() {
		t.Errorf("a comment on the whole: %+v", whole)
	}
	if gone := anchored(store.Comment{Place: "chapter.cause.ja"}, at("何か")); !gone.Detached {
		t.Error("a comment on a text that is no more is not detached")
	}
}

// Places are counted as browsers count: in UTF-16 units.
func TestQuoteCounts(t *testing.T) {
	body := "😀前の\n言葉。ここが問題である。あとに続く文がここにある。"
	start := strings.Index(body, "問題")
	q := quoteOf(body, Stretch{start, start + len("問題")})
	if q.From != 11 || q.To != 13 || q.Before != "😀前の 言葉。ここが" || q.Text != "問題" || q.After != "である。あとに続く文がここにあ…" {
		t.Errorf("%+v", q)
	}
	if q := quoteOf("by the outside SOC that monitors", Stretch{15, 18}); q.Before != "by the outside " || q.Text != "SOC" || q.After != " that monitors" {
		t.Errorf("%+v", q)
	}
	if !quoteOf(body, Stretch{}).Empty() {
		t.Error("no stretch, yet a quote")
	}
}
