package analyze

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"iter"
	"maps"
	"strconv"
	"strings"
	"time"

	"todoke/internal/mask"
	"todoke/internal/store"
	"todoke/internal/text"
)

// ownList reads the desk's own list for a Masker.
func (an *Analyze) ownList(ctx context.Context) ([]mask.Own, error) {
	list, err := an.seal.OwnTerms(ctx)
	if err != nil {
		return nil, err
	}
	out := make([]mask.Own, len(list))
	for i, t := range list {
		out[i] = mask.Own{Kind: mask.Kind(t.Kind), Text: t.Text, Never: t.Never}
	}
	return out, nil
}

// remaskBatch is how many reports are looked through at once.
const remaskBatch = 500

// Remask finds the reports that a change of the desk's own list concerns and has them masked again. It is the job "remask", whose subject is the id of the
// term: a new term to mask concerns the texts that hold it, one to leave and one taken off the list those in which something of its kind is hidden; where
// the words are gone, as of a term that was never masked, all.
func (an *Analyze) Remask(ctx context.Context, termID int64) error {
	t, err := an.st.FindOwnTerm(ctx, termID)
	if errors.Is(err, sql.ErrNoRows) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("remask for term %d: %w", termID, err)
	}
	holds := func(body string) bool { return strings.Contains(body, mask.PlaceholderWord(mask.Kind(t.Kind))) }
	switch gone := !t.RemovedAt.IsZero(); {
	case gone && t.Never:
		holds = func(string) bool { return true }
	case !gone && !t.Never:
		words, err := an.ownWords(ctx, termID)
		if err != nil {
			return err
		}
		holds = func(body string) bool { return words == "" || strings.Contains(text.Squeeze(body), words) }
	}
	for after := int64(0); ; {
		texts, err := an.st.ListTextsAfter(ctx, after, remaskBatch)
		if err != nil {
			return fmt.Errorf("remask for term %d: %w", termID, err)
		}
		if len(texts) == 0 {
			return nil
		}
		after = texts[len(texts)-1].ReportID
		if err := an.maskAgain(ctx, texts, holds); err != nil {
			return fmt.Errorf("remask for term %d: %w", termID, err)
		}
	}
}

// ownWords are the squeezed words of a term on the list, "" when it was taken off meanwhile.
func (an *Analyze) ownWords(ctx context.Context, id int64) (string, error) {
	list, err := an.seal.OwnTerms(ctx)
	if err != nil {
		return "", err
	}
	for _, t := range list {
		if t.ID == id {
			return text.Squeeze(t.Text), nil
		}
	}
	return "", nil
}

func (an *Analyze) maskAgain(ctx context.Context, texts []store.ReportText, holds func(string) bool) error {
	concerned := map[int64]bool{}
	for _, x := range texts {
		if !concerned[x.ReportID] && holds(x.Body) {
			concerned[x.ReportID] = true
		}
	}
	if len(concerned) == 0 {
		return nil
	}
	return an.st.Write(ctx, func(tx *store.Tx) error { return queueAgain(ctx, tx, maps.Keys(concerned), an.now()) })
}

// queueAgain has reports masked again.
func queueAgain(ctx context.Context, tx *store.Tx, reports iter.Seq[int64], at time.Time) error {
	for id := range reports {
		if err := tx.Enqueue(ctx, store.JobMaskAgain, strconv.FormatInt(id, 10), at); err != nil {
			return err
		}
	}
	return nil
}
