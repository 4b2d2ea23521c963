package incident

import (
	"errors"
	"strings"
	"testing"
)

// TestReportNumber compares with a published check character and reads numbers back.
func TestReportNumber(t *testing.T) {
	if got := checkChar("G123498654321"); got != 'H' { // the worked example of ISBT 128, whose donation numbers use ISO 7064 MOD 37,2
		t.Errorf("ISBT 128 example: %c, want H", got)
	}
	for year := range 3 {
		for n := int64(1); n < 400; n++ {
			number := ReportNumber(2019+year, n*2503%1000000)
			if got, err := ParseReportNumber(number); err != nil || got != number {
				t.Fatalf("%s read as %q, %v", number, got, err)
			}
		}
	}
	if got := ReportNumber(2020, 1234567); len(got) != len("T-2020-1234567-X") {
		t.Errorf("a seventh digit: %q", got)
	} else if back, err := ParseReportNumber(got); err != nil || back != got {
		t.Errorf("a seventh digit: %q, %v", back, err)
	}
}

func TestReportNumberAsTyped(t *testing.T) {
	number := ReportNumber(2020, 123)
	check := number[len(number)-1:]
	for _, typed := range []string{strings.ToLower(number), "Ｔ－２０２０－０００１２３－" + check, "T2020000123" + check, " t 2020 000123 " + check + "　", "T‐2020−000123ー" + check} {
		if got, err := ParseReportNumber(typed); err != nil || got != number {
			t.Errorf("%q read as %q, %v", typed, got, err)
		}
	}
	for _, typed := range []string{"", "T", "2020-000123", "X-2020-000123-" + check, "T-2020-00012-" + check, "T-2O20-000123-" + check, "T-2020-000123-あ", strings.Repeat("T", 1000), "T-2020-000123-\xff"} {
		var e *Error
		if got, err := ParseReportNumber(typed); !errors.As(err, &e) || e.Key != "error.number_form" {
			t.Errorf("%.20q read as %q, %v", typed, got, err)
		}
	}
}

// TestReportNumberErrors: every single wrong character and every exchange of neighbours is found, which is what the check character is for.
func TestReportNumberErrors(t *testing.T) {
	for _, n := range []int64{1, 9, 123, 4711, 98765, 100000, 999999} {
		number := strings.ReplaceAll(ReportNumber(2020, n), "-", "")
		for i := range number {
			for _, c := range checkAlphabet {
				wrong := number[:i] + string(c) + number[i+1:]
				if _, err := ParseReportNumber(wrong); (err == nil) != (wrong == number) {
					t.Errorf("%s for %s: %v", wrong, number, err)
				}
			}
			if i == 0 || number[i] == number[i-1] {
				continue
			}
			wrong := number[:i-1] + number[i:i+1] + number[i-1:i] + number[i+1:]
			if _, err := ParseReportNumber(wrong); err == nil {
				t.Errorf("%s with two characters exchanged passed as %s", number, wrong)
			}
		}
	}
}
