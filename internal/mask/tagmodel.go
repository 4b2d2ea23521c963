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
	places  placeTable // of features, hashed
	rows    []weights  // one behind another in the order of their places
	letters letterTable
	classes classTable
	alongs  alongTable
	first   [labelCount]float32    // odds of the labels that may stand at the head of a text
	odds    [labelCount][8]float32 // of the steps to none and to what begins; the rest fills up, as a shift finds a row of eight
	goesOn  [tagCount]float32      // of those from where a name begins to its inside
	stays   [tagCount]float32      // of those within
	exp     *[2 * middle]float32   // by what labels gives: how many times as likely as none that makes a label
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

// find gives the weights of a feature, or nothing.
func (t *Tagger) find(f uint64) weights {
	if w := t.row(f); w != nil {
		return *w
	}
	return weights{}
}

// row is where the weights of a feature lie, nil where it has none.
func (t *Tagger) row(f uint64) *weights { return t.rowFrom(f, placeOf(f)) }

// rowFrom looks from place i on. It is needed seldom, and within loops would leave them too few registers.
//
//go:noinline
func (t *Tagger) rowFrom(f uint64, i uint32) *weights {
	for ; ; i = (i + kinCount) % placeCount {
		if t.places.taken[i/64]>>(i%64)&1 == 0 {
			return nil
		}
		if w := &t.rows[t.places.row(i)]; w.of(f) {
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
	inLargePages(t.rows, t.places.taken[:], t.letters.rows, t.letters.by, t.classes.classes)
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
type placeTable struct {
	taken [placeCount / 64]uint64
	begin [placeCount / 64]uint16 // the row of the first place taken among sixty-four
}

const placeCount = 1 << 18

// placeOf is the place of a feature, beside those of its kin.
func placeOf(f uint64) uint32 { return uint32(f) % placeCount }

// row is that of place i, which is taken.
func (p *placeTable) row(i uint32) uint32 {
	return uint32(p.begin[i/64]) + uint32(bits.OnesCount64(p.taken[i/64]<<(^i%64))) - 1
}

// count adds up what the features say; the list is used up. Which are there cannot be guessed, by the processor neither: so those whose place is empty, most of
// them, are dropped first without a branch, and the places are read all at once.
func (t *Tagger) count(features []uint64, out *sum) {
	rows, n := t.rows, 0
	for _, f := range features {
		i := placeOf(f)
		features[n] = f
		if t.places.taken[i/64]&(1<<(i%64)) != 0 {
			n++
		}
	}
	for _, f := range features[:n] {
		i := placeOf(f)
		w := &rows[t.places.row(i)]
		if !w.of(f) {
			if w = t.rowFrom(f, (i+kinCount)%placeCount); w == nil {
				continue
			}
		}
		out.add(w)
	}
}

// countKin adds to each sum what one of the features says that are kin to f, whose rows follow each other.
func (t *Tagger) countKin(f uint64, sums [kinCount]*sum) {
	i := placeOf(f)
	for kin := t.places.taken[i/64] >> (i % 64) & (1<<kinCount - 1); kin != 0; kin &= kin - 1 {
		k := uint32(bits.TrailingZeros64(kin)) % kinCount
		w := &t.rows[t.places.row(i+k)]
		if !w.of(f) {
			if w = t.rowFrom(f|uint64(k), (i+k+kinCount)%placeCount); w == nil {
				continue
			}
		}
		sums[k].add(w)
	}
}

// middle is what labels gives for none; no sum is as much.
const middle = 1 << 15

// labels are what a sum says for each label, from middle on up or down from what it says for none.
func (s *sum) labels() [labelCount]uint16 {
	up := (middle - s.even&0xffff) * (1 | 1<<16 | 1<<32 | 1<<48)
	e, o, r := s.even+up, s.odd+up, s.rest+up
	return [labelCount]uint16{uint16(e), uint16(o), uint16(e >> 16), uint16(o >> 16), uint16(e >> 32), uint16(o >> 32), uint16(e >> 48), uint16(o >> 48), uint16(r), uint16(r >> 16), uint16(r >> 32)}
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
	if read(&n); err != nil || n >= placeCount/kinCount { // as many may be the first of their kin
		return nil, errors.Join(err, errors.New("no number of features that can be"))
	}
	features, by := make([]uint64, n), make([]int8, n*labelCount)
	read(features)
	if read(by); err != nil {
		return nil, err
	}
	t.place(features, by)
	t.layOdds()
	t.lay()
	return t, nil
}

// layOdds works out what is e to the power of something once for all; that of the bonus counts with the steps to what begins.
func (t *Tagger) layOdds() {
	exp := func(x float32) float32 { return float32(math.Exp(float64(x))) }
	t.first[0] = 1
	for k, bonus := range t.bonus {
		t.first[1+k] = exp(bonus)
		in := 1 + tagCount + k
		t.goesOn[k], t.stays[k] = exp(t.step[1+k][in]), exp(t.step[in][in])
	}
	for a := range t.odds {
		for b := range 1 + tagCount {
			t.odds[a][b] = exp(t.step[a][b]) * t.first[b]
		}
	}
	t.exp = new([2 * middle]float32)
	for says := range t.exp {
		const most = 80 // no further, that numbers stay numbers
		if x := t.scale * float32(says-middle); x >= -most {
			t.exp[says] = exp(min(x, most))
		}
	}
}

// place lays out features and, label after label, their weights.
func (t *Tagger) place(features []uint64, by []int8) {
	at := make([]uint32, len(features))
	for k, f := range features {
		i := placeOf(f)
		for t.places.taken[i/64]>>(i%64)&1 != 0 {
			i = (i + kinCount) % placeCount
		}
		t.places.taken[i/64] |= 1 << (i % 64)
		at[k] = i
	}
	n := 0
	for i, taken := range t.places.taken {
		t.places.begin[i] = uint16(n)
		n += bits.OnesCount64(taken)
	}
	t.rows = make([]weights, n)
	for k, f := range features {
		w := &t.rows[t.places.row(at[k])]
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
