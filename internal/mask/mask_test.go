package mask_test

import (
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"todoke/internal/incident"
	"todoke/internal/mask"
	"todoke/internal/text"
)

var parties = []incident.Party{
	{Role: incident.RoleReporter, Org: "株式会社北嶺システムワークス", OrgKana: "ほくれいしすてむわーくす", OrgEN: "Hokurei System Works Co., Ltd.", Dept: "ゼブラ推進室", Name: "碓氷 健吾", Kana: "うすい けんご",
		Address: "北海道札幌市白石区東札幌九条8丁目2-14", Phone: "090-0000-4107", Mail: "usui@hokurei-sw.example", Domains: []string{"hokurei-sw.example"}},
	{Role: incident.RoleVictim, Org: "三笠台運輸株式会社"},
	{Role: incident.RolePartner, Org: "亀沢樹脂（株）"},
	{Role: incident.RolePerson, Name: "鴫原 正彦"},
	{Role: incident.RolePerson, Name: "高橋　節子"},
}

func TestMask(t *testing.T) {
	m := mask.New(parties)
	for in, want := range map[string]string{
		// organisations
		"株式会社北嶺システムワークスの者です":       "届出者の者です",
		"㈱北嶺システムワークスの者です":          "届出者の者です",
		"北嶺 ｼｽﾃﾑﾜｰｸｽ（株）です":         "届出者です",
		"北嶺シス\nテムワークスです":           "届出者です",
		"ほくれいシステムワークス":             "届出者",
		"HOKUREI SYSTEM WORKSのサイト": "届出者のサイト",
		"三笠台さんと三笠台運輸様":             "被害組織さんと被害組織様",
		"亀澤樹脂からの返信":                "取引先Aからの返信",
		"(株)亀沢樹脂様":                 "取引先A様",
		"ゼブラ推進室の端末":                "部署の端末",
		"三笠台駅前で待ち合わせた":             "三笠台駅前で待ち合わせた",
		"新しい情報システムワークスペースを使う":      "新しい情報システムワークスペースを使う",
		// persons
		"碓氷です。うすいと読みます":           "担当者です。担当者と読みます",
		"碓 氷健吾と碓氷　健吾":             "担当者と担当者",
		"鴫原部長、鴫原正彦、鴫原氏":           "社員A部長、社員A、社員A氏",
		"保守課鴫原まで":                 "保守課社員Aまで",
		"高橋さん（髙橋節子）":              "社員Bさん（社員B）",
		"高橋から電話":                  "社員Bから電話",
		"高橋川の近く、大高橋町":             "高橋川の近く、大高橋町",
		"Kengo Usui / USUI Kengo": "担当者 / 担当者",
		"usui-pc01、suisui":        "担当者-pc01、suisui",
		// contacts
		"０９０ー００００－４１０７":                      "電話番号",
		"09000004107、+81 90 0000 4107":       "電話番号、電話番号",
		"USUI＠hokurei-sw.example":            "メールアドレス",
		"ftp.HOKUREI-SW.example/x":           "ドメイン/x",
		"hokurei-sw.example.evil.test":       "ドメイン.evil.test",
		"折り返し 03-1234-5678 か 0120-000-111 へ": "折り返し 電話番号 か 電話番号 へ",
		"tanaka@partner.example から":          "メールアドレス から",
		"攻撃者の連絡先は pay@evil.test。BTCで":        "攻撃者の連絡先は pay@evil.test。BTCで",
		"攻撃者は社長 a@partner.example になりすまし":    "攻撃者は社長 メールアドレス になりすまし",
		// addresses
		"札幌市白石区東札幌九条8-2-14から": "住所から",
		"白石区の倉庫":              "住所の倉庫",
		"東札幌九条八丁目二番十四号":       "住所",
		"〒003-0809 北海道":       "住所 北海道",
		"北海道内の2拠点":            "北海道内の2拠点",
		// undeclared, by form or title
		"（株）くろしお屋ウェブの森下さん":            "組織名の氏名さん",
		"青葉川紙業株式会社様、丹内課長":             "組織名様、氏名課長",
		"マイクロソフト株式会社の製品":              "マイクロソフト株式会社の製品",
		"Mr. Tanaka and Ms Mori Kana": "Mr. 氏名 and Ms 氏名",
		"志子田と申します":                    "氏名と申します",
		// what stays
		"お客様、業者さん、皆様、同様、仕様、営業部長、社長":                            "お客様、業者さん、皆様、同様、仕様、営業部長、社長",
		"203.0.113.58 と 172.16.0.0/12、2020-01-11 10:42、1,000通": "203.0.113.58 と 172.16.0.0/12、2020-01-11 10:42、1,000通",
		"http://evil.test/login?a=1 CVE-2020-0601 Emotet":      "http://evil.test/login?a=1 CVE-2020-0601 Emotet",
		"d41d8cd98f00b204e9800998ecf8427e 0123456789abcdef":    "d41d8cd98f00b204e9800998ecf8427e 0123456789abcdef",
		"中継の許可は 172.0.0.0/8、RDPの許可は 3389/tcp。大阪府警察に届けた":        "中継の許可は 172.0.0.0/8、RDPの許可は 3389/tcp。大阪府警察に届けた",
		"": "",
	} {
		if got, _ := m.Mask(in); got != want {
			t.Errorf("%q\n got %q\nwant %q", in, got, want)
		}
	}
}

// TestWholeField holds that a field which is nothing but an ordinary word counts as the name it is declared to be.
func TestWholeField(t *testing.T) {
	m := mask.New([]incident.Party{{Role: incident.RolePartner, Org: "東京株式会社"}, {Role: incident.RolePerson, Name: "林 一郎"}})
	for in, want := range map[string]string{"東京": "取引先A", "東京の工場": "東京の工場", "東京さんの工場": "取引先Aさんの工場", "株式会社東京": "取引先A", "林": "社員A", "林の中": "林の中", "林さん": "社員Aさん", "山林さん": "氏名さん"} {
		if got, _ := m.Mask(in); got != want {
			t.Errorf("%q gives %q, want %q", in, got, want)
		}
	}
}

func TestPlaceholders(t *testing.T) {
	people := make([]incident.Party, 28)
	for i := range people {
		people[i].Role = incident.RolePerson
	}
	names := mask.Placeholders(people, []string{"", "社員C"})
	if names[0] != "社員A" || names[1] != "社員C" || names[2] != "社員B" || names[3] != "社員D" || names[26] != "社員AA" {
		t.Error(names)
	}
	two := mask.Placeholders([]incident.Party{{Role: incident.RoleReporter}, {Role: incident.RoleReporter}, {Role: incident.RoleContractor}}, nil)
	if two[0] == two[1] || two[2] != "委託先A" {
		t.Error(two)
	}
}

// TestSpans holds that the spans are what was replaced, in order, without overlap, and that of the declared long terms nothing stays.
func TestSpans(t *testing.T) {
	m := mask.New(parties)
	pieces := []string{"株式会社", "北嶺システムワークス", "碓氷", " ", "\n", "健吾", "さん", "090-0000-4107", "usui@hokurei-sw.example", "鴫原", "正彦", "の", "は", "ﾞ", "(株)", "亀沢樹脂", "%E7%A2%93%E6%B0%B7", "03", "-", "高橋", "札幌市白石区", "8丁目", "Ａ", "㌍"}
	whole := []string{"北嶺システムワークス", "碓氷健吾", "鴫原正彦", "亀沢樹脂", "usui@hokurei-sw.example", "札幌市白石区"}
	rapid.Check(t, func(rt *rapid.T) {
		s := strings.Join(rapid.SliceOfN(rapid.SampledFrom(pieces), 0, 30).Draw(rt, "pieces"), "")
		masked, spans := m.Mask(s)
		var b strings.Builder
		at := 0
		for _, sp := range spans {
			if sp.Start < at || sp.End <= sp.Start || sp.End > len(s) {
				rt.Fatalf("span %v after %d of %d", sp, at, len(s))
			}
			b.WriteString(s[at:sp.Start] + sp.Placeholder)
			at = sp.End
		}
		if b.String()+s[at:] != masked {
			rt.Fatalf("%q: spans do not give %q", s, masked)
		}
		flat := text.Squeeze(masked)
		for _, w := range whole {
			if strings.Contains(flat, text.Squeeze(w)) {
				rt.Fatalf("%q leaves %q in %q", s, w, masked)
			}
		}
	})
}

func TestKeys(t *testing.T) {
	keys := mask.Keys(parties[0])
	for _, want := range []mask.Key{{mask.Org, "北嶺しすてむわーくす"}, {mask.Org, "株式会社北嶺しすてむわーくす"}, {mask.Name, "碓氷健吾"}, {mask.Phone, "09000004107"}, {mask.Mail, "usui@hokurei-sw.example"}, {mask.Domain, "hokurei-sw.example"}} {
		if !slices.Contains(keys, want) {
			t.Errorf("no key %v in %v", want, keys)
		}
	}
	for k, typed := range map[mask.Kind]string{mask.Org: "㈱北嶺システムワークス", mask.Name: "碓氷　健吾様", mask.Phone: "＋８１ ９０－００００－４１０７", mask.Mail: "Usui＠hokurei-sw.example"} {
		if !slices.ContainsFunc(mask.LookupKeys(k, typed), func(s string) bool { return slices.Contains(keys, mask.Key{Kind: k, Text: s}) }) {
			t.Errorf("%s typed as %q is not found", k, typed)
		}
	}
	a, _ := mask.Identity(incident.Party{Org: "北嶺システムワークス(株)"})
	if b, ok := mask.Identity(parties[0]); !ok || a != b {
		t.Errorf("one organisation has two identities: %v, %v", a, b)
	}
}

func FuzzMask(f *testing.F) {
	m := mask.New(parties)
	f.Add("碓氷\x80さん %E7%A2%93 ㈱ 〒1")
	f.Fuzz(func(t *testing.T, s string) { m.Mask(s) })
}

// Thousands of people named in one report each get a letter of their own, in the order written.
func TestPlaceholdersOfMany(t *testing.T) {
	many := make([]incident.Party, 20_000)
	for i := range many {
		many[i].Role = incident.RolePerson
	}
	got := mask.Placeholders(many, []string{"", "社員C"})
	seen := map[string]bool{}
	for _, p := range got {
		if seen[p] {
			t.Fatalf("%s is given twice", p)
		}
		seen[p] = true
	}
	if got[0] != "社員A" || got[1] != "社員C" || got[2] != "社員B" || got[3] != "社員D" || got[19_999] != "社員ACOF" {
		t.Errorf("%v … %s", got[:4], got[19_999])
	}
}
