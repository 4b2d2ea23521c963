package site

import (
	"bufio"
	"bytes"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"net/url"
	"os"
	"slices"
	"strconv"
	"strings"
	"time"
)

// shelf is one TAXII collection of a release: its manifest, and where each object stands in its file. Objects themselves stay on disk.
type shelf struct {
	path string // file of the objects, one a line
	rows []row
}

// row is one version of one object.
type row struct {
	ID        string `json:"id"`
	DateAdded string `json:"date_added"`
	Version   string `json:"version"`
	MediaType string `json:"media_type"`
	added     time.Time
	version   time.Time
	last      bool // no later version of the object is in the collection
	first     bool
	start     int64
	length    int
}

// key names a row in the parameter next, so that a page goes on where the last one ended even when a release came between.
func (r row) key() string {
	return base64.RawURLEncoding.EncodeToString([]byte(r.DateAdded + " " + r.ID + " " + r.Version))
}

type shelfKey struct{ manifest, objects tagKey }

// shelf reads a collection once for each release.
func (h *handler) shelf(root *os.Root, alias string) (*shelf, error) {
	s := &shelf{path: "taxii2/" + alias + "/objects.json"}
	objects, err := root.Stat(s.path)
	if errors.Is(err, fs.ErrNotExist) { // an edition's own
		s.path = "editions/" + alias + "/stix.json"
		objects, err = root.Stat(s.path)
	}
	if err != nil {
		return nil, fmt.Errorf("taxii collection %s: %w", alias, err)
	}
	name := "taxii2/" + alias + "/manifest.json"
	manifest, err := root.Stat(name)
	if err != nil {
		return nil, fmt.Errorf("taxii collection %s: %w", alias, err)
	}
	key := shelfKey{tagKey{root.Name() + "\x00" + name, manifest.Size(), manifest.ModTime().UnixNano()}, tagKey{s.path, objects.Size(), objects.ModTime().UnixNano()}}
	if was, ok := h.shelves.Load(key); ok {
		return was.(*shelf), nil
	}
	if err := s.read(root, name); err != nil {
		return nil, fmt.Errorf("taxii collection %s: %w", alias, err)
	}
	h.shelves.Clear() // those of earlier releases
	h.shelves.Store(key, s)
	return s, nil
}

func (s *shelf) read(root *os.Root, manifest string) error {
	body, err := root.ReadFile(manifest)
	if err != nil {
		return err
	}
	var m struct{ Objects []row }
	if err := json.Unmarshal(body, &m); err != nil {
		return err
	}
	s.rows = m.Objects
	latest, earliest := map[string]int{}, map[string]int{}
	for i := range s.rows {
		r := &s.rows[i]
		if r.added, err = time.Parse(time.RFC3339Nano, r.DateAdded); err != nil {
			return err
		}
		if r.version, err = time.Parse(time.RFC3339Nano, r.Version); err != nil {
			return err
		}
		if was, ok := latest[r.ID]; !ok || !s.rows[was].version.After(r.version) {
			latest[r.ID] = i
		}
		if was, ok := earliest[r.ID]; !ok || s.rows[was].version.After(r.version) {
			earliest[r.ID] = i
		}
	}
	for _, i := range latest {
		s.rows[i].last = true
	}
	for _, i := range earliest {
		s.rows[i].first = true
	}
	return s.locate(root)
}

// locate finds each object's line.
func (s *shelf) locate(root *os.Root) error {
	f, err := root.Open(s.path)
	if err != nil {
		return err
	}
	defer f.Close()
	b := bufio.NewReaderSize(f, 1<<16)
	at, i := int64(0), -1
	for {
		line, err := b.ReadBytes('\n')
		if object := bytes.TrimSuffix(bytes.TrimSpace(line), []byte(",")); i >= 0 && len(object) > 1 && object[0] == '{' {
			if i >= len(s.rows) || !bytes.Contains(object, []byte(`"`+s.rows[i].ID+`"`)) {
				return errors.New("the objects are not those of the manifest")
			}
			s.rows[i].start, s.rows[i].length = at, len(object)
			i++
		}
		i = max(i, 0)
		at += int64(len(line))
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return err
		}
	}
	if i != len(s.rows) {
		return errors.New("the objects are not those of the manifest")
	}
	return nil
}

func (s *shelf) has(id string) bool {
	return slices.ContainsFunc(s.rows, func(r row) bool { return r.ID == id })
}

// query is what a client asks of a collection (§3.4, §3.5).
type query struct {
	after                      time.Time
	limit                      int
	next                       string
	ids, types, versions, spec []string
}

func parseQuery(v url.Values) (query, error) {
	q := query{limit: taxiiPage, next: v.Get("next")}
	var err error
	if s := v.Get("added_after"); s != "" {
		if q.after, err = time.Parse(time.RFC3339Nano, s); err != nil {
			return q, refuse(http.StatusBadRequest, "site.taxii.parameter", "added_after")
		}
	}
	if s := v.Get("limit"); s != "" {
		n, err := strconv.Atoi(s)
		if err != nil || n < 1 {
			return q, refuse(http.StatusBadRequest, "site.taxii.parameter", "limit")
		}
		q.limit = min(n, taxiiPage)
	}
	for name, values := range v {
		if !strings.HasPrefix(name, "match[") {
			continue
		}
		list := strings.Split(strings.Join(values, ","), ",")
		switch name {
		case "match[id]":
			q.ids = list
		case "match[type]":
			q.types = list
		case "match[version]":
			q.versions = list
			for _, s := range list {
				if _, err := time.Parse(time.RFC3339Nano, s); err != nil && s != "first" && s != "last" && s != "all" {
					return q, refuse(http.StatusBadRequest, "site.taxii.parameter", name)
				}
			}
		case "match[spec_version]":
			q.spec = list
		default:
			return q, refuse(http.StatusBadRequest, "site.taxii.parameter", name)
		}
	}
	return q, nil
}

// wants tells whether a row is asked for; without a version only the last one is.
func (q query) wants(r row) bool {
	if !r.added.After(q.after) || q.ids != nil && !slices.Contains(q.ids, r.ID) {
		return false
	}
	if kind, _, _ := strings.Cut(r.ID, "--"); q.types != nil && !slices.Contains(q.types, kind) {
		return false
	}
	if q.spec != nil && !slices.Contains(q.spec, "2.1") {
		return false
	}
	if q.versions == nil {
		return r.last
	}
	return slices.ContainsFunc(q.versions, func(s string) bool {
		switch s {
		case "all":
			return true
		case "first":
			return r.first
		case "last":
			return r.last
		}
		t, err := time.Parse(time.RFC3339Nano, s)
		return err == nil && t.Equal(r.version)
	})
}

// page is what one answer holds.
type page struct {
	rows []row
	more bool
}

func (s *shelf) page(q query) (page, error) {
	var p page
	begun := q.next == ""
	for _, r := range s.rows {
		if !begun {
			begun = r.key() == q.next
			continue
		}
		if !q.wants(r) {
			continue
		}
		if len(p.rows) == q.limit {
			p.more = true
			break
		}
		p.rows = append(p.rows, r)
	}
	if !begun {
		return p, refuse(http.StatusBadRequest, "site.taxii.next")
	}
	return p, nil
}

// envelope writes a page: an envelope of objects, a manifest, or versions; lists are left out when empty.
func (s *shelf) envelope(root *os.Root, resource string, p page) ([]byte, http.Header, error) {
	head := http.Header{}
	var b bytes.Buffer
	fmt.Fprintf(&b, `{"more":%t`, p.more)
	if len(p.rows) > 0 {
		head.Set("X-TAXII-Date-Added-First", p.rows[0].DateAdded)
		head.Set("X-TAXII-Date-Added-Last", p.rows[len(p.rows)-1].DateAdded)
	}
	if p.more { // the standard has it for objects only and pages the others by added_after; clients look for it everywhere
		fmt.Fprintf(&b, `,"next":%q`, p.rows[len(p.rows)-1].key())
	}
	if len(p.rows) > 0 {
		list, err := s.list(root, resource, p.rows)
		if err != nil {
			return nil, nil, err
		}
		name := "objects"
		if resource == "versions" {
			name = "versions"
		}
		fmt.Fprintf(&b, ",%q:[%s]", name, bytes.Join(list, []byte(",\n")))
	}
	b.WriteString("}\n")
	return b.Bytes(), head, nil
}

func (s *shelf) list(root *os.Root, resource string, rows []row) ([][]byte, error) {
	var list [][]byte
	if resource != "objects" {
		for _, r := range rows {
			var v any = r
			if resource == "versions" {
				v = r.Version
			}
			one, err := json.Marshal(v)
			if err != nil {
				return nil, err
			}
			list = append(list, one)
		}
		return list, nil
	}
	f, err := root.Open(s.path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	for _, r := range rows {
		one := make([]byte, r.length)
		if _, err := f.ReadAt(one, r.start); err != nil {
			return nil, fmt.Errorf("%s: %w", s.path, err)
		}
		list = append(list, one)
	}
	return list, nil
}
