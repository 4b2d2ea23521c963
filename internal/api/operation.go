package api

import (
	"context"
	"net/http"
	"reflect"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"todoke/internal/auth"
	"todoke/internal/incident"
	"todoke/internal/intake"
)

// codeHeader carries the return code: never the address, which ends up in logs.
const codeHeader = "Todoke-Code"

// keyHeader makes a repeated request file once.
const keyHeader = "Idempotency-Key"

type callKey struct{}

// call is one request as the operations see it.
type call struct {
	r    *http.Request
	w    http.ResponseWriter
	lang incident.Lang
}

// builder registers operations and describes them in one language.
type builder struct {
	api  *api
	huma huma.API
	lang incident.Lang
}

func (b *builder) t(key string, args ...any) string { return b.api.Texts.T(b.lang, key, args...) }

// schema gives the reference to the schema of a value's type.
func (b *builder) schema(v any) *huma.Schema {
	return b.huma.OpenAPI().Components.Schemas.Schema(reflect.TypeOf(v), true, "")
}

// operation begins the description of one operation; its words are in the catalogue under its id.
func (b *builder) operation(id, method, path string, statuses ...int) huma.Operation {
	op := huma.Operation{OperationID: id, Method: method, Path: Base + path, Summary: b.t("api.op." + id), Description: b.t("api.text." + id), SkipValidateParams: true, SkipValidateBody: true}
	b.refusals(&op, statuses...)
	return op
}

// body describes the body an operation reads, by media type.
func body(schemas map[string]*huma.Schema) *huma.RequestBody {
	out := &huma.RequestBody{Required: true, Content: map[string]*huma.MediaType{}}
	for kind, s := range schemas {
		out.Content[kind] = &huma.MediaType{Schema: s}
	}
	return out
}

var (
	byCode   = []map[string][]string{{"code": {}}}
	byToken  = []map[string][]string{{"token": {}}}
	byAnyone = []map[string][]string{{}, {"token": {}}}
)

// register adds an operation. Bodies are read by the operation itself, after what the headers say was asked: huma would quote in its answers what was sent.
func register[I, O any](b *builder, op huma.Operation, serve func(*call, *I) (*O, error)) {
	described := op.RequestBody
	op.RequestBody = nil // with one huma would read the body itself
	huma.Register(b.huma, op, func(ctx context.Context, in *I) (*O, error) {
		c, ok := ctx.Value(callKey{}).(*call)
		if !ok {
			return nil, huma.Error500InternalServerError("no request")
		}
		out, err := serve(c, in)
		if err != nil {
			return nil, b.api.asHuma(c.r, err)
		}
		return out, nil
	})
	if described != nil {
		b.huma.OpenAPI().Paths[op.Path].Post.RequestBody = described
	}
}

// OwnReport is the input of every operation on a report behind its code.
type OwnReport struct {
	Number string `path:"number" doc:"Receipt number, as T-2020-000123-K." example:"T-2020-000123-K"`
	Code   string `header:"Todoke-Code" doc:"Return code of the report. Authorization: Todoke-Code CODE says the same."`
}

// key gives number and code of a request; an Error of status 401 when the code is missing.
func (a *api) key(c *call, in OwnReport) (intake.Key, error) {
	code := in.Code
	if code == "" {
		if scheme, rest, _ := strings.Cut(c.r.Header.Get("Authorization"), " "); strings.EqualFold(scheme, codeHeader) {
			code = strings.TrimSpace(rest)
		}
	}
	if code == "" {
		return intake.Key{}, &incident.Error{Kind: incident.Forbidden, Key: "api.error.code_missing", Field: parameter + codeHeader}
	}
	return intake.Key{Number: in.Number, Code: code, Source: a.Source(c.r)}, nil
}

// holder gives who showed a token; nil without one. Any other Authorization is refused: whoever sent it believes to be known.
func (a *api) holder(c *call) (*auth.Holder, error) {
	scheme, token, _ := strings.Cut(c.r.Header.Get("Authorization"), " ")
	switch {
	case scheme == "":
		return nil, nil
	case !strings.EqualFold(scheme, "Bearer"):
		return nil, &incident.Error{Kind: incident.Forbidden, Key: "api.error.authorization", Field: parameter + "Authorization"}
	}
	h, err := a.Auth.Bearer(c.r.Context(), strings.TrimSpace(token))
	if err != nil {
		return nil, err
	}
	return &h, nil
}

// organisation is holder for operations that need a token, with n of a scope spent.
func (a *api) organisation(c *call, s auth.Scope, n int) (*auth.Holder, error) {
	h, err := a.holder(c)
	if err == nil && h == nil {
		err = &incident.Error{Kind: incident.Forbidden, Key: "api.error.token_missing", Field: parameter + "Authorization"}
	}
	if err == nil {
		err = a.Auth.Spend(*h, s, n)
	}
	return h, err
}

// Keys shorter than this many characters, or of fewer different ones, could be guessed, and with a key comes a return code.
const (
	shortestKey = 22
	longestKey  = 200
	variedKey   = 8
)

// token makes the submission's token of an Idempotency-Key, bound to the caller: another's key is another token. It is "" without a key.
func token(key string, h *auth.Holder) (string, error) {
	if n := len(key); n >= 2 && key[0] == '"' && key[n-1] == '"' { // the draft writes it as a quoted string
		key = key[1 : n-1]
	}
	bad := func(name string, args ...any) (string, error) {
		return "", &incident.Error{Kind: incident.Invalid, Key: name, Field: parameter + keyHeader, Args: args}
	}
	who := "anybody"
	if h != nil {
		who = h.Actor.Who()
	}
	if key == "" {
		if h != nil {
			return bad("api.error.key_missing", shortestKey)
		}
		return "", nil
	}
	varied := map[rune]bool{}
	for _, r := range key {
		if r <= ' ' || r > '~' {
			return bad("api.error.key_form", shortestKey, longestKey)
		}
		varied[r] = true
	}
	if len(key) < shortestKey || len(key) > longestKey || len(varied) < variedKey {
		return bad("api.error.key_form", shortestKey, longestKey)
	}
	return "api\x00" + who + "\x00" + key, nil
}
