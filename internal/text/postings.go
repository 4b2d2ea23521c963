package text

import (
	"fmt"
	"math/bits"
	"slices"
	"strings"
	"unicode/utf8"
)

// Postings is a search index over numbered texts that lies in parts: of a query only the parts its first characters name are read.
// The public site keeps it as files, and a script that knows no more than these rules searches it in the browser.
type Postings struct {
	Bits  int                  // there are 1<<Bits parts
	parts []map[string][]int32 // token → numbers of the texts that hold it, rising
}

// Bucket is the part that holds every token beginning with r: Knuth's multiplicative hash, its upper bits.
func Bucket(r rune, bits int) int {
	if bits == 0 {
		return 0
	}
	return int(uint32(r) * 2654435761 >> (32 - bits))
}

// IndexTexts cuts each text into Grams; parts stay of a size that one request fetches at once.
func IndexTexts(texts []string) *Postings {
	p := &Postings{Bits: min(8, max(2, bits.Len(uint(len(texts)/4))))}
	p.parts = make([]map[string][]int32, 1<<p.Bits)
	for i := range p.parts {
		p.parts[i] = map[string][]int32{}
	}
	for n, s := range texts {
		for _, g := range Grams(s) {
			first, _ := utf8.DecodeRuneInString(g)
			part := p.parts[Bucket(first, p.Bits)]
			if list := part[g]; len(list) == 0 || list[len(list)-1] != int32(n) {
				part[g] = append(list, int32(n))
			}
		}
	}
	return p
}

// Part gives part i as a map that JSON can hold: each list as steps, a positive number for the way to the next text (from -1), a negative one for as
// many direct successors.
func (p *Postings) Part(i int) map[string][]int32 {
	out := make(map[string][]int32, len(p.parts[i]))
	for token, list := range p.parts[i] {
		out[token] = Steps(list)
	}
	return out
}

// Steps writes rising numbers as Unstep reads them.
func Steps(list []int32) []int32 {
	var steps []int32
	at, row := int32(-1), int32(0)
	for _, n := range list {
		if n == at+1 {
			row++
		} else {
			steps = appendRow(steps, row)
			steps, row = append(steps, n-at), 0
		}
		at = n
	}
	return appendRow(steps, row)
}

func appendRow(steps []int32, row int32) []int32 {
	switch row {
	case 0:
		return steps
	case 1:
		return append(steps, 1)
	}
	return append(steps, -row)
}

// Unstep gives the rising numbers that steps stand for; limit, the count of texts, bounds what a broken file can ask for.
func Unstep(steps []int32, limit int) ([]int32, error) {
	var out []int32
	at := -1
	for _, s := range steps {
		row, step := 1, int(s)
		if step < 0 {
			row, step = -step, 1
		}
		if step == 0 || at+step*row >= limit {
			return nil, fmt.Errorf("steps lead out of %d texts", limit)
		}
		for range row {
			at += step
			out = append(out, int32(at))
		}
	}
	return out, nil
}

// Candidates are the texts that can hold a query, rising, out of an index of limit texts whose parts read gives. Exact tells whether all of them do; otherwise
// Contains decides over the text itself.
func Candidates(query string, bits, limit int, read func(part int) (map[string][]int32, error)) (found []int32, exact bool, err error) {
	parts := map[int]map[string][]int32{}
	part := func(token string) (map[string][]int32, error) {
		first, _ := utf8.DecodeRuneInString(token)
		i := Bucket(first, bits)
		if parts[i] == nil {
			m, err := read(i)
			if err != nil {
				return nil, fmt.Errorf("part %d: %w", i, err)
			}
			parts[i] = m
		}
		return parts[i], nil
	}
	exact = true
	for i, t := range Query(query) {
		tokens := t.Phrase
		if tokens == nil {
			tokens = []string{t.Text}
		} else {
			exact = false
		}
		exact = exact && !atLimit(t.Text)
		for k, token := range tokens {
			m, err := part(token)
			if err != nil {
				return nil, false, err
			}
			list, err := lookUp(m, token, t.Prefix, limit)
			if err != nil {
				return nil, false, err
			}
			if i == 0 && k == 0 {
				found = list
			} else {
				found = intersect(found, list)
			}
		}
	}
	return found, exact, nil
}

// lookUp is the list of a token, or of all that begin with it.
func lookUp(m map[string][]int32, token string, prefix bool, limit int) ([]int32, error) {
	if !prefix {
		return Unstep(m[token], limit)
	}
	var out []int32
	for k, steps := range m {
		if strings.HasPrefix(k, token) {
			list, err := Unstep(steps, limit)
			if err != nil {
				return nil, err
			}
			out = append(out, list...)
		}
	}
	slices.Sort(out)
	return slices.Compact(out), nil
}

func intersect(a, b []int32) []int32 {
	out := a[:0:0]
	for len(a) > 0 && len(b) > 0 {
		switch {
		case a[0] < b[0]:
			a = a[1:]
		case a[0] > b[0]:
			b = b[1:]
		default:
			out = append(out, a[0])
			a, b = a[1:], b[1:]
		}
	}
	return out
}
