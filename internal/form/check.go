package form

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"todoke/internal/incident"
)

// checker collects everything wrong with the definitions, so that whoever edits them sees it all at once.
type checker struct {
	vocabulary incident.Vocabulary
	problems   Problems
}

func (c *checker) problem(format string, args ...any) {
	c.problems = append(c.problems, fmt.Sprintf(format, args...))
}

var goodID = regexp.MustCompile(`^[a-z][a-z0-9_]*$`)

var kinds = []Kind{TextLine, LongText, Single, Multi, Date, Number, Address, Files}

// dates are the dates of a report a question may be.
var dates = []string{"written", "begun", "discovered", "contained"}

// shared checks what holds over all definitions: ids of files and questions mean one thing for ever.
func (c *checker) shared(defs []Definition) {
	seen := map[formKey]bool{}
	owner := map[string]string{}
	kind := map[string]Kind{}
	for _, d := range defs {
		if !goodID.MatchString(d.ID) || d.Version < 1 {
			c.problem("%s@%d: an id of small letters and a version from 1 are needed", d.ID, d.Version)
		}
		if k := (formKey{d.ID, d.Version}); seen[k] {
			c.problem("%s@%d twice", d.ID, d.Version)
		} else {
			seen[k] = true
		}
		c.label(d.ID, d.Title)
		for _, s := range d.Steps {
			c.step(d.ID, s)
			for _, q := range s.Questions {
				if o, ok := owner[q.ID]; ok && o != d.ID {
					c.problem("question %s is in %s and in %s", q.ID, o, d.ID)
				}
				if k, ok := kind[q.ID]; ok && k != q.Kind {
					c.problem("question %s changed its kind: it needs a new id", q.ID)
				}
				owner[q.ID], kind[q.ID] = d.ID, q.Kind
			}
		}
	}
}

// meanings holds that what a question or option meant in one version it means in every other: old answers are read by the id alone.
func (c *checker) meanings(defs []Definition) {
	first := map[string]Question{}
	for _, d := range defs {
		for _, s := range d.Steps {
			for _, q := range s.Questions {
				old, again := first[q.ID]
				if !again {
					first[q.ID] = q
					continue
				}
				if old.Identifies != q.Identifies || old.Dimension != q.Dimension || old.Date != q.Date || old.Unit != q.Unit {
					c.problem("%s@%d: question %s changed what it identifies, its dimension, date or unit: it needs a new id", d.ID, d.Version, q.ID)
				}
				for _, o := range q.Options {
					if before := old.Option(o.Code); before != nil && (before.Fact != o.Fact || before.Status != o.Status) {
						c.problem("%s@%d: option %s.%s changed its fact: it needs a new code", d.ID, d.Version, q.ID, o.Code)
					}
				}
			}
		}
	}
}

func (c *checker) label(where string, t incident.Text) {
	if t.JA == "" || t.EN == "" {
		c.problem("%s: a text lacks Japanese or English", where)
	}
}

func (c *checker) step(file string, s Step) {
	where := file + "/" + s.ID
	if !goodID.MatchString(s.ID) {
		c.problem("%s: id", where)
	}
	c.label(where, s.Title)
	if (s.Lead.JA == "") != (s.Lead.EN == "") {
		c.problem("%s: lead lacks a language", where)
	}
	for _, q := range s.Questions {
		c.question(file+"/"+q.ID, q)
	}
}

func (c *checker) question(where string, q Question) {
	choice := q.Kind == Single || q.Kind == Multi
	c.label(where, q.Label)
	if (q.Help.JA == "") != (q.Help.EN == "") {
		c.problem("%s: help lacks a language", where)
	}
	switch {
	case !goodID.MatchString(q.ID):
		c.problem("%s: id", where)
	case !slices.Contains(kinds, q.Kind):
		c.problem("%s: unknown kind %q", where, q.Kind)
	case choice != (len(q.Options) > 0):
		c.problem("%s: options belong to single and multi, and only there", where)
	case q.Date != "" && (q.Kind != Date || !slices.Contains(dates, q.Date)):
		c.problem("%s: date %q", where, q.Date)
	case q.Unit != "" && (q.Kind != Number || !c.vocabulary.Has("unit", q.Unit)):
		c.problem("%s: unit %q", where, q.Unit)
	case q.Dimension != "" && !slices.Contains(incident.Dimensions, incident.Dimension(q.Dimension)):
		c.problem("%s: dimension %q", where, q.Dimension)
	case q.Identifies != "" && identities[q.Identifies] == nil:
		c.problem("%s: identifies %q", where, q.Identifies)
	}
	codes := map[string]bool{}
	for _, o := range q.Options {
		if codes[o.Code] {
			c.problem("%s: option %s twice", where, o.Code)
		}
		codes[o.Code] = true
		c.option(where+"."+o.Code, q, o)
	}
}

func (c *checker) option(where string, q Question, o Option) {
	c.label(where, o.Label)
	if !goodID.MatchString(o.Code) {
		c.problem("%s: code", where)
	}
	if o.Group != "" && !slices.ContainsFunc(q.Groups, func(g Group) bool { return g.ID == o.Group }) {
		c.problem("%s: group %s", where, o.Group)
	}
	if o.Fact == "" {
		if o.Status != "" {
			c.problem("%s: a status without a fact", where)
		}
		return
	}
	dim, code, _ := strings.Cut(o.Fact, ":")
	if !c.vocabulary.Has(dim, code) || !slices.Contains(incident.Dimensions, incident.Dimension(dim)) {
		c.problem("%s: fact %s is not in the vocabulary", where, o.Fact)
	}
	if q.Dimension != "" && dim != q.Dimension {
		c.problem("%s: fact %s is not of the dimension %s", where, o.Fact, q.Dimension)
	}
	if (dim == string(incident.DimResponse)) != (o.Status != "") {
		c.problem("%s: a response fact, and no other, has a status", where)
	}
}

// form checks what holds within one resolved form: conditions look back at options that exist, and each date is asked once.
func (c *checker) form(f *Form) {
	where := fmt.Sprintf("%s@%d", f.ID, f.Version)
	before := map[string]*Question{}
	asked := map[string]bool{}
	for i := range f.Steps {
		s := &f.Steps[i]
		c.conditions(where+"/"+s.ID, s.When, before)
		for j := range s.Questions {
			q := &s.Questions[j]
			c.conditions(where+"/"+q.ID, q.When, before)
			before[q.ID] = q
			for _, once := range []string{q.Date, q.Identifies} {
				if once != "" && asked[once] {
					c.problem("%s: %s asked twice", where, once)
				}
				asked[once] = true
			}
		}
	}
}

func (c *checker) conditions(where string, list []Condition, before map[string]*Question) {
	for _, w := range list {
		q := before[w.Question]
		if q == nil {
			c.problem("%s: condition on %s, which is not asked before", where, w.Question)
			continue
		}
		for _, code := range w.In {
			if q.Option(code) == nil {
				c.problem("%s: condition on %s.%s, which is no option", where, w.Question, code)
			}
		}
	}
}
