package mask

import "strings"

// fields reads names by the place they stand in rather than by the dictionary: behind a label, as a cell of a table, or before an introduction.
func (r *reader) fields() []guess {
	v := r.v
	var out []guess
	add := func(from, to int, k Kind, reason Reason, doubt bool) {
		if from < to && !r.t.any(from, to) {
			out = v.room.guesses.push(out, guess{found{from, to, k, NoParty}, reason, doubt})
		}
	}
	labels, introduced := v.said.meets(&fieldLabels), v.said.meets(&introductions)
	for i := range v.runes {
		if v.script[i] == sign {
			continue
		}
		if !labels || !v.ending[i].meets(&fieldLabels) {
			// most runes stand behind no label
		} else if n := valueLabels.ends(v, i); n > 0 && v.labelBegins(i-n) {
			from := i
			if strings.ContainsRune("のは", v.runes[i]) {
				from++
			}
			if to := r.fieldEnd(from, 12); to > from && (!r.ordinary(from, to) || v.runes[from-1] == ':' && to-from >= 2 && to-from <= 5 && !r.everyday(from, to)) {
				add(from, to, Name, Title, false)
			}
		} else if n := orgLabels.ends(v, i); n > 0 && v.labelBegins(i-n) {
			if to := r.fieldEnd(i, 24); to > i+1 && (!r.ordinary(i, to) || v.script[i] != hira && !r.everyday(i, to)) {
				add(i, to, Org, Context, false)
			}
		}
		if introduced && v.starting[i].meets(&introductions) {
			r.introduced(i, add)
		}
	}
	return out
}

// cells reads the cells of two short words with a space between, as tables and signatures have them.
func (r *reader) cells() []guess {
	v := r.v
	var out []guess
	done := 0
	for _, mid := range v.seams {
		i := mid
		for i > done && mid-i < 5 && v.script[i-1] != sign && v.script[i-1] != latin && (i == mid || !v.gap(i)) {
			i--
		}
		if i == mid || i > 0 && !v.gap(i) && v.script[i-1] != sign {
			continue
		}
		if from, to, ok := r.spaced(i); ok && !r.t.any(from, to) {
			out = v.room.guesses.push(out, guess{found{from, to, Name, NoParty}, Gazetteer, true})
			done = to
		}
	}
	return out
}

var (
	valueLabels = newEndings([]string{"氏名:", "お名前:", "名前:", "名前は", "氏名は", "名は", "名義は", "名義:", "名義人:", "口座名義:", "本人氏名", "本人氏名:", "氏名", "お名前", "フリガナ", "ふりがな", "フリガナ:", "ふりがな:", "カナ:", "発見者", "届出者:", "記入者:", "報告者:", "申請者:", "立会者:", "承認", "一次対応", "二次対応", "三次対応", "本名は", "代表者氏名", "担当者名:", "担当者名", "代表者名", "代表者名:", "利用者名", "契約者名", "患者氏名", "生徒氏名", "届出人:", "編集", "代表者:", "書記長", "店主の", "店主", "館主", "住職", "名義人は", "名義", "署名は", "利用者は", "使用者は", "担当は", "担当者は", "責任者は", "差出人は", "記者", "応対者:", "受電者:", "記録者:", "記入:", "記入", "文責", "文責:", "確認者", "承認者", "担当(", "担当者(", "責任者(", "作成者", "作成:", "起案:", "起案者", "確認:", "承認:", "受付:", "対応:", "対応者", "報告:", "後任は", "前任は", "上司は", "部下は", "宛先:", "差出人:", "発信:", "受信:", "from:", "to:", "cc:", "署名:", "署名", "被保険者", "契約者", "契約者:", "名義(", "担当医", "主治医", "執刀医", "参加者:", "出席者:", "出席:", "同席:", "参加:", "立会:", "聴取者:", "聞き手:", "通報者:", "相談者:", "申告者:", "申出人:", "依頼者:", "依頼人:", "送付先:", "受取人", "受取人:", "届け出者:", "連絡者:"})
	orgLabels   = newEndings([]string{"屋号は", "屋号:", "屋号", "社名は", "社名:", "会社名", "会社名:", "会社名は", "勤務先:", "勤務先は", "所属:", "所属は", "組織名", "組織名:", "団体名", "団体名:", "法人名", "法人名:", "店名は", "店名:", "店の名前は", "施設名:", "施設名", "学校名:", "学校名", "病院名:", "企業名:", "企業名", "事業者名:", "事業者名", "名称:", "発注元:", "受注先:", "発注先:", "受注者:", "発注者:", "委託先:", "委託元:", "再委託先:", "再委託先(", "委託先(", "取引先:", "届出元]", "届出元:", "届出組織:", "被害組織:", "組織:", "会社:", "法人:", "団体:", "加盟店名:", "加盟店:", "ベンダ:", "ベンダー:", "保守:", "運用は", "運営は", "保守は", "監視は", "開発は", "制作は", "納品先:", "納入先:", "依頼先:", "調査会社:", "施工:", "設置業者:", "販売店:", "代理店:", "勤務先", "学校:", "病院:", "屋号", "企業:", "事業者:", "当事者:", "依頼元:", "契約先:", "提供元:", "提供者:"})
)

// fieldLabels are all of them.
var fieldLabels = anyOf(valueLabels, orgLabels)

// labelBegins keeps a label to a word of its own.
func (v *view) labelBegins(i int) bool {
	return i <= 0 || v.gap(i) || v.script[i-1] == sign || v.script[i-1] == hira || v.script[i-1] != v.script[i]
}

// fieldEnd is where a field that begins at rune i ends: at a sign, a line, a particle behind kanji or katakana, or before an introduction; i where it is
// longer than a name can be.
func (r *reader) fieldEnd(i, most int) int {
	v := r.v
	k := i
	for ; k < len(v.runes) && k-i <= most; k++ {
		if v.script[k] == sign && v.runes[k] != '・' && v.runes[k] != 'ー' || k > i && v.lineEdge(k) {
			break
		}
		if k > i && v.script[k] == hira && (v.script[k-1] != hira || v.has(k, intro) > 0 || v.has(k, selfIntro) > 0) && (strings.ContainsRune("はがをにでとのもへやよ", v.runes[k]) || v.has(k, intro) > 0 || v.has(k, selfIntro) > 0) && !(v.gap(k) && v.runes[k] != 'の') {
			break
		}
		if k > i && v.has(k, politeTitles) > 0 {
			break
		}
	}
	if k-i > most || k == i || k-i == 1 && v.script[i] != han {
		return i
	}
	return k
}

// ordinary tells whether a stretch is made of ordinary words only: a department, a role, a thing.
func (r *reader) ordinary(from, to int) bool {
	v := r.v
	word := v.word(from, to)
	if notAnyName.has(word) || notDepts.has(word) || deptMarks.ends(v, to) > 0 || roleWords.ends(v, to) == to-from {
		return true
	}
	if v.script[from] == han && to-from >= 2 && wordList().knows(r.spelled(from, to), surnameClass) {
		return false
	}
	first := r.at(from)
	if first >= len(r.toks) || r.toks[first].from >= to {
		return v.script[from] == latin && (!v.isCapital(from) || notLatinNames.has(word)) || v.script[from] != latin
	}
	for i := first; i < len(r.toks) && r.toks[i].from < to; i++ {
		switch r.toks[i].class {
		case surnameClass, givenClass, personClass, regionClass, companyClass, properClass, unknownClass:
			return false
		case nounClass, suffixClass, prefixClass:
			if r.length(i) == 1 && r.script(i) == han && to-from <= 5 && first == i && i+1 < len(r.toks) && r.toks[i+1].from < to && r.length(i+1) == 1 {
				return false // 佐々女: pieces of a name the dictionary lacks
			}
		}
	}
	return true
}

// spaced reads a cell of two short words with a space between: 芦名 のぞみ, 三ツ谷 英.
func (r *reader) spaced(i int) (from, to int, ok bool) {
	v := r.v
	if i > 0 && !v.lineEdge(i) && v.script[i-1] != sign && !v.fieldEdge(i) && !v.wideGap(i) {
		return 0, 0, false
	}
	k := i
	for k < len(v.runes) && k-i < 4 && (v.script[k] == han || v.script[k] == kata || v.script[k] == hira) && (k == i || !v.gap(k)) {
		k++
	}
	a := k - i
	if a == 0 || a > 4 || k >= len(v.runes) || !v.gap(k) || v.lineEdge(k) || v.script[i] == hira && a < 2 {
		return 0, 0, false
	}
	mid := k
	for k < len(v.runes) && k-mid < 5 && (v.script[k] == han || v.script[k] == kata || v.script[k] == hira) && (k == mid || !v.gap(k)) {
		k++
	}
	b := k - mid
	if b == 0 || k < len(v.runes) && !v.gap(k) && v.script[k] != sign && v.has(k, titles) == 0 && v.has(k, intro) == 0 && !strings.ContainsRune("のはがをにでと", v.runes[k]) {
		return 0, 0, false
	}
	head, tail := v.word(i, mid), v.word(mid, k)
	names := latinNames()
	if (v.script[i] == kata || v.script[i] == hira) && (names.kanaSurname.has(head) || names.kanaGiven.has(tail)) && !generic.has(head) && !notPeopleSet.has(head) {
		return i, k, true
	}
	if v.script[i] != han || notPersonal.has(head) || notPersonal.has(tail) || deptMarks.ends(v, k) > 0 || deptMarks.ends(v, mid) > 0 || places.has(head) && !commonSurnames.has(head) || a > 3 && v.script[i+1] == han {
		return 0, 0, false
	}
	wl := wordList()
	first, second := r.spelled(i, mid), r.spelled(mid, k)
	if v.script[mid] == hira && strings.ContainsRune("のはがをにでと", v.runes[mid]) && wl.knows(second, particleClass) {
		return 0, 0, false
	}
	surname, given := wl.knows(first, surnameClass), wl.knows(second, givenClass) || names.kanaGiven.has(tail)
	plain := wl.knows(second, nounClass, honorClass, suffixClass) && b >= 2 || wl.knows(first, nounClass) && a >= 2 && !surname
	switch {
	case surname && given:
		return i, k, true
	case plain:
		return 0, 0, false
	case surname:
		return i, k, b <= 3 && (v.script[mid] == han || v.script[mid] == hira && b >= 2 && !wl.knows(second, otherClass, particleClass))
	}
	return i, k, given && b >= 1
}

// spelled is the runes as the dictionary spells them.
func (r *reader) spelled(from, to int) string {
	var b strings.Builder
	for i := from; i < to; i++ {
		b.WriteRune(r.v.written(i))
	}
	return b.String()
}

var desuWord = newWords("です")

// introduced takes the word before です, と申します, といいます and と名乗る where nothing but a name fits.
func (r *reader) introduced(i int, add adder) {
	v := r.v
	strong := v.has(i, nameIntro)
	weak := strong == 0 && v.has(i, desuWord) > 0 && (i+2 >= len(v.runes) || v.gap(i+2) || v.script[i+2] == sign)
	if strong == 0 && !weak || i == 0 || v.script[i-1] == sign {
		return
	}
	j := r.at(i - 1)
	if j >= len(r.toks) || r.toks[j].to != i {
		return
	}
	k := r.toks[j]
	from := k.from
	if weak && !((r.is(j, surnameClass, regionClass, givenClass) || r.script(j) == han && wordList().knows(r.spelled(k.from, k.to), surnameClass) && !gazetteer.has(r.text(k)) && !generic.has(r.text(k))) && (r.length(j) >= 2 || r.deptBefore(j)) && r.script(j) == han) {
		return
	}
	if weak && (r.is(j, regionClass) && !r.deptBefore(j) || r.joined(j) && r.script(j-1) == han && !r.deptEnds(j-1)) {
		return
	}
	if strong > 0 { // the whole stretch before, of names and pieces
		for from > 0 && i-from < 10 && v.script[from-1] != sign && !v.lineEdge(from) && !(v.script[from-1] == hira && strings.ContainsRune("はのがを、で", v.runes[from-1])) {
			from--
		}
		if r.ordinary(from, i) && v.script[from] != kata && !(v.script[from] == hira && i-from >= 3) || roleWords.ends(v, i) > 0 {
			return
		}
	}
	add(from, i, Name, Title, weak)
}

var introductions = anyOf(nameIntro, desuWord)

var nameIntro = newWords("と申し", "ともうし", "と名乗", "といいます", "と言います", "といい、", "という者", "という社員", "という職員", "という人物", "という方", "という名前", "と名のる", "でございま")
