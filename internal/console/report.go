package console

import (
	"errors"
	"net/url"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"todoke/internal/auth"
	"todoke/internal/incident"
	"todoke/internal/triage"
	"todoke/internal/web"
)

type reportPage struct {
	web.Page
	Report    triage.ReportView
	Gone      []goneLine
	Texts     []maskedText
	Answers   []triage.AnswerView
	Findings  []findingLine
	Before    int // messages before those shown
	Staff     map[int64]string
	Helpers   []auth.Member
	Templates []triage.Template
	FactRows  []factRow
	Schemes   []incident.CaseScheme // to choose a case's category from: the one of the report's day, or all
	Every     bool                  // all of them
	Typed     typed
	May       rights
}

// rights is what the signed-in actor may do here; what is not allowed is not shown.
type rights struct{ Open, Triage, Reply, Code, Draft, ReadCases, ReplaceCode, Enter, Mask bool }

// maskedText is one free text cut at its placeholders, so that they can be marked without trusting a word of it.
type maskedText struct {
	Label incident.Text
	Parts []textPart
}

type textPart struct {
	Text        string
	Placeholder bool
}

// goneLine is a class of the report's content that was erased.
type goneLine struct {
	Class incident.Kept
	At    time.Time
}

// Lost tells whether a class was erased.
func (p *reportPage) Lost(class string) bool {
	return slices.ContainsFunc(p.Gone, func(g goneLine) bool { return string(g.Class) == class })
}

func (c *Console) report(v *visit) error {
	p, err := c.reportOf(v)
	if err != nil {
		return err
	}
	return v.render("report", &p)
}

func (c *Console) reportOf(v *visit) (reportPage, error) {
	r, err := c.Triage.FindReport(v.ctx(), v.actor, v.r.PathValue("number"))
	if err != nil {
		return reportPage{}, notHere(err)
	}
	p := reportPage{Page: v.page("console.report.title", r.Number), Report: r, Schemes: []incident.CaseScheme{r.CaseScheme()}, May: rights{
		Open: v.can(incident.ReportOpen), Triage: v.can(incident.ReportTriage), Reply: v.can(incident.ReportReply),
		Code: v.can(incident.FactCode), Draft: v.can(incident.CaseDraft), ReadCases: v.can(incident.CaseRead), ReplaceCode: v.can(incident.CodeReplace), Enter: v.can(incident.ReportEnter) && c.Intake != nil, Mask: v.can(incident.MaskDecide)}}
	if p.Every = v.r.URL.Query().Get("schemes") == "all"; p.Every {
		p.Schemes = incident.CaseSchemes()
	}
	kept, err := c.Retention.Report(v.ctx(), v.actor, r.Number)
	if err != nil {
		return p, err
	}
	for _, row := range kept.Rows {
		if !row.There && !row.Erased.IsZero() {
			p.Gone = append(p.Gone, goneLine{row.Class, row.Erased})
		}
	}
	if p.Lost(string(incident.KeptOriginal)) { // nothing is left to open, and nothing can be added
		p.May.Open, p.May.Reply, p.May.Enter, p.May.ReplaceCode = false, false, false, false
	}
	p.May.Mask = p.May.Mask && !p.Lost(string(incident.KeptMasked))
	marks := placeholders(r)
	for _, t := range r.Texts {
		p.Texts = append(p.Texts, maskedText{Label: t.Label, Parts: cutAt(t.Body, marks)})
	}
	for _, x := range r.Findings {
		p.Findings = append(p.Findings, c.finding(v, x))
	}
	if v.r.URL.Query().Get("messages") != "all" {
		p.Before = max(len(r.Messages)-longList, 0)
		p.Report.Messages = r.Messages[p.Before:]
	}
	p.Answers = slices.DeleteFunc(slices.Clone(r.Answers), wordsOnly)
	p.FactRows = factRows(r.Facts)
	if p.Staff, err = c.logins(v); err != nil {
		return p, err
	}
	if p.Helpers, err = c.helpers(v); err != nil {
		return p, err
	}
	if p.May.Reply {
		p.Templates, err = c.Triage.ReplyTemplates(v.ctx(), v.actor)
	}
	return p, err
}

// wordsOnly tells an answer in words, which stands among the masked texts already.
func wordsOnly(a triage.AnswerView) bool {
	return len(a.Values) == 0 && !a.When.Known() && !a.Numeric && (a.State == incident.KnownYes || a.State == incident.Estimated)
}

// notHere turns a number nobody could have into the page that says so: for an address the two are the same.
func notHere(err error) error {
	var e *incident.Error
	if errors.As(err, &e) && (e.Key == "error.number_form" || e.Key == "error.number_check") {
		return incident.Errorf(incident.NotFound, e.Key)
	}
	return err
}

// placeholders lists what stands in the masked texts for a party or a contact, the longest first.
func placeholders(r triage.ReportView) []string {
	out := []string{"電話番号", "メールアドレス", "住所", "ドメイン", "組織名", "氏名", "担当者", "部署"}
	for _, p := range r.Parties {
		if p.Placeholder != "" {
			out = append(out, p.Placeholder, p.Placeholder+"の担当者")
		}
	}
	slices.SortFunc(out, func(a, b string) int { return len(b) - len(a) })
	return out
}

// cutAt cuts a text at its placeholders. They are plain words in the text, so a word the reporter wrote so is marked too.
func cutAt(s string, marks []string) []textPart {
	var out []textPart
	plain := 0
	for i := 0; i < len(s); {
		n := slices.IndexFunc(marks, func(m string) bool { return strings.HasPrefix(s[i:], m) })
		if n < 0 {
			_, size := utf8.DecodeRuneInString(s[i:])
			i += size
			continue
		}
		if i > plain {
			out = append(out, textPart{Text: s[plain:i]})
		}
		i += len(marks[n])
		out = append(out, textPart{Text: marks[n], Placeholder: true})
		plain = i
	}
	if plain < len(s) {
		out = append(out, textPart{Text: s[plain:]})
	}
	return out
}

// Parts marks the placeholders of a message.
func (p reportPage) Parts(s string) []textPart { return cutAt(s, placeholders(p.Report)) }

// CaseWord is what a party says about publication as a case.
func (p reportPage) CaseWord(x incident.PartyConsent) incident.Word { return x.Says[incident.UseCase] }

// MayMove tells whether the report may go to a state from here and the actor may move it.
func (p reportPage) MayMove(to string) bool {
	return p.May.Triage && slices.Contains(p.Report.May, incident.ReportState(to))
}

// Choices are the templates a person chooses from; the standing ones are written by a decision itself.
func (p reportPage) Choices() []triage.Template {
	return slices.DeleteFunc(slices.Clone(p.Templates), func(t triage.Template) bool { return t.Standing || t.Covers || t.Question })
}

// Body is the draft of a reply: what was typed, or the template just filled in.
func (p reportPage) Body() string { return p.Typed.Or("reply", "text", "") }

// Open tells whether a folded form is to be shown open: the one just sent, or the first decision of a new report.
func (p reportPage) Open(do string) bool {
	if p.Typed.Values != nil {
		return p.Typed.Get("do") == do
	}
	return do == "accept" && p.Report.State == incident.Received
}

// reportActs are the forms of a report page that come back to it.
func (c *Console) reportActs(v *visit, n string, f url.Values) map[string]act {
	t := c.Triage
	return map[string]act{
		"accept": {incident.ReportTriage, "console.done.accepted", func() error {
			return t.Accept(v.ctx(), v.actor, []string{n}, acceptance(f))
		}},
		"reject": {incident.ReportTriage, "console.done.rejected", func() error {
			return atField(t.Reject(v.ctx(), v.actor, n, f.Get("reason"), f.Get("note")), "reject-reason")
		}},
		"duplicate": {incident.ReportTriage, "console.done.duplicate", func() error {
			return atField(t.MarkDuplicate(v.ctx(), v.actor, n, f.Get("of")), "of")
		}},
		"withdraw": {incident.ReportTriage, "console.done.withdrawn", func() error {
			return atField(t.Withdraw(v.ctx(), v.actor, n, f.Get("reason"), f.Get("note")), "withdraw-reason")
		}},
		"spam": {incident.ReportTriage, "console.done.spam", func() error {
			return t.MarkSpam(v.ctx(), v.actor, []string{n})
		}},
		"undo": {incident.ReportTriage, "console.done.undone", func() error {
			return t.Undo(v.ctx(), v.actor, n, f.Get("why"))
		}},
		"rescan": {incident.ReportTriage, "console.done.rescan", func() error {
			return t.Rescan(v.ctx(), v.actor, n, number(f.Get("file")))
		}},
		"assign": {incident.ReportTriage, "console.done.assigned", func() error {
			return t.Assign(v.ctx(), v.actor, []string{n}, number(f.Get("staff")))
		}},
		"relate": {incident.ReportTriage, "console.done.related", func() error {
			return atField(t.Relate(v.ctx(), v.actor, n, f.Get("other")), "other")
		}},
		"unrelate": {incident.ReportTriage, "console.done.unrelated", func() error {
			return t.Unrelate(v.ctx(), v.actor, n, f.Get("other"))
		}},
		"facts": {incident.FactCode, "console.done.facts", func() error {
			facts, err := readFacts(f)
			if err != nil {
				return err
			}
			return t.CodeFacts(v.ctx(), v.actor, n, facts)
		}},
		"confirm": {incident.FactCode, "console.done.confirmed", func() error {
			var ids []int64
			for _, s := range f["fact"] {
				ids = append(ids, number(s))
			}
			if len(ids) == 0 {
				return incident.Errorf(incident.Invalid, "error.nothing_chosen")
			}
			return t.ConfirmSuggested(v.ctx(), v.actor, n, ids)
		}},
		"reply": {incident.ReportReply, "console.done.replied", func() error {
			_, err := t.Reply(v.ctx(), v.actor, n, f.Get("template"), f.Get("text"))
			return err
		}},
		"verify": {incident.ReportReply, "console.done.verified", func() error {
			return t.VerifyMessage(v.ctx(), v.actor, n, number(f.Get("message")))
		}},
		"close-ask": {incident.ReportReply, "console.ask.closed", func() error {
			return t.CloseAsk(v.ctx(), v.actor, n, number(f.Get("ask")))
		}},
		"link": {incident.CaseDraft, "console.done.linked", func() error {
			return atField(t.LinkReport(v.ctx(), v.actor, caseNumber(f.Get("case")), n), "case")
		}},
		"unlink": {incident.CaseDraft, "console.done.unlinked", func() error {
			return t.UnlinkReport(v.ctx(), v.actor, f.Get("case"), n)
		}},
	}
}

// actOnReport does what one form of the report page asks and comes back to the page.
func (c *Console) actOnReport(v *visit) error {
	f, err := v.form()
	if err != nil {
		return err
	}
	n := v.r.PathValue("number")
	switch f.Values.Get("do") {
	case "draft":
		return c.draftReply(v, f.Values)
	case "new-case":
		return c.newCase(v, f.Values)
	}
	return v.act(c.reportActs(v, n, f.Values), f.Values.Get("do"), "/reports/"+url.PathEscape(n), func(wrong error) error {
		return c.reportAgain(v, f.Values, wrong)
	})
}

func (c *Console) reportAgain(v *visit, f url.Values, err error) error {
	if !shown(err) {
		return err
	}
	p, again := c.reportOf(v)
	if again != nil {
		return again
	}
	p.Typed, p.Errors = typed{f}, v.summary(err)
	if scheme, _, _ := strings.Cut(f.Get("category"), "/"); scheme != "" && scheme != p.Schemes[0].Code {
		p.Every, p.Schemes = true, incident.CaseSchemes()
	}
	if f.Get("do") == "facts" {
		p.FactRows = typedFactRows(f)
	}
	return v.renderAs(web.StatusOf(err), "report", &p)
}

// draftReply fills a template in for the person to change; nothing is sent.
func (c *Console) draftReply(v *visit, f url.Values) error {
	words, err := c.Triage.DraftReply(v.ctx(), v.actor, v.r.PathValue("number"), f.Get("template"))
	if err != nil {
		return err
	}
	p, err := c.reportOf(v)
	if err != nil {
		return err
	}
	p.Typed = typed{url.Values{"do": {"reply"}, "template": {f.Get("template")}, "text": {words}}}
	p.Notice = v.t("console.reply.drafted")
	return v.render("report", &p)
}

// newCase begins a case from the report.
func (c *Console) newCase(v *visit, f url.Values) error {
	n := v.r.PathValue("number")
	scheme, category, _ := strings.Cut(f.Get("category"), "/")
	r, err := c.Triage.FindReport(v.ctx(), v.actor, n)
	if err != nil {
		return err
	}
	made, err := c.Triage.NewCase(v.ctx(), v.actor, triage.CaseStart{Reports: []string{n}, Scheme: scheme, Category: category, OrgKind: r.OrgKind, Happened: happened(r.Report)})
	if err != nil {
		return c.reportAgain(v, f, err)
	}
	return v.done("/cases/"+made, "console.done.case_new")
}

// happened is the first of a report's dates that says when it began, coarsely.
func happened(r incident.Report) incident.When {
	for _, w := range []incident.When{r.Begun, r.Discovered} {
		if w.Known() {
			return w
		}
	}
	return incident.When{}
}
