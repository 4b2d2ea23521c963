package api

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"slices"
	"strconv"
	"unicode/utf8"

	"todoke/internal/form"
	"todoke/internal/incident"
	"todoke/internal/intake"
	"todoke/internal/web"
)

// Limits of a body, refused before it is read where its length says so.
const (
	maxBody   = 8 << 20 // JSON, with files in base64
	smallBody = 1 << 20 // of these any number may be in hand
	maxFiles  = 2 * intake.MaxFile
)

// Answer is the answer to one question; which member carries it depends on the question's kind.
type Answer struct {
	Value  string            `json:"value,omitempty" doc:"Text; of a question with one option its code; of a number the words where there is no figure."`
	Values []string          `json:"values,omitempty" doc:"Codes of the options chosen."`
	Date   string            `json:"date,omitempty" doc:"As 2020-01-11, 2020-01, or as people write it." example:"2020-01-11"`
	Number *int64            `json:"number,omitempty"`
	State  incident.Known    `json:"state,omitempty" enum:"known,estimated,unknown,not_applicable" doc:"How sure the answer is; none means known."`
	Other  map[string]string `json:"other,omitempty" doc:"Words beside options, by the option's code."`
}

// FileBody is a file within a JSON body.
type FileBody struct {
	Name    string `json:"name" maxLength:"200"`
	Content []byte `json:"content" doc:"The file in base64 (RFC 4648)."`
}

// AmendBody is what is added to a report.
type AmendBody struct {
	FormVersion int               `json:"form_version,omitempty" minimum:"1" doc:"Version of the form the answers follow; none means the one the report was filed with."`
	Answers     map[string]Answer `json:"answers,omitempty" doc:"By question id; the form's own JSON Schema says which. What is not named stays as it was."`
	Files       []FileBody        `json:"files,omitempty" maxItems:"10"`
}

// ReportBody is a report as it is filed.
type ReportBody struct {
	Form        string            `json:"form,omitempty" doc:"Id of the form; none means door." example:"door"`
	FormVersion int               `json:"form_version,omitempty" minimum:"1" doc:"Version of the form; none means the newest."`
	Lang        incident.Lang     `json:"lang,omitempty" enum:"ja,en" doc:"Language of the report; none means that of the request."`
	Answers     map[string]Answer `json:"answers,omitempty" doc:"By question id; the form's own JSON Schema says which. None is mandatory, but something must have happened. The date written on a report is the answer written_on."`
	Files       []FileBody        `json:"files,omitempty" maxItems:"10" doc:"Small files; larger ones come as parts of multipart/form-data or later, one by one."`
}

// sent is a body as it was read: what was right, what was wrong.
type sent struct {
	form    *form.Form
	lang    incident.Lang
	reading form.Reading
	files   []intake.File
	raw     []byte // as it came, files apart
	errs    incident.Errors
}

func wrong(field, key string, args ...any) *incident.Error {
	return &incident.Error{Kind: incident.Invalid, Key: key, Field: field, Args: args}
}

// readSent reads a report or an amendment as JSON or multipart. kept is the form of the report amended, nil for a new one.
func (a *api) readSent(c *call, kept func(version int) (*form.Form, error)) (*sent, error) {
	kind, _, err := mime.ParseMediaType(c.r.Header.Get("Content-Type"))
	if err != nil {
		kind = ""
	}
	switch kind {
	case "application/json":
		b, err := a.readJSON(c)
		if err != nil {
			return nil, err
		}
		return a.parse(b, c.lang, kept)
	case "multipart/form-data":
		return a.readParts(c, kept)
	}
	return nil, wrong(parameter+"Content-Type", "api.error.media", "application/json, multipart/form-data")
}

// readJSON reads a JSON body within its limits.
func (a *api) readJSON(c *call) ([]byte, error) {
	if c.r.ContentLength > maxBody {
		return nil, incident.Errorf(incident.TooLarge, "api.error.too_large", maxBody>>20)
	}
	if c.r.ContentLength < 0 || c.r.ContentLength > smallBody {
		select {
		case a.large <- struct{}{}:
			defer func() { <-a.large }()
		default:
			return nil, incident.Errorf(incident.Stored, "api.error.busy")
		}
	}
	b, err := io.ReadAll(http.MaxBytesReader(c.w, c.r.Body, maxBody))
	var big *http.MaxBytesError
	if errors.As(err, &big) {
		return nil, incident.Errorf(incident.TooLarge, "api.error.too_large", maxBody>>20)
	}
	if err != nil {
		return nil, incident.Errorf(incident.Invalid, "api.error.body_unreadable")
	}
	return b, nil
}

// readParts reads multipart: the part "report" holds the JSON, each part "files" a file.
func (a *api) readParts(c *call, kept func(int) (*form.Form, error)) (*sent, error) {
	f, err := web.ReadForm(c.w, c.r, web.Limits{Values: smallBody, File: intake.MaxFile, Files: maxFiles})
	if one := (*incident.Error)(nil); errors.As(err, &one) && one.Key == "error.internal" {
		return nil, incident.Errorf(incident.Invalid, "api.error.body_unreadable")
	}
	if err != nil {
		return nil, err
	}
	var list [][]byte
	var errs incident.Errors
	for name, values := range f.Values {
		for _, v := range values {
			if name == "report" {
				list = append(list, []byte(v))
			} else {
				errs = append(errs, wrong(form.Member{Name: name}.Field(), "api.error.part"))
			}
		}
	}
	var files []intake.File
	for _, u := range f.Files {
		switch u.Field {
		case "report": // sent from a file
			list = append(list, u.Body)
		case "files":
			files = append(files, intake.File{Name: u.Name, Content: bytes.NewReader(u.Body)})
		default:
			errs = append(errs, wrong(form.Member{Name: u.Field}.Field(), "api.error.part"))
		}
	}
	errs = append(errs, f.Refused...)
	if len(list) != 1 {
		return nil, append(errs, wrong("report", "api.error.report_part"))
	}
	s, err := a.parse(list[0], c.lang, kept)
	if err != nil {
		return nil, err
	}
	s.files, s.errs = append(s.files, files...), append(errs, s.errs...)
	return s, nil
}

// members reads a JSON object and says where it is broken. Members not among names, or there twice, are listed.
func members(b []byte, names ...string) (map[string]json.RawMessage, incident.Errors, error) {
	b = bytes.TrimPrefix(b, []byte("\ufeff"))
	if !utf8.Valid(b) {
		return nil, nil, incident.Errorf(incident.Invalid, "api.error.encoding")
	}
	var any json.RawMessage
	if err := json.Unmarshal(b, &any); err != nil {
		at := int64(len(b))
		var syntax *json.SyntaxError
		if errors.As(err, &syntax) {
			at = min(max(syntax.Offset-1, 0), at)
		}
		before := b[:at]
		line := bytes.Count(before, []byte("\n")) + 1
		return nil, nil, incident.Errorf(incident.Invalid, "api.error.syntax", line, utf8.RuneCount(before[bytes.LastIndexByte(before, '\n')+1:])+1)
	}
	list, e := form.ReadObject(b)
	if e != nil {
		return nil, nil, incident.Errorf(incident.Invalid, "api.error.object")
	}
	out := map[string]json.RawMessage{}
	var errs incident.Errors
	for _, m := range list {
		switch {
		case !slices.Contains(names, m.Name):
			errs = append(errs, wrong(m.Field(), "api.error.member"))
		case m.Twice:
			errs = append(errs, wrong(m.Name, "error.json_twice"))
		default:
			out[m.Name] = m.Value
		}
	}
	return out, errs, nil
}

// parse reads the JSON of a report or an amendment and lists all that is wrong with it.
func (a *api) parse(b []byte, lang incident.Lang, kept func(int) (*form.Form, error)) (*sent, error) {
	names := []string{"form_version", "answers", "files"}
	if kept == nil {
		names = append(names, "form", "lang")
	}
	m, errs, err := members(b, names...)
	if err != nil {
		return nil, err
	}
	s := &sent{lang: lang, errs: errs, raw: b}
	id, version := "door", 0
	if raw, ok := m["form"]; ok && !decode(raw, &id) {
		s.errs = append(s.errs, wrong("form", "error.json_text"))
	}
	if raw, ok := m["form_version"]; ok && (!decode(raw, &version) || version < 1) {
		s.errs = append(s.errs, wrong("form_version", "api.error.version"))
		version = 0
	}
	if raw, ok := m["lang"]; ok && (!decode(raw, &s.lang) || s.lang != incident.JA && s.lang != incident.EN) {
		s.errs = append(s.errs, wrong("lang", "api.error.lang"))
		s.lang = lang
	}
	if kept == nil {
		kept = func(version int) (*form.Form, error) { return a.Forms.Find(id, version) }
	}
	if s.form, err = kept(version); errors.Is(err, incident.ErrNotFound) {
		s.errs = append(s.errs, wrong("form", "api.error.form"))
	} else if err != nil {
		return nil, err
	}
	s.answers(a, m["answers"])
	if raw, ok := m["files"]; ok {
		s.readFiles(raw)
		s.raw = m["answers"]
	}
	return s, nil
}

func (s *sent) answers(a *api, raw json.RawMessage) {
	if raw == nil || s.form == nil {
		return
	}
	s.reading = s.form.ReadJSON(raw, a.Intake.Today())
	for _, e := range s.reading.Errors {
		below := *e
		below.Field = "answers"
		if e.Field != "" {
			below.Field += "." + e.Field
		} else if e.Key == "error.json_object" {
			below.Key, below.Args = "api.error.answers", nil
		}
		s.errs = append(s.errs, &below)
	}
}

func (s *sent) readFiles(raw json.RawMessage) {
	var list []json.RawMessage
	if !decode(raw, &list) {
		s.errs = append(s.errs, wrong("files", "api.error.files"))
		return
	}
	if len(list) > intake.MaxFiles {
		s.errs = append(s.errs, wrong("files", "error.too_many_files", intake.MaxFiles))
		return
	}
	for i, one := range list {
		at := "files." + strconv.Itoa(i)
		m, errs, err := members(one, "name", "content")
		if err != nil {
			s.errs = append(s.errs, wrong(at, "api.error.files"))
			continue
		}
		for _, e := range errs {
			e.Field = at + "." + e.Field
			s.errs = append(s.errs, e)
		}
		var name, text string
		if !decode(m["name"], &name) || name == "" {
			s.errs = append(s.errs, wrong(at+".name", "error.json_text"))
		}
		content, err := []byte(nil), error(nil)
		if decode(m["content"], &text) {
			content, err = base64.StdEncoding.DecodeString(text)
		}
		if err != nil || len(content) == 0 {
			s.errs = append(s.errs, wrong(at+".content", "api.error.base64"))
		}
		s.files = append(s.files, intake.File{Name: name, Content: bytes.NewReader(content)})
	}
}

// decode reads a JSON value of exactly the type of v; null, like nothing, is none.
func decode(raw json.RawMessage, v any) bool {
	return len(raw) > 0 && !bytes.Equal(bytes.TrimSpace(raw), []byte("null")) && json.Unmarshal(raw, v) == nil
}

// Noted is something that was kept as it was written but could not be read as meant.
type Noted struct {
	Pointer string `json:"pointer" doc:"Where it stands, as a JSON Pointer into the body."`
	Detail  string `json:"detail"`
}

func (a *api) noted(lang incident.Lang, list []incident.Unread) []Noted {
	var out []Noted
	for _, u := range list {
		out = append(out, Noted{fmt.Sprintf("#/answers/%s", u.Where), a.Texts.T(lang, u.What)})
	}
	return out
}
