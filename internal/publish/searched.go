package publish

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// searched knows of which files, by their SHA-256 and their name, which says how they are read, a search for the very same terms and texts by the very same program found nothing: the next release holds nearly all of
// them again, and their bytes decide the outcome. Everything else of the check is done again. A nil searched knows nothing.
type searched struct {
	key  string // of the terms, their texts and the program, keyed by the desk
	was  map[string]bool
	now  map[string]bool
	file string
	mac  func([]byte) string
}

const searchedFormat = "todoke-searched/1 "

// openSearched reads what is noted for these terms; nothing where they, the program or the note are others than they were. The note is sealed with a key of the desk, so
// that whoever can write to the folder cannot have a file passed over.
func (p *Publish) openSearched(t terms) *searched {
	if p.dir == "" || program() == "" {
		return nil
	}
	h := sha256.New()
	for _, one := range t.list {
		fmt.Fprintf(h, "%#v\n", one)
	}
	for _, one := range t.erased {
		fmt.Fprintf(h, "%#v\n", one)
	}
	for _, one := range t.originals {
		fmt.Fprintf(h, "%#v\n", one)
	}
	s := &searched{was: map[string]bool{}, now: map[string]bool{}, file: filepath.Join(p.dir, "cache", "searched"),
		mac: func(b []byte) string { return hex.EncodeToString(p.seal.LeakMAC("searched\n" + string(b))) }}
	s.key = s.mac([]byte("terms\n" + program() + "\n" + hex.EncodeToString(h.Sum(nil))))
	body, err := os.ReadFile(s.file)
	if err != nil {
		return s
	}
	list, mac, ok := bytes.Cut(body, []byte("\nend "))
	if head, rest, _ := bytes.Cut(list, []byte("\n")); ok && string(mac) == s.mac(list) && string(head) == searchedFormat+s.key {
		for line := range strings.Lines(string(rest)) {
			s.was[strings.TrimSuffix(line, "\n")] = true
		}
	}
	return s
}

// clean tells whether nothing was found in a file of this name and hash.
func (s *searched) clean(name, sha256 string) bool { return s != nil && s.was[sha256+" "+name] }

// add notes files in which nothing was found now.
func (s *searched) add(files []string) {
	if s == nil {
		return
	}
	for _, f := range files {
		s.now[f] = true
	}
}

// save notes them for the next check.
func (s *searched) save() error {
	if s == nil {
		return nil
	}
	body := []byte(searchedFormat + s.key + "\n" + strings.Join(slices.Sorted(maps.Keys(s.now)), "\n"))
	body = append(body, "\nend "+s.mac(body)...)
	if err := os.MkdirAll(filepath.Dir(s.file), 0o700); err != nil {
		return err
	}
	if err := os.WriteFile(s.file+".new", body, 0o600); err != nil {
		return err
	}
	return os.Rename(s.file+".new", s.file)
}
