package mask

import (
	"slices"
	"strings"

	"todoke/internal/incident"
	"todoke/internal/text"
)

// orgCore is a declared organisation's name without its form, of which parts of the letters in their order may be an abbreviation: 日海作 of 日新海陸作業.
type orgCore struct {
	runes, kana []rune
	party       int
}

// orgCores are those of the parties by the rune that their names or readings begin with.
func orgCores(parties []incident.Party) map[rune][]orgCore {
	out := map[rune][]orgCore{}
	for i, p := range parties {
		rs, kana := []rune(text.Squeeze(coreOrg(p.Org))), []rune(text.Squeeze(coreOrg(p.OrgKana)))
		if rest := behindKind(coreOrg(p.Org)); rest != coreOrg(p.Org) { // 沢二中 of 市立沢辺第二中学校
			if short := []rune(text.Squeeze(rest)); len(short) >= 4 {
				out[short[0]] = append(out[short[0]], orgCore{short, nil, i})
			}
		}
		if len(rs) >= 3 && !all(string(rs), isLatinRune) {
			c := orgCore{rs, kana, i}
			out[rs[0]] = append(out[rs[0]], c)
			if len(kana) > 3 && kana[0] != rs[0] {
				out[kana[0]] = append(out[kana[0]], c)
			}
		}
	}
	return out
}

// abbreviated finds words that keep some letters of a declared organisation's name in their order and begin as it does.
func (m *Masker) abbreviated(v *view, t *taken) []found {
	if len(m.cores) == 0 {
		return nil
	}
	var first sieve
	for r := range m.cores {
		first.add(r)
	}
	var out []found
	for i := 0; i+1 < len(v.runes); i++ {
		if !first.may(v.runes[i]) || v.script[i] == sign || v.script[i] == latin || i > 0 && v.script[i-1] == v.script[i] && !v.gap(i) && !t.at(i-1) && !leads.has(v.runes[i-1]) && shortLead.ends(v, i) == 0 || t.at(i) {
			continue
		}
		for _, c := range m.cores[v.runes[i]] {
			to := i
			switch {
			case (v.script[i] != hira || shortLead.ends(v, v.back(i)) > 0) && c.runes[0] == v.runes[i]:
				to = v.shortened(i, c.runes, t)
			case len(c.kana) > 3 && c.kana[0] == v.runes[i]:
				to = v.halfRead(i, c, t)
			}
			if to > i {
				out = append(out, found{i, to, Org, c.party})
				i = to - 1
				break
			}
		}
	}
	return out
}

// latinShort finds organisations of several Latin words of which some are cut short: Shikoku Star Intl. School, Sakai Bookkeeping Ctr.
func (m *Masker) latinShort(v *view, t *taken) []found {
	if len(m.spelled) == 0 {
		return nil
	}
	words := v.latinWords()
	var out []found
	for i := range words {
		for _, s := range m.spelled[words[i].s] {
			k := i + 1
			cut := words[i].s != s.words[0]
			for n := 1; n < len(s.words) && k < len(words) && !v.newLine(words[k].from); n++ {
				w := words[k].s
				switch {
				case w == s.words[n]:
				case len(w) >= 2 && len(w) < len(s.words[n]) && w[0] == s.words[n][0] && inOrder(w, s.words[n]):
					cut = true
				default:
					n = len(s.words)
					continue
				}
				k++
			}
			if k-i < 2 || !cut || k-i < len(s.words) && k-i < 3 {
				continue
			}
			to := words[k-1].to
			if v.runeAt(to) == '.' {
				to++
			}
			out = append(out, found{words[i].from, to, Org, s.party})
		}
	}
	return out
}

// inOrder tells whether the letters of short stand in long in their order.
func inOrder(short, long string) bool {
	for i := range short {
		k := strings.IndexByte(long, short[i])
		if k < 0 {
			return false
		}
		long = long[k+1:]
	}
	return true
}

// spelledOrg is an organisation's name in Latin words.
type spelledOrg struct {
	words []string
	party int
}

// spelledOrgs are those of the parties by their first word.
func spelledOrgs(parties []incident.Party) map[string][]spelledOrg {
	out := map[string][]spelledOrg{}
	for i, p := range parties {
		for _, o := range []string{p.Org, p.OrgEN} {
			words := strings.FieldsFunc(text.Normal(coreOrg(o)), func(r rune) bool { return strings.ContainsRune(" -&,./", r) })
			if len(words) > 1 && len(words[0]) > 2 && all(strings.Join(words, ""), isLatinRune) {
				out[words[0]] = append(out[words[0]], spelledOrg{words, i})
				for _, short := range shortHeads[words[0]] {
					out[short] = append(out[short], spelledOrg{words, i})
				}
			}
		}
	}
	return out
}

// shortHeads are the usual short ways to write words that English names of organisations begin with.
var shortHeads = map[string][]string{"university": {"univ", "u", "uni"}, "institute": {"inst"}, "college": {"coll"}, "saint": {"st"}, "national": {"natl", "nat'l"}, "international": {"intl", "int'l"}, "association": {"assoc", "assn"}, "department": {"dept"}, "hospital": {"hosp"}, "center": {"ctr"}, "centre": {"ctr"}, "museum": {"mus"}, "society": {"soc"},
	"foundation": {"fdn"}, "municipal": {"mun", "munic"}, "prefectural": {"pref"}, "japan": {"jp", "jpn"}, "mount": {"mt"}, "north": {"n"}, "south": {"s"}, "east": {"e"}, "west": {"w"}, "first": {"1st"}, "second": {"2nd"}}

// shortened is where an abbreviation of a name that begins at rune i ends; i where there is none.
func (v *view) shortened(i int, core []rune, t *taken) int {
	to, k := i, 0
	for to < len(v.runes) && (to == i || !v.gap(to)) && !t.at(to) {
		for k < len(core) && core[k] != v.runes[to] && !sameFigure(core[k], v.runes[to]) {
			k++
		}
		if k == len(core) {
			break
		}
		k++
		to++
	}
	if to > i && to < len(v.runes) && v.script[to] == v.script[to-1] && v.script[to] == kata && !v.gap(to) { // no half of a word in katakana
		return i
	}
	n := to - i
	word := v.word(i, to)
	if n < 2 || n == len(core) || v.script[to-1] == hira || gazetteer.has(word) || places.has(word) || generic.has(word) || ordinaryWords.has(word) || tradeVocabulary.has(word) || notPeopleSet.has(word) {
		return i
	}
	shown := v.has(to, honorifics) > 0 || v.has(to, formWords) > 0 || v.endsWith(i, formWords) > 0 || shortLead.ends(v, v.back(i)) > 0 || shortTail.starts(v, to) > 0 || v.runeAt(to) == '」' && shortTail.starts(v, to+1) > 0
	switch {
	case !v.endsWord(to, t) && !shown:
		return i
	case n == 2 && !shown, n == 3 && wordList().knows(word, nounClass) && !shown:
		return i
	}
	return to
}

// sameFigure tells whether one of two runes is the kanji of the other: 二 and 2.
func sameFigure(a, b rune) bool {
	return '0' <= b && b <= '9' && kanjiFigure(a) == b-'0' || '0' <= a && a <= '9' && kanjiFigure(b) == a-'0'
}

// halfRead is where a name ends that begins at rune i with a part of its reading and goes on as it is written: なんとの里 of 南砺の里.
func (v *view) halfRead(i int, c orgCore, t *taken) int {
	n := 0
	for n < len(c.kana) && i+n < len(v.runes) && v.runes[i+n] == c.kana[n] {
		n++
	}
	for k := n; k >= 2; k-- {
		for tail := 1; tail < len(c.runes); tail++ {
			rest := c.runes[tail:]
			if to := i + k + len(rest); !isKana(rest[0]) && to <= len(v.runes) && slices.Equal(v.runes[i+k:to], rest) && (k+len(rest) > 3) && v.endsWord(to, t) {
				return to
			}
		}
	}
	return i
}

var (
	shortLead = newRare("略称", "略", "略して", "略号", "英略", "英字", "通称", "俗称", "愛称", "社内では", "社内略称", "社内名", "当社", "弊社", "わが社", "我が社", "自社", "当校", "当院", "当方", "当組合", "当法人", "屋号", "呼び名", "社名", "旧称", "旧社名", "abbreviated", "short", "aka", "a.k.a.")
	shortTail = newRare("と略", "と呼", "という略", "の略", "と省略", "と通称", "と書", "と表記", "と名乗", "と言", "といい", "とも")
)
