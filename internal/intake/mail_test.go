package intake_test

import (
	"bytes"
	"encoding/base64"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/ProtonMail/gopenpgp/v3/crypto"
	"golang.org/x/text/encoding/japanese"

	"todoke/internal/incident"
	"todoke/internal/intake"
)

func sjis(s string) string {
	b, err := japanese.ShiftJIS.NewEncoder().String(s)
	if err != nil {
		panic(err)
	}
	return b
}

func jis(s string) string {
	b, err := japanese.ISO2022JP.NewEncoder().String(s)
	if err != nil {
		panic(err)
	}
	return b
}

func b64(s string) string { return base64.StdEncoding.EncodeToString([]byte(s)) }

func unreadOf(list []incident.Unread) string {
	var out []string
	for _, u := range list {
		out = append(out, u.Where+" "+strings.TrimPrefix(u.What, "unread."))
	}
	return strings.Join(out, ", ")
}

const head = "From: =?ISO-2022-JP?B?GyRCTmtMWhsoQg==?= <suzuki@example.co.jp>\r\nTo: desk@example.jp\r\nDate: Mon, 20 Jan 2020 12:00:00 +0900\r\nMessage-ID: <1@example.co.jp>\r\n"

func TestReadMail(t *testing.T) {
	boundary := func(parts ...string) string {
		return "Content-Type: multipart/mixed; boundary=b1\r\n\r\n--b1\r\n" + strings.Join(parts, "\r\n--b1\r\n") + "\r\n--b1--\r\n"
	}
	text := "Content-Type: text/plain; charset=utf-8\r\n\r\n届出です。"
	for _, c := range []struct {
		name, raw                   string
		subject, body, files, parts string // body: what the first text holds; files: names; parts: unread
	}{
		{"iso-2022-jp declared", head + "Subject: =?ISO-2022-JP?B?" + b64(jis("届出（①）")) + "?=\r\nContent-Type: text/plain; charset=ISO-2022-JP\r\n\r\n" + jis("サーバーに侵入されました。㈱①"),
			"届出（①）", "サーバーに侵入されました。㈱①", "", ""},
		{"iso-2022-jp undeclared, bare subject", head + "Subject: " + jis("届出") + "\r\n\r\n" + jis("侵入されました"), "届出", "侵入されました", "", ""},
		{"shift_jis declared utf-8", head + "Subject: " + sjis("届出です") + "\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n" + sjis("ウイルスを発見しました。"), "届出です", "ウイルスを発見しました。", "", ""},
		{"character cut between encoded words", head + "Subject: =?utf-8?B?" + b64("届出")[:4] + "?=\r\n =?utf-8?B?" + base64.StdEncoding.EncodeToString([]byte("届出")[3:5]) + "?=\r\n =?utf-8?B?" +
			base64.StdEncoding.EncodeToString([]byte("届出")[5:]) + "?=\r\n\r\nx", "届出", "x", "", ""},
		{"flowed", head + "Subject: a\r\nContent-Type: text/plain; charset=utf-8; format=flowed; delsp=yes\r\n\r\n朝から \r\n開けません。\r\n> 引用 \r\n> です\r\n", "a", "朝から開けません。\n> 引用です\n", "", ""},
		{"html only", head + "Subject: a\r\nContent-Type: text/html; charset=Shift_JIS\r\n\r\n<html><head><style>p{}</style></head><body><p>" + sjis("届出<b>です</b>") + "</p><script>alert(1)</script></body></html>", "a", "届出", "", ""},
		{"alternative", head + "Subject: a\r\nContent-Type: multipart/alternative; boundary=b1\r\n\r\n--b1\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n文です\r\n--b1\r\nContent-Type: text/html\r\n\r\n<p>html</p>\r\n--b1--\r\n", "a", "文です", "", ""},
		{"rfc 2231 names, continued, in iso-2022-jp", head + "Subject: a\r\n" + boundary(text, "Content-Type: application/pdf\r\nContent-Disposition: attachment;\r\n filename*0*=iso-2022-jp''%1B%24BFO%3DP;\r\n filename*1*=%1B%28B;\r\n filename*2=\".pdf\"\r\nContent-Transfer-Encoding: base64\r\n\r\nJVBERg=="),
			"a", "届出です。", "届出.pdf", ""},
		{"raw shift_jis name", head + "Subject: a\r\n" + boundary(text, "Content-Type: application/octet-stream; name=\""+sjis("一覧表.xlsx")+"\"\r\nContent-Transfer-Encoding: base64\r\n\r\nUEs="), "a", "届出です。", "一覧表.xlsx", ""},
		{"name in encoded words", head + "Subject: a\r\n" + boundary(text, "Content-Type: image/png; name=\"=?utf-8?B?"+b64("画面.png")+"?=\"\r\nContent-Transfer-Encoding: base64\r\n\r\niVBORw=="), "a", "届出です。", "画面.png", ""},
		{"path in a name", head + "Subject: a\r\n" + boundary(text, "Content-Type: image/png; name=\"..\\..\\etc\\x.png\"\r\n\r\nx"), "a", "届出です。", "x.png", ""},
		{"forwarded as attachment", head + "Subject: Fwd\r\n" + boundary("Content-Type: text/plain; charset=utf-8\r\n\r\n転送します。", "Content-Type: message/rfc822\r\n\r\nFrom: x@example.org\r\nSubject: "+jis("請求書")+"\r\n\r\n"+jis("添付を開いてください")), "Fwd", "転送します。", "message.eml", ""},
		{"winmail.dat", head + "Subject: a\r\n" + boundary(text, "Content-Type: application/ms-tnef; name=winmail.dat\r\nContent-Transfer-Encoding: base64\r\n\r\neJ8+Ig=="), "a", "届出です。", "winmail.dat", "part 2 mail_tnef"},
		{"s/mime", head + "Subject: a\r\nContent-Type: application/pkcs7-mime; smime-type=enveloped-data; name=smime.p7m\r\nContent-Transfer-Encoding: base64\r\n\r\nMIAG", "a", "", "smime.p7m", "body mail_smime"},
		{"inline pgp without a key", head + "Subject: a\r\n\r\n読めますか\r\n-----BEGIN PGP MESSAGE-----\r\n\r\nhQEMA\r\n-----END PGP MESSAGE-----\r\n", "a", "読めますか", "encrypted.asc", "body mail_pgp"},
		{"signed in clear", head + "Subject: a\r\n\r\n-----BEGIN PGP SIGNED MESSAGE-----\r\nHash: SHA256\r\n\r\n届出\r\n- - 一行\r\n-----BEGIN PGP SIGNATURE-----\r\n\r\nx\r\n-----END PGP SIGNATURE-----\r\n", "a", "届出\n- 一行\n", "", ""},
		{"base64 with junk and no end", head + "Subject: a\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n5bGK!5Ye6\r\n44Gn44GZ4", "a", "届出です", "", "body mail_damaged"},
		{"quoted-printable with errors", head + "Subject: a\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n=E5=B1=8A=E5=87=BA=ZZ 100=\r\n%", "a", "届出=ZZ 100%", "", ""},
		{"no end of the multipart", head + "Subject: a\r\nContent-Type: multipart/mixed; boundary=b1\r\n\r\n--b1\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n途中まで", "a", "途中まで", "", ""},
		{"multipart without a boundary", head + "Subject: a\r\nContent-Type: multipart/mixed\r\n\r\n中身です", "a", "中身です", "", "body mail_broken"},
		{"mbox line before it", "From suzuki@example.co.jp Mon Jan 20 12:00:00 2020\r\n" + head + "Subject: a\r\n\r\nx", "a", "x", "", ""},
		{"nothing", "", "", "", "", "mail mail_empty"},
		{"a thousand multiparts", head + "Subject: a\r\n" + strings.Repeat("Content-Type: multipart/mixed; boundary=b1\r\n\r\n--b1\r\n", 1000), "", "", "", "mail mail_nested"},
		{"a broken byte", head + "Subject: a\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n届出\xffですよ、本当に", "a", "届出\ufffdですよ、本当に", "", "body mail_charset"},
	} {
		t.Run(c.name, func(t *testing.T) {
			m := intake.ReadMail([]byte(c.raw), nil)
			body := ""
			if len(m.Texts) > 0 {
				body = m.Texts[0].Text
			}
			var files []string
			for _, f := range m.Files {
				files = append(files, f.Name)
			}
			if m.Subject != c.subject || !strings.Contains(body, c.body) || c.body == "" && body != "" || strings.Join(files, ",") != c.files || unreadOf(m.Unread) != c.parts {
				t.Errorf("subject %q, body %q, files %q, unread %q", m.Subject, body, files, unreadOf(m.Unread))
			}
			if strings.Contains(body, "alert(1)") {
				t.Error("script in the text")
			}
			if c.subject != "" && (m.From != "suzuki@example.co.jp" || m.FromName != "鈴木") {
				t.Errorf("from %q %q", m.FromName, m.From)
			}
		})
	}
	m := intake.ReadMail([]byte(head+"Subject: Fwd\r\n"+boundary("Content-Type: text/plain; charset=utf-8\r\n\r\n転送します。", "Content-Type: message/rfc822\r\n\r\nFrom: x@example.org\r\nSubject: "+jis("請求書")+"\r\n\r\n"+jis("添付を開いてください"))), nil)
	if len(m.Texts) != 2 || m.Texts[1].Text != "添付を開いてください" || m.Texts[1].Subject != "請求書" || m.Texts[1].From != "x@example.org" {
		t.Errorf("the mail inside: %+v", m.Texts)
	}
}

func TestAutomaticMail(t *testing.T) {
	for raw, want := range map[string]intake.Automatic{
		"From: a@example.jp": "", "From: MAILER-DAEMON@example.jp": intake.Bounce, "From: a@example.jp\r\nReturn-Path: <>": intake.Bounce,
		"From: a@example.jp\r\nContent-Type: multipart/report; report-type=delivery-status; boundary=x": intake.Bounce,
		"From: a@example.jp\r\nReturn-Path: <>\r\nAuto-Submitted: auto-replied (vacation)":              intake.AutoReply,
		"From: a@example.jp\r\nAuto-Submitted: auto-replied":                                            intake.AutoReply,
		"From: a@example.jp\r\nAuto-Submitted: no":                                                      "",
		"From: a@example.jp\r\nAuto-Submitted: auto-generated":                                          intake.Generated,
		"From: a@example.jp\r\nX-Auto-Response-Suppress: OOF":                                           intake.Generated,
		"From: a@example.jp\r\nList-Id: <l.example.jp>":                                                 intake.List,
		"From: a@example.jp\r\nPrecedence: bulk":                                                        intake.List,
	} {
		if m := intake.ReadMail([]byte(raw+"\r\nSubject: x\r\n\r\ny"), nil); m.Automatic != want {
			t.Errorf("%q: %q", raw, m.Automatic)
		}
	}
}

func TestPGP(t *testing.T) {
	pgp := crypto.PGP()
	key, err := pgp.KeyGeneration().AddUserId("desk", "desk@example.jp").New().GenerateKey()
	if err != nil {
		t.Fatal(err)
	}
	armored, err := key.Armor()
	if err != nil {
		t.Fatal(err)
	}
	open, err := intake.PGPKey([]byte(armored), nil)
	if err != nil {
		t.Fatal(err)
	}
	seal := func(s string) string {
		enc, err := pgp.Encryption().Recipient(key).New()
		if err != nil {
			t.Fatal(err)
		}
		m, err := enc.Encrypt([]byte(s))
		if err != nil {
			t.Fatal(err)
		}
		a, err := m.Armor()
		if err != nil {
			t.Fatal(err)
		}
		return a
	}
	inside := "Content-Type: multipart/mixed; boundary=in\r\n\r\n--in\r\nContent-Type: text/plain; charset=iso-2022-jp\r\n\r\n" + jis("秘密の届出") + "\r\n--in\r\nContent-Type: text/csv; name=a.csv\r\n\r\na,b\r\n--in--\r\n"
	mime := head + "Subject: a\r\nContent-Type: multipart/encrypted; protocol=\"application/pgp-encrypted\"; boundary=b1\r\n\r\n--b1\r\nContent-Type: application/pgp-encrypted\r\n\r\nVersion: 1\r\n--b1\r\nContent-Type: application/octet-stream\r\n\r\n" + seal(inside) + "\r\n--b1--\r\n"
	for name, raw := range map[string]string{"mime": mime, "inline": head + "Subject: a\r\n\r\n" + seal("秘密の届出")} {
		m := intake.ReadMail([]byte(raw), open)
		if len(m.Texts) != 1 || !strings.Contains(m.Texts[0].Text, "秘密の届出") || len(m.Unread) != 0 {
			t.Errorf("%s: %+v %v", name, m.Texts, m.Unread)
		}
		if name == "mime" && (len(m.Files) != 1 || m.Files[0].Name != "a.csv") {
			t.Errorf("files: %+v", m.Files)
		}
		if m := intake.ReadMail([]byte(raw), nil); len(m.Texts) != 0 || len(m.Files) != 1 || unreadOf(m.Unread) != "body mail_pgp" {
			t.Errorf("%s without a key: %+v %v", name, m.Texts, m.Unread)
		}
	}
}

func FuzzReadMail(f *testing.F) {
	for _, s := range []string{head + "\r\nx", "Content-Type: multipart/mixed; boundary=\"\r\n\r\n--", "Content-Disposition: attachment; filename*0*=x''%1B%24B\r\n\r\n", "Subject: =?utf-8?B?!!!?= =?x?Q?=ZZ?=\r\n\r\n",
		"Content-Type: message/rfc822\r\n\r\nContent-Type: message/rfc822\r\n\r\nContent-Type: message/rfc822\r\n\r\nx", "-----BEGIN PGP MESSAGE-----\n-----END PGP MESSAGE-----",
		"Content-Type: text/plain; format=flowed\r\n\r\n> a \r\n>> b \r\n"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		m := intake.ReadMail(raw, nil)
		size := 0
		for _, x := range m.Texts {
			if !utf8.ValidString(x.Text) || strings.Contains(x.Text, "\x00") {
				t.Fatal("a text that cannot be stored")
			}
			size += len(x.Text)
		}
		for _, x := range m.Files {
			if strings.ContainsAny(x.Name, "/\\\n") {
				t.Fatalf("name %q", x.Name)
			}
		}
		if !utf8.ValidString(m.Subject) || strings.Contains(m.Subject, "\n") {
			t.Fatalf("subject %q", m.Subject)
		}
		if len(bytes.TrimSpace(raw)) > 0 && len(m.Texts) == 0 && len(m.Files) == 0 && len(m.Unread) == 0 && m.Subject == "" && bytes.Contains(bytes.TrimSpace(raw), []byte("\n\nword")) {
			t.Fatalf("words were lost without a line: %q", raw)
		}
	})
}
