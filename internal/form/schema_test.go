package form

import (
	"bytes"
	"encoding/json"
	"net/url"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/santhosh-tekuri/jsonschema/v6"
	"pgregory.net/rapid"

	"todoke/internal/incident"
)

func allForms(t testing.TB) []*Form {
	t.Helper()
	forms, err := Load()
	if err != nil {
		t.Fatal(err)
	}
	return forms.List()
}

func compiled(t testing.TB, f *Form, lang incident.Lang) *jsonschema.Schema {
	t.Helper()
	b, err := f.Schema(lang)
	if err != nil {
		t.Fatal(err)
	}
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(b))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	if err := c.AddResource("form.json", doc); err != nil {
		t.Fatal(err)
	}
	s, err := c.Compile("form.json")
	if err != nil {
		t.Fatalf("%s: the schema is no JSON Schema 2020-12: %v", f.ID, err)
	}
	return s
}

func valid(t testing.TB, s *jsonschema.Schema, body []byte) error {
	t.Helper()
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(body))
	if err != nil {
		return err
	}
	return s.Validate(doc)
}

// someWords are what people and machines type into a field.
var someWords = rapid.OneOf(rapid.String(), rapid.SampledFrom([]string{
	"2020-01-11", "令和元年", "昭和64年", "2020年1月上旬", "2019年頃", "1月9日", "先週", "約30台", "12", "０", "株式会社 あ\nい", "　", "unknown", "約2019年12月",
	"不明", "（不明）", "該当なし", "なし", "（推定）", "あ（推定）", "x", "□", "■ パソコン", "[x] a", "> 引用", "氏名：山田", "1. 発見年月日：昨日", "［ここまで］", "\\x", "a\n\n  b \n［ここから］\nc",
	"-- \n署名", "（　）", "年　月　日", "( )", "--", "・", "・あ", "他）（他", "Form: virus 1 (ja)", "【届出者について】", "※ 例", "Windows（■10", "www.example.jp:8080/x", "10:30", "a b", "1", "2-1",
}))

// someAnswers draws answers to a form as a page would have read them.
func someAnswers(t *rapid.T, f *Form) Reading {
	v := url.Values{}
	for _, s := range f.Steps {
		for _, q := range s.Questions {
			if q.Kind == Files || rapid.IntRange(0, 2).Draw(t, "ask") > 0 {
				continue
			}
			for _, o := range q.Options {
				if rapid.IntRange(0, 4).Draw(t, "tick") == 0 && (q.Kind == Multi || v.Get(q.ID) == "") {
					v.Add(q.ID, o.Code)
				}
				if o.Other && rapid.IntRange(0, 2).Draw(t, "other") == 0 {
					v.Set(q.ID+"."+o.Code+".other", someWords.Draw(t, "words"))
				}
			}
			if len(q.Options) == 0 {
				v.Set(q.ID, someWords.Draw(t, "typed"))
			}
			v.Set(q.ID+".state", rapid.SampledFrom([]string{"", "", "", "estimated", "unknown", "not_applicable"}).Draw(t, "state"))
		}
	}
	return f.ReadValues(v, today)
}

func TestJSONRoundTrip(t *testing.T) {
	for _, f := range allForms(t) {
		schema := compiled(t, f, incident.JA)
		rapid.Check(t, func(t *rapid.T) {
			first := someAnswers(t, f)
			body, err := f.JSON(first.Answers)
			if err != nil {
				t.Fatal(err)
			}
			again := f.ReadJSON(body, today)
			if d := cmp.Diff(first.Answers, again.Answers); d != "" {
				t.Fatalf("%s: through JSON (-first +again):\n%s\n%s", f.ID, d, body)
			}
			if len(again.Errors) != len(first.Errors) {
				t.Fatalf("%s: errors %v after %v", f.ID, again.Errors, first.Errors)
			}
			doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(body))
			if err == nil {
				err = schema.Validate(doc)
			}
			if tooLong := slices.ContainsFunc(first.Errors, func(e *incident.Error) bool { return e.Key == "error.too_long" }); (err != nil) != tooLong {
				t.Fatalf("%s: what JSON wrote is refused by the schema: %v\n%s", f.ID, err, body)
			}
		})
	}
}

// Each wrong body is refused by the schema and by ReadJSON, which names the field; what is right beside it is read.
func TestJSONNamesEveryWrongField(t *testing.T) {
	f := door(t)
	schema := compiled(t, f, incident.EN)
	for name, c := range map[string]struct {
		body string
		want []string // field and key
	}{
		"as it should be":   {`{"story":{"value":"x"},"noticed":{"values":["leak"],"state":"estimated"},"virus_count":{"number":3},"virus_machines":{"value":"約30台"},"begun_on":{"date":"2020-01"},"contained_on":{"state":"unknown"}}`, nil},
		"no such question":  {`{"storey":{"value":"x"}}`, []string{"storey error.json_question"}},
		"a name for a key":  {`{"山田太郎":{"value":"x"}}`, []string{"? error.json_question"}},
		"files":             {`{"files":{"value":"x"}}`, []string{"files error.json_question"}},
		"a bare string":     {`{"story":"x"}`, []string{"story error.json_answer"}},
		"an empty answer":   {`{"story":{}}`, []string{"story error.json_answer"}},
		"the wrong member":  {`{"story":{"date":"2020-01-01"}}`, []string{"story.date error.json_member"}},
		"text as number":    {`{"story":{"value":7}}`, []string{"story.value error.json_text"}},
		"null":              {`{"story":{"value":null}}`, []string{"story.value error.json_text"}},
		"empty text":        {`{"story":{"value":""}}`, []string{"story.value error.json_text"}},
		"no such option":    {`{"relation":{"value":"boss"}}`, []string{"relation.value error.json_option"}},
		"one of them":       {`{"noticed":{"values":["leak","x","leak"]}}`, []string{"noticed.values.1 error.json_option", "noticed.values.2 error.json_twice"}},
		"values as one":     {`{"noticed":{"values":"leak"}}`, []string{"noticed.values error.json_codes"}},
		"a broken number":   {`{"virus_count":{"number":1.5}}`, []string{"virus_count.number error.json_number"}},
		"below nothing":     {`{"virus_count":{"number":-1}}`, []string{"virus_count.number error.json_number"}},
		"a state":           {`{"story":{"value":"x","state":"perhaps"}}`, []string{"story.state error.json_state"}},
		"words beside none": {`{"noticed":{"values":["leak"],"other":{"leak":"x"}}}`, []string{"noticed.other.leak error.json_other_option"}},
		"words as text":     {`{"noticed":{"values":["leak"],"other":"x"}}`, []string{"noticed.other error.json_other"}},
		"other elsewhere":   {`{"relation":{"value":"victim","other":{}}}`, []string{"relation.other error.json_member"}},
		"number twice over": {`{"virus_count":{"number":3,"value":"3"}}`, []string{"virus_count.value error.json_both"}},
		"a list":            {`[]`, []string{" error.json_object"}},
		"two at once":       {`{"x":1,"story":{"value":""}}`, []string{"x error.json_question", "story.value error.json_text"}},
	} {
		r := f.ReadJSON([]byte(c.body), today)
		var got []string
		for _, e := range r.Errors {
			got = append(got, e.Field+" "+e.Key)
		}
		if d := cmp.Diff(c.want, got); d != "" {
			t.Errorf("%s (-want +got):\n%s", name, d)
		}
		if err := valid(t, schema, []byte(c.body)); (err != nil) != (c.want != nil) {
			t.Errorf("%s: the schema says %v", name, err)
		}
	}
	for body, key := range map[string]string{`{"story":{"value":"a"},"story":{"value":"b"}}`: "error.json_twice", `{"story":`: "error.json_syntax", `{} x`: "error.json_syntax", ``: "error.json_syntax",
		`{"discovered_on":{"date":"2030-01-01"}}`: "error.date_future"} {
		if r := f.ReadJSON([]byte(body), today); len(r.Errors) != 1 || r.Errors[0].Key != key {
			t.Errorf("%s: %v, want %s", body, r.Errors, key)
		}
	}
	r := f.ReadJSON([]byte(`{"x":1,"story":{"value":"a"}}`), today)
	if a, _ := Find(r.Answers, "story"); a.Text != "a" {
		t.Error("what is right beside what is wrong was not read")
	}
}

// FuzzReadJSON: no body breaks the reader, and no answer comes from a body the schema would refuse outright.
func FuzzReadJSON(f *testing.F) {
	f.Add([]byte(`{"story":{"value":"x","state":"unknown"},"noticed":{"values":["leak"],"other":{"unsure":"y"}}}`))
	f.Add([]byte(`{"virus_count":{"number":1e12},"discovered_on":{"date":"２０２０／１／１１"}}`))
	f.Add([]byte(`{"a":{"a":{"a":[[[[`))
	form := door(f)
	schema := compiled(f, form, incident.JA)
	f.Fuzz(func(t *testing.T, body []byte) {
		r := form.ReadJSON(body, today)
		if !json.Valid(body) {
			if len(r.Errors) == 0 {
				t.Fatalf("read as if it were JSON: %q", body)
			}
			return
		}
		if valid(t, schema, body) != nil && len(r.Errors) == 0 {
			t.Fatalf("the schema refuses it, the reader does not: %s", body)
		}
	})
}
