package main

import (
	"fmt"
	"io"
	"mime/quotedprintable"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"todoke/internal/incidenttest"
)

// TestSubscribe follows readers through the running program over HTTP and SMTP only: subscribed, confirmed, told of a release, ended by one click, and not told
// of the next, though the program is killed while it tells the others.
func TestSubscribe(t *testing.T) {
	t.Run("sqlite", func(t *testing.T) {
		t.Parallel() // most of it is waiting
		dir := filepath.Join(t.TempDir(), "desk")
		subscribed(t, dir, "--data", dir)
	})
	if os.Getenv(incidenttest.PostgresEnv) != "" {
		t.Run("postgres", func(t *testing.T) {
			t.Parallel()
			dir := filepath.Join(t.TempDir(), "desk")
			subscribed(t, dir, "--data", dir, "--db", incidenttest.Schema(t))
		})
	}
}

const (
	readers    = 40
	portalName = "https://report.desk.example/"
)

// readers of the test and the mail server they read from.
type readership struct {
	t    *testing.T
	mail *incidenttest.MailServer
}

func subscribed(t *testing.T, dir string, args ...string) {
	r := readership{t, incidenttest.NewMailServer(t)}
	settings := fmt.Sprintf("portal_url = %q\nsite_url = \"https://www.desk.example/\"\n[mail]\naddress = \"desk@desk.example\"\nsmtp = \"%s:%d\"\nsmtp_tls = \"none\"\n", portalName, r.mail.Host, r.mail.Port)
	if err := os.MkdirAll(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "todoke.toml"), []byte(settings), 0o600); err != nil {
		t.Fatal(err)
	}
	s := start(t, "serve", args...)
	log := s.log

	// in the browser, without script: what is wrong is said at once and nothing typed is lost
	b := incidenttest.NewBrowser(t, s.portal)
	b.Visit("/?lang=ja").Want(http.StatusOK, "公開のお知らせを受け取る")
	p := b.Visit("/subscribe").Want(http.StatusOK, "ウイルス")
	p = p.Press(incidenttest.Press{Form: "/subscribe", Fill: url.Values{"mail": {"himitsu@reader"}, "topics": {"corrections"}, "categories": {"other"}, "language": {"en"}}}).Want(http.StatusUnprocessableEntity, "ドメイン名として読めません")
	if p.Value("mail") != "himitsu@reader" || !strings.Contains(p.Body, `value="other" checked`) || !strings.Contains(p.Body, `value="en" checked`) || strings.Contains(p.Body, `value="editions" checked`) {
		t.Error("what was typed is lost")
	}
	b.Visit("/subscribe").Press(incidenttest.Press{Form: "/subscribe", Fill: url.Values{"mail": {"himitsu@reader.example"}}}).Want(http.StatusOK, "確認のメールを送ります")
	link := r.link("himitsu@reader.example", "confirm", 1)
	if code := send(t, http.MethodHead, s.portal+link, nil); code != http.StatusOK {
		t.Errorf("a program that looks at links gets %d", code)
	}
	b.Visit(link).Want(http.StatusOK, "購読を始めますか")
	b.Visit(link).Want(http.StatusOK, "購読を始めますか").Press(incidenttest.Press{Form: strings.Split(link, "?")[0]}).Want(http.StatusOK, "購読を始めました")
	b.Visit(link).Want(http.StatusOK, "購読を始めました") // opened again
	b.Visit(strings.Replace(link, "?", "X?", 1)).Want(http.StatusNotFound, "リンクの一部が欠けています")
	for _, path := range []string{"/subscribe/confirm/x", "/subscribe/change/x", "/subscribe/stop/x"} {
		b.Visit(path).Want(http.StatusNotFound, "もう一度お申し込みください")
	}
	stays := r.join(s, "stays@reader.example")

	// a release
	reporter := incidenttest.NewBrowser(t, s.portal)
	rep := file(t, reporter, walked)
	d := staffed(t, s)
	d.readMasked(rep.Number)
	d.accept(rep.Number)
	n := d.caseFrom(rep.Number, caseText{category: "virus", org: "company", named: "鈴鹿原シール工業", facts: []string{"malware:ransomware", "damage:file_encryption", "cause:unknown/unknown"},
		ja: "届出者（企業）の共有フォルダのファイルがランサムウェアによって暗号化され、脅迫文が残された。感染の経路は不明である。", en: "Files in a shared folder of the reporter (a company) were encrypted by ransomware. The route of infection is unknown."})
	today := time.Now().In(time.FixedZone("JST", 9*60*60))
	id := today.Format("2006") + "-walk"
	d.edition(id, url.Values{"title.ja": {"届出事例集　購読試験号"}, "title.en": {"Reported cases, subscribed"}, "scheme": {"2020H1"}, "from": {today.AddDate(0, -1, 0).Format(time.DateOnly)},
		"to": {today.AddDate(0, 0, 1).Format(time.DateOnly)}, "date_rule": {"received"}})
	d.choose(id, n)
	d.freezeAndBuild(id)
	if c := r.count("himitsu@reader.example"); c != 1 {
		t.Errorf("told before the release: %d mails", c)
	}
	d.release(id)
	stop := r.link("himitsu@reader.example", "stop", 2)
	body := r.body("himitsu@reader.example", 2)
	page := "https://www.desk.example/editions/" + id + "/index.html"
	if !strings.Contains(body, "「届出事例集 購読試験号」（事例1件）\n"+page+"\n") {
		t.Errorf("told:\n%s", body)
	}
	site := incidenttest.NewBrowser(t, s.site)
	site.Visit(strings.TrimPrefix(page, "https://www.desk.example")).Want(http.StatusOK)
	for path, lang := range map[string]string{"/feeds/index.html": "ja", "/en/feeds/index.html": "en"} {
		if !strings.Contains(site.Visit(path).Body, `href="`+portalName+`subscribe?lang=`+lang+`"`) {
			t.Errorf("%s does not lead to the portal", path)
		}
	}

	// one click, by the provider's program: no cookie, no page before, an origin of its own
	if code := send(t, http.MethodGet, s.portal+stop, nil); code != http.StatusOK {
		t.Errorf("the page of the link: %d", code)
	}
	backup := filepath.Join(t.TempDir(), "backup.age")
	file := len(args) == 2 // PostgreSQL is backed up by its own tools
	if file {
		must(t, append([]string{"backup", backup}, args...)...)
	}
	for range 2 {
		if code := send(t, http.MethodPost, s.portal+stop, url.Values{"List-Unsubscribe": {"One-Click"}}); code != http.StatusOK {
			t.Errorf("one click: %d", code)
		}
	}
	b.Visit(stop).Want(http.StatusNotFound)

	// a second release while the program is killed again and again
	var names []string
	for i := range readers {
		names = append(names, fmt.Sprintf("r%d@reader.example", i))
		r.join(s, names[i])
	}
	publisher, at := d.by("publisher"), "/editions/"+id+"/corrections"
	publisher.Visit(at).Press(incidenttest.Press{Form: at, Button: "do=remark", Fill: url.Values{"note.ja": {"表紙の誤字を直しました。"}, "note.en": {"A misprint was corrected."}}}).Want(http.StatusOK)
	publisher.Visit(at).Press(incidenttest.Press{Form: at, Button: "do=release"}).Want(http.StatusOK)
	eventually(t, "some are told", func() bool { return r.told(names) > 3 })
	s.kill()
	t.Logf("%d of %d were told before the kill", r.told(names), readers)
	s = start(t, "serve", args...)
	within(t, 2*time.Minute, "everybody is told", // what was in hand when it was killed comes back when its lease of a minute ends
		func() bool { return r.told(append(names, "stays@reader.example")) == readers+1 })
	time.Sleep(3 * time.Second) // longer than a step of the job
	for _, name := range append(names, "stays@reader.example") {
		ids := map[string]bool{}
		for _, m := range r.mail.Mails() {
			if m.To == name && strings.Contains(r.text(m), "訂正のお知らせ") {
				ids[m.Message(t).Header.Get("Message-Id")] = true
			}
		}
		if len(ids) != 1 { // one sent just when the program was killed may come twice, as the same mail
			t.Errorf("%s got %d mails about the correction", name, len(ids))
		}
	}
	if c := r.count("himitsu@reader.example"); c != 2 {
		t.Errorf("mail after the subscription was ended: %d", c)
	}

	// nothing that was typed or sent stands anywhere but sealed
	b.Base = s.portal
	b.Visit(stays).Want(http.StatusOK)
	s.stop()
	for _, secret := range []string{"himitsu", "stays@", "reader.example", strings.Split(strings.Split(link, "?")[0], "/")[3]} {
		if strings.Contains(log.String()+s.log.String(), secret) {
			t.Errorf("the log holds %q", secret)
		}
		for _, u := range b.Seen {
			if strings.Contains(u, secret) && strings.Contains(secret, "e") {
				t.Errorf("the address %s holds %q", u, secret)
			}
		}
	}
	for _, found := range grepRaw(t, dir, []string{"himitsu", "stays@reader", "r7@reader"}) {
		t.Error(found)
	}
	if file { // two subscribed when the backup was made; one of them has ended it since
		for want, flags := range map[int][]string{1: {"--keys", dir + ".keys"}, 2: nil} { // without the keys it is done when the desk is first started
			old := filepath.Join(t.TempDir(), "old")
			must(t, append([]string{"restore", backup, old}, flags...)...)
			if c := count(t, "sqlite", "file:"+filepath.Join(old, "todoke.db"), `SELECT COUNT(*) FROM subscriptions`); c != want {
				t.Errorf("%v: %d subscriptions came back, want %d", flags, c, want)
			}
			again := start(t, "serve", "--data", old, "--keys", dir+".keys")
			again.stop()
			if c := count(t, "sqlite", "file:"+filepath.Join(old, "todoke.db"), `SELECT COUNT(*) FROM subscriptions`); c != 1 {
				t.Errorf("%v: %d subscriptions after the start", flags, c)
			}
		}
	}
}

// join subscribes an address by programs alone, each from a source of its own, and gives the path of its page.
func (r readership) join(s *server, address string) string {
	r.t.Helper()
	req, err := http.NewRequest(http.MethodPost, s.portal+"/subscribe", strings.NewReader(url.Values{"mail": {address}, "topics": {"editions", "corrections"}, "language": {"ja"}}.Encode()))
	if err != nil {
		r.t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	req.Header.Set("X-Forwarded-For", fmt.Sprintf("198.51.100.%d", len(r.mail.Mails())))
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		r.t.Fatal(err)
	}
	res.Body.Close()
	link := r.link(address, "confirm", 1)
	if code := send(r.t, http.MethodPost, s.portal+link, nil); res.StatusCode != http.StatusOK || code != http.StatusOK {
		r.t.Fatalf("%s: %d, %d", address, res.StatusCode, code)
	}
	return strings.Replace(link, "confirm", "change", 1)
}

func send(t *testing.T, method, to string, form url.Values) int {
	t.Helper()
	req, err := http.NewRequest(method, to, strings.NewReader(form.Encode()))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	if form != nil {
		req.Header.Set("Origin", "https://mail.provider.example")
		req.Header.Set("Sec-Fetch-Site", "cross-site")
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	res.Body.Close()
	return res.StatusCode
}

func (r readership) count(address string) (n int) {
	for _, m := range r.mail.Mails() {
		if m.To == address {
			n++
		}
	}
	return n
}

// told is how many of the addresses got a mail after their first.
func (r readership) told(names []string) (n int) {
	for _, name := range names {
		if r.count(name) > 1 {
			n++
		}
	}
	return n
}

// body waits for the n-th mail to an address and reads it.
func (r readership) body(address string, n int) string {
	r.t.Helper()
	eventually(r.t, fmt.Sprintf("mail %d to %s", n, address), func() bool { return r.count(address) >= n })
	for _, m := range r.mail.Mails() {
		if m.To == address {
			if n--; n == 0 {
				return r.text(m)
			}
		}
	}
	return ""
}

func (r readership) text(m incidenttest.Received) string {
	body, err := io.ReadAll(quotedprintable.NewReader(m.Message(r.t).Body))
	if err != nil {
		r.t.Fatal(err)
	}
	return strings.ReplaceAll(string(body), "\r\n", "\n")
}

// link is the path of a page that the n-th mail to an address leads to.
func (r readership) link(address, page string, n int) string {
	r.t.Helper()
	body := r.body(address, n)
	m := regexp.MustCompile(regexp.QuoteMeta(portalName) + `(subscribe/` + page + `/[A-Z0-9]+\?lang=\w+)`).FindStringSubmatch(body)
	if m == nil {
		r.t.Fatalf("no link to %s in\n%s", page, body)
	}
	return "/" + m[1]
}

// grepRaw looks for words in every byte of a folder.
func grepRaw(t *testing.T, dir string, words []string) (out []string) {
	t.Helper()
	err := filepath.WalkDir(dir, func(path string, e os.DirEntry, err error) error {
		if err != nil || e.IsDir() || e.Type()&os.ModeSymlink != 0 {
			return err
		}
		body, err := os.ReadFile(path)
		for _, w := range words {
			if strings.Contains(string(body), w) {
				out = append(out, filepath.Base(path)+" holds "+w)
			}
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}
