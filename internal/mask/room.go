package mask

import "sync"

// room is the memory that one text is looked through in. Taking it anew for every text cost a tenth of the time; it goes from one text to the next, wiped in between, so
// that nothing of a text stays.
type room struct {
	bools     slab[bool]
	ints      slab[int]
	runes     slab[rune]
	words     slab[uint32]
	scripts   slab[script]
	edges     slab[edge]
	owners    slab[int32]
	floats    slab[float32]
	bytes     slab[byte]
	marks     slab[uint16]
	places    slab[setBits]
	founds    slab[found]
	hits      slab[hit]
	guesses   slab[guess]
	picks     slab[pick]
	proposals slab[Proposal]
	things    slab[thing]
	chains    slab[chain]
	tokens    slab[token]
	ascii     slab[word]
	latins    slab[latinWord]
	units     slab[unit]
	runs      slab[run]
	sums      slab[sum]
	chances   slab[[labelCount]float32]
}

var rooms = sync.Pool{New: func() any { return new(room) }}

// leave wipes what was written and gives the room to the next text; nothing taken from it may be used any more.
func (m *room) leave() {
	m.bools.wipe()
	m.ints.wipe()
	m.runes.wipe()
	m.words.wipe()
	m.scripts.wipe()
	m.edges.wipe()
	m.owners.wipe()
	m.floats.wipe()
	m.bytes.wipe()
	m.marks.wipe()
	m.places.wipe()
	m.founds.wipe()
	m.hits.wipe()
	m.guesses.wipe()
	m.picks.wipe()
	m.proposals.wipe()
	m.things.wipe()
	m.chains.wipe()
	m.tokens.wipe()
	m.ascii.wipe()
	m.latins.wipe()
	m.units.wipe()
	m.runs.wipe()
	m.sums.wipe()
	m.chances.wipe()
	rooms.Put(m)
}

// slab gives out pieces of one stretch of memory.
type slab[T any] struct {
	all  []T
	used int
}

// mostKept is how many things a slab keeps from one text to the next.
const mostKept = 1 << 16

// take gives n zeros.
func (s *slab[T]) take(n int) []T {
	if s.used+n > len(s.all) { // what was given out stays with who has it
		s.all, s.used = make([]T, max(2*len(s.all), n, 64)), 0
	}
	s.used += n
	return s.all[s.used-n : s.used : s.used]
}

// push appends to a list that grows in the slab, from nothing on: most rules find nothing, and few find more than a handful.
func (s *slab[T]) push(list []T, one T) []T {
	if len(list) == cap(list) {
		list = append(s.take(max(4, 2*len(list)))[:0], list...)
	}
	return append(list, one)
}

func (s *slab[T]) wipe() {
	if len(s.all) > mostKept {
		s.all = nil
	}
	clear(s.all[:min(s.used, len(s.all))])
	s.used = 0
}
