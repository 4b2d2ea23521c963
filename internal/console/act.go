package console

import "todoke/internal/incident"

// act is what one button of a page does: the right it needs and the notice when it is done.
type act struct {
	action incident.Action
	notice string // catalogue key
	do     func() error
}

// act does what the pressed button asks for and comes back to path; what people may be told is told by again, on the page with all that was typed.
func (v *visit) act(acts map[string]act, do, path string, again func(error) error) error {
	a, ok := acts[do]
	if !ok {
		return unknownDo()
	}
	if !v.can(a.action) {
		return v.forbidden(a.action)
	}
	err := a.do()
	switch {
	case err == nil:
		return v.done(path, a.notice)
	case shown(err):
		return again(err)
	}
	return err
}
