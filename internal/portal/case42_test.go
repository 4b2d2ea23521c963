package portal_test

import (
	"net/url"
	"strings"
	"testing"

	"todoke/internal/incidenttest"
)

// TestCase42NothingTypedComesBack: in case 42 a form sent its visitors' words, a link among them, to any address typed in. Here nothing is mailed at all,
// and the receipt, its card and its proof repeat nothing of what was typed.
func TestCase42NothingTypedComesBack(t *testing.T) {
	d := newDesk(t, nil)
	b := d.browser(t, "ja")
	const bait = "https://bait.example/win"
	p := walkTo(t, b, map[string]url.Values{
		"door":     {"noticed": {"leak"}, "relation": {"victim"}},
		"story":    {"story": {"当選しました " + bait}},
		"reporter": {"reporter_org": {bait}, "reporter_name": {bait}, "reporter_mail": {"somebody@elsewhere.example"}},
	})
	p = p.Press(incidenttest.Press{Form: "/receipt"})
	p.Has(d.texts.T("ja", "portal.receipt.title"))
	card, proof := p.Press(incidenttest.Press{Form: "/receipt/card"}), p.Press(incidenttest.Press{Form: "/receipt/proof"})
	for name, body := range map[string]string{"receipt": p.Body, "card": card.Body, "proof": proof.Body} {
		for _, typed := range []string{"bait.example", "当選しました", "elsewhere.example"} {
			if strings.Contains(body, typed) {
				t.Errorf("the %s repeats %q", name, typed)
			}
		}
	}
}
