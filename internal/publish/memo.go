package publish

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"

	"todoke/internal/incident"
)

// memo knows what the public folder was made of the last time, so that what would come out the same is not made again. A unit is a set of files that one key
// decides: the hash of everything they are made of. The program's own bytes are part of all keys. A nil memo remembers nothing; everything is made.
//
// In files a nil body stands for the file as it lies in the memo's folder; fill puts the bytes in.
type memo struct {
	dir string // the folder as it was made
	was state

	mu   sync.Mutex
	now  state
	seen map[*incident.Collection]hashes
}

// hashes are those of an edition without its cases, and of each case.
type hashes struct {
	head  string
	cases []string
}

// key is the hash of the whole edition.
func (h hashes) key() string { return keyOf(append([]string{h.head}, h.cases...)...) }

// hashes gives those of collections, which do not change any more, on all processors and once only.
func (m *memo) hashes(list []*incident.Collection) map[*incident.Collection]hashes {
	out := make([]hashes, len(list))
	var wait sync.WaitGroup
	for i, c := range list {
		if m != nil && m.seen[c].head != "" {
			out[i] = m.seen[c]
			continue
		}
		wait.Go(func() {
			head := *c
			head.Cases = nil
			out[i].head = sumOf(head)
			for k := range c.Cases {
				out[i].cases = append(out[i].cases, sumOf(&c.Cases[k]))
			}
		})
	}
	wait.Wait()
	all := map[*incident.Collection]hashes{}
	for i, c := range list {
		all[c] = out[i]
	}
	if m != nil {
		m.seen = all
	}
	return all
}

// sumOf is the hash of a frozen thing.
func sumOf(v any) string {
	body, _ := json.Marshal(v) // what was read back can be written
	sum := sha256.Sum256(body)
	return string(sum[:16])
}

// forget makes everything be made.
func (m *memo) forget() { m.was, m.now = emptyState(), emptyState() }

// state is what a folder was made of.
type state struct {
	units map[string]unit
	files map[string]fileSum
}

type unit struct {
	key   string
	note  string   // what the maker wants to know again; one line
	files []string // paths
}

type fileSum struct {
	size int
	hash string // SHA-256 in hexadecimal
}

func emptyState() state { return state{map[string]unit{}, map[string]fileSum{}} }

// newMemo is for a folder of which nothing is known.
func newMemo(dir string) *memo { return &memo{dir: dir, was: emptyState(), now: emptyState()} }

// openMemo reads what is known of a folder; where that is nothing, or of another program, everything will be made.
func openMemo(dir, file string) *memo {
	m := newMemo(dir)
	if body, err := os.ReadFile(file); err == nil {
		if was, ok := readState(string(body)); ok {
			m.was = was
		}
	}
	return m
}

// unit adds the files of one unit to out: those of the last time where the key is the same, else those that make gives, with its note.
func (m *memo) unit(out files, name, key string, make func() (files, string, error)) (note string, err error) {
	if m != nil {
		if was, ok := m.was.units[name]; ok && was.key == key && m.all(was.files) {
			for _, f := range was.files {
				out[f] = nil
			}
			m.remember(name, was)
			return was.note, nil
		}
	}
	list, note, err := make()
	if err != nil {
		return "", err
	}
	maps.Copy(out, list)
	if m != nil {
		m.remember(name, unit{key, note, list.names()})
	}
	return note, nil
}

// pages is unit for files without a note.
func (m *memo) pages(out files, name, key string, make func() (files, error)) error {
	_, err := m.unit(out, name, key, func() (files, string, error) {
		list, err := make()
		return list, "", err
	})
	return err
}

func (m *memo) remember(name string, u unit) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.now.units[name] = u
}

func (m *memo) all(names []string) bool {
	return !slices.ContainsFunc(names, func(n string) bool { _, ok := m.was.files[n]; return !ok })
}

// last is the unit of the last time, whatever its key.
func (m *memo) last(name string) unit {
	if m == nil {
		return unit{}
	}
	return m.was.units[name]
}

// body reads a file of the last time and holds that it is the one that was written.
func (m *memo) body(name string) ([]byte, error) {
	body, err := os.ReadFile(filepath.Join(m.dir, filepath.FromSlash(name)))
	if err == nil && digest(body) != m.was.files[name].hash {
		err = fmt.Errorf("%s was altered", name)
	}
	return body, err
}

// fill reads the files that stay as they were.
func (m *memo) fill(list files) error {
	var names []string
	for name, body := range list {
		if body == nil {
			names = append(names, name)
		}
	}
	bodies, errs := make([][]byte, len(names)), make([]error, len(names))
	var wait sync.WaitGroup
	for w := range writers {
		wait.Go(func() {
			for i := w; i < len(names); i += writers {
				bodies[i], errs[i] = m.body(names[i])
			}
		})
	}
	wait.Wait()
	for i, name := range names {
		if errs[i] != nil {
			return errs[i]
		}
		list[name] = bodies[i]
	}
	return nil
}

// sums gives size and hash of every file, of those that stay as they were noted.
func (m *memo) sums(list files) map[string]fileSum {
	out := make(map[string]fileSum, len(list))
	for name, body := range list {
		if body == nil && m != nil {
			out[name] = m.was.files[name]
			continue
		}
		out[name] = fileSum{len(body), digest(body)}
	}
	return out
}

// program is the hash of the running program: other templates, catalogues or rules are another program.
var program = sync.OnceValue(func() string {
	file, err := os.Executable()
	if err != nil {
		return ""
	}
	f, err := os.Open(file)
	if err != nil {
		return ""
	}
	defer f.Close()
	h := sha256.New()
	if _, err := io.Copy(h, f); err != nil {
		return ""
	}
	return hex.EncodeToString(h.Sum(nil))
})

const stateFormat = "todoke-site-state/1 "

// save writes what a folder is made of. A file is written beside and renamed, so that half of one is never read.
func (m *memo) save(file string, sums map[string]fileSum) error {
	if program() == "" {
		return nil // nothing could be told from it
	}
	var b bytes.Buffer
	b.WriteString(stateFormat + program() + "\n")
	put := func(name, key, note string, list []string) {
		fmt.Fprintf(&b, "%s\t%s\t%d\t%s\n", name, key, len(list), note)
		for _, f := range list {
			s := sums[f]
			b.WriteString(strconv.Itoa(s.size) + " " + s.hash + " " + f + "\n")
		}
	}
	left := maps.Clone(sums)
	for _, name := range slices.Sorted(maps.Keys(m.now.units)) {
		u := m.now.units[name]
		put(name, u.key, u.note, u.files)
		for _, f := range u.files {
			delete(left, f)
		}
	}
	put("", "", "", slices.Sorted(maps.Keys(left)))
	b.WriteString("end\n")
	if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
		return err
	}
	if err := os.WriteFile(file+".new", b.Bytes(), 0o600); err != nil {
		return err
	}
	return os.Rename(file+".new", file)
}

func readState(s string) (state, bool) {
	out := emptyState()
	head, s, _ := strings.Cut(s, "\n")
	if program() == "" || head != stateFormat+program() || !strings.HasSuffix(s, "\nend\n") {
		return out, false
	}
	for s != "end\n" {
		var line string
		line, s, _ = strings.Cut(s, "\n")
		part := strings.SplitN(line, "\t", 4)
		if len(part) != 4 {
			return out, false
		}
		n, err := strconv.Atoi(part[2])
		if err != nil {
			return out, false
		}
		u := unit{key: part[1], note: part[3], files: make([]string, 0, min(n, 1<<16))}
		for range n {
			line, s, _ = strings.Cut(s, "\n")
			size, rest, _ := strings.Cut(line, " ")
			hash, name, ok := strings.Cut(rest, " ")
			bytes, err := strconv.Atoi(size)
			if err != nil || !ok {
				return out, false
			}
			u.files = append(u.files, name)
			out.files[name] = fileSum{bytes, hash}
		}
		if part[0] != "" {
			out.units[part[0]] = u
		}
	}
	return out, true
}

// keyOf hashes what a unit is made of.
func keyOf(parts ...string) string {
	n := 0
	for _, p := range parts {
		n += 8 + len(p)
	}
	b := make([]byte, 0, n)
	for _, p := range parts {
		b = append(binary.BigEndian.AppendUint64(b, uint64(len(p))), p...)
	}
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:16])
}
