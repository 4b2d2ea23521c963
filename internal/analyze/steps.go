package analyze

import (
	"context"
	"fmt"
	"strings"

	"todoke/internal/form"
	"todoke/internal/incident"
	"todoke/internal/store"
)

// step adds findings to a masked report. A step sees nothing unmasked and changes nothing.
type step struct {
	name string
	find func(ctx context.Context, an *Analyze, m masked) ([]store.Finding, error)
}

// steps run in this order; what one finds the next may not rely on.
var steps = []step{
	{"observables", findObservables},
	{"consistency", findContradictions},
	{"category", findCategory},
	{"similar", findSimilar},
	{"attachments", findAttachments},
}

// say writes a finding; the words are the catalogue's, the args labels, codes and figures.
func (an *Analyze) say(kind string, args ...any) store.Finding {
	return store.Finding{Kind: kind, Body: an.texts.Text("finding."+kind, args...)}
}

// masked is one report as the steps see it.
type masked struct {
	report  incident.Report
	form    *form.Form
	answers []incident.Answer
	facts   []incident.Fact
	texts   []store.MaskedText // of answers and messages
}

// words is all text of the answers, messages apart.
func (m masked) words() string {
	var parts []string
	for _, t := range m.texts {
		if !strings.HasPrefix(t.Field, "message.") {
			parts = append(parts, t.Body)
		}
	}
	return strings.Join(parts, "\n\n")
}

// Run takes a masked report through all steps and writes their findings anew. It may run any number of times; a report not yet masked is left alone.
func (an *Analyze) Run(ctx context.Context, reportID int64) error {
	m, err := an.read(ctx, reportID)
	if gone(err) || err == nil && m.report.MaskVersion == 0 {
		return nil
	}
	if err != nil {
		return fmt.Errorf("analyze report %d: %w", reportID, err)
	}
	if erased, err := an.st.WasErased(ctx, reportID, incident.KeptMasked); err != nil || erased { // nor may findings come back
		return err
	}
	var all []store.Finding
	for _, s := range steps {
		list, err := s.find(ctx, an, m)
		if err != nil {
			return fmt.Errorf("analyze report %d, %s: %w", reportID, s.name, err)
		}
		for _, f := range list {
			f.Step = s.name
			all = append(all, f)
		}
	}
	at := an.now()
	if err := an.st.Write(ctx, func(tx *store.Tx) error { return tx.ReplaceFindings(ctx, reportID, m.report.MaskVersion, all, at) }); err != nil {
		return fmt.Errorf("analyze report %d: %w", reportID, err)
	}
	return nil
}

func (an *Analyze) read(ctx context.Context, reportID int64) (masked, error) {
	var m masked
	var err error
	if m.report, err = an.st.FindReportByID(ctx, reportID); err != nil {
		return m, err
	}
	if m.form, err = an.forms.Find(m.report.Form, m.report.FormVersion); err != nil {
		return m, errNoForm
	}
	if m.answers, err = an.st.ListAnswers(ctx, reportID, m.report.MaskVersion); err != nil {
		return m, err
	}
	if m.facts, err = an.st.ListFacts(ctx, reportID); err != nil {
		return m, err
	}
	m.texts, err = an.st.ListMaskedTexts(ctx, reportID)
	return m, err
}
