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
		{"what a machine or a hurried hand makes of a name that was said", []incident.Party{{Org: "社会福祉法人なぎさの欅", OrgKana: "ナギサノケヤキ"}, {Org: "トマリギ研修合同会社", OrgKana: "トマリギケンシュウ"}, {Name: "相庭 大樹", Kana: "アイバ タイキ"}, {Org: "ランドリー黒波"}, {Org: "丸櫛", OrgKana: "マルグシ"}},
			`宛先の「‹トマリギ検収›」は誤りです
			メモに「‹相場›」と書いてしまった
			「‹アイバ待機›」→修正しない
			‹ランドリー黒浪›の者です
			‹○櫛›と書くこともあるらしい
			為替の{相場}が動いた
			{検収}が済んだら`},
		{"who somebody says he is", []incident.Party{{Org: "合同会社ソラトネ", Name: "設楽 はるか"}, {Org: "株式会社クレール語学院", OrgEN: "Claire Language Institute", Name: "Beatriz Figueiroa", NameEN: "Beatriz Figueiroa"}, {Org: "ゼンマイ玩具", Name: "発条 弾"}, {Org: "うみどり教室", Name: "薬袋 凛"}, {Name: "ファム・ティ・ラン"}},
			`DM見ました、ソラトネの‹しだら›です
			hello im ‹bia› from ‹claire›
			Q2 発条(はつじょう)‹弾›
			よろしくお願いします。‹みない›（薬袋）
			薬袋です。読みは‹みない›。
			ソラトネの{けん}です
			送りました。‹ラン›`},
		{"what stands in and between the parts of a name", []incident.Party{{Org: "東能登川底曳網組合"}, {Org: "手芸のアトリエぬくみ"}, {Org: "株式会社エヌ・ティ・ミヅホ"}, {Org: "焼肉せんりや"}, {Org: "こもれびの森", OrgKana: "コモレビノモリ"}, {Org: "県央臨海水質協議会"}, {Org: "和太鼓集団 轟轟"}},
			`‹東能登川の底曳›です。
			‹ぬくみ手芸›でも検索できます
			‹NTミヅホ›です。
			‹焼き肉せんりや›名義の口コミ
			‹コモレビノ=20モリ›の会計
			当‹水質協議会›の連絡先
			‹轟轟›のPC今すぐ切って
			{水質}の検査と{底曳}の季節`},
		{"addresses in other words", []incident.Party{{Address: "新潟県村上市小国町4-27"}, {Address: "千葉県市川市八幡南7-8-9"}, {Address: "山形県天童野市泉1-3-21"}, {Address: "Aichi, Toyosaka City, Homi 7-31 Building 4, Room 512"}, {Address: "9 Mill Lane, Hollowbrook"}, {Address: "58-3 Aza Maehama, Zamami-son, Okinawa"}, {Phone: "+47 555 01 482"}},
			`(住所:‹村上市小国町4-27›)
			‹市川市八幡南七丁目›
			‹天童野市泉一丁目三番二十一号›
			It's ‹Homi 7-31, Bldg 4-512›.
			We are at ‹9 Mill Ln., Hollowbrook›.
			Shop: ‹58-3 Maehama, Zamami›.
			Reach me: ‹0047 55501482›.`},
		{"runes nobody could read, readings beside, spelled addresses", []incident.Party{{Org: "手打そば 二里庵"}, {Name: "鷹觜 旬"}, {Name: "Wolfgang Obiageli-Kato", NameEN: "Wolfgang Obiageli-Kato"}, {Org: "株式会社北葉プレシジョン"}, {Name: "壹岐 凌太"}, {Name: "有働 美咲", Mail: "udo-m@shirakabadai-k.example.jp"}, {Name: "宇治川 蛍", NameEN: "Hotaru Ujigawa"}},
			`‹二●庵›の印あり。
			二文字目を出せず、‹鷹?›となることがあります
			in Japanese ‹ヴォルフガング›
			they wrote me as ‹オビアゲリ›.
			‹北葉Ｐ›のITに電話する
			wms_‹iki› / 管理者 / 現職
			アドレスは‹ウド、ハイフン、エム、アット、shirakabadai-k.example.jp›
			‹hotaru#ujg›: 踏んだ
			表示名は{それぞれ}違う`},
		{"forms converted wrongly, initials of the rest, words that go on", []incident.Party{{Org: "有限会社阿曽沢海運", OrgKana: "アソザワカイウン"}, {Name: "葭原 朝日", Kana: "ヨシハラ アサヒ"}, {Name: "Thandiwe Nkosana"}, {Org: "株式会社朝凪アセットパートナーズ", OrgEN: "Asanagi Asset Partners"}, {Org: "キクスミ薬品株式会社", Mail: "hieda@kikusumi-y.example.jp"}, {Address: "3-14-22 Hanazono-kita, Kuroiso, Tochigi"}, {Address: "北海道更別沢市南3条西8丁目2-1"}, {Org: "仁生谷農業協同組合"}, {Phone: "555-0127"}, {Org: "ハイビスカス英語塾"}},
			`会社名 ‹遊戯会社あそざわ海運›（変換ミス）
			昨夜チャットで相談した‹よしはら›です。
			the katakana is ‹ンコサナ タンディウェ›.
			‹朝凪ＡＰ›では、海外送金
			company: ‹kikusumi yakuhin› co ltd
			Our address: ‹22, Hanazono-kita 3-14, Kuroiso›.
			本社‹更別沢市南3条西8-2-1›、当社の
			相談した{とおり}です。
			‹仁生谷農協›名のSMSが届いています
			call him on 555 ext? → ‹5550127›
			偽物は「‹ハイビスカス英語塾(公式)›」と名乗る`},
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
