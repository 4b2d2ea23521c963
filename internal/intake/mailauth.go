package intake

import (
	"bytes"
	"strings"

	"github.com/emersion/go-msgauth/authres"
	"github.com/emersion/go-msgauth/dkim"
)

// maxSignatures is how many DKIM signatures of one mail are looked at.
const maxSignatures = 3

// origin is what a mail says and proves of where it comes from, as words of a closed kind: results and domains, never an address.
// SPF and DMARC are the desk's own mail server's findings, which alone saw the connection; DKIM is verified here as well.
func (in *Intake) origin(m incoming) string {
	var words []string
	words = append(words, in.serverSays(m.header.Header["Authentication-Results"])...)
	if in.mail.LookupTXT != nil && len(m.header.Header["Dkim-Signature"]) > 0 {
		words = append(words, in.signatures(m.raw)...)
	}
	if m.Automatic != "" {
		words = append(words, "automatic="+string(m.Automatic))
	}
	for _, n := range m.MailReading.Notes {
		words = append(words, "note="+n)
	}
	if number := numberIn.FindString(strings.ToUpper(m.Subject)); number != "" {
		words = append(words, "mentions="+number)
	}
	return strings.Join(words, " ")
}

// serverSays reads Authentication-Results of the configured server (RFC 8601); others may be the sender's invention.
func (in *Intake) serverSays(headers []string) []string {
	var out []string
	seen := map[string]bool{}
	say := func(method string, v authres.ResultValue) {
		if !seen[method] && plainWord(string(v)) {
			seen[method] = true
			out = append(out, method+"="+string(v))
		}
	}
	for _, h := range headers {
		id, results, err := authres.Parse(h)
		if err != nil || in.mail.AuthHost == "" || !strings.EqualFold(id, in.mail.AuthHost) {
			continue
		}
		for _, r := range results {
			switch r := r.(type) {
			case *authres.SPFResult:
				say("spf", r.Value)
			case *authres.DMARCResult:
				say("dmarc", r.Value)
			case *authres.DKIMResult:
				say("dkim-server", r.Value)
			}
		}
	}
	return out
}

func (in *Intake) signatures(raw []byte) []string {
	list, err := dkim.VerifyWithOptions(bytes.NewReader(withoutFromLine(raw)), &dkim.VerifyOptions{LookupTXT: in.mail.LookupTXT, MaxVerifications: maxSignatures})
	if err != nil && len(list) == 0 {
		return []string{"dkim=unreadable"}
	}
	var out []string
	for _, v := range list {
		result := "pass"
		switch {
		case v.Err != nil && dkim.IsTempFail(v.Err):
			result = "temperror"
		case v.Err != nil:
			result = "fail"
		}
		if domain := strings.ToLower(v.Domain); plainWord(domain) {
			result += ":" + domain
		}
		out = append(out, "dkim="+result)
	}
	return out
}

// plainWord holds what others write to letters, digits, dots and hyphens.
func plainWord(s string) bool {
	return s != "" && len(s) <= 253 && strings.Trim(s, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-_") == ""
}
