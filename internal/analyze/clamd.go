package analyze

import (
	"bufio"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"net"
	"regexp"
	"strings"
	"time"
)

// Clamd asks a ClamAV daemon whether a file is known malware (clamd(8), INSTREAM). The file goes to it over the socket and is named nowhere.
type Clamd struct {
	network, address string
}

// NewClamd reads an address: "unix:/run/clamav/clamd.ctl" or "tcp:127.0.0.1:3310".
func NewClamd(address string) (*Clamd, error) {
	network, at, _ := strings.Cut(address, ":")
	if at == "" || network != "unix" && network != "tcp" {
		return nil, fmt.Errorf("clamd: %q is neither unix:/PATH nor tcp:HOST:PORT", address)
	}
	return &Clamd{network: network, address: at}, nil
}

// Limits of one question. clamd gives up by itself long before answerWithin.
const (
	dialWithin   = 5 * time.Second
	answerWithin = 5 * time.Minute
	streamPiece  = 64 << 10
)

// errTooLarge is clamd's refusal of a file beyond its StreamMaxLength: asking again would not help.
var errTooLarge = errors.New("clamd: the file is larger than its StreamMaxLength")

// Scan sends a file and gives the name of the signature it matches, "" for none.
func (c *Clamd) Scan(ctx context.Context, file io.WriterTo) (string, error) {
	ctx, cancel := context.WithTimeout(ctx, answerWithin)
	defer cancel()
	conn, err := c.dial(ctx)
	if err != nil {
		return "", err
	}
	defer conn.Close()
	defer context.AfterFunc(ctx, func() { conn.Close() })()
	sent := send(conn, file)
	// A refusal comes while the file is still being sent, so the answer is read even when sending failed.
	answer, err := bufio.NewReader(io.LimitReader(conn, 4096)).ReadString(0)
	answer = strings.TrimSpace(strings.TrimSuffix(answer, "\x00"))
	switch {
	case strings.HasSuffix(answer, "size limit exceeded. ERROR"):
		return "", errTooLarge
	case sent != nil:
		return "", sent
	case err != nil && answer == "":
		return "", fmt.Errorf("clamd: no answer: %w", cause(ctx, err))
	case answer == "stream: OK":
		return "", nil
	case strings.HasPrefix(answer, "stream: ") && strings.HasSuffix(answer, " FOUND"):
		return signature(strings.TrimSuffix(strings.TrimPrefix(answer, "stream: "), " FOUND")), nil
	}
	return "", errors.New("clamd: answered neither OK nor FOUND")
}

// Ping asks whether the daemon is there.
func (c *Clamd) Ping(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, dialWithin)
	defer cancel()
	conn, err := c.dial(ctx)
	if err != nil {
		return err
	}
	defer conn.Close()
	defer context.AfterFunc(ctx, func() { conn.Close() })()
	if _, err := io.WriteString(conn, "zPING\x00"); err != nil {
		return fmt.Errorf("clamd: %w", err)
	}
	answer, err := io.ReadAll(io.LimitReader(conn, 16))
	if err == nil && string(answer) != "PONG\x00" {
		err = errors.New("no PONG")
	}
	if err != nil {
		return fmt.Errorf("clamd: %w", cause(ctx, err))
	}
	return nil
}

func (c *Clamd) dial(ctx context.Context) (net.Conn, error) {
	conn, err := (&net.Dialer{Timeout: dialWithin}).DialContext(ctx, c.network, c.address)
	if err != nil {
		return nil, fmt.Errorf("clamd: no connection: %w", err)
	}
	return conn, nil
}

// cause prefers the end of the time to the closed connection it made.
func cause(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return ctx.Err()
	}
	return err
}

// send writes the command and the file in pieces, each behind its length, and a last one of length 0. An error of reading the file comes back as it is.
func send(conn net.Conn, file io.WriterTo) error {
	if _, err := io.WriteString(conn, "zINSTREAM\x00"); err != nil {
		return fmt.Errorf("clamd: send: %w", err)
	}
	if _, err := file.WriteTo(pieces{conn}); err != nil {
		return err
	}
	if _, err := conn.Write([]byte{0, 0, 0, 0}); err != nil {
		return fmt.Errorf("clamd: send: %w", err)
	}
	return nil
}

type pieces struct{ conn net.Conn }

func (p pieces) Write(b []byte) (int, error) {
	done := 0
	for done < len(b) {
		piece := b[done:min(done+streamPiece, len(b))]
		head := binary.BigEndian.AppendUint32(nil, uint32(len(piece)))
		if _, err := (&net.Buffers{head, piece}).WriteTo(p.conn); err != nil {
			return done, fmt.Errorf("clamd: send: %w", err)
		}
		done += len(piece)
	}
	return done, nil
}

var signatureName = regexp.MustCompile(`[^A-Za-z0-9._:/+-]+`)

// signature keeps of a name what may stand on a page: names come from whoever writes signature files.
func signature(s string) string {
	s = signatureName.ReplaceAllString(s, "_")
	return s[:min(len(s), 100)]
}
