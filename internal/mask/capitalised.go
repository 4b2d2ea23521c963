package mask

import "strings"

var (
	latinTrade = set(findLists["latin trade"])
	latinPlain = set(findLists["latin plain"])
	links      = set([]string{"of", "and", "for", "de", "van", "von", "da", "del", "la", "le", "the", "bin", "al"})
)

// capitalised finds runs of capitalised Latin words that are no words of the trade: people, or organisations where a word of one is among them.
func (r *reader) capitalised() []guess {
	v, names := r.v, latinNames()
	ws := v.latinWords()
	var out []guess
	for i := 0; i < len(ws); {
		if !ws[i].capital {
			i++
			continue
		}
		j := i + 1
		for j < len(ws) && v.linkedWords(ws[j-1], ws[j]) && (ws[j].capital || ws[j].is(links) && j+1 < len(ws) && ws[j+1].capital && v.linkedWords(ws[j], ws[j+1])) {
			j++
		}
		run := ws[i:j]
		i = j
		sentence := v.beginsSentence(run[0].from)
		for len(run) > 0 && (run[0].is(latinPlain) || run[0].is(links) || run[0].is(latinTitles) || sentence && len(run) > 1 && strings.HasSuffix(run[0].s, "ed")) {
			run, sentence = run[1:], false
		}
		for len(run) > 0 && (run[len(run)-1].is(latinPlain) || run[len(run)-1].is(links)) && !run[len(run)-1].is(orgTailWords) && !run[len(run)-1].is(bigPlaces) {
			run = run[:len(run)-1]
		}
		if len(run) == 0 {
			continue
		}
		if len(run) == 1 && run[0].is(bigPlaces) {
			continue
		}
		org, trade, known, acronyms := false, 0, false, 0
		for _, w := range run {
			s := strings.TrimSuffix(w.s, "'s")
			in := listedAs(s)
			org = org || in&listedOrgTail != 0
			if in&listedTrade != 0 || vendors.has(s) {
				trade++
			}
			known = known || in&(listedSurname|listedGiven) != 0 && (len(s) > 3 || names.englishGiven.has(s) || names.englishSurname.has(s))
			if w.upper {
				acronyms++
			}
		}
		from, to := run[0].from, run[len(run)-1].to
		if strings.HasSuffix(run[len(run)-1].s, "'s") {
			to -= 2
		} else if f := formStarts.starts(v, to); f > 0 && v.formStands(to, f) {
			to += f
			org = true
		} else if f := formStarts.starts(v, to+1); v.runeAt(to) == ',' && f > 0 && v.formStands(to+1, f) {
			to += f + 1
			org = true
		}
		switch {
		case r.t.any(from, to):
		case len(run) == 1 && !org:
			s := strings.TrimSuffix(run[0].s, "'s")
			if names.surname.has(s) && len(s) > 3 && !ordinaryLatin.has(s) && !cityNames.has(s) && !latinTrade.has(s) && !latinCities.has(s) {
				out = v.room.guesses.push(out, guess{found{from, to, Name, NoParty}, Gazetteer, true})
			} else if r.inProse(run[0]) && !run[0].upper && len(s) >= 4 && !latinTrade.has(s) && !notLatinNames.has(s) && !vendors.has(s) && !bigPlaces.has(s) && !latinCities.has(s) && !ordinaryLatin.has(s) {
				out = v.room.guesses.push(out, guess{found{from, to, Name, NoParty}, Context, true})
			} else if latinCities.has(s) {
				out = v.room.guesses.push(out, guess{found{from, to, Place, NoParty}, Gazetteer, true})
			}
		case trade > 0 && !org && !known || trade > 0 && trade+2 > len(run) && !(org && run[len(run)-1].is(formTails)) || acronyms == len(run) && !known && !org || len(run) > 7:
		case org:
			out = v.room.guesses.push(out, guess{found{from, to, Org, NoParty}, CompanyForm, true})
		case len(run) <= 4:
			out = v.room.guesses.push(out, guess{found{from, to, Name, NoParty}, Context, !known})
		}
	}
	return out
}

// inProse tells whether a capitalised word stands inside an English sentence, behind a word in small letters.
func (r *reader) inProse(w latinWord) bool {
	v, k := r.v, w.from
	return k > 2 && v.gap(k) && !v.lineEdge(k) && (v.script[k-1] == latin && !v.isCapital(k-1) || v.runes[k-1] == ',' && v.script[k-2] == latin) && !isDigit(v.runes[k-1])
}

var bigPlaces = set(strings.Fields("japan tokyo osaka kyoto nagoya yokohama sapporo fukuoka kobe sendai hiroshima hokkaido okinawa kyushu asia"))

// linkedWords tells whether b follows a with only a space, a hyphen, an ampersand or an initial's full stop between.
func (v *view) linkedWords(a, b latinWord) bool {
	if v.lineEdge(b.from) || v.wideGap(b.from) {
		return false
	}
	switch b.from - a.to {
	case 0:
		return v.gap(b.from)
	case 1:
		return v.runes[a.to] == '&' || v.runes[a.to] == '.' && (a.to-a.from == 1 || a.s == "st" || a.s == "mt") && v.gap(b.from)
	}
	return false
}

// beginsSentence tells whether a sentence or line begins at rune i.
func (v *view) beginsSentence(i int) bool {
	return i == 0 || v.lineEdge(i) || v.script[i-1] == sign && strings.ContainsRune(".!?:。\"'(-*", v.runes[i-1])
}

// latinCities are places finer than the prefecture in Latin letters, of those texts in English name.
var latinCities = set(strings.Fields(`hakuba niseko karuizawa atami kamakura nikko hakone kanazawa matsuyama takamatsu himeji kurashiki beppu hakodate asahikawa otaru kushiro obihiro aomori hirosaki hachinohe morioka yamagata akita sakata tsuruoka fukushima koriyama aizu iwaki mito tsukuba hitachi utsunomiya
	takasaki maebashi kiryu kawagoe tokorozawa saitama omiya urawa funabashi kashiwa matsudo narita hachioji tachikawa machida mitaka musashino shibuya shinjuku shinagawa minato roppongi ginza akihabara ikebukuro ueno kawasaki yokosuka fujisawa odawara sagamihara kofu numazu mishima hamamatsu shizuoka toyohashi
	toyota okazaki ichinomiya gifu ogaki takayama tsu yokkaichi suzuka matsusaka otsu hikone kusatsu uji maizuru sakai toyonaka suita takatsuki hirakata amagasaki nishinomiya akashi kakogawa nara wakayama tottori yonago matsue izumo okayama fukuyama onomichi kure shimonoseki ube tokushima kochi kitakyushu kokura hakata
	kurume omuta saga karatsu nagasaki sasebo kumamoto oita miyazaki kagoshima naha ishigaki miyako nago chitose tomakomai muroran kitami abashiri wakkanai nagaoka joetsu toyama takaoka fukui tsuruga nagano matsumoto ueda suwa iida azumino`))
