package mask

import "strings"

// logged tells whether a field of a log or of a mail's head says that the thing at runes from to to is where an attack came from or went to.
func (v *view) logged(k Kind, from, to, least int) bool {
	i := from
	for i > least && from-i < 5 && v.script[i-1] == sign {
		i--
	}
	field := func(w *wordSet) bool {
		n := w.ends(v, i)
		return n > 0 && v.apart(i-n, i) && (i == n || v.script[i-1] != latin || v.script[i-n-1] == sign || v.script[i-n-1] == latin || v.gap(i-n)) // not 侵入されたIP
	}
	switch k {
	case IP:
		switch {
		case field(sourceFields):
			return v.alarmed(alarmWords, from, to)
		case from == least && v.lineEdge(from) || from == 0 || strings.HasPrefix(v.word(to, min(to+3, len(v.runes))), "--["):
			return v.onLine(probeWords, to)
		}
		return v.insiderBefore(from) && v.alarmed(alarmWords, from, to)
	case Mail:
		return field(senderFields) && v.alarmed(mailWords, from, to)
	case URL, Domain:
		return field(fetchWords) && (v.insiderBefore(from) || v.inWord(dropWords, from, to))
	}
	return false
}

// inWord tells whether one of the words stands in runes from to to.
func (v *view) inWord(w *wordSet, from, to int) bool {
	for i := from; i < to; i++ {
		if n := w.starts(v, i); n > 0 && i+n <= to {
			return true
		}
	}
	return false
}

// insiderBefore tells whether a private address stands before rune from on its line: what is behind it lies outside.
func (v *view) insiderBefore(from int) bool {
	for i := from; i > 0 && from-i < 60 && !v.newLine(i) && v.runes[i-1] != '。'; i-- {
		if privateNets.starts(v, i-1) > 0 && (i < 2 || v.script[i-2] == sign || v.gap(i-1)) {
			return true
		}
	}
	return false
}

// onLine tells whether one of the words stands on the line behind rune to.
func (v *view) onLine(w *wordSet, to int) bool {
	for i := to; i < len(v.runes) && i < to+160 && (i == to || !v.newLine(i)); i++ {
		if w.starts(v, i) > 0 {
			return true
		}
	}
	return false
}

// alarmed tells whether one of the words stands around: a log alone does not say who is whose.
func (v *view) alarmed(w *wordSet, from, to int) bool {
	if !v.says(w) {
		return false
	}
	for i := max(0, from-around); i < min(len(v.runes), to+around); i++ {
		if n := w.starts(v, i); n > 0 && v.apart(i, i+n) {
			return true
		}
	}
	return false
}

// underAttackHeading tells whether a short line above, with no empty line between, is a heading that speaks of the attacker: 接続元:, IoC一覧, ■C2. The
// lines between hold no word that says the opposite.
func (v *view) underAttackHeading(from int) bool {
	if !v.says(headingWords) {
		return false
	}
	lines, end := 0, -1
	for i := from; i > 0 && from-i < 400 && lines < 12; i-- {
		if i < from && ownWords.ends(v, i) > 0 {
			return false
		}
		if !v.newLine(i) {
			if i > 1 {
				continue
			}
			i = 0
		}
		if end > 0 && end-i <= 14 {
			for k := i; k < end; k++ {
				if headingWords.starts(v, k) > 0 {
					return true
				}
			}
		}
		if i == 0 || v.emptyLine(i) {
			return false
		}
		lines, end = lines+1, i
	}
	return false
}

var privateNets = wordsOf("192.168. 10. 172.16. 172.17. 172.18. 172.19. 172.20. 172.21. 172.22. 172.23. 172.24. 172.25. 172.26. 172.27. 172.28. 172.29. 172.30. 172.31.")
