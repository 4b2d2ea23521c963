package console

import (
	"regexp"
	"time"
)

// historyLine is one line of a case's history.
type historyLine struct {
	At     time.Time
	Who    string
	Action string
	Detail string
}

// details are what the audit log notes of a case, each with its sentence.
var details = []struct {
	noted *regexp.Regexp
	key   string
}{
	{regexp.MustCompile(`^saved revision=(\d+)$`), "console.history.saved"},
	{regexp.MustCompile(`^new reports=(\d+)$`), "console.history.begun"},
	{regexp.MustCompile(`^hold=true$`), "console.history.hold"},
	{regexp.MustCompile(`^hold=false$`), "console.history.no_hold"},
	{regexp.MustCompile(`^report=(\S+)$`), "console.history.report"},
	{regexp.MustCompile(`^revision=(\d+) ([a-z_]+)>([a-z_]+)$`), "console.history.moved"},
}

// detail says in words what the audit log noted of a case; what it does not know stays as noted.
func (v *visit) detail(noted string) string {
	for _, d := range details {
		m := d.noted.FindStringSubmatch(noted)
		if m == nil {
			continue
		}
		args := []any{}
		for i, s := range m[1:] {
			if d.key == "console.history.moved" && i > 0 {
				s = v.t("revision." + s)
			}
			args = append(args, s)
		}
		return v.t(d.key, args...)
	}
	return noted
}
