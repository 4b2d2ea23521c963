package triage

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"todoke/internal/form"
	"todoke/internal/incident"
	"todoke/internal/store"
)

// ReportView is one report as staff see it: masked texts, codes and what happened to it, never an identity.
type ReportView struct {
	QueueRow
	Texts       []MaskedText
	Answers     []AnswerView
	Versions    []Version
	Unread      []incident.Unread
	Facts       []incident.Fact // coded by staff
	Suggested   []incident.Fact // proposed by analysis, not yet confirmed
	Findings    []AnalysisFinding
	Moves       []Move
	Messages    []Message
	Mails       []MailOrigin // it came by, or that joined it
	Asks        []Asked      // questions asked of the reporter, in the order asked
	Links       []Link
	Cases       []incident.Case
	Attachments []Attachment
	Parties     []Party
	Consents    []incident.PartyConsent // of every party, the reporter first
	May         []incident.ReportState  // where it may be moved from here
	OpenReasons []string                // reason keys this actor may choose from; empty means a typed reason is needed
}

// MaskedText is one free text after masking, with the question it answers.
type MaskedText struct {
	Question string // id, followed by ".option" for what was typed beside an option
	Label    incident.Text
	Body     string
}

// AnswerView is one coded answer with its state.
type AnswerView struct {
	Question string
	Item     string // number on the official form
	Label    incident.Text
	State    incident.Known
	Codes    []string        // options ticked
	Values   []incident.Text // their labels
	When     incident.When
	Number   int64
	Unit     string // code of the vocabulary "unit", for a number
	Numeric  bool
}

// Version is one filing of a report: the first or an amendment.
type Version struct {
	N           int
	At          time.Time
	Who         string
	Form        string
	FormVersion int
}

// AnalysisFinding is something analysis added; Body is masked text, codes or receipt numbers, in Japanese alone where it serves both.
type AnalysisFinding struct {
	Step, Kind string
	Body       incident.Text
}

// Move is one line of a report's history.
type Move struct {
	From, To incident.ReportState
	Reason   string // code of a closed list
	Note     string // masked
	Who      string
	At       time.Time
}

// Message is one message to or from the reporter, masked.
type Message struct {
	ID       int64
	Out      bool // from the desk
	Template string
	Who      string
	At       time.Time
	ReadAt   time.Time // by the other side, zero while unread
	Masked   string    // "" while 「マスク処理中」
	Doubtful bool      // it came by mail, and nobody made sure yet who wrote it
}

// Link ties this report to another one.
type Link struct {
	Number   string // the other report
	Kind     string // "duplicate" or "same"
	Outgoing bool   // this report is the one that repeats
	Who      string
	At       time.Time
}

// Party is someone the report names, as staff see it.
type Party struct {
	Role        incident.PartyRole
	Placeholder string
	Pseudonym   string // the same party has the same one in every report
	Others      int    // other reports that name it
}

// FindReport reads all there is to see on one report, by its number as people type it.
func (t *Triage) FindReport(ctx context.Context, a incident.Actor, number string) (ReportView, error) {
	if err := incident.Ask(a, incident.ReportRead); err != nil {
		return ReportView{}, err
	}
	r, err := find(ctx, t.Store.Reader, number)
	if err != nil {
		return ReportView{}, err
	}
	v, err := t.view(ctx, r)
	if err != nil {
		return ReportView{}, fmt.Errorf("report %s: %w", r.Number, err)
	}
	v.OpenReasons = openReasons(a, r)
	return v, nil
}

func (t *Triage) view(ctx context.Context, r incident.Report) (ReportView, error) {
	v := ReportView{QueueRow: QueueRow{Report: r}}
	l, err := t.limits(ctx)
	if err != nil {
		return v, err
	}
	marked := []QueueRow{v.QueueRow}
	if err := t.mark(ctx, marked, l); err != nil {
		return v, err
	}
	v.QueueRow = marked[0]
	if err := t.content(ctx, &v); err != nil {
		return v, err
	}
	if err := t.exchange(ctx, &v); err != nil {
		return v, err
	}
	if err := t.history(ctx, &v); err != nil {
		return v, err
	}
	for _, s := range incident.ReportStates {
		if incident.MoveReport(r.State, s) == nil {
			v.May = append(v.May, s)
		}
	}
	return v, nil
}

// content adds the masked texts and coded answers with the labels of the form the report was answered under; an answer the form does not know
// keeps its own name. While the newest version is being masked, what is shown is the one before.
func (t *Triage) content(ctx context.Context, v *ReportView) error {
	f, _ := t.Forms.Find(v.Form, v.FormVersion)
	order := map[string]int{}
	question := func(id string) *form.Question { return nil }
	if f != nil {
		question = f.Question
		for _, s := range f.Steps {
			for _, q := range s.Questions {
				order[q.ID] = len(order) + 1
			}
		}
	}
	texts, err := t.Store.ListMaskedTexts(ctx, v.ID)
	if err != nil {
		return err
	}
	for _, x := range texts {
		if id, option, _ := strings.Cut(x.Field, "."); !strings.HasPrefix(x.Field, messagePrefix) {
			v.Texts = append(v.Texts, MaskedText{Question: x.Field, Label: fieldLabel(question(id), option, x.Field), Body: x.Body})
		}
	}
	place := func(field string) int {
		id, _, _ := strings.Cut(field, ".")
		return order[id]
	}
	slices.SortStableFunc(v.Texts, func(a, b MaskedText) int { return cmp.Compare(place(a.Question), place(b.Question)) })
	answers, err := t.Store.ListAnswers(ctx, v.ID, v.MaskVersion)
	if err != nil {
		return err
	}
	for _, a := range answers {
		v.Answers = append(v.Answers, answerView(question(a.Question), a))
	}
	slices.SortStableFunc(v.Answers, func(a, b AnswerView) int { return cmp.Compare(order[a.Question], order[b.Question]) })
	v.Unread, err = t.Store.ListUnread(ctx, v.ID, v.MaskVersion)
	return err
}

func answerView(q *form.Question, a incident.Answer) AnswerView {
	out := AnswerView{Question: a.Question, Label: label(q, a.Question), State: a.State, Codes: a.Codes, When: a.When, Number: a.Number}
	if q != nil {
		out.Item, out.Unit, out.Numeric = q.Item, q.Unit, q.Kind == form.Number
	}
	for _, c := range a.Codes {
		text := incident.Text{JA: c, EN: c}
		if q != nil {
			if o := q.Option(c); o != nil {
				text = o.Label
			}
		}
		out.Values = append(out.Values, text)
	}
	return out
}

// fieldLabel names a text; one typed beside an option carries that option's label too.
func fieldLabel(q *form.Question, option, field string) incident.Text {
	if q == nil || option == "" {
		return label(q, field)
	}
	o := q.Option(option)
	if o == nil {
		return q.Label
	}
	return incident.Text{JA: q.Label.JA + "（" + o.Label.JA + "）", EN: q.Label.EN + " (" + o.Label.EN + ")"}
}

func label(q *form.Question, id string) incident.Text {
	if q == nil {
		return incident.Text{JA: id, EN: id}
	}
	return q.Label
}

// exchange adds what came and went: versions, files, parties, messages.
func (t *Triage) exchange(ctx context.Context, v *ReportView) error {
	versions, err := t.Store.ListVersions(ctx, v.ID)
	if err != nil {
		return err
	}
	for _, x := range versions {
		v.Versions = append(v.Versions, Version{N: x.N, At: x.At, Who: x.Who, Form: x.Form, FormVersion: x.FormVersion})
	}
	files, err := t.Store.ListAttachments(ctx, v.ID)
	if err != nil {
		return err
	}
	for _, x := range files {
		a, err := t.attachment(ctx, x)
		if err != nil {
			return err
		}
		a.N = len(v.Attachments) + 1
		v.Attachments = append(v.Attachments, a)
	}
	parties, err := t.Store.ListParties(ctx, v.ID)
	if err != nil {
		return err
	}
	for _, x := range parties {
		others, err := t.Store.CountNaming(ctx, x.Pseudonym, v.ID)
		if err != nil {
			return err
		}
		v.Parties = append(v.Parties, Party{Role: x.Role, Placeholder: x.Placeholder, Pseudonym: x.Pseudonym, Others: others})
	}
	if v.Consents, err = t.Store.Consents(ctx, v.ID); err != nil {
		return err
	}
	mails, err := t.Store.ListMails(ctx, v.ID)
	if err != nil {
		return err
	}
	for _, m := range mails {
		v.Mails = append(v.Mails, mailOrigin(m))
	}
	return t.messages(ctx, v)
}

func (t *Triage) messages(ctx context.Context, v *ReportView) error {
	texts, err := t.Store.ListMaskedTexts(ctx, v.ID)
	if err != nil {
		return err
	}
	masked := map[string]string{}
	for _, x := range texts {
		masked[x.Field] = x.Body
	}
	if err := t.asked(ctx, v, masked); err != nil {
		return err
	}
	messages, err := t.Store.ListMessages(ctx, v.ID)
	for _, x := range messages {
		if store.OfAsk(x.Template) {
			continue // with the questions
		}
		v.Messages = append(v.Messages, Message{ID: x.ID, Out: x.Direction == store.Out, Template: x.Template, Who: x.Who, At: x.At, ReadAt: x.ReadAt, Masked: masked[store.MessageField(x.ID)], Doubtful: x.Doubtful})
	}
	return err
}

// history adds findings, facts, moves, links and cases.
func (t *Triage) history(ctx context.Context, v *ReportView) error {
	findings, err := t.Store.ListFindings(ctx, v.ID)
	if err != nil {
		return err
	}
	for _, f := range findings {
		v.Findings = append(v.Findings, AnalysisFinding(f))
	}
	facts, err := t.Store.ListFacts(ctx, v.ID)
	if err != nil {
		return err
	}
	for _, f := range facts {
		if f.Coded {
			v.Facts = append(v.Facts, f)
		} else {
			v.Suggested = append(v.Suggested, f)
		}
	}
	moves, err := t.Store.ListMoves(ctx, v.ID)
	if err != nil {
		return err
	}
	for _, m := range moves {
		v.Moves = append(v.Moves, Move(m))
	}
	links, err := t.Store.ListLinks(ctx, v.ID)
	if err != nil {
		return err
	}
	for _, l := range links {
		other := Link{Number: l.OtherNumber, Kind: l.Kind, Outgoing: true, Who: l.Who, At: l.At}
		if l.Report != v.ID {
			other.Number, other.Outgoing = l.Number, false
		}
		v.Links = append(v.Links, other)
	}
	v.Cases, err = t.Store.ListCases(ctx, store.CaseFilter{Report: v.ID})
	return err
}
