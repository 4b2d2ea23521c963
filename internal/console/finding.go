package console

import (
	"regexp"

	"todoke/internal/triage"
)

// findingLine is one finding of the analysis: the words of its kind, what it found, and the reports its body names.
type findingLine struct {
	Step, Kind, Text string
	Reports          []string
}

var reportNumber = regexp.MustCompile(`T-\d{4}-\d{6,}-[0-9A-Z*]`)

func (c *Console) finding(v *visit, x triage.AnalysisFinding) findingLine {
	return findingLine{Step: v.word("finding.step.", x.Step), Kind: v.word("finding.kind.", x.Kind), Text: x.Body.In(v.lang), Reports: reportNumber.FindAllString(x.Body.JA, -1)}
}

// word gives the text of a code, or the code itself where the catalogue has none.
func (v *visit) word(area, code string) string {
	if v.c.Texts.Has(v.lang, area+code) {
		return v.t(area + code)
	}
	return code
}
