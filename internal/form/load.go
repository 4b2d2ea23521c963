package form

import (
	"cmp"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"

	"github.com/BurntSushi/toml"

	"todoke/internal/incident"
)

//go:embed forms/*.toml
var embedded embed.FS

// Forms is every version of every form, checked. A desk may add versions while it runs (Extend); what was read before keeps the form it has.
type Forms struct {
	shipped []Definition
	now     atomic.Pointer[formSet]
}

// formSet is all forms as they stand at one moment.
type formSet struct {
	byKey  map[formKey]*Form
	newest map[string]int
	known  map[string]bool    // ids of all questions of all forms
	source map[formKey]string // the TOML of each file
}

type formKey struct {
	id      string
	version int
}

// Form is one version of one form with its includes resolved and its steps in the order asked.
type Form struct {
	ID      string
	Version int
	Title   incident.Text
	Steps   []Step

	numbered  bool
	texts     textIndex
	questions map[string]*Question
	fields    map[string]bool // names of all its fields on a page
	known     map[string]bool
}

// Load reads the forms that ship with the program.
func Load() (*Forms, error) {
	sub, err := fs.Sub(embedded, "forms")
	if err != nil {
		return nil, fmt.Errorf("forms: %w", err)
	}
	return LoadFrom(sub)
}

// LoadFrom reads every *.toml of a folder as a definition, one file a version, and lists all that is wrong with them in one error.
// A definition without an order is a set of shared questions: it can be included ("common", or "common@1" to name the version) but not answered.
func LoadFrom(dir fs.FS) (*Forms, error) {
	defs, err := readDefinitions(dir)
	if err != nil {
		return nil, err
	}
	f := &Forms{shipped: defs}
	s, problems := build(defs)
	if len(problems) > 0 {
		return nil, fmt.Errorf("forms: %w", problems)
	}
	f.now.Store(s)
	return f, nil
}

// build resolves and checks definitions, sorted by id and version.
func build(defs []Definition) (*formSet, Problems) {
	f := &formSet{byKey: map[formKey]*Form{}, newest: map[string]int{}, known: map[string]bool{}, source: map[formKey]string{}}
	c := checker{vocabulary: incident.DefaultVocabulary()}
	c.shared(defs)
	c.meanings(defs)
	for _, d := range defs {
		f.source[formKey{d.ID, d.Version}] = d.source
		for _, s := range d.Steps {
			for _, q := range s.Questions {
				f.known[q.ID] = true
			}
		}
		if len(d.Order) == 0 {
			continue
		}
		form := c.resolve(d, defs)
		form.known = f.known
		c.form(form)
		f.byKey[formKey{d.ID, d.Version}] = form
		if !d.asleep {
			f.newest[d.ID] = max(f.newest[d.ID], d.Version)
		}
	}
	return f, c.problems
}

// Find gives one version of a form, 0 for the newest; an Error of kind NotFound when there is none.
func (f *Forms) Find(id string, version int) (*Form, error) {
	now := f.now.Load()
	if version == 0 {
		version = now.newest[id]
	}
	form, ok := now.byKey[formKey{id, version}]
	if !ok {
		return nil, incident.Errorf(incident.NotFound, "error.form_unknown")
	}
	return form, nil
}

// List gives the newest version of every form, by id.
func (f *Forms) List() []*Form {
	var out []*Form
	now := f.now.Load()
	for id, v := range now.newest {
		out = append(out, now.byKey[formKey{id, v}])
	}
	slices.SortFunc(out, func(a, b *Form) int { return strings.Compare(a.ID, b.ID) })
	return out
}

// Question gives a question of the form, nil where it has none of that id.
func (f *Form) Question(id string) *Question { return f.questions[id] }

// Item gives the number of a question on the official form this form follows, "" where it has none.
func (f *Form) Item(q *Question) string {
	if !f.numbered {
		return ""
	}
	if n, ok := q.Items[f.ID]; ok {
		return n
	}
	return q.Item
}

// Step gives a step of the form, nil where it has none of that id.
func (f *Form) Step(id string) *Step {
	for i := range f.Steps {
		if f.Steps[i].ID == id {
			return &f.Steps[i]
		}
	}
	return nil
}

// Option gives an option of the question, nil where it has none of that code.
func (q *Question) Option(code string) *Option {
	for i := range q.Options {
		if q.Options[i].Code == code {
			return &q.Options[i]
		}
	}
	return nil
}

func readDefinitions(dir fs.FS) ([]Definition, error) {
	names, err := fs.Glob(dir, "*.toml")
	if err != nil {
		return nil, fmt.Errorf("forms: %w", err)
	}
	var out []Definition
	for _, name := range names {
		body, err := fs.ReadFile(dir, name)
		if err != nil {
			return nil, fmt.Errorf("forms: %w", err)
		}
		d, err := parse(string(body))
		if err != nil {
			return nil, fmt.Errorf("form %s: %w", name, err)
		}
		out = append(out, d)
	}
	sortDefinitions(out)
	return out, nil
}

func parse(body string) (Definition, error) {
	d := Definition{source: body}
	meta, err := toml.Decode(body, &d)
	if err != nil {
		return d, err
	}
	if left := meta.Undecoded(); len(left) > 0 {
		return d, fmt.Errorf("unknown key %s", left[0])
	}
	if len(d.Steps) == 0 && len(d.Order) == 0 {
		return d, errors.New("no steps")
	}
	return d, nil
}

func sortDefinitions(list []Definition) {
	slices.SortFunc(list, func(a, b Definition) int { return cmp.Or(strings.Compare(a.ID, b.ID), a.Version-b.Version) })
}

// resolve puts a form's own and included steps into its order. Only the included file's own steps come along, not what it includes itself.
func (c *checker) resolve(d Definition, defs []Definition) *Form {
	where := fmt.Sprintf("%s@%d", d.ID, d.Version)
	steps := map[string]Step{}
	add := func(list []Step) {
		for _, s := range list {
			if _, twice := steps[s.ID]; twice {
				c.problem("%s: step %s twice", where, s.ID)
			}
			steps[s.ID] = s
		}
	}
	add(d.Steps)
	for _, name := range d.Include {
		inc, err := included(name, defs)
		if err != "" {
			c.problem("%s: %s", where, err)
			continue
		}
		add(inc.Steps)
	}
	f := &Form{ID: d.ID, Version: d.Version, Title: d.Title, numbered: d.Numbered, questions: map[string]*Question{}, fields: map[string]bool{}}
	for _, id := range d.Order {
		s, ok := steps[id]
		if !ok {
			c.problem("%s: order names step %s, which it does not have or names twice", where, id)
			continue
		}
		delete(steps, id)
		f.Steps = append(f.Steps, s)
	}
	for id := range steps {
		c.problem("%s: step %s is missing in the order", where, id)
	}
	for i := range f.Steps {
		for j := range f.Steps[i].Questions {
			q := &f.Steps[i].Questions[j]
			if f.questions[q.ID] != nil {
				c.problem("%s: question %s twice", where, q.ID)
			}
			f.index(q)
		}
	}
	return f
}

// index notes the names of a question's fields, so that reading a page builds none.
func (f *Form) index(q *Question) {
	f.questions[q.ID] = q
	q.stateField = q.ID + ".state"
	f.fields[q.ID], f.fields[q.stateField] = true, true
	for i := range q.Options {
		if o := &q.Options[i]; o.Other {
			o.otherField = q.ID + "." + o.Code + ".other"
			f.fields[o.otherField] = true
		}
	}
}

// included finds what an include names. Without a version it must be the only one, so that a new version of shared questions cannot change an old form.
func included(name string, defs []Definition) (found Definition, problem string) {
	id, v, pinned := strings.Cut(name, "@")
	version, err := strconv.Atoi(v)
	if pinned && err != nil {
		return found, fmt.Sprintf("include %s: version is not a number", name)
	}
	n := 0
	for _, d := range defs {
		if d.ID == id && (!pinned || d.Version == version) {
			found = d
			n++
		}
	}
	switch n {
	case 0:
		return found, "include " + name + ": no such file"
	case 1:
		return found, ""
	}
	return found, "include " + name + ": there are several versions, name one"
}
