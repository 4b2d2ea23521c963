package publish

import (
	"cmp"
	"context"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"maps"
	"math"
	"path"
	"runtime"
	"slices"
	"strings"
	"sync"
	"time"

	"todoke/internal/incident"
	"todoke/internal/mask"
	"todoke/internal/pdf"
	"todoke/internal/store"
	"todoke/internal/text"
)

// CheckResult is one run of the leak check over finished files. As stored and as a page shows it, it holds no term.
type CheckResult struct {
	Passed   bool      `json:"passed"`
	Files    int       `json:"files"`
	Terms    int       `json:"terms"`            // spellings that were looked for, those of erased reports included
	Erased   int       `json:"erased,omitempty"` // of these, known by a keyed hash only
	Reports  int       `json:"reports"`          // whose parties they belong to
	Manifest string    `json:"manifest"`         // SHA-256 of the manifest.json that was checked
	Found    []Found   `json:"found"`            // each stops the release
	Waived   []Found   `json:"waived,omitempty"` // terms two people let stand in that file
	Warnings []Found   `json:"warnings"`         // word for word from a report: to be looked at
	At       time.Time `json:"at"`
}

// Found is one thing a finished file must not hold, or lacks.
type Found struct {
	File   string `json:"file"`
	Place  string `json:"place"`
	Key    string `json:"key"`              // catalogue key of what is wrong
	Kind   string `json:"kind,omitempty"`   // of a term: org, person, mail …
	Report string `json:"report,omitempty"` // the report whose party it names
	Mark   string `json:"mark,omitempty"`   // of a term: its keyed hash in hexadecimal, by which a waiver names it
	More   int    `json:"more,omitempty"`   // further places in the same file
	Term   string `json:"-"`                // only in memory, for who may open that report

	around string // a few letters on either side, squeezed; only in memory
}

// scope is what one check is about.
type scope struct {
	collections []*incident.Collection // whose terms are looked for; the newest is the last
	advisories  advisories
	site        bool // the whole public folder: what lies in editions/ was checked as an edition
	at          time.Time
	released    map[string]string // hashes of files that are the released ones, by name: held to no template of this program
	subscribe   string            // where readers subscribe by mail, the one address elsewhere that the site names by itself
}

// checker looks through finished files.
type checker struct {
	scope
	finder   *mask.Finder
	mark     func(term string) string // its keyed hash in hexadecimal
	reader   *pdf.Reader
	sources  map[string]bool // addresses the frozen texts hold
	hosts    map[string]bool
	cases    map[string]*incident.PublishedCase // by number
	files    files
	waived   map[waived]bool
	contexts map[string]bool     // of a whole site: where waived terms stand in the editions
	searched *searched           // of a whole site: files in which nothing was found before
	clean    []string            // files in which nothing was found now, as searched notes them
	ids      map[string][]string // anchors of each page
	links    []found
	result   *CheckResult
}

// waived is a term let stand in a file with a hash.
type waived struct{ file, sha256, mark string }

type found struct {
	file string
	piece
}

// Check searches the built files of an edition for every declared term of every report below its cases, and for what no source holds: elements,
// attributes, links, hosts. A file that cannot be read, or lacks what must be in it, fails. The result is stored without the terms.
func (p *Publish) Check(ctx context.Context, a incident.Actor, id string, at time.Time) (CheckResult, error) {
	if err := incident.Ask(a, incident.EditionRelease); err != nil {
		return CheckResult{}, err
	}
	e, err := p.st.FindEdition(ctx, id)
	if err != nil {
		return CheckResult{}, told(err, "check "+id)
	}
	if e.State != incident.Built && e.State != incident.Checked {
		return CheckResult{}, incident.Errorf(incident.Conflict, "publish.error.not_built", id)
	}
	c, err := collection(ctx, p.st.Reader, id)
	if err != nil {
		return CheckResult{}, told(err, "check "+id)
	}
	result, err := p.checkFolder(ctx, c, p.buildDir(id), at)
	if err != nil {
		return CheckResult{}, fmt.Errorf("check %s: %w", id, err)
	}
	return result, told(p.keep(ctx, a, e, result), "check "+id)
}

// keep stores the result and moves the edition on, or back when a later check fails. Terms of erased reports whose time is over go at this moment.
func (p *Publish) keep(ctx context.Context, a incident.Actor, e incident.Edition, result CheckResult) error {
	to := incident.Built
	if result.Passed {
		to = incident.Checked
	}
	return p.st.Write(ctx, func(tx *store.Tx) error {
		if e.State == to {
			return insertCheck(ctx, tx, a, e.ID, result)
		}
		if err := insertResult(ctx, tx, e.ID, result); err != nil {
			return err
		}
		return move(ctx, tx, e, to, checkRow(a, e.ID, result))
	})
}

func insertResult(ctx context.Context, tx *store.Tx, id string, result CheckResult) error {
	body, err := json.Marshal(result)
	if err != nil {
		return err
	}
	check := store.Check{Edition: id, At: result.At, Passed: result.Passed, Files: result.Files, Manifest: result.Manifest, Body: string(body)}
	if err := tx.InsertCheck(ctx, check); err != nil {
		return err
	}
	return tx.DropErasedTerms(ctx, result.At)
}

// insertCheck stores a result with its audit row; the edition stays where it is.
func insertCheck(ctx context.Context, tx *store.Tx, a incident.Actor, id string, result CheckResult) error {
	if err := insertResult(ctx, tx, id, result); err != nil {
		return err
	}
	return tx.Audit(ctx, checkRow(a, id, result))
}

func checkRow(a incident.Actor, id string, result CheckResult) store.AuditRow {
	detail := fmt.Sprintf("passed=%t files=%d found=%d waived=%d", result.Passed, result.Files, len(result.Found), len(result.Waived))
	return auditRow(a, "edition.check", id, detail, result.At)
}

func (p *Publish) checkFolder(ctx context.Context, c *incident.Collection, dir string, at time.Time) (CheckResult, error) {
	list, err := readFolder(dir)
	if err != nil {
		return CheckResult{}, err
	}
	return p.check(ctx, scope{collections: []*incident.Collection{c}, at: at}, list)
}

// check searches files for the terms behind collections; of a whole site, those made around its editions.
func (p *Publish) check(ctx context.Context, s scope, list files) (CheckResult, error) {
	if s.site && s.advisories.list == nil {
		out, err := p.advisoriesOf(ctx, math.MaxInt64)
		if err != nil {
			return CheckResult{}, err
		}
		s.advisories = out
	}
	result := CheckResult{Files: len(list), Manifest: digest(list[manifestName]), Found: []Found{}, Warnings: []Found{}, At: s.at.UTC()}
	terms, err := p.terms(ctx, s)
	if err != nil {
		return result, err
	}
	result.Terms, result.Erased, result.Reports = len(terms.list)+len(terms.erased), len(terms.erased), terms.reports
	k := &checker{scope: s, finder: mask.NewFinder(terms.list, terms.originals), files: list, ids: map[string][]string{}, result: &result,
		mark: func(term string) string { return hex.EncodeToString(p.seal.LeakMAC(term)) }}
	k.finder.AddHashed(terms.erased, p.seal.LeakHasher())
	if k.waived, err = p.waivedIn(ctx, s); err != nil {
		return result, err
	}
	reader, done, err := p.pdfReader(ctx, list)
	if err != nil {
		return result, err
	}
	defer done()
	k.reader = reader
	k.result.Found = append(k.result.Found, terms.missing...)
	if s.site {
		k.searched = p.openSearched(terms)
	}
	for _, c := range s.collections {
		if c.Statistics == nil || s.site {
			continue
		}
		differ, err := p.auditSet(ctx, c.Statistics.ID)
		if err != nil {
			return result, err
		}
		for _, e := range differ {
			k.found("edition.json", strings.TrimPrefix(e.Field, "table-"), "publish.check.set")
		}
	}
	k.allow()
	k.all(ctx)
	k.follow()
	k.listed()
	if err := k.searched.save(); err != nil {
		return result, err
	}
	slices.SortStableFunc(result.Found, func(a, b Found) int { return cmp.Or(strings.Compare(a.File, b.File), strings.Compare(a.Key, b.Key)) })
	result.Passed = len(result.Found) == 0
	return result, nil
}

// all reads the files on all processors, and puts what was found together in the order of their names.
func (k *checker) all(ctx context.Context) {
	if k.site {
		k.waivedContexts(ctx)
	}
	derived := map[string]bool{}
	if k.site {
		derived = k.files.derived()
	}
	names := k.files.names()
	each := make([]*checker, len(names))
	var wait sync.WaitGroup
	slots := make(chan struct{}, runtime.GOMAXPROCS(0))
	for _, i := range k.files.largestFirst(names) { // so that none is left alone at the end
		name := names[i]
		one := *k
		one.result, one.ids, one.links, one.clean = &CheckResult{}, map[string][]string{}, nil, nil
		each[i] = &one
		slots <- struct{}{}
		wait.Go(func() {
			defer func() { <-slots }()
			if gramPart(name) {
				if !derived[name] {
					one.found(name, "", "public.check.derived")
				}
				return
			}
			if k.site && strings.HasPrefix(name, "editions/") {
				one.anchors(name, k.files[name])
				return
			}
			one.file(ctx, name, k.files[name])
		})
	}
	wait.Wait()
	for _, one := range each {
		k.result.Found = append(k.result.Found, one.result.Found...)
		k.result.Waived = append(k.result.Waived, one.result.Waived...)
		k.result.Warnings = append(k.result.Warnings, one.result.Warnings...)
		k.links = append(k.links, one.links...)
		k.searched.add(one.clean)
		maps.Copy(k.ids, one.ids)
	}
}

// largestFirst are the places of names in the order of their files' sizes.
func (list files) largestFirst(names []string) []int {
	order := make([]int, len(names))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return len(list[names[b]]) - len(list[names[a]]) })
	return order
}

func (k *checker) found(file, place, key string) {
	k.result.Found = append(k.result.Found, Found{File: file, Place: place, Key: key})
}

// file reads one file and looks for terms, for what may not be there, and for what must.
func (k *checker) file(ctx context.Context, name string, body []byte) {
	x, err := k.read(ctx, name, body)
	if err != nil {
		k.found(name, "", "publish.check.unreadable") // what could be read up to there is searched all the same
	}
	k.ids[name] = x.ids
	sum := digest(body)
	if k.released[name] == sum {
		x.problems = nil
		switch path.Ext(name) {
		case ".css", ".js", ".svg": // those of the program that made them, as isOurs
			x.pieces = x.pieces[:1]
		}
	}
	for _, p := range x.problems {
		k.found(name, p.place, p.key)
	}
	for _, l := range x.links {
		k.links = append(k.links, found{name, l})
	}
	whole := k.search(name, sum, x.pieces)
	for _, host := range hosts(whole) {
		if !k.hosts[host] {
			k.found(name, host, "publish.check.host")
		}
	}
	if err == nil && !holds(whole, k.wanted(name)) {
		k.found(name, "", "publish.check.lacks")
	}
}

// search looks for terms and quotations in the pieces of a file and in what they say under their disguises, and gives the text of the pieces. In a file of which it is known
// that there are none it does not look.
func (k *checker) search(name, sha256 string, pieces []piece) string {
	plain, size := len(pieces), 0
	known := k.searched.clean(name, sha256)
	for _, p := range pieces[:plain] {
		size += len(p.text) + 1
		if known {
			continue
		}
		for _, d := range disguised(p.text) {
			pieces = append(pieces, piece{spot{place: p.String() + " (" + d.place + ")"}, d.text})
			size += len(d.text) + 1
		}
	}
	var all strings.Builder
	all.Grow(size)
	starts := make([]int, len(pieces))
	end := 0
	for i, p := range pieces {
		if i == plain {
			end = all.Len()
		}
		starts[i] = all.Len()
		all.WriteString(p.text)
		all.WriteString("\n")
	}
	whole := all.String()
	if plain == len(pieces) {
		end = len(whole)
	}
	var hits []mask.Hit
	if !known {
		hits = k.finder.Find(whole)
	}
	if len(hits) == 0 {
		k.clean = append(k.clean, sha256+" "+name)
	}
	seen := map[[2]string]int{} // report and mark to a place in Found, one up
	for _, h := range hits {
		i, exact := slices.BinarySearch(starts, h.Start)
		if !exact {
			i--
		}
		f := Found{File: name, Place: pieces[i].String(), Key: "publish.check.term", Kind: string(h.Kind), Report: h.Source, Term: whole[h.Start:h.End]}
		if h.Quotation {
			f.Key = "publish.check.quotation"
			if i < plain { // the same words under a disguise are no second warning
				k.result.Warnings = append(k.result.Warnings, f)
			}
			continue
		}
		f.Mark = k.mark(h.Term)
		f.around = around(whole[starts[i]:min(starts[i]+len(pieces[i].text), len(whole))], h.Start-starts[i], h.End-starts[i])
		if k.waived[waived{name, sha256, f.Mark}] || k.contexts[f.Mark+f.around] {
			k.result.Waived = append(k.result.Waived, f)
			continue
		}
		at := [2]string{h.Source, f.Mark}
		if n := seen[at]; n > 0 {
			k.result.Found[n-1].More++
			continue
		}
		k.result.Found = append(k.result.Found, f)
		seen[at] = len(k.result.Found)
	}
	return whole[:end]
}

// holds tells whether a text holds all sentences, whatever white space stands in it. They mostly come in the order of the text, and letter by letter; of several editions one
// run comes after another, each in its order.
func holds(whole string, wanted []string) bool {
	var rest []string
	at := 0
	for _, want := range wanted {
		if i := strings.Index(whole[at:], want); i >= 0 {
			at += i
			continue
		}
		if len(rest) < 20 { // where many stand in other words each would be looked for twice in vain
			if i := strings.Index(whole[:at], want); i >= 0 {
				at = i
				continue
			}
		}
		rest = append(rest, want)
	}
	if len(rest) == 0 {
		return true
	}
	squeezed := text.Squeeze(whole)
	at = 0
	for _, want := range rest {
		want = text.Squeeze(want)
		if i := strings.Index(squeezed[at:], want); i >= 0 {
			at += i
			continue
		}
		if !strings.Contains(squeezed, want) {
			return false
		}
	}
	return true
}

// anchors notes where links into a file of an edition may lead.
func (k *checker) anchors(name string, body []byte) {
	var x extract
	if path.Ext(name) == ".html" && x.html(body) == nil {
		k.ids[name] = x.ids
	}
}

// wanted are sentences the frozen collections put into a file; one that lacks them was not read, or is not what was built.
func (k *checker) wanted(name string) []string {
	newest := k.collections[len(k.collections)-1]
	lang := incident.JA
	if strings.HasPrefix(name, "en/") {
		lang = incident.EN
	}
	var out []string
	if newest.Demo && !slices.Contains([]string{".css", ".js", ".svg", ".txt", ".sig"}, path.Ext(name)) {
		out = append(out, newest.DemoLabel.In(lang))
	}
	if k.site {
		return k.wantedOfSite(name, lang, out)
	}
	c := newest
	if c.Statistics != nil {
		return wantedOfStatistics(c, name, lang, out)
	}
	if want, ok := formatWants(c, k.cases, name); ok {
		return want
	}
	switch {
	case path.Ext(name) == ".pdf":
		out = append(out, c.Title.In(lang))
		for _, one := range c.Cases {
			start, _ := text.Limit(plain(firstWords(one.Summary.In(lang))), 12) // within the first line of its cell
			out = append(out, start)
		}
	case name == "index.html" || name == "en/index.html":
		out = append(out, c.Title.In(lang))
		for _, one := range c.Cases {
			out = append(out, plain(firstWords(one.Summary.In(lang))))
		}
	case path.Ext(name) == ".html":
		if one := k.cases[path.Base(path.Dir(name))]; one != nil {
			out = append(out, plain(firstWords(one.Summary.In(lang))))
		}
	case name == manifestName:
		out = append(out, c.FrozenAt)
	}
	return out
}

// wantedOfSite are the sentences of the pages around the editions.
func (k *checker) wantedOfSite(name string, lang incident.Lang, out []string) []string {
	for _, c := range k.collections {
		if _, stix := k.files["editions/"+c.ID+"/stix.json"]; !stix && strings.HasPrefix(name, "taxii2/") {
			continue
		}
		if want, ok := formatWants(c, k.cases, name); ok {
			out = append(out, want...)
		}
	}
	if name == "advisories/misp/hashes.csv" { // can hold no sentence
		return nil
	}
	for _, a := range k.advisories.list {
		if strings.TrimPrefix(name, "en/") == "advisories/"+a.ID+"/index.html" {
			told := a.Body
			if a.Withdrawn {
				told = a.Change
			}
			out = append(out, plain(a.Title.In(lang)), plain(firstWords(told.In(lang))))
		} else if name == "data/advisories.json" || name == "data/advisories.csv" || name == "data/advisories.xlsx" {
			out = append(out, a.Title.JA)
		}
	}
	switch {
	case path.Base(path.Dir(path.Dir(name))) == "cases" && path.Ext(name) == ".html":
		if one := k.cases[path.Base(path.Dir(name))]; one != nil {
			out = append(out, plain(firstWords(one.Summary.In(lang))))
		}
	case name == "index.html" || name == "en/index.html":
		for _, c := range k.collections {
			out = append(out, c.Title.In(lang))
		}
	}
	return out
}

// firstWords is the first paragraph or item of a text.
func firstWords(s string) string {
	list := incident.Blocks(s)
	switch {
	case len(list) == 0:
		return ""
	case list[0].Kind == incident.Paragraph:
		return list[0].Text
	}
	return list[0].Items[0]
}

// allow collects the addresses and hosts the frozen texts hold; no file may lead or point anywhere else.
func (k *checker) allow() {
	k.sources, k.hosts, k.cases = map[string]bool{}, map[string]bool{}, map[string]*incident.PublishedCase{}
	take := func(source any) {
		body, _ := json.Marshal(source) // what was read back can be written
		var x extract
		_ = x.json(body)
		for _, p := range x.pieces {
			for _, r := range linked(p.text) {
				if r.Href != "" {
					k.sources[r.Href] = true
				}
			}
			for _, h := range hosts(p.text) {
				k.hosts[h] = true
			}
		}
	}
	for _, c := range k.collections {
		for i := range c.Cases {
			k.cases[c.Cases[i].Number] = &c.Cases[i]
		}
		take(c)
	}
	take(k.advisories.list)
	if k.subscribe != "" {
		for _, lang := range langs {
			k.sources[subscribeIn(k.subscribe, lang)] = true
		}
		for _, h := range hosts(k.subscribe) {
			k.hosts[h] = true
		}
	}
	for _, h := range formatHosts {
		k.hosts[h] = true
	}
	k.hosts["www.w3.org"], k.hosts["ns.adobe.com"], k.hosts["purl.org"], k.hosts["www.aiim.org"] = true, true, true, true // names of PDF metadata schemas
}

func hosts(s string) []string {
	if !strings.Contains(s, "://") {
		return nil
	}
	var out []string
	for _, m := range address.FindAllString(s, -1) {
		_, rest, _ := strings.Cut(m, "://")
		host, _, _ := strings.Cut(rest, "/")
		out = append(out, strings.ToLower(host))
	}
	return out
}

// wayOut are the pages of the site that a page of an edition leads to (page.Out), seen from the edition's folder.
var wayOut = []string{"../../index.html", "../../en/index.html"}

// follow tries every link: to a file or anchor that is here, or to an address the texts hold.
func (k *checker) follow() {
	for _, l := range k.links {
		if k.sources[l.text] {
			continue
		}
		target, anchor, _ := strings.Cut(l.text, "#")
		file := l.file
		switch {
		case k.site && strings.HasPrefix(target, "/"): // the page for what is not found is served under any address
			target = target[1:]
			file = target
		case target != "":
			file = path.Join(path.Dir(l.file), target)
		}
		_, here := k.files[file]
		switch {
		case !k.site && slices.Contains(wayOut, file): // tried where the site is checked
		case strings.Contains(target, ":") || strings.HasPrefix(target, "/"):
			k.found(l.file, l.String(), "publish.check.link")
		case !here || anchor != "" && !slices.Contains(k.ids[file], anchor):
			k.found(l.file, l.String(), "publish.check.broken")
		}
	}
}

// listed holds that the manifest and the files are one.
func (k *checker) listed() {
	var m Manifest
	if err := json.Unmarshal(k.files[manifestName], &m); err != nil {
		k.found(manifestName, "", "publish.check.unreadable")
		return
	}
	seen := map[string]bool{manifestName: true, signatureName: true, keyName: true}
	for _, f := range m.Files {
		seen[f.Path] = true
		if body, ok := k.files[f.Path]; !ok || digest(body) != f.SHA256 || len(body) != f.Size {
			k.found(f.Path, "", "publish.check.hash")
		}
	}
	for name := range k.files {
		if !seen[name] {
			k.found(name, "", "publish.check.unlisted")
		}
	}
}

// pdfReader opens a reader only where a PDF is to be read: it needs memory a desk at rest should not.
func (p *Publish) pdfReader(ctx context.Context, list files) (*pdf.Reader, func(), error) {
	some := slices.ContainsFunc(list.names(), func(n string) bool { return path.Ext(n) == ".pdf" })
	if p.reader != nil || !some {
		return p.reader, func() {}, nil
	}
	r, err := pdf.OpenReader(ctx, path.Join(p.dir, "cache", "pdfium"))
	if err != nil {
		return nil, nil, err
	}
	return r, func() { _ = r.Close() }, nil
}
