package mask_test

import (
	"strings"
	"testing"

	"todoke/internal/incident"
	"todoke/internal/mask"
	"todoke/internal/text"
)

// TestOwnFamilies holds that whole families of spellings of declared names are covered, whatever they are proposed as.
func TestOwnFamilies(t *testing.T) {
	for _, c := range []struct {
		party incident.Party
		words string // parted by |
	}{
		{incident.Party{Org: "日新海陸作業株式会社", OrgKana: "にっしんかいりくさぎょう", OrgEN: "Nisshin Kairiku Sagyo Co., Ltd.", Name: "宮﨑 信二", Kana: "みやざき しんじ", Phone: "03-5555-1298", Address: "東京都江東区新砂三丁目5番12号"},
			`日海作|日新海陸|日新海陸さん|ﾆｯｼﾝｶｲﾘｸｻｷﾞﾖｳ|ﾆﾂｼﾝｶｲﾘｸｻｷﾞﾖｳ(ｶ|ｶ)ﾆﾂｼﾝｶｲﾘｸｻｷﾞﾖｳ|Nisshin Kairiku|Nissin Kairiku Sagyou|NKS|日 新 海 陸 作 業|日新・海陸・作業|日新-海陸-作業|日新_海陸_作業|日新海陸作業(株)|（株）日新海陸作業|株式會社日新海陸作業|日新海陸作業㈱|業作陸海新日|nisshin-kairiku|nissinkairiku.pdf|
			宮崎信二|宮﨑|宮嵜さん|宮碕信二|ミヤザキ|みやざき しんじ|Miyazaki|Shinji Miyazaki|MIYAZAKI SHINJI|S. Miyazaki|Miyazaki S.|smiyazaki|miyazakis|s.miyazaki01|smiyazaki2|shinjim|miyazaki_shinji|miyazaki.sh|Sinzi Miyazaki|MiyazakiShinji|ReportMiyazaki_v2|宮・崎|宮‐﨑 信二|二信崎宮|宮崎氏|S.M.|S・M|宮﨑専務|ミヤザキシンジ|ﾐﾔｻﾞｷ ｼﾝｼﾞ|宮﨑信二拝|報告者宮﨑|Miya` + "\u00ad" + `zaki|
			+81-3-5555-1298|(03)5555-1298|03(5555)1298|0355551298|０３－５５５５－１２９８|03.5555.1298|03 5555 1298|5555-1298|03–5555–1298|03/5555/1298|〇三-五五五五-一二九八|江東区新砂3-5-12|江東区新砂三丁目五番十二号|東京都江東区新砂３丁目５番１２号|江東区新砂3‐5‐12`},
		{incident.Party{Org: "株式会社レインボウ物産", OrgKana: "れいんぼうぶっさん", OrgEN: "Rainbow Bussan Co., Ltd.", Name: "長沢 知子", Kana: "ながさわ ともこ", NameEN: "Tomoko Nagasawa", Mail: "t_nagasawa@rainbow-b.example.co.jp", Domains: []string{"rainbow-b.example.co.jp"}},
			`レインボー物産|レインボー・物産|レインボーさん|ﾚｲﾝﾎﾞｰﾌﾞｯｻﾝ|ﾚｲﾝﾎﾞｳﾌﾞﾂｻﾝ|長澤|長沢知子|NAGASAWA Tomoko|Nagasawa, T.|T.Nagasawa|nagasawat|nagasawa.tomoko|tnagasawa99|t_nagasawa◆rainbow-b.example.co.jp|t_nagasawa[at]rainbow-b[.]example[.]co[.]jp|t_nagasawa＠rainbow-b．example．co．jp|t_nagasawa(a)rainbow-b.example.co.jp|t_nagasawa at rainbow-b dot example dot co dot jp|https://www.rainbow-b.example.co.jp/a?b=1|hxxps://admin[.]rainbow-b[.]example[.]co[.]jp/login|
			admin.rainbow-b[.]example[.]co[.]jp|rainbow_b|rainbow-b|*.rainbow-b.example.co.jp|長沢＠総務|ともこさん`},
		{incident.Party{Org: "株式会社本郷理研", OrgKana: "ほんごうりけん", OrgEN: "Hongo Riken Co., Ltd.", Name: "曾根 一成", Kana: "そね かずなり", NameEN: "Kazunari Sone"},
			`Hongou-Riken|Hongoh Riken|HONGŌ RIKEN|Hôngo Riken|hongou_riken_Form7|ホンゴウリケン|ﾎﾝｺﾞｳﾘｹﾝ|ﾎﾝｺﾞーリケン|本鄕理研|本郷理硏|本理研|K. Sone|Sone K|曽根|曾根一成|ソネ カズナリ|ksone|sonek|kazunari.sone|KSone|sone-kazunari|ｿﾈ|sonekazu|株式会社 本 郷 理 研|本郷理研様|Kazunari SONÉ`},
		{incident.Party{Org: "エヌティ測量株式会社", OrgKana: "えぬてぃそくりょう", Name: "荘司 明彦", Kana: "しょうじ あきひこ", NameEN: "Akihiko Shoji"},
			`ＮＴ測量|NT測量|エヌティー測量|ｴﾇﾃｨｿｸﾘｮｳ|ｴﾇﾃｲｿｸﾘﾖｳ|Shouji Akihiko|Syoji|SHOHJI|Syouzi Akihiko|荘司明彦|莊司|akihiko.shoji|shojia|a-shoji|Akihiko Shōji|ショージ|しょうじ　あきひこ`},
		{incident.Party{Org: "有限会社ヴェルデ珈琲", OrgKana: "ゔぇるでこーひー", OrgEN: "Verde Coffee", Name: "Fiona Castellano"},
			`ベルデ珈琲|ヴェルデ珈琲店|ﾍﾞﾙﾃﾞｺｰﾋｰ|ヴエルデコーヒー|ヴェルデコーヒ|Verde|VERDE COFFEE|F. Castellano|Castellano, F.|fcastellano|f.castellano|castellanof|Fiona|Fiona C.|F.C.`},
		{incident.Party{Org: "丹後漁業協同組合", OrgKana: "たんごぎょぎょうきょうどうくみあい", Name: "浜田 聰", Kana: "はまだ さとし", Dept: "総務課"},
			`丹後漁協|丹漁協|濱田|濵田聡|浜田聰|ハマダサトシ|Hamada Satoshi|Satosi Hamada|shamada|丹後漁業協同|総務課`},
		{incident.Party{Org: "蔵王温泉観光株式会社", OrgKana: "ざおうおんせんかんこう", OrgEN: "Zao Onsen Kanko Co., Ltd.", Name: "本間 竜馬", Kana: "ほんま りょうま"},
			`ZAOU_ONSEN|Zao Onsen|藏王温泉観光|蔵王溫泉觀光|蔵王観光|ザオウオンセン|Homma Ryoma|Honma Ryouma|HOMMA|r.honma|本間龍馬|rhomma`},
		{incident.Party{Org: "株式会社信越電子計算", OrgKana: "しんえつでんしけいさん", OrgEN: "Shin-etsu Denshi Keisan K.K.", Name: "瀬戸 進一郎", Kana: "せと しんいちろう", NameEN: "Shin-ichiro Seto"},
			`信電計|信越電子|SHINETSU DENSHI|Shin-Etsu|shinetsudenshi|sin-etu denshi|Shinichiro SETO|Shin'ichirō Seto|Seto Sinitiro|瀨戸|s-seto|setos`},
	} {
		m := mask.New([]incident.Party{c.party})
		for _, w := range strings.Split(c.words, "|") {
			w = strings.TrimSpace(w)
			for _, frame := range []string{"先ほどの%の件", "「%」と書いてあった", "担当 %\n以上", "件名：%、本文は無し", "%"} {
				in := strings.Replace(frame, "%", w, 1)
				at := strings.Index(frame, "%")
				covered := make([]bool, len(in))
				for _, p := range m.Propose(in) {
					for i := p.Start; i < p.End; i++ {
						covered[i] = true
					}
				}
				core := text.StripCompanyForm(w)
				from := at + strings.Index(w, core)
				for i, r := range core {
					if (r > 'z' || r >= '0' && r <= '9' || r >= 'A' && r <= 'Z' || r >= 'a') && !strings.ContainsRune("　（）(株)有様さんの店専務拝氏報告者総課・.pdfFormv27Report-–＠‐／◆－．", r) && !covered[from+i] {
						t.Errorf("%q: %q stays in %q", w, string(r), in)
						break
					}
				}
			}
		}
	}
}
