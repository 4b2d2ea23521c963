package mask_test

import (
	"math/rand/v2"
	"strings"
	"testing"

	"todoke/internal/mask"
)

// saidFamilies are ways to write or say the figures of a number; what stands between ‹ and › is to be proposed whole.
var saidFamilies = map[string]string{
	"letters for figures": `連絡先 ‹O9O-6628-4417›(聞き取り)
TEL ‹O824-63-ll85› ←
Tel: ‹O3-6721-4O95›
電話 ‹O9O 1234 S678›
FAX ‹0l20-44-78l2›
携帯:‹o8o-3417-66S2›
‹O3-l234-567B› まで
‹○九○-1234-5678› です
tel‹O467-45-8829›
カード ‹42O9-9442-46S7-8983›
カード番号は ‹4Z09 9442 4657 8983›`,
	"kanji figures": `記載の電話 ‹0178(46)〇三三五›、メール
‹〇九五七-七八-〇〇五一› です
電話は ‹〇九〇・一二三四・五六七八›
‹零九〇‐1234‐五六七八› へ
電話 ‹〇三(三三五三)〇一四六›
自宅 ‹0585・五四・2260›
マイナンバーは ‹七六四三 三一二七 一三七三› です
個人番号 ‹764331271三七三›
カード ‹四二〇九 九四四二 四六五七 八九八三›
法人番号 ‹九七三二七七三九三三四一三›
‹七六四三-三一二七-一三七三›`,
	"kana figures": `携帯 ‹ゼロキュウゼロ 4471 0328›
番号は「‹ぜろさんはちはちの、にいにいの、いちななろくきゅう›」→
電話は‹ゼロハチゼロ、ニイニイイチイチ、ヨンサンニーロク›です
‹ぜろきゅうぜろのいちにさんよんのごろくななはち›にかけてください
‹ゼロサンの3352の6614› まで
私に‹ぜろきゅうぜろ、にいにいいちなな、ろくよんぜろさん›へかけて、と
‹まるきゅうまる 1234 5678›
‹れいさん、ろくきゅうまるはち、よんよんななはち›
カードは「‹よんにいぜろきゅう、きゅうよんよんにい、よんろくごうなな、はちきゅうはちさん›」と
マイナンバーは‹ななろくよんさん、さんいちにいなな、いちさんななさん›です`,
	"English figures": `my number is ‹zero four two, five nine one, seven seven zero four›.
call ‹oh three, six seven two one, four oh nine five›, please
on ‹zero nine zero - double two one seven - six four zero three›
tel ‹zero-eight-zero, three four one seven, six six five two›
card ‹four two zero nine, nine four four two, four six five seven, eight nine eight three›.
My Number ‹seven six four three three one two seven one three seven three›
ring ‹zero three 6721 four zero nine five›`,
	"parted by more": `カード:‹5180 6448
>4693 1877› 一括
> カード番号 ‹5180-6448-
> 4693-1877›
カード ‹5180 6448<br>4693 1877›
‹4760、4526、7432、8633›
tel ‹090:1234:5678›
電話 ‹[03]6721-4095›
電話 ‹【0467】45-8829›
市外局番 ‹0566局22-3344›
‹0274の82の3319› まで
電話 ‹090-6628-
> 4417›
mynumber ‹7643%203127%201373›
card=‹5180%206448%204693%201877›`,
	"one by one": `番号の欄をOCRにかけた結果
‹7 6 4 3 3 1 2 7 1 3 7 3›
‹1 0 7 9 4 1 8 9 9 9 5 0›
‹2 6 9 1 7 7 7 5 1 4 2 2 3›
‹5 1 8 0 6 4 4 8 4 6 9 3 1 8 7 7›`,
	"local": `Readable: ‹0229-23-4471›, ‹080 1147 9926›, ‹8382-5519› (no area code)
電話 ‹0742-33-5610›、‹333-5611› と ‹334-5611›
‹03-6721-4095›又は‹6721-4096›`,
	"addresses with letters": `・‹https://wiki.hozumi-pump.jp/display/IT/パスワード台帳›
リンク:‹https://box.tennen-sozai.jp/s/Ab3?dl=1&k=法務›
‹https://files.mokuren-tax.example.jp/2024/客先/申告書_最終.pdf›を見た
‹http://kaisha.example.jp/資料/見積.xlsx›
> ‹https://nihonkai-sokki.example/support/ja
> /form.php?id=331›をご覧
> 連絡は ‹n-suga@
> hachi-net.example.jp› です
to=<‹"a. nobe"@shirakaba.example.gr.jp›>
RewriteCond ^‹yuzu-koubou\.jp›$`,
	"corporate": `(T)‹4315514494162›
T:‹4315514494162›
取引先 ‹3525 1777 26352› 山田商店
‹2691777514223› 山田商店
会社コード,名称
‹2691777514223›,山田商店
‹7958-5518-46005›,川村商事
T‹2691777514223›
登録番号 ‹T-7958-5518-46005›
‹2-6917-7751-4223› の会社
法人番号（13桁）‹2691777514223›
houjin_no=‹2691777514223›
"corpNum":"‹2691777514223›"
<hojinBango>‹2691777514223›</hojinBango>
‹2691777514223›：株式会社ミナト
会社 ‹2691777514223› の担当
corporate ID ‹2691777514223›
CN ‹２６９１７７７５１４２２３›
法人番号 ‹2691 7775 1422 3›
法人番号 ‹2691,7775,14223›
法人番号は‹2691777514223›と‹7958551846005›
(‹7958551846005›)
No.‹7958551846005›
適格 ‹T７９５８５５１８４６００５›
JCN: ‹7958551846005›
T番号=‹T7958551846005›
北紙器	阿部	‹T2691777514223›	77,395円
ﾄｳﾛｸ‹T7958551846005›
インボイス番号 ‹Ｔ－７９５８－５５１８－４６００５›
Ｔ‹7 9585 5184 6005›
2 ‹6917 7751 4223›`,
	"beside": `山田商店 ‹2691777514223› ‹0742-33-5610›
山田商店 ‹3525 1777 26352› ‹0742-33-5610›
山田商店	‹3525 1777 26352›	‹0742-33-5610›
山田商店	‹0742-33-5610›	‹3525 1777 26352›
山田商店 ‹0742-33-5610› ‹3525 1777 26352›
1 ‹3525 1777 26352› 山田商店
1 ‹2691777514223› 山田商店
2025 ‹2691777514223› 山田商店
2025/10/11 ‹2691777514223› 山田商店
2025-10-11	‹3525 1777 26352›	120,000
‹2691777514223› 2025/10/11 120
‹2691777514223› 630-8214
‹2691777514223›,630-8214,‹0742-33-5610›
‹2691777514223›/‹0742-33-5610›
‹2691777514223›/‹7958551846005›
‹2691777514223› ‹7958551846005›
‹2691777514223›
‹7958551846005›
‹3525 1777 26352›
‹3525 1777 26352›
‹2691777514223›-1
001 ‹3525-1777-26352› 02
カード ‹5180644846931877› 12/27 ‹2691777514223›
カードの話。山田商店 ‹3525 1777 26352› ‹0742-33-5610›
カードの話。 ‹2691777514223› ‹0742-33-5610›
個人番号の話。 ‹2691777514223› ‹0742-33-5610›
個人番号の話。‹764331271373› ‹0742-33-5610› 山田
‹764331271373› ‹0742-33-5610› 山田
山田 1 ‹7643 3127 1373› ‹0742-33-5610› 山田
カード ‹5180644846931877› ‹0742-33-5610› 山田
12 ‹5180644846931877› 3 山田
12 ‹5180 6448 4693 1877› 3 山田
カード 12 ‹5180 6448 4693 1877› 0527 123 山田
カード ‹5180 6448 4693 1877› 05/27
‹5180-6448-4693-1877›-0527
‹5180-6448-4693-1877›;0527;123
‹5180644846931877›=2705101
;‹5180644846931877›=27051010000?`,
	"v6": `IPv6:‹2001:db8:4a:17::1/64›
v6=‹2001:db8:4a:17::1›
ipv6addr ‹2001:db8:4a:17::1›
IPv6アドレス‹2001:db8:4a:17::1›は
IP6 ‹2001:db8:4a:17::1›.443 >
inet6 ‹2001:db8:4a:17::1› prefixlen 64
client=‹2001:db8:4a:17::1›;
"ip":"‹2001:db8:4a:17::1›"
http://[‹2001:db8:4a:17::1›]:8080/
‹2001:db8:4a:17::1›#53
‹2001:db8::1›～‹2001:db8::ff›
IPv6：‹２００１：ＤＢ８：４Ａ：：１›
ip6addr=‹2001:db8::1›,
IPv6-‹2001:db8::1›`,
	"v4": `IP‹198.18.7.9›
IPv4:‹198.18.7.9/28›
‹198-18-44-7› からの接続
IPは ‹198,18,44,7› と言われた
グローバルIPは‹198ドット18ドット44ドット7›です
ip ‹198 dot 18 dot 44 dot 7›
IPアドレス ‹198 18 44 207›
サーバ(‹198_18_44_7›)
ip-‹198-18-44-7›.compute
‹198.18.44.7›:8443
‹198.18.44.7›-‹198.18.44.20›
‹198.18.*.*›
‹198.18.x.x›
‹198．18．44．7›
‹198.18.44.7›の8080番`,
	"mails": `メール:‹akune@@nifmail.example.jp›(@が2つ)
メール ‹ruri . ohta @ mailbox . example . jp›
E-mail: ‹v_obuasi @ tradewind.example›
‹akune@ nifmail.example.jp›
‹akune @nifmail.example.jp›
‹akune@nifmail,example,jp›
‹akune＠＠nifmail．example．jp›
‹akune@nifmail . example . jp›
‹akune @ nifmail.garden› まで
アドレスは「‹すずき アットマーク まつば ドット ジェーピー›」
メールは‹エヌエヌ ドット マツバ アット ハナネット ドット エヌイー ドット ジェーピー›です
「‹えぬえぬ ドット まつば あっと›…」
‹suzuki アット matsuba ドット jp›
‹akune＠nifmail・example・jp›
‹akune%40nifmail.example.jp›
mailto:‹n-suga@example.jp›`,
	"domains": `通販サイト‹tsukinowa.garden›が
公式は‹kamome-do.cafe›です
‹www.hashimoto-seika.tokyo›
‹yamane-clinic.clinic›の画面
うち（‹awajiya.shopping›）
‹api.tsukinowa.finance›
‹TSUKINOWA.GARDEN›
旧サイト ‹sobadokoro-matsu.nagoya›、‹hinode.kitchen›
ドメイン:‹kitakaze.photos›
‹minato-sekkei.co.jp›
‹shop.minato.ne.jp›
‹xn--u9jxfm68n.xn--q9jyb4c›
‹山桜温泉.jp›
‹shop.山桜温泉.jp›
‹minato.town.aichi.jp›
‹minato.gr.jp›
‹minato.geo.jp›
‹minato-sekkei．co．jp›
自社の公式サイト ‹minato-sekkei.ventures›
‹minato-sekkei.inc›
‹tsukinowa.fm›`,
}

// TestSaidFigures holds that numbers are found however their figures are written or said, and that words which hold figures by chance are left.
func TestSaidFigures(t *testing.T) {
	holdFamilies(t, saidFamilies)
	m := mask.New(nil)
	for _, s := range []string{
		"一、二、三、四、五、六、七、八、九、〇の順に押す", "one two three four five six seven eight nine", "0050-56-b0-10-0b-22", "型番 O0-1234 と B0-15-2233-1 です", "二〇二五年一一月二九日",
		"いちごとにくをさんこ、よんこ", "sha1 0b10l0s5z2", "いち、に、さん、し、ご、ろく、しち、はち、きゅう、じゅう", "zero trust, one two three", "04:12:55 に 0:30:00 の停止", "1,204,300 と 0,123,4567", "4901234567894 のJAN", "1759398843123 に記録", "document.body.style を見る", "event.target と self.save", "Thanks.My box", "setup.zip と main.py と memo.properties", "see you @ cafe. Then go",
		"100-240-50-60 と 198,18,44,7", "型番 4209-9442-1130 の基板", "build 10.0.19045.3803 and", "部品番号 4099-0254、2219-7735", "10.0.22631.4037 is Windows", "Chrome/120.0.0.0", "server.domain.name が鍵", "PUB.NO.1002-0521", "090一1234", "第一二三一四号", "plus eight and one", "o one two", "ver l.2.O.7", "ID 76433127l373", "a,b,jp", "東京,jp を", "https: // を付ける", "改訂 2.0901234 版", "IE: 1.l.0.i", "upgraded from 5.15.0.117 to 5.15.0.122",
	} {
		for _, p := range m.Propose(s) {
			if p.Kind == mask.Card || p.Kind == mask.CorporateNumber || p.Kind == mask.Phone || p.Kind == mask.MyNumber || p.Kind == mask.Mail || p.Kind == mask.Domain || p.Kind == mask.IP {
				t.Errorf("%q: %q is proposed as %s", s, s[p.Start:p.End], p.Kind)
			}
		}
	}
	masked, _ := m.Mask("電話は ゼロキュウゼロ 4471 0328 です")
	if masked == "電話は ゼロキュウゼロ 4471 0328 です" {
		t.Errorf("the door leaves %q", masked)
	}
}

// TestPieces holds that no order of pieces of numbers and addresses, cut off anywhere, breaks the finder.
func TestPieces(t *testing.T) {
	pieces := strings.Fields(`0 09 1234 5678 o l S 〇 九 三 ゼロ きゅう に ダブル double triple oh zero nine の 、 - -- ( ) [ ] > | = @ @@ . .. , \. : :: // https:// http://a.jp/ /b ?c= 法務 を a.jp .jp jp garden
		アット アットマーク ドット dot at " "a 198 18 44 7 2001: db8 /24 % %20 <br> T (T) t- tel TEL: 電話 内線 ext. ① ⒊ 3. n-suga [at] [.] [:] ： ＠ ． ー — * x * ***** 番 局 plus カード マイナンバー 法人番号 \u200b`)
	pieces = append(pieces, " ", " ", "\n", "\n> ", "=\n", "\t")
	rnd := rand.New(rand.NewPCG(4, 995))
	m := mask.New(nil)
	for range 20_000 {
		var s strings.Builder
		for range 1 + rnd.IntN(14) {
			s.WriteString(pieces[rnd.IntN(len(pieces))])
		}
		m.Propose(s.String())
		m.Mask(s.String())
	}
}
