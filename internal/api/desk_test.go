package api_test

import (
	"bytes"
	"encoding/json"
	"io"
	"io/fs"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"todoke/internal/api"
	"todoke/internal/auth"
	"todoke/internal/export"
	"todoke/internal/form"
	"todoke/internal/i18n"
	"todoke/internal/incident"
	"todoke/internal/incidenttest"
	"todoke/internal/intake"
	"todoke/internal/seal"
	"todoke/internal/store"
)

const published = "2020-0001"

// desk is the interface over a real store, with a clock the test moves. Every answer is validated against the description it serves.
type desk struct {
	*testing.T
	st     *store.Store
	seal   *seal.Seal
	auth   *auth.Auth
	intake *intake.Intake
	url    string
	now    time.Time
	log    *bytes.Buffer
	spec   map[string]any
	schema *jsonschema.Compiler
	called map[string]bool
	site   fstest.MapFS
	dir    string // of the desk that publishes
}

func newDesk(t *testing.T) *desk {
	t.Helper()
	return deskOver(t, incidenttest.SQLite(t))
}

func deskOver(t *testing.T, st *store.Store) *desk {
	t.Helper()
	d := &desk{T: t, st: st, dir: t.TempDir(), now: time.Date(2020, 3, 2, 9, 30, 0, 0, time.UTC), log: &bytes.Buffer{}, called: map[string]bool{}}
	clock := func() time.Time { return d.now }
	forms, err := form.Load()
	d.must(err)
	texts, err := i18n.Load()
	d.must(err)
	d.seal = incidenttest.Seal(t, st, clock)
	d.auth = auth.New(st, auth.Secrets{Seal: d.seal.SealSecret, Open: d.seal.OpenSecret, MAC: d.seal.CodeMAC, Code: d.seal.NewSecretCode}, clock)
	d.intake = intake.New(st, d.seal, forms, clock)
	edition := incidenttest.Collection()
	one, err := json.Marshal(edition)
	d.must(err)
	all, err := export.CasesJSON([]*incident.Collection{&edition})
	d.must(err)
	d.site = fstest.MapFS{"data/cases.json": {Data: all}, "editions/2020H1/edition.json": {Data: one}}
	h, err := api.New(api.Config{Intake: d.intake, Forms: forms, Auth: d.auth, Texts: texts, Log: slog.New(slog.NewTextHandler(d.log, nil)),
		Desk: func() incident.Text { return incident.Text{JA: "届出受付所", EN: "Report Desk"} }, Public: func() fs.FS { return d.site }})
	d.must(err)
	s := httptest.NewServer(h)
	t.Cleanup(s.Close)
	d.url = s.URL
	r, err := http.Get(d.url + "/api/v1/openapi.json?lang=en")
	d.must(err)
	defer r.Body.Close()
	b, err := io.ReadAll(r.Body)
	d.must(err)
	d.must(json.Unmarshal(b, &d.spec))
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(b))
	d.must(err)
	d.schema = jsonschema.NewCompiler()
	d.schema.AssertFormat()
	d.must(d.schema.AddResource("mem:///api.json", doc))
	return d
}

func (d *desk) must(err error) {
	d.Helper()
	if err != nil {
		d.Fatal(err)
	}
}

// token makes a token with scopes.
func (d *desk) token(perHour int, scopes ...auth.Scope) string {
	d.Helper()
	s, err := d.auth.CreateToken(d.Context(), auth.Operator, auth.NewToken{Name: "架空SOC", Scopes: scopes, Days: 30, PerHour: perHour})
	d.must(err)
	return s
}

// answer is what came back, its body decoded.
type answer struct {
	d      *desk
	code   int
	header http.Header
	text   string
	body   map[string]any
}

// call is one request; header lines alternate name and value.
func (d *desk) call(method, path, body string, header ...string) answer {
	d.Helper()
	r, err := http.NewRequest(method, d.url+"/api/v1"+path, strings.NewReader(body))
	d.must(err)
	if method == http.MethodPost {
		r.Header.Set("Content-Type", "application/json")
	}
	r.Header.Set("Accept-Language", "en")
	for i := 0; i < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	return d.do(r)
}

func (d *desk) do(r *http.Request) answer {
	d.Helper()
	res, err := http.DefaultClient.Do(r)
	d.must(err)
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	d.must(err)
	a := answer{d: d, code: res.StatusCode, header: res.Header, text: string(b)}
	if len(b) > 0 {
		d.must(json.Unmarshal(b, &a.body))
	}
	d.valid(r, a)
	return a
}

// operation finds the path template and the operation a request belongs to in the description.
func (d *desk) operation(r *http.Request) (string, map[string]any) {
	path, _, _ := strings.Cut(r.URL.Path, "?")
	best, found := "", map[string]any(nil)
	for template, item := range d.spec["paths"].(map[string]any) {
		op, ok := item.(map[string]any)[strings.ToLower(r.Method)].(map[string]any)
		if ok && matches(template, path) && (found == nil || strings.Count(template, "{") < strings.Count(best, "{")) {
			best, found = template, op
		}
	}
	return best, found
}

func matches(template, path string) bool {
	x, y := strings.Split(template, "/"), strings.Split(path, "/")
	if len(x) != len(y) {
		return false
	}
	for i := range x {
		if x[i] != y[i] && !strings.HasPrefix(x[i], "{") {
			return false
		}
	}
	return true
}

// valid holds that an answer is described: its status, its media type, and its body by the schema there.
func (d *desk) valid(r *http.Request, a answer) {
	d.Helper()
	path, op := d.operation(r)
	if op == nil {
		return // no operation: the refusal is looked at where it is asked for
	}
	id := op["operationId"].(string)
	d.called[id] = true
	code := itoa(a.code)
	response, ok := op["responses"].(map[string]any)[code].(map[string]any)
	if !ok {
		if a.code != http.StatusNotModified {
			d.Errorf("%s: status %d is not described\n%s", id, a.code, a.text)
		}
		return
	}
	if a.text == "" {
		if response["content"] != nil {
			d.Errorf("%s %d: no body", id, a.code)
		}
		return
	}
	kind := a.header.Get("Content-Type")
	content, _ := response["content"].(map[string]any)
	if content[kind] == nil {
		d.Errorf("%s %d: %q is not described", id, a.code, kind)
		return
	}
	pointer := "mem:///api.json#/paths/" + strings.NewReplacer("~", "~0", "/", "~1", "{", "%7B", "}", "%7D").Replace(path) + "/" + strings.ToLower(r.Method) + "/responses/" + code + "/content/" + strings.ReplaceAll(strings.ReplaceAll(kind, "/", "~1"), "+", "%2B") + "/schema"
	s, err := d.schema.Compile(pointer)
	if err != nil {
		d.Fatalf("%s: %v", pointer, err)
	}
	doc, err := jsonschema.UnmarshalJSON(strings.NewReader(a.text))
	d.must(err)
	if err := s.Validate(doc); err != nil {
		d.Errorf("%s %d: %v\n%s", id, a.code, err, a.text)
	}
}

func itoa(n int) string { b, _ := json.Marshal(n); return string(b) }

// want holds for status and words of the answer.
func (a answer) want(code int, words ...string) answer {
	a.d.Helper()
	if a.code != code {
		a.d.Fatalf("status %d, want %d\n%s", a.code, code, a.text)
	}
	for _, w := range words {
		if !strings.Contains(a.text, w) {
			a.d.Errorf("the answer lacks %q\n%s", w, a.text)
		}
	}
	return a
}

func (a answer) string(name string) string { s, _ := a.body[name].(string); return s }

// pointers are the wrong fields a problem names.
func (a answer) pointers() map[string]string {
	out := map[string]string{}
	list, _ := a.body["errors"].([]any)
	for _, x := range list {
		m := x.(map[string]any)
		where, _ := m["pointer"].(string)
		if p, ok := m["parameter"].(string); ok {
			where = p
		}
		out[where] = m["detail"].(string)
	}
	return out
}
