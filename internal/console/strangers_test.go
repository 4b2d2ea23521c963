package console_test

import (
	"bytes"
	"mime/multipart"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"todoke/internal/incident"
)

// What was searched for may be a name: it does not wait in a stored session for the sign-in, the rest of the address does.
func TestWantedPageWithoutSearchWords(t *testing.T) {
	d := newDesk(t)
	e, _ := d.staff("hana", incident.Intake)
	b := d.browser()
	b.get("/?q=" + url.QueryEscape("鷹野橋") + "&state=all")
	a := b.post("/sign-in", url.Values{"login": {"hana"}, "password": {password}, "code": {d.code(e)}})
	if a.path != "/?state=all" {
		t.Errorf("after the sign-in: %s", a.path)
	}
}

// Who is not signed in cannot make the console hold files; the words of a form come along as ever.
func TestStrangersFilesAreNotHeld(t *testing.T) {
	d := newDesk(t)
	d.staff("hana", incident.Intake)
	for _, path := range []string{"/sign-in", "/enter"} {
		var body bytes.Buffer
		m := multipart.NewWriter(&body)
		d.must(m.WriteField("login", "hana"))
		w, err := m.CreateFormFile("files", "big.bin")
		d.must(err)
		_, err = w.Write(bytes.Repeat([]byte("SECRETFILE"), 1<<20))
		d.must(err)
		d.must(m.Close())
		r, err := d.browser().client.Post(d.url+path, m.FormDataContentType(), &body)
		d.must(err)
		a := d.browser().read(r)
		if a.code != http.StatusForbidden && a.code != http.StatusUnprocessableEntity || !strings.Contains(a.body, `value="hana"`) || strings.Contains(a.body, "SECRETFILE") {
			t.Errorf("%s: %d", path, a.code)
		}
	}
}
