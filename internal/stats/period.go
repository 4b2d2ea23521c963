package stats

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"todoke/internal/incident"
)

// Period is a span of days, both inclusive, with the name it was asked for by: "2020", "2020H1", "2020Q3", "2020-06", "2011..2020".
type Period struct {
	Name     string
	From, To time.Time // UTC midnights of the first and last day, in Japan's calendar
}

// ParsePeriod reads a year, half, quarter, month, or a span of two of them joined by "..". Years before 1900 and after 2200 are refused.
func ParsePeriod(s string) (Period, error) {
	bad := &incident.Error{Kind: incident.Invalid, Key: "stats.error.period", Field: "period", Args: []any{s}}
	first, last, span := strings.Cut(strings.TrimSpace(s), "..")
	from, to, ok := onePeriod(first)
	if !ok {
		return Period{}, bad
	}
	if span {
		if _, to, ok = onePeriod(last); !ok || to.Before(from) {
			return Period{}, bad
		}
	}
	return Period{Name: strings.TrimSpace(s), From: from, To: to}, nil
}

func onePeriod(s string) (from, to time.Time, ok bool) {
	if len(s) < 4 {
		return from, to, false
	}
	year, err := strconv.Atoi(s[:4])
	if err != nil || year < 1900 || year > 2200 {
		return from, to, false
	}
	first, months := 1, 12
	switch rest := s[4:]; {
	case rest == "":
	case rest == "H1" || rest == "H2":
		first, months = 1+6*int(rest[1]-'1'), 6
	case len(rest) == 2 && rest[0] == 'Q' && rest[1] >= '1' && rest[1] <= '4':
		first, months = 1+3*int(rest[1]-'1'), 3
	case len(rest) == 3 && rest[0] == '-':
		m, err := strconv.Atoi(rest[1:])
		if err != nil || m < 1 || m > 12 {
			return from, to, false
		}
		first, months = m, 1
	default:
		return from, to, false
	}
	from = time.Date(year, time.Month(first), 1, 0, 0, 0, 0, time.UTC)
	return from, from.AddDate(0, months, -1), true
}

// Label gives the period in words.
func (p Period) Label() incident.Text {
	y, m := p.From.Year(), int(p.From.Month())
	switch to := p.To; {
	case m == 1 && to.Year() == y && to.Month() == 12:
		return incident.Text{JA: fmt.Sprintf("%d年", y), EN: strconv.Itoa(y)}
	case to.Year() == y && int(to.Month()) == m:
		return incident.Text{JA: fmt.Sprintf("%d年%d月", y, m), EN: p.From.Format("January 2006")}
	case m == 1 && to.Month() == 12:
		return incident.Text{JA: fmt.Sprintf("%d年～%d年", y, to.Year()), EN: fmt.Sprintf("%d–%d", y, to.Year())}
	default:
		return incident.Text{JA: fmt.Sprintf("%d年%d月～%d年%d月", y, m, to.Year(), int(to.Month())), EN: p.From.Format("January 2006") + " – " + to.Format("January 2006")}
	}
}
