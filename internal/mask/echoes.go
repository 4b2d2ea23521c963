package mask

import (
	"slices"
	"strings"
	"unicode/utf8"

	"todoke/internal/incident"
	"todoke/internal/text"
)

// echo is one name that a party declared, as a word that only resembles it is compared with: by its sound in Latin letters and in kana, and as it is written.
type echo struct {
	kind    Kind
	party   int
	latin   []rune // by its sound (heardLatin)
	spelled []rune // likewise, l and r apart
	kana    []rune
	written []rune     // in kanji, by its sound where it holds kana
	plain   []rune     // as it is written
	said    []*sounded // likewise, with the ways it may be said
	head    bool       // a part from its beginning on stands for it
	foreign bool       // declared in Latin letters
	frames  []string   // its consonants
}

// echoes are the names that a report's parties declared.
type echoes struct {
	list  []*echo
	whole *sought    // halves of the longer names, of which one stands rightly where a single letter is wrong
	half  []halfEcho // by word of whole
	aloud []spoken   // the names as they are read aloud
	voice kanaSet    // what one read aloud begins with, by its sound
	clips []clip     // of which short forms are said (shortForms)
	first sieve      // what a name begins with as it is written or may be said
}

// halfEcho is a half of a name in one of its writings, from rune from to to of it.
type halfEcho struct {
	echo     int
	name     []rune
	from, to int
}

// mostEchoed is how many parties' names words are compared with; of a longer list only what is spelled as declared is found.
const mostEchoed = 50

// newEchoes makes ready the names of the parties.
func newEchoes(parties []incident.Party) echoes {
	var out echoes
	parties = parties[:min(len(parties), mostEchoed)]
	out.clips = newClips(parties)
	for i, p := range parties {
		out.list = append(out.list, orgEchoes(i, p)...)
		out.list = append(out.list, nameEchoes(i, p)...)
		for _, m := range mails(p.Mail) {
			if local, _, _ := strings.Cut(m, "@"); len(local) > leastLatin && all(local, isSmall) && !commonLabels.has(local) && !plainEnglish(local) && !latinVocabulary.has(local) && !latinTrade.has(local) {
				out.list = append(out.list, newEcho(Name, i, "", local, ""))
			}
		}
		for _, d := range domains(p) {
			if label, _, _ := strings.Cut(d, "."); len(label) >= leastSlip && !commonLabels.has(label) {
				out.list = append(out.list, newEcho(Domain, i, "", label, ""))
			}
		}
	}
	out.aloud = readAloud(parties)
	for _, s := range out.aloud {
		out.voice.add(s.kana[0])
	}
	var words []string
	for k, e := range out.list {
		if len(e.said) > 0 {
			out.first.add(e.said[0].written)
			for _, s := range e.said[0].kana {
				out.first.add(s[0])
			}
		}
		for _, w := range []struct {
			name  []rune
			least int
		}{{e.kana, leastSlip}, {e.spelled, longSlip}, {e.written, leastLatin}} {
			name := w.name
			if len(name) < w.least || len(name) > mostEcho {
				continue
			}
			mid := len(name) / 2
			words = append(words, string(name[:mid]), string(name[mid:]))
			out.half = append(out.half, halfEcho{k, name, 0, mid}, halfEcho{k, name, mid, len(name)})
		}
	}
	if len(words) > 0 {
		out.whole = newSought(words)
	}
	return out
}

func newEcho(k Kind, party int, kana, latin, written string) *echo {
	e := &echo{kind: k, party: party, kana: listen([]rune(text.Squeeze(kana))).runes, head: k == Org}
	e.foreign = latin != ""
	if latin == "" {
		latin = text.Hepburn(kana)
	}
	if s := text.Squeeze(latin); all(s, isLatinRune) {
		e.latin, e.spelled = heardLatin([]rune(s)), listen([]rune(s)).runes
		e.frames = frames(string(e.latin), e.foreign)
	}
	rs := []rune(text.Squeeze(written))
	if k == Name && len(rs) >= leastEcho && all(string(rs), isKana) {
		e.said = sound(rs)
	}
	if slices.ContainsFunc(rs, func(r rune) bool { return !isKana(r) && !isLatinRune(r) }) {
		e.written, e.plain, e.said = listen(rs).runes, rs, sound(rs)
	}
	return e
}

// orgEchoes are those of an organisation: its reading, its Latin name and the words of that.
func orgEchoes(party int, p incident.Party) []*echo {
	org, kana := coreOrg(p.Org), coreOrg(p.OrgKana)
	if kana == "" && all(text.Squeeze(org), isKana) {
		kana = org
	}
	out := []*echo{newEcho(Org, party, kana, "", org)}
	if rest := behindKind(org); rest != org { // 瑞耀院 of 曹洞宗瑞耀院
		out = append(out, newEcho(Org, party, "", "", rest))
	}
	rs := []rune(text.Squeeze(org))
	for k := 1; k < len(rs); k++ {
		if scriptOf(rs[k]) != scriptOf(rs[k-1]) && !slices.ContainsFunc(rs[k:], isKana) { // 匙 of アトリエ匙
			e := newEcho(Org, party, "", "", string(rs[k:]))
			e.head = false
			out = append(out, e)
			break
		}
	}
	for _, w := range strings.FieldsFunc(org, func(r rune) bool { return r < 'ァ' || r > 'ー' }) { // ユウフツ of 樽前ユウフツ乳業
		if s := text.Squeeze(w); utf8.RuneCountInString(w) >= leastLatin && w != org && !ordinaryEcho(s) && !wholeKana(s) {
			e := newEcho(Org, party, w, "", "")
			e.kana = nil // as it is written it is sought anyway
			out = append(out, e)
		}
	}
	for _, o := range []string{p.OrgEN, p.Org} {
		if o = coreOrg(o); !all(text.Squeeze(o), isLatinRune) {
			continue
		}
		out = append(out, newEcho(Org, party, "", o, ""))
		for _, w := range strings.FieldsFunc(o, func(r rune) bool { return strings.ContainsRune(" 　・-&,.", r) }) {
			if s := text.Squeeze(w); len(s) >= leastLatin && !plainEnglish(s) && !latinTrade.has(s) && !tradeEnglish.has(s) && !bigPlaces.has(s) && !latinCities.has(s) {
				out = append(out, newEcho(Org, party, "", w, ""))
			}
		}
	}
	return out
}

// nameEchoes are those of a person: its name whole and in halves, by reading and in Latin letters.
func nameEchoes(party int, p incident.Party) []*echo {
	name := stripTitle(brackets.ReplaceAllString(p.Name, ""))
	out := []*echo{newEcho(Name, party, p.Kana, "", name)}
	add := func(kana, latin, written []string) {
		for i := range max(len(kana), len(latin), len(written)) {
			at := func(list []string) string {
				if i < len(list) {
					return list[i]
				}
				return ""
			}
			out = append(out, newEcho(Name, party, at(kana), at(latin), at(written)))
		}
		if len(kana)+len(written) == 0 {
			return
		}
		slices.Reverse(kana)
		slices.Reverse(written)
		out = append(out, newEcho(Name, party, strings.Join(kana, ""), "", strings.Join(written, "")))
	}
	latin := p.NameEN
	switch q := text.Squeeze(name); {
	case all(q, isLatinRune):
		latin, name = name, ""
	case all(q, isKana):
		if p.Kana == "" {
			add(nameParts(name), nil, nil)
		}
		name = ""
	}
	written := nameParts(name)
	if s, g, ok := halves(name); len(written) == 1 && ok {
		written = []string{s, g}
	}
	if len(written) > 1 {
		add(nil, nil, written)
	}
	add(nameParts(p.Kana), nil, nil)
	if latin != "" {
		out = append(out, newEcho(Name, party, "", latin, ""))
		add(nil, strings.FieldsFunc(latin, func(r rune) bool { return r == ' ' || r == '-' }), nil)
	}
	return out
}

// nameParts are the parts of a name as it is declared.
func nameParts(s string) []string {
	return strings.FieldsFunc(s, func(r rune) bool { return strings.ContainsRune(" 　・", r) })
}
