package api

import (
	"errors"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"todoke/internal/incident"
	"todoke/internal/intake"
)

// Showings are the drafts of cases the desk shows to the reporter, newest first.
type Showings struct {
	Showings []Showing `json:"showings" nullable:"false"`
}

// Showing is one draft as it was shown; what the desk took back is not given any more.
type Showing struct {
	ID      string                `json:"id"`
	Lang    incident.Lang         `json:"lang" enum:"ja,en" doc:"Of its sentences."`
	State   incident.ShowingState `json:"state" enum:"waiting,agreed,objected,settled" doc:"objected waits for the desk, settled has its answer."`
	Silence incident.Silence      `json:"silence" enum:"agrees,leaves" doc:"What no answer in time means: no objection, or the case is left out of the edition."`
	Shown   time.Time             `json:"shown"`
	Due     time.Time             `json:"due" doc:"Answers count until then."`
	May     bool                  `json:"may" doc:"It can be answered now."`
	Parts   []ShownPart           `json:"parts" nullable:"false"`
}

// ShownPart is one sentence or fact that was shown, with what was said about it.
type ShownPart struct {
	N        int    `json:"n"`
	Kind     string `json:"kind" enum:"sentence,fact"`
	Body     string `json:"body"`
	Objected bool   `json:"objected,omitempty"`
	Words    string `json:"words,omitempty" doc:"The reporter's."`
	Reply    string `json:"reply,omitempty" doc:"The desk's."`
}

// ShowingBody answers a draft: agree, or object.
type ShowingBody struct {
	Agree  bool              `json:"agree,omitempty"`
	Object map[string]string `json:"object,omitempty" doc:"By the number of the part: what is wrong with a sentence, which may be left empty, or what is right instead of a fact."`
}

type showingsOut struct{ Body Showings }

type ownShowing struct {
	OwnReport
	Showing string `path:"showing" doc:"Id of the draft."`
}

func (b *builder) showings() {
	op := b.operation("read-showings", http.MethodGet, "/reports/{number}/showings", behind...)
	op.Security = byCode
	register(b, op, b.api.showings)

	op = b.operation("answer-showing", http.MethodPost, "/reports/{number}/showings/{showing}", append(behind, 400, 409, 413, 415, 422)...)
	op.Security, op.DefaultStatus = byCode, http.StatusNoContent
	op.RequestBody = body(map[string]*huma.Schema{"application/json": b.schema(ShowingBody{})})
	register(b, op, b.api.answerShowing)
}

func (a *api) showings(c *call, in *OwnReport) (*showingsOut, error) {
	k, v, err := a.look(c, *in)
	if err != nil {
		return nil, err
	}
	out := Showings{Showings: []Showing{}}
	for _, one := range v.Showings {
		s, err := a.Intake.Showing(c.r.Context(), k, one.ID)
		if errors.Is(err, incident.ErrNotFound) {
			continue // taken back this moment
		}
		if err != nil {
			return nil, err
		}
		x := Showing{ID: strconv.FormatInt(s.ID, 10), Lang: s.Lang, State: s.State, Silence: s.Silence, Shown: s.ShownAt, Due: s.Due, May: s.May(), Parts: []ShownPart{}}
		for _, p := range s.Parts {
			x.Parts = append(x.Parts, ShownPart{p.N, p.Kind, p.Body, p.Objected, s.Words[p.N], s.Replies[p.N]})
		}
		out.Showings = append(out.Showings, x)
	}
	return &showingsOut{out}, nil
}

func (a *api) answerShowing(c *call, in *ownShowing) (*nothing, error) {
	k, err := a.key(c, in.OwnReport)
	if err != nil {
		return nil, err
	}
	id, err := strconv.ParseInt(in.Showing, 10, 64)
	if err != nil {
		return nil, incident.Errorf(incident.NotFound, "error.showing_gone")
	}
	m, err := a.small(c, "agree", "object")
	if err != nil {
		return nil, err
	}
	said := intake.ShowingAnswer{Object: map[int]string{}}
	var errs incident.Errors
	if raw, ok := m["agree"]; ok && !decode(raw, &said.Agree) {
		errs = append(errs, wrong("agree", "api.error.boolean"))
	}
	object := map[string]string{}
	if raw, ok := m["object"]; ok && !decode(raw, &object) {
		errs = append(errs, wrong("object", "api.error.showing_object"))
	}
	for name, words := range object {
		n, err := strconv.Atoi(name)
		if err != nil {
			errs = append(errs, wrong("object", "api.error.showing_object"))
			continue
		}
		said.Object[n] = words
	}
	if len(errs) > 0 {
		return nil, errs
	}
	return nil, pointed(a.Intake.AnswerShowing(c.r.Context(), k, id, said))
}

// pointed names the member of the body where intake names the field of its form.
func pointed(err error) error {
	var many incident.Errors
	if !errors.As(err, &many) {
		return err
	}
	for _, e := range many {
		if n, ok := strings.CutPrefix(e.Field, "part."); ok {
			e.Field = "object." + n
		}
	}
	return many
}
