package mask

import "strings"

var (
	deptMarks = newEndings([]string{"部", "課", "室", "係", "班", "局", "推進室", "グループ", "チーム", "センター", "本部", "事業部", "営業部", "委員会", "事務局", "工場", "支店", "営業所", "支社", "事業所", "支部", "研究室", "講座", "医局", "科", "病棟", "学部", "研究科"})
	notDepts  = set(strings.Fields(`一部 全部 内部 外部 本部 幹部 上部 下部 頭部 腹部 大部 細部 支部 学部 教室 会議室 部室 密室 事務局 当局 薬局 結局 郵便局 電話局 放送局 関係 無関係 係 班 局 課 部 室 日課 放課 賦課 皇室 研究室 実験室 サーバ室 サーバー室 機械室 電算室 応接室 控室 温室 地下室 各部 各課 各室 該当部 当部 当課 同部 同課 他部 他課 担当部 担当課 全課 全部署 一局 政局 支局 中心部 都市部 山間部 深部 後部 前部 接続部 入力部 制御部 記憶部 構成部 基部 末端部 主要部 患部 課題部 管理室 監視室 相談室 待合室 診察室 病室 職員室 図書室 保健室 教科 学科 眼科 内科 外科 歯科 小児科 各科 全科 前科 理科 当科 グループ チーム センター コールセンター データセンター サポートセンター 委員会 工場 支店 営業所 支社 事業所 各支店 全支店 各営業所 各工場 本社工場 各支社 当センター 同センター ヘルプセンター カスタマーセンター 個人情報保護委員会 教育委員会 選挙管理委員会 公正取引委員会 消費生活センター 国民生活センター 運転免許センター 免許センター 給食センター 学校給食センター 配送センター 配達センター 物流センター 健康センター 文化センター 保健センター 交通センター 救急センター 防災センター スポーツセンター ショッピングセンター ホームセンター ゲームセンター セキュリティセンター
		対策本部 災害対策本部 緊急対策本部 現地対策本部 捜査本部 合同捜査本部 対策室 町工場 整備工場 加工場 入退室 美容室 更衣室 休憩室 待合室 準備室 会計係 教育係 世話係 連絡係 案内係 記録係 配車係 ワークグループ 野球部 庭球部 卓球部 柔道部 剣道部 水泳部 陸上部 吹奏楽部 合唱部 美術部 演劇部 文芸部 書道部 茶道部 華道部 囲碁部 将棋部 囲碁将棋部 写真部 新聞部 放送部 科学部 軽音部 サッカー部 バスケ部 テニス部 バレー部 ラグビー部 ダンス部 女性部 青年部 婦人部 平野部 沿岸部 内陸部 農村部 市街部 郊外部 文部科 lineグループ ママ友グループ 公開グループ 家族グループ 友人グループ 同窓グループ 親グループ 迷惑メール相談センター 本人確認センター 相談センター 受付センター 確認センター 開示センター テレビ局 中継局 水道局 法務局 運輸局 財務局 労働局 税務局 国税局 気象局 警察局 検察局`))
	// spotMarks are those of deptMarks that a place of business or a board ends in, which the word alone makes no department.
	spotMarks = newRare("工場", "支社", "事業所", "委員会")
	// deptRooms and what is public end as departments do.
	deptRooms = newRare("準備室", "休憩室", "待合室", "更衣室", "会議室", "美容室", "入退室", "教室", "診察室", "処置室", "病室", "守衛室", "分娩室", "洗面室", "浴室", "寝室", "客室", "和室", "洋室", "娯楽室", "喫煙室", "資料室", "音楽室", "美術室", "理科室", "技術室", "家庭科室", "視聴覚室", "pc室", "パソコン室", "実習室", "実験室", "調理室", "作業室", "機械室", "電気室", "倉庫室", "個室", "女子部", "男子部", "運動部", "文化部", "中継局", "テレビ局", "fm局", "ラジオ局", "警察局", "総合運輸局", "関係")
	police    = newRare("警視庁", "警察", "県警", "府警", "道警", "警察庁", "総務省", "経済産業省", "文部科学省", "厚生労働省", "国土交通省", "国税庁", "金融庁", "デジタル庁")
	deptLeads = newEndings([]string{"当院", "当校", "当園", "当館", "当行", "当市", "当町", "当村", "当区", "当組合", "当法人", "本院", "本校", "本社", "当社", "弊社", "同社", "先方", "弊", "当", "同", "各", "他", "元", "旧", "現"})
)

// depts reads the names of departments: what stands before 部, 課, 室 and their like, words of the house and of every house alike; the latter with doubt.
func (r *reader) depts() []guess {
	v := r.v
	var out []guess
	marks := anyOf(deptMarks)
	for i := v.next(1, &marks); i < len(v.runes); i = v.next(i+1, &marks) {
		n := deptMarks.starts(v, i)
		if v.script[i-1] == hira || v.script[i-1] == sign || v.gap(i) || !v.nameEnds(i+n) && deptMarks.starts(v, i+n) == 0 && !strings.ContainsRune("長員", v.runeAt(i+n)) && !(n == 1 && r.is(r.at(i+n), surnameClass) && r.toks[r.at(i+n)].from == i+n) && !(r.t.at(i+n) && v.script[i+n] == han) {
			continue
		}
		end := i + n
		for deptMarks.starts(v, end) > 0 {
			end += deptMarks.starts(v, end)
		}
		if strings.ContainsRune("長員", v.runeAt(end)) || v.script[i] == han && n == 1 && v.runes[i] == '科' && end-i == 1 {
			i = end
			continue
		}
		from := i
		for from > 0 && i-from < 16 && v.inName(from-1) && !r.t.at(from-1) && !v.lineEdge(from) && (from == i || !v.gap(from)) {
			from--
		}
		for from < i {
			k := deptLeads.starts(v, from)
			if k == 0 || from+k > i {
				break
			}
			from += k
		}
		word := v.word(from, end)
		bare := spotMarks.ends(v, end) > 0 && deptMarks.ends(v, end-spotMarks.ends(v, end)) == 0
		public := deptRooms.ends(v, end) > 0 || police.starts(v, from) > 0 || bare || v.endsWith(end, bureau) > 0 && bureauHeads.ends(v, end-1) == 0 && v.endsWith(end, office) == 0
		if !public && end-from >= 3 && end-from <= 20 && from < i && !notDepts.has(word) && !notDepts.has(v.word(i-1, end)) && r.starts(from) {
			out = v.room.guesses.push(out, guess{found{from, end, Dept, NoParty}, Pattern, true})
		}
		i = end - 1
	}
	return out
}

var (
	bureau      = newRare("局")
	office      = newRare("事務局", "医局")
	bureauHeads = newRare("総務", "人事", "経理", "財務", "技術", "編集", "報道", "制作", "事業", "営業", "広報", "企画", "政策", "教務", "学生", "情報", "管理", "運営", "福祉", "保健", "建設", "環境", "議会", "会計", "経営", "販売", "広告", "都市", "産業", "市民", "消防", "交通", "病院", "上下水道")
	// deptTails end the name of a department in English.
	deptTails = set(strings.Fields("department dept division section desk affairs payable receivable unit team committee"))
	// notDeptHeads stand before such words without naming a department.
	notDeptHeads = set(strings.Fields("the our your their his her its a an this that help service security support red blue purple incident response emergency same other whole any each first front"))
)

// latinDepts reads departments in English: General Affairs Division, Accounts Payable team.
func (r *reader) latinDepts() []guess {
	v := r.v
	ws := v.latinWords()
	var out []guess
	for i := 1; i < len(ws); i++ {
		if !ws[i].capital || !ws[i].is(deptTails) {
			continue
		}
		if i+1 < len(ws) && ws[i+1].is(deptTails) && ws[i+1].capital && v.linkedWords(ws[i], ws[i+1]) { // General Affairs Division
			continue
		}
		a := i
		for a > 0 && i-a < 4 && !(ws[a-1].s == "and" && a > 1 && ws[a-2].is(deptTails)) && v.linkedWords(ws[a-1], ws[a]) && (ws[a-1].capital || ws[a-1].is(links) && a > 1 && ws[a-2].capital) && !(v.beginsSentence(ws[a-1].from) && ws[a-1].is(latinPlain) && !ws[a-1].upper) && ws[a-1].s != "the" && !strings.HasSuffix(ws[a-1].s, "'s") {
			a--
		}
		for a < i && ws[a].is(links) {
			a++
		}
		last := i
		if i+1 < len(ws) && (ws[i+1].s == "office" || ws[i+1].s == "group") && ws[i+1].capital && v.linkedWords(ws[i], ws[i+1]) { // Student Affairs Office
			last++
		}
		if a == i || i-a == 1 && ws[a].is(notDeptHeads) || ws[a].upper && ws[i].upper || r.t.any(ws[a].from, ws[last].to) {
			continue
		}
		out = v.room.guesses.push(out, guess{found{ws[a].from, ws[last].to, Dept, NoParty}, Pattern, true})
	}
	return out
}
