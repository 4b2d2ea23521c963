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
	"todoke/internal/incidenttest"
)

// walkTo presses Next from the first page, filling each page's fields, until the review.
func walkTo(t *testing.T, b *incidenttest.Browser, fill map[string]url.Values) *incidenttest.Page {
	t.Helper()
	p := b.Visit("/report")
	for range 20 {
		step := p.Value("_step")
		if step == "review" || step == "least" {
			return p
		}
		p = p.Press(incidenttest.Press{Form: "/report", Button: "_do=next", Fill: p.Shown(fill[strings.Split(step, ".")[0]])})
		if p.Status != http.StatusOK {
			t.Fatalf("step %s: status %d\n%s", step, p.Status, p.Text())
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
			b.Visit("/").Has(tr("portal.home.never.name"), tr("portal.home.not.ppc"), tr("web.demo"))

			p := walkTo(t, b, report)
			p.Has(tr("portal.review.title"), "朝、共有フォルダが開けなかった。", "鈴鹿原シール工業", "先週の中ごろ", "専用機", "約１２台", tr("portal.question.unknown"), tr("unread.date"))
			p = p.Press(incidenttest.Press{Form: "/receipt", Files: map[string][]byte{"note.txt": []byte("YOUR FILES ARE LOCKED")}})
			p.Has(tr("portal.receipt.title"), tr("portal.receipt.elsewhere"), tr("portal.receipt.mail_unsafe"))
			number, code := p.Code(0), p.Code(1)
			if _, err := incident.ParseReportNumber(number); err != nil {
				t.Errorf("number %q: %v", number, err)
			}
			if n := len(strings.ReplaceAll(code, "-", "")); n != 20 {
				t.Errorf("return code of %d characters", n)
			}
			card := p.Press(incidenttest.Press{Form: "/receipt/card"})
			if !strings.Contains(card.Body, number) || !strings.Contains(card.Body, code) || !strings.HasPrefix(card.Header.Get("Content-Disposition"), "attachment; filename=\"demo-") {
				t.Errorf("card: %v %q", card.Header, card.Body)
			}
			if proof := p.Press(incidenttest.Press{Form: "/receipt/proof"}); !strings.Contains(proof.Body, number) || !strings.Contains(proof.Body, "\n\n— todoke ") {
				t.Errorf("proof: %q", proof.Body)
			}

			p = b.Visit("/status").Press(incidenttest.Press{Form: "/status", Fill: url.Values{"number": {strings.ToLower(number)}, "code": {strings.ToLower(strings.ReplaceAll(code, "-", " "))}}})
			p.Has(tr("portal.state.received"), tr("portal.status.messages.none"))
			p = p.Press(incidenttest.Press{Form: "/status/message", Fill: url.Values{"words": {"感染は3台でした"}}})
			p.Has(tr("portal.status.written"), "感染は3台でした")
			p = p.Press(incidenttest.Press{Form: "/status/message", Fill: url.Values{"words": {"　"}}})
			if p.Status != http.StatusUnprocessableEntity {
				t.Errorf("an empty message: status %d", p.Status)
			}
			a := p.Press(incidenttest.Press{Form: "/status/amend", Button: "_step=story"})
			a = a.Press(incidenttest.Press{Form: "/status/amend", Button: "_do=send", Fill: url.Values{"contained_on": {"2999/1/1"}}})
			a.Has(tr("error.date_future"))
			p = a.Press(incidenttest.Press{Form: "/status/amend", Button: "_do=send", Fill: url.Values{"contained_on": {"2020/2/1"}}})
			p.Has(tr("portal.status.amended"))
			p = p.Press(incidenttest.Press{Form: "/status/files"})
			p.Has(tr("portal.status.files.none"))
			p = p.Press(incidenttest.Press{Form: "/status/files", Files: map[string][]byte{"log.txt": []byte("GET /")}})
			p.Has(tr("portal.status.files.done", 1), tr("portal.status.files.count", 2))
			p = p.Press(incidenttest.Press{Form: "/status/withdraw"})
			p.Has(tr("portal.status.withdraw.title"))
			p = p.Press(incidenttest.Press{Form: "/status/withdraw", Button: "sure=yes"})
			p.Has(tr("portal.state.withdrawn"), tr("portal.reason.by_reporter"))

			for _, u := range b.Seen {
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
	p := b.Visit("/report").Press(incidenttest.Press{Form: "/report", Button: "_do=next", Fill: report["door"]})
	p = p.Press(incidenttest.Press{Form: "/report", Button: "_do=lang:en", Fill: url.Values{"story": {"途中の文"}, "discovered_on": {"2020/1"}}})
	p.Has("What happened?")
	if p.Value("story") != "途中の文" {
		t.Errorf("story is %q", p.Value("story"))
	}
	p = p.Press(incidenttest.Press{Form: "/report", Button: "_do=back"})
	if p.Value("_step") != "door" || p.Value("story") != "途中の文" {
		t.Errorf("after back: step %q, story %q", p.Value("_step"), p.Value("story"))
	}
	token := p.Value("_token")
	p = p.Press(incidenttest.Press{Form: "/report", Button: "_do=next", Fill: url.Values{"noticed": {"web_changed"}}})
	for p.Value("_step") != "review" {
		p = p.Press(incidenttest.Press{Form: "/report", Button: "_do=next"})
	}
	p = p.Press(incidenttest.Press{Form: "/report", Button: "_do=go:story"})
	if p.Value("story") != "途中の文" || p.Value("_token") != token {
		t.Errorf("change: story %q, token kept %v", p.Value("story"), p.Value("_token") == token)
	}
}

func TestNothingFilledInAsksForTheLeast(t *testing.T) {
	d := newDesk(t, nil)
	b := d.browser(t, "ja")
	p := walkTo(t, b, nil)
	p.Has(d.texts.T(incident.JA, "portal.least.title"))
	p = p.Press(incidenttest.Press{Form: "/report", Button: "_do=next"})
	p.Has(d.texts.T(incident.JA, "portal.least.title"))
	p = p.Press(incidenttest.Press{Form: "/report", Button: "_do=next", Fill: url.Values{"story": {"なにか変です"}}})
	p = p.Press(incidenttest.Press{Form: "/receipt"})
	p.Has(d.texts.T(incident.JA, "portal.receipt.title"))
}

func TestSentTwiceIsOneReport(t *testing.T) {
	d := newDesk(t, nil)
	p := walkTo(t, d.browser(t, "ja"), report)
	first, second := p.Press(incidenttest.Press{Form: "/receipt"}), p.Press(incidenttest.Press{Form: "/receipt"})
	if first.Code(0) != second.Code(0) || first.Code(1) != second.Code(1) {
		t.Error("two receipts for one report")
	}
	second.Has(d.texts.T(incident.JA, "portal.receipt.repeat"))
}

func TestTooLargeKeepsTheForm(t *testing.T) {
	d := newDesk(t, nil)
	b := d.browser(t, "ja")
	p := walkTo(t, b, report)
	big := p.Press(incidenttest.Press{Form: "/receipt", Files: map[string][]byte{"big.bin": make([]byte, 51<<20)}})
	if big.Status != http.StatusRequestEntityTooLarge {
		t.Errorf("status %d", big.Status)
	}
	big.Has("50MB", "鈴鹿原シール工業", "朝、共有フォルダが開けなかった。", d.texts.T(incident.JA, "portal.review.files.again"))
	if big.Value("_token") != p.Value("_token") {
		t.Error("the token changed")
	}
	big.Press(incidenttest.Press{Form: "/receipt"}).Has(d.texts.T(incident.JA, "portal.receipt.title"))

	long := b.Visit("/report").Press(incidenttest.Press{Form: "/report", Button: "_do=next", Fill: report["door"]})
	long = long.Press(incidenttest.Press{Form: "/report", Button: "_do=next", Fill: url.Values{"story": {strings.Repeat("長", 100_000)}, "discovered_on": {"２０２０／１／１１"}}})
	if long.Status != http.StatusUnprocessableEntity || len([]rune(long.Value("story"))) != 100_000 || long.Value("discovered_on") != "２０２０／１／１１" {
		t.Errorf("status %d, %d characters kept, date %q", long.Status, len([]rune(long.Value("story"))), long.Value("discovered_on"))
	}
	long.Has(d.texts.T(incident.JA, "error.too_long", 20000, 100000))
}

// An empty file is named and not left out in silence, before the filing and after it; what cannot be an address is pointed at before it is sent.
func TestEmptyFileIsNamed(t *testing.T) {
	d := newDesk(t, nil)
	b := d.browser(t, "ja")
	empty := incidenttest.Press{Form: "/receipt", Files: map[string][]byte{"access.log": {}}}
	p := walkTo(t, b, map[string]url.Values{"door": {"noticed": {"leak"}}, "reporter": {"reporter_mail": {"yamada@"}}})
	p.Has(d.texts.T(incident.JA, "portal.review.mail_form"))
	refused := p.Press(empty)
	if refused.Status != http.StatusUnprocessableEntity {
		t.Errorf("status %d", refused.Status)
	}
	refused.Has("access.log", "0バイト", d.texts.T(incident.JA, "portal.review.files.again"))
	receipt := refused.Press(incidenttest.Press{Form: "/receipt"})
	receipt.Has(d.texts.T(incident.JA, "portal.receipt.title"))
	p = b.Visit("/status").Press(incidenttest.Press{Form: "/status", Fill: url.Values{"number": {receipt.Code(0)}, "code": {receipt.Code(1)}}})
	empty.Form = "/status/files"
	p.Press(empty).Has("access.log", "0バイト")
}

// Who presses the button of an empty form is told what to type, and it does not count as a try.
func TestNothingTypedIsNoTry(t *testing.T) {
	d := newDesk(t, nil)
	b := d.browser(t, "ja")
	for range 20 {
		for form, key := range map[string]string{"/status": "portal.find.empty", "/resume": "portal.resume.empty"} {
			p := b.Visit(form).Press(incidenttest.Press{Form: form, Fill: url.Values{"code": {"　"}}})
			if p.Status != http.StatusUnprocessableEntity {
				t.Fatalf("%s: status %d", form, p.Status)
			}
			p.Has(d.texts.T(incident.JA, key))
		}
	}
}

func TestBadBytesAndDates(t *testing.T) {
	d := newDesk(t, nil)
	b := d.browser(t, "ja")
	p := b.Visit("/report").Press(incidenttest.Press{Form: "/report", Button: "_do=next", Fill: report["door"]})
	p = p.Press(incidenttest.Press{Form: "/report", Button: "_do=next", Fill: url.Values{"story": {"壊れた\xff文字と\x00制御\x1b[31m"}, "discovered_on": {"2031年1月1日"}, "begun_on": {"2020/2/31"}}})
	p.Has(d.texts.T(incident.JA, "error.date_future"), d.texts.T(incident.JA, "error.date_day"))
	p = p.Press(incidenttest.Press{Form: "/report", Button: "_do=next", Fill: url.Values{"discovered_on": {"令和2年1月11日"}, "begun_on": {""}}})
	if p.Status != http.StatusOK || !strings.Contains(p.Value("story"), "壊れた\ufffd文字と制御") {
		t.Errorf("status %d, story %q", p.Status, p.Value("story"))
	}
}

// A wrong code and an unknown number get the same page.
func TestWrongCodeTellsNothing(t *testing.T) {
	d := newDesk(t, nil)
	b := d.browser(t, "ja")
	number := walkTo(t, b, report).Press(incidenttest.Press{Form: "/receipt"}).Code(0)
	ask := func(number string) *incidenttest.Page {
		return b.Visit("/status").Press(incidenttest.Press{Form: "/status", Fill: url.Values{"number": {number}, "code": {"00000-00000-00000-00000"}}})
	}
	known, unknown := ask(number), ask(incident.ReportNumber(2020, 999_999))
	if known.Status != http.StatusNotFound || known.Status != unknown.Status {
		t.Errorf("statuses %d and %d", known.Status, unknown.Status)
	}
	if strings.ReplaceAll(known.Body, known.Value("number"), "") != strings.ReplaceAll(unknown.Body, unknown.Value("number"), "") {
		t.Error("the two pages differ")
	}
	for range 5 {
		known = ask(number)
	}
	if known.Status != http.StatusTooManyRequests {
		t.Errorf("after many tries: status %d", known.Status)
	}
}

func TestSaveAndResume(t *testing.T) {
	d := newDesk(t, nil)
	b := d.browser(t, "ja")
	p := b.Visit("/report").Press(incidenttest.Press{Form: "/report", Button: "_do=next", Fill: report["door"]})
	token := p.Value("_token")
	p = p.Press(incidenttest.Press{Form: "/report", Button: "_do=save", Fill: url.Values{"story": {"下書きの文"}, "discovered_on": {"きのう"}}})
	p.Has(d.texts.T(incident.JA, "portal.saved.title"), "2020年3月16日")
	code := p.Code(0)

	other := d.browser(t, "ja")
	p = other.Visit("/resume").Press(incidenttest.Press{Form: "/resume", Fill: url.Values{"code": {strings.ToLower(code)}}})
	if p.Value("story") != "下書きの文" || p.Value("discovered_on") != "きのう" || p.Value("_token") != token || p.Value("_step") != "story" {
		t.Errorf("resumed at %q with %q, %q", p.Value("_step"), p.Value("story"), p.Value("discovered_on"))
	}
	again := p.Press(incidenttest.Press{Form: "/report", Button: "_do=save", Fill: url.Values{"story": {"下書きの文、続き"}}})
	if again.Code(0) != code {
		t.Errorf("saving again gives another code")
	}
	p = again.Press(incidenttest.Press{Form: "/report", Button: "_do=go:story"})
	for p.Value("_step") != "review" {
		p = p.Press(incidenttest.Press{Form: "/report", Button: "_do=next"})
	}
	p.Press(incidenttest.Press{Form: "/receipt"}).Has(d.texts.T(incident.JA, "portal.receipt.title"))
	p = other.Visit("/resume").Press(incidenttest.Press{Form: "/resume", Fill: url.Values{"code": {code}}})
	if p.Status != http.StatusNotFound {
		t.Errorf("the draft of a filed report is still there: status %d", p.Status)
	}
}

func TestForgetDraft(t *testing.T) {
	d := newDesk(t, nil)
	b := d.browser(t, "en")
	code := b.Visit("/report").Press(incidenttest.Press{Form: "/report", Button: "_do=save", Fill: url.Values{"noticed": {"leak"}}}).Code(0)
	p := b.Visit("/resume").Press(incidenttest.Press{Form: "/resume", Button: "_do=forget", Fill: url.Values{"code": {code}}})
	p.Has(d.texts.T(incident.EN, "portal.resume.forgotten"))
	if p = b.Visit("/resume").Press(incidenttest.Press{Form: "/resume", Fill: url.Values{"code": {code}}}); p.Status != http.StatusNotFound {
		t.Errorf("status %d", p.Status)
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
	clean := func(p *incidenttest.Page) *incidenttest.Page {
		t.Helper()
		if strings.Contains(p.Body, "<em>") || strings.Contains(p.Body, "<script>alert") || strings.Contains(p.Body, `href="javascript`) {
			t.Errorf("%q: markup came through", p.Title())
		}
		return p
	}
	p := b.Visit("/report")
	for p.Value("_step") != "review" {
		p = clean(p.Press(incidenttest.Press{Form: "/report", Button: "_do=next", Fill: p.Shown(fill[strings.Split(p.Value("_step"), ".")[0]]), Forged: true}))
	}
	clean(p).Has(probe)
	clean(p.Press(incidenttest.Press{Form: "/report", Button: "_do=go:reporter"}))
	p = clean(p.Press(incidenttest.Press{Form: "/receipt", Files: map[string][]byte{"<em>.txt": []byte(probe)}}))
	key := url.Values{"number": {p.Code(0)}, "code": {p.Code(1)}}
	p = clean(b.Visit("/status").Press(incidenttest.Press{Form: "/status", Fill: key}))
	clean(p.Press(incidenttest.Press{Form: "/status/message", Fill: url.Values{"words": {probe}}})).Has(probe)
	clean(b.Visit("/status").Press(incidenttest.Press{Form: "/status", Fill: url.Values{"number": {probe}, "code": {probe}}}))
	clean(b.Visit("/resume").Press(incidenttest.Press{Form: "/resume", Fill: url.Values{"code": {probe}}}))
	clean(b.Visit("/nowhere/%3Cem%3E?x=%3Cem%3E"))
}

// When nothing can be stored, the reporter is told so, keeps the text, and the server stays up.
func TestStoreFailureKeepsTheForm(t *testing.T) {
	d := newDesk(t, nil)
	b := d.browser(t, "ja")
	p := walkTo(t, b, report)
	d.store.Close()
	failed := p.Press(incidenttest.Press{Form: "/receipt"})
	if failed.Status != http.StatusServiceUnavailable {
		t.Errorf("status %d", failed.Status)
	}
	failed.Has(d.texts.T(incident.JA, "portal.review.not_filed"), "鈴鹿原シール工業", "朝、共有フォルダが開けなかった。", "desk@desk.example")
	if failed.Value("_token") != p.Value("_token") {
		t.Error("the token changed: the next try would be another report")
	}
	saved := failed.Press(incidenttest.Press{Form: "/report", Button: "_do=save"})
	if saved.Status != http.StatusServiceUnavailable || saved.Value("story") == "" {
		t.Errorf("saving: status %d", saved.Status)
	}
	if strings.Contains(d.log.String(), "鈴鹿原") || !strings.Contains(d.log.String(), "filing failed") {
		t.Errorf("log: %s", d.log)
	}
	b.Visit("/").Has(d.texts.T(incident.JA, "portal.home.title"))
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
	p := b.Visit("/report")
	if p.Value("_form") != "door@2" || p.Value("_step") != "story" {
		t.Fatalf("starts with %s at %s", p.Value("_form"), p.Value("_step"))
	}
	old := strings.ReplaceAll(p.Body, "door@2", "door@1")
	p = b.Again(old).Press(incidenttest.Press{Form: "/report", Button: "_do=next", Fill: url.Values{"story": {"古い画面から"}}})
	if p.Value("_form") != "door@1" {
		t.Errorf("read under %s", p.Value("_form"))
	}
	for p.Value("_step") != "review" {
		p = p.Press(incidenttest.Press{Form: "/report", Button: "_do=next"})
	}
	number := p.Press(incidenttest.Press{Form: "/receipt"}).Code(0)
	r, err := d.store.FindReport(t.Context(), number)
	if err != nil || r.FormVersion != 1 {
		t.Errorf("filed under version %d (%v)", r.FormVersion, err)
	}
}
