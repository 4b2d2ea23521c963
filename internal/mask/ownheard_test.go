package mask_test

import (
	"strings"
	"testing"

	"todoke/internal/incident"
	"todoke/internal/mask"
)

// TestOwnHeard holds that names are found as people hear, spell, cut and explain them; what stands between ‹ and › is to be proposed whole.
func TestOwnHeard(t *testing.T) {
	for _, c := range []struct {
		party incident.Party
		texts string // by line
	}{
		{incident.Party{Org: "社会福祉法人ささめ雪の里", OrgKana: "ささめゆきのさと", Name: "生田目 勇", Kana: "なまため いさむ", Phone: "0294-55-0163", Address: "茨城県日立市久慈浜町4丁目12番地7"}, `もしもし‹生ため›です
			‹ささめ行きの里›の事務局です
			「‹笹目雪の里›」と誤変換されます
			「‹ささめ雪の郷›」と書かれた
			「‹細雪の里›」と変換されます
			認識結果「‹笹目行きの里›」
			‹生ため›じゃなくて‹生田目›です
			あと ‹生タメ›じゃなくて‹生田目›です
			‹ナ・マ・タ・メ›です
			‹N-A-M-A-T-A-M-E›です
			‹N A M A T A M E›
			‹なまちゃん›
			宛名は「‹生田目›…」
			送り主は「‹ささめ雪›…」と途中で切れて
			送り主は「‹ささめ›…」と途中で切れて
			\u751f\u7530\u76ee
			下は‹いさむ›です
			下は‹勇›の一字
			名前は‹勇›一文字です
			‹いさむ›。上は‹なまため›
			Q. お名前は　A. ‹なまため›。下は‹いさむ›
			名字は‹なまため›、名前は‹いさむ›です
			市外局番‹0294›
			局番は‹0294›、番号は‹55-0163›
			‹0294›の‹55›の‹0163›
			末尾‹0163›の電話です
			電話の下4桁は‹0163›です
			‹日立市クジハマ町4-12-7›
			‹日立市久慈浜4-12-7›
			‹イバラキケンヒタチシクジハマチョウ4チョウメ12バンチ7›
			‹久慈浜町4-12-7›
			‹生田目›（‹なま›・‹た›・‹め›）
			‹生ダメ›さんと呼ばれた
			‹ささめ雪の里›（‹ささゆき›）です
			‹ささ雪›さん`},
		{incident.Party{Org: "株式会社カナリヤ製パン", OrgKana: "かなりやせいぱん", OrgEN: "Canary Bakery Co., Ltd.", Name: "一二三 蔵之介", Kana: "ひふみ くらのすけ", Mail: "hifumi@canary-pan.example.jp"}, `‹123›と書いて‹ひふみ›です
			‹123蔵之介›様と印字されました
			‹１２３›さん宛てに届いた
			‹日踏み›です。お世話になります
			‹火踏み›さん
			「‹日文›」と変換されます
			‹かなりや成パン›の
			‹カナリヤ性パン›と申します
			‹仮名リヤ製パン›です
			‹カナリヤ製パソ›
			‹カナリア製パン›
			‹カナリヤパン›
			‹カナ製›
			‹カナパン›さん
			‹力ナリヤ製パン›
			‹カナリヤ製バン›
			‹カナリャ製パン›
			‹CANARY BAKERY›
			‹Canary Bread›です
			leak: ‹canary_bakery_jp›
			‹canary-b›
			‹CanBake›
			‹Canary BKY›
			‹C4nary Bakery›
			‹Canarv Bakery›
			‹Canary Bakcry›`},
		{incident.Party{Org: "カトウ電工株式会社", OrgKana: "かとうでんこう", OrgEN: "Kato Denko", Name: "加藤 二郎", Kana: "かとう じろう"}, `‹力トウ電工›
			‹カトウ電エ›
			‹力トウ電エ›
			‹加藤 ニ郎›
			‹加藤ニ郎›
			‹カ藤 二郎›様
			‹力藤 二郎›様
			‹加籐二郎›
			‹加藤 =郎›
			‹かとう電工›
			‹カトー電工›
			‹下等電工›です
			「‹過糖伝子›」と変換
			‹Kat0 Denko›
			‹KATO DENK0›
			‹Kato Denk0›
			‹カトウ電›`},
		{incident.Party{Org: "八戸ロープ工業", OrgKana: "はちのへろーぷこうぎょう", Name: "八木 一", Kana: "やぎ はじめ"}, `‹ハ戸ロープ工業›
			‹八戸口ープ工業›
			‹八戸ロープエ業›
			‹八戸ロ一プ工業›
			‹ハ戸口一プエ業›
			‹ハ木 ー›様
			‹八木 ー›様
			‹八木 —›様
			氏名 ‹ハ木 一›
			‹8戸ロープ工業›
			‹8木›さん
			‹ヤギ ハジメ›
			下は‹はじめ›、数字の‹一›です
			下は‹一›と書きます
			‹山羊はじめ›さん
			「‹山羊›」と変換されます
			‹やぎ›さんじゃなくて‹八木›さん`},
		{incident.Party{Org: "常葉森大学", OrgKana: "ときわもりだいがく", OrgEN: "Tokiwamori University", Name: "五十君 八重", Kana: "いぎみ やえ", Dept: "情報基盤課"}, `‹常葉森大›情報基盤からの第2報です
			‹常葉森大›学生課です
			‹常葉森大›
			‹50君›さん
			‹五〇君›さん
			‹五十きみ›です
			‹井君›と書かれた
			‹意義見›です
			‹意義見›と申します
			‹異議味›じゃなくて‹五十君›
			‹イギ見やえ›です
			‹8重›さん
			‹常磐森大学›
			‹時は森大学›です
			‹時は森大学›の‹意義見›です
			‹トキワモリ大›
			‹TKW大›
			‹ときわ森大›の者です`},
		{incident.Party{Org: "市立沢渡高等学校", OrgKana: "さわたりこうとうがっこう", Name: "奥 賢治", Kana: "おく けんじ"}, `‹沢渡高›事務室です
			‹沢渡高›教務の‹奥›です
			‹沢高›の‹奥›です
			会計‹奥›さん
			会計の‹奥›です
			書記‹奥›さんから
			PTA会長の‹奥›です
			‹おく›と申します
			‹オク›です。
			‹おく›です
			電話口は‹おく›さん
			電話に出たのは‹おく›さん
			‹億›ではなく‹奥›です
			‹億›じゃなくて‹奥›です
			‹猿渡高校›と書き間違い
			‹さわたり高›
			‹沢渡り高校›の‹奥›です
			‹沢渡り高等学校›
			‹触り高校›ではなく‹沢渡高校›です`},
		{incident.Party{Name: "鄭 美京", Kana: "チョン ミギョン", NameEN: "Jeong Mikyung", Phone: "070-3359-5420"}, `‹チョン›です。
			‹チョン›と申します
			私は‹チョン›です。
			姓は‹鄭›、名は‹美京›
			‹鄭›という字です
			‹てい›です。日本では‹てい びきょう›です
			‹テイ›じゃなくて‹チョン›
			‹テイ›さんではなく‹チョン›さん
			日本では‹テイ›と呼ばれます
			‹テイ・ミギョン›
			韓国の‹チョン›です
			下は‹ミギョン›
			‹ジョン›じゃなくて‹チョン›
			‹ミギョン›だよ
			‹チョンミギョン›
			‹Chung›ではなく‹Jeong›です
			‹Mi-kyung›
			‹MK Jeong›
			‹Jeong MK›
			‹J. Mikyung›
			‹mkjeong›`},
		{incident.Party{Name: "PARK JIWOO", Kana: "パク ジウ"}, `‹朴›という漢字でも書きます
			漢字は‹朴›です
			漢字では‹朴 智友›と書きます
			漢字だと‹朴›
			‹パク›です
			‹パク›と申します
			‹ジウ›です
			‹ぱく›さん
			‹バク ジウ›`},
		{incident.Party{Name: "百々 翔", Phone: "075-555-0188"}, `電話口は‹どど›さん
			‹どど›です
			‹どど›と申します
			‹百百›です
			‹どど かける›
			‹ドド›さん
			担当は‹どど›
			市外局番‹075›`},
		{incident.Party{Name: "戸次 香", Org: "べっき商店"}, `‹べっき›です。
			‹とつぎ›になってました
			‹とじ›になっていますが‹べっき›です
			‹とつぎ›と登録されています
			‹とつぐ›と読まれますが
			‹別記›商店ではなく‹べっき商店›
			‹べっきー›です
			‹ベッキー›と呼ばれています`},
		{incident.Party{Org: "平磯の郷カフェ ハンモック", OrgKana: "ひらいそのさとかふぇはんもっく", Name: "麻生 灯", Kana: "あそう あかり"}, `‹hiraiso_hammock›：本物です
			‹ハンモ›
			‹平磯カフェ›
			‹平磯ハンモック›
			‹カフェハンモック›
			‹ハンモックカフェ›
			店長の‹あかり›です
			‹アカリン›
			‹あかりん›
			‹あーちゃん›
			‹朝生›
			‹阿蘇う あかり›`},
		{incident.Party{Org: "The Silver Otter Inn", OrgEN: "Silver Otter Inn", Name: "Marisol Vance-Okada", Mail: "mvo@silverotter.example"}, `I own ‹The Silver Otter›, a small pub
			‹Marisol VO› on the app
			‹Marisol V-O›
			‹Mari V.O.›
			‹M.V.O.›
			‹Mari›
			‹Sol› here
			‹Silver Otters›
			‹Otter Inn›
			‹SilverOtter›
			‹S1lver Otter›
			‹Si1ver 0tter›
			‹Silver 0tter›
			‹Sliver Otter›
			‹Marison Vance›
			‹Marisol Vanse›
			‹Mari-sol›
			‹Marisol Okada›
			‹Vance-0kada›
			‹マリソル›
			‹マリソル・ヴァンス›
			‹バンス›さん
			‹シルバーオッター›
			‹シルヴァーオター›
			‹Silver Otter Hotel Japan›
			‹silver-otter›
			‹SOI›
			‹SO Inn›
			‹Silver O.›
			M for Mike: ‹M-A-R-I-S-O-L›`},
		{incident.Party{Name: "一二三 蔵之介", Kana: "ひふみ くらのすけ"}, `‹日踏み›です。お世話になります
			もしもし‹日踏み›です
			‹日踏み›さん
			はい、‹日踏み›です。お世話になります
			‹日踏み›です
			‹日踏み›です。
			‹日踏み›です。お世話に
			‹日踏み›です。世話に`},
		{incident.Party{Org: "ヒダマリ介護", OrgKana: "ひだまりかいご"}, `「‹ヒダマリ介護› ご利用者様」`},
		{incident.Party{Name: "李 承煥", Kana: "イ スンファン"}, `‹イ›です。
			‹イ›さん
			‹イ›と申します`},
		{incident.Party{Name: "宇都木 猛"}, `Q. お名前は　A. ‹うつぎ›。下は‹たける›
			‹うつき›と申します`},
		{incident.Party{Org: "かえる整体院", Name: "当間 ひとみ"}, `‹かえる›の‹とうま›より`},
		{incident.Party{Name: "八月朔日 圭", Kana: "ホヅミ ケイ"}, `‹ケイ›は土二つの‹圭›。
			‹8月1日›と変換されることがあります`},
		{incident.Party{Org: "瀬見温泉 喜至屋", OrgKana: "キシヤ", Name: "沼沢 与一", Phone: "0233-42-8850"}, `氏名 ‹沼沢 与ー›　TEL`},
		{incident.Party{Org: "トマソン探偵社", Name: "赤嶺 零"}, `「‹トマ損探偵者›の‹赤みね›です`},
		{incident.Party{Name: "阿波連 大樹", Kana: "アハレン タイキ"}, `→認識「‹憐れん›」`},
		{incident.Party{Org: "丸カ平賀水産加工", Name: "平賀 嘉一郎"}, `‹カ平賀›の方の名義だ。`},
		{incident.Party{Org: "学校法人常磐路学園 常磐路大学"}, `‹常磐路大›情報基盤からの第2報です。`},
	} {
		m := mask.New([]incident.Party{c.party})
		for _, line := range strings.Split(c.texts, "\n") {
			for _, left := range unproposed(m, strings.TrimSpace(line)) {
				t.Errorf("%q stays in %q", left, strings.TrimSpace(line))
			}
		}
	}
}
