package api

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"todoke/internal/incident"
	"todoke/internal/web"
)

const problemType = "application/problem+json"

// Problem is the answer to whatever could not be done (RFC 9457).
type Problem struct {
	Type   string  `json:"type" format:"uri-reference" doc:"Names the kind of problem; leads to its description."`
	Title  string  `json:"title" doc:"The kind of problem in words."`
	Status int     `json:"status" doc:"The HTTP status."`
	Detail string  `json:"detail" doc:"What happened and what to do, in the language asked for."`
	Errors []Wrong `json:"errors,omitempty" doc:"Every wrong field, so that all can be mended at once."`
}

// Wrong is one thing that is wrong with a request.
type Wrong struct {
	Pointer   string `json:"pointer,omitempty" doc:"JSON Pointer (RFC 6901) into the body, as a fragment. A name that does not look like one of this interface's is given as ?."`
	Parameter string `json:"parameter,omitempty" doc:"Header, path or query parameter."`
	Detail    string `json:"detail"`
}

// Error is the detail; GetStatus and ContentType are what huma asks for.
func (p *Problem) Error() string { return p.Detail }

// GetStatus gives the HTTP status.
func (p *Problem) GetStatus() int { return p.Status }

// ContentType gives the media type of problems.
func (p *Problem) ContentType(string) string { return problemType }

// parameter begins the Field of an Error that belongs to a header or parameter and not to the body.
const parameter = "parameter "

// own are the statuses that the kind of an Error does not tell.
var own = map[string]int{
	"error.token":               http.StatusUnauthorized,
	"api.error.code_missing":    http.StatusUnauthorized,
	"api.error.token_missing":   http.StatusUnauthorized,
	"api.error.authorization":   http.StatusUnauthorized,
	"api.error.key_missing":     http.StatusBadRequest,
	"api.error.syntax":          http.StatusBadRequest,
	"api.error.encoding":        http.StatusBadRequest,
	"api.error.body_unreadable": http.StatusBadRequest,
	"api.error.media":           http.StatusUnsupportedMediaType,
	"api.error.method":          http.StatusMethodNotAllowed,
}

// instead are words for programs where those of the catalogue speak of a page.
var instead = map[string]string{"error.not_stored": "api.error.not_stored", "error.not_enough": "api.error.not_enough", "error.cross_site": "api.error.cross_site"}

func (a *api) words(lang incident.Lang, e *incident.Error) string {
	if key, ok := instead[e.Key]; ok {
		return a.Texts.T(lang, key, e.Args...)
	}
	return a.Texts.Error(lang, e)
}

// slugs name the kinds of problem by status; "api.problem." and the slug is the title.
var slugs = map[int]string{
	http.StatusBadRequest: "unreadable", http.StatusUnauthorized: "unauthorized", http.StatusForbidden: "forbidden", http.StatusNotFound: "not_found",
	http.StatusMethodNotAllowed: "method", http.StatusConflict: "conflict", http.StatusRequestEntityTooLarge: "too_large", http.StatusUnsupportedMediaType: "media",
	http.StatusUnprocessableEntity: "invalid", http.StatusTooManyRequests: "limited", http.StatusInternalServerError: "internal", http.StatusServiceUnavailable: "stored",
}

// problem turns an error into the problem a caller is told, with its headers. What is not an incident.Error is logged and told in general words.
func (a *api) problem(r *http.Request, err error) (*Problem, http.Header) {
	lang := web.Lang(r)
	var list incident.Errors
	var one *incident.Error
	if !errors.As(err, &list) && errors.As(err, &one) {
		list = incident.Errors{one}
	}
	p := &Problem{Status: http.StatusInternalServerError, Detail: a.Texts.T(lang, "api.error.internal")}
	if len(list) > 0 {
		p.Status = statusOf(list[0])
		p.Detail = a.Texts.T(lang, "api.error.several", len(list))
		if len(list) == 1 {
			p.Detail = a.words(lang, list[0])
		}
		for _, e := range list {
			if w := a.wrong(lang, e); w.Pointer+w.Parameter != "" {
				p.Errors = append(p.Errors, w)
			}
		}
	}
	if p.Status >= http.StatusInternalServerError {
		a.Log.Error("api request failed", "method", r.Method, "route", r.Pattern, "err", err)
	}
	slug := slugs[p.Status]
	p.Type, p.Title = Base+"/#"+slug, a.Texts.T(lang, "api.problem."+slug)
	return p, headersOf(p.Status, list)
}

func statusOf(e *incident.Error) int {
	if s, ok := own[e.Key]; ok {
		return s
	}
	return web.StatusOf(e)
}

func (a *api) wrong(lang incident.Lang, e *incident.Error) Wrong {
	w := Wrong{Detail: a.words(lang, e)}
	if name, ok := strings.CutPrefix(e.Field, parameter); ok {
		w.Parameter = name
	} else if e.Field != "" {
		w.Pointer = "#/" + strings.ReplaceAll(e.Field, ".", "/")
	}
	return w
}

// headersOf are what a status asks for beside the problem itself.
func headersOf(status int, list incident.Errors) http.Header {
	h := http.Header{}
	switch status {
	case http.StatusUnauthorized:
		scheme := "Bearer"
		if list[0].Key == "api.error.code_missing" {
			scheme = codeHeader
		}
		h.Set("WWW-Authenticate", scheme)
	case http.StatusTooManyRequests:
		if args := list[0].Args; len(args) > 0 { // seconds come last
			h.Set("Retry-After", fmt.Sprint(args[len(args)-1]))
		}
	case http.StatusServiceUnavailable:
		h.Set("Retry-After", "30")
	}
	return h
}

// refuse answers with a problem outside any operation.
func (a *api) refuse(w http.ResponseWriter, r *http.Request, err error) {
	p, h := a.problem(r, err)
	for k, v := range h {
		w.Header()[k] = v
	}
	w.Header().Set("Content-Type", problemType)
	w.WriteHeader(p.Status)
	_ = json.NewEncoder(w).Encode(p) // the caller has gone: nobody is left to tell
}

// asHuma is a problem as an operation returns it.
func (a *api) asHuma(r *http.Request, err error) error {
	p, h := a.problem(r, err)
	return huma.ErrorWithHeaders(p, h)
}

// refusals describes the problems an operation may answer with.
func (b *builder) refusals(op *huma.Operation, statuses ...int) {
	schema := b.schema(Problem{})
	if op.Responses == nil {
		op.Responses = map[string]*huma.Response{}
	}
	for _, s := range append(statuses, http.StatusInternalServerError) {
		op.Responses[strconv.Itoa(s)] = &huma.Response{Description: b.t("api.problem." + slugs[s]), Content: map[string]*huma.MediaType{problemType: {Schema: schema}}}
	}
}
