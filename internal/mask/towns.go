package mask

import "strings"

// Addresses and stations that the dictionary knows nothing of: a run of kanji that ends in 市, 区, 町, 村 or 郡 with a block number behind, a run before 駅.

var (
	// notTowns end in 市, 区, 町, 村 or 郡 and name none.
	notTowns = newRare("都市", "同市", "当市", "本市", "各市", "他市", "全市", "両市", "朝市", "地区", "同区", "当区", "各区", "校区", "学区", "工区", "管区", "街区", "特区", "選挙区", "保護区", "同町", "当町", "本町内", "下町", "横町", "農村", "漁村", "山村", "同村", "当村", "選手村", "同郡", "市町村", "区市町村")
	// addressLeads stand before an address without a sign between.
	addressLeads = newRare("住所", "現住所", "旧住所", "新住所", "所在地", "場所", "自宅", "実家", "勤務地", "勤務先", "納品先", "送付先", "配送先", "届先", "届け先", "お届け先", "宛先", "転居先", "移転先", "設置先", "設置場所", "本社", "本店", "支店", "店舗", "店", "荷受人", "受取人", "送り先", "行先", "行き先", "会場", "本籍", "本籍地", "物件", "現場", "事業所", "事務所", "工場", "倉庫", "先", "様", "氏名", "宅")
	// notStations stand before 駅 and name none.
	notStations = newRare("最寄", "最寄り", "各", "当", "同", "隣", "始発", "終着", "終点", "乗換", "乗り換え", "乗換え", "無人", "次", "前", "降車", "乗車", "下車", "途中", "主要", "近く", "近隣", "他", "両", "全", "鉄道", "地下鉄", "私鉄", "新幹線", "停車", "通過", "同じ", "某", "利用", "ターミナル", "主", "この", "その", "あの", "どの", "ある", "道の", "ガス", "水素")
)

// townAddresses finds addresses whose town no dictionary has: 塩筒市大字上条1182番地3.
func (r *reader) townAddresses() []place {
	v := r.v
	if !v.holds('市', '区', '町', '村', '郡') {
		return nil
	}
	var out []place
	for i := 1; i+1 < len(v.runes); i++ {
		if !isAreaMark(v.runes[i]) {
			continue
		}
		if v.script[i-1] == sign || v.script[i-1] == latin || v.gap(i) || r.t.at(i) || notTowns.ends(v, i+1) > 0 {
			continue
		}
		block := v.blockBegin(i + 1)
		if block == 0 {
			continue
		}
		end := v.addressEnd(block)
		from := r.townBegin(i)
		if end <= block || i-from < 1 || r.t.any(from, end) {
			continue
		}
		for n := addressLeads.starts(v, from); n > 0 && from+n < i; n = addressLeads.starts(v, from) {
			from += n
		}
		if p := v.postBefore(from); p < from {
			from = p
		}
		out = append(out, place{guess{found{from, end, Address, NoParty}, Pattern, false}, coarser(v.word(from, end))})
		i = end
	}
	return out
}

// blockBegin is where figures begin behind the name of a town from rune i on, 0 where something else stands between.
func (v *view) blockBegin(i int) int {
	for k := i; k < len(v.runes) && k-i < 16 && !(v.lineEdge(k) || v.newLine(k)); k++ {
		switch r := v.runes[k]; {
		case r >= '0' && r <= '9', strings.ContainsRune("〇一二三四五六七八九十", r) && v.blockEnd(k) > k+1 && v.has(v.kanjiFiguresEnd(k), blockUnits) > 0:
			return k
		case v.script[k] == hira && v.script[k-1] != hira && strings.ContainsRune("はがをにでとへやも", r):
			return 0
		case v.script[k] != han && v.script[k] != kata && v.script[k] != hira:
			return 0
		case v.gap(k) && (k == i || v.wideGap(k)):
			return 0
		}
	}
	return 0
}

func (v *view) kanjiFiguresEnd(i int) int {
	for i < len(v.runes) && kanjiCounts.has(v.runes[i]) {
		i++
	}
	return i
}

// townBegin goes back from the mark of a town at rune i over its name and what it lies in.
func (r *reader) townBegin(i int) int {
	v := r.v
	from := i
	for from > 0 && i-from < 14 && !r.t.at(from-1) && (from == i || !v.gap(from)) && (v.script[from-1] == han || v.script[from-1] == kata && v.runes[from-1] != '・' || v.script[from-1] == hira && strings.ContainsRune("のヶノケがツつ", v.runes[from-1]) && from-1 > 0 && v.script[from-2] == han && from < i && !v.gap(from-1) && v.runes[from-1] != 'の' && v.runes[from-1] != 'が') {
		from--
	}
	if from == i && v.script[i-1] == hira { // さいたま市, いわき市
		for n := min(6, i); n >= 2; n-- {
			if cityNames.has(v.word(i-n, i)) {
				from = i - n
				for from > 0 && i-from < 14 && v.script[from-1] == han && !v.gap(from) && !r.t.at(from-1) {
					from--
				}
				break
			}
		}
	}
	return from
}

// stations finds names of stations and of what is called after a place as they are: 十三駅, 高松港.
func (r *reader) stations() []place {
	v := r.v
	if !v.holds('駅', '港', '島', '峠', '岬', '湾', '谷') {
		return nil
	}
	var out []place
	for i := 1; i < len(v.runes); i++ {
		switch v.runes[i] {
		case '駅', '港', '島', '峠', '岬', '湾', '谷':
		default:
			continue
		}
		if v.gap(i) || r.t.at(i) || v.script[i-1] == sign || v.script[i-1] == latin || notStations.ends(v, i) > 0 || !v.placeStands(i+1) {
			continue
		}
		if from := r.stationBegin(i); from < i && (v.runes[i] == '駅' || r.placeAlone(from, i+1)) {
			out = append(out, place{guess: guess{found{from, i + 1, Place, NoParty}, Pattern, false}})
		}
	}
	return out
}

// placeStands tells whether the name of a place may end before rune i.
func (v *view) placeStands(i int) bool {
	return i >= len(v.runes) || v.gap(i) || v.script[i] != han || strings.ContainsRune("前内近構東西南北周行発着員ビ口付側沖", v.runes[i])
}

// stationBegin goes back from 駅 at rune i over the words before that may be a name; i where none is.
func (r *reader) stationBegin(i int) int {
	v := r.v
	j := r.at(i)
	if j >= len(r.toks) {
		return i
	}
	if k := r.toks[j]; k.from < i { // one word with 駅 in it
		if k.to == i+1 && r.is(j, regionClass, properClass, companyClass) && (v.runes[i] == '駅' || k.to-k.from >= 3) {
			return k.from
		}
		return i
	}
	from := i
	for j--; j >= 0 && r.toks[j].to == from && from > 0 && i-from < 7 && !v.gap(from) && !r.t.at(from-1); j-- {
		k := r.toks[j]
		named := r.is(j, regionClass, surnameClass, properClass, unknownClass, companyClass, givenClass, areaClass, personClass)
		single := k.to-k.from == 1 && v.script[k.from] == han
		switch {
		case v.runes[i] != '駅' && !(from == i && r.is(j, regionClass) && k.to-k.from >= 2):
			return from
		case v.script[k.from] == hira && !named, v.script[k.from] == sign, v.script[k.from] == latin:
			return from
		case from < i && !named && !single && !r.is(j, prefixClass) && (i-from > 1 || r.plainWord(j)): // 醍醐台駅
			return from
		case r.is(j, particleClass, otherClass) && !single, generic.has(r.text(k)), notPeopleSet.has(r.text(k)):
			return from
		}
		from = k.from
	}
	if from == i || i-from == 1 && v.script[from] != han {
		return i
	}
	return from
}

// placeAlone tells whether runes are the name of a harbour, an island or the like, not a person's, with a particle or a sign behind.
func (r *reader) placeAlone(from, to int) bool {
	v := r.v
	word := v.word(from, to)
	return to-from >= 3 && !text2region.has(word) && !places.has(word) && !cityNames.has(word) && !commonSurnames.has(word) && !wordList().knows(r.spelled(from, to), surnameClass) && to < len(v.runes) && !v.gap(to) &&
		(strings.ContainsRune("のでにをはがとへや、。", v.runes[to]) || v.script[to] == han && strings.ContainsRune("近内沖", v.runes[to])) && (from == 0 || v.script[from-1] != han || v.gap(from))
}

// listed finds cities of the list that the dictionary cuts otherwise: 諫早市.
func (r *reader) listed() []place {
	v := r.v
	if !v.holds('市', '区') {
		return nil
	}
	var out []place
	for i := 2; i < len(v.runes); i++ {
		if c := v.runes[i]; c != '市' && c != '区' || v.gap(i) || r.t.at(i) || v.script[i-1] == sign || v.script[i-1] == latin {
			continue
		}
		for n := min(6, i); n >= 2; n-- {
			if in := cities[v.word(i-n, i)]; in.prefecture != "" && !r.t.any(i-n, i+1) {
				if j := r.at(i - n); j < len(r.toks) && r.toks[j].from < i-n && !strings.ContainsRune("都道府県市", v.runes[i-n-1]) {
					break // 大阪狭山市 of 新大阪狭山市
				}
				out = append(out, place{guess{found{i - n, i + 1, Place, NoParty}, Gazetteer, false}, in.values()})
				break
			}
		}
	}
	return out
}

var (
	// latinMarks stand behind the name of a place in English.
	latinMarks = set(strings.Fields("ward city town village station port district"))
	// plainCities are cities in Latin letters that give no prefecture its name.
	plainCities = set(strings.Fields("sapporo sendai yokohama nagoya kobe kitakyushu"))
)

// latinTowns finds places in English by the word behind: Aratama Ward.
func (r *reader) latinTowns() []guess {
	ws := r.v.latinWords()
	var out []guess
	for i := 1; i < len(ws); i++ {
		if a, b := ws[i-1], ws[i]; b.is(latinMarks) && b.capital && a.capital && areaName(a.s) && !a.is(bigPlaces) && r.v.linkedWords(a, b) && !r.t.any(a.from, b.to) && (i+1 == len(ws) || !ws[i+1].capital || !r.v.linkedWords(b, ws[i+1])) && (i == 1 || !ws[i-2].capital || !r.v.linkedWords(ws[i-2], a)) {
			out = append(out, guess{found{a.from, b.to, Place, NoParty}, Pattern, true})
		}
	}
	return out
}

// bareCities finds big cities in Latin letters that stand by themselves.
func (r *reader) bareCities() []guess {
	v := r.v
	ws := v.latinWords()
	var out []guess
	for i, w := range ws {
		if w.is(plainCities) && w.capital && (i == 0 || !ws[i-1].capital || !v.linkedWords(ws[i-1], w)) && (i+1 == len(ws) || !ws[i+1].capital || !v.linkedWords(w, ws[i+1])) && !r.t.any(w.from, w.to) {
			out = append(out, guess{found{w.from, w.to, Place, NoParty}, Gazetteer, true})
		}
	}
	return out
}
