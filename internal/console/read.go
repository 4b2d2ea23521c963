package console

import (
	"errors"
	"strconv"
	"strings"

	"todoke/internal/incident"
	"todoke/internal/text"
)

// number reads an id of a form; 0 for anything else.
func number(s string) int64 {
	n, err := strconv.ParseInt(strings.TrimSpace(s), 10, 64)
	if err != nil {
		return 0
	}
	return n
}

// caseNumber reads a case number as people type it: full width, spaces, another dash.
func caseNumber(s string) string {
	return strings.NewReplacer(" ", "", "‐", "-", "−", "-", "ー", "-").Replace(text.Normal(s))
}

// atField points an Error that names no field of this page at the field it belongs to; a thing not found that was typed into a field is an input to mend, not a page that does not exist.
func atField(err error, field string) error {
	var e *incident.Error
	if !errors.As(err, &e) || e.Kind == incident.Forbidden {
		return err
	}
	told := *e
	told.Field = field
	if told.Kind == incident.NotFound {
		told.Kind = incident.Invalid
	}
	return &told
}
