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
	"todoke/internal/text"
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
	Whole  Outcome = "whole"
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
	if at.IsZero() {
		at = in.now()
	}
	m := incoming{MailReading: ReadMail(raw, in.mail.PGP), raw: raw, at: at.UTC().Truncate(time.Microsecond), source: source}
	m.digest = in.mailDigest(m.MailReading)
	before, err := in.st.FindMail(ctx, m.digest)
	if err == nil {
		return repeated(before), nil
	}
	if !errors.Is(err, sql.ErrNoRows) {
		return MailResult{}, notStored("receive mail", err)
	}
	m.origin = in.origin(m)
	switch {
	case len(m.Texts) == 0 && len(m.Files) == 0 && m.Subject == "":
		return in.hold(ctx, m, "quarantine.mail_unread")
	case m.Automatic == Bounce:
		return in.hold(ctx, m, "quarantine.mail_bounce")
	case m.Automatic == AutoReply:
		return in.hold(ctx, m, "quarantine.mail_auto")
	}
	to, err := in.joins(ctx, m.MailReading)
	if err != nil {
		return MailResult{}, notStored("receive mail", err)
	}
	if to.report.ID != 0 {
		return in.join(ctx, m, to)
	}
	return in.fileMail(ctx, m)
}

// incoming is one mail on its way in.
type incoming struct {
	MailReading
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

// hold keeps a mail that becomes no report.
func (in *Intake) hold(ctx context.Context, m incoming, why string) (MailResult, error) {
	name := m.Subject
	if name == "" {
		name = "mail.eml"
	}
	if err := in.Quarantine(ctx, Quarantined{Channel: incident.Mail, Name: name, Raw: m.raw, Why: why, Source: m.source, At: m.at}); err != nil {
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
	return MailResult{Outcome: Not, Why: why, Unread: m.Unread}, notStoredOr("receive mail", err)
}

// fileMail files a mail as one report or several. The row that remembers it is written with the last of them: what ended before is filed again under the
// same tokens and found there.
func (in *Intake) fileMail(ctx context.Context, m incoming) (MailResult, error) {
	reports := in.mailReports(m.MailReading)
	out := MailResult{Outcome: Whole}
	for i, r := range reports {
		token := in.seal.TokenMAC(fmt.Sprintf("mail/%d\x00%x", i, m.digest))
		s := Submission{Token: hex.EncodeToString(token), Form: r.Form.ID, FormVersion: r.Form.Version, Lang: r.Lang, Channel: incident.Mail, Answers: r.Answers, Unread: r.AllUnread(), At: m.at,
			By: incident.Actor{Kind: incident.Machine, Login: m.source}}
		if i == 0 {
			s.Raw, s.Files, s.Unread = in.carried(m, s.Unread)
		}
		out.Unread = append(out.Unread, s.Unread...)
		if len(out.Unread) > 0 {
			out.Outcome = Partly
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

// carried is what goes with the first report of a mail: its bytes, as original or, when they are too many, as a file; and its files, as many as a report takes.
func (in *Intake) carried(m incoming, unread []incident.Unread) ([]byte, []File, []incident.Unread) {
	raw := m.raw
	var files []File
	unread = append(m.Unread[:len(m.Unread):len(m.Unread)], unread...)
	if len(raw) > MaxRaw {
		raw = nil
		if len(m.raw) <= MaxFile {
			files = append(files, File{Name: "mail.eml", Content: bytes.NewReader(m.raw)})
		}
	}
	for _, f := range m.Files {
		if len(files) == MaxFiles || len(f.Content) > MaxFile {
			unread = append(unread, incident.Unread{Where: f.Where, What: "unread.mail_files"})
			continue
		}
		files = append(files, File{Name: f.Name, Content: bytes.NewReader(f.Content)})
	}
	return raw, files, unread
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

// mailReports reads the reports out of a mail: a filled form wherever it stands, else the words as they are.
func (in *Intake) mailReports(m MailReading) []form.Received {
	f, err := in.forms.Find("door", 0)
	if err != nil {
		panic(err) // the definitions are built in
	}
	r := form.Received{Form: f, Lang: langOf(m)}
	words, cut := text.Limit(m.words(), form.MaxText)
	if cut {
		r.Unread = append(r.Unread, incident.Unread{Where: "story", What: "unread.cut"})
	}
	r.Answers = append(r.Answers, incident.Answer{Question: "story", State: incident.KnownYes, Text: words})
	r.Answers = signed(r.Answers, m)
	return []form.Received{r}
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
