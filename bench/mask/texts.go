package main

import (
	"embed"
	"fmt"
	"io/fs"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"todoke/internal/incident"
)

//go:embed texts
var files embed.FS

// sets are what the finder is worked on with and what it is measured with; the second is never looked at by who works on the finder.
var sets = []string{"dev", "heldout"}

// types are what a label may name, in the order they are printed. "own" is any spelling of a declared party.
var types = []string{"own", "person", "org", "dept", "product", "place", "address", "phone", "mail", "url", "domain", "ip", "mynumber", "corporate", "card", "bank",
	"licence", "employee", "ticket", "user", "host", "amount", "path"}

// label is one thing in a text: bytes start to end. A victim's is to be masked, an attacker's to be kept; of the third sort both are right.
type label struct {
	start, end int
	typ        string
	role       string
}

// Roles of a label in the files.
const (
	victim   = ""
	attacker = "attacker"
	either   = "either"
)

// sample is one labelled text with the parties its form declares.
type sample struct {
	id      string // set/file:number
	english bool
	hard    bool // made to provoke false alarms
	parties []incident.Party
	text    string
	labels  []label
	written []string // by label: how it spells a declared party, one of writings; of the held-out set alone
}

var (
	mark  = regexp.MustCompile(`(?s)⟦([a-z]+)(?:/(attacker|either))?:(.*?)⟧`)
	point = regexp.MustCompile(`‹([0-9A-F]{2,5})›`)
)

// load reads one set. In the files a line "§ ja" or "§ en", with "hard" after it or not, begins a text; lines "@ field=value | …" after it declare
// a party each; ⟦type:…⟧, ⟦type/attacker:…⟧ and ⟦type/either:…⟧ mark labels and ‹200B› stands for the character of that number.
func load(set string) ([]sample, error) {
	names, err := fs.Glob(files, "texts/"+set+"/*.txt")
	if err != nil {
		return nil, err
	}
	slices.Sort(names)
	var out []sample
	for _, name := range names {
		b, err := files.ReadFile(name)
		if err != nil {
			return nil, err
		}
		parts := strings.Split("\n"+string(b), "\n§ ")
		if strings.TrimSpace(parts[0]) != "" {
			return nil, fmt.Errorf("%s: something stands before the first text", name)
		}
		for i, part := range parts[1:] {
			s, err := parse(part)
			if err != nil {
				return nil, fmt.Errorf("%s, text %d: %w", name, i+1, err)
			}
			s.id = fmt.Sprintf("%s:%d", strings.TrimPrefix(name, "texts/"), i+1)
			out = append(out, s)
		}
	}
	if set == "heldout" {
		return out, sortWritings(set, out)
	}
	return out, nil
}

func parse(part string) (sample, error) {
	head, body, _ := strings.Cut(part, "\n")
	var s sample
	switch f := strings.Fields(head); {
	case len(f) == 0 || f[0] != "ja" && f[0] != "en" || len(f) > 2 || len(f) == 2 && f[1] != "hard":
		return s, fmt.Errorf("head %q is not ja or en, hard or not", head)
	default:
		s.english, s.hard = f[0] == "en", len(f) == 2
	}
	for strings.HasPrefix(body, "@ ") {
		line, rest, _ := strings.Cut(body[2:], "\n")
		p, err := party(line)
		if err != nil {
			return s, err
		}
		s.parties, body = append(s.parties, p), rest
	}
	body = point.ReplaceAllStringFunc(strings.TrimSpace(body), func(m string) string {
		n, _ := strconv.ParseInt(point.FindStringSubmatch(m)[1], 16, 32)
		return string(rune(n))
	})
	var text strings.Builder
	last := 0
	for _, m := range mark.FindAllStringSubmatchIndex(body, -1) {
		text.WriteString(body[last:m[0]])
		l := label{start: text.Len(), typ: body[m[2]:m[3]]}
		if m[4] >= 0 {
			l.role = body[m[4]:m[5]]
		}
		text.WriteString(body[m[6]:m[7]])
		l.end, last = text.Len(), m[1]
		if !slices.Contains(types, l.typ) {
			return s, fmt.Errorf("unknown type %q", l.typ)
		}
		s.labels = append(s.labels, l)
	}
	text.WriteString(body[last:])
	s.text = text.String()
	if s.text == "" || strings.ContainsAny(s.text, "⟦⟧‹›§⟪⟫") {
		return s, fmt.Errorf("empty, or a marker is left over: %q", s.text)
	}
	return s, nil
}

// party reads "org=… | name=… | domains=a, b".
func party(line string) (incident.Party, error) {
	p := incident.Party{Role: incident.RoleReporter}
	field := map[string]*string{"org": &p.Org, "kana": &p.OrgKana, "en": &p.OrgEN, "dept": &p.Dept, "name": &p.Name, "namekana": &p.Kana, "nameen": &p.NameEN,
		"address": &p.Address, "phone": &p.Phone, "mail": &p.Mail}
	for f := range strings.SplitSeq(line, "|") {
		key, value, ok := strings.Cut(strings.TrimSpace(f), "=")
		switch to := field[key]; {
		case !ok || value == "":
			return p, fmt.Errorf("party field %q has no value", f)
		case key == "domains":
			for d := range strings.SplitSeq(value, ",") {
				p.Domains = append(p.Domains, strings.TrimSpace(d))
			}
		case to == nil:
			return p, fmt.Errorf("no party field %q", key)
		default:
			*to = value
		}
	}
	return p, nil
}

// letters are the short marks of the lessons.
var letters = map[string]string{"p": "person", "o": "org", "d": "dept", "r": "product", "l": "place"}

// loadLessons reads the texts that are only there to learn from: one a line, \\n for a line break, # for a remark.
func loadLessons() ([]sample, error) {
	names, err := fs.Glob(files, "texts/lessons/*.txt")
	if err != nil {
		return nil, err
	}
	var out []sample
	for _, name := range names {
		b, err := files.ReadFile(name)
		if err != nil {
			return nil, err
		}
		n := 0
		for line := range strings.Lines(string(b)) {
			if line = strings.TrimSpace(line); line == "" || strings.HasPrefix(line, "#") {
				continue
			}
			for short, long := range letters {
				line = strings.ReplaceAll(line, "⟦"+short+":", "⟦"+long+":")
			}
			n++
			s, err := parse("ja\n" + strings.ReplaceAll(line, `\n`, "\n"))
			if err != nil {
				return nil, fmt.Errorf("%s, text %d: %w", name, n, err)
			}
			s.english = strings.HasSuffix(name, "english.txt")
			s.id = fmt.Sprintf("%s:%d", strings.TrimPrefix(name, "texts/"), n)
			out = append(out, s)
		}
	}
	return out, nil
}
