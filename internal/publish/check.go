package publish

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"path"
	"slices"
	"strings"
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
	Terms    int       `json:"terms"`    // spellings that were looked for
	Reports  int       `json:"reports"`  // whose parties they belong to
	Manifest string    `json:"manifest"` // SHA-256 of the manifest.json that was checked
	Found    []Found   `json:"found"`    // each stops the release
	Warnings []Found   `json:"warnings"` // word for word from a report: to be looked at
	At       time.Time `json:"at"`
}

// Found is one thing a finished file must not hold, or lacks.
type Found struct {
	File   string `json:"file"`
	Place  string `json:"place"`
	Key    string `json:"key"`              // catalogue key of what is wrong
	Kind   string `json:"kind,omitempty"`   // of a term: org, person, mail …
	Report string `json:"report,omitempty"` // the report whose party it names
	Term   string `json:"-"`                // only in memory, for who may open that report
}

// checker looks through the files of one edition.
type checker struct {
	c       *incident.Collection
	site    bool // the whole public folder: what lies in editions/ was checked as an edition
	finder  *mask.Finder
	reader  *pdf.Reader
	sources map[string]bool // addresses the frozen texts hold
	hosts   map[string]bool
	files   files
	ids     map[string][]string // anchors of each page
	links   []found
	result  *CheckResult
}

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
	result, err := p.checkFolder(ctx, c, p.buildDir(id))
	if err != nil {
		return CheckResult{}, fmt.Errorf("check %s: %w", id, err)
	}
	result.At = at.UTC()
	return result, told(p.keep(ctx, a, e, result), "check "+id)
}

// keep stores the result and moves the edition on, or back when a later check fails.
func (p *Publish) keep(ctx context.Context, a incident.Actor, e incident.Edition, result CheckResult) error {
	body, err := json.Marshal(result)
	if err != nil {
		return err
	}
	to := incident.Built
	if result.Passed {
		to = incident.Checked
	}
	return p.st.Write(ctx, func(tx *store.Tx) error {
		check := store.Check{Edition: e.ID, At: result.At, Passed: result.Passed, Files: result.Files, Manifest: result.Manifest, Body: string(body)}
		if err := tx.InsertCheck(ctx, check); err != nil {
			return err
		}
		row := auditRow(a, "edition.check", e.ID, fmt.Sprintf("passed=%t files=%d found=%d", result.Passed, result.Files, len(result.Found)), result.At)
		if e.State == to {
			return tx.Audit(ctx, row)
		}
		return move(ctx, tx, e, to, row)
	})
}

func (p *Publish) checkFolder(ctx context.Context, c *incident.Collection, dir string) (CheckResult, error) {
	list, err := readFolder(dir)
	if err != nil {
		return CheckResult{}, err
	}
	return p.check(ctx, c, list, false)
}

// check searches files for the terms behind a collection; of a whole site, those made around its editions.
func (p *Publish) check(ctx context.Context, c *incident.Collection, list files, site bool) (CheckResult, error) {
	result := CheckResult{Files: len(list), Manifest: digest(list[manifestName]), Found: []Found{}, Warnings: []Found{}}
	terms, err := p.terms(ctx, c)
	if err != nil {
		return result, err
	}
	result.Terms, result.Reports = len(terms.list), terms.reports
	reader, done, err := p.pdfReader(ctx, list)
	if err != nil {
		return result, err
	}
	defer done()
	k := checker{c: c, site: site, finder: mask.NewFinder(terms.list, terms.originals), reader: reader, files: list, ids: map[string][]string{}, result: &result}
	k.result.Found = append(k.result.Found, terms.missing...)
	k.allow()
	for _, name := range list.names() {
		if site && strings.HasPrefix(name, "editions/") {
			k.anchors(name, list[name])
			continue
		}
		k.file(ctx, name, list[name])
	}
	k.follow()
	k.listed()
	slices.SortStableFunc(result.Found, func(a, b Found) int { return cmp.Or(strings.Compare(a.File, b.File), strings.Compare(a.Key, b.Key)) })
	result.Passed = len(result.Found) == 0
	return result, nil
}

func (k *checker) found(file, place, key string) {
	k.result.Found = append(k.result.Found, Found{File: file, Place: place, Key: key})
}

// file reads one file and looks for terms, for what may not be there, and for what must.
func (k *checker) file(ctx context.Context, name string, body []byte) {
	x, err := k.read(ctx, name, body)
	if err != nil {
		k.found(name, "", "publish.check.unreadable")
		return
	}
	k.ids[name] = x.ids
	for _, p := range x.problems {
		k.found(name, p.place, p.key)
	}
	for _, l := range x.links {
		k.links = append(k.links, found{name, l})
	}
	var all strings.Builder
	starts := make([]int, len(x.pieces))
	for i, p := range x.pieces {
		starts[i] = all.Len()
		all.WriteString(p.text)
		all.WriteString("\n")
	}
	whole := all.String()
	for _, h := range k.finder.Find(whole) {
		i, exact := slices.BinarySearch(starts, h.Start)
		if !exact {
			i--
		}
		f := Found{File: name, Place: x.pieces[i].place, Key: "publish.check.term", Kind: string(h.Kind), Report: h.Source, Term: whole[h.Start:h.End]}
		if h.Quotation {
			f.Key = "publish.check.quotation"
			k.result.Warnings = append(k.result.Warnings, f)
			continue
		}
		k.result.Found = append(k.result.Found, f)
	}
	for _, host := range hosts(whole) {
		if !k.hosts[host] {
			k.found(name, host, "publish.check.host")
		}
	}
	squeezed := text.Squeeze(whole)
	for _, want := range k.wanted(name) {
		if !strings.Contains(squeezed, text.Squeeze(want)) {
			k.found(name, "", "publish.check.lacks")
			break
		}
	}
}

// anchors notes where links into a file of an edition may lead.
func (k *checker) anchors(name string, body []byte) {
	var x extract
	if path.Ext(name) == ".html" && x.html(body) == nil {
		k.ids[name] = x.ids
	}
}

// wanted are sentences the frozen collection puts into a file; one that lacks them was not read, or is not what was built.
func (k *checker) wanted(name string) []string {
	c := k.c
	lang := incident.JA
	if strings.HasPrefix(name, "en/") {
		lang = incident.EN
	}
	var out []string
	if c.Demo && !slices.Contains([]string{".css", ".svg", ".txt", ".sig"}, path.Ext(name)) {
		out = append(out, c.DemoLabel.In(lang))
	}
	if want, ok := formatWants(c, name); ok {
		return want
	}
	switch {
	case path.Ext(name) == ".pdf":
		out = append(out, c.Title.In(lang))
		for _, one := range c.Cases {
			start, _ := text.Limit(plain(firstWords(one.Summary.In(lang))), 12) // within the first line of its cell
			out = append(out, start)
		}
	case k.site && path.Base(path.Dir(path.Dir(name))) != "cases":
		out = append(out, c.Title.In(lang))
		if path.Ext(name) != ".html" || name == "404.html" {
			out = out[:0]
		}
	case name == "index.html" || name == "en/index.html":
		out = append(out, c.Title.In(lang))
		for _, one := range c.Cases {
			out = append(out, plain(firstWords(one.Summary.In(lang))))
		}
	case path.Ext(name) == ".html":
		for _, one := range c.Cases {
			if one.Number == path.Base(path.Dir(name)) {
				out = append(out, plain(firstWords(one.Summary.In(lang))))
			}
		}
	case name == manifestName:
		out = append(out, c.FrozenAt)
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
	k.sources, k.hosts = map[string]bool{}, map[string]bool{}
	body, _ := json.Marshal(k.c) // a collection that was read back can be written
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
	for _, h := range formatHosts {
		k.hosts[h] = true
	}
	k.hosts["www.w3.org"], k.hosts["ns.adobe.com"], k.hosts["purl.org"], k.hosts["www.aiim.org"] = true, true, true, true // names of PDF metadata schemas
}

func hosts(s string) []string {
	var out []string
	for _, m := range address.FindAllString(s, -1) {
		_, rest, _ := strings.Cut(m, "://")
		host, _, _ := strings.Cut(rest, "/")
		out = append(out, strings.ToLower(host))
	}
	return out
}

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
		case strings.Contains(target, ":") || strings.HasPrefix(target, "/"):
			k.found(l.file, l.place, "publish.check.link")
		case !here || anchor != "" && !slices.Contains(k.ids[file], anchor):
			k.found(l.file, l.place, "publish.check.broken")
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
	seen := map[string]bool{manifestName: true, signatureName: true}
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
