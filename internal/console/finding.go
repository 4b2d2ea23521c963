package console

import (
	"strings"

	"todoke/internal/incident"
	"todoke/internal/triage"
)

// findingLine is one finding of the analysis in words: what it is, what it found, and the report it points at.
type findingLine struct {
	Step, Text, Report string
}

// finding reads the body of a finding as its step writes it; a step or kind unknown here is shown as it is.
func (c *Console) finding(v *visit, x triage.AnalysisFinding) findingLine {
	l := findingLine{Step: v.word("console.step.", x.Step), Text: x.Body}
	words := strings.Fields(x.Body)
	switch {
	case x.Step == "similar" && len(words) > 1:
		l.Report, l.Text = words[0], v.word("console.finding.", x.Kind)+v.t("console.colon")+strings.Join(words[1:], " ")
		if x.Kind != "shared" {
			l.Text += "%"
		}
	case x.Step == "category" && len(words) > 1:
		l.Text = categoryOf(incident.CaseSchemes(), words[0], words[1]).In(v.lang)
		if len(words) > 2 {
			l.Text += v.t("console.finding.words", strings.Join(words[2:], " "))
		}
	case x.Step == "consistency":
		l.Text = v.word("console.finding.", x.Kind)
		for i, w := range words {
			if i == 0 {
				l.Text += v.t("console.colon")
			} else {
				l.Text += v.t("console.comma")
			}
			l.Text += v.question(w)
		}
	default:
		l.Text = v.word("console.finding.", x.Kind) + v.t("console.colon") + x.Body
	}
	return l
}

// word gives the text of a code, or the code itself where the catalogue has none.
func (v *visit) word(area, code string) string {
	if v.c.Texts.Has(v.lang, area+code) {
		return v.t(area + code)
	}
	return code
}

// question gives the label of a question or of a date by its id.
func (v *visit) question(id string) string {
	if f, err := v.c.Forms.Find("door", 0); err == nil {
		if q := f.Question(id); q != nil {
			return q.Label.In(v.lang)
		}
	}
	return v.word("console.", id)
}
