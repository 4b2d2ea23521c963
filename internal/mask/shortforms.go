package mask

import (
	"slices"
	"strings"
	"unicode/utf8"

	"todoke/internal/incident"
	"todoke/internal/text"
)

// What people say for a declared department, organisation or person where they need not say it whole: 情シス of 情報システム課, 港計 of 日本港湾計測, 営業の鈴木, QA, 剛の.
// The short forms that are made beforehand are in variants.go; those here depend on what the text says around them, and are in doubt.

// clip is a declared name of which a part, or some letters in their order, may be said for the whole.
type clip struct {
	kind     Kind
	party    int
	name     []rune   // squeezed, without company form
	stems    [][]rune // of a department: each of its parts without 部, 課, 室
	words    []string // in Latin letters, squeezed
	initials []string // squeezed
	last     bool     // a surname, whose last kanji stands with a capital for it
}

// mostClipped bounds what one short form holds, in runes.
const mostClipped = 8

// newClips are those of the parties.
func newClips(parties []incident.Party) []clip {
	var out []clip
	for i, p := range parties {
		if dept := text.Squeeze(p.Dept); dept != "" {
			c := clip{kind: Dept, party: i, name: []rune(dept), words: latinParts(p.Dept)}
			c.initials = append(initialsOfWords(c.words), deptLetters(p.Dept)...)
			for _, part := range strings.FieldsFunc(p.Dept, func(r rune) bool { return strings.ContainsRune(" 　・、/／&", r) }) {
				c.stems = append(c.stems, deptStems([]rune(text.Squeeze(part)))...)
			}
			out = append(out, c)
		}
		for _, o := range []string{p.Org, p.OrgEN} {
			if name := behindKind(withoutFirm(o)); name != "" {
				words := latinParts(o)
				out = append(out, clip{kind: Org, party: i, name: []rune(text.Squeeze(name)), words: words, initials: initialsOfWords(words)})
			}
		}
		for _, name := range []string{p.Name, p.NameEN} {
			if list := initialsOfParts(name); list != nil {
				out = append(out, clip{kind: Name, party: i, initials: list, words: latinParts(name)})
			}
		}
		for k, part := range nameParts(stripTitle(brackets.ReplaceAllString(p.Name, ""))) {
			if n := []rune(text.Squeeze(part)); (len(n) < 3 || k == 0) && hasKanji(n) {
				out = append(out, clip{kind: Name, party: i, name: n, last: k == 0})
			}
		}
	}
	return out
}

// deptLetters are the letters that departments go by in English, and those that stand at the head of the name.
func deptLetters(dept string) []string {
	var out []string
	s := text.Squeeze(dept)
	for word, letters := range inEnglish {
		if strings.Contains(s, text.Squeeze(word)) {
			out = append(out, letters...)
		}
	}
	n := 0
	for n < len(s) && 'a' <= s[n] && s[n] <= 'z' {
		n++
	}
	if n > 1 && n < 7 {
		out = append(out, s[:n])
	}
	return out
}

var inEnglish = aliases(findLists["department letters"])

// withoutFirm is an organisation's name without its company form, the words for cooperatives and their like left on: of 蚕糸協同組合 people say 蚕協.
func withoutFirm(org string) string {
	core := coreOrg(org)
	if at := strings.Index(org, core); at >= 0 && core != "" && !strings.Contains(org[at+len(core):], "会社") && !all(text.Squeeze(core), isLatinRune) {
		return org[at:]
	}
	return core
}

// latinParts are the words of a name in Latin letters, none where it is in others.
func latinParts(s string) []string {
	if s = text.Normal(s); !all(text.Squeeze(s), isLatinRune) {
		return nil
	}
	return strings.FieldsFunc(s, func(r rune) bool { return strings.ContainsRune(" -&,./()", r) })
}

// deptStems are the parts of a department's name without the words for what a department is: 土木, 積算 of 土木本部積算課.
func deptStems(name []rune) [][]rune {
	v := newView(string(name))
	defer v.leave()
	var out [][]rune
	for from, i := 0, 1; i < len(v.runes); i++ {
		n := deptEnds.starts(v, i)
		if n == 0 {
			if i+1 == len(v.runes) {
				out = append(out, slices.Clone(v.runes[from:]))
			}
			continue
		}
		if i-from >= 2 {
			out = append(out, slices.Clone(v.runes[from:i]))
		}
		from, i = i+n, i+n-1
	}
	return out
}

var deptEnds = newRare("事業本部", "本部", "事業部", "部", "課", "室", "係", "班", "局", "グループ", "チーム", "センター", "担当", "学科", "研究科", "講座", "ユニット")

// shortForms takes the short forms of declared names in a text.
func (e *echoing) shortForms() {
	if len(e.clips) == 0 {
		return
	}
	v := e.v
	for i := 0; i < len(v.runes); {
		if v.script[i] == sign || v.script[i] == hira {
			i++
			continue
		}
		from := i
		for i < len(v.runes) && v.script[i] != sign && v.script[i] != hira && (i == from || !v.gap(i)) {
			i++
		}
		e.inRun(from, i)
	}
	e.initialShorts()
	e.wordShorts()
}

// inRun takes the short forms in a stretch without hiragana and signs.
func (e *echoing) inRun(from, to int) {
	v := e.v
	for from < to {
		for from < to && e.mine(from) {
			from++
		}
		end := from
		for end < to && !e.mine(end) {
			end++
		}
		for k := end; k > from; k-- {
			if k < end && besideShort.starts(v, k) == 0 {
				continue
			}
			if c := e.clipOf(from, k); c != nil {
				e.add(from, k, c.kind, c.party)
				break
			}
		}
		for k := from + 2; k+2 <= end && !e.mine(from); k++ { // 陶板労組組織
			if a, b := e.clipOf(from, k), e.clipOf(k, end); a != nil && b != nil && a.kind == Org && b.kind == Dept {
				e.add(from, k, a.kind, a.party)
				e.add(k, end, b.kind, b.party)
			}
		}
		from = end
	}
}

// mine tells whether rune i stands in something declared or that resembles it.
func (e *echoing) mine(i int) bool { return e.ownAt[i] > 0 || e.outAt[i] > 0 }

// besideShort stand right behind a short form without being part of it.
var besideShort = newRare("側", "内", "宛", "様", "殿", "名義", "職員", "当直", "担当", "一同", "各位", "名", "主催", "発", "着", "全体", "以外", "関係者", "取", "名簿", "全員", "長", "日誌", "共用", "ホームページ", "サイト", "メール", "アカウント", "サーバ", "端末", "グループ")

// said is a word of a text that may be a short form.
type said struct {
	*echoing
	from, to int
	runes    []rune
	everyday bool // a word of the language or of our lists
}

// clipOf gives what runes from to to are a short form of, nil for nothing.
func (e *echoing) clipOf(from, to int) *clip {
	v, n := e.v, to-from
	if n > mostClipped || isDigits(v.runes[from:to]) || all(v.word(from, to), isLatinRune) || from > 0 && !v.gap(from) && (v.runes[from-1] == 'お' || v.runes[from-1] == 'ご') {
		return nil
	}
	var w *said
	for k := range e.clips {
		c := &e.clips[k]
		if !c.mayBe(v.runes[from:to]) {
			continue
		}
		if w == nil {
			w = &said{e, from, to, v.runes[from:to], e.everydayWord(from, to)}
		}
		if c.kind == Name && w.standsForPerson(c) || c.kind == Dept && w.standsForDept(c) || c.kind == Org && w.standsForOrg(c) {
			return c
		}
	}
	return nil
}

// mayBe tells whether the letters of a word are those of a name, in their order.
func (c *clip) mayBe(w []rune) bool {
	if c.kind == Name {
		return slices.Equal(c.name, w) || c.last && len(w) == 2 && len(c.name) > 1 && w[1] == c.name[len(c.name)-1]
	}
	return len(w) > 1 && (len(w) < len(c.name) || len(w) == len(c.name) && c.kind == Dept) && keepsOrder(w, c.name)
}

// standsForPerson tells whether a surname or given name by itself is meant, or a capital and the last kanji of a surname: 学は, 剛の, A村 of 有村.
func (w *said) standsForPerson(c *clip) bool {
	v := w.v
	switch {
	case !slices.Equal(c.name, w.runes):
		return v.isCapital(w.from) && isSmall(w.runes[0]) && (w.besideName() || v.fieldish(w.to) || v.script[w.to] == hira)
	case len(w.runes) > 1:
		spelled := w.spelled(w.from, w.to)
		return !w.everyday || w.besideName() || wordList().knows(spelled, givenClass, surnameClass, personClass) && !wordList().knows(spelled, nounClass, otherClass)
	case w.from > 0 && isDigit(v.runes[w.from-1]):
		return false
	case commonKanji.has(w.runes[0]) || v.runeAt(w.from-1) == 'の':
		return loneNoun.starts(v, w.to) > 0
	}
	return loneAfter.starts(v, w.to) > 0
}

var (
	loneAfter = newRare("は", "が", "から", "より", "の", "も", "と", "に", "へ", "ほか", "、", ":", "・", "@", "あて", "宛", "やん", "名義", "本人")
	loneNoun  = newRare("から折", "からの電話", "からお", "からご", "ほか", "名義", "本人", "が見て", "が対応", "が受け", "が確認", "のpc", "の端末", "のパソコン", "のアドレス", "のメール", "の携帯", "の電話", "の名前", "の電子", "のアカウント", "は関係", "に連絡", "へ連絡")
)

// standsForDept tells whether a department is meant: by a word nothing else is, or where people act and no activity is told.
func (w *said) standsForDept(c *clip) bool {
	n := len(w.runes)
	whole, piece := c.isStem(w.runes), c.endsStem(w.runes)
	switch {
	case n > 2 && isSmall(w.runes[0]) && piece: // IT統括
		return true
	case w.besideName():
		return true
	case whole:
		return w.actsAsDept() || n == 2 && !w.everyday || w.v.fieldish(w.from) && strings.ContainsRune("のにへ", w.v.runeAt(w.to))
	case !w.everyday && (hasKanji(w.runes) || n > 2 && twoPieces(w.runes, c.name)):
		return true
	}
	return (piece || w.runes[0] == c.name[0]) && w.actsAsDept()
}

// standsForOrg tells whether an organisation is meant: by an abbreviation that is no other word, or by the head of its name where that shows.
func (w *said) standsForOrg(c *clip) bool {
	v, n := w.v, len(w.runes)
	begins, kanji := c.begins(w.runes), hasKanji(w.runes)
	word := v.word(w.from, w.to)
	switch {
	case !w.everyday && kanji && (n == 2 || begins || !strings.Contains(string(c.name), string(w.runes))):
	case n > 2 && begins && !ordinaryEcho(word) && !wordList().knows(w.spelled(w.from, w.to), nounClass, otherClass, regionClass):
	case n > 2 && kanji && c.cutInKana(w.runes):
	case begins && v.runeAt(w.from-1) == '「' && strings.ContainsRune("のではがも", v.runeAt(w.to)) && !ordinaryEcho(word):
	case !w.everyday && n > 3 && twoPieces(w.runes, c.name):
	case !w.everyday && n > 3 && kanji && institutions.ends(v, w.to) == 0 && deptMarks.ends(v, w.to) == 0:
	case (honorifics.starts(v, w.to) > 0 || v.runeAt(w.to) == 'の' && offices.starts(v, w.to+1) > 0) && !gazetteer.has(word) && slices.Equal(c.name[:n], w.runes):
	default:
		return false
	}
	return true
}

var offices = newRare("本社", "本店", "支社", "支店", "工場", "本部", "事務所")

// keepsOrder tells whether the runes of a short form stand in a name in their order.
func keepsOrder(short, name []rune) bool {
	k := 0
	for i, r := range short {
		for k < len(name) && name[k] != r && !(i+1 == len(short) && isSmall(r) && isKana(name[k]) && (initialOf(r, name[k]) || r == 'c' && name[k] == 'せ')) { // 運用G
			k++
		}
		if k++; k > len(name) {
			return false
		}
	}
	return true
}

// twoPieces tells whether a word is made of two pieces of a name, the first from its beginning: オンショ of オンラインショップ.
func twoPieces(said, name []rune) bool {
	n := 0
	for n < len(said) && n < len(name) && said[n] == name[n] {
		n++
	}
	for k := min(n, len(said)-1); k >= 2; k-- {
		if rest := said[k:]; len(rest) > 1 && strings.Contains(string(name[k:]), string(rest)) {
			return true
		}
	}
	return false
}

// commonKanji are words of every text by themselves, names though they are too.
var commonKanji = newRunes("一二三四五六七八九十百千万東西南北上中下左右前後内外今昔春夏秋冬朝昼夜日月火水木金土年時分山川海空森林原野田畑池沼沢谷峰岡坂島浦浜港岸橋道辻境奥隣星光雲雨雪風虹桜梅松竹杉桐花草葉茎根実種菊蘭柳椿石岩砂玉鏡宝剣弓矢糸絹布紙筆書本絵歌曲声音色形心愛夢力命魂体頭顔目耳口手足指毛角皮骨馬牛犬猫鳥魚虫貝亀鶴鷹熊鹿虎龍竜父母子兄姉弟妹男女人友王君主家門戸窓庭店町村市国郡京里泉滝湖波岬磯潮船舟車糸米麦豆茶酒塩油鉄銀銅電機会社学校式法理数文字語話事物所場次際他方的誠望希和平安正真直新古大小高低長短深浅広強弱早遅多少全半各毎元先末要主点線面円角度量質性能工作業商品売買代金銭札券印章題名称号番組合計帳簿表図版画像映写真珠寿福幸吉祥")

func hasKanji(rs []rune) bool {
	return slices.ContainsFunc(rs, func(r rune) bool { return scriptOf(r) == han })
}

// begins tells whether a name begins so, words for what bears it left out: 北辰 of 市立北辰中学校.
func (c *clip) begins(said []rune) bool {
	name := string(c.name)
	_, behind, _ := strings.Cut(name, "立"+string(said))
	return strings.HasPrefix(name, string(said)) || behind != ""
}

// cutInKana tells whether a piece of a name breaks off in the middle of a word in kana, which no other word does: 浜タク of 鵜飼浜タクシー.
func (c *clip) cutInKana(said []rune) bool {
	at := strings.Index(string(c.name), string(said))
	if at < 0 || !isKana(said[len(said)-1]) {
		return false
	}
	behind, _ := utf8.DecodeRuneInString(string(c.name)[at+len(string(said)):])
	return isKana(behind) && behind != 'の'
}

// endsStem tells whether a part of a department's name begins or ends so: 保全 of 設備保全課.
func (c *clip) endsStem(said []rune) bool {
	return slices.ContainsFunc(c.stems, func(s []rune) bool {
		return len(s) > len(said) && (slices.Equal(s[len(s)-len(said):], said) || slices.Equal(s[:len(said)], said))
	})
}

// isStem tells whether a word is a part of a department's name without what a department is.
func (c *clip) isStem(w []rune) bool {
	return slices.ContainsFunc(c.stems, func(s []rune) bool { return slices.Equal(s, w) })
}

// everydayWord tells whether a word is one of the language or of our lists.
func (e *echoing) everydayWord(from, to int) bool {
	return ordinaryEcho(e.v.word(from, to)) || wordList().knows(e.spelled(from, to), nounClass, otherClass, properClass, companyClass, regionClass, surnameClass, givenClass, personClass, countryClass, suffixClass)
}

// besideName tells whether a name stands right behind, or something declared before: 貿易、鴨志田, 営業の鈴木, 三ツ葉海運の情シス, Malhotra (NOC).
func (w *said) besideName() bool {
	v, from, to := w.v, w.from, w.to
	k := to
	if k < len(v.runes) && strings.ContainsRune("の、(:|/", v.runes[k]) {
		k++
	}
	if k < len(v.runes) && w.t.at(k) && v.script[k] != sign && !v.newLine(k) {
		return true
	}
	if from == 0 || v.newLine(from) {
		return false
	}
	if k = from - 1; k > 0 && strings.ContainsRune("の(:|、/", v.runes[k]) {
		return w.ownAt[k-1] > 0 || w.outAt[k-1] > 0
	}
	return w.ownAt[k] > 0 && w.own[w.ownAt[k]-1].kind == Org || w.outAt[k] > 0 && w.out[w.outAt[k]-1].kind == Org
}

// actsAsDept tells whether what stands behind shows that people are meant and no activity.
func (w *said) actsAsDept() bool {
	return deptActs.starts(w.v, w.to) > 0 || w.v.fieldish(w.from) && strings.ContainsRune("はがもで", w.v.runeAt(w.to))
}

var deptActs = newRare("より", "から", "では", "にて", "側", "宛", "一同", "取りまとめ", "全員", "あて", "です", "と申", "でございます", "として", "において", "の者", "の職員", "の社員", "の端末", "のpc", "のパソコン", "の共有", "のメール", "の電話", "の窓口", "の内線", "の二人", "の三人", "の方", "の私", "のサーバ", "のアドレス", "の控え", "の当直", "の担当", "の1", "の2", "の3", "の4", "の5", "さん", "様", "に連絡", "へ連絡", "に報告", "へ報告", "が受け", "が気づ", "が対応", "が確認", "で対応", "で確認", "で使", "で止", "で戻", "で気づ", "で受け")
