package mask

import (
	"regexp"
	"strings"
)

// Addresses in Latin letters: 3-88-4 Kita-Aoyama, Minato-ku, Tokyo 107-0099; Room 1202, Sakuragi Heights, …; 88 Larkspur Road, Guildford GU1 9ZZ.

var (
	blockForm  = newForm(`^[0-9]{1,4}(?:-[0-9]{1,4}){1,3}$`)
	areaSuffix = regexp.MustCompile(`-(?:ku|shi|cho|machi|gun|mura|son|ken|fu|to|chome|dori|minami|kita|higashi|nishi)$`)
	postForm   = newForm(`^[0-9]{3}-[0-9]{4}$`)
	ukPost     = newForm(`^[a-z]{1,2}[0-9][0-9a-z]?$`)
	ukPostTail = newForm(`^[0-9][a-z]{2}$`)
	floorForm  = newForm(`^(?:b?[0-9]{1,3}f|[0-9]{1,2}(?:st|nd|rd|th))$`)
	roomForm   = newForm(`^[0-9]{1,4}[a-z]?$`)
	unitWord   = set(strings.Fields("room suite unit apt apartment flat floor box"))
	streetWord = set(strings.Fields("road street avenue lane drive close terrace boulevard blvd square st ave rd ln dr crescent gardens court place way hill row mews parade"))
	houseWord  = set(strings.Fields("room suite unit apt apartment flat floor bldg building heights mansion tower house coop corpo maison plaza residence residences terrace court hills box"))
	stateWords = set(strings.Fields(`tokyo osaka kyoto hokkaido aomori iwate miyagi akita yamagata fukushima ibaraki tochigi gunma saitama chiba kanagawa niigata toyama ishikawa fukui yamanashi nagano gifu shizuoka aichi mie shiga hyogo nara wakayama tottori shimane okayama hiroshima yamaguchi
		tokushima kagawa ehime kochi fukuoka saga nagasaki kumamoto oita miyazaki kagoshima okinawa japan nagoya yokohama sapporo kobe sendai kawasaki kitakyushu sakai hamamatsu niigata sagamihara`))
)

// streetWord of an address is one word of it as read.
type addressWord struct {
	word
	bare    string // without marks at its end
	capital bool
	comma   bool // a comma stands at its end
}

// What stands before and behind a word of an address.
var streetHeads, streetTails = newSigns(`("'`), newSigns(`.,;:)"'`)

// streets finds addresses among the words of a text. It begins where a block number or a house number stands.
func (v *view) streets(words []word, add adder) {
	read := func(i int) addressWord {
		w := words[i]
		bare := streetTails.trimRight(streetHeads.trimLeft(w.s))
		return addressWord{w, bare, v.isCapital(w.from), strings.HasSuffix(w.s, ",")}
	}
	joined := func(i int) bool { // word i follows the one before with only a space
		return i > 0 && i < len(words) && words[i].from-words[i-1].to <= 1 && !v.lineEdge(words[i].from) && (words[i-1].s[len(words[i-1].s)-1] == ',' || !v.newLine(words[i].from))
	}
	done := -1
	for i := range words {
		if i <= done || !words[i].signs.has(figureBits) && !strings.Contains(words[i].s, "box") {
			continue
		}
		w := read(i)
		block := blockForm.match(w.bare) && !postForm.match(w.bare)
		box := w.bare == "box" && i > 0 && strings.HasPrefix(words[i-1].s, "p.o") && i+1 < len(words)
		house := !block && len(w.bare) <= 4 && w.bare != "" && strings.Trim(w.bare, "0123456789") == ""
		if !block && !house && !box {
			continue
		}
		proof, last := 0, i
		if box {
			if i+1 < len(words) && strings.Trim(strings.Trim(words[i+1].s, ",."), "0123456789") == "" && joined(i+1) {
				last, proof = i+1, 2
			} else {
				continue
			}
		}
		if block && i > 0 && joined(i) && !read(i-1).comma && read(i-1).capital && areaName(read(i-1).bare) {
			proof++
		}
		street := false
		for j := last + 1; joined(j) && j-i < 14; j++ {
			x := read(j)
			ended := strings.HasSuffix(words[j-1].s, ".") && !houseWord.has(strings.TrimRight(words[j-1].s, ".,")) && !streetWord.has(strings.TrimRight(words[j-1].s, ".,")) || strings.HasSuffix(words[j-1].s, ";") || strings.HasSuffix(words[j-1].s, ")")
			if ended {
				break
			}
			switch {
			case areaSuffix.MatchString(x.bare) || stateWords.has(x.bare) || latinCities.has(x.bare):
				proof, last = proof+1, j
			case postForm.match(x.bare) || x.bare == "〒":
				proof, last = proof+1, j
			case ukPost.match(x.bare) && street || ukPostTail.match(x.bare) && ukPost.match(read(j-1).bare):
				last = j
			case x.capital && streetWord.has(x.bare) && j-i <= 4:
				street, last = true, j
				proof++
			case floorForm.match(x.bare) || roomForm.match(x.bare) && unitWord.has(strings.TrimRight(words[j-1].s, ".,")) || x.bare != "" && strings.Trim(x.bare, "0123456789-") == "" && houseWord.has(strings.TrimRight(words[j-1].s, ".,")):
				last = j
			case x.capital && (read(j-1).comma || read(j-1).capital || j == i+1) && isLetters(strings.ReplaceAll(x.bare, "-", "")) && len(x.bare) > 1 && !latinTrade.has(x.bare) && !months2.has(x.bare):
				if read(j-1).comma && proof >= 2 && !houseWord.has(x.bare) && !readsOn(words, j, read) {
					j = len(words) // a person or firm behind the address
					continue
				}
				last = j
			default:
				j = len(words)
			}
		}
		need := 2
		if block && (i+1 < len(words)) && last > i && areaName(read(i+1).bare) || street {
			need = 1
		}
		if house && !street && proof < 3 || proof < need || last == i {
			continue
		}
		first := i
		if box {
			first = i - 1
		}
		for k := first - 1; k >= 0 && joined(k+1) && i-k < 8; k-- { // Room 1202, Sakuragi Heights,
			x := read(k)
			if x.comma && k+1 < i && unitWord.has(read(k+1).bare) {
				break
			}
			if !x.comma && !(k == i-1 && areaName(x.bare)) && !houseWord.has(x.bare) && !floorForm.match(x.bare) && !(k+1 < i && houseWord.has(read(k+1).bare) && x.capital) {
				break
			}
			if x.capital && isLetters(strings.ReplaceAll(x.bare, "-", "")) && (houseWord.has(x.bare) || areaName(x.bare) || k+1 < i && houseWord.has(read(k+1).bare)) || floorForm.match(x.bare) || strings.Trim(x.bare, "0123456789") == "" && k > 0 && houseWord.has(read(k-1).bare) {
				first = k
				continue
			}
			break
		}
		end := words[last].from + len(strings.TrimRight(words[last].s, `.,;:)"'`))
		add(words[first].from, end, Address, Pattern, false)
		done = last
	}
}

// readsOn tells whether a word of a place follows word j before the next comma or within two words.
func readsOn(words []word, j int, read func(int) addressWord) bool {
	for k := j; k < len(words) && k <= j+2; k++ {
		if x := read(k).bare; stateWords.has(x) || areaSuffix.MatchString(x) || postForm.match(x) || latinCities.has(x) || ukPost.match(x) {
			return true
		}
	}
	return false
}

var months2 = set(strings.Fields("january february march april may june july august september october november december monday tuesday wednesday thursday friday saturday sunday jan feb mar apr jun jul aug sep oct nov dec"))

// areaName tells whether a word may be a Japanese town's name.
func areaName(s string) bool {
	for _, part := range strings.Split(s, "-") {
		if len(part) < 2 || !japaneseSpelling(part) {
			return false
		}
	}
	return len(s) >= 3 && !englishWords.has(s)
}

// latinRoom goes on from an address over a building's or room's number: Homi 7-31, Bldg 4-512.
func (v *view) latinRoom(i int) int {
	for {
		k := i
		if v.runeAt(k) == ',' {
			k++
		}
		n := latinRooms.starts(v, k)
		if n == 0 || k > i && !v.gap(k) || v.newLine(k) {
			return i
		}
		to := k + n
		if v.runeAt(to) == '.' {
			to++
		}
		end := v.blockEnd(to)
		if end == to {
			return i
		}
		i = end
	}
}

var latinRooms = newRare("bldg", "building", "room", "rm", "apt", "apartment", "unit", "suite", "floor", "#", "no.")
