package console_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"todoke/internal/incident"
)

// TestCase44AddressesAreNoLinks: in case 44 a mail led to a strange address. Reports are full of such addresses; staff read them as text and cannot follow one by a slip,
// on the masked page as in the opened original.
func TestCase44AddressesAreNoLinks(t *testing.T) {
	d := newDesk(t)
	n := d.masked(d.file(url.Values{"story": {"本文の https://bait.example/login を開くよう求められた"}}))
	b := d.as("bun", incident.Analyst)
	for name, a := range map[string]answer{
		"report":   b.get("/reports/" + n),
		"original": b.post("/reports/"+n+"/original", url.Values{"reason": {"表示を確かめるため"}}),
	} {
		a.want(t, http.StatusOK, "bait.example")
		for _, way := range []string{`href="http`, `src="http`, `action="http`, `content="0;`} {
			if strings.Contains(a.body, way) {
				t.Errorf("the %s page holds %s", name, way)
			}
		}
	}
}
