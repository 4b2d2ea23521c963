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
	"todoke/internal/mask"
	"todoke/internal/seal"
	"todoke/internal/store"
	"todoke/internal/text"
)

// OpenReasons is the short list of reasons for opening an original of one's own assigned report; labels are in the catalogues under these keys.
var OpenReasons = []string{"open.coding", "open.ask_back", "open.reporter_asked", "open.masking_wrong", "open.leak_check"}

// openReasons are the reasons this actor may choose from; on a report assigned to somebody else a reason must be typed (design §3.2).
func openReasons(a incident.Actor, r incident.Report) []string {
	if r.Assignee != 0 && r.Assignee == a.ID && incident.Can(a, incident.ReportOpen) {
		return OpenReasons
	}
	return nil
}

// messagePrefix begins the ref of a message in OpenOriginal, and the field of its masked copy.
const messagePrefix = "message."

// Original is one opened original.
type Original struct {
	Number string
	Ref    string
	Fields []OriginalField
	Text   string // a message, or what could not be read as answers
}

// OriginalField is one answer as the reporter wrote it.
type OriginalField struct {
	Question   string
	Label      incident.Text
	Answer     incident.Answer
	Values     []incident.Text // labels of options ticked
	Identifies bool            // the answer names somebody
}

// OpenOriginal opens a sealed original: a version of the submission ("" for the newest, "2") or a message ("message.123").
// It needs a reason, from OpenReasons on one's own assigned report, typed with five characters or more otherwise; seal audits it before anything is shown.
func (t *Triage) OpenOriginal(ctx context.Context, a incident.Actor, number, ref, reason string) (Original, error) {
	if err := incident.Ask(a, incident.ReportOpen); err != nil {
		return Original{}, err
	}
	r, err := find(ctx, t.Store.Reader, number)
	if err != nil {
		return Original{}, err
	}
	if reason, err = t.openReason(ctx, a, r, reason); err != nil {
		return Original{}, err
	}
	q := seal.Request{ReportID: r.ID, Number: r.Number, Kind: store.SealedSubmission, Ref: ref, Reason: reason}
	if ref == "" {
		q.Ref = strconv.Itoa(r.Version)
	}
	if id, ok := strings.CutPrefix(ref, messagePrefix); ok {
		q.Kind, q.Ref = store.SealedMessage, id
	}
	if n, err := strconv.ParseInt(q.Ref, 10, 64); err != nil || strconv.FormatInt(n, 10) != q.Ref { // it goes into the audit log
		return Original{}, incident.Errorf(incident.NotFound, "error.sealed_gone")
	}
	plain, err := t.Seal.Open(ctx, a, q)
	if err != nil {
		return Original{}, err
	}
	out := Original{Number: r.Number, Ref: ref}
	if q.Kind == store.SealedMessage {
		out.Text = string(plain)
		return out, nil
	}
	err = t.readOriginal(plain, &out)
	return out, err
}

// openReason checks the reason and masks a typed one, for it goes into the audit log.
func (t *Triage) openReason(ctx context.Context, a incident.Actor, r incident.Report, reason string) (string, error) {
	reason = strings.TrimSpace(text.Clean(reason))
	if slices.Contains(OpenReasons, reason) {
		if openReasons(a, r) == nil {
			return "", invalid("reason", "error.reason_typed")
		}
		return reason, nil
	}
	if utf8.RuneCountInString(reason) < 5 {
		return "", invalid("reason", "error.reason_short", 5)
	}
	return t.maskFor(ctx, r, reason)
}

// readOriginal decodes the sealed submission under the form it was filed with; a question this program no longer knows keeps its own name.
func (t *Triage) readOriginal(plain []byte, out *Original) error {
	o, err := form.ReadOriginal(plain)
	if err != nil {
		return fmt.Errorf("original of %s: %w", out.Number, err)
	}
	out.Text = string(o.Raw)
	f, _ := t.Forms.Find(o.Form, o.FormVersion)
	for _, x := range o.Answers {
		var q *form.Question
		if f != nil {
			q = f.Question(x.Question)
		}
		v := answerView(q, x)
		out.Fields = append(out.Fields, OriginalField{Question: x.Question, Label: v.Label, Answer: x, Values: v.Values, Identifies: q != nil && q.Identifies != ""})
	}
	return nil
}

// LookupKind is what Lookup looks for.
type LookupKind string

// Kinds of exact lookup.
const (
	LookupOrg   LookupKind = "org"
	LookupName  LookupKind = "name"
	LookupPhone LookupKind = "phone"
	LookupMail  LookupKind = "mail"
)

// LookupKinds lists the kinds in the order shown.
var LookupKinds = []LookupKind{LookupOrg, LookupName, LookupPhone, LookupMail}

// Lookup finds the reports that declare exactly this organisation, name, phone or mail address, newest first, through the keyed index: for a reporter on the phone who lost the number.
// The reason (five characters or more) and how many were found are audited, the term is not.
func (t *Triage) Lookup(ctx context.Context, a incident.Actor, kind LookupKind, term, reason string) ([]incident.Report, error) {
	if err := incident.Ask(a, incident.ReportLookup); err != nil {
		return nil, err
	}
	if !slices.Contains(LookupKinds, kind) {
		return nil, invalid("kind", "error.lookup_kind")
	}
	if term = strings.TrimSpace(text.Clean(term)); term == "" || utf8.RuneCountInString(term) > mostSought {
		return nil, invalid("term", "error.lookup_term")
	}
	if reason = strings.TrimSpace(text.Clean(reason)); utf8.RuneCountInString(reason) < 5 {
		return nil, invalid("reason", "error.reason_short", 5)
	}
	digests := t.digests(kind, term)
	if len(digests) == 0 {
		return nil, invalid("term", "error.lookup_term")
	}
	list, err := t.Store.ListByTerm(ctx, digests)
	if err != nil {
		return nil, fmt.Errorf("lookup: %w", err)
	}
	reason, _ = mask.New([]incident.Party{sought(kind, term)}).Mask(strings.ReplaceAll(reason, term, "＊"))
	row := t.audit(a, incident.ReportLookup, "lookup", reason, fmt.Sprintf("kind=%s found=%d", kind, len(list)))
	if err := t.Store.Write(ctx, func(tx *store.Tx) error { return tx.Audit(ctx, row) }); err != nil {
		return nil, fmt.Errorf("audit lookup: %w", err)
	}
	return list, nil
}

// sought is the term as a party, to take its other spellings out of the reason: 佐藤さん where 佐藤 花子 was sought.
func sought(kind LookupKind, term string) incident.Party {
	p := incident.Party{Role: incident.RoleReporter}
	switch kind {
	case LookupOrg:
		p.Org = term
	case LookupName:
		p.Name = term
	case LookupPhone:
		p.Phone = term
	case LookupMail:
		p.Mail = term
	}
	return p
}

// mostSought is how many characters an exact term may have: a longer one is nobody's name.
const mostSought = 500

// digests are the keyed hashes a term may stand under.
func (t *Triage) digests(kind LookupKind, term string) [][]byte {
	var out [][]byte
	for _, k := range mask.LookupKeys(mask.Kind(kind), term) {
		out = append(out, t.Seal.TermMAC(string(kind), k))
	}
	return out
}
