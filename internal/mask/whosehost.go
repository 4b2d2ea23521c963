package mask

import "strings"

// homely tells whether a name lies under .jp, where few attackers buy theirs and many victims are.
func (v *view) homely(t thing) bool {
	if t.p.Kind != URL && t.p.Kind != Domain && t.p.Kind != Mail {
		return false
	}
	h := hostOf(v.word(t.from, t.to))
	for _, d := range []string{".local", ".lan", ".internal", ".corp", ".localdomain"} {
		if strings.HasSuffix(h, d) {
			return true
		}
	}
	return strings.HasSuffix(h, ".jp") && !strings.HasPrefix(v.word(t.from, t.to), "hxxp")
}

// hostOf is the host of a URL or mail address as it was before somebody wrote it so that nobody follows it.
func hostOf(s string) string {
	s = refangedWord(s)
	if i := strings.Index(s, "://"); i >= 0 {
		s = s[i+3:]
	}
	if i := strings.IndexAny(s, "/?"); i >= 0 {
		s = s[:i]
	}
	if i := strings.LastIndexByte(s, '@'); i >= 0 {
		s = s[i+1:]
	}
	if i := strings.LastIndexByte(s, ':'); i >= 0 && strings.Count(s, ":") == 1 {
		s = s[:i]
	}
	return strings.TrimRight(s, ".")
}

// refangedWord is a word as it was before somebody wrote it so that nobody follows it.
func refangedWord(s string) string {
	if strings.ContainsAny(s, `[({\`) {
		return plainDots.Replace(s)
	}
	return s
}

var plainDots = strings.NewReplacer("[.]", ".", `\.`, ".", "(.)", ".", "{.}", ".", "[dot]", ".", "(dot)", ".", "[:]", ":", "[://]", "://", "[at]", "@", "(at)", "@", "[@]", "@")

// cheap tells whether a host lies under a domain that costs next to nothing, as those do that are bought for a day.
func cheap(host string) bool {
	i := strings.LastIndexByte(host, '.')
	return i >= 0 && cheapDomains.has(host[i+1:])
}

var cheapDomains = set(strings.Fields("top xyz vip bid pw ws icu click buzz cyou sbs cc ink cf ga gq ml tk rest monster win loan men date racing stream download quest cfd bond lol"))

// swapped tells whether a figure stands for a letter in a host, as in rainb0w and clin1cal.
func swapped(host string) bool {
	small := func(i int) bool { return i >= 0 && i < len(host) && 'a' <= host[i] && host[i] <= 'z' }
	for i := range host {
		if (host[i] == '0' || host[i] == '1') && small(i-1) && small(i-2) && small(i-3) && (small(i+1) || i+1 < len(host) && host[i+1] == host[i] && small(i+2)) {
			return true
		}
	}
	return false
}
