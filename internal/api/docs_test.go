package api_test

import (
	"bytes"
	"crypto/rand"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"todoke/internal/auth"
	"todoke/internal/form"
	"todoke/internal/i18n"
	"todoke/internal/incident"
	"todoke/internal/triage"
)

const sample = "a strange program\n"

// ask has the desk ask one question of the form and one in its own words.
func (d *desk) ask(number string) {
	d.Helper()
	forms, err := form.Load()
	d.must(err)
	texts, err := i18n.Load()
	d.must(err)
	tr, err := triage.New(triage.Config{Store: d.st, Seal: d.seal, Forms: forms, Texts: texts, Now: func() time.Time { return d.now }})
	d.must(err)
	staff := incident.Actor{Kind: incident.Staff, ID: 1, Login: "hana", Roles: []incident.Role{incident.Intake}}
	_, err = tr.AskBack(d.Context(), staff, number, triage.Questionnaire{Questions: []string{"begun_on"}, Own: []string{"何台ですか。"}, Due: d.now.AddDate(0, 0, 7)})
	d.must(err)
}

// lines are the commands of the section API in docs/channels.md, as written.
func lines(t *testing.T) []string {
	t.Helper()
	b, err := os.ReadFile("../../docs/channels.md")
	if err != nil {
		t.Fatal(err)
	}
	_, section, _ := strings.Cut(string(b), "\n## API\n")
	section, _, _ = strings.Cut(section, "\n## ")
	var out []string
	inside := false
	for line := range strings.Lines(section) {
		line = strings.TrimSpace(line)
		switch {
		case line == "```sh":
			inside = true
		case line == "```":
			inside = false
		case inside && line != "":
			out = append(out, line)
		}
	}
	if len(out) < 15 {
		t.Fatalf("only %d lines", len(out))
	}
	return out
}

// Every line of the documentation works as it is written: read as curl would, and by curl itself where there is one. Together they call every operation.
func TestLinesOfDocs(t *testing.T) {
	curl, _ := exec.LookPath("curl")
	commands := lines(t) // before the folder is changed
	for name, run := range map[string]func(*desk, string, map[string]string){"read": (*desk).runLine, "curl": (*desk).runCurl} {
		if name == "curl" && curl == "" {
			continue // the other reading of the same lines holds them
		}
		t.Run(name, func(t *testing.T) {
			d := newDesk(t)
			d.count("2020").release()
			t.Chdir(t.TempDir())
			d.must(os.WriteFile("sample.txt", []byte(sample), 0o600))
			f := d.call("POST", "/reports", whole).want(201)
			d.ask(f.string("number"))
			vars := map[string]string{"API": d.url + "/api/v1", "NUMBER": f.string("number"), "CODE": f.string("code"), "TOKEN": d.token(100, auth.ScopeFile, auth.ScopeRead),
				"SHOWING": d.show(f.string("number"))}
			for _, line := range commands {
				vars["KEY"] = rand.Text()
				run(d, line, vars)
			}
			if name != "read" {
				return
			}
			for _, item := range d.spec["paths"].(map[string]any) {
				for _, op := range item.(map[string]any) {
					if id := op.(map[string]any)["operationId"].(string); !d.called[id] {
						t.Errorf("no line calls %s", id)
					}
				}
			}
		})
	}
}

func (d *desk) runCurl(line string, vars map[string]string) {
	d.Helper()
	c := exec.CommandContext(d.Context(), "sh", "-c", line+` -o out -w '%{http_code}'`)
	c.Env = os.Environ()
	for k, v := range vars {
		c.Env = append(c.Env, k+"="+v)
	}
	code, err := c.Output()
	if err != nil || !strings.HasPrefix(string(code), "20") {
		said, _ := os.ReadFile("out")
		d.Errorf("%s\n%v %s %s", line, err, code, said)
	}
}

// runLine reads the few words of curl the documentation uses; one it does not know fails the test.
func (d *desk) runLine(line string, vars map[string]string) {
	d.Helper()
	words := shell(line, vars)
	if words[0] != "curl" {
		d.Fatalf("no curl: %s", line)
	}
	r, err := http.NewRequest(http.MethodGet, "", nil)
	d.must(err)
	var body bytes.Buffer
	parts := multipart.NewWriter(&body)
	for i := 1; i < len(words); i++ {
		w := words[i]
		if w == "-s" {
			continue
		}
		if !strings.HasPrefix(w, "-") {
			u, err := http.NewRequest(http.MethodGet, w, nil)
			d.must(err)
			r.URL = u.URL
			continue
		}
		i++
		switch value := words[i]; w {
		case "-H":
			name, v, _ := strings.Cut(value, ": ")
			r.Header.Set(name, v)
		case "-d":
			r.Method = http.MethodPost
			body.WriteString(value)
		case "--data-binary":
			r.Method = http.MethodPost
			b, err := os.ReadFile(strings.TrimPrefix(value, "@"))
			d.must(err)
			body.Write(b)
		case "-F":
			r.Method = http.MethodPost
			name, v, _ := strings.Cut(value, "=")
			if file, ok := strings.CutPrefix(v, "@"); ok {
				b, err := os.ReadFile(file)
				d.must(err)
				p, err := parts.CreateFormFile(name, filepath.Base(file))
				d.must(err)
				_, err = p.Write(b)
				d.must(err)
			} else {
				d.must(parts.WriteField(name, v))
			}
			r.Header.Set("Content-Type", parts.FormDataContentType())
		default:
			d.Fatalf("%s in %s", w, line)
		}
	}
	if strings.HasPrefix(r.Header.Get("Content-Type"), "multipart/") {
		d.must(parts.Close())
	}
	if body.Len() > 0 {
		r.Body, r.ContentLength = io.NopCloser(&body), int64(body.Len())
	}
	if a := d.do(r); a.code < 200 || a.code > 204 {
		d.Errorf("%s\n%d %s", line, a.code, a.text)
	}
}

// shell parts a line as sh does: quotes, and variables outside single ones.
func shell(line string, vars map[string]string) []string {
	var out []string
	var word strings.Builder
	quote := rune(0)
	plain := strings.Builder{}
	flush := func() {
		word.WriteString(os.Expand(plain.String(), func(name string) string { return vars[name] }))
		plain.Reset()
	}
	for _, c := range line {
		switch {
		case quote != 0 && c == quote:
			if quote == '"' {
				flush()
			}
			quote = 0
		case quote == '\'':
			word.WriteRune(c)
		case quote == 0 && (c == '\'' || c == '"'):
			flush()
			quote = c
		case quote == 0 && c == ' ':
			flush()
			out = append(out, word.String())
			word.Reset()
		default:
			plain.WriteRune(c)
		}
	}
	flush()
	return append(out, word.String())
}

// What the desk asks is read with the messages and answered; an answer to a question of the form is a new version.
func TestQuestions(t *testing.T) {
	d := newDesk(t)
	f := d.call("POST", "/reports", whole).want(201)
	self, mine := "/reports/"+f.string("number"), []string{"Todoke-Code", f.string("code")}
	d.ask(f.string("number"))
	d.call("GET", self, "", mine...).want(200)
	a := d.call("GET", self+"/messages", "", mine...).want(200, "begun_on", "何台ですか。")
	id := ""
	for _, q := range a.body["questions"].([]any) {
		if m := q.(map[string]any); m["question"] == nil {
			id = m["id"].(string)
		}
	}
	d.call("POST", self+"/answers", `{"answers": {"nowhere": {"value": "x"}}, "own": {"himitsu": "x"}}`, mine...).want(422, "#/answers/nowhere", "#/own")
	d.call("POST", self+"/answers", `{}`, mine...).want(422)
	d.call("POST", self+"/answers", fmt.Sprintf(`{"answers": {"begun_on": {"date": "2020-01-10"}}, "own": {%q: "三台です。"}}`, id), mine...).want(204)
	if got := d.call("GET", self+"/messages", "", mine...).want(200); strings.Count(got.text, `"answered"`) != 2 {
		t.Errorf("%s", got.text)
	}
	d.call("GET", self, "", mine...).want(200, `"version":2`)
}
