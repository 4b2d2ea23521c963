package mask

import (
	"net/netip"
	"sort"
	"strings"
)

// verdict says whose a thing is, from plainly the victim's to plainly the attacker's.
type verdict int

const (
	plainlyOurs verdict = iota - 2
	perhapsOurs
	nobodys
	perhapsTheirs
	plainlyTheirs
)

// thing is a proposal that can be an attacker's: runes from to to of the view.
type thing struct {
	from, to int
	p        *Proposal
	says     verdict
}

// mayBeTheirs tells whether an attacker leaves such things behind.
func mayBeTheirs(k Kind) bool {
	switch k {
	case URL, Domain, IP, Mail, Phone, Account, User, Name, Org:
		return true
	}
	return false
}

// roles tells whose each thing is by where it stands, for the kinds an attacker leaves behind. What the form declares and what the desk's list holds is
// never the attacker's, nor is what the text says of anybody else in one of its places.
func (m *Masker) roles(s string, v *view, list []Proposal) []Proposal {
	var things []thing
	for i := range list {
		p := &list[i]
		if !(mayBeTheirs(p.Kind) || p.Kind == Ticket && dialled(s[p.Start:p.End])) || p.Party != NoParty || p.Reason == Declared || p.Reason == DeskList {
			continue
		}
		from := sort.SearchInts(v.start, p.Start)
		to := sort.SearchInts(v.start, p.End)
		if from < to && !(p.Kind == IP && inside(v.word(from, to))) && !(p.Kind == Phone && strings.Contains(s[p.Start:p.End], "内線")) {
			things = v.room.things.push(things, thing{from: from, to: to, p: p})
		}
	}
	if len(things) == 0 {
		return list
	}
	for i := 0; i < len(things); {
		k := i + 1
		for k < len(things) && things[k].p.Kind == things[i].p.Kind && v.listed(things[k-1].to, things[k].from) {
			k++
		}
		kind := things[i].p.Kind
		if kind == Ticket {
			kind = Phone
		}
		says := v.whose(kind, things[i].from, things[k-1].to)
		for ; i < k; i++ {
			things[i].says = says
			switch t := things[i]; {
			case m.own != nil && len(m.own.index.findInto(nil, v.runes[t.from:t.to])) > 0:
				things[i].says = plainlyOurs
			case says > nobodys && v.homely(t):
				things[i].says = nobodys
			}
		}
	}
	v.agree(things)
	for _, t := range things {
		switch p := t.p; {
		case t.says > nobodys:
			p.Role, p.Doubt = Attacker, p.Doubt || t.says < plainlyTheirs
		case t.says == plainlyOurs:
		case p.Kind == URL || p.Kind == Domain || p.Kind == IP || p.Kind == Mail:
			p.Doubt = true
			if t.says == nobodys {
				p.Role = Unclear
			}
		}
	}
	return list
}

// dialled tells whether what was taken for some number is written as a telephone's.
func dialled(s string) bool {
	n := figuresIn(s)
	return n >= 9 && n <= 15 && (s[0] == '0' || s[0] == '+') && strings.ContainsAny(s, "-( ")
}

// listed tells whether only a comma, and or a line break parts two things, so that what is said of one is said of the other.
func (v *view) listed(from, to int) bool {
	if to-from > 10 {
		return false
	}
	switch v.word(min(v.port(from), to), to) {
	case "", "、", ",", "・", "と", "and", "及び", "および", "や", "または", "or", ",and", "、及び", "&", ";", "・と":
		return true
	}
	return false
}

// agree makes all places of one thing say the same, and a mail address or URL the same as the domain or address it holds. Where one place says that it is
// somebody else's, no place is the attacker's.
func (v *view) agree(things []thing) {
	if len(things) < 2 {
		return
	}
	type word struct{ low, high verdict }
	type key struct {
		host bool
		word string
	}
	all := make(map[key]word, len(things))
	keys := func(t thing) (out [2]key) {
		w := key{word: v.word(t.from, t.to)}
		out[0] = w
		switch t.p.Kind {
		case URL, Domain, IP:
			out[0], out[1] = key{true, hostOf(w.word)}, w
		case Mail:
			out[1] = key{true, hostOf(w.word)}
		}
		return out
	}
	for _, t := range things {
		for i, k := range keys(t) {
			if k == (key{}) || i == 1 && t.says < nobodys && t.p.Kind == Mail {
				continue
			}
			w := all[k]
			all[k] = word{min(w.low, t.says), max(w.high, t.says)}
		}
	}
	for i := range things {
		t := &things[i]
		k := keys(*t)
		w := all[k[0]]
		if t.p.Kind == Mail && w.high == nobodys && w.low == nobodys {
			if h := all[k[1]]; h.low == nobodys && h.high == plainlyTheirs {
				w.high = perhapsTheirs
			}
		}
		switch {
		case w.low < nobodys && t.says > nobodys:
			t.says = nobodys
		case w.low == nobodys && w.high > nobodys && t.says == nobodys && !v.homely(*t):
			t.says = perhapsTheirs
		}
	}
}

// inside tells whether an address is of a private network, which no attacker outside has.
func inside(s string) bool {
	a, err := netip.ParseAddr(s)
	if err != nil {
		p, err := netip.ParsePrefix(s)
		if err != nil {
			return false
		}
		a = p.Addr()
	}
	return a.IsPrivate() || a.IsLinkLocalUnicast()
}
