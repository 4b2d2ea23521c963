package api

import (
	"encoding/json"
	"errors"
	"net/http"
	"strconv"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"todoke/internal/auth"
	"todoke/internal/incident"
)

// maxBatch is how many reports one batch holds.
const maxBatch = 100

// BatchBody is many reports at once, without files.
type BatchBody struct {
	Reports []BatchReport `json:"reports" minItems:"1" maxItems:"100" nullable:"false"`
}

// BatchReport is one report of a batch.
type BatchReport struct {
	Form        string            `json:"form,omitempty"`
	FormVersion int               `json:"form_version,omitempty" minimum:"1"`
	Lang        incident.Lang     `json:"lang,omitempty" enum:"ja,en"`
	Answers     map[string]Answer `json:"answers,omitempty"`
}

// BatchResult is what became of one report: a receipt or a problem.
type BatchResult struct {
	Index   int      `json:"index" doc:"Place in the batch, from 0."`
	Status  int      `json:"status" doc:"The status it would have had by itself."`
	Receipt *Receipt `json:"receipt,omitempty"`
	Problem *Problem `json:"problem,omitempty"`
}

// Batch is what became of a batch, in its order.
type Batch struct {
	Filed   int           `json:"filed"`
	Refused int           `json:"refused" doc:"Not filed: mend these and send the batch again under the same key. What was filed is not filed twice."`
	Results []BatchResult `json:"results" nullable:"false"`
}

// FiledReport is what a token may read of a report filed with it.
type FiledReport struct {
	Number   string               `json:"number"`
	State    incident.ReportState `json:"state" enum:"received,accepted,not_accepted,duplicate,withdrawn,spam"`
	Version  int                  `json:"version"`
	Received time.Time            `json:"received"`
}

// FiledReports is a page of them, newest first.
type FiledReports struct {
	Reports []FiledReport `json:"reports" nullable:"false"`
	Next    string        `json:"next,omitempty" format:"uri-reference" doc:"The next page; missing on the last."`
}

type listReports struct {
	Before string `query:"before" doc:"Number of the last report of the page before."`
	Limit  string `query:"limit" doc:"1 to 500; none means 100."`
}

type batchOut struct{ Body Batch }
type filedOut struct{ Body FiledReports }

func (b *builder) organisations() {
	op := b.operation("list-reports", http.MethodGet, "/reports", 401, 403, 422, 429)
	op.Security = byToken
	register(b, op, b.api.list)

	op = b.operation("file-batch", http.MethodPost, "/reports/batch", 400, 401, 403, 413, 415, 422, 429, 503)
	op.Security = byToken
	op.RequestBody = body(map[string]*huma.Schema{"application/json": b.schema(BatchBody{})})
	register(b, op, b.api.batch)
}

func (a *api) list(c *call, in *listReports) (*filedOut, error) {
	h, err := a.organisation(c, auth.ScopeRead, 1)
	if err != nil {
		return nil, err
	}
	limit := 100
	if in.Limit != "" {
		if limit, err = strconv.Atoi(in.Limit); err != nil || limit < 1 || limit > 500 {
			return nil, wrong(parameter+"limit", "api.error.limit", 500)
		}
	}
	list, err := a.Intake.ListFiled(c.r.Context(), h.Actor, in.Before, limit)
	if one := (*incident.Error)(nil); errors.As(err, &one) && one.Kind == incident.Invalid {
		return nil, wrong(parameter+"before", one.Key)
	}
	if err != nil {
		return nil, err
	}
	out := FiledReports{Reports: []FiledReport{}}
	for _, f := range list {
		out.Reports = append(out.Reports, FiledReport(f))
	}
	if len(list) == limit {
		out.Next = Base + "/reports?limit=" + strconv.Itoa(limit) + "&before=" + list[limit-1].Number
	}
	return &filedOut{out}, nil
}

// batch files each report by itself, under the key of the batch and its place: what is wrong with one keeps none of the others out.
func (a *api) batch(c *call, in *fileReport) (*batchOut, error) {
	h, err := a.holder(c)
	if err != nil {
		return nil, err
	}
	if h == nil {
		return nil, &incident.Error{Kind: incident.Forbidden, Key: "api.error.token_missing", Field: parameter + "Authorization"}
	}
	key, err := token(in.Key, h)
	if err != nil {
		return nil, err
	}
	m, err := a.small(c, "reports")
	if err != nil {
		return nil, err
	}
	var list []json.RawMessage
	if !decode(m["reports"], &list) || len(list) == 0 || len(list) > maxBatch {
		return nil, wrong("reports", "api.error.batch", maxBatch)
	}
	if err := a.Auth.Spend(*h, auth.ScopeFile, len(list)); err != nil {
		return nil, err
	}
	out := Batch{Results: []BatchResult{}}
	for i, raw := range list {
		r := BatchResult{Index: i, Status: http.StatusCreated}
		receipt, err := a.one(c, raw, key+"\x00"+strconv.Itoa(i), h)
		if err != nil {
			r.Problem, _ = a.problem(c.r, err)
			r.Status = r.Problem.Status
			out.Refused++
		} else {
			r.Receipt = receipt
			out.Filed++
		}
		out.Results = append(out.Results, r)
	}
	return &batchOut{out}, nil
}

func (a *api) one(c *call, raw json.RawMessage, key string, h *auth.Holder) (*Receipt, error) {
	s, err := a.parse(raw, c.lang, nil)
	if err != nil {
		return nil, err
	}
	if len(s.files) > 0 {
		s.errs = append(s.errs, wrong("files", "api.error.batch_files"))
	}
	r, err := a.receive(c, s, key, h)
	if err != nil {
		return nil, err
	}
	out := a.receipt(c, r, s.reading.Unread)
	return &out, nil
}
