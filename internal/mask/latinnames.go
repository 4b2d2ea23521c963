package mask

import (
	"strings"
	"unicode/utf8"
)

// latinWord is one word of Latin letters in a view, with how its first letters were written.
type latinWord struct {
	from, to int
	capital  bool // begins with a capital letter
	upper    bool // all capitals
	s        string
	in       bitset // the lists it stands in
}

// is tells whether a word stands in a list.
func (w *latinWord) is(list vocabulary) bool { return w.in.meets(list.lists) }

// latinWords are the words of letters in a view; a hyphen or apostrophe inside stays.
func (v *view) latinWords() []latinWord {
	if !v.cutLatin {
		v.latins, v.cutLatin = v.readLatin(), true
	}
	return v.latins
}

// nameTies tie a word to others that make it part of an address, a path or a setting.
var nameTies = newRunes("@_/\\=")

func (v *view) readLatin() []latinWord {
	out := v.room.latins.take(len(v.runes)/6 + 8)[:0]
	for i := 0; i < len(v.runes); {
		if v.script[i] != latin || isDigit(v.runes[i]) {
			i++
			continue
		}
		from := i
		for i < len(v.runes) && (i == from || !v.gap(i)) && (v.script[i] == latin && !isDigit(v.runes[i]) || (v.runes[i] == '\'' || v.runes[i] == '-' || v.runes[i] == 'ー') && i+1 < len(v.runes) && v.script[i+1] == latin && !v.gap(i+1) && !isDigit(v.runes[i+1])) {
			i++
		}
		w := latinWord{from: from, to: i, s: v.word(from, i)}
		w.capital = v.isCapital(from)
		w.upper = w.capital && i-from > 1 && v.isCapital(i-1)
		if from == 0 || v.gap(from) || !isDigit(v.runes[from-1]) && !nameTies.has(v.runes[from-1]) && v.runes[from-1] != '.' || v.runes[from-1] == '.' && from > 1 && v.isCapital(from-2) {
			if i >= len(v.runes) || v.gap(i) || !nameTies.has(v.runes[i]) && !isDigit(v.runes[i]) {
				w.in = allLists.find(w.s)
				out = append(out, w)
			}
		}
	}
	return out
}

// isCapital tells whether rune i was written as a capital, in either width.
func (v *view) isCapital(i int) bool {
	if r := v.wrote[i]; r < utf8.RuneSelf {
		return 'A' <= r && r <= 'Z'
	}
	return isCapitalLetter(v.src[v.start[i]:v.end[i]])
}

// isCapitalLetter is isCapital for what is written outside ASCII.
func isCapitalLetter(s string) bool {
	return strings.HasPrefix(s, "\xef\xbc") && len(s) >= 3 && s[2] >= 0xa1 && s[2] <= 0xba || len(s) > 1 && s != strings.ToLower(s)
}

// latinPersons finds people in Latin letters: behind a title, as two or three capitalised words of which one is a known name, before -san.
func (r *reader) latinPersons() []guess {
	v, names := r.v, latinNames()
	ws := v.latinWords()
	var out []guess
	add := func(a, b int, reason Reason, doubt bool) {
		if from, to := ws[a].from, ws[b].to; !r.t.any(from, to) {
			out = v.room.guesses.push(out, guess{found{from, to, Name, NoParty}, reason, doubt})
		}
	}
	next := func(i int) bool { // word i follows the one before with only a space, or a comma, or an initial's full stop between
		if i <= 0 || i >= len(ws) || v.fieldEdge(ws[i].from) && v.lineEdge(ws[i].from) {
			return false
		}
		between := ws[i].from - ws[i-1].to
		return between == 0 && v.gap(ws[i].from) || between == 1 && v.gap(ws[i].from) && (v.runes[ws[i-1].to] == '.' && ws[i-1].to-ws[i-1].from == 1 || v.runes[ws[i-1].to] == ',' && ws[i-1].upper)
	}
	given := func(s string) bool { return listedAs(s)&listedGiven != 0 }
	surname := func(s string) bool { return listedAs(s)&listedSurname != 0 }
	for i := 0; i < len(ws); i++ {
		w := ws[i]
		if w.is(latinTitles) && i+1 < len(ws) && ws[i+1].capital && ws[i+1].from-w.to <= 1 && !ws[i+1].is(notLatinNames) {
			b := i + 1
			for b < i+3 && next(b+1) && ws[b+1].capital && !ws[b+1].is(notLatinNames) && !ws[b+1].is(latinTitles) {
				b++
			}
			add(i+1, b, Title, false)
			i = b
			continue
		}
		if !w.capital || w.is(notLatinNames) {
			continue
		}
		if n := v.has(w.to, latinHonors); n > 0 && (given(w.s) || surname(w.s) || w.to-w.from >= 3) {
			add(i, i, Title, false)
			continue
		}
		if w.s = strings.TrimSuffix(strings.TrimSuffix(w.s, "-san"), "-sama"); w.s != ws[i].s && len(w.s) >= 2 {
			out = v.room.guesses.push(out, guess{found{w.from, w.to, Name, NoParty}, Title, false})
			continue
		}
		if !next(i + 1) {
			if w.to < len(v.runes) && !v.gap(w.to) && v.has(w.to, politeTitles) > 0 && (given(w.s) || surname(w.s)) {
				add(i, i, Title, false)
			}
			continue
		}
		// up to three words
		b := i + 1
		if ws[b].to-ws[b].from == 1 && next(b+1) { // John Q. Public
			b++
		}
		x, y := w.s, ws[b].s
		if !ws[b].capital || ws[b].is(notLatinNames) || ws[b].is(latinTitles) {
			continue
		}
		sure := given(x) && surname(y) || surname(x) && given(y) && (names.surname.has(x) || ws[i].upper || v.runeAt(w.to) == ',')
		half := (names.englishGiven.has(x) || names.given.has(x) && len(x) > 3 || names.given.has(y) && len(y) > 3 || names.surname.has(y) && len(y) > 4 || names.surname.has(x) && len(x) > 4) && !ordinaryLatin.has(x) && !ordinaryLatin.has(y)
		if !sure && !half || v.has(ws[b].to, formWords) > 0 || ws[b].is(orgTailWords) {
			continue
		}
		add(i, b, Gazetteer, !sure)
		i = b
	}
	return out
}

// latinOrgs finds organisations in Latin letters by the word they end or begin with: Keio University, Bank of Kobe.
func (r *reader) latinOrgs() []guess {
	v := r.v
	ws := v.latinWords()
	var out []guess
	linked := func(i int) bool {
		if i <= 0 || i >= len(ws) || v.lineEdge(ws[i].from) {
			return false
		}
		b := ws[i].from - ws[i-1].to
		return b == 0 && v.gap(ws[i].from) || b == 1 && (v.runes[ws[i-1].to] == '&' || v.runes[ws[i-1].to] == '.' && ws[i-1].to-ws[i-1].from <= 2)
	}
	for i := range ws {
		if !ws[i].capital {
			continue
		}
		if ws[i].is(orgTailWords) {
			a := i
			for a > 0 && i-a < 4 && linked(a) && (ws[a-1].capital && !ws[a-1].is(notLatinNames) || ws[a-1].s == "of" || ws[a-1].s == "and") {
				a--
			}
			for a < i && !ws[a].capital {
				a++
			}
			b := i
			for linked(b+1) && (ws[b+1].is(orgTailWords) || ws[b+1].capital && ws[b+1].is(formTails)) {
				b++
			}
			if linked(i+1) && ws[i+1].s == "of" && linked(i+2) && ws[i+2].capital {
				b = i + 2
				for linked(b+1) && ws[b+1].capital && b < i+4 {
					b++
				}
			}
			if b > i || a < i {
				plain := true
				for k := a; k <= b; k++ {
					plain = plain && (ws[k].is(orgTailWords) || ws[k].is(ordinaryLatin) || ws[k].is(vendors) || ws[k].s == "of")
				}
				if !plain && !r.t.any(ws[a].from, ws[b].to) {
					out = v.room.guesses.push(out, guess{found{ws[a].from, ws[b].to, Org, NoParty}, CompanyForm, ws[i].s == "group" || ws[i].s == "systems"})
				}
			}
		}
	}
	return out
}

var (
	latinTitles = set(strings.Fields("mr ms mrs miss dr prof professor sir mr. ms. mrs. dr. prof."))
	latinHonors = newWords("-san", "-sama", "-sensei", "-kun", "さん", "様", "氏", "さま", "先生")
	formTails   = set(strings.Fields("inc ltd llc corp corporation limited company co gmbh plc kk s.r.o bv sdn bhd pty sarl"))
	// orgTailWords make an organisation of the capitalised words before them.
	orgTailWords = set(strings.Fields(`city county board fund hosting dairy housing diocese university college institute academy hospital clinic school bank laboratory laboratories association foundation council society union cooperative holdings industries industry
		manufacturing logistics pharmaceuticals pharma electronics motors foods trading construction insurance securities airlines railway railways shipping hotel hotels publishing press museum library municipality prefecture ministry agency office group systems technologies partners consulting enterprises works engineering lodge home inn resort capital vault restaurants restaurant club charter npo ngo aviation supplies supply marine bakery cafe farm farms brewery winery dairy orchard studio studios gallery theatre theater publications communications telecom energy power gas water transport transit freight cargo express couriers motor auto automotive semiconductor semiconductors materials plastics textiles apparel fashion jewelry jewellery cosmetics cruises tours travel agency ventures investments investment finance financial trust realty estate properties property homes interiors architects associates solicitors law legal accounting advisors advisory charity foundation federation league alliance cooperative co-op kindergarten nursery preschool elementary polytechnic seminary hospice pharmacy church temple shrine parish mission steel chemical chemicals medical healthcare dental stores`))
	notLatinNames = set(strings.Fields(`the a an and or but if in on at to for of by with from this that these those we our us they their he his she her it its you your i my as is are was were be been will would can could should may might must not no yes
		january february march april may june july august september october november december monday tuesday wednesday thursday friday saturday sunday
		windows linux microsoft google apple amazon office outlook exchange server word excel adobe active directory internet remote desktop protocol emotet wordpress cisco fortinet vpn security information system systems network mail web
		dear hello regards sincerely thank thanks best kind subject re fw fwd attachment please sent received date time file folder password user account admin administrator
		on after before when while since then during however although because also all some any each both one two three first second third last next new old other another
		japan tokyo osaka kyoto nagoya yokohama sapporo fukuoka kobe sendai united states kingdom china russia korea ransomware malware phishing trojan attacker attackers company team department staff help desk manager director president`))
	// ordinaryLatin are spellings of names that are ordinary words too.
	ordinaryLatin = set(strings.Fields(`will mark may june grace rose young king white green brown black gray long hill wood cook baker hall price bell ward fisher butler carter mason lee page bill pat rob grant max dean dan kent art sky hope joy dawn iris jack
		mine same are one made hide base sale name note take make come done side mare kana seki ran rei sei kai ai an io mai mari mika mei rio sana sora umi yu main more here time date ken ten data central national general international global first new east west north south united city state public royal regional local digital cyber cloud security server system office group control service services center centre support online store home web mail net tech software`))
)
