package mask

import (
	"slices"
	"strings"
	"sync"
)

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

// Marks of a unit.
const (
	titleStarts_ uint16 = 1 << iota
	titleEnds
	formStarts_
	formEnds
	tradeStarts
	tradeEnds
	roleEnds
	deptEnds_
	followStarts
	listedSurname
	listedGiven
	listedTrade
	listedOrgTail
	listedPlain
	listedTitle
	listedPlace
)

// run is a stretch of units of one manner of writing: kanji, katakana and Latin go together, hiragana is by itself, as capitalised words are.
type run struct {
	from, to     int
	kinds, marks uint64 // what is in it
	dear, words  uint8  // what its dearest word costs, how many words it has
}

// sequence is a view cut into units.
type sequence struct {
	v     *view
	units []unit
	runs  []run
	label []uint32 // by unit: the label before a colon on its line, 0 for none
}

var (
	titleSet  = titles
	followSet = follows
	tradeSet  = newWordSet(slices.Concat(institutions.words, strongTrade.words, weakTrade.words))
	roleSet   = newWordSet(slices.Concat(roleWords.words, leadIn.words))
)

// sequence cuts what the reader reads into units.
func (r *reader) sequence() *sequence {
	v := r.v
	s := &sequence{v: v, units: v.room.units.take(len(v.runes))[:0]}
	listed := latinLists()
	toks, word := r.toks, uint32(0)
	for i := 0; i < len(v.runes); {
		u := unit{from: i, to: i + 1, run: -1}
		u.gap = v.gapKind(i)
		switch v.script[i] {
		case han:
			u.shape = hanShape
		case hira:
			u.shape = hiraShape
		case kata:
			u.shape = kataShape
		case latin:
			u.to = v.wordEnd(i)
			u.shape = v.latinShape(i, u.to)
			u.tail = hashRunes(v.runes[max(i, u.to-3):u.to])
			if u.shape < figureShape { // no list has words with figures or signs
				u.marks = listed[strings.TrimSuffix(v.word(i, u.to), "'s")]
			}
		}
		u.sym = hashRunes(v.runes[u.from:u.to])
		if u.shape == figureShape {
			u.sym = uint32(min(u.to-u.from, 6))
		}
		for len(toks) > 0 && toks[0].to <= i {
			toks = toks[1:]
		}
		here := int32(len(s.units))
		if u.shape < smallShape && len(toks) > 0 && toks[0].from <= i {
			k := &toks[0]
			if k.from == i {
				u.edge |= 1
				word = hashRunes(v.runes[k.from:k.to])
			}
			if k.to == i+1 {
				u.edge |= 2
			}
			u.class, u.cost, u.word, u.before, u.after = uint16(k.class), k.cost, word, here-int32(i-k.from)-1, here+int32(k.to-i)
		} else {
			u.class, u.cost, u.word, u.before, u.after = noWord+uint16(u.shape)<<8, noCost+uint8(u.shape), u.sym, here-1, here+1
		}
		if u.shape != hiraShape || v.runes[i] == 'さ' || v.runes[i] == 'く' || v.runes[i] == 'ち' {
			u.marks |= v.marks(u.from, u.to)
		}
		u.words = v.words[i]
		if r := v.runes[i]; u.shape < smallShape && r < 1<<16 {
			u.names = wordList().cutter.names[r]
		}
		s.units = append(s.units, u)
		i = u.to
	}
	s.runs = v.room.runs.take(len(s.units)/2 + 4)[:0]
	s.findRuns()
	s.findLabels()
	return s
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

// wordSigns may stand within a word of letters and figures.
var wordSigns = newRunes("@._-'/\\")

// wordEnd is where a word of letters and figures that begins at rune i ends; signs between two of them belong to it.
func (v *view) wordEnd(i int) int {
	for i++; i < len(v.runes) && !v.gap(i); i++ {
		if v.script[i] == latin {
			continue
		}
		if i+1 < len(v.runes) && v.script[i+1] == latin && !v.gap(i+1) && wordSigns.has(v.runes[i]) {
			continue
		}
		break
	}
	return i
}

func (v *view) latinShape(from, to int) shape {
	letters, figures := 0, 0
	for i := from; i < to; i++ {
		switch r := v.runes[i]; {
		case r >= '0' && r <= '9':
			figures++
		case v.script[i] == latin:
			letters++
		case r == '-' || r == '\'' || r == '.':
		default:
			return machineShape
		}
	}
	switch {
	case letters == 0:
		return figureShape
	case figures > 0:
		return mixedShape
	case !v.isCapital(from):
		return smallShape
	case letters > 1 && v.isCapital(to-1):
		return upperShape
	}
	return capitalShape
}

// latinLists are the marks of Latin words that stand in a list.
var latinLists = sync.OnceValue(func() map[string]uint16 {
	names := latinNames()
	out := map[string]uint16{}
	for _, e := range []struct {
		set map[string]bool
		bit uint16
	}{{names.surname, listedSurname}, {names.englishSurname, listedSurname}, {names.given, listedGiven}, {names.englishGiven, listedGiven}, {latinTrade, listedTrade}, {orgTailWords, listedOrgTail},
		{formTails, listedOrgTail}, {latinPlain, listedPlain}, {notLatinNames, listedPlain}, {ordinaryLatin, listedPlain}, {englishWords, listedPlain}, {latinTitles, listedTitle}, {latinCities, listedPlace}, {bigPlaces, listedPlace}} {
		for w := range e.set {
			out[w] |= e.bit
		}
	}
	return out
})

// marks tells which words of the lists begin at rune from or end at rune to.
func (v *view) marks(from, to int) uint16 {
	starts, ends := &v.starting[from], &v.ending[to]
	if starts[0]|starts[1]|ends[0]|ends[1] == 0 {
		return 0
	}
	var m uint16
	check := func(bit uint16, is bool) {
		if is {
			m |= bit
		}
	}
	check(titleStarts_, starts.has(titleSet))
	check(titleEnds, ends.has(titleSet))
	check(formStarts_, starts.has(formStarts))
	check(formEnds, ends.has(formStarts))
	check(tradeStarts, starts.has(tradeSet))
	check(tradeEnds, ends.has(tradeSet))
	check(roleEnds, ends.has(roleSet))
	check(deptEnds_, ends.has(deptMarks))
	check(followStarts, starts.has(followSet))
	return m
}

func (s *sequence) findRuns() {
	class := func(u unit) int {
		switch u.shape {
		case hanShape, kataShape, upperShape, capitalShape, mixedShape:
			return 1
		case hiraShape:
			return 2
		case smallShape:
			return 3
		case figureShape:
			return 4
		case machineShape:
			return 5
		}
		if r := s.v.runes[u.from]; r == '・' || r == '&' {
			return 1
		}
		return 0
	}
	last := 0
	for i := range s.units {
		u := &s.units[i]
		c := class(*u)
		join := i > 0 && c != 0 && c == last && c < 3 && u.gap == noGap
		if i > 0 && !join && c == 1 && last == 1 && u.gap == spaceGap {
			p := s.units[i-1].shape
			join = (p == capitalShape || p == upperShape) && (u.shape == capitalShape || u.shape == upperShape)
		}
		if !join {
			s.runs = append(s.runs, run{from: i, to: i})
		}
		u.run = int32(len(s.runs) - 1)
		q := &s.runs[u.run]
		q.to = i + 1
		if i-q.from < 16 {
			q.kinds |= 1 << u.shape
			if u.class < noWord {
				q.dear = max(q.dear, u.cost)
				if u.edge&1 != 0 {
					q.words++
				}
				q.kinds |= 1 << (16 + u.class)
			}
			q.marks |= uint64(u.marks)
		}
		last = c
	}
}

// findLabels notes the label at the head of a line, such as 会社名:, for the units behind it.
func (s *sequence) findLabels() {
	s.label = s.v.room.words.take(len(s.units))
	var current uint32
	begin := 0
	for i, u := range s.units {
		if u.gap == lineGap {
			current, begin = 0, i
		}
		if s.v.runes[u.from] == ':' && u.to == u.from+1 && i-begin <= 8 && i > begin {
			current = hashRunes(s.v.runes[max(s.units[begin].from, u.from-4):u.from])
			continue
		}
		s.label[i] = current
	}
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

const (
	k0 = 0x9E3779B97F4A7C15
	k1 = 0xC2B2AE3D27D4EB4F
	k2 = 0x165667B19E3779F9
	k3 = 0xD6E8FEB86659FD93
)

func mix(template, a, b, c uint64) uint64 {
	h := template*k0 ^ (a+template)*k1 ^ (b+3)*k2 ^ (c+7)*k3
	h ^= h >> 31
	h *= k1
	return h ^ h>>29
}

// features appends what the tagger looks at for unit i.
func (s *sequence) features(i int, out []uint64) []uint64 {
	n, l := s.near(i), s.along(s.surroundings(i))
	return n.latin(l.costs(l.dearest(l.marked(n.marked(l.edges(n.sorts(n.words(n.between(n.kinds(n.classes(n.written(n.pairs(n.letters(out))))))))))))))
}

// near is a unit and what stands beside it, and beside its word.
type near struct{ unit, l1, l2, r1, r2, before, after *unit }

func (s *sequence) near(i int) near {
	u := s.at(i)
	return near{u, s.at(i - 1), s.at(i - 2), s.at(i + 1), s.at(i + 2), s.at(int(u.before)), s.at(int(u.after))}
}

// letters appends the single characters there and beside.
func (n *near) letters(out []uint64) []uint64 {
	return append(out, letter(0, n.unit.sym), letter(1, n.l1.sym), letter(2, n.r1.sym), letter(3, n.l2.sym), letter(4, n.r2.sym))
}

// letter is the feature of a character here, one before, one behind, two before, two behind.
func letter(place int, sym uint32) uint64 { return mix(uint64(1+place), uint64(sym), 0, 0) }

// pairs appends characters beside each other and how they are all written.
func (n *near) pairs(out []uint64) []uint64 {
	u, l1, l2, r1, r2 := n.unit, n.l1, n.l2, n.r1, n.r2
	u0, ul1, ul2, ur1, ur2 := uint64(u.sym), uint64(l1.sym), uint64(l2.sym), uint64(r1.sym), uint64(r2.sym)
	shapes := uint64(l2.shape) | uint64(l1.shape)<<4 | uint64(u.shape)<<8 | uint64(r1.shape)<<12 | uint64(r2.shape)<<16
	gaps := uint64(u.gap) | uint64(r1.gap)<<2 | uint64(l1.gap)<<4 | uint64(r2.gap)<<6
	return append(out, mix(6, ul1, u0, 0), mix(7, u0, ur1, 0), mix(8, ul2, ul1, 0), mix(9, ur1, ur2, 0), mix(13, shapes, gaps, 0))
}

// written appends how the unit and those beside it are written.
func (n *near) written(out []uint64) []uint64 { return append(out, shapes(n.shapes())) }

// shapes are how the unit and those beside it are written, and the gaps between.
func (n *near) shapes() uint64 {
	return uint64(n.l1.shape) | uint64(n.unit.shape)<<4 | uint64(n.r1.shape)<<8 | uint64(n.unit.gap)<<12 | uint64(n.r1.gap)<<14
}

func shapes(s uint64) uint64 { return mix(14, s&0xfff, s>>12, 0) }

// classes appends what the dictionary takes the word for, and the words beside.
func (n *near) classes(out []uint64) []uint64 {
	class, edge := uint64(n.unit.class), uint64(n.unit.edge)
	return append(out, mix(15, class, edge, 0), mix(16, uint64(n.before.class), class, edge), mix(17, class, uint64(n.after.class), edge))
}

// between appends the same all together.
func (n *near) between(out []uint64) []uint64 {
	return append(out, mix(18, uint64(n.before.class), uint64(n.unit.class)<<16|uint64(n.after.class), uint64(n.unit.edge)))
}

// words appends which words of the dictionary stand there.
func (n *near) words(out []uint64) []uint64 {
	class, edge := uint64(n.unit.class), uint64(n.unit.edge)
	return append(out, mix(19, uint64(n.unit.word), edge, 0), mix(20, uint64(n.before.word), edge, class), mix(21, uint64(n.after.word), edge, class))
}

// sorts appends which sorts of words of the dictionary could begin and end there.
func (n *near) sorts(out []uint64) []uint64 {
	w, wb, wa := uint64(n.unit.words), uint64(n.l1.words), uint64(n.r1.words)
	return append(out, mix(45, w, wb, 0), mix(46, w, wa, 0), mix(47, w, uint64(n.unit.class), uint64(n.unit.edge)))
}

// kinds appends the same of the character alone, how much rather the characters there and beside stand in names, and how ordinary the words are.
func (n *near) kinds(out []uint64) []uint64 {
	c, class, edge, cost := uint64(n.unit.names), uint64(n.unit.class), uint64(n.unit.edge), uint64(n.unit.cost)
	return append(out, mix(44, uint64(n.unit.words), 0, 0), mix(48, c, uint64(n.l1.names), 0), mix(49, c, uint64(n.r1.names), 0), mix(50, c, class, edge),
		mix(51, class, cost, edge), mix(52, cost, uint64(n.before.cost), edge), mix(53, cost, uint64(n.after.cost), edge))
}

// latin appends what is seen of a word of letters or figures besides.
func (n *near) latin(out []uint64) []uint64 {
	u, l1, r1 := n.unit, n.l1, n.r1
	if u.shape < smallShape {
		return out
	}
	shape, shapes := uint64(u.shape), uint64(l1.shape)<<8|uint64(r1.shape)
	return append(out, mix(35, uint64(u.tail), shape, 0), mix(36, uint64(u.marks), shape, shapes), mix(37, shape, uint64(l1.sym), uint64(n.l2.sym)), mix(38, shape, uint64(r1.sym), uint64(n.r2.sym)),
		mix(39, shape, uint64(l1.shape)<<8|uint64(l1.marks)<<16, uint64(r1.shape)<<8|uint64(r1.marks)<<16))
}

// unmarked tells whether no words of lists begin or end there or beside.
func (n *near) unmarked() bool { return n.unit.marks|n.l1.marks|n.r1.marks == 0 }

// marked appends the words of lists that do.
func (n *near) marked(out []uint64) []uint64 {
	return append(out, mix(31, uint64(n.unit.marks), uint64(n.r1.marks)|uint64(n.l1.marks)<<16, 0))
}

// surroundings are all that along is made of.
type surroundings struct {
	run   int32
	label uint32
	place uint64
}

func (s *sequence) surroundings(i int) surroundings {
	u := &s.units[i]
	q := &s.runs[max(u.run, 0)]
	place := uint64(u.shape) << 4
	if i == q.from {
		place |= 1
	}
	if i == q.to-1 {
		place |= 2
	}
	return surroundings{u.run, s.label[i], place}
}

// along is the stretch a unit lies in, with what stands at its ends and beside it, and the unit's place in it.
type along struct {
	run                                             *run
	first, second, beforeLast, last, l1, l2, r1, r2 *unit
	length, place                                   uint64
	label                                           uint32
}

func (s *sequence) along(here surroundings) along {
	q := &s.runs[max(here.run, 0)]
	return along{q, s.at(q.from), s.at(min(q.from+1, q.to-1)), s.at(max(q.to-2, q.from)), s.at(q.to - 1), s.at(q.from - 1), s.at(q.from - 2), s.at(q.to), s.at(q.to + 1),
		uint64(min(q.to-q.from, 8)), here.place, here.label}
}

// edges appends how the stretch begins, ends and goes on.
func (l *along) edges(out []uint64) []uint64 {
	last, before, behind := uint64(l.last.sym), uint64(l.l1.sym), uint64(l.r1.sym)
	return append(out, mix(22, last, l.place, 0), mix(23, last, uint64(l.beforeLast.sym), l.place), mix(24, behind, l.place, uint64(l.r1.gap)), mix(25, behind, uint64(l.r2.sym), l.place),
		mix(26, before, l.place, uint64(l.first.gap)), mix(27, before, uint64(l.l2.sym), l.place), mix(28, behind, before, l.place), mix(29, uint64(l.first.sym), uint64(l.second.sym), l.place),
		mix(30, l.run.kinds, l.length, l.place))
}

// marked appends the words of lists in the stretch, at its end and behind it.
func (l *along) marked(out []uint64) []uint64 {
	return append(out, mix(32, uint64(l.last.marks), uint64(l.r1.marks), l.place), mix(33, l.run.marks, l.length, l.place))
}

// unmarked tells whether there are none.
func (l *along) unmarked() bool { return l.run.marks|uint64(l.last.marks|l.r1.marks) == 0 }

// dearest appends how ordinary the words of the stretch are.
func (l *along) dearest(out []uint64) []uint64 {
	return append(out, mix(54, uint64(l.run.dear), uint64(l.run.words), l.place))
}

// costs appends the same with which sorts of words they are and how the stretch ends, and the label before it.
func (l *along) costs(out []uint64) []uint64 {
	dear := uint64(l.run.dear)
	out = append(out, mix(55, dear, l.run.kinds>>16, l.place), mix(56, dear, uint64(l.last.sym), l.place))
	if l.label != 0 {
		out = append(out, mix(34, uint64(l.label), l.place, 0))
	}
	return out
}
