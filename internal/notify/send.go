package notify

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
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
	m, err := o.compose(l, to)
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
	return o.Store.Write(ctx, func(tx *store.Tx) error { return tx.EndLetter(ctx, l, o.Now(), problem) })
}

// failed tells a refusal for good (5xx to this mail) from a server that is down or slow. The server's words quote addresses and stay out.
func (o *Outbox) failed(ctx context.Context, l store.Letter, err error) error {
	var s *mail.SendError
	if !errors.As(err, &s) {
		return errors.New("the mail server was not reached or did not take the sign-in")
	}
	if code := s.ErrorCode(); code >= 500 && !s.IsTemp() && s.Reason == mail.ErrSMTPRcptTo {
		return o.end(ctx, l, "refused with "+strconv.Itoa(code))
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

// compose writes the mail: plain text, one language or both, marked as automatic (RFC 3834). The Message-ID comes from the letter, so that one sent twice
// after a crash is seen as one.
func (o *Outbox) compose(l store.Letter, to string) (*mail.Msg, error) {
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
	var args []any
	if l.Number != "" {
		args = append(args, l.Number)
	}
	for _, a := range l.Args {
		args = append(args, a)
	}
	m.Subject(o.Texts.T(lang, subjectKey(l.Kind), args...))
	m.SetBodyString(mail.TypeTextPlain, o.body(l, args))
	return m, nil
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
