package retention

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
	"time"

	"todoke/internal/incident"
)

// ListFile is the list of erasures in the key folder: whoever restores an old backup with these keys erases again what was erased since.
const ListFile = "erasures.jsonl"

// List is the list of erasures beside the keys. Lines are only ever added; it holds receipt numbers, classes, instants and keyed hashes, never content.
type List struct {
	mu   sync.Mutex
	path string
}

// OpenList gives the list of a key folder; nothing is read yet.
func OpenList(keys string) *List { return &List{path: filepath.Join(keys, ListFile)} }

// Line is one line of the list: that classes of a report were erased, or with Spared that this was put down and then not done.
type Line struct {
	Report  string          `json:"report,omitempty"`
	Classes []incident.Kept `json:"classes,omitempty"`
	Run     int64           `json:"run,omitempty"`
	Cause   string          `json:"cause,omitempty"`
	At      time.Time       `json:"at"`
	Spared  bool            `json:"spared,omitempty"`
	Begun   bool            `json:"begun,omitempty"` // the first line

	Subscriber []byte `json:"subscriber,omitempty"` // keyed hash of an address that gets no more mail; what it asked for before At was erased
}

// ErrNoList says that the key folder has no list of erasures.
var ErrNoList = errors.New("the key folder has no list of erasures")

// Create makes an empty list where there is none.
func (l *List) Create() error {
	if _, err := os.Stat(l.path); err == nil {
		return nil
	}
	return l.Add(Line{Begun: true})
}

// Add writes lines and returns once they are on disk.
func (l *List) Add(lines ...Line) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	var b bytes.Buffer
	for _, x := range lines {
		body, err := json.Marshal(x)
		if err != nil {
			return err
		}
		b.Write(append(body, '\n'))
	}
	_, err := os.Stat(l.path)
	fresh := errors.Is(err, fs.ErrNotExist)
	f, err := os.OpenFile(l.path, os.O_CREATE|os.O_APPEND|os.O_RDWR, 0o600)
	if err != nil {
		return err
	}
	defer f.Close()
	if whole, err := endsWhole(f); err != nil {
		return err
	} else if !whole { // a line cut short by a crash: it is ended, and read as nothing
		b = *bytes.NewBuffer(append([]byte{'\n'}, b.Bytes()...))
	}
	if _, err := f.Write(b.Bytes()); err != nil {
		return err
	}
	if err := f.Sync(); err != nil || !fresh {
		return err
	}
	dir, err := os.Open(filepath.Dir(l.path))
	if err != nil {
		return err
	}
	defer dir.Close()
	return dir.Sync()
}

func endsWhole(f *os.File) (bool, error) {
	info, err := f.Stat()
	if err != nil || info.Size() == 0 {
		return true, err
	}
	var last [1]byte
	_, err = f.ReadAt(last[:], info.Size()-1)
	return last[0] == '\n', err
}

// Read gives what the list says was erased, by report: each class with the line that told it last, spared ones left out. ErrNoList where there is no list.
func (l *List) Read() (map[string]map[incident.Kept]Line, error) {
	out := map[string]map[incident.Kept]Line{}
	err := l.each(func(x Line) {
		if x.Report == "" {
			return
		}
		if out[x.Report] == nil {
			out[x.Report] = map[incident.Kept]Line{}
		}
		for _, class := range x.Classes {
			if x.Spared {
				delete(out[x.Report], class)
			} else {
				out[x.Report][class] = x
			}
		}
	})
	if err != nil {
		return nil, err
	}
	return out, nil
}

// each calls fn with every line.
func (l *List) each(fn func(Line)) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	f, err := os.Open(l.path)
	if errors.Is(err, fs.ErrNotExist) {
		return ErrNoList
	}
	if err != nil {
		return err
	}
	defer f.Close()
	begun := false
	s := bufio.NewScanner(f)
	for s.Scan() {
		if len(s.Bytes()) == 0 {
			continue
		}
		var x Line
		if err := json.Unmarshal(s.Bytes(), &x); err != nil {
			continue // a line cut short by a crash: its erasing was not begun
		}
		begun = begun || x.Begun
		fn(x)
	}
	if err := s.Err(); err != nil {
		return fmt.Errorf("list of erasures: %w", err)
	}
	if !begun {
		return fmt.Errorf("%s: its first line is missing", l.path)
	}
	return nil
}
