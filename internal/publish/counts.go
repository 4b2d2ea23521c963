package publish

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"

	"todoke/internal/incident"
)

// fillCounts puts the edition's own figures into its texts: {cases}, {accepted} and {count:CATEGORY}. No writer types a number that data can give.
func fillCounts(c *incident.Collection) error {
	pairs := []string{"{cases}", strconv.Itoa(c.Chosen), "{accepted}", strconv.Itoa(c.Accepted)}
	for _, k := range c.Categories {
		pairs = append(pairs, "{count:"+k.Code+"}", strconv.Itoa(k.Count))
	}
	b, err := json.Marshal(c.Texts)
	if err != nil {
		return fmt.Errorf("edition texts: %w", err)
	}
	var texts incident.EditionTexts // the marks and the figures are plain ASCII, so the JSON stays well formed
	if err := json.Unmarshal([]byte(strings.NewReplacer(pairs...).Replace(string(b))), &texts); err != nil {
		return fmt.Errorf("edition texts: %w", err)
	}
	c.Texts = texts
	return nil
}
