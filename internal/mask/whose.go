package mask

import (
	"slices"
	"strings"
)

// Runes before a thing that are looked at for the words that tell whose it is, and behind it.
const (
	clause = 32
	behind = 26
	beside = 8
	around = 160
)

// stand is what the words around a thing, runes from to to, say about whose it is.
type stand struct {
	v            *view
	kind         Kind
	from, to     int
	start, least int    // where what is before it ends, and how far back the sentence counts
	net          bool   // something a machine is reached by
	host         string // of such a thing, as it was before it was made harmless
	attack, said int    // how far before the nearest word is that says the attacker's, and how long that is
	sure         int    // how far the nearest is that says so plainly
	own, owned   int    // likewise the nearest that says somebody else's
}

const far = clause + 1

// whose tells the verdict on runes from to to: by the words of the same sentence before, the nearest first, then those right behind, the field of a log
// it stands in, and the heading above. Without a sign that it is the attacker's a thing counts as the victim's or as nobody's, so that it is masked.
func (v *view) whose(k Kind, from, to int) verdict {
	if k == Name || k == Org {
		return v.whoseName(k, from, to)
	}
	s := stand{v: v, kind: k, from: from, to: to, start: from, least: v.reach(from), attack: far}
	if s.net = k == URL || k == Domain || k == IP || k == Mail; s.net {
		s.host = hostOf(v.word(from, to))
	}
	if k == Account {
		s.start = v.bankStart(from)
		s.least = v.reach(s.start)
	}
	s.listen()
	switch {
	case s.ours():
		return plainlyOurs
	case s.looks():
		return perhapsTheirs
	}
	written := v.word(from, to)
	harmless := strings.HasPrefix(written, "hxx") // made so that nobody follows it
	plain := s.own == far && !v.saysBehind(ownWords, to, behind)
	switch {
	case s.net && strings.HasSuffix(s.host, ".onion"), plain && (harmless && s.attack < far || s.sure <= 12 && s.net && !strings.HasSuffix(s.host, ".jp")):
		return plainlyTheirs
	case harmless, k != Mail && s.net && strings.Contains(written, "[.]"), s.attack < far:
		return perhapsTheirs
	case s.own < far:
		return perhapsOurs
	case s.does() || s.placed():
		return perhapsTheirs
	}
	return nobodys
}

// listen looks for the words before.
func (s *stand) listen() {
	s.own, s.owned = s.v.nearestWord(ownWords, s.start, s.least, clause)
	if s.kind == Mail || s.kind == Phone {
		if n, length := s.v.nearestWord(toWords, s.start, s.least, s.own); n < s.own || n == s.own && length > s.owned {
			s.own, s.owned = n, length
		}
	}
	most := beside
	if s.net {
		most = clause
	}
	s.sure = s.take(theirWords, most)
	if s.kind == User { // what account the attacker used is the victim's
		s.take(signs[User], 2*beside)
	} else {
		s.sure = min(s.sure, s.take(actorWords, most))
		s.take(signs[s.kind], beside)
	}
	if s.net {
		s.take(doubtfulWords, clause)
	}
	if s.own < far {
		return
	}
	if s.net && s.says(sourceWords, clause, alarmWords) {
		s.take(sourceWords, clause)
	}
	switch {
	case s.net && s.says(weakWords, beside, mailWords):
		s.take(weakWords, beside)
	case s.kind == Account && s.says(payWords, 2, fraudWords):
		s.take(payWords, 2)
	case s.kind == Phone && s.says(callWords, 4, hoaxWords):
		if n, length := s.v.nearestWord(callWords, s.start, s.least, 4); s.start-n-length < 1 || s.v.runes[s.start-n-length-1] != 'の' { // 父の番号は
			s.take(callWords, 4)
		}
	}
}

// take notes the nearest of the words that leads over to the thing, up to most runes before, where no other is nearer or as near and longer.
func (s *stand) take(w *wordSet, most int) int {
	if w == nil {
		return far
	}
	n, length := s.v.bridgedWord(w, s.start, s.least, min(most, s.attack))
	if n == far || n == s.attack && length < s.said {
		return far
	}
	s.attack, s.said = n, length
	return n
}

// says tells whether one of the words stands up to most runes before, and one of alarm anywhere around.
func (s *stand) says(w *wordSet, most int, alarm *wordSet) bool {
	return s.v.near(w, s.start, s.least, most) && s.v.alarmed(alarm, s.from, s.to)
}

// ours tells whether the words say plainly that the thing is somebody else's than the attacker's.
func (s *stand) ours() bool {
	v := s.v
	return ownBehind.starts(v, s.to) > 0 || v.ownSoon(s.to) || v.cleared(s.to) ||
		s.own < far && (s.own < s.attack || s.own == s.attack && s.owned >= s.said) ||
		s.kind == Account && v.near(ownWords, s.from, s.start, clause) ||
		s.kind == IP && s.from > 1 && v.runes[s.from-1] == '/' && v.script[s.from-2] == latin || // Chrome/120.0.0.0
		v.near(strayWords, s.start, s.least, clause)
}

// looks tells whether a name that no word around claims is one as bought for deceiving, in a text that speaks of it.
func (s *stand) looks() bool {
	if s.attack < far || s.own < far || s.kind == IP || !s.net || strings.HasSuffix(s.host, ".jp") {
		return false
	}
	switch {
	case (cheap(s.host) || swapped(s.host)) && s.v.alarmed(mailWords, s.from, s.to):
		return true
	case s.kind == Mail:
		return s.v.alarmed(noteWords, s.from, s.to)
	}
	return s.kind == URL && s.v.alarmed(smishWords, s.from, s.to)
}

// does tells whether what stands behind says what an attacker does from there or with it.
func (s *stand) does() bool {
	v, next := s.v, s.v.closed(s.to)
	return s.kind == IP && v.actsBehind(next) && v.alarmed(alarmWords, s.from, s.to) || (s.net || s.kind == Phone) && attackBehind.starts(v, next) > 0 ||
		s.net && v.saysBehind(theirsBehind, s.to, 14)
}

// placed tells whether the field of a log or the heading above says that the thing is the attacker's.
func (s *stand) placed() bool {
	return s.net && s.v.logged(s.kind, s.from, s.to, s.least) || (s.net || s.kind == Account) && s.v.underAttackHeading(s.from)
}

// reach is how far before rune from, in the same line and sentence, words count.
func (v *view) reach(from int) int {
	i := from
	for i > 0 && i > from-clause {
		switch c := v.runes[i-1]; {
		case c == '。' || c == '!' || c == '?' || c == '.' && v.gap(i):
			return i
		case v.newLine(i):
			return i
		}
		i--
	}
	return i
}

// near tells whether one of the words that begin at rune least or later ends up to most runes before rune from.
func (v *view) near(w *wordSet, from, least, most int) bool {
	_, length := v.nearestWord(w, from, least, most)
	return length > 0
}

// nearestWord gives how far before rune from the nearest of such words ends, and its length; far and 0 where there is none.
func (v *view) nearestWord(w *wordSet, from, least, most int) (before, length int) {
	if !v.says(w) {
		return far, 0
	}
	for i := from; i > least && from-i <= most; i-- {
		if n := w.ends(v, i); n > 0 && i-n >= least && v.apart(i-n, i) {
			return from - i, n
		}
	}
	return far, 0
}

// bridgedWord is nearestWord for words from which only small words lead over to rune from.
func (v *view) bridgedWord(w *wordSet, from, least, most int) (before, length int) {
	if !v.says(w) {
		return far, 0
	}
	for i := from; i > least && from-i <= most; i-- {
		n := w.ends(v, i)
		if n == 0 || i-n < least || !v.apart(i-n, i) {
			continue
		}
		if k := i; w == actorWords {
			if k += owningWords.starts(v, i); k > i && k <= from && v.bridged(k, from) {
				return from - i, n
			}
		} else if v.bridged(i, from) {
			return from - i, n
		}
	}
	return far, 0
}

// bridged tells whether only signs, figures and small words stand from rune i to k.
func (v *view) bridged(i, k int) bool {
	for i < k {
		n := linkWords.starts(v, i)
		if v.runes[i] == '「' { // what the sender called himself
			for q := i + 1; q < min(k, i+14); q++ {
				if v.runes[q] == '」' {
					i = q
				}
			}
		}
		switch {
		case n > 0 && i+n <= k && v.apart(i, i+n):
			i += n
		case v.script[i] == sign || '0' <= v.runes[i] && v.runes[i] <= '9':
			i++
		default:
			return false
		}
	}
	return true
}

// apart tells whether what stands from rune i to k is no part of a longer Latin word.
func (v *view) apart(i, k int) bool {
	return (v.script[i] != latin || i == 0 || v.script[i-1] != latin || v.gap(i)) && (v.script[k-1] != latin || k == len(v.runes) || v.script[k] != latin || v.gap(k))
}

// saysBehind tells whether one of the words begins at rune to or, in the same sentence, up to far runes behind it.
func (v *view) saysBehind(w *wordSet, to, far int) bool {
	if !v.says(w) {
		return false
	}
	for i := to; i <= to+far && i < len(v.runes); i++ {
		if i > to && (v.runes[i-1] == '。' || v.runes[i-1] == '.' && v.gap(i)) || v.newLine(i) {
			return false
		}
		if n := w.starts(v, i); n > 0 && v.apart(i, i+n) {
			return true
		}
	}
	return false
}

// bankStart goes back from an account's number over the name of its bank, which ends at a sign, a line or a space behind a particle.
func (v *view) bankStart(i int) int {
	k := i
	for k > 0 && i-k < 28 && v.script[k-1] != sign && !v.newLine(k) && !(v.gap(k) && k < i && strings.ContainsRune("はがをにでもて", v.runes[k-1])) {
		k--
	}
	return k
}

// actsBehind tells whether から and a word for what an attacker does from somewhere stand behind.
func (v *view) actsBehind(to int) bool {
	n := fromWords.starts(v, to)
	return n > 0 && v.saysBehind(actWords, to+n, 14)
}

// cleared tells whether the sentence, or the next line, says that the thing was nobody's attack.
func (v *view) cleared(to int) bool {
	if !v.says(clearedBehind) {
		return false
	}
	for i := to; i < to+40 && i < len(v.runes) && (i == to || v.runes[i-1] != '。' && !(v.runes[i-1] == '.' && v.gap(i))); i++ {
		if n := clearedBehind.starts(v, i); n > 0 && v.apart(i, i+n) {
			return true
		}
	}
	return false
}

// closed is rune i or, where a port, something short in brackets or a closing bracket stands there, the rune behind it.
func (v *view) closed(i int) int {
	i = v.port(i)
	if i < len(v.runes) && v.runes[i] == '(' { // (ロシア)
		for k := i + 1; k < min(i+10, len(v.runes)) && ownWords.starts(v, k) == 0; k++ {
			if v.runes[k] == ')' {
				i = k
			}
		}
	}
	for i < len(v.runes) && strings.ContainsRune(")」』]>\"", v.runes[i]) && !v.newLine(i) {
		i++
	}
	return i
}

// port is the rune behind a port that stands at rune i: :8443.
func (v *view) port(i int) int {
	if i >= len(v.runes) || v.runes[i] != ':' {
		return i
	}
	k := i + 1
	for k < len(v.runes) && '0' <= v.runes[k] && v.runes[k] <= '9' && (k == i+1 || !v.gap(k)) {
		k++
	}
	if k == i+1 {
		return i
	}
	return k
}

// whoseName calls a person or an organisation the attacker's only where the text says that somebody merely called himself so.
func (v *view) whoseName(k Kind, from, to int) verdict {
	least := v.reach(from)
	switch {
	case v.near(ownWords, from, least, clause):
		return plainlyOurs
	case deniedBehind.starts(v, v.closed(to)) > 0, v.near(aliasWords, from, least, 1):
		return perhapsTheirs
	case v.saysBehind(callBehind, to, 2) && (v.near(callerWords, from, least, clause) || v.near(theirWords, from, least, 14)):
		return perhapsTheirs
	}
	return perhapsOurs
}

// ownSoon tells whether は当社 and the like follow, or で、これは当社.
func (v *view) ownSoon(i int) bool {
	for k := i + 1; k < min(i+10, len(v.runes)) && v.runes[k-1] != '。'; k++ {
		if v.runes[k-1] == 'は' && ownWords.starts(v, k) > 0 {
			return true
		}
	}
	return i < len(v.runes) && slices.Contains([]rune("はがも("), v.runes[i]) && ownWords.starts(v, i+1) > 0
}
