package publish

import (
	"encoding/json"
	"path"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"todoke/internal/text"
)

// What the memo knows of the search index: the files of texts by their key, and the parts of the index, of which one case changes few.
const (
	searchTextsUnit = "search/d/"
	searchGramsUnit = "search/g"
)

// searchAnew makes the index of all cases.
func (l *library) searchAnew() (files, error) {
	docs := make([]searchDoc, len(l.cases))
	for i, s := range l.cases {
		docs[i] = l.searchDoc(s)
	}
	out, err := searchParts(docs, demoOf(l.newest))
	if err != nil || l.m == nil {
		return out, err
	}
	var index searchIndex
	if err := json.Unmarshal(out["search/index.json"], &index); err != nil {
		return nil, err
	}
	l.rememberSearch(index)
	return out, nil
}

func (l *library) rememberSearch(index searchIndex) {
	for i, name := range index.Docs {
		l.m.remember(searchTextsUnit+strconv.Itoa(i), unit{key: l.textsKey(i), files: []string{"search/" + name}})
	}
	parts := make([]string, len(index.Grams))
	for i, name := range index.Grams {
		parts[i] = "search/" + name
	}
	l.m.remember(searchGramsUnit, unit{key: l.gramsKey(), note: strconv.Itoa(index.Bits), files: parts})
}

// gramsKey is what must be the same for single parts to be changed.
func (l *library) gramsKey() string { return keyOf(demoOf(l.newest), strconv.Itoa(len(l.cases))) }

// textsKey is what one file of texts is made of.
func (l *library) textsKey(i int) string {
	parts := []string{demoOf(l.newest)}
	for _, s := range l.cases[i*searchDocs : min((i+1)*searchDocs, len(l.cases))] {
		parts = append(parts, s.sum, l.heads[s.c])
	}
	return keyOf(parts...)
}

// mostAgain is how many files of texts may have changed for single parts to be changed rather than all made.
const mostAgain = 40

// searchAgain changes the index of the last time where cases changed, and gives nil where that would be more work than making it.
func (l *library) searchAgain() (files, error) {
	grams := l.m.last(searchGramsUnit)
	bits, err := strconv.Atoi(grams.note)
	if err != nil || grams.key != l.gramsKey() || len(grams.files) != 1<<bits || !l.m.all(grams.files) {
		return nil, nil
	}
	out := files{}
	index := searchIndex{Format: searchFormat, Demo: demoOf(l.newest), Cases: len(l.cases), Bits: bits, Per: searchDocs, Grams: []string{}, Docs: []string{}}
	change := gramChange{}
	again := 0
	for i := range (len(l.cases) + searchDocs - 1) / searchDocs {
		was := l.m.last(searchTextsUnit + strconv.Itoa(i))
		if len(was.files) != 1 || !l.m.all(was.files) {
			return nil, nil
		}
		if was.key == l.textsKey(i) {
			out[was.files[0]] = nil
			index.Docs = append(index.Docs, path.Base(was.files[0]))
			continue
		}
		if again++; again > mostAgain {
			return nil, nil
		}
		name, err := l.textsAgain(out, i, was.files[0], change)
		if err != nil || name == "" {
			return nil, err
		}
		index.Docs = append(index.Docs, name)
	}
	for i, file := range grams.files {
		name, err := l.partAgain(out, i, file, change[i])
		if err != nil {
			return nil, err
		}
		index.Grams = append(index.Grams, name)
	}
	if out["search/index.json"], err = compact(index); err != nil {
		return nil, err
	}
	l.rememberSearch(index)
	return out, nil
}

// gramChange is, for each part of the index, which texts a token is in no more (false) and which it is in now (true).
type gramChange map[int]map[string]map[int32]bool

func (g gramChange) add(bits int, token string, n int32, now bool) {
	first, _ := utf8.DecodeRuneInString(token)
	part := text.Bucket(first, bits)
	if g[part] == nil {
		g[part] = map[string]map[int32]bool{}
	}
	if g[part][token] == nil {
		g[part][token] = map[int32]bool{}
	}
	g[part][token][n] = now
}

// textsAgain makes one file of texts and notes how its tokens changed; "" where the last file is not what it should be.
func (l *library) textsAgain(out files, i int, file string, change gramChange) (string, error) {
	body, err := l.m.body(file)
	if err != nil {
		return "", nil
	}
	var was searchTexts
	cases := l.cases[i*searchDocs : min((i+1)*searchDocs, len(l.cases))]
	if json.Unmarshal(body, &was) != nil || len(was.Docs) != len(cases) {
		return "", nil
	}
	bits, _ := strconv.Atoi(l.m.last(searchGramsUnit).note) // read before
	docs := make([]searchDoc, len(cases))
	for k, s := range cases {
		docs[k] = l.searchDoc(s)
		before, now := docsGrams(was.Docs[k]), docsGrams(docs[k])
		for token := range before {
			if !now[token] {
				change.add(bits, token, int32(s.id), false)
			}
		}
		for token := range now {
			if !before[token] {
				change.add(bits, token, int32(s.id), true)
			}
		}
	}
	return searchFile(out, "d", i, searchTexts{demoOf(l.newest), docs})
}

func docsGrams(d searchDoc) map[string]bool {
	out := map[string]bool{}
	for _, g := range text.Grams(d.text()) {
		out[g] = true
	}
	return out
}

// partAgain changes one part of the index.
func (l *library) partAgain(out files, i int, file string, change map[string]map[int32]bool) (string, error) {
	if len(change) == 0 {
		out[file] = nil
		return path.Base(file), nil
	}
	body, err := l.m.body(file)
	if err != nil {
		return "", err
	}
	var part searchGrams
	if err := json.Unmarshal(body, &part); err != nil {
		return "", err
	}
	for token, texts := range change {
		list, err := text.Unstep(part.Grams[token], len(l.cases))
		if err != nil {
			return "", err
		}
		for n, now := range texts {
			at, is := slices.BinarySearch(list, n)
			switch {
			case now && !is:
				list = slices.Insert(list, at, n)
			case !now && is:
				list = slices.Delete(list, at, at+1)
			}
		}
		if len(list) == 0 {
			delete(part.Grams, token)
			continue
		}
		part.Grams[token] = text.Steps(list)
	}
	return searchFile(out, "g", i, part)
}

// searchFile adds one file of the index under a name that holds its hash.
func searchFile(out files, kind string, n int, body any) (string, error) {
	b, err := compact(body)
	if err != nil {
		return "", err
	}
	name := strings.Join([]string{kind, strconv.Itoa(n), "-", digest(b)[:10], ".json"}, "")
	out["search/"+name] = b
	return name, nil
}
