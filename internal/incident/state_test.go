package incident

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// golden compares text with a file of testdata.
func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.MkdirAll("testdata", 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("%s has changed; read the difference, then run with -update:\n%s", name, got)
	}
}

// pairs writes a table of every state against every state and holds that a refusal is a Conflict.
func pairs[S ~string](t *testing.T, states []S, move func(from, to S) error) string {
	t.Helper()
	var b strings.Builder
	for _, from := range states {
		var to []string
		for _, s := range states {
			err := move(from, s)
			var e *Error
			if err != nil && (!errors.As(err, &e) || e.Kind != Conflict) {
				t.Errorf("%s to %s: %v", from, s, err)
			}
			if err == nil {
				to = append(to, string(s))
			}
		}
		fmt.Fprintf(&b, "%s -> %s\n", from, strings.Join(to, " "))
		if move(from, "nonsense") == nil || move("nonsense", from) == nil {
			t.Errorf("a state that does not exist was taken beside %s", from)
		}
	}
	return b.String()
}

func TestMoves(t *testing.T) {
	text := "report\n" + pairs(t, ReportStates, MoveReport) +
		"\nrevision\n" + pairs(t, []RevisionState{Draft, Submitted, Returned, Approved}, MoveRevision) +
		"\nedition\n" + pairs(t, EditionStates, MoveEdition)
	golden(t, "moves.txt", text)
}

// TestMovesReach holds what the tables must never lose: everything a report went through can be undone, what is published stays.
func TestMovesReach(t *testing.T) {
	for _, s := range ReportStates {
		if s != Received && MoveReport(s, Received) != nil {
			t.Errorf("%s cannot be undone", s)
		}
		if MoveReport(s, s) == nil {
			t.Errorf("%s may be entered from itself", s)
		}
	}
	for _, s := range EditionStates {
		if MoveEdition(Released, s) == nil {
			t.Errorf("a released edition may become %s", s)
		}
		if s != Checked && MoveEdition(s, Released) == nil {
			t.Errorf("%s may be released without the check", s)
		}
	}
	if MoveRevision(Draft, Approved) == nil || MoveRevision(Returned, Approved) == nil {
		t.Error("a revision may be approved without having been submitted")
	}
}

// TestPermissions writes the whole grid of role × action.
func TestPermissions(t *testing.T) {
	var b strings.Builder
	for _, a := range Actions {
		var may []string
		for _, r := range Roles {
			if Can(Actor{Kind: Staff, Roles: []Role{r}}, a) {
				may = append(may, string(r))
			}
		}
		fmt.Fprintf(&b, "%-16s %s\n", a, strings.Join(may, " "))
		if len(may) == 0 {
			t.Errorf("nobody may %s", a)
		}
	}
	golden(t, "permissions.txt", b.String())
}

// TestPermissionRules holds the lines that no change of the grid may cross.
func TestPermissionRules(t *testing.T) {
	may := func(r Role, a Action) bool { return Can(Actor{Kind: Staff, Roles: []Role{r}}, a) }
	for _, a := range Actions {
		for _, who := range []Actor{{}, {Kind: Reporter, Roles: Roles}, {Kind: Machine, Roles: Roles}, {Kind: Staff}, {Kind: Staff, Roles: []Role{"owner"}}} {
			if Can(who, a) {
				t.Errorf("%q with roles %v may %s", who.Kind, who.Roles, a)
			}
			var e *Error
			if err := Ask(who, a); !errors.As(err, &e) || e.Kind != Forbidden {
				t.Errorf("Ask: %v", err)
			}
		}
		if !Can(Actor{Kind: Staff, Roles: Roles}, a) {
			t.Errorf("all roles together may not %s", a)
		}
	}
	for _, a := range []Action{ReportRead, ReportOpen, ReportLookup, CaseDraft, CaseApprove, EditionRelease, LeakWaive} {
		if may(Administrator, a) {
			t.Errorf("who manages accounts may %s", a)
		}
		if may(Auditor, a) {
			t.Errorf("who audits may %s", a)
		}
	}
	for r, actions := range permissions {
		if !slices.Contains(Roles, r) {
			t.Errorf("role %s is not on the list", r)
		}
		for _, a := range actions {
			if !slices.Contains(Actions, a) {
				t.Errorf("action %s is not on the list", a)
			}
		}
		if r != Auditor && may(r, AuditRead) {
			t.Errorf("%s reads the audit log about itself", r)
		}
	}
}
