package mask

import (
	"slices"
	"strings"
)

// Names of files that hold somebody's name: 給与_安養寺_11月.xlsx, LENS_KUZUHARA_v3.stp, backup/harukaze_members.sql.gz. What a file of everybody's is
// called (請求書.xlsx, invoice.iso, readme.txt) stays.

var (
	// moreExtensions are endings of files besides those that tell a file from a sign-in name.
	moreExtensions = set(strings.Fields("m4a wav mkv wmv webm heic heif tif tiff webp svg psd ai indd stp step dwg dxf jww igs stl sldprt parquet avro lzh cab ics vcf mbox nsf bkf vbk vhd qcow2 wim dmp evtx pcap pcapng accde mdf ldf dbf ods odt odp xlsb xltx csv tsv jsonl yaml yml tgz bz2 xz zst enc dcm locked crypt gpg pgp kdbx rdp reg url webloc ps1 vsdx pub mpp xdw xbd tar msi deb rpm jtd jaw"))
	// programs are endings of what is run, which names nobody unless a name in Japanese or of the lists stands in it.
	programs = set(strings.Fields("exe dll sys so js jse vbs hta bat cmd ps1 sh py php jsp asp aspx cgi scr msi jar c h go rb css conf cfg ini log tmp dat bin html htm json xml yaml yml reg key pem md"))
	// fileLeads stand before the name of a file without a sign between.
	fileLeads = newRare("ファイル名は", "ファイル名が", "ファイル名の", "ファイル名", "ファイルは", "ファイルが", "ファイルの", "ファイル", "添付は", "添付が", "添付の", "添付ファイル", "添付名", "名は", "名が", "名前は", "名前が", "名称は", "データは", "書類は", "中身は", "原稿は", "動画は", "写真は", "録画は", "録音は", "資料は", "という", "あった", "された", "した", "こちらの", "この", "その", "共有の", "件の")
	// fileWords are words of Latin letters that files of everybody are called by, Japanese words among them.
	fileWords = set(strings.Fields(`invoice invoices quote quotation receipt receipts order orders report reports minutes agenda notice draft drafts final scan scans copy payroll offer offers settlement settlements contract contracts agreement list lists member members crew donor donors guest guests claim claims disclosure passport brochure catalog catalogue
		renewal enrolment enrollment backup archive photo photos image images video audio record records recording voice memo note notes letter form forms sheet data export import dump master client clients customer customers staff salary payment payments transfer statement estimate price pricelist purchase delivery shipping shipment packing manifest schedule plan
		drawing drawings design manual guide instruction instructions template sample test demo update setup install installer patch readme license licence document documents doc docs file files folder new old rev ver version temp tmp index main login user users account accounts password passwords secret private public share shared office budget sales tax audit review
		evaluation interview resume application request reply urgent important confidential internal external attachment attached signed unsigned original latest full part all misc other untitled screenshot screen capture log logs system config database table results result survey answers chat meeting slides presentation proposal project product products inventory stock parts
		seikyu seikyusho seikyuusho seikyuu mitsumori mitumori mitsumorisho rirekisho meibo keiyaku keiyakusho kyuyo kyuuyo kyuyomeisai hyoka hyouka shiryo shiryou gijiroku kanri keiri soumu jimu eigyo eigyou jinji nouhin nouhinsho hacchu hattyu chumon tyumon juchu jutyu nyukin shiharai shinsei moushikomi tanka kokyaku kaiin shain shokuin houkoku houkokusho hokoku renraku zumen keikaku yosan
		kessan uriage zaiko hinmoku shouhin shohin tenpu shashin gazou gazo douga rokuga rokuon saishu saishuu kaitei kyoyu kyouyu joho jouhou nippou nippo geppou yoyaku kintai shukka nyuka buhin seihin tokuisaki torihikisaki sagyo sagyou anken kojin kojinjouhou madoguchi uketsuke hoken kaigo jutaku soushin jushin sokuho kakunin onegai oshirase osirase annai
		akira conti lockbit ryuk maze makop phobos medusa babuk hive clop qilin karakurt restore recover decrypt unlock howto how info warning alert ransom jpg pdf xls xlsx docx zip csv excel word power point windows microsoft adobe chrome firefox edge java zoom teams slack google update updater flash player reader media movie sound music game tokyo osaka japan japanese english
		monthly weekly daily yearly quarterly annual newsletter timetable checklist questionnaire worksheet timesheet spreadsheet flyer leaflet pamphlet calendar diagram blueprint floorplan roster logo banner avatar thumbnail webinar homepage website
		monday tuesday wednesday thursday friday saturday sunday january february march april may june july august september october november december`))
	ransomNotes = []string{"readme", "restore", "decrypt", "recover", "howto", "how_to", "unlock", "ransom"}
	// fileParts are Japanese words that begin or end what files of everybody are called.
	fileParts = newRare("請求書", "御請求書", "請求", "見積書", "御見積書", "見積", "再見積", "見積依頼書", "依頼書", "見積依頼", "依頼", "計画", "成績", "配席", "席次", "注文書", "注文", "発注書", "納品書", "領収書", "名簿", "社員名簿", "乗客名簿", "会員名簿", "船員名簿", "顧客名簿", "児童名簿", "園児名簿", "生徒名簿", "一覧", "一覧表", "履歴書", "職務経歴書", "契約書", "保守契約", "契約", "評価", "評価シート", "人事評価", "議事録", "写真", "同意書", "審査申請", "申請書", "申請", "最終稿", "最終版", "最終", "初稿", "原稿", "控え", "控", "控訃報", "訃報", "故", "全データ", "データ", "案件", "台本", "至急", "重要", "座席表", "出荷指示書", "指示書", "ご注文確認", "確認書", "確認", "給与明細", "給与", "給与改定", "給料", "源泉徴収票", "年末調整", "予算", "予算書", "決算", "決算書", "売上", "売上表", "報告書", "報告", "日報", "月報", "資料", "図面", "平面図", "立面図", "仕様書", "設計書", "手順書", "計画書", "企画書", "提案書", "通知", "お知らせ", "案内", "委任状", "通関委任状", "診断書", "紹介状", "カルテ", "検査結果", "結果", "遺言", "遺言書", "家計簿", "通帳", "振込", "振込先", "振込依頼書", "控除", "保険", "証券", "台帳", "住所録", "連絡先", "連絡網", "顧客リスト", "リスト", "顧客", "会員", "全件", "一部", "改訂", "修正", "修正版", "更新", "旧", "新", "名刺", "録音", "録画", "動画", "音声", "面接", "面談", "評定", "成績", "指導要録", "成績表", "答案", "担任", "月", "月分", "年度", "年", "期", "上期", "下期", "号", "便", "分", "版", "用", "案", "メモ", "下書き", "添付", "テスト", "サンプル", "コピー", "バックアップ", "本番", "社外秘", "極秘", "秘", "卒園", "入園", "七五三", "運動会", "卒業", "結婚式", "婚礼", "旅行")
)

// fileNames finds them among what nobody took yet.
func (r *reader) fileNames() []guess {
	v := r.v
	if !v.holds('.') {
		return nil
	}
	var out []guess
	done := 1
	for _, i := range v.signs() {
		if v.runes[i] != '.' || i < done || i+2 >= len(v.runes) || v.script[i+1] != latin || v.gap(i+1) || r.t.at(i) {
			continue
		}
		end, program := v.fileEnd(i)
		if end == 0 {
			continue
		}
		from := v.fileStart(i)
		if from < i && !r.t.all(from, end) && r.fileOfSomebody(from, i, program) {
			out = v.room.guesses.push(out, guess{found{from, end, Path, NoParty}, Pattern, true})
		}
		done = end
	}
	return out
}

// fileEnd is the end of the endings of a file that begin with the full stop at rune i, 0 where none does, and whether the last is a program's.
func (v *view) fileEnd(i int) (end int, program bool) {
	for i+1 < len(v.runes) && v.runes[i] == '.' && !v.gap(i+1) {
		k := i + 1
		for k < len(v.runes) && k-i < 9 && v.script[k] == latin && v.runes[k] < 0x80 && (k == i+1 || !v.gap(k)) {
			k++
		}
		ext := v.word(i+1, k)
		if !extensions.has(ext) && !moreExtensions.has(ext) || k < len(v.runes) && !v.gap(k) && strings.ContainsRune("@_", v.runes[k]) {
			break
		}
		end, program, i = k, programs.has(ext), k
	}
	return end, program
}

// fileStart is where the name of a file whose ending begins at rune i starts, folders before it included.
func (v *view) fileStart(i int) int {
	for k := i; k > 0 && i-k < 60 && !v.lineEdge(k); k-- { // 「株式会社A 見積.xlsx」
		if c := v.runes[k-1]; strings.ContainsRune("「『", c) {
			return k
		} else if strings.ContainsRune("」』。、:=<>|*?,;", c) {
			break
		}
	}
	from, depth := i, 0
	for from > 0 && i-from < 80 && (from == i || !v.gap(from)) {
		c := v.runes[from-1]
		switch {
		case strings.ContainsRune(")]】", c):
			depth++
		case strings.ContainsRune("([【", c):
			if depth--; depth < 0 {
				return from
			}
		case v.script[from-1] == latin, v.script[from-1] == kata, strings.ContainsRune("_-~&+#%.ー×/\\¥", c), c == '・' && from > 1 && v.script[from-2] != sign && !v.gap(from-1):
		case v.script[from-1] == han, v.script[from-1] == hira:
			if from < i && fileLeads.ends(v, from) > 0 {
				return from
			}
			if v.script[from-1] == hira && from < i && v.script[from] != hira && from > 1 && (v.script[from-2] == han || v.script[from-2] == kata) && strings.ContainsRune("はがをにでと", c) {
				return from
			}
		default:
			return from
		}
		from--
	}
	for from < i && strings.ContainsRune("・-.", v.runes[from]) {
		from++
	}
	return from
}

// fileOfSomebody tells whether a name stands in what a file is called, of which nothing declared was found yet.
func (r *reader) fileOfSomebody(from, to int, program bool) bool {
	v := r.v
	word := v.word(from, to)
	note := false // a ransom note: only Japanese in it is somebody's
	for _, w := range ransomNotes {
		note = note || strings.Contains(word, w)
	}
	if !note && strings.ContainsAny(word, `/\¥`) && slices.Contains(r.t.mark[from:to], true) { // a declared name among its folders
		return true
	}
	for i := from; i < to; {
		k := i + 1
		switch {
		case r.t.at(i), v.script[i] == sign, isDigit(v.runes[i]):
		case v.script[i] == latin:
			for k < to && v.script[k] == latin && !v.gap(k) && !isDigit(v.runes[k]) && !r.t.at(k) {
				k++
			}
			if w := v.word(i, k); !note && nameWord(w, v.isCapital(i) && !program) || !note && !program && len(w) >= 6 && nameWord(w, true) {
				return true
			}
		default:
			for k < to && v.script[k] != latin && (v.script[k] != sign || v.runes[k] == 'ー') && !r.t.at(k) {
				k++
			}
			if r.fileNamesSomebody(i, k) {
				return true
			}
		}
		i = k
	}
	return false
}

// fileNamesSomebody tells whether a name is left of Japanese runes without the words of files.
func (r *reader) fileNamesSomebody(from, to int) bool {
	v := r.v
	titled := false
	for cut := true; cut && from < to; {
		cut = false
		if n := fileParts.starts(v, from); n > 0 && from+n <= to && !(n == 1 && to-from < 4) {
			from, cut = from+n, true
		} else if n := fileTitles.ends(v, to); n > 0 && to-n > from {
			to, titled, cut = to-n, true, true
		} else if n := fileParts.ends(v, to); n > 0 && to-n >= from && !(n == 1 && to-from < 3) {
			to, cut = to-n, true
		}
	}
	if to-from < 2 {
		return false
	}
	word := v.word(from, to)
	switch {
	case generic.has(word) || notPeopleSet.has(word) || tradeVocabulary.has(word) || ordinaryWords.has(word):
		return false
	case titled, r.strange(from, to):
		return true
	case v.script[from] == han:
		if wordList().knows(r.spelled(from, to), surnameClass) {
			return true
		}
	case v.script[from] != latin:
		names := latinNames()
		if _, _, ok := kanaName(word); ok || names.kanaSurname.has(word) || names.kanaGiven.has(word) {
			return true
		}
	}
	for _, w := range []*wordSet{strongTrade, weakTrade, institutions} { // タチバナ機工
		if n := w.ends(v, to); n > 0 && to-n-from >= 2 && !r.everyday(from, to-n) || n > 0 && to-n-from >= 2 && v.script[from] == kata && !tradeVocabulary.has(v.word(from, to-n)) && !generic.has(v.word(from, to-n)) && latinNames().kanaSurname.has(v.word(from, to-n)) {
			return true
		}
	}
	return false
}

// fileTitles stand behind a name in what a file is called.
var fileTitles = newRare("様", "さん", "氏", "御中", "殿", "ちゃん", "くん", "君", "先生", "社長", "様分", "様用", "様宛", "さん用", "先生用")

// nameWord tells whether a word of Latin letters in the name of a file or folder may be a person's or an organisation's: one that can be read as Japanese, one of the
// lists of names, or a capitalised one that is no word of English.
func nameWord(w string, capital bool) bool {
	if len(w) < 4 || fileWords.has(w) || englishWords.has(w) || latinTrade.has(w) || latinPlain.has(w) || latinVocabulary.has(w) || vendors.has(w) || commonLabels.has(w) || notMachines.has(w) || extensions.has(w) {
		return false
	}
	names := latinNames()
	switch {
	case names.surname.has(w), names.given.has(w), names.englishSurname.has(w) && !ordinaryLatin.has(w), names.englishGiven.has(w) && !ordinaryLatin.has(w):
		return true
	case len(w) >= 5 && japaneseSpelling(w):
		return true
	}
	return capital && len(w) >= 5 && isLetters(w) && !englishTail(w)
}

// englishTail tells whether a word ends as words of English made of others do.
func englishTail(w string) bool {
	for _, t := range []string{"ing", "ed", "tion", "sion", "ment", "ers", "ance", "ence", "ity", "ist", "ble", "ive", "ous", "ship", "age", "ics", "ness", "ful", "less", "ism", "ology", "ware", "ture", "tor"} {
		if strings.HasSuffix(w, t) && len(w) > len(t)+2 {
			return true
		}
	}
	return false
}
