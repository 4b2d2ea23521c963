package incidenttest

import (
	"fmt"
	"net/http"
	"net/url"
)

// Receipt is what the reporter takes home.
type Receipt struct{ Number, Code string }

// ToReview walks the portal's form to its review page, or the page that asks for the least, answering every question the fill knows.
func (b *Browser) ToReview(fill url.Values) *Page {
	b.T.Helper()
	p := b.Visit("/report").Want(http.StatusOK)
	for range 30 {
		if step := p.Value("_step"); step == "review" || step == "least" {
			return p
		}
		p = p.Press(Press{Form: "/report", Button: "_do=next", Fill: p.Shown(fill)}).Want(http.StatusOK)
	}
	b.T.Fatal("the form does not end")
	return nil
}

// Receipt reads number and code from the receipt page.
func (p *Page) Receipt() (Receipt, error) {
	number, err := p.code(0)
	if err != nil {
		return Receipt{}, fmt.Errorf("status %d: %w", p.Status, err)
	}
	code, err := p.code(1)
	return Receipt{number, code}, err
}

// Status asks for a report as its reporter does.
func (b *Browser) Status(r Receipt) *Page {
	b.T.Helper()
	return b.Visit("/status").Press(Press{Form: "/status", Fill: url.Values{"number": {r.Number}, "code": {r.Code}}})
}
