package mask_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"todoke/internal/incident"
	"todoke/internal/mask"
)

func finder(originals ...mask.Original) *mask.Finder {
	people := append([]incident.Party{{Role: incident.RolePartner, Org: "東京株式会社"}, {Role: incident.RolePerson, Name: "林 一郎"}}, parties...)
	return mask.NewFinder(mask.LeakTerms(mask.Terms(people), "T-2020-000001-M"), originals)
}

// TestFindPlanted holds that a name planted in a finished file is found in every spelling, and that ordinary words are not.
func TestFindPlanted(t *testing.T) {
	f := finder()
	for _, s := range []string{"北嶺システムワークス", "北 嶺 ｼｽﾃﾑﾜｰｸｽ", "北嶺シス\nテムワークス", "ＨＯＫＵＲＥＩ　ｓｙｓｔｅｍ　ｗｏｒｋｓ", "碓氷健吾", "碓氷さん", "鴫原部長", "Usui Kengo", "090(0000)4107", "０９０００００４１０７",
		"+81-90-0000-4107", "usui@hokurei-sw.example", "www.hokurei-sw.example", "白石区東札幌九条", "高橋さん", "林課長", "東京株式会社", "見出し\n林\n本文", "\"東京\"", "亀澤樹脂", "三笠台運輸"} {
		if len(f.Find("攻撃者は外部から侵入した。"+s+"。対策を講じた。")) == 0 && len(f.Find(s)) == 0 {
			t.Errorf("%q is not found", s)
		}
	}
	for _, s := range []string{"届出者（企業）は東京の拠点で、高橋川に近い林の中にある。", "サーバ203.0.113.58に2020年1月11日から約1,000通", "森林組合の東京都内の支部", "うすい壁", "090-0000-4108"} {
		if hits := f.Find(s); len(hits) > 0 {
			t.Errorf("%q: found %q", s, s[hits[0].Start:hits[0].End])
		}
	}
}

// TestFindQuotations holds that twenty characters taken word for word are a warning and nineteen are not.
func TestFindQuotations(t *testing.T) {
	original := "配車サーバが立ち上がらない、と当方へ電話があり、現地で見たら拡張子が全部変わっていた。"
	f := finder(mask.Original{Source: "T-2020-000002-K", Text: original})
	rs := []rune(original)
	hits := f.Find("前置き。" + string(rs[5:25]) + "という。")
	if len(hits) != 1 || !hits[0].Quotation || hits[0].Source != "T-2020-000002-K" {
		t.Errorf("twenty characters: %v", hits)
	}
	if hits := f.Find("前置き。" + string(rs[5:24]) + "とのこと。"); len(hits) != 0 {
		t.Errorf("nineteen characters: %v", hits)
	}
	if hits := f.Find("「" + original + "」" + original); len(hits) != 2 {
		t.Errorf("the whole twice: %d hits", len(hits))
	}
}

// BenchmarkFind runs thousands of terms over a large text.
func BenchmarkFind(b *testing.B) {
	var terms []mask.LeakTerm
	var originals []mask.Original
	for i := range 300 {
		p := incident.Party{Role: incident.RoleReporter, Org: fmt.Sprintf("株式会社第%d製作所", i), Name: fmt.Sprintf("鴫原%d 正彦", i), Kana: "しぎはら まさひこ", Phone: fmt.Sprintf("03-1234-%04d", i), Mail: fmt.Sprintf("a%d@m%d.example", i, i)}
		terms = append(terms, mask.LeakTerms(mask.Terms([]incident.Party{p}), fmt.Sprint(i))...)
		originals = append(originals, mask.Original{Source: fmt.Sprint(i), Text: strings.Repeat(fmt.Sprintf("社内の第%d端末が外部と通信していた。", i), 60)})
	}
	start := time.Now()
	f := mask.NewFinder(terms, originals)
	b.Logf("%d terms, built in %v", len(terms), time.Since(start))
	s := strings.Repeat("届出者（企業）において、組織内の端末がランサムウェアに感染し、ファイルが暗号化された。送信元は 203.0.113.58 である。\n", 6_000)
	b.SetBytes(int64(len(s)))
	for b.Loop() {
		f.Find(s)
	}
}
