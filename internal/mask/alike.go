package mask

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// alikeLatin and alikeKana compare a word by its sound with a name.
func alikeLatin(w, name []rune, chance float32) bool {
	return len(w) >= leastLatin && slices.Equal(w, name) || nearly(w, name, leastLatin, func() bool {
		return (len(w) > leastLatin || chance > shortChance) && syllables(w, name, func(i int) bool { return beginsSyllable(name, i) }, 2, 2)
	})
}

func alikeKana(w, name []rune, chance float32) bool {
	return nearly(w, name, leastEcho, func() bool {
		return (len(w) > leastEcho || chance > shortChance) && syllables(w, name, func(int) bool { return true }, 1, 3)
	})
}

// nearly tells whether a word of least runes or more is a name but for a letter or two, holds one a rune longer whole, or begins as it does and is short for it.
func nearly(w, name []rune, least int, short func() bool) bool {
	n := len(name)
	switch {
	case n < least || len(w) < least:
		return false
	case len(w) >= leastSlip && n >= leastSlip && mends(w, name, min(1+n/9, 2)), n > least && holds(w, name):
		return true
	}
	return w[0] == name[0] && short()
}

// holds tells whether a name stands in a word.
func holds(w, name []rune) bool {
	for i := range len(w) - len(name) + 1 {
		if slices.Equal(w[i:i+len(name)], name) {
			return true
		}
	}
	return false
}

// syllables tells whether a word is put together of up to most pieces of a name in their order, each of which begins where a syllable does, the first with the name.
func syllables(w, name []rune, begins func(int) bool, least, most int) bool {
	var try func(i, k, pieces int) bool
	try = func(i, k, pieces int) bool { // w from i on out of name from k on
		if i == len(w) {
			return true
		}
		if pieces == most {
			return false
		}
		for ; k < len(name); k++ {
			if name[k] != w[i] || !begins(k) {
				if i == 0 {
					return false
				}
				continue
			}
			for n := 1; i+n <= len(w) && k+n <= len(name) && w[i+n-1] == name[k+n-1]; n++ {
				if n < least {
					continue
				}
				if try(i+n, k+n, pieces+1) {
					return true
				}
			}
			if i == 0 {
				return false
			}
		}
		return false
	}
	return try(0, 0, 0)
}

func beginsSyllable(name []rune, i int) bool {
	return i == 0 || !isVowel(name[i]) && name[i] != 'y' || isVowel(name[i]) && isVowel(name[i-1])
}

// initialsOf tells whether capitals are letters of a name in Latin letters in their order, the first its first, each the beginning of a syllable unless the tagger sees a name.
func initialsOf(w, name []rune, chance float32) bool {
	if len(name) == 0 || alikeLetter(w[0]) != alikeLetter(name[0]) || chance < echoChance && len(w) < 3 {
		return false
	}
	k := 0
	for _, r := range w {
		for k < len(name) && (alikeLetter(name[k]) != alikeLetter(r) || chance < echoChance && !beginsSyllable(name, k)) {
			k++
		}
		if k == len(name) {
			return false
		}
		k++
	}
	return true
}

// heardLatin is a word in Latin letters by its sound, with l and r alike: lukuri is ルクリ.
func heardLatin(rs []rune) []rune {
	out := listen(rs).runes
	for i, r := range out {
		if r == 'l' {
			out[i] = 'r'
		}
	}
	return out
}

// alikeLetter is the letter by which Japanese says one: SCS of サザンクロス石油.
func alikeLetter(r rune) rune {
	switch r {
	case 'c', 'q':
		return 'k'
	case 'l':
		return 'r'
	case 'v':
		return 'b'
	case 'f':
		return 'h'
	case 'j':
		return 'z'
	}
	return r
}

// nickname tells whether a word is the beginning of a name's reading with a small tsu or a long vowel put in: テッシー of てしがわら.
func nickname(w []rune, x *echo) bool {
	if x.kind != Name {
		return false
	}
	plain := slices.DeleteFunc(slices.Clone(w), func(r rune) bool { return r == 'っ' || r == 'ー' })
	return len(plain) >= 2 && len(plain) < len(w) && len(x.kana) > len(plain) && slices.Equal(x.kana[:len(plain)], plain)
}

// frames are what is left of a Latin spelling when it is said in Japanese and its vowels are taken out: nsrm of northrim and of ノースリム. Of a foreign one the r that is
// not said before another consonant may be there or not.
func frames(s string, foreign bool) []string {
	if !foreign {
		return []string{frame(s, true)}
	}
	heard := s
	s = saidInJapanese.Replace(s)
	list := []string{frame(s, true), frame(s, false)}
	if strings.Contains(s, "w") { // Wolfgang is ヴォルフガング
		list = append(list, frame(strings.ReplaceAll(s, "w", "v"), true))
	}
	if strings.Contains(heard, "th") { // Thandiwe is タンディウェ
		list = append(list, frame(saidInJapanese.Replace(strings.ReplaceAll(heard, "th", "t")), true))
	}
	return list
}

var saidInJapanese = strings.NewReplacer("th", "s", "ck", "k", "ph", "h", "gh", "", "wh", "", "ce", "s", "ci", "s", "cy", "s", "ch", "t", "sh", "s", "x", "ks", "qu", "k")

func frame(s string, allR bool) string {
	var b strings.Builder
	last := rune(0)
	rs := []rune(s)
	for i, r := range rs {
		r = alikeLetter(r)
		if strings.ContainsRune("aiueoyw-'", r) || r >= utf8.RuneSelf {
			last = 0
			continue
		}
		if rs[i] == 'r' && !allR && (i+1 == len(rs) || !strings.ContainsRune("aiueoy", rs[i+1])) {
			continue
		}
		if r != last {
			b.WriteRune(r)
		}
		last = r
	}
	return b.String()
}

func (e *echo) framed(list []string) bool {
	return slices.ContainsFunc(list, func(f string) bool { return len(f) >= leastFrame && slices.Contains(e.frames, f) })
}

// acronyms of the trade and of everyday life, and words of organisations' English names, resemble much and name nobody.
var (
	acronyms = set(strings.Fields(`noc pin pta awb bl po pw otp faq cio coo plc sdk ide vm vdi vps cdn ntp saml gpo dmz nat wlan ssid wep wpa mac udp css js xss csrf rce apt ioc ttp cwe kev poc eol eos bcp rto rpo sla nda pii appi isms npo ngo jr jal ana nhk
	hdd ssd ram mbr gpt raid sas pda gps gsm lte nfc rfid ocr llm bec sv ap mx txt ttl ptr soa ns utc jst am pm tbd eta etd dm vip ir qa qc rd rnd gm md mgr edi eft swift iban bic jpy usd eur btc eth usdt nft kyc aml isbn upc sku wms tms mes cad cam bim
	cg dx gis msp mssp psirt isac npa mic meti mhlw mext aes rsa sha md5 pgp gpg ca crl ocsp pki fqdn cname uri yaml dll exe msi vhd vmdk lnk bat ps1 vbs hta ole rtf doc xls ppt 7z gz ceo cfo cto ciso it pr hr ok ng na ps cc bcc re fw fyi asap tel fax ext url`))
	tradeEnglish = set(strings.Fields(`research education institute best first international community council committee federation chamber museum library theatre theater studio atelier academy kindergarten nursery junior senior elementary middle welfare medical dental pharmacy veterinary
	architecture architects accounting legal patent translation publishing printing packaging shipping logistics express transport marine fishery fisheries agriculture agricultural livestock dairy bakery brewery winery coffee kitchen restaurant hotel resort travel tourism sports fitness yoga
	music piano dance ballet photo photography design digital media software hardware electronics electric machinery machine tool tools parts metal steel chemical chemicals plastic rubber paper textile textiles fashion apparel jewelry furniture housing construction engineering survey`))
)
