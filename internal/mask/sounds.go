package mask

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"todoke/internal/text"
)

// heard is squeezed text with what sounds alike written alike: Kitizyozi and Kichijouji, Ohno and Ōno, ゼンコー and ゼンコウ, ヴァ and バ; marks that people put
// within names are left out. Rune k of it stands for runes from[k] to to[k] of the text.
type heard struct {
	runes    []rune
	from, to []int
}

// joins tells whether the last rune ends where rune i of the text begins.
func (h *heard) joins(i int) bool { return len(h.to) > 0 && h.to[len(h.to)-1] == i }

// listen folds runes by their sound.
func listen(rs []rune) heard {
	return listenInto(heard{make([]rune, 0, len(rs)), make([]int, 0, len(rs)), make([]int, 0, len(rs))}, rs)
}

func listenInto(h heard, rs []rune) heard {
	for i := 0; i < len(rs); {
		switch r := rs[i]; {
		case 'a' <= r && r <= 'z' || r > 0xBF && r < 0x250:
			i = h.letter(rs, i)
		case r == 'ー' && unicode.Is(unicode.Han, h.last()): // 与ー for 与一, which a slip is
			h.add(r, i, i+1)
			i++
		case 'ぁ' <= r && r <= 'ゖ' || r == 'ー':
			i = h.kana(rs, i)
		case r == '&' && h.within(rs, i): // Aldous & Finch
			h.add('a', i, i+1)
			h.add('n', i, i+1)
			h.add('d', i, i+1)
			i++
		case r < utf8.RuneSelf && strings.IndexByte("-_.'/*|=+", byte(r)) >= 0 || r == '・' || r == 'ヽ':
			if h.within(rs, i) {
				h.longer(i + 1)
			} else {
				h.add(r, i, i+1)
			}
			i++
		default:
			h.add(r, i, i+1)
			i++
		}
	}
	return h
}

func (h *heard) add(r rune, from, to int) {
	h.runes, h.from, h.to = append(h.runes, r), append(h.from, from), append(h.to, to)
}

// longer takes a rune that only lengthens the last one.
func (h *heard) longer(to int) { h.to[len(h.to)-1] = to }

func (h *heard) last() rune {
	if len(h.runes) == 0 {
		return 0
	}
	return h.runes[len(h.runes)-1]
}

// within tells whether a sign at place i stands between two letters of the same sort.
func (h *heard) within(rs []rune, i int) bool {
	if i == 0 || i+1 >= len(rs) {
		return false
	}
	a, b := rs[i-1], rs[i+1]
	return isSmall(a) && isSmall(b) || a >= 'ぁ' && b >= 'ぁ'
}

func isSmall(r rune) bool { return 'a' <= r && r <= 'z' }

// letter folds the Latin letters at place i and gives the place behind them.
func (h *heard) letter(rs []rune, i int) int {
	r := plainLetter(rs[i])
	at := func(k int) rune {
		if i+k < len(rs) {
			return plainLetter(rs[i+k])
		}
		return 0
	}
	vowel := func(k int) bool { return isVowel(at(k)) }
	put := func(s string, n int) int {
		for k, c := range s {
			if k == 0 && c == h.last() && !isVowel(c) && h.joins(i) { // a doubled consonant
				h.longer(i + n)
				continue
			}
			h.add(c, i, i+n)
		}
		return i + n
	}
	switch {
	case r == 's' && at(1) == 'h' && vowel(2):
		if at(2) == 'i' {
			return put("s", 2)
		}
		return put("sy", 2)
	case r == 't' && at(1) == 'c' && at(2) == 'h':
		return i + 1
	case r == 'c' && at(1) == 'h' && vowel(2):
		if at(2) == 'i' {
			return put("t", 2)
		}
		return put("ty", 2)
	case r == 't' && at(1) == 's' && at(2) == 'u':
		return put("t", 2)
	case r == 'f' && at(1) == 'u':
		return put("h", 1)
	case r == 'j' && at(1) == 'y':
		return put("z", 1)
	case r == 'j' && (at(1) == 'a' || at(1) == 'u' || at(1) == 'o'):
		return put("zy", 1)
	case r == 'j':
		return put("z", 1)
	case r == 'd' && at(1) == 'z' && at(2) == 'u':
		return i + 1
	case r == 'd' && at(1) == 'u':
		return put("z", 1)
	case r == 'v':
		return put("b", 1)
	case r == 'm' && (at(1) == 'b' || at(1) == 'p' || at(1) == 'm'):
		return put("n", 1)
	case r == 'h' && h.last() == 'o' && h.joins(i) && plainLetter(rs[i-1]) == 'o' && !vowel(1):
		h.longer(i + 1)
		return i + 1
	case isVowel(r) && h.joins(i) && (r == h.last() || r == 'u' && h.last() == 'o'):
		h.longer(i + 1)
		return i + 1
	}
	if r == h.last() && h.joins(i) { // a doubled consonant
		h.longer(i + 1)
	} else {
		h.add(r, i, i+1)
	}
	return i + 1
}

func isVowel(r rune) bool { return r == 'a' || r == 'i' || r == 'u' || r == 'e' || r == 'o' }

// plainLetter is a Latin letter without its marks.
func plainLetter(r rune) rune {
	if r < 0xC0 || r >= 0x250 {
		return r
	}
	var buf [utf8.UTFMax]byte
	if d := norm.NFD.Properties(buf[:utf8.EncodeRune(buf[:], r)]).Decomposition(); len(d) > 0 {
		r, _ = utf8.DecodeRune(d)
	}
	return r
}

// kana folds the hiragana at place i (squeezed text has no other kana).
func (h *heard) kana(rs []rune, i int) int {
	r := bigKana(rs[i])
	if r == 'ゔ' {
		if i+1 < len(rs) {
			if k := strings.IndexRune("ぁぃぅぇぉ", rs[i+1]); k >= 0 {
				h.add([]rune("ばびぶべぼ")[k/3], i, i+2)
				return i + 2
			}
		}
		h.add('ぶ', i, i+1)
		return i + 1
	}
	if h.joins(i) && (r == 'ー' || r == longAfter(h.last(), rs[i])) {
		h.longer(i + 1)
		return i + 1
	}
	h.add(r, i, i+1)
	return i + 1
}

// bigKana is a kana as it is heard: one in full size for a small one, じ for ぢ.
func bigKana(r rune) rune {
	if k := r - kanaBlock; k >= 0 && int(k) < len(bigKanas) && bigKanas[k] != 0 {
		return bigKanas[k]
	}
	return r
}

const kanaBlock = 0x3040 // before the first hiragana

var bigKanas = [...]rune{'ぁ' - kanaBlock: 'あ', 'ぃ' - kanaBlock: 'い', 'ぅ' - kanaBlock: 'う', 'ぇ' - kanaBlock: 'え', 'ぉ' - kanaBlock: 'お', 'っ' - kanaBlock: 'つ', 'ゃ' - kanaBlock: 'や', 'ゅ' - kanaBlock: 'ゆ', 'ょ' - kanaBlock: 'よ', 'ゎ' - kanaBlock: 'わ', 'ゕ' - kanaBlock: 'か', 'ゖ' - kanaBlock: 'け', 'ぢ' - kanaBlock: 'じ', 'づ' - kanaBlock: 'ず', 'を' - kanaBlock: 'お', 'ゐ' - kanaBlock: 'い', 'ゑ' - kanaBlock: 'え'}

// longAfter is the kana that lengthens the one before it, written as next: う after こ, い after け; 0 for none.
func longAfter(before, next rune) rune {
	if before < 'ぁ' || before > 'ゖ' {
		return 0
	}
	switch column := vowels[before-'ぁ']; {
	case column == 'o' && (next == 'う' || next == 'お'), column == 'u' && next == 'う', column == 'e' && (next == 'い' || next == 'え'), column == 'a' && next == 'あ', column == 'i' && next == 'い':
		return next
	}
	return 0
}

// vowels are those of the kana from ぁ on.
var vowels = []byte("aaiiuueeoo" + "aaiiuueeoo" + "aaiiuueeoo" + "aaiiuuueeoo" + "aiueo" + "aaaiiiuuueeeooo" + "aiueo" + "aauuoo" + "aiueo" + "aaieo" + "nuae")

// hear makes the names of a Masker's terms ready to be found by their sound.
func (m *Masker) hear() {
	var words []string
	seen := map[string]bool{}
	for i, t := range m.terms {
		if t.Kind == Domain || t.Kind == Mail {
			m.addressed = true
		}
		if t.Kind != Org && t.Kind != Name && t.Kind != Dept {
			continue
		}
		s := string(listen([]rune(t.Text)).runes)
		if n := utf8.RuneCountInString(s); n < 2 || n < 4 && t.Text[0] < utf8.RuneSelf || n < 3 && all(t.Text, isKana) || t.Need == Titled && n < 3 || seen[s] && t.Need == Titled {
			continue
		}
		seen[s] = true
		words, m.heard = append(words, s), append(m.heard, i)
	}
	if len(words) > 0 {
		m.sounds = newSought(words)
	}
}

// heard is the view by its sound, worked out once.
func (v *view) heard() *heard {
	if n := len(v.runes); v.sound.runes == nil {
		v.sound = listenInto(heard{v.room.runes.take(n)[:0], v.room.ints.take(n)[:0], v.room.ints.take(n)[:0]}, v.runes)
	}
	return &v.sound
}

// listened are the hits of names by their sound that are spelled otherwise than any term.
func (m *Masker) listened(v *view) []hit {
	if m.sounds == nil {
		return nil
	}
	h := v.heard()
	var out []hit
	for _, x := range m.sounds.findInto(v.room.hits.take(32)[:0], h.runes) {
		at := hit{h.from[x.from], h.to[x.to-1], m.heard[x.word]}
		for k := h.from[x.from] + 1; k < h.to[x.from]; k++ { // nor what another word ends in: at Tokiwa
			if v.gap(k) {
				at.from = k
			}
		}
		for k := max(at.from, h.from[x.to-1]) + 1; k < at.to; k++ { // what only seems to lengthen its end
			if v.gap(k) || v.script[k] == sign {
				at.to = k
			}
		}
		if !strings.Contains(m.terms[at.word].Text, "&") && v.runTogether(h, x.from, x.to) {
			continue
		}
		t := m.terms[at.word]
		if x.to-x.from < 4 && at.to-at.from < 4 && isKana(v.runes[at.from]) && at.to-at.from < utf8.RuneCountInString(t.Text) {
			continue // サイト is no 斎藤
		}
		if v.word(at.from, at.to) != t.Text {
			out = append(out, at)
		}
	}
	return out
}

// runTogether tells whether within a hit by sound two words were made one letter: Jumpei is sagara.
func (v *view) runTogether(h *heard, from, to int) bool {
	for k := from + 1; k < to-1; k++ {
		for i := h.from[k] + 1; i < h.to[k]; i++ {
			if v.script[i] == latin && v.script[i-1] == latin && v.gap(i) {
				return true
			}
		}
	}
	return false
}

// allowsAmong allows what text by the party itself joins to a name: figures and capitals beside one in Latin letters (tanaka01, ReportTanaka), more words
// behind one in kanji. It is too loose to refuse a finished file for.
func (v *view) allowsAmong(from, to int, t Term, done *taken) bool {
	switch {
	case t.Kind == Org && t.Need == Titled && v.endsWord(to, done) && v.beginsWord(from, done) && shortLead.ends(v, v.back(from)) > 0:
		return true
	case t.Kind == Org && t.Need == Titled && to-from > 1 && v.beginsWord(from, done) && theirs.starts(v, to) > 0:
		return true
	case t.Kind == Org && t.Need != Titled && to-from > 2 && v.script[to-1] == han && v.beginsWord(from, done) && sections.starts(v, to) > 0: // 常磐路大情報基盤
		return true
	case t.Kind == Name && v.readingShown(from, to):
		return true
	case t.Kind == Name && to-from == 1 && v.script[from] == han && officeBefore.ends(v, from) > 0 && v.has(to, politeTitles) > 0: // 会計奥さん
		return true
	case t.Need == Titled && (t.Kind != Name || to-from < 2 || v.script[from] == latin):
		return false
	case v.script[from] == latin && v.script[to-1] == latin:
		return to-from >= 4 && v.latinBegins(from) && v.latinEnds(to)
	case t.Kind == Name && t.Need == Titled:
		return v.placeMeant(from, to)
	case t.Kind == Name && v.script[to-1] == han:
		return (v.beginsWord(from, done) || nameBefore.ends(v, from) > 0) && (v.endsWord(to, done) || nameBehind.starts(v, to) > 0)
	}
	return false
}

// readingShown tells whether what stands around a short name shows that it is one: it speaks at the head of a line, stands alone in brackets, is what a
// bracket with kana gives the reading of, or is said to be one.
func (v *view) readingShown(from, to int) bool {
	if notBut.ends(v, from) > 0 && (v.has(to, intro) > 0 || saidName.starts(v, to) > 0) || halfSaid.ends(v, from) > 0 && (v.fieldEdge(to) || v.script[to] == sign || v.has(to, intro) > 0 || saidLetter.starts(v, to) > 0) {
		return true
	}
	if v.runeAt(from-1) == '<' && v.runeAt(to) == '>' { // <seun> in a chat
		return true
	}
	if !v.beginsWord(from, nil) && !strings.ContainsRune("(「", v.runeAt(from-1)) {
		return false
	}
	next := v.runeAt(to)
	switch {
	case from == 0 || v.newLine(from):
		if next == ':' || next == '>' || v.gap(to) && !v.newLine(to) && v.clockEnd(to) > to {
			return true
		}
	case v.runes[from-1] == '(' || v.runes[from-1] == '「':
		if next == ')' || next == '」' || v.runes[from-1] == '「' && speaksAs.starts(v, to) > 0 {
			return true
		}
	}
	if next == '(' && v.script[from] == han { // 城(じょう)
		k := to + 1
		for k < len(v.runes) && k-to < 8 && isKana(v.runes[k]) && !v.lineEdge(k) {
			k++
		}
		if k > to+2 && v.runeAt(k) == ')' {
			return true
		}
	}
	return saidName.starts(v, to) > 0 || v.script[from] != latin && to-from > 1 && calledFor.starts(v, to) > 0
}

var (
	theirs     = newRare("の名前(", "の者です", "の者で", "の者が", "のものです", "の社員", "の担当者", "の職員", "のスタッフ", "の代表", "の従業員", "の店長", "の社長", "の事務所", "の名前で", "の名前を", "の名を", "を名乗", "をかた", "を騙", "になりすま", "を装")
	speaksAs   = newRare("だけど", "だが", "だよ", "です", "なんだけど", "なんですけど", "ですけど", "ですが", "だ。", "より", "から")
	halfSaid   = newRare("下は", "名が", "姓が", "名は", "姓は", "名字が", "名字は", "苗字が", "苗字は", "下の名前は", "下の名前が", "下の名は", "下の字は", "漢字は", "漢字では", "漢字だと", "漢字で", "上は")
	notBut     = newRare("でなく", "ではなく", "じゃなく", "じゃなくて", "でなくて", "ではなくて")
	saidName   = newRare("が名です", "が名で", "が名。", "が名、", "が姓", "が名字", "が苗字", "が下の名", "と呼んで", "という名字", "という苗字", "という姓", "という名前", "という者", "といい", "と読", "とよむ", "とよみ", "って読", "と書", "と言い", "という字", "という漢字")
	saidLetter = newRare("の一字", "の1字", "一字", "1字", "の一文字", "の1文字", "一文字", "1文字", "の字", "と書", "という")
	calledFor  = newRare("個人の", "個人は", "言うて", "いうて", "宛", "あて", "まで電話", "まで連絡", "までご連絡", "まで折り返", "にお電話", "に電話", "に折り返", "に直接", "が出ます", "が承", "が対応", "が担当")
)

func (v *view) latinBegins(i int) bool {
	return v.gap(i) || v.script[i-1] != latin || v.isCapital(i) && !v.isCapital(i-1) || isDigit(v.runes[i-1])
}

func (v *view) latinEnds(i int) bool {
	if v.gap(i) || v.script[i] != latin || v.isCapital(i) && !v.isCapital(i-1) {
		return true
	}
	k := i
	for k < len(v.runes) && k-i < 5 && isDigit(v.runes[k]) && (k == i || !v.gap(k)) {
		k++
	}
	return k > i && k-i < 5 && (v.gap(k) || v.script[k] != latin)
}

// figuresBehind takes the figures of a sign-in name along: tanaka01.
func (v *view) figuresBehind(from, to int) int {
	if v.script[from] != latin || v.script[to-1] != latin {
		return to
	}
	k := to
	for k < len(v.runes) && k-to < 5 && isDigit(v.runes[k]) && !v.gap(k) {
		k++
	}
	if k-to < 5 && (k >= len(v.runes) || v.gap(k) || v.script[k] != latin) {
		return k
	}
	return to
}

// initialBeside takes an initial before or behind a name in Latin letters along: K. Sone, Hibino R.
func (v *view) initialBeside(from, to int) (int, int) {
	if v.script[from] != latin || v.script[to-1] != latin || to-from < 3 || isDigit(v.runes[to-1]) {
		return from, to
	}
	if to < len(v.runes) && v.gap(to) && !v.newLine(to) && isSmall(v.runes[to]) && v.isCapital(to) && v.runes[to] != 'i' && v.runes[to] != 'a' && v.isCapital(from) && (to+1 >= len(v.runes) || v.gap(to+1) || v.script[to+1] == sign || v.script[to+1] != latin) {
		return from, to + 1
	}
	if from > 1 && v.runes[from-1] == '.' && isSmall(v.runes[from-2]) && v.isCapital(from-2) && (from == 2 || v.gap(from-2) || v.script[from-3] != latin) && !v.newLine(from) {
		return from - 2, to
	}
	return from, to
}

// readingBehind is the end of a bracket behind a declared name that gives its reading: 清和灯会（セイワトウ会）, 畔柳（クロヤナギ）; 0 where there is none.
func (v *view) readingBehind(f found) int {
	if f.kind != Org && f.kind != Name || v.runeAt(f.to) != '(' || v.script[f.to-1] != han && v.script[f.to-1] != hira {
		return 0
	}
	k, kana := f.to+1, 0
	for k < len(v.runes) && k-f.to < 22 && v.runes[k] != ')' && !v.newLine(k) {
		if isKana(v.runes[k]) {
			kana++
		} else if !slices.Contains(v.runes[f.from:f.to], v.runes[k]) && v.runes[k] != '・' {
			return 0
		}
		k++
	}
	word := v.word(f.to+1, min(k, len(v.runes)))
	if v.runeAt(k) != ')' || kana < 2 || kana < (k-f.to)/2 || v.script[f.to+1] == hira && (notReadings.has(word) || k-f.to < 4) {
		return 0
	}
	return k
}

var notReadings = set(strings.Fields("ほか など のみ まで より から さん さま かな ひら いずれも それぞれ とも たち ならび および または もしくは あるいは すべて のち もと"))

// withBankForm takes along what stands for a company form in transfers between banks: ｶ)ﾐｶｻ, ﾐｶｻ(ｶ.
func (v *view) withBankForm(from, to int) (int, int) {
	for n := 3; n <= 5; n++ { // (独)流氷観測所, 藤蔭会(医社)
		if from >= n && v.runes[from-1] == ')' && v.runes[from-n] == '(' && shortForms.has(v.word(from-n, from)) {
			from -= n
			break
		}
		if k := from - n + 1; k >= 0 && v.runes[from-1] == ')' && shortForms.has("("+v.word(k, from)) && (k == 0 || v.script[k-1] != han || v.gap(k)) { // 医)翠嵐会
			from = k
			break
		}
		if k := to + n - 1; k <= len(v.runes) && v.runes[to] == '(' && shortForms.has(v.word(to, k)+")") && (k == len(v.runes) || v.gap(k) || v.script[k] != han && v.runes[k] != ')') {
			to = k
			break
		}
		if to+n <= len(v.runes) && v.runes[to] == '(' && v.runes[to+n-1] == ')' && shortForms.has(v.word(to, to+n)) {
			to += n
			break
		}
	}
	kana := func(i int) bool { return i >= 0 && i < len(v.runes) && v.script[i] == kata }
	if from > 1 && v.runes[from-1] == ')' && kana(from-2) {
		k := from - 2
		for kana(k-1) && from-k < 5 && !v.gap(k) {
			k--
		}
		if (!kana(k-1) || v.gap(k)) && bankForms.has(v.word(k, from-1)) {
			from = k
		}
	}
	if to+1 < len(v.runes) && v.runes[to] == '(' && kana(to+1) {
		k := to + 2
		for kana(k) && k-to < 5 && !v.gap(k) {
			k++
		}
		if (!kana(k) || v.gap(k)) && bankForms.has(v.word(to+1, k)) {
			if to = k; v.runeAt(k) == ')' {
				to++
			}
		}
	}
	return from, to
}

// bankForms are what transfers between banks write for company forms and places of business.
var bankForms = set(strings.Fields(`カ ユ メ シ ド イ ソ ク レ フク ガク シユウ シュウ シヤ シャ ザイ ホゴ トクヒ ドク チドク ダイ コクダイ コウダイ ノウ ギヨレン ギョレン ケイザイレン キヨウサイ キョウサイ キヨウクミ キョウクミ クミ キヨウ キョウ セイキヨウ セイキョウ ケンポ コクホ シンポ シヤホ シヨクアン
	ロウム ロウキ ゼイ ベン シホウ ギヨ ギョ ギヨセイ チヨウサ カン トク ノウキヨウ ノウキョウ ギヨキヨウ ギョキョウ リヨウカ イシヤ イシャ イザイ シヤイ シャイ イシヤザイ ジユウ ジュウ エイ シツ シユツ カブ ユウ ゴウ コウザイ コウシヤ コウシャ イツシヤ イッシャ イツザイ イッザイ`))

// shortForms are the company forms in brackets.
var shortForms = func() vocabulary {
	out := allLists.list()
	for _, f := range text.CompanyForms {
		if s := text.Squeeze(f); strings.HasPrefix(s, "(") {
			out.add(s)
		}
	}
	return out
}()

// placeMeant tells whether what may be a place is meant as a name: it is written in an old form, or stands alone at the end of a line behind a wide space or
// a word for who wrote.
func (v *view) placeMeant(from, to int) bool {
	if !v.beginsWord(from, nil) && nameBefore.ends(v, from) == 0 || !v.endsWord(to, nil) && nameBehind.starts(v, to) == 0 {
		return false
	}
	for i := from; i < to; i++ {
		if o := v.wrote[i]; v.script[i] == han && o != v.runes[i] && o > 0x3400 {
			return true
		}
	}
	ends := to >= len(v.runes) || v.newLine(to) || strings.ContainsRune("。)」", v.runes[to])
	return nameBefore.ends(v, v.back(from)) > 0 || ends && (v.wideGap(from) || v.newLine(from))
}

var (
	sections     = newRare("情報", "総務", "経理", "事務", "学生", "教務", "入試", "図書", "広報", "人事", "財務", "研究", "病院", "附属", "付属", "医学", "工学", "理学", "文学", "経済", "法学", "農学", "教育", "看護", "薬学", "保健", "管理", "営業", "審査", "融資", "本店", "本部", "支店", "生徒", "進路", "保護者", "同窓", "卒業", "吹奏楽", "野球", "職員", "教員", "会計", "健康", "国際", "施設", "契約", "大学院", "企画", "監査", "物流", "製造", "品質", "安全", "技術", "設備", "資材", "購買", "受付", "医事", "放射線", "検査")
	officeBefore = newRare("会計", "書記", "幹事", "監事", "理事", "会長", "副会長", "委員長", "委員", "班長", "組長", "区長", "組合長", "店長", "副店長", "部長", "課長", "係長", "主任", "主事", "担当", "事務", "経理", "総務", "営業", "広報", "庶務", "受付", "当番", "役員", "顧問", "代表", "担任", "教頭", "校長", "院長", "園長", "施設長", "所長", "工場長", "室長", "専務", "常務", "社長")
	nameBefore   = newRare("当方", "小生", "手前", "報告", "報告者", "担当", "担当者", "文責", "記", "作成", "作成者", "記入者", "届出", "届出人", "連絡先", "窓口", "責任者", "発信者", "発信", "送信者", "差出人", "署名", "氏名", "姓", "名前", "申告者", "相談者", "通報者", "起票", "起票者", "承認", "確認", "確認者", "調べ", "代表", "代表者", "店主", "院長", "社長", "園長", "校長", "会長", "理事長", "住職", "本人", "私", "小職", "対応", "対応者", "受付", "主任", "係長", "課長", "部長", "室長")
	nameBehind   = newRare("記", "作", "案", "宅", "印", "筆", "発", "着", "夫", "妻", "父", "母", "姉", "兄", "弟", "妹", "端末", "席", "機", "私物", "名刺", "担任", "退職", "休暇", "不在", "異動", "確認", "報告", "対応", "受領", "送信", "受信", "承認", "同席", "立会", "代行", "専用", "管理", "まで", "より", "から", "宛", "あて", "です", "でした", "だけ", "しか", "など", "らが", "らは", "らの", "ら", "へ", "も")
)

// withLatinForm takes along a company form behind a name in Latin letters as lists of victims and names of accounts write it: aldebaran keiso inc, ninefold-inc.
func (v *view) withLatinForm(from, to int) int {
	if v.script[to-1] != latin || to-from < 4 || to >= len(v.runes) || v.newLine(to) {
		return to
	}
	k := to
	if strings.ContainsRune("-_,.", v.runes[k]) && k+1 < len(v.runes) && !v.newLine(k+1) {
		k++
	} else if !v.gap(k) && to-from < 8 {
		return to
	}
	n := latinForms.starts(v, k)
	if n == 0 || k+n < len(v.runes) && !v.gap(k+n) && v.script[k+n] == latin {
		return to
	}
	if strings.ContainsRune("-_", v.runeAt(k+n)) && k+n+1 < len(v.runes) && v.script[k+n+1] == latin && !v.gap(k+n) { // ninefold-co-op
		return to
	}
	if to = k + n; v.runeAt(to) == '.' && (v.gap(to+1) || to+1 < len(v.runes) && v.runes[to+1] == ',') && !v.gap(to) && v.isCapital(k) {
		to++
	}
	return to
}

var latinForms = newRare("inc", "ltd", "coltd", "co.ltd", "co.,ltd", "co-ltd", "co_ltd", "llc", "llp", "corp", "kk", "k.k", "gk", "corporation", "incorporated", "gmbh", "sarl", "plc", "pte-ltd", "pteltd", "ptyltd", "bv", "srl", "kabushikikaisha", "kabushikigaisha", "yk", "goudoukaisha", "godokaisha")

// withBranch takes along what names one of its houses right behind an organisation's name: オリーブ坂フィットネス高松駅前店.
func (v *view) withBranch(to int) int {
	end, last := to, to
	for end < len(v.runes) && end-to < 9 && (v.script[end] == han || v.script[end] == kata) && !v.gap(end) {
		end++
		if strings.ContainsRune("店院校園館", v.runes[end-1]) && end-to > 1 {
			last = end
		}
	}
	if last == to || last-to == 2 && strings.ContainsRune("入退通転登下閉開来休出同当各他全両", v.runes[to]) || last < len(v.runes) && !v.gap(last) && v.script[last] == han && v.has(last, titles) == 0 && v.has(last, follows) == 0 || v.has(last-1, titles) > 0 {
		return to
	}
	return last
}

// otherwise tells whether a declared word is meant as the word of the language that it is too: as long as, コア数, 高橋という橋.
func (v *view) otherwise(from, to int, t Term, done *taken) bool {
	switch {
	case t.Kind != Org && t.Kind != Name:
		return false
	case t.Kind == Name && v.script[to-1] == han:
		return called.starts(v, to) > 0 || to-from > 1 && !done.at(to) && doing.starts(v, to) > 0 && !v.gap(to) && wordList().knows(v.word(from, to), nounClass)
	case v.script[from] == latin && v.script[to-1] == latin:
		return (plainEnglish(t.Text) || plainEnglish(v.word(from, to))) && v.besideProse(from, to, done) // longg of Grace Long sounds as long
	case t.Kind == Org && v.script[from] == kata && v.script[to-1] == kata && to < len(v.runes) && !v.gap(to) && v.script[to] == han && ordinaryKana(t.Text):
		if to-from <= 4 && kanaTail.starts(v, to) > 0 {
			return true
		}
		k := to
		for k < len(v.runes) && k-to < 4 && v.script[k] == han && !v.gap(k) {
			k++
		}
		return cityNames.has(v.word(to, k))
	}
	return false
}

// plainEnglish tells whether a word in small letters may be one of the language, not only a name.
func plainEnglish(s string) bool {
	if plainLatin.has(s) {
		return true
	}
	if s == "" || strings.IndexByte("sdrg", s[len(s)-1]) < 0 {
		return false
	}
	for _, end := range []string{"s", "es", "ed", "er", "ing"} {
		if head, ok := strings.CutSuffix(s, end); ok && len(head) > 2 && (englishWords.has(head) || wordsToo.has(head)) {
			return true
		}
	}
	return false
}

var plainLatin = union(englishWords, ordinaryLatin, wordsToo)

// wordsToo are English words that are names of people and companies too.
var wordsToo = set(strings.Fields(`long short young old rich poor strong sharp sweet wise noble grand savage moody gay bright swift small little good best hardy brave frank blunt stark
	white black brown green gray grey gold golden silver red scarlet amber violet ruby jade pearl crystal coral ivory rose lily daisy iris poppy ivy holly heather fern hazel olive rowan ash oak elm cedar birch willow maple pine laurel reed rush moss thorn bush branch root leaf
	frost snow rain storm winter winters summer summers spring autumn dawn day sunny may april june august march friday monday star sun moon sky cloud
	hill hills field fields wood woods stone stones rock brook brooks river rivers lake lakes pond ponds marsh moor heath dale glen vale ford bridge bridges banks bank shore bay harbor cliff ridge park parks lane street gates gate hall church castle temple tower towers house holmes mill mills cross corner north south east west garden meadow forest grove orchard haven port
	mark will grant bill rob bob pat sue drew dean earl duke king knight bishop pope abbot monk prince squire major page law case chase wade pierce lance jack nick dick harry art gene ray clay cliff dale guy rusty sandy skip chip chuck curt don max miles norm olly penny peg may hope faith grace joy charity mercy patience prudence constance honor victor victory
	baker cook cooper carter carpenter mason smith taylor tanner turner miller fisher hunter archer gardener farmer shepherd potter porter butler clerk parker driver barber brewer glover singer sawyer slater thatcher walker weaver wright skinner spicer chandler fuller dyer draper marshal marshall steward stewart
	fox wolf bear lamb bull buck hart drake swan crane crow finch robin martin nightingale partridge peacock pike salmon bass herring bird birds fish byrd jay wren hawk falcon eagle raven dove
	bell bells bond bowman box bolt cannon chance church cotton cash coin cole coffee rice bean berry cherry peach plum lemon pepper salt sugar honey ginger basil sage rosemary price pound penny power powers pride quick read reader speed stocks story tell trip underwood waters weeks wells wills words yard yates
	core open target works next prime delta alpha beta gamma omega zero one two first second edge point line link net web cloud base force focus frame bright clear pure true real smart simple fresh daily global local united general standard central metro urban union alliance summit horizon vision voice wave echo signal spark flash pulse nova fusion matrix vector orbit pilot anchor arrow shield guard harvest origin legacy pioneer liberty unity trust honest noble apex peak crown global secretary`))

func ordinaryKana(s string) bool {
	return ordinaryWords.has(s) || wordList().knows(text.Katakana(s), nounClass)
}

// besideProse tells whether a word in Latin letters stands among others in small letters and nothing shows that it calls somebody.
func (v *view) besideProse(from, to int, done *taken) bool {
	word := func(i, step int) string { // the word that ends or begins at rune i
		k := i
		for k+min(step, 0) >= 0 && k+min(step, 0) < len(v.runes) && k-i < 12 && i-k < 12 && isSmall(v.runes[k+min(step, 0)]) && (k == i || !v.gap(k)) {
			k += step
		}
		return v.word(min(i, k), max(i, k))
	}
	before, behind := "", ""
	if from > 0 && v.gap(from) {
		before = word(from, -1)
	}
	if to < len(v.runes) && (v.gap(to) || v.runes[to] == '-') {
		if behind = word(to, 1); v.runes[to] == '-' {
			behind = word(to+1, 1)
		}
	}
	if v.isCapital(from) { // Core i5; in March
		if n := len(behind); monthNames.has(v.word(from, to)) && (monthsBefore.has(before) || to < len(v.runes) && v.gap(to) && isDigit(v.runes[to])) && !done.at(from-1) && !done.at(to) {
			return n == 0 || !v.isCapital(to)
		}
		return len(behind) == 1 && to+1 < len(v.runes) && isDigit(v.runes[to+1]) && !v.newLine(to) || coreTails.has(behind) && !v.newLine(to)
	}
	if done.at(from-1) || done.at(to) || v.fieldEdge(from) && v.fieldEdge(to) || callsBefore.has(before) || callsBehind.has(behind) || strings.ContainsRune(":>", v.runeAt(to)) {
		return false
	}
	return before != "" && (from < 2 || !v.newLine(from) || behind != "")
}

var (
	kanaTail     = newRare("数", "量", "値", "型", "式", "的", "化", "性", "時間", "部分", "部品", "温度")
	doing        = newRare("して", "した", "しま", "しな", "しよ", "しろ", "する", "すれ", "され", "させ")
	called       = newRare("という橋", "という町", "という村", "という駅", "という川", "という山", "という島", "という地", "という場所", "という土地", "という集落", "という字名", "というバス", "という交差点", "という踏切", "という峠", "という沼", "という池", "という湖", "という公園", "という通り", "という坂", "という谷", "という丘", "という街", "という区", "という寺", "という神社")
	callsBefore  = set(strings.Fields("hi hello hey dear im am ask asked cc tell told thanks cheers regards from mr ms mrs dr miss signed user account login id name named call called by"))
	monthNames   = set(strings.Fields("january february march april may june july august september october november december"))
	monthsBefore = set(strings.Fields("in since until till during last next early late mid of this every before after by"))
	coreTails    = set(strings.Fields("duo quad ultra dump dumps"))
	callsBehind  = set(strings.Fields("here from speaking says said wrote told"))
)

// houseNumber takes the number before a street in Latin letters along: 5-11-3 Nishijin-minami.
func (v *view) houseNumber(from int) int {
	if v.script[from] != latin || !v.gap(from) || from == 0 || v.newLine(from) {
		return from
	}
	k, name := from, from
	if k > 1 && v.runes[k-1] == ',' && isDigit(v.runes[k-2]) { // 22, Hanazono-kita 3-14
		k, from = k-1, k-1
	}
	for k > 0 && from-k < 12 && (isDigit(v.runes[k-1]) || v.runes[k-1] == '-' && k < from) && (k == from || !v.gap(k)) {
		k--
	}
	if k == from || v.runes[k] == '-' || !v.gap(k) && v.script[k-1] != sign {
		return name
	}
	return k
}
