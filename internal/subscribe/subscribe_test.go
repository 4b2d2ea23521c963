package subscribe

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"mime"
	"net/mail"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"todoke/internal/i18n"
	"todoke/internal/incident"
	"todoke/internal/incidenttest"
	"todoke/internal/notify"
	"todoke/internal/store"
)

var ctx = context.Background()

// desk is a desk with subscriptions, a real outbox and a mail server, and a clock the test moves.
type desk struct {
	*Subscribe
	t      testing.TB
	st     *store.Store
	server *incidenttest.MailServer
	now    time.Time
	often  map[string]int
	erased [][]byte
	public int64
	log    bytes.Buffer
	news   []incident.News // of every release
}

func onDesks(t *testing.T, suite func(t *testing.T, d *desk)) {
	incidenttest.Stores(t, func(t *testing.T, st *store.Store) { suite(t, newDesk(t, st)) })
}

func newDesk(t testing.TB, st *store.Store) *desk {
	t.Helper()
	texts, err := i18n.Load()
	if err != nil {
		t.Fatal(err)
	}
	d := &desk{t: t, st: st, server: incidenttest.NewMailServer(t), now: time.Date(2020, 8, 1, 0, 0, 0, 0, time.UTC), often: map[string]int{}}
	d.news = []incident.News{{Topic: incident.TopicEditions, Kind: "cases", Title: incident.Text{JA: "架空の届出事例集 2020年上半期", EN: "Fictional cases, first half of 2020"}, File: incident.Text{JA: "editions/2020H1/index.html", EN: "editions/2020H1/en/index.html"},
		Scheme: "2020H1", Counts: []incident.CategoryCount{{Code: "virus", Count: 2}, {Code: "other", Count: 1}}}}
	clock := func() time.Time { return d.now }
	name := func() incident.Text { return incident.Text{JA: "架空市届出窓口", EN: "Fictional Desk"} }
	out := notify.New(notify.Config{Store: st, Texts: texts, Now: clock, Desk: name, Host: d.server.Host, Port: d.server.Port, TLS: "none", From: "desk@desk.example",
		Open:  func(ctx context.Context, l store.Letter) (string, error) { return d.Address(ctx, l) },
		Words: func(ctx context.Context, l store.Letter) (*notify.Words, error) { return d.Words(ctx, l) },
		Ended: func(ctx context.Context, tx *store.Tx, l store.Letter, problem string) error {
			return d.Ended(ctx, tx, l, problem)
		}})
	d.Subscribe = New(Config{Store: st, Seal: incidenttest.Seal(t, st, clock), Texts: texts, Log: slog.New(slog.NewTextHandler(&d.log, nil)), Now: clock, Desk: name, Outbox: out,
		Portal: "https://report.desk.example/", Site: "https://www.desk.example/", Public: func() int64 { return d.public },
		News:   func(_ context.Context, after, to int64) ([]incident.News, error) { return d.news, nil },
		Scheme: func(context.Context) (incident.CaseScheme, error) { return incident.FindCaseScheme("2020H1") },
		Often:  func(kind, value string) int { d.often[value]++; return d.often[value] },
		Erased: func(digest []byte, at time.Time) error { d.erased = append(d.erased, digest); return nil }})
	return d
}

func (d *desk) must(err error) {
	d.t.Helper()
	if err != nil {
		d.t.Fatal(err)
	}
}

// work does what the worker does until nothing is due, moving the clock over pauses, and gives the last failure of a job.
func (d *desk) work() (last error) {
	d.t.Helper()
	for idle := 0; idle < 2; {
		jobs, err := d.st.Claim(ctx, d.now, time.Minute, 1)
		d.must(err)
		if len(jobs) == 0 {
			idle++
			d.now = d.now.Add(pause)
			continue
		}
		idle = 0
		j := jobs[0]
		do := d.Outbox.Send
		if j.Kind == store.JobAnnounce {
			do = d.Announce
		}
		if err := do(ctx, j); err != nil {
			last = err
			d.must(d.st.Write(ctx, func(tx *store.Tx) error { return tx.FailJob(ctx, j, d.now, err.Error()) }))
			continue
		}
		d.must(d.st.Write(ctx, func(tx *store.Tx) error { return tx.FinishJob(ctx, j) }))
	}
	return last
}

func all(lang incident.Lang) incident.Choice {
	return incident.Choice{Lang: lang, Topics: incident.Topics}
}

func (d *desk) ask(address string, c incident.Choice) {
	d.t.Helper()
	if _, err := d.Ask(ctx, Request{Mail: address, Choice: c, Source: "192.0.2.1"}); err != nil {
		d.t.Fatal(err)
	}
	d.must(d.work())
}

// last is the newest mail to an address, decoded.
func (d *desk) last(address string) (head mail.Header, body string) {
	d.t.Helper()
	for _, m := range slices.Backward(d.server.Mails()) {
		if m.To == address {
			msg := m.Message(d.t)
			return msg.Header, decoded(d.t, m)
		}
	}
	d.t.Fatalf("no mail to %s", address)
	return nil, ""
}

func decoded(t testing.TB, m incidenttest.Received) string {
	t.Helper()
	msg := m.Message(t)
	if msg.Header.Get("Content-Transfer-Encoding") != "quoted-printable" {
		t.Fatalf("encoding %q", msg.Header.Get("Content-Transfer-Encoding"))
	}
	body, err := io.ReadAll(quoted(msg.Body))
	if err != nil {
		t.Fatal(err)
	}
	return strings.ReplaceAll(string(body), "\r\n", "\n")
}

var tokenIn = regexp.MustCompile(`https://report\.desk\.example/subscribe/(confirm|change|stop)/([A-Z0-9]+)\?lang=(ja|en)`)

func token(t testing.TB, body, page string) string {
	t.Helper()
	for _, m := range tokenIn.FindAllStringSubmatch(body, -1) {
		if m[1] == page {
			return m[2]
		}
	}
	t.Fatalf("no link to %s in\n%s", page, body)
	return ""
}

// join subscribes an address and gives its token.
func (d *desk) join(address string, c incident.Choice) string {
	d.t.Helper()
	d.ask(address, c)
	_, body := d.last(address)
	x := token(d.t, body, "confirm")
	d.must(d.Confirm(ctx, x))
	return x
}

// release publishes release n, without sending.
func (d *desk) release() int64 {
	d.t.Helper()
	last, err := d.st.LatestRelease(ctx)
	d.must(err)
	d.must(d.st.Write(ctx, func(tx *store.Tx) error { return tx.InsertRelease(ctx, store.Release{N: last.N + 1, At: d.now}) }))
	d.public = last.N + 1
	return d.public
}

func count(mails []incidenttest.Received, to string) (n int) {
	for _, m := range mails {
		if m.To == to {
			n++
		}
	}
	return n
}

// The whole way: asked, confirmed, told of a release once, ended; the next release tells nobody.
func TestWay(t *testing.T) {
	onDesks(t, func(t *testing.T, d *desk) {
		d.release()
		d.must(d.work()) // nobody is there to be told
		d.ask("Reader@Example.com", all(incident.JA))
		head, body := d.last("Reader@example.com")
		if len(d.server.Mails()) != 1 || !strings.Contains(body, "2020-08-04 09:00（日本時間）") || strings.Contains(body, "Reader") {
			t.Fatalf("confirmation: %v\n%s", head, body)
		}
		x := token(t, body, "confirm")
		d.release()
		d.must(d.work())
		if len(d.server.Mails()) != 1 {
			t.Fatal("somebody who had not confirmed was told of a release")
		}
		v, err := d.Find(ctx, strings.ToLower(x)+".")
		if err != nil || v.State != incident.SubscriptionWaiting || !slices.Equal(v.Topics, incident.Topics) {
			t.Fatalf("waiting: %+v, %v", v, err)
		}
		d.must(d.Confirm(ctx, x))
		d.must(d.Confirm(ctx, x)) // pressed twice
		d.must(d.work())
		if len(d.server.Mails()) != 1 {
			t.Fatal("a release from before the confirmation was told")
		}
		n := d.release()
		d.must(d.work())
		head, body = d.last("Reader@example.com")
		if len(d.server.Mails()) != 2 || !strings.Contains(body, "https://www.desk.example/editions/2020H1/index.html\n") {
			t.Fatalf("told: %v\n%s", head, body)
		}
		f, err := d.Figures(ctx, incident.Actor{Kind: incident.Staff, Roles: []incident.Role{incident.Publisher}})
		d.must(err)
		if len(f.Releases) != 1 || f.Releases[0].Release != n || f.Releases[0].Queued != 1 || f.Releases[0].Sent != 1 || f.Begun != 1 || f.States[0].N != 1 || f.Left {
			t.Errorf("figures: %+v", f)
		}
		d.must(d.Stop(ctx, token(t, body, "stop")))
		d.must(d.Stop(ctx, token(t, body, "stop")))
		d.must(d.Stop(ctx, "no-such-token"))
		if len(d.erased) != 1 || !bytes.Equal(d.erased[0], d.Seal.SubscriberMAC("reader@example.com")) {
			t.Errorf("noted beside the keys: %x", d.erased)
		}
		d.release()
		d.must(d.work())
		if len(d.server.Mails()) != 2 {
			t.Error("mail after the subscription was ended")
		}
		for _, err := range []error{d.Confirm(ctx, x), d.Change(ctx, x, all(incident.EN))} {
			if !errors.Is(err, incident.ErrNotFound) {
				t.Errorf("an ended subscription: %v", err)
			}
		}
		list, err := d.st.ListSubscriptionsOf(ctx, d.Seal.SubscriberMAC("reader@example.com"))
		if err != nil || len(list) != 0 {
			t.Errorf("%d rows stay, %v", len(list), err)
		}
		waiting, err := d.Outbox.Waiting(ctx, 10)
		if err != nil || len(waiting) != 0 {
			t.Errorf("letters stay: %+v, %v", waiting, err)
		}
		audit, err := d.st.ListAudit(ctx, store.AuditFilter{Limit: 100})
		d.must(err)
		var did []string
		for _, r := range audit {
			did = append(did, r.Who+" "+r.Action)
			if strings.Contains(strings.ToLower(fmt.Sprint(r)), "example.com") || strings.Contains(fmt.Sprint(r), x) {
				t.Errorf("the audit log holds address or token: %+v", r)
			}
		}
		slices.Reverse(did)
		if want := []string{"subscriber subscription.ask", "subscriber subscription.confirm", "machine:notify subscription.tell", "subscriber subscription.stop"}; !slices.Equal(did, want) {
			t.Errorf("audited %q", did)
		}
		if strings.Contains(d.log.String(), "xample") {
			t.Errorf("log: %s", d.log.String())
		}
	})
}

// What every mail to a subscriber carries (RFC 2369, 2919, 3834, 8058), in both languages, and no word of the other.
func TestHeaders(t *testing.T) {
	d := newDesk(t, incidenttest.SQLite(t))
	d.join("ja@example.com", all(incident.JA))
	d.join("en@example.com", incident.Choice{Lang: incident.EN, Topics: incident.Topics, Scheme: "2020H1", Categories: []string{"virus"}})
	d.news = append(d.news, incident.News{Topic: incident.TopicCorrections, Kind: "withdrawal", Ref: "2020-0007", Title: d.news[0].Title, File: incident.Text{JA: "cases/2020-0007/index.html", EN: "en/cases/2020-0007/index.html"}},
		incident.News{Topic: incident.TopicAdvisories, Kind: "advisory", Ref: "2020-A01", Title: incident.Text{JA: "改行\nBcc: x@example.net", EN: "A line\r\nBcc: x@example.net"}, File: incident.Text{JA: "advisories/2020-A01/index.html", EN: "en/advisories/2020-A01/index.html"}})
	d.release()
	d.must(d.work())
	for _, m := range d.server.Mails() {
		h := m.Message(t).Header
		stop := token(t, decoded(t, m), map[bool]string{true: "confirm", false: "stop"}[strings.Contains(h.Get("Subject"), "confirm") || !strings.Contains(decoded(t, m), "/stop/")])
		lang := strings.TrimSuffix(m.To, "@example.com")
		for k, want := range map[string]string{"List-Unsubscribe": "<https://report.desk.example/subscribe/stop/" + stop + "?lang=" + lang + ">", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
			"Auto-Submitted": "auto-generated", "Precedence": "bulk", "To": "<" + m.To + ">", "Bcc": "", "Cc": "", "Reply-To": ""} {
			if h.Get(k) != want {
				t.Errorf("%s: %s is %q, want %q", m.To, k, h.Get(k), want)
			}
		}
		if !strings.HasSuffix(h.Get("List-Id"), "<editions.desk.example>") || !strings.HasPrefix(h.Get("Content-Type"), "text/plain") || !strings.Contains(strings.ToUpper(h.Get("Content-Type")), "UTF-8") {
			t.Errorf("%s: %q %q", m.To, h.Get("List-Id"), h.Get("Content-Type"))
		}
		raw, _, _ := strings.Cut(m.Raw, "\r\n\r\n")
		for line := range strings.SplitSeq(raw, "\r\n") {
			if len(line) > 998 || strings.ContainsFunc(line, func(r rune) bool { return r > 126 }) {
				t.Errorf("header line %q", line)
			}
		}
	}
	subject := func(address string) string {
		h, _ := d.last(address)
		s, err := new(mime.WordDecoder).DecodeHeader(h.Get("Subject"))
		d.must(err)
		return s
	}
	if got := subject("ja@example.com"); got != "公開のお知らせ：「架空の届出事例集 2020年上半期」（事例3件） ほか2件" {
		t.Error(got)
	}
	if got := subject("en@example.com"); got != "Published: Fictional cases, first half of 2020 (3 cases, 2 in your categories) and 2 more" {
		t.Error(got)
	}
	_, ja := d.last("ja@example.com")
	_, en := d.last("en@example.com")
	for _, want := range []string{"■ 訂正と取下げ\n事例2020-0007を取り下げました（架空の届出事例集 2020年上半期）\nhttps://www.desk.example/cases/2020-0007/index.html", "2020-A01 改行 Bcc: x@example.net\nhttps://www.desk.example/advisories/2020-A01/index.html",
		"お選びの内容：新しい号（事例集・統計）、訂正と取下げ、注意喚起／すべての分類"} {
		if !strings.Contains(ja, want) {
			t.Errorf("%q is not in\n%s", want, ja)
		}
	}
	if strings.ContainsFunc(en, func(r rune) bool { return r > 126 }) || !strings.Contains(en, "https://www.desk.example/en/cases/2020-0007/index.html") || !strings.Contains(en, "/ Malware infection") {
		t.Errorf("English:\n%s", en)
	}
}

// What cannot be written to is refused with its field; what can is sent to as it must be.
func TestAddresses(t *testing.T) {
	for typed, want := range map[string]string{
		" reader@example.com ": "reader@example.com", "ｒｅａｄｅｒ＠ｅｘａｍｐｌｅ．ｃｏｍ": "reader@example.com", "o'neil+desk@Example.COM.": "o'neil+desk@example.com",
		"a..b.@carrier.example": `"a..b."@carrier.example`, `"a..b"@carrier.example`: `"a..b"@carrier.example`, "x@例え.テスト": "x@xn--r8jz45g.xn--zckzah",
		strings.Repeat("a", 64) + "@example.com": strings.Repeat("a", 64) + "@example.com",
	} {
		if got, err := parse(typed); err != nil || got.send != want {
			t.Errorf("%q: %q, %v", typed, got.send, err)
		}
	}
	for _, typed := range []string{"", "  ", "reader", "@example.com", "reader@", "reader@localhost", "reader@127.0.0.1", "reader@[127.0.0.1]", "a b@example.com", `"a b"@example.com`, `"a\"b"@example.com`, "a@b@example.com", "読者@example.com",
		"reader@exa mple.com", "reader@-example.com", "reader@example..com", "Reader <reader@example.com>", "a@example.com,b@example.com", "a@example.com\r\nBcc: b@example.com", "a\r\nRCPT TO:<b@example.com>@example.com", "a@example.com\x00",
		"a@example.com\u2028Bcc: b@example.com", strings.Repeat("a", 65) + "@example.com", "a@" + strings.Repeat("b.", 130) + "com", "a@" + strings.Repeat("b", 64) + ".com", "a>@example.com", "a@example.com>", "a@exam\u202eple.com"} {
		if got, err := parse(typed); err == nil || err.Field != "mail" || err.Kind != incident.Invalid {
			t.Errorf("%q: taken as %q, %v", typed, got.send, err)
		}
	}
}

// Addresses that must be quoted reach the mail server, and a refused form sends nothing at all.
func TestNothingIsInjected(t *testing.T) {
	d := newDesk(t, incidenttest.SQLite(t))
	d.ask("a..b@carrier.example", all(incident.JA))
	if m := d.server.Mails(); len(m) != 1 || strings.Trim(m[0].To, `"`) == "" || !strings.Contains(m[0].To, "a..b") || !strings.Contains(m[0].Raw, `<"a..b"@carrier.example>`) {
		t.Fatalf("%+v", m)
	}
	for _, typed := range []string{"a@example.com\r\nBcc: b@example.com", "a@example.com\nSubject: won", "a@example.com%0d%0aBcc:b@example.com"} {
		_, err := d.Ask(ctx, Request{Mail: typed, Choice: incident.Choice{Lang: "xx\r\nBcc: b@example.com"}})
		var all incident.Errors
		if !errors.As(err, &all) || len(all) != 3 || strings.Contains(err.Error(), "example.com") {
			t.Errorf("%q: %v", typed, err)
		}
	}
	d.must(d.work())
	if n := len(d.server.Mails()); n != 1 {
		t.Errorf("%d mails", n)
	}
}

// An address gets three mails a day that answer requests; one source asks twenty times an hour. Neither limit tells whose address it is.
func TestLimits(t *testing.T) {
	onDesks(t, func(t *testing.T, d *desk) {
		for range 6 {
			d.ask("victim@example.com", all(incident.JA))
		}
		if n := count(d.server.Mails(), "victim@example.com"); n != asksADay {
			t.Errorf("%d mails in a day", n)
		}
		d.now = d.now.Add(24*time.Hour + time.Minute)
		d.ask("VICTIM@example.com", all(incident.JA))
		if n := len(d.server.Mails()); n != asksADay+1 {
			t.Errorf("%d mails after a day", n)
		}
		var limited *incident.Error
		for range asksOfSource {
			if _, err := d.Ask(ctx, Request{Mail: "other@example.com", Choice: all(incident.JA), Source: "192.0.2.1"}); err != nil && !errors.As(err, &limited) {
				t.Fatal(err)
			}
		}
		if limited == nil || limited.Kind != incident.Limited {
			t.Errorf("one source: %v", limited)
		}
	})
}

// A subscriber who asks again is told by mail; nothing changes, and whoever asked sees no difference.
func TestAskedAgain(t *testing.T) {
	onDesks(t, func(t *testing.T, d *desk) {
		x := d.join("reader@example.com", all(incident.EN))
		d.ask("reader@EXAMPLE.com", incident.Choice{Lang: incident.JA, Topics: []incident.Topic{incident.TopicAdvisories}})
		h, body := d.last("reader@example.com")
		if !strings.Contains(body, "subscribed already") || token(t, body, "change") != x || strings.Contains(h.Get("Subject"), "=?") {
			t.Errorf("%v\n%s", h, body)
		}
		v, err := d.Find(ctx, x)
		if err != nil || len(v.Topics) != 3 {
			t.Errorf("%+v, %v", v, err)
		}
		// two requests under way: the first that is confirmed counts, the other is forgotten
		d.ask("two@example.com", all(incident.JA))
		_, first := d.last("two@example.com")
		d.ask("two@example.com", incident.Choice{Lang: incident.EN, Topics: []incident.Topic{incident.TopicAdvisories}})
		_, second := d.last("two@example.com")
		d.must(d.Confirm(ctx, token(t, second, "confirm")))
		if err := d.Confirm(ctx, token(t, first, "confirm")); !errors.Is(err, incident.ErrNotFound) {
			t.Errorf("the other request: %v", err)
		}
		list, err := d.st.ListSubscriptionsOf(ctx, d.Seal.SubscriberMAC("two@example.com"))
		if err != nil || len(list) != 1 || list[0].Lang != incident.EN {
			t.Errorf("%+v, %v", list, err)
		}
	})
}

// What nobody confirms is erased after 72 hours; until the clean-up comes its link is over all the same.
func TestUnconfirmedVanishes(t *testing.T) {
	onDesks(t, func(t *testing.T, d *desk) {
		d.ask("reader@example.com", all(incident.JA))
		_, body := d.last("reader@example.com")
		x := token(t, body, "confirm")
		if err := d.Change(ctx, x, all(incident.EN)); !errors.Is(err, incident.ErrNotFound) {
			t.Errorf("changed before it was confirmed: %v", err)
		}
		d.must(d.Sweep(ctx))
		if _, err := d.Find(ctx, x); err != nil {
			t.Fatal(err)
		}
		d.now = d.now.Add(ConfirmWithin)
		if err := d.Confirm(ctx, x); !errors.Is(err, incident.ErrNotFound) {
			t.Errorf("confirmed too late: %v", err)
		}
		d.must(d.Sweep(ctx))
		list, err := d.st.ListSubscriptionsOf(ctx, d.Seal.SubscriberMAC("reader@example.com"))
		if err != nil || len(list) != 0 {
			t.Errorf("%+v, %v", list, err)
		}
	})
}

// An address refused for good at three releases in a row is suspended, and erased after 90 days unless its subscriber resumes; a mail that is taken between
// them, or a mail server that is down, counts nothing.
func TestRefusals(t *testing.T) {
	onDesks(t, func(t *testing.T, d *desk) {
		x := d.join("gone@example.com", all(incident.JA))
		state := func() incident.SubscriptionState {
			v, err := d.Find(ctx, x)
			d.must(err)
			return v.State
		}
		refused := func(n int) {
			d.server.Refuse("gone@example.com", 550)
			for range n {
				d.release()
				d.must(d.work())
			}
			d.server.Refuse("gone@example.com", 0)
		}
		refused(2)
		d.release()
		d.must(d.work())
		refused(2)
		if state() != incident.SubscriptionActive {
			t.Error("suspended although one was taken between")
		}
		d.server.Refuse("gone@example.com", 452)
		d.release()
		if err := d.work(); err == nil || strings.Contains(err.Error(), "gone@") {
			t.Errorf("a full mailbox: %v", err)
		}
		waiting, err := d.Outbox.Waiting(ctx, 10)
		if err != nil || len(waiting) != 1 || waiting[0].Attempts == 0 {
			t.Errorf("what waits: %+v, %v", waiting, err)
		}
		d.now = d.now.Add(time.Hour)
		d.server.Refuse("gone@example.com", 0)
		d.must(d.work())
		refused(3)
		if state() != incident.SubscriptionSuspended {
			t.Fatal("not suspended")
		}
		before := len(d.server.Mails())
		d.release()
		d.must(d.work())
		d.ask("gone@example.com", all(incident.JA))
		_, body := d.last("gone@example.com")
		if len(d.server.Mails()) != before+1 || !strings.Contains(body, "送るのを止めています") {
			t.Errorf("suspended:\n%s", body)
		}
		d.must(d.Change(ctx, x, all(incident.JA)))
		d.must(d.work())
		d.release()
		d.must(d.work())
		if state() != incident.SubscriptionActive || len(d.server.Mails()) != before+2 {
			t.Errorf("resumed: %s, %d mails", state(), len(d.server.Mails())-before)
		}
		refused(3)
		d.now = d.now.Add(SuspendedFor)
		d.must(d.Sweep(ctx))
		if _, err := d.Find(ctx, x); !errors.Is(err, incident.ErrNotFound) {
			t.Errorf("still there: %v", err)
		}
	})
}

// Only those who chose it hear of it, and who ends or changes the subscription while the mail waits gets none.
func TestChoices(t *testing.T) {
	onDesks(t, func(t *testing.T, d *desk) {
		d.join("all@example.com", all(incident.JA))
		d.join("web@example.com", incident.Choice{Lang: incident.JA, Topics: incident.Topics, Scheme: "2020H1", Categories: []string{"web_server"}})
		d.join("advisories@example.com", incident.Choice{Lang: incident.JA, Topics: []incident.Topic{incident.TopicAdvisories}})
		stops := d.join("stops@example.com", all(incident.JA))
		changes := d.join("changes@example.com", all(incident.JA))
		before := len(d.server.Mails())
		d.release()
		d.must(d.Announce(ctx, store.Job{}))
		d.must(d.Stop(ctx, stops))
		d.must(d.Change(ctx, changes, incident.Choice{Lang: incident.JA, Topics: []incident.Topic{incident.TopicAdvisories}}))
		d.must(d.work())
		fresh := d.server.Mails()[before:]
		if len(fresh) != 1 || fresh[0].To != "all@example.com" {
			t.Errorf("told: %+v", fresh)
		}
		f, err := d.Figures(ctx, incident.Actor{Kind: incident.Staff, Roles: []incident.Role{incident.Publisher}})
		d.must(err)
		if f.Releases[0].Queued != 3 || f.Releases[0].Sent != 1 || f.Releases[0].Dropped != 1 || f.Ended != 1 {
			t.Errorf("%+v", f)
		}
	})
}

// Many are told in small steps, each once, though the program is cut off between any two of them; a release that is not linked is told to nobody.
func TestManyAndCutOff(t *testing.T) {
	onDesks(t, func(t *testing.T, d *desk) {
		const many = 170
		d.must(d.st.Write(ctx, func(tx *store.Tx) error {
			for i := range many {
				if err := d.insert(tx, fmt.Sprintf("r%d@example.com", i)); err != nil {
					return err
				}
			}
			return nil
		}))
		d.release()
		d.public = 0
		d.must(d.Announce(ctx, store.Job{}))
		if w, _ := d.Outbox.Waiting(ctx, 1); len(w) != 0 {
			t.Fatal("told before the release is linked")
		}
		d.public = 1
		for range 3 { // cut off after the first steps, begun anew, before anything is sent
			d.must(d.Announce(ctx, store.Job{}))
		}
		if w, err := d.Outbox.Waiting(ctx, 1000); err != nil || len(w) != atOnce {
			t.Fatalf("%d letters at once, %v", len(w), err)
		}
		d.release() // another release while the first is being told
		d.must(d.work())
		got := map[string]int{}
		for _, m := range d.server.Mails() {
			got[m.To]++
		}
		twice := 0
		for i := range many {
			switch n := got[fmt.Sprintf("r%d@example.com", i)]; n {
			case 1:
			case 2: // told of the first release before the second came
				twice++
			default:
				t.Fatalf("subscriber %d got %d mails", i, n)
			}
		}
		if twice != atOnce {
			t.Errorf("%d were told of each release apart", twice)
		}
	})
}

func (d *desk) insert(tx *store.Tx, address string) error {
	id := store.NewID(d.now)
	x, body := d.sealed(id, address)
	row := store.Subscription{ID: id, Digest: d.Seal.SubscriberMAC(address), Token: d.mac(x), Body: body, Choice: all(incident.JA), Asked: d.now, Until: d.now.Add(time.Hour)}
	if err := tx.InsertSubscription(ctx, row); err != nil {
		return err
	}
	_, err := tx.ActivateSubscription(ctx, id, d.now, 0)
	return err
}
