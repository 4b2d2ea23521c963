package text_test

import (
	"testing"

	"todoke/internal/text"
)

// Names written with letters of other alphabets that look Latin compare as the Latin ones; words of those alphabets stay words, and folding twice changes nothing.
func TestSqueezeLookalikes(t *testing.T) {
	for in, want := range map[string]string{"раypal": "paypal", "РАYРАL.com": "paypal.com", "gοοgle": "google", "ｍіcrоsoft": "microsoft", "а\u0301": "а\u0301", "東京": "東京", "ё": "e"} {
		got := text.Squeeze(in)
		if got != want {
			t.Errorf("%q gives %q, want %q", in, got, want)
		}
		if again := text.Squeeze(got); again != got {
			t.Errorf("%q twice gives %q", in, again)
		}
	}
}
