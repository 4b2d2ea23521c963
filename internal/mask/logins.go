package mask

import (
	"strings"
)

// Sign-in names by their shape and by what stands beside them: @handles, k.usui, svc_backup, hnakazato, a word in small letters before でログイン.

var (
	// loginBehind follow a sign-in name.
	loginBehind = newEndings([]string{"→契約者", "→本人", "はその人の", "でログイン", "でログオン", "でサインイン", "で入って", "で入られ", "で入り", "にsu", "としてログイン", "のパスワード", "のトークン", "のpw", "のセッション", "アカウント", "のアカウント", "ユーザ", "ユーザー", "という利用者", "というid", "というユーザ", "というアカウント", "の権限", "が突破", "に昇格", "から大量送信", "@", "のログイン履歴", "のサインイン", "でサインオン", "のmfa", "でvpn", "でrdp", "の資格情報", "のログオン", "は退職", "で接続", "が作った公開", "(uid=", "pts/", "tty", "connectedfrom", "loggedin", "loggedon", "signedin", "failedlogin", "loginfailed", "hadpassword", "hadtheirpassword"})
	// loginBefore precede one, whatever it looks like.
	loginBefore = newEndings([]string{"acceptedpasswordfor", "failedpasswordfor", "acceptedpublickeyfor", "publickeyfor", "passwordfor", "passwordchangedfor", "invaliduser", "illegaluser", "sessionopenedforuserrootby", "userrootby", "rootby", "sessionopenedforuser", "sessionclosedforuser", "signsinas", "signedinas", "signinas", "loggedinas", "loginas", "loginsof", "loginof", "loggedonas", "ranas", "runas", "runningas", "impersonated", "whoami", "username", "usernames", "user-name", "logonaccount", "accountname", "displayname", "screenname", "failedlogins", "renamed", "sign-in", "signin", "sign-ins", "sign-infor", "sign-insfor", "signinsfor", "ライン名", "editedby", "createdby", "postedby", "modifiedby", "uploadedby", "handle", "handleis", "使っていた名前", "画面名", "ログイン中のユーザ", "acct", "suser", "duser", "susername", "targetusername", "subjectusername", "accountname:", "cs-username", "srcuser", "src_user", "dstuser", "dst_user", "user_name", "userid", "user_id", "login_name", "loginname", "ssh-l", "su-", "sudo-u", "useradd", "userdel", "usermod", "adduser", "netuser", "administrators", "passwd", "chown", "ofuser", "byuser", "foruser", "fromuser", "vpnuser", "adminuser", "domainuser", "toroot)", "usernameis", "loginis", "idis", "hn", "ハンドルネーム", "ニックネーム", "投稿者", "投稿者名", "出品者", "出品者名", "落札者", "購入者", "配信者", "登録名", "ログイン", "ログイン名", "ログオン名", "ユーザ", "ユーザー", "ユーザid", "ユーザーid", "ユーザ名", "ユーザー名", "更新者", "作成者", "最終更新者", "編集者", "共有アカウント", "共用アカウント", "共用id", "共通id", "特権id", "アカウント", "アカウント名", "利用者は学生", "学生", "wechat", "chatworkid", "chatwork", "github", "gitlab", "facebookの", "skype", "lineid", "line@", "zoomid", "ミーティングid", "lineのid", "lineid", "skypeのid", "skypeid", "インスタ", "インスタグラム", "instagram", "ツイッター", "twitter", "tiktok", "ティックトック", "フェイスブック", "facebook", "youtube", "discord", "telegram", "slackで", "xのアカウント", "xアカウント", "インスタは", "githubの", "gitlabの", "表示名", "表示名は", "ハンドル", "ハンドル名", "スクリーンネーム", "ログインに成功したid", "ログインid", "成功したid", "突破されたid", "不正ログインされたid", "対象id", "対象アカウント", "スプレー対象", "攻撃対象のアカウント", "侵害されたアカウント", "漏えいしたid", "実行ユーザ", "実行ユーザー", "実行者", "実行者は", "操作者", "ログイン者", "不審なログイン", "ログイン成功", "ログイン失敗", "ログオンユーザ", "ログオンユーザー", "サインイン名", "ftpの", "sshの", "vpnの", "dbの", "管理者は", "samaccountname", "uid", "cn", "owner", "author", "logname", "sl_username", "sasl_username", "ユーザプリンシパル名", "ユーザープリンシパル名", "userprincipalname", "upn", "login", "logins", "vpnloginof", "adminaccount", "serviceaccount", "account", "accounts", "users", "user", "id", "さんのid", "のid", "利用者id"})
	quotedNames = newEndings([]string{"ユーザー名", "ユーザ名", "ユーザー名は", "ユーザ名は", "表示名", "表示名は", "ニックネーム", "ニックネームは", "ハンドルネーム", "ハンドルネームは", "ハンドル名", "アカウント名", "アカウント名は", "ユーザーネーム", "プロフィール名", "チャンネル名"})
	notHandles  = set(strings.Fields("media import charset font-face keyframes everyone channel here all echo param return override types angular babel vue nestjs off rem mention"))
	serviceHead = []string{"svc", "sv", "adm", "admin", "usr", "user", "bk", "batch", "ci", "guest", "op", "sa", "ftp", "deploy", "backup", "kanri", "app", "job", "robot", "bot"}
	serviceTail = set(strings.Fields("admin adm user usr svc dev web db ftp official pta kanri test shop store staff mail kk adm1 adm2 bot tanto jimu keiri soumu"))
)

// logins finds sign-in names among the pieces of words: ID(tanaka2), yunoki/PW, uid=1003(nonaka).
func (v *view) logins(words []word, add adder) {
	for _, w := range words {
		if strings.Contains(w.s, "live:") {
			v.liveNames(w, add)
		}
		if len(w.s) > 400 || strings.Contains(w.s, "//") || strings.IndexByte(w.s, '\\') >= 0 || strings.Count(w.s, "/") > 1 {
			continue
		}
		for i := 0; i < len(w.s); {
			if !handleByte(w.s[i]) {
				i++
				continue
			}
			from := i
			for i < len(w.s) && handleByte(w.s[i]) {
				i++
			}
			to := from + len(handleTails.trimRight(w.s[from:i]))
			for from < to && (w.s[from] == '.' || w.s[from] == '-') {
				from++
			}
			if s := w.s[from:to]; len(s) >= 3 && len(s) <= 40 {
				v.piece(s, w.from+from, i < len(w.s) && (w.s[i] == ':' || w.s[i] == '~') && strings.Contains(w.s[i:], "~"), add)
			}
		}
	}
}

// liveNames finds names of Skype and the like, which hold a colon: live:tanaka.77, live:.cid.1a2b3c.
func (v *view) liveNames(w word, add adder) {
	if i := strings.Index(w.s, "live:"); i >= 0 && (i == 0 || !isAlnum(w.s[i-1])) {
		to := i + len("live:")
		for to < len(w.s) && handleByte(w.s[to]) {
			to++
		}
		if to = len(strings.TrimRight(w.s[:to], ".-")); to > i+7 {
			add(w.from+i, w.from+to, User, Pattern, false)
		}
	}
}

// handleSigns stand in sign-in names, handleTails behind them.
var handleSigns, handleTails = newSigns("._-@$"), newSigns(".-@")

func handleByte(c byte) bool { return isAlnum(c) || handleSigns.has(c) }

// piece looks at one piece of a word; prompt tells that what follows is a shell's prompt.
func (v *view) piece(s string, from int, prompt bool, add adder) {
	switch at := strings.IndexByte(s, '@'); {
	case at == 0:
		if h := s[1:]; len(h) >= 3 && isHandle(h) && !notHandles.has(h) && (from == 0 || v.gap(from) || v.script[from-1] != latin) {
			add(from, from+len(s), User, Pattern, true)
		}
	case at > 0:
		if (prompt || isHandle(s[at+1:])) && isHandle(s[:at]) && at+2 < len(s) && strings.IndexByte(s[at:], '.') < 0 { // tanaka@web01:~$
			add(from, from+len(s), User, Pattern, true)
		}
	case strings.IndexByte(s, '-') > 0 && isHandle(s) && v.host(s, from, add):
	case isHandle(s) && (!v.isCapital(from) || strings.ContainsAny(s, "._-0123456789")):
		if !v.login(s, from, from+len(s), add) && hasFigure(s) {
			v.unlabelled(s, from, add)
		}
	}
}

func isHandle(s string) bool {
	letters := false
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case 'a' <= c && c <= 'z':
			letters = true
		case '0' <= c && c <= '9' || c == '.' || c == '_' || c == '-' || c == '$':
		default:
			return false
		}
	}
	return letters
}

// login looks at one word that may be a sign-in name.
func (v *view) login(s string, from, to int, add adder) bool {
	shaped := loginShape(s)
	if !shaped && !v.lineName(from, to) && ordinaryLogins.has(s) {
		return false
	}
	if neverLogins.has(s) {
		return false
	}
	if hasFigure(s) && (versionLike.match(s) || standards.match(s) || notSerials.match(s)) {
		return false
	}
	if shaped || v.lineName(from, to) && strings.ContainsAny(s, "._-") {
		add(from, to, User, Pattern, true)
		return true
	}
	small := !v.isCapital(from)
	before := from
	for n := bridges.ends(v, before); n > 0 && v.script[before-1] == latin && v.wordStands(before-n, before); n = bridges.ends(v, before) { // username is tanaka
		before -= n
	}
	for n := 0; n < 4 && before > 0 && (strings.ContainsRune(`:=「『"'([<#・→、,はが`, v.runes[before-1]) || v.answer(before)); n++ {
		before--
	}
	if n := loginBefore.ends(v, before); n > 0 && (v.script[before-1] != latin || v.script[before-n] != latin || before == n || v.gap(before-n) || v.script[before-n-1] != latin) && !(v.lineEdge(from) && before == from && s != "") {
		strong := before < from || n >= 4 && !plainEnding(s) || strings.ContainsAny(s, "0123456789._-") || n >= 9 || v.script[before-1] != latin
		if small && strong {
			add(from, to, User, Context, false)
			return true
		}
	}
	if n := loginBehind.starts(v, to); small && n > 0 && (v.script[to] != latin || v.gap(to) || v.runes[to] == '(' || v.runes[to] == '@') && v.runeAt(to) != '@' && len(s) >= 4 {
		add(from, to, User, Context, true)
		return true
	}
	if small && latinNames().surname.has(s) && len(s) >= 5 && !latinCities.has(s) && !bigPlaces.has(s) && !ordinaryLatin.has(s) && !cityNames.has(s) {
		add(from, to, User, Dictionary, true)
		return true
	}
	return false
}

var (
	englishOrTrade = union(englishWords, latinTrade)
	everydayLatin  = union(englishOrTrade, latinPlain)
	// ordinaryLogins are words that are a sign-in name only where their shape or place says so, neverLogins those that are none anywhere.
	ordinaryLogins = union(everydayLatin, vendors, commonLabels)
	neverLogins    = union(notUsers, commonAccounts, notMachines, latinVocabulary)
)

// answer tells whether the A of questions and answers stands before rune i: Q ログインID A d_lima.
func (v *view) answer(i int) bool {
	return i > 1 && v.runes[i-1] == 'a' && v.isCapital(i-1) && v.gap(i) && v.gap(i-1)
}

// plainEnding tells whether a word is one of English with an ending.
func plainEnding(s string) bool {
	for _, e := range []string{"s", "es", "ed", "d", "ing", "er", "ers", "or", "ly", "tion", "tions", "ment", "ments", "able", "al", "ive", "ity", "ness", "less", "ful", "side", "out", "up", "wide", "base", "name", "names", "time", "box", "over", "point", "points", "book", "word", "words", "less", "in", "on", "off"} {
		if stem, ok := strings.CutSuffix(s, e); ok && len(stem) > 2 && (englishWords.has(stem) || englishWords.has(stem+"e") || latinPlain.has(stem)) {
			return true
		}
	}
	return false
}

var extensions = set(strings.Fields("exe dll js jse vbs txt pdf doc docx docm dot dotm xls xlsx xlsm ppt pptx zip 7z rar tgz gz tar py sh log dat php asp aspx jsp ps1 bat cmd lnk iso img tmp html htm csv xml json jpg jpeg png gif bmp mp3 mp4 avi mov eml msg pst ost bak old cfg conf ini cgi css go rb c h so sys scr hta one onepkg rtf md5 sha256 key pem crt cer pfx p12 ovpn sql mdb accdb vmdk vhd vhdx war jar apk pages numbers"))

// loginShape tells whether a word is built as sign-in names are: an initial beside a surname, a service account, a Japanese word with figures or an office.
func loginShape(s string) bool {
	if i := strings.IndexByte(s, '_'); i > 1 && strings.Count(s, "_") == 2 && isServiceHead(s[:i]) && !strings.ContainsAny(s, ".-") { // svc_mrp_batch
		return true
	}
	if i := strings.IndexAny(s, "._-"); i > 0 && i+1 < len(s) && !strings.ContainsAny(s[i+1:], "._-") {
		a, b := s[:i], s[i+1:]
		core := strings.TrimRight(b, "0123456789")
		switch {
		case len(a) == 1 && len(core) >= 3 && isLetters(a) && isLetters(core):
			return s[i] == '.' || japaneseSpelling(core) && len(core) >= 4 && !englishWords.has(core) || latinNames().englishSurname.has(core)
		case len(b) == 1 && len(a) >= 4 && isLetters(a) && isLetters(b):
			return s[i] == '.' || japaneseSpelling(a) && !englishOrTrade.has(a)
		case isServiceHead(a) && len(b) >= 3 && s[i] != '.':
			return !englishWords.has(b) || a == "svc"
		case isLetters(a) && len(a) >= 4 && (serviceTail.has(b) || serviceTail.has(core) && core != ""):
			return japaneseSpelling(a) && !englishOrTrade.has(a)
		case isLetters(a) && isLetters(core) && len(a) >= 3 && len(core) >= 3 && latinNames().surname.has(a) && latinNames().given.has(core), isLetters(a) && latinNames().given.has(a) && latinNames().surname.has(core) && len(a) >= 3:
			return true
		case s[i] == '_' && len(a) >= 4 && isLetters(a) && japaneseSpelling(a) && !englishOrTrade.has(a) && !englishWords.has(b) && !latinTrade.has(b) && !latinVocabulary.has(b):
			return true
		}
		return false
	}
	core := strings.TrimRight(s, "0123456789")
	if !isLetters(core) {
		return isServiceHead(strings.SplitN(s, "_", 2)[0]) && strings.Count(s, "_") == 1
	}
	names := latinNames()
	switch figures := len(s) - len(core); {
	case figures > 0 && figures <= 4 && len(core) >= 5 && japaneseSpelling(core) && !englishOrTrade.has(core) && !latinCities.has(core):
		return true
	case figures > 0 && (core == "guest" || core == "admin" || core == "user" || core == "kanri" || core == "frontdesk" || core == "uketsuke" || core == "jimu" || core == "soumu" || core == "keiri" || core == "eigyo"):
		return true
	case figures == 0 && len(core) >= 6 && !englishWords.has(core): // hnakazato, usuik
		return names.englishSurname.has(core[1:]) && len(core) > 7 || names.surname.has(core[1:]) && !names.surname.has(core) && !names.given.has(core) || names.surname.has(core[:len(core)-1]) && !names.surname.has(core) && !strings.ContainsAny(core[len(core)-1:], "aiueo")
	}
	return false
}

// lineName tells whether a word begins a line and a time of day follows, as in chats: hama_pub 10:32.
func (v *view) lineName(from, to int) bool {
	return (from == 0 || v.newLine(from)) && to+5 <= len(v.runes) && v.gap(to) && isDigits(v.runes[to:to+2]) && v.runes[to+2] == ':' && isDigits(v.runes[to+3:to+5]) && (to+5 == len(v.runes) || v.gap(to+5) || v.script[to+5] != latin)
}

func isServiceHead(a string) bool {
	for _, h := range serviceHead {
		if a == h {
			return true
		}
	}
	return false
}

// japaneseSpelling tells whether small letters can be read as Japanese syllables.
func japaneseSpelling(s string) bool {
	vowel := func(i int) bool { return i < len(s) && strings.IndexByte("aiueo", s[i]) >= 0 }
	for i := 0; i < len(s); {
		switch {
		case vowel(i):
			i++
		case s[i] == 'n' && !vowel(i+1) && !(i+2 < len(s) && s[i+1] == 'y'):
			i++
		case strings.HasPrefix(s[i:], "sh") && vowel(i+2) && s[i+2] != 'e', strings.HasPrefix(s[i:], "ch") && vowel(i+2) && s[i+2] != 'e', strings.HasPrefix(s[i:], "ts") && i+2 < len(s) && s[i+2] == 'u':
			i += 3
		case i+2 < len(s) && s[i+1] == 'y' && strings.IndexByte("kgnhbpmr", s[i]) >= 0 && strings.IndexByte("auo", s[i+2]) >= 0:
			i += 3
		case i+1 < len(s) && s[i] == s[i+1] && strings.IndexByte("kstp", s[i]) >= 0:
			i++
		case i+3 < len(s) && strings.HasPrefix(s[i:], "tch"):
			i++
		case s[i] == 'm' && i+1 < len(s) && strings.IndexByte("bpm", s[i+1]) >= 0:
			i++
		case s[i] == 'h' && i > 0 && s[i-1] == 'o' && !vowel(i+1): // ohno
			i++
		case s[i] == 'f' && i+1 < len(s) && s[i+1] == 'u', s[i] == 'j' && vowel(i+1) && s[i+1] != 'e', s[i] == 'y' && i+1 < len(s) && strings.IndexByte("auo", s[i+1]) >= 0, s[i] == 'w' && i+1 < len(s) && s[i+1] == 'a', strings.IndexByte("kgsztdnhbpmr", s[i]) >= 0 && vowel(i+1):
			i += 2
		default:
			return false
		}
	}
	return len(s) > 0
}

// quotedLogins finds names of any writing in quotation marks behind a word for a sign-in or shown name.
func (v *view) quotedLogins(add adder) {
	if !v.says(quotedNames) {
		return
	}
	for i := 1; i+2 < len(v.runes); i++ {
		if v.runes[i] != '「' && v.runes[i] != '『' || quotedNames.ends(v, i) == 0 && !(i > 1 && (v.runes[i-1] == 'は' || v.runes[i-1] == ':') && quotedNames.ends(v, i-1) > 0) {
			continue
		}
		to := i + 1
		for to < len(v.runes) && to-i < 24 && v.runes[to] != '」' && v.runes[to] != '』' && !v.lineEdge(to) {
			to++
		}
		if to < len(v.runes) && to-i > 2 && (v.runes[to] == '」' || v.runes[to] == '』') && !commonAccounts.has(v.word(i+1, to)) {
			add(i+1, to, User, Context, true)
		}
	}
}

// logLines finds the machine and the user in lines of logs: Nov 8 02:51:33 HOST sshd[881]:
func (v *view) logLines(words []word, add adder) {
	for i := 2; i+1 < len(words); i++ {
		if words[i-1].s == "-" && len(words[i].s) > 2 && strings.Count(words[i-2].s, ".") == 3 && isHandle(words[i].s) && (words[i+1].s[0] == '[' || words[i+1].s[0] == '"') && !v.newLine(words[i].from) && !commonAccounts.has(words[i].s) { // 192.0.2.1 - tanaka [12/Jan…
			add(words[i].from, words[i].to, User, Context, false)
		}
		if t := words[i-1].s; len(t) < 8 || t[2] != ':' || t[5] != ':' || !isDigits([]rune(t[:2]+t[3:5]+t[6:8])) {
			continue
		}
		next := words[i+1].s
		if w := words[i]; isHandle(w.s) && len(w.s) <= 40 && !v.lineEdge(w.from) && !v.lineEdge(words[i+1].from) && (strings.HasSuffix(next, ":") || strings.HasSuffix(next, "]:")) && !commonAccounts.has(w.s) && w.s != "localhost" {
			add(w.from, w.to, Host, Context, false)
		}
	}
}
