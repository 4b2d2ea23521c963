package form

import (
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"todoke/internal/incident"
)

func loaded(t testing.TB) *Forms {
	t.Helper()
	forms, err := Load()
	if err != nil {
		t.Fatal(err)
	}
	return forms
}

var languages = []incident.Lang{incident.JA, incident.EN}

// An empty form reads as no answers and leaves nothing unread: all its words are its own.
func TestEmptyTextForm(t *testing.T) {
	forms := loaded(t)
	for _, f := range forms.List() {
		for _, lang := range languages {
			s := f.Text(lang)
			got, ok := forms.ReadText(s, today)
			if !ok || got.Form != f || got.Lang != lang {
				t.Fatalf("%s %s: read as %v %s", f.ID, lang, got.Form, got.Lang)
			}
			if len(got.Answers) > 0 || len(got.AllUnread()) > 0 {
				t.Errorf("%s %s: answers %v, unread %v\n%s", f.ID, lang, got.Answers, got.AllUnread(), numbered(s))
			}
			for _, l := range strings.Split(s, "\n") {
				if wide(l) > 76 {
					t.Errorf("%s %s: a mailer would wrap %q", f.ID, lang, l)
				}
			}
		}
	}
}

func numbered(s string) string {
	var b strings.Builder
	for i, l := range strings.Split(s, "\n") {
		b.WriteString(string(rune('0'+(i+1)/100%10)) + string(rune('0'+(i+1)/10%10)) + string(rune('0'+(i+1)%10)) + " " + l + "\n")
	}
	return b.String()
}

func TestTextRoundTrip(t *testing.T) {
	forms := loaded(t)
	for _, f := range forms.List() {
		for _, lang := range languages {
			rapid.Check(t, func(t *rapid.T) {
				first := someAnswers(t, f)
				s := f.FilledText(lang, first.Answers)
				got, ok := forms.ReadText(s, today)
				if !ok || got.Form != f || got.Lang != lang {
					t.Fatalf("%s: read as %v", f.ID, got.Form)
				}
				if d := cmp.Diff(first.Answers, got.Answers); d != "" {
					t.Fatalf("%s %s: through text (-first +again):\n%s\n%s", f.ID, lang, d, numbered(s))
				}
				if d := cmp.Diff(first.AllUnread(), got.AllUnread()); d != "" {
					t.Fatalf("%s %s: unread (-first +again):\n%s\n%s", f.ID, lang, d, numbered(s))
				}
				quoted := "> > " + strings.ReplaceAll(strings.TrimSuffix(s, "\n"), "\n", "\n> > ")
				again, ok := forms.ReadText("ご確認ください。\n\n2020年1月20日 10:00 窓口:\n"+quoted, today)
				if d := cmp.Diff(first.Answers, again.Answers); !ok || d != "" {
					t.Fatalf("%s %s: quoted twice (-first +again):\n%s\n%s", f.ID, lang, d, numbered(s))
				}
			})
		}
	}
}

var rewrite = flag.Bool("rewrite", false, "write the expected answers of testdata/text anew; then read every one")

// expected is what a returned form must be read as.
type expected struct {
	Form    string
	Lang    incident.Lang
	Answers json.RawMessage
	Unread  []string
}

// Returned forms as tired people send them, each with its answers beside it.
func TestReturnedForms(t *testing.T) {
	forms := loaded(t)
	names, err := filepath.Glob("testdata/text/*.txt")
	if err != nil || len(names) < 25 {
		t.Fatalf("%d returned forms, %v", len(names), err)
	}
	for _, name := range names {
		raw, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		beside := strings.TrimSuffix(name, ".txt") + ".json"
		var got expected
		if r, ok := forms.ReadText(string(raw), today); ok {
			got = expected{Form: r.Form.ID, Lang: r.Lang}
			if got.Answers, err = r.Form.JSON(r.Answers); err != nil {
				t.Fatal(err)
			}
			for _, u := range r.AllUnread() {
				got.Unread = append(got.Unread, u.Where+" "+u.What)
			}
		}
		b, err := json.MarshalIndent(got, "", "  ")
		if err != nil {
			t.Fatal(err)
		}
		if *rewrite {
			if err := os.WriteFile(beside, append(b, '\n'), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(beside)
		if err != nil {
			t.Fatal(err)
		}
		if d := cmp.Diff(strings.TrimSpace(string(want)), string(b)); d != "" {
			t.Errorf("%s (-want +got):\n%s", name, d)
		}
	}
}

// A mailer that wraps at 76 columns costs no answer; only where a text was broken its lines may differ.
func TestWrappedTextForm(t *testing.T) {
	forms := loaded(t)
	for _, f := range forms.List() {
		for _, lang := range languages {
			for _, at := range []int{60, 72, 76} {
				rapid.Check(t, func(t *rapid.T) {
					first := someAnswers(t, f)
					got, ok := forms.ReadText(wrap(f.FilledText(lang, first.Answers), at), today)
					if !ok {
						t.Fatal("no form")
					}
					for _, a := range first.Answers {
						b, _ := Find(got.Answers, a.Question)
						if q := f.Question(a.Question); len(q.Options) > 0 && !cmp.Equal(a.Codes, b.Codes) {
							t.Fatalf("%s %s at %d: %s ticked %v, read %v\n%s", f.ID, lang, at, a.Question, a.Codes, b.Codes, numbered(wrap(f.FilledText(lang, first.Answers), at)))
						}
					}
				})
			}
		}
	}
}

// wrap breaks lines as mailers do: between any two Japanese characters, between Latin words at a space.
func wrap(s string, at int) string {
	var b strings.Builder
	for l := range strings.SplitSeq(s, "\n") {
		b.WriteString(strings.Join(broken(l, at), "\n") + "\n")
	}
	return b.String()
}

func broken(l string, at int) []string {
	var out []string
	n, space := 0, 0
	for i, r := range l {
		if r == ' ' {
			space = i
		}
		if n += runeColumns(r); n > at {
			cut := i
			if r < utf8.RuneSelf && len(strings.TrimSpace(l[:space])) > 0 {
				cut = space
			}
			return append(append(out, l[:cut]), broken(l[cut:], at)...)
		}
	}
	return append(out, l)
}

func FuzzReadText(f *testing.F) {
	names, _ := filepath.Glob("testdata/text/*.txt")
	for _, name := range names {
		b, err := os.ReadFile(name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(string(b))
	}
	forms := loaded(f)
	for _, form := range forms.List() {
		f.Add(form.Text(incident.JA))
	}
	f.Fuzz(func(t *testing.T, s string) {
		r, ok := forms.ReadText(s, today)
		if !ok {
			return
		}
		for _, a := range r.Answers {
			if !utf8.ValidString(a.Text) {
				t.Errorf("%s: broken text", a.Question)
			}
		}
		lines := strings.Count(s, "\n") + strings.Count(s, "\r") + 10
		if len(r.AllUnread()) > lines*3+200 {
			t.Errorf("%d unread of %d lines", len(r.AllUnread()), lines)
		}
		again, ok := forms.ReadText(r.Form.FilledText(r.Lang, r.Answers), today)
		if d := cmp.Diff(r.Answers, again.Answers); !ok || d != "" && len(r.Errors) == 0 && len(s) < 20_000 {
			t.Errorf("not the same written and read again:\n%s", d)
		}
	})
}

// Junk of every kind that a reader could stumble over again and again; bench/textform measures it.
func TestReadTextOfJunk(t *testing.T) {
	forms := loaded(t)
	form := forms.List()[0].Text(incident.JA)
	for name, unit := range map[string]string{
		"boxes": "□", "open brackets": "■ その他（", "quotes": "> > > > > > > >\n", "headings": "氏名：山田 TEL：1 FAX：2\n", "notes": "※ 時間の順に\n", "one line": "1. あ（", "begin": "［ここから］\n", "numbers": "1-1-1.\n", "spaces": "　 ", "end": "■ パソコン\n［ここまで］\n",
		"wrapped": "■ 外部サービスの提供者（クラウド\n", "bracket boxes": "[x] [ ] ", "discs": "● ○ ",
	} {
		if r, ok := forms.ReadText(form+strings.Repeat(unit, 100_000/len(unit)), today); !ok || r.Form.ID != "access" {
			t.Errorf("%s: the form before it is not found", name)
		}
	}
}
