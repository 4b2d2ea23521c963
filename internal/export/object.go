package export

import (
	"bytes"
	"encoding/json"
	"fmt"
	"time"

	"github.com/google/uuid"

	"todoke/internal/incident"
)

// object is one JSON object; encoding/json sorts its keys, so that the bytes are stable.
type object = map[string]any

// space is the namespace of every UUID (version 5) that Todoke makes: the same thing has the same id in every build, format and edition.
var space = uuid.MustParse("6f1c2a50-7b0e-5d7e-9d0a-1f6b3c2e4a88")

// id makes the UUID of a thing from the words that name it.
func id(words ...string) string {
	b, _ := json.Marshal(words) // strings: parted unmistakably, whatever they hold
	return uuid.NewSHA1(space, b).String()
}

// millis writes an instant as STIX and TAXII want it.
func millis(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05.000Z") }

// frozen is the edition's instant.
func frozen(c *incident.Collection) (time.Time, error) {
	t, err := time.Parse(time.RFC3339, c.FrozenAt)
	if err != nil {
		return t, fmt.Errorf("edition %s: frozen_at: %w", c.ID, err)
	}
	return t, nil
}

// demoLabel is what marks a demonstration, nil for a real desk.
func demoLabel(c *incident.Collection) *incident.Text {
	switch {
	case !c.Demo:
		return nil
	case c.DemoLabel != nil:
		return c.DemoLabel
	}
	return &incident.Text{JA: "実演・架空", EN: "Demonstration, fictional"} // design §4: never unmarked, whatever the rows hold
}

// marked puts the label of a demonstration before a title.
func marked(c *incident.Collection, title string, lang incident.Lang) string {
	if l := demoLabel(c); l != nil {
		return "[" + l.In(lang) + "] " + title
	}
	return title
}

// indented writes v as a file people may read: two spaces, no escapes for HTML, a line feed at the end.
func indented(name string, v any) ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	if err := e.Encode(v); err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return b.Bytes(), nil
}

// lines writes an array with one element a line between head and tail, so that a reader can find the elements without parsing the whole.
func lines[T any](name, head, tail string, list []T) ([]byte, error) {
	b := bytes.NewBufferString(head)
	e := json.NewEncoder(b)
	e.SetEscapeHTML(false)
	for i, one := range list {
		if i > 0 {
			b.WriteString(",")
		}
		b.WriteString("\n")
		if err := e.Encode(one); err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		b.Truncate(b.Len() - 1) // the encoder's own line feed
	}
	b.WriteString("\n" + tail + "\n")
	return b.Bytes(), nil
}
