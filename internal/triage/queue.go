package triage

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"todoke/internal/incident"
	"todoke/internal/store"
)

// CountCap is where counts stop: more is shown as 「1,000件以上」.
const CountCap = 1000

// Filter says which part of the queue is wanted; an empty field does not narrow it.
type Filter struct {
	States   []incident.ReportState
	Channel  incident.Channel
	Scheme   incident.Scheme
	Overdue  bool
	Spam     bool   // only what came from a suspiciously busy source
	Waiting  bool   // only where the desk asked something and the reporter has not answered
	Answered bool   // only where the reporter wrote last; with Waiting, either
	Late     bool   // only where a question waits beyond its day
	Silent   bool   // only where the desk never wrote to the reporter
	Query    string // words in the masked text, or a receipt number
	Assignee int64
	Sort     Sort
	After    string // QueuePage.Next of the page before
	Before   string // QueuePage.Previous of the page behind
	Limit    int    // rows a page, 50 when 0, at most 200
}

// Sort is the order of the queue.
type Sort string

// Orders of the queue by the instant received.
const (
	OldestFirst Sort = ""
	NewestFirst Sort = "newest"
)

// QueuePage is one page of the queue.
type QueuePage struct {
	Rows     []QueueRow
	Total    int  // what the filter lets through, at most CountCap
	Capped   bool // there are more than CountCap
	States   map[incident.ReportState]int
	Next     string // for Filter.After, "" on the last page
	Previous string // for Filter.Before, "" on the first page
}

// QueueRow is one report of the queue with its marks.
type QueueRow struct {
	incident.Report
	AgeDays   int  // whole days since it was received
	Overdue   bool // not decided within the days expected
	Spam      bool // its source filed suspiciously much
	Masking   bool // 「マスク処理中」: the newest version is not masked yet
	Waiting   bool // the desk asked something and the reporter has not answered
	Answered  bool // the reporter wrote last
	Contested bool // and objects to the decision

	Asked      int  // questions that wait for the reporter's answer
	AskedDays  int  // whole days the oldest of them waits
	AskedLate  bool // one of them beyond its day
	Silent     bool // the desk never wrote to the reporter, of a report that counts or may yet
	SilentLate bool // nor within the days expected
}

// Queue lists one page of the queue.
func (t *Triage) Queue(ctx context.Context, a incident.Actor, f Filter) (QueuePage, error) {
	if err := incident.Ask(a, incident.ReportRead); err != nil {
		return QueuePage{}, err
	}
	limits, err := t.limits(ctx)
	if err != nil {
		return QueuePage{}, err
	}
	page, err := t.page(ctx, f, limits)
	if err != nil {
		return QueuePage{}, fmt.Errorf("queue: %w", err)
	}
	if err := t.mark(ctx, page.Rows, limits); err != nil {
		return QueuePage{}, fmt.Errorf("queue: %w", err)
	}
	return page, nil
}

// limits are the settings that decide a row's marks.
type limits struct {
	now      time.Time
	reply    time.Time // whom the desk has not written to since before waits too long
	overdue  time.Time // what was received before and still stands in the queue is overdue
	spamLoad int
}

func (t *Triage) limits(ctx context.Context) (limits, error) {
	days, err := t.number(ctx, SettingAcceptanceDays)
	if err != nil {
		return limits{}, err
	}
	load, err := t.number(ctx, SettingSpamLoad)
	if err != nil {
		return limits{}, err
	}
	reply, err := t.number(ctx, SettingReplyDays)
	now := t.Now()
	return limits{now: now, overdue: businessDaysBefore(now, days), reply: businessDaysBefore(now, reply), spamLoad: load}, err
}

// businessDaysBefore steps back over days from Monday to Friday in Japan; public holidays count as business days, so that the mark comes early rather than late.
func businessDaysBefore(now time.Time, days int) time.Time {
	at := now.In(incident.Japan)
	for days > 0 {
		at = at.AddDate(0, 0, -1)
		if d := at.Weekday(); d != time.Saturday && d != time.Sunday {
			days--
		}
	}
	return at.UTC()
}

// narrow turns a filter into the store's, and gives the words left to search for.
func narrow(f Filter, l limits) (store.QueueFilter, string) {
	n := store.QueueFilter{States: f.States, Channel: f.Channel, Scheme: f.Scheme, Assignee: f.Assignee, Answered: f.Answered}
	if f.Waiting {
		n.Asked = templateInquiry
	}
	if f.Overdue {
		n.ReceivedBefore, n.States = l.overdue, []incident.ReportState{incident.Received}
	}
	if f.Late {
		n.AskedDue = l.now
	}
	if f.Silent {
		n.Unanswered = true
		if len(n.States) == 0 {
			n.States = []incident.ReportState{incident.Received, incident.Accepted}
		}
	}
	if f.Spam {
		n.SourceLoad = l.spamLoad
	}
	words := strings.TrimSpace(f.Query)
	if number, err := incident.ParseReportNumber(words); err == nil {
		n.Number, words = number, ""
	}
	return n, words
}

// page reads the rows and says where the pages before and behind begin.
func (t *Triage) page(ctx context.Context, f Filter, l limits) (QueuePage, error) {
	where, words := narrow(f, l)
	limit := f.Limit
	if limit <= 0 {
		limit = 50
	}
	limit = min(limit, 200)
	p := store.QueuePage{Newest: f.Sort == NewestFirst, Limit: limit + 1}
	back := f.Before != ""
	if back {
		p.Newest = !p.Newest
		p.Behind = readPlace(f.Before)
	} else {
		p.Behind = readPlace(f.After)
	}
	list, err := t.list(ctx, words, where, p)
	if err != nil {
		return QueuePage{}, err
	}
	more := len(list) > limit
	list = list[:min(limit, len(list))]
	if back {
		slices.Reverse(list)
	}
	total, err := t.count(ctx, words, where)
	if err != nil {
		return QueuePage{}, err
	}
	states, err := t.Store.CountStates(ctx, CountCap+1)
	if err != nil {
		return QueuePage{}, err
	}
	out := QueuePage{Total: min(total, CountCap), Capped: total > CountCap, States: states}
	for _, r := range list {
		out.Rows = append(out.Rows, QueueRow{Report: r})
	}
	if n := len(list); n > 0 {
		if more || back {
			out.Next = writePlace(list[n-1])
		}
		if back && more || !back && f.After != "" {
			out.Previous = writePlace(list[0])
		}
	}
	return out, nil
}

// list reads one page of the queue, or of what the words find in it.
func (t *Triage) list(ctx context.Context, words string, where store.QueueFilter, p store.QueuePage) ([]incident.Report, error) {
	if words == "" {
		return t.Store.ListQueue(ctx, where, p)
	}
	return t.Store.Search(ctx, words, where, p)
}

func (t *Triage) count(ctx context.Context, words string, where store.QueueFilter) (int, error) {
	if words == "" {
		return t.Store.CountQueue(ctx, where, CountCap+1)
	}
	found, err := t.Store.Search(ctx, words, where, store.QueuePage{Newest: true, Limit: CountCap + 1})
	return len(found), err
}

func writePlace(r incident.Report) string {
	return strconv.FormatInt(r.Received.UnixMicro(), 36) + "." + strconv.FormatInt(r.ID, 36)
}

// readPlace reads what writePlace wrote; anything else is the first page.
func readPlace(s string) store.QueuePlace {
	at, id, _ := strings.Cut(s, ".")
	us, err1 := strconv.ParseInt(at, 36, 64)
	n, err2 := strconv.ParseInt(id, 36, 64)
	if err1 != nil || err2 != nil {
		return store.QueuePlace{}
	}
	return store.QueuePlace{Received: time.UnixMicro(us), ID: n}
}

func (t *Triage) mark(ctx context.Context, list []QueueRow, l limits) error {
	ids := make([]int64, len(list))
	for i, r := range list {
		ids[i] = r.ID
	}
	newest, err := t.Store.ListNewestMessages(ctx, ids)
	if err != nil {
		return err
	}
	for i := range list {
		row := &list[i]
		row.AgeDays = int(l.now.Sub(row.Received).Hours() / 24)
		row.Overdue = row.State == incident.Received && row.Received.Before(l.overdue)
		row.Spam = row.SourceLoad >= l.spamLoad
		row.Masking = row.MaskVersion < row.Version
		for _, m := range newest {
			if m.ReportID == row.ID {
				row.Waiting = m.Direction == store.Out && m.Template == templateInquiry
				row.Answered = m.Direction == store.In
				row.Contested = m.Direction == store.In && m.Template == messageContest
			}
		}
	}
	return t.markAsked(ctx, list, ids, l)
}
