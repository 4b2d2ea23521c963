package mask

// runeSet is a few signs or letters that a rune is looked for among. Most runes are none of them, which its bits tell at once.
type runeSet struct {
	bits sieve
	list []rune
}

func newRunes(list string) *runeSet {
	s := &runeSet{list: []rune(list)}
	for _, r := range s.list {
		s.bits.add(r)
	}
	return s
}

func (s *runeSet) has(r rune) bool { return s.bits.may(r) && s.holds(r) }

func (s *runeSet) holds(r rune) bool {
	for _, l := range s.list {
		if l == r {
			return true
		}
	}
	return false
}

// signSet is some characters of ASCII that words are trimmed of or asked for; package strings makes such a set anew every time.
type signSet [2]uint64

func newSigns(list string) *signSet {
	s := new(signSet)
	for i := range len(list) {
		s[list[i]>>6] |= 1 << (list[i] & 63)
	}
	return s
}

func (s *signSet) has(c byte) bool { return c < 0x80 && s[c>>6&1]>>(c&63)&1 != 0 }

// index is the place of the first of the characters in a word, -1 where there is none.
func (s *signSet) index(word string) int {
	for i := range len(word) {
		if s.has(word[i]) {
			return i
		}
	}
	return -1
}

func (s *signSet) last(word string) int {
	for i := len(word) - 1; i >= 0; i-- {
		if s.has(word[i]) {
			return i
		}
	}
	return -1
}

func (s *signSet) in(word string) bool { return s.index(word) >= 0 }

func (s *signSet) trimLeft(word string) string {
	for word != "" && s.has(word[0]) {
		word = word[1:]
	}
	return word
}

func (s *signSet) trimRight(word string) string {
	for word != "" && s.has(word[len(word)-1]) {
		word = word[:len(word)-1]
	}
	return word
}

func (s *signSet) trim(word string) string { return s.trimLeft(s.trimRight(word)) }

var figureSigns = newSigns("0123456789")
