package store

import (
	"context"
	"database/sql"
	"strconv"
	"strings"
	"time"

	"todoke/internal/incident"
)

// JobAnnounce is the kind of the job that tells subscribers what releases brought; its subject is AnnounceSubject, so that there is one.
const (
	JobAnnounce     = "announce"
	AnnounceSubject = "releases"
)

// Subscription is one row of who gets publications by mail. Body holds address and token, sealed; both are found by keyed hash.
type Subscription struct {
	ID     int64
	Digest []byte // of the address
	Token  []byte // keyed hash of the token
	Body   Sealed
	State  incident.SubscriptionState
	incident.Choice
	Asked   time.Time
	Until   time.Time // when a waiting or suspended one is erased; zero for an active one
	Begun   time.Time // confirmed
	Told    int64     // the last release its subscriber was told of
	Refused int       // mails refused for good, in a row
}

const subscriptionColumns = `id, digest, token, body, state, lang, topics, scheme, categories, asked_at, until, begun_at, told, refused`

func scanSubscription(q *sql.Rows) (Subscription, error) {
	var s Subscription
	var lang, topics, categories string
	var asked, until, begun, refused int64
	err := q.Scan(&s.ID, &s.Digest, &s.Token, &s.Body.body, &s.State, &lang, &topics, &s.Scheme, &categories, &asked, &until, &begun, &s.Told, &refused)
	s.Lang, s.Categories, s.Refused = incident.Lang(lang), strings.Fields(categories), int(refused)
	for _, t := range strings.Fields(topics) {
		s.Topics = append(s.Topics, incident.Topic(t))
	}
	s.Asked, s.Until, s.Begun = instant(asked), instant(until), instant(begun)
	return s, err
}

func topicWords(list []incident.Topic) string {
	var out []string
	for _, t := range list {
		out = append(out, string(t))
	}
	return strings.Join(out, " ")
}

// InsertSubscription stores a subscription that waits for its confirmation.
func (tx *Tx) InsertSubscription(ctx context.Context, s Subscription) error {
	return tx.exec(ctx, `INSERT INTO subscriptions (id, digest, token, body, state, lang, topics, scheme, categories, asked_at, until) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
		s.ID, s.Digest, s.Token, s.Body.body, string(incident.SubscriptionWaiting), string(s.Lang), topicWords(s.Topics), s.Scheme, strings.Join(s.Categories, " "), micros(s.Asked), micros(s.Until))
}

// SubscriptionByToken finds a subscription by the keyed hash of its token; sql.ErrNoRows when there is none.
func (r Reader) SubscriptionByToken(ctx context.Context, token []byte) (Subscription, error) {
	q, err := r.q.QueryContext(ctx, `SELECT `+subscriptionColumns+` FROM subscriptions WHERE token = $1`, token)
	return first(q, err, scanSubscription)
}

// FindSubscription finds a subscription by its id; sql.ErrNoRows when there is none.
func (r Reader) FindSubscription(ctx context.Context, id int64) (Subscription, error) {
	q, err := r.q.QueryContext(ctx, `SELECT `+subscriptionColumns+` FROM subscriptions WHERE id = $1`, id)
	return first(q, err, scanSubscription)
}

// ListSubscriptionsOf lists all rows of an address, confirmed or not.
func (r Reader) ListSubscriptionsOf(ctx context.Context, digest []byte) ([]Subscription, error) {
	q, err := r.q.QueryContext(ctx, `SELECT `+subscriptionColumns+` FROM subscriptions WHERE digest = $1 ORDER BY id`, digest)
	return rows(q, err, scanSubscription)
}

// ListUntold lists active subscriptions whose subscriber was not told of release n, the longest untold first.
func (r Reader) ListUntold(ctx context.Context, n int64, limit int) ([]Subscription, error) {
	q, err := r.q.QueryContext(ctx, `SELECT `+subscriptionColumns+` FROM subscriptions WHERE state = $1 AND told < $2 ORDER BY told, id LIMIT $3`, string(incident.SubscriptionActive), n, int64(limit))
	return rows(q, err, scanSubscription)
}

// ActivateSubscription makes a waiting or suspended subscription active, told up to a release; false where it is neither.
func (tx *Tx) ActivateSubscription(ctx context.Context, id int64, at time.Time, told int64) (bool, error) {
	n, err := tx.changed(ctx, `UPDATE subscriptions SET state = $1, until = 0, refused = 0, told = $2, begun_at = CASE WHEN begun_at = 0 THEN $3 ELSE begun_at END WHERE id = $4 AND state <> $1`,
		string(incident.SubscriptionActive), told, micros(at), id)
	return n == 1, err
}

// ChangeSubscription stores what a subscriber chose anew.
func (tx *Tx) ChangeSubscription(ctx context.Context, id int64, c incident.Choice) error {
	return tx.exec(ctx, `UPDATE subscriptions SET lang = $1, topics = $2, scheme = $3, categories = $4 WHERE id = $5`, string(c.Lang), topicWords(c.Topics), c.Scheme, strings.Join(c.Categories, " "), id)
}

// TellSubscription notes that a subscriber was told of the releases up to one; false when somebody else noted so meanwhile, or it is not active any more.
func (tx *Tx) TellSubscription(ctx context.Context, id, was, now int64) (bool, error) {
	n, err := tx.changed(ctx, `UPDATE subscriptions SET told = $1 WHERE id = $2 AND told = $3 AND state = $4`, now, id, was, string(incident.SubscriptionActive))
	return n == 1, err
}

// CountRefusal notes a refusal for good, or with refused 0 that a mail was taken, and from suspendAt refusals on suspends the subscription until an
// instant. It tells whether it did.
func (tx *Tx) CountRefusal(ctx context.Context, id int64, refused, suspendAt int, until time.Time) (bool, error) {
	if err := tx.exec(ctx, `UPDATE subscriptions SET refused = $1 WHERE id = $2 AND refused <> $1`, int64(refused), id); err != nil || refused < suspendAt {
		return false, err
	}
	n, err := tx.changed(ctx, `UPDATE subscriptions SET state = $1, until = $2 WHERE id = $3 AND state = $4`,
		string(incident.SubscriptionSuspended), micros(until), id, string(incident.SubscriptionActive))
	return n == 1, err
}

// ToSubscriber begins the recipient of a letter to a subscription; its id follows.
const ToSubscriber = "subscription:"

// DropSubscription erases a subscription with the mails to it that were not sent.
func (tx *Tx) DropSubscription(ctx context.Context, id int64) error {
	if err := tx.DropLetters(ctx, ToSubscriber+strconv.FormatInt(id, 10)); err != nil {
		return err
	}
	return tx.exec(ctx, `DELETE FROM subscriptions WHERE id = $1`, id)
}

// ListSubscriptionsOver lists those whose time is over.
func (r Reader) ListSubscriptionsOver(ctx context.Context, now time.Time, limit int) ([]Subscription, error) {
	q, err := r.q.QueryContext(ctx, `SELECT `+subscriptionColumns+` FROM subscriptions WHERE until > 0 AND until <= $1 ORDER BY until LIMIT $2`, micros(now), int64(limit))
	return rows(q, err, scanSubscription)
}

// SubscriptionCount is how many subscriptions stand in one state and chose alike.
type SubscriptionCount struct {
	State      incident.SubscriptionState
	Lang       incident.Lang
	Topics     []incident.Topic
	Categories bool // some of them only
	N          int64
}

// CountSubscriptions counts all subscriptions by state and choice.
func (r Reader) CountSubscriptions(ctx context.Context) ([]SubscriptionCount, error) {
	q, err := r.q.QueryContext(ctx, `SELECT state, lang, topics, CASE WHEN categories = '' THEN 0 ELSE 1 END AS part, COUNT(*) FROM subscriptions GROUP BY state, lang, topics, CASE WHEN categories = '' THEN 0 ELSE 1 END
		ORDER BY state, lang, topics, part`)
	return rows(q, err, func(q *sql.Rows) (SubscriptionCount, error) {
		var c SubscriptionCount
		var topics string
		var part int64
		err := q.Scan(&c.State, &c.Lang, &topics, &part, &c.N)
		for _, t := range strings.Fields(topics) {
			c.Topics = append(c.Topics, incident.Topic(t))
		}
		c.Categories = part == 1
		return c, err
	})
}

// Announcement is what became of the mails about a release.
type Announcement struct {
	Release int64
	Begun   time.Time
	Queued  int64
	Sent    int64
	Refused int64
	Dropped int64 // not sent, because the subscription or its choice was no more
}

// CountAnnounced adds to what became of the mails about a release.
func (tx *Tx) CountAnnounced(ctx context.Context, a Announcement) error {
	return tx.exec(ctx, `INSERT INTO announcements (release, begun_at, queued, sent, refused, dropped) VALUES ($1, $2, $3, $4, $5, $6)
		ON CONFLICT (release) DO UPDATE SET queued = announcements.queued + excluded.queued, sent = announcements.sent + excluded.sent,
		refused = announcements.refused + excluded.refused, dropped = announcements.dropped + excluded.dropped`,
		a.Release, micros(a.Begun), a.Queued, a.Sent, a.Refused, a.Dropped)
}

// ListAnnouncements lists what became of the mails about the last releases, the newest first.
func (r Reader) ListAnnouncements(ctx context.Context, limit int) ([]Announcement, error) {
	q, err := r.q.QueryContext(ctx, `SELECT release, begun_at, queued, sent, refused, dropped FROM announcements ORDER BY release DESC LIMIT $1`, int64(limit))
	return rows(q, err, func(q *sql.Rows) (Announcement, error) {
		var a Announcement
		var begun int64
		err := q.Scan(&a.Release, &begun, &a.Queued, &a.Sent, &a.Refused, &a.Dropped)
		a.Begun = instant(begun)
		return a, err
	})
}

// Counted reads a named counter; 0 where it was never raised.
func (r Reader) Counted(ctx context.Context, name string) (int64, error) {
	var n int64
	err := r.q.QueryRowContext(ctx, `SELECT value FROM counters WHERE name = $1`, name).Scan(&n)
	if err == sql.ErrNoRows {
		return 0, nil
	}
	return n, err
}
