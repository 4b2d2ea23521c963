package mask

import (
	"regexp"
	"strings"
)

// Mail addresses and addresses of machines with something between their parts, or read aloud: ruri . ohta @ mailbox . example . jp, 「すずき アットマーク まつば ドット ジェーピー」,
// 198-18-44-7, 198ドット18ドット44ドット7.

// partedMails finds mail addresses with space about their signs, with a comma for a full stop, and those read aloud in kana.
func (v *view) partedMails(add adder) {
	if !v.holds('@') && !v.says(readAt) {
		return
	}
	for i := 1; i+1 < len(v.runes); i++ {
		switch v.runes[i] {
		case '@':
			if from, to := v.partedMail(i); to > i {
				add(from, to, Mail, Pattern, false)
				i = to - 1
			}
		case 'あ':
			if n := readAt.starts(v, i); n > 0 {
				if from, to := v.readMail(i, i+n); to > i {
					add(from, to, Mail, Pattern, true)
					i = to - 1
				}
			}
		}
	}
}

// partedMail reads the address about the @ at rune i; space stands only beside its signs. The place behind it is i where there is none.
func (v *view) partedMail(i int) (from, to int) {
	const between = "._-+@"
	sign := func(k int) bool { return strings.ContainsRune(between, v.runes[k]) }
	odd := false
	from, to = i, i+1
	for from > 0 && i-from < 64 && !v.newLine(from) {
		c := v.runes[from-1]
		if c >= 0x80 || v.script[from-1] != latin && !sign(from-1) || v.gap(from) && !sign(from) && !sign(from-1) {
			break
		}
		if v.gap(from) {
			if from < i && v.runes[from] != '@' && (c == '.' || v.runes[from] == '.') && (from < 2 || v.gap(from-1) != v.gap(from) && c == '.') { // the end of the sentence before
				break
			}
			odd = true
		}
		from--
	}
	for from < i && sign(from) {
		from++
	}
	for to < len(v.runes) && to-i < 100 && !v.newLine(to) {
		c := v.runes[to]
		comma := c == ',' && !v.gap(to) && !v.gap(to+1) && to+1 < len(v.runes) && v.script[to+1] == latin && !v.isCapital(to+1)
		if c >= 0x80 || v.script[to] != latin && !sign(to) && !comma || v.gap(to) && !sign(to) && !sign(to-1) {
			break
		}
		if v.gap(to) && to > i+1 && (v.runes[to-1] == '.' && !v.gap(to-1)) && v.runes[to-1] != '@' {
			break
		}
		odd = odd || v.gap(to) || comma || c == '@'
		to++
	}
	for to > i && (sign(to-1) || v.runes[to-1] == ',') {
		to--
	}
	if !odd || from == i || to <= i+3 {
		return i, i
	}
	host := strings.ReplaceAll(v.word(i+1, to), ",", ".")
	for k := len(host); ; { // what is behind the last part that is a top level belongs to the sentence
		top := host[strings.LastIndexByte(host[:k], '.')+1 : k]
		dot := k - len(top) - 1
		if dot < 1 {
			return i, i
		}
		if topLevels.has(top) || rareLevels.has(top) {
			return from, i + 1 + k
		}
		k = dot
	}
}

var (
	readAt    = newWords("あっとまーく", "あっと", "あとまーく")
	hostDots  = newWords("どっと", "点", "【.】", "【dot】", "<dot>")
	readDot   = newRare("どっと", "どっとこむ", "ぴりおど", "ぽつ", "てん")
	mailHeads = newRare("めーるは", "あどれすは", "めあどは", "宛先は", "めーるあどれすは")
)

// readMail reads an address read aloud about the words for its @ at runes from to to: kana, letters and figures with space between, in which a word for a full
// stop stands. The place behind it is from where there is none.
func (v *view) readMail(at, behind int) (from, to int) {
	commas := v.runeAt(at-1) == '、' // はなみずき、ハイフン、エスティー、アット、example.net
	if at == 0 || !commas && !v.gap(at) && v.script[at-1] != latin && v.script[at-1] != kata && v.script[at-1] != hira || v.script[at] == hira && !(v.gap(at) || v.script[at-1] != hira) {
		return at, at
	}
	in := func(k int) bool {
		return v.script[k] == kata || v.script[k] == hira || v.script[k] == latin || strings.ContainsRune("-_ー・.", v.runes[k]) || commas && v.runes[k] == '、'
	}
	dots := false
	for from, to = at, behind; from > 0 && at-from < 50 && in(from-1) && !v.newLine(from) && mailHeads.ends(v, from) == 0; from-- {
		dots = dots || readDot.starts(v, from) > 1
	}
	for to < len(v.runes) && to-behind < 70 && in(to) && !v.newLine(to) {
		dots = dots || readDot.starts(v, to) > 1 || v.runes[to] == '.'
		if v.script[to] == hira && v.script[to-1] != hira && !v.gap(to) || readMailEnd.starts(v, to) > 0 {
			break
		}
		to++
	}
	if !dots || from == at {
		return at, at
	}
	return from, to
}

var readMailEnd = newRare("です", "まで", "に送", "だそう", "になり", "でお")

// saidAddresses finds addresses of machines whose four parts something else than a full stop parts.
func (v *view) saidAddresses(add adder) {
	if v.digits < 6 {
		return
	}
	for i := 0; i+6 < len(v.runes); i++ {
		if c := v.runes[i]; c < '1' || c > '9' || i > 0 && !v.gap(i) && (v.script[i-1] == latin || strings.ContainsRune("-,_.", v.runes[i-1]) && !v.addressBefore(i-1)) {
			continue
		}
		end := v.digitsEnd(i)
		if end-i > 3 {
			i = end - 1
			continue
		}
		k, by, large, parts := end, "", end-i == 3, 1
		for parts < 4 && k < len(v.runes) && !v.newLine(k) {
			n := 0
			switch r := v.runes[k]; {
			case r == '-', r == ',', r == '_':
				n = 1
			case isDigit(v.runes[k]) && v.gap(k):
			default:
				n = addressDots.starts(v, k)
			}
			if n == 0 && !v.gap(k) {
				break
			}
			next := k + n
			stop := v.digitsEnd(next)
			if s := v.word(k, next); next >= len(v.runes) || stop == next || stop-next > 3 || stop-next > 1 && v.runes[next] == '0' || stop-next == 3 && v.word(next, stop) > "255" || parts > 1 && s != by {
				break
			} else {
				by = s
			}
			large = large || stop-next == 3
			k, parts = stop, parts+1
		}
		if parts < 4 || !large || end-i == 3 && v.word(i, end) > "255" || k < len(v.runes) && !v.gap(k) && (v.script[k] == latin || strings.ContainsRune("-,_", v.runes[k]) && k+1 < len(v.runes) && v.script[k+1] == latin) {
			i = end - 1
			continue
		}
		if addressDots.starts(v, end) > 0 || v.addressBefore(i) || fromThere.starts(v, k) > 0 {
			add(i, k, IP, Pattern, true)
			i = k - 1
			continue
		}
		i = end - 1
	}
}

var (
	addressDots = newRare("ドット", "dot", "てん", "点", "ぽつ", "ポチ")
	fromThere   = newRare("からの接続", "からのアクセス", "からアクセス", "から接続", "へ接続", "に接続", "へのアクセス", "のサーバ")
)

// addressBefore tells whether one of the twelve runes before rune i ends a word for an address of a machine.
func (v *view) addressBefore(i int) bool {
	for k := i; k > 0 && i-k < 6 && !(k < i && v.newLine(k)); k-- {
		if addressWords.ends(v, k) > 0 {
			return true
		}
	}
	return false
}

// misreadAddress finds an address of a machine with letters that stand for figures: l98.18.44.7, 198.18.44.O7.
func (v *view) misreadAddress(w word, add adder) {
	if !w.signs.has(hostSigns) || strings.Count(w.s, ".") != 3 {
		return
	}
	s := strings.Trim(w.s, "()[]<>\"',;:")
	if len(s) < 9 || len(s) > 15 || !strings.ContainsAny(s, "loi") || strings.Trim(s, "0123456789loi.") != "" {
		return
	}
	letters, large := 0, false
	for p := range strings.SplitSeq(s, ".") {
		n := len(p) - figuresIn(p)
		letters += n
		large = large || len(p) == 3
		if p = strings.NewReplacer("l", "1", "i", "1", "o", "0").Replace(p); p == "" || len(p) > 3 || len(p) == 3 && p > "255" || n == len(p) && n > 1 {
			return
		}
	}
	if from := w.from + strings.Index(w.s, s); letters <= 3 && large && (versionWords.ends(v, v.back(from)) == 0) {
		add(from, from+len(s), IP, Pattern, true)
	}
}

// partedHosts finds domains and URLs with space, a word or a comma between their parts: https :// a . jp, a-sekkei ドット jp, a-sekkei,co,jp.
func (v *view) partedHosts(add adder) {
	done := 1
	for _, i := range v.signs() {
		if i < done || i+2 >= len(v.runes) {
			continue
		}
		switch v.runes[i] {
		case ':':
			if v.runes[i+1] == '/' && v.runes[i+2] == '/' && !v.newLine(i+1) && !v.newLine(i+2) {
				if from, to := v.partedURL(i); to > i {
					add(from, to, URL, Pattern, false)
					done = to
				}
			}
		case ',':
			if !v.gap(i) && !v.gap(i+1) {
				done = v.saidHost(i, 1, add)
			}
		}
	}
	dots := anyOf(hostDots)
	for i := v.next(1, &dots); i+2 < len(v.runes); i = v.next(max(i+1, done), &dots) {
		done = v.saidHost(i, hostDots.starts(v, i), add)
	}
}

// saidHost finds a domain about the first word or comma of n runes that stands for its full stop, a comma only before jp, and gives the place behind it; i where there is none.
func (v *view) saidHost(i, n int, add adder) int {
	by, from := v.word(i, i+n), i
	for from > 0 && i-from < 40 && (v.script[from-1] == latin || strings.ContainsRune("-.", v.runes[from-1])) && v.runes[from-1] < 0x80 && (from == i || !v.gap(from)) {
		from--
	}
	if from == i || n == 1 && (v.gap(i) || v.gap(i+1)) {
		return i
	}
	parts, k, last := 1+strings.Count(v.word(from, i), "."), i, ""
	for parts < 6 && k+n < len(v.runes) && v.word(k, k+n) == by {
		stop := k + n
		for stop < len(v.runes) && v.runes[stop] < 0x80 && (v.script[stop] == latin || v.runes[stop] == '-') && (stop == k+n || !v.gap(stop)) {
			stop++
		}
		if stop == k+n {
			break
		}
		last, k, parts = v.word(k+n, stop), stop, parts+1
	}
	if by == "," && (last != "jp" || parts < 3 || !secondLevel.MatchString(v.word(from, k))) || by != "," && !topLevels.has(last) && !rareLevels.has(last) || strings.Trim(v.word(from, i), "0123456789.-") == "" {
		return i
	}
	add(from, k, Domain, Pattern, true)
	return k
}

var secondLevel = regexp.MustCompile(`[.,](?:co|ne|or|ac|go|ed|lg|gr|ad)[.,]jp$`)

// partedURL reads a URL with space in its scheme or host about the colon at rune i. The place behind it is i where there is none.
func (v *view) partedURL(i int) (from, to int) {
	n := schemes.ends(v, i)
	if n == 0 {
		return i, i
	}
	from, to = i-n, i+3
	odd := v.gap(i) || v.gap(i+1) || v.gap(i+2) || v.gap(i+3)
	for k := from + 1; k < i; k++ {
		odd = odd || v.gap(k) && !v.newLine(k)
	}
	if !odd || i+3 >= len(v.runes) || v.newLine(i+3) {
		return i, i
	}
	for to < len(v.runes) && to-i < 100 && !v.newLine(to) && v.runes[to] < 0x80 && (v.script[to] == latin || strings.ContainsRune(".-/_?=&%~#:", v.runes[to])) {
		if v.gap(to) && to > i+3 && !strings.ContainsRune("./", v.runes[to]) && !(strings.ContainsRune("./", v.runes[to-1]) && v.gap(to-1)) {
			break
		}
		to++
	}
	to = trimRunes(v.runes, to, ".,:?")
	if !strings.Contains(v.word(i+3, max(i+3, to)), ".") {
		return i, i
	}
	return from, to
}

var schemes = newRare("https", "http", "ttps", "ttp", "hxxps", "hxxp", "ftp")
