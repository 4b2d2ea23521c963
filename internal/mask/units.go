package mask

import "strings"

// unit is what the tagger gives a label to: one character of Japanese, or one word of Latin letters with the signs inside it.
type unit struct {
	from, to int
	sym      uint32 // which character or word
	tail     uint32 // the last three letters of a Latin word
	shape    shape
	gap      gapKind // what stands before it
	token    int32   // the dictionary's word it lies in, -1 for none
	edge     byte    // where in that word: bit 0 at its beginning, bit 1 at its end
	marks    uint16  // words of lists that begin or end here
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
type run struct{ from, to int }

// sequence is a view cut into units.
type sequence struct {
	v     *view
	units []unit
	runs  []run
	words []uint32 // by token: which word
	toks  []token
	label []uint32 // by unit: the label before a colon on its line, 0 for none
}

var (
	titleSet  = newWordSet(titles)
	followSet = newWordSet(follows)
)

// sequence cuts what the reader reads into units.
func (r *reader) sequence() *sequence {
	v := r.v
	s := &sequence{v: v, toks: r.toks, words: make([]uint32, len(r.toks)), units: make([]unit, 0, len(v.runes))}
	for i, k := range r.toks {
		s.words[i] = hashRunes(v.runes[k.from:k.to])
	}
	names := latinNames()
	j := 0
	for i := 0; i < len(v.runes); {
		u := unit{from: i, to: i + 1, token: -1, run: -1}
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
			word := string(v.runes[i:u.to])
			u.shape = v.latinShape(i, u.to)
			u.tail = hashRunes(v.runes[max(i, u.to-3):u.to])
			u.marks = latinMarks(names, word)
		}
		u.sym = hashRunes(v.runes[u.from:u.to])
		if u.shape == figureShape {
			u.sym = uint32(min(u.to-u.from, 6))
		}
		for j < len(s.toks) && s.toks[j].to <= i {
			j++
		}
		if j < len(s.toks) && s.toks[j].from <= i && u.shape < smallShape {
			u.token = int32(j)
			if s.toks[j].from == i {
				u.edge |= 1
			}
			if s.toks[j].to == i+1 {
				u.edge |= 2
			}
		}
		if u.shape != hiraShape || v.runes[i] == 'さ' || v.runes[i] == 'く' || v.runes[i] == 'ち' {
			u.marks |= v.marks(u.from, u.to)
		}
		s.units = append(s.units, u)
		i = u.to
	}
	s.findRuns()
	s.findLabels()
	return s
}

func (v *view) gapKind(i int) gapKind {
	switch {
	case i == 0:
		return lineGap
	case v.start[i] <= v.end[i-1]:
		return noGap
	}
	between := v.src[v.end[i-1]:v.start[i]]
	switch {
	case strings.Contains(between, "\n"):
		return lineGap
	case between == " ":
		return spaceGap
	case strings.TrimSpace(between) == "":
		return wideGap
	}
	return noGap
}

// wordEnd is where a word of letters and figures that begins at rune i ends; signs between two of them belong to it.
func (v *view) wordEnd(i int) int {
	for i++; i < len(v.runes) && !v.gap(i); i++ {
		if v.script[i] == latin {
			continue
		}
		if i+1 < len(v.runes) && v.script[i+1] == latin && !v.gap(i+1) && strings.ContainsRune("@._-'/\\", v.runes[i]) {
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

func latinMarks(names *spellings, w string) uint16 {
	var m uint16
	w = strings.TrimSuffix(w, "'s")
	for _, e := range []struct {
		set map[string]bool
		bit uint16
	}{{names.surname, listedSurname}, {names.englishSurname, listedSurname}, {names.given, listedGiven}, {names.englishGiven, listedGiven}, {latinTrade, listedTrade}, {orgTailWords, listedOrgTail},
		{formTails, listedOrgTail}, {latinPlain, listedPlain}, {notLatinNames, listedPlain}, {ordinaryLatin, listedPlain}, {englishWords, listedPlain}, {latinTitles, listedTitle}, {latinCities, listedPlace}, {bigPlaces, listedPlace}} {
		if e.set[w] {
			m |= e.bit
		}
	}
	return m
}

// marks tells which words of the lists begin at rune from or end at rune to.
func (v *view) marks(from, to int) uint16 {
	var m uint16
	if titleSet.starts(v, from) > 0 {
		m |= titleStarts_
	}
	if titleSet.ends(v, to) > 0 {
		m |= titleEnds
	}
	if formStarts.starts(v, from) > 0 {
		m |= formStarts_
	}
	if formStarts.ends(v, to) > 0 {
		m |= formEnds
	}
	if institutions.starts(v, from) > 0 || strongTrade.starts(v, from) > 0 || weakTrade.starts(v, from) > 0 {
		m |= tradeStarts
	}
	if institutions.ends(v, to) > 0 || strongTrade.ends(v, to) > 0 || weakTrade.ends(v, to) > 0 {
		m |= tradeEnds
	}
	if roleWords.ends(v, to) > 0 || leadIn.ends(v, to) > 0 {
		m |= roleEnds
	}
	if deptMarks.ends(v, to) > 0 {
		m |= deptEnds_
	}
	if followSet.starts(v, from) > 0 {
		m |= followStarts
	}
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
			s.runs = append(s.runs, run{i, i})
		}
		u.run = int32(len(s.runs) - 1)
		s.runs[u.run].to = i + 1
		last = c
	}
}

// findLabels notes the label at the head of a line, such as 会社名:, for the units behind it.
func (s *sequence) findLabels() {
	s.label = make([]uint32, len(s.units))
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

// at gives a unit, a blank one outside the text.
func (s *sequence) at(i int) unit {
	if i < 0 || i >= len(s.units) {
		return unit{gap: lineGap, token: -1, sym: 1}
	}
	return s.units[i]
}

func (s *sequence) tok(u unit) (class uint64, word uint64) {
	if u.token < 0 {
		return uint64(31) + uint64(u.shape)<<8, uint64(u.sym)
	}
	return uint64(s.toks[u.token].class), uint64(s.words[u.token])
}

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

// features appends what the tagger looks at for unit i: the characters, words and lists around it, and how its stretch begins, ends and goes on.
func (s *sequence) features(i int, out []uint64) []uint64 {
	u, l1, l2, r1, r2 := s.at(i), s.at(i-1), s.at(i-2), s.at(i+1), s.at(i+2)
	add := func(template, a, b, c uint64) { out = append(out, mix(template, a, b, c)) }
	sym := func(u unit) uint64 { return uint64(u.sym) }
	add(1, sym(u), 0, 0)
	add(2, sym(l1), 0, 0)
	add(3, sym(r1), 0, 0)
	add(4, sym(l2), 0, 0)
	add(5, sym(r2), 0, 0)
	add(6, sym(l1), sym(u), 0)
	add(7, sym(u), sym(r1), 0)
	add(8, sym(l2), sym(l1), 0)
	add(9, sym(r1), sym(r2), 0)
	add(10, sym(l1), sym(u), sym(r1))
	add(11, sym(l2), sym(l1), sym(u))
	add(12, sym(u), sym(r1), sym(r2))
	shapes := uint64(l2.shape) | uint64(l1.shape)<<4 | uint64(u.shape)<<8 | uint64(r1.shape)<<12 | uint64(r2.shape)<<16
	gaps := uint64(u.gap) | uint64(r1.gap)<<2
	add(13, shapes, gaps|uint64(l1.gap)<<4|uint64(r2.gap)<<6, 0)
	add(14, shapes>>4&0xfff, gaps, 0)
	c, w := s.tok(u)
	edge := uint64(u.edge)
	add(15, c, edge, 0)
	var cl, wl, cr, wr uint64
	if u.token >= 0 {
		k := s.toks[u.token]
		before, after := i-(u.from-k.from), i+(k.to-u.from)
		cl, wl = s.tok(s.at(before - 1))
		cr, wr = s.tok(s.at(after))
	} else {
		cl, wl = s.tok(l1)
		cr, wr = s.tok(r1)
	}
	add(16, cl, c, edge)
	add(17, c, cr, edge)
	add(18, cl, c<<16|cr, edge)
	add(19, w, edge, 0)
	add(20, wl, edge, c)
	add(21, wr, edge, c)
	q := s.runs[max(u.run, 0)]
	place := uint64(0)
	if i == q.from {
		place |= 1
	}
	if i == q.to-1 {
		place |= 2
	}
	place |= uint64(u.shape) << 4
	last, beforeLast := s.at(q.to-1), s.at(max(q.to-2, q.from))
	add(22, sym(last), place, 0)
	add(23, sym(last), sym(beforeLast), place)
	a1, a2, b1, b2 := s.at(q.to), s.at(q.to+1), s.at(q.from-1), s.at(q.from-2)
	add(24, sym(a1), place, uint64(a1.gap))
	add(25, sym(a1), sym(a2), place)
	add(26, sym(b1), place, uint64(s.at(q.from).gap))
	add(27, sym(b1), sym(b2), place)
	add(28, sym(a1), sym(b1), place)
	add(29, sym(s.at(q.from)), sym(s.at(min(q.from+1, q.to-1))), place)
	var kinds, marks uint64
	for k := q.from; k < q.to && k-q.from < 16; k++ {
		kinds |= 1 << s.units[k].shape
		if t := s.units[k].token; t >= 0 {
			kinds |= 1 << (16 + uint64(s.toks[t].class))
		}
		marks |= uint64(s.units[k].marks)
	}
	add(30, kinds, uint64(min(q.to-q.from, 8)), place)
	add(31, uint64(u.marks), uint64(l1.marks)<<16|uint64(r1.marks), 0)
	add(32, uint64(last.marks), uint64(a1.marks), place)
	add(33, marks, uint64(min(q.to-q.from, 8)), place)
	if s.label[i] != 0 {
		add(34, uint64(s.label[i]), place, 0)
	}
	if u.shape >= smallShape {
		add(35, uint64(u.tail), uint64(u.shape), 0)
		add(36, uint64(u.marks), uint64(u.shape), uint64(l1.shape)<<8|uint64(r1.shape))
		add(37, uint64(u.shape), sym(l1), sym(l2))
		add(38, uint64(u.shape), sym(r1), sym(r2))
		add(39, uint64(u.shape), uint64(l1.shape)<<8|uint64(l1.marks)<<16, uint64(r1.shape)<<8|uint64(r1.marks)<<16)
	}
	return out
}
