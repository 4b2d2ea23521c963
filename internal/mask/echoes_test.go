package mask_test

import (
	"strings"
	"testing"

	"todoke/internal/incident"
	"todoke/internal/mask"
)

// TestResembling holds that words are proposed that only resemble what a form declares (between ‹ and ›), and that ordinary words that resemble it too are not (between { and }).
func TestResembling(t *testing.T) {
	for _, c := range []struct {
		name    string
		parties []incident.Party
		texts   string // by line
	}{
		{"one wrong letter", []incident.Party{{Org: "株式会社サワメキ通運", OrgKana: "サワメキツウウン", OrgEN: "Sawameki Logistics"}},
			`【‹サワヌキ通運›】お荷物をお届けに上がりましたが
			発行元：‹Sawameki Logistcs›
			{サワの}通運業界
			ロゴには「‹サワメ≠通運›」`},
		{"kanji as they may be said, without a reading in the form", []incident.Party{{Org: "鵜殿製麺㈱", Name: "鮫淵 繁雄"}},
			`‹さめぶち›　内線3317
			名前‹サメブチ›。
			摘要は「‹ウドノセイメン›」
			login: ‹samebuchi›
			‹うどの製麺›の者です
			{うどん}の売り場の端末`},
		{"the kanji of what is declared in kana", []incident.Party{{Org: "株式会社オトナシ水産", OrgKana: "オトナシスイサン"}},
			`伝票には‹音無スイサン›と書かれることも
			‹音無水産›さん宛に来た`},
		{"in brackets behind the name", []incident.Party{{Org: "蓬莱台学術大学", Name: "三津谷 歩"}},
			`蓬莱台学術大（‹HGU›）CSIRT 当番
			三津谷（{VPN}担当）です
			蓬莱台学術大学({the} campus)`},
		{"names in other letters", []incident.Party{{Org: "ゆずりは語学院", Name: "キム・ミンジ", Kana: "キム ミンジ"}},
			`担当はキム（韓国語では‹김민지›）です。`},
		{"foreign names in kana and back", []incident.Party{{Org: "瀬戸ノ果樹園", Name: "Carmela Ibarra", NameEN: "Carmela Ibarra"}, {Name: "フェルナンダ・大城", Kana: "フェルナンダ オオシロ"}},
			`‹カルメラ›と呼んでほしいそうです（‹イバラ›が姓）
			‹Fernanda›と呼んでください
			{カメラ}の映像と{カルテ}`},
		{"which half of a name it is", []incident.Party{{Org: "古道具こがらし堂", Name: "翼 遼"}},
			`姓が‹翼›、名が‹遼›。
			‹翼›が名字で、‹遼›が名です。
			飛行機の{翼}の点検`},
		{"sign-in names and who speaks in a chat", []incident.Party{{Org: "株式会社アトリエ狐坂", OrgKana: "アトリエキツネザカ", Name: "丹 結衣", Mail: "nyui@atelier-kitsunezaka.example.jp", Domains: []string{"atelier-kitsunezaka.example.jp"}}},
			`店アカ「‹atelier.kitsunezaka›」が乗っ取られた
			<‹nyui›> 失効します
			帳票は kitsunezaka_{keiyaku}.csv`},
		{"heads, tails and letters for words", []incident.Party{{Org: "北浦市民病院"}, {Org: "株式会社テンペスト映像", OrgKana: "テンペストエイゾウ", OrgEN: "Tempest Eizo"}, {Org: "四郎川漁業協同組合"}, {Org: "University of Tatsumaru"}, {Org: "ワイナリー・シャトー富沢"}, {Org: "Tallow & Crane Auctioneers"}},
			`先方表記は「‹北浦市民HP›」
			検索では「‹tempest映像›」で出ます
			‹JF四郎川›と書く人もいます
			I told the ‹Univ. of Tatsumaru› network people
			‹シャトー富沢›のエリカです
			‹Tallow and Crane›, the auctioneers
			共有の{映像}データ`},
		{"figures of an address and a telephone", []incident.Party{{Org: "企業組合みずなら工房", Address: "東京都八丈町末吉1480", Phone: "0986-64-1150"}},
			`‹八丈町末吉一四八〇›
			でんわ‹64の1150›
			前期比{64.1}％`},
		{"a cell of a line parted by commas", []incident.Party{{Org: "灯台下企画", Name: "楊 子軒"}},
			`07:12,HBN-PC-031,‹楊›,不審プロセス
			{楊}枝の箱`},
	} {
		m := mask.New(c.parties)
		for _, line := range strings.Split(c.texts, "\n") {
			line = strings.TrimSpace(line)
			bare := strings.NewReplacer("{", "", "}", "").Replace(line)
			for _, miss := range unproposed(m, bare) {
				t.Errorf("%s: in %q not proposed: %q", c.name, line, miss)
			}
			plain, _ := marked(line)
			before, rest, ok := strings.Cut(plain, "{")
			if !ok {
				continue
			}
			kept, after, _ := strings.Cut(rest, "}")
			for _, p := range m.Propose(before + kept + after) {
				if p.Party != mask.NoParty && p.Start < len(before)+len(kept) && p.End > len(before) {
					t.Errorf("%s: in %q proposed as the party's: %q", c.name, line, (before + kept + after)[p.Start:p.End])
				}
			}
		}
	}
}
