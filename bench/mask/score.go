package main

import (
	"encoding/json"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"todoke/internal/mask"
)

// ratio counts; without cases it has no value (null).
type ratio struct{ hit, of int }

func (r *ratio) add(hit bool) {
	r.of++
	if hit {
		r.hit++
	}
}

func (r ratio) value() float64 { return float64(r.hit) / float64(max(r.of, 1)) }

// MarshalJSON writes the quotient, null where nothing was counted.
func (r ratio) MarshalJSON() ([]byte, error) {
	if r.of == 0 {
		return []byte("null"), nil
	}
	return json.Marshal(r.value())
}

// row is the result for one type in one set.
type row struct {
	Type      string `json:"type"`
	Set       string `json:"set"`
	Recall    ratio  `json:"recall"`
	Precision ratio  `json:"precision"`
	N         int    `json:"n"`
}

// miss is one label not covered, or one proposal where nothing is to be masked.
type miss struct {
	sample *sample
	what   string // "missed", "false alarm", "attacker masked"
	typ    string
	start  int
	end    int
}

// typeOf gives the label type a proposed kind is counted as; "" for exact days, which are coarsened everywhere and are labelled nowhere.
func typeOf(p mask.Proposal) string {
	if p.Party != mask.NoParty {
		return "own"
	}
	switch p.Kind {
	case mask.Name:
		return "person"
	case mask.CorporateNumber:
		return "corporate"
	case mask.Account:
		return "bank"
	case mask.Count:
		return "amount"
	case mask.Date:
		return ""
	}
	return string(p.Kind)
}

// tally counts recall and precision by row while the samples of one set are gone through.
type tally struct {
	recall, precision map[string]*ratio
	misses            []miss
}

// score compares what is proposed for each sample with what is labelled.
func score(set string, samples []sample, propose func(sample) []mask.Proposal) ([]row, []miss) {
	names := append(slices.Clone(types), identifiers, anyType, kept, quiet, ownVariants)
	for _, w := range writings {
		names = append(names, ownWriting(w))
	}
	c := tally{map[string]*ratio{}, map[string]*ratio{}, nil}
	for _, t := range names {
		c.recall[t], c.precision[t] = new(ratio), new(ratio)
	}
	for i := range samples {
		s := &samples[i]
		proposals := propose(*s)
		for k, l := range s.labels {
			c.label(s, l, proposals)
			if s.written != nil && s.written[k] != "" {
				c.written(s.written[k], covered(s.text, l, proposals))
			}
		}
		calm := true
		for _, p := range proposals {
			calm = c.proposal(s, p) && calm
		}
		if s.hard {
			c.recall[quiet].add(calm)
			c.precision[quiet].add(calm)
		}
	}
	var rows []row
	for _, t := range names {
		if c.recall[t].of+c.precision[t].of == 0 && strings.HasPrefix(t, "own, ") {
			continue // only the held-out texts are sorted by writing
		}
		rows = append(rows, row{Type: t, Set: set, Recall: *c.recall[t], Precision: *c.precision[t], N: c.recall[t].of})
	}
	return rows, c.misses
}

// label counts whether one label is treated rightly.
func (c *tally) label(s *sample, l label, proposals []mask.Proposal) {
	found := covered(s.text, l, proposals)
	switch l.role {
	case attacker:
		c.recall[kept].add(!found)
		if found {
			c.misses = append(c.misses, miss{s, "attacker masked", l.typ, l.start, l.end})
		}
	case victim:
		for _, t := range rowsOf(l.typ) {
			c.recall[t].add(found)
		}
		if !found {
			c.misses = append(c.misses, miss{s, "missed", l.typ, l.start, l.end})
		}
	}
}

// written counts a spelling of a declared party by how it is written.
func (c *tally) written(class string, found bool) {
	c.recall[ownWriting(class)].add(found)
	if slices.Contains(foreseen, class) {
		c.recall[ownVariants].add(found)
	}
}

// proposal counts one proposal and tells whether it is no false alarm. What touches only an attacker's label is counted with the label.
func (c *tally) proposal(s *sample, p mask.Proposal) bool {
	t := typeOf(p)
	if t == "" {
		return true
	}
	on := touched(s.labels, p)
	has := func(role string) bool { return slices.Contains(on, role) }
	switch {
	case p.Role == mask.Attacker:
		if !has(either) {
			c.precision[kept].add(has(attacker) && !has(victim))
		}
		return true
	case len(on) > 0 && !has(victim):
		return !has(attacker)
	}
	right := len(on) > 0 && !overhangs(s, p)
	for _, t := range rowsOf(t) {
		c.precision[t].add(right)
	}
	if !right {
		c.misses = append(c.misses, miss{s, "false alarm", t, p.Start, p.End})
	}
	return right
}

// rowsOf are the rows a type is counted in.
func rowsOf(typ string) []string {
	if slices.Contains(patterned, typ) {
		return []string{typ, anyType, identifiers}
	}
	return []string{typ, anyType}
}

// covered tells whether every letter and figure of the label's core would be masked, for an attacker's label, whether any would. What is doubtfully called the attacker's is
// masked until somebody decides (triage.Span.Needs), so it covers a victim's label; of an attacker's label the right is said.
func covered(text string, l label, proposals []mask.Proposal) bool {
	start, end := core(text, l)
	for i, r := range text[start:end] {
		if !meaning(r) {
			continue
		}
		at := start + i
		in := slices.ContainsFunc(proposals, func(p mask.Proposal) bool {
			stays := p.Role == mask.Attacker && (l.role == attacker || !p.Doubt)
			return !stays && typeOf(p) != "" && p.Start <= at && at < p.End
		})
		if in == (l.role == attacker) {
			return in
		}
	}
	return l.role != attacker
}

// touched are the roles of the labels a proposal touches.
func touched(labels []label, p mask.Proposal) []string {
	var out []string
	for _, l := range labels {
		if p.Start < l.end && l.start < p.End {
			out = append(out, l.role)
		}
	}
	return out
}

// overhangs tells whether a proposal takes more than the labels, titles and company forms beside them, and what is no letter or figure.
func overhangs(s *sample, p mask.Proposal) bool {
	at := p.Start
	for _, l := range s.labels {
		if l.end <= at || l.role == attacker {
			continue
		}
		if l.start >= p.End {
			break
		}
		if l.start > at && beyond(s.text[at:l.start]) {
			return true
		}
		at = max(at, l.end)
	}
	return at < p.End && beyond(s.text[at:p.End])
}

func beyond(rest string) bool {
	for _, w := range slices.Concat(forms, titles, branches, units) {
		rest = strings.ReplaceAll(rest, w, "")
	}
	return strings.ContainsFunc(rest, meaning)
}

func meaning(r rune) bool { return unicode.IsLetter(r) || unicode.IsNumber(r) }

// forms and titles may be masked with a name and need not be; the longer stand before what they hold.
var (
	forms = []string{"医療法人社団", "医療法人財団", "医療法人", "社会福祉法人", "学校法人", "宗教法人", "一般社団法人", "一般財団法人", "公益社団法人", "公益財団法人",
		"特定非営利活動法人", "国立研究開発法人", "国立大学法人", "弁護士法人", "行政書士法人", "税理士法人", "独立行政法人", "NPO法人", "ＮＰＯ法人", "農事組合法人",
		"株式会社", "有限会社", "合同会社", "合資会社", "合名会社", "有限責任事業組合", "事業協同組合", "協同組合", "（株）", "(株)", "㈱", "（有）", "(有)", "㈲", "（同）", "(同)", "（資）", "(資)", "（名）", "(名)", "（社）", "(社)", "㈳", "（福）", "(福)", "（一社）", "(一社)", "（医）", "(医)",
		"（学）", "(学)", "（財）", "(財)", "（宗）", "(宗)", "（協）", "(協)",
		"Co., Ltd.", "K.K.", "Inc.", "Ltd.", "LLC", "LLP", "GmbH", "Corp.", "Corporation", "GK", "(Thailand)"}
	titles = []string{"看護部長", "専務理事", "理事長", "事務局長", "副本部長", "本部長", "副社長", "副会長", "書記長", "主任研究員", "課長補佐", "取締役", "監査役", "弁護士", "税理士",
		"代表", "部長", "課長", "係長", "主任", "社長", "会長", "専務", "常務", "所長", "室長", "院長", "園長", "校長", "館長", "店長", "教諭", "教授", "先生", "住職", "技師", "所員",
		"さん", "様", "さま", "氏", "殿", "くん", "君", "ちゃん", "御中", "Mrs.", "Mr.", "Ms.", "Dr.", "Prof.", "Mrs ", "Mr ", "Ms ", "Dr ", "Prof ", "Miss ", "-san"}
)

// branches may follow the place they are called after.
var branches = []string{"支店", "支社", "営業所", "出張所", "工場", "倉庫", "教室", "センター"}

// units may stand beside a figure and be masked with it; 第 and 号 are labelled with some numbers and left out with others.
var units = []string{"分", "ほど", "第", "号"}

// core is the part of a label that must be masked: a name without company form or title, an account's number without the bank's name, an amount without its unit.
func core(text string, l label) (start, end int) {
	start, end = l.start, l.end
	var trim []string
	switch l.typ {
	case "org":
		trim = forms
	case "person":
		trim = titles
	case "own":
		trim = slices.Concat(forms, titles)
	case "bank", "amount":
		figure := func(r rune) bool { return !unicode.IsNumber(r) }
		if !strings.ContainsFunc(text[start:end], unicode.IsNumber) { // 三百七名
			return start, end
		}
		end = start + len(strings.TrimRightFunc(text[start:end], figure))
		if l.typ == "amount" {
			return l.end - len(strings.TrimLeftFunc(text[l.start:l.end], figure)), end
		}
		before := strings.LastIndexFunc(text[start:end], func(r rune) bool { return !unicode.IsNumber(r) && !strings.ContainsRune("-‐－", r) })
		if before >= 0 {
			_, size := utf8.DecodeRuneInString(text[start+before:])
			start += before + size
		}
		return start, end
	}
	for again := true; again; {
		again = false
		for _, w := range trim {
			t := text[start:end]
			if strings.HasPrefix(t, w) && len(t) > len(w) {
				start, again = start+len(w), true
			} else if strings.HasSuffix(t, w) && len(t) > len(w) {
				end, again = end-len(w), true
			}
		}
	}
	return start, end
}
