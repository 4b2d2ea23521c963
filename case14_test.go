package todoke

import (
	"strings"
	"testing"
)

// TestCase14NoRelay: in cases 14, 21 and 22 a mail server relayed for strangers. Todoke speaks no mail and listens in one place only, for its three faces,
// and no setting holds a range of addresses that could be mistyped. When mail comes, this test has to be replaced by one of its senders.
func TestCase14NoRelay(t *testing.T) {
	source(t, func(path, body string) {
		for _, mail := range []string{`"net/smtp"`, "go-smtp", "go-mail", "go-imap"} {
			if strings.Contains(body, mail) {
				t.Errorf("%s: imports %s", path, mail)
			}
		}
		if path != "cmd/todoke/serve.go" && (strings.Contains(body, "net.Listen") || strings.Contains(body, "ListenAndServe")) {
			t.Errorf("%s: listens", path)
		}
		if path == "cmd/todoke/config.go" && (strings.Contains(body, "netip") || strings.Contains(body, "CIDR")) {
			t.Errorf("%s: holds a range of addresses; refuse 172.0.0.0/8 and its like, then replace this test", path)
		}
	})
}
