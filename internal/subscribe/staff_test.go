package subscribe

import (
	"errors"
	"io"
	"mime/quotedprintable"
	"strings"
	"testing"

	"todoke/internal/incident"
	"todoke/internal/incidenttest"
	"todoke/internal/seal"
	"todoke/internal/store"
)

func quoted(r io.Reader) io.Reader { return quotedprintable.NewReader(r) }

func (d *desk) sealed(id int64, address string) (string, store.Sealed) {
	x := d.Seal.NewToken()
	body, err := d.Seal.SealSubscriber(id, seal.Subscriber{Mail: address, Token: x})
	d.must(err)
	return x, body
}

// An address somebody writes in about is erased by those with the right, typed exactly and with a reason; the audit log has the reason and no address.
func TestRemove(t *testing.T) {
	onDesks(t, func(t *testing.T, d *desk) {
		d.join("reader@example.com", all(incident.JA))
		intake := incident.Actor{Kind: incident.Staff, Login: "uke", Roles: []incident.Role{incident.Intake}}
		for _, role := range incident.Roles {
			a := incident.Actor{Kind: incident.Staff, Roles: []incident.Role{role}}
			_, err := d.Figures(ctx, a)
			if (err == nil) != incident.Can(a, incident.SubscriberRead) {
				t.Errorf("%s counts: %v", role, err)
			}
			if incident.Can(a, incident.SubscriberRemove) {
				continue
			}
			var e *incident.Error
			if _, err := d.Remove(ctx, a, "reader@example.com", "電話で頼まれた"); !errors.As(err, &e) || e.Kind != incident.Forbidden {
				t.Errorf("%s removes: %v", role, err)
			}
		}
		for _, c := range []struct {
			mail, reason string
			wrong        int
		}{{"", "", 2}, {"reader@example.com", "短い", 1}, {"reader@example.com", "reader＠example.com と電話があった", 1}, {"reader", "電話で頼まれた", 1}, {"reader@example.com", strings.Repeat("あ", 301), 1}} {
			_, err := d.Remove(ctx, intake, c.mail, c.reason)
			var all incident.Errors
			if !errors.As(err, &all) || len(all) != c.wrong {
				t.Errorf("%+v: %v", c, err)
			}
		}
		there, err := d.Remove(ctx, intake, "other@example.com", "電話で頼まれた")
		if err != nil || there {
			t.Errorf("another address: %v, %v", there, err)
		}
		there, err = d.Remove(ctx, intake, "READER@example.com", "本人から電話で頼まれた")
		if err != nil || !there {
			t.Errorf("the address: %v, %v", there, err)
		}
		f, err := d.Figures(ctx, intake)
		if err != nil || f.Taken != 1 || f.States[0].N != 0 || len(d.erased) != 1 {
			t.Errorf("%+v, %v", f, err)
		}
		rows, err := d.st.ListAudit(ctx, store.AuditFilter{Action: string(incident.SubscriberRemove), Limit: 10})
		d.must(err)
		if len(rows) != 2 || rows[0].Reason != "本人から電話で頼まれた" || rows[0].Who != "staff:uke" || !strings.HasPrefix(rows[0].Object, "subscription:") || rows[1].Detail != "not there" {
			t.Errorf("audited %+v", rows)
		}
	})
}

// A demonstration shows the mail and sends none, and a desk without an address of its own offers nothing.
func TestDemonstrationAndOff(t *testing.T) {
	d := newDesk(t, incidenttest.SQLite(t))
	d.Demo = true
	d.Outbox.Host = ""
	shown, err := d.Ask(ctx, Request{Mail: "reader@example.com", Choice: all(incident.JA)})
	if err != nil || shown == nil || !strings.Contains(shown.Subject, "実演・架空") {
		t.Fatalf("%+v, %v", shown, err)
	}
	d.must(d.Confirm(ctx, token(t, shown.Body, "confirm")))
	d.release()
	d.must(d.work())
	if len(d.server.Mails()) != 0 {
		t.Error("a demonstration sent mail")
	}
	d.Demo = false
	if _, err := d.Ask(ctx, Request{Mail: "reader@example.com", Choice: all(incident.JA)}); !errors.Is(err, incident.ErrNotFound) || d.Page() != "" {
		t.Errorf("off: %v, page %q", err, d.Page())
	}
}

// TestCase42ConfirmationRepeatsNothing: in case 42 a form sent its visitors' words, a link among them, to strangers. What a request may say to the address it
// names is a choice from closed lists: nothing typed is in the mail but the address it goes to.
func TestCase42ConfirmationRepeatsNothing(t *testing.T) {
	d := newDesk(t, incidenttest.SQLite(t))
	d.ask("win-at-bait.example@victim.example", all(incident.JA))
	m := d.server.Mails()[0]
	head, body := d.last(m.To)
	if strings.Contains(body+head.Get("Subject"), "bait") || strings.Count(m.Raw, "bait") != 1 {
		t.Errorf("the mail repeats what was typed:\n%s", m.Raw)
	}
	bait := incident.Choice{Lang: incident.JA, Topics: []incident.Topic{"https://bait.example"}, Scheme: "https://bait.example", Categories: []string{"https://bait.example"}}
	if _, err := d.Ask(ctx, Request{Mail: "other@victim.example", Choice: bait}); err == nil || strings.Contains(err.Error(), "bait") {
		t.Errorf("a choice of one's own: %v", err)
	}
	d.must(d.work())
	if n := len(d.server.Mails()); n != 1 {
		t.Errorf("%d mails", n)
	}
}
