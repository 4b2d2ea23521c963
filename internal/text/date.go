package text

import (
	"errors"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// Precisions of a Date: how coarse the person who gave it was.
const (
	Day   = "day"
	Month = "month"
	Year  = "year"
	About = "about" // the range is a day, ten days, a month or a year, and the person was not sure
)

// Date is when something happened, as coarse as it was told: the first and the last day it may have been, both inclusive,
// midnight UTC. A month or year of an era that does not have all its days is only those days.
type Date struct {
	From, To  time.Time
	Precision string
}

// Reasons why a text is no date; ErrFuture alone comes with the date that was read.
var (
	ErrNoDate  = errors.New("not a date")
	ErrNotADay = errors.New("no such day")
	ErrEra     = errors.New("not within the era")
	ErrFuture  = errors.New("in the future")
)

const (
	jaYear = `(?:(令和|平成|昭和|大正|明治|[rhstm])(元|\d{1,2})|(\d{4}))`
	jaDay  = `(\d{1,2})月(?:(\d{1,2})日?|(上旬|中旬|下旬))?`
)

var (
	compactDate = regexp.MustCompile(`^(\d{4})(\d\d)(\d\d)$`)
	plainDate   = regexp.MustCompile(`^(\d{4})(?:([-/.])(\d{1,2})(?:([-/.])(\d{1,2}))?)?$`)
	eraDate     = regexp.MustCompile(`^(令和|平成|昭和|大正|明治|[rhstm])(元|\d{1,2})([-/.])(\d{1,2})(?:([-/.])(\d{1,2}))?$`)
	jaDate      = regexp.MustCompile(`^` + jaYear + `年(?:` + jaDay + `)?$`)
	jaMonthDay  = regexp.MustCompile(`^` + jaDay + `$`)
	enDate      = regexp.MustCompile(`^(?:(\d{1,2}) |(early|mid|late)[ -])?([a-z]{3,9})\.? (?:(\d{1,2}),? )?(\d{4})$`)

	weekday   = regexp.MustCompile(`\(?[月火水木金土日](?:曜日?)?\)$`)
	weekdayJa = regexp.MustCompile(`日[月火水木金土日]曜日?$`)
	aboutJa   = regexp.MustCompile(`(?:頃|ごろ|ころ|前後|あたり|辺り)$`)
	aboutEn   = regexp.MustCompile(`^(?:about|around|approximately|circa|ca\.|c\.) ?`)
)

var thirdsEn = map[string]string{"early": "上旬", "mid": "中旬", "late": "下旬"}

// dateParts are the parts of a date as they were read; zero is not given.
type dateParts struct {
	era              string
	year, month, day int
	third            string // 上旬, 中旬, 下旬
	hasMonth, hasDay bool
}

// ParseDate reads a date as people write it in Japan (2020-01-11, 20200111, ２０２０／１／１１, 令和2年1月11日, R2.1.11, 平成31年4月,
// 二〇二〇年一月, 2020年1月頃, 1月上旬) or in English (11 January 2020). Without a year it is the most recent such day not after
// today, whose own calendar day counts; 頃, 上旬, 中旬 and 下旬 are About. Two-digit years, 1/11 and spreadsheet serials are
// not dates: nobody can know what they mean. The error is one of ErrNoDate, ErrNotADay, ErrEra, ErrFuture.
func ParseDate(s string, today time.Time) (Date, error) {
	s = strings.TrimSpace(Normal(s))
	about := false
	if len(s) > 100 {
		return Date{}, ErrNoDate
	}
	if t := aboutEn.ReplaceAllString(s, ""); t != s {
		s, about = t, true
	}
	p, ok := readEnglish(s)
	if !ok {
		s = arabic(strings.Join(strings.Fields(s), ""))
		if t := aboutJa.ReplaceAllString(s, ""); t != s {
			s, about = t, true
		}
		if t := strings.TrimPrefix(s, "約"); t != s {
			s, about = t, true
		}
		p, ok = readJapanese(stripWeekday(s))
	}
	if !ok {
		return Date{}, ErrNoDate
	}
	now := day(today.Year(), int(today.Month()), today.Day())
	d, err := p.resolve(now)
	if err != nil {
		return Date{}, err
	}
	if about {
		d.Precision = About
	}
	if d.From.After(now) {
		return d, ErrFuture
	}
	return d, nil
}

func stripWeekday(s string) string {
	if loc := weekdayJa.FindStringIndex(s); loc != nil {
		return s[:loc[0]+len("日")]
	}
	if loc := weekday.FindStringIndex(s); loc != nil && s[loc[0]] == '(' {
		return s[:loc[0]]
	}
	return s
}

func readJapanese(s string) (dateParts, bool) {
	if m := compactDate.FindStringSubmatch(s); m != nil {
		return dateParts{year: number(m[1]), month: number(m[2]), day: number(m[3]), hasMonth: true, hasDay: true}, true
	}
	if m := plainDate.FindStringSubmatch(s); m != nil {
		if m[4] != "" && m[2] != m[4] {
			return dateParts{}, false
		}
		if m[3] == "" && m[1][:2] != "19" && m[1][:2] != "20" {
			return dateParts{}, false // four digits alone are a year only where it could be one
		}
		return dateParts{year: number(m[1]), month: number(m[3]), day: number(m[5]), hasMonth: m[3] != "", hasDay: m[5] != ""}, true
	}
	if m := eraDate.FindStringSubmatch(s); m != nil {
		if m[5] != "" && m[3] != m[5] {
			return dateParts{}, false
		}
		return dateParts{era: m[1], year: number(m[2]), month: number(m[4]), day: number(m[6]), hasMonth: true, hasDay: m[6] != ""}, true
	}
	if m := jaDate.FindStringSubmatch(s); m != nil {
		p := dateParts{era: m[1], month: number(m[4]), day: number(m[5]), third: m[6], hasMonth: m[4] != "", hasDay: m[5] != ""}
		p.year = number(m[2] + m[3]) // one of them is empty
		return p, true
	}
	if m := jaMonthDay.FindStringSubmatch(s); m != nil {
		return dateParts{year: -1, month: number(m[1]), day: number(m[2]), third: m[3], hasMonth: true, hasDay: m[2] != ""}, true
	}
	return dateParts{}, false
}

func readEnglish(s string) (dateParts, bool) {
	m := enDate.FindStringSubmatch(strings.Join(strings.Fields(s), " "))
	if m == nil || m[1]+m[2] != "" && m[4] != "" {
		return dateParts{}, false
	}
	p := dateParts{year: number(m[5]), day: number(m[1] + m[4]), third: thirdsEn[m[2]], hasMonth: true, hasDay: m[1]+m[4] != ""}
	for i := time.January; i <= time.December; i++ {
		if name := strings.ToLower(i.String()); m[3] == name || m[3] == name[:3] || m[3] == "sept" && i == time.September {
			p.month = int(i)
			return p, true
		}
	}
	return p, false
}

func number(s string) int {
	if s == "元" {
		return 1
	}
	n, _ := strconv.Atoi(s)
	return n
}

// resolve turns what was read into days.
func (p dateParts) resolve(now time.Time) (Date, error) {
	if p.year < 0 {
		return p.mostRecent(now)
	}
	if p.era == "" {
		return p.days()
	}
	e, ok := findEra(p.era)
	if !ok || p.year == 0 {
		return Date{}, ErrEra
	}
	p.year = e.year(p.year)
	d, err := p.days()
	if err != nil {
		return Date{}, err
	}
	if d, ok = e.clip(d); !ok {
		return Date{}, ErrEra
	}
	return d, nil
}

// mostRecent is the last such day or month that had begun by now; 29 February may lie eight years back (1904 after 1896).
func (p dateParts) mostRecent(now time.Time) (Date, error) {
	for p.year = now.Year(); p.year >= now.Year()-8; p.year-- {
		if d, err := p.days(); err == nil && !d.From.After(now) {
			return d, nil
		}
	}
	return Date{}, ErrNotADay
}

// days is the range of a date whose year is Gregorian.
func (p dateParts) days() (Date, error) {
	switch {
	case p.year < 1000 || // 0201-11 is a slip of the hand: nobody reports of that year
		p.hasMonth && (p.month < 1 || p.month > 12):
		return Date{}, ErrNotADay
	case !p.hasMonth:
		return Date{day(p.year, 1, 1), day(p.year, 12, 31), Year}, nil
	case p.hasDay:
		d := day(p.year, p.month, p.day)
		if d.Day() != p.day || int(d.Month()) != p.month {
			return Date{}, ErrNotADay
		}
		return Date{d, d, Day}, nil
	}
	from, to := day(p.year, p.month, 1), day(p.year, p.month+1, 0)
	switch p.third {
	case "上旬":
		return Date{from, day(p.year, p.month, 10), About}, nil
	case "中旬":
		return Date{day(p.year, p.month, 11), day(p.year, p.month, 20), About}, nil
	case "下旬":
		return Date{day(p.year, p.month, 21), to, About}, nil
	}
	return Date{from, to, Month}, nil
}

var kanjiNumber = regexp.MustCompile(`[〇零一二三四五六七八九十]+`)

// arabic turns kanji numbers into digits: 二〇二〇 by place, 三十一 by value.
func arabic(s string) string {
	return kanjiNumber.ReplaceAllStringFunc(s, func(k string) string {
		if !strings.Contains(k, "十") {
			var b strings.Builder
			for _, r := range k {
				b.WriteByte('0' + byte(kanjiDigit(r)))
			}
			return b.String()
		}
		tens, ones, _ := strings.Cut(k, "十")
		t, o := []rune(tens), []rune(ones)
		if len(t) > 1 || len(o) > 1 || strings.Contains(ones, "十") {
			return k
		}
		n := 10
		if len(t) == 1 {
			n = 10 * kanjiDigit(t[0])
		}
		if len(o) == 1 {
			n += kanjiDigit(o[0])
		}
		return strconv.Itoa(n)
	})
}

func kanjiDigit(r rune) int {
	for i, d := range []rune("〇一二三四五六七八九") {
		if r == d {
			return i
		}
	}
	return 0 // 零
}
