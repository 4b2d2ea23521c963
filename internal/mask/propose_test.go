package mask_test

import (
	"strings"
	"testing"

	"pgregory.net/rapid"

	"todoke/internal/mask"
	"todoke/internal/text"
)

// replaced is a text with every proposal but attackers' carried out.
func replaced(s string, list []mask.Proposal) string {
	var b strings.Builder
	at := 0
	for _, p := range list {
		if p.Role == mask.Attacker && p.Party == mask.NoParty {
			continue
		}
		b.WriteString(s[at:p.Start] + p.Placeholder)
		at = p.End
	}
	return b.String() + s[at:]
}

func TestPropose(t *testing.T) {
	m := mask.New(parties)
	for in, want := range map[string]string{
		// persons
		"総務部の佐藤が確認し、山田太郎氏に報告":                       "部署の氏名が確認し、氏名氏に報告",
		"志子田と申します。髙橋節子です":                           "氏名と申します。社員Bです",
		"マイケル・ジョンソン氏とスズキ タロウ様":                      "組織名氏と氏名様",
		"Contact Mr. John Smith or Tanaka Hiroshi.": "Contact Mr. 氏名 or 氏名.",
		// organisations
		"山田電機株式会社とみどり市立北小学校":               "組織名と組織名",
		"青葉川紙業に連絡、若葉信用金庫へ":                 "組織名に連絡、組織名へ",
		"Keio University Hospital was hit": "組織名 was hit",
		// numbers
		"個人番号 123456789018、カード 4111-1111-1111-1111": "個人番号 個人番号、カード カード番号",
		"法人番号 7000012050002":                        "法人番号 法人番号",
		"普通 1234567、社員番号 A10233、INC-20455":          "普通 口座番号、社員番号 職員番号、管理番号",
		"１,０３７件、1,234,567円":                         "件数、金額",
		"2020年1月11日":                                "日付",
		// places and addresses
		"苫小牧市の倉庫、北海道の工場":              "地名の倉庫、北海道の工場",
		"東京都千代田区丸の内1-1-1に届く":          "住所に届く",
		`C:\Users\tanaka\名簿.xlsx を開く`: "ファイル名 を開く",
		// attackers' own stay
		"攻撃元 203.0.113.5 と C2 の evil-cdn.top": "攻撃元 203.0.113.5 と C2 の evil-cdn.top",
		"hxxps://evil[.]test/a を遮断":           "hxxps://evil[.]test/a を遮断",
		// hard negatives
		"東京のお客様から感染の報告":                       "東京のお客様から感染の報告",
		"バージョン 10.0.19.1 へ更新、Windows 10 22H2": "バージョン 10.0.19.1 へ更新、Windows 10 22H2",
		"林の中、森の奥、大和魂":                         "林の中、森の奥、大和魂",
		"Emotet と LockBit 3.0、Microsoft 365":  "Emotet と LockBit 3.0、Microsoft 365",
		"約1,000件、3台、50%":                      "約1,000件、3台、50%",
		"警察と JPCERT/CC、IPA に相談した":             "警察と JPCERT/CC、IPA に相談した",
	} {
		if got := replaced(in, m.Propose(in)); got != want {
			t.Errorf("%q\n got %q\nwant %q", in, got, want)
		}
	}
}

func TestCoarse(t *testing.T) {
	m := mask.New(nil)
	for in, want := range map[string]string{
		"1,037件のデータ": "約1,000件|1,000件以上", "1,234,567円": "約120万円|約100万円|100万円以上", "2020年1月11日": "2020年1月|2020年",
		"苫小牧市の倉庫": "北海道|北海道地方", "11 January 2020": "January 2020|2020", "¥48,310": "約¥48,000|約¥5万|1万以上",
	} {
		list := m.Propose(in)
		if len(list) != 1 || strings.Join(list[0].Coarse, "|") != want {
			t.Errorf("%q: %+v, want %s", in, list, want)
		}
	}
}

// Hostile texts: declared names are found however they are cut and dressed, and a text of one long line ends in time.
func TestProposeHostile(t *testing.T) {
	m := mask.New(parties)
	for _, in := range []string{"碓\u200b氷健\u200b吾", "碓　氷　健　吾", "碓氷\n健吾", "\u202e碓氷健吾\u202c", "ｕsｕi@hokurei-sw.example", "usui@hоkurei-sw.example", "https://hokurei-sw.example/碓氷健吾.pdf", "請求書_碓氷健吾_1.xlsx", "髙橋節子", "亀澤樹脂"} {
		got := text.Squeeze(replaced(in, m.Propose(in)))
		for _, w := range []string{"碓氷", "健吾", "hokurei", "高橋", "亀沢"} {
			if strings.Contains(got, w) {
				t.Errorf("%q leaves %q", in, got)
			}
		}
	}
	for _, unit := range []string{"ア", "山", "あ", "1", "a", "a.", "「", "1-", "%E7", "佐藤", "（", "\n佐", "・", "@", "の山", "株式会社", "社", "、佐藤", "A b ", "[at]", "1,", "4111-", "*1", "@ab ", "第1", "番号1 ", `\\a `, "1-1 Aoba-ku, ", "a,b\n", "氏名,番号\n", "口座1234567、", "1丁目", "c:\\a b", "user=a "} {
		m.Propose(strings.Repeat(unit, 100_000/len(unit)))
	}
}

// TestProposals holds that proposals are in order, inside the text and apart, and that carrying them out leaves no declared spelling.
func TestProposals(t *testing.T) {
	m := mask.New(parties)
	pieces := []string{"株式会社", "北嶺システムワークス", "碓氷", " ", "\n", "　", "健吾", "さん", "090-0000-4107", "usui@hokurei-sw.example", "鴫原", "正彦", "の", "は", "、", "（", "）", "「", "ﾞ", "(株)", "亀沢樹脂", "%E7%A2%93%E6%B0%B7", "03", "-", "高橋",
		"札幌市白石区", "8丁目", "Ａ", "㌍", "https://", "a.example", "C:\\Users\\", "件", "1,037", "円", "攻撃元", "203.0.113.5", "Mr. ", "John Smith", "課長", "大学", "と申します", "\u200b", "\u202e", "é", "部"}
	whole := []string{"北嶺システムワークス", "碓氷健吾", "鴫原正彦", "亀沢樹脂", "usui@hokurei-sw.example", "札幌市白石区"}
	rapid.Check(t, func(rt *rapid.T) {
		s := strings.Join(rapid.SliceOfN(rapid.SampledFrom(pieces), 0, 30).Draw(rt, "pieces"), "")
		list := m.Propose(s)
		at := 0
		for _, p := range list {
			if p.Start < at || p.End <= p.Start || p.End > len(s) || p.Placeholder == "" || p.Reason == "" || p.Role == "" {
				rt.Fatalf("%q: proposal %+v after %d", s, p, at)
			}
			at = p.End
		}
		flat := text.Squeeze(replaced(s, list))
		for _, w := range whole {
			if strings.Contains(flat, text.Squeeze(w)) {
				rt.Fatalf("%q leaves %q in %q", s, w, flat)
			}
		}
	})
}

// TestMaskTwice holds that masking masked text again changes nothing.
func TestMaskTwice(t *testing.T) {
	m := mask.New(parties)
	for _, s := range []string{"三笠台運輸の鴫原部長と碓氷さん、（株）くろしお屋ウェブの森下さん", "丹内課長、青葉川紙業株式会社様、03-1234-5678", "総務部の佐藤、若葉信用金庫の口座 普通 1234567", "札幌市白石区東札幌九条8-2-14から"} {
		once, _ := m.Mask(s)
		if twice, _ := m.Mask(once); twice != once {
			t.Errorf("%q\nonce  %q\ntwice %q", s, once, twice)
		}
	}
}

func FuzzPropose(f *testing.F) {
	m := mask.New(parties)
	f.Add("碓氷\x80さん %E7%A2%93 ㈱ 〒1 1,037件 hxxp://a[.]b/ C:\\Users\\")
	f.Fuzz(func(t *testing.T, s string) {
		at := 0
		for _, p := range m.Propose(s) {
			if p.Start < at || p.End <= p.Start || p.End > len(s) {
				t.Fatalf("proposal %+v after %d of %d", p, at, len(s))
			}
			at = p.End
		}
	})
}
