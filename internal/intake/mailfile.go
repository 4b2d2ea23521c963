package intake

import (
	"bytes"
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"
	"time"
	"unicode"

	"todoke/internal/form"
	"todoke/internal/incident"
	"todoke/internal/notify"
	"todoke/internal/seal"
	"todoke/internal/store"
)

// MailDesk is what the desk's mail needs; the zero value reads mail, checks no signature and answers nobody.
type MailDesk struct {
	Outbox    *notify.Outbox
	Address   string  // the desk's own, such as desk@example.jp; replies come to desk+…@example.jp
	PGP       Decrypt // nil without a key
	AuthHost  string  // whose Authentication-Results are believed (RFC 8601): the name of the desk's own mail server; "" for nobody's
	LookupTXT func(domain string) ([]string, error)
	Portal    string // address of the reporters' pages, for the acknowledgement
}

// UseMail sets the desk's mail; call it before mail comes.
func (in *Intake) UseMail(m MailDesk) { in.mail = m }

// Outcome is how much of a mail or file was read.
type Outcome string

// Outcomes: filed and nothing unread; filed with something unread that is listed and kept; not filed, kept in quarantine.
const (
	Whole  Outcome = "wholly"
	Partly Outcome = "partly"
	Not    Outcome = "not"
)

// MailResult is what became of one mail.
type MailResult struct {
	Outcome  Outcome
	Receipts []Receipt // of the reports it was filed as
	Joined   string    // receipt number of the report it was added to as a message
	Doubtful bool      // a joined message nobody vouches for yet
	Why      string    // catalogue key, where Outcome is Not
	Unread   []incident.Unread
	Repeat   bool // it came before; nothing new was filed
}

// ReceiveMail files a mail: as a report of its own, as several where a list is attached, or as a message on the report its recipient address or its number and
// code name. It returns after that is on disk; the same mail again, from any mailbox, files nothing. What cannot become a report is kept in quarantine, which is
// no error. source is the part of the program that brings it.
func (in *Intake) ReceiveMail(ctx context.Context, raw []byte, at time.Time, source string) (MailResult, error) {
	m := ReadMail(raw, in.mail.PGP)
	return in.receiveFile(ctx, incoming{MailReading: m, raw: raw, source: source, name: cmpName(m.Subject, "mail.eml"), digest: in.mailDigest(m),
		FileReading: in.Reader().mail(m)}, at)
}

// ReceiveFile files what stands in a file: a mail, a text form, a workbook or a list. Otherwise as ReceiveMail; the same bytes again file nothing.
func (in *Intake) ReceiveFile(ctx context.Context, name string, b []byte, at time.Time, source string) (MailResult, error) {
	r := in.Reader()
	if r.isMail(name, b) {
		return in.ReceiveMail(ctx, b, at, source)
	}
	h := sha256.Sum256(b)
	return in.receiveFile(ctx, incoming{FileReading: r.Read(name, b), raw: b, source: source, name: name, digest: in.seal.TokenMAC(fmt.Sprintf("file\x00%x", h))}, at)
}

// Reader reads as the desk does: with its forms of now, its PGP key and its day.
func (in *Intake) Reader() Reader {
	return Reader{Forms: in.forms, PGP: in.mail.PGP, Today: in.Today()}
}

func (in *Intake) receiveFile(ctx context.Context, m incoming, at time.Time) (MailResult, error) {
	if at.IsZero() {
		at = in.now()
	}
	m.at = at.UTC().Truncate(time.Microsecond)
	before, err := in.st.FindMail(ctx, m.digest)
	if err == nil {
		return repeated(before), nil
	}
	if !errors.Is(err, sql.ErrNoRows) {
		return MailResult{}, notStored("receive mail", err)
	}
	if m.Channel == incident.Mail {
		m.origin = in.origin(m)
		to, err := in.joins(ctx, m.MailReading)
		if err != nil {
			return MailResult{}, notStored("receive mail", err)
		}
		if to.report.ID != 0 && m.Automatic != Bounce && m.Automatic != AutoReply {
			return in.join(ctx, m, to)
		}
	}
	if m.Outcome == Not {
		return in.hold(ctx, m)
	}
	return in.fileMail(ctx, m)
}

// incoming is one mail or file on its way in.
type incoming struct {
	MailReading
	FileReading
	name   string
	raw    []byte
	at     time.Time
	source string
	digest []byte
	origin string
}

// mailDigest recognises a mail wherever it is fetched from: by its Message-ID, sender, date and body, not by what servers write above them.
func (in *Intake) mailDigest(m MailReading) []byte {
	h := sha256.Sum256(m.bodyBytes)
	return in.seal.TokenMAC(fmt.Sprintf("mail\x00%s\x00%s\x00%d\x00%x", m.MessageID, m.From, m.Date.Unix(), h))
}

func repeated(b store.Mail) MailResult {
	r := MailResult{Outcome: Outcome(b.Outcome), Repeat: true}
	switch {
	case b.MessageID != 0:
		r.Joined = b.Number
	case b.Number != "":
		r.Receipts = []Receipt{{Number: b.Number, Received: b.At, Repeat: true}}
	}
	return r
}

// hold keeps a mail or file that becomes no report.
func (in *Intake) hold(ctx context.Context, m incoming) (MailResult, error) {
	why := m.Why
	if err := in.Quarantine(ctx, Quarantined{Channel: m.Channel, Name: m.name, Raw: m.raw, Why: why, Source: m.source, At: m.at}); err != nil {
		return MailResult{}, err
	}
	var letter func(*store.Tx) error
	if why == "quarantine.mail_unread" {
		var err error
		if letter, err = in.acknowledge(ctx, m, notify.Mail{Kind: "held", Args: []string{in.mail.Portal}}, nil); err != nil {
			return MailResult{}, notStored("receive mail", err)
		}
	}
	err := in.st.Write(ctx, func(tx *store.Tx) error {
		if err := tx.PutMail(ctx, store.Mail{Digest: m.digest, Outcome: string(Not), Origin: m.origin, At: m.at}); err != nil || letter == nil {
			return err
		}
		return letter(tx)
	})
	return MailResult{Outcome: Not, Why: why, Unread: m.FileReading.Unread}, notStoredOr("receive mail", err)
}

// fileMail files a mail as one report or several. The row that remembers it is written with the last of them: what ended before is filed again under the
// same tokens and found there.
func (in *Intake) fileMail(ctx context.Context, m incoming) (MailResult, error) {
	out := MailResult{Outcome: m.Outcome, Unread: m.FileReading.Unread}
	reports := m.Reports
	for i, r := range reports {
		token := in.seal.TokenMAC(fmt.Sprintf("mail/%d\x00%x", i, m.digest))
		s := Submission{Token: hex.EncodeToString(token), Form: r.Form.ID, FormVersion: r.Form.Version, Lang: r.Lang, Channel: m.Channel, Answers: r.Answers, Unread: r.AllUnread(), At: m.at,
			By: incident.Actor{Kind: incident.Machine, Login: m.source}}
		if i == 0 {
			s.Raw, s.Files = in.carried(m)
			s.Unread = append(s.Unread, m.rest...)
		}
		if i == len(reports)-1 {
			s.beside = in.remember(ctx, m, out, len(reports))
		}
		receipt, err := in.Receive(ctx, s)
		if err != nil {
			return out, err
		}
		out.Receipts = append(out.Receipts, receipt)
		if receipt.Repeat && i == len(reports)-1 { // its row was not written with it: the content came by another way
			err := in.st.Write(ctx, func(tx *store.Tx) error {
				return tx.PutMail(ctx, store.Mail{Digest: m.digest, Number: receipt.Number, Outcome: string(out.Outcome), Origin: m.origin, Reports: len(reports), At: m.at})
			})
			if err != nil {
				return out, notStored("receive mail", err)
			}
		}
	}
	return out, nil
}

// carried is what goes with the first report of a mail or file: its bytes, as original or, when they are too many, as a file; and its files, as many as a report takes.
func (in *Intake) carried(m incoming) ([]byte, []File) {
	raw := m.raw
	var files []File
	if len(raw) > MaxRaw {
		raw = nil
		if len(m.raw) <= MaxFile {
			files = append(files, File{Name: m.name, Content: bytes.NewReader(m.raw)})
		}
	}
	for _, f := range m.Files {
		if len(files) < MaxFiles && len(f.Content) <= MaxFile {
			files = append(files, File{Name: f.Name, Content: bytes.NewReader(f.Content)})
		}
	}
	return raw, files
}

// remember writes in the filing's transaction that the mail came, and the acknowledgement.
func (in *Intake) remember(ctx context.Context, m incoming, sofar MailResult, reports int) func(*seal.Box, incident.Report) (func(*store.Tx) error, error) {
	return func(box *seal.Box, r incident.Report) (func(*store.Tx) error, error) {
		number := r.Number
		if len(sofar.Receipts) > 0 {
			number = sofar.Receipts[0].Number
		}
		row := store.Mail{Digest: m.digest, ReportID: r.ID, Number: number, Reports: reports, Outcome: string(sofar.Outcome), Origin: m.origin, At: m.at}
		letter, err := in.acknowledge(ctx, m, notify.Mail{Kind: "received", Lang: r.Lang, ReportID: r.ID, Number: number, Args: []string{in.mail.Portal}}, box)
		if err != nil {
			return nil, err
		}
		return func(tx *store.Tx) error {
			if err := tx.PutMail(ctx, row); err != nil || letter == nil {
				return err
			}
			return letter(tx)
		}, nil
	}
}

// signed adds who sent the mail where the form in it does not say.
func signed(answers []incident.Answer, m MailReading) []incident.Answer {
	add := func(question, s string) {
		if _, said := form.Find(answers, question); !said && s != "" {
			answers = append(answers, incident.Answer{Question: question, State: incident.KnownYes, Text: s})
		}
	}
	add("reporter_mail", m.From)
	if !strings.Contains(m.FromName, "@") {
		add("reporter_name", m.FromName)
	}
	return answers
}

// words puts a mail's own words and those of mails inside it into one text.
func (m MailReading) words() string {
	var b strings.Builder
	if m.Subject != "" {
		b.WriteString("件名: " + m.Subject + "\n\n")
	}
	for i, t := range m.Texts {
		if i > 0 {
			b.WriteString("\n――――\n")
		}
		for _, h := range []struct{ name, value string }{{"From", t.From}, {"Date", t.Date}, {"Subject", t.Subject}} {
			if h.value != "" {
				b.WriteString(h.name + ": " + h.value + "\n")
			}
		}
		b.WriteString(strings.TrimSpace(t.Text) + "\n")
	}
	return strings.TrimSpace(b.String())
}

func langOf(m MailReading) incident.Lang {
	for _, t := range append([]MailText{{Text: m.Subject}}, m.Texts...) {
		if strings.ContainsFunc(t.Text, func(r rune) bool { return unicode.In(r, unicode.Hiragana, unicode.Katakana, unicode.Han) }) {
			return incident.JA
		}
	}
	return incident.EN
}
