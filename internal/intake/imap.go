package intake

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"log/slog"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapclient"

	"todoke/internal/incident"
	"todoke/internal/store"
)

// Mailbox is the desk's own mailbox, fetched from by IMAP. The zero value is none.
type Mailbox struct {
	Address  string // host:port; "" for none
	TLS      string // "tls" from the first byte (the default), "starttls", or "none"
	User     string
	Password string
	Folder   string // fetched from; INBOX when empty
	Done     string // folder filed mails are moved to; "" leaves them where they are, marked as read
	Certs    *tls.Config
}

// Poller fetches mails from the desk's mailbox and files them. A mail is marked or moved only after it is filed on disk; one fetched twice is filed once.
type Poller struct {
	Box    Mailbox
	Intake *Intake
	Log    *slog.Logger
	Now    func() time.Time
	Nudge  func() // called after mail was filed; nil for nothing

	mu    sync.Mutex
	since time.Time
	fails int
	cause string
}

// How often the mailbox is looked into, and the longest wait while it is down.
const (
	pollEvery   = time.Minute
	longestPoll = 30 * time.Minute
	pollBatch   = 50
	pollTimeout = 5 * time.Minute
)

// PollState is how fetching stands, for the console.
type PollState struct {
	On    bool
	Since time.Time // the mailbox has not been reached since then; zero while it is
	Cause string
}

// State tells how fetching stands.
func (p *Poller) State() PollState {
	if p == nil || p.Box.Address == "" {
		return PollState{}
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	return PollState{On: true, Since: p.since, Cause: p.cause}
}

// Look is State for a person. The actor needs jobs.read.
func (p *Poller) Look(a incident.Actor) (PollState, error) {
	if err := incident.Ask(a, incident.JobsRead); err != nil {
		return PollState{}, err
	}
	return p.State(), nil
}

// Run polls until ctx ends, less often while the mailbox is down.
func (p *Poller) Run(ctx context.Context) {
	for p.Box.Address != "" && ctx.Err() == nil {
		err := p.Poll(ctx)
		wait := time.NewTimer(p.ended(ctx, err))
		select {
		case <-wait.C:
		case <-ctx.Done():
			wait.Stop()
		}
	}
}

// ended notes how a poll went and gives the time to the next.
func (p *Poller) ended(ctx context.Context, err error) time.Duration {
	p.mu.Lock()
	defer p.mu.Unlock()
	if err == nil {
		p.since, p.fails, p.cause = time.Time{}, 0, ""
		return pollEvery
	}
	if ctx.Err() == nil {
		if p.since.IsZero() {
			p.since = p.Now()
		}
		p.cause = pollCause(err)
		p.Log.Warn("mailbox", "problem", p.cause, "since", p.since.UTC().Format(time.RFC3339))
	}
	p.fails++
	return min(pollEvery<<min(p.fails-1, 10), longestPoll)
}

// pollCause is a short cause without what the server said, which may quote a login.
func pollCause(err error) string {
	var said *imap.Error
	var told *incident.Error
	switch {
	case errors.As(err, &said):
		return "the mail server answered " + string(said.Type) + " " + string(said.Code)
	case errors.As(err, &told):
		return told.Error()
	}
	return "the mailbox was not reached"
}

// Poll fetches and files what waits in the mailbox, oldest first.
func (p *Poller) Poll(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, pollTimeout)
	defer cancel()
	c, err := dialMailbox(p.Box)
	if err != nil {
		return err
	}
	defer c.Close()
	stop := context.AfterFunc(ctx, func() { c.Close() })
	defer stop()
	folder, err := p.open(c)
	if err != nil {
		return err
	}
	seen, err := p.seen(ctx, folder)
	if err != nil {
		return err
	}
	for ctx.Err() == nil {
		uids, err := waiting(c, seen, p.Box.Done != "")
		if err != nil || len(uids) == 0 {
			return err
		}
		for _, uid := range uids {
			if err := p.one(ctx, c, uid); err != nil {
				return err
			}
			seen = max(seen, uint32(uid))
		}
		if err := p.keep(ctx, folder, seen); err != nil {
			return err
		}
	}
	return ctx.Err()
}

func dialMailbox(b Mailbox) (*imapclient.Client, error) {
	o := &imapclient.Options{TLSConfig: b.Certs}
	var c *imapclient.Client
	var err error
	switch b.TLS {
	case "", "tls":
		c, err = imapclient.DialTLS(b.Address, o)
	case "starttls":
		c, err = imapclient.DialStartTLS(b.Address, o)
	case "none":
		c, err = imapclient.DialInsecure(b.Address, o)
	default:
		return nil, fmt.Errorf("tls of the mailbox must be tls, starttls or none")
	}
	if err != nil {
		return nil, err
	}
	if err := c.Login(b.User, b.Password).Wait(); err != nil {
		c.Close()
		return nil, err
	}
	return c, nil
}

// open selects the folder and makes the one for filed mails where it is missing. Its name holds UIDVALIDITY: when that changes, UIDs begin anew (RFC 9051 §2.3.1.1).
func (p *Poller) open(c *imapclient.Client) (string, error) {
	name := p.Box.Folder
	if name == "" {
		name = "INBOX"
	}
	if p.Box.Done != "" {
		_ = c.Create(p.Box.Done, nil).Wait() // it is there, or moving says that it is not
	}
	box, err := c.Select(name, nil).Wait()
	if err != nil {
		return "", err
	}
	return "imap/" + strings.ReplaceAll(name, " ", "_") + "/" + strconv.FormatUint(uint64(box.UIDValidity), 10), nil
}

// seen is the last UID filed of a folder.
func (p *Poller) seen(ctx context.Context, folder string) (uint32, error) {
	s, err := p.Intake.st.Setting(ctx, folder)
	if err != nil || s == "" {
		return 0, err
	}
	n, err := strconv.ParseUint(s, 10, 32)
	return uint32(n), err
}

func (p *Poller) keep(ctx context.Context, folder string, uid uint32) error {
	return p.Intake.st.Write(ctx, func(tx *store.Tx) error {
		return tx.PutSetting(ctx, folder, strconv.FormatUint(uint64(uid), 10), p.Now())
	})
}

// waiting lists the next UIDs to fetch, oldest first. Where filed mails are moved away all that is in the folder waits, else what came after the last one filed.
func waiting(c *imapclient.Client, seen uint32, moved bool) ([]imap.UID, error) {
	from := imap.UID(seen + 1)
	if moved {
		from = 1
	}
	found, err := c.UIDSearch(&imap.SearchCriteria{UID: []imap.UIDSet{{imap.UIDRange{Start: from, Stop: 0}}}, NotFlag: []imap.Flag{flagFiled, imap.FlagDeleted}}, nil).Wait()
	if err != nil {
		return nil, err
	}
	var out []imap.UID
	for _, uid := range found.AllUIDs() {
		if uid >= from && len(out) < pollBatch { // "7:*" names the last mail even where it is older
			out = append(out, uid)
		}
	}
	return out, nil
}

// flagFiled marks a mail that was filed, where it stays in its folder.
const flagFiled = imap.Flag("$TodokeFiled")

// one fetches a mail, files it, and only then marks or moves it.
func (p *Poller) one(ctx context.Context, c *imapclient.Client, uid imap.UID) error {
	set := imap.UIDSetNum(uid)
	head, err := c.Fetch(set, &imap.FetchOptions{UID: true, RFC822Size: true, InternalDate: true}).Collect()
	if err != nil {
		return err
	}
	if len(head) == 0 { // gone meanwhile
		return nil
	}
	section := &imap.FetchItemBodySection{Peek: true}
	if head[0].RFC822Size > MaxMail { // as much as is held; reading says that it is too large
		section.Partial = &imap.SectionPartial{Offset: 0, Size: MaxMail + 1}
	}
	got, err := c.Fetch(set, &imap.FetchOptions{UID: true, BodySection: []*imap.FetchItemBodySection{section}}).Collect()
	if err != nil {
		return err
	}
	if len(got) == 0 || len(got[0].BodySection) == 0 {
		return nil
	}
	result, err := p.Intake.ReceiveMail(ctx, got[0].BodySection[0].Bytes, head[0].InternalDate, sourceIMAP)
	if err != nil {
		return err
	}
	if p.Nudge != nil && !result.Repeat {
		p.Nudge()
	}
	if p.Box.Done != "" {
		_, err = c.Move(set, p.Box.Done).Wait()
		return err
	}
	return c.Store(set, &imap.StoreFlags{Op: imap.StoreFlagsAdd, Silent: true, Flags: []imap.Flag{imap.FlagSeen, flagFiled}}, nil).Close()
}
