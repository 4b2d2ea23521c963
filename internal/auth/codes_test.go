package auth

import (
	"testing"
	"time"

	"todoke/internal/incident"
)

// Who changes the password because somebody may know it also ends the one-time codes still lying about; a code signs in once.
func TestCodesEndWithThePassword(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		_, who := d.create(t, "hanako", incident.Analyst)
		var codes []string
		for range 2 {
			code, err := d.NewOnceCode(t.Context(), Operator, who.ID, time.Hour)
			if err != nil {
				t.Fatal(err)
			}
			codes = append(codes, code)
		}
		if _, err := d.SignInOnce(t.Context(), codes[0]); err != nil {
			t.Fatal(err)
		}
		if err := d.ChangePassword(t.Context(), who, password, "新しい合い言葉は十二文字以上"); err != nil {
			t.Fatal(err)
		}
		for _, code := range codes {
			if _, err := d.SignInOnce(t.Context(), code); kindOf(err) != incident.Invalid {
				t.Errorf("a code still opens: %v", err)
			}
		}
	})
}
