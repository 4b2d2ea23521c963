package mask

import "net/netip"

var (
	attackWords = newEndings([]string{"攻撃者", "攻撃元", "攻撃", "犯人", "脅迫", "身代金", "要求文", "ransom", "c2", "c&c", "指令サーバ", "指令サーバー", "不審", "不正", "悪性", "悪意", "フィッシング", "偽", "詐欺", "マルウェア", "ウイルス", "ウィルス", "感染源", "ダウンロード元", "配布元", "配布", "外部の", "海外", "国外", "見知らぬ", "身に覚えのない", "心当たりのない", "未知の", "侵入者", "侵入元", "接続元", "発信元", "送信元", "スキャン", "総当たり", "ブルートフォース", "なりすまし",
		"騙る", "かたる", "装った", "装う", "迷惑メール", "スパム", "誘導", "リダイレクト", "通信先", "送金先", "暴露サイト", "リークサイト", "onion", "tor", "attacker", "attackers", "malicious", "phishing", "suspicious", "c&cサーバ", "ioc", "spoofed", "fake", "threatactor", "extort", "botnet", "ボット", "バックドア", "webshell", "emotet", "エモテット", "ランサムウェア", "トロイ", "hxxp", "改ざんされ", "埋め込まれ", "悪用", "スパムメール", "btc", "ビットコイン", "ドロッパ", "からのアクセス", "からの接続", "からのログイン", "からの通信", "からの攻撃", "からスキャン", "exfil", "malware", "unauthorized", "unauthorised", "bruteforce"})
	ownWords = newEndings([]string{"当社", "弊社", "自社", "我が社", "わが社", "社内", "当院", "本院", "院内", "本学", "学内", "当校", "本校", "校内", "当方", "当店", "当組合", "当法人", "当団体", "当協会", "当センター", "庁内", "当市", "当町", "当県", "届出者", "組織内", "自組織", "自宅", "弊", "公式", "正規", "本物の", "本来の", "内部", "公開している", "運営する", "運用する", "管理する", "運営している", "運用している", "管理している", "利用している", "使用している", "委託先", "取引先", "お客様", "顧客", "担当", "連絡先", "職員", "社員", "従業員", "被害", "踏み台", "感染端末", "感染した", "改ざん", "侵害された", "乗っ取られ", "ファイルサーバ", "業務", "本社",
		"支店", "our", "ourweb", "ourserver", "internal", "victim", "infectedhost", "company", "contact", "自分の", "私の", "うちの", "被害端末", "宛", "氏名", "署名", "ホームページ", "通販サイト", "ecサイト"})
)

// clause is how far to either side of a thing the words are looked at that tell whose it is.
const clause = 40

// whose tells the role of runes from to to by the words of the same sentence: the nearest before counts most, then one close behind.
func (v *view) whose(from, to int) (r Role, doubt bool) {
	near := func(w *wordSet) int {
		best := clause + 1
		for i := from; i > from-clause && i > 0; i-- {
			if c := v.runes[i-1]; c == '。' || c == '!' || c == '?' || i < from && v.lineEdge(i) {
				break
			}
			if w.ends(v, i) > 0 {
				best = from - i
				break
			}
		}
		for i := to; i < to+20 && i < len(v.runes); i++ {
			if v.runes[i] == '。' || v.lineEdge(i) {
				break
			}
			if w.starts(v, i) > 0 {
				best = min(best, i-to+6)
				break
			}
		}
		return best
	}
	attack, own := near(attackWords), near(ownWords)
	switch {
	case attack > clause && own > clause:
		return Unclear, true
	case attack <= own:
		return Attacker, own <= clause
	}
	return Victim, attack <= clause
}

// inside tells whether an address is of a private network, which no attacker outside has.
func inside(s string) bool {
	a, err := netip.ParseAddr(s)
	if err != nil {
		p, err := netip.ParsePrefix(s)
		if err != nil {
			return false
		}
		a = p.Addr()
	}
	return a.IsPrivate() || a.IsLinkLocalUnicast()
}
