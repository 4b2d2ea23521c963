package store_test

import (
	"context"
	"database/sql"
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"todoke/internal/incident"
	"todoke/internal/incidenttest"
	"todoke/internal/store"
)

var (
	at  = time.Date(2020, 1, 20, 3, 4, 5, 6000, time.UTC)
	bg  = context.Background()
	jan = incident.When{From: at.Truncate(24 * time.Hour), To: at.Truncate(24*time.Hour).AddDate(0, 0, 5), Precision: incident.About}
)

func write(t *testing.T, st *store.Store, fn func(tx *store.Tx) error) {
	t.Helper()
	if err := st.Write(bg, fn); err != nil {
		t.Fatal(err)
	}
}

func insertReport(t *testing.T, st *store.Store, number string) incident.Report {
	t.Helper()
	r := incident.Report{ID: store.NewID(at), Number: number, State: incident.Received, Channel: incident.Phone, Form: "door", FormVersion: 1,
		Lang: incident.EN, Version: 1, Received: at, SourceLoad: 3}
	write(t, st, func(tx *store.Tx) error { return tx.InsertReport(bg, r, []byte("mac")) })
	return r
}

func TestReports(t *testing.T) {
	incidenttest.Stores(t, func(t *testing.T, st *store.Store) {
		want := insertReport(t, st, "T-2020-000001-A")
		check := func() {
			t.Helper()
			for _, find := range []func() (incident.Report, error){
				func() (incident.Report, error) { return st.FindReport(bg, want.Number) },
				func() (incident.Report, error) { return st.FindReportByID(bg, want.ID) },
			} {
				got, err := find()
				if err != nil {
					t.Fatal(err)
				}
				if d := cmp.Diff(want, got); d != "" {
					t.Errorf("report (-want +got):\n%s", d)
				}
			}
		}
		check()
		want.MaskVersion, want.Relation, want.OrgKind, want.Consent, want.Title = 1, incident.IsObserver, incident.Education, incident.ConsentStatistics, "「被害組織」で…"
		want.Written, want.Begun, want.Discovered, want.Contained = incident.OnDay(at), jan, jan, incident.When{}
		want.MadePublic, want.MailUnsafe = true, true
		write(t, st, func(tx *store.Tx) error { return tx.UpdateMasked(bg, want, 1) })
		check()
		if id, code, err := st.FindCode(bg, want.Number); id != want.ID || string(code) != "mac" || err != nil {
			t.Errorf("code %d %q %v", id, code, err)
		}
		if _, err := st.FindReport(bg, "T-2020-000002-B"); !errors.Is(err, sql.ErrNoRows) {
			t.Errorf("a number never given: %v", err)
		}
		v := store.Version{ReportID: want.ID, N: 2, At: at, Who: "reporter", Form: "door", FormVersion: 2, Salt: []byte{1}, Digest: []byte{2}}
		for _, raised := range []bool{true, false} { // the second comes too late
			write(t, st, func(tx *store.Tx) error {
				if ok, err := tx.RaiseVersion(bg, v); ok != raised || err != nil {
					t.Errorf("raised %v %v, want %v", ok, err, raised)
				}
				return nil
			})
		}
		write(t, st, func(tx *store.Tx) error { return tx.InsertVersion(bg, v) })
		list, err := st.ListVersions(bg, want.ID)
		if d := cmp.Diff([]store.Version{v}, list); d != "" || err != nil {
			t.Errorf("versions %v\n%s", err, d)
		}
	})
}

func TestFiledOnce(t *testing.T) {
	incidenttest.Stores(t, func(t *testing.T, st *store.Store) {
		first := store.Filed{ReportID: 7, Number: "T-2020-000007-X", At: at}
		later := store.Filed{ReportID: 8, Number: "T-2020-000008-X", At: at.Add(25 * time.Hour)}
		for _, c := range []struct {
			f     store.Filed
			fresh bool
		}{{first, true}, {store.Filed{ReportID: 9, Number: "x", At: at.Add(time.Hour)}, false}, {later, true}} {
			write(t, st, func(tx *store.Tx) error {
				since := c.f.At.Add(-24 * time.Hour)
				if fresh, err := tx.PutSubmission(bg, []byte("token"), c.f, since); fresh != c.fresh || err != nil {
					t.Errorf("token at %v: %v %v", c.f.At, fresh, err)
				}
				if fresh, err := tx.PutContent(bg, []byte("content"), c.f, since); fresh != c.fresh || err != nil {
					t.Errorf("content at %v: %v %v", c.f.At, fresh, err)
				}
				return nil
			})
		}
		if got, err := st.FindSubmission(bg, []byte("token"), at); err != nil || got != later {
			t.Errorf("%+v %v", got, err)
		}
		write(t, st, func(tx *store.Tx) error { return tx.SweepFiled(bg, later.At.Add(time.Hour)) })
		if _, err := st.FindContent(bg, []byte("content"), time.Time{}); !errors.Is(err, sql.ErrNoRows) {
			t.Errorf("after the sweep: %v", err)
		}
	})
}

func TestAnswersAndUnread(t *testing.T) {
	incidenttest.Stores(t, func(t *testing.T, st *store.Store) {
		want := []incident.Answer{
			{Question: "begun_on", State: incident.Estimated, When: jan},
			{Question: "noticed", State: incident.KnownYes, Codes: []string{"leak", "unsure"}},
			{Question: "virus_count", State: incident.KnownYes, Number: 12},
		}
		full := append([]incident.Answer{}, want...)
		full[1].Other = map[string]string{"unsure": "鈴鹿原シール"}
		full = append(full, incident.Answer{Question: "story", State: incident.KnownYes, Text: "鈴鹿原シール"})
		want = append(want[:2:2], incident.Answer{Question: "story", State: incident.KnownYes}, want[2])
		unread := []incident.Unread{{Where: "begun_on", What: "unread.date"}, {Where: "form", What: "unread.field"}}
		for range 2 { // the job may run again
			write(t, st, func(tx *store.Tx) error {
				return errors.Join(tx.PutAnswers(bg, 5, 1, full), tx.PutUnread(bg, 5, 1, append(unread, unread[0])))
			})
		}
		got, err := st.ListAnswers(bg, 5, 1)
		if d := cmp.Diff(want, got); d != "" || err != nil {
			t.Errorf("answers %v (-want +got):\n%s", err, d)
		}
		list, err := st.ListUnread(bg, 5, 1)
		if d := cmp.Diff(unread, list); d != "" || err != nil {
			t.Errorf("unread %v (-want +got):\n%s", err, d)
		}
	})
}

func TestSweepChunks(t *testing.T) {
	incidenttest.Stores(t, func(t *testing.T, st *store.Store) {
		filed, orphan := store.NewID(time.Now()), store.NewID(time.Now())
		// Ids only ever rise within a process, so that the instant of an id is what it says, not what was asked for.
		instant := func(id int64) time.Time {
			return time.UnixMicro(id>>10 + time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC).UnixMicro())
		}
		fresh := store.NewID(instant(orphan).Add(48 * time.Hour))
		write(t, st, func(tx *store.Tx) error {
			var err error
			for _, id := range []int64{filed, orphan, fresh} {
				err = errors.Join(err, tx.InsertChunk(bg, id, 0, store.SealedBytes([]byte("x"))))
			}
			return errors.Join(err, tx.InsertAttachment(bg, store.Attachment{ID: filed, ReportID: 5, Version: 1, Name: store.SealedBytes([]byte("n")), Size: 1, SHA256: []byte("h"), MediaType: "text/plain", At: at}))
		})
		write(t, st, func(tx *store.Tx) error { return tx.SweepChunks(bg, instant(fresh).Add(-time.Hour)) })
		for id, kept := range map[int64]bool{filed: true, orphan: false, fresh: true} {
			if _, err := st.FindChunk(bg, id, 0); (err == nil) != kept {
				t.Errorf("chunk of %d: %v", id, err)
			}
		}
	})
}
