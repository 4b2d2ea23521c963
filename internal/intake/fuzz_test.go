package intake

import (
	"bufio"
	"bytes"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"todoke/internal/form"
)

func FuzzSieve(f *testing.F) {
	for _, s := range []string{`require ["copy"]; redirect :copy "a@example.com";`, "if true { redirect text:\na@example.com\n.\n; }", "/* redirect */ # redirect\nnotify \"a\\\"b\"", `include :global "x"`, `"`, "text:"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, script string) {
		lines := strings.Count(script, "\n") + 1
		for _, c := range sieveCommands(script) {
			if c.line < 1 || c.line > lines {
				t.Errorf("line %d of %d", c.line, lines)
			}
			if s := c.shown(true); !utf8.ValidString(s) || strings.Contains(s, "\n") {
				t.Errorf("cannot be logged: %q", s)
			}
		}
	})
}

// FuzzReadFile reads whatever comes as a file of an import or a list, by name and content.
func FuzzReadFile(f *testing.F) {
	for name, s := range map[string]string{"a.csv": "届出日,概要\n2020-01-11,あ\n", "a.tsv": "a\tb\n", "a.txt": "様式 / Form: virus 1 (ja)\n", "a.eml": "From: a@example.com\r\n\r\nx", "": "Subject: a\n\nb", "a.xlsx": "PK\x03\x04", "a.pdf": "%PDF-1.4"} {
		f.Add(name, []byte(s))
	}
	forms, err := form.Load()
	if err != nil {
		f.Fatal(err)
	}
	r := Reader{Forms: forms, Today: time.Date(2020, 3, 2, 9, 0, 0, 0, time.UTC)}
	f.Fuzz(func(t *testing.T, name string, b []byte) {
		got := r.Read(name, b)
		switch got.Outcome {
		case Not:
			if got.Why == "" || len(got.Reports) > 0 {
				t.Errorf("not read, %d reports, because %q", len(got.Reports), got.Why)
			}
		case Whole, Partly:
			if len(got.Reports) == 0 || (got.Outcome == Partly) != (len(got.Unread) > 0) {
				t.Errorf("%s with %d reports, %d unread", got.Outcome, len(got.Reports), len(got.Unread))
			}
		default:
			t.Errorf("outcome %q", got.Outcome)
		}
	})
}

// FuzzMailbox cuts whatever comes as a mailbox: no mail is lost that begins with its line, none is larger than what came.
func FuzzMailbox(f *testing.F) {
	f.Add([]byte("From a@example.com Mon Jan 20 12:00:00 2020\nSubject: a\n\nb\n>From c\n\nFrom x\nSubject: d\n\n"))
	f.Add([]byte("no mailbox\n"))
	f.Fuzz(func(t *testing.T, b []byte) {
		n, size := 0, 0
		if err := EachMail(bufio.NewReader(bytes.NewReader(b)), func(mail []byte, _ time.Time) error {
			n++
			size += len(mail)
			return nil
		}); err != nil {
			t.Fatal(err)
		}
		if size > len(b) || bytes.HasPrefix(b, []byte("From ")) != (n > 0) && !bytes.Contains(b, []byte("\nFrom ")) {
			t.Errorf("%d mails of %d bytes in %d", n, size, len(b))
		}
	})
}
