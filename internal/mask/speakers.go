package mask

// speakers takes the names at the heads of the lines of a chat: a word before a colon, > or a time of day, behind a time or at the head of the line, that stands so
// twice or more. It asks no tagger, to which a line of a chat looks like one of a form.
func (r *reader) speakers() []guess {
	v := r.v
	var heads []found
	times := map[string]int{}
	for i := 0; i < len(v.runes); i = v.nextLine(i) {
		from := v.clockEnd(i)
		to := from
		for to < len(v.runes) && to-from < 12 && (v.inName(to) || v.script[to] == hira || v.runes[to] == '.' && to > from) && (to == from || !v.gap(to)) {
			to++
		}
		if to == from || to >= len(v.runes) || isDigits(v.runes[from:to]) {
			continue
		}
		sign := v.runes[to] == ':' || v.runes[to] == '>' || v.gap(to) && !v.newLine(to) && v.clockEnd(to) > to && from == i
		if word := v.word(from, to); sign && r.speaks(from, to, word) {
			heads = append(heads, found{from, to, Name, NoParty})
			times[word]++
		}
	}
	var out []guess
	for _, f := range heads {
		if times[v.word(f.from, f.to)] > 1 {
			out = append(out, guess{f, Context, true})
		}
	}
	return out
}

// speaks tells whether a word may be somebody's name rather than the label of a field, a log's word or a letter.
func (r *reader) speaks(from, to int, word string) bool {
	v := r.v
	if plainWords.has(word) || latinVocabulary.has(word) || wellKnown.has(word) || places.has(word) {
		return false
	}
	if v.script[from] == latin {
		names := latinNames()
		return to-from > 2 && !everydayLatin.has(word) && !notLatinNames.has(word) && !ordinaryLatin.has(word) && (names.surname.has(word) || names.given.has(word) || names.englishGiven.has(word) || names.englishSurname.has(word))
	}
	if to-from == 1 {
		return oneKanji[v.runes[from]]
	}
	if v.script[from] == hira || v.script[from] == kata {
		return to-from <= 6 && !r.ordinary(from, to) && !wordList().knows(r.spelled(from, to), nounClass, otherClass, particleClass)
	}
	return wordList().knows(r.spelled(from, to), surnameClass, givenClass)
}

// clockEnd is where a time of day, in brackets or not, that begins at rune i ends; i where none does.
func (v *view) clockEnd(i int) int {
	k := i
	if v.runeAt(k) == '[' || v.runeAt(k) == '(' {
		k++
	}
	figures, colons := 0, 0
	for ; k < len(v.runes) && k-i < 20 && (isDigit(v.runes[k]) || v.runes[k] == ':' || v.runes[k] == '/' || v.runes[k] == '-'); k++ {
		if v.runes[k] == ':' {
			colons++
		} else if isDigit(v.runes[k]) {
			figures++
		}
	}
	if figures < 3 || colons == 0 {
		return i
	}
	if r := v.runeAt(k); r == ']' || r == ')' {
		k++
	}
	return k
}
