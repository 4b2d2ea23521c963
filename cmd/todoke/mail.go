package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"strconv"
	"strings"
	"time"

	"todoke/internal/form"
	"todoke/internal/incident"
	"todoke/internal/intake"
	"todoke/internal/notify"
	"todoke/internal/ops"
	"todoke/internal/seal"
	"todoke/internal/store"
)

// openMail wires the desk's mail, out and in. A demonstration sends and fetches none.
func (d *desk) openMail() error {
	m := d.config.Mail
	c := notify.Config{Store: d.store, Texts: d.texts, Now: d.now, Desk: func() incident.Text { return d.name }, Open: d.recipient, ReplyTo: d.intake.ReplyAddress,
		TLS: m.SMTPTLS, User: m.SMTPUser, From: m.Address,
		Words: func(ctx context.Context, l store.Letter) (*notify.Words, error) { return d.subscribe.Words(ctx, l) },
		Ended: func(ctx context.Context, tx *store.Tx, l store.Letter, problem string) error {
			return d.subscribe.Ended(ctx, tx, l, problem)
		}}
	if m.SMTP != "" && !d.demo {
		if m.Address == "" {
			return errors.New("mail.smtp needs mail.address, which mails come from")
		}
		host, port, err := net.SplitHostPort(m.SMTP)
		if err != nil {
			host = m.SMTP
		} else if c.Port, err = strconv.Atoi(port); err != nil {
			return fmt.Errorf("mail.smtp: %w", err)
		}
		c.Host = host
		if c.Password, err = secret(m.SMTPPassword, "TODOKE_SMTP_PASSWORD"); err != nil {
			return fmt.Errorf("mail.smtp_password: %w", err)
		}
	}
	d.outbox = notify.New(c)
	desk := intake.MailDesk{Outbox: d.outbox, Address: m.Address, AuthHost: m.AuthHost, Portal: cmp.Or(d.config.PortalURL, "http://"+d.config.Portal+"/")}
	if m.CheckDKIM {
		desk.LookupTXT = net.LookupTXT
	}
	if m.PGPKey != "" {
		armored, err := os.ReadFile(m.PGPKey)
		if err != nil {
			return fmt.Errorf("mail.pgp_key: %w", err)
		}
		phrase, err := secret(m.PGPPassword, "TODOKE_PGP_PASSWORD")
		if err != nil {
			return fmt.Errorf("mail.pgp_password: %w", err)
		}
		if desk.PGP, err = intake.PGPKey(armored, []byte(phrase)); err != nil {
			return err
		}
	}
	d.intake.UseMail(desk)
	d.triage.Outbox, d.triage.Portal = d.outbox, desk.Portal
	return nil
}

// secret reads a password from its file, or from the environment where no file is named.
func secret(file, env string) (string, error) {
	if file == "" {
		return os.Getenv(env), nil
	}
	b, err := os.ReadFile(file)
	return strings.TrimRight(string(b), "\r\n"), err
}

// poller fetches from the desk's mailbox; nil where none is set.
func (d *desk) poller() (*intake.Poller, error) {
	m := d.config.Mail
	if m.IMAP == "" || d.demo {
		return nil, nil
	}
	password, err := secret(m.IMAPPassword, "TODOKE_IMAP_PASSWORD")
	if err != nil {
		return nil, fmt.Errorf("mail.imap_password: %w", err)
	}
	return &intake.Poller{Box: intake.Mailbox{Address: m.IMAP, TLS: m.IMAPTLS, User: m.IMAPUser, Password: password, Folder: m.Folder, Done: m.Done},
		Intake: d.intake, Log: d.log, Now: d.now, Nudge: d.worker.Nudge}, nil
}

// recipient finds the address of a mail by the machine purpose notify; seal audits it.
func (d *desk) recipient(ctx context.Context, l store.Letter) (string, error) {
	switch {
	case strings.HasPrefix(l.To, store.ToSubscriber):
		return d.subscribe.Address(ctx, l)
	case l.To == notify.ToReporter:
		return d.reporterAddress(ctx, l)
	case l.ReportID != 0:
		b, err := d.seal.OpenFor(ctx, incident.PurposeNotify, seal.Request{ReportID: l.ReportID, Number: l.Number, Kind: store.SealedMail, Ref: l.Key})
		return string(b), err
	}
	b, err := d.seal.OpenSecret(l.Key, l.Address)
	return string(b), err
}

// reporterAddress is the address the newest version of a report gives, unless it says that somebody else may read that mailbox.
func (d *desk) reporterAddress(ctx context.Context, l store.Letter) (string, error) {
	r, err := d.store.FindReportByID(ctx, l.ReportID)
	if err != nil {
		return "", err
	}
	b, err := d.seal.OpenFor(ctx, incident.PurposeNotify, seal.Request{ReportID: r.ID, Number: r.Number, Kind: store.SealedSubmission, Ref: strconv.Itoa(r.Version)})
	if err != nil {
		return "", err
	}
	o, err := form.ReadOriginal(b)
	if err != nil {
		return "", err
	}
	f, err := d.forms.Find(o.Form, o.FormVersion)
	if err != nil {
		return "", err
	}
	if a, _ := form.Find(o.Answers, "mail_safe"); len(a.Codes) > 0 && a.Codes[0] == "no" {
		return "", incident.Errorf(incident.NotFound, "error.not_found")
	}
	for _, p := range f.Parties(o.Answers) {
		if p.Role == incident.RoleReporter {
			return p.Mail, nil
		}
	}
	return "", incident.Errorf(incident.NotFound, "error.not_found")
}

// mailFindings is what doctor says of the desk's mail, and of rules that forward it (case 15).
func (d *desk) mailFindings(ctx context.Context) ([]ops.Finding, error) {
	waiting, err := d.outbox.Waiting(ctx, 10_000)
	if err != nil {
		return nil, err
	}
	out := []ops.Finding{{Level: ops.Fine, Key: "doctor.mail_off"}}
	if d.outbox.On() {
		out[0] = ops.Finding{Level: ops.Fine, Key: "doctor.mail_sent"}
	}
	if len(waiting) > 0 {
		out[0] = ops.Finding{Level: ops.Warn, Key: "doctor.mail_waits", Args: []any{len(waiting), waiting[0].Queued.UTC().Format(time.RFC3339)}}
	}
	out = append(out, d.subscribeFinding())
	m := d.config.Mail
	if m.Sieve == "" || d.demo {
		if m.IMAP != "" {
			out = append(out, ops.Finding{Level: ops.Warn, Key: "doctor.forwarding_unseen"})
		}
		return out, nil
	}
	password, err := secret(m.IMAPPassword, "TODOKE_IMAP_PASSWORD")
	if err != nil {
		return nil, fmt.Errorf("mail.imap_password: %w", err)
	}
	rules, err := intake.Sieve{Address: m.Sieve, User: m.IMAPUser, Password: password}.Forwarding(ctx)
	return append(out, forwarding(m.Sieve, rules, err, terminal(os.Stdout))...), nil
}

// terminal tells whether a person reads along. Where none does, what is printed ends in a log.
func terminal(f *os.File) bool {
	info, err := f.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}

// forwarding puts what was found of the mailbox's rules into findings. The address mail goes to is shown only where shown.
func forwarding(server string, rules intake.SieveRules, err error, shown bool) []ops.Finding {
	switch {
	case errors.Is(err, intake.ErrSievePlain):
		return []ops.Finding{{Level: ops.Bad, Key: "doctor.sieve_plain", Args: []any{server}}}
	case errors.Is(err, intake.ErrSieveRefused):
		return []ops.Finding{{Level: ops.Bad, Key: "doctor.sieve_refused", Args: []any{server}}}
	case err != nil:
		return []ops.Finding{{Level: ops.Warn, Key: "doctor.sieve_unreached", Args: []any{server}}}
	}
	var out []ops.Finding
	for _, f := range rules.Forwards {
		said := f.Masked
		if shown {
			said = f.Command
		}
		out = append(out, ops.Finding{Level: ops.Bad, Key: "doctor.forwarding", Args: []any{f.Script, f.Line, said}})
	}
	for _, name := range rules.Unseen {
		out = append(out, ops.Finding{Level: ops.Warn, Key: "doctor.forwarding_included", Args: []any{name}})
	}
	switch {
	case len(out) > 0:
		return out
	case rules.Active == "":
		return []ops.Finding{{Level: ops.Fine, Key: "doctor.forwarding_no_script"}}
	}
	return []ops.Finding{{Level: ops.Fine, Key: "doctor.forwarding_none", Args: []any{rules.Active}}}
}
