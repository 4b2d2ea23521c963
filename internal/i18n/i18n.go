// Package i18n holds the catalogues: every sentence a person reads, Japanese as the reference, English complete.
// It is not for the texts of forms, editions or the demonstration: those are data files, bilingual themselves.
package i18n

import (
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"

	"github.com/BurntSushi/toml"

	"todoke/internal/incident"
)

//go:embed ja/*.toml en/*.toml
var files embed.FS

// Catalogue is all texts by language and key.
type Catalogue struct {
	texts map[incident.Lang]map[string]string
}

// Load reads the embedded catalogues. It fails on a key given twice; that none is missing is for the tests.
func Load() (*Catalogue, error) {
	c := &Catalogue{texts: map[incident.Lang]map[string]string{}}
	for _, lang := range []incident.Lang{incident.JA, incident.EN} {
		texts, err := loadDir(string(lang))
		if err != nil {
			return nil, err
		}
		c.texts[lang] = texts
	}
	return c, nil
}

func loadDir(dir string) (map[string]string, error) {
	entries, err := fs.ReadDir(files, dir)
	if err != nil {
		return nil, fmt.Errorf("catalogue: %w", err)
	}
	out := map[string]string{}
	for _, e := range entries {
		name := path.Join(dir, e.Name())
		var area map[string]string
		if _, err := toml.DecodeFS(files, name, &area); err != nil {
			return nil, fmt.Errorf("catalogue %s: %w", name, err)
		}
		for k, v := range area {
			if _, twice := out[k]; twice {
				return nil, fmt.Errorf("catalogue %s: key %q is given twice", name, k)
			}
			out[k] = v
		}
	}
	return out, nil
}

// T gives the text of a key with {0}, {1} … replaced by args, a Text as it is written in the language. A missing key gives the key itself, so that a page shows it and a test finds it.
func (c *Catalogue) T(lang incident.Lang, key string, args ...any) string {
	s, ok := c.texts[lang][key]
	if !ok {
		if s, ok = c.texts[incident.JA][key]; !ok {
			return key
		}
	}
	for i, a := range args {
		if x, ok := a.(incident.Text); ok {
			a = x.In(lang)
		}
		s = strings.ReplaceAll(s, fmt.Sprintf("{%d}", i), fmt.Sprint(a))
	}
	return s
}

// Has tells whether a language has the key.
func (c *Catalogue) Has(lang incident.Lang, key string) bool {
	_, ok := c.texts[lang][key]
	return ok
}

// Text gives the text of a key in both languages.
func (c *Catalogue) Text(key string, args ...any) incident.Text {
	return incident.Text{JA: c.T(incident.JA, key, args...), EN: c.T(incident.EN, key, args...)}
}

// Keys lists the keys of a language, sorted.
func (c *Catalogue) Keys(lang incident.Lang) []string {
	var out []string
	for k := range c.texts[lang] {
		out = append(out, k)
	}
	slices.Sort(out)
	return out
}

// Error tells a person what an Error means; anything else becomes the general sentence of "error.internal".
func (c *Catalogue) Error(lang incident.Lang, err error) string {
	var e *incident.Error
	if errors.As(err, &e) {
		return c.T(lang, e.Key, e.Args...)
	}
	return c.T(lang, "error.internal")
}
