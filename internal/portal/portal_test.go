package portal_test

import (
	"bytes"
	"net/http"
	"net/url"
	"os"
	"strings"
	"testing"
	"testing/fstest"

	"todoke/internal/form"
	"todoke/internal/incident"
)

// walkTo presses Next from the first page, filling each page's fields, until the review.
func walkTo(t *testing.T, b *browser, fill map[string]url.Values) *page {
	t.Helper()
	p := b.get("/report")
	for range 20 {
		step := p.value("_step")
		if step == "review" || step == "least" {
			return p
		}
		p = p.press(press{form: "/report", button: "_do=next", fill: p.shown(fill[strings.Split(step, ".")[0]])})
		if p.status != http.StatusOK {
			t.Fatalf("step %s: status %d\n%s", step, p.status, p.text())
		}
	}
	t.Fatal("the form does not end")
	return nil
}

var report = map[string]url.Values{
	"door":    {"noticed": {"files_locked", "leak"}, "relation": {"contractor"}},
	"story":   {"story": {"朝、共有フォルダが開けなかった。\n脅迫文があった。"}, "discovered_on": {"令和2年1月11日"}, "begun_on.state": {"unknown"}, "contained_on": {"先週の中ごろ"}},
	"virus":   {"virus_statement": {"infected"}, "virus_machines": {"約１２台"}, "virus_machines.state": {"estimated"}, "virus_os": {"other"}, "virus_os.other.other": {"専用機"}},
	"systems": {"access_asset": {"file_server"}},
	"attack":  {"access_cause": {"investigating"}, "access_method": {"unknown"}},
	"reporter": {"reporter_org": {"鈴鹿原シール工業"}, "reporter_mail": {"someone@suzukahara.example"}, "mail_safe": {"no"},
		"victim_org": {"讃岐野商店"}},
	"publication": {"made_public": {"yes"}, "public_url": {"https://suzukahara.example/news"}, "consent": {"case"}},
}

// One report from the first page to its withdrawal, without script, in both languages.
func TestWholeWalk(t *testing.T) {
	for _, lang := range []string{"ja", "en"} {
		t.Run(lang, func(t *testing.T) {
			d := newDesk(t, nil)
			b := d.browser(t, lang)
			tr := func(key string, args ...any) string { return d.texts.T(incident.Lang(lang), key, args...) }
			b.get("/").has(t, tr("portal.home.never.name"), tr("portal.home.not.ppc"), tr("web.demo"))

			p := walkTo(t, b, report)
			p.has(t, tr("portal.review.title"), "朝、共有フォルダが開けなかった。", "鈴鹿原シール工業", "先週の中ごろ", "専用機", "約１２台", tr("portal.question.unknown"), tr("unread.date"))
			p = p.press(press{form: "/receipt", files: map[string][]byte{"note.txt": []byte("YOUR FILES ARE LOCKED")}})
			p.has(t, tr("portal.receipt.title"), tr("portal.receipt.elsewhere"), tr("portal.receipt.mail_unsafe"))
			number, code := p.code(0), p.code(1)
			if _, err := incident.ParseReportNumber(number); err != nil {
				t.Errorf("number %q: %v", number, err)
			}
			if n := len(strings.ReplaceAll(code, "-", "")); n != 20 {
				t.Errorf("return code of %d characters", n)
			}
			card := p.press(press{form: "/receipt/card"})
			if !strings.Contains(card.body, number) || !strings.Contains(card.body, code) || !strings.HasPrefix(card.header.Get("Content-Disposition"), "attachment; filename=\"demo-") {
				t.Errorf("card: %v %q", card.header, card.body)
			}
			if proof := p.press(press{form: "/receipt/proof"}); !strings.Contains(proof.body, number) || !strings.Contains(proof.body, "\n\n— todoke ") {
				t.Errorf("proof: %q", proof.body)
			}

			p = b.get("/status").press(press{form: "/status", fill: url.Values{"number": {strings.ToLower(number)}, "code": {strings.ToLower(strings.ReplaceAll(code, "-", " "))}}})
			p.has(t, tr("portal.state.received"), tr("portal.status.messages.none"))
			p = p.press(press{form: "/status/message", fill: url.Values{"words": {"感染は3台でした"}}})
			p.has(t, tr("portal.status.written"), "感染は3台でした")
			p = p.press(press{form: "/status/message", fill: url.Values{"words": {"　"}}})
			if p.status != http.StatusUnprocessableEntity {
				t.Errorf("an empty message: status %d", p.status)
			}
			a := p.press(press{form: "/status/amend", button: "_step=story"})
			a = a.press(press{form: "/status/amend", button: "_do=send", fill: url.Values{"contained_on": {"2999/1/1"}}})
			a.has(t, tr("error.date_future"))
			p = a.press(press{form: "/status/amend", button: "_do=send", fill: url.Values{"contained_on": {"2020/2/1"}}})
			p.has(t, tr("portal.status.amended"))
			p = p.press(press{form: "/status/files"})
			p.has(t, tr("portal.status.files.none"))
			p = p.press(press{form: "/status/files", files: map[string][]byte{"log.txt": []byte("GET /")}})
			p.has(t, tr("portal.status.files.done", 1), tr("portal.status.files.count", 2))
			p = p.press(press{form: "/status/withdraw"})
			p.has(t, tr("portal.status.withdraw.title"))
			p = p.press(press{form: "/status/withdraw", button: "sure=yes"})
			p.has(t, tr("portal.state.withdrawn"), tr("portal.reason.by_reporter"))

			for _, u := range b.seen {
				for _, secret := range []string{number, code, "suzukahara"} {
					if strings.Contains(u, secret) {
						t.Errorf("address %s holds a secret", u)
					}
				}
			}
			for _, secret := range []string{number, code, "suzukahara", "共有フォルダ", "感染は3台"} {
				if strings.Contains(d.log.String(), secret) {
					t.Errorf("the log holds %q:\n%s", secret, d.log)
				}
			}
		})
	}
}

// The language can be changed in the middle, and Back and Change lose nothing.
func TestChangingLanguageAndGoingBackKeepsAll(t *testing.T) {
	d := newDesk(t, nil)
	b := d.browser(t, "ja")
	p := b.get("/report").press(press{form: "/report", button: "_do=next", fill: report["door"]})
	p = p.press(press{form: "/report", button: "_do=lang:en", fill: url.Values{"story": {"途中の文"}, "discovered_on": {"2020/1"}}})
	p.has(t, "What happened?")
	if p.value("story") != "途中の文" {
		t.Errorf("story is %q", p.value("story"))
	}
	p = p.press(press{form: "/report", button: "_do=back"})
	if p.value("_step") != "door" || p.value("story") != "途中の文" {
		t.Errorf("after back: step %q, story %q", p.value("_step"), p.value("story"))
	}
	token := p.value("_token")
	p = p.press(press{form: "/report", button: "_do=next", fill: url.Values{"noticed": {"web_changed"}}})
	for p.value("_step") != "review" {
		p = p.press(press{form: "/report", button: "_do=next"})
	}
	p = p.press(press{form: "/report", button: "_do=go:story"})
	if p.value("story") != "途中の文" || p.value("_token") != token {
		t.Errorf("change: story %q, token kept %v", p.value("story"), p.value("_token") == token)
	}
}

func TestNothingFilledInAsksForTheLeast(t *testing.T) {
	d := newDesk(t, nil)
	b := d.browser(t, "ja")
	p := walkTo(t, b, nil)
	p.has(t, d.texts.T(incident.JA, "portal.least.title"))
	p = p.press(press{form: "/report", button: "_do=next"})
	p.has(t, d.texts.T(incident.JA, "portal.least.title"))
	p = p.press(press{form: "/report", button: "_do=next", fill: url.Values{"story": {"なにか変です"}}})
	p = p.press(press{form: "/receipt"})
	p.has(t, d.texts.T(incident.JA, "portal.receipt.title"))
}

func TestSentTwiceIsOneReport(t *testing.T) {
	d := newDesk(t, nil)
	p := walkTo(t, d.browser(t, "ja"), report)
	first, second := p.press(press{form: "/receipt"}), p.press(press{form: "/receipt"})
	if first.code(0) != second.code(0) || first.code(1) != second.code(1) {
		t.Error("two receipts for one report")
	}
	second.has(t, d.texts.T(incident.JA, "portal.receipt.repeat"))
}

func TestTooLargeKeepsTheForm(t *testing.T) {
	d := newDesk(t, nil)
	b := d.browser(t, "ja")
	p := walkTo(t, b, report)
	big := p.press(press{form: "/receipt", files: map[string][]byte{"big.bin": make([]byte, 51<<20)}})
	if big.status != http.StatusRequestEntityTooLarge {
		t.Errorf("status %d", big.status)
	}
	big.has(t, "50MB", "鈴鹿原シール工業", "朝、共有フォルダが開けなかった。", d.texts.T(incident.JA, "portal.review.files.again"))
	if big.value("_token") != p.value("_token") {
		t.Error("the token changed")
	}
	big.press(press{form: "/receipt"}).has(t, d.texts.T(incident.JA, "portal.receipt.title"))

	long := b.get("/report").press(press{form: "/report", button: "_do=next", fill: report["door"]})
	long = long.press(press{form: "/report", button: "_do=next", fill: url.Values{"story": {strings.Repeat("長", 100_000)}, "discovered_on": {"２０２０／１／１１"}}})
	if long.status != http.StatusUnprocessableEntity || len([]rune(long.value("story"))) != 100_000 || long.value("discovered_on") != "２０２０／１／１１" {
		t.Errorf("status %d, %d characters kept, date %q", long.status, len([]rune(long.value("story"))), long.value("discovered_on"))
	}
	long.has(t, d.texts.T(incident.JA, "error.too_long", 20000, 100000))
}

func TestBadBytesAndDates(t *testing.T) {
	d := newDesk(t, nil)
	b := d.browser(t, "ja")
	p := b.get("/report").press(press{form: "/report", button: "_do=next", fill: report["door"]})
	p = p.press(press{form: "/report", button: "_do=next", fill: url.Values{"story": {"壊れた\xff文字と\x00制御\x1b[31m"}, "discovered_on": {"2031年1月1日"}, "begun_on": {"2020/2/31"}}})
	p.has(t, d.texts.T(incident.JA, "error.date_future"), d.texts.T(incident.JA, "error.date_day"))
	p = p.press(press{form: "/report", button: "_do=next", fill: url.Values{"discovered_on": {"令和2年1月11日"}, "begun_on": {""}}})
	if p.status != http.StatusOK || !strings.Contains(p.value("story"), "壊れた\ufffd文字と制御") {
		t.Errorf("status %d, story %q", p.status, p.value("story"))
	}
}

// A wrong code and an unknown number get the same page.
func TestWrongCodeTellsNothing(t *testing.T) {
	d := newDesk(t, nil)
	b := d.browser(t, "ja")
	number := walkTo(t, b, report).press(press{form: "/receipt"}).code(0)
	ask := func(number string) *page {
		return b.get("/status").press(press{form: "/status", fill: url.Values{"number": {number}, "code": {"00000-00000-00000-00000"}}})
	}
	known, unknown := ask(number), ask(incident.ReportNumber(2020, 999_999))
	if known.status != http.StatusNotFound || known.status != unknown.status {
		t.Errorf("statuses %d and %d", known.status, unknown.status)
	}
	if strings.ReplaceAll(known.body, known.value("number"), "") != strings.ReplaceAll(unknown.body, unknown.value("number"), "") {
		t.Error("the two pages differ")
	}
	for range 5 {
		known = ask(number)
	}
	if known.status != http.StatusTooManyRequests {
		t.Errorf("after many tries: status %d", known.status)
	}
}

func TestSaveAndResume(t *testing.T) {
	d := newDesk(t, nil)
	b := d.browser(t, "ja")
	p := b.get("/report").press(press{form: "/report", button: "_do=next", fill: report["door"]})
	token := p.value("_token")
	p = p.press(press{form: "/report", button: "_do=save", fill: url.Values{"story": {"下書きの文"}, "discovered_on": {"きのう"}}})
	p.has(t, d.texts.T(incident.JA, "portal.saved.title"), "2020年3月16日")
	code := p.code(0)

	other := d.browser(t, "ja")
	p = other.get("/resume").press(press{form: "/resume", fill: url.Values{"code": {strings.ToLower(code)}}})
	if p.value("story") != "下書きの文" || p.value("discovered_on") != "きのう" || p.value("_token") != token || p.value("_step") != "story" {
		t.Errorf("resumed at %q with %q, %q", p.value("_step"), p.value("story"), p.value("discovered_on"))
	}
	again := p.press(press{form: "/report", button: "_do=save", fill: url.Values{"story": {"下書きの文、続き"}}})
	if again.code(0) != code {
		t.Errorf("saving again gives another code")
	}
	p = again.press(press{form: "/report", button: "_do=go:story"})
	for p.value("_step") != "review" {
		p = p.press(press{form: "/report", button: "_do=next"})
	}
	p.press(press{form: "/receipt"}).has(t, d.texts.T(incident.JA, "portal.receipt.title"))
	p = other.get("/resume").press(press{form: "/resume", fill: url.Values{"code": {code}}})
	if p.status != http.StatusNotFound {
		t.Errorf("the draft of a filed report is still there: status %d", p.status)
	}
}

func TestForgetDraft(t *testing.T) {
	d := newDesk(t, nil)
	b := d.browser(t, "en")
	code := b.get("/report").press(press{form: "/report", button: "_do=save", fill: url.Values{"noticed": {"leak"}}}).code(0)
	p := b.get("/resume").press(press{form: "/resume", button: "_do=forget", fill: url.Values{"code": {code}}})
	p.has(t, d.texts.T(incident.EN, "portal.resume.forgotten"))
	if p = b.get("/resume").press(press{form: "/resume", fill: url.Values{"code": {code}}}); p.status != http.StatusNotFound {
		t.Errorf("status %d", p.status)
	}
}

// Whatever is typed stays text, on every page that shows it.
func TestMarkupStaysText(t *testing.T) {
	const probe = `"><em>x</em><script>alert(1)</script>` + "</textarea>{{.}}'"
	d := newDesk(t, nil)
	b := d.browser(t, "ja")
	fill := map[string]url.Values{
		"door":        {"noticed": {"files_locked", "unsure", probe}, "noticed.unsure.other": {probe}, "relation": {"observer"}},
		"story":       {"story": {probe}, "discovered_on": {probe}},
		"virus":       {"virus_name": {probe}, "virus_count": {probe}, "virus_os": {"other"}, "virus_os.other.other": {probe}},
		"reporter":    {"reporter_org": {probe}, "reporter_name": {probe}, "reporter_mail": {probe}, "named_people": {probe}, "victim_org": {probe}},
		"publication": {"public_url": {"javascript:alert(1)//" + probe}, "made_public": {"yes"}},
	}
	clean := func(p *page) *page {
		t.Helper()
		if strings.Contains(p.body, "<em>") || strings.Contains(p.body, "<script>alert") || strings.Contains(p.body, `href="javascript`) {
			t.Errorf("%q: markup came through", p.title())
		}
		return p
	}
	p := b.get("/report")
	for p.value("_step") != "review" {
		p = clean(p.press(press{form: "/report", button: "_do=next", fill: p.shown(fill[strings.Split(p.value("_step"), ".")[0]])}))
	}
	clean(p).has(t, probe)
	clean(p.press(press{form: "/report", button: "_do=go:reporter"}))
	p = clean(p.press(press{form: "/receipt", files: map[string][]byte{"<em>.txt": []byte(probe)}}))
	key := url.Values{"number": {p.code(0)}, "code": {p.code(1)}}
	p = clean(b.get("/status").press(press{form: "/status", fill: key}))
	clean(p.press(press{form: "/status/message", fill: url.Values{"words": {probe}}})).has(t, probe)
	clean(b.get("/status").press(press{form: "/status", fill: url.Values{"number": {probe}, "code": {probe}}}))
	clean(b.get("/resume").press(press{form: "/resume", fill: url.Values{"code": {probe}}}))
	clean(b.get("/nowhere/%3Cem%3E?x=%3Cem%3E"))
}

// When nothing can be stored, the reporter is told so, keeps the text, and the server stays up.
func TestStoreFailureKeepsTheForm(t *testing.T) {
	d := newDesk(t, nil)
	b := d.browser(t, "ja")
	p := walkTo(t, b, report)
	d.store.Close()
	failed := p.press(press{form: "/receipt"})
	if failed.status != http.StatusServiceUnavailable {
		t.Errorf("status %d", failed.status)
	}
	failed.has(t, d.texts.T(incident.JA, "portal.review.not_filed"), "鈴鹿原シール工業", "朝、共有フォルダが開けなかった。", "desk@desk.example")
	if failed.value("_token") != p.value("_token") {
		t.Error("the token changed: the next try would be another report")
	}
	saved := failed.press(press{form: "/report", button: "_do=save"})
	if saved.status != http.StatusServiceUnavailable || saved.value("story") == "" {
		t.Errorf("saving: status %d", saved.status)
	}
	if strings.Contains(d.log.String(), "鈴鹿原") || !strings.Contains(d.log.String(), "filing failed") {
		t.Errorf("log: %s", d.log)
	}
	b.get("/").has(t, d.texts.T(incident.JA, "portal.home.title"))
}

// A page made from an older version of the form is read and filed under that version.
func TestStaleFormVersion(t *testing.T) {
	dir := fstest.MapFS{}
	for _, name := range []string{"common.toml", "door.toml", "virus.toml", "access.toml"} {
		body, err := os.ReadFile("../form/forms/" + name)
		if err != nil {
			t.Fatal(err)
		}
		dir[name] = &fstest.MapFile{Data: body}
	}
	newer := bytes.Replace(dir["door.toml"].Data, []byte("version = 1"), []byte("version = 2"), 1)
	newer = bytes.Replace(newer, []byte(`order = ["door", "story", "virus", `), []byte(`order = ["story", "door", "virus", `), 1)
	dir["door2.toml"] = &fstest.MapFile{Data: newer}
	forms, err := form.LoadFrom(dir)
	if err != nil {
		t.Fatal(err)
	}
	d := newDesk(t, forms)
	b := d.browser(t, "ja")
	p := b.get("/report")
	if p.value("_form") != "door@2" || p.value("_step") != "story" {
		t.Fatalf("starts with %s at %s", p.value("_form"), p.value("_step"))
	}
	old := strings.ReplaceAll(p.body, "door@2", "door@1")
	p = b.again(old).press(press{form: "/report", button: "_do=next", fill: url.Values{"story": {"古い画面から"}}})
	if p.value("_form") != "door@1" {
		t.Errorf("read under %s", p.value("_form"))
	}
	for p.value("_step") != "review" {
		p = p.press(press{form: "/report", button: "_do=next"})
	}
	number := p.press(press{form: "/receipt"}).code(0)
	r, err := d.store.FindReport(t.Context(), number)
	if err != nil || r.FormVersion != 1 {
		t.Errorf("filed under version %d (%v)", r.FormVersion, err)
	}
}
