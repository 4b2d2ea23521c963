package notify

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"io"
	"math/big"
	"mime"
	"net"
	"net/mail"
	"net/netip"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/emersion/go-sasl"
	"github.com/emersion/go-smtp"

	"todoke/internal/i18n"
	"todoke/internal/incident"
	"todoke/internal/incidenttest"
	"todoke/internal/store"
)

// office is a mail server in this process that keeps what it is sent.
type office struct {
	mu     sync.Mutex
	mails  []string
	refuse *smtp.SMTPError
	addr   string
	certs  *tls.Config
	server *smtp.Server
	listen net.Listener
}

func (o *office) NewSession(c *smtp.Conn) (smtp.Session, error) {
	_, secret := c.TLSConnectionState()
	return &visit{office: o, secret: secret}, nil
}

type visit struct {
	office *office
	secret bool
	signed bool
}

func (v *visit) Reset()                   {}
func (v *visit) Logout() error            { return nil }
func (v *visit) AuthMechanisms() []string { return []string{sasl.Plain} }
func (v *visit) Mail(from string, _ *smtp.MailOptions) error {
	if !v.signed || !v.secret {
		return &smtp.SMTPError{Code: 530, Message: "sign in, over TLS"}
	}
	return nil
}

func (v *visit) Auth(string) (sasl.Server, error) {
	return sasl.NewPlainServer(func(_, user, password string) error {
		if user != "desk" || password != "not a real password" {
			return smtp.ErrAuthFailed
		}
		v.signed = true
		return nil
	}), nil
}

func (v *visit) Rcpt(to string, _ *smtp.RcptOptions) error {
	v.office.mu.Lock()
	defer v.office.mu.Unlock()
	if v.office.refuse != nil {
		return v.office.refuse
	}
	return nil
}

func (v *visit) Data(r io.Reader) error {
	b, err := io.ReadAll(r)
	v.office.mu.Lock()
	defer v.office.mu.Unlock()
	v.office.mails = append(v.office.mails, string(b))
	return err
}

func (o *office) sent() []string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return append([]string{}, o.mails...)
}

// open listens on the office's address, a new one the first time.
func (o *office) open(t *testing.T) {
	t.Helper()
	if o.addr == "" {
		o.addr = "127.0.0.1:0"
	}
	l, err := net.Listen("tcp", o.addr)
	if err != nil {
		t.Fatal(err)
	}
	o.addr, o.listen = l.Addr().String(), l
	o.server = smtp.NewServer(o)
	o.server.Domain = "mail.example.jp"
	o.server.TLSConfig = o.certs
	go o.server.Serve(l)
}

func certificate(t *testing.T) (server, client *tls.Config) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	c := &x509.Certificate{SerialNumber: big.NewInt(1), NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour), IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)},
		IsCA: true, BasicConstraintsValid: true}
	der, err := x509.CreateCertificate(rand.Reader, c, c, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	leaf, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	pool := x509.NewCertPool()
	pool.AddCert(leaf)
	return &tls.Config{Certificates: []tls.Certificate{{Certificate: [][]byte{der}, PrivateKey: key}}}, &tls.Config{RootCAs: pool, ServerName: "127.0.0.1"}
}

type desk struct {
	*Outbox
	st     *store.Store
	now    time.Time
	office *office
}

func newDesk(t *testing.T, st *store.Store) *desk {
	t.Helper()
	texts, err := i18n.Load()
	if err != nil {
		t.Fatal(err)
	}
	d := &desk{st: st, now: time.Date(2020, 4, 1, 9, 0, 0, 0, time.UTC), office: &office{}}
	server, client := certificate(t)
	d.office.certs = server
	d.office.open(t)
	t.Cleanup(func() { d.office.server.Close() })
	at, err := netip.ParseAddrPort(d.office.addr)
	if err != nil {
		t.Fatal(err)
	}
	d.Outbox = New(Config{Store: st, Texts: texts, Now: func() time.Time { return d.now }, Desk: func() incident.Text { return incident.Text{JA: "架空市届出窓口", EN: "Fictional Desk"} },
		Host: "127.0.0.1", Port: int(at.Port()), User: "desk", Password: "not a real password", From: "desk@example.jp", Certs: client,
		Open:    func(_ context.Context, l store.Letter) (string, error) { return "someone@example.com", nil },
		ReplyTo: func(number string) string { return "desk+" + strings.ToLower(number) + "@example.jp" }})
	return d
}

func (d *desk) queue(t *testing.T, m Mail) {
	t.Helper()
	m.At = d.now
	if err := d.st.Write(t.Context(), func(tx *store.Tx) error { return d.Queue(t.Context(), tx, m) }); err != nil {
		t.Fatal(err)
	}
}

// work does what the worker does with due jobs, once each, and gives the last failure.
func (d *desk) work(t *testing.T) (last error) {
	t.Helper()
	jobs, err := d.st.Claim(t.Context(), d.now, time.Minute, 10)
	if err != nil {
		t.Fatal(err)
	}
	for _, j := range jobs {
		err := d.Send(t.Context(), j)
		if werr := d.st.Write(t.Context(), func(tx *store.Tx) error {
			if err != nil {
				last = err
				return tx.FailJob(t.Context(), j, d.now, err.Error())
			}
			return tx.FinishJob(t.Context(), j)
		}); werr != nil {
			t.Fatal(werr)
		}
	}
	return last
}

func (d *desk) waiting(t *testing.T) []store.WaitingLetter {
	t.Helper()
	list, err := d.Waiting(t.Context(), 10)
	if err != nil {
		t.Fatal(err)
	}
	return list
}

const number = "T-2020-000001-0"

func TestDownWaitsUpSentOnce(t *testing.T) {
	incidenttest.Stores(t, func(t *testing.T, st *store.Store) {
		d := newDesk(t, st)
		d.office.listen.Close() // the server may not have begun to listen yet, so that it could close
		for range 3 {           // the same key again is the same mail
			d.queue(t, Mail{Key: "received/1", Kind: "received", Lang: incident.JA, Number: number, To: ToSealed, Address: store.SealedBytes([]byte("x")), Args: []string{"https://report.example.jp/"}})
		}
		if err := d.work(t); err == nil || strings.Contains(err.Error(), "someone") {
			t.Fatalf("down: %v", err)
		}
		list := d.waiting(t)
		if len(list) != 1 || !list[0].Queued.Equal(d.now) || list[0].Attempts != 1 || list[0].Cause == "" || !list[0].Next.After(d.now) {
			t.Fatalf("waiting: %+v", list)
		}
		since := d.now
		for range store.MostAttempts + 2 { // down for days: stuck, and still there since then
			d.now = d.now.Add(7 * time.Hour)
			d.work(t)
		}
		if list = d.waiting(t); len(list) != 1 || !list[0].Stuck || !list[0].Queued.Equal(since) {
			t.Fatalf("stuck: %+v", list)
		}
		if err := st.Write(t.Context(), func(tx *store.Tx) error { return d.Again(t.Context(), tx, list[0].ID) }); err != nil {
			t.Fatal(err)
		}
		d.office.open(t)
		if err := d.work(t); err != nil {
			t.Fatal(err)
		}
		d.now = d.now.Add(7 * time.Hour)
		d.work(t)
		if got := d.office.sent(); len(got) != 1 || len(d.waiting(t)) != 0 {
			t.Fatalf("%d mails were sent, %d wait", len(got), len(d.waiting(t)))
		}
	})
}

func TestMailSaysLittle(t *testing.T) {
	d := newDesk(t, incidenttest.SQLite(t))
	d.queue(t, Mail{Key: "a", Kind: "received", Number: number, To: ToSealed, Args: []string{"https://report.example.jp/"}})
	if err := d.work(t); err != nil {
		t.Fatal(err)
	}
	m, err := mail.ReadMessage(strings.NewReader(d.office.sent()[0]))
	if err != nil {
		t.Fatal(err)
	}
	subject, err := new(mime.WordDecoder).DecodeHeader(m.Header.Get("Subject"))
	if err != nil || !strings.Contains(subject, number) {
		t.Errorf("subject %q %v", subject, err)
	}
	for k, want := range map[string]string{"Auto-Submitted": "auto-generated", "Reply-To": "<desk+t-2020-000001-0@example.jp>", "To": "<someone@example.com>"} {
		if m.Header.Get(k) != want {
			t.Errorf("%s: %q", k, m.Header.Get(k))
		}
	}
	if id := m.Header.Get("Message-Id"); !strings.HasSuffix(id, "@example.jp>") {
		t.Errorf("Message-ID %q", id)
	}
	if ct := m.Header.Get("Content-Type"); !strings.HasPrefix(ct, "text/plain") || !strings.Contains(strings.ToLower(ct), "utf-8") {
		t.Errorf("Content-Type %q: one plain text, nothing that calls home", ct)
	}
	if err := d.st.Write(t.Context(), func(tx *store.Tx) error {
		return d.Queue(t.Context(), tx, Mail{Key: "b", Kind: "received", Args: []string{"架空商事の田中さん"}, At: d.now})
	}); err == nil {
		t.Error("words of a report were taken as an argument")
	}
}

func TestRefusedForGoodIsGivenUp(t *testing.T) {
	d := newDesk(t, incidenttest.SQLite(t))
	d.office.refuse = &smtp.SMTPError{Code: 450, EnhancedCode: smtp.EnhancedCode{4, 2, 0}, Message: "<someone@example.com>: try later"}
	d.queue(t, Mail{Key: "a", Kind: "held", To: ToSealed, Args: []string{"https://report.example.jp/"}})
	if err := d.work(t); err == nil || strings.Contains(err.Error(), "someone") {
		t.Fatalf("greylisted: %v", err)
	}
	d.office.refuse = &smtp.SMTPError{Code: 550, EnhancedCode: smtp.EnhancedCode{5, 1, 1}, Message: "<someone@example.com>: no such user"}
	d.now = d.now.Add(time.Hour)
	if err := d.work(t); err != nil {
		t.Fatal(err)
	}
	list := d.waiting(t)
	if len(list) != 1 || list[0].Problem != "refused with 550" || !list[0].Next.IsZero() {
		t.Errorf("given up: %+v", list)
	}
}

func TestWithoutTLSNothingLeaves(t *testing.T) {
	d := newDesk(t, incidenttest.SQLite(t))
	d.Certs = nil // the server's certificate is nobody's
	d.queue(t, Mail{Key: "a", Kind: "held", To: ToSealed, Args: []string{"https://report.example.jp/"}})
	if err := d.work(t); err == nil || len(d.office.sent()) != 0 {
		t.Errorf("sent to a server that could not prove itself: %v", err)
	}
}

func TestOff(t *testing.T) {
	st := incidenttest.SQLite(t)
	for _, o := range []*Outbox{nil, New(Config{Store: st})} {
		if err := st.Write(t.Context(), func(tx *store.Tx) error { return o.Queue(t.Context(), tx, Mail{Key: "a", Kind: "held"}) }); err != nil || o.On() {
			t.Errorf("a desk without mail: %v %v", err, o.On())
		}
	}
	if jobs, err := st.ListJobs(t.Context(), 1); err != nil || len(jobs) != 0 {
		t.Errorf("%v %v", jobs, err)
	}
}
