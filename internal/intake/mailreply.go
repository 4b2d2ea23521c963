package intake

import (
	"context"
	"crypto/subtle"
	"database/sql"
	"encoding/hex"
	"errors"
	"regexp"
	"strconv"
	"strings"
	"time"

	"golang.org/x/text/unicode/norm"

	"todoke/internal/incident"
	"todoke/internal/notify"
	"todoke/internal/seal"
	"todoke/internal/store"
	"todoke/internal/text"
)

// ReplyAddress is the address by which a reply finds its report: the desk's, with the number and a keyed hash of it. "" without an address.
// Whoever has it may add to the report, not read it: what comes by it is doubtful until the code or a call says who wrote it.
func (in *Intake) ReplyAddress(number string) string {
	local, domain, ok := strings.Cut(in.mail.Address, "@")
	if !ok {
		return ""
	}
	return local + "+" + strings.ToLower(number) + "." + in.replyMAC(number) + "@" + domain
}

func (in *Intake) replyMAC(number string) string {
	return hex.EncodeToString(in.seal.TokenMAC("reply\x00" + number)[:10])
}

// joined is the report a mail belongs to.
type joined struct {
	report   incident.Report
	verified bool   // by number and code
	code     string // as it stands in the mail, to be left out of what staff read
}

var (
	numberIn = regexp.MustCompile(`T-\d{4}-\d{6,}-[0-9A-Z*]`)
	codeIn   = regexp.MustCompile(`\b[0-9A-Z]{5}-[0-9A-Z]{5}-[0-9A-Z]{5}-[0-9A-Z]{5}\b`)
)

// joins looks for the report a mail belongs to: by the address it was sent to, or by number and return code in its text. A number alone, or a subject, joins nothing.
func (in *Intake) joins(ctx context.Context, m MailReading) (joined, error) {
	plain := strings.ToUpper(norm.NFKC.String(m.words()))
	codes := codeIn.FindAllString(plain, 3)
	for _, number := range firsts(numberIn.FindAllString(plain, 20), 3) {
		for _, code := range codes {
			r, err := in.open(ctx, Key{Number: number, Code: code, Source: "mail:" + m.From})
			if err == nil {
				return joined{r, true, code}, nil
			}
			if !errors.Is(err, incident.ErrNotFound) && !isLimited(err) {
				return joined{}, err
			}
		}
	}
	own, domain, _ := strings.Cut(strings.ToLower(in.mail.Address), "@")
	for _, to := range m.Recipients {
		local, host, _ := strings.Cut(strings.ToLower(to), "@")
		tag, ours := strings.CutPrefix(local, own+"+")
		number, mac, _ := strings.Cut(tag, ".")
		number = strings.ToUpper(number)
		if !ours || own == "" || host != domain || subtle.ConstantTimeCompare([]byte(mac), []byte(in.replyMAC(number))) != 1 {
			continue
		}
		id, _, err := in.st.FindCode(ctx, number)
		if errors.Is(err, sql.ErrNoRows) {
			continue
		}
		if err != nil {
			return joined{}, err
		}
		r, err := in.st.FindReportByID(ctx, id)
		return joined{report: r}, err
	}
	return joined{}, nil
}

func isLimited(err error) bool {
	var e *incident.Error
	return errors.As(err, &e) && e.Kind == incident.Limited
}

func firsts(list []string, n int) []string {
	var out []string
	seen := map[string]bool{}
	for _, s := range list {
		if !seen[s] && len(out) < n {
			out = append(out, s)
		}
		seen[s] = true
	}
	return out
}

// join adds a mail to a report: its words as a message, its files as files, its bytes sealed beside them.
func (in *Intake) join(ctx context.Context, m incoming, to joined) (MailResult, error) {
	r := to.report
	box, err := in.seal.Box(ctx, r.ID)
	if err != nil {
		return MailResult{}, notStored("join mail", err)
	}
	raw, files := in.carried(m)
	unread := m.MailReading.Unread
	f := &filing{Submission: Submission{Files: files, At: m.at}, box: box}
	if err := in.sealFiles(ctx, f, r.ID, r.Version); err != nil {
		return MailResult{}, notStored("join mail", err)
	}
	msg := store.Message{ID: store.NewID(m.at), ReportID: r.ID, Direction: store.In, Who: string(incident.Reporter), At: m.at, Doubtful: !to.verified}
	ref := strconv.FormatInt(msg.ID, 10)
	words, cut := text.Limit(m.withoutCode(to.code), MaxWords)
	if cut {
		unread = append(unread, incident.Unread{Where: "message", What: "unread.cut"})
	}
	body, err := box.Seal(store.SealedMessage, ref, []byte(words))
	if err != nil {
		return MailResult{}, notStored("join mail", err)
	}
	original, err := box.Seal(store.SealedMessageRaw, ref, raw)
	if err != nil {
		return MailResult{}, notStored("join mail", err)
	}
	out := MailResult{Outcome: Whole, Joined: r.Number, Doubtful: msg.Doubtful, Unread: unread}
	if len(unread) > 0 {
		out.Outcome = Partly
	}
	row := store.Mail{Digest: m.digest, ReportID: r.ID, Number: r.Number, MessageID: msg.ID, Outcome: string(out.Outcome), Origin: m.origin, At: m.at}
	err = in.st.Write(ctx, func(tx *store.Tx) error {
		if err := tx.InsertMessage(ctx, msg); err != nil {
			return err
		}
		if err := tx.PutSealed(ctx, r.ID, store.SealedMessage, ref, body); err != nil {
			return err
		}
		if err := tx.PutSealed(ctx, r.ID, store.SealedMessageRaw, ref, original); err != nil {
			return err
		}
		for _, a := range f.files {
			if err := tx.InsertAttachment(ctx, a); err != nil {
				return err
			}
		}
		if err := tx.Audit(ctx, store.AuditRow{At: m.at, Who: msg.Who, Action: "report.message", Object: "report:" + r.Number,
			Detail: "message=" + ref + " channel=mail verified=" + strconv.FormatBool(to.verified)}); err != nil {
			return err
		}
		if err := tx.PutMail(ctx, row); err != nil {
			return err
		}
		return tx.Enqueue(ctx, JobMask, strconv.FormatInt(r.ID, 10), m.at)
	})
	return out, notStoredOr("join mail", err)
}

// withoutCode gives the words of a mail without the return code in them, however it was written: staff who read messages are not to have it.
func (m MailReading) withoutCode(code string) string {
	words := m.words()
	if code == "" {
		return words
	}
	lines := strings.Split(words, "\n")
	for i, l := range lines {
		if plain := strings.ToUpper(norm.NFKC.String(l)); strings.Contains(plain, code) {
			lines[i] = strings.ReplaceAll(plain, code, "*****")
		}
	}
	return strings.Join(lines, "\n")
}

// sourceIMAP is the source of mail fetched as it comes; what is imported from folders may be years old and is not answered.
const sourceIMAP = "imap"

// ackEvery is how long a sender who was answered is not answered again.
const ackEvery = time.Hour

// acknowledge prepares the answer to a mail, to be written with what it tells of; nil where none is due: to programs and lists, to nobody, to ourselves, to a
// sender the mail's own proof says is forged, and to one whose report says that somebody else may be reading the mailbox. It never holds the return code:
// of the reference's 46 cases 13 are abused mail accounts.
func (in *Intake) acknowledge(ctx context.Context, m incoming, letter notify.Mail, box *seal.Box) (func(*store.Tx) error, error) {
	own, _, _ := strings.Cut(in.mail.Address, "@")
	local, _, _ := strings.Cut(m.From, "@")
	if !in.mail.Outbox.On() || m.source != sourceIMAP || m.From == "" || m.Automatic != "" || strings.EqualFold(local, own) || strings.Contains(m.origin, "dmarc=fail") || m.unsafe() {
		return nil, nil
	}
	letter.Key, letter.To, letter.At = "ack/"+hex.EncodeToString(m.digest), notify.ToSealed, m.at
	var err error
	if box != nil {
		letter.Address, err = box.Seal(store.SealedMail, letter.Key, []byte(m.From))
	} else {
		letter.Address, err = in.seal.SealSecret(letter.Key, []byte(m.From))
	}
	if err != nil {
		return nil, err
	}
	now := in.now()
	sender := in.seal.TermMAC("acknowledged", strings.ToLower(m.From))
	return func(tx *store.Tx) error {
		fresh, err := tx.PutSender(ctx, sender, now, now.Add(ackEvery))
		if err != nil || !fresh {
			return err
		}
		return in.mail.Outbox.Queue(ctx, tx, letter)
	}, nil
}

// unsafe tells whether a form in the mail says that its sender's mailbox may be read by somebody else.
func (m incoming) unsafe() bool {
	for _, r := range m.Reports {
		for _, a := range r.Answers {
			if a.Question == "mail_safe" && len(a.Codes) > 0 && a.Codes[0] == "no" {
				return true
			}
		}
	}
	return false
}
