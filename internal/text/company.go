package text

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// CompanyForms are the legal forms written before or after an organisation's name, in the spellings met in reports. Compare
// them in squeezed form, in which ㈱ and （株） are one; StripCompanyForm tries the longest first. It is to be read only.
var CompanyForms = []string{
	// 会社法 and its predecessors
	"株式会社", "(株)", "有限会社", "(有)", "合同会社", "(同)", "合名会社", "(名)", "合資会社", "(資)", "相互会社", "(相)",
	"特例有限会社", "特定目的会社", "投資法人", "有限責任事業組合", "投資事業有限責任組合",
	"かぶしきがいしゃ", "かぶしきかいしゃ", "ゆうげんがいしゃ", "ゆうげんかいしゃ", "ごうどうがいしゃ", "ごうどうかいしゃ",
	// 法人 under other laws
	"一般社団法人", "公益社団法人", "特例社団法人", "社団法人", "(社)", "(一社)", "(公社)",
	"一般財団法人", "公益財団法人", "特例財団法人", "財団法人", "(財)", "(一財)", "(公財)",
	"特定非営利活動法人", "認定特定非営利活動法人", "npo法人", "認定npo法人", "(特非)", "(認特非)",
	"学校法人", "準学校法人", "(学)", "国立大学法人", "公立大学法人", "大学共同利用機関法人", "(大)",
	"医療法人", "医療法人社団", "医療法人財団", "社会医療法人", "社会医療法人社団", "社会医療法人財団", "特定医療法人", "(医)", "(医社)", "(医財)", "(社医)", "(特医)",
	"社会福祉法人", "(福)", "(社福)", "宗教法人", "(宗)", "更生保護法人", "職業訓練法人", "農事組合法人", "管理組合法人", "(農)",
	"独立行政法人", "地方独立行政法人", "国立研究開発法人", "(独)", "(地独)", "(国研)",
	"弁護士法人", "弁護士・外国法事務弁護士共同法人", "外国法事務弁護士法人", "税理士法人", "監査法人", "有限責任監査法人", "司法書士法人", "行政書士法人",
	"社会保険労務士法人", "土地家屋調査士法人", "特許業務法人", "弁理士法人", "(弁)", "(税)", "(監)",
	"協同組合", "(協)", "事業協同組合", "企業組合", "協業組合", "商工組合", "協同組合連合会", "生活協同組合", "農業協同組合", "漁業協同組合", "森林組合",
	"有限責任中間法人", "無限責任中間法人", "中間法人", "労働者協同組合",
	// abroad, and as Japanese companies write themselves in English
	"Co., Ltd.", "Co. Ltd.", "Company, Limited", "Company Limited", "Company, Ltd.", "Co., Limited", "Ltd.", "Limited",
	"Inc.", "Incorporated", "Corp.", "Corporation", "Co.", "Company", "K.K.", "Kabushiki Kaisha", "Kabushiki Gaisha",
	"G.K.", "Godo Kaisha", "Goudou Kaisha", "Y.K.", "Yugen Kaisha", "LLC", "L.L.C.", "LLP", "L.L.P.", "L.P.", "PLC", "P.L.C.",
	"GmbH", "AG", "KG", "S.A.", "S.A.S.", "S.A.R.L.", "SARL", "S.p.A.", "S.r.l.", "B.V.", "N.V.", "A/S", "ASA", "AB", "Oy",
	"Pte. Ltd.", "Pte., Ltd.", "Pty. Ltd.", "Pvt. Ltd.", "Sdn. Bhd.", "Bhd.", "有限公司", "股份有限公司", "有限责任公司", "주식회사", "(주)",
}

// squeezedForms are CompanyForms as they stand in squeezed text, also without their full stops, the longest first.
var squeezedForms = func() [][]rune {
	seen := map[string]bool{}
	var out [][]rune
	for _, f := range CompanyForms {
		full := Squeeze(f)
		for _, s := range []string{full, strings.TrimSuffix(full, "."), strings.NewReplacer(".", "", ",", "").Replace(full)} {
			if !seen[s] {
				seen[s] = true
				out = append(out, []rune(s))
			}
		}
	}
	slices.SortStableFunc(out, func(a, b []rune) int { return len(b) - len(a) })
	return out
}()

// StripCompanyForm is s without the company forms at its ends and the space beside them, otherwise as written; a name that
// is nothing but a form stays. A form in Latin letters counts only as a word of its own, so Zinc keeps its inc. No name has more than
// mostForms: a line of thousands would take seconds.
func StripCompanyForm(s string) string {
	for range mostForms {
		cut := stripOne(s)
		if cut == s {
			break
		}
		s = cut
	}
	return s
}

const mostForms = 8

func stripOne(s string) string {
	rs, start, end := SqueezeMap(s)
	for _, form := range squeezedForms {
		n := len(form)
		if n >= len(rs) {
			continue
		}
		if leads(form) && slices.Equal(rs[:n], form) && parts(form[n-1], s[end[n-1]:]) {
			if rest := trimEdges(s[end[n-1]:]); rest != "" {
				return rest
			}
		}
		if k := len(rs) - n; slices.Equal(rs[k:], form) && partsBefore(form[0], s[:start[k]]) {
			if rest := trimEdges(s[:start[k]]); rest != "" {
				return rest
			}
		}
	}
	return s
}

// leads tells whether a form is written before names too; of the Latin ones only K.K. is, and SA Planning keeps its SA.
func leads(form []rune) bool {
	return !isLatin(form[0]) || !isASCII(form) || slices.Contains(leadingLatin, string(form))
}

var leadingLatin = []string{"k.k.", "k.k", "kk", "kabushikikaisha", "kabushikigaisha"}

func isASCII(rs []rune) bool {
	return !slices.ContainsFunc(rs, func(r rune) bool { return r >= utf8.RuneSelf })
}

// parts tells whether a form whose last rune is edge ends where rest begins.
func parts(edge rune, rest string) bool {
	next, _ := utf8.DecodeRuneInString(rest)
	return !isLatin(edge) || !isLatin(next)
}

func partsBefore(edge rune, rest string) bool {
	last, _ := utf8.DecodeLastRuneInString(rest)
	return !isLatin(edge) || !isLatin(last)
}

func isLatin(r rune) bool { return unicode.In(r, unicode.Latin) || unicode.IsDigit(r) }

func trimEdges(s string) string {
	return strings.TrimFunc(s, func(r rune) bool { return unicode.IsSpace(r) || strings.ContainsRune(",、，・･", r) })
}
