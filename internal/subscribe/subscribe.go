// Package subscribe is how readers get the desk's publications by mail: asked for on a page, confirmed by a link, ended by one click.
// It is not for reports or their reporters, and nothing that is not on the public site is ever in its mails.
package subscribe

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"strconv"
	"strings"
	"time"

	"todoke/internal/i18n"
	"todoke/internal/incident"
	"todoke/internal/notify"
	"todoke/internal/seal"
	"todoke/internal/store"
)

// How long what is kept. The pages and mails say both.
const (
	ConfirmWithin = 72 * time.Hour      // a request nobody confirms is erased then
	SuspendedFor  = 90 * 24 * time.Hour // so is an address whose mails came back
)

// SuspendAt is how many mails in a row, each of another release, are refused for good before a subscription is suspended.
const SuspendAt = 3

// Limits of requests.
const (
	asksADay     = 3 // mails that answer requests for one address, in 24 hours
	asksOfSource = 20
	asksOfAll    = 600 // both within about an hour
)

// Kinds of letters.
const (
	letterConfirm = "subscribe_confirm"
	letterKnown   = "subscribe_known"
	letterRelease = "subscribe_release"
)

// Counters, which stay when a row goes.
const (
	counterBegun = "subscriptions.begun"
	counterEnded = "subscriptions.ended" // by the subscriber
	counterTaken = "subscriptions.taken" // by staff
)

// Config is what subscriptions need.
type Config struct {
	Store  *store.Store
	Seal   *seal.Seal
	Texts  *i18n.Catalogue
	Log    *slog.Logger
	Now    func() time.Time
	Desk   func() incident.Text
	Outbox *notify.Outbox
	Portal string // address readers know the portal by, with its last slash; "" and nobody can subscribe
	Site   string // address of the public site, with its last slash
	Demo   bool   // mails are shown instead of sent

	// News lists what the releases after one brought, up to and with another.
	News func(ctx context.Context, after, to int64) ([]incident.News, error)
	// Public gives the release that readers get now. Nobody is told of one they cannot open yet.
	Public func() int64
	// Scheme is the scheme whose categories readers choose among.
	Scheme func(ctx context.Context) (incident.CaseScheme, error)
	// Often counts one more of a kind for a value and gives how many there were within about an hour.
	Often func(kind, value string) int
	// Erased notes beside the keys that an address was erased, so that an old backup does not bring it back. May be nil.
	Erased func(digest []byte, at time.Time) error
}

// Subscribe works on the subscriptions of one desk. A nil Subscribe is a desk without.
type Subscribe struct {
	Config
	news newsCache
}

// New builds a Subscribe; it opens nothing.
func New(c Config) *Subscribe { return &Subscribe{Config: c} }

// On tells whether readers can subscribe: the desk sends mail and has an address of its own, or it is a demonstration.
func (s *Subscribe) On() bool { return s != nil && s.Portal != "" && (s.Demo || s.Outbox.On()) }

// Page is the address where readers subscribe; "" where they cannot.
func (s *Subscribe) Page() string {
	if !s.On() {
		return ""
	}
	return s.Portal + "subscribe"
}

// Request is what somebody asks for.
type Request struct {
	Mail   string // as typed
	Choice incident.Choice
	Source string // sender's address, for limits only
}

// Shown is the mail a demonstration would have sent.
type Shown struct{ Subject, Body string }

// Ask takes a request: a mail with a link goes to the address, and nothing is subscribed before the link's page is used. Whoever asks does not learn whether
// the address was known: a subscriber gets a mail that says so. Beyond a few mails a day to one address no more are sent, and that is not told either.
// A demonstration gives the mail. Errors: Invalid, all fields at once; Limited.
func (s *Subscribe) Ask(ctx context.Context, q Request) (*Shown, error) {
	if !s.On() {
		return nil, incident.Errorf(incident.NotFound, "subscribe.error.off")
	}
	address, err := s.checked(q)
	if err != nil {
		return nil, err
	}
	if s.Often("subscribe", q.Source) > asksOfSource || s.Often("subscribe", "") > asksOfAll {
		return nil, incident.Errorf(incident.Limited, "error.wait", 10*60)
	}
	now := s.Now()
	id := store.NewID(now)
	x := seal.Subscriber{Mail: address.send, Token: s.Seal.NewToken()}
	body, err := s.Seal.SealSubscriber(id, x)
	if err != nil {
		return nil, err
	}
	row := store.Subscription{ID: id, Digest: s.Seal.SubscriberMAC(address.folded), Token: s.mac(x.Token), Body: body, Choice: q.Choice, Asked: now, Until: now.Add(ConfirmWithin)}
	var letter notify.Mail
	err = s.Store.Write(ctx, func(tx *store.Tx) error {
		letter = notify.Mail{}
		if free, err := s.slot(ctx, tx, row.Digest, now); err != nil || !free {
			return err
		}
		list, err := tx.ListSubscriptionsOf(ctx, row.Digest)
		if err != nil {
			return err
		}
		letter = notify.Mail{Key: letterConfirm + "/" + strconv.FormatInt(id, 10), Kind: letterConfirm, Lang: row.Lang, To: recipient(id), At: now}
		for _, known := range list {
			if known.State != incident.SubscriptionWaiting {
				letter.Kind, letter.Lang, letter.To = letterKnown, known.Lang, recipient(known.ID)
			}
		}
		if letter.Kind == letterConfirm {
			if err := tx.InsertSubscription(ctx, row); err != nil {
				return err
			}
			if err := tx.Audit(ctx, s.row("subscription.ask", id, "")); err != nil {
				return err
			}
		}
		return s.Outbox.Queue(ctx, tx, letter)
	})
	if err != nil {
		return nil, stored("ask", err)
	}
	if !s.Demo || letter.Kind == "" {
		return nil, nil
	}
	w, err := s.Words(ctx, store.Letter{Kind: letter.Kind, Lang: letter.Lang, To: letter.To})
	if err != nil {
		return nil, fmt.Errorf("show mail: %w", err)
	}
	return &Shown{w.Subject, w.Body}, nil
}

// checked holds that address and choice can be used, and tells everything that is wrong at once.
func (s *Subscribe) checked(q Request) (address, error) {
	var errs, more incident.Errors
	a, one := parse(q.Mail)
	if one != nil {
		errs = append(errs, one)
	}
	if err := q.Choice.Check(); errors.As(err, &more) {
		errs = append(errs, more...)
	}
	return a, errs.Or()
}

// slot takes one of the mails a day that answer requests for an address; false when they are used up.
func (s *Subscribe) slot(ctx context.Context, tx *store.Tx, digest []byte, now time.Time) (bool, error) {
	for i := range asksADay {
		free, err := tx.PutSender(ctx, s.Seal.TermMAC("subscribe-slot", fmt.Sprintf("%x %d", digest, i)), now, now.Add(24*time.Hour))
		if err != nil || free {
			return free, err
		}
	}
	return false, nil
}

// View is a subscription as the page behind its link shows it. It does not hold the address: whoever has the link may not be its owner.
type View struct {
	State incident.SubscriptionState
	incident.Choice
	Until time.Time // of a waiting or suspended one
}

// Find looks a token up. Errors: NotFound, for one that is mutilated, used up or over.
func (s *Subscribe) Find(ctx context.Context, token string) (View, error) {
	row, err := s.find(ctx, s.Store.Reader, token)
	return View{row.State, row.Choice, row.Until}, err
}

func (s *Subscribe) find(ctx context.Context, r store.Reader, token string) (store.Subscription, error) {
	row, err := r.SubscriptionByToken(ctx, s.mac(token))
	if errors.Is(err, sql.ErrNoRows) || err == nil && !row.Until.IsZero() && !row.Until.After(s.Now()) {
		return store.Subscription{}, incident.Errorf(incident.NotFound, "subscribe.error.token")
	}
	if err != nil {
		return row, fmt.Errorf("find subscription: %w", err)
	}
	return row, nil
}

// Confirm makes a waiting subscription active and forgets other requests for its address. What is active already stays so, and that is no error.
func (s *Subscribe) Confirm(ctx context.Context, token string) error {
	err := s.Store.Write(ctx, func(tx *store.Tx) error {
		row, err := s.find(ctx, tx.Reader, token)
		if err != nil || row.State != incident.SubscriptionWaiting {
			return err
		}
		others, err := tx.ListSubscriptionsOf(ctx, row.Digest)
		if err != nil {
			return err
		}
		for _, o := range others {
			if o.ID == row.ID {
				continue
			}
			if o.State != incident.SubscriptionWaiting { // confirmed by another link meanwhile
				return tx.DropSubscription(ctx, row.ID)
			}
			if err := tx.DropSubscription(ctx, o.ID); err != nil {
				return err
			}
		}
		if err := s.activate(ctx, tx, row, "subscription.confirm"); err != nil {
			return err
		}
		_, err = tx.Counter(ctx, counterBegun)
		return err
	})
	return stored("confirm", err)
}

// activate begins or resumes with the next release.
func (s *Subscribe) activate(ctx context.Context, tx *store.Tx, row store.Subscription, action string) error {
	last, err := tx.LatestRelease(ctx)
	if err != nil {
		return err
	}
	if _, err := tx.ActivateSubscription(ctx, row.ID, s.Now(), last.N); err != nil {
		return err
	}
	return tx.Audit(ctx, s.row(action, row.ID, ""))
}

// Change stores another choice; a suspended subscription is resumed by it. Errors: Invalid; NotFound, also for one not confirmed.
func (s *Subscribe) Change(ctx context.Context, token string, c incident.Choice) error {
	if err := c.Check(); err != nil {
		return err
	}
	err := s.Store.Write(ctx, func(tx *store.Tx) error {
		row, err := s.find(ctx, tx.Reader, token)
		if err != nil {
			return err
		}
		if row.State == incident.SubscriptionWaiting {
			return incident.Errorf(incident.NotFound, "subscribe.error.token")
		}
		if err := tx.ChangeSubscription(ctx, row.ID, c); err != nil {
			return err
		}
		if row.State == incident.SubscriptionSuspended {
			return s.activate(ctx, tx, row, "subscription.resume")
		}
		return tx.Audit(ctx, s.row("subscription.change", row.ID, ""))
	})
	return stored("change", err)
}

// Stop ends a subscription or a request for one and erases it. A token that leads to none is no error: it was stopped before, and nothing is to be learnt.
func (s *Subscribe) Stop(ctx context.Context, token string) error {
	row, err := s.Store.SubscriptionByToken(ctx, s.mac(token))
	if errors.Is(err, sql.ErrNoRows) {
		return nil
	}
	if err != nil {
		return stored("stop", err)
	}
	s.noteErased(row.Digest)
	return stored("stop", s.Store.Write(ctx, func(tx *store.Tx) error {
		if _, err := tx.FindSubscription(ctx, row.ID); err != nil {
			if errors.Is(err, sql.ErrNoRows) { // two clicks at once
				return nil
			}
			return err
		}
		return s.end(ctx, tx, row, incident.Actor{Kind: incident.Subscriber}, store.AuditRow{Action: "subscription.stop"})
	}))
}

// end erases a row with its audit row; who ended it and why stand in it.
func (s *Subscribe) end(ctx context.Context, tx *store.Tx, row store.Subscription, a incident.Actor, audit store.AuditRow) error {
	if err := tx.DropSubscription(ctx, row.ID); err != nil {
		return err
	}
	counter := counterEnded
	if a.Kind == incident.Staff {
		counter = counterTaken
	}
	if row.State != incident.SubscriptionWaiting {
		if _, err := tx.Counter(ctx, counter); err != nil {
			return err
		}
	}
	audit.At, audit.Who, audit.Object = s.Now(), a.Who(), object(row.ID)
	return tx.Audit(ctx, audit)
}

// noteErased notes an erasing beside the keys before it is done. Where that fails it is done all the same: who wants no mail gets none.
func (s *Subscribe) noteErased(digest []byte) {
	if s.Erased == nil {
		return
	}
	if err := s.Erased(digest, s.Now()); err != nil {
		s.Log.Error("an ended subscription is not on the list beside the keys", "err", err)
	}
}

// Sweep erases requests nobody confirmed and addresses that were suspended long enough.
func (s *Subscribe) Sweep(ctx context.Context) error {
	const step = 500
	for {
		list, err := s.Store.ListSubscriptionsOver(ctx, s.Now(), step)
		if err != nil || len(list) == 0 {
			return err
		}
		counts := map[incident.SubscriptionState]int{}
		err = s.Store.Write(ctx, func(tx *store.Tx) error {
			clear(counts)
			for _, row := range list {
				counts[row.State]++
				if err := tx.DropSubscription(ctx, row.ID); err != nil {
					return err
				}
			}
			return tx.Audit(ctx, store.AuditRow{At: s.Now(), Who: incident.MachineActor(incident.PurposeErase).Who(), Action: "subscription.expire", Object: "subscriptions",
				Detail: fmt.Sprintf("waiting=%d suspended=%d", counts[incident.SubscriptionWaiting], counts[incident.SubscriptionSuspended])})
		})
		if err != nil {
			return fmt.Errorf("sweep subscriptions: %w", err)
		}
	}
}

func (s *Subscribe) row(action string, id int64, detail string) store.AuditRow {
	return store.AuditRow{At: s.Now(), Who: incident.Actor{Kind: incident.Subscriber}.Who(), Action: action, Object: object(id), Detail: detail}
}

func object(id int64) string { return "subscription:" + strconv.FormatInt(id, 10) }

// recipient names the subscription a letter goes to.
func recipient(id int64) string { return store.ToSubscriber + strconv.FormatInt(id, 10) }

// subscriber is the subscription a letter goes to; 0 for a letter of somebody else.
func subscriber(l store.Letter) int64 {
	id, ok := strings.CutPrefix(l.To, store.ToSubscriber)
	if !ok {
		return 0
	}
	n, _ := strconv.ParseInt(id, 10, 64)
	return n
}

// mac is the keyed hash of a token, which mail programs may have put into small letters or ended with a sign of punctuation.
func (s *Subscribe) mac(token string) []byte {
	kept := strings.Map(func(r rune) rune {
		switch {
		case r >= 'a' && r <= 'z':
			return r - 'a' + 'A'
		case r >= 'A' && r <= 'Z' || r >= '0' && r <= '9':
			return r
		}
		return -1
	}, token)
	return s.Seal.TokenMAC("subscription\x00" + kept)
}

// stored wraps a failure of the database, so that whoever pressed the button is told that nothing was done.
func stored(what string, err error) error {
	var told *incident.Error
	if err == nil || errors.As(err, &told) {
		return err
	}
	return fmt.Errorf("subscription: %s: %w: %w", what, incident.Errorf(incident.Stored, "subscribe.error.not_stored"), err)
}
