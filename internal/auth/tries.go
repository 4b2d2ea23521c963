package auth

import (
	"crypto/hmac"
	"crypto/sha256"
	"sync"
	"time"
)

// limit is how many tries are free and how long the wait grows afterwards.
type limit struct {
	free    int
	longest time.Duration
}

// An account is never shut for long, or anybody could lock its holder out; a source that only guesses waits longer.
var (
	accountLimit = limit{free: 5, longest: time.Minute}
	sourceLimit  = limit{free: 5, longest: 15 * time.Minute}
)

// Kept in memory only: tries for a day, sources an account has signed in from for a month.
const (
	keepTries  = 24 * time.Hour
	keepSource = 30 * 24 * time.Hour
	mostKeys   = 100_000
)

type tries struct {
	mu    sync.Mutex
	now   func() time.Time
	key   []byte // of this process only: the hashes mean nothing elsewhere
	count map[[32]byte]*attempt
	known map[[32]byte]time.Time
	swept time.Time
}

type attempt struct {
	n    int
	last time.Time
	open time.Time // the next try is let through from here on
}

func newTries(now func() time.Time) *tries {
	return &tries{now: now, key: random(32), count: map[[32]byte]*attempt{}, known: map[[32]byte]time.Time{}}
}

func (t *tries) hash(s string) [32]byte {
	h := hmac.New(sha256.New, t.key)
	h.Write([]byte(s))
	return [32]byte(h.Sum(nil))
}

// take counts a try before it is made, so that many at once cannot slip through together; a positive wait means that this one may not be made.
func (t *tries) take(key string, l limit) time.Duration {
	t.mu.Lock()
	defer t.mu.Unlock()
	now := t.now()
	t.sweep(now)
	k := t.hash(key)
	a := t.count[k]
	if a == nil {
		a = &attempt{}
		t.count[k] = a
	}
	if wait := a.open.Sub(now); wait > 0 {
		return wait
	}
	a.n, a.last = a.n+1, now
	if over := a.n - l.free; over >= 0 {
		a.open = now.Add(min(time.Second<<min(over, 20), l.longest))
	}
	return 0
}

// failures tells how many tries were made on a key before the one in hand.
func (t *tries) failures(key string) int {
	t.mu.Lock()
	defer t.mu.Unlock()
	if a := t.count[t.hash(key)]; a != nil {
		return a.n - 1
	}
	return 0
}

// forget ends the count of a key after a success.
func (t *tries) forget(key string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	delete(t.count, t.hash(key))
}

// know remembers a source of an account and tells whether it was known.
func (t *tries) know(login, source string) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	k := t.hash("known\x00" + login + "\x00" + source)
	_, known := t.known[k]
	t.known[k] = t.now()
	return known
}

func (t *tries) isKnown(login, source string) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	_, known := t.known[t.hash("known\x00"+login+"\x00"+source)]
	return known
}

// sweep forgets what is old, once an hour; a flood of keys is forgotten whole before it fills the memory.
func (t *tries) sweep(now time.Time) {
	if len(t.count) > mostKeys {
		clear(t.count)
	}
	if now.Sub(t.swept) < time.Hour {
		return
	}
	t.swept = now
	for k, a := range t.count {
		if now.Sub(a.last) > keepTries {
			delete(t.count, k)
		}
	}
	for k, at := range t.known {
		if now.Sub(at) > keepSource {
			delete(t.known, k)
		}
	}
}
