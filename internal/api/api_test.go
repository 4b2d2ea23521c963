package api_test

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"strings"
	"testing"
	"time"

	"todoke/internal/auth"
	"todoke/internal/incident"
	"todoke/internal/incidenttest"
	"todoke/internal/store"
)

const (
	secret = "鈴鹿原シール工業"
	key    = "3f1d1a52-7b1e-4c33-9a55-0c1f6a1be001"
	other  = "9b7c4d10-51ce-4f0b-8e27-77aa10c3e002"
)

var whole = `{"form": "door", "lang": "ja", "answers": {
  "noticed": {"values": ["files_locked"]},
  "story": {"value": "朝、共有フォルダが開けなかった。` + secret + `の者です。"},
  "discovered_on": {"date": "2020-01-11"},
  "contained_on": {"date": "先週の中ごろ", "state": "estimated"},
  "virus_machines": {"number": 12},
  "written_on": {"date": "2020-01-12"},
  "reporter_org": {"value": "` + secret + `"}}}`

// One report through every operation, on both databases; at the end every operation of the description has been called.
func TestEveryOperation(t *testing.T) {
	incidenttest.Stores(t, func(t *testing.T, st *store.Store) {
		d := deskOver(t, st)
		d.call("GET", "/forms", "").want(200, `"id":"door"`)
		d.call("GET", "/forms/door", "").want(200, "written_on")
		d.call("GET", "/forms/nowhere", "").want(404)
		d.call("GET", "/forms/door?version=99", "").want(404)

		filed := d.call("POST", "/reports", whole, "Idempotency-Key", `"`+key+`"`).want(201, "#/answers/contained_on")
		number, code := filed.string("number"), filed.string("code")
		if filed.header.Get("Location") != "/api/v1/reports/"+number || filed.string("proof") == "" {
			t.Errorf("receipt %v", filed.body)
		}
		mine := []string{"Todoke-Code", code}
		self := "/reports/" + number
		d.call("GET", self, "", mine...).want(200, `"state":"received"`, `"version":1`)
		d.call("GET", self, "", "Authorization", "Todoke-Code "+code).want(200)
		d.call("POST", self+"/versions", `{"answers": {"virus_machines": {"number": 30, "state": "estimated"}}}`, mine...).want(201, `"version":2`)
		d.call("POST", self+"/files", "記録", append(mine, "Content-Type", "text/plain", "Content-Disposition", "attachment; filename*=UTF-8''%E8%A8%98%E9%8C%B2.txt")...).want(201, `"version":3`)
		d.call("POST", self+"/messages", `{"words": "電話は夕方にお願いします。"}`, mine...).want(204)
		d.ask(number)
		d.call("POST", self+"/answers", `{"answers": {"begun_on": {"date": "2020-01-10"}}}`, mine...).want(204)
		d.call("GET", self+"/messages", "", mine...).want(200, "電話は夕方にお願いします。", `"from":"reporter"`)
		if got := d.call("GET", self+"/receipts", "", mine...).want(200); len(got.body["receipts"].([]any)) != 4 {
			t.Errorf("receipts %s", got.text)
		}
		d.call("POST", self+"/messages", `{"words": "考え直してください。", "contest": true}`, mine...).want(409)
		d.call("POST", self+"/consent", `{"case": "no"}`, mine...).want(204)
		d.call("POST", self+"/consent", `{"case": "no"}`, mine...).want(422)
		d.call("POST", self+"/consent", `{"share": "perhaps"}`, mine...).want(422, "#/share")
		d.call("POST", self+"/consent", `{"sale": "yes"}`, mine...).want(422)
		d.call("GET", self+"/consent", "", mine...).want(200, `"case":"no"`, `"share":"unsaid"`, `"published":false`, `"channel":"api"`)
		d.call("GET", self+"/consent", "", "Todoke-Code", "00000-00000-00000-00000").want(404)
		d.shown(number, code)
		d.call("POST", self+"/erasure", "", mine...).want(204)
		d.call("POST", self+"/erasure", "", mine...).want(409)
		d.call("GET", self, "", mine...).want(200, `"erasure":{"state":"waiting"`)
		d.call("POST", self+"/withdrawal", `{"reason": "mistaken"}`, mine...).want(204)
		d.call("GET", self, "", mine...).want(200, `"state":"withdrawn"`, "mistaken")
		d.call("POST", self+"/versions", `{"answers": {"virus_machines": {"number": 31}}}`, mine...).want(409)

		token := d.token(100, auth.ScopeFile, auth.ScopeRead)
		bearer := []string{"Authorization", "Bearer " + token}
		d.call("POST", "/reports/batch", `{"reports": [{"answers": {"story": {"value": "一つ目"}}}, {"answers": {"nowhere": {"value": "x"}}}, {"answers": {"story": {"value": "二つ目"}}}]}`,
			append(bearer, "Idempotency-Key", key)...).want(200, `"filed":2`, `"refused":1`, "#/answers/nowhere")
		page := d.call("GET", "/reports?limit=1", "", bearer...).want(200, `"next"`)
		d.call("GET", strings.TrimPrefix(page.string("next"), "/api/v1"), "", bearer...).want(200, `"state":"received"`)

		d.call("GET", "/editions", "").want(200, `"id":"2020H1"`)
		e := d.call("GET", "/editions/2020H1", "").want(200, `"todoke-edition/1"`)
		d.call("GET", "/editions/2020H1", "", "If-None-Match", e.header.Get("ETag")).want(304)
		d.call("GET", "/editions/2020H9", "").want(404)
		d.call("GET", "/cases", "").want(200, published)
		d.call("GET", "/cases/"+published, "").want(200, "2020H1")
		d.call("GET", "/cases/1999-0001", "").want(404)

		d.publishedStatistics()

		for _, item := range d.spec["paths"].(map[string]any) {
			for _, op := range item.(map[string]any) {
				if id := op.(map[string]any)["operationId"].(string); !d.called[id] {
					t.Errorf("%s was not called", id)
				}
			}
		}
		if s := d.log.String(); strings.Contains(s, secret) || strings.Contains(s, code) || strings.Contains(s, token) || strings.Contains(s, number) {
			t.Errorf("the log tells: %s", s)
		}
	})
}

// What is stored is what the portal stores: channel api, the answers, the written date, the file, the caller in the audit row.
func TestFiledAsAnyReport(t *testing.T) {
	d := newDesk(t)
	token := d.token(10, auth.ScopeFile)
	a := d.call("POST", "/reports", whole, "Idempotency-Key", key, "Authorization", "Bearer "+token).want(201)
	r, err := d.st.FindReport(t.Context(), a.string("number"))
	d.must(err)
	if r.Channel != incident.API || r.Lang != incident.JA || r.SourceLoad != 0 {
		t.Errorf("filed as %+v", r)
	}
	rows, err := d.st.ListAudit(t.Context(), store.AuditFilter{Action: "report.receive", Limit: 5})
	d.must(err)
	if len(rows) != 1 || !strings.HasPrefix(rows[0].Who, "token:") || strings.Contains(token, "架空") {
		t.Errorf("audit %+v", rows)
	}
	if prefix := strings.Split(strings.TrimPrefix(token, "todoke-"), "-")[0]; rows[0].Who != "token:"+prefix {
		t.Errorf("who %q, token begins %q", rows[0].Who, prefix)
	}
}

// Every wrong field is named at once, in the language asked for; nothing is filed and nothing sent is quoted.
func TestEveryWrongFieldNamed(t *testing.T) {
	d := newDesk(t)
	body := `{"form_version": 0, "lang": "fr", "himitsu no namae": 1, "colour": "red", "files": [{"name": "", "content": "%%%"}],
		"answers": {"himitsu": {"value": "x"}, "relation": {"value": "himitsu"}, "virus_place": {"values": ["pc", "himitsu"]}, "discovered_on": {"date": "2020-02-31"}, "virus_machines": {"number": 1.5}, "story": {"value": "x"}}}`
	a := d.call("POST", "/reports", body).want(422)
	want := []string{"#/form_version", "#/lang", "#/?", "#/colour", "#/files/0/name", "#/files/0/content", "#/answers/himitsu", "#/answers/relation/value", "#/answers/virus_place/values/1",
		"#/answers/virus_machines/number"}
	got := a.pointers()
	for _, p := range want {
		if got[p] == "" {
			t.Errorf("%s is not named", p)
		}
	}
	if strings.Contains(strings.ReplaceAll(a.text, "#/answers/himitsu", ""), "himitsu") || a.header.Get("Content-Type") != "application/problem+json" {
		t.Errorf("%s", a.text)
	}
	ja := d.call("POST", "/reports", body, "Accept-Language", "ja").want(422, "この質問に、この選択肢はありません。")
	if len(ja.pointers()) != len(got) {
		t.Errorf("%d in Japanese, %d in English", len(ja.pointers()), len(got))
	}
	n, err := d.st.ListAudit(t.Context(), store.AuditFilter{Action: "report.receive", Limit: 5})
	d.must(err)
	if len(n) > 0 {
		t.Error("something was filed")
	}
}

func TestRefusals(t *testing.T) {
	d := newDesk(t)
	for name, c := range map[string]struct {
		body   string
		header []string
		code   int
		words  string
	}{
		"broken":        {"{\n  \"form\": \"door\",\n  \"answers\": {,}\n}", nil, 400, "line 3, character 15"},
		"cut":           {`{"answers": {"story"`, nil, 400, "line 1, character 20"},
		"no object":     {`[]`, nil, 422, "JSON object"},
		"nothing":       {``, nil, 400, "line 1"},
		"not UTF-8":     {"{\"answers\": {\"story\": {\"value\": \"\x8d\x90\"}}}", nil, 400, "UTF-8"},
		"not enough":    {`{"answers": {"relation": {"value": "victim"}}}`, nil, 422, "#/answers"},
		"twice":         {`{"answers": {}, "answers": {}}`, nil, 422, "#/answers"},
		"other type":    {`a=b`, []string{"Content-Type", "application/x-www-form-urlencoded"}, 415, "application/json"},
		"no type":       {`{}`, []string{"Content-Type", ""}, 415, "application/json"},
		"short key":     {whole, []string{"Idempotency-Key", "1234"}, 422, "Idempotency-Key"},
		"dull key":      {whole, []string{"Idempotency-Key", strings.Repeat("ab", 20)}, 422, "Idempotency-Key"},
		"no such form":  {`{"form": "nowhere"}`, nil, 422, "#/form"},
		"no such token": {whole, []string{"Authorization", "Bearer todoke-AAAAA-BBBBB-CCCCC-DDDDD-EEEEE-FFFFF", "Idempotency-Key", key}, 401, "token"},
		"other scheme":  {whole, []string{"Authorization", "Basic YTpi"}, 401, "Bearer"},
		"other site":    {whole, []string{"Sec-Fetch-Site", "cross-site"}, 403, "other sites"},
		"answers list":  {`{"answers": [1]}`, nil, 422, "#/answers"},
		"deep":          {strings.Repeat("[", 20000), nil, 400, "line 1"},
	} {
		t.Run(name, func(t *testing.T) {
			d.T = t
			a := d.call("POST", "/reports", c.body, c.header...).want(c.code, c.words)
			if a.header.Get("Content-Type") != "application/problem+json" || a.string("type") == "" || a.string("title") == "" {
				t.Errorf("no problem: %s", a.text)
			}
			if c.code == 401 && a.header.Get("WWW-Authenticate") == "" {
				t.Error("401 without WWW-Authenticate")
			}
		})
	}
	d.T = t
	d.call("DELETE", "/reports", "").want(405, "GET, POST")
	d.call("GET", "/nowhere", "").want(404)
	d.call("GET", "/reports/T-2020-000001-K", "").want(401, "Todoke-Code")
	d.call("GET", "/reports/T-2020-000001-K", "", "Todoke-Code", "AAAAA-AAAAA-AAAAA-AAAAA").want(404)
	d.call("GET", "/reports", "").want(401)
}

// A body that is too large is refused by its length alone, before a byte of it is read.
func TestTooLarge(t *testing.T) {
	d := newDesk(t)
	a := d.call("POST", "/reports", strings.Repeat(" ", 8<<20+1)).want(413)
	if !strings.Contains(a.text, "8 MB") {
		t.Error(a.text)
	}
	f := d.call("POST", "/reports", whole).want(201)
	r, err := http.NewRequest("POST", d.url+"/api/v1/reports/"+f.string("number")+"/files", &zeros{50<<20 + 1}) // no length told
	d.must(err)
	r.Header.Set("Todoke-Code", f.string("code"))
	r.Header.Set("Content-Disposition", `attachment; filename="big.bin"`)
	d.do(r).want(413)
	v := d.call("GET", "/reports/"+f.string("number"), "", "Todoke-Code", f.string("code")).want(200, `"version":1`, `"files":0`)
	if v.body["demo"] != nil {
		t.Error("a desk that is none says it is a demonstration")
	}
}

// zeros is a file of n zero bytes.
type zeros struct{ n int }

func (z *zeros) Read(b []byte) (int, error) {
	n := min(len(b), z.n)
	if n == 0 {
		return 0, io.EOF
	}
	clear(b[:n])
	z.n -= n
	return n, nil
}

// The same key gives the same receipt to the same caller with the same body, and to nobody else.
func TestIdempotencyKey(t *testing.T) {
	d := newDesk(t)
	first := d.call("POST", "/reports", whole, "Idempotency-Key", key).want(201)
	again := d.call("POST", "/reports", whole, "Idempotency-Key", key).want(201, `"repeat":true`)
	for _, name := range []string{"number", "code", "proof"} {
		if first.string(name) != again.string(name) {
			t.Errorf("%s: %q, then %q", name, first.string(name), again.string(name))
		}
	}
	changed := strings.Replace(whole, "files_locked", "leak", 1)
	a := d.call("POST", "/reports", changed, "Idempotency-Key", key).want(422, "Idempotency-Key")
	if strings.Contains(a.text, first.string("code")) || strings.Contains(a.text, first.string("number")) {
		t.Error("a refused key tells the report")
	}
	if v := d.call("GET", "/reports/"+first.string("number"), "", "Todoke-Code", first.string("code")); v.body["version"] != 1.0 {
		t.Error("the other body became a version")
	}
	same := d.call("POST", "/reports", whole).want(200, `"repeat":true`)
	if same.string("number") != first.string("number") || same.string("code") != "" {
		t.Errorf("by content alone: %s", same.text)
	}
	one, two := "Bearer "+d.token(10, auth.ScopeFile), "Bearer "+d.token(10, auth.ScopeFile)
	x := d.call("POST", "/reports", whole, "Idempotency-Key", key, "Authorization", one).want(201)
	y := d.call("POST", "/reports", whole, "Idempotency-Key", key, "Authorization", two).want(201)
	if x.string("code") == y.string("code") || x.string("code") == first.string("code") {
		t.Error("another caller's key gave the code")
	}
	d.call("POST", "/reports", whole, "Authorization", one).want(400, "Idempotency-Key")
	d.now = d.now.Add(25 * time.Hour)
	if late := d.call("POST", "/reports", whole, "Idempotency-Key", key).want(201); late.string("number") == first.string("number") {
		t.Error("a key lives longer than a day")
	}
}

func TestIdempotencyKeyWithFiles(t *testing.T) {
	d := newDesk(t)
	with := func(content string) string {
		return strings.Replace(whole, `"answers"`, `"files": [{"name": "a.txt", "content": "`+base64.StdEncoding.EncodeToString([]byte(content))+`"}], "answers"`, 1)
	}
	first := d.call("POST", "/reports", with("ABC"), "Idempotency-Key", key).want(201)
	again := d.call("POST", "/reports", with("ABC"), "Idempotency-Key", key).want(201)
	if first.string("code") != again.string("code") {
		t.Error("another code")
	}
	d.call("POST", "/reports", with("ABD"), "Idempotency-Key", key).want(422)
	d.call("GET", "/reports/"+first.string("number"), "", "Todoke-Code", first.string("code")).want(200, `"files":1`, `"version":1`)
}

func TestMultipart(t *testing.T) {
	d := newDesk(t)
	send := func(parts func(m *multipart.Writer)) answer {
		var b bytes.Buffer
		m := multipart.NewWriter(&b)
		parts(m)
		d.must(m.Close())
		return d.call("POST", "/reports", b.String(), "Content-Type", m.FormDataContentType())
	}
	file := func(m *multipart.Writer, field, name, content string) {
		w, err := m.CreateFormFile(field, name)
		d.must(err)
		_, err = w.Write([]byte(content))
		d.must(err)
	}
	a := send(func(m *multipart.Writer) {
		d.must(m.WriteField("report", whole))
		file(m, "files", "memo.txt", "YOUR FILES ARE LOCKED")
		file(m, "files", "log.txt", "GET /")
	}).want(201)
	d.call("GET", "/reports/"+a.string("number"), "", "Todoke-Code", a.string("code")).want(200, `"files":2`)
	send(func(m *multipart.Writer) {
		file(m, "report", "report.json", strings.Replace(whole, "朝", "夕方", 1))
	}).want(201)
	bad := send(func(m *multipart.Writer) {
		d.must(m.WriteField("himitsu namae", "x"))
		file(m, "photo", "a.png", "x")
	}).want(422)
	if got := bad.pointers(); got["#/?"] == "" || got["#/photo"] == "" || got["#/report"] == "" {
		t.Errorf("%s", bad.text)
	}
	d.call("POST", "/reports", "--x\r\nhimitsu\r\n", "Content-Type", "multipart/form-data; boundary=x").want(400)
}

// A token does what its scopes say, at its rate, until it ends.
func TestTokens(t *testing.T) {
	d := newDesk(t)
	list, err := d.auth.ListTokens(t.Context(), auth.Operator)
	d.must(err)
	if len(list) != 0 {
		t.Fatal(list)
	}
	reads, files := d.token(3, auth.ScopeRead), d.token(3, auth.ScopeFile)
	d.call("POST", "/reports", whole, "Authorization", "Bearer "+reads, "Idempotency-Key", key).want(403, "report.file")
	d.call("GET", "/reports", "", "Authorization", "Bearer "+files).want(403, "report.read")
	for i := range 3 {
		d.call("POST", "/reports", strings.Replace(whole, "朝", itoa(i), 1), "Authorization", "Bearer "+files, "Idempotency-Key", other+itoa(i)).want(201)
	}
	a := d.call("POST", "/reports", whole, "Authorization", "Bearer "+files, "Idempotency-Key", other).want(429)
	if s := a.header.Get("Retry-After"); s == "" || s == "0" {
		t.Errorf("Retry-After %q", s)
	}
	if got := d.call("GET", "/reports", "", "Authorization", "Bearer "+reads).want(200); len(got.body["reports"].([]any)) != 0 {
		t.Error("one token lists another's reports")
	}
	list, err = d.auth.ListTokens(t.Context(), auth.Operator)
	d.must(err)
	if len(list) != 2 || list[0].Name != "架空SOC" || list[0].Used.IsZero() {
		t.Errorf("%+v", list)
	}
	_, err = d.auth.RevokeToken(t.Context(), auth.Operator, list[1].ID)
	d.must(err)
	d.call("GET", "/reports", "", "Authorization", "Bearer "+reads).want(401)
	d.now = d.now.AddDate(0, 0, 31)
	d.call("POST", "/reports", whole, "Authorization", "Bearer "+files, "Idempotency-Key", key).want(401)
}

// Wrong codes are slowed as on the portal, and the wait is told.
func TestWrongCodes(t *testing.T) {
	d := newDesk(t)
	f := d.call("POST", "/reports", whole).want(201)
	self := "/reports/" + f.string("number")
	for range 5 {
		d.call("GET", self, "", "Todoke-Code", "AAAAA-AAAAA-AAAAA-AAAAA").want(404)
	}
	a := d.call("GET", self, "", "Todoke-Code", "AAAAA-AAAAA-AAAAA-AAAAA").want(429)
	if a.header.Get("Retry-After") == "" {
		t.Error("no Retry-After")
	}
}

// A flood of anonymous reports is filed and marked; nobody is locked out.
func TestFloodIsMarked(t *testing.T) {
	d := newDesk(t)
	last := ""
	for i := range 25 {
		last = d.call("POST", "/reports", fmt.Sprintf(`{"answers": {"story": {"value": "連続 %d"}}}`, i)).want(201).string("number")
	}
	r, err := d.st.FindReport(t.Context(), last)
	d.must(err)
	if r.SourceLoad != 25 {
		t.Errorf("marked with %d", r.SourceLoad)
	}
}

// When the database is gone, the answer says that nothing was filed and when to come back, and the log has no word of the report.
func TestStoreDown(t *testing.T) {
	st, err := store.Open(t.Context(), store.Config{Dir: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	d := deskOver(t, st)
	d.must(st.Close())
	a := d.call("POST", "/reports", whole).want(503, "nothing was filed")
	if a.header.Get("Retry-After") == "" || strings.Contains(d.log.String(), secret) {
		t.Errorf("%v %s", a.header, d.log)
	}
}

// The page for people stands in both languages, without script of others, and leads to every operation and every problem.
func TestDocsPage(t *testing.T) {
	d := newDesk(t)
	for _, lang := range []string{"ja", "en"} {
		b := incidenttest.NewBrowser(t, d.url)
		p := b.Visit("/api/v1/?lang=" + lang)
		for path, item := range d.spec["paths"].(map[string]any) {
			for _, op := range item.(map[string]any) {
				p.Has(path)
				if id := op.(map[string]any)["operationId"].(string); !strings.Contains(p.Body, `id="`+id+`"`) {
					t.Errorf("%s: %s is not on the page", lang, id)
				}
			}
		}
		for _, slug := range []string{"invalid", "limited", "stored", "unauthorized"} {
			if !strings.Contains(p.Body, `id="`+slug+`"`) {
				t.Errorf("%s: no %s", lang, slug)
			}
		}
		if strings.Contains(p.Body, "api.op.") || strings.Contains(p.Body, "api.text.") {
			t.Error("a key shows")
		}
	}
	r, err := http.Get(d.url + "/api/v1/openapi.yaml")
	d.must(err)
	r.Body.Close()
	if r.StatusCode != 200 || r.Header.Get("Content-Type") != "application/yaml" {
		t.Errorf("openapi.yaml: %d", r.StatusCode)
	}
	if d.spec["openapi"] != "3.1.0" {
		t.Errorf("openapi %v", d.spec["openapi"])
	}
}
