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

// score compares what is proposed with what is labelled.
func score(set string, samples []sample) ([]row, []miss) {
	recall, precision := map[string]*ratio{}, map[string]*ratio{}
	for _, t := range append(slices.Clone(types), identifiers, kept, quiet, anyType) {
		recall[t], precision[t] = new(ratio), new(ratio)
	}
	var misses []miss
	for i := range samples {
		s := &samples[i]
		proposals := mask.New(s.parties).Propose(s.text)
		for _, l := range s.labels {
			found := covered(s.text, l, proposals)
			if l.attacker {
				recall[kept].add(!found)
				if found {
					misses = append(misses, miss{s, "attacker masked", l.typ, l.start, l.end})
				}
				continue
			}
			recall[l.typ].add(found)
			recall[anyType].add(found)
			if slices.Contains(patterned, l.typ) {
				recall[identifiers].add(found)
			}
			if !found {
				misses = append(misses, miss{s, "missed", l.typ, l.start, l.end})
			}
		}
		alarms := 0
		for _, p := range proposals {
			t := typeOf(p)
			if t == "" {
				continue
			}
			victim, attacker := overlaps(s.labels, p)
			if p.Role == mask.Attacker {
				precision[kept].add(attacker && !victim)
				continue
			}
			if attacker && !victim {
				alarms++ // counted above, in the row of its own
				continue
			}
			right := victim && !overhangs(s, p)
			precision[t].add(right)
			precision[anyType].add(right)
			if slices.Contains(patterned, t) {
				precision[identifiers].add(right)
			}
			if !right {
				alarms++
				misses = append(misses, miss{s, "false alarm", t, p.Start, p.End})
			}
		}
		if s.hard {
			recall[quiet].add(alarms == 0)
			precision[quiet].add(alarms == 0)
		}
	}
	var rows []row
	for _, t := range append(slices.Clone(types), identifiers, anyType, kept, quiet) {
		rows = append(rows, row{Type: t, Set: set, Recall: *recall[t], Precision: *precision[t], N: recall[t].of})
	}
	return rows, misses
}

// covered tells whether every letter and figure of the label's core would be masked; for an attacker's label, whether any would.
func covered(text string, l label, proposals []mask.Proposal) bool {
	start, end := core(text, l)
	for i, r := range text[start:end] {
		if !meaning(r) {
			continue
		}
		at := start + i
		in := slices.ContainsFunc(proposals, func(p mask.Proposal) bool {
			return p.Role != mask.Attacker && typeOf(p) != "" && p.Start <= at && at < p.End
		})
		if in == l.attacker {
			return l.attacker
		}
	}
	return !l.attacker
}

// overlaps tells whether a proposal touches what is to be masked and what is to be kept.
func overlaps(labels []label, p mask.Proposal) (victim, attacker bool) {
	for _, l := range labels {
		if p.Start < l.end && l.start < p.End {
			attacker = attacker || l.attacker
			victim = victim || !l.attacker
		}
	}
	return victim, attacker
}

// overhangs tells whether a proposal takes more than the labels, titles and company forms beside them, and what is no letter or figure.
func overhangs(s *sample, p mask.Proposal) bool {
	at := p.Start
	for _, l := range s.labels {
		if l.end <= at || l.attacker {
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
	for _, w := range slices.Concat(forms, titles) {
		rest = strings.ReplaceAll(rest, w, "")
	}
	return strings.ContainsFunc(rest, meaning)
}

func meaning(r rune) bool { return unicode.IsLetter(r) || unicode.IsNumber(r) }

// forms and titles may be masked with a name and need not be; the longer stand before what they hold.
var (
	forms = []string{"医療法人社団", "医療法人財団", "医療法人", "社会福祉法人", "学校法人", "宗教法人", "一般社団法人", "一般財団法人", "公益社団法人", "公益財団法人",
		"特定非営利活動法人", "国立研究開発法人", "国立大学法人", "弁護士法人", "行政書士法人", "税理士法人", "独立行政法人", "NPO法人", "ＮＰＯ法人", "農事組合法人",
		"株式会社", "有限会社", "合同会社", "合資会社", "合名会社", "協同組合", "（株）", "(株)", "㈱", "（有）", "(有)", "㈲", "（同）", "（社）", "㈳", "（福）", "（一社）", "（医）",
		"Co., Ltd.", "K.K.", "Inc.", "Ltd.", "LLC", "LLP", "GmbH", "Corp.", "Corporation", "GK", "(Thailand)"}
	titles = []string{"看護部長", "専務理事", "理事長", "事務局長", "副本部長", "本部長", "副社長", "副会長", "書記長", "主任研究員", "課長補佐", "取締役", "監査役", "弁護士", "税理士",
		"代表", "部長", "課長", "係長", "主任", "社長", "会長", "専務", "常務", "所長", "室長", "院長", "園長", "校長", "館長", "店長", "教諭", "教授", "先生", "住職", "技師", "所員",
		"さん", "様", "さま", "氏", "殿", "くん", "君", "ちゃん", "御中", "Mrs.", "Mr.", "Ms.", "Dr.", "Prof.", "-san"}
)

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
