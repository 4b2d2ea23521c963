package mask_test

import "testing"

// writings are more ways to write numbers and addresses, each thought of before it was tried; what stands between ‹ and › is to be proposed whole.
var writings = map[string]string{
	"phone": `電話 ‹０３（１２３４）５６７８›
‹03.6721.4095›
‹090…1234…5678›
‹090=1234=5678›
‹090~1234~5678›
tel%3A‹0312345678›
‹+81-(0)3-6721-4095›
‹+81(3)6721-4095›
wa.me/‹819012345678›
‹819012345678›
sms:‹+819012345678›
callto:‹0367214095›
☎‹03-6721-4095›
📞‹090-1234-5678›
‹03-6721-409五›
‹〇九〇・四四一八・二〇九三›
代表‹0742-33-5610›(内線‹201›)
TEL.‹0742-33-5610›（代）
ダイヤルイン ‹6721-4095›
電話 ‹33-5610›
市外局番0742、‹33-5610›
‹0742 33-5610 内線 12›
tel: ‹0742/33-5610›
Tel‹0742335610›Fax‹0742335611›
T ‹0742-33-5610› / F ‹0742-33-5611›
M: ‹090-1234-5678›
携帯‹09012345678›、固定‹0742335610›
"phone_number": "‹+81 90 1234 5678›"
phone=‹090-1234-5678›&name=a
phone=%2B‹81-90-1234-5678›
‹(03)6721-4095›～‹7›
‹0120ー583ー117›
‹0800-123-4567›
‹0570-099-012›
‹050-1234-5678›
‹0３-6721-40９5›
‹090-1234-
5678›
‹090-
1234-5678›
> ‹090-1234-5678›
| ‹090-1234-5678› |
・‹090-1234-5678›
(1)‹090-1234-5678›
2.‹090-1234-5678›
3) ‹03-6721-4095›
No.3 ‹03-6721-4095›
‹090ｰ1234ｰ5678›
‹090─1234─5678›
‹090一1234一5678›
‹090－1234－5678›
‹090 -1234 -5678›
‹090\t1234\t5678›
‹０９０　１２３４　５６７８›
‹090-1234-5678›番
‹090-1234-5678›に
は‹090-1234-5678›
A‹090-1234-5678›
phone:‹6-6391-0582›
‹1-800-555-0199›
‹+1-202-555-0143›
‹+44 (0)20 7946 0991›
‹+82-2-312-3456›
‹0086-21-6123-4567›
‹010-86-21-6123-4567›
‹+8l-90-1234-5678›
‹ＯＯ９０-1234-5678›`,
	"said": `‹ゼロサンの、ロクナナニイイチの、ヨンゼロキュウゴ›
‹ぜろきゅーぜろ　いちにいさんよん　ごーろくななはち›
‹れいきゅうれい、いちにさんし、ごろくしちはち›
‹マルサン-6721-4095›
‹ゼロキュウゼロ-1234-5678›
‹090のイチニーサンヨンのゴーロクナナハチ›
‹０ハチ０-1234-5678›
‹ぜろ三、六七二一、四〇九五›
‹zero-three six-seven-two-one four-zero-nine-five›
‹Zero Three, Six Seven Two One, Four Zero Nine Five›
‹plus eight one, nine zero, one two three four, five six seven eight›
‹o nine o, one two three four, five six seven eight›
‹zero nine zero. one two three four. five six seven eight.›
‹zero three (pause) six seven two one, four zero nine five›
‹0 nine 0 one two three four 5678›
‹double oh three, six seven two one, four oh nine five›
‹five one eight zero, six four four eight, four six nine three, one eight seven seven›
‹ゴーイチハチゼロ、ロクヨンヨンハチ、ヨンロクキュウサン、イチハチナナナナ›
「‹ぜろ、きゅう、ぜろ、いち、にい、さん、よん、ご、ろく、なな、はち›」
「ぜろ、なな、よん、に、の、さんさん、の、ごろくいちぜろ」`,
	"card": `‹5180-6448-4693-1877›
‹5180 - 6448 - 4693 - 1877›
‹5180/6448/4693/1877›
‹5180|6448|4693|1877›
‹5180,6448,4693,1877›
‹5180:6448:4693:1877›
‹5180→6448→4693→1877›
‹[5180][6448][4693][1877]›
‹5180
6448
4693
1877›
カード‹5180_6448_4693_1877›
カード ‹51806448 46931877›
‹五一八〇-六四四八-四六九三-一八七七›
カード番号 ‹5180 6448 4693 1877› VISA
pan="‹5180644846931877›"
PAN%3D‹5180644846931877›
‹5180644846931877›|12|27|123
‹5180644846931877›:12/27:123
‹5l80-6448-4693-1877›
‹518O 6448 4693 1877›
カード ‹５１８０６４４８４６９３１８７７›
クレカ: ‹3444 092303 30910›
‹3444-092303-30910›
‹344409230330910›
‹36711111763991›
‹3671 111176 3991›
カード‹5180644846931877›（期限12/27）
カード番号は‹518064484693›-‹1877›`,
	"my": `個人番号‹7643 3127 1373›
‹7643-3127-1373›
MN:‹764331271373›
‹764-331-271-373›マイナンバー
マイナンバー‹76 43 31 27 13 73›
マイナンバー ‹7643.3127.1373›
マイナンバー ‹7643/3127/1373›
my_number=‹764331271373›
my_number: "‹7643-3127-1373›"
個番 ‹764331271373›
‹７６４３３１２７１３７３›
‹7643 3127
1373› 個人番号
マイナンバー ‹七六四三三一二七一三七三›
マイナ ‹764331271373›,‹107941899950›
マイナンバーが‹764331271373›の人
個人番号:‹7 6 4 3 - 3 1 2 7 - 1 3 7 3›
個人番号 ‹76433127l373›
個人番号 ‹7643 31Z7 1373›
<kojinBango>‹764331271373›</kojinBango>
764331271373.pdf
‹764331271373›さん
個人番号（‹764331271373›）`,
	"corp": `法人番号‹2691777514223›
法人番号 ‹2 6917 7751 4223›
法人番号:‹2691-777514223›
T‹2691777514223›
Ｔ‹2691777514223›
T ‹2691777514223›
登録番号:T ‹2691-7775-14223›
登録番号 ‹T2-6917-7751-4223›
登録番号(T‹2691777514223›)
‹t2691777514223›
houjinBangou: ‹2691777514223›
法人番号は ‹2 6 9 1 7 7 7 5 1 4 2 2 3›
法人番号 ‹二六九一七七七五一四二二三›
法人番号 ‹26917775I4223›
法人番号 ‹269177751
4223›
corp_no,‹2691777514223›
会社番号 ‹2691777514223›
会社法人等番号 ‹6917-77-514223›
"T-‹2691777514223›"
T#‹2691777514223›
‹2691.7775.14223› が法人番号`,
	"net": `‹shop-minato.example.jp›
http://‹198.18.44.7›:8080/a
‹hxxps[://]minato-sekkei[.]jp/a› は自社
‹minato-sekkei dot jp›
‹minato-sekkei ドット jp›
‹minato-sekkei・jp›
‹minato-sekkei。jp›
‹www . minato-sekkei . jp›
‹WWW.MINATO-SEKKEI.CO.JP›
‹ｗｗｗ．ｍｉｎａｔｏ．ｃｏ．ｊｐ›
‹minato-sekkei.co
.jp›
‹@minato-sekkei.co.jp›
*@‹minato-sekkei.co.jp›
‹*.minato-sekkei.co.jp›
.‹minato-sekkei.co.jp›
‹_dmarc.minato-sekkei.co.jp›
‹minato-sekkei.co.jp.›
‹minato-sekkei.co.jp›:443
‹minato-sekkei.co.jp›/
‹minato-sekkei.co.jp/index.html›
‹//minato-sekkei.co.jp/a.js›
‹https:\/\/minato-sekkei.co.jp\/a›
‹https%3A%2F%2Fminato-sekkei.co.jp%2Fa›
url=‹https%3a%2f%2fminato-sekkei.co.jp›
‹ｈｔｔｐｓ：／／ｍｉｎａｔｏ．ｊｐ／ａ›
‹https ://minato-sekkei.co.jp/a›
‹https:// minato-sekkei.co.jp/a›
‹h t t p s : / / minato . jp›
‹ttp://minato-sekkei.co.jp›
‹ftps://minato-sekkei.co.jp›
‹https：//minato-sekkei.co.jp›
‹みなと設計.jp›
‹みなと設計.みんな›
‹xn--u9jxfm68n.jp›
‹minato-sekkei.co,jp›
‹minato-sekkei,co,jp›
‹minato_sekkei.co.jp›
https://user:pass@‹minato-sekkei.co.jp/a›
mail.‹minato-sekkei.co.jp›[‹198.18.44.7›]
CN=‹minato-sekkei.co.jp›,O=x
<a href="‹https://minato-sekkei.co.jp/a›">x</a>
[x](‹https://minato-sekkei.co.jp/a›)
<‹https://minato-sekkei.co.jp/a›>
「‹https://minato-sekkei.co.jp/a›」を
‹https://minato-sekkei.co.jp/a›、‹https://minato-sekkei.co.jp/b›
‹https://minato-sekkei.co.jp/a?b=c&d=%E6%8A%95›
‹https://minato-sekkei.co.jp/~tanaka/›
‹https://minato-sekkei.co.jp/a_(b)›
‹n-suga@minato-sekkei.co.jp›
‹n-suga@[198.18.44.7]›
‹n-suga ＠ minato-sekkei.co.jp›
‹n-suga[＠]minato-sekkei.co.jp›
‹n-suga<at>minato-sekkei.co.jp›
‹n-suga(アット)minato-sekkei.co.jp›
‹n-suga アット minato-sekkei.co.jp›
‹n-sugaアットマークminato-sekkei.co.jp›
‹n-suga@minato-sekkei.co .jp›
‹n-suga@minato-sekkei. co.jp›
‹n.suga..@minato.jp›
‹.suga@minato.jp›
‹n'suga@minato.jp›
‹n/suga@minato.jp›
‹n#suga@minato.jp›
‹n&suga@minato.jp›
‹菅野@minato.jp›
‹n-suga@みなと設計.jp›
‹"菅 直"@minato.jp›
‹n-suga@minato›
‹n-suga%minato.jp@relay.example›
‹n-suga+tag@minato.jp›
<‹n-suga@minato.jp›>
‹n-suga@
minato.jp›
‹n-suga
@minato.jp›
‹n-suga@mina-
to.jp›
‹n-suga@minato.jp›;‹o-suga@minato.jp›
mailto:‹n-suga@minato.jp›?subject=a
‹n-suga\u0040minato.jp›
‹n-suga&commat;minato.jp›
‹n-suga&#x40;minato.jp›
‹n-suga(at)minato(dot)jp›
‹n-suga at minato dot jp›
‹n-suga[at]minato[dot]jp›
‹n-suga_at_minato.jp›
‹n-suga AT minato.jp›
‹n-sugaΘminato.jp›
‹n-suga*minato.jp›
‹n-suga○minato.jp›
‹nsuga @ minato.jp›
‹198.018.044.007›
‹198.18.44.7/255.255.255.0›
‹198.18.44.0/24›
‹198.18.44.7–9›
‹198.18.44.7～198.18.44.9›
IP‹198.18.44.7›
‹198.18.44.7›番
‹198[.]18[.]44[.]7› は当社
‹198。18。44。7›
‹198. 18. 44. 7›
‹１９８．１８．４４．７›
‹198.18.4４.7›
‹l98.18.44.7›
‹198.l8.44.7›
‹198.18.44.O7›
‹2001:db8::1›
‹2001:0DB8:0000:0000:0000:0000:0000:0001›
‹2001:db8:0:0:1::›
‹2001:db8::/32›
‹fe80::1ff:fe23:4567:890a%eth0›
‹2001：db8：：1›
IPv6=‹2001:db8::1›`,
	"domains": `自社の ‹3710.jp› です
‹007.tokyo›
‹999.co.jp›
‹a.jp› のサイト
‹z.com›
‹Example-minato.JP›
‹_sip._tcp.minato-s.jp›
‹minato-s.jp›:8443
‹minato-s.jp›（旧）
‹寿司.jp›
‹鮨.jp›
‹はし.jp›
‹みなと-設計.jp›
‹minato.sharepoint.com›
‹minato.github.io›
‹minato.wordpress.com›
‹minato.kintone.com›
‹minato.cybozu.com›
‹minato.blogspot.jp›
‹minato.jimdofree.com›
‹minato.base.shop›
‹minato.myshopify.com›
‹minato-gr.onmicrosoft.com›
‹minato.backlog.jp›
‹minato.s3.amazonaws.com›
‹minato-s3.s3-ap-northeast-1.amazonaws.com›
‹minato.azurewebsites.net›
‹minato.web.app›
‹minato.pages.dev›
‹minato.sakura.ne.jp›
‹minato.xsrv.jp›
‹minato.thebase.in›
‹minato.stores.jp›
‹minato.or.jp›と‹minato.ed.jp›
‹minato.chuo.tokyo.jp›
‹city.minato.lg.jp›
‹minato.pref.aichi.jp›
ドメイン名「‹minato-s.co.jp›」
‹minato-s.co.jp›ドメイン
ドメイン‹minato-s.co.jp›の
zone "‹minato-s.co.jp›" {
‹minato-s.co.jp›. 3600 IN SOA ns.‹minato-s.co.jp›. root.‹minato-s.co.jp›.
@ IN MX 10 ‹mail.minato-s.co.jp›.
include:‹spf.minato-s.co.jp›
redirect=‹_spf.minato-s.co.jp›
DNS:‹www.minato-s.co.jp›, DNS:‹minato-s.co.jp›
d=‹minato-s.co.jp›; s=sel
Host: ‹minato-s.co.jp›
SNI=‹minato-s.co.jp›
‹minato-s.co.jp›,‹minato-t.co.jp›
‹minato-s.co.jp›|‹minato-t.co.jp›
‹minato-s.co.jp›／‹minato-t.co.jp›
‹minato-s.co.jp›・‹minato-t.co.jp›
‹minato-s.co.jp›→‹minato-t.co.jp›
‹minato-s.co.jp›および‹minato-t.co.jp›
‹minato-s[.]co[.]jp› は当社
当社の ‹minato-s{.}jp›
当社の ‹minato-s(dot)jp›
当社の ‹minato-s<dot>jp›
当社の ‹minato-s【.】jp›
当社の ‹minato-s ．jp›
当社の ‹minato-s. jp›
当社の ‹minato-s .jp›
当社の ‹minato-s点jp›
当社の‹minato-s。co。jp›
当社の ‹www。minato-s。jp›
当社の ‹minato-s．co.jp›
当社の ‹minato-s.co
.jp›
当社の ‹minato-
s.co.jp›
‹minato-s.exarnple.jp›
‹minato-s.jp.net›
‹minato-s.co.jp.example.net›
www.‹minato-s.co.jp›　
www .‹minato-s.co.jp›
‹minato--s.jp›
‹MINATO-S.CO.JP›
‹ＭＩＮＡＴＯ－Ｓ．ＣＯ．ＪＰ›
‹minato-s.ｃｏ.ｊｐ›
<domain>‹minato-s.co.jp›</domain>
domain=‹minato-s.co.jp›&x=1
domain%3D‹minato-s.co.jp›
"domain":"‹minato-s.co.jp›"
cookie domain=.‹minato-s.co.jp›;
‹minato-s.co.jp›さん
‹minato-s.co.jp›(‹198.18.44.7›)
\\‹fs.minato-s.local›\share
‹dc01.minato-s.local›
‹minato-s.internal›
‹ad.minato-s.corp›
‹vpn.minato-s.lan›`,
	"corporate numbers": `法人番号が‹2691777514223›の会社
株式会社ミナト（‹2691777514223›）
株式会社ミナト[‹2691777514223›]
株式会社ミナト／‹2691777514223›
株式会社ミナト　法番 ‹2691777514223›
(法番:‹2691777514223›)
法人番号 13桁 ‹2691777514223›
法人番号(指定通知書)‹2691777514223›
法人No.‹2691777514223›
法人ID ‹2691777514223›
HJN-‹2691777514223›
gBizID ‹2691777514223›
gBiz 法人番号 ‹2691777514223›
国税庁 ‹2691777514223›
corporate no ‹2691777514223›
Corporate Number (houjin bangou): ‹2691777514223›
Company number ‹2691777514223›
Tax ID T‹2691777514223›
Invoice reg. no. ‹T2691777514223›
qualified invoice issuer ‹T-2691777514223›
JCT No. ‹T2691777514223›
‹T2691777514223›(税率10%)
登録番号:‹T 2691777514223›
‹T２６９１７７７５１４２２３›
‹Ｔ2691-7775-14223›
T番号は ‹2691777514223›
適格請求書発行事業者番号‹T2691777514223›
2691777514223.pdf
/corp/‹2691777514223›/
?id=‹2691777514223›
#‹2691777514223›
id:‹2691777514223›
‹2691777514223›_01
‹2691777514223›番
‹2691777514223›，‹7958551846005›
‹2691777514223›;‹7958551846005›
‹2691777514223›
法人番号 ‹2691777514223〒›100-0001
法人番号 ‹2691777514224›(打ち間違い)
法人番号‹269-177-751-4223›
法人番号 ‹26917 77514 223›
法人番号 ‹2-691777514223›
法人番号 ‹2(6917-77-514223)›
法人番号 ‹2・6917・7751・4223›
法人番号 ‹二 六九一七 七七五一 四二二三›
法人番号:‹2691 7775 1422 3›
‹2691‐7775‐14223›
‹2691　7775　14223›`,
}

// TestWritings holds that they are found.
func TestWritings(t *testing.T) { holdFamilies(t, writings) }
