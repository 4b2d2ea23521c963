package mask

import (
	"net/netip"
	"regexp"
	"strings"
	"unicode/utf8"
)

// The identifiers here are read from words of ASCII and what looks like it: full-width letters and lookalikes are folded before. What a word of Japanese
// stands before, such as 社員番号, is asked of the view.

// word is a run of letters, figures and signs of ASCII without a gap.
type word struct {
	from, to int
	s        string // one byte a rune
	signs    asciiSigns
}

// asciiSigns tells which figures and signs a word may hold, so that nothing long is looked for that needs one it lacks.
type asciiSigns uint64

func signsOf(s string) (w asciiSigns) {
	for i := range len(s) {
		if c := s[i]; c < 'a' || c > 'z' {
			w |= 1 << (c & 63)
		}
	}
	return w
}

// has tells whether one of some signs may be there.
func (w asciiSigns) has(some asciiSigns) bool { return w&some != 0 }

// asciiWords cuts a view into words; a letter of another alphabet counts as x.
func (v *view) asciiWords() []word {
	out := v.room.ascii.take(len(v.runes)/6 + 8)[:0]
	buf := v.room.bytes.take(len(v.runes))[:0]
	for i := 0; i < len(v.runes); {
		if !v.ascii(i) {
			i++
			continue
		}
		from := i
		for i < len(v.runes) && v.ascii(i) && (i == from || !v.gap(i)) {
			if r := v.runes[i]; r < utf8.RuneSelf {
				buf = append(buf, byte(r))
			} else if r == '¥' {
				buf = append(buf, '\\')
			} else {
				buf = append(buf, 'x')
			}
			i++
		}
		if i-from >= 2 {
			out = append(out, word{from: from, to: i})
		} else {
			buf = buf[:len(buf)-1]
		}
	}
	all, at := string(buf), 0 // one string for the words of a text
	for k := range out {
		n := out[k].to - out[k].from
		out[k].s, at = all[at:at+n], at+n
		out[k].signs = signsOf(out[k].s)
	}
	return out
}

func (v *view) ascii(i int) bool {
	return v.runes[i] < utf8.RuneSelf || v.script[i] == latin || v.runes[i] == '¥'
}

const dot = `(?:\.|\\\.|\[\.\]|\(\.\)|\{\.\}|\[dot\]|\(dot\))`

var (
	schemeForm = newForm(`^(?:h(?:tt|xx|\*\*|tx|xt|\+\+|__)ps?|ttps?|ftps?|fxps?|sftp|ldaps?|smb|wss?|ssh|rdp|rtsp|vnc|git|svn|file|tcp|udp)(?:[\[({]?:[\])}]?//|\[://\]|:\\/\\/|%3a%2f%2f)`)
	ipForm     = regexp.MustCompile(`(?:[0-9]{1,3}` + dot + `){2}(?:[0-9]{1,3}` + dot + `(?:[0-9]{1,3}|\*{1,3}|x{1,3})|\*{1,3}` + dot + `\*{1,3}|x{1,3}` + dot + `x{1,3})(?:/255\.[0-9.]{5,11}[0-9]|/[0-9]{1,2}|[~-][0-9]{1,3}\b)?`)
	mailWord   = regexp.MustCompile(`(?:"[^"@]{1,64}"|[a-z0-9._%+'=&-]+)(?:@@?|\[at\]|\(at\)|\[@\]|\(@\)|\{at\}|<at>|%40|=40|&#64;|&#x40;|&commat;)(?:[a-z0-9_-]+(?:` + dot + `[a-z0-9_-]+)+|\[[0-9.]+\])`)
	macForm    = newForm(`^[0-9a-f]{2}(?:[:-][0-9a-f]{2}){5}$|^[0-9a-f]{4}\.[0-9a-f]{4}\.[0-9a-f]{4}$`)
	keyForm    = regexp.MustCompile(`(?:[a-z0-9]{5}-){4}[a-z0-9]{5}|(?:[a-z0-9]{4}-){4,}[a-z0-9]{4}`)
	ticketForm = newForm(`^(?:inc|req|tkt|chg|prb|tic|tick|ticket|case|sr|ord|order|po|itsm|rt|help|hd|task|ritm|sup|irt|csirt|jira|ans|ref|q|no|rma|inv)[-#_]?[0-9]{3,}(?:-[0-9]+)*$|^#[0-9]{4,}$`)
	loginForm  = regexp.MustCompile(`^([a-z][a-z0-9-]{1,14})\\([a-z0-9._-]{2,30})\$?$`)
	machine    = newForm(`^(?:[a-z0-9]{1,12}[-_])*(?:srv|sv|svr|server|pc|ws|nt|dc|fs|db|ap|app|web|www|mail|mx|file|desktop|laptop|note|nb|client|cl|host|vm|ad|nas|rtr|fw|vpn|sw|esx|esxi|hv|bk|bkup|backup|proxy|dns|log|mgmt|jump|rdp|ts|pos|kiosk|term|edge|print|prn|ups|pdc|sql|erp|hr|dev|stg|prod)[-_]?[a-z]?[0-9]{1,4}[a-z]?$|^(?:desktop|laptop|win)-[a-z0-9]{5,11}$`)
)

// identifiers finds URLs, addresses of machines and mail, and numbers and names that a pattern or the word before shows.
func (v *view) identifiers() []guess {
	out := v.room.guesses.take(16)[:0]
	add := func(from, to int, k Kind, reason Reason, doubt bool) {
		if from < to && !(k == User && v.behindPlatform(from)) {
			out = append(out, guess{found{from, to, k, NoParty}, reason, doubt})
		}
	}
	words := v.asciiWords()
	v.officeNumbers(add)
	v.papers(words, add)
	for i, w := range words {
		if i+1 < len(words) && w.to+1 == words[i+1].from {
			v.quotedRest(w, words[i+1], add)
		}
		if i+1 < len(words) && w.to == words[i+1].from && (strings.Contains(w.s, "//") || strings.ContainsAny(w.s, ".@") || words[i+1].s[0] == '@' || w.s[len(w.s)-1] == '-') {
			if long, ok := v.rejoined(w, words[i+1]); ok {
				v.network(long, add)
			}
		}
		v.network(w, add)
		v.misreadAddress(w, add)
		v.labelled(w, add)
		v.accounts(w, add)
		v.branches(w, add)
	}
	v.spacedIBAN(words, add)
	v.streets(words, add)
	v.logLines(words, add)
	v.logins(words, add)
	v.quotedLogins(add)
	v.bareLetters(words, add)
	v.saidMails(words, add)
	v.saidDomains(words, add)
	v.lettered(words, add)
	v.spaced(out, add)
	v.saidNumbers(add)
	v.lonelyFigures(add)
	v.partedMails(add)
	v.partedHosts(add)
	v.saidAddresses(add)
	out = append(out, v.row(words, out)...)
	v.numbers(add)
	v.tableNumbers(add)
	v.numberedRows(add)
	v.paths(add)
	v.spelledMails(add)
	return out
}

type adder func(from, to int, k Kind, reason Reason, doubt bool)

// What words of ASCII are asked for before anything longer is looked for in them.
var (
	wordTails     = newSigns(".,;:)]")
	figureBits    = signsOf("0123456789")
	networkSigns  = signsOf(`/%:.@[](){}>=;\\`) // all of them, but for an address of a network card
	colonSign     = signsOf(":")
	hostSigns     = signsOf(".@")
	schemeSigns   = signsOf("/%")
	mailSpellings = signsOf("@])}>%=;")
)

// network finds URLs, mail addresses, IP addresses and domains in one word.
func (v *view) network(w word, add adder) {
	s, off := w.s, 0
	if !w.signs.has(networkSigns) && len(s) < 12 {
		return
	}
	for w.signs.has(schemeSigns) && (strings.Contains(s, "//") || strings.Contains(s, `\/\/`) || strings.Contains(s, "%2f%2f")) {
		at := schemeForm.search(s[off:])
		if at == nil {
			break
		}
		from, end := off+at[0], len(s)
		if next := schemeForm.search(s[off+at[1]:]); next != nil && strings.ContainsAny(s[off+at[1]+next[0]-1:off+at[1]+next[0]], ",;|") {
			end = off + at[1] + next[0] - 1
		}
		if i := strings.IndexAny(s[off+at[1]:end], `<>"|`+"`"); i >= 0 {
			end = off + at[1] + i
		}
		if s[off+at[1]-1] == 'f' { // encoded, its end is that of a value
			if i := strings.IndexAny(s[off+at[1]:end], "&;,)'"); i >= 0 {
				end = off + at[1] + i
			}
		}
		end = trimEnd(s, from, end)
		if end > off+at[1]+2 && !strings.HasPrefix(s[from:], "smb:") && !strings.HasPrefix(s[from:], "file:") { // those are paths
			to := w.from + end
			if end == len(s) {
				to = v.lettersPath(w.from+off+at[1], to)
			}
			add(w.from+from, to, URL, Pattern, false)
		}
		off = max(end, off+at[1])
	}
	if w.signs.has(colonSign) && strings.Count(s, ":") >= 2 && len(s) < 200 {
		v.sixes(w, add)
	}
	if t := wordTails.trimRight(s); len(s) >= 12 && len(t) >= 12 && len(t) <= 17 && (len(t) != 12 || macWords.ends(v, v.back(w.from)) > 0) && (len(t) == 12 && strings.Trim(t, "0123456789abcdef") == "" || macForm.match(t)) {
		add(w.from, w.from+len(t), Host, Pattern, false)
	}
	if !w.signs.has(hostSigns) && !strings.Contains(s, "dot") && !strings.Contains(s, "at") {
		return
	}
	if w.signs.has(mailSpellings) && (strings.Contains(s, "@") || strings.Contains(s, "at]") || strings.Contains(s, "at)") || strings.Contains(s, "at}") || strings.Contains(s, "at>") || strings.Contains(s, "%40") || strings.Contains(s, "=40") || strings.Contains(s, "x40;") || strings.Contains(s, "#64;") || strings.Contains(s, "commat;")) {
		for _, at := range mailWord.FindAllStringIndex(s, -1) {
			at[0] += keyBefore(s[at[0]:at[1]])
			add(w.from+at[0], w.from+at[1], Mail, Pattern, false)
		}
	}
	if dots := strings.Count(s, ".") + strings.Count(s, "dot"); dots >= 3 && strings.ContainsAny(s, "0123456789") {
		for off := 0; off < len(s); {
			at := ipForm.FindStringIndex(s[off:])
			if at == nil {
				break
			}
			at[0], at[1] = at[0]+off, at[1]+off
			if cut := strings.IndexAny(s[at[0]:at[1]], "/-~"); cut > 0 && at[1] < len(s) && (isAlnum(s[at[1]]) || s[at[1]] == '.') {
				at[1] = at[0] + cut // two addresses, not a range: 203.0.113.5/203.0.113.6
			}
			if v.isAddress(w, at[0], at[1]) {
				add(w.from+at[0], w.from+at[1], IP, Pattern, false)
			}
			off = at[1]
		}
	}
	if i := strings.IndexAny(s, ".d"); i >= 0 && strings.TrimRight(s, ".,:;)") != "" && (strings.Contains(s[:len(s)-1], ".") || strings.Contains(s, "dot")) && strings.IndexFunc(s, func(r rune) bool { return 'a' <= r && r <= 'z' }) >= 0 {
		for h, ok := nextHost(s, 0); ok; h, ok = nextHost(s, h.to) {
			if !v.isDomain(w, h) {
				continue
			}
			from, kind := w.from+h.from, Domain
			if h.from > 0 && s[h.from-1] == '.' || h.from == 0 && from > 1 && v.runes[from-1] == '.' {
				from = v.ownLetters(from)
			}
			end := h.to
			if end+1 < len(s) && s[end] == '/' && isAlnum(s[end+1]) && (h.from == 0 || s[h.from-1] != '@' && (s[h.from-1] != '/' || strings.HasPrefix(s, "//") && h.from == 2)) { // www.a.example/shop
				if cut := strings.IndexAny(s[end:], `<>"|,;()`); cut > 0 {
					end = trimEnd(s, h.from, end+cut)
				} else {
					end = trimEnd(s, h.from, len(s))
				}
				kind = URL
			}
			add(from, w.from+end, kind, Pattern, rareLevels.has(s[h.level:h.to]))
		}
	}
}

// keyBefore is how much of what looks like a mail address is the name of a field before it: sasl_username=, a=1&mail=.
func keyBefore(s string) int {
	n := strings.IndexByte(s, '@')
	if n < 0 {
		return 0
	}
	k := strings.LastIndexByte(s[:n], '=')
	if k <= 0 || k+1 == n || strings.ContainsAny(s[:k], "+%") || strings.HasPrefix(s, `"`) {
		return 0
	}
	return k + 1
}

const hostLetters = "abcdefghijklmnopqrstuvwxyz0123456789-."

// ownLetters goes back over the kanji and kana of a domain's label that is written in them, before the full stop before rune i.
func (v *view) ownLetters(i int) int {
	k := i - 1
	for k > 0 && i-k < 20 && !v.gap(k) && (v.script[k-1] == han || v.script[k-1] == kata || v.script[k-1] == hira && v.script[min(k, i-2)] == hira) {
		k--
	}
	if i-1-k < 2 && !(i-1-k == 1 && v.script[k] == han && (v.gap(k) || v.script[k-1] == sign)) { // 鮨.jp
		return i
	}
	if k > 1 && v.runes[k-1] == '.' && !v.gap(k) && !v.gap(k-1) && v.script[k-2] == latin { // shop.山桜温泉.jp
		return v.hostStart(k - 1)
	}
	return k
}

// trimEnd takes the marks of a sentence off the end of a URL.
func trimEnd(s string, from, end int) int {
	for end > from {
		switch c := s[end-1]; {
		case strings.IndexByte(".,;:!?'*", c) >= 0:
		case c == ')' && strings.Count(s[from:end], "(") < strings.Count(s[from:end], ")"):
		case c == ']' && strings.Count(s[from:end], "[") < strings.Count(s[from:end], "]"):
		default:
			return end
		}
		end--
	}
	return end
}

// isAddress tells an address of a machine from a version number and a netmask.
func (v *view) isAddress(w word, from, to int) bool {
	s := w.s
	if from > 0 && (isAlnum(s[from-1]) && !strings.HasSuffix(s[:from], "ip") || s[from-1] == '.' || s[from-1] == '-' && from > 1 && isAlnum(s[from-2]) && strings.Count(s[:from], ".") != 3) {
		return false
	}
	if to < len(s) && (isAlnum(s[to]) || s[to] == '.' && to+1 < len(s) && isAlnum(s[to+1])) {
		return false
	}
	plain := refangedWord(s[from:to])
	body, _, _ := strings.Cut(plain, "/")
	body, _, _ = strings.Cut(body, "-")
	body, _, _ = strings.Cut(body, "~")
	parts := strings.Split(body, ".")
	for _, p := range parts {
		if strings.Trim(p, "*x") != "" && (len(p) > 3 || len(p) > 1 && p[0] == '0' && len(p) < 3 || p > "255" && len(p) == 3) {
			return false
		}
	}
	if a, err := netip.ParseAddr(body); err == nil && (a.IsPrivate() || a.IsLoopback() || a.IsLinkLocalUnicast() || a.IsMulticast() || resolvers.has(body)) {
		return false
	}
	if len(plain) == len(body) && smallFigures(parts) && addressWords.ends(v, v.back(w.from+from)) == 0 {
		return false // a version: 7.0.12.0
	}
	if body == "0.0.0.0" || body == "127.0.0.1" || strings.HasPrefix(body, "255.255.") {
		return false
	}
	before := v.back(w.from + from)
	if from > 1 && s[from-1] == '/' && isAlnum(s[from-2]) { // Chrome/120.0.0.0
		before--
	}
	if n := upgradeTo.ends(v, before); n > 0 { // upgraded from 5.15.0.117 to 5.15.0.122
		for k := before - n; k > 0 && before-k < 24 && (isDigit(v.runes[k-1]) || v.runes[k-1] == '.'); {
			k--
			if !isDigit(v.runes[k]) || k == 0 || v.runes[k-1] == '.' || isDigit(v.runes[k-1]) {
				continue
			}
			before = v.back(k)
			break
		}
	}
	return (versionWords.ends(v, before) == 0 || !v.labelStands(before, versionWords)) && versionTails.starts(v, w.from+to) == 0
}

var (
	versionWords = newEndings([]string{"バージョン", "バージョンは", "ver", "ver.", "version", "v", "版", "ビルド", "build", "リリース", "release", "ファームウェア", "ファームウエア", "firmware", "更新プログラム", "パッチ", "アップデート", "版数", "rev", "rev.", "エンジン", "パターン", "定義ファイル", "java", "chrome", "firefox", "apache", "openssl", "アプリ", "ソフト", "ソフトウェア", "プラグイン", "ドライバ", "ドライバー", "から版", "upgradedfrom", "updatedfrom", "upgradefrom", "updatefrom", "upgradedto", "updatedto", "カーネル", "kernel", "safari", "edg", "webkit", "opera", "patchedto"})
	versionTails = newEndings([]string{"版", "系", "以前のバージョン", "以降のバージョン", "以前", "未満", "より前", "へ更新", "に更新", "へアップ", "にアップ", "へのアップ", "へ上げ", "に上げ", "のバージョン"})
)

var upgradeTo = newRare("to", "から", "→")

var macWords = newRare("mac", "macアドレス", "物理アドレス", "macaddress", "hwaddr", "ether")

var (
	resolvers    = set([]string{"8.8.8.8", "8.8.4.4", "1.1.1.1", "1.0.0.1", "9.9.9.9"})
	addressWords = newEndings([]string{"ip", "ipアドレス", "アドレス", "サーバ", "サーバー", "ホスト", "src=", "dst=", "ip=", "from", "host", "addr"})
)

// smallFigures tells whether every part is as small as the parts of a version are.
func smallFigures(parts []string) bool {
	for i, p := range parts {
		if len(p) > 2 || p > "31" && len(p) == 2 || i == 0 && len(p) > 1 {
			return false
		}
	}
	return true
}

// labelSigns stand between a label and what it labels.
var labelSigns = newRunes(`:=「『"'([<#№*・→は`)

// back goes over the signs between a label and what it labels.
func (v *view) back(i int) int {
	for n := 0; n < 4 && i > 0 && labelSigns.has(v.runes[i-1]); n++ {
		i--
	}
	return i
}

func hasFigure(s string) bool { return figureSigns.in(s) }

func isAlnum(c byte) bool { return '0' <= c && c <= '9' || 'a' <= c && c <= 'z' }

// sixes finds IPv6 addresses and ranges, and addresses of network cards.
func (v *view) sixes(w word, add adder) {
	from := 0
	for from < len(w.s) {
		if c := w.s[from]; !isHex(c) && c != ':' {
			from++
			continue
		}
		if from > 0 && (w.s[from-1] == 'p' || w.s[from-1] == 'v') && strings.HasPrefix(w.s[from:], "6:") { // ip6:2001:db8::/32 of a record for mail, IPv6:2001:db8::1
			from += 2
			continue
		}
		to := from
		for to < len(w.s) && (isHex(w.s[to]) || strings.IndexByte(":./%", w.s[to]) >= 0) {
			to++
		}
		if z := strings.IndexByte(w.s[from:to], '%'); z > 0 { // fe80::1%eth0
			for to < len(w.s) && isAlnum(w.s[to]) {
				to++
			}
		}
		if k := strings.IndexByte(w.s[from:to], '/'); k >= 0 && strings.Contains(w.s[from+k:to], ":") { // 203.0.113.150/2001:db8::1
			from += k + 1
		}
		if w.s[from] == ':' && (from+1 == len(w.s) || w.s[from+1] != ':') { // IP:2001:db8::1
			from++
			continue
		}
		body := strings.TrimRight(w.s[from:to], ".:/%")
		if strings.HasSuffix(w.s[from:to], "::") {
			body += "::"
		}
		if k := strings.LastIndexByte(body, '.'); k > 0 && strings.Count(body, ".") == 1 && !isSix(body) && isSix(body[:k]) { // 2001:db8::1.443 of a log of packets
			body = body[:k]
		}
		switch {
		case (from == 0 || !isAlnum(w.s[from-1])) && (from+len(body) == len(w.s) || !isAlnum(w.s[from+len(body)])) && isSix(body):
			add(w.from+from, w.from+from+len(body), IP, Pattern, false)
		case macForm.match(body):
			add(w.from+from, w.from+from+len(body), Host, Pattern, false)
		}
		from = to + 1
	}
}

func isHex(c byte) bool { return '0' <= c && c <= '9' || 'a' <= c && c <= 'f' }

func isSix(s string) bool {
	if strings.Count(s, ":") < 2 || s == "::1" || s == "::" {
		return false
	}
	if p, err := netip.ParsePrefix(s); err == nil {
		return p.Addr().Is6()
	}
	a, err := netip.ParseAddr(s)
	return err == nil && a.Is6()
}

// isDomain keeps names under a known top level that are no file name and no host of everybody's.
func (v *view) isDomain(w word, h host) bool {
	s := w.s
	if h.from > 0 && (s[h.from-1] == '@' || isAlnum(s[h.from-1])) || h.to < len(s) && (isAlnum(s[h.to]) || s[h.to] == '@' || s[h.to] == '_' || s[h.to] == '(' && h.to+1 < len(s) && s[h.to+1] == ')') {
		return false
	}
	top := s[h.level:h.to]
	if !topLevels.has(top) && !rareLevels.has(top) && !strings.HasPrefix(top, "xn--") {
		return false
	}
	name := refangedWord(s[h.from:h.to])
	if top == "no" && h.to+1 < len(s) && (s[h.to] == '.' || '0' <= s[h.to] && s[h.to] <= '9') { // PUB.NO.1002
		return false
	}
	if (rareLevels.has(top) || fileLevels.has(top)) && !(rarelyNamed(name) && !strings.Contains(s[h.from:h.to], `\`) && (!v.isCapital(w.from+h.level) || v.isCapital(w.from+h.level+1))) {
		return false
	}
	if len(name) < 5 && !(len(name) == 4 && top == "jp" && name[0] >= 'a') || notDomains.has(name) {
		return false
	}
	return !everybodys(name)
}

// everybodys tells whether a host is under a domain whose name singles nobody out.
func everybodys(name string) bool {
	if wellKnown.has(name) {
		return true
	}
	rest := name
	for {
		_, after, ok := strings.Cut(rest, ".")
		if !ok {
			return false
		}
		if rest = after; wellKnown.has(rest) {
			return strings.HasPrefix(name, "www.") || strings.Count(name, ".") <= strings.Count(rest, ".")+1 && strings.HasSuffix(rest, "microsoft.com")
		}
	}
}

var (
	topLevels = set(strings.Fields(`jp com net org info biz edu gov mil int arpa example test invalid local lan internal corp home localdomain intra io ai co us uk de fr cn ru kr tw hk sg in br it es nl eu ca au nz
		ch se no fi cz at be ua ir vn th id ph me tv cc ws to top xyz site online shop store club app dev cloud tech icu live pro work link click win bid space website tokyo osaka nagoya yokohama kyoto okinawa onion
		name mobi asia su pw tk ml ga cf gq gd ly la kz by ro hu gr pt ie dk mx ar cl za tr il ae sa buzz fun vip life world today news email support digital agency company solutions services center systems network
		group host press media blog wiki xn--p1ai bit lol rest quest monster cyou cfd sbs bond pics hair beauty skin makeup art design studio games stream download racing date review trade science party webcam loan men`))
	notDomains = set([]string{"asp.net", "vb.net", "ado.net", "node.io", "socket.io", "co.jp", "ne.jp", "or.jp", "ac.jp", "go.jp", "lg.jp", "ed.jp", "gr.jp", "ad.jp"})
)

// bareLetters finds domains of one label in kanji or kana before a top level: 山桜温泉.jp.
func (v *view) bareLetters(words []word, add adder) {
	for _, w := range words {
		if w.s[0] != '.' || w.from == 0 || v.gap(w.from) || v.script[w.from-1] != han && v.script[w.from-1] != kata && v.script[w.from-1] != hira {
			continue
		}
		to := 1
		for to < len(w.s) && (isAlnum(w.s[to]) || w.s[to] == '-' || w.s[to] == '.') {
			to++
		}
		name := strings.TrimRight(w.s[1:to], ".-")
		if top := name[strings.LastIndexByte(name, '.')+1:]; topLevels.has(top) {
			if from := v.ownLetters(w.from + 1); from <= w.from {
				kind := Domain
				if from > 1 && v.runes[from-1] == '@' {
					kind = Mail
					for from--; from > 0 && (v.script[from-1] == latin || strings.ContainsRune("._-+", v.runes[from-1])) && !v.gap(from); from-- {
					}
				}
				add(from, w.from+1+len(name), kind, Pattern, false)
			}
		}
	}
}

// saidMails finds mail addresses written in words: tanaka at a dot example.
func (v *view) saidMails(words []word, add adder) {
	for i := 1; i+3 < len(words); i++ {
		if words[i].s != "at" || words[i+2].s != "dot" || words[i+1].from-words[i].to > 1 {
			continue
		}
		j := i + 3
		for j+2 < len(words) && words[j+1].s == "dot" && words[j+1].from == words[j].to {
			j += 2
		}
		if !v.lineEdge(words[j].from) {
			add(words[i-1].from, words[j].from+len(strings.TrimRight(words[j].s, ".,;:)")), Mail, Pattern, false)
		}
	}
}

// saidDomains finds domains whose full stops are words or stand between spaces: a-kaisha dot co dot jp, a-kaisha。co。jp.
func (v *view) saidDomains(words []word, add adder) {
	for i := 1; i+1 < len(words); i++ {
		if words[i].s == "at" && words[i+1].from == words[i].to && v.gap(words[i].from) && words[i-1].to == words[i].from { // tanaka at a.example.jp
			host := strings.TrimRight(words[i+1].s, ".,;:)")
			if h, ok := nextHost(host, 0); ok && h.from == 0 && h.to == len(host) && topLevels.has(host[h.level:]) && len(words[i-1].s) > 2 && isHandle(words[i-1].s) && (!englishWords.has(words[i-1].s) || latinNames().surname.has(words[i-1].s)) && !ordinaryLatin.has(words[i-1].s) && !latinTrade.has(words[i-1].s) && !v.isCapital(words[i-1].from) {
				add(words[i-1].from, words[i+1].from+len(host), Mail, Pattern, false)
			}
			continue
		}
		if words[i].s != "dot" || words[i-1].to != words[i].from || !isHandle(words[i-1].s) {
			continue
		}
		j := i
		for j+1 < len(words) && words[j].s == "dot" && words[j+1].from == words[j].to {
			if j += 2; j < len(words) && words[j].from != words[j-1].to {
				break
			}
		}
		if last := strings.TrimRight(words[min(j-1, len(words)-1)].s, ".,;:)"); j > i && topLevels.has(last) {
			add(words[i-1].from, words[j-1].from+len(last), Domain, Pattern, false)
			i = j - 1
		}
	}
	done := 0
	for _, i := range v.signs() {
		if i <= done || i+1 == len(v.runes) || v.script[i-1] != latin || v.script[i+1] != latin {
			continue
		}
		if c := v.runes[i]; c == '。' || c == '・' || c == '.' && (v.gap(i) || v.gap(i+1)) && !v.newLine(i) && !v.newLine(i+1) {
			done = v.dottedOdd(i, add)
		}
	}
}

// dottedOdd reads a domain or an address of a machine about the odd full stop at rune i, and gives its end; i where it is none.
func (v *view) dottedOdd(i int, add adder) int {
	from, to := i, i
	for from > 0 && (v.script[from-1] == latin || v.runes[from-1] == '-') && (from == i || !v.gap(from)) {
		from--
	}
	labels := []string{v.word(from, i)}
	for to < len(v.runes) && v.runes[to] == v.runes[i] && len(labels) < 6 {
		k := to + 1
		for k < len(v.runes) && (v.script[k] == latin || v.runes[k] == '-') && (k == to+1 || !v.gap(k)) {
			k++
		}
		if k == to+1 {
			break
		}
		labels, to = append(labels, v.word(to+1, k)), k
	}
	last := labels[len(labels)-1]
	if digits := isDigits([]rune(strings.Join(labels, ""))); digits {
		big := false
		for _, l := range labels {
			if len(l) > 3 || len(l) == 3 && l > "255" {
				return i
			}
			big = big || len(l) == 3
		}
		if len(labels) == 4 && big {
			add(from, to, IP, Pattern, false)
			return to
		}
		return i
	}
	if c := v.runes[i]; c == '・' && len(labels) == 2 && last == "jp" && len(labels[0]) > 3 && isHandle(labels[0]) && !v.gap(i) && !v.gap(i+1) && !v.isCapital(to-2) && !englishWords.has(labels[0]) {
		add(from, to, Domain, Pattern, true)
		return to
	}
	if len(labels) == 2 && from > 0 && (v.runes[from-1] == '.' || v.runes[from-1] == '/') || v.isCapital(to-len(last)) && !v.isCapital(from) {
		return i
	}
	if topLevels.has(last) && (len(labels) > 2 || v.runes[i] == '。' && !v.gap(i) && !v.gap(i+1)) && isHandle(labels[0]) && len(labels[0]) > 1 && !englishWords.has(last) {
		kind := Domain
		if from > 0 && v.runes[from-1] == '@' {
			kind = Mail
			for from--; from > 0 && (v.script[from-1] == latin || strings.ContainsRune("._-+", v.runes[from-1])) && !v.gap(from); from-- {
			}
		}
		add(from, to, kind, Pattern, false)
		return to
	}
	return i
}

// spelledMails finds mail addresses whose @ is spelled with spaces around it: tanaka [at] a.example.
func (v *view) spelledMails(add adder) {
	spelled := anyOf(spelledAt)
	for i := v.next(0, &spelled); i < len(v.runes); i = v.next(i+1, &spelled) {
		n := spelledAt.starts(v, i)
		from, to := i, i+n
		for from > 0 && i-from < 64 && (from == i || !v.gap(from)) && v.runes[from-1] < utf8.RuneSelf && (v.script[from-1] == latin || strings.ContainsRune(mailSigns, v.runes[from-1])) {
			from--
		}
		for to < len(v.runes) && to-i < 200 && (to == i+n || !v.gap(to) || strings.ContainsRune("[({ど", v.runes[to]) || strings.ContainsRune("])}と", v.runes[to-1])) && (v.runes[to] < utf8.RuneSelf && (v.script[to] == latin || strings.ContainsRune(".-[](){}", v.runes[to])) || v.has(to, saidDot) > 0) {
			to += max(1, v.has(to, saidDot))
		}
		to = trimRunes(v.runes, to, ".-[()")
		if from < i && to > i+n+3 && (strings.ContainsAny(v.word(i+n, to), ".") || strings.Contains(v.word(i+n, to), "dot") || strings.Contains(v.word(i+n, to), "どっと")) {
			add(from, to, Mail, Pattern, false)
		}
	}
}

var spelledAt = newEndings([]string{"[at]", "(at)", "{at}", "[@]", "(@)", "[アット]", "(アット)", "[アットマーク]", "(アットマーク)", "アットマーク", "★", "☆", "◎", "●", "■", "_at_", "<at>", "＜アット＞", "(a)", "[a]", "【at】", "【@】", "【アット】", "【アットマーク】", "〔at〕", "〈at〉", "◆", "◇", "▲", "▼", "□", "○", "♪", "アット"})

var saidDot = newRare("ドット", "【dot】", "【.】")

func trimRunes(rs []rune, to int, cut string) int {
	for to > 0 && strings.ContainsRune(cut, rs[to-1]) {
		to--
	}
	return to
}
