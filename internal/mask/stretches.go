package mask

// run is a stretch of units of one manner of writing: kanji, katakana and Latin go together, hiragana is by itself, as capitalised words are.
type run struct {
	from, to     int
	kinds, marks uint64 // what is in it
	dear, words  uint8  // what its dearest word costs, how many words it has
}

func (s *sequence) findRuns() {
	class := func(u *unit) int {
		switch u.shape {
		case hanShape, kataShape, upperShape, capitalShape, mixedShape:
			return 1
		case hiraShape:
			return 2
		case smallShape:
			return 3
		case figureShape:
			return 4
		case machineShape:
			return 5
		}
		if r := s.v.runes[u.from]; r == '・' || r == '&' {
			return 1
		}
		return 0
	}
	last := 0
	for i := range s.units {
		u := &s.units[i]
		c := class(u)
		join := i > 0 && c != 0 && c == last && c < 3 && u.gap == noGap
		if i > 0 && !join && c == 1 && last == 1 && u.gap == spaceGap {
			p := s.units[i-1].shape
			join = (p == capitalShape || p == upperShape) && (u.shape == capitalShape || u.shape == upperShape)
		}
		if !join {
			s.runs = s.v.room.runs.push(s.runs, run{from: i, to: i})
		}
		u.run = int32(len(s.runs) - 1)
		q := &s.runs[u.run]
		q.to = i + 1
		if i-q.from < 16 {
			q.kinds |= 1 << u.shape
			if u.class < noWord {
				q.dear = max(q.dear, u.cost)
				if u.edge&1 != 0 {
					q.words++
				}
				q.kinds |= 1 << (16 + u.class)
			}
			q.marks |= uint64(u.marks)
		}
		last = c
	}
}

// findLabels notes the label at the head of a line, such as 会社名:, for the units behind it.
func (s *sequence) findLabels() {
	s.label = s.v.room.words.take(len(s.units))
	var current uint32
	begin := 0
	for i, u := range s.units {
		if u.gap == lineGap {
			current, begin = 0, i
		}
		if s.v.runes[u.from] == ':' && u.to == u.from+1 && i-begin <= 8 && i > begin {
			current = hashRunes(s.v.runes[max(s.units[begin].from, u.from-4):u.from])
			continue
		}
		s.label[i] = current
	}
}
