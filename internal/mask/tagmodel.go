package mask

import (
	"bytes"
	"cmp"
	_ "embed"
	"encoding/binary"
	"errors"
	"io"
	"math"
	"math/bits"
	"slices"
	"sync"

	"compress/gzip"
)

// The weights are made by go run ./bench/mask --train, from the texts in bench/mask/texts/dev.
//
//go:embed data/tagger.bin
var taggerFile []byte

// Tagger is what was learnt from labelled texts: what each thing seen beside a unit says for each label.
type Tagger struct {
	texts   uint64
	step    [labelCount][labelCount]float32
	bonus   [tagCount]float32 // for each name that begins
	scale   float32
	places  *placeTable // of features, hashed
	rows    []weights   // one behind another in the order of their places
	letters letterTable
	classes classTable
	alongs  alongTable
	odds    [labelCount][1 + tagCount]float32 // of the steps to what begins, or to none
	goesOn  [tagCount]float32                 // of those from where a name begins to its inside
	stays   [tagCount]float32                 // of those within
}

// weights lie in bytes of two words, 128 standing for nothing, so that three additions serve all labels: 0 to 7 in one; 8, 9, 10 and a 1, which counts, in the even
// bytes of the other, whose odd bytes are the feature's.
type weights struct{ lo, hi uint64 }

const (
	evenBytes = 0x00ff00ff00ff00ff
	nothing   = 128
)

// of tells whether the weights are those of a feature.
func (w *weights) of(f uint64) bool { return (w.hi^f)&^evenBytes == 0 }

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
	t.classes.classes = make([]sum, 0, 4*classCount*classCount*classCount)
	for before := range classCount {
		for after := range classCount {
			for class := range classCount {
				for edge := range uint64(4) {
					n := near{unit: &unit{class: classOfNumber(class), edge: byte(edge)}, before: &unit{class: classOfNumber(before)}, after: &unit{class: classOfNumber(after)}}
					var all sum
					t.count(n.between(n.classes(nil)), &all)
					t.classes.classes = append(t.classes.classes, all)
				}
			}
		}
	}
}

// alongTable holds what is said where no words of lists stand: for a unit, for a stretch by its length and the place in it; and the feature of dearest.
type alongTable struct {
	unmarked  sum
	stretches []sum
	dearest   fewWeights
}

const (
	placeBits = 6
	lengths   = 9
)

// placeNumber makes a small number of a place in a stretch.
func placeNumber(place uint64) uint64 { return place>>4<<2 | place&3 }

func placeOfNumber(k uint64) uint64 { return k>>2<<4 | k&3 }

// layAlong works out the table.
func (t *Tagger) layAlong() {
	blank := &unit{}
	n := near{unit: blank, l1: blank, r1: blank}
	t.count(n.marked(nil), &t.alongs.unmarked)
	t.alongs.stretches = make([]sum, lengths<<placeBits)
	for i := range t.alongs.stretches {
		l := along{run: &run{}, last: blank, r1: blank, length: uint64(i) >> placeBits, place: placeOfNumber(uint64(i) % (1 << placeBits))}
		t.count(l.marked(nil), &t.alongs.stretches[i])
	}
	t.alongs.dearest = t.few(1<<(4+5+placeBits), func(i uint64) uint64 {
		l := along{run: &run{dear: uint8(i >> (5 + placeBits)), words: uint8(i >> placeBits & 31)}, place: placeOfNumber(i % (1 << placeBits))}
		return l.dearest(nil)[0]
	})
}

// around adds up what the stretch a unit lies in says.
func (t *Tagger) around(l along, features []uint64) (s sum) {
	place := placeNumber(l.place)
	s.add(t.alongs.dearest.at((uint64(l.run.dear)<<5|uint64(l.run.words))<<placeBits | place))
	features = l.costs(l.edges(features))
	if l.unmarked() {
		s.plus(&t.alongs.stretches[l.length<<placeBits|place])
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

// find gives the weights of a feature, or nothing.
func (t *Tagger) find(f uint64) weights {
	if w := t.row(f); w != nil {
		return *w
	}
	return weights{}
}

// row is where the weights of a feature lie, nil where it has none.
func (t *Tagger) row(f uint64) *weights { return t.rowFrom(f, placeOf(f)) }

// rowFrom looks from place i on.
func (t *Tagger) rowFrom(f uint64, i uint32) *weights {
	for ; ; i = (i + 1) % placeCount {
		p := &t.places[i/64]
		if p.taken>>(i%64)&1 == 0 {
			return nil
		}
		if w := &t.rows[p.row(i)]; w.of(f) {
			return w
		}
	}
}

// Learnt is a tagger in the making.
type Learnt struct {
	Texts    uint64      // of which texts
	Step     [][]float32 // by the label before and the label
	Bonus    []float32   // by kind
	Features map[uint64][]float32
}

var builtIn = sync.OnceValue(func() *Tagger {
	t, err := OpenTagger(bytes.NewReader(taggerFile))
	if err != nil {
		panic("mask: the tagger in this program cannot be read: " + err.Error())
	}
	inLargePages(t.rows, t.places[:], t.letters.rows, t.letters.by, t.classes.classes)
	return t
})

// TaggerTexts is a fingerprint of the texts the tagger in the program was made of.
func TaggerTexts() uint64 { return builtIn().texts }

// sum is what some features say for all labels together, before scale and bonus, in words of four numbers: for labels 0, 2, 4, 6; for 1, 3, 5, 7; for 8, 9, 10 and
// how many features there were.
type sum struct{ even, odd, rest uint64 }

func (s *sum) plus(o *sum) {
	s.even, s.odd, s.rest = s.even+o.even, s.odd+o.odd, s.rest+o.rest
}

// add adds what one feature says.
func (s *sum) add(w *weights) {
	s.even += w.lo & evenBytes
	s.odd += w.lo >> 8 & evenBytes
	s.rest += w.hi & evenBytes
}

// placeTable has a place for each feature, of which few are taken: it lies closer together than the rows would with room between, and tells of most features a text
// shows that they are not there. Its size is fixed, so that no bounds are asked.
type placeTable [placeCount / 64]sixtyFour

const placeCount = 1 << 18

func placeOf(f uint64) uint32 { return uint32(f>>32) % placeCount }

// sixtyFour are places beside each other.
type sixtyFour struct {
	taken uint64
	begin uint32 // the row of the first place taken
}

// row is that of place i, which is taken.
func (p *sixtyFour) row(i uint32) uint32 {
	return p.begin + uint32(bits.OnesCount64(p.taken<<(^i%64))) - 1
}

// count adds up what the features say; the list is used up. Which are there cannot be guessed, by the processor neither: so those whose place is empty, most of
// them, are dropped first without a branch, and the places are read all at once.
func (t *Tagger) count(features []uint64, out *sum) {
	table, n := t.places, 0
	for _, f := range features {
		i := placeOf(f)
		features[n] = f
		if table[i/64].taken&(1<<(i%64)) != 0 {
			n++
		}
	}
	for _, f := range features[:n] {
		i := placeOf(f)
		w := &t.rows[table[i/64].row(i)]
		if !w.of(f) {
			if w = t.rowFrom(f, (i+1)%placeCount); w == nil {
				continue
			}
		}
		out.add(w)
	}
}

// scores are a sum as a score for each label.
func (t *Tagger) scores(s *sum, out *[labelCount]float32) {
	none := int32(s.rest>>48) * nothing
	score := func(x uint64) float32 { return float32(int32(x&0xffff)-none) * t.scale }
	even, odd, rest := s.even, s.odd, s.rest
	for l := 0; l < 8; l += 2 {
		out[l], out[l+1] = score(even), score(odd)
		even, odd = even>>16, odd>>16
	}
	out[8], out[9], out[10] = score(rest), score(rest>>16), score(rest>>32)
	for k, b := range t.bonus {
		out[1+k] += b
	}
}

// Write packs what was learnt: weights as bytes, those that are nothing left out.
func (l Learnt) Write(w io.Writer) error {
	top := 0.0
	for _, ws := range l.Features {
		for _, x := range ws {
			top = max(top, math.Abs(float64(x)))
		}
	}
	scale := float32(min(top, 6) / 127)
	type entry struct {
		feature uint64
		by      [labelCount]int8
	}
	var list []entry
	for f, ws := range l.Features {
		e, any := entry{feature: f}, false
		for i, x := range ws {
			e.by[i] = int8(max(-127, min(127, math.Round(float64(x/scale)))))
			any = any || e.by[i] != 0
		}
		if any {
			list = append(list, e)
		}
	}
	slices.SortFunc(list, func(a, b entry) int { return cmp.Compare(a.feature, b.feature) })
	z, err := gzip.NewWriterLevel(w, gzip.BestCompression)
	if err != nil {
		return err
	}
	put := func(x any) { err = errors.Join(err, binary.Write(z, binary.LittleEndian, x)) }
	put(l.Texts)
	for _, row := range l.Step {
		put(row)
	}
	put(l.Bonus)
	put(scale)
	put(uint32(len(list)))
	for _, e := range list {
		put(e.feature)
	}
	for i := range labelCount {
		column := make([]int8, len(list))
		for k, e := range list {
			column[k] = e.by[i]
		}
		put(column)
	}
	return errors.Join(err, z.Close())
}

// OpenTagger reads what Write packed.
func OpenTagger(r io.Reader) (*Tagger, error) {
	z, err := gzip.NewReader(r)
	if err != nil {
		return nil, err
	}
	t := &Tagger{}
	read := func(x any) { err = errors.Join(err, binary.Read(z, binary.LittleEndian, x)) }
	read(&t.texts)
	for i := range t.step {
		read(t.step[i][:])
	}
	read(t.bonus[:])
	read(&t.scale)
	var n uint32
	if read(&n); err != nil || n > placeCount/2 {
		return nil, errors.Join(err, errors.New("no number of features that can be"))
	}
	features, by := make([]uint64, n), make([]int8, n*labelCount)
	read(features)
	if read(by); err != nil {
		return nil, err
	}
	t.place(features, by)
	odds := func(a, b int) float32 { return float32(math.Exp(float64(t.step[a][b]))) }
	for a := range t.odds {
		for b := range t.odds[a] {
			t.odds[a][b] = odds(a, b)
		}
	}
	for k := range tagCount {
		in := 1 + tagCount + k
		t.goesOn[k], t.stays[k] = odds(1+k, in), odds(in, in)
	}
	t.lay()
	return t, nil
}

// place lays out features and, label after label, their weights.
func (t *Tagger) place(features []uint64, by []int8) {
	t.places = new(placeTable)
	at := make([]uint32, len(features))
	for k, f := range features {
		i := placeOf(f)
		for t.places[i/64].taken>>(i%64)&1 != 0 {
			i = (i + 1) % placeCount
		}
		t.places[i/64].taken |= 1 << (i % 64)
		at[k] = i
	}
	n := 0
	for i := range t.places {
		t.places[i].begin = uint32(n)
		n += bits.OnesCount64(t.places[i].taken)
	}
	t.rows = make([]weights, n)
	for k, f := range features {
		w := &t.rows[t.places[at[k]/64].row(at[k])]
		w.hi = f&^evenBytes | 1<<48
		for l := range labelCount {
			if x := uint64(int(by[l*len(features)+k]) + nothing); l < 8 {
				w.lo |= x << (8 * l)
			} else {
				w.hi |= x << (16 * (l - 8))
			}
		}
	}
}
