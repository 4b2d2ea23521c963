package intake

import (
	"bufio"
	"bytes"
	"io"
	"strings"
	"time"
)

// EachMail cuts a mailbox into mails (RFC 4155 and what programs write): a line "From " after an empty one begins the next, and ">From " in a body loses its mark.
func EachMail(r *bufio.Reader, do func(mail []byte, at time.Time) error) error {
	var mail bytes.Buffer
	var at time.Time
	begun, empty := false, true
	end := func() error {
		defer mail.Reset()
		if !begun {
			return nil
		}
		return do(bytes.Clone(mail.Bytes()), at)
	}
	for {
		line, err := r.ReadBytes('\n')
		if len(line) > 0 {
			switch {
			case empty && bytes.HasPrefix(line, []byte("From ")):
				if e := end(); e != nil {
					return e
				}
				begun, at = true, fromDate(string(line))
			case mail.Len() > MaxMail: // told as too large; no more of it is held in memory
			default:
				if quoted := bytes.TrimLeft(line, ">"); len(quoted) < len(line) && bytes.HasPrefix(quoted, []byte("From ")) {
					line = line[1:]
				}
				mail.Write(line)
			}
			empty = len(bytes.TrimSpace(line)) == 0
		}
		if err == io.EOF {
			return end()
		}
		if err != nil {
			return err
		}
	}
}

// fromDate reads the instant of a mailbox's "From " line; zero where there is none.
func fromDate(line string) time.Time {
	fields := strings.Fields(line)
	for i := range fields {
		for _, layout := range []string{"Mon Jan 2 15:04:05 2006", "Mon Jan 2 15:04:05 MST 2006", "Mon Jan 2 15:04:05 -0700 2006"} {
			if t, err := time.Parse(layout, strings.Join(fields[i:], " ")); err == nil {
				return t
			}
		}
	}
	return time.Time{}
}
