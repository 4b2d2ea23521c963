package mask

import (
	"regexp"
	"strings"
	"unicode/utf8"

	"todoke/internal/text"
)

var (
	prefecture = regexp.MustCompile(`^(?:〒?\s*\d{3}-?\d{4})?\s*(北海道|東京都|大阪府|京都府|\p{Han}{2,3}県)?`)
	cityPart   = regexp.MustCompile(`^(?:\p{Han}{1,4}郡)?(?:東村山市|武蔵村山市|余市町|上市町|下市町|大町町|玉村町|[^0-9][^区町村0-9]{0,6}?[市区町村])`)
	wardPart   = regexp.MustCompile(`^[^0-9区]{1,5}区`)
	townPart   = regexp.MustCompile(`^[^0-9]+`)
	streetPart = regexp.MustCompile(`^[〇一二三四五六七八九十百0-9]+(?:丁目|丁|番地|番|号|条|-|の)*`)
	kanjiBlock = regexp.MustCompile(`[〇一二三四五六七八九十百]+(?:丁目|番丁|番地|番|号|丁|条)(?:[^町村]|$)`)
)

// address adds an address whole and its parts finer than the prefecture: from the city, from the ward, from the town on, and each by itself.
func (b *termList) address(s string) {
	s = strings.TrimSpace(text.Normal(s))
	if s == "" {
		return
	}
	s = strings.Join(strings.Fields(s), "")
	rest := s[len(prefecture.FindString(s)):]
	if rest == "" {
		return // a prefecture is not fine enough to hide
	}
	b.add(Address, s, Anywhere)
	b.add(Address, rest, need(rest))
	city := cityPart.FindString(rest)
	if next := rest[len(city):]; city != "" && strings.HasPrefix(next, "市") {
		city += "市" // 四日市市
	}
	if city != "" {
		b.place(city)
		rest = rest[len(city):]
		b.tail(rest)
	}
	if ward := wardPart.FindString(rest); ward != "" && strings.HasSuffix(city, "市") {
		b.place(ward)
		b.add(Address, city+ward, Anywhere)
		rest = rest[len(ward):]
		b.tail(rest)
	}
	b.town(city, rest)
}

// place adds a city or ward, and its name without the 市 or 区 where that is not a word everybody uses.
func (b *termList) place(s string) {
	b.add(Address, s, need(s))
	if i := strings.Index(s, "郡"); i > 0 {
		b.add(Address, s[i+len("郡"):], need(s[i+len("郡"):]))
		s = s[i+len("郡"):]
	}
	bare := strings.TrimRight(s, "市区町村")
	if n := utf8.RuneCountInString(bare); n >= 2 && !places.has(text.Squeeze(bare)) {
		b.add(Address, bare, Word)
	}
}

var inKanji = strings.NewReplacer("0", "〇", "1", "一", "2", "二", "3", "三", "4", "四", "5", "五", "6", "六", "7", "七", "8", "八", "9", "九", "-", "ノ")

func (b *termList) tail(s string) {
	if utf8.RuneCountInString(s) >= 3 {
		b.add(Address, s, need(s))
		b.add(Address, inKanji.Replace(s), need(s))
	}
}

// town adds the town by itself and behind its city; what follows it in figures is taken along wherever the town is found.
func (b *termList) town(city, rest string) {
	name := townPart.FindString(rest)
	b.building(rest[len(name):])
	name = strings.TrimRight(name, "-の第")
	if city != "" && name != "" {
		b.add(Address, city+name, Anywhere)
	}
	if at := kanjiBlock.FindStringIndex(name); at != nil && at[0] > 0 {
		name = name[:at[0]]
	}
	b.townWord(name)
	for _, part := range []string{"大字", "字"} {
		if small := strings.TrimPrefix(name, part); small != name {
			name = small
			b.townWord(name)
		}
	}
	for _, part := range strings.Split(name, "字") { // 赤荻字上袋: the town and its part
		b.townWord(part)
	}
	if bare := strings.TrimRight(name, "町村字通"); bare != name {
		b.townWord(bare)
	}
}

// townWord adds the name of a town. One of two characters counts where it stands as a word: the town is declared, so it is likelier meant than not.
func (b *termList) townWord(name string) {
	switch n := utf8.RuneCountInString(name); {
	case n < 2:
	case n == 2 && !gazetteer.has(text.Squeeze(name)):
		b.add(Address, name, Word)
	default:
		b.add(Address, name, need(name))
	}
}

// building adds what is written after the house number, such as the name of a house.
func (b *termList) building(s string) {
	for {
		cut := s[len(streetPart.FindString(s)):]
		if cut == s {
			break
		}
		s = strings.TrimLeft(cut, "-の号番")
	}
	s = strings.TrimRight(s, "0123456789階f号室-")
	if utf8.RuneCountInString(s) >= 3 {
		b.add(Address, s, need(s))
	}
}
