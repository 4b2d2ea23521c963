package web

import (
	"sync"
	"sync/atomic"
)

// Files are held in memory until they are sealed, never on disk. All posts in hand together hold this many bytes of them at most;
// while a file is read its buffer may for a moment be twice its size.
const (
	roomForFiles = 256 << 20
	fileStep     = 1 << 20
)

// filesHeld is how much of that is taken, over all listeners of the process: they share its memory.
var filesHeld atomic.Int64

// share is what one request has taken.
type share struct {
	mu   sync.Mutex
	n    int64
	over bool
}

// take takes n bytes; false when there is no room, or the request has ended.
func (s *share) take(n int64) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.over {
		return false
	}
	if filesHeld.Add(n) > roomForFiles {
		filesHeld.Add(-n)
		return false
	}
	s.n += n
	return true
}

// end gives everything back.
func (s *share) end() {
	s.mu.Lock()
	defer s.mu.Unlock()
	filesHeld.Add(-s.n)
	s.n, s.over = 0, true
}
