// Package mask finds what identifies somebody in a text, replaces it by typed placeholders, and looks for the same terms in finished files.
// It is not for sealing or storing anything, and it decides nothing about publication: it is pure functions over declared parties and text.
package mask

import (
	"cmp"
	"slices"
	"strings"

	"todoke/internal/incident"
)

// Kind is what sort of thing a term or span is.
type Kind string

// Kinds of term; the keyed lookup index carries the same words.
const (
	Org     Kind = "org"
	Name    Kind = "name"
	Phone   Kind = "phone"
	Mail    Kind = "mail"
	Domain  Kind = "domain"
	Address Kind = "address"
	Dept    Kind = "dept"
)

// NoParty is the Party of a span that only a pattern found.
const NoParty = -1

// Span is one stretch of a text that was replaced: the bytes Start to End of the text as it was given.
type Span struct {
	Start, End  int
	Kind        Kind
	Party       int // index of the declared party, NoParty where a pattern found something undeclared
	Placeholder string
}

// Masker masks texts of one report.
type Masker struct {
	parties   []incident.Party
	names     []string
	terms     []Term
	index     *sought                 // the terms in the form that look-alikes share
	sounds    *sought                 // names by their sound (listen)
	heard     []int                   // by word of sounds: its term
	cores     map[rune][]orgCore      // organisations whose abbreviations are sought
	spelled   map[string][]spelledOrg // those in Latin words
	addressed bool                    // mail addresses or domains are declared
	phones    []phone
	houses    []phone // the house numbers of addresses
	echoes    echoes  // what words may only resemble
	own       *own    // nil: no list of the desk's own
	tagger    *Tagger // nil: the one in the program
}

// New builds a Masker for the declared parties of a report, with fresh placeholders.
func New(parties []incident.Party) *Masker { return NewNamed(parties, Placeholders(parties, nil)) }

// NewNamed builds a Masker whose parties have the placeholders given, one each, as an earlier version of the report fixed them.
func NewNamed(parties []incident.Party, placeholders []string) *Masker {
	m := &Masker{parties: parties, names: placeholders, terms: append(Terms(parties), variants(parties)...)}
	words := make([]string, len(m.terms))
	for i, t := range m.terms {
		words[i] = skeletonOf(t.Text)
	}
	m.index = newSought(words)
	m.hear()
	m.cores, m.spelled, m.echoes = orgCores(parties), spelledOrgs(parties), newEchoes(parties)
	for i, p := range parties {
		for _, digits := range phoneDigits(p.Phone) {
			m.phones = append(m.phones, phone{digits: digits, party: i})
		}
		if digits := houseDigits(p.Address); digits != "" {
			m.houses = append(m.houses, phone{digits: digits, party: i})
		}
	}
	return m
}

// WithTagger makes the Masker read names by another tagger than the one in the program.
func (m *Masker) WithTagger(t *Tagger) *Masker {
	m.tagger = t
	return m
}

// Placeholders names each party by its role and, where several may share it, a letter: 届出者, 被害組織, 社員A, 取引先B.
// kept holds the name a party already has, or ""; it may be shorter than parties. No letter is given twice.
func Placeholders(parties []incident.Party, kept []string) []string {
	out := make([]string, len(parties))
	used := map[string]bool{}
	next := map[string]int{} // by word: every letter before is given
	for i := range min(len(kept), len(out)) {
		out[i] = kept[i]
		used[kept[i]] = true
	}
	for i, p := range parties {
		if out[i] != "" {
			continue
		}
		base, lettered := roleWord(p.Role)
		name := base
		for n := next[base]; lettered || used[name]; n++ {
			if name = base + letters(n); !used[name] {
				next[base] = n + 1
				break
			}
		}
		out[i], used[name] = name, true
	}
	return out
}

func roleWord(r incident.PartyRole) (word string, lettered bool) {
	switch r {
	case incident.RoleReporter:
		return "届出者", false
	case incident.RoleVictim:
		return "被害組織", false
	case incident.RoleClient:
		return "顧客", true
	case incident.RoleContractor:
		return "委託先", true
	case incident.RolePartner:
		return "取引先", true
	}
	return "社員", true
}

// letters counts A … Z, AA, AB …
func letters(n int) string {
	s := ""
	for n++; n > 0; n = (n - 1) / 26 {
		s = string(rune('A'+(n-1)%26)) + s
	}
	return s
}

// words are what a found thing of a kind is replaced by where no party is meant.
var placeholderWords = map[Kind]string{Phone: "電話番号", Mail: "メールアドレス", Address: "住所", Domain: "ドメイン", Dept: "部署", Org: "組織名", Name: "氏名", Product: "製品名", Place: "地名", URL: "URL",
	IP: "IPアドレス", MyNumber: "個人番号", CorporateNumber: "法人番号", Card: "カード番号", Account: "口座番号", Licence: "免許番号", Employee: "職員番号", Ticket: "管理番号", User: "ユーザー名", Host: "端末名",
	Amount: "金額", Count: "件数", Path: "ファイル名", Date: "日付"}

// placeholder is what a found thing is replaced by.
func (m *Masker) placeholder(k Kind, party int) string {
	if party == NoParty || k != Org && k != Name {
		return placeholderWords[k]
	}
	p, name := m.parties[party], m.names[party]
	if k != Name || p.Role == incident.RolePerson || p.Org+p.OrgKana+p.OrgEN == "" {
		return name
	}
	switch p.Role { // a person of an organisation that has a placeholder of its own
	case incident.RoleReporter:
		return "担当者"
	case incident.RoleVictim:
		return "被害者"
	}
	return name + "の担当者"
}

// Mask replaces what identifies in s by placeholders and tells what it replaced, in order. It finds every spelling text.Squeeze folds
// together, longest first, and leaves attackers' addresses, ranges, products and counts as they are.
func (m *Masker) Mask(s string) (string, []Span) {
	spans := m.find(s, 0)
	if len(spans) == 0 {
		return s, nil
	}
	var b strings.Builder
	at := 0
	for _, sp := range spans {
		b.WriteString(s[at:sp.Start])
		b.WriteString(sp.Placeholder)
		at = sp.End
	}
	b.WriteString(s[at:])
	return b.String(), spans
}

// found is a candidate in squeezed positions.
type found struct {
	from, to int
	kind     Kind
	party    int
}

// find collects candidates in three rounds: what is sure, what is sure beside something found already, and what only a pattern shows.
// Its text lay under so many layers of encoding.
func (m *Masker) find(s string, layers int) []Span {
	v := newView(s)
	defer v.leave()
	taken := v.newTaken()
	taken.add(m.declared(v))
	taken.add(m.undeclaredContacts(v))
	taken.add(v.saidContacts())
	hits := m.hits(v)
	for range 2 { // the second time finds a surname beside a surname just found
		taken.add(m.matches(v, hits, taken))
	}
	declared := slices.Clone(taken.list)
	sure := m.ownHits(v)
	taken.add(sure)
	taken.add(m.undeclaredNumbers(v))
	r := m.reader(v, taken)
	m.undeclaredNames(r)
	taken.list = v.withResembling(taken.list, m.resembling(r, declared, hits, false))
	taken.list = m.spare(v, taken.list, sure)
	slices.SortFunc(taken.list, func(a, b found) int { return a.from - b.from })
	spans := make([]Span, 0, len(taken.list))
	for _, f := range taken.list {
		spans = append(spans, Span{Start: v.start[f.from], End: v.end[f.to-1], Kind: f.kind, Party: f.party, Placeholder: m.placeholder(f.kind, f.party)})
	}
	spans = append(spans, m.encoded(v, layers)...)
	return join(s, spans)
}

// leastLooks is how many runes a term needs to be sought in letters that look like its own: one that is ordinary looks like much.
const leastLooks = 5

// hits are the declared terms in a view, also those in look-alikes.
func (m *Masker) hits(v *view) []hit {
	if len(m.terms) == 0 {
		return nil
	}
	hits, alike := m.spellings(v, v.runes)
	hits = append(append(append(hits, alike...), m.refanged(v)...), m.overNoise(v)...)
	return append(hits, m.listened(v)...)
}

// spellings are the declared terms in some runes, and what only looks like the longer ones.
func (m *Masker) spellings(v *view, runes []rune) (hits, alike []hit) {
	all := m.index.findInto(v.room.hits.take(64)[:0], skeletonInto(v.room.runes.take(len(runes)), runes))
	hits = all[:0]
	for _, h := range all {
		switch t := &m.terms[h.word]; {
		case spells(t.Text, runes[h.from:h.to]):
			hits = append(hits, h)
		case t.Kind != Phone && h.to-h.from >= leastLooks:
			alike = append(alike, h)
		}
	}
	return hits, alike
}

// spells tells whether a word is written in these runes.
func spells(word string, runes []rune) bool {
	k := 0
	for _, r := range word {
		if k == len(runes) || runes[k] != r {
			return false
		}
		k++
	}
	return k == len(runes)
}

// matches are the hits of declared terms whose surroundings allow them and that do not touch what was taken.
func (m *Masker) matches(v *view, hits []hit, t *taken) []found {
	out := v.room.founds.take(len(hits) + 8)[:0]
	for _, h := range hits {
		term := m.terms[h.word]
		if t.all(h.from, h.to) || !v.allows(h.from, h.to, term, t) && !v.allowsAmong(h.from, h.to, term, t) {
			continue
		}
		if v.otherwise(h.from, h.to, term, t) {
			continue
		}
		f := found{h.from, h.to, term.Kind, term.Party}
		switch term.Kind {
		case Domain:
			f.from = v.hostStart(f.from)
		case Address:
			f.from, f.to = v.postBefore(v.houseNumber(f.from)), v.blockEnd(f.to)
			if v.runeAt(f.to) == '-' && f.to+1 < len(v.runes) && v.numeral(f.to-1) >= 0 && v.numeral(f.to+1) >= 0 { // 南12西8-3-20
				f.to = v.blockEnd(f.to + 1)
			}
			if isDigit(v.runes[f.to-1]) && f.to < len(v.runes) {
				f.to = v.houseEnd(f.to + v.has(f.to, blockUnits))
			}
			f.to = v.latinRoom(f.to)
		case Org:
			f.from, f.to = v.withForm(f.from, f.to)
			f.from, f.to = v.withBankForm(f.from, v.withLatinForm(f.from, v.withBranch(f.to)))
		case Name:
			f.from, f.to = v.initialBeside(f.from, v.figuresBehind(f.from, f.to))
		}
		out = append(out, f)
	}
	out = append(out, m.numerals(v)...)
	out = append(out, m.latinShort(v, t)...)
	out = append(out, m.abbreviated(v, t)...)
	for _, f := range out {
		if to := v.readingBehind(f); to > f.to {
			out = append(out, found{f.to + 1, to, f.kind, f.party})
		}
	}
	return out
}

// taken holds what was found, without overlaps.
type taken struct {
	list []found
	mark []bool
}

func (v *view) newTaken() *taken {
	return &taken{list: v.room.founds.take(8)[:0], mark: v.room.bools.take(len(v.runes))}
}

func (v *view) cloneTaken(t *taken) *taken {
	out := &taken{list: v.room.founds.take(len(t.list) + 8)[:len(t.list)], mark: v.room.bools.take(len(t.mark))}
	copy(out.list, t.list)
	copy(out.mark, t.mark)
	return out
}

func (t *taken) any(from, to int) bool { return slices.Contains(t.mark[from:to], true) }

func (t *taken) all(from, to int) bool { return !slices.Contains(t.mark[from:to], false) }

// at tells whether the rune is part of something found; positions outside the text are not.
func (t *taken) at(i int) bool { return t != nil && i >= 0 && i < len(t.mark) && t.mark[i] }

// cover marks runes as taken.
func (t *taken) cover(from, to int) {
	for i := from; i < to; i++ {
		t.mark[i] = true
	}
}

// add takes candidates, the longest first, declared ones before guesses. Of a declared one that partly overlaps something longer the rest is taken
// too, so that no piece of it stays readable; a guess that overlaps is dropped.
func (t *taken) add(list []found) {
	slices.SortStableFunc(list, func(a, b found) int {
		return cmp.Or((b.to-b.from)-(a.to-a.from), cmp.Compare(uint(a.party), uint(b.party)), a.from-b.from) // NoParty becomes the largest
	})
	for _, f := range list {
		t.put(f)
	}
}

func (t *taken) put(f found) {
	if f.party == NoParty && t.any(f.from, f.to) {
		return
	}
	for i := f.from; i < f.to; {
		if t.mark[i] {
			i++
			continue
		}
		piece := f
		for piece.from = i; i < f.to && !t.mark[i]; i++ {
			t.mark[i] = true
		}
		piece.to = i
		t.list = append(t.list, piece)
	}
}

// join orders spans, drops what overlaps (one letter may unfold into several runes) and makes one of neighbours that would read the same.
func join(s string, spans []Span) []Span {
	slices.SortStableFunc(spans, func(a, b Span) int { return cmp.Or(a.Start-b.Start, b.End-a.End) })
	var out []Span
	for _, sp := range spans {
		if n := len(out) - 1; n >= 0 {
			last := &out[n]
			if sp.Start < last.End {
				last.End = max(last.End, sp.End)
				continue
			}
			if sp.Placeholder == last.Placeholder && strings.Trim(s[last.End:sp.Start], " 　") == "" {
				last.End = sp.End
				continue
			}
		}
		out = append(out, sp)
	}
	return out
}
