package intake_test

import (
	"context"
	"fmt"
	"log/slog"
	"net"
	"strings"
	"testing"
	"time"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapserver"
	"github.com/emersion/go-imap/v2/imapserver/imapmemserver"

	"todoke/internal/intake"
)

// post is a mailbox server in this process.
type post struct {
	t      *testing.T
	user   *imapmemserver.User
	addr   string
	listen net.Listener
	served <-chan struct{}
	server *imapserver.Server
	cut    func(name string) bool // ends the connection instead of doing a command
}

// session cuts the connection where the test wants it.
type session struct {
	imapserver.Session
	post *post
}

func (s *session) Store(w *imapserver.FetchWriter, n imap.NumSet, f *imap.StoreFlags, o *imap.StoreOptions) error {
	if s.post.cut != nil && s.post.cut("store") {
		return fmt.Errorf("cut")
	}
	return s.Session.Store(w, n, f, o)
}

func (s *session) Move(w *imapserver.MoveWriter, n imap.NumSet, dest string) error {
	if s.post.cut != nil && s.post.cut("move") {
		return fmt.Errorf("cut")
	}
	return s.Session.(imapserver.SessionMove).Move(w, n, dest)
}

func newPost(t *testing.T) *post {
	t.Helper()
	p := &post{t: t, user: imapmemserver.NewUser("desk", "not a real password"), addr: "127.0.0.1:0"}
	if err := p.user.Create("INBOX", nil); err != nil {
		t.Fatal(err)
	}
	p.open()
	t.Cleanup(func() { p.close() })
	return p
}

func (p *post) open() {
	p.t.Helper()
	var err error
	if p.listen, err = net.Listen("tcp", p.addr); err != nil {
		p.t.Fatal(err)
	}
	p.addr = p.listen.Addr().String()
	mem := imapmemserver.New()
	mem.AddUser(p.user)
	p.server = imapserver.New(&imapserver.Options{InsecureAuth: true, Caps: imap.CapSet{imap.CapIMAP4rev1: {}, imap.CapMove: {}},
		NewSession: func(*imapserver.Conn) (imapserver.Session, *imapserver.GreetingData, error) {
			return &session{mem.NewSession(), p}, nil, nil
		}})
	served := make(chan struct{})
	p.served = served
	go func(s *imapserver.Server, l net.Listener) { s.Serve(l); close(served) }(p.server, p.listen)
}

func (p *post) close() {
	p.listen.Close()
	<-p.served // a server that is closed while it begins to serve races with itself
	p.server.Close()
}

type literal struct {
	*strings.Reader
}

func (l literal) Size() int64 { return int64(l.Len()) }

func (p *post) put(raw string) {
	p.t.Helper()
	if _, err := p.user.Append("INBOX", literal{strings.NewReader(raw)}, &imap.AppendOptions{Time: time.Date(2020, 1, 20, 3, 0, 0, 0, time.UTC)}); err != nil {
		p.t.Fatal(err)
	}
}

func (p *post) poller(d *desk, done string) *intake.Poller {
	return &intake.Poller{Box: intake.Mailbox{Address: p.addr, TLS: "none", User: "desk", Password: "not a real password", Done: done}, Intake: d.Intake, Log: slog.New(slog.DiscardHandler), Now: d.clock}
}

func (d *desk) filedMails() int {
	d.t.Helper()
	list, err := d.st.ListAuditWaiting(ctx, 1000)
	if err != nil {
		d.t.Fatal(err)
	}
	n := 0
	for _, a := range list {
		if a.Action == "report.receive" {
			n++
		}
	}
	return n
}

// TestMailboxKilled: a connection that ends between filing and marking costs nothing: the mail is fetched again and filed once, with moving and without.
func TestMailboxKilled(t *testing.T) {
	for _, done := range []string{"", "Filed"} {
		onDesks(t, func(d *desk) {
			p := newPost(d.t)
			for i := range 3 {
				p.put(letterFrom("a@example.com", fmt.Sprint(i), "Subject: x", "", fmt.Sprint("mail ", i)))
			}
			cuts := 2
			p.cut = func(string) bool { cuts--; return cuts >= 0 }
			poller := p.poller(d, done)
			for range 2 {
				if err := poller.Poll(ctx); err == nil {
					d.t.Fatal("not cut")
				}
				d.wait(30 * time.Hour)
			}
			if err := poller.Poll(ctx); err != nil {
				d.t.Fatal(err)
			}
			if err := poller.Poll(ctx); err != nil {
				d.t.Fatal(err)
			}
			if n := d.filedMails(); n != 3 {
				d.t.Errorf("%d reports of 3 mails", n)
			}
			if done != "" {
				if s, err := p.user.Status("INBOX", &imap.StatusOptions{NumMessages: true}); err != nil || *s.NumMessages != 0 {
					d.t.Errorf("left in the inbox: %+v %v", s, err)
				}
			}
			p.put(letterFrom("a@example.com", "new", "Subject: x", "", "a new one"))
			if err := poller.Poll(ctx); err != nil || d.filedMails() != 4 {
				d.t.Errorf("a new mail: %v, %d", err, d.filedMails())
			}
		})
	}
}

func TestMailboxDown(t *testing.T) {
	onDesks(t, func(d *desk) {
		p := newPost(d.t)
		p.put(letterFrom("a@example.com", "1", "Subject: x", "", "mail"))
		poller := p.poller(d, "")
		p.close()
		run, stop := context.WithCancel(ctx)
		defer stop()
		ended := make(chan struct{})
		go func() { poller.Run(run); close(ended) }()
		down := poller.State()
		for range 200 {
			if down = poller.State(); !down.Since.IsZero() {
				break
			}
			time.Sleep(10 * time.Millisecond)
		}
		if !down.On || !down.Since.Equal(d.clock()) || down.Cause == "" || strings.Contains(down.Cause, "desk") {
			d.t.Errorf("down: %+v", down)
		}
		stop()
		<-ended
		p.open()
		if err := poller.Poll(ctx); err != nil || d.filedMails() != 1 {
			d.t.Errorf("up again: %v, %d", err, d.filedMails())
		}
	})
}
