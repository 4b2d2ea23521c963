package mask

import "strings"

// paths finds file paths that lead through somebody's own folder or share, or that hold a word of Japanese. A path every machine has is left.
func (v *view) paths(add adder) {
	for i := 0; i+2 < len(v.runes); i++ {
		if !v.pathAt(i) {
			continue
		}
		to := i
		kanji := false
		for to < len(v.runes) && to-i < 260 && (to == i || !v.gap(to)) && v.inPath(i, to) {
			kanji = kanji || v.script[to] == han || v.script[to] == kata
			to++
		}
		for to > i && strings.ContainsRune(`.,:;\/)`, v.runes[to-1]) {
			to--
		}
		s := strings.ReplaceAll(string(v.runes[i:to]), "¥", `\`)
		own := strings.HasPrefix(s, `\\`)
		for _, w := range []string{`\users\`, `/users/`, `/home/`, `\documents and settings\`, `\documentsandsettings\`, `/var/www/`, `/srv/`, `\share`, `/share`, `/mnt/`, `/volume`} {
			if k := strings.Index(s, w); k >= 0 && len(s) > k+len(w) {
				own = own || !strings.HasPrefix(s[k+len(w):], "public") && !strings.HasPrefix(s[k+len(w):], "default")
			}
		}
		if to-i >= 5 && (own || kanji) {
			add(i, to, Path, Pattern, !own)
		}
		i = max(i, to-1)
	}
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
	case r == '/' && (i == 0 || v.runes[i-1] != '/' && v.runes[i-1] != ':'):
		for _, w := range rootFolders {
			if v.has(i+1, w) > 0 {
				return true
			}
		}
	case r == '~' && v.runes[i+1] == '/':
		return true
	}
	return false
}

var rootFolders = [][][]rune{squeezedWords("home/", "users/", "var/www/", "srv/", "mnt/", "export/", "data/", "share/", "volume1/")}

func (v *view) inPath(from, i int) bool {
	switch v.script[i] {
	case latin, han, kata:
		return true
	case hira:
		return i > from && (v.script[i-1] != latin || !strings.ContainsRune("のにをはがでとへかも", v.runes[i])) && !(v.runes[i-1] == '\\' && v.runes[i] == 'の')
	}
	return strings.ContainsRune(`\/:¥._-~$@+&#%=ー・()`, v.runes[i])
}
