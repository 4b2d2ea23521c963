package triage

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"todoke/internal/form"
	"todoke/internal/incident"
	"todoke/internal/notify"
	"todoke/internal/store"
	"todoke/internal/text"
)

// Limits of one questionnaire.
const (
	mostAsked    = 30
	ownLimit     = 2000 // characters of one question in own words
	mailAsked    = "asked"
	whyOwn       = "own"
	whyChosen    = "chosen"
	mailQuestion = "reporter_mail"
	safeQuestion = "mail_safe"
)

// Doubt is something a rule found that is worth asking the reporter about: questions of the form, or where none fits, words to ask with.
type Doubt struct {
	Why       string // code of the rule; its words are in the catalogue under "ask.why."
	Questions []string
	Labels    []incident.Text
	What      string        // catalogue key of what could not be read
	Own       incident.Text // words to ask with, where no question of the form fits
	Asked     bool          // it waits for an answer already
}

// Key names the doubt in a posted form.
func (d Doubt) Key() string { return d.Why + ":" + strings.Join(d.Questions, ",") }

// Asked is one question asked of a reporter, as staff see it.
type Asked struct {
	store.Ask
	Label   incident.Text // of a question of the form
	Words   string        // own words, masked
	Answer  string        // to own words, masked
	Days    int           // whole days it waited, or waits
	Overdue bool
}

// LastDay is the last day on which an answer is in time.
func (a Asked) LastDay() time.Time { return a.Due.Add(-time.Minute) }

// Doubts lists what the rules find worth asking back on a report: answers missing, contradictory, estimated or read with doubt, and files that need a word.
func (t *Triage) Doubts(ctx context.Context, a incident.Actor, number string) ([]Doubt, error) {
	if err := incident.Ask(a, incident.ReportReply); err != nil {
		return nil, err
	}
	r, err := find(ctx, t.Store.Reader, number)
	if err != nil {
		return nil, err
	}
	out, err := t.doubts(ctx, r)
	if err != nil {
		return nil, fmt.Errorf("doubts on %s: %w", r.Number, err)
	}
	return out, nil
}

func (t *Triage) doubts(ctx context.Context, r incident.Report) ([]Doubt, error) {
	f, err := t.Forms.Find(r.Form, r.FormVersion)
	if err != nil || r.MaskVersion == 0 {
		return nil, err
	}
	answers, err := t.Store.ListAnswers(ctx, r.ID, r.MaskVersion)
	if err != nil {
		return nil, err
	}
	texts, err := t.Store.ListMaskedTexts(ctx, r.ID)
	if err != nil {
		return nil, err
	}
	answered := func(question string) bool {
		return slices.ContainsFunc(texts, func(x store.MaskedText) bool { return x.Field == question || strings.HasPrefix(x.Field, question+".") })
	}
	var out []Doubt
	add := func(d Doubt) {
		for _, id := range d.Questions {
			q := f.Question(id)
			if q == nil || q.Kind == form.Files {
				return
			}
			d.Labels = append(d.Labels, q.Label)
		}
		if !slices.ContainsFunc(out, func(o Doubt) bool { return o.Key() == d.Key() }) {
			out = append(out, d)
		}
	}
	for _, d := range f.Doubts(r.Received, answers, answered) {
		add(Doubt{Why: d.Kind, Questions: d.Questions})
	}
	unread, err := t.Store.ListUnread(ctx, r.ID, r.MaskVersion)
	if err != nil {
		return nil, err
	}
	for _, u := range unread {
		if f.Question(u.Where) != nil {
			add(Doubt{Why: "unread", Questions: []string{u.Where}, What: u.What})
		}
	}
	if err := t.fileDoubts(ctx, r, add); err != nil {
		return nil, err
	}
	for _, x := range answers {
		switch x.State {
		case incident.Estimated:
			add(Doubt{Why: "estimated", Questions: []string{x.Question}})
		case incident.UnknownAnswer:
			add(Doubt{Why: "unknown", Questions: []string{x.Question}})
		}
	}
	open, err := t.Store.ListOpenAsks(ctx, []int64{r.ID})
	for i := range out {
		out[i].Asked = len(out[i].Questions) > 0 && !slices.ContainsFunc(out[i].Questions, func(id string) bool { return !waits(open, id) })
	}
	return out, err
}

// fileDoubts adds what analysis wants asked about files: the password of an archive that is held.
func (t *Triage) fileDoubts(ctx context.Context, r incident.Report, add func(Doubt)) error {
	findings, err := t.Store.ListFindings(ctx, r.ID)
	if err != nil {
		return err
	}
	for _, x := range findings {
		if x.Kind == "ask.password_archive" {
			add(Doubt{Why: "password_archive", Own: t.Texts.Text("ask.words.password_archive")})
		}
		if x.Kind == "attachment_held" {
			add(Doubt{Why: "attachment_held", Own: t.Texts.Text("ask.words.attachment_held")})
		}
	}
	return nil
}

func waits(open []store.Ask, question string) bool {
	return slices.ContainsFunc(open, func(a store.Ask) bool { return a.Question == question })
}

// Questionnaire is what is asked at once.
type Questionnaire struct {
	Doubts    []string // keys of doubts that were ticked
	Questions []string // other questions of the form
	Own       []string // in own words
	Cover     string   // words before the questions; "" for the standing ones
	Due       time.Time
}

// asking is one question made ready.
type asking struct {
	store.Ask
	words string
}

// AskBack puts a questionnaire behind the receipt. What waits for an answer already is not asked twice. mailed tells whether a mail says that something
// waits; it holds the number and the address of the portal, and none is sent where the reporter gave no mailbox or does not trust it.
func (t *Triage) AskBack(ctx context.Context, a incident.Actor, number string, q Questionnaire) (mailed bool, err error) {
	if err := incident.Ask(a, incident.ReportReply); err != nil {
		return false, err
	}
	r, err := find(ctx, t.Store.Reader, number)
	if err != nil {
		return false, err
	}
	if r.State == incident.Withdrawn || r.State == incident.Spam {
		return false, incident.Errorf(incident.Conflict, "error.ask_state")
	}
	now := t.Now()
	if q.Due.IsZero() {
		if q.Due, err = t.AnswerBy(ctx, a); err != nil {
			return false, err
		}
	}
	if q.Due.Before(now) || q.Due.After(now.AddDate(1, 0, 0)) {
		return false, invalid("due", "error.ask_due")
	}
	list, err := t.readyAsks(ctx, r, q)
	if err != nil {
		return false, err
	}
	batch := store.NewID(now)
	var replies []*store.Reply
	for i := range list {
		x := &list[i]
		x.ID, x.ReportID, x.Batch, x.Who, x.At, x.Due = store.NewID(now), r.ID, batch, a.Who(), now, q.Due
		if x.words == "" {
			continue
		}
		m, err := t.sealReply(ctx, a, r, store.AskQuestion, x.words)
		if err != nil {
			return false, fmt.Errorf("ask %s: %w", r.Number, err)
		}
		x.MessageID, replies = m.ID, append(replies, m)
	}
	cover, err := t.cover(ctx, a, r, q.Cover)
	if err != nil {
		return false, err
	}
	if mailed, err = t.mayMail(ctx, r); err != nil {
		return false, err
	}
	err = t.Store.Write(ctx, func(tx *store.Tx) error {
		for _, m := range append(replies, cover) { // the cover last: the queue tells by the newest message that the desk waits
			if err := tx.InsertReply(ctx, *m); err != nil {
				return err
			}
		}
		for _, x := range list {
			if err := tx.InsertAsk(ctx, x.Ask); err != nil {
				return err
			}
		}
		if mailed {
			if err := t.tellAsked(ctx, tx, r, batch, now); err != nil {
				return err
			}
		}
		return tx.Audit(ctx, t.audit(a, incident.ReportReply, reportObject(r.Number), "", fmt.Sprintf("questions=%d due=%s mail=%t", len(list), q.Due.In(incident.Japan).Format(time.DateOnly), mailed)))
	})
	if err != nil {
		return false, fmt.Errorf("ask %s: %w", r.Number, err)
	}
	return mailed, nil
}

// readyAsks makes the list of questions of a questionnaire.
func (t *Triage) readyAsks(ctx context.Context, r incident.Report, q Questionnaire) ([]asking, error) {
	f, err := t.Forms.Find(r.Form, r.FormVersion)
	if err != nil {
		return nil, err
	}
	doubts, err := t.doubts(ctx, r)
	if err != nil {
		return nil, err
	}
	open, err := t.Store.ListOpenAsks(ctx, []int64{r.ID})
	if err != nil {
		return nil, err
	}
	var out []asking
	ask := func(id, why string) error {
		x := f.Question(id)
		if x == nil || x.Kind == form.Files {
			return invalid("questions", "error.ask_question")
		}
		twice := slices.ContainsFunc(out, func(o asking) bool { return o.Question == id })
		if !twice && !waits(open, id) {
			out = append(out, asking{Ask: store.Ask{Question: id, FormVersion: r.FormVersion, Why: why}})
		}
		return nil
	}
	own := func(words, why string) error {
		if words = strings.TrimSpace(text.Clean(words)); words == "" {
			return nil
		}
		if n := utf8.RuneCountInString(words); n > ownLimit {
			return invalid("own1", "error.too_long", ownLimit, n)
		}
		out = append(out, asking{Ask: store.Ask{Why: why}, words: words})
		return nil
	}
	for _, key := range q.Doubts {
		i := slices.IndexFunc(doubts, func(d Doubt) bool { return d.Key() == key })
		if i < 0 { // the report was amended since the page was made
			return nil, incident.Errorf(incident.Conflict, "error.ask_stale")
		}
		for _, id := range doubts[i].Questions {
			if err := ask(id, doubts[i].Why); err != nil {
				return nil, err
			}
		}
		if err := own(doubts[i].Own.In(r.Lang), doubts[i].Why); err != nil {
			return nil, err
		}
	}
	for _, id := range q.Questions {
		if err := ask(id, whyChosen); err != nil {
			return nil, err
		}
	}
	for _, words := range q.Own {
		if err := own(words, whyOwn); err != nil {
			return nil, err
		}
	}
	switch n := len(out); {
	case n == 0:
		return nil, incident.Errorf(incident.Invalid, "error.ask_none")
	case n > mostAsked:
		return nil, incident.Errorf(incident.Invalid, "error.ask_many", mostAsked, n)
	}
	return out, nil
}

// cover is the message that goes before the questions.
func (t *Triage) cover(ctx context.Context, a incident.Actor, r incident.Report, words string) (*store.Reply, error) {
	words = strings.TrimSpace(text.Clean(words))
	if words == "" {
		var err error
		if words, err = t.render(ctx, r, templateQuestions); err != nil {
			return nil, err
		}
	}
	if n := utf8.RuneCountInString(words); n > replyLimit {
		return nil, invalid("cover", "error.reply_long", replyLimit, n)
	}
	m, err := t.sealReply(ctx, a, r, templateInquiry, words)
	if err != nil {
		return nil, fmt.Errorf("ask %s: %w", r.Number, err)
	}
	return m, nil
}

// mayMail tells whether a mail may say that something waits: mail is set up, the newest version is read, a mailbox is declared and the reporter trusts it.
func (t *Triage) mayMail(ctx context.Context, r incident.Report) (bool, error) {
	if !t.Outbox.On() || t.Portal == "" || r.MaskVersion < r.Version || r.MailUnsafe {
		return false, nil
	}
	answers, err := t.Store.ListAnswers(ctx, r.ID, r.MaskVersion)
	if err != nil {
		return false, fmt.Errorf("answers of %s: %w", r.Number, err)
	}
	box, ok := form.Find(answers, mailQuestion)
	safe, _ := form.Find(answers, safeQuestion)
	unsafe := slices.ContainsFunc(safe.Codes, func(c string) bool { return c != "yes" })
	return ok && box.State != incident.UnknownAnswer && box.State != incident.NotApplicable && !unsafe, nil
}

func (t *Triage) tellAsked(ctx context.Context, tx *store.Tx, r incident.Report, batch int64, at time.Time) error {
	return t.Outbox.Queue(ctx, tx, notify.Mail{Key: fmt.Sprintf("asked/%d", batch), Kind: mailAsked, Lang: r.Lang, ReportID: r.ID, Number: r.Number,
		To: notify.ToReporter, Args: []string{t.Portal}, At: at})
}

// CloseAsk takes a question back that was not answered.
func (t *Triage) CloseAsk(ctx context.Context, a incident.Actor, number string, id int64) error {
	if err := incident.Ask(a, incident.ReportReply); err != nil {
		return err
	}
	r, err := find(ctx, t.Store.Reader, number)
	if err != nil {
		return err
	}
	return t.Store.Write(ctx, func(tx *store.Tx) error {
		done, err := tx.CloseAsk(ctx, r.ID, id, t.Now())
		if err != nil {
			return fmt.Errorf("take question back on %s: %w", r.Number, err)
		}
		if !done {
			return incident.Errorf(incident.Conflict, "error.ask_over")
		}
		return tx.Audit(ctx, t.audit(a, incident.ReportReply, reportObject(r.Number), "", fmt.Sprintf("question=%d closed", id)))
	})
}

// asked adds the questions asked of a report, with the masked words of what was asked and answered in own words.
func (t *Triage) asked(ctx context.Context, v *ReportView, masked map[string]string) error {
	list, err := t.Store.ListAsks(ctx, v.ID)
	if err != nil {
		return err
	}
	f, _ := t.Forms.Find(v.Form, v.FormVersion)
	now := t.Now()
	for _, x := range list {
		a := Asked{Ask: x, Words: masked[store.MessageField(x.MessageID)], Answer: masked[store.MessageField(x.AnswerID)]}
		if x.Question != "" && f != nil {
			a.Label = label(f.Question(x.Question), x.Question)
		}
		until := now
		switch {
		case !x.AnsweredAt.IsZero():
			until = x.AnsweredAt
		case !x.ClosedAt.IsZero():
			until = x.ClosedAt
		}
		a.Days, a.Overdue = int(until.Sub(x.At).Hours()/24), x.Open() && now.After(x.Due)
		v.Asks = append(v.Asks, a)
	}
	return nil
}

// markAsked adds to rows how long questions wait for the reporter, and the reporter for a first word of the desk.
func (t *Triage) markAsked(ctx context.Context, list []QueueRow, ids []int64, l limits) error {
	open, err := t.Store.ListOpenAsks(ctx, ids)
	if err != nil {
		return err
	}
	replied, err := t.Store.ListReplied(ctx, ids)
	if err != nil {
		return err
	}
	for i := range list {
		row := &list[i]
		for _, a := range open {
			if a.ReportID == row.ID {
				row.Asked++
				row.Waiting = true
				row.AskedDays = max(row.AskedDays, int(l.now.Sub(a.At).Hours()/24))
				row.AskedLate = row.AskedLate || l.now.After(a.Due)
			}
		}
		expected := row.State == incident.Received || row.State == incident.Accepted
		row.Silent = expected && !slices.Contains(replied, row.ID)
		row.SilentLate = row.Silent && row.Received.Before(l.reply)
	}
	return nil
}
