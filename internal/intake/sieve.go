package intake

import (
	"bufio"
	"cmp"
	"context"
	"crypto/tls"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"net"
	"net/netip"
	"strconv"
	"strings"
	"time"
)

// Sieve is where the rules of the desk's own mailbox are read, by ManageSieve (RFC 5804).
type Sieve struct {
	Address  string // host or host:port; port 4190 where none is named
	User     string
	Password string
	Certs    *tls.Config
	Dial     func(ctx context.Context, network, address string) (net.Conn, error) // nil for the network
}

// Errors of Forwarding that an operator can do something about.
var (
	ErrSievePlain   = errors.New("the ManageSieve server offers no STARTTLS, and the password is not sent in the clear")
	ErrSieveRefused = errors.New("the ManageSieve server refused the sign-in")
)

// Limits of what is taken from a ManageSieve server, and of the whole talk.
const (
	sieveLine    = 64 << 10
	sieveScript  = 1 << 20
	sieveLines   = 1000
	sieveScripts = 20
	sieveTimeout = 30 * time.Second
)

// Forwarding reads the active script, and the person's own scripts it includes, and tells what in them sends mail on.
// It tells nothing of what the server itself forwards. Errors: ErrSievePlain, ErrSieveRefused, and whatever kept the server from being asked.
func (s Sieve) Forwarding(ctx context.Context) (SieveRules, error) {
	ctx, cancel := context.WithTimeout(ctx, sieveTimeout)
	defer cancel()
	host, port, err := net.SplitHostPort(s.Address)
	if err != nil {
		host, port = s.Address, "4190"
	}
	dial := s.Dial
	if dial == nil {
		dial = new(net.Dialer).DialContext
	}
	conn, err := dial(ctx, "tcp", net.JoinHostPort(host, port))
	if err != nil {
		return SieveRules{}, fmt.Errorf("mailbox rules: %w", err)
	}
	defer conn.Close()
	stop := context.AfterFunc(ctx, func() { conn.Close() })
	defer stop()
	t := &sieveTalk{conn: conn, r: bufio.NewReader(conn)}
	rules, err := t.look(ctx, s, host)
	if err != nil {
		return SieveRules{}, fmt.Errorf("mailbox rules: %w", err)
	}
	return rules, nil
}

// sieveTalk is one connection.
type sieveTalk struct {
	conn net.Conn
	r    *bufio.Reader
}

// refusal is the answer NO or BYE; what the server says beside it is not kept, for it may quote a login.
type refusal struct{ status string }

// Error of refusal.
func (r refusal) Error() string { return "the ManageSieve server answered " + r.status }

func (t *sieveTalk) look(ctx context.Context, s Sieve, host string) (SieveRules, error) {
	if err := t.secure(ctx, s, host); err != nil {
		return SieveRules{}, err
	}
	plain := base64.StdEncoding.EncodeToString([]byte("\x00" + s.User + "\x00" + s.Password))
	var no refusal
	if _, err := t.ask(`AUTHENTICATE "PLAIN" "` + plain + `"`); errors.As(err, &no) {
		return SieveRules{}, ErrSieveRefused
	} else if err != nil {
		return SieveRules{}, err
	}
	list, err := t.ask("LISTSCRIPTS")
	if err != nil {
		return SieveRules{}, err
	}
	var rules SieveRules
	for _, line := range list {
		if len(line) > 1 && strings.EqualFold(line[1], "ACTIVE") {
			rules.Active = line[0]
		}
	}
	if rules.Active == "" {
		return rules, nil
	}
	open, seen := []string{rules.Active}, map[string]bool{rules.Active: true}
	for len(open) > 0 {
		name := open[0]
		open = open[1:]
		script, err := t.script(name)
		if errors.As(err, &no) && name != rules.Active {
			rules.Unseen = append(rules.Unseen, name)
			continue
		}
		if err != nil {
			return rules, err
		}
		for _, c := range sieveCommands(script) {
			switch {
			case c.word == "redirect" || c.word == "notify":
				rules.Forwards = append(rules.Forwards, Forward{Script: name, Line: c.line, Command: c.shown(false), Masked: c.shown(true)})
			case c.word == "include" && c.global() || c.word == "include" && len(seen) >= sieveScripts:
				rules.Unseen = append(rules.Unseen, c.last())
			case c.word == "include" && !seen[c.last()]:
				seen[c.last()] = true
				open = append(open, c.last())
			}
		}
	}
	_, _ = t.ask("LOGOUT") // nothing depends on the goodbye
	return rules, nil
}

// secure reads the greeting and begins TLS. Without STARTTLS only a server on this machine is asked on.
func (t *sieveTalk) secure(ctx context.Context, s Sieve, host string) error {
	greeting, err := t.answer()
	if err != nil {
		return err
	}
	offered := false
	for _, line := range greeting {
		offered = offered || len(line) > 0 && strings.EqualFold(line[0], "STARTTLS")
	}
	if !offered {
		if ip, err := netip.ParseAddr(strings.Trim(host, "[]")); strings.EqualFold(host, "localhost") || err == nil && ip.Unmap().IsLoopback() {
			return nil
		}
		return ErrSievePlain
	}
	if _, err := t.ask("STARTTLS"); err != nil {
		return err
	}
	if t.r.Buffered() > 0 { // sent in the clear, to be taken for the server's own once TLS stands
		return errors.New("the ManageSieve server went on in the clear after STARTTLS")
	}
	c := &tls.Config{}
	if s.Certs != nil {
		c = s.Certs.Clone()
	}
	c.ServerName = cmp.Or(c.ServerName, host)
	safe := tls.Client(t.conn, c)
	if err := safe.HandshakeContext(ctx); err != nil {
		return err
	}
	t.conn, t.r = safe, bufio.NewReader(safe)
	_, err = t.answer() // the capabilities anew (§2.2)
	return err
}

func (t *sieveTalk) ask(command string) ([][]string, error) {
	if _, err := io.WriteString(t.conn, command+"\r\n"); err != nil {
		return nil, err
	}
	return t.answer()
}

// script reads one script. Its name goes as a literal, so that no name can end the command.
func (t *sieveTalk) script(name string) (string, error) {
	got, err := t.ask("GETSCRIPT {" + strconv.Itoa(len(name)) + "+}\r\n" + name)
	if err != nil {
		return "", err
	}
	if len(got) == 0 || len(got[0]) == 0 {
		return "", errors.New("the ManageSieve server gave no script")
	}
	return got[0][0], nil
}

// answer reads lines up to the one that says OK; NO and BYE are a refusal.
func (t *sieveTalk) answer() ([][]string, error) {
	var out [][]string
	for range sieveLines {
		words, atom, err := t.line()
		if err != nil {
			return nil, err
		}
		if atom {
			switch status := strings.ToUpper(words[0]); status {
			case "OK":
				return out, nil
			case "NO", "BYE":
				return nil, refusal{status}
			}
		}
		out = append(out, words)
	}
	return nil, errors.New("the ManageSieve server does not come to an end")
}

// line reads one line of strings, literals and atoms; atom tells that it begins with a bare word, as a status does.
func (t *sieveTalk) line() (words []string, atom bool, err error) {
	for read := 0; ; {
		b, err := t.r.ReadByte()
		if read++; err != nil || read > sieveLine {
			return nil, false, cmp.Or(err, errors.New("a line of the ManageSieve server is too long"))
		}
		var word string
		switch b {
		case '\n':
			return words, atom, nil
		case ' ', '\r':
			continue
		case '"':
			word, err = t.quoted()
		case '{':
			word, err = t.literal()
		default:
			atom = atom || len(words) == 0
			word = t.bare(b)
		}
		if err != nil {
			return nil, false, err
		}
		read += min(len(word), sieveLine/8)
		words = append(words, word)
	}
}

func (t *sieveTalk) quoted() (string, error) {
	var w strings.Builder
	for w.Len() < sieveLine {
		b, err := t.r.ReadByte()
		if err == nil && b == '\\' {
			b, err = t.r.ReadByte()
		} else if b == '"' {
			return w.String(), nil
		}
		if err != nil {
			return "", err
		}
		w.WriteByte(b)
	}
	return "", errors.New("a string of the ManageSieve server is too long")
}

func (t *sieveTalk) literal() (string, error) {
	var head strings.Builder
	for head.Len() < 12 {
		b, err := t.r.ReadByte()
		if err != nil {
			return "", err
		}
		if b == '\n' {
			break
		}
		head.WriteByte(b)
	}
	n, err := strconv.Atoi(strings.TrimRight(head.String(), "+}\r"))
	if err != nil || n < 0 || n > sieveScript {
		return "", errors.New("the ManageSieve server gives a script of no length that is read")
	}
	b := make([]byte, n)
	_, err = io.ReadFull(t.r, b)
	return string(b), err
}

// bare reads a word up to a space or the end of the line.
func (t *sieveTalk) bare(first byte) string {
	w := []byte{first}
	for len(w) < sieveLine {
		b, err := t.r.ReadByte()
		if err != nil { // met again by who reads on
			break
		}
		if b == ' ' || b == '\n' || b == '\r' {
			_ = t.r.UnreadByte()
			break
		}
		w = append(w, b)
	}
	return string(w)
}
