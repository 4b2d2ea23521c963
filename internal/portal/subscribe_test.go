package portal_test

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"todoke/internal/incidenttest"
)

// The pages of a subscription in both languages, without script: asked, nothing lost when something is wrong, confirmed twice, changed, ended, and what an old
// link says then.
func TestSubscribePages(t *testing.T) {
	d := newDesk(t, nil)
	for _, lang := range []string{"ja", "en"} {
		say := func(key string, args ...any) string {
			if lang == "en" {
				return d.texts.T("en", key, args...)
			}
			return d.texts.T("ja", key, args...)
		}
		b := d.browser(t, lang)
		b.Visit("/").Want(http.StatusOK, say("portal.home.subscribe"))
		p := b.Visit("/subscribe").Want(http.StatusOK, say("portal.subscribe.kept", 72))
		fill := url.Values{"mail": {"reader " + lang + "@example.com"}, "topics": {"advisories"}, "categories": {"virus", "other"}, "language": {"en"}}
		p = p.Press(incidenttest.Press{Form: "/subscribe", Fill: fill}).Want(http.StatusUnprocessableEntity, say("subscribe.error.mail"))
		if p.Value("mail") != fill.Get("mail") || strings.Count(p.Body, " checked>") != 4 {
			t.Errorf("%s: what was typed is lost", lang)
		}
		p = p.Press(incidenttest.Press{Form: "/subscribe", Fill: url.Values{"mail": {"reader-" + lang + "@example.com"}}}).Want(http.StatusOK, say("portal.subscribe.sent"))
		link := regexp.MustCompile(`/subscribe/confirm/[A-Z0-9]+`).FindString(p.Body)
		if strings.Contains(p.Main(), "@example.com") {
			t.Errorf("%s: the address comes back", lang)
		}
		for range 2 {
			b.Visit(link).Want(http.StatusOK, say("portal.subscribe.confirm.title"))
		}
		b.Visit(link).Press(incidenttest.Press{Form: link}).Want(http.StatusOK, say("portal.subscribe.confirmed"))
		b.Visit(link).Want(http.StatusOK, say("portal.subscribe.confirmed"))
		change, stop := strings.Replace(link, "confirm", "change", 1), strings.Replace(link, "confirm", "stop", 1)
		p = b.Visit(change).Want(http.StatusOK, say("portal.subscribe.change.title"))
		if p = p.Press(incidenttest.Press{Form: change, Fill: url.Values{"topics": {}, "categories": {"web_server"}}}).Want(http.StatusUnprocessableEntity, say("subscribe.error.topics")); !strings.Contains(p.Body, `value="web_server" checked`) {
			t.Errorf("%s: what was ticked is lost", lang)
		}
		d.subscribe.Demo = false // the desk stops sending mail: who subscribed can still change and end it
		p.Press(incidenttest.Press{Form: change, Fill: url.Values{"topics": {"editions", "corrections"}}}).Want(http.StatusOK, say("portal.subscribe.changed"), say("portal.subscribe.change.go"))
		d.subscribe.Demo = true
		b.Visit(stop).Want(http.StatusOK, say("portal.subscribe.stop.title")).Press(incidenttest.Press{Form: stop}).Want(http.StatusOK, say("portal.subscribe.stopped"))
		for _, path := range []string{link, change, stop} {
			b.Visit(path).Want(http.StatusNotFound, say("portal.subscribe.gone.do"))
		}
		for _, u := range b.Seen {
			if strings.Contains(u, "example.com") {
				t.Errorf("the address stands in %s", u)
			}
		}
	}
	// fields left out altogether, and values no page offers
	b := d.browser(t, "ja")
	for body, want := range map[string]string{"": "subscribe.error.mail_empty", "mail=a@example.com&topics=all&language=ja": "subscribe.error.topics", "mail=a@example.com&topics=editions": "subscribe.error.language",
		"mail=a@example.com&topics=editions&language=ja&categories=x": "subscribe.error.categories", "mail=%ff%00&topics=editions&language=ja": "subscribe.error.mail"} {
		b.Send("/subscribe", strings.NewReader(body), "application/x-www-form-urlencoded").Want(http.StatusUnprocessableEntity, d.texts.T("ja", want))
	}
	// more than twenty requests an hour from one place are asked to wait, with everything typed still there
	for n := range 25 {
		p := b.Send("/subscribe", strings.NewReader("mail=again@example.com&topics=editions&language=ja"), "application/x-www-form-urlencoded")
		if p.Status == http.StatusTooManyRequests {
			if p.Value("mail") != "again@example.com" || !strings.Contains(p.Body, `value="editions" checked`) {
				t.Error("what was typed is lost")
			}
			break
		}
		if n == 24 {
			t.Error("no limit")
		}
	}
	if strings.Contains(d.log.String(), "example.com") {
		t.Error("the log holds an address")
	}
}

// Only the address that ends a subscription takes posts from elsewhere: all others refuse them, as before.
func TestOneClickComesFromElsewhere(t *testing.T) {
	d := newDesk(t, nil)
	for path, want := range map[string]int{"/subscribe": http.StatusForbidden, "/subscribe/confirm/x": http.StatusForbidden, "/subscribe/change/x": http.StatusForbidden, "/status": http.StatusForbidden, "/subscribe/stop/x/y": http.StatusForbidden,
		"/subscribe/stop/x": http.StatusOK} {
		for _, head := range []map[string]string{{"Origin": "https://mail.example"}, {"Sec-Fetch-Site": "cross-site"}, {"Referer": "https://mail.example/"}} {
			req, err := http.NewRequest(http.MethodPost, d.server.URL+path, strings.NewReader("List-Unsubscribe=One-Click"))
			if err != nil {
				t.Fatal(err)
			}
			req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
			for k, v := range head {
				req.Header.Set(k, v)
			}
			res, err := http.DefaultClient.Do(req)
			if err != nil {
				t.Fatal(err)
			}
			res.Body.Close()
			if res.StatusCode != want {
				t.Errorf("POST %s with %v: %d, want %d", path, head, res.StatusCode, want)
			}
		}
	}
}

// A desk that sends no mail says so and points to the feeds.
func TestNoSubscriptions(t *testing.T) {
	d := newDesk(t, nil)
	d.subscribe.Demo = false
	b := d.browser(t, "ja")
	b.Visit("/subscribe").Want(http.StatusNotFound, "フィード")
	if strings.Contains(b.Visit("/").Body, `href="/subscribe"`) {
		t.Error("the first page offers it")
	}
	b.Send("/subscribe", strings.NewReader("mail=a@example.com&topics=editions&language=ja"), "application/x-www-form-urlencoded").Want(http.StatusNotFound, "行っていません")
}
