package notify

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"mime"
	"strconv"
	"strings"

	"github.com/wneessen/go-mail"

	"todoke/internal/incident"
	"todoke/internal/store"
)

// Send is the handler of JobSend. What fails for now comes back as an error and is tried again with the job's back-off; what the mail server refuses for good,
// or has nobody to go to, is given up and shown in the console. An error never holds an address.
func (o *Outbox) Send(ctx context.Context, j store.Job) error {
	id, err := strconv.ParseInt(j.Subject, 10, 64)
	if err != nil {
		return err
	}
	l, err := o.Store.FindLetter(ctx, id)
	if errors.Is(err, sql.ErrNoRows) || err == nil && !l.Sent.IsZero() {
		return nil
	}
	if err != nil {
		return fmt.Errorf("send mail: %w", err)
	}
	if !o.On() {
		return errors.New("no mail server is set")
	}
	to, err := o.Open(ctx, l)
	if errors.Is(err, incident.ErrNotFound) || err == nil && to == "" {
		return o.end(ctx, l, "no address")
	}
	if err != nil {
		return fmt.Errorf("send mail: open address: %w", err)
	}
	words, err := o.words(ctx, l)
	if errors.Is(err, incident.ErrNotFound) {
		return o.end(ctx, l, nothingToSay)
	}
	if err != nil {
		return fmt.Errorf("send mail: words: %w", err)
	}
	m, err := o.compose(l, words, to)
	if err != nil {
		return o.end(ctx, l, "not an address")
	}
	c, err := o.client()
	if err != nil {
		return fmt.Errorf("send mail: settings of the mail server: %w", err)
	}
	if err := c.DialAndSendWithContext(ctx, m); err != nil && !m.IsDelivered() { // taken, but the goodbye failed: not to be sent again
		return o.failed(ctx, l, err)
	}
	return o.end(ctx, l, "")
}

func (o *Outbox) end(ctx context.Context, l store.Letter, problem string) error {
	ctx = context.WithoutCancel(ctx) // the server has it: not to be sent again because the desk stops just now
	return o.Store.Write(ctx, func(tx *store.Tx) error {
		if err := tx.EndLetter(ctx, l, o.Now(), problem); err != nil || o.Ended == nil {
			return err
		}
		return o.Ended(ctx, tx, l, problem)
	})
}

// Problems of letters that are given up. A refusal is followed by the code of the mail server.
const (
	nothingToSay = "nothing to say"
	refusedWith  = "refused with "
)

// Refused tells whether a letter was given up because the mail server refused its address for good.
func Refused(problem string) bool { return strings.HasPrefix(problem, refusedWith) }

// failed tells a refusal for good (5xx to this mail) from a server that is down or slow. The server's words quote addresses and stay out.
func (o *Outbox) failed(ctx context.Context, l store.Letter, err error) error {
	var s *mail.SendError
	if !errors.As(err, &s) {
		return errors.New("the mail server was not reached or did not take the sign-in")
	}
	if code := s.ErrorCode(); code >= 500 && !s.IsTemp() && s.Reason == mail.ErrSMTPRcptTo {
		return o.end(ctx, l, refusedWith+strconv.Itoa(code))
	}
	return fmt.Errorf("the mail server answered %d (%s)", s.ErrorCode(), s.Reason)
}

func (o *Outbox) client() (*mail.Client, error) {
	opts := []mail.Option{mail.WithTLSPortPolicy(mail.TLSMandatory)}
	switch o.TLS {
	case "tls":
		opts = []mail.Option{mail.WithSSLPort(false)}
	case "none":
		opts = []mail.Option{mail.WithTLSPortPolicy(mail.NoTLS)}
	case "starttls":
	default:
		return nil, fmt.Errorf("tls must be starttls, tls or none")
	}
	if o.Port != 0 {
		opts = append(opts, mail.WithPort(o.Port))
	}
	if o.Certs != nil {
		opts = append(opts, mail.WithTLSConfig(o.Certs))
	}
	if o.User != "" {
		opts = append(opts, mail.WithSMTPAuth(mail.SMTPAuthAutoDiscover), mail.WithUsername(o.User), mail.WithPassword(o.Password))
	}
	return mail.NewClient(o.Host, opts...)
}

// words puts a letter into words: those of the catalogue in one language or both, or what Config.Words says.
func (o *Outbox) words(ctx context.Context, l store.Letter) (*Words, error) {
	if o.Words != nil {
		if w, err := o.Words(ctx, l); w != nil || err != nil {
			return w, err
		}
	}
	lang := l.Lang
	if lang == "" {
		lang = incident.JA
	}
	var args []any
	if l.Number != "" {
		args = append(args, l.Number)
	}
	for _, a := range l.Args {
		args = append(args, a)
	}
	return &Words{Subject: o.Texts.T(lang, subjectKey(l.Kind), args...), Body: o.body(l, args)}, nil
}

// compose writes the mail: plain text, marked as automatic (RFC 3834). The Message-ID comes from the letter, so that one sent twice after a crash is seen as one.
func (o *Outbox) compose(l store.Letter, w *Words, to string) (*mail.Msg, error) {
	m := mail.NewMsg(mail.WithNoDefaultUserAgent())
	lang := l.Lang
	if lang == "" {
		lang = incident.JA
	}
	if err := m.FromFormat(o.Desk().In(lang), o.From); err != nil {
		return nil, err
	}
	if err := m.To(to); err != nil {
		return nil, err
	}
	if l.Number != "" && o.ReplyTo != nil {
		if err := m.ReplyTo(o.ReplyTo(l.Number)); err != nil {
			return nil, err
		}
	}
	_, domain, _ := strings.Cut(o.From, "@")
	m.SetMessageIDWithValue(fmt.Sprintf("%x.todoke@%s", l.ID, domain))
	m.SetDateWithValue(l.Queued)
	m.SetGenHeader("Auto-Submitted", "auto-generated")
	m.SetGenHeader("X-Auto-Response-Suppress", "All")
	w.List.head(m)
	m.Subject(w.Subject)
	m.SetBodyString(mail.TypeTextPlain, w.Body)
	return m, nil
}

// head writes the header of a mail to subscribers. One click is promised only over https, as RFC 8058 asks.
func (l List) head(m *mail.Msg) {
	if l.ID == "" {
		return
	}
	id := "<" + l.ID + ">"
	if l.Name != "" {
		name := mime.BEncoding.Encode("UTF-8", l.Name)
		if name == l.Name { // plain ASCII: whatever signs it has stand in quotes
			name = strconv.Quote(name)
		}
		id = name + " " + id
	}
	m.SetGenHeaderPreformatted("List-Id", id)
	m.SetGenHeaderPreformatted(mail.HeaderListUnsubscribe, "<"+l.Unsubscribe+">")
	if strings.HasPrefix(l.Unsubscribe, "https://") {
		m.SetGenHeaderPreformatted(mail.HeaderListUnsubscribePost, "List-Unsubscribe=One-Click")
	}
	m.SetGenHeaderPreformatted(mail.HeaderPrecedence, "bulk")
}

func (o *Outbox) body(l store.Letter, args []any) string {
	langs := []incident.Lang{l.Lang}
	if l.Lang == "" {
		langs = []incident.Lang{incident.JA, incident.EN}
	}
	var parts []string
	for _, lang := range langs {
		parts = append(parts, strings.TrimSpace(o.Texts.T(lang, bodyKey(l.Kind), args...))+"\n\n"+o.Texts.T(lang, "mail.foot", o.Desk().In(lang)))
	}
	return strings.Join(parts, "\n\n----\n\n") + "\n"
}
