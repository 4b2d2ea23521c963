package intake_test

import (
	"crypto/ed25519"
	"crypto/rand"
	"encoding/base64"
	"strings"
	"testing"
	"time"

	"github.com/emersion/go-msgauth/dkim"

	"todoke/internal/i18n"
	"todoke/internal/incident"
	"todoke/internal/intake"
	"todoke/internal/notify"
	"todoke/internal/seal"
	"todoke/internal/store"
)

// withMail turns a desk's mail on; nothing is sent, only queued.
func (d *desk) withMail() {
	d.t.Helper()
	texts, err := i18n.Load()
	if err != nil {
		d.t.Fatal(err)
	}
	d.UseMail(intake.MailDesk{Address: "desk@example.jp", AuthHost: "mx.example.jp", Portal: "https://report.example.jp/",
		Outbox: notify.New(notify.Config{Store: d.st, Texts: texts, Host: "mail.example.jp", From: "desk@example.jp", Now: d.clock})})
}

func (d *desk) mail(raw string) intake.MailResult {
	d.t.Helper()
	r, err := d.ReceiveMail(ctx, []byte(raw), d.clock(), "imap")
	if err != nil {
		d.t.Fatal(err)
	}
	return r
}

func (d *desk) letters() []store.WaitingLetter {
	d.t.Helper()
	list, err := d.st.ListWaitingLetters(ctx, notify.JobSend, 50)
	if err != nil {
		d.t.Fatal(err)
	}
	return list
}

func letterFrom(from, id string, more ...string) string {
	return "From: " + from + "\r\nTo: desk@example.jp\r\nMessage-ID: <" + id + "@example.co.jp>\r\nDate: Mon, 20 Jan 2020 12:00:00 +0900\r\n" + strings.Join(more, "\r\n")
}

func TestMailBecomesReportOnce(t *testing.T) {
	onDesks(t, func(d *desk) {
		d.withMail()
		raw := letterFrom("=?utf-8?B?"+b64("鈴木一郎")+"?= <suzuki@example.co.jp>", "1", "Subject: =?utf-8?B?"+b64("届出")+"?=", "Content-Type: text/plain; charset=iso-2022-jp", "", jis("サーバーに侵入されました。"))
		first := d.mail(raw)
		if first.Outcome != intake.Whole || len(first.Receipts) != 1 || first.Receipts[0].Code == "" || first.Repeat {
			t.Fatalf("%+v", first)
		}
		number := first.Receipts[0].Number
		if r := d.report(number); r.Channel != incident.Mail || r.Form != "door" || r.Lang != incident.JA {
			t.Errorf("%+v", r)
		}
		d.wait(72 * time.Hour) // longer than a submission's token is known
		again := d.mail("Received: from elsewhere\r\nDelivered-To: desk@example.jp\r\n" + raw)
		if !again.Repeat || again.Receipts[0].Number != number || again.Receipts[0].Code != "" {
			t.Errorf("fetched again: %+v", again)
		}
		if list := d.letters(); len(list) != 1 || list[0].Kind != "received" || list[0].Number != number {
			t.Fatalf("acknowledgements: %+v", list)
		} else {
			plain, err := d.seal.OpenFor(ctx, incident.PurposeNotify, seal.Request{ReportID: list[0].ReportID, Number: number, Kind: store.SealedMail, Ref: list[0].Key})
			if err != nil || string(plain) != "suzuki@example.co.jp" {
				t.Errorf("address: %q %v", plain, err)
			}
			for _, a := range list[0].Args {
				if a != "https://report.example.jp/" {
					t.Errorf("argument %q", a)
				}
			}
		}
	})
}

// TestCase42MailRepeatsNothing: the answer to a mail holds nothing the sender wrote, goes once an hour, and never to who is not a person or may not be alone.
func TestCase42MailRepeatsNothing(t *testing.T) {
	onDesks(t, func(d *desk) {
		d.withMail()
		const bait = "WIN-A-PRIZE"
		d.mail(letterFrom("\""+bait+"\" <a@example.com>", bait, "Subject: "+bait, "", bait+" https://bait.example/"))
		list := d.letters()
		if len(list) != 1 {
			t.Fatalf("%d letters", len(list))
		}
		for _, s := range append(list[0].Args, list[0].Kind, list[0].Key, list[0].Number) {
			if strings.Contains(strings.ToUpper(s), bait) || strings.Contains(s, "bait") {
				t.Errorf("%q comes from the sender", s)
			}
		}
		d.mail(letterFrom("A@example.com", "2", "Subject: x", "", "again")) // the same sender
		d.mail(letterFrom("desk@example.jp", "3", "Subject: x", "", "from ourselves"))
		d.mail(letterFrom("b@example.com", "4", "List-Id: <l.example.com>", "Subject: x", "", "a list"))
		d.mail(letterFrom("c@example.com", "5", "Auto-Submitted: auto-generated", "Subject: x", "", "a program"))
		d.mail(letterFrom("d@example.com", "6", "X-Auto-Response-Suppress: All", "Subject: x", "", "a program"))
		d.mail(letterFrom("e@example.com", "7", "Authentication-Results: mx.example.jp; dmarc=fail header.from=example.com", "Subject: x", "", "forged"))
		for _, held := range []string{letterFrom("MAILER-DAEMON@example.com", "8", "Subject: x", "", "bounce"), letterFrom("f@example.com", "9", "Return-Path: <>", "Subject: x", "", "bounce"),
			letterFrom("g@example.com", "10", "Auto-Submitted: auto-replied", "Subject: x", "", "out of office")} {
			if r := d.mail(held); r.Outcome != intake.Not || len(r.Receipts) != 0 {
				t.Errorf("filed: %+v", r)
			}
		}
		if list := d.letters(); len(list) != 1 {
			t.Errorf("%d letters", len(list))
		}
		d.wait(61 * time.Minute)
		d.mail(letterFrom("a@example.com", "11", "Subject: x", "", "an hour later"))
		if list := d.letters(); len(list) != 2 {
			t.Errorf("%d letters after an hour", len(list))
		}
		if waiting, err := d.st.CountQuarantine(ctx, store.QuarantineWaiting); err != nil || waiting != 3 {
			t.Errorf("%d in quarantine, %v", waiting, err)
		}
	})
}

func TestReplyJoins(t *testing.T) {
	onDesks(t, func(d *desk) {
		d.withMail()
		first := d.mail(letterFrom("a@example.com", "1", "Subject: x", "", "届出です。")).Receipts[0]
		address := d.ReplyAddress(first.Number)
		attached := "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n追加です\r\n--b\r\nContent-Type: text/csv; name=log.csv\r\n\r\na,b\r\n--b--\r\n"
		byToken := d.mail("Delivered-To: " + address + "\r\n" + letterFrom("intruder@example.com", "2", "Subject: Re: x", attached))
		if byToken.Joined != first.Number || !byToken.Doubtful || byToken.Outcome != intake.Whole {
			t.Errorf("by address: %+v", byToken)
		}
		if again := d.mail("Delivered-To: " + address + "\r\n" + letterFrom("intruder@example.com", "2", "Subject: Re: x", attached)); !again.Repeat || again.Joined != first.Number {
			t.Errorf("again: %+v", again)
		}
		byCode := d.mail(letterFrom("b@example.com", "3", "Subject: x", "Content-Type: text/plain; charset=utf-8", "", "受付番号　"+first.Number+"\r\n照会コード "+strings.ToLower(first.Code)+"\r\nよろしく"))
		if byCode.Joined != first.Number || byCode.Doubtful {
			t.Errorf("by number and code: %+v", byCode)
		}
		r := d.report(first.Number)
		list, err := d.st.ListMessages(ctx, r.ID)
		if err != nil || len(list) != 2 || !list[0].Doubtful || list[1].Doubtful {
			t.Fatalf("messages: %+v %v", list, err)
		}
		for try, want := range []bool{true, false} { // confirmed by a call, once
			got := false
			if err := d.st.Write(ctx, func(tx *store.Tx) (err error) { got, err = tx.VerifyMessage(ctx, r.ID, list[0].ID); return err }); err != nil || got != want {
				t.Errorf("verify, try %d: %v %v", try, got, err)
			}
		}
		if files, err := d.st.ListAttachments(ctx, r.ID); err != nil || len(files) != 1 {
			t.Errorf("files: %+v %v", files, err)
		}
		v, err := d.Find(ctx, first.Number, first.Code, "")
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range v.Messages {
			if strings.Contains(strings.ToUpper(m.Words), first.Code) {
				t.Error("the return code stands in what staff will read")
			}
		}
		for name, raw := range map[string]string{
			"subject alone":       letterFrom("a@example.com", "4", "Subject: Re: "+first.Number, "", "more"),
			"number, wrong code":  letterFrom("a@example.com", "5", "Subject: x", "", first.Number+" AAAAA-BBBBB-CCCCC-DDDDD"),
			"address, wrong hash": "Delivered-To: " + strings.Replace(address, ".", ".0", 1) + "\r\n" + letterFrom("a@example.com", "6", "Subject: x", "", "more"),
			"another domain":      "Delivered-To: " + strings.Replace(address, "example.jp", "example.net", 1) + "\r\n" + letterFrom("a@example.com", "7", "Subject: x", "", "more"),
		} {
			if got := d.mail(raw); got.Joined != "" || len(got.Receipts) != 1 {
				t.Errorf("%s: %+v", name, got)
			}
		}
	})
}

func TestOriginOfMail(t *testing.T) {
	onDesks(t, func(d *desk) {
		public, private, err := ed25519.GenerateKey(rand.Reader)
		if err != nil {
			t.Fatal(err)
		}
		asked := 0
		d.UseMail(intake.MailDesk{Address: "desk@example.jp", AuthHost: "mx.example.jp", LookupTXT: func(domain string) ([]string, error) {
			asked++
			if domain != "s1._domainkey.example.co.jp" {
				t.Errorf("asked for %s", domain)
			}
			return []string{"v=DKIM1; k=ed25519; p=" + base64.StdEncoding.EncodeToString(public)}, nil
		}})
		var signed strings.Builder
		if err := dkim.Sign(&signed, strings.NewReader(letterFrom("a@example.co.jp", "1", "Subject: x", "", "signed\r\n")), &dkim.SignOptions{Domain: "example.co.jp", Selector: "s1", Signer: private}); err != nil {
			t.Fatal(err)
		}
		const results = "Authentication-Results: mx.example.jp; spf=pass smtp.mailfrom=a@example.co.jp; dmarc=pass header.from=example.co.jp\r\nAuthentication-Results: liar.example; spf=fail\r\n"
		for raw, want := range map[string]string{
			results + signed.String(): "spf=pass dmarc=pass dkim=pass:example.co.jp",
			strings.Replace(signed.String(), "signed\r\n", "forged\r\n", 1): "dkim=fail:example.co.jp",
		} {
			number := d.mail(raw).Receipts[0].Number
			list, err := d.st.ListMails(ctx, d.report(number).ID)
			if err != nil || len(list) != 1 || list[0].Origin != want {
				t.Errorf("%+v %v, want %q", list, err, want)
			}
		}
		if asked == 0 {
			t.Error("the resolver was not asked")
		}
	})
}

// What an import tells of a mail is read with the desk's key, as the filing does.
func TestReaderHasTheKey(t *testing.T) {
	onDesks(t, func(d *desk) {
		const sealed = "-----BEGIN PGP MESSAGE-----\n\nhQEMA\n-----END PGP MESSAGE-----\n"
		raw := []byte(letterFrom("a@example.com", "1", "Subject: x", "", sealed))
		if r := d.Reader().Read("a.eml", raw); r.Outcome != intake.Partly {
			t.Errorf("without a key read %s", r.Outcome)
		}
		d.UseMail(intake.MailDesk{PGP: func([]byte) ([]byte, error) { return []byte("侵入されました。"), nil }})
		if r := d.Reader().Read("a.eml", raw); r.Outcome != intake.Whole {
			t.Errorf("with it %s: %v", r.Outcome, r.Unread)
		}
	})
}
