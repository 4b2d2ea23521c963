package mask

// signs are the runes that are neither letters nor figures, once they are asked for: they are few, and rules that look for some of them walk over no others.
func (v *view) signs() []int {
	if v.signPlaces == nil {
		out := v.room.ints.take(len(v.runes)/8 + 8)[:0]
		for i, s := range v.script {
			if s == sign {
				out = v.room.ints.push(out, i)
			}
		}
		v.signPlaces = out
	}
	return v.signPlaces
}
