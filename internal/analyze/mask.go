package analyze

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"todoke/internal/form"
	"todoke/internal/incident"
	"todoke/internal/mask"
	"todoke/internal/seal"
	"todoke/internal/store"
	"todoke/internal/text"
)

// titleRunes is how long the title of a report in lists may be.
const titleRunes = 40

// derived is all that Mask writes of one version. Outside sealed it holds masked words, codes, dates and keyed hashes only.
type derived struct {
	report  incident.Report
	texts   []store.MaskedText
	answers []incident.Answer
	unread  []incident.Unread
	parties []store.Party
	sealed  []store.Sealed // identities, one for each party
	terms   []store.Term
	facts   []incident.Fact
	found   []store.Detection
	entry   store.Entry
	again   bool // an earlier text was indexed
}

// Mask opens the newest version of a report and writes everything derived from it anew: parties and their keyed index, coded answers, masked texts of
// answers and messages, columns, suggested facts, search index, mask version; then it runs the steps. It is the job "mask", whose subject is the report
// id, and may run any number of times; an erased report is left alone.
func (an *Analyze) Mask(ctx context.Context, reportID int64) error {
	erased, err := an.st.WasErased(ctx, reportID, incident.KeptMasked)
	if err != nil {
		return fmt.Errorf("mask report %d: %w", reportID, err)
	}
	if erased { // it is not to come back
		return nil
	}
	d, err := an.derive(ctx, reportID)
	if gone(err) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("mask report %d: %w", reportID, err)
	}
	at := an.now()
	if err := an.st.Write(ctx, func(tx *store.Tx) error { return d.write(ctx, tx, at) }); err != nil {
		return fmt.Errorf("mask report %d: %w", reportID, err)
	}
	if err := an.Run(ctx, reportID); err != nil {
		return err
	}
	return an.Tidy(ctx)
}

func (an *Analyze) derive(ctx context.Context, reportID int64) (*derived, error) {
	r, err := an.st.FindReportByID(ctx, reportID)
	if err != nil {
		return nil, err
	}
	plain, err := an.seal.OpenFor(ctx, incident.PurposeMask, seal.Request{ReportID: r.ID, Number: r.Number, Kind: store.SealedSubmission, Ref: strconv.Itoa(r.Version)})
	if err != nil {
		return nil, err
	}
	o, err := form.ReadOriginal(plain)
	if err != nil {
		return nil, err
	}
	f, err := an.forms.Find(o.Form, o.FormVersion)
	if err != nil {
		return nil, fmt.Errorf("form: %w", errNoForm)
	}
	d := &derived{report: r, again: r.MaskVersion > 0}
	d.answers, d.unread = known(f, o)
	masker, err := an.parties(ctx, d, distinct(f.Parties(o.Answers)))
	if err != nil {
		return nil, err
	}
	d.texts = maskedAnswers(f, d.answers, masker)
	d.found = detections(f, d.answers, r, masker)
	messages, err := an.messages(ctx, r, masker)
	if err != nil {
		return nil, err
	}
	f.Fill(&d.report, d.answers)
	d.report.MaskVersion = r.Version
	d.report.Title = title(f, d.answers, d.texts)
	d.facts = suggestedFacts(f, d.answers, r.Version, an.vocabulary)
	d.texts = append(d.texts, messages...)
	slices.SortFunc(d.texts, func(a, b store.MaskedText) int { return cmp.Compare(a.Field, b.Field) })
	d.entry = store.NewEntry(d.texts)
	return d, nil
}

// errNoForm hides the kind of the form's error, so that a form this program lacks is retried and shown, never taken for an erased report.
var errNoForm = errors.New("the form of this version is not in this program")

func (d *derived) write(ctx context.Context, tx *store.Tx, at time.Time) error {
	id, v := d.report.ID, d.report.Version
	if err := tx.ReplaceMaskedTexts(ctx, id, v, d.texts); err != nil {
		return err
	}
	if err := tx.PutAnswers(ctx, id, v, d.answers); err != nil {
		return err
	}
	if err := tx.PutUnread(ctx, id, v, d.unread); err != nil {
		return err
	}
	if err := tx.DeleteSealed(ctx, id, store.SealedParty); err != nil {
		return err
	}
	for i, p := range d.parties {
		if err := tx.PutSealed(ctx, id, store.SealedParty, strconv.FormatInt(p.ID, 10), d.sealed[i]); err != nil {
			return err
		}
	}
	if err := tx.ReplaceParties(ctx, id, d.parties); err != nil {
		return err
	}
	if err := tx.ReplaceTerms(ctx, id, d.terms); err != nil {
		return err
	}
	if err := tx.ReplaceFacts(ctx, id, false, d.facts, at); err != nil {
		return err
	}
	if err := tx.ReplaceDetections(ctx, id, d.found); err != nil {
		return err
	}
	if err := tx.IndexReport(ctx, id, d.entry); err != nil {
		return err
	}
	if d.again {
		if err := markTraces(ctx, tx, at); err != nil {
			return err
		}
	}
	if err := tx.UpdateMasked(ctx, d.report, mask.FinderVersion); err != nil {
		return err
	}
	refused, err := tx.NoteConsent(ctx, d.report)
	if err == nil && refused {
		_, err = tx.OpenCorrections(ctx, id, incident.CauseConsent, incident.MachineActor(incident.PurposeMask).Who(), at)
	}
	return err
}

// states are the states an answer may say it is in.
var states = []incident.Known{incident.KnownYes, incident.Estimated, incident.UnknownAnswer, incident.NotApplicable, incident.NotAsked}

// known keeps what the form knows. A question, option or place that is not in the form may be anything somebody typed, so it is listed as unread
// under a name of ours and stays sealed.
func known(f *form.Form, o form.Original) ([]incident.Answer, []incident.Unread) {
	var answers []incident.Answer
	unread := make([]incident.Unread, 0, len(o.Unread))
	for _, u := range o.Unread {
		unread = append(unread, plainUnread(f, u))
	}
	for _, a := range o.Answers {
		q := f.Question(a.Question)
		if q == nil {
			unread = append(unread, incident.Unread{Where: "form", What: "unread.field"})
			continue
		}
		if !slices.Contains(states, a.State) {
			a.State = incident.KnownYes
		}
		var codes []string
		for _, c := range a.Codes {
			if q.Option(c) != nil {
				codes = append(codes, c)
			} else {
				unread = append(unread, incident.Unread{Where: q.ID, What: "unread.option"})
			}
		}
		a.Codes = codes
		other := map[string]string{}
		for c, s := range a.Other {
			if q.Option(c) != nil {
				other[c] = s
			} else {
				unread = append(unread, incident.Unread{Where: q.ID, What: "unread.option"})
			}
		}
		a.Other = other
		if !slices.Contains(precisions, a.When.Precision) {
			a.When = incident.When{}
		}
		answers = append(answers, a)
	}
	return answers, unread
}

var precisions = []incident.Precision{incident.Day, incident.Month, incident.Year, incident.About, incident.Instant}

var (
	plainPlace  = regexp.MustCompile(`^(form|raw|body|file|line|row|column|cell|sheet|part|attachment)([ .:]?[A-Z]{0,3}[0-9]{1,6}(-[0-9]{1,6})?)?$`)
	plainReason = regexp.MustCompile(`^(unread|error)\.[a-z_]{1,40}$`)
)

func plainUnread(f *form.Form, u incident.Unread) incident.Unread {
	if f.Question(u.Where) == nil && f.Step(u.Where) == nil && !plainPlace.MatchString(u.Where) {
		u.Where = "form"
	}
	if !plainReason.MatchString(u.What) {
		u.What = "unread.field"
	}
	return u
}

// distinct drops a party declared twice in the same role.
func distinct(parties []incident.Party) []incident.Party {
	seen := map[string]bool{}
	var out []incident.Party
	for _, p := range parties {
		k, ok := mask.Identity(p)
		key := string(p.Role) + " " + string(k.Kind) + " " + k.Text
		if ok && seen[key] {
			continue
		}
		seen[key] = true
		out = append(out, p)
	}
	return out
}

// parties gives each party its row, sealed identity and keyed terms, and builds the masker. A party an earlier version named keeps id and placeholder.
func (an *Analyze) parties(ctx context.Context, d *derived, declared []incident.Party) (*mask.Masker, error) {
	id := d.report.ID
	old, err := an.st.ListParties(ctx, id)
	if err != nil {
		return nil, err
	}
	box, err := an.seal.Box(ctx, id)
	if err != nil {
		return nil, err
	}
	kept := make([]string, len(declared))
	for i, p := range declared {
		row := store.Party{Role: p.Role}
		if k, ok := mask.Identity(p); ok {
			row.Pseudonym = an.seal.Pseudonym(string(k.Kind), k.Text)
		}
		if j := slices.IndexFunc(old, func(o store.Party) bool { return o.Role == p.Role && o.Pseudonym == row.Pseudonym }); j >= 0 {
			row.ID, kept[i] = old[j].ID, old[j].Placeholder
			old = slices.Delete(old, j, j+1)
		} else {
			row.ID = store.NewID(an.now())
		}
		d.parties = append(d.parties, row)
	}
	names := mask.Placeholders(declared, kept)
	for i, p := range declared {
		d.parties[i].Placeholder = names[i]
		plain, err := json.Marshal(p)
		if err != nil {
			return nil, err
		}
		s, err := box.Seal(store.SealedParty, strconv.FormatInt(d.parties[i].ID, 10), plain)
		if err != nil {
			return nil, err
		}
		d.sealed = append(d.sealed, s)
		for _, k := range mask.Keys(p) {
			d.terms = append(d.terms, store.Term{Digest: an.seal.TermMAC(string(k.Kind), k.Text), PartyID: d.parties[i].ID, Kind: string(k.Kind)})
		}
	}
	list, err := an.ownList(ctx)
	if err != nil {
		return nil, err
	}
	return mask.NewNamed(declared, names).WithOwn(list), nil
}

// maskedAnswers masks every text that is not an identity itself; identities stay sealed whole.
func maskedAnswers(f *form.Form, answers []incident.Answer, m *mask.Masker) []store.MaskedText {
	var out []store.MaskedText
	add := func(field, s string) {
		if s != "" {
			masked, _ := m.Mask(s)
			out = append(out, store.MaskedText{Field: field, Body: masked})
		}
	}
	for _, a := range answers {
		if f.Question(a.Question).Identifies != "" {
			continue
		}
		add(a.Question, a.Text)
		for code, s := range a.Other {
			add(a.Question+"."+code, s)
		}
	}
	return out
}

// messages masks the words of all messages of a report, to and from the desk.
func (an *Analyze) messages(ctx context.Context, r incident.Report, m *mask.Masker) ([]store.MaskedText, error) {
	list, err := an.st.ListMessages(ctx, r.ID)
	if err != nil || len(list) == 0 {
		return nil, err
	}
	opener, err := an.seal.OpenerFor(ctx, incident.PurposeMask, seal.Request{ReportID: r.ID, Number: r.Number, Kind: store.SealedMessage})
	if err != nil {
		return nil, err
	}
	var out []store.MaskedText
	for _, msg := range list {
		plain, err := opener.Open(ctx, store.SealedMessage, strconv.FormatInt(msg.ID, 10))
		if err != nil {
			return nil, err
		}
		masked, _ := m.Mask(string(plain))
		out = append(out, store.MaskedText{Field: store.MessageField(msg.ID), Body: masked})
	}
	return out, nil
}

// title is the masked beginning of the story, or of the first text there is, or the labels of what was noticed.
func title(f *form.Form, answers []incident.Answer, texts []store.MaskedText) string {
	body := ""
	for _, t := range texts {
		if t.Field == "story" || body == "" {
			body = t.Body
		}
	}
	if body == "" {
		var labels []string
		for _, a := range answers {
			q := f.Question(a.Question)
			for _, c := range a.Codes {
				if !q.Frame && len(labels) < 3 {
					labels = append(labels, q.Option(c).Label.JA)
				}
			}
		}
		body = strings.Join(labels, "、")
	}
	return shortened(strings.Join(strings.Fields(body), " "))
}

// shortened cuts a line to the length of a title: after its last whole sentence where that fills half of it, else before a 、 or space in its last third, else
// anywhere, but with no bracket opened at its very end.
func shortened(line string) string {
	cut, more := text.Limit(line, titleRunes)
	if !more {
		return line
	}
	if i := lastEnd(cut, len(cut)/2, "。！？!?"); i > 0 {
		return cut[:i]
	}
	if i := strings.LastIndexAny(cut, "、，, "); i >= len(cut)*2/3 {
		cut = cut[:i]
	}
	return strings.TrimRight(cut, "「『（(〔［[【〈《“‘、，, ") + "…"
}

// lastEnd finds the byte behind the last of some marks that lies beyond least and outside brackets; 0 when there is none.
func lastEnd(s string, least int, marks string) int {
	depth, end := 0, 0
	for i, r := range s {
		switch {
		case strings.ContainsRune("「『（(〔［[【〈《", r):
			depth++
		case strings.ContainsRune("」』）)〕］]】〉》", r):
			depth = max(depth-1, 0)
		case depth == 0 && i >= least && strings.ContainsRune(marks, r):
			end = i + len(string(r))
		}
	}
	return end
}
