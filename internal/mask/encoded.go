package mask

import (
	"bytes"
	"slices"
	"strings"

	"todoke/internal/incident"
	"todoke/internal/text"
)

// Names under an encoding: the text is read bare, what is to be masked there is found as everywhere, and what of it lies under an encoding is told as a stretch
// of the text as it stands.

// bared is a text in which what is encoded is read.
type bared struct {
	text   []byte
	from   []int    // by byte of text, and behind it: where in the source begins what it was read from
	undone [][2]int // the stretches of it that were encoded
}

// deepest is how many layers of encoding over each other are read.
const deepest = 3

// encoded finds what is to be masked in encoded stretches of a text; the lines they stand in are read for it.
func (m *Masker) encoded(v *view, layers int) []Span {
	if layers == deepest {
		return nil
	}
	b := m.bare(v)
	if b == nil {
		return nil
	}
	var out []Span
	for undone := b.undone; len(undone) > 0; {
		from := bytes.LastIndexByte(b.text[:undone[0][0]], '\n') + 1
		to := b.lineEnd(undone[0][1])
		n := 1
		for ; n < len(undone) && undone[n][0] < to; n++ {
			to = max(to, b.lineEnd(undone[n][1]))
		}
		k := 0
		for _, sp := range m.find(string(b.text[from:to]), layers+1) {
			sp.Start, sp.End = from+sp.Start, from+sp.End
			for k < n && undone[k][1] <= sp.Start {
				k++
			}
			if k < n && undone[k][0] < sp.End {
				sp.Start, sp.End = b.from[sp.Start], b.end(sp.End)
				out = append(out, sp)
			}
		}
		undone = undone[n:]
	}
	return out
}

// lineEnd is where the line ends that holds what lies before byte i.
func (b *bared) lineEnd(i int) int {
	if n := bytes.IndexByte(b.text[i:], '\n'); n >= 0 {
		return i + n
	}
	return len(b.text)
}

// bare reads what is encoded in a text; nil where nothing is.
func (m *Masker) bare(v *view) *bared {
	var b *bared
	s, kept, readers := v.src, 0, v.codes()
	for i := 0; i < len(s); {
		read := readers[s[i]]
		if read == nil {
			i++
			continue
		}
		c := read(s[i:])
		if c.plain == s[i:i+c.size] {
			i += max(c.size, 1)
			continue
		}
		if b == nil {
			b = new(bared)
		}
		if k := slices.IndexFunc(c.maybe, m.writes); k >= 0 {
			c.plain = c.maybe[k]
		}
		b.keep(s, kept, i)
		b.read(c, i)
		i += c.size
		kept = i
	}
	if b != nil {
		b.keep(s, kept, len(s))
		b.from = append(b.from, len(s))
	}
	return b
}

// writes tells whether a party's name is written with a character.
func (m *Masker) writes(r string) bool {
	return slices.ContainsFunc(m.parties, func(p incident.Party) bool {
		return strings.Contains(text.Squeeze(p.Org+p.OrgKana+p.Name+p.Kana), text.Squeeze(r))
	})
}

// keep adds what stands as it is.
func (b *bared) keep(s string, from, to int) {
	b.text = append(b.text, s[from:to]...)
	for i := from; i < to; i++ {
		b.from = append(b.from, i)
	}
}

// read adds what was read of the stretch that begins at byte from.
func (b *bared) read(c code, from int) {
	b.undone = append(b.undone, [2]int{len(b.text), len(b.text) + len(c.plain)})
	b.text = append(b.text, c.plain...)
	for i := range len(c.plain) {
		at := from
		if c.at != nil {
			at += c.at[i]
		}
		b.from = append(b.from, at)
	}
}

// end is where in the source ends what was read up to byte i.
func (b *bared) end(i int) int {
	for i < len(b.text) && b.from[i] == b.from[i-1] {
		i++
	}
	return b.from[i]
}
