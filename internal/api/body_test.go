package api

import (
	"errors"
	"strings"
	"testing"
	"time"

	"todoke/internal/form"
	"todoke/internal/incident"
	"todoke/internal/incidenttest"
	"todoke/internal/intake"
)

// FuzzBody: whatever is sent as a report is read or refused with errors a person may be told, each with words and none quoting what was sent;
// what was read without an error reads the same once more from its own answers.
func FuzzBody(f *testing.F) {
	for _, s := range []string{`{}`, `{"answers": {"story": {"value": "x"}}}`, `{"form": "virus", "form_version": 1, "lang": "en", "answers": {"virus_machines": {"number": 3}}}`,
		`{"files": [{"name": "a", "content": "QUJD"}], "answers": {"noticed": {"values": ["leak"]}}}`, `{"answers": {"discovered_on": {"date": "先週"}}}`, "\ufeff{}", `{"a": 1, "a": 2}`, `{"files": [1, {"name": 2}]}`, `{"answers": []}`, `[`, `{"form": null}`} {
		f.Add([]byte(s))
	}
	forms, err := form.Load()
	if err != nil {
		f.Fatal(err)
	}
	now := func() time.Time { return time.Date(2020, 3, 2, 9, 0, 0, 0, time.UTC) }
	st := incidenttest.SQLite(f)
	a := &api{Config: Config{Forms: forms, Intake: intake.New(st, nil, forms, now)}}
	f.Fuzz(func(t *testing.T, b []byte) {
		s, err := a.parse(b, incident.JA, nil)
		if err != nil {
			var told *incident.Error
			if !errors.As(err, &told) {
				t.Fatalf("not for people: %v", err)
			}
			return
		}
		for _, e := range s.errs {
			if e.Key == "" || e.Field == "" || strings.ContainsAny(e.Field, " \n\"") {
				t.Fatalf("error %+v", e)
			}
		}
		if len(s.errs) > 0 {
			return
		}
		out, err := s.form.JSON(s.reading.Answers)
		if err != nil {
			t.Fatal(err)
		}
		again := s.form.ReadJSON(out, a.Intake.Today())
		if len(again.Errors) > 0 || len(again.Answers) != len(s.reading.Answers) {
			t.Fatalf("%v, then %v %v", s.reading.Answers, again.Answers, again.Errors)
		}
	})
}
