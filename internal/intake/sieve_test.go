package intake_test

import (
	"bufio"
	"context"
	"crypto/tls"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"reflect"
	"strconv"
	"strings"
	"testing"

	"todoke/internal/intake"
)

// rules is a ManageSieve server in this process.
type rules struct {
	t        *testing.T
	certs    *tls.Config // nil: it offers no STARTTLS
	active   string
	scripts  map[string]string
	injected string   // sent with the OK to STARTTLS
	heard    []string // commands, in the clear as behind TLS
}

func (s *rules) serve(c net.Conn) {
	defer c.Close()
	r := bufio.NewReader(c)
	say := func(format string, args ...any) { fmt.Fprintf(c, format+"\r\n", args...) }
	greet := func(secure bool) {
		say(`"IMPLEMENTATION" "rules of a test"`)
		say(`"SASL" "%s"`, map[bool]string{true: "PLAIN", false: ""}[secure || s.certs == nil])
		if s.certs != nil && !secure {
			say(`"STARTTLS"`)
		}
		say(`OK "ready"`)
	}
	greet(false)
	for {
		line, err := r.ReadString('\n')
		if err != nil {
			return
		}
		line = strings.TrimSpace(line)
		s.heard = append(s.heard, line)
		switch word, rest, _ := strings.Cut(line, " "); word {
		case "STARTTLS":
			fmt.Fprintf(c, "OK\r\n%s", s.injected)
			safe := tls.Server(c, s.certs)
			c, r = safe, bufio.NewReader(safe)
			greet(true)
		case "AUTHENTICATE":
			b, _ := base64.StdEncoding.DecodeString(strings.Trim(strings.TrimPrefix(rest, `"PLAIN" `), `"`))
			if string(b) != "\x00desk\x00not a real password" {
				say(`NO (TRYLATER) "no desk here"`)
				continue
			}
			say("OK")
		case "LISTSCRIPTS":
			for name := range s.scripts {
				say(`%q%s`, name, map[bool]string{true: " ACTIVE"}[name == s.active])
			}
			say("OK")
		case "GETSCRIPT":
			n, _ := strconv.Atoi(strings.Trim(rest, "{+}"))
			name := make([]byte, n)
			io.ReadFull(r, name)
			r.ReadString('\n')
			if body, ok := s.scripts[string(name)]; ok {
				say("{%d}\r\n%s", len(body), body)
				say("OK")
				continue
			}
			say(`NO "none"`)
		case "LOGOUT":
			say("OK")
			return
		default:
			say("NO")
		}
	}
}

// at gives what dials the server whatever the address.
func (s *rules) at(address string) intake.Sieve {
	s.t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		s.t.Fatal(err)
	}
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		if c, err := l.Accept(); err == nil {
			s.serve(c)
		}
	}()
	s.t.Cleanup(func() { l.Close(); <-ended })
	box := intake.Sieve{Address: address, User: "desk", Password: "not a real password",
		Dial: func(ctx context.Context, network, _ string) (net.Conn, error) {
			return new(net.Dialer).DialContext(ctx, network, l.Addr().String())
		}}
	return box
}

// certificates are a server's and those a client trusts, for example.com.
func certificates(t *testing.T) (server, client *tls.Config) {
	s := httptest.NewTLSServer(http.NotFoundHandler())
	t.Cleanup(s.Close)
	return &tls.Config{Certificates: s.TLS.Certificates}, &tls.Config{RootCAs: s.Client().Transport.(*http.Transport).TLSClientConfig.RootCAs}
}

const forwards = `require ["copy", "include"];
# redirect "old@example.com";
/* redirect "older@example.com"; */
if header :contains "Subject" "redirect \"x\";" { fileinto "Lists"; }
vacation text:
redirect "not@example.com";
..
.
;
if true {
	REDIRECT :copy
		"thief@example.net";
}
include :personal "more";
include :global "office";
`

func TestForwarding(t *testing.T) {
	server, client := certificates(t)
	s := &rules{t: t, certs: server, active: "main", scripts: map[string]string{"main": forwards, "more": "keep;redirect\"second@example.net\";", "off": `redirect "off@example.com";`}}
	box := s.at("example.com:4190")
	box.Certs = client
	got, err := box.Forwarding(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	want := intake.SieveRules{Active: "main", Unseen: []string{"office"}, Forwards: []intake.Forward{
		{Script: "main", Line: 11, Command: `redirect :copy "thief@example.net"`, Masked: `redirect :copy "…"`},
		{Script: "more", Line: 1, Command: `redirect "second@example.net"`, Masked: `redirect "…"`}}}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got  %+v\nwant %+v", got, want)
	}
	if s.heard[0] != "STARTTLS" {
		t.Errorf("said before TLS: %q", s.heard[0])
	}

	s = &rules{t: t, certs: server, active: "main", scripts: map[string]string{"main": "fileinto \"Lists\";\n", "off": `redirect "off@example.com";`}}
	box = s.at("example.com")
	box.Certs = client
	if got, err = box.Forwarding(t.Context()); err != nil || got.Active != "main" || len(got.Forwards)+len(got.Unseen) > 0 {
		t.Errorf("without redirect: %+v %v", got, err)
	}
	s = &rules{t: t, scripts: map[string]string{"off": `redirect "off@example.com";`}}
	if got, err = s.at("localhost:4190").Forwarding(t.Context()); err != nil || got.Active != "" || len(got.Forwards) > 0 {
		t.Errorf("none active, on this machine in the clear: %+v %v", got, err)
	}
}

func TestForwardingRefused(t *testing.T) {
	server, client := certificates(t)
	s := &rules{t: t}
	if _, err := s.at("example.com:4190").Forwarding(t.Context()); !errors.Is(err, intake.ErrSievePlain) || len(s.heard) > 0 {
		t.Errorf("no STARTTLS: %v, heard %q", err, s.heard)
	}
	s = &rules{t: t, certs: server}
	box := s.at("example.com")
	box.Certs, box.Password = client, "wrong"
	if _, err := box.Forwarding(t.Context()); !errors.Is(err, intake.ErrSieveRefused) || strings.Contains(err.Error(), "no desk here") {
		t.Errorf("refused: %v", err)
	}
	for name, s := range map[string]*rules{"unknown certificate": {t: t, certs: server}, "sent on in the clear": {t: t, certs: server, injected: "\"SASL\" \"PLAIN\"\r\nOK\r\n"}} {
		box := s.at("example.com")
		if name != "unknown certificate" {
			box.Certs = client
		}
		if _, err := box.Forwarding(t.Context()); err == nil || len(s.heard) > 1 {
			t.Errorf("%s: %v, heard %d commands", name, err, len(s.heard))
		}
	}
}
