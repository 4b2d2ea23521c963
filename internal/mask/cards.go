package mask

import "strings"

// Numbers of cards, and others of the same build, by how their figures are grouped: 4-4-4-4, 4-6-5, 4-4-4; hidden in part; the last four alone.

// groupings are how such numbers are written in groups.
var groupings = [][]int{{4, 4, 4, 4, 3}, {4, 4, 4, 4}, {4, 6, 5}, {4, 6, 4}, {4, 4, 5}, {4, 4, 4}}

// headGroupings are how a 法人番号 is, its check digit first.
var headGroupings = [][]int{{1, 4, 4, 4}}

// grouped finds figures in groups of a card's or an individual number's build with the same sign between, whatever sign that is.
func (v *view) grouped(cards, mine, corporate bool, add adder) {
	if v.digits < 12 {
		return
	}
	for i := 0; i < len(v.runes); i++ {
		if v.script[i] != latin || !isDigit(v.runes[i]) || i > 0 && v.script[i-1] == latin && !v.gap(i) {
			continue
		}
		some := groupings
		switch v.digitsEnd(i) - i {
		case 4:
		case 1:
			some = headGroupings
		default:
			i = v.digitsEnd(i) - 1
			continue
		}
		for _, sizes := range some {
			to, sep, ok := v.groupRun(i, sizes)
			if !ok {
				continue
			}
			d := digitsOf(v.word(i, to))
			tied := sep == "-" || sep == "ー" || sep == "_" || sep == "." || sep == "/"
			switch {
			case !cards && !mine && !corporate && modelWords.ends(v, v.back(i)) > 0:
				continue
			case len(d) >= 14 && (cards && (tied || luhn(d) || sep == "") || cardNumber(d) || tied && len(sizes) >= 4):
				add(i, to, Card, Pattern, !cards)
			case len(d) == 15 && tied && cards:
				add(i, to, Card, Pattern, false)
			case len(d) == 12 && (mine && (tied || myNumber(d)) || tied && myNumber(d)):
				add(i, to, MyNumber, Pattern, !mine)
			case len(d) == 13:
				if !corporateNumber(d) || !corporate && (len(sizes) > 3 || !v.bareCorporate(d, i)) {
					continue
				}
				add(v.withT(i), to, CorporateNumber, Pattern, !corporate)
			case len(d) == 12 && sep == "-":
				add(i, to, Ticket, Pattern, true) // a parcel's number
			default:
				continue
			}
			i = to - 1
			break
		}
	}
}

func (v *view) digitsEnd(i int) int {
	from := i
	for i < len(v.runes) && isDigit(v.runes[i]) && (i == from || !v.gap(i)) {
		i++
	}
	return i
}

// groupRun reads groups of figures of these sizes from rune i with one and the same sign, or only space, between.
func (v *view) groupRun(i int, sizes []int) (to int, sep string, ok bool) {
	k := i
	for n, size := range sizes {
		end := v.digitsEnd(k)
		if end-k != size {
			return 0, "", false
		}
		if n == len(sizes)-1 {
			k = end
			break
		}
		next := end
		for next < len(v.runes) && next-end < 3 && (v.script[next] == sign || v.runes[next] == 'ー') {
			next++
		}
		between := v.word(end, next)
		if n > 0 && between != sep || next >= len(v.runes) || between == "" && !v.gap(next) {
			return 0, "", false
		}
		sep, k = between, next
	}
	if next := k + len([]rune(sep)); k < len(v.runes) && !v.gap(k) && (v.script[k] == latin || sep != "" && strings.HasPrefix(v.word(k, min(k+4, len(v.runes))), sep) && next < len(v.runes) && !v.gap(next) && v.script[next] == latin && (isDigit(v.runes[next]) || sep == "-")) {
		return 0, "", false
	}
	return k, sep, true
}

// gluedCards finds cards in a run of figures that is longer than any number, one behind the other: cells of a table without a sign between. Where the text
// does not speak of cards they must fill the run.
func gluedCards(d string, spoken bool, found func(from, to int)) {
	if !spoken {
		end := 0
		if gluedCards(d, true, func(_, to int) { end = to }); end < len(d) {
			return
		}
	}
	for i := 0; i+14 <= len(d); {
		next := i + 1
		for _, n := range []int{16, 15, 14} {
			if i+n <= len(d) && cardNumber(d[i:i+n]) {
				found(i, i+n)
				next = i + n
				break
			}
		}
		if next == i+1 {
			return // only one behind the other from the beginning on: by chance every tenth place holds one
		}
		i = next
	}
}

// luhn tests Luhn's sum (ISO/IEC 7812-1) of a number of a card's length, whoever issued it.
func luhn(d string) bool {
	if len(d) < 13 || len(d) > 19 {
		return false
	}
	sum := 0
	for i := range d {
		n := int(d[len(d)-1-i] - '0')
		if i%2 == 1 {
			if n *= 2; n > 9 {
				n -= 9
			}
		}
		sum += n
	}
	return sum%10 == 0
}

var stars = newRunes("*●○•■×✕x")

// hiddenPart finds numbers of which a part was starred out: 4111-11**-****-1234, ****1234.
func (v *view) hiddenPart(add adder) {
	if !v.holds(stars.list...) {
		return
	}
	in := func(i int) bool {
		return isDigit(v.runes[i]) || stars.has(v.runes[i]) || v.runes[i] == '-' || v.runes[i] == 'ー'
	}
	for i := 0; i+3 < len(v.runes); i++ {
		if c := v.runes[i]; v.runes[i+1] != c || v.runes[i+2] != c || v.runes[i+3] != c && !(i > 0 && v.runes[i-1] == '-') || !stars.has(c) {
			continue
		}
		from, to := i, i
		for from > 0 && i-from < 14 && in(from-1) && !v.lineEdge(from) {
			from--
		}
		for to < len(v.runes) && to-from < 26 && in(to) && !(to > i && v.lineEdge(to)) {
			to++
		}
		for from < to && strings.ContainsRune("-ー", v.runes[from]) {
			from++
		}
		to = trimRunes(v.runes, to, "-ー")
		if n := figuresIn(v.word(from, to)); n >= 3 && n <= 12 && (from == 0 || v.gap(from) || v.script[from-1] != latin) && (to >= len(v.runes) || v.gap(to) || v.script[to] != latin) {
			kind := Card
			if v.runes[from] == '0' {
				kind = Phone
			}
			add(from, to, kind, Pattern, false)
		}
		i = max(i, to)
	}
}

// cardTails finds the last four figures of a card or account where a text speaks of them.
func (v *view) cardTails(add adder) {
	for i := 1; i+3 < len(v.runes); i++ {
		if isDigits(v.runes[i:i+4]) && (v.gap(i) || !isDigit(v.runes[i-1])) && v.digitsEnd(i) == i+4 && lastFigures.ends(v, v.behindLabel(i)) > 0 {
			add(i, i+4, Card, Context, false)
		}
	}
}
