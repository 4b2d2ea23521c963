package text

import (
	"errors"
	"testing"
	"time"

	"pgregory.net/rapid"
)

var today = time.Date(2020, 7, 31, 23, 59, 0, 0, time.FixedZone("JST", 9*3600))

func TestParseDate(t *testing.T) {
	for _, c := range []struct{ in, from, to, precision string }{
		{"2020-01-11", "2020-01-11", "2020-01-11", Day},
		{"2020/1/11", "2020-01-11", "2020-01-11", Day},
		{"2020.1.11", "2020-01-11", "2020-01-11", Day},
		{" ２０２０／１／１１　", "2020-01-11", "2020-01-11", Day},
		{"２０２０ー１ー１１", "2020-01-11", "2020-01-11", Day},
		{"2020—1—11", "2020-01-11", "2020-01-11", Day},
		{"20200111", "2020-01-11", "2020-01-11", Day},
		{"2020年1月11日", "2020-01-11", "2020-01-11", Day},
		{"2020年 1月 11日(土)", "2020-01-11", "2020-01-11", Day},
		{"2020年1月12日（日）", "2020-01-12", "2020-01-12", Day},
		{"2020年1月12日日曜日", "2020-01-12", "2020-01-12", Day},
		{"2020/1/11(土曜)", "2020-01-11", "2020-01-11", Day},
		{"令和2年1月11日", "2020-01-11", "2020-01-11", Day},
		{"令和二年一月十一日", "2020-01-11", "2020-01-11", Day},
		{"二〇二〇年十二月", "2020-12-01", "2020-12-31", "future"},
		{"平成三十一年四月三十日", "2019-04-30", "2019-04-30", Day},
		{"令和２年１月", "2020-01-01", "2020-01-31", Month},
		{"㋿2年1月", "2020-01-01", "2020-01-31", Month},
		{"R2.1.11", "2020-01-11", "2020-01-11", Day},
		{"r02/01/11", "2020-01-11", "2020-01-11", Day},
		{"Ｒ２．１．１１", "2020-01-11", "2020-01-11", Day},
		{"H31.4", "2019-04-01", "2019-04-30", Month},
		{"平成31年4月", "2019-04-01", "2019-04-30", Month},
		{"平成31年", "2019-01-01", "2019-04-30", Year},
		{"令和元年5月1日", "2019-05-01", "2019-05-01", Day},
		{"令和元年", "2019-05-01", "2019-12-31", Year},
		{"R元.5.1", "2019-05-01", "2019-05-01", Day},
		{"昭和63年", "1988-01-01", "1988-12-31", Year},
		{"昭和64年1月", "1989-01-01", "1989-01-07", Month},
		{"大正元年7月30日", "1912-07-30", "1912-07-30", Day},
		{"明治45年7月29日", "1912-07-29", "1912-07-29", Day},
		{"明治6年1月1日", "1873-01-01", "1873-01-01", Day},
		{"2020年1月頃", "2020-01-01", "2020-01-31", About},
		{"2020年1月ごろ", "2020-01-01", "2020-01-31", About},
		{"2020年1月11日頃", "2020-01-11", "2020-01-11", About},
		{"2020年頃", "2020-01-01", "2020-12-31", About},
		{"2020年1月上旬", "2020-01-01", "2020-01-10", About},
		{"2020年2月下旬", "2020-02-21", "2020-02-29", About},
		{"2020年", "2020-01-01", "2020-12-31", Year},
		{"2020", "2020-01-01", "2020-12-31", Year},
		{"2020/1", "2020-01-01", "2020-01-31", Month},
		{"2020-02", "2020-02-01", "2020-02-29", Month},
		{"1月11日", "2020-01-11", "2020-01-11", Day},
		{"7月31日", "2020-07-31", "2020-07-31", Day},
		{"8月1日", "2019-08-01", "2019-08-01", Day},
		{"7月", "2020-07-01", "2020-07-31", Month},
		{"12月頃", "2019-12-01", "2019-12-31", About},
		{"2月29日", "2020-02-29", "2020-02-29", Day},
		{"11 January 2020", "2020-01-11", "2020-01-11", Day},
		{"January 11, 2020", "2020-01-11", "2020-01-11", Day},
		{"Jan. 2020", "2020-01-01", "2020-01-31", Month},
		{"about Sept 2019", "2019-09-01", "2019-09-30", About},
		{"mid January 2020", "2020-01-11", "2020-01-20", About},
		{"2020-08-01", "2020-08-01", "2020-08-01", "future"},
	} {
		d, err := ParseDate(c.in, today)
		if c.precision == "future" {
			if !errors.Is(err, ErrFuture) {
				t.Errorf("ParseDate(%q): %v, want ErrFuture", c.in, err)
			}
		} else if err != nil || d.Precision != c.precision {
			t.Errorf("ParseDate(%q) = %+v, %v; want precision %s", c.in, d, err, c.precision)
		}
		if f, l := d.From.Format(time.DateOnly), d.To.Format(time.DateOnly); f != c.from || l != c.to {
			t.Errorf("ParseDate(%q) = %s to %s, want %s to %s", c.in, f, l, c.from, c.to)
		}
	}
}

func TestParseDateRefuses(t *testing.T) {
	for _, c := range []struct {
		in   string
		want error
	}{
		{"", ErrNoDate}, {"　", ErrNoDate}, {"不明", ErrNoDate}, {"先月", ErrNoDate},
		{"43841", ErrNoDate}, {"202001", ErrNoDate}, {"20/1/11", ErrNoDate}, {"1/11", ErrNoDate}, {"R2", ErrNoDate}, {"1234", ErrNoDate},
		{"2020-1/11", ErrNoDate}, {"2020年1月11日に感染", ErrNoDate}, {"2020年11日", ErrNoDate}, {"11 Jan 11, 2020", ErrNoDate},
		{"2020-02-30", ErrNotADay}, {"2月30日", ErrNotADay}, {"2019年2月29日", ErrNotADay}, {"2020/13/1", ErrNotADay}, {"2020/0/1", ErrNotADay},
		{"2020年1月0日", ErrNotADay}, {"13月", ErrNotADay}, {"20201131", ErrNotADay}, {"0000-01-01", ErrNotADay}, {"令和2年2月30日", ErrNotADay},
		{"平成40年", ErrEra}, {"平成31年5月", ErrEra}, {"令和元年4月30日", ErrEra}, {"昭和64年1月8日", ErrEra}, {"平成元年1月7日", ErrEra},
		{"昭和元年12月24日", ErrEra}, {"令和0年1月1日", ErrEra}, {"明治5年12月2日", ErrEra}, {"S70.1.1", ErrEra},
	} {
		if d, err := ParseDate(c.in, today); !errors.Is(err, c.want) {
			t.Errorf("ParseDate(%q) = %+v, %v; want %v", c.in, d, err, c.want)
		}
	}
}

func TestMostRecentLeapDay(t *testing.T) {
	d, err := ParseDate("2月29日", day(2023, 5, 1))
	if err != nil || !d.From.Equal(day(2020, 2, 29)) {
		t.Errorf("got %v, %v", d.From, err)
	}
	d, err = ParseDate("2月29日", day(1904, 2, 28))
	if err != nil || !d.From.Equal(day(1896, 2, 29)) {
		t.Errorf("over the turn of the century: got %v, %v", d.From, err)
	}
}

func TestFormatDate(t *testing.T) {
	for _, c := range []struct{ in, ja, en string }{
		{"R2.1.11", "2020年1月11日", "11 January 2020"},
		{"令和2年1月", "2020年1月", "January 2020"},
		{"2020年頃", "2020年頃", "about 2020"},
		{"2020年1月頃", "2020年1月頃", "about January 2020"},
		{"2020年1月11日頃", "2020年1月11日頃", "about 11 January 2020"},
		{"2020年2月下旬", "2020年2月下旬", "late February 2020"},
		{"昭和63年", "1988年", "1988"},
		{"令和元年", "2019年", "2019"},
		{"昭和64年1月頃", "1989年1月1日～1989年1月7日頃", "about 1 January 1989 to 7 January 1989"},
	} {
		d, err := ParseDate(c.in, today)
		if err != nil || JaDate(d) != c.ja || EnDate(d) != c.en {
			t.Errorf("%s: %s, %s, %v; want %s, %s", c.in, JaDate(d), EnDate(d), err, c.ja, c.en)
		}
	}
	if JaDate(Date{}) != "" || EnDate(Date{}) != "" {
		t.Error("a zero date is not empty")
	}
}

// dates draws any date a person could give without an era.
func dates(t *rapid.T) Date {
	y := rapid.IntRange(1900, 2020).Draw(t, "year")
	p := dateParts{year: y, hasMonth: rapid.Bool().Draw(t, "with month")}
	if p.hasMonth {
		p.month = rapid.IntRange(1, 12).Draw(t, "month")
		p.third = rapid.SampledFrom([]string{"", "上旬", "中旬", "下旬"}).Draw(t, "third")
		if p.hasDay = rapid.Bool().Draw(t, "with day"); p.hasDay {
			p.day = rapid.IntRange(1, 28).Draw(t, "day")
		}
	}
	d, err := p.days()
	if err != nil {
		t.Fatal(err)
	}
	if rapid.Bool().Draw(t, "about") {
		d.Precision = About
	}
	return d
}

func TestDateRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := dates(t)
		for _, s := range []string{JaDate(d), EnDate(d)} {
			if back, err := ParseDate(s, day(2021, 1, 1)); err != nil || back != d {
				t.Fatalf("%s: %+v, %v; want %+v", s, back, err, d)
			}
		}
	})
}

func TestEveryDayOfEveryEra(t *testing.T) {
	for i, e := range eras {
		if i > 0 && !e.last.AddDate(0, 0, 1).Equal(eras[i-1].first) {
			t.Errorf("gap after %s", e.name)
		}
		for d := e.first; !d.After(e.last) && d.Year() < 2030; d = d.AddDate(0, 0, 1) {
			n := d.Year() - e.year(1) + 1
			if p := (dateParts{era: e.name, year: n, month: int(d.Month()), day: d.Day(), hasMonth: true, hasDay: true}); n < 100 {
				if got, err := p.resolve(today); err != nil || !got.From.Equal(d) {
					t.Fatalf("%s%d, %v: %v, %v", e.name, n, d, got, err)
				}
			}
		}
	}
}

func FuzzParseDate(f *testing.F) {
	for _, s := range []string{"2020-01-11", "令和2年1月11日", "R2.1.11", "二〇二〇年十一月三十日", "1月上旬", "about Sept 2019", "昭和64年1月頃", "十十年"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		d, err := ParseDate(s, today)
		if err != nil && !errors.Is(err, ErrFuture) {
			if d != (Date{}) {
				t.Fatalf("%q: a date beside %v", s, err)
			}
			return
		}
		if d.From.After(d.To) || d.From.IsZero() || (err != nil) != d.From.After(day(2020, 7, 31)) {
			t.Fatalf("%q: %+v, %v", s, d, err)
		}
		if d.shape() == aRange {
			return
		}
		if back, err := ParseDate(JaDate(d), day(9999, 12, 31)); err != nil || back.From.After(d.From) || back.To.Before(d.To) {
			t.Fatalf("%q: %s: %+v, %v", s, JaDate(d), back, err)
		}
	})
}
