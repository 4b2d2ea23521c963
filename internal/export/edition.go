// Package export writes what is published in forms that other programs read: one file a format, the same bytes for the same input.
// It is not for deciding what is published and takes no clock: everything, dates included, comes in the frozen collection.
package export

import (
	"bytes"
	"encoding/json"
	"fmt"

	"todoke/internal/incident"
)

// EditionJSON writes edition.json: exactly incident.Collection, indented, ending in a line feed. Map keys are sorted, so the bytes are stable.
func EditionJSON(c *incident.Collection) ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	if err := e.Encode(c); err != nil {
		return nil, fmt.Errorf("edition.json: %w", err)
	}
	return b.Bytes(), nil
}
