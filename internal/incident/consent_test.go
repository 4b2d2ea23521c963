package incident

import (
	"slices"
	"testing"
	"time"
)

// Of two words on the same use the one said later counts, whenever it was written down; a party that is no longer named still refuses; the reporter is there
// even without a name.
func TestConsents(t *testing.T) {
	day := func(n int) time.Time { return time.Date(2020, 3, n, 0, 0, 0, 0, time.UTC) }
	lines := []ConsentLine{
		{ID: 1, Role: RoleReporter, Use: UseCase, Word: Agreed, SaidAt: day(1), At: day(1)},
		{ID: 2, Role: RoleReporter, Use: UseCase, Word: Refused, SaidAt: day(5), At: day(5)},
		{ID: 3, Role: RoleReporter, Use: UseCase, Word: Agreed, SaidAt: day(4), At: day(9)}, // a telephone note typed in late
		{ID: 4, Party: 7, Role: RoleVictim, Placeholder: "被害組織", Use: UseShare, Word: Agreed, SaidAt: day(2), At: day(2)},
		{ID: 5, Party: 9, Role: RolePerson, Placeholder: "人物A", Use: UseCase, Word: Refused, SaidAt: day(2), At: day(2)},
	}
	got := Consents([]PartyConsent{{Party: 7, Role: RoleVictim, Placeholder: "被害組織"}, {Party: 8, Role: RolePartner, Placeholder: "取引先A"}}, lines)
	if len(got) != 4 || got[0].Says[UseCase] != Refused || len(got[0].Lines) != 3 || got[1].Says[UseShare] != Agreed || got[1].Says[UseCase] != Unsaid || got[2].Says[UseCase] != Unsaid ||
		!got[3].Gone || got[3].Placeholder != "人物A" {
		t.Fatalf("%+v", got)
	}
	ids := func(list []PartyConsent) (out []int64) {
		for _, p := range list {
			out = append(out, p.Party)
		}
		return out
	}
	for _, x := range []struct {
		use              Use
		rule             ConsentRule
		refused, missing []int64
	}{
		{UseCase, RuleWarn, []int64{0, 9}, nil},
		{UseCase, RuleConcerned, []int64{0, 9}, []int64{7}},
		{UseCase, RuleAll, []int64{0, 9}, []int64{7, 8}},
		{UseShare, RuleConcerned, nil, []int64{0}},
		{UseShare, RuleAll, nil, []int64{0, 8}},
	} {
		refused, missing := Unagreed(got, x.use, x.rule)
		if !slices.Equal(ids(refused), x.refused) || !slices.Equal(ids(missing), x.missing) {
			t.Errorf("%s under %s: refused %v, missing %v", x.use, x.rule, ids(refused), ids(missing))
		}
	}
}

// Every pair of states of a correction.
func TestCorrectionMoves(t *testing.T) {
	golden(t, "correction.txt", pairs(t, CorrectionStates, MoveCorrection))
}

// Every pair of states of a showing.
func TestShowingMoves(t *testing.T) {
	golden(t, "showing.txt", pairs(t, ShowingStates, MoveShowing))
}

// What keeps a case out of an edition: time the reporter still has, silence where that is no consent, an objection without an answer.
func TestShowingKeeps(t *testing.T) {
	due := time.Date(2020, 3, 10, 15, 0, 0, 0, time.UTC)
	for _, x := range []struct {
		state   ShowingState
		silence Silence
		at      time.Time
		keeps   bool
	}{
		{ShowingWaiting, SilenceAgrees, due, true}, {ShowingWaiting, SilenceAgrees, due.Add(time.Second), false},
		{ShowingWaiting, SilenceLeaves, due, true}, {ShowingWaiting, SilenceLeaves, due.Add(time.Second), true},
		{ShowingAgreed, SilenceLeaves, due, false}, {ShowingObjected, SilenceAgrees, due.AddDate(1, 0, 0), true},
		{ShowingSettled, SilenceLeaves, due, false}, {ShowingClosed, SilenceLeaves, due, false},
	} {
		if got := (Showing{State: x.state, Silence: x.silence, Due: due}).Keeps(x.at); got != x.keeps {
			t.Errorf("%s, silence %s, %s after the date: keeps %t", x.state, x.silence, x.at.Sub(due), got)
		}
	}
}

// A withdrawn case keeps number, class, day and every count; its words go, and the erratum does not say why.
func TestWithdrawCase(t *testing.T) {
	c := &Collection{ID: "2020H1", Accepted: 9, Chosen: 2, Categories: []CategoryCount{{Code: "virus", Count: 2}}, Cases: []PublishedCase{
		{No: 1, Number: "2020-0001", Category: "virus", Summary: Text{JA: "一"}},
		{No: 2, Number: "2020-0002", Category: "virus", Date: "2020-03-01", Reports: 2, Summary: Text{JA: "二", EN: "two"}, Facts: []Fact{{Code: "x"}}, Chapter: &Chapter{}, ChapterNo: 3},
	}}
	note := Text{JA: "取り下げました。"}
	next, ok := c.WithdrawCase("2020-0002", "2021-01-09", note)
	if !ok || next.Revision != 1 || next.Accepted != 9 || next.Chosen != 2 || next.Categories[0].Count != 2 || len(next.Errata) != 1 {
		t.Fatalf("%+v", next)
	}
	p := next.Cases[1]
	if p.Summary != (Text{}) || len(p.Facts) != 0 || p.Chapter != nil || p.ChapterNo != 0 || p.Withdrawn != "2021-01-09" || p.No != 2 || p.Category != "virus" || p.Reports != 2 || p.Date != "2020-03-01" {
		t.Errorf("%+v", p)
	}
	if e := next.Errata[0]; e.Kind != CaseWithdrawn || e.Case != "2020-0002" || e.Date != "2021-01-09" || e.Note != note {
		t.Errorf("%+v", e)
	}
	if c.Cases[1].Summary.JA != "二" || c.Revision != 0 {
		t.Error("the collection that is out was changed")
	}
	for _, number := range []string{"2020-0002", "2020-0009"} {
		if _, ok := next.WithdrawCase(number, "2021-02-01", note); ok {
			t.Errorf("%s was withdrawn again", number)
		}
	}
}
