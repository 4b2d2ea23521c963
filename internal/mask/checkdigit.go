package mask

import "strings"

// myNumber tests the check digit of a 個人番号 of twelve figures (総務省令 平成26年 第85号 第5条).
func myNumber(d string) bool {
	if len(d) != 12 {
		return false
	}
	sum := 0
	for n := 1; n <= 11; n++ { // n counts from the right, the check digit left out
		p := int(d[11-n] - '0')
		q := n + 1
		if n >= 7 {
			q = n - 5
		}
		sum += p * q
	}
	check := 11 - sum%11
	if sum%11 <= 1 {
		check = 0
	}
	return check == int(d[11]-'0') && strings.Trim(d, d[:1]) != ""
}

// corporateNumber tests the check digit, the first of thirteen, of a 法人番号 (財務省令 平成26年 第70号 第2条).
func corporateNumber(d string) bool {
	if len(d) != 13 || d[0] == '0' {
		return false
	}
	sum := 0
	for n := 1; n <= 12; n++ { // from the right
		p := int(d[13-n] - '0')
		if n%2 == 0 {
			p *= 2
		}
		sum += p
	}
	return 9-sum%9 == int(d[0]-'0')
}

// cardNumber tests length, issuer's first figures and Luhn's sum (ISO/IEC 7812-1) of a payment card.
func cardNumber(d string) bool {
	switch {
	case len(d) == 16 && strings.Contains("23456", d[:1]):
	case len(d) == 15 && (strings.HasPrefix(d, "34") || strings.HasPrefix(d, "37")):
	case len(d) == 14 && (strings.HasPrefix(d, "30") || strings.HasPrefix(d, "36") || strings.HasPrefix(d, "38") || strings.HasPrefix(d, "39")):
	default:
		return false
	}
	return luhn(d) && strings.Trim(d, d[:1]) != ""
}

// iban tests the two check figures of an international account number (ISO 13616) in small letters.
func iban(s string) bool {
	if len(s) < 15 || len(s) > 34 {
		return false
	}
	rest := 0
	for _, c := range s[4:] + s[:4] {
		switch {
		case '0' <= c && c <= '9':
			rest = (rest*10 + int(c-'0')) % 97
		case 'a' <= c && c <= 'z':
			rest = (rest*100 + int(c-'a') + 10) % 97
		default:
			return false
		}
	}
	return rest == 1
}
