package stats

import (
	"embed"
	"fmt"
	"io/fs"
	"slices"
	"strings"

	"github.com/BurntSushi/toml"

	"todoke/internal/i18n"
	"todoke/internal/incident"
)

// reporterDayName is the unit of counting before 2019.
const reporterDayName = "reporter_day_name"

//go:embed data
var data embed.FS

// book is what counting goes by: rules, dimensions with their classes, vocabulary, texts.
type book struct {
	rules      []CountingRule
	dimensions []Dimension
	vocabulary incident.Vocabulary
	texts      *i18n.Catalogue
}

func (b *book) text(key string, args ...any) incident.Text { return b.texts.Text(key, args...) }

func (b *book) dimension(id string) (Dimension, bool) {
	i := slices.IndexFunc(b.dimensions, func(d Dimension) bool { return d.ID == id })
	if i < 0 {
		return Dimension{}, false
	}
	return b.dimensions[i], true
}

// lists gives a dimension's class lists; without any the codes of the vocabulary each for itself.
func (b *book) lists(d Dimension) []ClassList {
	if len(d.Lists) > 0 {
		return d.Lists
	}
	var l ClassList
	for _, t := range b.vocabulary[d.Source] {
		c := Class{Code: t.Code, Title: t.Text, Of: []string{t.Code}}
		switch t.Code {
		case "unknown", "not_stated":
			c.Kind = "unknown"
		case "other":
			c.Kind = "other"
		}
		l.Classes = append(l.Classes, c)
	}
	return []ClassList{l}
}

// document is what a file of definitions, rules or dimensions may hold.
type document struct {
	Definition
	Rules      []CountingRule `toml:"rule"`
	Dimensions []Dimension    `toml:"dimension"`
}

// newBook reads what ships with the program.
func newBook(texts *i18n.Catalogue) (*book, []Definition, error) {
	b := &book{vocabulary: incident.DefaultVocabulary(), texts: texts}
	var list []Definition
	err := fs.WalkDir(data, "data", func(path string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		var d document
		meta, err := toml.DecodeFS(data, path, &d)
		if err != nil {
			return fmt.Errorf("%s: %w", path, err)
		}
		if u := meta.Undecoded(); len(u) > 0 {
			return fmt.Errorf("%s: there is no %q", path, u[0])
		}
		b.rules = append(b.rules, d.Rules...)
		b.dimensions = append(b.dimensions, d.Dimensions...)
		if d.ID != "" {
			list = append(list, d.Definition)
		}
		return nil
	})
	slices.SortFunc(list, func(x, y Definition) int { // V1 V2 … A1 …: viruses first, as they are published
		if x.Group != y.Group {
			return -strings.Compare(x.Group, y.Group)
		}
		return strings.Compare(x.ID, y.ID)
	})
	return b, list, err
}
