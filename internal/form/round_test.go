package form

import (
	"net/url"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// Answers read from a page survive JSON and being written back into a page.
func TestRoundTrip(t *testing.T) {
	f := door(t)
	words := rapid.OneOf(rapid.String(), rapid.SampledFrom([]string{"2020-01-11", "令和元年", "昭和64年", "2020年1月上旬", "2019年頃", "1月9日", "先週", "約30台", "12", "０", "株式会社 あ\nい", "　", "unknown", "約2019年12月"}))
	rapid.Check(t, func(t *rapid.T) {
		v := url.Values{}
		for _, s := range f.Steps {
			for _, q := range s.Questions {
				if rapid.IntRange(0, 3).Draw(t, "ask") == 0 {
					continue
				}
				for _, o := range q.Options {
					if rapid.IntRange(0, 4).Draw(t, "tick") == 0 {
						v.Add(q.ID, o.Code)
					}
					if o.Other && rapid.Bool().Draw(t, "other") {
						v.Set(q.ID+"."+o.Code+".other", words.Draw(t, "words"))
					}
				}
				if len(q.Options) == 0 {
					v.Set(q.ID, words.Draw(t, "typed"))
				}
				v.Set(q.ID+".state", rapid.SampledFrom([]string{"", "estimated", "unknown", "not_applicable", "known", "x"}).Draw(t, "state"))
			}
		}
		first := f.ReadValues(v, today)
		again := f.ReadValues(f.Values(first.Answers), today)
		if d := cmp.Diff(first.Answers, again.Answers); d != "" {
			t.Fatalf("through a page (-first +again):\n%s", d)
		}
		kept := f.ReadValues(first.Kept, today)
		if d := cmp.Diff(first.Answers, kept.Answers); d != "" {
			t.Fatalf("through what a page keeps (-first +again):\n%s", d)
		}
		b, err := MarshalAnswers(first.Answers)
		if err != nil {
			t.Fatal(err)
		}
		back, err := UnmarshalAnswers(b)
		if err != nil {
			t.Fatal(err)
		}
		if d := cmp.Diff(f.Values(first.Answers), f.Values(back)); d != "" {
			t.Fatalf("through JSON (-first +again):\n%s", d)
		}
	})
}

func FuzzReadValues(f *testing.F) {
	f.Add("story=a&discovered_on=2020-01-11&noticed=leak&noticed.unsure.other=x")
	f.Add("discovered_on=%ff%00&virus_count=999999999999999999999&relation=victim&relation=x")
	f.Add("reporter_domains=https://[::1&public_url=%25&named_orgs=%0a%e3%80%80")
	form := door(f)
	f.Fuzz(func(t *testing.T, query string) {
		v, _ := url.ParseQuery(query)
		r := form.ReadValues(v, today)
		for _, a := range r.Answers {
			if !utf8.ValidString(a.Text) {
				t.Errorf("%s: broken text", a.Question)
			}
		}
		for _, u := range r.Unread {
			if u.Where != "form" && form.Question(u.Where) == nil && !form.known[u.Where] {
				t.Errorf("unread names %q", u.Where)
			}
		}
		again := form.ReadValues(form.Values(r.Answers), today)
		if d := cmp.Diff(r.Answers, again.Answers); d != "" && len(r.Errors) == 0 && len(query) < 100_000 {
			t.Errorf("not the same through a page:\n%s", d)
		}
	})
}
