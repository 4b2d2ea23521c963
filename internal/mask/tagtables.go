package mask

import "math"

// letterRow is what a character says at the five places of letter.
type letterRow [5]weights

// letterTable holds the rows of all characters that say something, so that one place in memory serves five features.
type letterTable struct {
	by   []uint16 // by rune: which row, the first for those that say nothing
	rows []letterRow
}

// classTable holds the features of classes, all of a unit together, those of near.kinds and how a unit and those beside it are written, by what they are made of.
type classTable struct {
	classes                             []sum
	shapes                              fewWeights
	words, nameBefore, nameAfter, names fewWeights
	cost, costBefore, costAfter         fewWeights
}

// fewWeights are rows of which most are nothing.
type fewWeights struct {
	by   []uint16 // which row, the first for those that say nothing
	rows []weights
}

func (f *fewWeights) at(i uint64) *weights { return &f.rows[f.by[i]] }

// few lays out a feature for all n numbers it may be of.
func (t *Tagger) few(n int, feature func(i uint64) uint64) fewWeights {
	out := fewWeights{make([]uint16, n), make([]weights, 1)}
	for i := range n {
		if w := t.find(feature(uint64(i))); w != (weights{}) && len(out.rows) < math.MaxUint16 {
			out.by[i] = uint16(len(out.rows))
			out.rows = append(out.rows, w)
		}
	}
	return out
}

// layKinds works out the tables for near.kinds.
func (t *Tagger) layKinds() {
	c := &t.classes
	kind := func(n, feature int, of func(i uint64) near) fewWeights {
		return t.few(n, func(i uint64) uint64 { u := of(i); return u.kinds(nil)[feature] })
	}
	nobody := &unit{}
	const low = 1<<classBits - 1
	alone := func(u unit) near { return near{unit: &u, l1: nobody, r1: nobody, before: nobody, after: nobody} }
	named := func(k uint64) *unit { return &unit{names: uint8(k)} }
	dear := func(i uint64) near { return alone(unit{edge: byte(i & 3), cost: uint8(i >> 2 & low)}) }
	c.words = kind(1<<13, 0, func(i uint64) near { return alone(unit{words: uint16(i)}) })
	c.nameBefore = kind(1<<16, 1, func(i uint64) near { n := alone(*named(i & 0xff)); n.l1 = named(i >> 8); return n })
	c.nameAfter = kind(1<<16, 2, func(i uint64) near { n := alone(*named(i & 0xff)); n.r1 = named(i >> 8); return n })
	c.names = kind(1<<(8+classBits+2), 3, func(i uint64) near {
		return alone(unit{names: uint8(i), class: classOfNumber(i >> 10), edge: byte(i >> 8 & 3)})
	})
	c.cost = kind(1<<(2*classBits+2), 4, func(i uint64) near {
		return alone(unit{edge: byte(i & 3), class: classOfNumber(i >> 2 & low), cost: uint8(i >> (classBits + 2))})
	})
	c.costBefore = kind(1<<(2*classBits+2), 5, func(i uint64) near { n := dear(i); n.before = &unit{cost: uint8(i >> (classBits + 2))}; return n })
	c.costAfter = kind(1<<(2*classBits+2), 6, func(i uint64) near { n := dear(i); n.after = &unit{cost: uint8(i >> (classBits + 2))}; return n })
}

const (
	classBits  = 5
	classCount = 16 + uint64(machineShape) + 1
)

// classNumber makes a small number of the class of a unit.
func (u *unit) classNumber() uint64 {
	if u.class&0xff == noWord {
		return 16 + uint64(u.class>>8)
	}
	return uint64(u.class)
}

// classOfNumber is the class behind a small number.
func classOfNumber(k uint64) uint16 {
	if k < 16 {
		return uint16(k)
	}
	return noWord + uint16(k-16)<<8
}

// add adds what the classes of a unit say.
func (t *classTable) add(n *near, s *sum) {
	edge, names, cost := uint64(n.unit.edge), uint64(n.unit.names), uint64(n.unit.cost)
	c := n.unit.classNumber()<<2 | edge
	s.plus(&t.classes[(n.before.classNumber()*classCount+n.after.classNumber())*4*classCount+c])
	s.add(t.shapes.at(n.shapes()))
	s.add(t.words.at(uint64(n.unit.words)))
	s.add(t.nameBefore.at(uint64(n.l1.names)<<8 | names))
	s.add(t.nameAfter.at(uint64(n.r1.names)<<8 | names))
	s.add(t.names.at(c<<8 | names))
	s.add(t.cost.at(cost<<(classBits+2) | c))
	s.add(t.costBefore.at((uint64(n.before.cost)<<classBits|cost)<<2 | edge))
	s.add(t.costAfter.at((uint64(n.after.cost)<<classBits|cost)<<2 | edge))
}

// lay works out the tables that stand for the features met most.
func (t *Tagger) lay() {
	t.letters.by, t.letters.rows = make([]uint16, 1<<16), make([]letterRow, 1)
	for r := range t.letters.by {
		if row := t.letterRow(hashRunes([]rune{rune(r)})); row != (letterRow{}) && len(t.letters.rows) < math.MaxUint16 {
			t.letters.by[r] = uint16(len(t.letters.rows))
			t.letters.rows = append(t.letters.rows, row)
		}
	}
	t.layKinds()
	t.layAlong()
	t.classes.shapes = t.few(1<<16, shapes)
	t.classes.classes = make([]sum, 4*classCount*classCount*classCount)
	for i := range t.classes.classes {
		k := uint64(i) / 4
		n := near{unit: &unit{class: classOfNumber(k % classCount), edge: byte(i % 4)}, before: &unit{class: classOfNumber(k / classCount / classCount)}, after: &unit{class: classOfNumber(k / classCount % classCount)}}
		t.count(n.between(n.classes(nil)), &t.classes.classes[i])
	}
}

// alongTable holds what is said where no words of lists stand: for a unit, for a stretch by its length and the place in it; and the feature of dearest.
type alongTable struct {
	unmarked  sum
	stretches []sum
	dearest   fewWeights
}

const (
	withinBits = 6 // how a unit is written and where in its stretch it lies
	lengths    = 9
)

// layAlong works out the table.
func (t *Tagger) layAlong() {
	blank := &unit{}
	n := near{unit: blank, l1: blank, r1: blank}
	t.count(n.marked(nil), &t.alongs.unmarked)
	t.alongs.stretches = make([]sum, lengths<<withinBits)
	for i := range t.alongs.stretches {
		l := along{run: &run{}, last: blank, r1: blank, length: uint64(i) >> withinBits, shape: uint64(i) % (1 << withinBits) / kinCount, at: uint64(i) % kinCount}
		t.count(l.marked(nil), &t.alongs.stretches[i])
	}
	t.alongs.dearest = t.few(1<<(4+5+withinBits), func(i uint64) uint64 {
		l := along{run: &run{dear: uint8(i >> (5 + withinBits)), words: uint8(i >> withinBits & 31)}, shape: i % (1 << withinBits) / kinCount, at: i % kinCount}
		return l.dearest(nil)[0]
	})
}

// around adds up what the stretch a unit lies in says.
func (t *Tagger) around(l along, features []uint64) (s sum) {
	within := l.shape*kinCount | l.at
	s.add(t.alongs.dearest.at((uint64(l.run.dear)<<5|uint64(l.run.words))<<withinBits | within))
	features = l.costs(l.edges(features))
	if l.unmarked() {
		s.plus(&t.alongs.stretches[l.length<<withinBits|within])
	} else {
		features = l.marked(features)
	}
	t.count(features, &s)
	return s
}

func (t *Tagger) letterRow(sym uint32) (row letterRow) {
	for place := range row {
		row[place] = t.find(letter(place, sym))
	}
	return row
}
