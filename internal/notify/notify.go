// Package notify is the desk's outbox: mails that tell somebody that something waits, written in the transaction of what they tell of and sent by a job.
// It is not for content: a mail holds a sentence of the catalogue, receipt numbers and addresses of pages, and nothing anybody reported. Mails to subscribers
// are put into words by package subscribe, from published things alone.
package notify

import (
	"context"
	"crypto/tls"
	"fmt"
	"regexp"
	"strconv"
	"time"

	"todoke/internal/i18n"
	"todoke/internal/incident"
	"todoke/internal/store"
)

// JobSend is the kind of the job that sends one mail; its subject is the letter's id.
const JobSend = "notify"

// ToReporter is the recipient of a mail to the reporter of Mail.ReportID, at the address the newest version of the report gives.
const ToReporter = "reporter"

// ToSealed is the recipient of a mail whose address comes with it, sealed.
const ToSealed = "sealed"

// Config is how mail leaves. With an empty Host no mail is queued at all.
type Config struct {
	Store *store.Store
	Texts *i18n.Catalogue
	Now   func() time.Time
	Desk  func() incident.Text

	Host     string
	Port     int    // 0 for the usual port of TLS
	TLS      string // "starttls" (the default; plain text is refused), "tls" from the first byte, or "none"
	User     string // "" for a server that asks for no sign-in
	Password string
	From     string      // address mails come from
	Certs    *tls.Config // for servers with a certificate of their own; nil for the system's

	// Open finds the address of a letter by the machine purpose notify. An error of kind NotFound means that there is none.
	Open func(ctx context.Context, l store.Letter) (string, error)
	// Words puts a letter into words whose body the catalogue does not hold; nil for a letter of the catalogue. An error of kind NotFound means that there is
	// nothing to say any more. A nil Words is a desk without such letters.
	Words func(ctx context.Context, l store.Letter) (*Words, error)
	// Ended hears in the same transaction that a letter was sent, or with a problem that it never will be. May be nil.
	Ended func(ctx context.Context, tx *store.Tx, l store.Letter, problem string) error
	// ReplyTo gives the address by which a reply finds the report of a number; nil when mail in is off.
	ReplyTo func(number string) string
}

// Words are a mail that somebody else put into words.
type Words struct {
	Subject string
	Body    string
	List    List
}

// List is what the header of a mail to subscribers says (RFC 2369, RFC 2919, RFC 8058).
type List struct {
	Name        string
	ID          string // such as editions.example.jp
	Unsubscribe string // page that ends the subscription, by one POST where it is https
}

// Outbox queues and sends. A nil Outbox is a desk that sends no mail.
type Outbox struct{ Config }

// New builds an Outbox.
func New(c Config) *Outbox {
	if c.TLS == "" {
		c.TLS = "starttls"
	}
	return &Outbox{c}
}

// On tells whether mail is set up. Without it Queue does nothing.
func (o *Outbox) On() bool { return o != nil && o.Host != "" && o.From != "" }

// Sender is the address mails come from; "" for a desk that sends none.
func (o *Outbox) Sender() string {
	if o == nil {
		return ""
	}
	return o.From
}

// Mail is one mail to be queued.
type Mail struct {
	Key      string        // unique for ever: the same key queues at most one mail
	Kind     string        // "mail.<kind>.subject" and "mail.<kind>.body" stand in the catalogues
	Lang     incident.Lang // "" for both languages, Japanese first
	ReportID int64         // 0 where it tells of no report
	Number   string        // receipt number of ReportID, {0} of the texts where set
	To       string        // ToReporter, ToSealed, or a recipient that Config.Open knows
	Address  store.Sealed  // with ToSealed: under SealedMail and Key in the report's box, or where there is no report as a desk secret labelled Key
	Args     []string      // numbers and addresses of pages; {1} and on, or {0} and on without a Number
	At       time.Time
}

// plainArg is what an argument may be. Whole words of a report do not pass: no space, no letter but of ASCII.
var plainArg = regexp.MustCompile(`^[!-~]{1,300}$`)

// Queue writes a mail into the caller's transaction; it is sent after the commit. Without mail set up it does nothing and that is no error.
// An unknown kind or an argument that could be content is an error of the program.
func (o *Outbox) Queue(ctx context.Context, tx *store.Tx, m Mail) error {
	if !o.On() {
		return nil
	}
	if m.Key == "" || !o.Texts.Has(incident.JA, subjectKey(m.Kind)) {
		return fmt.Errorf("queue mail: no kind %q or no key", m.Kind)
	}
	for _, a := range m.Args {
		if !plainArg.MatchString(a) {
			return fmt.Errorf("queue mail %s: an argument is neither number nor address", m.Kind)
		}
	}
	l := store.Letter{ID: store.NewID(m.At), Key: m.Key, Kind: m.Kind, Lang: m.Lang, ReportID: m.ReportID, Number: m.Number, To: m.To, Args: m.Args, Queued: m.At}
	if m.ReportID == 0 {
		l.Address = m.Address
	}
	fresh, err := tx.PutLetter(ctx, l)
	if err != nil || !fresh {
		return err
	}
	if m.ReportID != 0 && m.To == ToSealed {
		if err := tx.PutSealed(ctx, m.ReportID, store.SealedMail, m.Key, m.Address); err != nil {
			return err
		}
	}
	return tx.Enqueue(ctx, JobSend, strconv.FormatInt(l.ID, 10), m.At)
}

// Waiting lists mails not sent yet, oldest first, those given up included.
func (o *Outbox) Waiting(ctx context.Context, limit int) ([]store.WaitingLetter, error) {
	return o.Store.ListWaitingLetters(ctx, JobSend, limit)
}

// Again makes a waiting mail due now, for staff who have mended what held it up. One given up stays so: its address is gone.
func (o *Outbox) Again(ctx context.Context, tx *store.Tx, id int64) error {
	l, err := tx.FindLetter(ctx, id)
	if err != nil || !l.Sent.IsZero() || l.Problem != "" {
		return err
	}
	return tx.Enqueue(ctx, JobSend, strconv.FormatInt(id, 10), o.Now())
}

func subjectKey(kind string) string { return "mail." + kind + ".subject" }
func bodyKey(kind string) string    { return "mail." + kind + ".body" }
