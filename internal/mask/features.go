package mask

const (
	k0 = 0x9E3779B97F4A7C15
	k1 = 0xC2B2AE3D27D4EB4F
	k2 = 0x165667B19E3779F9
	k3 = 0xD6E8FEB86659FD93
)

func mix(template, a, b, c uint64) uint64 {
	h := template*k0 ^ (a+template)*k1 ^ (b+3)*k2 ^ (c+7)*k3
	h ^= h >> 31
	h *= k1
	return h ^ h>>29
}

// kinCount is how many features are kin: they differ only in their last bits, lie beside each other in memory and are found together.
const kinCount = 4

// kin is the first of four features that are kin.
func kin(template, a, b, c uint64) uint64 { return mix(template, a, b, c) &^ (kinCount - 1) }

// features appends what the tagger looks at for unit i.
func (s *sequence) features(i int, out []uint64) []uint64 {
	n, l := s.near(i), s.along(s.surroundings(i))
	return l.costs(l.dearest(l.marked(l.edges(n.words(n.latin(n.marked(n.sorts(n.between(n.kinds(n.classes(n.written(n.pairs(n.letters(out))))))))))))))
}

// near is a unit and what stands beside it, and beside its word.
type near struct{ unit, l1, l2, r1, r2, before, after *unit }

func (s *sequence) near(i int) near {
	u := s.at(i)
	return near{u, s.at(i - 1), s.at(i - 2), s.at(i + 1), s.at(i + 2), s.at(int(u.before)), s.at(int(u.after))}
}

// letters appends the single characters there and beside.
func (n *near) letters(out []uint64) []uint64 {
	return append(out, letter(0, n.unit.sym), letter(1, n.l1.sym), letter(2, n.r1.sym), letter(3, n.l2.sym), letter(4, n.r2.sym))
}

// letter is the feature of a character here, one before, one behind, two before, two behind.
func letter(place int, sym uint32) uint64 { return mix(uint64(1+place), uint64(sym), 0, 0) }

// pairs appends characters beside each other, and the sorts of words of the dictionary that could begin and end at them.
func (n *near) pairs(out []uint64) []uint64 {
	return append(out, pairKin(n.l1, n.unit), pairKin(n.unit, n.r1)+1, pairKin(n.l2, n.l1)+2, pairKin(n.r1, n.r2)+3, besideKin(n.l1, n.unit), besideKin(n.unit, n.r1)+1)
}

// pairKin is what two characters say for the right one; its kin for the left one, for what stands behind them, for what stands before.
func pairKin(l, r *unit) uint64 { return kin(6, uint64(l.sym), uint64(r.sym), 0) }

// besideKin is what the sorts of words of the dictionary that could begin and end at two characters say for the right one; its kin for the left one.
func besideKin(l, r *unit) uint64 { return kin(45, uint64(l.words), uint64(r.words), 0) }

// written appends how the unit and those beside it are written.
func (n *near) written(out []uint64) []uint64 { return append(out, shapes(n.shapes())) }

// shapes are how the unit and those beside it are written, and the gaps between.
func (n *near) shapes() uint64 {
	return uint64(n.l1.shape) | uint64(n.unit.shape)<<4 | uint64(n.r1.shape)<<8 | uint64(n.unit.gap)<<12 | uint64(n.r1.gap)<<14
}

func shapes(s uint64) uint64 { return mix(14, s&0xfff, s>>12, 0) }

// classes appends what the dictionary takes the word for, and the words beside.
func (n *near) classes(out []uint64) []uint64 {
	class, edge := uint64(n.unit.class), uint64(n.unit.edge)
	return append(out, mix(15, class, edge, 0), mix(16, uint64(n.before.class), class, edge), mix(17, class, uint64(n.after.class), edge))
}

// between appends the same all together.
func (n *near) between(out []uint64) []uint64 {
	return append(out, mix(18, uint64(n.before.class), uint64(n.unit.class)<<16|uint64(n.after.class), uint64(n.unit.edge)))
}

// words appends which words of the dictionary stand there; what they say for the units of a word is kin.
func (n *near) words(out []uint64) []uint64 {
	class, edge := uint64(n.unit.class), uint64(n.unit.edge)
	return append(out, kin(19, uint64(n.unit.word), 0, 0)|edge, kin(20, uint64(n.before.word), class, 0)|edge, kin(21, uint64(n.after.word), class, 0)|edge)
}

// sorts appends which sorts of words of the dictionary could begin and end there alone, and how it is written further around.
func (n *near) sorts(out []uint64) []uint64 {
	u, l1, l2, r1, r2 := n.unit, n.l1, n.l2, n.r1, n.r2
	shapes := uint64(l2.shape) | uint64(l1.shape)<<4 | uint64(u.shape)<<8 | uint64(r1.shape)<<12 | uint64(r2.shape)<<16
	gaps := uint64(u.gap) | uint64(r1.gap)<<2 | uint64(l1.gap)<<4 | uint64(r2.gap)<<6
	return append(out, mix(13, shapes, gaps, 0), mix(47, uint64(u.words), uint64(u.class), uint64(u.edge)))
}

// kinds appends the same of the character alone, how much rather the characters there and beside stand in names, and how ordinary the words are.
func (n *near) kinds(out []uint64) []uint64 {
	c, class, edge, cost := uint64(n.unit.names), uint64(n.unit.class), uint64(n.unit.edge), uint64(n.unit.cost)
	return append(out, mix(44, uint64(n.unit.words), 0, 0), mix(48, c, uint64(n.l1.names), 0), mix(49, c, uint64(n.r1.names), 0), mix(50, c, class, edge),
		mix(51, class, cost, edge), mix(52, cost, uint64(n.before.cost), edge), mix(53, cost, uint64(n.after.cost), edge))
}

// latin appends what is seen of a word of letters or figures besides.
func (n *near) latin(out []uint64) []uint64 {
	u, l1, r1 := n.unit, n.l1, n.r1
	if u.shape < smallShape {
		return out
	}
	shape, shapes := uint64(u.shape), uint64(l1.shape)<<8|uint64(r1.shape)
	return append(out, mix(35, uint64(u.tail), shape, 0), mix(36, uint64(u.marks), shape, shapes), mix(37, shape, uint64(l1.sym), uint64(n.l2.sym)), mix(38, shape, uint64(r1.sym), uint64(n.r2.sym)),
		mix(39, shape, uint64(l1.shape)<<8|uint64(l1.marks)<<16, uint64(r1.shape)<<8|uint64(r1.marks)<<16))
}

// unmarked tells whether no words of lists begin or end there or beside.
func (n *near) unmarked() bool { return n.unit.marks|n.l1.marks|n.r1.marks == 0 }

// marked appends the words of lists that do.
func (n *near) marked(out []uint64) []uint64 {
	return append(out, mix(31, uint64(n.unit.marks), uint64(n.r1.marks)|uint64(n.l1.marks)<<16, 0))
}

// surroundings are all that along is made of.
type surroundings struct {
	run   int32
	label uint32
	shape shape
	at    uint64 // where in the stretch the unit lies: bit 0 at its beginning, bit 1 at its end
}

func (s *sequence) surroundings(i int) surroundings {
	u := &s.units[i]
	out := surroundings{max(u.run, 0), s.label[i], u.shape, 0}
	q := &s.runs[out.run]
	if i == q.from {
		out.at |= 1
	}
	if i == q.to-1 {
		out.at |= 2
	}
	return out
}

// along is the stretch a unit lies in, with what stands at its ends and beside it, and how the unit is written. What it says for its units is kin.
type along struct {
	run                                             *run
	first, second, beforeLast, last, l1, l2, r1, r2 *unit
	length, shape, at                               uint64
	label                                           uint32
}

func (s *sequence) along(here surroundings) along {
	q := &s.runs[here.run]
	return along{q, s.at(q.from), s.at(min(q.from+1, q.to-1)), s.at(max(q.to-2, q.from)), s.at(q.to - 1), s.at(q.from - 1), s.at(q.from - 2), s.at(q.to), s.at(q.to + 1),
		uint64(min(q.to-q.from, 8)), uint64(here.shape), here.at, here.label}
}

func (l *along) kin(template, a, b, c uint64) uint64 { return kin(template, a, b, c) | l.at }

// edges appends how the stretch begins, ends and goes on.
func (l *along) edges(out []uint64) []uint64 {
	last, before, behind := uint64(l.last.sym), uint64(l.l1.sym), uint64(l.r1.sym)
	return append(out, l.kin(22, last, l.shape, 0), l.kin(23, last, uint64(l.beforeLast.sym), l.shape), l.kin(24, behind, l.shape, uint64(l.r1.gap)), l.kin(25, behind, uint64(l.r2.sym), l.shape),
		l.kin(26, before, l.shape, uint64(l.first.gap)), l.kin(27, before, uint64(l.l2.sym), l.shape), l.kin(28, behind, before, l.shape), l.kin(29, uint64(l.first.sym), uint64(l.second.sym), l.shape),
		l.kin(30, l.run.kinds, l.length, l.shape))
}

// marked appends the words of lists in the stretch, at its end and behind it.
func (l *along) marked(out []uint64) []uint64 {
	return append(out, l.kin(32, uint64(l.last.marks), uint64(l.r1.marks), l.shape), l.kin(33, l.run.marks, l.length, l.shape))
}

// unmarked tells whether there are none.
func (l *along) unmarked() bool { return l.run.marks|uint64(l.last.marks|l.r1.marks) == 0 }

// dearest appends how ordinary the words of the stretch are.
func (l *along) dearest(out []uint64) []uint64 {
	return append(out, l.kin(54, uint64(l.run.dear), uint64(l.run.words), l.shape))
}

// costs appends the same with which sorts of words they are and how the stretch ends, and the label before it.
func (l *along) costs(out []uint64) []uint64 {
	dear := uint64(l.run.dear)
	out = append(out, l.kin(55, dear, l.run.kinds>>16, l.shape), l.kin(56, dear, uint64(l.last.sym), l.shape))
	if l.label != 0 {
		out = append(out, l.kin(34, uint64(l.label), l.shape, 0))
	}
	return out
}
