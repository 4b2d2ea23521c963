package mask

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// Numbers whose figures are written or said oddly: O9O-6628-4417, ゼロキュウゼロ 4471 0328, 0178(46)〇三三五, zero four two, five nine one; and those parted by what
// stands in no other number: the mark of a quoted line, <br>, 局, a colon.

// numeral is one figure of such a number.
type numeral struct {
	value    byte
	from, to int // runes
	sort     figureSort
	joined   bool // to the figure before it
	odd      bool // something other numbers do not have stands before it
	line     bool // it begins a line
	by       rune // the sign before it; 0 for none, -1 for what may stand beside any
}

type figureSort byte

const (
	plainFigure  figureSort = iota
	kanjiSort               // 〇, 三, 参
	letterFigure            // O, l, S
	wordFigure              // ゼロ, seven
)

var (
	kanaFigures    = map[string]byte{}
	kanaFigureSet  *wordSet
	latinFigures   = map[string]byte{"zero": 0, "oh": 0, "o": 0, "nought": 0, "naught": 0, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "niner": 9}
	latinFigureSet *wordSet
	figureWords    *wordSet // those a number may begin with, of more than one letter
	likeFigures    = map[rune]byte{'o': 0, '○': 0, '◯': 0, 'l': 1, 'i': 1, 'z': 2, 's': 5, 'g': 6, 'b': 8, 'q': 9}
	saidTwice      = newRare("double", "ダブル")
	saidThrice     = newRare("triple", "treble")
	fillers        = newRare("えっと", "えーと", "ええと", "えー", "ええ", "あの", "それから", "はい", "と", "で", "で、", "then", "dash", "hyphen", "space", "ハイフン", "はいふん", "かっこ", "かっことじ", "の", "pause", "uh", "um", "and", "ですね", "ね", "じゅう")
	partingMarks   = newRare("<br>", "<br/>", "&nbsp;", "&#160;", "&thinsp;", "%20", "%2d", `\n`, `\t`, `\r\n`, "&gt;", "...")
)

func init() {
	var all []string
	for value, words := range []string{"ぜろ ぜーろ れい れー まる おー", "いち いっ ひと", "に にい にー にぃ ふた", "さん みっ", "よん よー よ し しー よっ", "ご ごー ごお ごぉ ごう いつ", "ろく ろっ むっ", "なな しち", "はち はっ やっ", "きゅう きゅー く くー"} {
		for _, w := range strings.Fields(words) {
			kanaFigures[string(squeezedWords(w)[0])] = byte(value)
			all = append(all, w)
		}
	}
	kanaFigureSet = newRare(all...)
	kana := all
	all = nil
	for w := range latinFigures {
		all = append(all, w)
	}
	latinFigureSet = newRare(all...)
	all = slices.Concat(kana, all, []string{"double", "triple", "treble"})
	figureWords = newEndings(slices.DeleteFunc(all, func(w string) bool { return utf8.RuneCountInString(w) < 2 }))
}

// kanaFigure is the length of the word for a figure at rune i, the longest after which the next begins or the kana end.
func (v *view) kanaFigure(i int) int {
	longest := kanaFigureSet.starts(v, i)
	for n := longest; n > 0; n-- {
		if _, ok := kanaFigures[v.word(i, i+n)]; !ok {
			continue
		}
		if k := i + n; v.gap(k) || v.script[k] != hira && v.script[k] != kata || v.runes[k] == 'の' || kanaFigureSet.starts(v, k) > 0 {
			return n
		}
	}
	return longest
}

// saidFigure reads what stands for a figure at rune i: its length, how often it is said and what it is; length 0 for nothing. inside tells that one stands right before.
func (v *view) saidFigure(i int, inside bool) (n, times int, value byte, sort figureSort) {
	r := v.runes[i]
	switch {
	case '0' <= r && r <= '9':
		return 1, 1, byte(r - '0'), plainFigure
	case r == '一' && v.betweenFigures(i): // for a dash
		return 0, 0, 0, 0
	case r >= '〇' && v.script[i] != hira && v.script[i] != kata:
		if d := kanjiFigure(r); d >= 0 {
			return 1, 1, byte(d), kanjiSort
		}
		if d := strings.IndexRune("零壱弐参肆伍陸漆捌玖", r); d >= 0 {
			return 1, 1, byte(d / 3), kanjiSort
		}
		return 0, 0, 0, 0
	case v.script[i] == hira || v.script[i] == kata:
		if n := saidTwice.starts(v, i); n > 0 && kanaFigureSet.starts(v, i+n) > 0 {
			k := v.kanaFigure(i + n)
			return n + k, 2, kanaFigures[v.word(i+n, i+n+k)], wordFigure
		}
		if n := v.kanaFigure(i); n > 0 {
			return n, 1, kanaFigures[v.word(i, i+n)], wordFigure
		}
		return 0, 0, 0, 0
	}
	if i == 0 || v.gap(i) || v.script[i-1] != latin {
		times, k := 1, i
		if n := saidTwice.starts(v, i); n > 0 {
			times, k = 2, i+n
		} else if n := saidThrice.starts(v, i); n > 0 {
			times, k = 3, i+n
		}
		if n := latinFigureSet.starts(v, k); n > 0 && (n > 1 || inside || v.gap(k+n) && latinFigureSet.starts(v, k+n) > 1) && v.wordStands(k, k+n) {
			return k + n - i, times, latinFigures[v.word(k, k+n)], wordFigure
		}
	}
	d, ok := likeFigures[r]
	if !ok {
		return 0, 0, 0, 0
	}
	like := func(k int) bool {
		return k >= 0 && k < len(v.runes) && (isDigit(v.runes[k]) || kanjiFigure(v.runes[k]) >= 0 || r != v.runes[k] && (r == 'o' || r == 'l' || r == 'i') && (v.runes[k] == 'o' || v.runes[k] == 'l' || v.runes[k] == 'i'))
	}
	if i > 0 && !v.gap(i) && (like(i-1) || inside && r == 'l' && v.runes[i-1] == 'l') || i+1 < len(v.runes) && !v.gap(i+1) && (like(i+1) || r == 'l' && v.runes[i+1] == 'l' && i+2 < len(v.runes) && isDigit(v.runes[i+2])) {
		return 1, 1, d, letterFigure
	}
	return 0, 0, 0, 0
}

// betweenFigures tells whether plain figures stand on both sides of rune i.
func (v *view) betweenFigures(i int) bool {
	return i > 0 && i+1 < len(v.runes) && isDigit(v.runes[i-1]) && isDigit(v.runes[i+1])
}

var oddPartings = newRunes(",、:[]|>【】〈〉〔〕~;=*")

// parting is how many runes from i on stand between two groups of figures, and whether they are such as stand in no other number.
func (v *view) parting(i int, after figureSort) (n int, odd bool) {
	k := i
	for k < len(v.runes) && k-i < 8 {
		if n := partingMarks.starts(v, k); n > 0 {
			k, odd = k+n, true
			continue
		}
		if after == wordFigure {
			if n := fillers.starts(v, k); n > 0 {
				k, odd = k+n, true
				continue
			}
		}
		r := v.runes[k]
		switch {
		case phoneSigns.has(r):
		case r == 'の':
		case r == '一' && v.betweenFigures(k):
			odd = true
		case oddPartings.has(r), r == '局', r == '番' && k > i-1:
			odd = true
		default:
			return k - i, odd
		}
		k++
	}
	return k - i, odd
}

// saidRun reads the figures from rune i on; end is the place behind the last.
func (v *view) saidRun(i int, run []numeral) (_ []numeral, end int) {
	k, between, odd, by, line := i, false, false, rune(0), false
	for k < len(v.runes) && len(run) < 60 {
		inside := len(run) > 0 && !between
		n, times, value, sort := v.saidFigure(k, len(run) > 0)
		if n == 0 {
			if between || len(run) == 0 {
				break
			}
			last := run[len(run)-1]
			s, o := v.parting(k, last.sort)
			if s == 0 {
				break
			}
			if v.runes[k] == '=' && s == 1 && k+1 < len(v.runes) && v.newLine(k+1) { // a soft break of quoted-printable
				inside = true
			}
			if between, odd, by = true, o, v.runes[k]; partingMarks.starts(v, k) > 0 {
				by = -1
			}
			for range s {
				line = line || v.newLine(k)
				k++
			}
			continue
		}
		gap := len(run) > 0 && v.gap(k) && !(sort == wordFigure && run[len(run)-1].sort == wordFigure)
		for range times {
			run = append(run, numeral{value, k, k + n, sort, inside && !gap, odd, k > i && (line || v.newLine(k)), by})
			inside, gap = true, false
		}
		k, between, odd, by, line = k+n, false, false, 0, false
	}
	if len(run) == 0 {
		return run, i + 1
	}
	return run, run[len(run)-1].to
}

// saidNumbers finds the numbers whose figures are odd, or oddly parted.
func (v *view) saidNumbers(add adder) {
	if v.figureCount() < fewestPlain && !v.says(figureWords) && !v.holds(formalFigures.list...) {
		return
	}
	var buf [60]numeral
	for i := 0; i < len(v.runes); {
		if !saidHeads.may(v.runes[i]) || !v.saidStart(i) {
			i++
			continue
		}
		run, end := v.saidRun(i, buf[:0])
		odd := false
		for _, f := range run {
			odd = odd || f.sort != plainFigure || f.odd
		}
		if len(run) < 9 || !odd {
			i = max(end, i+1)
			continue
		}
		i = max(v.saidIn(run, add), i+1)
	}
}

// saidHeads are what the runes begin with that stand for a figure.
var saidHeads = newSieve("0123456789abcdefghijklmnopqrstuvwxyz○◯〇ぜれまおいひさみよごろなしはやき一二三四五六七八九零壱弐参肆伍陸漆捌玖")

// fewestPlain is how many plain figures a number has at least in which letters stand for others.
const fewestPlain = 5

// figureLetters stand for figures at the beginning of a number, formalFigures are kanji for papers.
var figureLetters, formalFigures = newSigns("olizs"), newRunes("零壱弐参肆伍陸漆捌玖")

// saidStart tells whether a number may begin at rune i.
func (v *view) saidStart(i int) bool {
	r := v.runes[i]
	switch {
	case '0' <= r && r <= '9':
		return i == 0 || v.gap(i) || v.script[i-1] != latin || v.says(telWord) && v.endsWith(i, telWord) > 0
	case r < 'a':
		return false
	case r <= 'z':
		if i > 0 && !v.gap(i) && v.script[i-1] == latin {
			return v.endsWith(i, telWord) > 0
		}
		return v.starting[i].has(figureWords) || figureLetters.has(byte(r)) && v.figureLike(i+1)
	case r == '○', r == '◯', r == '〇':
		return true
	case v.script[i] == hira || v.script[i] == kata:
		return v.starting[i].has(figureWords)
	case v.script[i] == han:
		return kanjiFigure(r) >= 0 || formalFigures.has(r)
	}
	return false
}

// figureLike tells whether rune i is a figure, begins the word for one or may stand for one beside others.
func (v *view) figureLike(i int) bool {
	r := v.runeAt(i)
	return isDigit(r) || kanjiFigure(r) >= 0 || r == 'o' || r == 'l' || r == 'i' || i < len(v.runes) && v.starting[i].has(figureWords)
}

// saidIn finds what number the figures of a run are, from each of its groups on, and gives the place to go on from.
func (v *view) saidIn(run []numeral, add adder) int {
	done := run[len(run)-1].to
	for a := 0; a < len(run); a++ {
		f := run[a]
		if a > 0 && f.joined && !(f.sort == wordFigure && f.value == 0) {
			continue
		}
		for b := min(len(run), a+16); b-a >= 7; b-- {
			if b < len(run) && run[b].joined && run[b].sort != wordFigure {
				continue
			}
			k, ok := v.saidKind(run[a:b], a == 0 && b == len(run))
			if !ok {
				continue
			}
			from, to := f.from, run[b-1].to
			switch k {
			case Phone:
				from, to = v.phoneStart(from), v.phoneTail(to)
				if n := plusWords.ends(v, from); n > 1 && f.sort == wordFigure {
					from -= n
				}
			case CorporateNumber:
				from = v.withT(from)
			}
			add(from, to, k, Pattern, false)
			if b == len(run) {
				return done
			}
			return max(v.saidIn(run[b:], add), to)
		}
	}
	return done
}

// saidKind tells what number some figures are, by their length, their groups and their check digit. whole tells that no others stand beside them.
func (v *view) saidKind(run []numeral, whole bool) (Kind, bool) {
	var digits [16]byte
	var sizes [16]int
	var sorts [4]int
	groups, odd, broken, signs, mixed := 0, false, false, rune(-1), false
	for i, f := range run {
		digits[i] = '0' + f.value
		sorts[f.sort]++
		if i > 0 && !f.joined {
			groups++
		}
		odd = odd || i > 0 && f.odd
		broken = broken || i > 0 && f.line
		if i > 0 && !f.joined && !f.line && f.by >= 0 {
			mixed = mixed || signs >= 0 && signs != f.by
			signs = f.by
		}
		sizes[groups]++
	}
	groups++
	if sorts[plainFigure] == len(run) && !odd {
		return "", false
	}
	from, to := run[0].from, run[len(run)-1].to
	if v.script[from] == latin && from > 0 && !v.gap(from) && v.script[from-1] == latin && v.endsWith(from, telWord) == 0 || v.script[to-1] == latin && to < len(v.runes) && !v.gap(to) && v.script[to] == latin {
		return "", false
	}
	if sorts[letterFigure] > 0 && (sorts[plainFigure] < fewestPlain || sorts[letterFigure] > 6 || groups < 2 && phoneWords.ends(v, v.back(from)) == 0) {
		return v.labelledMisread(from, string(digits[:len(run)]), sorts[letterFigure])
	}
	d, last := string(digits[:len(run)]), sizes[groups-1]
	said := sorts[wordFigure] > len(run)/2
	label := phoneWords.ends(v, v.back(from)) > 0
	if n := plusWords.ends(v, from); len(d) > 10 && d[:2] == "81" && n > 0 {
		d = "0" + strings.TrimPrefix(d[2:], "0")
		return Phone, inPlan(d)
	}
	switch n := len(run); {
	case inPlan(d) && (!broken || odd):
		if sorts[wordFigure] > 0 || label || groups >= 2 && groups <= 4 && (last == 4 || last == 3) || sorts[kanjiSort] > 0 && groups == 1 {
			if !odd || said || groups == 3 && sizes[0] <= 5 {
				return Phone, true
			}
		}
	case n == 12 && myNumber(d) && (said || !mixed && sized(sizes[:groups], groupings[len(groupings)-1:]) || groups == 1):
		return MyNumber, true
	case n == 13 && corporateNumber(d) && (said || !mixed && (sized(sizes[:groups], groupings) || sized(sizes[:groups], headGroupings)) || groups == 1):
		return CorporateNumber, true
	case n >= 14 && cardNumber(d) && (said || !mixed && sized(sizes[:groups], groupings) || groups == 1):
		return Card, true
	}
	if said && whole && sorts[wordFigure] >= 7 && !counting(d) {
		switch len(run) {
		case 12:
			return MyNumber, true
		case 13:
			return CorporateNumber, true
		case 14, 15, 16:
			return Card, true
		}
		return Phone, len(run) >= 9 || label
	}
	return "", false
}

var plusWords = newRare("+", "plus", "プラス")

// labelledMisread is the kind of a number in one group with a letter or two for figures, by the word before it and its check digit: マイナンバー 76433127l373.
func (v *view) labelledMisread(from int, d string, letters int) (Kind, bool) {
	called := func(words *wordSet) bool {
		return words.ends(v, v.back(from)) > 0 || words.ends(v, v.overMarks(from)) > 0
	}
	switch {
	case letters > 2:
	case myNumber(d) && called(myNumberWords):
		return MyNumber, true
	case corporateNumber(d) && called(corporateWords):
		return CorporateNumber, true
	case len(d) >= 14 && cardNumber(d) && called(cardWords):
		return Card, true
	}
	return "", false
}

// sized tells whether groups have the sizes of one of a list.
func sized(sizes []int, list [][]int) bool {
	return slices.ContainsFunc(list, func(l []int) bool { return slices.Equal(l, sizes) })
}

// inPlan tells whether ten or eleven figures are a number of the Japanese plan.
func inPlan(d string) bool {
	switch {
	case d[0] != '0' || d[1] == '0':
		return false
	case len(d) == 11:
		return strings.Contains("56789", d[1:2]) && d[2] == '0' || strings.HasPrefix(d, "0800")
	}
	return len(d) == 10 && (d[2] != '0' || strings.Contains("1234", d[1:2]) || d[:3] == "050" || strings.HasPrefix(d, "0800"))
}

// counting tells whether somebody merely counts: one two three four.
func counting(d string) bool {
	for i := 1; i < len(d); i++ {
		if d[i] != d[i-1]+1 {
			return false
		}
	}
	return true
}

// lonelyFigures finds numbers whose figures stand one by one on a line: 7 9 3 6 7 8 6 7 2 4 4 0.
func (v *view) lonelyFigures(add adder) {
	if v.digits < 12 {
		return
	}
	alone := func(i int) bool { return isDigit(v.runes[i]) && v.gap(i) && v.gap(i+1) }
	for i := 0; i+11 < len(v.runes); i++ {
		if !alone(i) {
			continue
		}
		to := i + 1
		for to < len(v.runes) && alone(to) && !v.newLine(to) {
			to++
		}
		switch d := v.word(i, to); {
		case myNumber(d):
			add(i, to, MyNumber, Pattern, false)
		case corporateNumber(d):
			add(v.withT(i), to, CorporateNumber, Pattern, false)
		case len(d) >= 14 && luhn(d):
			add(i, to, Card, Pattern, false)
		}
		i = to - 1
	}
}

// saidContacts are the telephone numbers among the numbers whose figures are odd.
func (v *view) saidContacts() []found {
	var out []found
	v.saidNumbers(func(from, to int, k Kind, _ Reason, _ bool) {
		if k == Phone {
			out = append(out, found{from, to, k, NoParty})
		}
	})
	return out
}
