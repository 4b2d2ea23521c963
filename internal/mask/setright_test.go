package mask_test

import (
	"strings"
	"testing"

	"todoke/internal/incident"
	"todoke/internal/mask"
)

// TestSetRight holds that what people say a name is not read as, or is heard as, is found, with names by which they call themselves, capitals for the rest of a name and
// pieces of a telephone number; and that the same turns of speech about other things raise nothing.
func TestSetRight(t *testing.T) {
	shop := incident.Party{Org: "北浜カヌークラブ", OrgKana: "キタハマカヌークラブ", Name: "神門 太一", Kana: "ゴウド タイチ", Phone: "0855-62-7319"}
	firm := incident.Party{Org: "三隅ネットサービス株式会社", OrgKana: "ミスミネットサービス", OrgEN: "Misu Net", Name: "小豆沢 ジェローム", Kana: "アズサワ ジェローム", Phone: "03-5550-8816"}
	ward := incident.Party{Org: "大字柳ヶ淵自治会", OrgKana: "ヤナギガフチジチカイ", Name: "周藤 源蔵", Kana: "ストウ ゲンゾウ", Address: "長野県上田市真田町長2417-6"}
	for _, c := range []struct {
		party incident.Party
		lines string
	}{
		{shop, `神門(ゴウド、‹カンド›ではない)です
			‹かんど›と読まれますがごうどです
			神門(ごうど、「‹こうど›」に聞こえる)
			担当は神門です。「‹顔戸›」「‹合戸›」と変換されがち
			会社名、「‹北浜加盟›」と変換されます
			「神門と書いて‹ごうど›」
			‹北浜KC›の神門です
			‹7319›の電話に折り返しください
			‹62局の7319›です
			局番‹0855-62›まで聞きました
			でんわ‹0855-62-73›、えーと「‹19›」です
			His: ‹0855 62 73› … ‹19›. He will wait
			番号は‹ぜろはちごーごー、ろくじゅうに、ななさんいちきゅう›
			私‹太一›は夜なら出られます
			おれは‹たいち›。夜なら出る
			わし‹たいち›呼んでくれたらええ
			前に電話した‹たいち›の親父な`},
		{firm, `‹三隅NS›からの連絡です
			‹小豆沢J› 様
			サーバ名 ‹MISUWMS›
			・‹三隅›:装置の更新が遅れています
			Night shift: ‹MN› domain controller rebuilt`},
		{ward, `‹柳が淵›の自治会です
			柳ヶ淵の‹げんぞう›だばって
			番地は‹二四一七の六›です`},
	} {
		m := mask.New([]incident.Party{c.party})
		for _, line := range strings.Split(c.lines, "\n") {
			for _, left := range unproposed(m, strings.TrimSpace(line)) {
				t.Errorf("%q stays in %q", left, strings.TrimSpace(line))
			}
		}
	}
	m := mask.New([]incident.Party{shop})
	for _, s := range []string{
		"ひらがなではなく漢字の神門です", "7319件の記録", "7319年", "10.7319-2", "画面の「更新」に変換が止まる", "おれはもう寝る", "クラブPCが感染した", "62局が参加した会議", "神門と書いてください", "北浜の件ではなく南の件です",
	} {
		for _, p := range m.Propose(s) {
			if p.Party != mask.NoParty && !strings.ContainsAny(s[p.Start:p.End], "神北") {
				t.Errorf("%q is proposed in %q", s[p.Start:p.End], s)
			}
		}
	}
}

// Texts that repeat such turns without end take no longer a byte than others: these 16 of 200 KB are done in some seconds, and in minutes where something is gone
// over again from each place.
func TestSetRightEndlessly(t *testing.T) {
	m := mask.New([]incident.Party{{Role: incident.RoleReporter, Org: "北浜カヌークラブ", Name: "神門 太一", Kana: "ゴウド タイチ", Phone: "0855-62-7319", Address: "島根県浜田市真光町2417-6"}})
	for _, turn := range []string{"かんどじゃないごうど", "じゃない", "神門「うち」に聞こえる", "「」に変換", "北浜K", "あK", "7319 ", "0855-62-73…", "62局の", "番地は2417の6、", "私神門は", "おれはたいち。", "北浜:", "神門と書いてかんど", "神門の", "の"} {
		m.Propose(strings.Repeat(turn, 200_000/len(turn)))
	}
}
