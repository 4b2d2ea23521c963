// Package demo prepares the demonstration desk: it reads scripted reports and drives intake, triage and publish as people would.
// It is not a shortcut: it writes no row itself, and every count in the edition comes out of the same functions as anywhere else.
package demo

import (
	"bytes"
	"embed"
	"encoding/json"
	"fmt"
	"io/fs"
	"net/url"
	"path"
	"slices"
	"strings"
	"time"

	"github.com/BurntSushi/toml"

	"todoke/internal/incident"
)

//go:embed data
var files embed.FS

// script is one scripted report: what the reporter typed, what the desk decided, and the case where it became one.
type script struct {
	Name      string         `toml:"-"` // "006", from the file name
	Row       int            `toml:"row"`
	Received  time.Time      `toml:"received"`
	Channel   string         `toml:"channel"`
	Lang      incident.Lang  `toml:"lang"`
	Form      string         `toml:"form"`
	Estimated []string       `toml:"estimated"`
	Unknown   []string       `toml:"unknown"`
	Answers   map[string]any `toml:"answers"`
	Triage    struct {
		Outcome   string          `toml:"outcome"`
		Scheme    incident.Scheme `toml:"scheme"`
		Damage    incident.Damage `toml:"damage"`
		Attempted bool            `toml:"attempted"`
		Reason    string          `toml:"reason"`
		Of        string          `toml:"of"`
		Reply     string          `toml:"reply"`
	} `toml:"triage"`
	Facts []map[string]any `toml:"fact"`
	Case  *scriptCase      `toml:"case"`

	facts   []incident.Fact
	chapter *incident.Chapter
}

// scriptCase is what became of a report.
type scriptCase struct {
	Category string         `toml:"category"`
	Happened string         `toml:"happened"`
	Reporter string         `toml:"reporter"`
	Summary  incident.Text  `toml:"summary"`
	Chapter  map[string]any `toml:"chapter"`
}

// edition is the scripted edition: its frame and its written parts.
type edition struct {
	ID       string            `toml:"id"`
	Title    incident.Text     `toml:"title"`
	Scheme   string            `toml:"scheme"`
	From     time.Time         `toml:"from"`
	To       time.Time         `toml:"to"`
	DateRule incident.DateRule `toml:"date_rule"`
	Cutoff   time.Time         `toml:"cutoff"`
	Release  time.Time         `toml:"release"`
	Texts    map[string]any    `toml:"texts"`

	texts incident.EditionTexts
}

// load reads every script in the order received, and the edition.
func load() ([]*script, *edition, error) {
	names, err := fs.Glob(files, "data/reports/*.toml")
	if err != nil {
		return nil, nil, err
	}
	var out []*script
	for _, name := range names {
		s, err := loadScript(name)
		if err != nil {
			return nil, nil, fmt.Errorf("%s: %w", name, err)
		}
		out = append(out, s)
	}
	slices.SortStableFunc(out, func(a, b *script) int {
		if c := a.Received.Compare(b.Received); c != 0 {
			return c
		}
		return strings.Compare(a.Name, b.Name)
	})
	var e edition
	if err := decode("data/edition.toml", &e); err != nil {
		return nil, nil, err
	}
	return out, &e, retype(e.Texts, &e.texts)
}

func loadScript(name string) (*script, error) {
	s := &script{Name: strings.TrimSuffix(path.Base(name), ".toml")}
	if err := decode(name, s); err != nil {
		return nil, err
	}
	if err := retype(s.Facts, &s.facts); err != nil {
		return nil, err
	}
	if s.Case != nil && s.Case.Chapter != nil {
		s.chapter = &incident.Chapter{}
		if err := retype(s.Case.Chapter, s.chapter); err != nil {
			return nil, err
		}
	}
	return s, nil
}

func decode(name string, into any) error {
	meta, err := toml.DecodeFS(files, name, into)
	if err != nil {
		return err
	}
	for _, k := range meta.Undecoded() { // what lies inside a map counts as undecoded; retype reads those strictly
		if k[0] != "answers" && k[0] != "fact" && k[0] != "texts" && !(len(k) > 1 && k[1] == "chapter") {
			return fmt.Errorf("%s: unknown key %s", name, k)
		}
	}
	return nil
}

// retype reads tables whose Go types speak JSON, refusing keys they do not know.
func retype(from, into any) error {
	b, err := json.Marshal(from)
	if err != nil {
		return err
	}
	dec := json.NewDecoder(bytes.NewReader(b))
	dec.DisallowUnknownFields()
	return dec.Decode(into)
}

// values turns the scripted answers into the fields of the web form.
func (s *script) values() (url.Values, error) {
	v := url.Values{}
	for q, a := range s.Answers {
		switch a := a.(type) {
		case string:
			v.Set(q, a)
		case int64:
			v.Set(q, fmt.Sprint(a))
		case []any:
			for _, x := range a {
				v.Add(q, fmt.Sprint(x))
			}
		case map[string]any: // answers.other: "question.option" = text beside it
			for k, x := range a {
				v.Set(k+".other", fmt.Sprint(x))
			}
		default:
			return nil, fmt.Errorf("answer %s has the type %T", q, a)
		}
	}
	for _, q := range s.Estimated {
		v.Set(q+".state", string(incident.Estimated))
	}
	for _, q := range s.Unknown {
		v.Set(q+".state", string(incident.UnknownAnswer))
	}
	return v, nil
}
