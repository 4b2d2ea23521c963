package mask

import "strings"

// unit is what the tagger gives a label to: one character of Japanese, or one word of Latin letters with the signs inside it.
type unit struct {
	from, to int
	sym      uint32 // which character or word
	tail     uint32 // the last three letters of a Latin word
	shape    shape
	gap      gapKind // what stands before it
	edge     byte    // where in the dictionary's word it lies in: bit 0 at its beginning, bit 1 at its end
	class    uint16  // of that word, or how the unit is written where there is none
	cost     uint8   // the same
	word     uint32  // which it is, or sym
	before   int32   // the unit before that word
	after    int32   // the unit behind it
	marks    uint16  // words of lists that begin or end here
	words    uint16  // which sorts of words of the dictionary begin and end there
	names    uint8   // how much rather the character begins and ends names than other words
	run      int32   // the stretch of alike writing it lies in
}

// shape is how a unit is written.
type shape byte

const (
	signShape shape = iota
	hanShape
	hiraShape
	kataShape
	smallShape   // latin
	capitalShape // Latin
	upperShape   // LATIN
	figureShape  // 2020
	mixedShape   // letters and figures
	machineShape // what is written with signs: a@b, a/b, a_b
)

type gapKind byte

const (
	noGap gapKind = iota
	spaceGap
	wideGap
	lineGap
)

// sequence is a view cut into units.
type sequence struct {
	v     *view
	units []unit
	runs  []run
	label []uint32 // by unit: the label before a colon on its line, 0 for none
}

// sequence cuts what the reader reads into units.
func (r *reader) sequence() *sequence {
	v := r.v
	s := &sequence{v: v, units: v.room.units.take(len(v.runes))[:0]}
	toks, word := r.toks, uint32(0)
	for i := 0; i < len(v.runes); {
		here := int32(len(s.units))
		s.units = append(s.units, unit{from: i, to: i + 1, run: -1, gap: v.gapKind(i)})
		u := &s.units[here]
		u.cut(v)
		for len(toks) > 0 && toks[0].to <= i {
			toks = toks[1:]
		}
		if u.shape < smallShape && len(toks) > 0 && toks[0].from <= i {
			if toks[0].from == i {
				word = hashRunes(v.runes[i:toks[0].to])
			}
			u.inWord(&toks[0], word, here)
		} else {
			u.class, u.cost, u.word, u.before, u.after = noWord+uint16(u.shape)<<8, noCost+uint8(u.shape), u.sym, here-1, here+1
		}
		u.mark(v)
		i = u.to
	}
	s.runs = v.room.runs.take(len(s.units)/2 + 4)[:0]
	s.findRuns()
	s.findLabels()
	return s
}

// cut notes how far a unit goes and how it is written.
func (u *unit) cut(v *view) {
	switch v.script[u.from] {
	case han:
		u.shape = hanShape
	case hira:
		u.shape = hiraShape
	case kata:
		u.shape = kataShape
	case latin:
		u.to = v.wordEnd(u.from)
		u.shape = v.latinShape(u.from, u.to)
		u.tail = hashRunes(v.runes[max(u.from, u.to-3):u.to])
		if u.shape < figureShape { // no list has words with figures or signs
			u.marks = listedAs(strings.TrimSuffix(v.word(u.from, u.to), "'s"))
		}
	}
	u.sym = hashRunes(v.runes[u.from:u.to])
	if u.shape == figureShape {
		u.sym = uint32(min(u.to-u.from, 6))
	}
}

// inWord notes which word of the dictionary a unit lies in that is the here-th.
func (u *unit) inWord(k *token, word uint32, here int32) {
	if k.from == u.from {
		u.edge |= 1
	}
	if k.to == u.from+1 {
		u.edge |= 2
	}
	u.class, u.cost, u.word, u.before, u.after = uint16(k.class), k.cost, word, here-int32(u.from-k.from)-1, here+int32(k.to-u.from)
}

// mark notes what the lists and the dictionary know of a unit by itself.
func (u *unit) mark(v *view) {
	first := v.runes[u.from]
	if u.shape != hiraShape || first == 'さ' || first == 'く' || first == 'ち' {
		u.marks |= v.marks(u.from, u.to)
	}
	u.words = v.words[u.from]
	if u.shape < smallShape {
		u.names = wordList().cutter.one(first).names
	}
}

func (v *view) gapKind(i int) gapKind {
	switch {
	case i == 0 || v.newLine(i):
		return lineGap
	case !v.gap(i):
		return noGap
	case v.src[v.end[i-1]:v.start[i]] == " ":
		return spaceGap
	}
	return wideGap
}

func hashRunes(rs []rune) uint32 {
	h := uint32(2166136261)
	for _, r := range rs {
		h = (h ^ uint32(r)) * 16777619
	}
	return h ^ h>>15
}

// blank stands outside the text.
var blank = unit{gap: lineGap, sym: 1, class: noWord, cost: noCost, word: 1}

func (s *sequence) at(i int) *unit {
	if i < 0 || i >= len(s.units) {
		return &blank
	}
	return &s.units[i]
}

// From here on classes and costs are of units in no word of the dictionary.
const (
	noWord = 31
	noCost = 16
)
