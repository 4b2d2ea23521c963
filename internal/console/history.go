package console

import (
	"regexp"
	"strings"
	"time"

	"todoke/internal/incident"
)

// historyLine is one line of a case's history.
type historyLine struct {
	At     time.Time
	Who    string
	Action string
	Detail string
}

// details are what the audit log notes of a case, each with its sentence; words are the catalogue's prefixes for its parts, "" for a part that stays as noted.
var details = []struct {
	noted *regexp.Regexp
	key   string
	words []string
}{
	{regexp.MustCompile(`^saved revision=(\d+)$`), "console.history.saved", nil},
	{regexp.MustCompile(`^new reports=(\d+)$`), "console.history.begun", nil},
	{regexp.MustCompile(`^hold=true$`), "console.history.hold", nil},
	{regexp.MustCompile(`^hold=false$`), "console.history.no_hold", nil},
	{regexp.MustCompile(`^report=(\S+)$`), "console.history.report", nil},
	{regexp.MustCompile(`^revision=(\d+) ([a-z_]+)>([a-z_]+)$`), "console.history.moved", []string{"", "revision.", "revision."}},
	{regexp.MustCompile(`^comment revision=(\d+)$`), "console.history.commented", nil},
	{regexp.MustCompile(`^comment (resolved|reopened)$`), "console.history.comment", []string{"console.history.comment."}},
	{regexp.MustCompile(`^(accept|change|keep) (?:kind=\S* )?scope=\S+ spans=(\d+)$`), "console.history.masked", []string{"console.masking.choice."}},
	{regexp.MustCompile(`^undo$`), "console.history.mask_undone", nil},
	{regexp.MustCompile(`^report=(\S+) revision=(\d+) parts=\d+ due=(\S+) silence=\S+ mail=\S+$`), "console.history.shown", []string{"", "", "day"}},
	{regexp.MustCompile(`^report=(\S+) replied part=\d+ open=\d+$`), "console.history.replied", nil},
	{regexp.MustCompile(`^report=(\S+) closed$`), "console.history.closed", nil},
	{regexp.MustCompile(`^staged editions=(\S+)$`), "console.history.staged", nil},
	{regexp.MustCompile(`^edition=(\S+) report=(\S+) showing=\S+$`), "console.history.left_out", nil},
	{regexp.MustCompile(`^cause=([a-z]+)$`), "console.history.cause", []string{"console.correction_cause."}},
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
			if i < len(d.words) {
				s = v.noted(d.words[i], s)
			}
			args = append(args, s)
		}
		return v.t(d.key, args...)
	}
	return noted
}

// noted says one part of what was noted: by the catalogue, as a day, or as it stands.
func (v *visit) noted(words, s string) string {
	if words == "day" {
		if t, err := time.Parse(time.DateOnly, s); err == nil {
			return whenText(v.lang, incident.OnDay(t))
		}
		return s
	}
	if words == "" {
		return s
	}
	return v.t(words + s)
}

// who names whoever the audit log names: staff by how they sign in, everybody else by what they are.
func (c *Console) who(lang, who string) string {
	kind, login, _ := strings.Cut(who, ":")
	if kind == string(incident.Staff) && login != "" {
		return login
	}
	if key := "console.who." + kind; c.Texts.Has(incident.Lang(lang), key) {
		return c.Texts.T(incident.Lang(lang), key)
	}
	return who
}
