package mask

import "strings"

// paths finds file paths that lead through somebody's own folder or share, or that hold a word of Japanese. A path every machine has is left.
func (v *view) paths(add adder) {
	if !v.holds('\\', '/', '¥') {
		return
	}
	roots := v.says(ownRoots)
	for i := 0; i+2 < len(v.runes); i++ {
		mailbox := false
		if !v.pathAt(i) {
			if mailbox = roots && v.folderAt(i); !mailbox {
				continue
			}
		}
		to := v.pathEnd(i)
		for to > i && strings.ContainsRune(`.,:;\/)`, v.runes[to-1]) {
			to--
		}
		kanji := false
		for k := i; k < to; k++ {
			kanji = kanji || v.script[k] == han || v.script[k] == kata
		}
		s := strings.ReplaceAll(v.word(i, to), "¥", `\`)
		if own := mailbox || ownPath(s) || v.namedFolder(i, to); to-i >= 5 && (own || kanji) {
			add(i, to, Path, Pattern, !own)
		}
		i = max(i, to-1)
	}
}

var (
	ownFolders = []string{`\users\`, `/users/`, `/home/`, `\documents and settings\`, `\documentsandsettings\`, `/var/www/`, `/srv/`, `\share`, `/share`, `/mnt/`, `/volume`, `\wwwroot\`}
	// systemFolders are the first folders of a drive that every machine has.
	systemFolders = []string{"windows", "programfiles", "programdata", "perflogs", "system", "system32", "temp", "tmp", "recycle", "$recycle", "boot", "efi", "intel", "drivers", "inetpub", "users", "msocache", "windows.old", "documents", "xampp", "python", "tools", "amd", "nvidia"}
)

// ownPath tells whether a path leads through a folder that is not on every machine.
func ownPath(s string) bool {
	if strings.HasPrefix(s, `\\`) || strings.HasPrefix(s, "%user") {
		return true
	}
	for _, w := range ownFolders {
		if k := strings.Index(s, w); k >= 0 && len(s) > k+len(w) && !strings.HasPrefix(s[k+len(w):], "public") && !strings.HasPrefix(s[k+len(w):], "default") {
			return true
		}
	}
	if strings.HasPrefix(s, "~/") {
		return len(s) > 4 && s[2] != '.'
	}
	if len(s) > 3 && s[1] == ':' { // two folders deep on a drive, or a folder of one's own on another than C
		rest := s[3:]
		for _, w := range systemFolders {
			if strings.HasPrefix(rest, w) {
				return false
			}
		}
		return strings.Count(rest, `\`)+strings.Count(rest, "/") >= 1
	}
	return false
}

// pathEnd goes on from rune i over a path. A space is taken along where a further folder follows in the same line and nothing but a name stands
// between; a particle behind kanji ends a path unless a further folder or an ending follows.
func (v *view) pathEnd(i int) int {
	to := i
	for to < len(v.runes) && to-i < 260 {
		if to > i && v.gap(to) && !v.folderAhead(to, true) {
			break
		}
		if !v.inPath(i, to) || to > i && v.script[to] == hira && v.script[to-1] != hira && strings.ContainsRune("のにをはがでとへもや", v.runes[to]) && !v.folderAhead(to, false) {
			break
		}
		to++
	}
	return to
}

// folderAhead tells whether the path goes on behind rune i: a folder's sign follows with nothing but a name before it, or a file's ending.
func (v *view) folderAhead(i int, gap bool) bool {
	if gap && v.lineEdge(i) || !gap && v.lineEdge(i) {
		return false
	}
	for k := i; k < len(v.runes) && k-i < 40; k++ {
		switch r := v.runes[k]; {
		case k > i && v.lineEdge(k):
			return false
		case r == '\\' || r == '¥' || r == '/' && !gap:
			return k > i && !(k+1 < len(v.runes) && (v.runes[k+1] == '\\' || v.runes[k+1] == '¥'))
		case r == '/' && gap:
			return k > i && (v.runeAt(i) == '-' || v.isCapital(i) || v.script[i] == han || v.script[i] == kata)
		case r == '.' && k > i && !gap && k+3 < len(v.runes) && v.script[k+1] == latin:
			return true
		case v.script[k] == hira && gap:
			return false
		case v.script[k] == sign && !strings.ContainsRune("-&_()・.", r):
			return false
		case !gap && k > i && v.gap(k):
			return false
		}
	}
	return false
}

// folders of a mail program or a cloud drive that a path without a drive may begin with.
var ownRoots = newWords("受信トレイ", "送信済み", "下書き", "マイドライブ", "共有ドライブ", "書類", "デスクトップ", "ダウンロード", "ドキュメント", "共有フォルダ", "個人用フォルダ", "inbox", "sent", "mydrive", "documents", "desktop", "downloads", "onedrive", "dropbox", "box", "%userprofile%", "%homepath%", "%onedrive%", "shareddrives")

// folderAt tells whether such a folder with a further one behind it stands at rune i.
func (v *view) folderAt(i int) bool {
	n := ownRoots.starts(v, i)
	if n == 0 || i > 0 && !v.gap(i) && (v.script[i-1] == v.script[i] && v.runes[i] != '%' || strings.ContainsRune(`\/¥.:`, v.runes[i-1])) {
		return false
	}
	k := i + n
	return k+1 < len(v.runes) && strings.ContainsRune(`\/¥`, v.runes[k]) && !v.gap(k) && !v.gap(k+1) && (v.script[k+1] != sign || v.runes[k+1] == '(')
}

// pathAt tells whether a path begins at rune i: a drive, a share, or a folder from the root.
func (v *view) pathAt(i int) bool {
	back := func(k int) bool { return k < len(v.runes) && (v.runes[k] == '\\' || v.runes[k] == '¥') }
	if i > 0 && !v.gap(i) && v.script[i-1] == latin {
		return false
	}
	switch r := v.runes[i]; {
	case 'a' <= r && r <= 'z' && v.runes[i+1] == ':':
		return back(i+2) || v.runes[i+2] == '/' && i+3 < len(v.runes) && v.runes[i+3] != '/'
	case back(i) && back(i+1):
		return v.script[i+2] == latin
	case r == '/' && v.runes[i+1] != '/' && (i == 0 || v.runes[i-1] != '/' && (v.runes[i-1] != ':' || v.script[max(i-2, 0)] != latin)):
		return v.has(i+1, rootFolders) > 0 || v.folders(i)
	case r == '~' && v.runes[i+1] == '/':
		return true
	case (r == 's' && v.has(i, smbScheme) > 0 || r == 'f' && v.has(i, smbScheme) > 0 || r == 'a' && v.has(i, smbScheme) > 0):
		return true
	}
	return false
}

// folders tells whether two folders or more from the root begin at rune i, with nothing but a gap or an opening sign before.
func (v *view) folders(i int) bool {
	if v.gap(i+1) || v.script[i+1] == sign || i > 0 && !v.gap(i) && !strings.ContainsRune(":=「『\"'(", v.runes[i-1]) {
		return false
	}
	for k := i + 2; k < len(v.runes) && k-i < 60 && !v.gap(k) && v.inPath(i, k); k++ {
		if v.runes[k] == '/' && k+1 < len(v.runes) && !v.gap(k+1) && (v.script[k+1] != sign || strings.ContainsRune("._", v.runes[k+1])) {
			return true
		}
	}
	return false
}

// namedFolder tells whether a word that may be a name stands among the folders of a path.
func (v *view) namedFolder(from, to int) bool {
	for i := from; i < to; {
		k := i + 1
		if v.script[i] == latin && !isDigit(v.runes[i]) {
			for k < to && v.script[k] == latin && !isDigit(v.runes[k]) {
				k++
			}
			if w := v.word(i, k); len(w) >= 5 && nameWord(w, false) {
				return true
			}
		}
		i = k
	}
	return false
}

var (
	rootFolders = newWords("home/", "users/", "var/www/", "srv/", "mnt/", "export/", "data/", "share/", "volume1/", "volumes/", "media/", "nas/", "opt/www/", "usr/home/", "root/")
	smbScheme   = newWords("smb://", "file://", "afp://")
)

func (v *view) inPath(from, i int) bool {
	switch v.script[i] {
	case latin, han, kata:
		return true
	case hira:
		return i > from && (v.script[i-1] != latin || !strings.ContainsRune("のにをはがでとへかも", v.runes[i])) && !(v.runes[i-1] == '\\' && v.runes[i] == 'の')
	}
	return strings.ContainsRune(`\/:¥._-~$@+&#%=ー・()×`, v.runes[i])
}
