package mask_test

import (
	"strings"
	"testing"

	"todoke/internal/incident"
	"todoke/internal/mask"
)

// theirs and ours hold a thing in square brackets each: the attacker's, or somebody else's in a text that speaks of an attack. \n is a line break.
const (
	theirs = `取引先を装ったメールの送信者アドレスは[kaikei@torihiki-center.example.com]です。
添付ファイルを開くと[198.51.100.130]へ接続を試みます。
Webサーバーのログに[198.51.100.131]からの大量アクセス（SQLインジェクション）が残っていた。
サイトに不正なスクリプト（[https://stat-js.example.net/t.js]）が埋め込まれていた。
暗号化されたサーバーに置かれた脅迫文には「[recover@secretmail.example.org]へメールせよ」とありました。
職員のメールが外部の[copy.box@freemail.example.com]に自動転送されていた。
フィッシングサイトのIPアドレスは[198.51.100.133]、国はオランダ。
偽の振込先は しろくま銀行 東支店 普通 [3334445] でした。
当社名をかたる偽アカウント「[@kaisha_campaign_jp]」を確認しました。
攻撃者が作成した管理者アカウント[sysbackup1]を削除した。
VPNに[198.51.100.134]から不正にログインされました。
The attacker's IP was [198.51.100.136].
The victim was redirected to [https://bonus-card.example.net/login].
We blocked the malicious IPs [198.51.100.137] and 198.51.100.138.
A suspicious login from [198.51.100.139] (Brazil) was reported.
The ransom note tells us to contact [team@lockers.example.org].
Sender: [no-reply@bank-alert.example.com] (fake)
通信先IP：[198.51.100.140]（C2）
悪性ドメイン：[bad-dns.example.net]
不正送金先口座：くじら銀行 西支店 普通 [5556667]
偽警告の電話番号：[0101-800-555-0199]
スミッシングのURL：[https://denki-pay.example.com/]
詐欺サイトのURL [https://brand-out.example.net/]
迷惑メールの送信元[198.51.100.141]をブロックした。
PowerShellで[http://198.51.100.142/p.ps1]をダウンロードして実行。
ボットネットに加わり[irc.bot.example.net]と通信していた。
ルーターのDNSが[198.51.100.143]に変更されていました。
犯人のメールアドレスは[hannin@mail.example.org]
攻撃元は[198.51.100.170]
フィッシングページ（[https://fish.example.net/]）を確認
昨夜、[203.0.113.9]からメールサーバーへ大量のログイン失敗がありました。
ウイルスは[198.51.100.4]:8080と通信しようとしていました。
感染した端末が定期的に[upd-check.example.net]へ接続していました。
警告画面に書かれていた電話番号は[050-1234-5678]です。
警告に表示された[0120-000-111]へ電話をかけてしまい、遠隔操作されました。
偽の請求書に記載された振込先は、みらい銀行 中央支店 普通 [1234567]です。
詐欺メールの送信者は[accounting@pay-notice.example.com]でした。
フィッシングメールのリンク先は[https://secure-login.example.net/a]でした。
SMSのリンク[https://takuhai-re.example.com/x]を開きました。
ランサムノートの連絡先：[lock77@mail.example.com]
身代金の支払いを求める画面に[http://abcdefgh.onion/pay]とあった。
当社サイトとそっくりの[shop-outlet.example.com]が見つかった。
改ざんされたページから[http://bad-redirect.example.net/in.php]に転送される。
不正ログインの接続元IPアドレスは[203.0.113.77]（オランダ）。
攻撃元IPアドレス：[203.0.113.78]、203.0.113.79
海外のIPアドレス[203.0.113.80]から管理画面にアクセスがあった。
sshd: Failed password for invalid user admin from [203.0.113.81] port 22
マルウェアのダウンロード元は[http://203.0.113.82/x.exe]
The phishing page was hosted at [https://login-office.example.net/].
We saw repeated login attempts from [203.0.113.83] all night.
The malware beacons to [cdn-sync.example.net] every minute.
The invoice fraudster used the address [ap@vendor-pay.example.com].
通信先（C2サーバ）は[203.0.113.84]です。
不審な通信先: [203.0.113.85]
なりすましの差出人アドレスは[ceo@mail-boss.example.com]です。
X上のなりすましアカウント[@fake_shop_1]が当選DMを送っています。
支払い画面が[pay-gate.example.net]に飛ぶように書き換えられていた
ログを見ると深夜2時に[198.51.100.90]からrootでログインされていた
IOC:\n[198.51.100.92]\nevil-host.example.net
遠隔操作を求めてきた相手の電話番号：[050-9876-5432]
犯人から届いたメール（[kidnap@mail.example.org]）
新しい振込先として ほしぞら銀行 本店 普通 [7654321] を指定する偽メールが届いた
当社が払い込んだ先は詐欺の口座（あかり銀行 南支店 普通 [1112223]）だった
ファイルを暗号化され、「[help@unlock.example.org]に連絡しろ」と表示された
ウイルス対策ソフトが[http://files.example.net/a.exe]からのダウンロードを遮断した
不審なログイン（[198.51.100.93]、ブラジル）を検知
攻撃者のドメインは[mail-secure.example.net]である
The fake shop is at [https://cheap-bags.example.net].
We were phished by a mail from [it-support@helpdesk.example.org].
The caller said to ring [+1 800 555 0100] to remove the virus.
src=[198.51.100.95] dst=203.0.113.1 action=deny msg="brute force"
DNSの応答が[198.51.100.96]に書き換わっていました。
SNSの偽アカウント [@official_kutsu_jp] がDMを送っています
メールに書かれていたURL（[https://point-get.example.com/]）を開いてIDを入力した。
なりすましメールのReply-Toは[boss@ceo-mail.example.com]でした
マルウェアが[198.51.100.97]:443へデータを送信した。`
	ours = `当院のサーバー（[198.51.100.150]）から外部に大量のメールが送信されていた。
不正ログインを受けたアカウントは[yamamoto.k]です。
データが保存されていたクラウドのURLは[https://cloud.example.com/share/1]です。
メールを受け取った取引先は[order@buhin.example.com]です。
[info@kaisha.example.com]をかたるメールが出回っています。
[www.kaisha.example.com]に似た偽ドメインが取得された。
不審メールは[info@kaisha.example.com]宛てに届いた。
通報者のメール：[tsuho@mail.example.com]
フィッシング被害の相談窓口は[0570-000-111]です。
詐欺の電話を受けた方の番号は[090-5555-6666]です。
なりすまされた社長の携帯は[080-7777-8888]です。
弊社の振込先は しろくま銀行 東支店 普通 [3334446] のままです。
不正送金の被害にあった口座は しろくま銀行 東支店 普通 [3334447] です。
漏えいした口座情報：しろくま銀行 東支店 普通 [3334448]
攻撃を検知した監視会社の番号は[03-2222-3333]です。
調査会社から[198.51.100.151]のログを求められた。
リモート保守業者の固定IP[198.51.100.152]からの接続を許可しています。
社員が自宅（[198.51.100.153]）からVPNに接続した。
テレワーク用の[198.51.100.154]は当社の回線です。
脆弱性のあったホスト[test.kaisha.example.com]を停止しました。
侵入されたのは[ftp.kaisha.example.com]です。
マルウェアに感染した子会社のメールアドレス[s@ko.example.com]から届いた。
乗っ取られた先生のアカウント[@sensei_art]から詐欺のDMが届いた。
@kaisha_fakeは偽物で、本物は[@kaisha_pr]です。
偽サイトを見つけたお客様（[okyaku@mail.example.com]）から連絡があった。
警察に[198.51.100.155]の契約者を照会された。契約者は当社の顧客です。
Our website [https://www.firm.example.com/] was defaced.
The hijacked mailbox is [anna@firm.example.com].
The phishing victims include [bob@client.example.com].
The scammers pretended to be [support@firm.example.com].
Attack traffic hit [198.51.100.156] for an hour.
Please contact our SOC at [soc@firm.example.com] about the phishing.
The infected laptop had the address [198.51.100.157].
She gave the scammers her number, [080-1234-0000].
He typed the password of [tom@firm.example.com] into the fake page.
Suspicious mails were reported by [jane@firm.example.com].
ウイルス感染の連絡先は[kanri@kaisha.example.com]です
不正アクセスに関するお問い合わせ：[03-4444-5555]
不審な電話があったら[03-4444-5556]までご連絡ください。
身に覚えのない請求について、販売店（[03-4444-5557]）は知らないと言う。
不正利用されたカードの持ち主は[kato@mail.example.com]さんです。
不審なファイルをアップロードされたサーバ：[198.51.100.158]
不正アクセスされたIP：[198.51.100.159]
DDoS攻撃の宛先は[198.51.100.160]でした。
踏み台サーバー [198.51.100.161]
攻撃対象URL [https://login.kaisha.example.com/]
改ざんされたURL：[https://www.dantai.example.org/index.html]
偽装された差出人は[shacho@kaisha.example.com]（本物のアドレス）です。
詐称されたアドレス [info@kaisha.example.com]
メールの宛先：[a@kaisha.example.com]、送信元：攻撃者
攻撃を受け、ファイアウォールの外側アドレス[198.51.100.171]を変更しました。
sshd: Accepted publickey for admin from [198.51.100.172] port 22（保守作業）
2026-01-02 10:00 user=hara src=[198.51.100.173] result=success
本日の不正アクセスの件、ログ解析を依頼した業者の接続元は[198.51.100.174]です。
海外拠点の[198.51.100.175]から本社へ接続できません。
不審メールの転送先：[soc@kanshi.example.com]まで
不審なメールはこちらへ転送してください：[abuse@isp.example.com]
スパム判定された当社のメール[news@kaisha.example.com]について
迷惑メールに分類された[seikyu@torihiki.example.com]からの請求書は本物でした。
海外のお客様[john@client.example.com]から問い合わせがありました。
見知らぬ端末からログインされたのは[kuma_san]です。
知らないうちに[hanako_77]の名前で投稿されていました。
偽の口座に振り込んでしまった会社の担当は[090-1212-3434]です。
詐欺に使われた名義の本人（[kato.ichiro@mail.example.com]）も被害者です。
フィッシングで盗まれたIDは[member0012]
C2に接続していた端末のIPは[198.51.100.176]
マルウェアの通信を検知した端末 [198.51.100.177]
攻撃者が閲覧したのは[https://files.kaisha.example.com/list]です。
攻撃者がログインに使ったアカウントは[suzuki-t]です。
攻撃者の使ったアカウント：[suzuki-t]
犯人が電話した先は[03-6666-7777]（取引先）です。
偽サイトの表示名に使われた店の電話は[03-6666-7778]です。
偽メールの署名欄には本物の電話番号[03-6666-7779]が書かれていました。
偽サイトに掲載された会社の住所と電話[03-6666-7780]は当社のものです。
偽メールの本文には当社の[https://www.kaisha.example.com/]へのリンクもありました。
The phishing mail was forwarded to [it@school.example.org].
Attackers used the account [svc-backup] of our vendor.
Login from [198.51.100.178] was the CEO on a business trip.
Suspicious mail reported: From our partner [sales@partner.example.com], it was real.
IDS alert: attack from 203.0.113.9 to [198.51.100.179]
deny tcp 203.0.113.9:1234 -> [198.51.100.180]:443
不審な通信はなかったが、念のため[198.51.100.181]を確認した。
不審な送信先ではなく取引先の[ftp.torihiki.example.com]でした。
攻撃ではなく、監視サービス[198.51.100.182]からの定期的なアクセスでした。
ブロックされてしまったのは正規の利用者[198.51.100.183]です。
遮断リストに誤って入った[198.51.100.184]を解除してください。
ブラックリストに載った当社のIP：[198.51.100.185]
ダウンロード元は公式の[https://dl.vendor.example.com/x.exe]です。
攻撃を受けた当社のサーバーは[203.0.113.9]です。
当社のメールサーバー[198.51.100.4]が踏み台にされ、迷惑メールを送信していました。
不正アクセスを受けたサイトは[https://shop.example.com/]です。
改ざんされたのは[www.kikai.example.com]のトップページです。
フィッシングの被害に遭った顧客は[taro@mail.example.com]です。
不審なメールを受け取ったのは[hanako@mail.example.com]の一件だけです。
偽メールが[soumu@kaisha.example.com]に届きました。
警告画面が出たので、サポート窓口[03-1234-5678]に電話してください。
詐欺に遭った方は当センター（[0120-123-456]）までご連絡ください。
被害者の電話番号は[090-1234-5678]です。
振込先を変えろと言われたが、本来の口座はみらい銀行 中央支店 普通 [1234567]です。
返金先の口座：みらい銀行 中央支店 普通 [7654321]
攻撃は[203.0.113.10]のVPN装置に対して行われた。
攻撃者は[198.51.100.20]のサーバーに侵入した。
攻撃者は[admin-taro]のアカウントで侵入した。
不正ログインされたアカウントは[s-yamada]です。
ウイルスに感染したPCのグローバルIPは[203.0.113.99]です。
スキャンの対象となったのは[203.0.113.0/28]です。
犯人は[hanako@mail.example.com]のメールボックスを読んでいた。
総当たりで破られたのは[203.0.113.55]のRDPでした。
The attacker logged in to our portal [https://portal.example.com/].
Attackers sent mail from our customer's account [ken@client.example.com].
The phishing mail was addressed to [info@shop.example.com].
The compromised host [203.0.113.60] belongs to our subsidiary.
Please send the report to [csirt@corp.example.com].
Scan target was [203.0.113.61].
不正アクセスの調査を依頼した先の連絡先は[info@forensic.example.com]です。
誤って外部のアドレス[suzuki@other.example.com]へ名簿を送ってしまいました。
転送ルールが作られたのは[sato@kaisha.example.com]のメールボックスです。
不審なログインがあった利用者は[m-suzuki]さん。
保守業者は[203.0.113.70]から接続しています。
リモート保守の接続元は[203.0.113.71]（委託先）です。
在宅勤務の社員が[203.0.113.72]からVPNに接続していました。
From: [tanaka@torihiki.example.com]
見積書を送ったのは[eigyo@torihiki.example.com]（取引先）です。
偽サイトに入力してしまったのは[hanako@mail.example.com]とパスワードです。
フィッシングサイトに[hanako@mail.example.com]とパスワードを入力した。
なりすまされたのは[shacho@kaisha.example.com]です。
偽アカウントは本物の[@shop_official]をまねています。
マルウェアに感染したホームページ [http://www.hojin.example.org/] を閉鎖しました。
乗っ取られたInstagramのアカウントは[@cafe_hana]です。
当社を騙る電話の被害者宅の番号は[03-9999-0000]
攻撃元の調査のため[03-1111-2222]（プロバイダ）に電話した。
漏えいしたメールアドレスは[a@one.example.com]、b@two.example.comなどです。
攻撃者が閲覧したページ: [https://intra.example.com/hr]
The ransom note was found on [fs01.corp.example.com].
フィッシング対策のため新しいサイト[https://new.example.com]に移行しました。
[https://shop.example.com/] の利用者にフィッシングメールが届いています。
ホテルの予約ページ [https://stay.example.com/] の名をかたるSMSが出回っています。
フィッシングへの注意を[https://info.example.org/notice]に掲載しました。
詐欺SMSについて詳しくは[https://www.shop.example.com/news]をご覧ください。
当店の正しいURLは[https://www.shop.example.com/]です。SMSのリンクは偽物です。
不審なメールを受信された方は[info@shop.example.com]までお知らせください。
偽サイトの件は[sales@hosting.example.com]（ホスティング会社）に削除を依頼した。
フィッシングサイトは、レンタルサーバー利用者の[http://user1.hosting.example.com/]に設置されていた。
サポート詐欺に遭いました。私の番号は[090-1111-2222]です。
サポート詐欺に遭った父の番号は[090-3333-4444]です。
偽の警告が出ました。折り返しは[03-1234-9999]へ。
還付金詐欺の電話があった。役場の番号は[0123-45-6789]。
攻撃を受けたのは[198.51.100.1]で、攻撃元は203.0.113.5です。
203.0.113.5から[198.51.100.1]へ攻撃がありました。
スキャンは203.0.113.5から[198.51.100.1]の22番ポートに対して。
src=203.0.113.5 dst=[198.51.100.1] action=deny msg="brute force"
Failed password for root from 203.0.113.5 to [198.51.100.1]
Target: [198.51.100.1]
不正ログインされたのは会員[hanako99]です。
身代金要求を受けた取引先の担当は[kimura@torihiki.example.com]です。
ランサムウェアに感染した支社のサーバは[198.51.100.2]です。
ランサムウェアの被害について報告します。連絡先：[info@kaisha.example.com]
ファイルが暗号化されました。担当 田中 [tanaka@kaisha.example.com]
Our files were encrypted. Contact: [mike@firm.example.com], 03-1111-2222
We are a school. A phishing mail was sent to [principal@school.example.org].
The phishing mail was sent from our own account [office@school.example.org].
The malware infected the PC of [j.smith].
Brute force against [vpn.firm.example.com] from Russia.
詐欺グループに送金させられた口座は私の あかり銀行 南支店 普通 [1112223] です。
詐欺の被害者が振り込んだ元の口座：あかり銀行 南支店 普通 [1112224]
偽メールに注意してください。正式な口座は あかり銀行 南支店 普通 [1112225] です。
口座変更の詐欺メールが届いたが、従来の口座（あかり銀行 南支店 普通 [1112226]）に払った。
転送設定で盗み見られていたのは[keiri@kaisha.example.com]です。
ウイルスメールが[keiri@kaisha.example.com]から取引先へばらまかれた。
Emotetに感染し、[eigyo@kaisha.example.com]の名前で送信された。
マルウェアの検体は[sample@vendor.example.com]へ送ってください。
警察の指示でログを[cyber@police.example.org]に送付した。
C2と通信していた端末は[PC-HR-02]、利用者は山田。
不審なアクセスを受けたWebサーバー（[203.0.113.200]）を停止した。
攻撃に使われた踏み台は[mail.kyoukai.example.org]です。
送信元IPは[203.0.113.201]で、これは当社のVPNの出口でした。
不審な接続元[203.0.113.202]は調べたところ保守会社のものでした。
海外出張中の部長が[203.0.113.203]から接続した。
アカウントを乗っ取られた人のメールは[a.user@mail.example.com]です。
なりすましの被害を受けた本人の電話は[080-2222-3333]です。
迷惑電話の相談者は[080-4444-5555]の方です。
知らない番号から電話があり、[080-4444-5555]（母）にもかかってきた。
偽の請求書が届いたので発行元とされる会社（[03-5555-6666]）に確認した。
インスタの[@cafe_hana]になりすました偽アカウントが出ています。
偽アカウントの通報をしたのは[@cafe_fan]さんです。`
)

// roleOf gives the role of what stands in the square brackets of a line, and whether there is doubt.
func roleOf(t *testing.T, m *mask.Masker, line string) (mask.Role, bool) {
	t.Helper()
	before, rest, _ := strings.Cut(strings.ReplaceAll(line, `\n`, "\n"), "[")
	thing, after, ok := strings.Cut(rest, "]")
	if !ok {
		t.Fatalf("no thing in %q", line)
	}
	for _, p := range m.Propose(before + thing + after) {
		if p.Start < len(before)+len(thing) && len(before) < p.End {
			return p.Role, p.Doubt
		}
	}
	return "", false
}

func TestWhoseThingItIs(t *testing.T) {
	m := mask.New(nil)
	for line := range strings.SplitSeq(theirs, "\n") {
		if role, _ := roleOf(t, m, line); role != mask.Attacker {
			t.Errorf("%q in %s", role, line)
		}
	}
	for line := range strings.SplitSeq(ours, "\n") {
		if role, _ := roleOf(t, m, line); role == mask.Attacker {
			t.Errorf("the attacker's: %s", line)
		}
	}
}

// Only the plainest needs no decision; what is called the attacker's in one place and somebody's in another is nobody's.
func TestDoubtAboutRoles(t *testing.T) {
	m := mask.New([]incident.Party{{Org: "株式会社ミナト靴店", Domains: []string{"minato-kutsu.example.com"}}}).WithOwn([]mask.Own{{Text: "own-list.example.net", Kind: mask.Domain}})
	for line, want := range map[string]struct {
		role  mask.Role
		doubt bool
	}{
		"C2サーバ：[203.0.113.5]":                             {mask.Attacker, false},
		"3. [hxxps[:]//shop[.]gannetrock[.]example/cart]": {mask.Attacker, true},
		"フィッシングサイト [hxxps://login[.]example[.]net/a] を確認": {mask.Attacker, false},
		"不正ログインの接続元は[203.0.113.5]":                        {mask.Attacker, true},
		"攻撃元は[203.0.113.5]です。203.0.113.5は当社のルータです。":       {mask.Unclear, true},
		"C2は[203.0.113.5]です。翌日も 203.0.113.5 と出ました。":       {mask.Attacker, false},
		"C2は203.0.113.5です。翌日も [203.0.113.5] と出ました。":       {mask.Attacker, true},
		"接続元は[203.0.113.5]":                               {mask.Unclear, true},
		"攻撃元：[192.168.1.7]":                               {"", false},
		"偽サイト：[minato-kutsu.example.com]":                 {mask.Victim, false},
		"偽サイト：[own-list.example.net]":                     {mask.Victim, false},
		"偽サイト：[www.yakusho.example.lg.jp]":                {mask.Unclear, true},
	} {
		if role, doubt := roleOf(t, m, line); role != want.role || doubt != want.doubt {
			t.Errorf("%q, doubt %v, in %s", role, doubt, line)
		}
	}
}
