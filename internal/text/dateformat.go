package text

import (
	"fmt"
	"time"
)

// shape is how coarse the range of a date is, whatever its precision says.
type shape int

const (
	aDay shape = iota
	aThird
	aMonth
	aYear
	aRange
)

func (d Date) shape() shape {
	f, t := d.From, d.To
	month := f.Year() == t.Year() && f.Month() == t.Month()
	lastDay := t.AddDate(0, 0, 1).Day() == 1
	switch {
	case f.Equal(t) && d.Precision != Month && d.Precision != Year:
		return aDay
	case d.Precision == Month || month && f.Day() == 1 && lastDay:
		return aMonth
	case d.Precision == Year || f.Year() == t.Year() && f.YearDay() == 1 && t.Month() == time.December && t.Day() == 31:
		return aYear
	case month && (f.Day() == 1 && t.Day() == 10 || f.Day() == 11 && t.Day() == 20 || f.Day() == 21 && lastDay):
		return aThird
	}
	return aRange
}

// JaDate writes a date as Japanese publications do: 2020年1月11日, 2020年1月, 2020年1月上旬, 2020年頃. A zero date is empty.
func JaDate(d Date) string {
	if d.From.IsZero() {
		return ""
	}
	y, m, n := d.From.Date()
	var s string
	switch d.shape() {
	case aDay:
		s = fmt.Sprintf("%d年%d月%d日", y, m, n)
	case aThird: // about as it stands
		return fmt.Sprintf("%d年%d月%s", y, m, [...]string{"上旬", "中旬", "下旬"}[n/10])
	case aMonth:
		s = fmt.Sprintf("%d年%d月", y, m)
	case aYear:
		s = fmt.Sprintf("%d年", y)
	case aRange:
		one := func(t time.Time) string { return JaDate(Date{t, t, Day}) }
		s = one(d.From) + "～" + one(d.To)
	}
	if d.Precision == About {
		s += "頃"
	}
	return s
}

// EnDate writes a date in English: 11 January 2020, January 2020, early January 2020, about 2020. A zero date is empty.
func EnDate(d Date) string {
	if d.From.IsZero() {
		return ""
	}
	y, m, n := d.From.Date()
	var s string
	switch d.shape() {
	case aDay:
		s = fmt.Sprintf("%d %s %d", n, m, y)
	case aThird:
		return fmt.Sprintf("%s %s %d", [...]string{"early", "mid", "late"}[n/10], m, y)
	case aMonth:
		s = fmt.Sprintf("%s %d", m, y)
	case aYear:
		s = fmt.Sprintf("%d", y)
	case aRange:
		one := func(t time.Time) string { return EnDate(Date{t, t, Day}) }
		s = one(d.From) + " to " + one(d.To)
	}
	if d.Precision == About {
		s = "about " + s
	}
	return s
}
