package triage

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"todoke/internal/form"
	"todoke/internal/incident"
	"todoke/internal/notify"
	"todoke/internal/seal"
	"todoke/internal/store"
	"todoke/internal/text"
)

// States of a return code to be replaced.
const (
	CodeProposed = "proposed"
	CodeReplaced = "replaced"
	CodeRefused  = "refused"
)

// callBack are the questions whose answer is a contact one can call or write back to. A mailbox is none: somebody else may be reading it.
var callBack = []string{"reporter_phone", "reporter_address"}

// Contact is a way to reach the reporter that was registered with the report.
type Contact struct {
	Question string
	Label    incident.Text
	Value    string
	Version  int
}

// CodeRequest is a proposal to replace a return code, as staff see it.
type CodeRequest = store.CodeRequest

// CodeRequests lists the proposals to replace the return code of a report, oldest first.
func (t *Triage) CodeRequests(ctx context.Context, a incident.Actor, number string) ([]CodeRequest, error) {
	if err := incident.Ask(a, incident.CodeReplace); err != nil {
		return nil, err
	}
	r, err := find(ctx, t.Store.Reader, number)
	if err != nil {
		return nil, err
	}
	list, err := t.Store.ListCodeRequests(ctx, r.ID)
	if err != nil {
		return nil, fmt.Errorf("code of %s: %w", r.Number, err)
	}
	return list, nil
}

// OpenContacts opens the contacts the reporter registered: those of versions filed by the reporter and of the first one. What staff noted later on somebody's
// word is left out, or a caller could first change the number and then be called back on it. It needs the right to open and a reason; seal audits it.
func (t *Triage) OpenContacts(ctx context.Context, a incident.Actor, number, reason string) ([]Contact, error) {
	if err := incident.Ask(a, incident.CodeReplace); err != nil {
		return nil, err
	}
	r, err := find(ctx, t.Store.Reader, number)
	if err != nil {
		return nil, err
	}
	if reason, err = t.openReason(ctx, a, r, reason); err != nil {
		return nil, err
	}
	o, err := t.Seal.Opener(ctx, a, seal.Request{ReportID: r.ID, Number: r.Number, Kind: store.SealedSubmission, Reason: reason})
	if err != nil {
		return nil, err
	}
	versions, err := t.Store.ListVersions(ctx, r.ID)
	if err != nil {
		return nil, fmt.Errorf("contacts of %s: %w", r.Number, err)
	}
	var out []Contact
	for _, v := range versions {
		if v.N != 1 && v.Who != string(incident.Reporter) {
			continue
		}
		plain, err := o.Open(ctx, store.SealedSubmission, strconv.Itoa(v.N))
		if err != nil {
			return nil, err
		}
		x, err := form.ReadOriginal(plain)
		if err != nil {
			return nil, fmt.Errorf("original of %s: %w", r.Number, err)
		}
		f, _ := t.Forms.Find(x.Form, x.FormVersion)
		for _, id := range callBack {
			answer, _ := form.Find(x.Answers, id)
			value := strings.TrimSpace(answer.Text)
			if value == "" || slices.ContainsFunc(out, func(c Contact) bool { return c.Question == id && c.Value == value }) {
				continue
			}
			c := Contact{Question: id, Value: value, Version: v.N, Label: incident.Text{JA: id, EN: id}}
			if f != nil {
				c.Label = label(f.Question(id), id)
			}
			out = append(out, c)
		}
	}
	return out, nil
}

// ProposeCode says that the reporter lost the return code and was called back on a registered contact. Somebody else has to agree.
// Errors: Invalid (contact, reason), Conflict while another proposal waits.
func (t *Triage) ProposeCode(ctx context.Context, a incident.Actor, number, contact, reason string) error {
	if err := incident.Ask(a, incident.CodeReplace); err != nil {
		return err
	}
	r, err := find(ctx, t.Store.Reader, number)
	if err != nil {
		return err
	}
	if !slices.Contains(callBack, contact) {
		return invalid("contact", "error.code_contact")
	}
	reason = strings.TrimSpace(text.Clean(reason))
	if utf8.RuneCountInString(reason) < 5 {
		return invalid("how", "error.reason_short", 5)
	}
	if reason, err = t.maskFor(ctx, r, reason); err != nil {
		return err
	}
	at := t.Now()
	return t.Store.Write(ctx, func(tx *store.Tx) error {
		list, err := tx.ListCodeRequests(ctx, r.ID)
		if err != nil {
			return fmt.Errorf("code of %s: %w", r.Number, err)
		}
		if slices.ContainsFunc(list, func(c CodeRequest) bool { return c.State == CodeProposed }) {
			return incident.Errorf(incident.Conflict, "error.code_waits")
		}
		c := CodeRequest{ID: store.NewID(at), ReportID: r.ID, State: CodeProposed, Contact: contact, Reason: reason, FirstStaff: a.ID, FirstWho: a.Who(), At: at}
		if err := tx.InsertCodeRequest(ctx, c); err != nil {
			return fmt.Errorf("code of %s: %w", r.Number, err)
		}
		return tx.Audit(ctx, t.audit(a, incident.CodeReplace, reportObject(r.Number), reason, fmt.Sprintf("proposed=%d contact=%s", c.ID, contact)))
	})
}

// RefuseCode ends a proposal without a new code; who proposed may do so, too.
func (t *Triage) RefuseCode(ctx context.Context, a incident.Actor, number string, id int64) error {
	return t.decideCode(ctx, a, number, id, CodeRefused, nil)
}

// ReplaceCode agrees to a proposal somebody else made and gives the new code, once: it is stored nowhere. The old one opens nothing any more.
// A desk of one has no exception. Errors: Forbidden for who proposed, Conflict for a proposal that is over.
func (t *Triage) ReplaceCode(ctx context.Context, a incident.Actor, number string, id int64) (code string, err error) {
	code = t.Seal.NewSecretCode(4)
	mac := t.Seal.CodeMAC(code)
	err = t.decideCode(ctx, a, number, id, CodeReplaced, func(tx *store.Tx, r incident.Report, mailed bool) error {
		if err := tx.PutCode(ctx, r.ID, mac); err != nil {
			return err
		}
		if !mailed {
			return nil
		}
		return t.Outbox.Queue(ctx, tx, notify.Mail{Key: fmt.Sprintf("code/%d", id), Kind: mailCode, Lang: r.Lang, ReportID: r.ID, Number: r.Number, To: notify.ToReporter,
			Args: []string{t.Portal}, At: t.Now()})
	})
	if err != nil {
		return "", err
	}
	return code, nil
}

const mailCode = "code_replaced"

func (t *Triage) decideCode(ctx context.Context, a incident.Actor, number string, id int64, to string, also func(*store.Tx, incident.Report, bool) error) error {
	if err := incident.Ask(a, incident.CodeReplace); err != nil {
		return err
	}
	r, err := find(ctx, t.Store.Reader, number)
	if err != nil {
		return err
	}
	mailed, err := t.mayMail(ctx, r)
	if err != nil {
		return err
	}
	return t.Store.Write(ctx, func(tx *store.Tx) error {
		list, err := tx.ListCodeRequests(ctx, r.ID)
		if err != nil {
			return fmt.Errorf("code of %s: %w", r.Number, err)
		}
		i := slices.IndexFunc(list, func(c CodeRequest) bool { return c.ID == id })
		if i < 0 || list[i].State != CodeProposed {
			return incident.Errorf(incident.Conflict, "error.code_over")
		}
		c := list[i]
		if to == CodeReplaced && c.FirstStaff == a.ID {
			return incident.Errorf(incident.Conflict, "error.code_same_person")
		}
		c.State, c.SecondStaff, c.SecondWho, c.DecidedAt = to, a.ID, a.Who(), t.Now()
		done, err := tx.DecideCodeRequest(ctx, c)
		if err != nil || !done {
			return orConflict(err, "error.code_over")
		}
		if also != nil {
			if err := also(tx, r, mailed); err != nil {
				return fmt.Errorf("code of %s: %w", r.Number, err)
			}
		}
		return tx.Audit(ctx, t.audit(a, incident.CodeReplace, reportObject(r.Number), "", fmt.Sprintf("%s=%d first=%s", to, c.ID, c.FirstWho)))
	})
}

func orConflict(err error, key string) error {
	if err != nil {
		return err
	}
	return incident.Errorf(incident.Conflict, key)
}
