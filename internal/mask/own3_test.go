package mask_test

import (
	"strings"
	"testing"

	"todoke/internal/incident"
	"todoke/internal/mask"
)

// TestOwnTexts holds that declared names are covered in whole families of writings, and that words of the language that a name is made of stay; what stands
// between ‹ and › is to be proposed whole, what stands between { and } is not to be proposed as the party's.
func TestOwnTexts(t *testing.T) {
	for _, c := range []struct {
		party incident.Party
		texts string // by line
	}{
		{incident.Party{Org: "医療法人灯和会 みなせ整形外科", OrgKana: "とうわかい みなせせいけいげか", OrgEN: "Minase Orthopedics", Name: "矢吹 彰", Kana: "やぶき あきら", Phone: "083-555-4471", Dept: "医事グループ"},
			`‹医)灯和会›としての発表は明日です。
			（‹医)灯和会›より）
			‹（医）灯和会›、‹矢吹›です。
			昨日は休診。‹(医)灯和会›の職員が見つけた。
			‹灯和会(医)›より
			‹灯和会（医›
			TEL：‹八三－五五五－四四七一›（頭の〇は省略）
			TEL ‹83-555-4471›
			電話 ‹（83）555-4471›
			電話は‹〇八三の五五五の四四七一›です
			電話は‹零八三-五五五-四四七一›です
			TEL ‹〇八三（五五五）四四七一›
			‹医事Ｇ›の‹矢吹›
			‹医事G›　‹矢吹›
			‹彰›だけどカード買って、と来た
			「‹彰›だけどプリカ買って」と送られた
			「‹彰›です。助けて」とのメール
			「‹あきら›だけど送金して」
			＃‹灯和会›
			#‹みなせ整形外科›で検索
			#‹みなせ整形›情報漏洩
			‹灯和会›_名簿.xlsx
			‹みなせ整形外科山口駅前院›の受付です
			‹みなせ整形外科 山口本院›`},
		{incident.Party{Org: "株式会社ベテルギウス計装", OrgKana: "べてるぎうすけいそう", OrgEN: "Betelgeuse Keiso Inc.", Domains: []string{"betelgeuse.example.jp"}, Name: "小鹿野 仁", Kana: "おがの じん"},
			`リークサイトに「‹betelgeuse keiso inc› — 82GB」と出ています。
			leak: ‹betelgeuse-keiso-inc›
			leak: ‹betelgeuse_keiso_inc›
			leak: ‹betelgeusekeisoinc›
			org ‹betelgeuse-inc› on GitHub
			‹betelgeuse-inc›のissue
			‹BETELGEUSE KEISO INC›
			‹Betelgeuse Keiso, Inc.› is on the list
			‹betelgeuse keiso co ltd› — 12GB
			victim: ‹betelgeuse keiso›, japan
			@‹betelgeuse_jp› は偽
			‹betelgeuse›-official が立ち
			‹ベテルギウス計装鳥取駅前店›の店長です
			‹ベテルギウス計装　鳥取工場›から
			‹ベテルギウス計装札幌サービスセンター›です
			‹ベテルギウス計装西日本物流センター›です
			#‹ベテルギウス計装›
			‹ベテルギウス計装›_見積.xlsx
			‹べてるぎうす計装›
			‹ベ テ ル ギ ウ ス 計 装›
			‹べてるギウス計装›
			‹ベテノレギウス計装›
			‹ベテルギウス計裝›
			‹仁›さんへ`},
		{incident.Party{Org: "Larkmere Translations Ltd.", Name: "Ilse Vandenberghe", Phone: "075-555-0946", Address: "5-11-3 Nishijin-minami, Kamigyo-ku, Kyoto 602-0000"},
			`Memo 14:05. Ms ‹Vandenberghe›, ‹Larkmere›.
			‹larkmere translations ltd› is on their site
			‹larkmere-translations›
			post goes to ‹Kyoto-shi Kamigyo-ku Nishijin-minami 5-11-3› now
			‹5-11-3 Nishijin-minami, Kamigyo-ku›
			‹Nishijin-minami 5-11-3›
			‹Kamigyo-ku Nishijin-minami 5-11-3, Kyoto›
			‹ilse›: hi all
			hi, ‹ilse› here
			‹Ilse V.› wrote
			‹ilse.v›
			‹vandenberghe_i›
			ask ‹ILSE› about it`},
		{incident.Party{Org: "有限会社ウミネコ菓房", OrgKana: "うみねこかぼう", Name: "都築 蘭", Kana: "つづき らん", Phone: "0599-55-2816", Address: "三重県志摩市潮見台3丁目14番8号"},
			`‹有)ウミネコ菓房›の‹都築›です
			（‹有)ウミネコ菓房›
			‹ﾕ)ｳﾐﾈｺｶﾎﾞｳ›
			‹ウミネコ菓房志摩店›から
			‹ウミネコ菓房 潮見台本店›
			電話‹五九九-五五-二八一六›
			電話‹599-55-2816›
			電話‹〇五九九・五五・二八一六›
			電話‹+81 599 55 2816›
			電話‹0599の55の2816›
			‹蘭›と申します
			‹蘭›より
			‹ウミネコ›の‹蘭›です
			‹都築蘭›_写真.zip
			‹ツヅキ›（‹都築›）
			つづき‹蘭›
			‹志摩市潮見台3の14の8›
			‹潮見台三丁目十四‐八›`},
	} {
		m := mask.New([]incident.Party{c.party})
		for _, line := range strings.Split(c.texts, "\n") {
			line = strings.TrimSpace(line)
			for _, left := range unproposed(m, line) {
				t.Errorf("%q stays in %q", left, line)
			}
		}
	}
	for _, c := range []struct {
		party incident.Party
		texts string
	}{
		{incident.Party{Org: "Target Works K.K.", Name: "Grace Long"}, `As long as the host is offline, the vendor gave us a grace period.
			It took long. How long will it take?`},
		{incident.Party{Org: "May & Hope LLC", Name: "Will May"}, `The update will, I hope, install in May; it may fail and we will wait.`},
		{incident.Party{Org: "Frost Bridge Ltd", Name: "Rob Banks"}, `Mails that say banks will rob you, with a frost-covered bridge.`},
		{incident.Party{Org: "Open Delta K.K.", Name: "Mark Summers"}, `Please mark the file as safe, two summers of logs show nothing.`},
		{incident.Party{Org: "Cedar Dairy K.K.", Name: "Rose Hill"}, `Traffic rose up the hill of the graph, a rose by another name, prices rose.`},
		{incident.Party{Org: "Young Baker K.K.", Name: "Grant Young"}, `Please grant access to young staff and to the baker.`},
		{incident.Party{Org: "株式会社高橋設備", Name: "高橋 一"}, `高橋という橋のたもとのカメラ。`},
		{incident.Party{Org: "有限会社サンライズ", OrgKana: "さんらいず", Name: "関 守"}, `サンライズ出雲の予約確認。
			サンライズ瀬戸の切符。`},
		{incident.Party{Org: "株式会社コア", OrgKana: "こあ", OrgEN: "Core Ltd.", Name: "平 和夫"}, `CPUはコア数8、Core i5です。
			Core i7とCore Duo、コア数とコア時間。`},
	} {
		m := mask.New([]incident.Party{c.party})
		for _, line := range strings.Split(c.texts, "\n") {
			for _, p := range m.Propose(strings.TrimSpace(line)) {
				if p.Party != mask.NoParty {
					t.Errorf("%q is proposed in %q", strings.TrimSpace(line)[p.Start:p.End], strings.TrimSpace(line))
				}
			}
		}
	}
}
