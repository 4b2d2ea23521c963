package form

import (
	"fmt"
	"strings"

	"todoke/internal/incident"
)

// FirstOwn is the least version number of a desk's own version of a form: those below are the program's, so that an upgrade and a desk never number alike.
const FirstOwn = 100

// Own is a definition a desk added to those that ship with the program: a new version of a form or of shared questions, or a form of its own.
type Own struct {
	Body string // TOML
	On   bool   // asked from now on; otherwise only kept for the answers given under it
}

// Problems is everything wrong with a set of definitions, in English, each beginning with the place.
type Problems []string

func (p Problems) Error() string { return strings.Join(p, "; ") }

// Extend checks the desk's own definitions together with the shipped ones and, when nothing is wrong, puts them in force. Otherwise it returns Problems and
// all stays as it was. Forms handed out before stay good.
func (f *Forms) Extend(own []Own) error {
	s, err := f.with(own)
	if err != nil {
		return err
	}
	f.now.Store(s)
	return nil
}

// Try is Extend without putting anything in force; it gives the form the last of the definitions makes, nil for shared questions.
func (f *Forms) Try(own []Own) (*Form, error) {
	s, err := f.with(own)
	if err != nil || len(own) == 0 {
		return nil, err
	}
	d, err := parse(own[len(own)-1].Body)
	if err != nil {
		return nil, Problems{err.Error()}
	}
	return s.byKey[formKey{d.ID, d.Version}], nil
}

// Name gives id and version of a definition; the error names the line where the TOML cannot be read.
func Name(body string) (id string, version int, err error) {
	d, err := parse(body)
	if err != nil {
		return "", 0, Problems{err.Error()}
	}
	return d.ID, d.Version, nil
}

// Source gives the TOML of one version of a form or of shared questions, 0 for the newest that is asked, so that the next version can be made from it.
func (f *Forms) Source(id string, version int) (string, error) {
	now := f.now.Load()
	if version == 0 {
		version = now.newest[id]
	}
	s, ok := now.source[formKey{id, version}]
	if !ok {
		return "", incident.Errorf(incident.NotFound, "error.form_unknown")
	}
	return s, nil
}

func (f *Forms) with(own []Own) (*formSet, error) {
	defs := append([]Definition{}, f.shipped...)
	var problems Problems
	for _, o := range own {
		d, err := parse(o.Body)
		if err != nil {
			problems = append(problems, err.Error())
			continue
		}
		if d.Version < FirstOwn {
			problems = append(problems, fmt.Sprintf("%s@%d: a desk's own versions are numbered from %d", d.ID, d.Version, FirstOwn))
		}
		d.asleep = !o.On
		defs = append(defs, d)
	}
	if len(problems) > 0 {
		return nil, problems
	}
	sortDefinitions(defs)
	s, problems := build(defs)
	if len(problems) > 0 {
		return nil, problems
	}
	return s, nil
}
