package api

import (
	"bufio"
	"encoding/json"
	"io"
	"mime"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"todoke/internal/form"
	"todoke/internal/incident"
	"todoke/internal/intake"
)

// Step is one change of a report's state.
type Step struct {
	To     incident.ReportState `json:"to"`
	Reason string               `json:"reason,omitempty" doc:"Code of the reason."`
	At     time.Time            `json:"at"`
}

// State is how a report stands. Nothing that was written in it is given back: who finds number and code learns nothing of it.
type State struct {
	Number      string               `json:"number"`
	State       incident.ReportState `json:"state" enum:"received,accepted,not_accepted,duplicate,withdrawn,spam"`
	StateText   string               `json:"state_text" doc:"The state in words, in the language asked for."`
	Reason      string               `json:"reason,omitempty" doc:"Code of the reason, where a decision has one."`
	Scheme      incident.Scheme      `json:"scheme,omitempty" doc:"In which scheme it counts, once accepted."`
	Form        string               `json:"form"`
	FormVersion int                  `json:"form_version"`
	Lang        incident.Lang        `json:"lang" enum:"ja,en"`
	Received    time.Time            `json:"received"`
	Version     int                  `json:"version"`
	Pending     bool                 `json:"pending" doc:"The newest version is still being worked in; answered is that of the one before."`
	Answered    []string             `json:"answered" nullable:"false" doc:"Ids of the questions that are answered."`
	Files       int                  `json:"files" doc:"How many files belong to it."`
	Waiting     int                  `json:"waiting" doc:"Messages of the desk nobody has read yet."`
	Shown       int                  `json:"shown" doc:"Drafts of cases the desk shows and nobody has answered yet."`
	Steps       []Step               `json:"steps" nullable:"false"`
	Erased      []Erased             `json:"erased,omitempty" doc:"What of its content is not kept any more; missing while all is."`
	Erasure     *Erasure             `json:"erasure,omitempty" doc:"The last request to erase the content; missing where there was none."`
	Demo        bool                 `json:"demo,omitempty"`
	Links       Links                `json:"links"`
}

// Erased is a class of a report's content that is not kept any more.
type Erased struct {
	Class incident.Kept `json:"class" enum:"attachments,original,contact,identity,masked"`
	At    time.Time     `json:"at"`
}

// Erasure is how a request to erase stands.
type Erasure struct {
	State  string    `json:"state" enum:"waiting,proposed,agreed,refused,done"`
	Answer string    `json:"answer,omitempty" enum:"open,held,not_reporter,duty" doc:"Why it was refused."`
	At     time.Time `json:"at" doc:"When it was asked for."`
}

// Message is one message between desk and reporter.
type Message struct {
	From    string    `json:"from" enum:"desk,reporter"`
	Contest bool      `json:"contest,omitempty" doc:"It asks the desk to reconsider its decision."`
	Words   string    `json:"words" doc:"Empty where they were erased."`
	At      time.Time `json:"at"`
	Unread  bool      `json:"unread,omitempty" doc:"From the desk, and given now for the first time."`
}

// Messages is all that was written between desk and reporter, oldest first.
type Messages struct {
	Messages  []Message  `json:"messages" nullable:"false"`
	Questions []Question `json:"questions" nullable:"false" doc:"What the desk asked, in the order asked."`
}

// Question is one question of the desk.
type Question struct {
	ID       string     `json:"id"`
	Question string     `json:"question,omitempty" doc:"Id of a question of the report's form; missing for one in the desk's own words."`
	Words    string     `json:"words,omitempty"`
	At       time.Time  `json:"at"`
	Due      time.Time  `json:"due"`
	Answered *time.Time `json:"answered,omitempty" doc:"Missing while it waits."`
}

// AnswersBody answers questions of the desk, all or some of them.
type AnswersBody struct {
	Answers map[string]Answer `json:"answers,omitempty" doc:"To questions of the form, by question id."`
	Own     map[string]string `json:"own,omitempty" doc:"To questions in the desk's own words, by the id of the question."`
}

// MessageBody is a message to the desk.
type MessageBody struct {
	Words   string `json:"words" minLength:"1" maxLength:"20000"`
	Contest bool   `json:"contest,omitempty" doc:"Asks the desk to reconsider its decision."`
}

// Receipts is one receipt a version, oldest first.
type Receipts struct {
	Receipts []VersionReceipt `json:"receipts" nullable:"false"`
}

// VersionReceipt is the signed receipt of one version.
type VersionReceipt struct {
	Version  int       `json:"version"`
	Received time.Time `json:"received"`
	Proof    string    `json:"proof" doc:"Signed note over number, version, instant and hash."`
}

// WithdrawalBody says why a report is taken back.
type WithdrawalBody struct {
	Reason string `json:"reason" enum:"by_reporter,mistaken,consent_withdrawn"`
}

type stateOut struct{ Body State }
type messagesOut struct{ Body Messages }
type receiptsOut struct{ Body Receipts }
type nothing struct{}

type addFile struct {
	OwnReport
	Disposition string `header:"Content-Disposition" doc:"Name of the file: attachment; filename*=UTF-8''%E8%A8%98%E9%8C%B2.txt" example:"attachment; filename=\"log.txt\""`
}

// behind are the problems of every operation on a report behind its code.
var behind = []int{401, 404, 429, 503}

func (b *builder) own() {
	a := b.api
	op := b.operation("read-report", http.MethodGet, "/reports/{number}", behind...)
	op.Security = byCode
	register(b, op, a.state)

	op = b.operation("amend-report", http.MethodPost, "/reports/{number}/versions", append(behind, 400, 409, 413, 415, 422)...)
	op.Security, op.DefaultStatus = byCode, http.StatusCreated
	op.RequestBody = body(map[string]*huma.Schema{"application/json": b.schema(AmendBody{}), "multipart/form-data": b.parts(AmendBody{})})
	register(b, op, a.amend)

	op = b.operation("add-file", http.MethodPost, "/reports/{number}/files", append(behind, 409, 413, 415, 422)...)
	op.Security, op.DefaultStatus = byCode, http.StatusCreated
	op.RequestBody = body(map[string]*huma.Schema{"application/octet-stream": {Type: huma.TypeString, Format: "binary"}})
	register(b, op, a.addFile)

	op = b.operation("read-messages", http.MethodGet, "/reports/{number}/messages", behind...)
	op.Security = byCode
	register(b, op, a.messages)

	op = b.operation("write-message", http.MethodPost, "/reports/{number}/messages", append(behind, 400, 409, 413, 415, 422)...)
	op.Security, op.DefaultStatus = byCode, http.StatusNoContent
	op.RequestBody = body(map[string]*huma.Schema{"application/json": b.schema(MessageBody{})})
	register(b, op, a.write)

	op = b.operation("answer-questions", http.MethodPost, "/reports/{number}/answers", append(behind, 400, 409, 413, 415, 422)...)
	op.Security, op.DefaultStatus = byCode, http.StatusNoContent
	op.RequestBody = body(map[string]*huma.Schema{"application/json": b.schema(AnswersBody{})})
	register(b, op, a.answer)

	op = b.operation("read-receipts", http.MethodGet, "/reports/{number}/receipts", behind...)
	op.Security = byCode
	register(b, op, a.receipts)

	op = b.operation("erase-report", http.MethodPost, "/reports/{number}/erasure", append(behind, 409)...)
	op.Security, op.DefaultStatus = byCode, http.StatusNoContent
	register(b, op, a.erase)

	op = b.operation("withdraw-report", http.MethodPost, "/reports/{number}/withdrawal", append(behind, 400, 409, 413, 415, 422)...)
	op.Security, op.DefaultStatus = byCode, http.StatusNoContent
	op.RequestBody = body(map[string]*huma.Schema{"application/json": b.schema(WithdrawalBody{})})
	register(b, op, a.withdraw)
}

// look finds the report behind number and code without opening its messages.
func (a *api) look(c *call, in OwnReport) (intake.Key, intake.View, error) {
	k, err := a.key(c, in)
	if err != nil {
		return k, intake.View{}, err
	}
	v, err := a.Intake.Look(c.r.Context(), k)
	return k, v, err
}

func (a *api) state(c *call, in *OwnReport) (*stateOut, error) {
	_, v, err := a.look(c, *in)
	if err != nil {
		return nil, err
	}
	s := State{Number: v.Number, State: v.State, StateText: a.Texts.T(c.lang, "portal.state."+string(v.State)), Reason: v.Reason, Scheme: v.Scheme, Form: v.Form, FormVersion: v.FormVersion,
		Lang: v.Lang, Received: v.Received, Version: v.Version, Pending: v.Pending, Answered: append([]string{}, v.Answered...), Files: v.Files, Waiting: v.Waiting,
		Steps: []Step{}, Demo: a.Demo, Links: links(v.Number)}
	for _, m := range v.Steps {
		s.Steps = append(s.Steps, Step(m))
	}
	for _, x := range v.Showings {
		if x.State == incident.ShowingWaiting {
			s.Shown++
		}
	}
	for _, e := range v.Erased {
		s.Erased = append(s.Erased, Erased(e))
	}
	if e := v.EraseAsked; e != nil {
		s.Erasure = &Erasure{e.State, e.Answer, e.At}
	}
	return &stateOut{s}, nil
}

// amend files a new version: the answers named are laid over the earlier ones.
func (a *api) amend(c *call, in *OwnReport) (*receiptOut, error) {
	k, v, err := a.look(c, *in)
	if err != nil {
		return nil, err
	}
	s, err := a.readSent(c, func(version int) (*form.Form, error) {
		if version == 0 {
			version = v.FormVersion
		}
		return a.Forms.Find(v.Form, version)
	})
	if err != nil {
		return nil, err
	}
	if len(s.errs) > 0 {
		return nil, s.errs
	}
	r, err := a.Intake.Amend(c.r.Context(), intake.Amendment{Key: k, FormVersion: s.form.Version, Answers: s.reading.Answers, Raw: s.raw, Files: s.files, Unread: s.reading.Unread})
	if err != nil {
		return nil, err
	}
	return &receiptOut{http.StatusCreated, links(r.Number).Self, a.receipt(c, r, s.reading.Unread)}, nil
}

// addFile takes one file as it streams in; it is sealed mebibyte by mebibyte and never held whole.
func (a *api) addFile(c *call, in *addFile) (*receiptOut, error) {
	k, err := a.key(c, in.OwnReport)
	if err != nil {
		return nil, err
	}
	if strings.HasPrefix(strings.ToLower(c.r.Header.Get("Content-Type")), "multipart/") {
		return nil, wrong(parameter+"Content-Type", "api.error.media", "application/octet-stream")
	}
	if c.r.ContentLength > intake.MaxFile {
		return nil, incident.Errorf(incident.TooLarge, "api.error.too_large", intake.MaxFile>>20)
	}
	_, params, err := mime.ParseMediaType(in.Disposition)
	if err != nil || params["filename"] == "" {
		return nil, wrong(parameter+"Content-Disposition", "api.error.file_name")
	}
	content := bufio.NewReader(c.r.Body)
	if _, err := content.Peek(1); err == io.EOF {
		return nil, incident.Errorf(incident.Invalid, "api.error.file_empty")
	}
	r, err := a.Intake.Amend(c.r.Context(), intake.Amendment{Key: k, Files: []intake.File{{Name: params["filename"], Content: content}}})
	if err != nil {
		return nil, err
	}
	return &receiptOut{http.StatusCreated, links(r.Number).Self, a.receipt(c, r, nil)}, nil
}

func (a *api) messages(c *call, in *OwnReport) (*messagesOut, error) {
	k, err := a.key(c, *in)
	if err != nil {
		return nil, err
	}
	v, err := a.Intake.Find(c.r.Context(), k.Number, k.Code, k.Source)
	if err != nil {
		return nil, err
	}
	out := Messages{Messages: []Message{}, Questions: []Question{}}
	for _, q := range v.Asks {
		x := Question{ID: strconv.FormatInt(q.ID, 10), Question: q.Question, Words: q.Words, At: q.At, Due: q.Due}
		if !q.Answered.IsZero() {
			x.Answered = &q.Answered
		}
		out.Questions = append(out.Questions, x)
	}
	for _, m := range v.Messages {
		from := "reporter"
		if m.FromDesk {
			from = "desk"
		}
		out.Messages = append(out.Messages, Message{From: from, Contest: m.Contest, Words: m.Words, At: m.At, Unread: m.Unread})
	}
	return &messagesOut{out}, nil
}

// small reads a JSON body of a few members.
func (a *api) small(c *call, names ...string) (map[string]json.RawMessage, error) {
	if kind, _, err := mime.ParseMediaType(c.r.Header.Get("Content-Type")); err != nil || kind != "application/json" {
		return nil, wrong(parameter+"Content-Type", "api.error.media", "application/json")
	}
	b, err := a.readJSON(c)
	if err != nil {
		return nil, err
	}
	m, errs, err := members(b, names...)
	if err == nil {
		err = errs.Or()
	}
	return m, err
}

func (a *api) write(c *call, in *OwnReport) (*nothing, error) {
	k, err := a.key(c, *in)
	if err != nil {
		return nil, err
	}
	m, err := a.small(c, "words", "contest")
	if err != nil {
		return nil, err
	}
	var words string
	var contest bool
	var errs incident.Errors
	if !decode(m["words"], &words) {
		errs = append(errs, wrong("words", "error.json_text"))
	}
	if raw, ok := m["contest"]; ok && !decode(raw, &contest) {
		errs = append(errs, wrong("contest", "api.error.boolean"))
	}
	if len(errs) > 0 {
		return nil, errs
	}
	if contest {
		return nil, a.Intake.Contest(c.r.Context(), k, words)
	}
	return nil, a.Intake.Write(c.r.Context(), k, words)
}

// answer files answers to the desk's questions.
func (a *api) answer(c *call, in *OwnReport) (*nothing, error) {
	k, v, err := a.look(c, *in)
	if err != nil {
		return nil, err
	}
	m, err := a.small(c, "answers", "own")
	if err != nil {
		return nil, err
	}
	f, err := a.Intake.OwnForm(v)
	if err != nil {
		return nil, err
	}
	s := &sent{form: f}
	s.answers(a, m["answers"])
	own := map[string]string{}
	if raw, ok := m["own"]; ok && !decode(raw, &own) {
		s.errs = append(s.errs, wrong("own", "api.error.own"))
	}
	words := map[int64]string{}
	for name, text := range own {
		id, err := strconv.ParseInt(name, 10, 64)
		if err != nil {
			s.errs = append(s.errs, wrong("own", "api.error.own"))
			continue
		}
		words[id] = text
	}
	if len(s.errs) > 0 {
		return nil, s.errs
	}
	return nil, a.Intake.Answer(c.r.Context(), intake.Answering{Key: k, Answers: s.reading.Answers, Own: words, Raw: m["answers"], Unread: s.reading.Unread})
}

func (a *api) receipts(c *call, in *OwnReport) (*receiptsOut, error) {
	_, v, err := a.look(c, *in)
	if err != nil {
		return nil, err
	}
	out := Receipts{Receipts: []VersionReceipt{}}
	for _, r := range v.Versions {
		out.Receipts = append(out.Receipts, VersionReceipt{r.Version, r.Received, r.Proof})
	}
	return &receiptsOut{out}, nil
}

// erase asks the desk to erase the content; it answers behind the code.
func (a *api) erase(c *call, in *OwnReport) (*nothing, error) {
	k, err := a.key(c, *in)
	if err != nil {
		return nil, err
	}
	return nil, a.Intake.AskErase(c.r.Context(), k)
}

func (a *api) withdraw(c *call, in *OwnReport) (*nothing, error) {
	k, err := a.key(c, *in)
	if err != nil {
		return nil, err
	}
	m, err := a.small(c, "reason")
	if err != nil {
		return nil, err
	}
	var reason string
	if !decode(m["reason"], &reason) {
		return nil, wrong("reason", "error.withdraw_reason")
	}
	return nil, a.Intake.Withdraw(c.r.Context(), k, reason)
}
