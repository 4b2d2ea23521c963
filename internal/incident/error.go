package incident

import (
	"errors"
	"fmt"
)

// Kind sorts errors by what a caller may do about them; web and api map it to a status code.
type Kind string

// Kinds of Error.
const (
	Invalid   Kind = "invalid"   // the input is wrong; mend it and send again
	NotFound  Kind = "not_found" // no such thing, or not for this caller: the two look alike
	Forbidden Kind = "forbidden" // the caller's roles do not allow it
	Conflict  Kind = "conflict"  // the thing is in a state that does not allow it
	TooLarge  Kind = "too_large" // over a limit, named in Args
	Limited   Kind = "limited"   // too many tries; wait
	Stored    Kind = "stored"    // nothing was stored; the caller keeps what was typed
)

// Error is what a person may be told. Key is a key of the catalogues, Args fill its placeholders in order.
// Field names the question or input the error belongs to, empty for the whole.
type Error struct {
	Kind  Kind
	Key   string
	Field string
	Args  []any
}

// Error gives kind, key and field for logs; Args are left out, for they may hold what somebody typed.
func (e *Error) Error() string {
	if e.Field != "" {
		return fmt.Sprintf("%s: %s (%s)", e.Kind, e.Key, e.Field)
	}
	return fmt.Sprintf("%s: %s", e.Kind, e.Key)
}

// Is makes errors.Is(err, incident.ErrNotFound) true for every Error of that kind and key.
func (e *Error) Is(target error) bool {
	var t *Error
	return errors.As(target, &t) && t.Kind == e.Kind && (t.Key == "" || t.Key == e.Key)
}

// ErrNotFound matches every Error of kind NotFound.
var ErrNotFound = &Error{Kind: NotFound}

// Errorf builds an Error of the given kind and catalogue key.
func Errorf(kind Kind, key string, args ...any) *Error {
	return &Error{Kind: kind, Key: key, Args: args}
}

// Errors is a list of Error shown together, so that nobody mends one field to meet the next.
type Errors []*Error

// Error names the first one and how many there are.
func (es Errors) Error() string {
	switch len(es) {
	case 0:
		return "no errors"
	case 1:
		return es[0].Error()
	}
	return fmt.Sprintf("%s, and %d more", es[0].Error(), len(es)-1)
}

// Or returns nil for an empty list, so that `return errs.Or()` reads well.
func (es Errors) Or() error {
	if len(es) == 0 {
		return nil
	}
	return es
}
