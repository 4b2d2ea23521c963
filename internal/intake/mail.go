package intake

import (
	"bytes"
	"fmt"
	"io"
	"net/mail"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/jhillyerd/enmime/v2"

	"todoke/internal/incident"
	"todoke/internal/text"
)

// Limits of one mail. What is beyond them stays in its bytes, which are kept sealed, and is listed.
const (
	MaxMail       = 75 << 20 // bytes of a whole mail; a file of MaxFile in base64 fits
	maxMailDepth  = 5        // mails inside mails
	maxMailParts  = 500      // parts of one mail
	maxBoundaries = 60       // multiparts of one mail, nested or not
	maxMailBody   = 2 << 20  // bytes of text of one mail
)

// Automatic tells why a mail is never answered; empty for a mail a person wrote.
type Automatic string

// Kinds of automatic mail. Bounces and auto-replies are no reports; what came over a list or was made by a program may be one.
const (
	Bounce    Automatic = "bounce"     // a mail server's message on a mail of ours (RFC 3464), or without a return path
	AutoReply Automatic = "auto_reply" // "out of office" and the like (RFC 3834)
	Generated Automatic = "generated"  // a program made it, such as a monitoring system
	List      Automatic = "list"       // a mailing list or bulk
)

// MailText is one body of text in a mail: its own, that of a mail inside it, or a text file.
type MailText struct {
	Where   string // "body", "part 2", "part 2.1"
	Text    string
	Charset string
	From    string // of a mail inside the mail: who wrote it, when, and about what; for the words before its text
	Date    string
	Subject string
}

// MailFile is one attachment, or an inline part that is not text.
type MailFile struct {
	Where   string
	Name    string
	Type    string // as declared
	Content []byte
}

// MailReading is what was read of a mail's bytes. Reading needs nothing but the bytes and, for encrypted ones, the desk's key.
type MailReading struct {
	From       string // address; "" when there is none that can be read
	FromName   string
	Recipients []string // addresses of To, Cc and of where it was delivered
	Subject    string
	MessageID  string
	Date       time.Time
	Automatic  Automatic
	Texts      []MailText // in the order of the mail; its own body first
	Files      []MailFile
	Notes      []string          // catalogue keys "mail.note.…": signed, encrypted and read
	Unread     []incident.Unread // Where is the part
	header     enmime.Part
	bodyBytes  []byte
}

// mailReader walks one mail.
type mailReader struct {
	MailReading
	pgp   Decrypt
	parts int
	size  int
}

// ReadMail reads the bytes of a mail whatever is wrong with them: what cannot be read is in Unread, and a mail without a readable word or file has no Texts and no Files.
// pgp decrypts what is encrypted to the desk; nil when the desk has no key.
func ReadMail(raw []byte, pgp Decrypt) MailReading {
	r := &mailReader{pgp: pgp}
	r.bodyBytes = raw
	if i := bodyStart(raw); i >= 0 {
		r.bodyBytes = raw[i:]
	}
	root, ok := r.parse(raw, "")
	if !ok {
		return r.MailReading
	}
	r.header = enmime.Part{Header: root.Header}
	r.heads(root)
	r.walk(root, place{name: "", top: true})
	return r.MailReading
}

// bodyStart is where the body of a mail begins; -1 when there is none.
func bodyStart(raw []byte) int {
	best := -1
	for _, sep := range []string{"\r\n\r\n", "\n\n"} {
		if i := bytes.Index(raw, []byte(sep)); i >= 0 && (best < 0 || i+len(sep) < best) {
			best = i + len(sep)
		}
	}
	return best
}

// parse makes the tree of a mail's parts. Bytes that are no mail, or built to keep a reader busy, become one text without structure.
func (r *mailReader) parse(raw []byte, where string) (*enmime.Part, bool) {
	switch {
	case len(raw) > MaxMail:
		r.unread(where, "unread.mail_large")
		return nil, false
	case len(bytes.TrimSpace(raw)) == 0:
		r.unread(where, "unread.mail_empty")
		return nil, false
	}
	raw = withoutFromLine(raw)
	low := bytes.ToLower(raw)
	if bytes.Count(low, []byte("boundary")) > maxBoundaries || bytes.Count(low, []byte("\ncontent-type:")) > maxMailParts {
		r.unread(where, "unread.mail_nested")
		return nil, false
	}
	p := enmime.NewParser(enmime.RawContent(true), enmime.SkipMalformedParts(true), enmime.MultipartWOBoundaryAsSinglePart(true),
		enmime.SetCustomParseMediaType(parseMedia), enmime.MaxStoredPartErrors(20))
	root, err := p.ReadParts(bytes.NewReader(raw))
	if err != nil || root == nil {
		r.unread(where, "unread.mail_broken")
		return r.plain(raw), true
	}
	return root, true
}

// plain is what is left of a mail whose structure cannot be read: its head as far as it goes, and all the rest as text.
func (r *mailReader) plain(raw []byte) *enmime.Part {
	p := enmime.NewPart("text/plain")
	p.Content = raw
	if m, err := mail.ReadMessage(bytes.NewReader(raw)); err == nil {
		for k, v := range m.Header {
			if k != "Content-Type" {
				p.Header[k] = v
			}
		}
		if b, err := io.ReadAll(m.Body); err == nil {
			p.Content = b
		}
	}
	return p
}

func withoutFromLine(raw []byte) []byte {
	raw = bytes.TrimPrefix(raw, []byte("\xef\xbb\xbf"))
	for len(raw) > 0 && (raw[0] == '\n' || raw[0] == '\r') {
		raw = raw[1:]
	}
	if bytes.HasPrefix(raw, []byte("From ")) || bytes.HasPrefix(raw, []byte(">From ")) {
		if i := bytes.IndexByte(raw, '\n'); i >= 0 {
			return raw[i+1:]
		}
	}
	return raw
}

func (r *mailReader) unread(where, what string) {
	if where == "" {
		where = "mail"
	}
	u := incident.Unread{Where: where, What: what}
	if !slices.Contains(r.Unread, u) {
		r.Unread = append(r.Unread, u)
	}
}

func (r *mailReader) note(key string) {
	if !slices.Contains(r.Notes, key) {
		r.Notes = append(r.Notes, key)
	}
}

// heads reads who sent it, to whom, and whether a person did.
func (r *mailReader) heads(p *enmime.Part) {
	h := p.Header
	r.Subject = text.Header(h.Get("Subject"))
	r.MessageID = strings.TrimSpace(h.Get("Message-Id"))
	r.Date, _ = mail.ParseDate(h.Get("Date"))
	if list := addresses(h.Values("From")); len(list) > 0 {
		r.From, r.FromName = list[0].Address, list[0].Name
	}
	for _, k := range []string{"To", "Cc", "Delivered-To", "X-Original-To", "Envelope-To", "X-Envelope-To"} {
		for _, a := range addresses(h.Values(k)) {
			if !slices.Contains(r.Recipients, a.Address) && len(r.Recipients) < 200 {
				r.Recipients = append(r.Recipients, a.Address)
			}
		}
	}
	r.Automatic = automatic(p)
}

// automatic reads the marks by which programs tell each other that no answer is wanted (RFC 3834, RFC 3464, RFC 2919 and custom).
func automatic(p *enmime.Part) Automatic {
	h := p.Header
	local, _, _ := strings.Cut(strings.ToLower(firstAddress(h.Values("From"))), "@")
	path, hasPath := h["Return-Path"]
	_, params := mediaParams(h.Get("Content-Type"))
	auto := strings.ToLower(strings.TrimSpace(h.Get("Auto-Submitted")))
	switch {
	case p.ContentType == "multipart/report" && params["report-type"] == "delivery-status",
		local == "mailer-daemon" || local == "postmaster", hasPath && len(path) > 0 && strings.Trim(path[0], " <>") == "" && auto == "":
		return Bounce
	case strings.HasPrefix(auto, "auto-replied"), h.Get("X-Autoreply") != "", h.Get("X-Autorespond") != "":
		return AutoReply
	case hasPath && len(path) > 0 && strings.Trim(path[0], " <>") == "":
		return Bounce
	case auto != "" && auto != "no", h.Get("X-Auto-Response-Suppress") != "" && !strings.EqualFold(h.Get("X-Auto-Response-Suppress"), "none"):
		return Generated
	case h.Get("List-Id") != "", h.Get("List-Unsubscribe") != "", isBulk(h.Get("Precedence")):
		return List
	}
	return ""
}

func isBulk(s string) bool {
	return slices.Contains([]string{"bulk", "list", "junk", "auto_reply"}, strings.ToLower(strings.TrimSpace(s)))
}

// place is where in a mail a part stands.
type place struct {
	name  string // "2.1"
	depth int    // mails inside mails
	top   bool
}

func (w place) String() string {
	if w.name == "" {
		return "body"
	}
	return "part " + w.name
}

func (w place) child(n int) place {
	c := w
	c.top = false
	if w.name != "" {
		c.name += "."
	}
	c.name += fmt.Sprint(n)
	return c
}

// addText keeps a text with what charset it was read in; whether that was sure is told.
func (r *mailReader) addText(t MailText, b []byte, charset string) {
	s, got, sure := text.Decode(b, charset)
	t.Text, t.Charset = text.Clean(s), got
	if strings.ContainsRune(t.Text, utf8.RuneError) {
		r.unread(t.Where, "unread.mail_charset")
	} else if !sure {
		r.note("mail.note.charset")
	}
	r.keep(t)
}

func (r *mailReader) keep(t MailText) {
	if r.size += len(t.Text); r.size > maxMailBody {
		var cut bool
		if t.Text, cut = text.Limit(t.Text, 1000); cut {
			r.unread(t.Where, "unread.cut")
		}
	}
	if strings.TrimSpace(t.Text) != "" {
		r.Texts = append(r.Texts, t)
	}
}
