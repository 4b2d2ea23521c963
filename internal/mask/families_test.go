package mask_test

import (
	"maps"
	"strings"
	"testing"

	"todoke/internal/mask"
)

// marked takes the marks out of a text and tells where what stood between ‹ and › begins.
func marked(in string) (plain string, wanted map[int]string) {
	wanted = map[int]string{}
	rest := in
	for at := 0; strings.Contains(rest, "‹"); {
		before, after, _ := strings.Cut(rest, "‹")
		want, tail, _ := strings.Cut(after, "›")
		from := at + len(before)
		at, rest = from+len(want), tail
		wanted[from] = want
	}
	return strings.NewReplacer("‹", "", "›", "").Replace(in), wanted
}

// unproposed tells what between ‹ and › is not proposed whole.
func unproposed(m *mask.Masker, in string) []string {
	s, wanted := marked(in)
	covered := make([]bool, len(s)+1)
	for _, p := range m.Propose(s) {
		if p.Role == mask.Attacker && p.Party == mask.NoParty {
			continue
		}
		for i := p.Start; i < p.End; i++ {
			covered[i] = true
		}
	}
	var out []string
	for from, want := range wanted {
		for i, r := range want {
			if !covered[from+i] && !strings.ContainsRune(" \n-ー－‐–—−()（）.．　・,:/／\u00a0\u200b\u2009\t*+＋第号@＠[]【】「」_、〜～~\"\r=|→番の#", r) {
				out = append(out, want)
				break
			}
		}
	}
	return out
}

// families are ways to write what identifies; what stands between ‹ and › is to be proposed whole.
var families = map[string]string{
	"cards": `カード番号 ‹4111 1111 1111 1111›
カード番号 ‹4111-1111-1111-1111›、期限 12/27
カード番号:‹4111　1111　1111　1111›
‹４１１１－１１１１－１１１１－１１１１›（VISA）
‹4111.1111.1111.1111› を入力
カード ‹4111/1111/1111/1111›
クレカ番号 ‹4111  1111  1111  1111›
PAN=‹4111111111111111›;EXP=2712;CVV=123
pan:‹4111111111111111›
"card_number":"‹4111111111111111›"
cc_num=‹5555555555554444›&exp=0528
‹3782 822463 10005› アメックス
AMEX ‹378282246310005›
amex ‹3782-822463-10005›
ダイナース ‹3056 930902 5904›
Diners ‹30569309025904›
JCB‹3530111333300000›
銀聯カード ‹6212 3456 7890 1232 345›
銀聯 ‹6212345678901232345›
カード番号は ‹4111 1111 1111 1112›（末尾は打ち間違いかも）
クレジットカード番号　‹4929 3813 3266 4295›　有効期限 08/26　セキュリティコード 123
カード番号：‹4111–1111–1111–1111›
カード番号：‹4111—1111—1111—1111›
カード番号：‹4111−1111−1111−1111›
カード番号：‹4111‐1111‐1111‐1111›
カード番号：‹4111・1111・1111・1111›
カード番号：‹4111_1111_1111_1111›
カード番号：‹4111 1111 1111 1111›
VISA ‹4111 **** **** 1111›
カード ‹4111-11**-****-1111›
‹411111******1111›
カード下4桁 ‹4821›
カード番号の末尾（‹4821›）
Visa ending in ‹4821›
card ending ‹4821›
クレジットカード（末尾‹4821›）
末尾が「‹4821›」のカード
**** **** **** ‹1881› のカード
XXXX-XXXX-XXXX-‹1881› のカード
カード ‹4111xxxxxxxx1111›
4桁ずつ、‹4111›、‹1111›、‹1111›、‹1111› とカード番号を読み上げた
‹3566976433223428›‹5327-5254-6396-7605› がカード番号として続けて
山田,‹4111111111111111›,12/27
"山田","‹4111111111111111›","12/27","123"
山田;‹5105105105105100›;0927
山田	‹5105105105105100›	0927
| 山田 | ‹5105 1051 0510 5100› | 09/27 |
カード:‹4111111111111111›|12|27|123
カード番号四一一一の…‹4111 1111
1111 1111›
カード番号は‹4111-1111-1111-
1111›です
card no. ‹4111 1111 1111 1111› exp 12/27 cvc 123
Card: ‹4111,1111,1111,1111›
クレジット ‹4980-1234-5678-9012›
デビットカードの番号 ‹4980123456789012›
ETCカード番号 ‹1234-5678-9012-3456›
ETCカード ‹1234567890123456789›
トラック2: ;‹4111111111111111›=27121011234500000?
ポイントカード ‹1234 5678 9012 3456›
カード番号は16桁で‹4539578763621486›
マスター‹5105-1051-0510-5100›、VISA‹4012-8888-8888-1881›
‹4012888888881881›が不正利用された
不正利用された番号は‹4012 8888 8888 1881›。`,
	"my and corporate numbers": `マイナンバー ‹1234 5678 9018›
個人番号：‹１２３４５６７８９０１８›
個人番号 ‹1234-5678-9018›
マイナンバー（‹123456789018›）
マイナンバー：‹1234‐5678‐9018›
マイナンバーカードの番号が‹123456789012›と読める
個人番号欄に‹1234.5678.9018›
my number: ‹1234 5678 9018›
My Number ‹123456789018›
マイナンバーは‹123 456 789 018›
マイナンバーは‹1234567 89018›
個人番号通知書 ‹123456789018›
法人番号 ‹7000012050002›
法人番号：‹7-0000-1205-0002›
法人番号 ‹7 0000 1205 0002›
法人番号 ‹７００００１２０５０００２›
法人番号(‹7000012050002›)
登録番号 ‹T7000012050002›
インボイス番号：‹T7000012050002›
適格請求書発行事業者番号 ‹T-7000012050002›
Brant Ltd, tax reg. ‹T 7000012050002›, card data in the same sheet
登録番号 ‹T7-0000-1205-0002›
登録番号：‹Ｔ７０００００１２０５０００２›
登録番号 ‹T 7000012050002›
登録番号‹T7 0000 1205 0002›
corporate number ‹7000012050002›
houjin no. ‹7000012050002›
会社法人等番号 ‹0100-01-123456›
会社法人等番号：‹010001123456›
法人番号は ‹7000012050003› とあるが検査数字が合わない`,
	"phones": `TEL ‹03-1234-5678›
Tel.‹03(1234)5678›
tel:‹03-1234-5678›
電話：‹（03）1234-5678›
電話 ‹0312345678›
‹090-1234-5678› に電話
‹09012345678›
‹080 1234 5678›
‹070.1234.5678›
‹050-1234-5678›
‹0120-123-456›
‹0120123456›
‹0800-123-4567›
‹0570-012-345›
‹0570(012)345›
‹＋８１－３－１２３４－５６７８›
‹+81 3 1234 5678›
‹+81-(0)3-1234-5678›
‹+81 (0)90-1234-5678›
‹+81(3)1234-5678›
‹+81312345678›
‹81-3-1234-5678› まで
‹0081 3 1234 5678›
‹010-81-3-1234-5678›
‹+1-415-555-0132›
‹+1 (415) 555-0132›
‹+1.415.555.0132›
‹(415) 555-0132› from the US
‹+44 20 7946 0958›
‹+44 (0)20 7946 0958›
‹+86 138 0013 8000›
‹+86-10-1234-5678›
‹+82-2-1234-5678›
‹+886 2 1234 5678›
‹+65 6123 4567›
代表‹03-0000-1234›〜6
‹03-0000-1234〜6›
‹03-0000-1234~1236›
‹03-1234-5678›（内線 ‹345›）
‹03-1234-5678› 内線‹345›
‹03-1234-5678› ext. ‹345›
‹03-1234-5678› x‹345›
内線‹4512›
03-1234-5678、内線‹18›です
ないせん ‹27›
内線番号：‹4512›
（内）‹4512›
内線 ‹12-345›
PHS ‹8123›
FAX ‹03-1234-5679›
FAX：‹0312345679›
ＦＡＸ　‹０３－１２３４－５６７９›
電話番号は‹〇三（一二三四）五六七八›
‹０９０ー１２３４ー５６７８›
携帯‹090‐1234‐5678›
携帯‹090−1234−5678›
携帯‹090–1234–5678›
‹090・1234・5678›
‹090/1234/5678›
‹090_1234_5678›
‹090
-1234-5678›
‹090-1234-
5678›
℡‹03-1234-5678›
☎‹03-1234-5678›
📞‹03-1234-5678›
‹042-123-4567›
‹0422-12-3456›
‹04992-2-1234›
‹0422(12)3456›
‹0422‐12‐3456›/‹3457›
‹03-1234-5678・5679›
‹03-1234-5678,5679›
緊急 ‹03-1234-5678›または‹03-1234-5679›
電話は‹1234-5678›、
tel ‹123-4567›
連絡先 ‹090 (1234) 5678›
Call ‹0312345678› now
phone: ‹080-1234-5678›
mobile=‹08012345678›
tel=‹0312345678›&name=
"phone":"‹08012345678›"
山田 太郎,‹08012345678›,東京
‹090-XXXX-1234›
‹090-****-5678›
090－‹1234›－‹5678›
‹０１２０（１２３）４５６›
`,
	"mails": `‹tanaka@a-kaisha.co.jp›
‹TANAKA@A-KAISHA.CO.JP›
‹ｔａｎａｋａ＠ａ－ｋａｉｓｈａ．ｃｏ．ｊｐ›
‹tanaka＠a-kaisha.co.jp›
‹tanaka(at)a-kaisha.co.jp›
‹tanaka[at]a-kaisha[.]co[.]jp› は当社の窓口
‹tanaka [at] a-kaisha.co.jp›
‹tanaka (at) a-kaisha (dot) co (dot) jp›
‹tanaka at a-kaisha.co.jp›
‹tanaka_at_a-kaisha.co.jp›
‹tanaka★a-kaisha.co.jp›（★を@に）
‹tanaka◆a-kaisha.co.jp› ◆を@に
‹tanaka■a-kaisha.co.jp› ■は@
‹tanaka@a-kaisha．co．jp›
‹tanaka @ a-kaisha.co.jp›
‹tanaka@ a-kaisha.co.jp›
‹tanaka@a-kaisha
.co.jp›
‹tanaka@
a-kaisha.co.jp›
‹tanaka+news@a-kaisha.co.jp›
‹"tanaka taro"@a-kaisha.co.jp›
‹tanaka.@docomo.ne.jp›
‹..tanaka..@docomo.ne.jp›
‹-tanaka-_@docomo.ne.jp›
‹tanaka%40a-kaisha.co.jp›
‹tanaka=40a-kaisha.co.jp›
<mailto:‹tanaka@a-kaisha.co.jp›>
mailto:‹tanaka@a-kaisha.co.jp›?subject=a
From: 田中 <‹tanaka@a-kaisha.co.jp›>
‹田中@a-kaisha.co.jp›
‹tanaka@田中商店.jp›
‹jürgen.müller@firma-köln.de›
‹tanaka@[192.0.2.9]›
‹tanaka&#64;a-kaisha.co.jp›
‹tanaka（アットマーク）a-kaisha.co.jp›
‹tanaka アット a-kaisha ドット co ドット jp›
‹tanaka{at}a-kaisha{dot}co{dot}jp›
‹tanaka<at>a-kaisha.co.jp›
‹tanaka AT a-kaisha DOT co DOT jp›
‹tanaka@a-kaisha.co.jp›、‹suzuki@a-kaisha.co.jp›;‹sato@a-kaisha.co.jp›
‹tanaka@a-kaisha.co.jp›から
宛先‹tanaka@a-kaisha.co.jp›です
user=‹tanaka@a-kaisha.co.jp›
to:‹tanaka@a-kaisha.co.jp›
‹o'brien@a-kaisha.co.jp›
‹tanaka@mail.a-kaisha.co.jp.›
‹tanaka@localhost.localdomain›
‹tanaka(@)a-kaisha.co.jp›
‹tanaka[@]a-kaisha.co.jp›
‹tanaka 【at】 a-kaisha.co.jp›
‹tanaka＿ito@a-kaisha.co.jp›`,
	"urls": `‹https://www.a-kaisha.co.jp/›
‹http://www.a-kaisha.co.jp:8080/a?b=c&d=e#f›
‹www.a-kaisha.co.jp/recruit/›
‹a-kaisha.co.jp/recruit/index.html›
当社の ‹hxxps://shop.a-kaisha[.]co[.]jp/cart›
当社サイト ‹hxxp[:]//www[.]a-kaisha[.]co[.]jp/›
当社サイト ‹https[:]//www.a-kaisha.co.jp/›
当社サイト ‹hxxps[://]www.a-kaisha.co.jp/x›
当社サイト ‹https://www.a-kaisha.co（.）jp/›
‹ｈｔｔｐｓ：／／ｗｗｗ．ａ－ｋａｉｓｈａ．ｃｏ．ｊｐ／›
‹https://www.田中商店.jp/›採用
‹https://xn--fiq228c5hs.jp/›
‹https://192.0.2.15/login› は自社のもの
‹https://[2001:db8::1]:8443/x› は自社のもの
‹ftp://ftp.a-kaisha.co.jp/pub›
‹sftp://tanaka@ftp.a-kaisha.co.jp/›
‹https://tanaka:pass@www.a-kaisha.co.jp/›
‹//www.a-kaisha.co.jp/img.png›
‹https://a-kaisha.sharepoint.com/sites/soumu›
‹https://a-kaisha.box.com/s/abcd1234›
‹https://drive.google.com/drive/folders/1AbCdEfGh›
‹https://docs.google.com/forms/d/e/1FAIp/viewform›
‹https://forms.gle/AbCd123›
‹https://bit.ly/3abcDE›
‹https://www.a-kaisha.co.jp/a
/b.html›
‹https://www.a-kaisha.co.jp/news/?id=12&name=田中›
(‹https://www.a-kaisha.co.jp/a_(b)›)
「‹https://www.a-kaisha.co.jp/›」
‹https://www.a-kaisha.co.jp/›をご確認
‹https://www.facebook.com/a.kaisha›
‹https://twitter.com/a_kaisha›
‹https://www.instagram.com/a_kaisha/›
‹https://github.com/a-kaisha/repo›
‹https://a-kaisha.backlog.jp/view/ABC-123›
‹https://a-kaisha.slack.com/archives/C012›
‹https://lin.ee/abcd›
‹https://line.me/R/ti/p/@abc1234›
‹https://a-kaisha.cybozu.com/›
‹ldap://dc01.a-kaisha.local›
‹rtsp://192.0.2.3/live› は当院のカメラ
‹www．a-kaisha．co．jp› のトップ
‹wwwa-kaisha.co.jp› でなく
当社の ‹h**ps://www.a-kaisha.co.jp/›
当社の ‹htxp://www.a-kaisha.co.jp/›
当社の ‹ttp://www.a-kaisha.co.jp/›`,
	"domains": `ドメイン ‹a-kaisha.co.jp›
ドメインは‹takasago-no-
ie.example.jp›です
‹a-kaisha.co.jp.› のレコード
‹*.a-kaisha.co.jp› の証明書
当社ドメイン ‹a-kaisha[.]co[.]jp›
当社ドメイン ‹a-kaisha(.)co(.)jp›
当社ドメイン ‹a-kaisha[dot]co[dot]jp›
当社ドメイン ‹a-kaisha dot co dot jp›
当社ドメイン ‹a-kaisha。co。jp›
当社ドメイン ‹a-kaisha . co . jp›
‹ａ－ｋａｉｓｈａ．ｃｏ．ｊｐ›
‹田中商店.jp›
‹田中商店.com›のドメイン
‹xn--fiq228c5hs.jp›
‹mail.a-kaisha.co.jp›
‹@a-kaisha.co.jp› のメール全部
‹a-kaisha.or.jp›、‹a-kaisha.tokyo›、‹a-kaisha.info›
‹_dmarc.a-kaisha.co.jp›
‹a-kaisha.onmicrosoft.com›
‹akaisha.local›
‹AKAISHA.CO.JP›
‹city.mihon.lg.jp›
‹mihon-es.ed.jp›
‹a-kaisha.shop-pro.jp›
‹a-kaisha.wixsite.com›
‹a-kaisha.jimdofree.com›
‹a-kaisha.base.shop›
‹a-kaisha.stores.jp›
‹a-kaisha.myshopify.com›
‹a-kaisha.sakura.ne.jp›
‹a-kaisha.xsrv.jp›
‹a-kaisha.s3.amazonaws.com›
‹a-kaisha.blob.core.windows.net›`,
	"addresses of machines": `自社サーバ ‹203.0.113.10›
自社サーバ ‹203.0.113.10›:8080
自社 ‹203.0.113.10/29›
自社 ‹203.0.113.0/255.255.255.0›
自社の範囲 ‹203.0.113.10-20›
自社の範囲 ‹203.0.113.10-203.0.113.20›
自社の範囲 ‹203.0.113.10〜20›
自社の範囲 ‹203.0.113.10 - 203.0.113.20›
自社の範囲 ‹203.0.113.10～203.0.113.20›
自社 ‹203[.]0[.]113[.]10›
自社 ‹203.0.113[.]10›
自社 ‹203(.)0(.)113(.)10›
自社 ‹203[dot]0[dot]113[dot]10›
自社 ‹203 . 0 . 113 . 10›
自社 ‹203。0。113。10›
自社 ‹203・0・113・10›
自社 ‹２０３．０．１１３．１０›
自社 ‹203.000.113.010›
自社 ‹203.0.113.x›
自社 ‹203.0.113.*›
自社 ‹203.0.113.xx›
IP：‹203.0.113.10›
ip=‹203.0.113.10›,port=22
[‹203.0.113.10›]
(‹203.0.113.10›)
src:‹203.0.113.10›
グローバルIP‹203.0.113.10›の
‹2001:db8:0:0:8:800:200c:417a› は自社
‹2001:db8::8:800:200c:417a› は自社
‹2001:DB8::1› は自社
‹2001:db8::1/64› は自社
[‹2001:db8::1›]:443 は自社
v=spf1 ip6:‹2001:db8:e2:40::/64› -all
‹2001:db8::1%eth0›
‹::ffff:203.0.113.10› は自社
‹64:ff9b::203.0.113.10› は自社
‹２００１：ｄｂ８：：１› は自社
‹2001-db8--1.ipv6-literal.net› は自社
MAC ‹00:1A:2B:3C:4D:5E›
MAC ‹00-1A-2B-3C-4D-5E›
MAC ‹001A.2B3C.4D5E›
MACアドレス ‹001A2B3C4D5E›`,
}

// TestFamilies holds that the ways people write numbers and addresses are all proposed.
func TestFamilies(t *testing.T) {
	all := maps.Clone(families)
	maps.Copy(all, moreFamilies)
	holdFamilies(t, all)
}

// holdFamilies holds that what stands between ‹ and › in each line is proposed whole; a line is also what an open ‹ goes on over.
func holdFamilies(t *testing.T, families map[string]string) {
	t.Helper()
	m := mask.New(nil)
	for kind, list := range families {
		var lines []string
		for line := range strings.SplitSeq(list, "\n") {
			if n := len(lines); n > 0 && strings.Count(lines[n-1], "‹") > strings.Count(lines[n-1], "›") {
				lines[n-1] += "\n" + line
			} else {
				lines = append(lines, line)
			}
		}
		for _, in := range lines {
			for _, left := range unproposed(m, in) {
				t.Errorf("%s: %q: %q is not proposed whole", kind, in, left)
			}
		}
	}
}
