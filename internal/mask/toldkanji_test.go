package mask_test

import (
	"strings"
	"testing"

	"todoke/internal/incident"
	"todoke/internal/mask"
)

// TestToldKanji holds that what tells the kanji of a declared name is found, and that its kanji in ordinary sentences are not.
func TestToldKanji(t *testing.T) {
	for _, c := range []struct{ name, in string }{
		{"河野 元", "電話の方は‹さんずいの河に野原の野›、かわのじゃなくてこうのです"},
		{"河野 元", "下の名前は‹元気の元›、一文字です"},
		{"坂元 保", "サカモト氏（‹坂道の坂、元気の元›）"},
		{"浮田 健", "字は宇喜多じゃなくて‹浮くに田んぼ›です"},
		{"新保 和子", "名字は「‹新しいに保つ›」でシンボです"},
		{"樋爪 明", "名前は‹木へんに通るの樋に、爪先の爪›です"},
		{"轡田 一", "くつわだ、漢字は‹馬の口につける轡に田んぼの田›です"},
		{"安部 七郎", "‹安い高いの安に、部分の部›です。下は‹漢数字の七に太郎の郎›"},
		{"浮田 健", "浮いた費用は田村さんに。健康の話に田んぼの話"},
		{"安部 七郎", "安い部品の話です。七月に、部長の郎党が来ました"},
		{"河野 元", "河川の管理に、元の野球場の予約が届きました"},
		{"本社 会", "本社の社員が会社の会議室に社員証の控えを届けました"},
	} {
		m := mask.New([]incident.Party{{Role: incident.RoleReporter, Name: c.name}})
		for _, left := range unproposed(m, c.in) {
			t.Errorf("%q stays in %q", left, c.in)
		}
		if strings.Contains(c.in, "‹") {
			continue
		}
		for _, p := range m.Propose(c.in) {
			if p.Party != mask.NoParty && p.Reason == mask.Resembles {
				t.Errorf("%q is proposed in %q", c.in[p.Start:p.End], c.in)
			}
		}
	}
}
