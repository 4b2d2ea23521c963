package mask

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"todoke/internal/incident"
	"todoke/internal/text"
)

// variants are spellings that masking looks for besides Terms, because a text by the party itself uses them: abbreviations of the organisation, initials
// with the surname as in sign-in names, the given name in Latin letters, and names turned round. They are too short or too loose to refuse a finished file for.
func variants(parties []incident.Party) []Term {
	b := termList{seen: map[Term]bool{}}
	for i, p := range parties {
		b.party = i
		for _, o := range []string{p.Org, p.OrgKana, p.OrgEN} {
			b.shortOrg(coreOrg(o))
			if f := strings.Fields(coreOrg(o)); len(f) > 1 && slices.ContainsFunc(ownedBySchools, func(w string) bool { return strings.HasSuffix(f[len(f)-1], w) }) {
				b.shortOrg(f[len(f)-1])
			}
			b.wholeInitials(o)
			for _, w := range shortKinds {
				if rest, ok := strings.CutSuffix(strings.TrimSpace(o), w[0]); ok && utf8.RuneCountInString(rest) >= 2 {
					b.add(Org, rest+w[1], Word)
				}
			}
		}
		for _, line := range strings.FieldsFunc(p.Name, func(r rune) bool { return strings.ContainsRune("\n、/／,", r) }) {
			b.turned(Name, stripTitle(brackets.ReplaceAllString(line, "")))
			b.halfInKana(line, p.Kana)
			if parts := strings.Fields(stripTitle(brackets.ReplaceAllString(line, ""))); len(parts) == 2 && utf8.RuneCountInString(parts[1]) == 1 {
				b.add(Name, parts[1], Titled)
			}
			if p.Kana == "" {
				b.read(line)
			}
		}
		for _, o := range []string{p.Org, p.OrgKana} {
			b.bigKana(Org, coreOrg(o))
		}
		for _, part := range append(strings.Fields(p.Kana), p.Kana) {
			b.bigKana(Name, part)
		}
		for _, s := range []string{p.Name, p.Kana} {
			if parts := nameParts(s); len(parts) > 2 && all(text.Squeeze(s), isKana) { // ラン of ファム・ティ・ラン
				b.add(Name, parts[len(parts)-1], Titled)
			}
		}
		b.readingHeads(coreOrg(p.OrgKana))
		for _, d := range domains(p) {
			b.domainHead(d)
		}
		for _, m := range mails(p.Mail) {
			if local, _, _ := strings.Cut(m, "@"); len(local) > 2 && len(local) < 5 && !commonLabels.has(local) && !acronyms.has(local) && !latinVocabulary.has(local) && !latinTrade.has(local) && !plainEnglish(local) { // who speaks in a chat
				b.add(Name, local, Titled)
			}
		}
		b.eastern(p.Name, p.Kana)
		b.inFigures(Org, coreOrg(p.Org))
		for _, part := range append(nameParts(p.Name), p.Name) {
			b.inFigures(Name, part)
		}
		b.initials(p.Kana)
		for _, line := range append(strings.FieldsFunc(p.Name, func(r rune) bool { return strings.ContainsRune("\n、/／", r) }), p.NameEN) {
			b.latinInitials(brackets.ReplaceAllString(line, ""))
		}
		b.headInitials(coreOrg(p.Org), coreOrg(p.OrgEN))
		for _, o := range []string{p.Org, p.OrgKana} {
			b.letterNames(coreOrg(o))
			b.headsOfScripts(coreOrg(o))
			b.tailsOfScripts(coreOrg(o))
		}
		if utf8.RuneCountInString(text.Squeeze(p.Dept)) >= 3 {
			b.add(Dept, p.Dept, Word)
		}
		b.shortDept(p.Dept)
		for _, o := range []string{p.Org, p.OrgKana} {
			b.shortTail(coreOrg(o))
		}
		b.withoutHead(coreOrg(p.Org))
		b.localPhones(p.Phone)
		b.latinAddress(p.Address)
		b.crossing(p.Address)
	}
	return b.list
}

// ownedBySchools end the names of what stands behind that of a body that runs it: 学校法人常磐路学園 常磐路大学.
var ownedBySchools = []string{"大学", "高等学校", "高校", "学園", "病院"}

// shortOrg adds the head with the first letter of the trade (三笠台運 of 三笠台運輸), the head of a reading and its Latin spelling, initials of
// Latin words, and the name turned round.
func (b *termList) shortOrg(core string) {
	s := text.Squeeze(core)
	if s == "" {
		return
	}
	b.turned(Org, core)
	head := tradeHead(core)
	if all(s, isKana) {
		for _, w := range kanaTrade {
			if rest, ok := strings.CutSuffix(s, w); ok && utf8.RuneCountInString(rest) >= 3 {
				head = rest
				b.add(Org, head, max(need(head), Word))
				break
			}
		}
		for _, r := range text.Romaji(head) {
			b.add(Org, r, max(need(r), Word))
		}
		for _, w := range shortTrades {
			if rest, ok := strings.CutSuffix(s, w[0]); ok && utf8.RuneCountInString(rest) >= 3 {
				b.add(Org, rest+w[1], Word)
				for _, r := range text.Romaji(rest + w[1]) {
					b.add(Org, r, Word)
				}
				break
			}
		}
		return
	}
	if h := text.Squeeze(head); h != "" && strings.HasPrefix(s, h) && !all(h, isLatinRune) {
		rest, _ := utf8.DecodeRuneInString(s[len(h):])
		first, _ := utf8.DecodeRuneInString(h)
		b.add(Org, h+string(rest), Word)
		b.add(Org, string(first)+string(rest), Titled)
	}
	if spaced := strings.Fields(core); all(s, isLatinRune) && len(s) >= 6 { // Next Bridge: next-bridge, next_bridge; Higashi-Shinshu Foods: higashishinshu
		for _, sep := range []string{"-", "_"} {
			b.add(Org, strings.Join(spaced, sep), Word)
		}
		if lead := text.Squeeze(spaced[0]); strings.Contains(lead, "-") && len(lead) >= 7 {
			for _, sep := range []string{"-", "_", ""} {
				b.add(Org, strings.ReplaceAll(lead, "-", sep), Word)
			}
		}
	}
	words := strings.FieldsFunc(core, func(r rune) bool { return strings.ContainsRune(" 　・-&,.", r) })
	if !all(s, isLatinRune) || len(words) < 2 {
		b.parts(core)
		return
	}
	if strings.ContainsAny(core, "&'’") { // oleary_sons_shipping of O'Leary & Sons Shipping
		for n := 2; n <= len(words); n++ {
			for _, sep := range []string{"-", "_", "", "and"} {
				b.add(Org, strings.NewReplacer("'", "", "’", "").Replace(strings.Join(words[:n], sep)), Word)
			}
		}
	}
	initials := firstLetters(words)
	for n := 2; n <= len(initials); n++ { // L.V.
		b.add(Org, strings.Join(strings.Split(initials[:n], ""), ".")+".", Word)
	}
	if len(initials) >= 3 && !latinVocabulary.has(initials) && !latinTrade.has(initials) && !englishWords.has(initials) {
		b.add(Org, initials, Word)
	} else if len(initials) >= 2 {
		b.add(Org, initials, Titled)
	}
	if first := text.Squeeze(words[0]); (len(first) >= 5 || len(first) == 4 && japaneseSpelling(first)) && !englishWords.has(first) && !ordinaryLatin.has(first) && !bigPlaces.has(first) && !latinCities.has(first) {
		b.add(Org, first, Word)
	} else if len(first) >= 3 {
		b.add(Org, first, Titled)
	}
	if len(words) > 2 {
		b.add(Org, words[0]+words[1], Word)
		if at := strings.LastIndex(core, words[len(words)-1]); at >= 8 {
			b.add(Org, strings.TrimRight(core[:at], " -&,."), Word)
		}
	}
}

// firstLetters are the initials of words in Latin letters.
func firstLetters(words []string) string {
	out := ""
	for _, w := range words {
		w = text.Squeeze(w)
		out += w[:min(len(w), 1)]
	}
	return out
}

// wholeInitials adds the initials of a name in Latin letters with those of its company form: OSC of Odamaki Seni Corporation.
func (b *termList) wholeInitials(name string) {
	initials := firstLetters(strings.FieldsFunc(name, func(r rune) bool { return strings.ContainsRune(" 　-&,./", r) }))
	if len(initials) > 1 && !strings.ContainsFunc(initials, func(r rune) bool { return !isSmall(r) }) && !latinVocabulary.has(initials) && !latinTrade.has(initials) && !englishWords.has(initials) && !acronyms.has(initials) {
		if len(initials) == 2 {
			b.add(Org, initials, Titled)
			return
		}
		b.add(Org, initials, Word)
	}
}

// parts adds the names of an organisation and of what it runs, where the form gives both: 緑ヶ淵学園 緑ヶ淵高等学校.
func (b *termList) parts(core string) {
	words := strings.Fields(core)
	if len(words) < 2 || len(words) > 3 {
		return
	}
	for _, w := range words {
		q := text.Squeeze(w)
		if utf8.RuneCountInString(q) == 2 && !all(q, isLatinRune) && !generic.has(q) && !tradeVocabulary.has(q) && !slices.Contains(kindWords, w) { // 糸車 of 手芸の店 糸車
			b.add(Org, w, Titled)
		}
		if utf8.RuneCountInString(q) < 3 || all(q, isLatinRune) || places.has(q) || gazetteer.has(q) || cityNames.has(q) || ordinaryWords.has(q) || generic.has(q) || tradeVocabulary.has(q) || wordList().knows(q, nounClass) || slices.Contains(tradeWords, w) || slices.ContainsFunc(houses, func(h string) bool { return strings.HasSuffix(q, h) }) {
			continue
		}
		b.add(Org, w, Word)
	}
}

// houses are what an organisation's offices end in: those are not its name.
var houses = squeezed(strings.Fields("支店 本店 支社 本社 営業所 事業所 工場 支部 本部 事務所 出張所 事業部 センター 課 部 係 室"))

// shortTrades are the usual short readings of the words of a trade.
var shortTrades = [][2]string{{"こうとうがっこう", "こうこう"}, {"だいがく", "だい"}, {"しんようきんこ", "しんきん"}, {"しんようくみあい", "しんくみ"}, {"のうぎょうきょうどうくみあい", "のうきょう"}, {"ぎょぎょうきょうどうくみあい", "ぎょきょう"}, {"せいかつきょうどうくみあい", "せいきょう"}, {"せいけいげか", "せいけい"}, {"しょうこうかいぎしょ", "しょうこう"}}

// shortKinds are what everybody calls the kinds of organisations.
var shortKinds = [][2]string{{"農業協同組合", "農協"}, {"漁業協同組合", "漁協"}, {"生活協同組合", "生協"}, {"信用金庫", "信金"}, {"信用組合", "信組"}, {"高等学校", "高校"}, {"商工会議所", "商議所"}, {"社会福祉協議会", "社協"}, {"教育委員会", "教委"}, {"労働組合", "労組"}}

// bigKana adds a spelling without small kana, as bank transfers and old machines write: シンジヨウモクザイ.
func (b *termList) bigKana(k Kind, s string) {
	s = text.Squeeze(s)
	if big := smallKana.Replace(s); big != s && utf8.RuneCountInString(big) >= 4 {
		b.add(k, big, Word)
	}
}

var smallKana = strings.NewReplacer("ぁ", "あ", "ぃ", "い", "ぅ", "う", "ぇ", "え", "ぉ", "お", "っ", "つ", "ゃ", "や", "ゅ", "ゆ", "ょ", "よ", "ゎ", "わ")

// halfInKana adds a name of which one half is written in kana: 綾部まい, あやべ舞.
func (b *termList) halfInKana(name, kana string) {
	n, k := strings.Fields(stripTitle(brackets.ReplaceAllString(name, ""))), strings.Fields(kana)
	if len(n) != 2 || len(k) != 2 || all(text.Squeeze(n[0]+n[1]), isKana) {
		return
	}
	b.add(Name, n[0]+k[1], Word)
	b.add(Name, k[0]+n[1], Word)
}

// readingHeads adds, in Latin letters, what an organisation's reading begins with, wherever the words of its trade may begin: satukino of さつきのぞうえん.
func (b *termList) readingHeads(kana string) {
	rs := []rune(text.Squeeze(kana))
	if !all(string(rs), isKana) {
		return
	}
	for n := 3; n+2 <= len(rs); n++ {
		if strings.ContainsRune("ぁぃぅぇぉゃゅょゎー", rs[n]) || rs[n-1] == 'っ' {
			continue
		}
		for _, r := range text.Romaji(string(rs[:n])) {
			if s := text.Squeeze(r); len(s) >= 5 && !englishWords.has(s) && !ordinaryLatin.has(s) && !latinVocabulary.has(s) && !latinTrade.has(s) && !bigPlaces.has(s) && !latinCities.has(s) && !latinNames().surname.has(s) && !latinNames().given.has(s) {
				b.add(Org, s, Word)
			}
		}
	}
}

// kanaTrade are readings of the words of a trade, the longest first.
var kanaTrade = longestFirst(squeezed(strings.Fields(`せいさくしょ こうぎょう さんぎょう こうぎょうしょ しょうじ しょうかい しょうてん ぶっさん うんゆ うんそう そうこ しょくひん でんき せいき けんせつ こうむてん いんさつ
	かがく せいやく すいさん しゅぞう じょうぞう びょういん いいん くりにっく がくえん だいがく こうこう ようちえん ほいくえん やっきょく ぎんこう しんようきんこ じむしょ くみあい きょうかい けんきゅうしょ しすてむ しすてむず
	さーびす てっく ふーず そりゅーしょんず ほーるでぃんぐす じどうしゃ しかいいん しか ほけん ごふくてん けいび そうごうけいびほしょう ほしょう ふどうさん せつび しゅっぱん とりょう かんこう ほてる りょかん しょてん しょぼう せいか のうえん ぼくじょう かせい じゅし きかい きんぞく てっこう こうけん ぎけん`)))

// domainHead adds the first label of a domain as names of files and folders spell it, and the first word of it.
func (b *termList) domainHead(d string) {
	label, _, _ := strings.Cut(d, ".")
	if words := strings.Split(label, "-"); len(words) > 1 && len(words) < 5 { // ES側 of enishi-sousai
		initials := firstLetters(words)
		if !latinVocabulary.has(initials) && !acronyms.has(initials) {
			b.add(Org, initials, Titled)
		}
	}
	head, _, parted := strings.Cut(label, "-")
	if !parted || len(label) < 6 || commonLabels.has(label) {
		return
	}
	b.add(Domain, strings.ReplaceAll(label, "-", "_"), Word)
	b.add(Domain, strings.ReplaceAll(label, "-", ""), Word)
	if len(head) >= 6 && !englishWords.has(head) && !commonLabels.has(head) && !latinTrade.has(head) {
		b.add(Domain, head, Word)
	}
}

// initials adds what sign-in names are made of: k.usui, usuik, k_usui, and the given name in Latin letters.
func (b *termList) initials(kana string) {
	parts := strings.Fields(strings.NewReplacer("　", " ", "・", " ").Replace(strings.TrimSpace(brackets.ReplaceAllString(kana, ""))))
	if len(parts) != 2 {
		return
	}
	surnames, givens := bySound(text.Romaji(parts[0])), bySound(text.Romaji(parts[1]))
	for _, s := range surnames {
		for _, g := range givens {
			b.signIns(text.Squeeze(s), text.Squeeze(g))
		}
	}
	if rs := []rune(parts[1]); len(rs) > 2 { // sonekazu
		for _, s := range surnames[:min(len(surnames), 4)] {
			for _, g := range text.Romaji(string(rs[:2]))[:1] {
				for _, x := range []string{s + g, g + s, s + "." + g, s + "_" + g, s + "-" + g} {
					b.add(Name, x, Word)
				}
			}
		}
	}
	for _, g := range givens { // spelled by another habit than the surname: Takasaki Soutaro beside Sohtaroh
		mixed := []string{g}
		if strings.HasSuffix(g, "ou") || strings.HasSuffix(g, "oh") {
			mixed = append(mixed, g[:len(g)-1])
		}
		for _, g := range mixed {
			b.given(g)
			for _, s := range surnames[:min(len(surnames), 6)] {
				b.add(Name, s+g, Word)
				b.add(Name, g+s, Word)
			}
		}
	}
	b.turned(Name, strings.Join(parts, ""))
}

func (b *termList) latinInitials(name string) {
	parts := strings.Fields(strings.NewReplacer(",", " ", "，", " ").Replace(stripTitle(name)))
	if len(parts) < 2 {
		return
	}
	first, last := text.Squeeze(parts[0]), text.Squeeze(parts[len(parts)-1])
	b.signIns(last, first)
	b.signIns(first, last)
	if pieces := strings.Split(last, "-"); len(pieces) > 1 { // O'Brien-Tanaka
		short := firstLetters(pieces)
		for _, sep := range []string{".", "_", "-", ""} { // ines.fo
			b.add(Name, first+sep+short, Word)
		}
		dotted := strings.Join(strings.Split(short, ""), ".") + "."
		b.add(Name, first[:min(len(first), 1)]+"."+dotted, Word)
		for n := leastEcho; n <= len(first); n++ { // Kai NR of Kailani Nakamura-Reyes
			b.add(Name, first[:n]+short, Word)
			b.add(Name, first[:n]+dotted, Word)
		}
		for _, piece := range pieces {
			b.signIns(piece, first)
			b.add(Name, first+piece, Word)
			if len(piece) >= 4 && !englishWords.has(piece) {
				b.add(Name, piece, Word)
			}
		}
	}
	if pieces := strings.Split(first, "-"); len(pieces) == 2 && len(pieces[0]) > 1 && len(pieces[1]) > 1 && len(last) > 2 { // Jean-Luc
		i, k := pieces[0][:1], pieces[1][:1]
		for _, x := range []string{i + k + last, last + i + k, i + k + "." + last, i + k + "-" + last, i + k + "_" + last, last + "." + i + k, last + "_" + i + k, last + "-" + i + k, i + ".-" + k + "." + last, i + "." + k + "." + last, i + "-" + k + last, last + "," + i + ".-" + k + ".", last + "," + i + "." + k + "."} {
			b.add(Name, x, Word)
		}
	}
	b.given(first)
	for _, sep := range []string{".", "-", "_"} {
		b.add(Name, first+sep+last, Word)
		b.add(Name, last+sep+first, Word)
	}
	if len(parts) > 2 { // without the middle name; Mac Giolla
		b.add(Name, first+last, Word)
		b.add(Name, last+first, Word)
		b.signIns(text.Squeeze(strings.Join(parts[1:], "")), first)
	}
}

func (b *termList) given(g string) {
	n := Titled
	if g = text.Squeeze(g); (len(g) >= 5 || len(g) == 4 && japaneseSpelling(g)) && !englishWords.has(g) && !latinVocabulary.has(g) && !latinTrade.has(g) {
		n = Word
	}
	b.add(Name, g, n)
}

// shortDept adds a department whose last word is one letter: 品質保証Ｇ.
func (b *termList) shortDept(dept string) {
	s := text.Squeeze(dept)
	for _, w := range [][2]string{{"ぐるーぷ", "g"}, {"ぐるーぷ", "gr"}, {"ぐるーぷ", "gp"}, {"ちーむ", "t"}, {"せんたー", "c"}, {"せんた", "c"}, {"ゆにっと", "u"}, {"すてーしょん", "st"}, {"ぷろじぇくと", "pj"}} {
		if head, ok := strings.CutSuffix(s, w[0]); ok && utf8.RuneCountInString(head) >= 2 && head[len(head)-1] >= utf8.RuneSelf {
			b.add(Dept, head+w[1], Word)
		}
	}
}

// withoutHead adds an organisation's name without the words for what it is that stand before it: 長生会連合会 and 長生会 of 老人クラブ長生会連合会.
func (b *termList) withoutHead(core string) {
	rest := behindKind(core)
	if rest == core {
		return
	}
	for _, s := range append(tradeHeads(rest), rest) {
		if q := text.Squeeze(s); !generic.has(q) && !ordinaryWords.has(q) && !tradeVocabulary.has(q) && !places.has(q) {
			b.add(Org, s, max(need(s), Word))
		}
	}
}

// behindKind is what stands behind the words at the head of a name that say what sort of organisation it is.
func behindKind(core string) string {
	for again := true; again; {
		again = false
		for _, w := range kindWords {
			if rest, ok := strings.CutPrefix(core, w); ok && utf8.RuneCountInString(strings.TrimLeft(rest, " 　・")) >= 2 {
				core, again = strings.TrimLeft(rest, " 　・"), true
			}
		}
	}
	return core
}

var kindWords = longestFirst(strings.Fields(`大字 曹洞宗 浄土宗 浄土真宗 浄土真宗本願寺派 真宗大谷派 真言宗 日蓮宗 日蓮正宗 臨済宗 天台宗 時宗 黄檗宗 法華宗 和太鼓集団 劇団 楽団 合唱団 吹奏楽団 便利屋 探偵社 サークル サイクリングチーム ボーイスカウト ガールスカウト 市立 町立 村立 県立 都立 府立 道立 区立 私立 国立 公立 組合立 老人クラブ 子ども会 町内会 自治会 鍼灸整体院 鍼灸院 整体院 整骨院 接骨院 動物病院 歯科医院 美容室 美容院 理容室 理髪店 居酒屋 食堂 定食屋 喫茶 カフェ 喫茶店 民宿 旅館 ペンション 割烹 料亭 料理旅館 寿司 鮨 そば処 手打ちそば うどん ラーメン 川魚料理 中華料理 焼肉
	養蜂場 ワイナリー 酒蔵 ブルワリー 農園 果樹園 牧場 介護ハウス ケアハウス グループホーム 特別養護老人ホーム 特養 老健 介護老人保健施設 デイサービス デイサービスセンター 訪問看護ステーション 保育園 保育所 こども園 認定こども園 幼稚園 学童クラブ 学習塾 英会話 スタジオ アトリエ 写真館 写真スタジオ 書店 古書 古本 古道具 骨董 花屋 生花店 フラワーショップ パン工房 洋菓子 和菓子 菓子司 税理士法人 弁護士法人
	司法書士法人 行政書士 法律事務所 設計事務所 一級建築士事務所 建築設計事務所 不動産 合気道 剣道 ヨガ ダンススタジオ バレエスタジオ 音楽教室 ピアノ教室 書道教室 そろばん 宗教法人 神社 寺院 こども食堂 子ども食堂 フードバンク ライブハウス ゲストハウス コワーキングスペース 道の駅 直売所 キャンプ場 スキー場 ゴルフ場 釣具 釣具店 自転車店 ふとん店 クリーニング 薬局 調剤薬局 眼鏡 メガネ 時計店`))

// shortTail adds an organisation whose last word is written with a letter or two: 日置原市民HP, 東山路女子サッカーC.
func (b *termList) shortTail(core string) {
	s := text.Squeeze(core)
	for _, w := range letterTails {
		if head, ok := strings.CutSuffix(s, w[0]); ok && utf8.RuneCountInString(head) >= 2 {
			for _, short := range strings.Fields(w[1]) {
				b.add(Org, head+short, Word)
			}
		}
	}
}

// letterTails are words at the end of organisations' names and the letters people write for them.
var letterTails = [][2]string{{"病院", "hp hosp h"}, {"医院", "cl hp"}, {"れでぃーすくりにっく", "lc"}, {"くりにっく", "cl c"}, {"歯科医院", "dc"}, {"大学", "univ u"}, {"高等学校", "hs"}, {"高校", "hs"}, {"銀行", "bk bank b"}, {"信用金庫", "sk"}, {"ほてる", "h"}, {"旅館", "r"}, {"くらぶ", "c fc"}, {"せんたー", "c ct"}, {"ぐるーぷ", "g gr"},
	{"すくーる", "s"}, {"工業", "k"}, {"製作所", "ss"}, {"株式会社", "kk"}, {"ゆにおん", "u"}, {"ちーむ", "t"}, {"さーびす", "s sv"}, {"しすてむ", "s sys"}, {"しすてむず", "s sys"}, {"ほーるでぃんぐす", "hd hds hd"}, {"ほーむ", "h"}, {"すたじお", "st"}, {"こーぽれーしょん", "corp co"}, {"えんたーぷらいず", "ent"}, {"いんたーなしょなる", "int intl"}, {"えんじにありんぐ", "eng"}}

// latinAddress adds the pieces of an address in Latin letters, which may stand in the opposite order: Kamigyo-ku Nishijin-minami 5-11-3.
func (b *termList) latinAddress(field string) {
	if strings.ContainsFunc(field, func(r rune) bool { return r >= 'ぁ' }) {
		return
	}
	field = text.Normal(field)
	if short := strings.TrimSuffix(shortStreets.Replace(field+","), ","); short != field {
		b.latinAddress(short)
	}
	known := func(s string) bool { return places.has(s) || bigPlaces.has(s) || latinCities.has(s) }
	before := ""
	for _, part := range strings.FieldsFunc(field, func(r rune) bool { return r == ',' || r == '\n' }) {
		words := strings.Fields(part)
		if len(words) > 1 && words[0][0] <= '9' {
			words = words[1:]
		} else if n := len(words) - 1; n > 0 && words[n][0] <= '9' {
			words = words[:n]
		}
		words = slices.DeleteFunc(words, func(w string) bool { return w == "aza" || w == "oaza" })
		if k := slices.IndexFunc(words, func(w string) bool { return w[0] <= '9' }); k > 0 { // Homi of Homi 7-31 Building 4
			if head := strings.Join(words[:k], ""); len(head) >= leastLatin && !englishWords.has(head) && !known(head) {
				b.add(Address, head, Word)
			}
		}
		s := strings.Join(words, "")
		if bare := areaSuffix.ReplaceAllString(s, ""); bare != s && len(bare) >= leastSlip && !known(bare) {
			b.add(Address, bare, Word)
		}
		if len(s) < 5 || strings.ContainsAny(s[:1], "0123456789") || englishWords.has(s) {
			continue
		}
		if known(s) {
			for _, unit := range []string{"-shi", "-city", "shi"} {
				b.add(Address, s+unit, Word)
			}
			continue
		}
		b.add(Address, s, Word)
		if before != "" {
			b.add(Address, before+","+s, Word)
		}
		before = s
	}
}

var shortStreets = strings.NewReplacer(" lane,", " ln.,", " street,", " st.,", " road,", " rd.,", " avenue,", " ave.,", " drive,", " dr.,", " boulevard,", " blvd.,")

// crossing adds an address by a crossing of streets without the words between: 南12西8 of 南12条西8丁目.
func (b *termList) crossing(field string) {
	for _, m := range crossForm.FindAllStringSubmatch(text.Normal(field), -1) {
		b.add(Address, m[1]+m[2]+m[3]+m[4], Word)
		b.add(Address, m[1]+m[2]+"条"+m[3]+m[4], Word)
		if plain := m[1] + plainFigures(m[2]) + m[3] + plainFigures(m[4]); plain != m[1]+m[2]+m[3]+m[4] {
			b.add(Address, plain, Word)
		}
	}
}

var crossForm = regexp.MustCompile(`([東西南北])([0-9一二三四五六七八九十]{1,3})条([東西南北])([0-9一二三四五六七八九十]{1,3})丁目`)

// plainFigures is a number in figures: 12 for 十二, 99 for 九十九, 123 for 一二三.
func plainFigures(s string) string {
	if s[0] < utf8.RuneSelf {
		return s
	}
	out, sum, one := "", 0, 0
	for _, r := range s {
		if unit := map[rune]int{'十': 10, '百': 100, '千': 1000}[r]; unit > 0 {
			sum, one = sum+max(one, 1)*unit, 0
			continue
		}
		one = max(int(kanjiFigure(r)), 0)
		out += strconv.Itoa(one)
	}
	if sum == 0 {
		return out
	}
	return strconv.Itoa(sum + one)
}

// letterNames adds a name with the letters' names in kana as letters, and letters as their names: エヌティ測量, ＮＴ測量.
func (b *termList) letterNames(core string) {
	s := strings.ReplaceAll(text.Squeeze(core), "・", "")
	out, rest, letters := "", s, 0
	for rest != "" {
		n := 0
		for _, l := range lettersInKana {
			if strings.HasPrefix(rest, l[0]) && len(l[0]) > n {
				n = len(l[0])
				out += l[1]
				rest = rest[n:]
				break
			}
		}
		if n == 0 {
			break
		}
		letters++
	}
	if next, _ := utf8.DecodeRuneInString(rest); letters >= 2 && (!isKana(next) || rest == "" || strings.Count(core, "・") >= letters) {
		b.add(Org, out+rest, Word)
	}
	head := len(s) - len(strings.TrimLeft(s, "abcdefghijklmnopqrstuvwxyz"))
	if head < 1 || head > 4 {
		return
	}
	kana := ""
	for _, r := range s[:head] {
		for _, l := range lettersInKana {
			if l[1] == string(r) {
				kana += l[0]
				break
			}
		}
	}
	if rest := s[head:]; rest == "" || rest[0] >= utf8.RuneSelf {
		b.add(Org, kana+rest, Word)
	}
}

// lettersInKana are the names of the letters, the longer and usual ones first.
var lettersInKana = [][2]string{{"だぶりゅー", "w"}, {"だぶりゅ", "w"}, {"えっくす", "x"}, {"あーる", "r"}, {"えいち", "h"}, {"えっち", "h"}, {"きゅー", "q"}, {"じぇー", "j"}, {"じぇい", "j"}, {"てぃー", "t"}, {"てぃ", "t"}, {"でぃー", "d"}, {"でぃ", "d"}, {"ぶい", "v"}, {"ゆー", "u"}, {"ぜっと", "z"},
	{"えー", "a"}, {"えい", "a"}, {"びー", "b"}, {"しー", "c"}, {"いー", "e"}, {"えふ", "f"}, {"じー", "g"}, {"あい", "i"}, {"けー", "k"}, {"けい", "k"}, {"える", "l"}, {"えむ", "m"}, {"えぬ", "n"}, {"おー", "o"}, {"ぴー", "p"}, {"えす", "s"}, {"わい", "y"}}

// headsOfScripts adds what a name holds before its writing changes: クレスト of クレスト人材開発, 三和 of 三和ディーゼル.
func (b *termList) headsOfScripts(core string) {
	v := newView(strings.TrimSpace(core))
	defer v.leave()
	for i := 1; i < len(v.runes); i++ {
		if v.script[i] == v.script[i-1] || v.script[i] == sign || v.script[i-1] == sign || v.runes[i] == 'の' || v.script[i-1] == hira && i < 4 {
			continue
		}
		head := v.word(0, i)
		switch {
		case i < 2 || v.script[0] == latin && i < 4 || gazetteer.has(head) || places.has(head) || ordinaryWords.has(head) || generic.has(head) || tradeVocabulary.has(head) || englishWords.has(head) || ordinaryLatin.has(head) || latinTrade.has(head):
		case i == 2 || wordList().knows(v.word(0, i), nounClass) || all(head, isKana) && i < 4:
			b.add(Org, head, Titled)
		default:
			b.add(Org, head, Word)
		}
		if i >= 2 && v.script[i] == kata && v.script[i-1] == han { // 南葉P of 南葉プレシジョン
			if initial := text.Hepburn(v.src[v.start[i]:]); initial != "" {
				b.add(Org, head+initial[:1], Word)
			}
		}
	}
}

// headInitials adds the kanji a name begins with and the first letters of the further words of the Latin name: 夕凪AP of 夕凪アセットパートナーズ.
func (b *termList) headInitials(core, latin string) {
	head, words := strings.IndexFunc(core, func(r rune) bool { return !unicode.Is(unicode.Han, r) }), strings.Fields(latin)
	if head >= 2*len("夕") && len(words) > 2 && all(text.Squeeze(latin), isLatinRune) {
		b.add(Org, core[:head]+firstLetters(words[1:]), Word)
	}
}

// tailsOfScripts adds what a name holds behind a change of its writing: 風信子 of フラワーショップ風信子, いしばし of 手づくり豆腐いしばし.
func (b *termList) tailsOfScripts(core string) {
	v := newView(strings.TrimSpace(core))
	defer v.leave()
	for i := 2; i+1 < len(v.runes); i++ {
		if v.script[i] == v.script[i-1] && v.runes[i-1] != 'の' || v.script[i] == sign || v.runes[i] == 'の' {
			continue
		}
		tail := v.word(i, len(v.runes))
		if v.script[i] == latin && (len(tail) < 4 || !all(tail, isLatinRune) || plainEnglish(tail) || latinVocabulary.has(tail) || latinTrade.has(tail)) { // サロン mimosa
			continue
		}
		switch n := len(v.runes) - i; {
		case gazetteer.has(tail) || places.has(tail) || ordinaryWords.has(tail) || generic.has(tail) || tradeVocabulary.has(tail) || tradeHead(v.src[v.start[i]:]) != "" || slices.Contains(tradeWords, v.src[v.start[i]:]) || slices.Contains(kindWords, v.src[v.start[i]:]) || slices.Contains(houses, tail):
		case v.script[i] == han && (n < 3 || wordList().knows(tail, nounClass)), all(tail, isKana) && (n < 4 || ordinaryKana(tail)):
			b.add(Org, tail, Titled)
		default:
			b.add(Org, tail, Word)
		}
	}
}

// localPhones adds a telephone number without the code of its area, as it is written in groups; one that was declared so, also without them.
func (b *termList) localPhones(field string) {
	if d := digitsOf(field); len(d) >= 6 && len(d) <= 8 && len(field) <= len("5550-0127")+1 { // 555-0127
		b.add(Phone, d, Word)
		b.add(Phone, field, Word)
	}
	for _, m := range phoneForm.FindAllString(text.Normal(field), -1) {
		groups := strings.FieldsFunc(m, func(r rune) bool { return r < '0' || r > '9' })
		if n := len(groups); n == 3 && len(groups[2]) == 4 && len(groups[1]) >= 2 && groups[0][0] == '0' && len(groups[0])+len(groups[1]) == 6 {
			b.add(Phone, groups[1]+"-"+groups[2], Word)
		}
	}
}

func (b *termList) signIns(surname, given string) {
	if plain := strings.NewReplacer("'", "", "’", "").Replace(surname); plain != surname {
		b.signIns(plain, given)
	}
	if len(surname) < 3 || given == "" || !all(surname+given, isLatinRune) {
		return
	}
	i, z := given[:1], surname[:1]
	if !latinVocabulary.has(i+z) && !latinVocabulary.has(z+i) { // K.U.
		for _, pair := range [][2]string{{i, z}, {z, i}} {
			b.add(Name, pair[0]+"."+pair[1]+".", Word)
			b.add(Name, pair[0]+"."+pair[1], Titled)
			b.add(Name, pair[0]+"・"+pair[1], Word)
			b.add(Name, pair[0]+pair[1], Titled)
		}
	}
	b.add(Name, surname+","+given, Word)
	b.add(Name, surname+","+i+".", Word)
	heads := []string{i}
	for n := 2; n < min(4, len(given)); n++ { // tanakata, tar-tanaka
		heads = append(heads, given[:n])
	}
	for n, i := range heads {
		for _, s := range []string{i + surname, surname + i, i + "." + surname, i + "-" + surname, i + "_" + surname, surname + "." + i, surname + "-" + i, surname + "_" + i} {
			if !englishWords.has(s) && (n == 0 || !isLetters(s) || len(s) >= 6) {
				b.add(Name, s, Word)
			}
		}
	}
	if len(given) >= 3 {
		for _, s := range []string{given + z, given + "." + z, given + "-" + z, given + "_" + z, z + "." + given, z + "-" + given, z + "_" + given} {
			if !englishWords.has(s) && (len(s) >= 5 || !isLetters(s)) {
				b.add(Name, s, Word)
			}
		}
		if s := z + given; len(s) >= 6 && !englishWords.has(s) {
			b.add(Name, s, Word)
		}
	}
}

// turned adds a name whose characters stand in the opposite order, as marks for writing from the right can hide it.
func (b *termList) turned(k Kind, s string) {
	rs := []rune(text.Squeeze(s))
	if len(rs) < 4 || all(string(rs), isLatinRune) && len(rs) < 8 {
		return
	}
	slices.Reverse(rs)
	b.add(k, string(rs), Word)
}
