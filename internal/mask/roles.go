package mask

import (
	"net/netip"
	"strings"
)

var (
	attackWords = newEndings([]string{"攻撃者", "攻撃元", "不正アクセス元", "不正ログイン元", "不正な", "フィッシングサイト", "偽の", "偽サイト", "偽メールの", "犯人", "脅迫", "身代金", "要求文", "c2", "c&c", "指令サーバ", "指令サーバー", "不審", "悪性", "悪意", "フィッシング", "偽", "マルウェア", "感染源", "ダウンロード元", "配布元", "海外", "国外", "見知らぬ", "身に覚えのない", "心当たりのない", "未知の", "侵入者", "侵入元", "発信元", "スキャン", "総当たり", "ブルートフォース", "なりすまし",
		"迷惑メール", "スパム", "誘導", "リダイレクト", "通信先", "送金先", "暴露サイト", "リークサイト", "onion", "attacker", "attackers", "malicious", "phishing", "suspicious", "c&cサーバ", "ioc", "spoofed", "threatactor", "extort", "botnet", "バックドア", "webshell", "emotet", "エモテット", "ランサムウェア", "トロイ", "悪用", "スパムメール", "btc", "ビットコイン", "ドロッパ", "exfil", "malware", "unauthorized", "unauthorised", "bruteforce"})
	ownWords = newEndings([]string{"当社", "弊社", "自社", "我が社", "わが社", "社内", "当院", "本院", "院内", "本学", "学内", "当校", "本校", "校内", "当方", "当店", "当組合", "当法人", "当団体", "当協会", "当センター", "庁内", "当市", "当町", "当県", "届出者", "組織内", "自組織", "自宅", "弊", "公式", "正規", "本物の", "本来の", "内部", "公開している", "運営する", "運用する", "管理する", "運営している", "運用している", "管理している", "利用している", "使用している", "委託先", "取引先", "お客様", "顧客", "担当", "連絡先", "職員", "社員", "従業員", "被害", "踏み台", "感染端末", "感染した", "乗っ取られ", "ファイルサーバ", "業務", "本社",
		"支店", "our", "ourweb", "ourserver", "internal", "victim", "infectedhost", "company", "contact", "自分の", "私の", "うちの", "うち", "こちら", "当方の", "被害端末", "宛", "氏名", "署名", "ホームページ", "通販サイト", "ecサイト"})
)

var (
	attackBehind = newEndings([]string{"からの攻撃", "からの不正", "からのスキャン", "から不正", "から攻撃", "からスキャン", "からのブルート", "からの総当たり", "から総当たり", "へ誘導", "に誘導", "へのリンク", "をブロック", "を遮断", "をブラックリスト", "へ送金", "に送金", "が取得されて", "からダウンロード", "をダウンロード", "へ通信", "への通信", "に通信", "というドメインから", "から届いた不審", "からのメール"})
	ownBehind    = newEndings([]string{"を騙", "をかた", "を装", "になりすま", "に成りすま", "に見せかけ", "に似た", "に似せ", "宛", "あて", "が改ざん", "の改ざん", "に改ざん", "を改ざん", "の担当", "まで", "へご連絡", "へ連絡", "にご連絡", "を詐称", "と偽", "のアカウント", "の利用者", "の管理", "versus"})
)

// clause is how far before a thing the words are looked at that tell whose it is.
const clause = 28

// whose tells the role of runes from to to by the words of the same sentence: the nearest before, then those right behind. Without a plain sign that it
// is the attacker's a thing counts as the victim's or as unclear, so that it is masked.
func (v *view) whose(k Kind, from, to int) (r Role, doubt bool) {
	near := func(w *wordSet) int {
		for i := from; i > from-clause && i > 0; i-- {
			if c := v.runes[i-1]; c == '。' || c == '!' || c == '?' || i < from && v.lineEdge(i) {
				break
			}
			if w.ends(v, i) > 0 {
				return from - i
			}
		}
		return clause + 1
	}
	attack, own := near(attackWords), near(ownWords)
	written := string(v.runes[from:to])
	switch {
	case ownBehind.starts(v, to) > 0:
		return Victim, attack <= clause
	case v.ownSoon(to):
		return Victim, true
	case own <= clause && own <= attack:
		return Victim, attack <= clause
	case strings.Contains(written, "hxx") || strings.Contains(written, "[.]") || strings.Contains(written, "[:]"): // written so that nobody follows it
		return Attacker, own <= clause
	case attack <= clause && attack < own:
		return Attacker, own <= clause
	case (k == IP || k == Domain || k == Mail) && attackBehind.starts(v, to) > 0 && own > clause:
		return Attacker, true
	case k == IP && own > clause && sourceMarks.ends(v, from) > 0:
		return Attacker, true
	}
	if (k == IP || k == Domain) && own > clause && v.underAttackHeading(from) {
		return Attacker, true
	}
	return Unclear, true
}

// underAttackHeading tells whether a short line above, with no empty line between, is a heading that speaks of the attacker: 接続元:, IoC一覧, ■C2. The
// lines between hold no word that says the opposite.
func (v *view) underAttackHeading(from int) bool {
	lines, end := 0, -1
	for i := from; i > 0 && from-i < 400 && lines < 12; i-- {
		if i < from && ownWords.ends(v, i) > 0 {
			return false
		}
		if v.start[i] <= v.end[i-1] || !strings.Contains(v.src[v.end[i-1]:v.start[i]], "\n") {
			if i > 1 {
				continue
			}
			i = 0
		}
		if end > 0 && end-i <= 14 {
			for k := i; k < end; k++ {
				if headingWords.starts(v, k) > 0 {
					return true
				}
			}
		}
		if i == 0 || strings.Count(v.src[v.end[i-1]:v.start[i]], "\n") > 1 {
			return false
		}
		lines, end = lines+1, i
	}
	return false
}

var headingWords = newEndings([]string{"攻撃元", "不正アクセス元", "不審な通信先", "通信先", "侵入元", "c2", "c&c", "ioc", "indicator", "攻撃者", "attackers", "悪性", "フィッシング", "遮断対象", "遮断リスト", "ブロック対象", "誘導先", "ダウンロード元", "配布元"})

// ownSoon tells whether は当社 and the like follow.
func (v *view) ownSoon(i int) bool {
	return (v.runeAt(i) == 'は' || v.runeAt(i) == 'が' || v.runeAt(i) == 'も') && (ownWords.starts(v, i+1) > 0)
}

var sourceMarks = newEndings([]string{"remote:", "rhost=", "blocked", "sender", "lookalike", "差出人の", "差出人は", "アドレスから"})

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
