package console

import (
	"strings"
	"testing"
)

func TestPieces(t *testing.T) {
	marks := []passage{{"感染した", 7}, {"端末", 8}, {"した端", 9}, {"ない言葉", 10}}
	var all, marked []string
	for _, p := range pieces("届出者の端末が感染した。感染した端末は2台。", marks) {
		all = append(all, p.Text)
		if p.Comment != 0 {
			marked = append(marked, p.Text)
		}
	}
	if got := strings.Join(all, ""); got != "届出者の端末が感染した。感染した端末は2台。" {
		t.Errorf("the text became %q", got)
	}
	if got := strings.Join(marked, "|"); got != "端末|感染した|した端" {
		t.Errorf("marked %q", got)
	}
	if p := pieces("そのまま", nil); len(p) != 1 || p[0].Comment != 0 {
		t.Errorf("%v", p)
	}
	if p := pieces("", marks); len(p) != 0 {
		t.Errorf("%v", p)
	}
}
