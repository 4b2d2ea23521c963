package incidenttest

import (
	"io"
	"net"
	"net/mail"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/emersion/go-smtp"
)

// MailServer is a mail server in this process that keeps what it is sent. It asks for neither TLS nor a sign-in.
type MailServer struct {
	Host string
	Port int

	mu     sync.Mutex
	mails  []Received
	refuse map[string]int
	server *smtp.Server
}

// Received is one mail as it came.
type Received struct {
	From, To string // of the envelope
	Raw      string
}

// NewMailServer listens on a free port of the loopback until the test ends.
func NewMailServer(t testing.TB) *MailServer {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	m := &MailServer{Host: "127.0.0.1", Port: l.Addr().(*net.TCPAddr).Port, refuse: map[string]int{}}
	m.server = smtp.NewServer(m)
	m.server.Domain = "mail.example.jp"
	m.server.ReadTimeout, m.server.WriteTimeout = time.Minute, time.Minute
	go func() { _ = m.server.Serve(l) }() // ends with the test
	t.Cleanup(func() { m.server.Close() })
	return m
}

// Refuse makes the server refuse an address with a code; 0 takes it again.
func (m *MailServer) Refuse(address string, code int) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.refuse[address] = code
}

// Mails are the mails that came so far.
func (m *MailServer) Mails() []Received {
	m.mu.Lock()
	defer m.mu.Unlock()
	return append([]Received{}, m.mails...)
}

// Message reads a mail.
func (r Received) Message(t testing.TB) *mail.Message {
	t.Helper()
	msg, err := mail.ReadMessage(strings.NewReader(r.Raw))
	if err != nil {
		t.Fatal(err)
	}
	return msg
}

// NewSession begins what one connection sends.
func (m *MailServer) NewSession(*smtp.Conn) (smtp.Session, error) {
	return &mailSession{server: m}, nil
}

type mailSession struct {
	server   *MailServer
	from, to string
}

func (s *mailSession) Reset()        {}
func (s *mailSession) Logout() error { return nil }
func (s *mailSession) Mail(from string, _ *smtp.MailOptions) error {
	s.from = from
	return nil
}

func (s *mailSession) Rcpt(to string, _ *smtp.RcptOptions) error {
	s.server.mu.Lock()
	defer s.server.mu.Unlock()
	if code := s.server.refuse[to]; code != 0 {
		return &smtp.SMTPError{Code: code, EnhancedCode: smtp.EnhancedCode{code / 100, 1, 1}, Message: "<" + to + "> no"}
	}
	s.to = to
	return nil
}

func (s *mailSession) Data(r io.Reader) error {
	b, err := io.ReadAll(r)
	s.server.mu.Lock()
	defer s.server.mu.Unlock()
	s.server.mails = append(s.server.mails, Received{s.from, s.to, string(b)})
	return err
}
