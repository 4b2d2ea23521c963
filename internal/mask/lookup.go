package mask

import (
	"slices"
	"strings"

	"todoke/internal/incident"
	"todoke/internal/text"
)

// Key is one exact thing a party can be found by: the kind and the squeezed text that go into the keyed index.
type Key struct {
	Kind Kind
	Text string
}

// LookupKinds are the kinds a caller's report can be looked up by.
var LookupKinds = []Kind{Org, Name, Phone, Mail, Domain, Address}

// Keys lists what a party is indexed under: whole names and their readings, never a mere surname or part of an address.
func Keys(p incident.Party) []Key {
	var out []Key
	add := func(k Kind, list ...string) {
		for _, s := range list {
			if e := (Key{k, s}); s != "" && !slices.Contains(out, e) {
				out = append(out, e)
			}
		}
	}
	for _, o := range []string{p.Org, p.OrgKana, p.OrgEN} {
		add(Org, LookupKeys(Org, o)...)
	}
	for _, n := range []string{p.Name, p.Kana, p.NameEN} {
		add(Name, LookupKeys(Name, n)...)
	}
	add(Phone, LookupKeys(Phone, p.Phone)...)
	add(Mail, LookupKeys(Mail, p.Mail)...)
	for _, d := range domains(p) {
		add(Domain, d)
	}
	add(Address, LookupKeys(Address, p.Address)...)
	return out
}

// LookupKeys gives the index texts of something typed by staff or declared: an organisation with and without its company form, a name without
// its title, a phone from its leading 0. Nothing comes back where nothing of the kind was typed.
func LookupKeys(k Kind, typed string) []string {
	typed = strings.TrimSpace(typed)
	if typed == "" {
		return nil
	}
	var out []string
	add := func(s string) {
		if s = text.Squeeze(s); s != "" && !slices.Contains(out, s) {
			out = append(out, s)
		}
	}
	switch k {
	case Org:
		add(typed)
		add(coreOrg(typed))
	case Name:
		add(stripTitle(brackets.ReplaceAllString(typed, "")))
	case Phone:
		for _, d := range phoneDigits(typed) {
			if d[0] == '0' {
				add(d)
			}
		}
	case Mail:
		for _, m := range mails(typed) {
			add(m)
		}
	case Domain:
		for _, d := range domains(incident.Party{Domains: strings.Fields(text.Normal(typed))}) {
			add(d)
		}
	case Address:
		add(typed)
	}
	return out
}

// Identity is the key a party is known by across reports: its organisation without company form, else its name, else mail, phone or domain; false
// for a party with none of these.
func Identity(p incident.Party) (Key, bool) {
	for _, o := range []string{p.Org, p.OrgEN, p.OrgKana} {
		if s := text.Squeeze(coreOrg(o)); s != "" {
			return Key{Org, s}, true
		}
	}
	keys := Keys(p)
	for _, k := range []Kind{Name, Mail, Phone, Domain} {
		if i := slices.IndexFunc(keys, func(e Key) bool { return e.Kind == k }); i >= 0 {
			return keys[i], true
		}
	}
	return Key{}, false
}
