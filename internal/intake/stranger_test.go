package intake_test

import (
	"fmt"
	"net/url"
	"testing"
	"time"

	"todoke/internal/incident"
	"todoke/internal/intake"
)

// A stranger who tries wrong codes without end does not keep the reporter out: the right code opens at any moment.
func TestStrangerCannotKeepTheReporterOut(t *testing.T) {
	onDesks(t, func(d *desk) {
		r := d.file(d.submission("page", story))
		for i := range 120 {
			d.Find(ctx, r.Number, "wrong", fmt.Sprintf("198.51.100.%d", i))
			if _, err := d.Find(ctx, r.Number, r.Code, "192.0.2.7"); err != nil {
				d.t.Fatalf("after %d wrong tries: %v", i+1, err)
			}
			for range 6 {
				d.Find(ctx, r.Number, "wrong", "")
			}
			if _, err := d.Find(ctx, r.Number, r.Code, "192.0.2.7"); err != nil {
				d.t.Fatalf("while wrong codes wait: %v", err)
			}
			d.wait(time.Second)
		}
	})
}

// Messages and versions of one report without end make its reporter wait, nobody else; an hour later there is room again.
func TestOneReportCannotKeepTheDeskBusy(t *testing.T) {
	onDesks(t, func(d *desk) {
		r, other := d.file(d.submission("page", story)), d.file(d.submission("page2", url.Values{"noticed": {"unsure"}, "story": {"身に覚えのないメールが届きました。"}}))
		k := intake.Key{Number: r.Number, Code: r.Code}
		refused := 0
		for i := range intake.Busy + 10 {
			if err := d.Write(ctx, k, fmt.Sprintf("追記 %d", i)); kind(err) == incident.Limited {
				refused++
			} else if err != nil {
				d.t.Fatal(err)
			}
		}
		if refused != 10 {
			d.t.Errorf("%d of %d messages were asked to wait", refused, intake.Busy+10)
		}
		if err := d.Write(ctx, intake.Key{Number: other.Number, Code: other.Code}, "別の届出の追記"); err != nil {
			d.t.Errorf("another report: %v", err)
		}
		d.wait(2*time.Hour + time.Second)
		if err := d.Write(ctx, k, "あとの追記"); err != nil {
			d.t.Errorf("two hours later: %v", err)
		}
	})
}
