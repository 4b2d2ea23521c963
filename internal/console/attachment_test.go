package console_test

import (
	"bytes"
	"context"
	"image"
	"image/png"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"

	"todoke/internal/incident"
	"todoke/internal/store"
)

func pngOf(t *testing.T) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, image.NewGray(image.Rect(0, 0, 30, 20))); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// A file is never served as itself: its page has no content before a reason, then shows it inert, and what is taken out is an archive named for the report.
func TestAttachmentIsNeverServed(t *testing.T) {
	d := newDesk(t)
	n := d.masked(d.file(nil))
	b := d.as("bun", incident.Analyst)
	html := d.attach(n, "鷹野橋.html", []byte(`<script>document.title="鷹野橋"</script>`))
	b.get(html).want(t, http.StatusOK)
	b.get(html).lacks(t, "鷹野橋", "document.title")
	b.post(html, url.Values{}).want(t, http.StatusUnprocessableEntity)
	a := b.post(html, url.Values{"reason": {"中身を確かめる"}})
	a.want(t, http.StatusOK, "&lt;script&gt;document.title=", "鷹野橋.html")
	a.lacks(t, "<script>document")
	if csp := a.head.Get("Content-Security-Policy"); !strings.Contains(csp, "sandbox") || strings.Contains(csp, "script-src") || a.head.Get("X-Content-Type-Options") != "nosniff" {
		t.Errorf("headers %v", a.head)
	}
	picture := d.attach(n, "a.png", append(pngOf(t), "behind the end"...))
	a = b.post(picture, url.Values{"reason": {"中身を確かめる"}})
	a.want(t, http.StatusOK, `src="data:image/png;base64,`, "30×20")
	exe := d.attach(n, "請求書.pdf.exe", []byte("MZ\x90\x00 not a program"))
	b.post(exe, url.Values{"reason": {"中身を確かめる"}}).want(t, http.StatusOK, "00000000  4d 5a")

	a = b.post(exe+"/take", url.Values{"reason": {"検体を調べる"}, "password": {"short"}})
	a.want(t, http.StatusUnprocessableEntity, `id="password"`)
	a = b.post(exe+"/take", url.Values{"reason": {"検体を調べる"}, "password": {"ABCDE-12345-ABCDE"}})
	if got := a.head.Get("Content-Disposition"); a.code != http.StatusOK || got != `attachment; filename="`+n+`-3.age"` || !strings.HasPrefix(a.body, "age-encryption.org/v1\n") {
		t.Errorf("taken: %d %s %.30q", a.code, got, a.body)
	}
	if strings.Contains(a.body, "MZ\x90") {
		t.Error("taken in clear")
	}
	if strings.Contains(d.log.String(), "請求書") || strings.Contains(d.log.String(), "鷹野橋") {
		t.Error("a name is in the log")
	}
}

// The report page shows what is known of a file and what it waits for, never its name; looking again is a button.
func TestAttachmentsOnReport(t *testing.T) {
	d := newDesk(t)
	n := d.masked(d.file(nil))
	page := d.attach(n, "鷹野橋.pdf.exe", []byte("MZ\x90\x00"))
	id := page[strings.LastIndex(page, "/")+1:]
	b := d.as("hana", incident.Intake)
	b.get("/reports/"+n).want(t, http.StatusOK, page, d.texts.T(incident.JA, "console.file.waits"))
	d.must(d.analyze.Scan(t.Context(), number(t, id)))
	a := b.get("/reports/" + n)
	a.want(t, http.StatusOK, d.texts.T(incident.JA, "mark.double_extension"), d.texts.T(incident.JA, "console.file.done"), "(.exe)")
	a.lacks(t, "鷹野橋.pdf")
	list, err := d.st.FindAttachment(t.Context(), number(t, id))
	d.must(err)
	list.State = store.FileLooked
	d.must(d.st.Write(t.Context(), func(tx *store.Tx) error { return tx.PutLook(t.Context(), list) }))
	b.get("/reports/"+n).want(t, http.StatusOK, d.texts.T(incident.JA, "console.file.waits.scanner"))
	b.get("/").want(t, http.StatusOK, d.texts.T(incident.JA, "console.queue.unscanned", 1, "2020年1月20日 12:00"))
	b.post("/reports/"+n, url.Values{"do": {"rescan"}, "file": {id}}).want(t, http.StatusOK, d.texts.T(incident.JA, "console.done.rescan"))
}

// Another body's form is copied beside its text: as a new version that keeps what is left empty, or as a report of its own with number and code.
func TestTranscribe(t *testing.T) {
	d := newDesk(t)
	n := d.masked(d.file(nil))
	page := d.attach(n, "様式.txt", []byte("組織名：架空工業"))
	b := d.as("hana", incident.Intake)
	why := url.Values{"reason": {"様式の書き写し"}}
	b.post(page, why).want(t, http.StatusOK, "組織名：架空工業", `action="`+page+`/transcribe"`)
	b.post(page+"/transcribe", why).want(t, http.StatusOK, "組織名：架空工業", `name="story"`, `value="amend"`)
	a := b.post(page+"/transcribe", url.Values{"reason": why["reason"], "_do": {"amend"}, "story": {strings.Repeat("長", 30_000)}})
	a.want(t, http.StatusUnprocessableEntity, "組織名：架空工業", "長長長")
	before := d.report(n).Version
	b.post(page+"/transcribe", url.Values{"reason": why["reason"], "_do": {"amend"}, "cause_detail": {"x"}, "virus_name": {"Emotet"}, "noticed": {"virus_found"}}).
		want(t, http.StatusOK, d.texts.T(incident.JA, "console.done.transcribed"))
	d.masked(n)
	if r := d.report(n); r.Version != before+1 || !strings.Contains(r.Title, "共有フォルダ") {
		t.Errorf("version %d, title %q", r.Version, r.Title)
	}
	versions, err := d.st.ListVersions(context.Background(), d.report(n).ID)
	d.must(err)
	if got := versions[len(versions)-1].Who; got != "staff:hana" {
		t.Errorf("filed by %s", got)
	}
	a = b.post(page+"/transcribe", url.Values{"reason": why["reason"], "_do": {"new"}, "_token": {"token-of-a-test-1234567890"}, "story": {"別の様式から書き写した届出です。"}})
	a.want(t, http.StatusOK, d.texts.T(incident.JA, "console.enter.done"), `class="code"`)
}

func number(t *testing.T, s string) int64 {
	t.Helper()
	n, err := strconv.ParseInt(s, 10, 64)
	if err != nil {
		t.Fatal(err)
	}
	return n
}
