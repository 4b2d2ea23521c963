package intake_test

import (
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"todoke/internal/form"
	"todoke/internal/incident"
	"todoke/internal/intake"
)

var update = flag.Bool("update", false, "write anew what is expected of the corpus; read the difference")

// expected is what stands in test/channels/expected for each file received.
type expected struct {
	Channel incident.Channel
	Read    intake.Outcome
	Reports []expectedReport  `json:",omitempty"`
	Unread  []incident.Unread `json:",omitempty"`
	Why     string            `json:",omitempty"`
}

type expectedReport struct {
	Form    string
	Lang    incident.Lang
	Answers map[string]incident.Answer
}

// TestChannels reads every file of test/channels/received and compares it with the report expected of it, and prints how many were read wholly, partly and not.
func TestChannels(t *testing.T) {
	forms, err := form.Load()
	if err != nil {
		t.Fatal(err)
	}
	r := intake.Reader{Forms: forms, Today: time.Date(2020, 1, 31, 12, 0, 0, 0, incident.Japan)}
	root := filepath.Join("..", "..", "test", "channels", "received")
	entries, err := os.ReadDir(root)
	if err != nil {
		t.Fatal(err)
	}
	counts := map[intake.Outcome]int{}
	files := 0
	for _, e := range entries {
		if filepath.Ext(e.Name()) == ".mbox" { // mailboxes are cut by cmd
			continue
		}
		files++
		b, err := os.ReadFile(filepath.Join(root, e.Name()))
		if err != nil {
			t.Fatal(err)
		}
		got := r.Read(e.Name(), b)
		counts[got.Outcome]++
		is := expected{Channel: got.Channel, Read: got.Outcome, Unread: got.Unread, Why: got.Why}
		for _, x := range got.Reports {
			report := expectedReport{Form: x.Form.ID, Lang: x.Lang, Answers: map[string]incident.Answer{}}
			for _, a := range x.Answers {
				report.Answers[a.Question] = a
			}
			is.Reports = append(is.Reports, report)
		}
		path := filepath.Join(root, "..", "expected", e.Name()+".json")
		if *update {
			out, err := json.MarshalIndent(is, "", " ")
			if err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(path, append(out, '\n'), 0o644); err != nil {
				t.Fatal(err)
			}
			continue
		}
		var want expected
		w, err := os.ReadFile(path)
		if err == nil {
			err = json.Unmarshal(w, &want)
		}
		if err != nil {
			t.Errorf("%s: what is expected: %v", e.Name(), err)
			continue
		}
		var again expected // through JSON as well, so that empty and missing are one
		b, _ = json.Marshal(is)
		if err := json.Unmarshal(b, &again); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, again); diff != "" {
			t.Errorf("%s: %s", e.Name(), diff)
		}
		for _, x := range is.Reports {
			if s := x.Answers["story"].Text; strings.Contains(s, "\ufffd") && got.Outcome == intake.Whole {
				t.Errorf("%s: read wholly with unreadable characters", e.Name())
			}
		}
	}
	t.Logf("%d files: %d wholly, %d partly, %d not", files, counts[intake.Whole], counts[intake.Partly], counts[intake.Not])
	if files < 60 || counts[intake.Whole] == 0 || counts[intake.Partly] == 0 || counts[intake.Not] == 0 {
		t.Errorf("the corpus is not varied: %v", counts)
	}
}
