package analyze

import (
	"strings"
	"testing"
)

// A title ends at a sentence or 、 where one comes late enough, and never right behind an opening bracket.
func TestTitleIsCutWhereItReads(t *testing.T) {
	fill := strings.Repeat("あ", 25)
	for _, x := range []struct{ line, want string }{
		{"短い文です。続きもあります。", "短い文です。続きもあります。"},
		{fill + "を見ました。その後に別のことが起きて困っています。", fill + "を見ました。"},
		{fill + "を見ていて、その後に別のことが起きて困っています。", fill + "を見ていて…"},
		{"受付です。" + strings.Repeat("い", 50), "受付です。" + strings.Repeat("い", 35) + "…"},
		{strings.Repeat("い", 39) + "「請求書」という件名", strings.Repeat("い", 39) + "…"},
		{strings.Repeat("い", 38) + "（「請求書」という件名", strings.Repeat("い", 38) + "…"},
		{fill + "が「届きました。開いて」と言って電話を切りました。", fill + "が「届きました。開いて」と言っ…"},
		{strings.Repeat("word ", 12), strings.TrimRight(strings.Repeat("word ", 8), " ") + "…"},
	} {
		if got := shortened(x.line); got != x.want {
			t.Errorf("%s\n got %s\nwant %s", x.line, got, x.want)
		}
	}
}
