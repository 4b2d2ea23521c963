package mask

import (
	"fmt"
	"regexp/syntax"
	"slices"
	"sync"
)

// form is a regular expression that begins with ^ and speaks of ASCII, laid out as a table by which a word is matched in one step a byte: a word of a text is
// held against a dozen of them, and package regexp took a third of the time of all identifiers for that.
type form struct {
	pattern string
	once    sync.Once  // lays it out when a first word is held against it: not every command of the program looks at texts
	class   [256]uint8 // which bytes the expression tells apart
	width   int        // how many of them
	next    []uint16   // by state and class; state 0 leads nowhere, state 1 is the beginning
	ends    []ending   // by state
}

// ending tells whether a word matches that is read till a state.
type ending uint8

const (
	noEnding ending = iota
	atEnd           // where it ends there
	anywhere        // whatever follows
)

func newForm(pattern string) *form { return &form{pattern: pattern} }

// lay lays out the pattern. A state of the table is a set of places in the program that package regexp would run.
func (f *form) lay() {
	re, err := syntax.Parse(f.pattern, syntax.Perl)
	if err != nil {
		panic("mask: " + err.Error())
	}
	prog, err := syntax.Compile(re.Simplify())
	if err != nil {
		panic("mask: " + err.Error())
	}
	var sets [][]uint32
	numbers := map[string]uint16{}
	number := func(set []uint32) uint16 {
		slices.Sort(set)
		key := fmt.Sprint(set)
		n, ok := numbers[key]
		if !ok {
			n = uint16(len(sets))
			numbers[key], sets, f.ends = n, append(sets, set), append(f.ends, endingOf(prog, set))
		}
		return n
	}
	number(nil)
	number(reach(prog, nil, uint32(prog.Start), syntax.EmptyBeginText))
	bytes := f.classify(prog)
	for n := 0; n < len(sets); n++ {
		if n > 1<<15 {
			panic("mask: too many states of " + f.pattern)
		}
		for _, b := range bytes {
			var set []uint32
			for _, pc := range sets[n] {
				if takes(&prog.Inst[pc], b) {
					set = reach(prog, set, prog.Inst[pc].Out, 0)
				}
			}
			f.next = append(f.next, number(set))
		}
	}
}

// classify gives bytes that the program tells apart the numbers of classes, and one byte of each.
func (f *form) classify(prog *syntax.Prog) (bytes []rune) {
	classes := map[string]int{}
	for b := range rune(256) {
		var taken []int
		for pc := range prog.Inst {
			if takes(&prog.Inst[pc], b) {
				taken = append(taken, pc)
			}
		}
		key := fmt.Sprint(taken)
		n, ok := classes[key]
		if !ok {
			n = len(bytes)
			classes[key], bytes = n, append(bytes, b)
		}
		f.class[b] = uint8(n)
	}
	f.width = len(bytes)
	return bytes
}

func takes(in *syntax.Inst, b rune) bool {
	switch in.Op {
	case syntax.InstRune, syntax.InstRune1:
		return in.MatchRune(b)
	}
	return false
}

// reach adds to a set the places a program gets to from one without reading, where what flags says holds.
func reach(prog *syntax.Prog, set []uint32, pc uint32, flags syntax.EmptyOp) []uint32 {
	if slices.Contains(set, pc) {
		return set
	}
	set = append(set, pc)
	switch in := &prog.Inst[pc]; in.Op {
	case syntax.InstAlt, syntax.InstAltMatch:
		return reach(prog, reach(prog, set, in.Out, flags), in.Arg, flags)
	case syntax.InstCapture, syntax.InstNop:
		return reach(prog, set, in.Out, flags)
	case syntax.InstEmptyWidth:
		if syntax.EmptyOp(in.Arg)&^flags == 0 {
			return reach(prog, set, in.Out, flags)
		}
	}
	return set
}

func endingOf(prog *syntax.Prog, set []uint32) ending {
	out := noEnding
	for _, pc := range set {
		for _, last := range reach(prog, nil, pc, syntax.EmptyEndText) {
			switch {
			case prog.Inst[pc].Op == syntax.InstMatch:
				return anywhere
			case prog.Inst[last].Op == syntax.InstMatch:
				out = atEnd
			}
		}
	}
	return out
}

// match tells whether a word has the form.
func (f *form) match(s string) bool {
	f.once.Do(f.lay)
	n := uint16(1)
	for i := range len(s) {
		if f.ends[n] == anywhere {
			return true
		}
		if n = f.next[int(n)*f.width+int(f.class[s[i]])]; n == 0 {
			return false
		}
	}
	return f.ends[n] != noEnding
}

// find gives the longest beginning of s that has the form, which must not ask for the end of a word.
func (f *form) find(s string) string {
	f.once.Do(f.lay)
	n, longest := uint16(1), 0
	for i := range len(s) {
		if n = f.next[int(n)*f.width+int(f.class[s[i]])]; n == 0 {
			break
		}
		if f.ends[n] == anywhere {
			longest = i + 1
		}
	}
	return s[:longest]
}

// search gives where the first stretch of s lies, and how far it goes at most, that has the form; nil where none has.
func (f *form) search(s string) []int {
	for i := range len(s) {
		if n := len(f.find(s[i:])); n > 0 {
			return []int{i, i + n}
		}
	}
	return nil
}
