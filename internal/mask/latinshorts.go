package mask

import (
	"slices"
	"strings"
)

// Short forms in Latin letters: initials (P.J.T., MDF, QA), words of a department (Records, Night Ops, Bay 4), words of an organisation with others left out.

// initialsOfParts are the initials that a name of several parts may be said by: all; first and last; those of a double name alone.
func initialsOfParts(name string) []string {
	var out []string
	add := func(s string) {
		if len(s) > 1 && len(s) < 7 && !slices.Contains(out, s) {
			out = append(out, s)
		}
	}
	first := func(parts []string) string { return string(initialLetters(squeezed(parts))) }
	pieces := func(s string) []string {
		return strings.FieldsFunc(s, func(r rune) bool { return strings.ContainsRune("-'’.", r) })
	}
	words := strings.Fields(name)
	if len(words) < 2 {
		return nil
	}
	var all []string
	for _, w := range words {
		all = append(all, pieces(w)...)
		add(first(pieces(w))) // S-J of Soo-jin
	}
	add(first(all))
	add(firstLetters(all))
	add(first(words))
	add(first([]string{words[0], words[len(words)-1]}))
	add(first([]string{words[len(words)-1], words[0]}))
	add(first(append([]string{words[0]}, pieces(words[len(words)-1])...)))
	return out
}

// initialsOfWords are those of an organisation's or a department's words, of all but small ones, with the last and without.
func initialsOfWords(words []string) []string {
	list := initialLetters(words)
	if len(list) < 2 {
		return nil
	}
	return []string{string(list), string(list[:len(list)-1]), string(list[:1]) + "&" + string(list[1:2])} // H&R
}

// spelledInitials reads capitals that stand by themselves from rune i on, with dots, hyphens and apostrophes between.
func (v *view) spelledInitials(i int) (letters string, to int, dotted bool) {
	capital := func(k int) bool { return k < len(v.runes) && isSmall(v.runes[k]) && v.isCapital(k) }
	to = i
	for capital(to) && len(letters) < 7 && (to == i || !v.gap(to)) {
		letters += string(v.runes[to])
		to++
		k := to
		for k < len(v.runes) && k-to < 2 && strings.ContainsRune(".-'’&", v.runes[k]) && !v.gap(k) {
			k++
		}
		switch {
		case k == to:
		case v.runes[to] == '&' && capital(k) && !v.gap(k):
			letters, to, dotted = letters+"&", k, true
		case capital(k) && (!v.gap(k) || v.runes[k-1] == '.' && !v.newLine(k) && k+1 < len(v.runes) && strings.ContainsRune(".'’-", v.runes[k+1])):
			dotted = true
			if v.gap(k) { // T. O'R.-B.
				l, end, _ := v.spelledInitials(k)
				return letters + l, end, true
			}
			to = k
		case v.runes[to] == '.' && (dotted || len(letters) == 1):
			return letters, to + 1, true
		}
	}
	return letters, to, dotted
}

// initialShorts takes the initials of declared names.
func (e *echoing) initialShorts() {
	v := e.v
	for i := 0; i < len(v.runes); i++ {
		if v.script[i] != latin || i > 0 && v.script[i-1] == latin && !v.gap(i) {
			continue
		}
		letters, to, dotted := v.spelledInitials(i)
		if v.runeAt(i+1) == '&' && i+2 < len(v.runes) && v.script[i+2] == latin && !v.isCapital(i) { // r&d
			letters, to, dotted = v.word(i, i+3), i+3, true
		}
		if letters == "" || e.mineAll(i, to) || to < len(v.runes) && v.script[to] == latin && !v.gap(to) {
			continue
		}
		if dotted && to < len(v.runes) && e.ownAt[to] > 0 && e.own[e.ownAt[to]-1].kind == Name && !v.newLine(to) { // D.A. Pritchard
			party := e.own[e.ownAt[to]-1].party
			if slices.ContainsFunc(e.clips, func(c clip) bool {
				return c.kind == Name && c.party == party && slices.ContainsFunc(c.initials, func(s string) bool { return strings.HasPrefix(s, letters) })
			}) {
				e.add(i, to, Name, party)
				continue
			}
		}
		if p := e.goesOnInCapitals(i, letters); p != NoParty { // Birchgrove HA
			e.add(i, to, Org, p)
			continue
		}
		if len(letters) < 2 || !dotted && v.shouted(i, to) {
			continue
		}
		for k := range e.clips {
			c := &e.clips[k]
			if slices.Contains(c.initials, letters) && (dotted || e.initialsStand(c, i, to)) {
				e.add(i, to, c.kind, c.party)
				break
			}
		}
		i = to - 1
	}
}

// goesOnInCapitals tells whose name it is that stands before rune i and goes on with words that begin with these letters; NoParty for nobody's.
func (e *echoing) goesOnInCapitals(i int, letters string) int {
	v := e.v
	if i == 0 || !v.gap(i) || v.newLine(i) || e.ownAt[i-1] == 0 {
		return NoParty
	}
	f := e.own[e.ownAt[i-1]-1]
	if f.kind != Org {
		return NoParty
	}
	from := f.to - 1
	for from > f.from && !v.gap(from) {
		from--
	}
	last := v.word(from, f.to)
	for _, c := range e.clips {
		at := slices.Index(c.words, last)
		if c.party == f.party && at >= 0 && strings.HasPrefix(string(initialLetters(c.words[at+1:])), letters) {
			return f.party
		}
	}
	return NoParty
}

// initialLetters are the first letters of words but of small ones.
func initialLetters(words []string) []byte {
	var out []byte
	for _, w := range words {
		if w != "" && !links.has(w) && 'a' <= w[0] && w[0] <= 'z' {
			out = append(out, w[0])
		}
	}
	return out
}

// initialsStand tells whether capitals without dots are meant as initials of a name.
func (e *echoing) initialsStand(c *clip, from, to int) bool {
	v, n := e.v, to-from
	word := v.word(from, to)
	if c.kind == Dept || n > 2 && !acronyms.has(word) && !latinVocabulary.has(word) || c.kind == Org && n > 2 {
		return true
	}
	return c.kind == Name && (from > 0 && strings.ContainsRune(":_(/", v.runes[from-1]) || v.runeAt(to) == ':' && v.fieldish(from))
}

// mineAll tells whether all runes from from to to stand in what is declared.
func (e *echoing) mineAll(from, to int) bool {
	for i := from; i < to; i++ {
		if !e.mine(i) {
			return false
		}
	}
	return true
}

// shouted tells whether capitals stand beside another word in capitals, as in a line that shouts.
func (v *view) shouted(from, to int) bool {
	capital := func(i int) bool { return i >= 0 && i < len(v.runes) && isSmall(v.runes[i]) && v.isCapital(i) }
	return capital(to) && capital(to+1) && !v.newLine(to) || capital(from-1) && capital(from-2) && !v.newLine(from)
}

// wordShorts takes words of declared names that are said for the whole, whole or cut short.
func (e *echoing) wordShorts() {
	v := e.v
	ws := v.latinWords()
	for k := range e.clips {
		c := &e.clips[k]
		for i := 0; i < len(ws) && (len(c.words) > 1 || c.kind != Org && len(c.words) == 1); i++ {
			if !ws[i].capital {
				continue
			}
			n, last, whole := 0, -1, 0
			for i+n < len(ws) && ws[i+n].capital && (n == 0 || v.linkedWords(ws[i+n-1], ws[i+n])) {
				at := slices.IndexFunc(c.words[last+1:], func(w string) bool {
					return w == ws[i+n].s || c.kind == Dept && cutShort(ws[i+n].s, w) || c.kind == Name && petName(ws[i+n].s, w)
				})
				if at < 0 || c.kind == Dept && n > 0 && at > 1 {
					break
				}
				last += at + 1
				if c.words[last] == ws[i+n].s && !plainDept.has(ws[i+n].s) {
					whole++
				}
				n++
			}
			if n == 0 {
				continue
			}
			to := ws[i+n-1].to
			if last+1 < len(c.words) && to < len(v.runes) && isDigits([]rune(c.words[last+1])) && v.reads(to, []rune(c.words[last+1])) && !v.newLine(to) { // Bay 4
				to += len(c.words[last+1])
				n++
			}
			single := n == 1 && (c.kind == Dept && (whole == 1 || len(c.words) == 1 && len(ws[i].s) > 2) || c.kind == Name && whole == 0) && (!v.beginsSentence(ws[i].from) || (c.kind == Name || len(ws[i].s) > leastSlip || len(c.words) == 1) && to < len(v.runes) && isSmall(v.runes[to]) && !v.isCapital(to) && !v.newLine(to))
			if (n > 1 && whole > 0 || single) && !e.mineAll(ws[i].from, to) {
				e.add(ws[i].from, to, c.kind, c.party)
				i += min(n, len(ws)-i) - 1
			}
		}
	}
}

// cutShort tells whether a word is the beginning of another: Ops, In of Inward, Q of Quality.
func cutShort(short, word string) bool {
	return short == "ops" && word == "operations" || len(short) < len(word) && len(short) != 2 && strings.HasPrefix(word, short) || short == "in" && word == "inward"
}

// petName tells whether people call somebody so by a given name: Dan, Ted.
func petName(short, name string) bool {
	return len(short) > 2 && len(name) > len(short)+1 && strings.HasPrefix(name, short) || slices.Contains(petNames[short], name)
}

var petNames = aliases(nameLists["pet names"])

// aliases reads a list of "short = long, long": by what stands before =.
func aliases(list []string) map[string][]string {
	out := map[string][]string{}
	for _, line := range list {
		short, names, _ := strings.Cut(line, "=")
		for _, name := range strings.Split(names, ",") {
			out[strings.TrimSpace(short)] = append(out[strings.TrimSpace(short)], strings.TrimSpace(name))
		}
	}
	return out
}

// plainDept are words for what a department is.
var plainDept = set(strings.Fields("department dept division section office desk team unit group centre center service services affairs branch committee plant school floor"))
