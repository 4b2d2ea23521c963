package mask

import (
	"hash/maphash"
	"maps"
	"slices"
	"sync"
	"unicode/utf8"
)

// HashedTerm is a term of which only a keyed hash is left, because its report was erased.
type HashedTerm struct {
	Digest string // bytes of the keyed hash
	Length int    // runes of the squeezed term; digits of a telephone number
	Kind   Kind
	Need   Need
	Source string // receipt number
}

// hashed finds terms by hashing every stretch of a text that is as long as one of them. Spellings that only look alike are not found: there is nothing to
// compare them with.
type hashed struct {
	terms   map[string][]HashedTerm // by digest
	lengths []int
	phones  bool
	hash    func([]byte) []byte
	seed    maphash.Seed

	mu   sync.Mutex        // hash is not safe for concurrent use
	seen map[uint64]string // the digest of a stretch met before, "" for one that is no term: editions say the same in many files
}

// AddHashed makes the Finder look for erased terms as well. hash gives the keyed hash of a squeezed text; what it returns is copied before the next call.
func (f *Finder) AddHashed(terms []HashedTerm, hash func(squeezed []byte) []byte) {
	if len(terms) == 0 {
		return
	}
	h := &hashed{terms: map[string][]HashedTerm{}, hash: hash, seed: maphash.MakeSeed(), seen: map[uint64]string{}}
	lengths := map[int]bool{}
	for _, t := range terms {
		h.terms[t.Digest] = append(h.terms[t.Digest], t)
		if t.Kind == Phone {
			h.phones = true
			continue
		}
		lengths[t.Length] = true
	}
	h.lengths = slices.Sorted(maps.Keys(lengths))
	f.hashed = h
}

// mostSeen bounds the memory of stretches met before, to some 200 MB.
const mostSeen = 4 << 20

func (h *hashed) find(v *view) []Hit {
	h.mu.Lock()
	defer h.mu.Unlock()
	var out []Hit
	at := make([]int, 0, len(v.runes)+1) // where each rune begins in the squeezed text as bytes
	squeezed := make([]byte, 0, len(v.src))
	for _, r := range v.runes {
		at = append(at, len(squeezed))
		squeezed = utf8.AppendRune(squeezed, r)
	}
	at = append(at, len(squeezed))
	for _, n := range h.lengths {
		for from := 0; from+n <= len(v.runes); from++ {
			for _, t := range h.of(squeezed[at[from]:at[from+n]]) {
				if t.Kind == Phone || t.Length != n {
					continue
				}
				v.readScripts()
				if v.allows(from, from+n, Term{Kind: t.Kind, Need: t.Need}, nil) {
					out = append(out, Hit{Start: v.start[from], End: v.end[from+n-1], Kind: t.Kind, Source: t.Source, Term: string(v.runes[from : from+n]), Party: NoParty})
				}
			}
		}
	}
	if !h.phones {
		return out
	}
	for _, c := range v.digitChains(false) {
		c.numbers(func(from, to int) {
			for _, t := range h.of(c.digits[from:to]) {
				if t.Kind == Phone {
					out = append(out, Hit{Start: v.start[c.at[from]], End: v.end[c.at[to-1]], Kind: Phone, Source: t.Source, Term: string(c.digits[from:to]), Party: NoParty})
				}
			}
		})
	}
	return out
}

// of gives the terms that a stretch of squeezed text is.
func (h *hashed) of(stretch []byte) []HashedTerm {
	k := maphash.Bytes(h.seed, stretch)
	digest, known := h.seen[k]
	if !known {
		if list, ok := h.terms[string(h.hash(stretch))]; ok {
			digest = list[0].Digest
		}
		if len(h.seen) >= mostSeen {
			clear(h.seen)
		}
		h.seen[k] = digest
	}
	if digest == "" {
		return nil
	}
	return h.terms[digest]
}
