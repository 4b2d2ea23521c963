package triage

import (
	"strings"
	"time"

	"todoke/internal/store"
)

// MailOrigin is what is known of where a mail came from. None of it proves who wrote it: an abused account passes all checks.
type MailOrigin struct {
	At        time.Time
	Reply     bool // it joined the report as a message
	Results   []OriginResult
	Automatic string   // kind of automatic mail; "" for a person's
	Mentions  string   // receipt number its subject names
	Notes     []string // catalogue keys
}

// OriginResult is one check of a mail.
type OriginResult struct {
	Method string // spf, dkim, dmarc, or dkim-server: DKIM as the mail server found it
	Result string // pass, fail, none or error: the results of RFC 8601 §2.7 by what they mean for staff
	Domain string // that signed, for dkim
}

// originResults sorts the results of RFC 8601 §2.7; what it does not know is "error".
var originResults = map[string]string{"pass": "pass", "fail": "fail", "hardfail": "fail", "softfail": "fail", "policy": "fail", "none": "none", "neutral": "none"}

func mailOrigin(m store.Mail) MailOrigin {
	out := MailOrigin{At: m.At, Reply: m.MessageID != 0}
	for word := range strings.FieldsSeq(m.Origin) {
		name, value, _ := strings.Cut(word, "=")
		switch name {
		case "spf", "dmarc", "dkim", "dkim-server":
			said, domain, _ := strings.Cut(value, ":")
			result := originResults[said]
			if result == "" {
				result = "error"
			}
			out.Results = append(out.Results, OriginResult{Method: name, Result: result, Domain: domain})
		case "automatic":
			out.Automatic = value
		case "mentions":
			out.Mentions = value
		case "note":
			out.Notes = append(out.Notes, value)
		}
	}
	return out
}
