package stats

import (
	"cmp"
	"context"
	"hash/maphash"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/RoaringBitmap/roaring/v2"

	"todoke/internal/incident"
	"todoke/internal/store"
)

// set is the counted rows of one moment in columns: position i is one report. Bitmaps, built when first asked for, choose the positions of a
// population; the columns are then read in one pass. A report that counts no more keeps its position and is not alive.
type set struct {
	sync.RWMutex            // columns: read while counting, written by refresh
	lazy         sync.Mutex // bitmaps and weights
	change       int64
	ids          []int64
	sorted       int              // so many of ids are in rising order
	late         map[int64]uint32 // positions of the others
	alive        *roaring.Bitmap
	from         [6][]int32 // by basis: first day since 1970-01-01, noDay where none is known
	to           [6][]int32
	who          []uint64 // reporter
	codes        spans[uint32]
	found        spans[detection]
	cases        map[uint32][]uint32

	words map[string]uint32 // texts and their numbers
	list  []string
	dim   []uint32 // by number of a code: number of its dimension's name

	years  [6]map[int]*roaring.Bitmap // by basis: positions whose first day lies in the year
	having map[uint32]*roaring.Bitmap // by number of a code
	asked  map[uint32]bool            // dimensions whose codes are in having
	detect *roaring.Bitmap            // positions with detections
	weight []uint16                   // under the rule reporter × day × name, nil before it is needed
}

// noDay stands for a date that is not known.
const noDay = -1 << 30

// spans is a list of short lists in one piece of memory; a list that is replaced leaves a hole.
type spans[T any] struct {
	at    []uint32
	n     []uint16
	heap  []T
	holes int
}

func (s *spans[T]) of(i uint32) []T { return s.heap[s.at[i] : s.at[i]+uint32(s.n[i])] }

func (s *spans[T]) grow() { s.at, s.n = append(s.at, 0), append(s.n, 0) }

func (s *spans[T]) put(i uint32, list []T) {
	if len(list) > 1<<16-1 {
		list = list[:1<<16-1] // a report with more codes than this is not from this trade
	}
	if int(s.n[i]) < len(list) {
		s.holes += int(s.n[i])
		s.at[i] = uint32(len(s.heap))
		s.heap = append(s.heap, list...)
	} else {
		copy(s.heap[s.at[i]:], list)
	}
	s.n[i] = uint16(len(list))
}

// detection is a number found, with the first and last month (year × 12 + month − 1; 0 where none is said).
type detection struct {
	name     uint32
	from, to int32
	n        int64
}

// A code of a report is its number shifted by three, with the index of its certainty below.
func (s *set) word(b []byte) uint32 {
	if n, ok := s.words[string(b)]; ok {
		return n
	}
	t := string(b)
	n := uint32(len(s.list))
	s.words[t], s.list = n, append(s.list, t)
	s.dim = append(s.dim, 0)
	if dim, _, ok := strings.Cut(t, ":"); ok {
		d := s.word([]byte(dim))
		s.dim[n] = d
	}
	return n
}

func newSet() *set {
	s := &set{late: map[int64]uint32{}, alive: roaring.New(), cases: map[uint32][]uint32{}, words: map[string]uint32{}}
	s.word(nil) // 0 is no word
	return s
}

// load reads all rows as they stood at a change, 0 for now.
func load(ctx context.Context, r store.Reader, at int64) (*set, error) {
	s := newSet()
	if err := s.read(ctx, r, at, 0); err != nil {
		return nil, err
	}
	s.change = max(s.change, at)
	return s, nil
}

// refreshLocked reads what changed since and forgets the bitmaps when anything did; it waits until nobody counts.
func (s *set) refreshLocked(ctx context.Context, r store.Reader) error {
	s.Lock()
	defer s.Unlock()
	before := s.change
	if err := s.read(ctx, r, 0, before); err != nil {
		return err
	}
	if s.change != before {
		s.years, s.having, s.asked, s.detect, s.weight = [6]map[int]*roaring.Bitmap{}, nil, nil, nil, nil
	}
	return nil
}

func (s *set) read(ctx context.Context, r store.Reader, at, after int64) error {
	var c store.CountedReport
	var codes []uint32
	var found []detection
	var last string
	intern := func(b []byte) string { last = s.list[s.word(b)]; return last }
	return r.EachCounted(ctx, at, after, func(id, change int64, body []byte) error {
		s.change = max(s.change, change)
		i := s.place(id)
		if len(body) == 0 {
			s.alive.Remove(i)
			return nil
		}
		if err := c.ReadCounted(body, intern); err != nil {
			return err
		}
		s.alive.Add(i)
		for b, d := range c.Dates {
			if d.Precision == 0 {
				s.from[b][i], s.to[b][i] = noDay, noDay
			} else {
				s.from[b][i], s.to[b][i] = d.From, d.To
			}
		}
		s.who[i] = c.Reporter
		codes = codes[:0]
		for _, k := range c.Codes {
			codes = append(codes, s.words[k.Code]<<3|uint32(k.Certainty&7))
		}
		s.codes.put(i, codes)
		found = found[:0]
		for _, d := range c.Detections {
			found = append(found, detection{s.words[d.Name], d.MonthFrom, d.MonthTo, d.N})
		}
		s.found.put(i, found)
		delete(s.cases, i)
		for _, n := range c.Cases {
			s.cases[i] = append(s.cases[i], s.words[n])
		}
		return nil
	})
}

// place gives the position of a report, a new one at the end where it has none.
func (s *set) place(id int64) uint32 {
	n := len(s.ids)
	if n == 0 || id > s.ids[n-1] {
		if s.sorted == n {
			s.sorted++
			return s.append(id)
		}
	}
	if i, ok := slices.BinarySearch(s.ids[:s.sorted], id); ok {
		return uint32(i)
	}
	if i, ok := s.late[id]; ok {
		return i
	}
	i := s.append(id)
	s.late[id] = i
	return i
}

func (s *set) append(id int64) uint32 {
	s.ids = append(s.ids, id)
	for b := range s.from {
		s.from[b], s.to[b] = append(s.from[b], noDay), append(s.to[b], noDay)
	}
	s.who = append(s.who, 0)
	s.codes.grow()
	s.found.grow()
	return uint32(len(s.ids) - 1)
}

// inYear is the positions whose first day on a basis lies in a year.
func (s *set) inYear(b, year int) *roaring.Bitmap {
	if s.years[b] == nil {
		y := map[int]*roaring.Bitmap{}
		last, lastYear := -1<<31, 0
		for it := s.alive.Iterator(); it.HasNext(); {
			i := it.Next()
			d := int(s.from[b][i])
			if d == noDay {
				continue
			}
			if d < last || d >= last+365 || last == -1<<31 {
				lastYear = dayTime(int32(d)).Year()
				last = int(dayOf(time.Date(lastYear, 1, 1, 0, 0, 0, 0, time.UTC)))
			}
			if y[lastYear] == nil {
				y[lastYear] = roaring.New()
			}
			y[lastYear].Add(i)
		}
		s.years[b] = y
	}
	if m := s.years[b][year]; m != nil {
		return m
	}
	return roaring.New()
}

// with is the positions that have a code of a dimension.
func (s *set) with(dim, code string) *roaring.Bitmap {
	d, ok := s.words[dim]
	if !ok {
		return roaring.New()
	}
	if !s.asked[d] {
		if s.having == nil {
			s.having, s.asked = map[uint32]*roaring.Bitmap{}, map[uint32]bool{}
		}
		s.asked[d] = true
		for it := s.alive.Iterator(); it.HasNext(); {
			i := it.Next()
			for _, c := range s.codes.of(i) {
				if k := c >> 3; s.dim[k] == d {
					m := s.having[k]
					if m == nil {
						m = roaring.New()
						s.having[k] = m
					}
					m.Add(i)
				}
			}
		}
	}
	if m := s.having[s.words[dim+":"+code]]; m != nil {
		return m
	}
	return roaring.New()
}

// finders is the positions with detections.
func (s *set) finders() *roaring.Bitmap {
	if s.detect == nil {
		s.detect = roaring.New()
		for i, n := range s.found.n {
			if n > 0 && s.alive.Contains(uint32(i)) {
				s.detect.Add(uint32(i))
			}
		}
	}
	return s.detect
}

// weights gives each report the number of reporter × day × virus name counts it stands for: a count belongs to the first report with damage that
// has it, else to the first received. A report whose reporter is not known shares none; names are those of its detections, else of its malware facts,
// else one without name. Reports that are not of the virus scheme weigh one.
func (s *set) weights(last int32) []uint16 {
	if s.weight != nil {
		return s.weight
	}
	s.weight = make([]uint16, len(s.ids))
	damaged := s.with("outcome", "with_damage")
	virus := roaring.Or(s.with("scheme", "virus"), s.with("scheme", "both"))
	order := s.alive.ToArray()
	received := s.from[basisIndex(ByReceived)]
	slices.SortStableFunc(order, func(a, b uint32) int {
		da, db := damaged.Contains(a), damaged.Contains(b)
		if da != db {
			return map[bool]int{true: -1, false: 1}[da]
		}
		return cmp.Or(cmp.Compare(received[a], received[b]), cmp.Compare(s.ids[a], s.ids[b]))
	})
	seed := maphash.MakeSeed()
	type key struct {
		who  uint64
		day  int32
		name uint32
	}
	taken := make(map[uint64]struct{}, len(order))
	malware := s.words["malware"]
	for _, i := range order {
		if !virus.Contains(i) || received[i] > last {
			s.weight[i] = 1
			continue
		}
		names := map[uint32]bool{}
		for _, d := range s.found.of(i) {
			if s.list[d.name] != "" {
				names[d.name] = true
			}
		}
		if len(names) == 0 {
			for _, c := range s.codes.of(i) {
				if k := c >> 3; malware != 0 && s.dim[k] == malware {
					names[k] = true
				}
			}
		}
		if len(names) == 0 {
			names[0] = true
		}
		if s.who[i] == 0 {
			s.weight[i] = uint16(min(len(names), 1<<16-1))
			continue
		}
		for n := range names {
			h := maphash.Comparable(seed, key{s.who[i], received[i], n})
			if _, again := taken[h]; !again {
				taken[h] = struct{}{}
				s.weight[i]++
			}
		}
	}
	return s.weight
}

func basisIndex(b Basis) int { return slices.Index(Bases, b) }

func dayOf(t time.Time) int32 { return int32(t.Unix() / 86400) }

func dayTime(d int32) time.Time { return time.Unix(int64(d)*86400, 0).UTC() }

// certaintyMask is the bits of the certainties named; all that say something when none is.
func certaintyMask(names []string) (mask uint8) {
	if len(names) == 0 {
		names = []string{string(incident.Confirmed), string(incident.Presumed), string(incident.Possible), string(incident.Unknown)}
	}
	for _, n := range names {
		if i := slices.Index(incident.Certainties, incident.Certainty(n)); i >= 0 {
			mask |= 1 << i
		}
	}
	return mask
}
