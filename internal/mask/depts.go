package mask

import "strings"

var (
	deptMarks = newEndings([]string{"部", "課", "室", "係", "班", "局", "推進室", "グループ", "チーム", "センター", "本部", "事業部", "営業部", "委員会", "事務局", "工場", "支店", "営業所", "支社", "事業所", "支部", "研究室", "講座", "医局", "科", "病棟", "学部", "研究科"})
	notDepts  = set(strings.Fields(`一部 全部 内部 外部 本部 幹部 上部 下部 頭部 腹部 大部 細部 支部 学部 教室 会議室 部室 密室 事務局 当局 薬局 結局 郵便局 電話局 放送局 関係 無関係 係 班 局 課 部 室 日課 放課 賦課 皇室 研究室 実験室 サーバ室 サーバー室 機械室 電算室 応接室 控室 温室 地下室 各部 各課 各室 該当部 当部 当課 同部 同課 他部 他課 担当部 担当課 全課 全部署 一局 政局 支局 中心部 都市部 山間部 深部 後部 前部 接続部 入力部 制御部 記憶部 構成部 基部 末端部 主要部 患部 課題部 管理室 監視室 相談室 待合室 診察室 病室 職員室 図書室 保健室 教科 学科 眼科 内科 外科 歯科 小児科 各科 全科 前科 理科 当科 グループ チーム センター コールセンター データセンター サポートセンター 委員会 工場 支店 営業所 支社 事業所 各支店 全支店 各営業所 各工場 本社工場 各支社 当センター 同センター ヘルプセンター カスタマーセンター`))
	deptLeads = newEndings([]string{"本社", "当社", "弊社", "同社", "先方", "弊", "当", "同", "各", "他", "元", "旧", "現"})
)

// depts reads the names of departments: what stands before 部, 課, 室 and their like, words of the house and of every house alike; the latter with doubt.
func (r *reader) depts() []guess {
	v := r.v
	var out []guess
	for i := 1; i < len(v.runes); i++ {
		n := deptMarks.starts(v, i)
		if n == 0 || v.script[i-1] == hira || v.script[i-1] == sign || v.gap(i) || !v.nameEnds(i+n) && deptMarks.starts(v, i+n) == 0 && !strings.ContainsRune("長員", v.runeAt(i+n)) {
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
		word := string(v.runes[from:end])
		if end-from >= 3 && end-from <= 20 && from < i && !notDepts[word] && !notDepts[string(v.runes[i-1:end])] && r.starts(from) {
			out = append(out, guess{found{from, end, Dept, NoParty}, Pattern, true})
		}
		i = end - 1
	}
	return out
}
