package mask_test

import (
	"slices"
	"strings"
	"testing"

	"todoke/internal/incident"
	"todoke/internal/mask"
)

// What people say for the whole is proposed as the party's; the same words where nobody is meant are not.
func TestShortForms(t *testing.T) {
	p := incident.Party{Org: "株式会社大和田製麺所", Dept: "情報システム課", Name: "毛利谷 剛"}
	sales := incident.Party{Org: "三ツ葉海運倉庫株式会社", Dept: "営業部", Name: "鴨志田 浩"}
	for _, c := range []struct {
		party      incident.Party
		text, find string // find "" where nothing of the party stands there
	}{
		{p, "朝から情シスの端末が動きません。", "情シス"},
		{p, "大製の経理は気づいて止めた。", "大製"},
		{p, "剛の電子署名も使われました。", "剛"},
		{sales, "三ツ葉海運倉庫の営業から電話。", "営業"},
		{sales, "営業、鴨志田です。", "営業"},
		{sales, "サーバーが止まり、営業の端末も使えません。", "営業"},
		{sales, "昨日から営業を止めています。", ""},
		{incident.Party{Org: "国際火山防災研究所", Dept: "観測網運用グループ"}, "運用Gの二人が登っています。", "運用G"},
		{incident.Party{Org: "株式会社菓寮", Dept: "オンラインショップ課"}, "オンショで調べたところ、決済が止まっていました。", "オンショ"},
		{incident.Party{Org: "伊予路蚕糸協同組合"}, "蚕協のパソコンは二台です。", "蚕協"},
		{incident.Party{Org: "全国陶板製造業労働組合", Dept: "組織部"}, "陶板労組組織です。", "陶板労組"},
		{incident.Party{Org: "県立宮古路高等学校"}, "田中さんの高校に連絡した。", ""},
		{incident.Party{Org: "株式会社西の森", Name: "森 一郎"}, "森の中に置いたカメラです。", ""},
		{incident.Party{Org: "Kestrel Point Data Centres Inc.", Dept: "Network Operations Center", Name: "Rajiv Malhotra"}, "They asked why the NOC needed so long.", "NOC"},
		{incident.Party{Org: "Harrowmere Joinery Ltd", Name: "Philippa J. Thornycroft"}, "Please call the front desk.\nP.J.T.", "P.J.T"},
		{incident.Party{Org: "Saffron Wharf Logistics Ltd", Dept: "Night Operations"}, "At 01:50 Night Ops screens froze.", "Night Ops"},
		{incident.Party{Org: "Redfern Street Cinema Company"}, "So far Redfern Cinema shares a network.", "Redfern Cinema"},
		{incident.Party{Org: "Ember Quay Theatre", Name: "Desmond Aldous Pritchard"}, "I am down as D.A. Pritchard on your form.", "D.A. Pritchard"},
		{incident.Party{Org: "Ashdown Timber Merchants Ltd.", Dept: "Yard Office"}, "ALL OF YOUR FILES ARE LOCKED, PAY NOW", ""},
	} {
		m := mask.New([]incident.Party{c.party})
		own := slices.DeleteFunc(m.Propose(c.text), func(p mask.Proposal) bool { return p.Party == mask.NoParty })
		if c.find == "" && len(own) > 0 {
			t.Errorf("%q is proposed as the party's in %q", c.text[own[0].Start:own[0].End], c.text)
		}
		for _, left := range unproposed(m, strings.Replace(c.text, c.find, "‹"+c.find+"›", 1)) {
			t.Errorf("%q stays in %q", left, c.text)
		}
	}
}

// Texts that repeat short forms without end are done in some seconds, and in minutes where something is gone over again from each place.
func TestShortFormsEndlessly(t *testing.T) {
	m := mask.New([]incident.Party{{Org: "一般財団法人北信濃電気保安センター", Dept: "情報システム課運用グループ", Name: "毛利谷 剛"}, {Org: "Kestrel Point Data Centres Inc.", Dept: "Night Operations", Name: "Philippa J. Thornycroft-Bell"}})
	for _, turn := range []string{"情シ", "北電", "A.", "N-", "A&", "T. O'", "Night ", "剛 ", "運用G", "北の電気"} {
		m.Propose(strings.Repeat(turn, 200_000/len(turn)))
	}
}
