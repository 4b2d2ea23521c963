package subscribe

import (
	"regexp"
	"strings"
	"unicode"

	"golang.org/x/net/idna"
	"golang.org/x/text/unicode/norm"

	"todoke/internal/incident"
)

// address is a mail address that can be written to.
type address struct {
	send   string // for the mail server, quoted where it must be
	folded string // for comparing
}

// Limits of RFC 5321.
const (
	mostAddress = 254
	mostLocal   = 64
)

var (
	// localPart is what may stand before the @. Dots may stand anywhere: some Japanese carriers gave out such addresses.
	localPart = regexp.MustCompile("^[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+$")
	dotAtom   = regexp.MustCompile(`^[^.]+(\.[^.]+)*$`)
	domains   = idna.New(idna.MapForLookup(), idna.BidiRule(), idna.StrictDomainName(true), idna.VerifyDNSLength(true))
	numeric   = regexp.MustCompile(`\.[0-9]+$`)
)

// parse reads a typed address; full width is folded, a domain in its own script becomes its ASCII form. The Error says at field "mail" what is wrong.
func parse(typed string) (address, *incident.Error) {
	bad := func(key string, args ...any) (address, *incident.Error) {
		e := incident.Errorf(incident.Invalid, key, args...)
		e.Field = "mail"
		return address{}, e
	}
	typed = strings.TrimSpace(typed)
	s := norm.NFKC.String(typed)
	switch {
	case s == "":
		return bad("subscribe.error.mail_empty")
	case strings.ContainsFunc(typed, unicode.IsControl), strings.ContainsFunc(s, unicode.IsSpace):
		return bad("subscribe.error.mail")
	case len(s) > mostAddress:
		return bad("subscribe.error.mail_long", mostAddress)
	}
	at := strings.LastIndexByte(s, '@')
	if at < 0 {
		return bad("subscribe.error.mail")
	}
	local, domain := s[:at], strings.TrimSuffix(s[at+1:], ".")
	if n := len(local); n >= 2 && local[0] == '"' && local[n-1] == '"' {
		local = local[1 : n-1]
	}
	if !localPart.MatchString(local) || len(local) > mostLocal {
		return bad("subscribe.error.mail_local")
	}
	ascii, err := domains.ToASCII(domain)
	if err != nil || !strings.Contains(ascii, ".") || numeric.MatchString(ascii) || len(local)+len(ascii)+1 > mostAddress {
		return bad("subscribe.error.mail_domain")
	}
	send := local
	if !dotAtom.MatchString(local) {
		send = `"` + local + `"`
	}
	return address{send + "@" + ascii, strings.ToLower(local) + "@" + ascii}, nil
}
