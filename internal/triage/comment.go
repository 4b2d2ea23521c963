package triage

import (
	"context"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"todoke/internal/incident"
	"todoke/internal/store"
)

// Limits of a comment, in characters.
const (
	mostComment  = 2000
	mostQuote    = 300
	anchorBefore = 30
)

// CommentStart is a new comment on a passage of the newest text of a case.
type CommentStart struct {
	Place string // "summary.ja" as the lint names places
	Quote string // words that stand there, "" for the whole text
	Body  string
}

// Comment is a comment with where its passage stands in the newest text.
type Comment struct {
	store.Comment
	Quoted   Quote // the passage in its surroundings; empty for a comment on a whole text
	Detached bool  // the words it is about no longer stand there
}

// Open tells whether nobody has settled the comment.
func (c Comment) Open() bool { return c.ResolvedAt.IsZero() }

// AddComment says something about a passage; it must stand in the newest text, so that a reader can find it.
func (t *Triage) AddComment(ctx context.Context, a incident.Actor, number string, s CommentStart) error {
	if err := incident.Ask(a, incident.CaseComment); err != nil {
		return err
	}
	s.Body, s.Quote = clean(s.Body), clean(s.Quote)
	switch {
	case s.Body == "":
		return invalid("comment.body", "error.comment_empty")
	case utf8.RuneCountInString(s.Body) > mostComment:
		return invalid("comment.body", "error.comment_long", mostComment)
	case utf8.RuneCountInString(s.Quote) > mostQuote:
		return invalid("comment.quote", "error.quote_long", mostQuote)
	}
	return t.Store.Write(ctx, func(tx *store.Tx) error {
		c, err := lockCase(ctx, tx, number)
		if err != nil {
			return err
		}
		if c.Latest == 0 {
			return invalid("comment.place", "error.comment_place")
		}
		v, err := tx.FindRevision(ctx, number, c.Latest)
		if err != nil {
			return fmt.Errorf("comment on %s: %w", number, err)
		}
		body, ok := passageAt(v, s.Place)
		if !ok {
			return invalid("comment.place", "error.comment_place")
		}
		at := strings.Index(body, s.Quote)
		if at < 0 {
			return invalid("comment.quote", "error.quote_gone")
		}
		row := store.Comment{ID: store.NewID(t.Now()), Case: number, Revision: v.N, Place: s.Place, Quote: s.Quote, Before: tail(body[:at], anchorBefore), Body: s.Body, Who: a.Login, At: t.Now()}
		if err := tx.InsertComment(ctx, row); err != nil {
			return fmt.Errorf("comment on %s: %w", number, err)
		}
		return tx.Audit(ctx, t.audit(a, incident.CaseComment, caseObject(number), "", fmt.Sprintf("comment revision=%d", v.N)))
	})
}

// SettleComment resolves a comment, with an answer where there is one, or opens it again.
func (t *Triage) SettleComment(ctx context.Context, a incident.Actor, number string, id int64, open bool, answer string) error {
	if err := incident.Ask(a, incident.CaseComment); err != nil {
		return err
	}
	if answer = clean(answer); utf8.RuneCountInString(answer) > mostComment {
		return invalid(fmt.Sprintf("answer-%d", id), "error.comment_long", mostComment)
	}
	who, at, did := a.Login, t.Now(), "resolved"
	if open {
		who, at, answer, did = "", time.Time{}, "", "reopened"
	}
	return t.Store.Write(ctx, func(tx *store.Tx) error {
		if _, err := lockCase(ctx, tx, number); err != nil {
			return err
		}
		ok, err := tx.SettleComment(ctx, number, id, answer, who, at)
		if err != nil {
			return fmt.Errorf("settle comment on %s: %w", number, err)
		}
		if !ok {
			return incident.Errorf(incident.Conflict, "error.comment_settled")
		}
		return tx.Audit(ctx, t.audit(a, incident.CaseComment, caseObject(number), "", "comment "+did))
	})
}

// comments reads the comments on a case and finds their passages in its newest text.
func (t *Triage) comments(ctx context.Context, number string, latest incident.Revision) ([]Comment, error) {
	list, err := t.Store.ListComments(ctx, number)
	if err != nil {
		return nil, fmt.Errorf("comments on %s: %w", number, err)
	}
	var out []Comment
	for _, c := range list {
		out = append(out, anchored(c, latest))
	}
	return out, nil
}

// anchored finds the words of a comment in the text as it stands: at its place after what stood before them, else anywhere there.
func anchored(c store.Comment, v incident.Revision) Comment {
	out := Comment{Comment: c}
	body, ok := passageAt(v, c.Place)
	if !ok || c.Quote != "" && !strings.Contains(body, c.Quote) {
		out.Detached = true
		return out
	}
	if c.Quote == "" {
		return out
	}
	at := strings.Index(body, c.Quote)
	for n := len(c.Before); n > 0; n-- { // the longest end of what stood before them that still does
		if !utf8.RuneStart(c.Before[len(c.Before)-n]) {
			continue
		}
		if i := strings.Index(body, c.Before[len(c.Before)-n:]+c.Quote); i >= 0 {
			at = i + n
			break
		}
	}
	out.Quoted = quoteOf(body, Stretch{at, at + len(c.Quote)})
	return out
}

// Places lists where a revision has texts, in the order read.
func Places(v incident.Revision) []string {
	var out []string
	for _, p := range passagesOf(v) {
		out = append(out, p.where)
	}
	return out
}

// passageAt is the text at a place of a revision; false where there is none.
func passageAt(v incident.Revision, where string) (string, bool) {
	for _, p := range passagesOf(v) {
		if p.where == where {
			return p.body, true
		}
	}
	return "", false
}

// tail is the end of a text, in characters.
func tail(s string, runes int) string {
	r := []rune(s)
	return string(r[max(0, len(r)-runes):])
}
