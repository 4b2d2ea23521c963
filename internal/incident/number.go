package incident

import (
	"fmt"
	"strings"
)

// checkAlphabet is the character set of ISO 7064 MOD 37,2 (the last one, *, is a check character only).
const checkAlphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ*"

// checkChar computes the ISO 7064 MOD 37,2 check character of s; characters outside 0-9 A-Z are skipped.
func checkChar(s string) byte {
	p := 0
	for i := 0; i < len(s); i++ {
		v := strings.IndexByte(checkAlphabet[:36], s[i])
		if v < 0 {
			continue
		}
		p = (p + v) * 2 % 37
	}
	return checkAlphabet[(38-p)%37]
}

// ReportNumber writes the receipt number of a year and counter: T-2020-000123-K (design §4, Numbers).
func ReportNumber(year int, n int64) string {
	body := fmt.Sprintf("T-%04d-%06d", year, n)
	return body + "-" + string(checkChar(body))
}

// ParseReportNumber reads a receipt number as people type it (small letters, full-width, missing hyphens) and checks its check character.
// The error is of kind Invalid: "error.number_form" or "error.number_check".
func ParseReportNumber(s string) (string, error) {
	var b strings.Builder
	for _, r := range s {
		switch {
		case r >= '！' && r <= '～': // full-width ASCII
			r -= '！' - '!'
		case r == '　' || r == ' ' || r == '‐' || r == '−' || r == 'ー':
			continue
		}
		if r >= 'a' && r <= 'z' {
			r -= 'a' - 'A'
		}
		if r == '-' {
			continue
		}
		if r > 127 || strings.IndexByte(checkAlphabet, byte(r)) < 0 {
			return "", Errorf(Invalid, "error.number_form")
		}
		b.WriteRune(r)
	}
	c := b.String()
	if len(c) < 12 || len(c) > 15 || c[0] != 'T' {
		return "", Errorf(Invalid, "error.number_form")
	}
	for i := 1; i < len(c)-1; i++ {
		if c[i] < '0' || c[i] > '9' {
			return "", Errorf(Invalid, "error.number_form")
		}
	}
	body := c[:5] + "-" + c[5:len(c)-1]
	body = "T-" + body[1:]
	if checkChar(body) != c[len(c)-1] {
		return "", Errorf(Invalid, "error.number_check")
	}
	return body + "-" + c[len(c)-1:], nil
}

// CaseNumber writes the public number of a case: 2020-0007; its address /cases/2020-0007 never changes.
func CaseNumber(year int, n int64) string { return fmt.Sprintf("%04d-%04d", year, n) }
