package mask

// readNames tells from the dictionary's names and its other words how much rather a kanji begins and ends the first.
func (c *cutter) readNames() {
	const places = 4 // the first and last of a surname, of a given name
	var names, others [places][1 << 16]float32
	var sums [places]float32
	var rest float32
	count := func(head, tail rune, s *stem) {
		for _, w := range c.alike(s) {
			switch w.class {
			case surnameClass, givenClass:
				at := 0
				if w.class == givenClass {
					at = 2
				}
				names[at][head]++
				names[at+1][tail]++
				sums[at]++
				sums[at+1]++
			case nounClass, otherClass:
				for at := range places {
					if at%2 == 0 {
						others[at][head]++
					} else {
						others[at][tail]++
					}
				}
				rest++
			}
		}
	}
	c.each(count)
	for r := range c.begin {
		for at := range places {
			n, o := names[at][r], others[at][r]
			rather := (n + 0.3) / (sums[at] + 1) / ((o + 0.3) / (rest + 1))
			code := 1
			switch {
			case n+o < 3:
				code = 0
			case rather > 3.3:
				code = 3
			case rather > 1:
				code = 2
			}
			c.begin[r].names |= uint8(code << (2 * at))
		}
	}
}
