package form

import (
	"net/url"
	"strings"
	"unicode"
	"unicode/utf8"

	"todoke/internal/incident"
	"todoke/internal/text"
)

// identities is the closed list of what Question.Identifies may name and where the answer goes.
var identities = map[string]func(*declared, string){
	"reporter.org":        func(d *declared, s string) { d.reporter.Org = s },
	"reporter.org_kana":   func(d *declared, s string) { d.reporter.OrgKana, d.reporter.OrgEN = readings(s) },
	"reporter.dept":       func(d *declared, s string) { d.reporter.Dept = s },
	"reporter.name":       func(d *declared, s string) { d.reporter.Name = s },
	"reporter.kana":       func(d *declared, s string) { d.reporter.Kana, d.reporter.NameEN = readings(s) },
	"reporter.address":    func(d *declared, s string) { d.reporter.Address = s },
	"reporter.phone":      func(d *declared, s string) { d.reporter.Phone = s },
	"reporter.mail":       func(d *declared, s string) { d.reporter.Mail = s },
	"reporter.domains":    func(d *declared, s string) { d.reporter.Domains = append(d.reporter.Domains, split(s)...) },
	"reporter.public_url": func(d *declared, s string) { d.reporter.Domains = append(d.reporter.Domains, host(s)...) },
	"victim.org":          func(d *declared, s string) { d.victim.Org = s },
	"partner.orgs": func(d *declared, s string) {
		d.lines(s, func(name, kana, latin string) incident.Party {
			return incident.Party{Role: incident.RolePartner, Org: name, OrgKana: kana, OrgEN: latin}
		})
	},
	"person.names": func(d *declared, s string) {
		d.lines(s, func(name, kana, latin string) incident.Party {
			return incident.Party{Role: incident.RolePerson, Name: name, Kana: kana, NameEN: latin}
		})
	},
}

type declared struct {
	reporter, victim incident.Party
	others           []incident.Party
}

// lines makes one party of each line, with its readings where they stand in brackets at its end; marks of a list before it are no part of the name.
func (d *declared) lines(s string, party func(name, kana, latin string) incident.Party) {
	for _, l := range strings.Split(s, "\n") {
		if l = strings.Trim(l, " \t　・-*●■、,"); l != "" {
			d.others = append(d.others, party(readingsBehind(l)))
		}
	}
}

// readingsBehind parts 四日原商会（よっかはらしょうかい / Yokkahara） into the name and its readings; brackets that hold kanji, figures or one letter belong to the name.
func readingsBehind(l string) (name, kana, latin string) {
	at := strings.LastIndexAny(l, "(（")
	if at <= 0 || !strings.HasSuffix(l, ")") && !strings.HasSuffix(l, "）") {
		return l, "", ""
	}
	_, size := utf8.DecodeRuneInString(l[at:])
	inside := strings.TrimRight(l[at+size:], ")）")
	if utf8.RuneCountInString(inside) < 2 || strings.ContainsFunc(inside, func(r rune) bool { return unicode.Is(unicode.Han, r) || unicode.IsDigit(r) }) {
		return l, "", ""
	}
	kana, latin = readings(inside)
	return strings.TrimSpace(l[:at]), kana, latin
}

// Parties groups the identifying answers into parties: the reporter, the victim where it is somebody else, then the others in the order written.
func Parties(f *Form, answers []incident.Answer) []incident.Party {
	d := declared{reporter: incident.Party{Role: incident.RoleReporter}, victim: incident.Party{Role: incident.RoleVictim}}
	for i := range f.Steps {
		for _, q := range f.Steps[i].Questions {
			a, ok := Find(answers, q.ID)
			if put := identities[q.Identifies]; put != nil && ok && strings.TrimSpace(a.Text) != "" {
				put(&d, strings.TrimSpace(a.Text))
			}
		}
	}
	var out []incident.Party
	for _, p := range append([]incident.Party{d.reporter, d.victim}, d.others...) {
		if !p.Empty() {
			out = append(out, p)
		}
	}
	return out
}

// Parties is the package's Parties for this form.
func (f *Form) Parties(answers []incident.Answer) []incident.Party { return Parties(f, answers) }

// readings sorts "よみ / English" into its parts by script.
func readings(s string) (kana, latin string) {
	for _, part := range strings.FieldsFunc(s, func(r rune) bool { return strings.ContainsRune("/／、|", r) }) {
		part = strings.TrimSpace(part)
		if strings.ContainsFunc(text.Normal(part), func(r rune) bool { return unicode.Is(unicode.Latin, r) }) && !strings.ContainsFunc(part, isKana) {
			latin = join(latin, part)
		} else {
			kana = join(kana, part)
		}
	}
	return kana, latin
}

func isKana(r rune) bool { return unicode.In(r, unicode.Hiragana, unicode.Katakana) }

func join(a, b string) string {
	if a == "" {
		return b
	}
	return a + " " + b
}

// split parts a list of domains; a mail address or an address of a page stands for its host.
func split(s string) []string {
	var out []string
	for _, d := range strings.FieldsFunc(text.Normal(s), func(r rune) bool { return unicode.IsSpace(r) || strings.ContainsRune(",、;", r) }) {
		out = append(out, host(d)...)
	}
	return out
}

func host(s string) []string {
	s = strings.TrimSpace(text.Normal(s))
	if _, after, mail := strings.Cut(s, "@"); mail && !strings.Contains(s, "/") {
		s = after
	}
	if !strings.Contains(s, "://") {
		s = "https://" + s
	}
	u, err := url.Parse(s)
	if err != nil || u.Hostname() == "" || !strings.Contains(u.Hostname(), ".") {
		return nil
	}
	return []string{strings.Trim(u.Hostname(), ".")}
}
