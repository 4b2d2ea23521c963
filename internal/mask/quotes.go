package mask

import "todoke/internal/text"

// Of every original one window of quoteSeed runes in quoteStep is kept: a stretch of Verbatim runes holds at least one of them whole.
const (
	quoteSeed = 10
	quoteStep = Verbatim - quoteSeed + 1
)

// quotes finds what was taken word for word from originals.
type quotes struct {
	texts [][]rune
	names []string
	head  map[uint64]int32 // of the windows with one hash: the newest
	list  []quote
	some  []uint64 // a bit for each hash in head: most windows of a text are in no original, and the map lies far away
}

// somePlace is where the bit of a hash stands; the top of the product depends on all of the hash.
func (q *quotes) somePlace(h uint64) (word int, bit uint64) {
	at := h * 0x9e3779b97f4a7c15 >> (64 - someBits)
	return int(at >> 6), 1 << (at & 63)
}

const someBits = 25 // 4 MiB: of a million windows, one foreign one in 33 is looked up in vain

type quote struct{ text, at, next int32 }

func newQuotes(originals []Original) quotes {
	q := quotes{head: map[uint64]int32{}, list: []quote{{}}} // index 0 ends a chain
	if len(originals) > 0 {
		q.some = make([]uint64, 1<<(someBits-6))
	}
	for i, o := range originals {
		rs := []rune(text.Squeeze(o.Text))
		q.texts, q.names = append(q.texts, rs), append(q.names, o.Source)
		roll(rs, func(at int, h uint64) {
			if at%quoteStep == 0 {
				q.list = append(q.list, quote{int32(i), int32(at), q.head[h]})
				q.head[h] = int32(len(q.list) - 1)
				word, bit := q.somePlace(h)
				q.some[word] |= bit
			}
		})
	}
	return q
}

// mostSame is how many originals with the same words are compared: a form's own words stand in all of them.
const mostSame = 64

// find finds the longest stretches of at least Verbatim runes that stand in an original too.
func (q *quotes) find(v *view) []Hit {
	if len(q.list) == 1 {
		return nil
	}
	var out []Hit
	done := 0 // runes before this are part of a quotation found
	roll(v.runes, func(at int, h uint64) {
		if at < done {
			return
		}
		if word, bit := q.somePlace(h); q.some[word]&bit == 0 {
			return
		}
		from, to, of := 0, 0, 0
		tried := 0
		for i := q.head[h]; i != 0 && tried < mostSame; i = q.list[i].next {
			tried++
			w := q.list[i]
			if a, b := common(v.runes, at, done, q.texts[w.text], int(w.at)); b-a > to-from {
				from, to, of = a, b, int(w.text)
			}
		}
		if to-from >= Verbatim {
			done = to
			out = append(out, Hit{Start: v.start[from], End: v.end[to-1], Source: q.names[of], Party: NoParty, Quotation: true})
		}
	})
	return out
}

// common is the stretch of text around position at, not before least, that stands around position of in an original.
func common(text []rune, at, least int, original []rune, of int) (from, to int) {
	from, to = at, at
	for i := of; to < len(text) && i < len(original) && text[to] == original[i]; i++ {
		to++
	}
	for i := of; from > least && i > 0 && text[from-1] == original[i-1]; i-- {
		from--
	}
	return from, to
}

// roll calls fn with the hash of every window of quoteSeed runes (Rabin and Karp, modulo 2^64).
func roll(rs []rune, fn func(at int, h uint64)) {
	const base = 1099511628211
	var h, lead uint64 = 0, 1
	for range quoteSeed {
		lead *= base
	}
	for i, r := range rs {
		h = h*base + uint64(r)
		if i >= quoteSeed {
			h -= lead * uint64(rs[i-quoteSeed])
		}
		if i+1 >= quoteSeed {
			fn(i+1-quoteSeed, h)
		}
	}
}
