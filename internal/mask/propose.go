package mask

import "slices"

// pick is a candidate for a proposal.
type pick struct {
	guess
	coarse []string
}

// claims gives each rune to at most one pick: the first that asked.
type claims struct {
	picks []pick
	owner []int32 // by rune: index of the pick and one, 0 for nobody
}

func (c *claims) add(p pick) {
	n, free := int32(len(c.picks)+1), 0
	for i := p.from; i < p.to; i++ {
		if c.owner[i] == 0 {
			free++
		}
	}
	if free == 0 || free < p.to-p.from && p.party == NoParty && free < 2 && p.reason != Learned {
		return
	}
	c.picks = append(c.picks, p)
	for i := p.from; i < p.to; i++ {
		if c.owner[i] == 0 {
			c.owner[i] = n
		}
	}
}

// over adds what resembles a declared name in the place of guesses that hold only a piece of it.
func (c *claims) over(g guess) {
	n := int32(len(c.picks) + 1)
	c.picks = append(c.picks, pick{guess: g})
	for i := g.from; i < g.to; i++ {
		if o := c.owner[i]; o == 0 || c.picks[o-1].within(g.found) {
			c.owner[i] = n
		}
	}
}

// markIn marks as taken what is claimed, and nothing else.
func (c *claims) markIn(t *taken) {
	clear(t.mark)
	for _, p := range c.picks {
		t.cover(p.from, p.to)
	}
}

func (c *claims) addAll(list []guess) {
	for _, g := range list {
		c.add(pick{guess: g})
	}
}

// Propose lists what could identify somebody in s, for the publication's mask: in order, without overlaps. It decides nothing. The first text
// takes half a second longer, since it loads the dictionary.
func (m *Masker) Propose(s string) []Proposal {
	v := newView(s)
	defer v.leave()
	c := &claims{picks: v.room.picks.take(16)[:0], owner: v.room.owners.take(len(v.runes))}
	declared := v.newTaken()
	declared.add(m.declared(v))
	hits := m.hits(v)
	for range 2 {
		declared.add(m.matches(v, hits, declared))
	}
	identifiers := v.identifiers()
	for _, whole := range []bool{true, false} { // a URL or path is one thing, whatever name it holds
		for _, g := range identifiers {
			if (g.kind == URL || g.kind == Path || g.kind == Mail) == whole {
				if whole {
					g.party, g.reason = declared.partyIn(g.from, g.to), Pattern
				}
				c.add(pick{guess: g})
			}
		}
		if whole {
			for _, f := range declared.list {
				if f.party != NoParty {
					c.add(pick{guess: guess{f, Declared, false}})
				}
			}
		}
	}
	for _, f := range m.ownHits(v) {
		c.add(pick{guess: guess{f, DeskList, false}})
	}
	for _, f := range m.undeclaredContacts(v) {
		c.add(pick{guess: guess{f, Pattern, false}})
	}
	m.proposeNames(v, c, declared.list, hits)
	for _, q := range v.quantities() {
		c.add(pick(q))
	}
	return m.proposals(s, v, c)
}

// partyIn is the party of something declared that stands within runes from to to.
func (t *taken) partyIn(from, to int) int {
	for _, f := range t.list {
		if f.party != NoParty && f.from >= from && f.to <= to {
			return f.party
		}
	}
	return NoParty
}

// proposeNames claims addresses, organisations, persons, departments and places, in this order.
func (m *Masker) proposeNames(v *view, c *claims, declared []found, hits []hit) {
	t := v.newTaken()
	c.markIn(t)
	for _, p := range c.picks {
		t.list = append(t.list, p.found)
	}
	r := m.reader(v, t)
	files := r.fileNames()
	c.addAll(files)
	for _, g := range files {
		t.put(g.found)
	}
	depts := append(r.latinDepts(), r.latinTowns()...)
	c.addAll(depts)
	for _, g := range depts {
		t.put(g.found)
	}
	places := r.places()
	for _, p := range places {
		if p.kind == Address || p.reason == Pattern {
			c.add(pick(p))
			t.put(p.found)
		}
	}
	names := r.names()
	c.addAll(names)
	for _, g := range names {
		t.put(g.found)
	}
	c.addAll(r.again(names))
	c.markIn(t)
	c.addAll(r.products())
	c.addAll(r.depts())
	for _, p := range places {
		if p.kind == Place {
			c.add(pick(p))
		}
	}
	c.addAll(r.bareCities())
	for _, g := range r.others {
		for n := deptLeads.starts(v, g.from); g.kind == Dept && n > 0 && g.from+n < g.to; n = deptLeads.starts(v, g.from) {
			g.from += n
		}
		if g.kind == Place && prefectureNames.has(v.word(g.from, g.to)) {
			continue
		}
		if !r.t.any(g.from, g.to) && !(g.kind == Dept && (deptRooms.ends(v, g.to) > 0 || notDepts.has(v.word(g.from, g.to)))) {
			c.add(pick{guess: g})
		}
	}
	c.markIn(t)
	for _, g := range m.resembling(r, declared, hits, true) {
		c.over(g)
	}
}

// proposals turns what was claimed into spans of the text.
func (m *Masker) proposals(s string, v *view, c *claims) []Proposal {
	out := v.room.proposals.take(len(c.picks))[:0]
	for i := 0; i < len(c.owner); {
		o := c.owner[i]
		from := i
		for i < len(c.owner) && c.owner[i] == o {
			i++
		}
		if o > 0 && c.picks[o-1].reason == Learned && (from > c.picks[o-1].from || i < c.picks[o-1].to) && v.crumb(from, i) {
			continue
		}
		if o > 0 && !m.sparedPick(v, c.picks[o-1]) {
			out = append(out, m.proposal(v, c.picks[o-1], from, i))
		}
	}
	for _, sp := range m.encoded(v, 0) {
		out = append(out, Proposal{Start: sp.Start, End: sp.End, Kind: sp.Kind, Party: sp.Party, Reason: Pattern, Doubt: true, Placeholder: sp.Placeholder, Role: Victim})
	}
	slices.SortStableFunc(out, func(a, b Proposal) int { return a.Start - b.Start })
	return slices.Clone(m.roles(s, v, apart(out)))
}

// apart drops what lies within the one before and moves what begins within it: one letter may unfold into several runes.
func apart(list []Proposal) []Proposal {
	if len(list) == 0 {
		return nil
	}
	out := list[:0]
	for _, p := range list {
		if n := len(out); n > 0 && p.Start < out[n-1].End {
			if out[n-1].End = max(out[n-1].End, p.End); p.Party != NoParty {
				out[n-1].Party = p.Party
			}
			continue
		}
		out = append(out, p)
	}
	return out
}

func (m *Masker) proposal(v *view, p pick, from, to int) Proposal {
	out := Proposal{Start: v.start[from], End: v.end[to-1], Kind: p.kind, Party: p.party, Reason: p.reason, Doubt: p.doubt, Coarse: p.coarse, Role: Victim}
	out.Placeholder = m.placeholder(p.kind, p.party)
	if p.kind == Address && p.party != NoParty {
		out.Coarse = coarser(m.parties[p.party].Address)
	}
	return out
}
