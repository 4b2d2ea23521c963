package mask

import (
	"slices"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"todoke/internal/text"
)

type script byte

const (
	sign script = iota
	han
	hira
	kata
	latin // letters of any alphabet, and digits
)

// view is a text in its squeezed form, with what the folding hides: the script each rune was written in and where white space stood.
type view struct {
	room       *room
	src        string
	runes      []rune
	wrote      []rune // by rune: the first of those in src that it came from
	start, end []int
	edges      []edge // by rune: what stands before it
	seams      []int  // the runes before which something was squeezed out
	script     []script
	words      []uint16    // by rune: which sorts of words of the dictionary begin and end there
	starting   []setBits   // by rune: the sets of which a word starts there
	ending     []setBits   // likewise, ends before it
	begins     []int       // where any does
	ends       []int       // likewise
	said       setBits     // the sets of which a word stands anywhere
	held       sieve       // the runes
	digits     int         // how many runes are one
	counted    int         // the figures, those in kanji too, and one, once they are asked for
	signPlaces []int       // likewise (signs.go)
	lines      []chain     // of figures, once they are asked for
	latins     []latinWord // likewise
	table      []headed    // likewise
	chained    bool
	cutLatin   bool
	tabled     bool
	sound      heard    // once it is asked for
	flat       string   // the runes, once a word is asked for
	at         []uint32 // where each lies in it
}

func newView(s string) *view {
	v := bareView(s)
	v.readScripts()
	v.findWords()
	v.readHeld()
	return v
}

// bareView is a view without scripts, which cost as much as all else: who only looks whether a term is there reads them when one is.
func bareView(s string) *view {
	v := &view{room: rooms.Get().(*room), src: s}
	n := 0 // runes, as far as they are valid
	for i := range len(s) {
		if utf8.RuneStart(s[i]) {
			n++
		}
	}
	v.runes, v.wrote, v.start, v.end = text.SqueezeInto(s, v.room.runes.take(n)[:0], v.room.runes.take(n)[:0], v.room.ints.take(n)[:0], v.room.ints.take(n)[:0])
	v.readEdges()
	return v
}

// leave gives the memory back that a view, and all that was taken of its room, lies in; who forgets it wastes it and does no harm.
func (v *view) leave() { v.room.leave() }

// readScripts notes the script each rune was written in.
func (v *view) readScripts() {
	if v.script != nil {
		return
	}
	v.script = v.room.scripts.take(len(v.runes))
	table := scripts()
	for i, r := range v.runes {
		switch {
		case 'ぁ' <= r && r <= 'ゖ':
			if v.script[i] = hira; v.wrote[i] != r && writtenKata(v.wrote[i]) {
				v.script[i] = kata
			}
		case r == 'ー' && i > 0:
			v.script[i] = v.script[i-1]
		case uint32(r) < uint32(len(table)):
			v.script[i] = table[r]
		default:
			v.script[i] = scriptAlone(r)
		}
	}
}

func writtenKata(r rune) bool {
	return 'ァ' <= r && r <= 'ヺ' || '･' <= r && r <= 'ﾟ' || unicode.Is(unicode.Katakana, r)
}

// scripts are those of the runes below 0x10000, wherever they stand.
var scripts = sync.OnceValue(func() *[1 << 16]script {
	var t [1 << 16]script
	for r := range t {
		t[r] = scriptAlone(rune(r))
	}
	return &t
})

func scriptAlone(r rune) script {
	switch {
	case '0' <= r && r <= '9' || 'a' <= r && r <= 'z':
		return latin
	case r == 'ー':
		return kata
	case unicode.Is(unicode.Han, r) || r == '々' || r == '〆':
		return han
	case unicode.IsLetter(r):
		return latin
	}
	return sign
}

// word is the runes from to to: a piece of one string made once for the view.
func (v *view) word(from, to int) string {
	if v.at == nil {
		v.flatten()
	}
	return v.flat[v.at[from]:v.at[to]]
}

func (v *view) flatten() {
	v.at = v.room.words.take(len(v.runes) + 1)
	flat := v.room.bytes.take(utf8.UTFMax * len(v.runes))[:0]
	for i, r := range v.runes {
		v.at[i] = uint32(len(flat))
		flat = utf8.AppendRune(flat, r)
	}
	v.at[len(v.runes)] = uint32(len(flat))
	v.flat = string(flat)
}

func (v *view) has(i int, words *wordSet) int { return words.starts(v, i) }

func (v *view) endsWith(i int, words *wordSet) int { return words.ends(v, i) }

// squeezedWords prepares words for a set: squeezed, the longest first.
func squeezedWords(words ...string) [][]rune {
	var out [][]rune
	for _, w := range words {
		if s := []rune(text.Squeeze(w)); len(s) > 0 {
			out = append(out, s)
		}
	}
	slices.SortStableFunc(out, func(a, b []rune) int { return len(b) - len(a) })
	return out
}

var (
	// titles stand behind a person's name; honorifics are those that stand behind an organisation's too.
	titles = newWords("さん", "さま", "様", "氏", "殿", "君", "くん", "ちゃん", "嬢", "先生", "教授", "准教授", "講師", "医師", "看護師", "弁護士",
		"社長", "副社長", "会長", "専務", "常務", "取締役", "執行役員", "監査役", "顧問", "相談役", "理事", "理事長", "代表", "部長", "副部長", "本部長", "次長", "課長", "課長補佐",
		"係長", "室長", "班長", "所長", "支店長", "店長", "局長", "院長", "校長", "園長", "学長", "工場長", "館長", "主任", "主査", "主事", "主幹", "参事", "係員", "職員", "社員",
		"税理士", "司法書士", "行政書士", "弁理士", "会計士", "薬剤師", "教諭", "助教", "記者", "技師", "所員", "書記長", "住職", "店主", "議員", "知事", "市長", "町長", "村長", "幹事", "署長", "隊員", "研究員", "主任研究員", "専務理事", "看護部長", "事務局長", "副会長", "副本部長", "副所長", "副院長", "副校長", "教頭", "学部長", "学科長", "主将", "監督", "コーチ", "師", "マネージャ", "マネージャー", "リーダー", "ディレクター", "担当", "隊長", "組合長", "事務長", "総長", "女史", "夫妻", "-san", "san", "-sama", "sensei", "buchou", "kacho")
	honorifics = newWords("さん", "さま", "様", "殿", "御中", "社", "側", "社様", "グループ", "本社", "支社", "支店", "営業所", "工場", "事業所", "の担当", "ご担当", "さんの")
	titleLead  = newWords("mr.", "ms.", "mrs.", "dr.", "prof.", "mr", "ms", "mrs", "担当者:", "担当:", "担当者", "氏名:", "名前:", "お名前:", "署名:", "name:", "届出者:", "連絡先:", "上司の", "同僚の", "後輩の", "部下の")
	intro      = newWords("です", "と申", "ともうし", "と言います", "といいます", "でございます", "と名乗", "拝", "(携帯", "まで連絡", "までご連絡", "まで")
	// follows are words in kanji that may stand right behind a name without being part of it.
	follows = newWords("宛", "本人", "名義", "側", "個人", "携帯", "両名", "以下", "他", "及び", "並びに", "又は", "等", "社", "家", "方", "自身", "所有", "使用", "利用", "用", "直通", "名で", "名の", "名にて", "経由", "所属", "出社", "退社", "勤務", "着任", "作成", "担当", "製")
	// leads are the last kanji of words that may stand right before a name without being part of it.
	leads = newRunes("課部係室班長者員当社店先側任務県市区町局院所校付者元間兼")
)

// allows tells whether a hit of a term at runes from to to counts, given what stands around it.
func (v *view) allows(from, to int, t Term, done *taken) bool {
	if t.Need == Anywhere {
		return true
	}
	if v.titled(from, to, t.Kind) {
		return true
	}
	if t.Need == Titled {
		return false
	}
	if to-from <= 3 && v.script[to-1] == hira && !v.gap(to) && v.script[to] == han && !done.at(to) {
		return false // うすい壁 is no うすい
	}
	return v.beginsWord(from, done) && v.endsWord(to, done)
}

// titled tells whether a title, a company form or the edges of a field show that a term is meant as the name it is.
func (v *view) titled(from, to int, k Kind) bool {
	if v.fieldEdge(from) && v.fieldEdge(to) {
		return true
	}
	switch k {
	case Name:
		if !v.beginsWord(from, nil) {
			return false
		}
		if n := v.has(to, titles); n > 0 && (v.script[to] != latin || v.endsWord(to+n, nil)) {
			return true
		}
		return (v.endsWith(from, titleLead) > 0 || v.has(to, intro) > 0) && v.endsWord(to, nil)
	case Org:
		return v.beginsWord(from, nil) && (v.has(to, honorifics) > 0 || v.has(to, formWords) > 0) || v.endsWith(from, formWords) > 0 && v.endsWord(to, nil)
	}
	return false
}

// beginsWord tells whether a word may begin at rune i: nothing of the same script stands before it, or something already masked, or a department.
func (v *view) beginsWord(i int, done *taken) bool {
	if v.gap(i) || done.at(i-1) || v.script[i-1] != v.script[i] || v.script[i] == sign {
		return true
	}
	switch v.script[i] {
	case han:
		return leads.has(v.runes[i-1])
	case hira:
		return strings.ContainsRune("のはがをにでとも", v.runes[i-1])
	}
	return false
}

func (v *view) endsWord(i int, done *taken) bool {
	if v.gap(i) || done.at(i) || v.script[i] != v.script[i-1] || v.script[i] == sign {
		return true
	}
	switch v.script[i] {
	case han:
		return v.has(i, titles) > 0 || v.has(i, follows) > 0
	case hira:
		return v.has(i, titles) > 0 || v.has(i, intro) > 0 || strings.ContainsRune("のはがをにでともやへ", v.runes[i])
	}
	return false
}

// withForm takes the company forms right beside a name along.
func (v *view) withForm(from, to int) (int, int) {
	k := to + noise.starts(v, to) // 印刷&nbsp;株式会社
	if n := v.has(k, formWords); n > 0 && !v.fieldEdge(k) && v.formStands(k, n) {
		to = k + n
	}
	if n := v.endsWith(from, formWords); n > 0 && !v.fieldEdge(from) && v.script[from-1] != latin {
		from -= n
	}
	return from, to
}

// hostStart goes back from a domain over its sub domains and host names.
func (v *view) hostStart(i int) int {
	for i > 0 && !v.gap(i) && v.runes[i-1] < utf8.RuneSelf && (v.script[i-1] == latin || strings.ContainsRune(".-_", v.runes[i-1])) {
		i--
	}
	for v.runes[i] == '.' || v.runes[i] == '-' {
		i++
	}
	return i
}

// blockEnd goes on from an address over block and house numbers in figures of either kind: 8丁目2-14, 九丁目21番地の3.
func (v *view) blockEnd(i int) int {
	figures := func(i int) int {
		for from := i; i < len(v.runes) && (i == from || !v.lineEdge(i)) && ('0' <= v.runes[i] && v.runes[i] <= '9' || kanjiCounts.has(v.runes[i])); i++ {
		}
		return i
	}
	for from := i; ; {
		n := figures(i)
		if n == i && i > from && i < len(v.runes) && strings.ContainsRune("東西南北", v.runes[i]) && !v.gap(i) { // 南22条西19丁目
			if k := figures(i + 1); k > i+1 && v.has(k, crossUnits) > 0 {
				i, n = i+1, k
			}
		}
		if n == i || i > from && v.lineEdge(i) {
			return i
		}
		i = n + v.has(n, blockUnits)
		if i < len(v.runes) && strings.ContainsRune("-ーの", v.runes[i]) && figures(i+1) > i+1 {
			i++
		}
	}
}

// kanjiCounts write the numbers of blocks and houses.
var kanjiCounts = newRunes("〇一二三四五六七八九十百")

var crossUnits = newWords("丁目", "丁", "条", "線", "号")

var blockUnits = newWords("丁目", "丁", "番地", "番丁", "番", "号室", "号", "条", "組", "階", "f")
