package mask

import "sort"

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

// tagged is what the tagger sees in a sequence: for each unit what its features say for each label.
type tagged struct {
	*sequence
	sums    []sum
	model   *Tagger
	chances [][labelCount]float32 // once weighed: how likely each label is
}

func (s *sequence) read(m *Tagger) tagged {
	var buf [16]uint64
	var around sum
	last := surroundings{run: -1}
	var rows [8]letterRow // of Latin words near by
	var row [8]*letterRow // of the units near by
	for k := -2; k < 2; k++ {
		row[k&7] = s.letters(k, m, &rows[k&7])
	}
	sums := s.pairs(m)
	for i := range s.units {
		row[(i+2)&7] = s.letters(i+2, m, &rows[(i+2)&7])
		if s.plain(i) {
			sums[i] = certain
			continue
		}
		here := &sums[i]
		for place, k := range [...]int{i, i - 1, i + 1, i - 2, i + 2} {
			here.add(&row[k&7][place])
		}
		n := s.near(i)
		m.classes.add(&n, here)
		features := n.latin(n.sorts(n.words(buf[:0])))
		if n.unmarked() {
			here.plus(&m.alongs.unmarked)
		} else {
			features = n.marked(features)
		}
		m.count(features, here)
		if now := s.surroundings(i); now != last { // the middle of a run looks alike from everywhere
			last, around = now, m.around(s.along(now), buf[:0])
		}
		here.plus(&around)
	}
	return tagged{s, sums, m, nil}
}

// pairs is, by unit, what near.pairs says: two units beside each other are looked at once for all four whom they say something.
func (s *sequence) pairs(m *Tagger) []sum {
	const out = 3 // how far out of the text units lie beside which it stands
	n := len(s.units)
	sums := s.v.room.sums.take(n + 2*out)
	l := &blank
	for i := -1; i <= n+1; i++ {
		r, at := s.at(i), i+out
		m.countKin(pairKin(l, r), [kinCount]*sum{&sums[at], &sums[at-1], &sums[at+1], &sums[at-2]})
		if 0 <= i && i <= n {
			m.countKin(besideKin(l, r), [kinCount]*sum{&sums[at], &sums[at-1], &sums[0], &sums[0]})
		}
		l = r
	}
	return sums[out : out+n]
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

// certain says of a unit that it is in no name.
var certain = sum{even: middle}

var clauseSigns = newRunes("、。「」『』【】:;!?|→")

// plain tells whether unit i can be in no name: a sign that parts clauses, or kana of a longer stretch that is all frequent verbs and particles.
func (s *sequence) plain(i int) bool {
	u := &s.units[i]
	switch u.shape {
	case signShape:
		return clauseSigns.has(s.v.runes[u.from])
	case hiraShape:
		q := &s.runs[u.run]
		return q.dear < 5 && q.to-q.from > 3 && q.to-q.from < 16 && q.kinds&^(1<<hiraShape|1<<(16+uint64(particleClass))|1<<(16+uint64(otherClass))) == 0 && q.kinds>>16 != 0
	}
	return false
}

// weigh works out how likely each label of each unit is over all sequences of labels, by forward and backward sums that are kept as probabilities.
func (s *tagged) weigh() {
	n, m := len(s.units), s.model
	s.chances = s.v.room.chances.take(n)
	times := s.v.room.chances.take(n)
	due := m.first
	for i := range s.units {
		m.see(&due, &s.sums[i], &times[i], &s.chances[i])
		m.goOn(&s.chances[i], &due)
	}
	for i := n - 2; i >= 0; i-- {
		m.lookBack(&s.chances[i], &times[i], &times[i+1])
	}
}

// faint is how likely a label must be, by what stands before and there, to be followed any further. Ten times as much changes nothing in what is proposed over all
// texts of development, a hundred times as much a few of 14,130 answers.
const faint = 1e-7

// see joins how likely each label is due and what its unit shows, which makes it so many times as likely.
func (m *Tagger) see(due *[labelCount]float32, shown *sum, times, out *[labelCount]float32) {
	var sum float32
	for b, says := range shown.labels() {
		x := m.exp[says]
		p := due[b] * x
		times[b], out[b], sum = x, p, sum+p
	}
	if sum < 1e-30 || sum == out[0] { // what the unit shows may not stand there, or leaves only none
		*out, *times = [labelCount]float32{1}, [labelCount]float32{1 / max(due[0], faint)}
		return
	}
	share, least := 1/sum, faint*sum
	for b, p := range out {
		x := share
		if p < least {
			x = 0
		}
		out[b], times[b] = p*x, times[b]*x
	}
}

// goOn works out how likely each label is due behind a unit. No label is asked whether it is likely at all: that costs more than to count it.
func (m *Tagger) goOn(before, due *[labelCount]float32) {
	if before[0] == 1 { // sure to be none
		*due = [labelCount]float32{}
		copy(due[:], m.odds[0][:1+tagCount])
		return
	}
	var d0, d1, d2, d3, d4, d5 float32 // a name begins behind whatever label, or none does
	for c, p := range before {
		o := &m.odds[c]
		d0, d1, d2, d3, d4, d5 = d0+p*o[0], d1+p*o[1], d2+p*o[2], d3+p*o[3], d4+p*o[4], d5+p*o[5]
	}
	due[0], due[1], due[2], due[3], due[4], due[5] = d0, d1, d2, d3, d4, d5
	for t := range tagCount { // it goes on only behind its own
		due[1+tagCount+t] = before[1+t]*m.goesOn[t] + before[1+tagCount+t]*m.stays[t]
	}
}

// lookBack multiplies in how many times as likely what stands behind makes each label, and counts it to what the unit itself does.
func (m *Tagger) lookBack(here, times, behind *[labelCount]float32) {
	r0, r1, r2, r3, r4, r5 := behind[0], behind[1], behind[2], behind[3], behind[4], behind[5]
	begins := func(b int) float32 {
		o := &m.odds[b]
		return o[0]*r0 + o[1]*r1 + o[2]*r2 + o[3]*r3 + o[4]*r4 + o[5]*r5
	}
	if here[0] == 1 { // sure to be none
		here[0] = begins(0)
		times[0] *= here[0]
		return
	}
	for b := range here {
		x := begins(b)
		if b > tagCount {
			x += m.stays[b-1-tagCount] * behind[b]
		} else if b > 0 {
			x += m.goesOn[b-1] * behind[b+tagCount]
		}
		here[b], times[b] = here[b]*x, times[b]*x
	}
}

// chance is how likely the likeliest unit among runes is in a name, and the mean over the units.
func (s *tagged) chance(from, to int) (most, mean float32) {
	i := sort.Search(len(s.units), func(i int) bool { return s.units[i].from >= from })
	n := float32(0)
	for ; i < len(s.units) && s.units[i].to <= to; i++ {
		x := 1 - s.chances[i][0]
		most, mean, n = max(most, x), mean+x, n+1
	}
	return most, mean / max(n, 1)
}

// edged is a guess of the rules without what is hardly in a name at its ends.
func (s *tagged) edged(g guess) guess {
	i := sort.Search(len(s.units), func(i int) bool { return s.units[i].from >= g.from })
	j := i
	for j < len(s.units) && s.units[j].to <= g.to {
		j++
	}
	if i == j || s.units[i].from != g.from || s.units[j-1].to != g.to {
		return g
	}
	for j-i > 1 && 1-s.chances[i][0] < edgeChance {
		i++
	}
	for j-i > 1 && 1-s.chances[j-1][0] < edgeChance {
		j--
	}
	g.from, g.to = s.units[i].from, s.units[j-1].to
	return g
}

// likely tells whether unit i is likely enough in a name of whatever kind.
func (s *tagged) likely(i int) bool {
	p := &s.chances[i]
	if p[0] > 1-min(nameChance, orgChance) {
		return false
	}
	name := p[1] + p[1+tagCount]
	return name/nameChance+(1-p[0]-name)/orgChance >= 1
}

// names are the stretches of units that are likely enough in a name, parted where one more likely begins than goes on, of the kind that is likeliest over all.
func (s *tagged) names() []guess {
	var out []guess
	for i := 0; i < len(s.units); {
		if !s.likely(i) {
			i++
			continue
		}
		var sums [tagCount]float32
		j := i
		for ; j < len(s.units) && s.likely(j); j++ {
			var begins, goes float32
			for t := range tagCount {
				begins, goes = begins+s.chances[j][1+t], goes+s.chances[j][1+tagCount+t]
			}
			if j > i && begins > goes {
				break
			}
			for t := range tagCount {
				sums[t] += s.chances[j][1+t] + s.chances[j][1+tagCount+t]
			}
		}
		kind := 0
		for t := range tagCount {
			if sums[t] > sums[kind] {
				kind = t
			}
		}
		out = append(out, guess{found{s.units[i].from, s.units[j-1].to, Tags[kind], NoParty}, Learned, true})
		i = j
	}
	return out
}
