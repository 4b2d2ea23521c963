package todoke

import (
	"strings"
	"testing"
)

// TestCase14NoRelay: in cases 14, 21 and 22 a mail server relayed for strangers. Todoke takes no mail from the network: it fetches from its own mailbox (intake)
// and sends what its catalogue says (notify, whose tests hold that no sender's word leaves). It listens in one place only, for its faces, and no setting holds
// a range of addresses that could be mistyped.
func TestCase14NoRelay(t *testing.T) {
	may := map[string]string{`"net/smtp"`: "nobody", "go-smtp": "nobody", "go-mail\"": "internal/notify/", "go-imap": "internal/intake/"}
	source(t, func(path, body string) {
		for mail, where := range may {
			if strings.Contains(body, mail) && !strings.HasPrefix(path, where) {
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
