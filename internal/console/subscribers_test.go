package console_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"todoke/internal/incident"
	"todoke/internal/subscribe"
)

// Staff see numbers and never an address; an address somebody writes in about is erased when it is typed exactly, and the page says what became of it.
func TestSubscribers(t *testing.T) {
	d := newDesk(t)
	shown, err := d.subscribe.Ask(t.Context(), subscribe.Request{Mail: "himitsu@reader.example", Choice: incident.Choice{Lang: incident.JA, Topics: incident.Topics, Scheme: "2020H1", Categories: []string{"virus"}}})
	d.must(err)
	_, token, _ := strings.Cut(shown.Body, "/confirm/")
	token, _, _ = strings.Cut(token, "?")
	d.must(d.subscribe.Confirm(t.Context(), token))
	b := d.as("uke", incident.Intake)
	p := b.get("/subscribers")
	p.want(t, http.StatusOK, "一部の分類", "購読中")
	p.lacks(t, "himitsu")
	b.post("/subscribers", url.Values{"mail": {"himitsu@reader"}, "reason": {"x"}}).want(t, http.StatusUnprocessableEntity, `href="#mail"`, `href="#reason"`, `value="himitsu@reader"`)
	b.post("/subscribers", url.Values{"mail": {"other@reader.example"}, "reason": {"電話で頼まれた"}}).want(t, http.StatusUnprocessableEntity, "購読はありません", `value="電話で頼まれた"`)
	p = b.post("/subscribers", url.Values{"mail": {"Himitsu@reader.example"}, "reason": {"電話で頼まれた"}})
	p.want(t, http.StatusOK, "購読を消去しました", "購読はまだありません")
	p.lacks(t, "himitsu")
	d.as("kou", incident.Publisher).get("/subscribers").lacks(t, `action="/subscribers"`)
	if strings.Contains(strings.ToLower(d.log.String()), "reader.example") {
		t.Error("the log holds an address")
	}
}
