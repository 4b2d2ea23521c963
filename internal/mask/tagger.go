package mask

import "strings"

// Tags are the kinds the tagger tells apart; a label is 0 for none, 1+t where a name of Tags[t] begins, 1+len(Tags)+t inside one.
var Tags = []Kind{Name, Org, Dept, Product, Place}

const (
	tagCount   = 5
	labelCount = 1 + 2*tagCount
)

// Lesson is a text cut into units for learning: where each stands in the text, in bytes, and what is seen there.
type Lesson struct {
	Start, End []int
	Features   [][]uint64
}

// NewLesson cuts a text as the tagger sees it.
func NewLesson(s string) Lesson {
	v := newView(s)
	defer v.leave()
	r := newReader(v, v.newTaken())
	q := r.sequence()
	var l Lesson
	for i, u := range q.units {
		l.Start, l.End = append(l.Start, v.start[u.from]), append(l.End, v.end[u.to-1])
		l.Features = append(l.Features, q.features(i, nil))
	}
	return l
}

// Allowed tells whether label b may stand behind label a: inside a name only behind the same name.
func Allowed(a, b int) bool {
	return b <= tagCount || a == b || a == b-tagCount
}

// tagged is what the tagger sees in a sequence: for each unit and label a score.
type tagged struct {
	*sequence
	scores [][labelCount]float32
	model  *Tagger
	back   [][labelCount]int8 // room for best: from which label the best way comes
}

func (s *sequence) read(m *Tagger) tagged {
	out := tagged{s, s.v.room.scores.take(len(s.units)), m, s.v.room.back.take(len(s.units))}
	var buf [48]uint64
	var here, around sum
	last := surroundings{run: -1}
	var rows [8]letterRow // of Latin words near by
	var row [8]*letterRow // of the units near by
	for k := -2; k < 2; k++ {
		row[k&7] = s.letters(k, m, &rows[k&7])
	}
	for i := range s.units {
		row[(i+2)&7] = s.letters(i+2, m, &rows[(i+2)&7])
		if s.plain(i) {
			out.scores[i][0] = certain
			continue
		}
		here = sum{}
		for place, k := range [...]int{i, i - 1, i + 1, i - 2, i + 2} {
			here.add(&row[k&7][place])
		}
		n := s.near(i)
		m.classes.add(&n, &here)
		m.count(n.latin(n.words(n.pairs(buf[:0]))), &here)
		if now := s.surroundings(i); now != last { // the middle of a run looks alike from everywhere
			last, around = now, sum{}
			m.count(s.along(now, buf[:0]), &around)
		}
		here.plus(&around)
		m.scores(&here, &out.scores[i])
	}
	return out
}

// letters is what the character of unit k, or what stands outside the text, says at each place; of a word of letters it is worked out in spare.
func (s *sequence) letters(k int, m *Tagger, spare *letterRow) *letterRow {
	u := s.at(k)
	if r := rune(0); u.shape < smallShape && u != &blank {
		if r = s.v.runes[u.from]; uint32(r) < uint32(len(m.letters.by)) {
			return &m.letters.rows[m.letters.by[r]]
		}
	}
	*spare = m.letterRow(u.sym)
	return spare
}

// certain is a score nothing else reaches.
const certain = 1000

// plain tells whether unit i can be in no name: a sign that parts clauses, or kana of a longer stretch that is all verbs and particles.
func (s *sequence) plain(i int) bool {
	u := &s.units[i]
	switch u.shape {
	case signShape:
		return strings.ContainsRune("、。「」『』【】:;!?|→", s.v.runes[u.from])
	case hiraShape:
		q := &s.runs[u.run]
		return q.to-q.from > 3 && q.to-q.from < 16 && q.kinds&^(1<<hiraShape|1<<(16+uint64(particleClass))|1<<(16+uint64(otherClass))) == 0 && q.kinds>>16 != 0
	}
	return false
}

// best is the best sequence of labels; bonus is added for every name that begins.
func (s tagged) best(bonus float32) []int8 {
	n, m := len(s.units), s.model
	if n == 0 {
		return nil
	}
	var at [labelCount]float32
	for b := range labelCount {
		if at[b] = s.scores[0][b]; b > tagCount {
			at[b] -= 1e30
		}
	}
	for b := 1; b <= tagCount; b++ {
		at[b] += bonus
	}
	for i := 1; i < n; i++ {
		score, from := &s.scores[i], &s.back[i]
		*from = [labelCount]int8{}
		var next [labelCount]float32
		for b := range tagCount + 1 {
			next[b] = at[0] + m.step[0][b]
		}
		least := at[0] + m.least
		for a := 1; a < labelCount; a++ {
			if at[a]+m.most[a] <= least {
				continue // no way on is better from here than from no name
			}
			for b := range tagCount + 1 {
				if x := at[a] + m.step[a][b]; x > next[b] {
					next[b], from[b] = x, int8(a)
				}
			}
		}
		for b := tagCount + 1; b < labelCount; b++ {
			begins, goes := at[b-tagCount]+m.step[b-tagCount][b], at[b]+m.step[b][b]
			if next[b], from[b] = begins, int8(b-tagCount); goes > begins {
				next[b], from[b] = goes, int8(b)
			}
		}
		next[0] += score[0]
		for b := 1; b <= tagCount; b++ {
			next[b] += score[b]
			next[b] += bonus
			next[b+tagCount] += score[b+tagCount]
		}
		at = next
	}
	best := 0
	for b := range labelCount {
		if at[b] > at[best] {
			best = b
		}
	}
	out := s.v.room.labels.take(n)
	for i := n - 1; i >= 0; i-- {
		out[i] = int8(best)
		best = int(s.back[i][best])
	}
	return out
}

// names are the spans a sequence of labels says.
func (s tagged) names(labels []int8) []guess {
	out := s.v.room.guesses.take(8)[:0]
	for i := 0; i < len(labels); {
		l := int(labels[i])
		if l == 0 || l > tagCount {
			i++
			continue
		}
		j := i + 1
		for j < len(labels) && int(labels[j]) == l+tagCount {
			j++
		}
		out = append(out, guess{found{s.units[i].from, s.units[j-1].to, Tags[l-1], NoParty}, Learned, true})
		i = j
	}
	return out
}
