package publish

import (
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"todoke/internal/incident"
	"todoke/internal/store"
)

// kept compares a site about to be released with the release before it and lists what would vanish or change without a public notice. It goes by the signed manifest of
// that release and by its files, not by the rows a build is made from.
func (p *Publish) kept(last store.Release, site files) ([]Found, error) {
	if last.N == 0 {
		return nil, nil
	}
	var m Manifest
	if err := json.Unmarshal([]byte(last.Manifest), &m); err != nil {
		return nil, err
	}
	var out []Found
	was := map[string]string{}
	changed := map[string]bool{}
	var ids []string
	for _, f := range m.Files {
		was[f.Path] = f.SHA256
		if rest, ok := strings.CutPrefix(f.Path, "editions/"); ok {
			id, name, _ := strings.Cut(rest, "/")
			if !slices.Contains(ids, id) {
				ids = append(ids, id)
			}
			if body, there := site[f.Path]; name != signatureName && name != keyName && (!there || digest(body) != f.SHA256) {
				changed[id] = true
			}
			continue
		}
		plain := strings.TrimPrefix(f.Path, "en/")
		if _, there := site[f.Path]; !there && strings.HasSuffix(plain, "/index.html") && (strings.HasPrefix(plain, "cases/") || strings.HasPrefix(plain, "advisories/")) { // the address of a case never changes and never goes
			out = append(out, Found{File: f.Path, Key: "publish.check.dropped"})
		}
	}
	for _, id := range ids {
		name := "editions/" + id + "/edition.json"
		body, there := site[name]
		switch {
		case !there:
			out = append(out, Found{File: name, Key: "publish.check.dropped"})
			continue
		case !changed[id]:
			continue
		}
		before, err := os.ReadFile(filepath.Join(p.dir, releasesDir, strconv.FormatInt(last.N, 10), filepath.FromSlash(name)))
		if err != nil && !errors.Is(err, os.ErrNotExist) {
			return nil, err
		}
		if digest(before) != was[name] {
			out = append(out, Found{File: name, Key: "publish.check.old_unreadable"})
			continue
		}
		old, err := parseCollection(string(before))
		if err != nil {
			return nil, err
		}
		now, err := parseCollection(string(body))
		if err != nil {
			return nil, err
		}
		places := incident.Unexplained(old, now)
		if len(places) == 0 && digest(body) == was[name] { // the same words in other files
			places = []string{"edition"}
		}
		for _, place := range places {
			out = append(out, Found{File: name, Place: place, Key: "publish.check.altered"})
		}
	}
	return out, nil
}
