package publish

import (
	"strings"
	"testing"

	"pgregory.net/rapid"

	"todoke/internal/incident"
	"todoke/internal/text"
)

// TestFlowsFit: whatever actors, steps and labels an analyst gives, every word stands inside the picture and on no other word.
func TestFlowsFit(t *testing.T) {
	words := rapid.SampledFrom([]string{"攻撃者", "取引先", "メールサーバ", "会員向けウェブサイトの管理画面", "従業員のパソコン（支店）", "mail gateway", "a very long English label without end in sight",
		"クラウド型メールサービスのアカウント", "SSL-VPN装置", "ﾌｧｲﾙｻｰﾊﾞ"})
	rapid.Check(t, func(t *rapid.T) {
		var fig incident.Figure
		n := rapid.IntRange(1, 7).Draw(t, "actors")
		for i := range n {
			fig.Actors = append(fig.Actors, incident.FlowActor{ID: string(rune('a' + i)), Label: incident.Text{JA: words.Draw(t, "actor")},
				Role: rapid.SampledFrom([]string{"attacker", "victim", "third", "system"}).Draw(t, "role")})
		}
		for range rapid.IntRange(0, 12).Draw(t, "steps") {
			label := strings.Repeat(words.Draw(t, "step"), rapid.IntRange(1, 5).Draw(t, "times"))
			fig.Steps = append(fig.Steps, incident.Step{From: fig.Actors[rapid.IntRange(0, n-1).Draw(t, "from")].ID, To: fig.Actors[rapid.IntRange(0, n-1).Draw(t, "to")].ID,
				Label: incident.Text{JA: label}, Technique: rapid.SampledFrom([]string{"", "T1566.001"}).Draw(t, "technique")})
		}
		fig.Outcome = incident.Text{JA: words.Draw(t, "outcome")}
		fits(t, layoutFlow(fig, incident.JA, "結果"))
	})
}

// area is where a text stands: its longest line wide, aligned in its box.
type area struct {
	left, top, right, bottom float64
	words                    string
}

func fits(t *rapid.T, d drawing) {
	var seen []area
	for _, s := range d.shapes {
		if s.kind != textShape || s.look == lookOnBadge {
			continue
		}
		wide := 0.0
		for _, l := range s.lines {
			wide = max(wide, text.Width(l)*s.size)
		}
		a := area{left: s.x, top: s.y, bottom: s.y + float64(len(s.lines))*s.size*leading, words: strings.Join(s.lines, "/")}
		switch s.align {
		case "center":
			a.left += (s.w - wide) / 2
		case "right":
			a.left += s.w - wide
		}
		a.right = a.left + wide
		const slack = 0.5
		if a.left < -slack || a.top < -slack || a.right > d.width+slack || a.bottom > d.height+slack {
			t.Fatalf("%q stands at %.0f–%.0f, %.0f–%.0f of a picture %.0f × %.0f", a.words, a.left, a.right, a.top, a.bottom, d.width, d.height)
		}
		for _, b := range seen {
			if a.left < b.right-slack && b.left < a.right-slack && a.top < b.bottom-slack && b.top < a.bottom-slack {
				t.Fatalf("%q stands on %q", a.words, b.words)
			}
		}
		seen = append(seen, a)
	}
}
