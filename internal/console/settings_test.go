package console_test

import (
	"net/http"
	"net/url"
	"testing"

	"todoke/internal/incident"
)

// The page of the desk's numbers says what is wrong, keeps what was typed, and shows what was saved.
func TestSettings(t *testing.T) {
	d := newDesk(t)
	n := d.masked(d.file(nil))
	b := d.as("kan", incident.Administrator)
	b.get("/settings").want(t, http.StatusOK, `name="answer_days" value=""`, "標準は14")
	b.post("/settings", url.Values{"answer_days": {"<b>"}, "reply_days": {"7"}}).want(t, http.StatusUnprocessableEntity, `href="#answer_days"`, `value="&lt;b&gt;"`, `value="7"`)
	b.post("/settings", url.Values{"answer_days": {"30"}, "reply_days": {""}}).want(t, http.StatusOK, "保存しました", `name="answer_days" value="30"`, `name="reply_days" value=""`)
	d.as("hana", incident.Intake).get("/reports/"+n+"/ask").want(t, http.StatusOK, `name="due" value="`+d.now.AddDate(0, 0, 30).Format("2006-01-02"))
}
