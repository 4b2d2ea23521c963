package intake

import (
	"crypto/rand"
	"crypto/sha256"
	"sync"
	"time"

	"todoke/internal/incident"
)

// Wrong codes. A code has 100 bits, so slowing is for peace, not for safety: of a number only further wrong ones wait, never the right one.
const (
	freeTries     = 5
	longestNumber = 30 * time.Second
	longestSource = 15 * time.Minute
	maxGuarded    = 100_000 // keys in memory, about 10 MB
)

// guard counts wrong codes and filings by keyed hash, in memory only. Salt and counts are thrown away every day.
type guard struct {
	now func() time.Time

	mu     sync.Mutex
	salt   [32]byte
	born   time.Time
	counts map[guardKey]*count
}

type guardKey [16]byte

// count is what is known of one key: wrong tries and when the next is welcome, or filings of this hour and the one before.
type count struct {
	tries       int
	until       time.Time
	hour        time.Time
	here, there int
}

func newGuard(now func() time.Time) *guard {
	return &guard{now: now, counts: map[guardKey]*count{}}
}

// key hashes a value under the salt of the day; the caller holds mu.
func (g *guard) key(kind, value string) guardKey {
	if now := g.now(); g.born.IsZero() || now.Sub(g.born) >= 24*time.Hour {
		g.born = now
		_, _ = rand.Read(g.salt[:]) // never fails since Go 1.24
		clear(g.counts)
	}
	h := sha256.New()
	h.Write(g.salt[:])
	h.Write([]byte(kind + "\x00" + value))
	return guardKey(h.Sum(nil)[:16])
}

// find gives the count of a key, making room by dropping one of a few when memory is full.
func (g *guard) find(k guardKey) *count {
	c, ok := g.counts[k]
	if !ok {
		if len(g.counts) >= maxGuarded {
			g.drop()
		}
		c = &count{}
		g.counts[k] = c
	}
	return c
}

// drop forgets the least busy of eight: Go's map order is random enough for that.
func (g *guard) drop() {
	var worst guardKey
	least, seen := int(^uint(0)>>1), 0
	for k, c := range g.counts {
		if n := c.tries + c.here + c.there; n < least {
			worst, least = k, n
		}
		if seen++; seen == 8 {
			break
		}
	}
	delete(g.counts, worst)
}

// filings counts one filing of a source and gives how many it made in about the last hour, this one included; 0 without a source.
func (g *guard) filings(source string) int {
	if source == "" {
		return 0
	}
	return g.often("filing", source)
}

// busy gives an Error of kind Limited when more was sent to one report within about an hour than anybody types: all of it is masked again each time,
// so that one report could keep the desk from all others.
func (g *guard) busy(kind, number string) error {
	if g.often(kind, number) > Busy {
		return incident.Errorf(incident.Limited, "error.wait", 10*60)
	}
	return nil
}

// Often counts one more of a kind for a value, such as a source, and gives how many there were in about the last hour. It is kept in memory only, under a
// keyed hash that changes every day.
func (in *Intake) Often(kind, value string) int { return in.guard.often(kind, value) }

// often counts one more of a kind for a value and gives how many there were in about the last hour.
func (g *guard) often(kind, value string) int {
	g.mu.Lock()
	defer g.mu.Unlock()
	c := g.find(g.key(kind, value))
	now := g.now()
	switch since := now.Sub(c.hour); {
	case since >= 2*time.Hour:
		c.hour, c.here, c.there = now, 0, 0
	case since >= time.Hour:
		c.hour, c.here, c.there = c.hour.Add(time.Hour), 0, c.here
	}
	c.here++
	left := time.Hour - now.Sub(c.hour) // of the hour before that still counts
	return c.here + int(int64(c.there)*int64(max(left, 0))/int64(time.Hour))
}

// ask gives an Error of kind Limited while a number or a source has to wait. Whether the number exists makes no difference.
func (g *guard) ask(number, source string) error {
	g.mu.Lock()
	defer g.mu.Unlock()
	now := g.now()
	for _, k := range g.keys(number, source) {
		if c, ok := g.counts[k.key]; ok && now.Before(c.until) {
			return incident.Errorf(incident.Limited, "error.wait", int(c.until.Sub(now)/time.Second)+1)
		}
	}
	return nil
}

// wrong counts a wrong code against number and source: after five, each further one doubles the wait.
func (g *guard) wrong(number, source string) {
	g.mu.Lock()
	defer g.mu.Unlock()
	now := g.now()
	for _, k := range g.keys(number, source) {
		c := g.find(k.key)
		if c.tries++; c.tries >= freeTries {
			c.until = now.Add(min(time.Second<<min(c.tries-freeTries, 20), k.longest))
		}
	}
}

// right forgets the wrong codes of a number after a right one, so that its reporter is not slowed by their own mistakes.
func (g *guard) right(number string) {
	g.mu.Lock()
	defer g.mu.Unlock()
	delete(g.counts, g.key("number", number))
}

type guarded struct {
	key     guardKey
	longest time.Duration
}

func (g *guard) keys(number, source string) []guarded {
	var out []guarded
	if number != "" {
		out = append(out, guarded{g.key("number", number), longestNumber})
	}
	if source != "" {
		out = append(out, guarded{g.key("source", source), longestSource})
	}
	return out
}
