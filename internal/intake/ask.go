package intake

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"todoke/internal/form"
	"todoke/internal/incident"
	"todoke/internal/seal"
	"todoke/internal/store"
	"todoke/internal/text"
)

// Asked is one question of the desk to the reporter.
type Asked struct {
	ID       int64
	Question string // id of a question of the report's form; "" for one in the desk's own words
	Words    string // of the latter
	At, Due  time.Time
	Answered time.Time // zero while it waits
}

// Asking lists the questions that wait.
func (v View) Asking() []Asked {
	return slices.DeleteFunc(slices.Clone(v.Asks), func(a Asked) bool { return !a.Answered.IsZero() })
}

// Answering is what a reporter answers to the desk's questions, all or some of them.
type Answering struct {
	Key
	Answers []incident.Answer // to questions of the form
	Own     map[int64]string  // to questions in the desk's own words, by Asked.ID
	Raw     []byte
	Unread  []incident.Unread
}

// Answer files answers to the desk's questions: those of the form as a new version of the report, those to its own words as messages, all in one transaction.
// What was not asked is left out. An answer that is the same as before only confirms it. Errors as of Amend, and Invalid when nothing was answered.
func (in *Intake) Answer(ctx context.Context, a Answering) error {
	r, err := in.open(ctx, a.Key)
	if err != nil {
		return err
	}
	if r.State == incident.Withdrawn {
		return incident.Errorf(incident.Conflict, "error.withdrawn")
	}
	asks, err := in.st.ListAsks(ctx, r.ID)
	if err != nil {
		return fmt.Errorf("answer: %w", err)
	}
	n := answered{report: r, at: in.now().UTC().Truncate(time.Microsecond)}
	for _, q := range asks {
		if !q.Open() {
			continue
		}
		if x, ok := form.Find(a.Answers, q.Question); ok && form.Told(x) {
			n.answers, n.ids = append(n.answers, x), append(n.ids, q.ID)
		}
		words := strings.TrimSpace(text.Clean(a.Own[q.ID]))
		if q.Question != "" || words == "" {
			continue
		}
		if k := utf8.RuneCountInString(words); k > MaxWords {
			return &incident.Error{Kind: incident.Invalid, Key: "error.too_long", Field: OwnField(q.ID), Args: []any{MaxWords, k}}
		}
		n.own = append(n.own, ownAnswer{ask: q.ID, words: words})
	}
	if len(n.ids)+len(n.own) == 0 {
		return incident.Errorf(incident.Invalid, "error.nothing_answered")
	}
	if err := in.guard.busy("message", r.Number); err != nil {
		return err
	}
	if len(n.answers) > 0 {
		_, err := in.amend(ctx, r, amending{read: in.original, beside: in.writeAnswers(ctx, &n),
			Amendment: Amendment{Key: a.Key, Answers: n.answers, Raw: a.Raw, Unread: a.Unread, At: n.at}})
		if e := new(incident.Error); !errors.As(err, &e) || e.Key != "error.nothing_new" {
			return err
		}
	}
	box, err := in.seal.Box(ctx, r.ID)
	if err != nil {
		return notStored("answer", err)
	}
	write, err := in.writeAnswers(ctx, &n)(box, r)
	if err != nil {
		return notStored("answer", err)
	}
	return notStoredOr("answer", in.st.Write(ctx, func(tx *store.Tx) error {
		if err := tx.AnswerAsks(ctx, n.ids, 0, string(incident.Reporter), n.at); err != nil {
			return err
		}
		if err := write(tx); err != nil {
			return err
		}
		return tx.Enqueue(ctx, JobMask, strconv.FormatInt(r.ID, 10), n.at)
	}))
}

// OwnField is the name of the field that answers a question in the desk's own words.
func OwnField(id int64) string { return "own." + strconv.FormatInt(id, 10) }

// answered is what one Answer files.
type answered struct {
	report  incident.Report
	at      time.Time
	answers []incident.Answer
	ids     []int64 // questions of the form they answer
	own     []ownAnswer
}

type ownAnswer struct {
	ask   int64
	words string
}

// writeAnswers seals the answers to own words, and writes them with a note that something was answered, which the queue shows.
func (in *Intake) writeAnswers(ctx context.Context, n *answered) func(*seal.Box, incident.Report) (func(*store.Tx) error, error) {
	return func(box *seal.Box, r incident.Report) (func(*store.Tx) error, error) {
		list := append(slices.Clone(n.own), ownAnswer{})
		messages := make([]store.Message, len(list))
		bodies := make([]store.Sealed, len(list))
		for i, x := range list {
			m := store.Message{ID: store.NewID(n.at), ReportID: r.ID, Direction: store.In, Template: store.AskAnswer, Who: string(incident.Reporter), At: n.at}
			if x.ask == 0 {
				m.Template = store.AskAnswered
			}
			var err error
			if bodies[i], err = box.Seal(store.SealedMessage, strconv.FormatInt(m.ID, 10), []byte(x.words)); err != nil {
				return nil, err
			}
			messages[i] = m
		}
		return func(tx *store.Tx) error {
			for i, m := range messages {
				if x := list[i]; x.ask != 0 {
					if done, err := tx.AnswerOwn(ctx, x.ask, m.ID, m.Who, n.at); err != nil || !done {
						return err // answered meanwhile by the same page sent twice
					}
				}
				if err := tx.InsertMessage(ctx, m); err != nil {
					return err
				}
				if err := tx.PutSealed(ctx, r.ID, store.SealedMessage, strconv.FormatInt(m.ID, 10), bodies[i]); err != nil {
					return err
				}
			}
			if err := tx.DeleteSealed(ctx, r.ID, store.SealedAnswering); err != nil {
				return err
			}
			return tx.Audit(ctx, store.AuditRow{At: n.at, Who: string(incident.Reporter), Action: "report.answer", Object: "report:" + r.Number,
				Detail: fmt.Sprintf("questions=%d", len(n.ids)+len(n.own))})
		}, nil
	}
}

// SaveAnswering keeps what a reporter typed so far in answer to the desk's questions, sealed with the report.
func (in *Intake) SaveAnswering(ctx context.Context, k Key, values url.Values) error {
	r, err := in.open(ctx, k)
	if err != nil {
		return err
	}
	body, err := json.Marshal(values)
	if err != nil {
		return fmt.Errorf("answers to json: %w", err)
	}
	if len(body) > MaxDraft {
		return incident.Errorf(incident.TooLarge, "error.too_large", megabytes(MaxDraft))
	}
	if err := in.guard.busy("answering", r.Number); err != nil {
		return err
	}
	box, err := in.seal.Box(ctx, r.ID)
	if err != nil {
		return notStored("save answers", err)
	}
	sealed, err := box.Seal(store.SealedAnswering, "", body)
	if err != nil {
		return notStored("save answers", err)
	}
	return notStoredOr("save answers", in.st.Write(ctx, func(tx *store.Tx) error { return tx.PutSealed(ctx, r.ID, store.SealedAnswering, "", sealed) }))
}

// ResumeAnswering gives back what SaveAnswering kept; nothing where nothing is kept.
func (in *Intake) ResumeAnswering(ctx context.Context, k Key) (url.Values, error) {
	r, err := in.open(ctx, k)
	if err != nil {
		return nil, err
	}
	body, err := in.seal.OpenOwn(ctx, seal.Request{ReportID: r.ID, Number: r.Number, Kind: store.SealedAnswering})
	if errors.Is(err, incident.ErrNotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("resume answers: %w", err)
	}
	values := url.Values{}
	if err := json.Unmarshal(body, &values); err != nil {
		return nil, fmt.Errorf("answers from json: %w", err)
	}
	return values, nil
}
