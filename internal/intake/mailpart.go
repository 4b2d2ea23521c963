package intake

import (
	"bytes"
	"encoding/base64"
	"io"
	"mime/quotedprintable"
	"strings"

	"github.com/inbucket/html2text"
	"github.com/jhillyerd/enmime/v2"

	"todoke/internal/text"
)

// walk reads a part and what is in it.
func (r *mailReader) walk(p *enmime.Part, at place) {
	if r.parts++; r.parts > maxMailParts {
		r.unread(at.String(), "unread.mail_nested")
		return
	}
	for _, e := range p.Errors {
		if e.Severe {
			r.unread(at.String(), "unread.mail_damaged")
		}
	}
	if _, params := mediaParams(p.Header.Get("Content-Type")); p.ContentType == "multipart/encrypted" && p.FirstChild != nil && params["protocol"] != "application/pkcs7-mime" {
		r.encrypted(p, at)
		return
	}
	if p.FirstChild == nil {
		r.leaf(p, at)
		return
	}
	if p.ContentType == "multipart/alternative" {
		r.alternative(p, at)
		return
	}
	if strings.Contains(strings.ToLower(p.Header.Get("Content-Type")), "pkcs7-signature") || p.ContentType == "multipart/signed" {
		r.note("mail.note.signed")
	}
	n := 0
	for c := p.FirstChild; c != nil; c = c.NextSibling {
		n++
		r.walk(c, at.child(n))
	}
}

// alternative takes the plain text of several forms of one text, the HTML where there is none, and every form that is no text.
func (r *mailReader) alternative(p *enmime.Part, at place) {
	before := len(r.Texts)
	var html []*enmime.Part
	n := 0
	for c := p.FirstChild; c != nil; c = c.NextSibling {
		n++
		switch {
		case c.ContentType == "text/html" && c.FirstChild == nil:
			html = append(html, c)
		case strings.HasPrefix(c.ContentType, "multipart/") && len(r.Texts) > before: // the HTML with its pictures: the text is read, the pictures are kept
			texts := r.Texts
			r.walk(c, at.child(n))
			r.Texts = texts
		default:
			r.walk(c, at.child(n))
		}
	}
	for i, c := range html {
		if len(r.Texts) > before {
			return
		}
		r.leaf(c, at.child(n-len(html)+i+1))
	}
}

// leaf reads a part without parts.
func (r *mailReader) leaf(p *enmime.Part, at place) {
	b, whole := transfer(p)
	if !whole {
		r.unread(at.String(), "unread.mail_damaged")
	}
	mtype, params := mediaParams(p.Header.Get("Content-Type"))
	if mtype == "" {
		mtype = "text/plain"
	}
	disposition, dparams := mediaParams(p.Header.Get("Content-Disposition"))
	name := cmpName(dparams["filename"], params["name"], params["file"])
	attached := disposition == "attachment" || name != ""
	switch {
	case mtype == "message/rfc822" || mtype == "message/global" || attached && strings.HasSuffix(strings.ToLower(name), ".eml"):
		r.inner(b, at, name)
	case mtype == "application/pkcs7-mime" || mtype == "application/x-pkcs7-mime":
		r.unread(at.String(), "unread.mail_smime")
		r.note("mail.note.smime")
		r.file(b, at, cmpName(name, "smime.p7m"), mtype)
	case mtype == "application/ms-tnef" || strings.EqualFold(name, "winmail.dat"):
		r.unread(at.String(), "unread.mail_tnef")
		r.file(b, at, cmpName(name, "winmail.dat"), mtype)
	case attached && !(at.top && disposition != "attachment"):
		r.file(b, at, name, mtype)
	case mtype == "text/plain" || mtype == "text/enriched" || mtype == "text/markdown" || mtype == "text":
		r.body(b, at, params)
	case mtype == "text/html":
		r.html(b, at, params["charset"])
	case strings.HasPrefix(mtype, "multipart/"): // said to have parts, but none was found
		r.unread(at.String(), "unread.mail_broken")
		r.body(b, at, map[string]string{})
	default:
		r.file(b, at, name, mtype)
	}
}

func cmpName(names ...string) string {
	for _, n := range names {
		if n = strings.TrimSpace(n); n != "" {
			return n
		}
	}
	return ""
}

// transfer undoes the transfer encoding of a part; whole is false where some of it was damaged and what could be read was taken.
func transfer(p *enmime.Part) (b []byte, whole bool) {
	switch strings.ToLower(strings.TrimSpace(p.Header.Get("Content-Transfer-Encoding"))) {
	case "base64", "b":
		return unbase64(p.Content)
	case "quoted-printable", "q":
		b, err := io.ReadAll(quotedprintable.NewReader(bytes.NewReader(p.Content)))
		if err == nil {
			return b, true
		}
		return unquotePrintable(p.Content), false
	}
	return p.Content, true
}

// unbase64 reads base64 as mailers mangle it: what is not of its alphabet is left out, an end that is missing is missed.
func unbase64(in []byte) ([]byte, bool) {
	clean := make([]byte, 0, len(in))
	whole := true
	for _, c := range in {
		switch {
		case c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '+' || c == '/':
			clean = append(clean, c)
		case c == '\r' || c == '\n' || c == ' ' || c == '\t' || c == '=':
		default:
			whole = false
		}
	}
	if len(clean)%4 == 1 {
		clean, whole = clean[:len(clean)-1], false
	}
	out, err := base64.RawStdEncoding.DecodeString(string(clean))
	return out, whole && err == nil
}

// unquotePrintable reads quoted-printable with errors in it: what is no escape stays as it is.
func unquotePrintable(in []byte) []byte {
	hex := func(c byte) int { return strings.IndexByte("0123456789ABCDEF", c&^0x20|c&0x10) }
	var out []byte
	for i := 0; i < len(in); i++ {
		switch {
		case in[i] != '=':
			out = append(out, in[i])
		case i+2 < len(in) && in[i+1] == '\r' && in[i+2] == '\n':
			i += 2
		case i+1 < len(in) && in[i+1] == '\n':
			i++
		case i+2 < len(in) && hex(in[i+1]) >= 0 && hex(in[i+2]) >= 0:
			out = append(out, byte(hex(in[i+1])<<4|hex(in[i+2])))
			i += 2
		default:
			out = append(out, '=')
		}
	}
	return out
}

// body reads plain text: unflowed, PGP opened.
func (r *mailReader) body(b []byte, at place, params map[string]string) {
	t := MailText{Where: at.String()}
	if r.inlinePGP(b, at) {
		return
	}
	if !strings.EqualFold(params["format"], "flowed") {
		r.addText(t, b, params["charset"])
		return
	}
	s, charset, _ := text.Decode(b, params["charset"])
	r.addText(t, []byte(unflow(s, strings.EqualFold(params["delsp"], "yes"))), text.UTF8)
	if n := len(r.Texts); n > 0 && r.Texts[n-1].Where == t.Where {
		r.Texts[n-1].Charset = charset
	}
}

// unflow joins the lines a mailer broke (RFC 3676): a line that ends in a space goes on in the next of the same depth of quoting.
func unflow(s string, delsp bool) string {
	var out strings.Builder
	open, depth := false, 0
	for _, line := range strings.Split(strings.ReplaceAll(s, "\r\n", "\n"), "\n") {
		rest := strings.TrimLeft(line, ">")
		d := len(line) - len(rest)
		rest = strings.TrimPrefix(rest, " ") // stuffed
		if open && d != depth {
			out.WriteByte('\n')
			open = false
		}
		if !open && d > 0 {
			out.WriteString(strings.Repeat(">", d) + " ")
		}
		depth = d
		open = strings.HasSuffix(rest, " ") && rest != "-- "
		if open && delsp {
			rest = rest[:len(rest)-1]
		}
		out.WriteString(rest)
		if !open {
			out.WriteByte('\n')
		}
	}
	return strings.TrimRight(out.String(), "\n") + "\n"
}

func (r *mailReader) html(b []byte, at place, charset string) {
	s, got, _ := text.Decode(b, cmpName(charset, htmlCharset(b)))
	plain, err := html2text.FromString(s, html2text.Options{OmitLinks: true})
	if err != nil {
		r.unread(at.String(), "unread.mail_damaged")
		plain = s
	}
	r.note("mail.note.html")
	r.keep(MailText{Where: at.String(), Text: text.Clean(plain), Charset: got})
}

// htmlCharset reads the charset a page declares itself, for HTML mail without one in its head.
func htmlCharset(b []byte) string {
	head := strings.ToLower(string(b[:min(len(b), 2048)]))
	_, after, ok := strings.Cut(head, "charset=")
	if !ok {
		return ""
	}
	after = strings.TrimLeft(after, `"' `)
	if i := strings.IndexAny(after, `"'> ;/`); i >= 0 {
		return after[:i]
	}
	return ""
}

// inner reads a mail inside the mail: its text and files stand beside those of the outer, and it is kept as a file as well.
func (r *mailReader) inner(b []byte, at place, name string) {
	if at.depth+1 > maxMailDepth {
		r.unread(at.String(), "unread.mail_nested")
		r.file(b, at, cmpName(name, "message.eml"), "message/rfc822")
		return
	}
	root, ok := r.parse(b, at.String())
	if !ok {
		return
	}
	texts := len(r.Texts)
	sub := at
	sub.depth++
	r.file(b, at, cmpName(name, "message.eml"), "message/rfc822")
	r.walk(root, sub)
	if len(r.Texts) > texts {
		t := &r.Texts[texts]
		if t.From == "" {
			t.From, t.Date, t.Subject = firstAddress(root.Header.Values("From")), text.Header(root.Header.Get("Date")), text.Header(root.Header.Get("Subject"))
		}
	}
}

func (r *mailReader) file(b []byte, at place, name, mtype string) {
	if name = fileName(name, ""); name == "" {
		name = "part-" + strings.ReplaceAll(at.name, ".", "-")
		if ext := extensions[mtype]; ext != "" {
			name += ext
		}
	}
	r.Files = append(r.Files, MailFile{Where: at.String(), Name: name, Type: mtype, Content: b})
}

var extensions = map[string]string{"image/png": ".png", "image/jpeg": ".jpg", "image/gif": ".gif", "application/pdf": ".pdf", "text/calendar": ".ics", "text/csv": ".csv",
	"application/pgp-signature": ".asc", "message/delivery-status": ".txt"}
