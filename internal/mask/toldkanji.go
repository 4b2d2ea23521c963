package mask

import "strings"

// Names whose kanji somebody tells by the words they stand in: さんずいの河に野原の野, 坂道の坂、元気の元, 浮くに田んぼ.

// Lengths, in runes, of how a kanji is told.
const (
	mostTold  = 16 // before it: 馬の口につける
	mostApart = 10 // from what joins two to the second
)

// toldKanji takes what tells the kanji of a declared name one by one.
func (e *echoing) toldKanji() {
	v := e.v
	if !v.held.may('の') && !v.held.may('に') {
		return
	}
	for _, x := range e.list {
		for k, c := range x.plain {
			if scriptOf(c) != han || !v.held.may(c) || x.kind != Name && k > 2 {
				continue
			}
			var next rune
			if k+1 < len(x.plain) && v.held.may(x.plain[k+1]) {
				next = x.plain[k+1]
			}
			for i := range v.runes {
				if v.runes[i] == c {
					e.toldAt(i, next, x)
				}
			}
		}
	}
}

// toldAt takes what tells the kanji at rune i, and the one that comes next in the name, 0 where none does.
func (e *echoing) toldAt(i int, next rune, x *echo) {
	v := e.v
	behind := v.runeAt(i-1) == 'の'
	if behind && v.script[min(i+1, len(v.runes)-1)] != han && v.wordHolds(i-1, v.runes[i]) { // 坂道の坂
		e.tell(v.toldFrom(i), i+1, x)
	}
	joint := v.jointBehind(i)
	if next == 0 || joint < 0 {
		return
	}
	j := v.toldNext(joint, next)
	if j < 0 || !v.inLine(i, j+1) {
		return
	}
	from, to := i, j+1
	switch {
	case behind || v.runes[j-1] == 'の':
		from = v.toldFrom(i)
	case x.kind != Name || joint < i+3 || v.runes[joint-1] != 'に' || v.script[min(to, len(v.runes)-1)] == han: // 浮くに田んぼ
		return
	}
	if v.runes[j-1] != 'の' {
		for n := 0; n < 3 && to < len(v.runes) && v.script[to] == hira && !strings.ContainsRune("でとのはがをにじ", v.runes[to]); n++ {
			to++
		}
	}
	e.tell(from, to, x)
}

// tell takes the whole, also where only its particles stand yet.
func (e *echoing) tell(from, to int, x *echo) {
	if !e.t.all(from, to) {
		e.take(from, to, x.kind, x.party)
	}
}

// wordHolds tells whether the word that ends before the の at rune i holds a kanji.
func (v *view) wordHolds(i int, kanji rune) bool {
	for k := i - 1; k >= max(0, i-4) && v.script[k] != sign; k-- {
		if v.runes[k] == kanji {
			return true
		}
	}
	return false
}

// toldFrom is where the telling of the kanji at rune i begins, a radical told before it included: 木へんに通るの樋.
func (v *view) toldFrom(i int) int {
	from := i
	for from > 0 && i-from < mostTold && v.script[from-1] != sign && !v.newLine(from) && !v.gap(from) && !strings.ContainsRune("はがをで", v.runes[from-1]) {
		from--
	}
	for k := from; k > max(0, from-mostTold) && !v.newLine(k) && v.runes[k-1] != '。' && v.runes[k-1] != '」'; k-- {
		if n := radicals.ends(v, k); n > 0 {
			if from = k - n; from > 0 && v.script[from-1] == han { // 草かんむり
				from--
			}
			break
		}
	}
	return from
}

// jointBehind is the rune behind what joins the kanji at rune i, with its ending, to the next one, -1 where nothing does.
func (v *view) jointBehind(i int) int {
	k := i + 1
	for k < len(v.runes) && k < i+4 && v.script[k] == hira && !joint(v.runes[k]) {
		k++
	}
	if k >= len(v.runes) || !joint(v.runes[k]) {
		return -1
	}
	for k < len(v.runes) && joint(v.runes[k]) {
		k++
	}
	return k
}

func joint(r rune) bool { return strings.ContainsRune("にと、,", r) }

// toldNext is where the next kanji stands from rune i on: the last behind a の, else the first; -1 where it does not.
func (v *view) toldNext(i int, kanji rune) int {
	at := -1
	for k := i; k < min(i+mostApart, len(v.runes)) && v.script[k] != sign; k++ {
		if v.runes[k] == kanji && (at < 0 || v.runes[k-1] == 'の') {
			at = k
		}
	}
	return at
}

var radicals = newRare("へん", "べん", "さんずい", "かんむり", "しんにょう", "しんにゅう", "かまえ", "がまえ", "つくり", "づくり", "まだれ", "やまいだれ", "がんだれ", "れんが", "こざと", "おおざと")
