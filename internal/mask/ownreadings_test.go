package mask_test

import (
	"strings"
	"testing"

	"todoke/internal/incident"
	"todoke/internal/mask"
)

// TestOwnUndeclaredReadings holds that names are found in kana and Latin letters where the form gives them in kanji alone, and addresses, telephones and mails in other writings.
func TestOwnUndeclaredReadings(t *testing.T) {
	for _, c := range []struct {
		party incident.Party
		words string
	}{
		{incident.Party{Org: "株式会社潮騒フーズ", Name: "瀬戸口 渚", Mail: "nagisa.s@shiosai-foods.example.jp", Domains: []string{"shiosai-foods.example.jp"}, Phone: "0997-22-1234", Address: "鹿児島県西之表市西町四丁目12番地3 シーサイドビル2階"},
			`‹Nagisa Setoguchi›|‹setoguchi_n›|‹n-setoguchi›|‹SETOGUCHI›|‹セトグチ ナギサ›|‹せとぐち›|‹渚›さん|瀬戸口（‹セトグチ›）|‹潮騒フーズ›|‹潮騒ﾌｰｽﾞ›|‹潮騒フ一ズ›|‹㈱潮騒フーズ›|‹潮騒›さん|‹(株)潮騒フーズ›|‹しおさいフーズ›|‹shiosai-foods›|‹SHIOSAI FOODS›|‹Shiosai Foods Co., Ltd.›|‹shiosaifoods›|mail.‹shiosai-foods.example.jp›|‹nagisa.s＠shiosai-foods.example.jp›|‹nagisa.s at shiosai-foods.example.jp›|
			‹０９９７（２２）１２３４›|‹0997 22 1234›|‹0997221234›|‹+81-997-22-1234›|‹+81997221234›|‹0997-22-l234›|‹O997-22-1234›|‹09972-2-1234›|‹0997.22.1234›|‹0997/22/1234›|‹22-1234›|‹0997ー22ー1234›|‹０９９７‐２２‐１２３４›|
			‹西之表市西町4-12-3›|‹西之表市西町４丁目１２−３›|‹鹿児島県西之表市西町四丁目十二番地三›|‹西之表市西町4丁目12番地の3›|‹西町4丁目12-3›|‹シーサイドビル›|‹鹿児島県 西之表市 西町 4-12-3›|‹西之表市›の店`},
		{incident.Party{Org: "医療法人社団藤蔭会 さくら台クリニック", Name: "味方 巧", Dept: "地域連携室"},
			`‹さくら台クリニック›|‹さくら台ｸﾘﾆｯｸ›|‹藤蔭会›|‹医療法人社団藤蔭会›|‹サクラ台クリニック›|‹桜台クリニック›|‹Ajikata Takumi›|‹アジカタ›です|‹味方›先生|‹味方巧›|‹takumi.ajikata›|‹t.ajikata›|‹地域連携室›|‹さくら台›さん|‹さくらだいクリニック›|‹(医)藤蔭会›|‹(医社)藤蔭会›`},
		{incident.Party{Org: "Maple Ridge Dairy K.K.", Name: "Seán O’Brien-Tanaka", Mail: "sean@mapleridge.example.jp"},
			`‹Sean O'Brien-Tanaka›|‹Seán O'Brien›|‹OBrien›|‹S. O'Brien›|‹sobrien›|‹O'Brien-Tanaka, Seán›|‹SEAN OBRIEN TANAKA›|Mr ‹O'Brien›|‹Maple Ridge›|‹mapleridge›|‹Maple-Ridge Dairy KK›|‹MRD›|‹Mapleridge Dairy›|‹MAPLE RIDGE DAIRY›|‹sean@mapleridge[.]example[.]jp›|‹Sean›'s laptop`},
		{incident.Party{Org: "国立大学法人越州大学", OrgKana: "えっしゅうだいがく", OrgEN: "Esshu University", Name: "齋藤 純一郎", Kana: "さいとう じゅんいちろう", Dept: "情報基盤センター運用係"},
			`‹越州大学›|‹越州大›|‹越大›（略称）|‹(大)越州大学›|‹国立大学法人　越州大学›|‹ESSHU UNIVERSITY›|‹Esshu Univ.›|‹Essyu Daigaku›|‹esshu-u›|‹エッシュウダイガク›|‹ｴｯｼｭｳﾀﾞｲｶﾞｸ›|‹斎藤純一郎›|‹斉藤›さん|‹齊藤 純一郎›|‹さいとー›|‹SAITO Jun-ichiro›|‹Saitoh Junichiro›|‹J. Saitou›|‹jsaito›|‹saito.jun›|‹Jun'ichirō Saitō›|‹ｻｲﾄｳ ｼﾞｭﾝｲﾁﾛｳ›|‹情報基盤センター運用係›|‹情報基盤センター›|‹saitoj03›|‹ジュンイチロウ›さん`},
		{incident.Party{Org: "有限会社ﾀｶﾞﾜ電機商会", OrgKana: "たがわでんきしょうかい", Name: "田川 由紀夫", Kana: "たがわ ゆきお", Phone: "090-1234-5678"},
			`‹タガワ電機商会›|‹田川電機›|‹たがわ電機商会›|‹(有)タガワ電機商会›|‹ﾀｶﾞﾜﾃﾞﾝｷｼﾖｳｶｲ(ﾕ›|‹ﾕ)ﾀｶﾞﾜﾃﾞﾝｷ›|‹Tagawa Denki›|‹TAGAWA DENKI SHOKAI›|‹田川由紀夫›|‹由紀夫›さん|‹ユキオ›さん|‹tagawa_yukio›|‹yukio-t›|‹Y.Tagawa›|‹ytagawa›|‹+819012345678›|‹(090)1234-5678›|‹090 12345678›|‹090-12345678›|‹0901234-5678›|‹〇九〇―一二三四―五六七八›`},
	} {
		m := mask.New([]incident.Party{c.party})
		for _, w := range strings.Split(c.words, "|") {
			w = strings.TrimSpace(w)
			for _, frame := range []string{"昨日、%の件で連絡がありました。", "差出人は「%」でした", "From: %\n本文", "・%", "The note names % and asks for money."} {
				in := strings.Replace(frame, "%", w, 1)
				for _, left := range unproposed(m, in) {
					t.Errorf("%q stays in %q", left, in)
				}
			}
		}
	}
}
