package incident

import (
	"errors"
	"slices"
	"testing"
	"time"
)

func clock(k Kept, e KeptEvent, months int) Clock {
	return Clock{Class: k, Event: e, Months: months, Running: true}
}

func TestCheckClock(t *testing.T) {
	files, original := clock(KeptFiles, FromClosed, 12), clock(KeptOriginal, FromClosed, 24)
	for name, x := range map[string]struct {
		c      Clock
		others []Clock
		want   string // key; "" for none
	}{
		"files":                      {files, nil, ""},
		"no months":                  {clock(KeptFiles, FromClosed, 0), nil, "retention.error.months"},
		"negative":                   {clock(KeptFiles, FromClosed, -3), nil, "retention.error.months"},
		"absurd":                     {clock(KeptFiles, FromClosed, 601), nil, "retention.error.months"},
		"no class":                   {clock("all", FromClosed, 12), nil, "retention.error.class"},
		"no event":                   {clock(KeptFiles, "someday", 12), nil, "retention.error.event"},
		"terms from closed":          {clock(KeptTerms, FromClosed, 12), nil, "retention.error.event"},
		"terms":                      {clock(KeptTerms, FromErased, 600), nil, ""},
		"original before files":      {original, nil, "retention.error.first.attachments"},
		"original after files":       {original, []Clock{files}, ""},
		"original shorter":           {clock(KeptOriginal, FromClosed, 6), []Clock{files}, "retention.error.shorter.attachments"},
		"original from another day":  {clock(KeptOriginal, FromMessage, 6), []Clock{files}, ""},
		"identity before original":   {clock(KeptIdentity, FromClosed, 36), []Clock{files}, "retention.error.first.original"},
		"identity":                   {clock(KeptIdentity, FromClosed, 36), []Clock{files, original}, ""},
		"identity shorter":           {clock(KeptIdentity, FromClosed, 12), []Clock{files, original}, "retention.error.shorter.original"},
		"original longer than names": {clock(KeptOriginal, FromClosed, 48), []Clock{files, original, clock(KeptIdentity, FromClosed, 36)}, "retention.error.longer.original"},
		"masked alone":               {clock(KeptMasked, FromPublished, 1), nil, ""},
	} {
		err := CheckClock(x.c, x.others)
		var told *Error
		if x.want == "" && err != nil || x.want != "" && (!errors.As(err, &told) || told.Key != x.want) {
			t.Errorf("%s: %v, want %q", name, err, x.want)
		}
	}
	if CheckStop(KeptFiles, []Clock{files, original}) == nil || CheckStop(KeptOriginal, []Clock{files, original}) != nil {
		t.Error("a clock another rests on cannot be stopped, and the other can")
	}
}

func TestLifeDue(t *testing.T) {
	day := func(m, d int) time.Time { return time.Date(2020, time.Month(m), d, 3, 0, 0, 0, time.UTC) }
	all := []Clock{clock(KeptFiles, FromClosed, 12), clock(KeptOriginal, FromClosed, 24), clock(KeptContact, FromMessage, 24), clock(KeptIdentity, FromClosed, 36), clock(KeptMasked, FromPublished, 60)}
	l := Life{State: Accepted, Received: day(1, 1), Decided: day(1, 10), LastWord: day(1, 5), Approved: day(2, 1), Published: day(7, 31), Has: slices.Clone(KeptOfReport)}
	if l.Open() {
		t.Error("a decided report is open")
	}
	due := l.Due(all)
	midnight := func(y, m, d int) time.Time { return time.Date(y, time.Month(m), d, 0, 0, 0, 0, Japan).UTC() }
	for k, want := range map[Kept]time.Time{
		KeptFiles:    midnight(2021, 2, 2),
		KeptOriginal: midnight(2022, 1, 6), // with the contacts it holds, before its own day
		KeptContact:  midnight(2022, 1, 6),
		KeptIdentity: midnight(2023, 2, 2),
		KeptMasked:   midnight(2025, 8, 1),
	} {
		if !due[k].Equal(want) {
			t.Errorf("%s is due %s, want %s", k, due[k], want)
		}
	}
	l.Published = time.Time{}
	if got := l.Due(all)[KeptMasked]; !got.Equal(midnight(2025, 2, 2)) {
		t.Errorf("never published: %s", got)
	}
	l.Has = []Kept{KeptMasked}
	if got := l.Due(all); len(got) != 1 {
		t.Errorf("what is not there is due: %v", got)
	}
	if got := (Life{Has: KeptOfReport}).Due([]Clock{{Class: KeptFiles, Event: FromClosed, Months: 1}}); len(got) != 0 {
		t.Errorf("a proposal runs: %v", got)
	}
	l.Has = slices.Clone(KeptOfReport)
	if got := l.Gone([]Kept{KeptIdentity}); !slices.Equal(got, []Kept{KeptFiles, KeptOriginal, KeptIdentity}) {
		t.Errorf("with the names go %v", got)
	}
	for name, change := range map[string]func(*Life){"received": func(l *Life) { l.State = Received }, "arriving": func(l *Life) { l.State = Arriving },
		"open case": func(l *Life) { l.OpenCases = 1 }, "waiting question": func(l *Life) { l.Waits = 1 }} {
		x := l
		change(&x)
		if !x.Open() {
			t.Errorf("%s: not open", name)
		}
	}
	l.HeldUntil = day(5, 1)
	if !l.Held(day(4, 30)) || l.Held(day(5, 2)) {
		t.Error("a hold stands until its end")
	}
}
