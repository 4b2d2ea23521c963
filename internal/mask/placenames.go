package mask

import (
	"strings"

	"todoke/internal/text"
)

// place is a guess of a place or address with the prefecture and region it lies in.
type place struct {
	guess
	coarse []string
}

// places reads places finer than the prefecture, and addresses: places in a row that end in a block or house number.
func (r *reader) places() []place {
	v := r.v
	out := append(append(r.townAddresses(), r.stations()...), r.listed()...)
	for i := 0; i < len(r.toks); i++ {
		n, from, to, in := r.placeRow(i)
		if n == 0 {
			continue
		}
		kind, doubt, reason := Place, false, Gazetteer
		if end := v.addressEnd(v.townEnd(to)); end > v.townEnd(to) {
			kind, to, reason = Address, end, Pattern
		} else if end := r.looseEnd(r.toks[i].from, to); end > to {
			kind, to, reason = Address, end, Pattern
		} else if from == to {
			i += n - 1
			continue
		} else {
			doubt = !isAreaMark(v.runes[to-1])
		}
		if kind == Address {
			from = r.toks[i].from // with the prefecture, as an envelope has it
			if p := v.postBefore(from); p < from {
				from = p
			}
		}
		if kind == Place && (v.runes[to-1] == 'の' || to-from == 2 && v.gap(from+1) || notPlaces.has(v.word(from, to))) {
			continue
		}
		if !r.t.all(from, to) && from < to {
			out = append(out, place{guess{found{from, to, kind, NoParty}, reason, doubt}, in.values()})
		}
		for i+1 < len(r.toks) && r.toks[i+1].from < to {
			i++
		}
	}
	return out
}

// notPlaces are words the dictionary has as places and texts as things.
var notPlaces = set(strings.Fields("松の木 山の下 瀬戸内 平野 東門 西門 南門 北門 正門 立入 日の出 朝日 川上 川下 山手 北半球 南半球 東洋"))

func (a area) values() []string {
	if a.prefecture == "" {
		return nil
	}
	return []string{a.prefecture, a.region}
}

// placeRow reads places that stand in a row from token i: how many tokens, the runes finer than the prefecture, and where that is.
func (r *reader) placeRow(i int) (n, from, to int, in area) {
	v := r.v
	start := r.toks[i].from
	from, to = start, start
	if r.toks[i].class != regionClass && !r.areaMark(i+1) && !prefectureKinds.has(v.runes[r.toks[i].to-1]) {
		return n, from, to, in // as most words, which no list needs to be asked for
	}
	for n == 0 || r.joined(i+n) {
		k := r.toks[i+n]
		if n > 0 && v.lineEdge(k.from) {
			break
		}
		word := r.text(k)
		var city area
		known := false
		if n > 0 || k.class == regionClass || r.areaMark(i+1) { // of most words it need not be asked
			city, known = cities[word]
		}
		switch {
		case k.class == countryClass:
			return n, from, to, in
		case n == 0 && prefectureKinds.has(v.runes[k.to-1]) && prefectureNames.has(word):
			in = area{v.src[v.start[k.from]:v.end[k.to-1]], prefectures[word]}
			from, to = k.to, k.to
		case k.class == regionClass && places.has(word) && n == 0 && r.prefectureMark(i+1): // 千葉 県
			if p := word + r.text(r.toks[i+1]); prefectureNames.has(p) {
				in = area{v.src[v.start[k.from]:v.end[r.toks[i+1].to-1]], prefectures[p]}
				from, to = r.toks[i+1].to, r.toks[i+1].to
				n++
			}
		case k.class == regionClass && !text2region.has(word) && (k.to-k.from > 1 && r.script(i+n) != kata && !notPlaceTail(v, k.to) || r.areaMark(i+n+1)) || known && r.areaMark(i+n+1) || (k.class == surnameClass || k.class == nounClass || k.class == suffixClass || k.class == givenClass || k.class == properClass) && n > 0 && r.areaMark(i+n+1):
			if known && in.prefecture == "" {
				in = city
			}
			to = k.to
			if r.areaMark(i + n + 1) {
				n++
				to = r.toks[i+n].from + 1 // 市内
			} else if places.has(word) && n == 0 && !known || places.has(word) && !prefectureNames.has(word) && n == 0 && (prefectureNames.has(word+"県") || prefectureNames.has(word+"府") || prefectureNames.has(word+"都")) {
				to = from
			}
		case n > 0 && k.class == areaClass && isAreaMark(v.runes[k.to-1]) && k.to-k.from == 1:
			to = k.to
		default:
			if n == 0 {
				return 0, 0, 0, in
			}
			return n, from, to, in
		}
		n++
	}
	return n, from, to, in
}

// townEnd goes over the rest of a town's name to where its block begins; to itself where none does.
func (v *view) townEnd(to int) int {
	for k := to; k < len(v.runes) && k-to < 18 && !(k > to && v.lineEdge(k)); k++ {
		if v.runes[k] >= '0' && v.runes[k] <= '9' || v.blockEnd(k) > k+2 && strings.ContainsRune("〇一二三四五六七八九十", v.runes[k]) {
			return k
		}
		if v.script[k] != han && v.script[k] != kata && v.script[k] != hira || k == to && strings.ContainsRune("のでにはがをともへやか", v.runes[k]) && v.script[k] == hira {
			break
		}
	}
	return to
}

func notPlaceTail(v *view, i int) bool {
	return i < len(v.runes) && !v.gap(i) && strings.ContainsRune("海語省人系製産式魂弁料側川山", v.runes[i])
}

var siteWords = newEndings([]string{"駅", "駅前", "支店", "支社", "営業所", "工場", "事業所", "店", "本店", "校", "キャンパス", "倉庫", "拠点", "オフィス", "事務所", "センター", "本社"})

// text2region are words for regions wider than a prefecture.
var text2region = set([]string{"関東", "関西", "東北", "北陸", "中部", "東海", "近畿", "中国", "四国", "九州", "日本", "北海道", "首都圏", "甲信越", "山陰", "山陽", "信越", "アジア", "欧州", "ヨーロッパ", "北米", "南米", "アフリカ", "中東", "東日本", "西日本", "香港", "台湾", "台北", "北京", "上海", "ソウル", "平壌", "日本海", "太平洋側", "東アジア", "東南アジア", "欧米", "太平洋", "全国", "東京", "大阪", "京都"})

// prefectureKinds end the names of prefectures.
var prefectureKinds = newRunes("都道府県")

func (r *reader) prefectureMark(i int) bool {
	if i >= len(r.toks) || r.length(i) != 1 {
		return false
	}
	switch r.v.runes[r.toks[i].from] {
	case '都', '府', '県':
		return r.joined(i)
	}
	return false
}

func isAreaMark(r rune) bool {
	switch r {
	case '市', '区', '町', '村', '郡':
		return true
	}
	return false
}

// areaMark tells whether token i is 市, 区, 町, 村 or 郡 that ends a place's name.
func (r *reader) areaMark(i int) bool {
	if i >= len(r.toks) || r.length(i) > 2 || !isAreaMark(r.v.runes[r.toks[i].from]) {
		return false
	}
	return r.joined(i) && (r.length(i) == 1 || strings.ContainsRune("内外", r.v.runes[r.toks[i].from+1])) && !r.v.gap(r.toks[i].from)
}

// addressEnd goes on over a block and house number and the name of a house behind; i where there is none.
func (v *view) addressEnd(i int) int {
	end := v.blockEnd(i)
	for k := i + 1; k < end; k++ {
		if v.lineEdge(k) || v.gap(k) && (v.fieldEdge(k) || isDigits(v.runes[k-1:k+1])) {
			end = k
		}
	}
	if end == i || v.fieldEdge(i) || v.runes[i] == '0' || i > 0 && v.runes[i-1] == '第' {
		return i
	}
	if v.runeAt(end) == '月' || v.runeAt(end) == '年' || v.runeAt(end) == '件' || v.runeAt(end) == '名' || v.runeAt(end) == '日' || v.runeAt(end) == '台' {
		return i
	}
	body := v.word(i, end)
	if i > 0 && strings.ContainsRune("町通字", v.runes[i-1]) && end-i <= 5 && (v.gap(end) || v.script[end] == sign || v.script[end] == hira) {
		return v.houseEnd(end)
	}
	if !strings.ContainsAny(body, "-ー丁番") && !strings.Contains(body, "号") && !strings.Contains(body, "条") && !strings.Contains(body, "の") {
		return i
	}
	return v.houseEnd(end)
}

// houseEnd goes on from the end of a block over the name of a house and a room in it: 烏丸ANビル7F, コーポさざなみ102号; i where none follows.
func (v *view) houseEnd(i int) int {
	if end := v.roomEnd(i); end > i {
		return end
	}
	name := func(k int) bool {
		return k < len(v.runes) && (v.script[k] != sign || v.runes[k] == '・' || v.runes[k] == '-' || v.runes[k] == 'ー') && !v.lineEdge(k)
	}
	first := -1
	for k := i; name(k) && k-i < 20 && !(k > i && v.gap(k)); k++ {
		if houseWords.ends(v, k+1) > 0 {
			first = k + 1
			if k+1 >= len(v.runes) || v.script[k+1] != v.script[k] || v.gap(k+1) {
				break
			}
		}
		if v.script[k] == hira && (strings.ContainsRune("にをはがで、", v.runes[k]) || k == i) {
			break
		}
	}
	if first < 0 {
		return i
	}
	for k := first; k-first < 8 && name(k); k++ {
		if v.runes[k] == 'b' && isDigit(v.runeAt(k+1)) {
			k++
		}
		if isDigit(v.runes[k]) {
			return max(first, v.blockEnd(k))
		}
		if v.script[k] == hira && strings.ContainsRune("のにをはがでとへ", v.runes[k]) {
			break
		}
	}
	return first
}

// roomEnd goes from the end of a block over the name of a house that no word shows as one and the number of a room or floor: ウィンド浦安1107; i where none stands.
func (v *view) roomEnd(i int) int {
	if i >= len(v.runes) || v.start[i] <= v.end[i-1] || v.newLine(i) || v.wideGap(i) && v.src[v.end[i-1]:v.start[i]] != "　" {
		return i
	}
	k := i
	for k < len(v.runes) && k-i < 14 && (k == i || !v.gap(k)) && (v.script[k] == kata || v.script[k] == han && (v.kanjiFiguresEnd(k) == k || v.kanjiFiguresEnd(k) < len(v.runes) && v.script[v.kanjiFiguresEnd(k)] == han && v.runes[v.kanjiFiguresEnd(k)] != '号') || v.script[k] == latin && !isDigit(v.runes[k]) && k-i < 12) {
		k++
	}
	if k-i < 3 || k >= len(v.runes) || v.script[i] == latin {
		return i
	}
	room := k
	if v.gap(k) && !v.newLine(k) && v.runes[k] == 'b' && v.isCapital(k) {
		room++
	} else if v.gap(k) {
		return i
	}
	end := room
	for end < len(v.runes) && end-room < 4 && (isDigit(v.runes[end]) || strings.ContainsRune("〇一二三四五六七八九", v.runes[end])) && (end == room || !v.gap(end)) {
		end++
	}
	if n := end - room; n == 0 || n < 2 && room == k || unitAfter.starts(v, end) > 0 && v.runes[end] != '階' || end < len(v.runes) && !v.gap(end) && (v.script[end] == latin && v.runes[end] != 'f' || strings.ContainsRune("-/:.,%", v.runes[end]) && end+1 < len(v.runes) && isDigit(v.runes[end+1])) {
		return i
	}
	return end + v.has(end, blockUnits)
}

// looseEnd is the end of an address that gives nothing but a number behind the town: 甲賀市水口町水口 8800; to where it is none.
func (r *reader) looseEnd(from, to int) int {
	v := r.v
	if !strings.ContainsAny(v.word(from, to), "市区町村郡") {
		return to
	}
	k := to
	for k < len(v.runes) && k-to < 16 && !v.lineEdge(k) && !isDigit(v.runes[k]) {
		c := v.runes[k]
		if v.script[k] != han && v.script[k] != kata && v.script[k] != hira || v.script[k] == hira && strings.ContainsRune("のにはをともへでや", c) || c == 'が' && v.script[k] == hira && !strings.ContainsRune("丘谷原浜", v.runeAt(k+1)) {
			return to
		}
		k++
	}
	end := v.digitsEnd(k)
	if end == k || end-k > 5 || v.runes[k] == '0' || k == to && !strings.ContainsAny(v.word(from, to), "町村字") && strings.ContainsRune("市区郡", v.runes[to-1]) || v.lineEdge(k) {
		return to
	}
	if end < len(v.runes) && !v.gap(end) && (v.script[end] == latin || v.script[end] == han || v.script[end] == kata || strings.ContainsRune("/:.,%~", v.runes[end])) || end < len(v.runes) && !v.lineEdge(end) && (unitAfter.starts(v, end) > 0 || moreUnits.starts(v, end) > 0) {
		return to
	}
	return v.houseEnd(v.blockEnd(k))
}

var moreUnits = newEndings([]string{"棟", "基", "世帯", "軒", "か所", "ヶ所", "箇所", "カ所", "店舗", "番目", "つ", "号機", "番線", "回目", "団体", "拠点", "施設", "校舎", "組", "班", "部署", "系統", "路線", "便", "号車", "番街"})

var houseWords = newEndings([]string{"ビル", "ビルディング", "マンション", "タワー", "ハイツ", "荘", "コーポ", "プラザ", "レジデンス", "アパート", "メゾン", "ハウス", "会館", "センター", "スクエア", "階", "号室", "f", "パレス", "ヴィラ", "シャトー", "エステート", "ヒルズ", "番館", "号館", "アネックス", "団地", "住宅", "ハイム", "テラス", "ドミール", "公舎", "宿舎", "寮", "棟", "倉庫", "電気室", "会議室", "機械室", "控室", "別館", "新館", "本館"})

// postBefore takes a postcode before an address along.
func (v *view) postBefore(i int) int {
	for k := max(0, i-9); k < i; k++ {
		if v.runes[k] == '〒' && (v.postcode(k+1) == i || i-k == 4 && isDigits(v.runes[k+1:i])) { // 〒581 as long ago
			return k
		}
	}
	return i
}

// coarser gives the values that may stand instead of a declared address.
func coarser(word string) []string {
	s := text.Squeeze(word)
	for p, region := range prefectures {
		if strings.HasPrefix(s, p) {
			return []string{p, region}
		}
	}
	for i := len([]rune(s)); i > 1; i-- {
		if a, ok := cities[strings.TrimRight(string([]rune(s)[:i]), "市区町村")]; ok {
			return a.values()
		}
	}
	return nil
}
