package mask_test

import (
	"slices"
	"strings"
	"testing"

	"todoke/internal/mask"
)

// uncovered are the stretches between ‹ and › of in that proposals do not cover, and all that is proposed for the text without the marks.
func uncovered(m *mask.Masker, in string) (missed []string, list []mask.Proposal) {
	s := strings.NewReplacer("‹", "", "›", "").Replace(in)
	list = m.Propose(s)
	at := 0
	for rest := in; strings.Contains(rest, "‹"); {
		before, after, _ := strings.Cut(rest, "‹")
		want, tail, _ := strings.Cut(after, "›")
		from := at + len(before)
		at, rest = from+len(want), tail
		for i, r := range want {
			if r != ' ' && !slices.ContainsFunc(list, func(p mask.Proposal) bool { return p.Start <= from+i && from+i < p.End }) {
				missed = append(missed, want)
				break
			}
		}
	}
	return missed, list
}

// TestPapers holds that numbers of cars, licences, permits, passports and insurance cards are proposed whole, and that laws, counts and days are not.
func TestPapers(t *testing.T) {
	m := mask.New(nil)
	for _, in := range []string{
		"車両のナンバーは‹多摩500さ12-34›、もう1台は‹横浜 33 な ・・71›。", "the coach ‹品川 200 か 40-19› used the wifi", "(‹なにわ 480 れ 8›)", "車番=‹富士山 300 せ 1-23› 社員", "レンタカー ‹湘南 302 わ 88-40›／返却",
		"運転免許証の番号(‹第 301288457160 号›)を読み上げた", "営業の許可番号(‹関自旅二第 2207号›)", "宅建業免許 ‹岐阜県知事(3)第 4418 号›", "教員免許状 ‹平二三中一種第4410号›", "建設業許可: ‹般-5 第40217号›", "海技免状 ‹第３級 ０４４８１２›", "(手帳 ‹青第40127号›)の写真",
		"わたし の ざいりゅうカード ‹UH 7730 6154 KA› です", "residence cards (one is ‹KT 40917732 RA›)", "passport ‹GK 5518204›, member", "the passport of Maria (‹V51290844›), his", "パスポート（番号 ‹E12345678›）", "driving licence is ‹MORGA753116SM9IJ›.",
		"例えば‹記号2034 番号118›みたいの", "事業所整理記号: ‹14-いろは› 番号: ‹02219›", "保険証の番号(‹31880214 枝番01›)", "介護保険被保険者証(‹0004417283›)の写し", "許可番号 ‹入-26-0447›", "licence plate is ‹Kobe 300 sa 12-34›;", "UK reg ‹AB12 CDE› was seen", "NI number ‹QQ 12 34 56 C›, SSN ‹078-05-1120›.", "licence\t309912345678\t‹AB 1234 5678 CD›", "記号番号 ‹３３１・２０８›", "(‹岐公委 第40912-7号›)を", "番号 ‹証第2026-0318号›", "insurance no. ‹1384 0271 66›.", "製造許可: ‹38AKZ200417›",
	} {
		if missed, list := uncovered(m, in); len(missed) > 0 {
			t.Errorf("%q: %q are not proposed whole: %v", in, missed, list)
		}
	}
	for _, s := range []string{"令和5年法律第57号と省令第120号", "最高裁平成20年(受)第1234号", "第3号様式に書く", "9月12日 300 名が参加、12の34では", "免許証の写し1,204件", "パスポートの写しは2026-11-18に届いた", "AES 256 の 12-34 章"} {
		for _, p := range m.Propose(s) {
			if p.Kind == mask.Licence {
				t.Errorf("%q: %q is proposed as a licence", s, s[p.Start:p.End])
			}
		}
	}
	masked, _ := m.Mask("車は品川 330 あ 70-16、免許証は第 301288457160 号。")
	if strings.Contains(masked, "70-16") || strings.Contains(masked, "3012") {
		t.Errorf("the door leaves %q", masked)
	}
}

// TestFileNames holds that a file called after somebody is proposed whole, with its folders, and one of everybody's is not.
func TestFileNames(t *testing.T) {
	m := mask.New(nil)
	for _, in := range []string{
		"「‹給与_安養寺_11月.xlsx›」という", "添付は‹【至急】見積依頼書_タチバナ機工.xlsx›。", "ファイル名は‹笹ノ原いずみ_最終稿.docx›、", "‹LENS_KUZUHARA_v3.stp›も見られた", "ファイル名は ‹rec_20260708_guest_Ferreira.m4a›、客", "‹写真_みさき.jpg›",
		"\"key\": \"‹backup/harukaze_members.sql.gz›\"", "files:\n‹/dms/hr/Pemberly_payroll.xlsx›\n", "フォルダ: ‹/領収書/2025/株式会社アオバ塗装›/\n", "ファイル名：‹/home/murakoshi/.ssh/authorized_keys› に", `‹C:\inetpub\logs\shiokaze-ryokan\u_ex241010.log› です`,
		`‹E:\契約\保守契約_黒部ケーブル×宇奈月観光.docx› ほか`, "‹R7_予算(ヤマグチ).docx›", "‹20241101_請求_本多様.pdf.exe› という添付", "「‹README_七五三_金子家.txt›」という",
	} {
		if missed, list := uncovered(m, in); len(missed) > 0 {
			t.Errorf("%q: %q are not proposed whole: %v", in, missed, list)
		}
	}
	for _, s := range []string{"請求書.zip と 御見積書_1118.xlsm", "README_RESTORE-my-files.txt", `C:\Windows\System32\svchost.exe`, "invoice_2024.pdf, brochure.iso", "GET /wp-admin/user-new.php", "/var/log/auth.log", "議事録_最終.docm", "Adobe_Update.exe", "akira_readme.txt", "スキャン0012.pdf", "</div></body>"} {
		for _, p := range m.Propose(s) {
			if p.Kind == mask.Path {
				t.Errorf("%q: %q is proposed as a path", s, s[p.Start:p.End])
			}
		}
	}
}

// TestMachines holds that names of machines are proposed by what they are made of, and words with hyphens, models and methods are not.
func TestMachines(t *testing.T) {
	m := mask.New(nil)
	for _, in := range []string{
		"私のPC(‹kanko-note3›)です", "ワークステーション:‹KARTE-3B-02› 送信元", "from ‹bastion-osk›, please", "レセコン(‹RECE-MAIN›)から", "one called ‹FRONTDESK-HL›, is", "machine is ‹KFT-LT-0417› and", "10.1.2.3(‹hke-nas›)が", "PBX: ‹pbx-otter›, login", "機器 ‹amber-gw-7f› / 外側",
		"社内の ‹CTS-PLM› に", "00412\t‹GIF-W10-12›\t木全", "‹log-batch3›はまだ", "サーバ名は「‹かえで›」で", "host=‹tsubaki› user", "端末で、名前は‹SOGI-HIKAE2›。", "collector ‹nfcol-chitose1› alarms",
	} {
		if missed, list := uncovered(m, in); len(missed) > 0 {
			t.Errorf("%q: %q are not proposed whole: %v", in, missed, list)
		}
	}
	for _, s := range []string{"WPA2-PSK と X-Forwarded-For", "the log-in page, web-based console and end-to-end tests", "Operation=New-InboxRule", "%ASA-6-113039: Group", "PC3台とも暗号化", "型番 AX-200 は市販品", "ルータ RTX830 を更新", "PC 3F に設置", "EICAR-Test-File を検知", "e-mail gateway, VPN-only policy, post-mortem"} {
		for _, p := range m.Propose(s) {
			if p.Kind == mask.Host {
				t.Errorf("%q: %q is proposed as a machine", s, s[p.Start:p.End])
			}
		}
	}
}

// TestTowns holds that addresses whose town no dictionary has, rooms, stations and towns in English are proposed whole, and what only looks so is not.
func TestTowns(t *testing.T) {
	m := mask.New(nil)
	for _, in := range []string{
		"1,矢ケ崎 ふみ,‹塩筒市大字上条1182番地3›,48,310円", "（‹千早見市駅前通り3-1-8›）の", "宛名は「‹讃北町大字田上557番地›", "店は‹大分県別府市鉄輪北5組の2›です", "酒が‹千葉県浦安市弁天西6-3-15 ウィンド浦安1107›へ", "納品先は‹埼玉県八潮市鶴ヶ曽根南1460 第3倉庫›",
		"‹旭川西市神楽岡11条3丁目4-8› 0166 000 28", "事務所は‹目黒区八雲五丁目八十八番三号 メゾン八雲二〇一›です", "Address: ‹3F Hoshiba Bldg., 1-22-9 Kitanodai, Chuo-ku, Kobe›\nWhat happened", "カードは‹松本駅›の駐輪場", "‹醍醐台駅›前の医院", "‹気仙沼港›の倉庫", "We live in ‹Aratama Ward›.", "‹高槻市›内のバスに", "長崎県‹諫早市›に本社",
	} {
		if missed, list := uncovered(m, in); len(missed) > 0 {
			t.Errorf("%q: %q are not proposed whole: %v", in, missed, list)
		}
	}
	for _, s := range []string{"最寄り駅の前", "都市部の地区3-1", "送金先は香港の銀行", "Chuo-ku, Kobe\nWhat happened"} {
		for _, p := range m.Propose(s) {
			if p.Kind == mask.Address || p.Kind == mask.Place && !strings.HasPrefix(s, "Chuo") || strings.Contains(s[p.Start:p.End], "What") {
				t.Errorf("%q: %q is proposed as %s", s, s[p.Start:p.End], p.Kind)
			}
		}
	}
}

// TestProductsAndDepartments holds that what is run under a name is proposed behind and before the words for a site or program, and quoted words of everybody are not; and that
// departments are, also in English, but not authorities, clubs and rooms.
func TestProductsAndDepartments(t *testing.T) {
	m := mask.New(nil)
	for _, in := range []string{
		"販売管理「‹うりとめ君›」に脆弱性", "管理画面「‹創成パネル›」への", "「‹すまいるリザーブ›」を使う宿から", "‹おみやげどっとこむ能登›というサイトを運営", "システムは‹本のひろば›、町は", "直売ページ「‹うみのえき便›」 https", "ネットショップ（名称：‹手仕事のあしあと›）を", "サービス名称：‹でんき見える化くん›、影響", "サイト名: ‹とびうめ手帖›\nURL",
		"our ‹Customs Desk› got", "the ‹General Affairs Division› is", "the ‹Student Affairs Office› says", "‹薬剤部›三枝です", "放送局の‹技術局›より",
	} {
		if missed, list := uncovered(m, in); len(missed) > 0 {
			t.Errorf("%q: %q are not proposed whole: %v", in, missed, list)
		}
	}
	for _, s := range []string{"個人情報保護委員会と水道局に報告", "休憩室と会議室のPC", "野球部のマネージャー", "警視庁サイバー犯罪対策課を名乗る", "支払サイトは「末締め翌々末」です", "画面に赤い文字で「PAY」と出た", "12ページ「電源を入れる」", "入力フォームの「業種」に"} {
		for _, p := range m.Propose(s) {
			if p.Kind == mask.Product || p.Kind == mask.Dept {
				t.Errorf("%q: %q is proposed as %s", s, s[p.Start:p.End], p.Kind)
			}
		}
	}
}
