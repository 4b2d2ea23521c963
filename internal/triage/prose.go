package triage

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/BurntSushi/toml"

	"todoke/internal/incident"
)

// Limits of one sentence: what a reader holds in mind. The demonstration's longest stay below them.
const (
	sentenceRunes  = 110 // Japanese, in characters
	sentenceWords  = 45  // English
	passivesJA     = 3   // 受身 in one sentence
	passivesEN     = 5
	shownInFinding = 30 // characters of the text a finding quotes
)

// prose holds the words the rules of style rest on; the rules themselves are below.
type prose struct {
	Known []string `toml:"known"`  // abbreviations that need no definition
	OwnJA []string `toml:"own_ja"` // a reporter's own way of speaking
	OwnEN []string `toml:"own_en"`

	own map[incident.Lang]*regexp.Regexp
}

func loadProse() (prose, error) {
	var p prose
	if _, err := toml.DecodeFS(files, "data/prose.toml", &p); err != nil {
		return p, fmt.Errorf("words of style: %w", err)
	}
	p.own = map[incident.Lang]*regexp.Regexp{}
	for lang, list := range map[incident.Lang][]string{incident.JA: p.OwnJA, incident.EN: p.OwnEN} {
		re, err := regexp.Compile(strings.Join(list, "|"))
		if err != nil || len(list) == 0 {
			return p, fmt.Errorf("words of style: %v", err)
		}
		p.own[lang] = re
	}
	return p, nil
}

// check runs the rules of style over the texts a writer wrote; what an exhibit shows is another's way of writing.
func (r prose) check(l *linter, passages []passage) {
	written := slices.DeleteFunc(slices.Clone(passages), func(p passage) bool { return strings.Contains(p.where, ".parts.") })
	r.mixed(l, written)
	r.abbreviations(l, written)
	for _, p := range written {
		for _, m := range r.own[p.lang].FindAllStringIndex(unquoted(p.body), -1) {
			l.warn(p.where, "lint.own_voice", p.body[m[0]:m[1]])
			l.at(m[0], m[1])
		}
		for _, s := range sentences(p.body, p.lang) {
			r.sentence(l, p, s)
		}
	}
}

// sentence looks at one sentence: how long it is, and how many passives it chains.
func (r prose) sentence(l *linter, p passage, s Stretch) {
	body := p.body[s.Start:s.End]
	passive, most := passiveJA, passivesJA
	if p.lang == incident.EN {
		passive, most = passiveEN, passivesEN
		if n := len(strings.Fields(body)); n > sentenceWords {
			l.warn(p.where, "lint.sentence_words", n, sentenceWords, clipped(body))
			l.at(s.Start, s.End)
		}
	} else if n := utf8.RuneCountInString(body); n > sentenceRunes {
		l.warn(p.where, "lint.sentence_long", n, sentenceRunes, clipped(body))
		l.at(s.Start, s.End)
	}
	found := passive(body)
	if len(found) >= most {
		from, to := strings.LastIndexAny(body[:found[0][0]], "、, ")+1, found[len(found)-1][1]
		for from < to && !utf8.RuneStart(body[from]) {
			from++
		}
		l.warn(p.where, "lint.passive", len(found), clipped(body[from:to]))
		l.at(s.Start+from, s.Start+to)
	}
}

func clipped(s string) string {
	if utf8.RuneCountInString(s) <= shownInFinding {
		return s
	}
	return string([]rune(s)[:shownInFinding]) + "…"
}

// sentences parts a text into its sentences, by 。！？ and line ends, in English by a full stop before a space; marks of lists are left out.
// What stands in 「」 or （） does not end a sentence.
func sentences(body string, lang incident.Lang) []Stretch {
	var out []Stretch
	start, depth := 0, 0
	cut := func(end int) {
		s := body[start:end]
		trimmed := strings.TrimLeft(s, " \t\n　")
		trimmed = trimmed[len(listMark.FindString(trimmed)):]
		if t := strings.TrimRight(trimmed, " \t\n　"); t != "" {
			from := start + len(s) - len(trimmed)
			out = append(out, Stretch{from, from + len(t)})
		}
		start = end
	}
	for i, c := range body {
		next := i + utf8.RuneLen(c)
		switch {
		case c == '「' || c == '『' || c == '（' || c == '(':
			depth++
		case (c == '」' || c == '』' || c == '）' || c == ')') && depth > 0:
			depth--
		case c == '\n' && (lang == incident.JA || strings.HasPrefix(body[next:], "\n") || listMark.MatchString(body[next:])):
			depth = 0
			cut(next)
		case depth > 0:
		case lang == incident.JA && strings.ContainsRune("。！？", c):
			cut(next)
		case lang == incident.EN && strings.ContainsRune(".!?", c) && (next == len(body) || body[next] == ' ' || body[next] == '\n'):
			cut(next)
		}
	}
	cut(len(body))
	return out
}

var listMark = regexp.MustCompile(`^(- |[0-9]+\. )`)

var (
	polite = regexp.MustCompile(`(です|ます|ました|ません|ませんでした|でした|でしょう|ましょう|ください|下さい)(か|ね|よ)?[。！？]?$`)
	plain  = regexp.MustCompile(`[^。、]{0,4}([ただ]|である|[るいうくすつむぶぐぬ])[。！？]?$`)
)

// mixed points at the sentences in 敬体 among 常体, or the other way round where those are fewer.
func (r prose) mixed(l *linter, passages []passage) {
	type ending struct {
		where string
		at    Stretch
		text  string
	}
	var soft, hard []ending
	for _, p := range passages {
		if p.lang != incident.JA || strings.HasPrefix(p.where, "chapter.figures") {
			continue
		}
		bare := unquoted(p.body)
		for _, s := range sentences(p.body, p.lang) {
			body := bare[s.Start:s.End]
			if m := polite.FindStringIndex(body); m != nil {
				soft = append(soft, ending{p.where, Stretch{s.Start + m[0], s.End}, body[m[0]:]})
			} else if m := plain.FindStringIndex(body); m != nil {
				hard = append(hard, ending{p.where, Stretch{s.Start + m[0], s.End}, body[m[0]:]})
			}
		}
	}
	if len(soft) == 0 || len(hard) == 0 {
		return
	}
	few, key := soft, "lint.polite"
	if len(hard) < len(soft) {
		few, key = hard, "lint.plain"
	}
	for _, e := range few {
		l.warn(e.where, key, e.text)
		l.at(e.at.Start, e.at.End)
	}
}

var quoted = regexp.MustCompile(`「[^「」]*」|『[^『』]*』|“[^“”]*”|"[^"]*"`)

// unquoted blanks what stands in quotation marks, every byte a space, so that places stay what they are.
func unquoted(s string) string {
	return quoted.ReplaceAllStringFunc(s, func(q string) string { return strings.Repeat(" ", len(q)) })
}

var abbreviation = regexp.MustCompile(`[A-Z][A-Z0-9]+`)

// abbreviations points at the first use of a short form that the same language's texts never write out.
func (r prose) abbreviations(l *linter, passages []passage) {
	all := map[incident.Lang]string{}
	for _, p := range passages {
		all[p.lang] += p.body + "\n"
	}
	seen := map[string]bool{}
	for _, p := range passages {
		for _, m := range abbreviation.FindAllStringIndex(p.body, -1) {
			short := p.body[m[0]:m[1]]
			if partOfWord(p.body, m) || slices.Contains(r.Known, short) || seen[string(p.lang)+short] || !strings.ContainsFunc(short[1:], unicode.IsUpper) || defined(all[p.lang], short) {
				continue
			}
			seen[string(p.lang)+short] = true
			l.warn(p.where, "lint.abbreviation", short)
			l.at(m[0], m[1])
		}
	}
}

// partOfWord tells whether what was found is only a piece: of CVE-2020-1234, of a file name, of an address.
func partOfWord(s string, m []int) bool {
	before, _ := utf8.DecodeLastRuneInString(s[:m[0]])
	after := s[m[1]:]
	if strings.HasPrefix(after, ".") || strings.HasPrefix(after, "/") || strings.HasPrefix(after, "-") {
		after = after[1:]
	}
	next, _ := utf8.DecodeRuneInString(after)
	joins := func(c rune) bool {
		return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || strings.ContainsRune("-_./@:", c)
	}
	return m[0] > 0 && joins(before) || after != "" && joins(next)
}

// defined tells whether a short form is written out beside it: 「…（SOC）」, 「SOC（…）」, 「以下、SOC」.
func defined(all, short string) bool {
	q := regexp.QuoteMeta(short)
	return regexp.MustCompile(`[（(][^（）()]*\b` + q + `\b[^（）()]*[）)]|\b` + q + ` ?[（(]|以下、?「?` + q).MatchString(all)
}

// japanesePassive finds ～れる of a passive; what it must not take for one follows.
var (
	japanesePassive = regexp.MustCompile(`(考えら|思わ|見ら|みら|推測さ|推定さ|含ま|生ま|分か|別|知ら|[さらかわまたばが])れ(て|た|る|ず|な|、)`)
	notPassive      = []string{"考えられ", "思われ", "見られ", "みられ", "推測され", "推定され", "含まれ", "生まれ", "分かれ", "別れ", "知られ"} // certainty, and words of their own
	englishPassive  = regexp.MustCompile(`(?i)\b(was|were|been|being|is|are|be) (not |also |then |thus |[a-z]+ly )?([a-z]+ed|known|stolen|taken|sent|put|set|given|shown|told|found|made|left|lost|led|read|seen|broken|hidden|written|driven|hit|run|kept|held|built|rebuilt)\b`)
)

func passiveJA(s string) [][]int {
	return slices.DeleteFunc(japanesePassive.FindAllStringIndex(s, -1), func(m []int) bool {
		return slices.ContainsFunc(notPassive, func(w string) bool { return strings.HasPrefix(s[m[0]:], w) })
	})
}

func passiveEN(s string) [][]int { return englishPassive.FindAllStringIndex(s, -1) }

// same tells whether two texts differ in nothing a reader sees.
func same(a, b string) bool { return strings.TrimSpace(a) == strings.TrimSpace(b) }

// behind points at English texts that stayed as they were in the last approved revision while their Japanese changed.
func (l *linter) behind() {
	i := slices.IndexFunc(l.revisions[1:], func(v incident.Revision) bool { return v.State == incident.Approved })
	if i < 0 {
		return
	}
	before := map[string]incident.Text{}
	eachText(&l.revisions[1+i], func(where string, x *incident.Text) { before[where] = *x })
	eachText(&l.revisions[0], func(where string, x *incident.Text) {
		if was := before[where]; x.EN != "" && same(was.EN, x.EN) && was.JA != "" && !same(was.JA, x.JA) {
			l.warn(where+".en", "lint.english_behind")
		}
	})
}
