package intake

import (
	"bytes"
	"errors"
	"fmt"
	"path/filepath"
	"regexp"
	"strings"
	"time"
	"unicode"

	"todoke/internal/form"
	"todoke/internal/incident"
	"todoke/internal/text"
)

// Reader reads mails and files into reports without filing anything: it needs no desk.
type Reader struct {
	Forms *form.Forms
	PGP   Decrypt   // nil without a key
	Today time.Time // the desk's day, for dates without a year
}

// FileReading is what stands in a mail or a file.
type FileReading struct {
	Channel incident.Channel
	Outcome Outcome
	Reports []form.Received
	Why     string            // catalogue key, where Outcome is Not
	Unread  []incident.Unread // of all of it; also on the reports
	Notes   []string          // catalogue keys "mail.note.…"
	rest    []incident.Unread // of Unread, what belongs to no one report
}

// Read reads a file by its content, or where that does not tell, by its name.
func (r Reader) Read(name string, b []byte) FileReading {
	ext := strings.ToLower(filepath.Ext(name))
	switch {
	case r.isMail(name, b):
		return r.mail(ReadMail(b, r.PGP))
	case bytes.HasPrefix(b, []byte("PK\x03\x04")) && ext != ".docx" && ext != ".pptx" && ext != ".zip":
		return r.list(incident.Excel, b, r.Forms.ReadWorkbook)
	case ext == ".csv" || ext == ".tsv":
		return r.list(incident.CSV, b, r.Forms.ReadCSV)
	case ext == ".txt" || ext == ".text" || ext == "":
		return r.text(b)
	case ext == ".xls" || ext == ".xlsx":
		return r.list(incident.Excel, b, r.Forms.ReadWorkbook)
	}
	return FileReading{Channel: incident.Post, Outcome: Not, Why: "quarantine.file_kind"}
}

// headLine is how every mail begins.
var headLine = regexp.MustCompile(`(?i)^(?:return-path|received|from|to|subject|date|message-id|delivered-to|mime-version|content-type|dkim-signature|x-[a-z-]+|authentication-results):`)

func (r Reader) isMail(name string, b []byte) bool {
	return strings.EqualFold(filepath.Ext(name), ".eml") || strings.EqualFold(filepath.Ext(name), ".mbox") ||
		filepath.Ext(name) == "" && headLine.Match(withoutFromLine(b))
}

// mail reads a mail into reports: a filled form in its text or in a text file, else the workbooks and lists attached, else its words as they are.
func (r Reader) mail(m MailReading) FileReading {
	out := FileReading{Channel: incident.Mail, Notes: m.Notes, Unread: append([]incident.Unread{}, m.Unread...)}
	switch {
	case len(m.Texts) == 0 && len(m.Files) == 0 && m.Subject == "":
		out.Outcome, out.Why = Not, "quarantine.mail_unread"
		return out
	case m.Automatic == Bounce:
		out.Outcome, out.Why = Not, "quarantine.mail_bounce"
		return out
	case m.Automatic == AutoReply:
		out.Outcome, out.Why = Not, "quarantine.mail_auto"
		return out
	}
	if f, ok := r.formIn(m); ok {
		out.Reports = []form.Received{f}
	} else if out.Reports = r.attached(m, &out); len(out.Reports) > 0 {
		r.cover(&out, m)
	} else {
		out.Reports = []form.Received{r.words(m)}
	}
	for i := range out.Reports {
		out.Reports[i].Answers = signed(out.Reports[i].Answers, m)
	}
	for i, f := range m.Files {
		if i >= MaxFiles || len(f.Content) > MaxFile {
			out.Unread = append(out.Unread, incident.Unread{Where: f.Where, What: "unread.mail_files"})
		}
	}
	return out.judged()
}

// formIn finds the text form in a mail's text or in a text file with it.
func (r Reader) formIn(m MailReading) (form.Received, bool) {
	texts := m.Texts
	for _, f := range m.Files {
		if ext := strings.ToLower(filepath.Ext(f.Name)); ext == ".txt" || ext == ".text" {
			s, _, _ := text.Decode(f.Content, "")
			texts = append(texts, MailText{Where: f.Where, Text: text.Clean(s)})
		}
	}
	for _, t := range texts {
		if got, ok := r.Forms.ReadText(t.Text, r.Today); ok && got.Form.Enough(got.Answers) == nil {
			for i := range got.Unread {
				if t.Where != "body" {
					got.Unread[i].Where = t.Where + " " + got.Unread[i].Where
				}
			}
			return got, true
		}
	}
	return form.Received{}, false
}

// attached reads the workbooks and lists of a mail. What is none, or holds no report, stays a file and says so.
func (r Reader) attached(m MailReading, out *FileReading) []form.Received {
	var reports []form.Received
	for _, f := range m.Files {
		read := r.Forms.ReadWorkbook
		switch ext := strings.ToLower(filepath.Ext(f.Name)); ext {
		case ".xlsx", ".xlsm":
		case ".csv", ".tsv":
			read = r.Forms.ReadCSV
		default:
			continue
		}
		got, unread := r.rows(f.Content, read)
		for _, u := range unread {
			out.Unread = append(out.Unread, incident.Unread{Where: f.Where + " " + u.Where, What: u.What})
		}
		reports = append(reports, got...)
	}
	return reports
}

// cover puts the words of a mail with a list into the story of the report, where there is one report without; else it says that they are in the mail only.
func (r Reader) cover(out *FileReading, m MailReading) {
	if len(m.Texts) == 0 {
		return
	}
	first := &out.Reports[0]
	if _, said := form.Find(first.Answers, "story"); said || len(out.Reports) > 1 {
		out.Unread = append(out.Unread, incident.Unread{Where: "body", What: "unread.mail_cover"})
		return
	}
	first.Answers = append(first.Answers, r.story(m, first))
}

// words makes a mail without any form into a report: what it says is the story.
func (r Reader) words(m MailReading) form.Received {
	out := form.Received{Form: r.door(), Lang: langOf(m)}
	out.Answers = []incident.Answer{r.story(m, &out)}
	return out
}

func (r Reader) door() *form.Form {
	f, err := r.Forms.Find("door", 0)
	if err != nil {
		panic(err) // the definitions are built in
	}
	return f
}

func (r Reader) story(m MailReading, in *form.Received) incident.Answer {
	words, cut := text.Limit(m.words(), form.MaxText)
	if cut {
		in.Unread = append(in.Unread, incident.Unread{Where: "story", What: "unread.cut"})
	}
	return incident.Answer{Question: "story", State: incident.KnownYes, Text: words}
}

// text reads a text file: a form, or words.
func (r Reader) text(b []byte) FileReading {
	out := FileReading{Channel: incident.TextF}
	s, _, sure := text.Decode(b, "")
	s = text.Clean(s)
	if !sure && strings.ContainsRune(s, '\ufffd') {
		out.Unread = append(out.Unread, incident.Unread{Where: "text", What: "unread.mail_charset"})
	}
	if !strings.ContainsFunc(s, unicode.IsLetter) || bytes.Count(b, []byte{0}) > len(b)/10 && strings.ContainsRune(s, '\ufffd') {
		out.Outcome, out.Why = Not, "quarantine.mail_unread"
		return out
	}
	got, ok := r.Forms.ReadText(s, r.Today)
	if !ok || got.Form.Enough(got.Answers) != nil {
		got = r.words(MailReading{Texts: []MailText{{Where: "text", Text: s}}})
	}
	out.Reports = []form.Received{got}
	return out.judged()
}

func (r Reader) list(c incident.Channel, b []byte, read func([]byte, time.Time) ([]form.Received, error)) FileReading {
	out := FileReading{Channel: c}
	out.Reports, out.Unread = r.rows(b, read)
	if len(out.Reports) == 0 {
		out.Outcome, out.Why = Not, "quarantine.file_empty"
		return out
	}
	return out.judged()
}

// rows reads a list and parts rows with a report from those without, which are listed.
func (r Reader) rows(b []byte, read func([]byte, time.Time) ([]form.Received, error)) (reports []form.Received, unread []incident.Unread) {
	all, err := read(b, r.Today)
	if err != nil {
		var told *incident.Error
		what := "unread.mail_damaged"
		if errors.As(err, &told) {
			what = told.Key
		}
		return nil, []incident.Unread{{Where: "list", What: what}}
	}
	for _, x := range all {
		if x.Form != nil && x.Form.Enough(x.Answers) == nil {
			reports = append(reports, x)
			continue
		}
		list := x.AllUnread()
		if len(list) == 0 {
			list = []incident.Unread{{What: "error.not_enough"}}
		}
		for _, u := range list {
			unread = append(unread, incident.Unread{Where: strings.TrimSpace(fmt.Sprintf("row %d %s", x.Row, u.Where)), What: u.What})
		}
	}
	return reports, unread
}

// judged gathers what is unread and says how much was read.
func (f FileReading) judged() FileReading {
	f.rest = f.Unread[:len(f.Unread):len(f.Unread)]
	for _, x := range f.Reports {
		for _, u := range x.AllUnread() {
			if len(f.Reports) > 1 {
				u.Where = strings.TrimSpace(fmt.Sprintf("row %d %s", x.Row, u.Where))
			}
			f.Unread = append(f.Unread, u)
		}
	}
	f.Outcome = Whole
	if len(f.Unread) > 0 {
		f.Outcome = Partly
	}
	return f
}
