package mask_test

import (
	"strings"
	"testing"

	"todoke/internal/incident"
	"todoke/internal/mask"
)

// TestPatterns holds that what stands between ‹ and › is proposed whole: numbers and addresses in the ways people write them.
func TestPatterns(t *testing.T) {
	m := mask.New(nil)
	for _, in := range []string{
		"Call me: ‹+1 (415) 555-0100› or ‹020 7946 0018›.", "Hacked; use ‹07700 900882› now.", "電話は‹〇三-一二三四-五六七八›", "phone ‹555-0142›, ext. ‹221›", "tel ‹06-6000-1234/5678›", "‹0081-3-1234-5678›",
		"‹tanaka at example dot co dot jp› へ", "‹soumu(a)kaisha.example.jp› 宛", "‹tanaka＠example．co．jp›",
		"‹www.kaisha.example.jp/shop/index.html› が改ざん", "うちのサイトは ‹kaisha-shop[.]example[.]jp/cart› です", "‹山桜温泉.jp› のサイト",
		"our web server ‹202.239.38.70›, v6 ‹2001:268:c1::5›", "‹192[.]0[.]2[.]44› が当社の公開サーバ", "こちらは ‹2405:6580:99a0:400::80› です。",
		"なりすまし申請の番号：‹897739751780›／‹386310805683›", "マイナンバー 1234-5678-9018", "MN‹123456789018›", "1) ‹897739751780›", "個人番号は‹一二三四五六七八九〇一八›", "マイナンバー ‹1234-5678-\n9018›",
		"VISA‹4111111111111111›で決済", "有効期限12/27 ‹4111 1111 1111 1111›", "カード：‹4111 1111 1111\n1111›", "‹4111 1111 1111 1111› 12/27 123",
	} {
		s, wanted := marked(in)
		list := m.Propose(s)
		for from, want := range wanted {
			found := false
			for _, p := range list {
				found = found || p.Start <= from && p.End >= from+len(want) && p.Role != mask.Attacker
			}
			if !found {
				t.Errorf("%q: %q is not proposed whole: %v", s, want, list)
			}
		}
	}
	for _, s := range []string{"sha256 は 9f4111111111111111ab", "版数 119.0.2151.97 から", "Version 203.0.113.5 of the driver", "第一二三四工区"} {
		for _, p := range m.Propose(s) {
			if p.Kind == mask.Card || p.Kind == mask.IP || p.Kind == mask.Phone || p.Kind == mask.MyNumber {
				t.Errorf("%q: %q is proposed as %s", s, s[p.Start:p.End], p.Kind)
			}
		}
	}
}

// TestOwnSpellings holds that no spelling of a declared name stays in what the door's mask leaves.
func TestOwnSpellings(t *testing.T) {
	m := mask.New([]incident.Party{
		{Role: incident.RoleReporter, Org: "株式会社三笠台運輸", OrgKana: "みかさだいうんゆ", OrgEN: "Mikasadai Transport Service Co., Ltd.", Name: "碓氷 健吾", Kana: "うすい けんご", NameEN: "Kengo Usui"},
		{Role: incident.RolePerson, Name: "髙﨑 惣太郎", Kana: "たかさき そうたろう"}, {Role: incident.RolePartner, Org: "渡邊國澤商會"}})
	for _, s := range []string{"三笠台運さん", "ミカサダイの担当", "MIKASADAI側", "MTSの端末", "k.usuiでログイン", "kusuiというID", "usuikさん", "輸運台笠三", "吾健氷碓", "高崎さん", "髙崎惣太郎", "takasaki-s", "s_takasaki", "渡辺国沢商会",
		"Usui, Kengo", "USUI K.", "Kengoが対応", "ﾐｶｻﾀﾞｲｳﾝﾕ", "Mikаsаdаi", "三\u200b笠\u200b台運輸", "三 笠 台 運 輸", "三笠台\n運輸", "report_mikasadai_2024.pdf", "http://example.com/mikasadai/", "碓氷\u3000健\n吾", "ウスイケンゴ", "Takasaki Soutaro",
		"Takasaki Sohtaro", "takasaki_sotaro.xlsx", "%E7%A2%93%E6%B0%B7%E5%81%A5%E5%90%BE", "Mikasadai Transport Service"} {
		masked, _ := m.Mask("先ほどの" + s + "の件")
		for _, left := range []string{"三", "笠", "輸", "碓", "健", "惣", "高", "澤", "沢", "渡", "氷"} {
			if strings.Contains(masked, left) {
				t.Errorf("%q: %q stays", s, masked)
			}
		}
		lower := strings.ToLower(masked)
		for _, left := range []string{"usui", "kengo", "takasaki", "sotaro", "soutaro", "sohtaro", "mikasa", "mts", "transport", "ウスイ", "ケンゴ", "ミカサ", "ﾐｶｻ", "%e7"} {
			if strings.Contains(lower, left) {
				t.Errorf("%q: %q stays", s, masked)
			}
		}
	}
}
