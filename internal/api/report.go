package api

import (
	"errors"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"todoke/internal/auth"
	"todoke/internal/incident"
	"todoke/internal/intake"
)

// Links leads to what can be asked of a report; all need the return code in a header.
type Links struct {
	Self     string `json:"self" format:"uri-reference"`
	Versions string `json:"versions" format:"uri-reference"`
	Files    string `json:"files" format:"uri-reference"`
	Messages string `json:"messages" format:"uri-reference"`
	Receipts string `json:"receipts" format:"uri-reference"`
	Withdraw string `json:"withdraw" format:"uri-reference"`
	Erase    string `json:"erase" format:"uri-reference"`
}

func links(number string) Links {
	self := Base + "/reports/" + number
	return Links{self, self + "/versions", self + "/files", self + "/messages", self + "/receipts", self + "/withdrawal", self + "/erasure"}
}

// Receipt is the answer to what was filed; it is given once it is on disk.
type Receipt struct {
	Number   string    `json:"number" doc:"Receipt number." example:"T-2020-000123-K"`
	Code     string    `json:"code,omitempty" doc:"Return code: the only way back to the report. Missing where the report was recognised by its content alone, and for later versions."`
	Version  int       `json:"version" doc:"1 for a new report, one more with every amendment."`
	Received time.Time `json:"received"`
	Proof    string    `json:"proof,omitempty" doc:"Signed note over number, version, instant and hash."`
	Repeat   bool      `json:"repeat,omitempty" doc:"Nothing new was filed: the same was filed within 24 hours."`
	Unread   []Noted   `json:"unread,omitempty" doc:"Kept as written, but not read as meant: a vague date, a number in words."`
	Demo     bool      `json:"demo,omitempty" doc:"This desk is a demonstration; nothing of it is real."`
	Links    Links     `json:"links"`
}

func (a *api) receipt(c *call, r intake.Receipt, unread []incident.Unread) Receipt {
	return Receipt{Number: r.Number, Code: r.Code, Version: r.Version, Received: r.Received, Proof: r.Proof, Repeat: r.Repeat,
		Unread: a.noted(c.lang, unread), Demo: a.Demo, Links: links(r.Number)}
}

type fileReport struct {
	Key string `header:"Idempotency-Key" doc:"Unguessable, 22 to 200 characters, a UUID for example. The same key with the same body within 24 hours gives the same receipt again; with another body it is refused. Needed with a token."`
}

type receiptOut struct {
	Status   int
	Location string `header:"Location" doc:"The report."`
	Body     Receipt
}

func (b *builder) reports() {
	op := b.operation("file-report", http.MethodPost, "/reports", 400, 401, 403, 413, 415, 422, 429, 503)
	op.DefaultStatus, op.Security = http.StatusCreated, byAnyone
	op.RequestBody = body(map[string]*huma.Schema{"application/json": b.schema(ReportBody{}), "multipart/form-data": b.parts(ReportBody{})})
	op.Responses["200"] = &huma.Response{Description: b.t("api.repeat"), Content: map[string]*huma.MediaType{"application/json": {Schema: b.schema(Receipt{})}}}
	register(b, op, b.api.file)
}

// parts describes the multipart form of a body.
func (b *builder) parts(report any) *huma.Schema {
	return &huma.Schema{Type: huma.TypeObject, Required: []string{"report"}, AdditionalProperties: false, Properties: map[string]*huma.Schema{
		"report": b.schema(report),
		"files":  {Type: huma.TypeArray, Items: &huma.Schema{Type: huma.TypeString, Format: "binary"}},
	}}
}

// file receives a report, by anybody or by an organisation with its token.
func (a *api) file(c *call, in *fileReport) (*receiptOut, error) {
	h, err := a.holder(c)
	if err != nil {
		return nil, err
	}
	key, err := token(in.Key, h)
	if err != nil {
		return nil, err
	}
	if h != nil {
		if err := a.Auth.Spend(*h, auth.ScopeFile, 1); err != nil {
			return nil, err
		}
	}
	s, err := a.readSent(c, nil)
	if err != nil {
		return nil, err
	}
	r, err := a.receive(c, s, key, h)
	if err != nil {
		return nil, err
	}
	out := &receiptOut{Status: http.StatusCreated, Location: links(r.Number).Self, Body: a.receipt(c, r, s.reading.Unread)}
	if r.Repeat && r.Code == "" {
		out.Status = http.StatusOK
	}
	return out, nil
}

// receive files what was read, unless anything of it is wrong.
func (a *api) receive(c *call, s *sent, key string, h *auth.Holder) (intake.Receipt, error) {
	if len(s.errs) > 0 {
		return intake.Receipt{}, s.errs
	}
	sub := intake.Submission{Token: key, Once: true, Form: s.form.ID, FormVersion: s.form.Version, Lang: s.lang, Channel: incident.API,
		Answers: s.reading.Answers, Raw: s.raw, Files: s.files, Unread: s.reading.Unread}
	if h != nil {
		sub.By = h.Actor
	} else {
		sub.Source = a.Source(c.r) // a token has a rate of its own
	}
	r, err := a.Intake.Receive(c.r.Context(), sub)
	if one := (*incident.Error)(nil); errors.As(err, &one) {
		told := *one
		switch one.Key {
		case "error.key_reused":
			told.Field = parameter + keyHeader
		case "error.not_enough":
			told.Field = "answers"
		}
		return r, errors.Join(&told, err)
	}
	return r, err
}
