package mask

import (
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"todoke/internal/text"
)

// phone is a declared number by its digits alone.
type phone struct {
	digits string
	party  int
}

var phoneForm = regexp.MustCompile(`\+?[0-9][0-9()\-ー・./ ]{7,20}[0-9]`)

// phoneDigits gives the digits of each number in a declared field, from the leading 0 and as dialled from abroad.
func phoneDigits(s string) []string {
	var out []string
	for _, m := range phoneForm.FindAllString(text.Normal(s), -1) {
		d := digitsOf(m)
		if strings.HasPrefix(d, "81") && (strings.HasPrefix(m, "+") || len(d) > 11) {
			d = "0" + strings.TrimPrefix(d[2:], "0")
		}
		if len(d) < 9 || slices.Contains(out, d) {
			continue
		}
		out = append(out, d)
		if d[0] == '0' {
			out = append(out, "81"+d[1:], "810"+d[1:])
		}
	}
	return out
}

// figuresIn is how many figures stand in s.
func figuresIn(s string) int {
	n := 0
	for i := range len(s) {
		if '0' <= s[i] && s[i] <= '9' {
			n++
		}
	}
	return n
}

func digitsOf(s string) string {
	return strings.Map(func(r rune) rune {
		if '0' <= r && r <= '9' {
			return r
		}
		return -1
	}, s)
}

// chain is a run of digits with at most two of the signs people put between them.
type chain struct {
	digits []byte
	at     []int // position of each digit
	dotted bool  // holds a full stop, as addresses of machines do
	parted bool  // holds a hyphen or bracket
}

// leastChain is how many figures a chain has at least.
const leastChain = 9

var phoneSigns = newRunes("-ー()・./+_")

// chains are the chains of a view, each on its line.
func (v *view) chains() []chain {
	if !v.chained {
		v.lines, v.chained = v.digitChains(true), true
	}
	return v.lines
}

// digitChains ends a chain at the end of a line where asked to: one number may stand below another, or be broken over lines.
func (v *view) digitChains(byLine bool) []chain {
	if v.figureCount() < leastChain {
		return nil
	}
	kanji := false // 〇三-一二三四-五六七八
	var out []chain
	fresh := func() chain { return chain{digits: v.room.bytes.take(24)[:0], at: v.room.ints.take(24)[:0]} }
	c := fresh()
	signs, dot := 0, false
	end := func() {
		if len(c.digits) >= leastChain {
			out = v.room.chains.push(out, c)
			c = fresh()
		}
		c = chain{digits: c.digits[:0], at: c.at[:0]}
		signs, dot, kanji = 0, false, false
	}
	for i, r := range v.runes {
		if len(c.digits) == 0 && !isDigit(r) && kanjiFigure(r) < 0 {
			continue
		}
		if d := kanjiFigure(r); d >= 0 && (kanji || r == '〇') {
			kanji, r = kanji || len(c.digits) == 0, '0'+d
		}
		switch {
		case '0' <= r && r <= '9':
			if byLine && len(c.digits) > 0 && v.gap(i) && v.newLine(i) && len(c.digits) >= 9 && (signs == 0 || v.runes[i-1] != '-' && v.runes[i-1] != 'ー' && inPlan(string(c.digits))) {
				end() // two numbers one below the other
			}
			if byLine && len(c.digits) >= 12 && v.gap(i) && v.runes[i-1] == ')' {
				end() // (T3273291756215) 2
			}
			if n := len(c.digits); n > 0 && n < 3 && v.itemNumber(c, i, dot) {
				end()
			}
			c.digits, c.at = append(c.digits, byte(r)), append(c.at, i)
			c.dotted = c.dotted || dot // a full stop behind the last figure ends a sentence
			signs, dot = 0, false
		case len(c.digits) > 0 && signs < 2 && (phoneSigns.has(r) || r == 'の' && v.numeral(i-1) >= 0 && v.numeral(min(i+1, len(v.runes)-1)) >= 0):
			signs++
			dot = dot || r == '.'
			c.parted = c.parted || r == '-' || r == '(' || r == 'ー'
		case len(c.digits) > 0:
			end()
		}
	}
	end()
	return out
}

// itemNumber tells whether the figures of a chain before rune i are the number of an item: ① 03-…, 3. 6725….
func (v *view) itemNumber(c chain, i int, dot bool) bool {
	if r := v.wrote[c.at[0]]; '①' <= r && r <= '⒛' || '❶' <= r && r <= '➓' || '⓪' <= r && r <= '⓿' {
		return v.start[i] != v.start[c.at[len(c.at)-1]]
	}
	return dot && v.gap(i) && c.digits[0] != '0' && v.lineEdge(c.at[0])
}

// declared finds the declared phones, however their digits are parted.
func (m *Masker) declared(v *view) []found {
	if len(m.phones) == 0 {
		return nil
	}
	var out []found
	chains := v.chains()
	if misread := v.misread(); misread != nil {
		chains = append(slices.Clone(chains), misread.chains()...)
	}
	for _, c := range chains {
		for _, p := range m.phones {
			for from := 0; ; {
				k := strings.Index(string(c.digits[from:]), p.digits)
				if k < 0 {
					break
				}
				k += from
				out = append(out, found{v.phoneStart(c.at[k]), c.at[k+len(p.digits)-1] + 1, Phone, p.party})
				from = k + len(p.digits)
			}
		}
	}
	return out
}

// misread is the view with letters that stand for figures beside figures read as those: O965-55-O177, 09l2; nil where there are none.
func (v *view) misread() *view {
	var out []rune
	for i, r := range v.runes {
		if r != 'o' && r != 'l' && r != 'i' || !(i > 0 && (isDigit(v.runes[i-1]) || v.runes[i-1] == '-')) && !(i+1 < len(v.runes) && (isDigit(v.runes[i+1]) || v.runes[i+1] == '-')) {
			continue
		}
		if out == nil {
			out = slices.Clone(v.runes)
		}
		if out[i] = '1'; r == 'o' {
			out[i] = '0'
		}
	}
	if out == nil {
		return nil
	}
	return &view{room: v.room, src: v.src, runes: out, wrote: v.wrote, start: v.start, end: v.end, edges: v.edges, script: v.script}
}

// phoneStart takes the plus sign or bracket before a number along.
func (v *view) phoneStart(i int) int {
	for i > 0 && (v.runes[i-1] == '+' || v.runes[i-1] == '(') {
		i--
	}
	if i > 1 && v.reads(i-2, []rune("00")) && v.gap(i-2) { // 0047 for +47
		i -= 2
	}
	return i
}

// undeclaredContacts finds phones, mail addresses and postcodes nobody declared.
func (m *Masker) undeclaredContacts(v *view) []found {
	var out []found
	for _, c := range v.chains() {
		if n := len(c.digits); v.looksLikePhone(c) {
			to := v.phoneTail(c.at[n-1] + 1)
			out = v.room.founds.push(out, found{v.phoneStart(c.at[0]), to, Phone, NoParty})
			for from, to := v.localBehind(to); to > 0; from, to = v.localBehind(to) {
				out = v.room.founds.push(out, found{from, to, Phone, NoParty})
			}
			continue
		}
		done := 0
		v.within(c, 10, 13, func(sub chain) bool {
			if sub.at[0] < done || !v.looksLikePhone(sub) {
				return false
			}
			done = sub.at[len(sub.at)-1] + 1
			done = v.phoneTail(done)
			out = v.room.founds.push(out, found{v.phoneStart(sub.at[0]), done, Phone, NoParty})
			if from, to := v.localBehind(done); to > 0 {
				out = v.room.founds.push(out, found{from, to, Phone, NoParty})
			}
			return true
		})
	}
	if v.digits == 0 && !v.holds('@') || !v.holds('@', '〒', '内') && !v.said.meets(&shortOnes) {
		return out
	}
	for i, r := range v.runes {
		switch r {
		case '@':
			if f, ok := v.mailAround(i); ok && !v.attackers(f) {
				out = v.room.founds.push(out, f)
			}
		case '内', 'な':
			if f, ok := v.extensionAt(i); ok {
				out = v.room.founds.push(out, f)
			}
		case 'e', 'p', 't', 'f', '電', '携', '直', 'だ', 'ふ':
			if f, ok := v.shortPhone(i); ok {
				out = v.room.founds.push(out, f)
			}
		case '〒':
			if n := v.postcode(i + 1); n > 0 {
				out = v.room.founds.push(out, found{i, n, Address, NoParty})
			}
		}
	}
	return out
}

// extensionAt reads an extension behind 内線 or (内) at rune i.
func (v *view) extensionAt(i int) (found, bool) {
	from := i + v.has(i, extension)
	if from == i && i > 0 && v.runes[i-1] == '(' && v.runeAt(i+1) == ')' {
		from = i + 2
	}
	if from == i {
		return found{}, false
	}
	for from < len(v.runes) && strings.ContainsRune(":-は(「", v.runes[from]) {
		from++
	}
	to, digits := from, 0
	for to < len(v.runes) && digits < 10 && ('0' <= v.runes[to] && v.runes[to] <= '9' || v.runes[to] == '-' && digits > 0) && !(digits > 0 && v.newLine(to)) {
		if v.runes[to] != '-' {
			digits++
		}
		to++
	}
	to = trimRunes(v.runes, to, "-")
	if v.runeAt(to) == 'の' && to+2 < len(v.runes) && isDigits(v.runes[to+1:to+3]) && digits < 3 { // 内線 3 の 4418
		end := v.digitsEnd(to + 1)
		digits, to = digits+end-to-1, end
	}
	if v.has(i, extension) > 0 && !(i > 1 && v.runes[i-1] == '(' && isDigit(v.runes[i-2])) {
		from = i
	}
	return found{from, to, Phone, NoParty}, digits >= 3 && digits <= 8 || digits == 2 && unitAfter.starts(v, to) == 0
}

// phoneTail takes further numbers of a row along: 06-6000-1234/5678, 0566-00-1111~3.
func (v *view) phoneTail(i int) int {
	k := i
	if n := extWords.starts(v, k); n > 0 && !v.newLine(k) && (v.gap(k) || v.script[k] != latin) { // 0557-86-2210 EXT. 4
		from := k + n
		for from < len(v.runes) && from-k-n < 2 && strings.ContainsRune(":.", v.runes[from]) {
			from++
		}
		if end := v.digitsEnd(from); end > from && end-from <= 6 && (v.gap(end) || v.script[end] != latin) {
			return end
		}
	}
	if v.runeAt(k) == 'x' && !v.lineEdge(k) || v.runeAt(k) == '(' && k+1 < len(v.runes) && isDigit(v.runes[k+1]) { // 03-1234-5678 x345, (5012)
		n := v.digitsEnd(k + 1)
		if digits := n - k - 1; digits >= 3 && digits <= 5 && (v.runes[k] == '(') == (v.runeAt(n) == ')') && (v.gap(n) || v.script[n] != latin) {
			return n
		}
	}
	if k+1 < len(v.runes) && !v.gap(k) && strings.ContainsRune("/~・〜,", v.runes[k]) {
		for k++; k < len(v.runes) && k-i <= 5 && '0' <= v.runes[k] && v.runes[k] <= '9' && !v.gap(k); k++ {
		}
		if n := k - i - 1; n >= 1 && n <= 4 && unitAfter.starts(v, k) == 0 && (k >= len(v.runes) || !strings.ContainsRune("年月日組時分週学", v.runes[k])) && (k >= len(v.runes) || v.gap(k) || v.script[k] != latin && !strings.ContainsRune("-/.", v.runes[k])) {
			return k
		}
	}
	return i
}

// localBehind finds a number without its area behind the number that ends before rune i: 080-1147-9926, 8382-5519.
func (v *view) localBehind(i int) (from, to int) {
	from = i
	for from < len(v.runes) && from-i < 4 && !v.newLine(from) && (strings.ContainsRune(",、/・;", v.runes[from]) || from-i < 3 && localBridges.starts(v, from) > 0) {
		from += max(1, localBridges.starts(v, from))
	}
	mid := v.digitsEnd(from)
	if from == i || mid-from < 3 || mid-from > 4 || mid >= len(v.runes) || v.runes[mid] != '-' && v.runes[mid] != 'ー' || v.runes[from] < '2' {
		return 0, 0
	}
	to = v.digitsEnd(mid + 1)
	if to-mid != 5 || to < len(v.runes) && !v.gap(to) && (v.script[to] == latin || v.runes[to] == '-') || strings.HasPrefix(v.word(from, mid), "20") {
		return 0, 0
	}
	return from, to
}

var localBridges = newRare("と", "または", "又は", "か", "and", "or")

// shortPhone reads a number of seven or eight figures behind a word for a telephone, or an extension behind its own, at rune i.
func (v *view) shortPhone(i int) (found, bool) {
	n := shortWords.starts(v, i)
	if n == 0 || i > 0 && !v.gap(i) && v.script[i-1] == latin && v.script[i] == latin {
		return found{}, false
	}
	from := i + n
	for from < len(v.runes) && from-i-n < 3 && strings.ContainsRune(":.-は(=「", v.runes[from]) {
		from++
	}
	to, digits := from, 0
	for to < len(v.runes) && to-from < 10 && ('0' <= v.runes[to] && v.runes[to] <= '9' || v.runes[to] == '-' && digits > 0) {
		if v.runes[to] != '-' {
			digits++
		}
		to++
	}
	for to > from && v.runes[to-1] == '-' {
		to--
	}
	least, most := 6, 8
	if v.runes[i] == 'e' || v.runes[i] == 'p' && v.runes[i+2] == 's' {
		least, most = 3, 6
	}
	if digits < least || digits > most || to < len(v.runes) && !v.gap(to) && (v.script[to] == latin || strings.ContainsRune("./", v.runes[to])) || digits == 8 && strings.HasPrefix(v.word(from, to), "20") {
		return found{}, false
	}
	if v.runes[i] == 'e' {
		from = i
	}
	return found{from, to, Phone, NoParty}, true
}

// extWords stand before an extension.
var extWords = newRare("ext.", "ext", "extension", "内線", "内線番号")

var shortWords = newEndings([]string{"phs", "電話番号", "電話", "tel", "tel.", "phone", "telephone", "ext.", "ext", "extension", "内線番号", "携帯", "fax", "直通", "ダイヤルイン", "ファックス", "ファクス"})

// within calls found with each row of whole groups of figures in a chain that has from least to most figures, the longest first from each group, until it
// says yes: two numbers side by side, or a number beside a day, are one chain.
func (v *view) within(c chain, least, most int, found func(chain) bool) {
	var few [24]int
	edges := few[:0] // where groups begin, and the end
	for i := range c.at {
		if i == 0 || c.at[i] != c.at[i-1]+1 || v.gap(c.at[i]) {
			edges = append(edges, i)
		}
	}
	edges = append(edges, len(c.at))
	for a := range edges[:len(edges)-1] {
		b := a + 1
		for b < len(edges) && edges[b]-edges[a] <= most {
			b++
		}
		for b--; b > a && edges[b]-edges[a] >= least; b-- {
			sub := chain{digits: c.digits[edges[a]:edges[b]], at: c.at[edges[a]:edges[b]]}
			signs := string(v.runes[sub.at[0] : sub.at[len(sub.at)-1]+1])
			sub.dotted = strings.Contains(signs, ".") && !(b-a == 3 && edges[b]-edges[b-1] == 4)
			sub.parted = strings.ContainsAny(signs, "-(ー")
			if found(sub) {
				break
			}
		}
	}
}

// looksLikePhone reads a chain as a number of the Japanese plan: ten or eleven digits from 0, or +81. Those with full stops are machine addresses
// or versions, and those beside letters are parts of hashes and names.
func (v *view) looksLikePhone(c chain) bool {
	first, last := c.at[0], c.at[len(c.at)-1]
	plus := v.plusBefore(first)
	if c.dotted && !plus && !(v.runes[last-4] == '.' && c.digits[0] == '0') || first > 1 && v.runes[first-1] == '.' && !v.gap(first) && isDigit(v.runes[first-2]) && slices.Contains(v.runes[first:last], '.') || first > 0 && !v.gap(first) && v.script[first-1] == latin && v.endsWith(first, telWord) == 0 && !v.escapeBefore(first) || last+1 < len(v.runes) && !v.gap(last+1) && v.script[last+1] == latin && telWord.starts(v, last+1) == 0 {
		return false
	}
	d := string(c.digits)
	if plus && len(d) <= 15 || phoneWords.ends(v, v.back(v.phoneStart(first))) > 0 && len(d) <= 13 {
		return true
	}
	if len(d) == 12 && last-first == 11 && v.groups(c) == 1 && d[:2] == "81" && strings.Contains("5789", d[2:3]) && d[3] == '0' {
		return true // 819012345678
	}
	if strings.HasPrefix(d, "81") && plus {
		d = "0" + strings.TrimPrefix(d[2:], "0")
	}
	if strings.HasPrefix(d, "00") && len(d) >= 12 && len(d) <= 15 && v.groups(c) >= 3 && strings.Contains("123456789", d[2:3]) {
		return true // dialled abroad: 0081-3-…
	}
	if c.parted && !c.dotted && v.abroad(c, d) {
		return true
	}
	if d[0] != '0' || len(d) < 10 || len(d) > 11 || d[1] == '0' {
		return false
	}
	if groups := v.groups(c); groups > 1 && groups < 5 && !c.dotted && len(d) == 11 && (d[1] != '1' || groups > 2) {
		return true // another country's plan: 020 7946 0018
	}
	if len(d) == 11 {
		return strings.Contains("56789", d[1:2]) && d[2] == '0' || strings.HasPrefix(d, "0800")
	}
	return true
}

// plusBefore tells whether a plus sign, or %2B, stands before rune i.
func (v *view) plusBefore(i int) bool {
	return i > 0 && v.runes[i-1] == '+' || i > 2 && v.runes[i-1] == 'b' && v.runes[i-2] == '2' && v.runes[i-3] == '%'
}

// escapeBefore tells whether a percent-encoded sign stands right before rune i: tel%3A0312345678.
func (v *view) escapeBefore(i int) bool {
	hex := func(r rune) bool { return '0' <= r && r <= '9' || 'a' <= r && r <= 'f' }
	return i > 2 && v.runes[i-3] == '%' && !v.gap(i-1) && !v.gap(i) && strings.ContainsRune("23", v.runes[i-2]) && hex(v.runes[i-1])
}

// abroad reads numbers of other plans that are grouped as such: (415) 555-0132, 81-3-1234-5678, 010-81-3-1234-5678.
func (v *view) abroad(c chain, d string) bool {
	var sizes [8]int
	n := 0
	for i := range c.at {
		if i > 0 && (c.at[i] != c.at[i-1]+1 || v.gap(c.at[i])) {
			if n++; n == len(sizes) {
				return false
			}
		}
		sizes[n]++
	}
	switch {
	case n == 2 && sizes[0] == 3 && sizes[1] == 3 && sizes[2] == 4:
		return d[0] > '1' && d[3] > '1' && (c.at[0] > 0 && v.runes[c.at[0]-1] == '(' || v.runes[c.at[3]-1] == '-' && v.runes[c.at[6]-1] == '-')
	case n == 3 && sizes[0] == 1 && sizes[1] == 3 && sizes[2] == 3 && sizes[3] == 4: // 1-800-555-0199
		return d[0] == '1' && d[1] > '1' && d[4] > '1' && v.runes[c.at[1]-1] == '-' && v.runes[c.at[4]-1] == '-' && v.runes[c.at[7]-1] == '-' && (c.at[0] == 0 || v.runes[c.at[0]-1] != '-')
	case n == 3 && sizes[0] == 2 && sizes[3] == 4 && strings.HasPrefix(d, "81"):
		return len(d) == 11 || len(d) == 12
	case n >= 3 && sizes[0] == 3 && strings.HasPrefix(d, "010"):
		return len(d) >= 12 && len(d) <= 15
	}
	return false
}

// kanjiFigure is the figure a kanji stands for, -1 for none.
func kanjiFigure(r rune) rune {
	if r != '〇' && (r < '一' || r > '四') { // as nearly all
		return -1
	}
	return kanjiValue(r)
}

func kanjiValue(r rune) rune {
	switch r {
	case '〇':
		return 0
	case '一':
		return 1
	case '二':
		return 2
	case '三':
		return 3
	case '四':
		return 4
	case '五':
		return 5
	case '六':
		return 6
	case '七':
		return 7
	case '八':
		return 8
	case '九':
		return 9
	}
	return -1
}

// groups counts the groups of figures in a chain.
func (v *view) groups(c chain) int {
	n := 1
	for i := 1; i < len(c.at); i++ {
		if c.at[i] != c.at[i-1]+1 || v.gap(c.at[i]) {
			n++
		}
	}
	return n
}

var telWord = newWords("tel", "fax")

// phoneWords stand before a number of any plan.
var phoneWords = newEndings([]string{"電話", "電話番号", "tel", "tel.", "携帯", "携帯電話", "fax", "fax番号", "内線", "直通", "phone", "mobile", "telephone", "callmeon", "callon", "call", "cell", "電話は", "連絡先", "℡", "☎", "緊急連絡先"})

func (v *view) postcode(i int) int {
	n := 0
	for ; i < len(v.runes) && n < 7; i++ {
		switch r := v.runes[i]; {
		case '0' <= r && r <= '9':
			n++
		case n == 3 && (r == '-' || r == 'ー'):
		default:
			return 0
		}
	}
	if n < 7 {
		return 0
	}
	return i
}

// shortOnes stand before numbers that are too short to be seen for such without.
var shortOnes = anyOf(shortWords, extension)

var extension = newWords("内線番号", "内線", "ないせん")

const mailSigns = ".!#$%&'*+/=?^_{|}~-"

// mailAround reads a mail address around its @; white space ends it.
func (v *view) mailAround(at int) (found, bool) {
	from, to := at, at+1
	if v.runeAt(to) == '@' { // somebody wrote two
		to++
	}
	first := to
	if from > 0 && v.runes[from-1] == '@' {
		from--
		at = from
	}
	if from > 2 && v.runes[from-1] == '"' { // "a. nobe"@shirakaba.example.jp
		for k := from - 2; k > 0 && from-k < 40 && !v.newLine(k+1) && v.runes[k] < utf8.RuneSelf; k-- {
			if v.runes[k] == '"' {
				from = k
				break
			}
		}
	}
	for from > 0 && (from == at || !v.gap(from)) && v.runes[from-1] < utf8.RuneSelf && (v.script[from-1] == latin || strings.ContainsRune(mailSigns, v.runes[from-1])) {
		from--
	}
	from += keyBefore(v.word(from, at+1))
	for to < len(v.runes) && (to == first || !v.gap(to)) && v.runes[to] < utf8.RuneSelf && (v.script[to] == latin || v.runes[to] == '.' || v.runes[to] == '-') {
		to++
	}
	for to > at && (v.runes[to-1] == '.' || v.runes[to-1] == '-') {
		to--
	}
	return found{from, to, Mail, NoParty}, from < at && to > at+3 && slices.Contains(v.runes[first:max(first, to)], '.')
}

var (
	attackerWords = newWords("攻撃者", "犯人", "脅迫", "身代金", "要求文", "ransom", "btc", "ビットコイン", "bitcoin", "仮想通貨", "暗号資産", "攻撃元", "attacker", "extort")
	borrowedWords = newWords("なりすま", "成りすま", "かた", "騙", "詐称", "装", "名義", "宛", "あて", "被害", "impersonat", "spoof", "victim")
)

// attackers tells whether a mail address is plainly the attacker's own: the words of a threat stand in the 60 characters before it, and none that
// say whose name was borrowed there or in the 20 behind it. In doubt the address is masked; it stays in the sealed original.
func (v *view) attackers(f found) bool {
	start := max(0, f.from-60)
	for i := f.from - 1; i >= start; i-- {
		if v.runes[i] == '。' {
			start = i + 1 - min(25, i+1) // the sentence before still counts a little
			break
		}
	}
	within := func(from, to int, words *wordSet) bool {
		for i := from; i < min(to, len(v.runes)); i++ {
			if v.has(i, words) > 0 {
				return true
			}
		}
		return false
	}
	return within(start, f.from, attackerWords) && !within(start, f.from, borrowedWords) && !within(f.to, f.to+20, borrowedWords)
}
