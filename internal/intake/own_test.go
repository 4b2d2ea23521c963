package intake_test

import (
	"fmt"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"todoke/internal/form"
	"todoke/internal/incident"
	"todoke/internal/intake"
	"todoke/internal/store"
)

func TestFind(t *testing.T) {
	onDesks(t, func(d *desk) {
		r := d.file(d.submission("page", story))
		typed := strings.ToLower(strings.ReplaceAll(r.Code, "-", " "))
		v, err := d.Find(ctx, strings.ToLower(r.Number), typed, "192.0.2.7")
		if err != nil {
			d.t.Fatal(err)
		}
		if v.State != incident.Received || !v.Pending || v.Answered != nil || v.Proof(1) != r.Proof || !v.Received.Equal(r.Received) {
			d.t.Errorf("view %+v", v)
		}
		if strings.Contains(fmt.Sprintf("%+v", v), "鈴鹿原") || strings.Contains(fmt.Sprintf("%+v", v), "共有フォルダ") {
			d.t.Error("the view shows what was filed")
		}
		wrong := []intake.Key{
			{Number: r.Number, Code: "00000-00000-00000-00000"}, {Number: r.Number, Code: ""},
			{Number: incident.ReportNumber(2020, 9_999), Code: r.Code}, {Number: "T-2020-000001-*", Code: r.Code}, {Number: "株式会社", Code: r.Code},
		}
		var texts []string
		for i, k := range wrong {
			_, err := d.Find(ctx, k.Number, k.Code, fmt.Sprintf("192.0.2.%d", 100+i))
			texts = append(texts, fmt.Sprint(kind(err), err))
		}
		if len(slices.Compact(texts)) != 1 || !strings.HasPrefix(texts[0], "not_found") {
			d.t.Errorf("answers to wrong tries differ: %v", texts)
		}
	})
}

func TestWrongCodesAreSlowed(t *testing.T) {
	onDesks(t, func(d *desk) {
		r := d.file(d.submission("page", story))
		unknown := incident.ReportNumber(2020, 77_777)
		for _, number := range []string{r.Number, unknown} {
			limited := 0
			for range 40 {
				if _, err := d.Find(ctx, number, "wrong", ""); kind(err) == incident.Limited {
					limited++
				}
			}
			if limited != 35 {
				d.t.Errorf("%d of 40 tries at %s were slowed, want 35", limited, number)
			}
		}
		d.wait(31 * time.Second)
		if _, err := d.Find(ctx, r.Number, r.Code, ""); err != nil {
			d.t.Errorf("the reporter half a minute later: %v", err)
		}
		for i := range 5 {
			d.Find(ctx, incident.ReportNumber(2020, int64(5000+i)), "wrong", "198.51.100.1")
		}
		if _, err := d.Find(ctx, r.Number, r.Code, "198.51.100.1"); kind(err) != incident.Limited {
			d.t.Errorf("a source that tries many numbers: %v", err)
		}
		if _, err := d.Find(ctx, r.Number, r.Code, "198.51.100.2"); err != nil {
			d.t.Errorf("another source: %v", err)
		}
		d.wait(25 * time.Hour)
		if _, err := d.Find(ctx, r.Number, r.Code, "198.51.100.1"); err != nil {
			d.t.Errorf("a day later: %v", err)
		}
	})
}

func TestAmend(t *testing.T) {
	onDesks(t, func(d *desk) {
		r := d.file(d.submission("page", story))
		key := intake.Key{Number: r.Number, Code: r.Code, Source: "192.0.2.1"}
		d.wait(time.Hour)
		a := intake.Amendment{Key: key, Answers: d.answers(url.Values{"discovered_on": {"2020-01-18"}, "virus_name": {"不明"}})}
		got, err := d.Amend(ctx, a)
		if err != nil || got.Version != 2 || got.Number != r.Number || got.Code != "" {
			d.t.Fatalf("%+v %v", got, err)
		}
		rep := d.report(r.Number)
		d.proof(got, rep)
		first, second := d.original(rep, 1).Answers, d.original(rep, 2).Answers
		if diff := cmp.Diff(d.answers(story), first); diff != "" {
			d.t.Errorf("the first version changed:\n%s", diff)
		}
		if on, _ := form.Find(second, "discovered_on"); on.When.From.Day() != 18 {
			d.t.Errorf("the amended date is %v", on.When)
		}
		if s, _ := form.Find(second, "story"); s.Text != story.Get("story") {
			d.t.Error("an answer the amendment does not speak of is lost")
		}
		if rep.Version != 2 || rep.State != incident.Received {
			d.t.Errorf("report %+v", rep)
		}
		if _, err := d.Amend(ctx, a); kind(err) != incident.Invalid {
			d.t.Errorf("the same amendment again: %v", err)
		}
		a.Files = []intake.File{{Name: "log.txt", Content: strings.NewReader("x")}}
		if got, err := d.Amend(ctx, a); err != nil || got.Version != 3 {
			d.t.Errorf("with a file: %+v %v", got, err)
		}
		v, err := d.Find(ctx, r.Number, r.Code, "")
		if err != nil || len(v.Versions) != 3 || v.Files != 1 {
			d.t.Errorf("view %+v %v", v, err)
		}
		a.Code = "wrong"
		if _, err := d.Amend(ctx, a); kind(err) != incident.NotFound {
			d.t.Errorf("with a wrong code: %v", err)
		}
	})
}

func TestMessagesAndContest(t *testing.T) {
	onDesks(t, func(d *desk) {
		r := d.file(d.submission("page", story))
		key := intake.Key{Number: r.Number, Code: r.Code}
		for range 2 { // a double click
			if err := d.Write(ctx, key, "  追加の資料を\x00郵送しました。\r\n"); err != nil {
				d.t.Fatal(err)
			}
		}
		if err := d.Write(ctx, key, " \n"); kind(err) != incident.Invalid {
			d.t.Errorf("an empty message: %v", err)
		}
		if err := d.Contest(ctx, key, "被害はありました。"); kind(err) != incident.Conflict {
			d.t.Errorf("nothing decided yet: %v", err)
		}
		rep := d.report(r.Number)
		d.reply(rep, "ご連絡ありがとうございます。")
		d.decide(rep, incident.NotAccepted, "too_little")
		if err := d.Contest(ctx, key, "被害はありました。"); err != nil {
			d.t.Fatal(err)
		}
		for i, unread := range []bool{true, false} {
			v, err := d.Find(ctx, r.Number, r.Code, "")
			if err != nil {
				d.t.Fatal(err)
			}
			var got []intake.Message
			for _, m := range v.Messages {
				m.At = time.Time{}
				got = append(got, m)
			}
			want := []intake.Message{{Words: "追加の資料を郵送しました。"}, {FromDesk: true, Words: "ご連絡ありがとうございます。", Unread: unread}, {Contest: true, Words: "被害はありました。"}}
			if diff := cmp.Diff(want, got); diff != "" {
				d.t.Errorf("view %d (-want +got):\n%s", i, diff)
			}
			if v.State != incident.NotAccepted || v.Reason != "too_little" || len(v.Steps) != 1 {
				d.t.Errorf("view %+v", v)
			}
		}
	})
}

// reply writes what staff would write.
func (d *desk) reply(r incident.Report, words string) {
	d.t.Helper()
	box, err := d.seal.Box(ctx, r.ID)
	if err != nil {
		d.t.Fatal(err)
	}
	m := store.Message{ID: store.NewID(d.clock()), ReportID: r.ID, Direction: store.Out, Who: "staff:hanako", At: d.clock()}
	body, err := box.Seal(store.SealedMessage, fmt.Sprint(m.ID), []byte(words))
	if err != nil {
		d.t.Fatal(err)
	}
	d.write(func(tx *store.Tx) error {
		if err := tx.InsertMessage(ctx, m); err != nil {
			return err
		}
		return tx.PutSealed(ctx, r.ID, store.SealedMessage, fmt.Sprint(m.ID), body)
	})
}

func (d *desk) decide(r incident.Report, to incident.ReportState, reason string) {
	d.t.Helper()
	d.write(func(tx *store.Tx) error {
		if ok, err := tx.Decide(ctx, r.ID, r.State, store.Decision{State: to, Reason: reason}); err != nil || !ok {
			return fmt.Errorf("decide: %v %w", ok, err)
		}
		return tx.InsertMove(ctx, r.ID, store.Move{From: r.State, To: to, Reason: reason, Who: "staff:hanako", At: d.clock()})
	})
}

func (d *desk) write(fn func(tx *store.Tx) error) {
	d.t.Helper()
	if err := d.st.Write(ctx, fn); err != nil {
		d.t.Fatal(err)
	}
}

func TestWithdraw(t *testing.T) {
	onDesks(t, func(d *desk) {
		r := d.file(d.submission("page", story))
		key := intake.Key{Number: r.Number, Code: r.Code}
		if err := d.Withdraw(ctx, key, "bored"); kind(err) != incident.Invalid {
			d.t.Errorf("an unknown reason: %v", err)
		}
		if err := d.Withdraw(ctx, key, "mistaken"); err != nil {
			d.t.Fatal(err)
		}
		if err := d.Withdraw(ctx, key, "mistaken"); kind(err) != incident.Conflict {
			d.t.Errorf("twice: %v", err)
		}
		if _, err := d.Amend(ctx, intake.Amendment{Key: key, Answers: d.answers(url.Values{"virus_name": {"x"}})}); kind(err) != incident.Conflict {
			d.t.Errorf("amending a withdrawn report: %v", err)
		}
		moves, err := d.st.ListMoves(ctx, d.report(r.Number).ID)
		if err != nil || len(moves) != 1 || moves[0].Who != "reporter" || moves[0].Reason != "mistaken" {
			d.t.Errorf("moves %+v %v", moves, err)
		}
		if _, err := d.st.FindAudit(ctx, "report:"+r.Number, "report.withdraw"); err != nil {
			d.t.Errorf("audit: %v", err)
		}
	})
}

func TestDrafts(t *testing.T) {
	onDesks(t, func(d *desk) {
		code, expires, err := d.SaveDraft(ctx, story)
		if err != nil || !expires.Equal(d.clock().Add(intake.DraftFor)) {
			d.t.Fatalf("%v %v", expires, err)
		}
		v, _, err := d.ResumeDraft(ctx, strings.ToLower(code), "192.0.2.1")
		if err != nil || !cmp.Equal(v, story) {
			d.t.Errorf("%v %v", v, err)
		}
		d.wait(24 * time.Hour)
		if _, err := d.ReplaceDraft(ctx, code, url.Values{"story": {"x"}}); err != nil {
			d.t.Fatal(err)
		}
		d.wait(13*24*time.Hour + time.Hour)
		if v, _, err = d.ResumeDraft(ctx, code, ""); err != nil || v.Get("story") != "x" {
			d.t.Errorf("%v %v", v, err)
		}
		if _, _, err = d.ResumeDraft(ctx, "00000-00000-00000", ""); kind(err) != incident.NotFound {
			d.t.Errorf("a wrong code: %v", err)
		}
		d.wait(24 * time.Hour)
		if _, _, err = d.ResumeDraft(ctx, code, ""); kind(err) != incident.NotFound {
			d.t.Errorf("an expired draft: %v", err)
		}
		if err := d.Sweep(ctx); err != nil {
			d.t.Fatal(err)
		}
		code, _, _ = d.SaveDraft(ctx, story)
		if err := d.DeleteDraft(ctx, code); err != nil {
			d.t.Fatal(err)
		}
		if _, _, err = d.ResumeDraft(ctx, code, ""); kind(err) != incident.NotFound {
			d.t.Errorf("a deleted draft: %v", err)
		}
		if _, _, err := d.SaveDraft(ctx, url.Values{"story": {strings.Repeat("x", intake.MaxDraft)}}); kind(err) != incident.TooLarge {
			d.t.Errorf("a huge draft: %v", err)
		}
	})
}
