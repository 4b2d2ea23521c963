package console_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"todoke/internal/incident"
	"todoke/internal/store"
)

// What is in quarantine is shown as inert words, for a typed reason that is audited first.
func TestOpenQuarantined(t *testing.T) {
	w := newWorld(t)
	b := w.as("hana", incident.Intake)
	b.get("/quarantine").want(t, http.StatusOK, `href="`+w.held+`"`)
	if a := b.get(w.held); strings.Contains(a.body, "隔離した中身") {
		t.Error("shown without a reason")
	}
	before := w.writes()
	a := b.post(w.held, url.Values{"reason": {"見る"}})
	a.want(t, http.StatusUnprocessableEntity)
	if strings.Contains(a.body, "隔離した中身") || w.writes() != before {
		t.Error("a short reason opens")
	}
	a = b.post(w.held, url.Values{"reason": {"読めなかったわけを確かめる"}})
	a.want(t, http.StatusOK, "&lt;script&gt;隔離した中身&lt;/script&gt;", "&lt;b&gt;")
	rows, err := w.st.ListAudit(t.Context(), store.AuditFilter{Limit: 1})
	w.must(err)
	if len(rows) != 1 || rows[0].Action != "seal.open" || rows[0].Object != "quarantine:"+strings.TrimPrefix(w.held, "/quarantine/") || rows[0].Who != "staff:hana" {
		t.Errorf("audit %+v", rows)
	}
	b.get("/quarantine/1").want(t, http.StatusNotFound)
}

// The report page tells in words what the checks of a mail found.
func TestMailOrigin(t *testing.T) {
	d := newDesk(t)
	n := d.masked(d.file(nil))
	d.must(d.st.Write(t.Context(), func(tx *store.Tx) error {
		return tx.PutMail(t.Context(), store.Mail{Digest: []byte("x"), ReportID: d.report(n).ID, Number: n, MessageID: 1, Reports: 1, Outcome: "wholly", At: time.Unix(1579500000, 0),
			Origin: "spf=softfail dkim=pass:example.com dmarc=none automatic=list note=mail.note.html mentions=T-2020-000009-X"})
	}))
	word := func(key string) string { return d.texts.T(incident.JA, key) }
	d.as("hana", incident.Intake).get("/reports/"+n).want(t, http.StatusOK, "SPF："+word("mail.origin.result.fail"), "DKIM example.com："+word("mail.origin.result.pass"),
		"DMARC："+word("mail.origin.result.none"), word("mail.automatic.list"), word("mail.note.html"), word("console.origin.reply"), "T-2020-000009-X")
}
