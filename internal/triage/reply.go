package triage

import (
	"context"
	"embed"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/BurntSushi/toml"

	"todoke/internal/incident"
	"todoke/internal/store"
	"todoke/internal/text"
)

//go:embed data/*.toml
var files embed.FS

// templateInquiry is the template of a question to the reporter; messageContest that of a reporter's objection, which intake writes.
const (
	templateInquiry   = "inquiry"
	messageContest    = "contest"
	templateQuestions = "questions" // goes before a questionnaire
)

// replyLimit is how many characters a reply may have.
const replyLimit = 20000

// Template is a text for replies in both languages. {number} and {received} are filled in; Standing ones are written by a decision itself.
type Template struct {
	Name     string        `toml:"name"`
	Title    incident.Text `toml:"title"`
	Body     incident.Text `toml:"body"`
	Standing bool          `toml:"standing"` // written by itself when a report is not accepted
	Covers   bool          `toml:"covers"`   // goes before a questionnaire
	Question bool          `toml:"question"` // a question in own words, to begin one from
	Changed  bool          `toml:"-"`        // the desk changed it
}

// rejectionTemplate names the standing reply of a reason for which a report is not accepted.
func rejectionTemplate(reason string) string { return "rejected." + reason }

func loadTemplates() ([]Template, error) {
	var file struct {
		Template []Template `toml:"template"`
	}
	if _, err := toml.DecodeFS(files, "data/replies.toml", &file); err != nil {
		return nil, fmt.Errorf("reply templates: %w", err)
	}
	for _, x := range file.Template {
		if x.Name == "" || x.Title.JA == "" || x.Title.EN == "" || x.Body.JA == "" || x.Body.EN == "" {
			return nil, fmt.Errorf("reply template %q lacks a text", x.Name)
		}
	}
	for _, r := range incident.Reasons {
		if templateAt(file.Template, rejectionTemplate(r)) < 0 {
			return nil, fmt.Errorf("no reply template for the reason %q", r)
		}
	}
	return file.Template, nil
}

// templateAt is where the template of a name stands, or -1.
func templateAt(list []Template, name string) int {
	return slices.IndexFunc(list, func(x Template) bool { return x.Name == name })
}

// ReplyTemplates lists the reply templates as they stand: the desk's own where it changed one.
func (t *Triage) ReplyTemplates(ctx context.Context, a incident.Actor) ([]Template, error) {
	if !incident.Can(a, incident.DeskSettings) {
		if err := incident.Ask(a, incident.ReportReply); err != nil {
			return nil, err
		}
	}
	return t.allTemplates(ctx)
}

func (t *Triage) allTemplates(ctx context.Context) ([]Template, error) {
	changed, err := t.Store.ListReplyTemplates(ctx)
	if err != nil {
		return nil, fmt.Errorf("reply templates: %w", err)
	}
	out := slices.Clone(t.templates)
	for _, c := range changed {
		i := templateAt(out, c.Name)
		if i < 0 {
			continue // a template that a later program no longer has
		}
		out[i].Changed = true
		if c.Lang == incident.EN {
			out[i].Title.EN, out[i].Body.EN = c.Title, c.Body
		} else {
			out[i].Title.JA, out[i].Body.JA = c.Title, c.Body
		}
	}
	return out, nil
}

// SaveReplyTemplate changes the title and body of a template; both languages are needed.
func (t *Triage) SaveReplyTemplate(ctx context.Context, a incident.Actor, x Template) error {
	if err := incident.Ask(a, incident.DeskSettings); err != nil {
		return err
	}
	if templateAt(t.templates, x.Name) < 0 {
		return incident.Errorf(incident.NotFound, "error.template_unknown", x.Name)
	}
	texts := map[incident.Lang][2]string{incident.JA: {x.Title.JA, x.Body.JA}, incident.EN: {x.Title.EN, x.Body.EN}}
	for _, v := range texts {
		if strings.TrimSpace(v[0]) == "" || strings.TrimSpace(v[1]) == "" {
			return invalid("body", "error.template_empty")
		}
		for _, m := range braces.FindAllString(v[0]+v[1], -1) {
			if !slices.Contains(placeholders, m) {
				return invalid("body", "error.template_placeholder", m, strings.Join(placeholders, " "))
			}
		}
	}
	return t.Store.Write(ctx, func(tx *store.Tx) error {
		for lang, v := range texts {
			if err := tx.PutReplyTemplate(ctx, store.ReplyTemplate{Name: x.Name, Lang: lang, Title: text.Clean(v[0]), Body: text.Clean(v[1]), Who: a.Who(), At: t.Now()}); err != nil {
				return fmt.Errorf("reply template %s: %w", x.Name, err)
			}
		}
		return tx.Audit(ctx, t.audit(a, incident.DeskSettings, "template:"+x.Name, "", ""))
	})
}

// placeholders are what a template may have filled in.
var (
	placeholders = []string{"{number}", "{received}"}
	braces       = regexp.MustCompile(`[{｛][^{}｛｝]{0,40}[}｝]?`)
)

// PreviewTemplate fills a template in as a reporter would see it, for a number that is nobody's.
func (t *Triage) PreviewTemplate(x Template) incident.Text {
	day := text.Date{From: t.Now().In(incident.Japan), To: t.Now().In(incident.Japan), Precision: text.Day}
	fill := func(s, received string) string {
		return strings.NewReplacer("{number}", incident.ReportNumber(t.Now().In(incident.Japan).Year(), 0), "{received}", received).Replace(s)
	}
	return incident.Text{JA: fill(x.Body.JA, text.JaDate(day)), EN: fill(x.Body.EN, text.EnDate(day))}
}

// TemplateVersion is what a template was in one language from an instant on.
type TemplateVersion = store.ReplyTemplate

// TemplateVersions lists what the desk ever made of a template, newest first.
func (t *Triage) TemplateVersions(ctx context.Context, a incident.Actor, name string) ([]TemplateVersion, error) {
	if err := incident.Ask(a, incident.DeskSettings); err != nil {
		return nil, err
	}
	list, err := t.Store.ListTemplateVersions(ctx, name)
	if err != nil {
		return nil, fmt.Errorf("versions of template: %w", err)
	}
	return list, nil
}

// DraftReply fills a template in for a report, in the language the report was filed in, for staff to change before it is sent.
func (t *Triage) DraftReply(ctx context.Context, a incident.Actor, number, template string) (string, error) {
	if err := incident.Ask(a, incident.ReportReply); err != nil {
		return "", err
	}
	r, err := find(ctx, t.Store.Reader, number)
	if err != nil {
		return "", err
	}
	return t.render(ctx, r, template)
}

func (t *Triage) render(ctx context.Context, r incident.Report, template string) (string, error) {
	all, err := t.allTemplates(ctx)
	if err != nil {
		return "", err
	}
	i := templateAt(all, template)
	if i < 0 {
		return "", incident.Errorf(incident.NotFound, "error.template_unknown", template)
	}
	day := text.Date{From: r.Received.In(incident.Japan), To: r.Received.In(incident.Japan), Precision: text.Day}
	received := text.JaDate(day)
	if r.Lang == incident.EN {
		received = text.EnDate(day)
	}
	return strings.NewReplacer("{number}", r.Number, "{received}", received).Replace(all[i].Body.In(r.Lang)), nil
}

// Reply writes to the reporter behind the receipt: the text is sealed, and staff keep a masked copy. Without a text the template is sent as it stands.
// It gives the message's id.
func (t *Triage) Reply(ctx context.Context, a incident.Actor, number, template, words string) (int64, error) {
	if err := incident.Ask(a, incident.ReportReply); err != nil {
		return 0, err
	}
	r, err := find(ctx, t.Store.Reader, number)
	if err != nil {
		return 0, err
	}
	if template != "" && templateAt(t.templates, template) < 0 { // it goes into the audit log
		return 0, incident.Errorf(incident.NotFound, "error.template_unknown", template)
	}
	words = strings.TrimSpace(text.Clean(words))
	if words == "" && template != "" {
		if words, err = t.render(ctx, r, template); err != nil {
			return 0, err
		}
	}
	if words == "" {
		return 0, invalid("text", "error.reply_empty")
	}
	if n := len([]rune(words)); n > replyLimit {
		return 0, invalid("text", "error.reply_long", replyLimit, n)
	}
	m, err := t.sealReply(ctx, a, r, template, words)
	if err != nil {
		return 0, fmt.Errorf("reply on %s: %w", r.Number, err)
	}
	return m.ID, t.Store.Write(ctx, func(tx *store.Tx) error {
		if err := tx.InsertReply(ctx, *m); err != nil {
			return fmt.Errorf("reply on %s: %w", r.Number, err)
		}
		return tx.Audit(ctx, t.audit(a, incident.ReportReply, reportObject(r.Number), "", fmt.Sprintf("message=%d template=%s", m.ID, template)))
	})
}

// sealReply makes a message ready to be stored: sealed under the report's key, with its masked copy.
func (t *Triage) sealReply(ctx context.Context, a incident.Actor, r incident.Report, template, words string) (*store.Reply, error) {
	box, err := t.Seal.Box(ctx, r.ID)
	if err != nil {
		return nil, err
	}
	at := t.Now()
	m := store.Reply{ID: store.NewID(at), ReportID: r.ID, Template: template, Who: a.Who(), At: at, Version: r.Version}
	if m.Body, err = box.Seal(store.SealedMessage, strconv.FormatInt(m.ID, 10), []byte(words)); err != nil {
		return nil, err
	}
	m.Masked, err = t.maskFor(ctx, r, words)
	return &m, err
}
