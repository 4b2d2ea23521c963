package subscribe

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"todoke/internal/incident"
	"todoke/internal/notify"
	"todoke/internal/store"
)

// Mails about a release enter the outbox a few at a time, so that ten thousand subscribers keep no report from being masked and no transaction is long.
const (
	atOnce    = 50  // untried at most
	mostWait  = 500 // waiting at most, those tried in vain included
	pause     = 2 * time.Second
	longPause = 30 * time.Second // while the mail server takes nothing
)

// Announce is the handler of store.JobAnnounce: it queues the next mails about what was released, and itself again while somebody is left. Which release
// a subscriber was told of is noted in the transaction that queues the mail, so that a run that is cut off neither forgets nor repeats one.
func (s *Subscribe) Announce(ctx context.Context, _ store.Job) error {
	if !s.On() || s.Demo {
		return nil
	}
	last, err := s.Store.LatestRelease(ctx)
	if err != nil {
		return fmt.Errorf("announce: %w", err)
	}
	if s.Public() < last.N { // its folder is linked after the commit, or by another node
		return s.later(ctx, pause)
	}
	wait, untried, err := s.Store.CountLetters(ctx, letterRelease, notify.JobSend)
	if err != nil {
		return fmt.Errorf("announce: %w", err)
	}
	room := min(atOnce-untried, mostWait-wait)
	for room > 0 {
		list, err := s.Store.ListUntold(ctx, last.N, room)
		if err != nil {
			return fmt.Errorf("announce: %w", err)
		}
		if len(list) == 0 {
			return nil
		}
		queued, err := s.tell(ctx, list, last.N)
		if err != nil {
			return fmt.Errorf("announce: %w", err)
		}
		room -= queued
	}
	next := pause
	if wait >= mostWait {
		next = longPause
	}
	return s.later(ctx, next)
}

// later runs Announce again after a while.
func (s *Subscribe) later(ctx context.Context, after time.Duration) error {
	return s.Store.Write(ctx, func(tx *store.Tx) error {
		return tx.Enqueue(ctx, store.JobAnnounce, store.AnnounceSubject, s.Now().Add(after))
	})
}

// tell queues a mail for each of the subscribers who wants to hear of something new, in one transaction, and gives how many.
func (s *Subscribe) tell(ctx context.Context, list []store.Subscription, to int64) (queued int, err error) {
	wants := map[int64]bool{}
	for _, row := range list {
		news, err := s.newsFor(ctx, row.Choice, row.Told, to)
		if err != nil {
			return 0, err
		}
		wants[row.ID] = len(news) > 0
	}
	now := s.Now()
	err = s.Store.Write(ctx, func(tx *store.Tx) error {
		queued = 0
		for _, row := range list {
			if ours, err := tx.TellSubscription(ctx, row.ID, row.Told, to); err != nil {
				return err
			} else if !ours || !wants[row.ID] {
				continue
			}
			queued++
			after, upto := strconv.FormatInt(row.Told, 10), strconv.FormatInt(to, 10)
			if err := s.Outbox.Queue(ctx, tx, notify.Mail{Key: fmt.Sprintf("%s/%d/%s", letterRelease, row.ID, upto), Kind: letterRelease, Lang: row.Lang, To: recipient(row.ID),
				Args: []string{after, upto}, At: now}); err != nil {
				return err
			}
		}
		if queued == 0 {
			return nil
		}
		if err := tx.CountAnnounced(ctx, store.Announcement{Release: to, Begun: now, Queued: int64(queued)}); err != nil {
			return err
		}
		return tx.Audit(ctx, store.AuditRow{At: now, Who: incident.MachineActor(incident.PurposeNotify).Who(), Action: "subscription.tell", Object: fmt.Sprintf("release:%d", to), Detail: fmt.Sprintf("mails=%d", queued)})
	})
	return queued, err
}

// Address finds the address of a letter to a subscriber, for the outbox; NotFound where the subscription is no more.
func (s *Subscribe) Address(ctx context.Context, l store.Letter) (string, error) {
	row, err := s.of(ctx, l)
	if err != nil {
		return "", err
	}
	x, err := s.Seal.OpenSubscriber(incident.PurposeNotify, row.ID, row.Body)
	return x.Mail, err
}

func (s *Subscribe) of(ctx context.Context, l store.Letter) (store.Subscription, error) {
	row, err := s.Store.FindSubscription(ctx, subscriber(l))
	if errors.Is(err, sql.ErrNoRows) || err == nil && l.Kind == letterRelease && row.State != incident.SubscriptionActive {
		return row, incident.Errorf(incident.NotFound, "subscribe.error.token")
	}
	return row, err
}

// Ended is what the outbox calls when a letter was sent or given up: letters to subscribers are forgotten, and an address that is refused for good release
// after release is suspended.
func (s *Subscribe) Ended(ctx context.Context, tx *store.Tx, l store.Letter, problem string) error {
	id := subscriber(l)
	if id == 0 {
		return nil
	}
	if err := tx.DropLetter(ctx, l.ID); err != nil || l.Kind != letterRelease {
		return err
	}
	a := store.Announcement{Begun: s.Now()}
	a.Release, _ = strconv.ParseInt(l.Args[1], 10, 64)
	switch {
	case problem == "":
		a.Sent = 1
	case notify.Refused(problem):
		a.Refused = 1
	default:
		a.Dropped = 1
	}
	if err := tx.CountAnnounced(ctx, a); err != nil || a.Dropped == 1 {
		return err
	}
	row, err := tx.FindSubscription(ctx, id)
	if errors.Is(err, sql.ErrNoRows) {
		return nil
	}
	if err != nil {
		return err
	}
	refused := 0
	if a.Refused == 1 {
		refused = row.Refused + 1
	}
	suspended, err := tx.CountRefusal(ctx, id, refused, SuspendAt, s.Now().Add(SuspendedFor))
	if err != nil || !suspended {
		return err
	}
	return tx.Audit(ctx, store.AuditRow{At: s.Now(), Who: incident.MachineActor(incident.PurposeNotify).Who(), Action: "subscription.suspend", Object: object(id), Detail: problem})
}

// newsCache keeps what releases brought: it does not change, and thousands of mails are made of it.
type newsCache struct {
	mu   sync.Mutex
	kept map[[2]int64][]incident.News
}

// newsFor is what somebody who chose so hears of.
func (s *Subscribe) newsFor(ctx context.Context, c incident.Choice, after, to int64) ([]incident.News, error) {
	s.news.mu.Lock()
	defer s.news.mu.Unlock()
	all, ok := s.news.kept[[2]int64{after, to}]
	if !ok {
		var err error
		if all, err = s.News(ctx, after, to); err != nil {
			return nil, err
		}
		if s.news.kept == nil || len(s.news.kept) > 32 {
			s.news.kept = map[[2]int64][]incident.News{}
		}
		s.news.kept[[2]int64{after, to}] = all
	}
	var out []incident.News
	for _, n := range all {
		if c.Takes(n) {
			out = append(out, n)
		}
	}
	return out, nil
}

// Words puts a letter to a subscriber into words; nil for a letter of somebody else.
func (s *Subscribe) Words(ctx context.Context, l store.Letter) (*notify.Words, error) {
	if subscriber(l) == 0 {
		return nil, nil
	}
	row, err := s.of(ctx, l)
	if err != nil {
		return nil, err
	}
	x, err := s.Seal.OpenSubscriber(incident.PurposeNotify, row.ID, row.Body)
	if err != nil {
		return nil, err
	}
	m := draft{s: s, lang: l.Lang, choice: row.Choice, token: x.Token}
	switch l.Kind {
	case letterConfirm:
		m.confirm(row.Until)
	case letterKnown:
		m.known(row.State)
	case letterRelease:
		if len(l.Args) != 2 {
			return nil, fmt.Errorf("letter %d: no releases", l.ID)
		}
		after, _ := strconv.ParseInt(l.Args[0], 10, 64)
		to, _ := strconv.ParseInt(l.Args[1], 10, 64)
		news, err := s.newsFor(ctx, row.Choice, after, to)
		if err != nil {
			return nil, err
		}
		if len(news) == 0 { // chosen otherwise meanwhile
			return nil, incident.Errorf(incident.NotFound, "subscribe.error.token")
		}
		m.release(news)
	}
	return m.words(), nil
}

// draft is one mail while it is written.
type draft struct {
	s       *Subscribe
	lang    incident.Lang
	choice  incident.Choice
	token   string
	subject string
	parts   []string
}

func (m *draft) t(key string, args ...any) string { return m.s.Texts.T(m.lang, key, args...) }

func (m *draft) add(key string, args ...any) { m.parts = append(m.parts, m.t(key, args...)) }

func (m *draft) desk() string { return m.s.Desk().In(m.lang) }

// link is the address of a page behind the token.
func (m *draft) link(page string) string {
	return m.s.Portal + "subscribe/" + page + "/" + m.token + "?lang=" + string(m.lang)
}

func (m *draft) confirm(until time.Time) {
	m.subject = m.t("mail.subscribe_confirm.subject", m.desk())
	m.add("mail.subscribe_confirm.lead", m.desk())
	m.parts = append(m.parts, m.chosen())
	m.add("mail.subscribe_confirm.do", m.s.Texts.T(m.lang, "subscribe.until", until.In(incident.Japan).Format("2006-01-02 15:04")), m.link("confirm"))
	m.add("mail.subscribe_confirm.not")
	m.add("mail.subscribe_foot.confirm", m.desk())
}

func (m *draft) known(state incident.SubscriptionState) {
	m.subject = m.t("mail.subscribe_known.subject", m.desk())
	m.add("mail.subscribe_known.lead", m.desk())
	if state == incident.SubscriptionSuspended {
		m.add("mail.subscribe_known.suspended")
	}
	m.parts = append(m.parts, m.chosen())
	m.add("mail.subscribe_known.do", m.link("change"), m.link("stop"))
	m.add("mail.subscribe_foot.confirm", m.desk())
}

func (m *draft) release(news []incident.News) {
	first := m.title(news[0])
	m.subject = m.t("mail.subscribe_release.subject", first)
	if len(news) > 1 {
		m.subject = m.t("mail.subscribe_release.subject_more", first, len(news)-1)
	}
	m.add("mail.subscribe_release.lead", m.desk())
	for _, topic := range incident.Topics {
		var lines []string
		for _, n := range news {
			if n.Topic == topic {
				lines = append(lines, m.title(n)+"\n"+m.s.Site+n.File.In(m.lang))
			}
		}
		if len(lines) > 0 {
			m.parts = append(m.parts, m.t("subscribe.heading", m.t("subscribe.topic."+string(topic)))+"\n"+strings.Join(lines, "\n\n"))
		}
	}
	m.add("mail.subscribe_foot.release", m.desk())
	m.parts = append(m.parts, m.chosen())
	m.add("mail.subscribe_foot.links", m.link("change"), m.link("stop"))
}

// title says in one line what is new.
func (m *draft) title(n incident.News) string {
	title := strings.Join(strings.Fields(n.Title.In(m.lang)), " ")
	key := "subscribe.news." + n.Kind
	total, some := 0, 0
	for _, k := range n.Counts {
		total += k.Count
		if slices.Contains(m.choice.Categories, k.Code) {
			some += k.Count
		}
	}
	if n.Kind == string(incident.KindCases) && len(m.choice.Categories) > 0 && n.Scheme == m.choice.Scheme {
		key += "-some"
	}
	return m.t(key, title, n.Ref, total, some)
}

// chosen says what the subscriber chose.
func (m *draft) chosen() string { return m.t("subscribe.chosen", Chosen(m.s.Texts, m.lang, m.choice)) }

func (m *draft) words() *notify.Words {
	_, domain, _ := strings.Cut(m.s.Outbox.Sender(), "@")
	if m.s.Demo { // shown, never sent
		domain = "example.jp"
		m.subject = m.t("subscribe.demo", m.subject)
	}
	return &notify.Words{Subject: m.subject, Body: strings.Join(m.parts, "\n\n") + "\n", List: notify.List{Name: m.desk(), ID: "editions." + domain, Unsubscribe: m.link("stop")}}
}
