package publish

import (
	"bytes"
	"context"
	"embed"
	"errors"
	"fmt"
	"html/template"
	"io/fs"
	"maps"
	"os"
	"path"
	"path/filepath"
	"sync"

	"todoke/internal/i18n"
	"todoke/internal/incident"
	"todoke/internal/pdf"
)

//go:embed templates/*.tmpl
var templateFiles embed.FS

//go:embed assets/style.css
var style []byte

//go:embed assets/icon.svg
var icon []byte

var templates = template.Must(template.ParseFS(templateFiles, "templates/*.tmpl"))

// vocabulary is read once: every page asks for its labels, none changes it.
var vocabulary = sync.OnceValue(incident.DefaultVocabulary)

// Options of Render.
type Options struct {
	WithoutPDF bool // leave edition.pdf out instead of failing where there is no engine
}

// files are finished files by their path under one folder.
type files map[string][]byte

// Render writes a frozen collection into dir as finished files: pages in both languages, one page a case, edition.json, cases.csv, edition.pdf, edition-print.pdf, style.css,
// icon.svg and manifest.json. Nothing but the collection and the catalogues decides the bytes. Without an engine it fails with publish.error.no_pdf_engine unless told.
func (p *Publish) Render(ctx context.Context, c incident.Collection, dir string, opt Options) error {
	list, err := p.files(ctx, &c, opt)
	if err != nil {
		return fmt.Errorf("render %s: %w", c.ID, err)
	}
	if err := list.write(dir); err != nil {
		return fmt.Errorf("render %s: %w", c.ID, err)
	}
	return nil
}

func (p *Publish) files(ctx context.Context, c *incident.Collection, opt Options) (files, error) {
	if c.Statistics != nil {
		return p.statisticsFiles(ctx, c, opt)
	}
	list := files{"style.css": style, "icon.svg": icon}
	data := make(chan error, 1)
	var more files
	go func() { // beside the pages: they share nothing but the frozen collection
		var err error
		more, err = formats(c, p.words)
		data <- err
	}()
	err := p.cases(list, c)
	if err = errors.Join(<-data, err); err != nil {
		return nil, err
	}
	maps.Copy(list, more)
	for _, lang := range langs {
		if err := p.page(list, c, lang, !opt.WithoutPDF); err != nil {
			return nil, err
		}
		if opt.WithoutPDF {
			continue
		}
		if err := p.typeset(ctx, c, lang, list); err != nil {
			return nil, err
		}
	}
	list["manifest.json"], err = list.manifest(c)
	return list, err
}

var langs = []incident.Lang{incident.JA, incident.EN}

// typeset adds the edition as a PDF for the screen and one for paper.
func (p *Publish) typeset(ctx context.Context, c *incident.Collection, lang incident.Lang, list files) error {
	if p.pdf == nil {
		return incident.Errorf(incident.Conflict, "publish.error.no_pdf_engine")
	}
	doc := document(c, lang, p.words)
	for _, v := range []struct {
		name string
		doc  pdf.Document
	}{{"edition.pdf", doc}, {"edition-print.pdf", onPaper(doc)}} {
		file, err := p.pdf.Edition(ctx, v.doc)
		var glyph *pdf.GlyphError
		switch {
		case errors.Is(err, pdf.ErrNoEngine):
			return incident.Errorf(incident.Conflict, "publish.error.no_pdf_engine")
		case errors.As(err, &glyph):
			return incident.Errorf(incident.Invalid, "publish.error.glyph", glyph.Text)
		case err != nil:
			return err
		}
		list[langDir(lang)+v.name] = file
	}
	return nil
}

// page writes the edition's own page in one language; it lists the formats that are in list.
func (p *Publish) page(list files, c *incident.Collection, lang incident.Lang, withPDF bool) error {
	pg := newPage(c, lang, p.words, "index.html")
	pg.Title, pg.Description = plain(c.Title.In(lang)), pg.t("publish.description", pg.n(c.Accepted), pg.n(c.Chosen))
	pg.Body = editionPage{Sections: pg.sections(), Groups: groups(c), PDF: withPDF, Data: pg.dataRows(list)}
	return list.execute(pg, "edition")
}

// cases writes a page a case in both languages.
func (p *Publish) cases(list files, c *incident.Collection) error {
	for _, lang := range langs {
		for i := range c.Cases {
			file := "cases/" + c.Cases[i].Number + "/index.html"
			if err := list.execute(newCasePage(c, i, lang, p.words, file), "case"); err != nil {
				return err
			}
		}
	}
	return nil
}

// newPage is a page of the edition; file is its path without the language.
func newPage(c *incident.Collection, lang incident.Lang, words *i18n.Catalogue, file string) *page {
	full := langDir(lang) + file
	other := incident.EN
	if lang == incident.EN {
		other = incident.JA
	}
	pg := &page{outliner: outliner{c: c, lang: lang, words: words}, Lang: lang, Root: up(full), Self: full, Other: up(full) + langDir(other) + file}
	pg.Home = pg.Root + langDir(lang) + "index.html"
	pg.notes = notes{text: pg.footnote, number: map[string]int{}}
	if c.Demo {
		pg.Demo = demoLabel(c, lang, words)
	}
	return pg
}

func newCasePage(c *incident.Collection, i int, lang incident.Lang, words *i18n.Catalogue, file string) *page {
	one := &c.Cases[i]
	pg := newPage(c, lang, words, file)
	vocabulary := vocabulary()
	body := casePage{PublishedCase: one, Class: pg.categoryLabel(one.Category), Facts: pg.facts(one, vocabulary)}
	for _, e := range c.Errata {
		if e.Case == one.Number && e.Kind == incident.Corrected {
			body.Errata = append(body.Errata, e)
		}
	}
	if one.Relation != "" {
		body.Relation = vocabulary.Label("relation", string(one.Relation), lang)
	}
	if one.Chapter != nil {
		body.Account, body.Points = pg.account(one, 3), pg.headed(one.Chapter.KeyPoints, 3)
	}
	if i > 0 {
		body.Prev = &c.Cases[i-1]
	}
	if i+1 < len(c.Cases) {
		body.Next = &c.Cases[i+1]
	}
	pg.Title = pg.t("publish.case.title", one.Number) + " – " + plain(c.Title.In(lang))
	pg.Description = body.Class
	pg.Body = body
	return pg
}

func (list files) execute(pg *page, name string) error {
	var b bytes.Buffer
	if err := templates.ExecuteTemplate(&b, name, pg); err != nil {
		return fmt.Errorf("page %s: %w", pg.Self, err)
	}
	list[pg.Self] = b.Bytes()
	return nil
}

// write puts the files under dir, which must not exist or be empty.
func (list files) write(dir string) error { return list.writeBeside(dir, "") }

// writeBeside is write with links to the files of before that are the same, byte for byte: a release differs from the last one in few.
func (list files) writeBeside(dir, before string) error {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	if there, err := os.ReadDir(dir); err != nil || len(there) > 0 {
		return errors.Join(err, fmt.Errorf("%s is not empty", dir))
	}
	names := list.names()
	var folders []string
	for i, name := range names {
		if i == 0 || path.Dir(name) != path.Dir(names[i-1]) {
			folders = append(folders, path.Dir(name))
		}
	}
	at := func(name string) string { return filepath.Join(dir, filepath.FromSlash(name)) }
	if err := beside(folders, func(name string) error { return makeFolder(at(name)) }); err != nil {
		return err
	}
	return beside(names, func(name string) error { return put(list[name], at(name), before, name) })
}

// makeFolder makes a folder; mostly the one above is there.
func makeFolder(dir string) error {
	if err := os.Mkdir(dir, 0o755); err == nil || errors.Is(err, fs.ErrExist) {
		return nil
	}
	return os.MkdirAll(dir, 0o755)
}

// beside does one thing for each name, some at once.
func beside(names []string, do func(string) error) error {
	each := make(chan string)
	errs := make(chan error, writers)
	for range writers {
		go func() {
			var err error
			for name := range each {
				if err == nil {
					err = do(name)
				}
			}
			errs <- err
		}()
	}
	for _, name := range names {
		each <- name
	}
	close(each)
	var err error
	for range writers {
		err = errors.Join(err, <-errs)
	}
	return err
}

// writers is how many files are written at once.
const writers = 4

func put(body []byte, file, before, name string) error {
	if before != "" {
		old := filepath.Join(before, filepath.FromSlash(name))
		if was, err := os.ReadFile(old); err == nil && bytes.Equal(was, body) && os.Link(old, file) == nil {
			return nil // where no link can be made, a copy does
		}
	}
	return os.WriteFile(file, body, 0o644)
}

// readFolder reads every file under a folder; an empty folder stands in the list by its name with a slash.
func readFolder(dir string) (files, error) {
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, err
	}
	defer root.Close()
	list := files{}
	err = fs.WalkDir(root.FS(), ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() {
			inside, err := fs.ReadDir(root.FS(), name)
			if err == nil && len(inside) == 0 && name != "." {
				list[name+"/"] = nil // it holds nothing and has a name all the same
			}
			return err
		}
		if !d.Type().IsRegular() {
			return fmt.Errorf("%s is no plain file", name)
		}
		list[name], err = fs.ReadFile(root.FS(), name)
		return err
	})
	return list, err
}
