package publish

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"unicode"

	"todoke/internal/incident"
	"todoke/internal/incidenttest"
)

// In every PDF of an edition a withdrawn case keeps its row, number and date, and says when it was withdrawn; no sentence of its summary, chapter or figures
// is left, nor does the text lead to its chapter. All other rows stand as before.
func TestTombstoneInPDF(t *testing.T) {
	e := engine(t)
	if e == nil {
		t.Skip("no PDF engine")
	}
	c := incidenttest.Collection()
	at := -1
	for i := range c.Cases {
		if ch := c.Cases[i].Chapter; ch != nil && len(ch.Figures) > 0 {
			at = i
			break
		}
	}
	if at < 0 {
		t.Fatal("no case with a chapter and a figure")
	}
	marks := mark(&c.Cases[at])
	was := c.Cases[at]
	next, ok := c.WithdrawCase(was.Number, "2020-10-01", words(t).Text("publish.erratum.withdrawn", was.Number))
	if !ok {
		t.Fatal("not withdrawn")
	}
	p := New(Config{Catalogue: words(t), PDF: e})
	read := reader(t)
	text := func(c *incident.Collection) map[string]string {
		list, err := p.files(ctx, c, Options{})
		if err != nil {
			t.Fatal(err)
		}
		out := map[string]string{}
		for _, lang := range []string{"", "en/"} {
			for _, name := range []string{"edition.pdf", "edition-print.pdf"} {
				content, err := read.Text(ctx, list[lang+name])
				if err != nil {
					t.Fatal(err)
				}
				out[lang+name] = unspaced(strings.Join(content.Pages, "") + strings.Join(content.Alts, "") + strings.Join(content.Outline, ""))
			}
		}
		return out
	}
	before, after := text(&c), text(next)
	for name, now := range after {
		lang := incident.JA
		if strings.HasPrefix(name, "en/") {
			lang = incident.EN
		}
		o := outliner{c: next, lang: lang, words: words(t)}
		lead := unspaced(o.t("public.withdrawn.lead", o.day("2020-10-01")))
		row := unspaced(o.n(was.No) + o.date(was.Date))
		if i := strings.Index(now, row+lead); i < 0 {
			t.Errorf("%s: no row %q with %q", name, row, lead)
		}
		for n := range marks {
			stone := fmt.Sprintf("墓石%d号", n)
			if lang == incident.EN {
				stone = fmt.Sprintf("Headstone%d:", n)
			}
			if !strings.Contains(before[name], stone) {
				t.Errorf("%s: %q was never there", name, stone)
			}
			if strings.Contains(now, stone) {
				t.Errorf("%s still holds %q", name, stone)
			}
		}
		for i, other := range next.Cases {
			if i == at {
				continue
			}
			s := []rune(unspaced(incident.Blocks(other.Summary.In(lang))[0].Text))
			if !strings.Contains(now, string(s[:min(len(s), 14)])) {
				t.Errorf("%s lost the text of row %d", name, other.No)
			}
		}
	}
}

// mark puts words of its own before every text of a case, and gives how many there are.
func mark(c *incident.PublishedCase) (n int) {
	one := func(t *incident.Text) {
		t.JA, t.EN = fmt.Sprintf("墓石%d号、%s", n, t.JA), fmt.Sprintf("Headstone %d: %s", n, t.EN)
		n++
	}
	ch := *c.Chapter
	c.Chapter = &ch
	ch.KeyPoints, ch.Figures = slices.Clone(ch.KeyPoints), slices.Clone(ch.Figures)
	for _, t := range []*incident.Text{&c.Summary, &ch.Title, &ch.Discovery, &ch.Damage, &ch.Cause, &ch.Response} {
		one(t)
	}
	for i := range ch.KeyPoints {
		one(&ch.KeyPoints[i].Heading)
		one(&ch.KeyPoints[i].Body)
	}
	for i := range ch.Figures {
		one(&ch.Figures[i].Caption)
	}
	return n
}

func unspaced(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) || unicode.Is(unicode.Cf, r) {
			return -1
		}
		return r
	}, s)
}
