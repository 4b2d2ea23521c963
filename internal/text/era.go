package text

import "time"

// era is a stretch of the Japanese calendar, both days inclusive.
type era struct {
	name        string
	letter      string
	first, last time.Time
}

// eras follow the edicts and orders that changed them: each new era includes the day of the change. 明治 begins here with
// the first Gregorian day (明治6年1月1日); its earlier dates are of the lunar calendar and cannot be turned by arithmetic.
var eras = []era{
	{"令和", "r", day(2019, 5, 1), day(9999, 12, 31)},
	{"平成", "h", day(1989, 1, 8), day(2019, 4, 30)},
	{"昭和", "s", day(1926, 12, 25), day(1989, 1, 7)},
	{"大正", "t", day(1912, 7, 30), day(1926, 12, 24)},
	{"明治", "m", day(1873, 1, 1), day(1912, 7, 29)},
}

// meijiYears is what the count of 明治 is behind its first Gregorian year: 明治6年 is 1873.
const meijiYears = 5

func day(y, m, d int) time.Time { return time.Date(y, time.Month(m), d, 0, 0, 0, 0, time.UTC) }

func findEra(s string) (era, bool) {
	for _, e := range eras {
		if s == e.name || s == e.letter {
			return e, true
		}
	}
	return era{}, false
}

// year is the Gregorian year of the nth year of the era.
func (e era) year(n int) int {
	y := e.first.Year() + n - 1
	if e.letter == "m" {
		y -= meijiYears
	}
	return y
}

// clip keeps of d what lies within the era and tells whether anything does.
func (e era) clip(d Date) (Date, bool) {
	if d.From.After(e.last) || d.To.Before(e.first) {
		return d, false
	}
	if d.From.Before(e.first) {
		d.From = e.first
	}
	if d.To.After(e.last) {
		d.To = e.last
	}
	return d, true
}
