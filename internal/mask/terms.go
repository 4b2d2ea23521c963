package mask

import (
	"regexp"
	"slices"
	"strings"
	"sync"
	"unicode/utf8"

	"todoke/internal/incident"
	"todoke/internal/text"
)

// Need is what must stand around a term for it to count.
type Need int

// Needs, each stricter than the one before.
const (
	Anywhere Need = iota
	Word          // as a word of its own: other writing, space, a title or a department beside it
	Titled        // with a title or company form, or as a whole field
)

// Term is one spelling of something declared, in its squeezed form (text.Squeeze).
type Term struct {
	Kind  Kind
	Text  string
	Party int // index of the party
	Need  Need
}

// Terms lists every spelling of the parties' names, addresses, mails and domains: with and without company form, kana, romaji, surname, head of a long
// organisation name, town and house number. Phones are sought by their digits and stand here as digits alone.
func Terms(parties []incident.Party) []Term {
	b := termList{seen: map[Term]bool{}}
	for i, p := range parties {
		b.party = i
		for _, o := range []string{p.Org, p.OrgKana, p.OrgEN} {
			b.org(o)
		}
		b.person(p)
		b.dept(p.Dept)
		b.address(p.Address)
		for _, m := range mails(p.Mail) {
			b.add(Mail, m, Anywhere)
			if local, _, _ := strings.Cut(m, "@"); utf8.RuneCountInString(local) >= 5 && !commonLabels.has(local) {
				b.add(Mail, local, Word)
			}
		}
		for _, d := range domains(p) {
			b.domain(d)
		}
		for _, d := range phoneDigits(p.Phone) {
			b.add(Phone, d, Anywhere)
		}
	}
	return b.list
}

type termList struct {
	party int
	list  []Term
	seen  map[Term]bool
}

// add keeps a spelling once; a need looser than one kept already is kept beside it.
func (b *termList) add(k Kind, s string, need Need) {
	t := Term{Kind: k, Text: text.Squeeze(s), Party: b.party, Need: need}
	if t.Text != "" && !b.seen[t] {
		b.seen[t] = true
		b.list = append(b.list, t)
	}
}

// need is how sure a spelling is by its length and writing: kana and Latin of a few letters stand inside other words.
func need(s string) Need {
	s = text.Squeeze(s)
	n := utf8.RuneCountInString(s)
	switch {
	case gazetteer.has(s):
		return Titled
	case all(s, isKana) && n < 7, all(s, isLatinRune) && n < 10:
		if n < 3 {
			return Titled
		}
		return Word
	case n < 3:
		return Titled
	}
	return Anywhere
}

var brackets = regexp.MustCompile(`[(（\[【][^()（）\[\]【】]*[)）\]】]`)

// org adds an organisation's name: as declared, without its form and remarks, spelled in Latin, and the head of it before a word of the trade.
func (b *termList) org(s string) {
	s = strings.TrimSpace(s)
	if s == "" {
		return
	}
	b.add(Org, s, max(Anywhere, min(need(s), Word)))
	core := coreOrg(s)
	b.add(Org, core, need(core))
	for _, part := range strings.FieldsFunc(core, func(r rune) bool { return strings.ContainsRune("/／|、", r) }) {
		b.add(Org, coreOrg(part), need(coreOrg(part)))
	}
	for _, r := range text.Romaji(core) {
		b.add(Org, r, need(r))
	}
	for _, head := range tradeHeads(core) {
		b.add(Org, head, max(need(head), Word))
	}
}

// coreOrg is an organisation's name without company form and without remarks in brackets.
func coreOrg(s string) string {
	core := text.StripCompanyForm(strings.TrimSpace(s))
	if cut := strings.TrimSpace(brackets.ReplaceAllString(core, "")); cut != "" && cut != core {
		core = text.StripCompanyForm(cut)
	}
	for _, t := range []string{"さん", "様", "御中", "殿"} {
		if cut := strings.TrimSuffix(core, t); cut != "" {
			core = cut
		}
	}
	return core
}

// tradeHead is what stands before the words of the trade at the end of a name: 三笠台 of 三笠台運輸; "" where nothing is cut.
func tradeHead(core string) string {
	if heads := tradeHeads(core); len(heads) > 0 {
		return heads[len(heads)-1]
	}
	return ""
}

// tradeHeads are what is left of a name as one word of the trade after another is cut from its end, the longest first.
func tradeHeads(core string) []string {
	var out []string
	for again := true; again; {
		again = false
		if last, _ := utf8.DecodeLastRuneInString(core); !tradeLast().may(last) {
			break
		}
		for _, w := range tradeWords {
			if rest, ok := strings.CutSuffix(core, w); ok && utf8.RuneCountInString(rest) >= 2 {
				core, again = strings.TrimRight(rest, " 　・-"), true
				if utf8.RuneCountInString(core) >= 2 {
					out = append(out, core)
				}
			}
		}
	}
	return out
}

// tradeLast are the runes that words of the trade end in: most names end in none of them.
var tradeLast = sync.OnceValue(func() *sieve {
	ends := new(sieve)
	for _, w := range tradeWords {
		last, _ := utf8.DecodeLastRuneInString(w)
		ends.add(last)
	}
	return ends
})

// person adds a person's names: whole, surname, kana, Latin, and the given name only with a title.
func (b *termList) person(p incident.Party) {
	for _, line := range strings.FieldsFunc(p.Name, func(r rune) bool { return r == '\n' || r == '、' || r == '/' || r == '／' || r == ',' }) {
		b.names(line)
		for _, in := range brackets.FindAllString(line, -1) {
			in = strings.Trim(in, "()（）[]【】 　")
			switch {
			case all(text.Squeeze(in), isKana):
				b.kana(in)
			case utf8.RuneCountInString(in) >= 4:
				b.org(in)
			}
		}
	}
	b.kana(p.Kana)
	b.latinName(p.NameEN)
}

func (b *termList) names(line string) {
	full := stripTitle(strings.TrimSpace(brackets.ReplaceAllString(line, "")))
	if full == "" {
		return
	}
	squeezed := text.Squeeze(full)
	switch {
	case all(squeezed, isKana):
		b.kana(full)
		return
	case all(squeezed, isLatinRune):
		b.latinName(full)
		return
	}
	parts := strings.Fields(strings.NewReplacer("　", " ", "・", " ").Replace(full))
	if len(parts) == 1 {
		b.undivided(full)
		return
	}
	b.add(Name, full, Anywhere)
	b.surname(parts[0])
	given := strings.Join(parts[1:], "")
	if utf8.RuneCountInString(given) >= 2 {
		b.add(Name, given, Titled)
	}
}

// undivided adds a name written without a space: its first two characters, or three of five, are the likely surname.
func (b *termList) undivided(full string) {
	rs := []rune(text.Squeeze(full))
	if len(rs) <= 3 {
		b.surname(full) // may be a surname alone
	} else {
		b.add(Name, full, Anywhere)
	}
	switch len(rs) {
	case 3:
		b.add(Name, string(rs[:1]), Titled)
		b.add(Name, string(rs[:2]), Titled)
	case 4:
		b.add(Name, string(rs[:2]), Word)
		b.add(Name, string(rs[:1]), Titled)
		b.add(Name, string(rs[:3]), Titled)
	case 5, 6:
		b.add(Name, string(rs[:2]), Titled)
		b.add(Name, string(rs[:3]), Word)
	}
}

func (b *termList) surname(s string) {
	n := utf8.RuneCountInString(text.Squeeze(s))
	switch {
	case n == 1 || places.has(text.Squeeze(s)):
		b.add(Name, s, Titled)
	case n == 2:
		b.add(Name, s, Word)
	default:
		b.add(Name, s, max(need(s), Anywhere))
	}
}

// kana adds a reading: whole, surname, and both in Latin letters in either order.
func (b *termList) kana(s string) {
	s = strings.TrimSpace(brackets.ReplaceAllString(s, ""))
	if s == "" {
		return
	}
	parts := strings.Fields(strings.NewReplacer("　", " ", "・", " ").Replace(s))
	b.add(Name, s, min(need(s), Word))
	for _, r := range text.Romaji(s) {
		b.add(Name, r, min(need(r), Word))
		if w := strings.Fields(r); len(w) == 2 {
			turned := w[1] + w[0]
			b.add(Name, turned, min(need(turned), Word))
			b.add(Name, w[0]+"."+w[1], Word)
			b.add(Name, w[1]+"."+w[0], Word)
			b.add(Name, w[0]+"-"+w[1], Word)
			b.add(Name, w[0]+"_"+w[1], Word)
		}
	}
	if len(parts) < 2 {
		return
	}
	b.add(Name, parts[0], need(parts[0]))
	for _, r := range text.Romaji(parts[0]) {
		b.add(Name, r, max(need(r), Word))
	}
	if given := strings.Join(parts[1:], ""); utf8.RuneCountInString(given) >= 2 {
		b.add(Name, given, Titled)
	}
}

func (b *termList) latinName(s string) {
	parts := strings.Fields(strings.NewReplacer(",", " ", "，", " ").Replace(stripTitle(s)))
	if len(parts) == 0 {
		return
	}
	b.add(Name, strings.Join(parts, ""), Word)
	if len(parts) == 1 {
		return
	}
	turned := parts[len(parts)-1] + strings.Join(parts[:len(parts)-1], "")
	b.add(Name, turned, Word)
	for _, w := range []string{parts[0], parts[len(parts)-1]} {
		n := Word
		if utf8.RuneCountInString(text.Squeeze(w)) < 4 {
			n = Titled
		}
		b.add(Name, w, n)
	}
}

func stripTitle(s string) string {
	s = strings.TrimSpace(s)
	v := newView(s)
	defer v.leave()
	if n := v.endsWith(len(v.runes), titles); n > 0 && n < len(v.runes) && v.script[len(v.runes)-1] != latin {
		return strings.TrimSpace(s[:v.start[len(v.runes)-n]])
	}
	return s
}

// dept adds a department unless it is made of words every organisation has.
func (b *termList) dept(s string) {
	rest := text.Squeeze(s)
	for _, w := range deptWords {
		rest = strings.ReplaceAll(rest, w, "")
	}
	if utf8.RuneCountInString(rest) >= 3 && utf8.RuneCountInString(text.Squeeze(s)) >= 4 {
		b.add(Dept, s, max(need(s), Anywhere))
	}
}

func (b *termList) domain(d string) {
	b.add(Domain, d, Anywhere)
	if label, _, ok := strings.Cut(d, "."); ok && utf8.RuneCountInString(label) >= 5 && !commonLabels.has(label) {
		b.add(Domain, label, Word)
	}
}

var mailForm = regexp.MustCompile(`[a-z0-9.!#$%&'*+/=?^_{|}~-]+@[a-z0-9.-]+[a-z0-9]`)

func mails(s string) []string { return mailForm.FindAllString(text.Normal(s), -1) }

// domains lists a party's own domains, also those of its mail addresses, but never those of mail services anybody may use.
func domains(p incident.Party) []string {
	var out []string
	add := func(d string) {
		d = strings.Trim(text.Squeeze(d), ".")
		d = strings.TrimPrefix(d, "www.")
		if strings.Contains(d, ".") && !freeMail.has(d) && !slices.Contains(out, d) {
			out = append(out, d)
		}
	}
	for _, d := range p.Domains {
		add(d)
	}
	for _, m := range mails(p.Mail) {
		_, d, _ := strings.Cut(m, "@")
		add(d)
	}
	return out
}

func all(s string, is func(rune) bool) bool {
	for _, r := range s {
		if !is(r) {
			return false
		}
	}
	return s != ""
}

// isKana and isLatinRune look at squeezed text, which holds hiragana only and small letters.
func isKana(r rune) bool { return 'ぁ' <= r && r <= 'ゖ' || r == 'ー' || r == '・' }

func isLatinRune(r rune) bool {
	return r < utf8.RuneSelf && r > ' ' || 'À' <= r && r <= 'ɏ'
}
