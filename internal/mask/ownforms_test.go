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
			‹Kamigyo-ku Nishijin-minami 5-11-3›
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
		{incident.Party{Org: "社会福祉法人楡の丘会", OrgKana: "にれのおかかい", OrgEN: "Nirenooka-kai", Name: "日比谷 遥香", Kana: "ひびや はるか", NameEN: "Haruka Hibiya", Mail: "h-hibiya@nirenooka.example.jp", Domains: []string{"nirenooka.example.jp"}, Dept: "訪問介護ステーション", Phone: "+81-42-555-0193", Address: "東京都八王子市楡原町二丁目9番11号 コーポ楡202"},
			`‹福)楡の丘会›の‹日比谷›です
			‹社福)楡の丘会›より
			‹（福）楡の丘会›
			‹ﾌｸ)ﾆﾚﾉｵｶｶｲ›
			‹ﾆﾚﾉｵｶｶｲ(ﾌｸ›
			‹フク）ニレノオカカイ›
			‹楡の丘›さん
			‹にれの丘会›から
			‹ニレノ丘会›から
			‹楡ノ丘会›から
			‹楡之丘会›から
			‹楡のおか会›から
			‹楡野丘会›から
			‹楡の岳会›から
			‹楡 の 丘 会›
			‹楡の丘会›＿名簿.pdf
			【‹楡の丘会›】【‹日比谷›】
			#‹楡の丘会›炎上
			‹nirenooka›_meibo.zip
			‹Nirenooka Kai›
			‹NIRENOOKA›
			‹Nire-no-oka›
			‹nire no oka kai›
			‹遥香›です。‹はるか›とも
			‹ハルカ›さん
			‹遥香›さん
			‹遙香›さん
			送信者名は「‹遥香›」
			「‹はるか›だよ、番号変わった」とLINE
			‹Haruka H.› wrote
			‹haruka_hibiya›
			‹haruka-h›
			‹hibiyaharuka0415›
			‹hibiya.haruka2›
			@‹haruka_hibi8›
			‹日比谷遥›
			‹日比谷 ハルカ›
			‹ひびや遥香›
			‹日 比 谷 遥 香›
			‹日比谷(遥)›
			‹日比谷　遥香›さま
			‹日比谷遥香›_写真
			‹hibiya›のPC
			‹HIBIYA›-PC
			C:\Users\‹hibiya›\Desktop
			/home/‹hhibiya›/
			HR‹日比谷›
			‹０４２ー５５５ー０１９３›
			‹42-555-0193›
			‹042.555.0193›
			‹四二-五五五-〇一九三›
			‹〇四二・五五五・〇一九三›
			‹０４２（５５５）０１９３›
			‹81-42-555-0193›
			‹八王子市楡原町2の9の11›
			‹八王子市楡原町2-9-11-202›
			‹八王子市楡原町二-九-十一›
			‹楡原町2丁目›
			‹コーポ楡›の202
			‹訪問介護ST›
			‹訪問介護›ｽﾃｰｼｮﾝの者です
			‹h-hibiya＠nirenooka．example．jp›
			‹h-hibiya(アット)nirenooka.example.jp›
			‹h-hibiya @ nirenooka.example.jp›
			‹h-hibiya%40nirenooka.example.jp›
			‹nirenooka[.]example[.]jp›
			‹nirenooka . example . jp›
			‹nirenooka。example。jp›
			‹nirenooka›.exe`},
		{incident.Party{Org: "学校法人 緑ヶ淵学園 緑ヶ淵高等学校", OrgKana: "みどりがふちこうとうがっこう", OrgEN: "Midorigafuchi High School", Name: "渡邊 穣", Kana: "わたなべ ゆたか", Dept: "情報教育センター", Phone: "0120-555-018", Mail: "jouhou@midorigafuchi-hs.example.ed.jp", Address: "埼玉県北葛飾郡杉戸町大字下高野1234番地5"},
			`‹学)緑ヶ淵学園›
			‹(学)緑ケ淵学園›
			‹緑が淵高校›です
			‹緑ガ淵高校›
			‹緑ヶ淵高›の者
			‹緑ケ淵高等学校›
			‹緑ヶ渕高等学校›
			‹緑ヶ淵学園›
			‹ミドリガフチ高校›
			‹みどりがふち高校›
			‹Midorigafuchi HS›
			‹midorigafuchi high school›
			‹midorigafuti koukou›
			‹midorigafuchi-hs›
			‹midorigafuchi_hs›
			‹渡辺›です
			‹渡邉›先生
			‹渡部穣›
			‹渡邊穰›
			‹わたなべ›先生
			‹ワタナベ ユタカ›
			‹ﾜﾀﾅﾍﾞ ﾕﾀｶ›
			‹watanabe.y›
			‹y-watanabe›
			‹wata-nabe›
			‹渡 邊›
			‹渡邊穣›教諭
			「‹穣›です」
			「‹ゆたか›だけど」
			‹情報教育C›
			‹情報教育ｾﾝﾀｰ›
			‹0120(555)018›
			‹０１２０－５５５－０１８›
			‹〇一二〇-五五五-〇一八›
			‹杉戸町下高野1234-5›
			‹杉戸町大字下高野一二三四の五›
			‹下高野1234番5号›
			‹北葛飾郡杉戸町›
			‹jouhou at midorigafuchi-hs.example.ed.jp›`},
		{incident.Party{Org: "O'Leary & Sons Shipping Co., Ltd.", OrgKana: "おれありーあんどさんずしっぴんぐ", Name: "Jean-Luc Moreau", NameEN: "Jean-Luc Moreau", Kana: "じゃんりゅっく もろー", Mail: "jl.moreau@oleary-sons.example.com"},
			`‹O’Leary and Sons›
			‹OLEARY & SONS SHIPPING›
			‹oleary and sons shipping co ltd›
			‹oleary-sons›
			‹oleary_sons_shipping›
			‹O'Leary & Sons Shipping Co Ltd›
			‹オレアリー・アンド・サンズ・シッピング›
			‹オレアリー&サンズ›
			‹ジャン＝リュック・モロー›
			‹ジャンリュックモロー›
			‹モロー›さん
			‹Jean Luc Moreau›
			‹JEANLUC MOREAU›
			‹Moreau, Jean-Luc›
			‹J.-L. Moreau›
			‹J-L Moreau›
			‹JL Moreau›
			‹jlmoreau›
			‹moreau_jl›
			‹jl.moreau@oleary-sons[.]example[.]com›`},
		{incident.Party{Org: "合同会社カケス不動産管理", OrgKana: "かけすふどうさんかんり", OrgEN: "Kakesu Property Management LLC", Name: "五百旗頭 楓", Kana: "いおきべ かえで", NameEN: "Kaede Iokibe", Phone: "070-5550-3318", Mail: "kaede@kakesu.example.jp", Address: "北海道札幌市中央区南十二条西八丁目3-20"},
			`‹同)カケス不動産管理›
			‹ﾄﾞ)ｶｹｽﾌﾄﾞｳｻﾝ›
			‹カケス不動産›さん
			‹カケス›の者です
			‹かけす不動産管理›
			‹カケス不動産管理›札幌
			‹カケス不動産管理円山公園前店›
			‹kakesu property management llc›
			‹kakesu-llc›
			‹kakesu property› mgmt
			‹KPM›
			‹kakesu_property›
			‹KakesuProperty›
			‹五百旗頭›です
			‹五百籏頭›です
			‹五百旗頭楓›
			‹イオキベ カエデ›
			‹いおきべ›より
			‹ioki be›
			‹k.iokibe›
			‹iokibek›
			‹kaede iokibe›
			‹kaede.i›
			‹楓›さん
			「‹楓›です」
			「‹かえで›だけど」
			‹070 5550 3318›
			‹07055503318›
			‹〇七〇-五五五〇-三三一八›
			‹七〇-五五五〇-三三一八›
			‹+81(0)70-5550-3318›
			‹＋８１－７０－５５５０－３３１８›
			‹070_5550_3318›
			‹札幌市中央区南12条西8丁目3-20›
			‹南12西8-3-20›
			‹中央区南十二条西八丁目三番二十号›
			‹kaede◎kakesu.example.jp›
			‹kaede@kakesu,example,jp›
			‹kaede @kakesu .example .jp›`},
		{incident.Party{Org: "Open Bridge K.K.", Name: "Mark Summers", Mail: "mark@openbridge.example.jp"},
			`‹mark›: hi all, router is down
			hi, ‹mark› here
			hi ‹mark›, call me
			thanks, ‹mark›
			thanks ‹mark›
			- ‹mark›
			@‹mark› can you look
			‹mark summers› opened it
			opened by ‹mark summers› at 9
			user ‹mark› logged in
			ask ‹mark› about it
			Then ‹Mark› opened the file.
			‹Mark›'s laptop
			‹summers, m.›
			login as ‹m.summers›
			C:\\Users\\‹mark›\\Desktop
			昨日 ‹mark› がログイン
			アカウント‹mark›で
			name=‹mark›
			<‹mark›> ok
			we are ‹open bridge› and ‹openbridge›
			signed ‹mark›
			tell ‹mark› i said so
			cc: ‹mark›, ‹summers›`},
		{incident.Party{Org: "株式会社アルタイル・ワークス", OrgKana: "あるたいるわーくす", OrgEN: "Altair Works Inc.", Name: "リー メイリン", NameEN: "Meilin Lee"},
			`‹アルタイルワークス›です
			‹アルタイル-ワークス›
			‹アルタイル＝ワークス›
			‹アルタイル　ワークス›
			‹アルタイルWorks›
			‹Altairワークス›
			‹ALTAIRワークス›
			‹アルタイル›のものです
			‹Altair-Works›
			‹altair works inc›
			‹altairworks-inc›
			‹AltairWorksInc›
			‹altairworks_llc›
			‹altair works, inc.› (jp)
			#‹AltairWorks›
			#‹アルタイルワークス›
			‹アルタイノレワークス›
			‹ｱﾙﾀｲﾙﾜｰｸｽ(ｶ›
			‹(株)アルタイルワークス›大阪
			‹アルタイルワークス梅田店›
			‹メイリン›です
			‹メイリン›さん
			‹リー・メイリン›
			‹メイリン・リー›
			‹リーメイリン›
			‹Lee Meilin›
			‹meilin.lee›
			‹mei-lin lee›
			‹Mei Lin Lee›
			hi ‹meilin› here
			‹M. Lee›
			‹リー›さん`},
	} {
		m := mask.New([]incident.Party{c.party})
		for _, line := range strings.Split(c.texts, "\n") {
			line = strings.TrimSpace(line)
			for _, frame := range []string{"%", "昨日の画面に%と出ていました。", "file %, seen by our staff", "一覧：%／ほか3件"} {
				if in := strings.Replace(frame, "%", line, 1); frame == "%" || strings.HasPrefix(line, "‹") && strings.HasSuffix(line, "›") {
					for _, left := range unproposed(m, in) {
						t.Errorf("%q stays in %q", left, in)
					}
				}
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
		{incident.Party{Org: "味方商店", Name: "味方 巧"}, `味方してください、と言われた。
			味方します。`},
		{incident.Party{Org: "March Works K.K.", Name: "June March"}, `It happened in March. Since June nothing came; on 3 March 2026 all was well.`},
		{incident.Party{Org: "医療法人灯和会", Name: "仙波 巧"}, `患者の入院、閉院の知らせ。`},
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
