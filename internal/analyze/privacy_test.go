package analyze_test

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"log"
	"log/slog"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
	"unicode/utf16"
	"unicode/utf8"

	"todoke/internal/analyze"
	"todoke/internal/form"
	"todoke/internal/i18n"
	"todoke/internal/incident"
	"todoke/internal/incidenttest"
	"todoke/internal/intake"
	"todoke/internal/store"
	"todoke/internal/text"
)

// party is what one privacy report declares, in words so rare that none can stand in a database by chance.
type party struct {
	org, core, orgKana, orgEN, name, surname, kana, kanaSurname, address, town, phone, mail, domain string
	other, otherCore, person, personSurname                                                         string
}

var rare = []party{
	{"株式会社鵺縄手精罔", "鵺縄手精罔", "ぬえなわてせいもう", "Nuenawate Seimoh Works Co., Ltd.", "蓼丸﨑 凜之丞", "蓼丸﨑", "たでまるざき りんのじょう", "たでまるざき",
		"長野県北鵠見郡橇岡町大字霰沢8丁目2-14", "霰沢", "0267-99-4821", "r.tademaru@nuenawate-sm.example", "nuenawate-sm.example", "合同会社鯱鉾辻電脳", "鯱鉾辻電脳", "梟首 茜衣", "梟首"},
	{"（有）蜷川原髙砂絡繰", "蜷川原髙砂絡繰", "になかわばらたかさごからくり", "Ninakawabara Karakuri", "榊垣内　斗萌", "榊垣内", "さかきがいと ともえ", "さかきがいと",
		"福井県鯲江市鷭ヶ谷町九番地の三四", "鷭ヶ谷", "090-7712-3350", "Tomoe.Sakakigaito@karakuri-nk.example", "karakuri-nk.example", "医療法人社団鶚ノ森会", "鶚ノ森会", "蛯澤 縣司", "蛯澤"},
}

func wide(s string) string {
	return strings.Map(func(r rune) rune {
		if r > ' ' && r < 0x7f {
			return r + '！' - '!'
		}
		return r
	}, s)
}

func spaced(s, sep string) string { return strings.Join(strings.Split(s, ""), sep) }

func digits(s string) string {
	return strings.Map(func(r rune) rune {
		if r < '0' || r > '9' {
			return -1
		}
		return r
	}, s)
}

// spellings are the ways a story writes the declared things.
func (p party) spellings() []string {
	d := digits(p.phone)
	out := []string{
		p.org, p.core, spaced(p.core, " "), spaced(p.core, "　"), p.core[:6] + "\n" + p.core[6:], "㈱" + p.core, p.core + "(株)", p.core + "さん",
		p.orgKana, text.Katakana(p.orgKana), p.orgEN, strings.ToUpper(p.orgEN), wide(p.orgEN),
		p.name, strings.ReplaceAll(strings.ReplaceAll(p.name, " ", ""), "　", ""), p.surname + "さん", p.surname + "部長", p.surname, spaced(p.surname, " "), p.surname + "名義",
		p.kana, text.Katakana(p.kana), p.kanaSurname, text.Katakana(p.kanaSurname),
		p.address, wide(p.address), p.town + "の事務所", p.address[len("長野県"):],
		p.phone, wide(p.phone), d, "+81-" + p.phone[1:], "(" + strings.Replace(p.phone, "-", ")", 1), strings.ReplaceAll(p.phone, "-", " "), strings.ReplaceAll(p.phone, "-", "ー"),
		p.mail, strings.ToUpper(p.mail), wide(p.mail), "<" + p.mail + ">",
		"https://www." + p.domain + "/wp-login.php", "vpn01." + p.domain, strings.ToUpper(p.domain),
		"https://wiki.example.test/" + url.PathEscape(p.core) + "/index", "https://wiki.example.test/" + url.PathEscape(p.name),
		p.other, p.otherCore, p.person, p.personSurname + "氏", strings.ReplaceAll(p.person, " ", ""),
	}
	for _, r := range text.Romaji(p.kana) {
		out = append(out, r, strings.ToUpper(r))
	}
	return out
}

// secrets are what must be nowhere: every declared thing and every way it was written.
func (p party) secrets() []string {
	out := []string{p.core, p.surname, p.kanaSurname, text.Katakana(p.kanaSurname), p.orgKana, p.town, p.domain, p.otherCore, p.personSurname, p.kana}
	for _, s := range p.spellings() {
		s = strings.TrimSuffix(strings.TrimSuffix(strings.TrimPrefix(s, "㈱"), "さん"), "の事務所")
		if utf8.RuneCountInString(s) > 3 && !strings.HasPrefix(s, "https") {
			out = append(out, s)
		}
	}
	return out
}

func (p party) answers() []incident.Answer {
	var story, reply strings.Builder
	for i, s := range p.spellings() {
		fmt.Fprintf(&story, "%d番、%s について、203.0.113.%d から接続がありました。\n", i, s, i)
		fmt.Fprintf(&reply, "・%s\n", s)
	}
	say := func(q, s string) incident.Answer {
		return incident.Answer{Question: q, State: incident.KnownYes, Text: s}
	}
	return []incident.Answer{
		{Question: "noticed", State: incident.KnownYes, Codes: []string{"mail_sent", "unsure"}, Other: map[string]string{"unsure": p.surname + "あての変なメール"}},
		say("story", story.String()), say("access_response", reply.String()), say("virus_name", "Emotet（"+p.name+"）"), say("virus_count", p.surname+"に聞く"),
		say("reporter_org", p.org), say("reporter_org_kana", p.orgKana+"／"+p.orgEN), say("reporter_name", p.name), say("reporter_kana", p.kana),
		say("reporter_address", p.address), say("reporter_phone", p.phone), say("reporter_mail", p.mail), say("reporter_domains", p.domain),
		say("named_orgs", p.other), say("named_people", p.person),
		{Question: p.surname, State: incident.Known(p.surname), Text: p.core, Codes: []string{p.name}},                                   // a channel may send anything
		{Question: "relation", State: incident.KnownYes, Codes: []string{"victim", p.surname}, Other: map[string]string{p.core: p.name}}, // also here
	}
}

// encodings are the bytes a needle may be hidden as.
func encodings(s string) map[string][]byte {
	u := utf16.Encode([]rune(s))
	var le, be []byte
	for _, x := range u {
		le, be = append(le, byte(x), byte(x>>8)), append(be, byte(x>>8), byte(x))
	}
	out := map[string][]byte{"utf-8": []byte(s), "utf-16le": le, "utf-16be": be, "hex": []byte(hex.EncodeToString([]byte(s)))}
	if esc := url.QueryEscape(s); strings.Contains(esc, "%") {
		out["percent"] = []byte(esc)
		out["percent lower"] = []byte(strings.ToLower(esc))
	}
	for shift := range 3 { // base64 of a longer text that holds s at any place
		b := base64.RawStdEncoding.EncodeToString(append(make([]byte, shift), s...))
		from, to := (shift*8+5)/6, len(b)-1
		if to-from > 7 {
			out[fmt.Sprint("base64+", shift)] = []byte(b[from:to])
		}
	}
	return out
}

type clock struct{ t time.Time }

func (c *clock) now() time.Time { c.t = c.t.Add(time.Second); return c.t }

type desk struct {
	st      *store.Store
	in      *intake.Intake
	analyze *analyze.Analyze
}

func open(t *testing.T, st *store.Store) desk {
	t.Helper()
	c := &clock{time.Date(2020, 6, 1, 0, 0, 0, 0, time.UTC)}
	forms, err := form.Load()
	if err != nil {
		t.Fatal(err)
	}
	texts, err := i18n.Load()
	if err != nil {
		t.Fatal(err)
	}
	sl := incidenttest.Seal(t, st, c.now)
	return desk{st, intake.New(st, sl, forms, c.now), analyze.New(analyze.Config{Store: st, Seal: sl, Forms: forms, Texts: texts, Now: c.now})}
}

func (d desk) file(t *testing.T, p party) intake.Receipt {
	t.Helper()
	ctx := context.Background()
	r, err := d.in.Receive(ctx, intake.Submission{Form: "door", Answers: p.answers(), Raw: []byte(strings.Join(p.spellings(), "\n")), Source: "192.0.2.1",
		Unread: []incident.Unread{{Where: p.surname, What: p.core}}, Files: []intake.File{{Name: p.surname + ".txt", Content: strings.NewReader(p.core)}}})
	if err != nil {
		t.Fatal(err)
	}
	for _, words := range []string{"担当の" + p.surname + "です。" + p.core + "の件。", strings.Join(p.spellings(), "、")} {
		if err := d.in.Write(ctx, intake.Key{Number: r.Number, Code: r.Code, Source: "192.0.2.1"}, words); err != nil {
			t.Fatal(err)
		}
	}
	d.mask(t, r.Number)
	return r
}

func (d desk) mask(t *testing.T, number string) incident.Report {
	t.Helper()
	ctx := context.Background()
	r, err := d.st.FindReport(ctx, number)
	if err != nil {
		t.Fatal(err)
	}
	if err := d.analyze.Mask(ctx, r.ID); err != nil {
		t.Fatal(err)
	}
	if r, err = d.st.FindReport(ctx, number); err != nil || r.MaskVersion != r.Version {
		t.Fatalf("mask version %d of %d, %v", r.MaskVersion, r.Version, err)
	}
	return r
}

// undeclared is a name nobody declares at first and that reads like none; an amendment then does, and no trace of the earlier reading may stay.
const undeclared = "逆順台帳"

// run files the reports, amends one, masks everything twice, and gives everything that was logged.
func run(t *testing.T, st *store.Store) string {
	var logged bytes.Buffer
	before := slog.Default()
	slog.SetDefault(slog.New(slog.NewTextHandler(&logged, &slog.HandlerOptions{Level: slog.LevelDebug})))
	log.SetOutput(&logged)
	defer func() { slog.SetDefault(before); log.SetOutput(os.Stderr) }()
	d := open(t, st)
	ctx := context.Background()
	for _, p := range rare {
		r := d.file(t, p)
		report := d.mask(t, r.Number)
		texts, err := st.ListMaskedTexts(ctx, report.ID)
		if err != nil || len(texts) < 6 {
			t.Fatalf("%d masked texts, %v", len(texts), err)
		}
		for _, mt := range texts {
			if mt.Field == "story" && (!strings.Contains(mt.Body, "203.0.113.7") || !strings.Contains(mt.Body, "届出者") || !strings.Contains(mt.Body, "社員A")) {
				t.Errorf("the story lost what should stay, or has no placeholders")
			}
		}
	}
	r, err := d.in.Receive(ctx, intake.Submission{Form: "door", Answers: []incident.Answer{{Question: "story", State: incident.KnownYes, Text: undeclared + "のサーバに侵入された"}}})
	if err != nil {
		t.Fatal(err)
	}
	report := d.mask(t, r.Number)
	if ids, err := st.SearchIDs(ctx, undeclared, 5); err != nil || len(ids) != 1 {
		t.Fatalf("an undeclared name is not masked, so it should be found: %v, %v", ids, err)
	}
	_, err = d.in.Amend(ctx, intake.Amendment{Key: intake.Key{Number: r.Number, Code: r.Code, Source: "192.0.2.1"}, Answers: []incident.Answer{{Question: "named_orgs", State: incident.KnownYes, Text: undeclared}}})
	if err != nil {
		t.Fatal(err)
	}
	d.mask(t, r.Number)
	if ids, err := st.SearchIDs(ctx, undeclared, 5); err != nil || len(ids) != 0 {
		t.Errorf("declared, and still found by its name: %v, %v", ids, err)
	}
	if err := st.PurgeIndex(ctx); err != nil {
		t.Fatal(err)
	}
	if list, err := st.Search(ctx, "取引先A 侵入", store.QueueFilter{}, store.QueuePage{Limit: 5}); err != nil || len(list) != 1 || list[0].ID != report.ID {
		t.Errorf("not found by its masked text after the purge: %v, %v", len(list), err)
	}
	return logged.String()
}

// hunt looks for every secret in every encoding.
func hunt(t *testing.T, where string, hay []byte, secrets []string) {
	t.Helper()
	lower := bytes.ToLower(hay)
	for i, s := range secrets {
		for name, needle := range encodings(s) {
			if bytes.Contains(hay, needle) || strings.Contains(name, "hex") && bytes.Contains(lower, needle) {
				t.Errorf("%s holds secret %d (%d characters) as %s", where, i, utf8.RuneCountInString(s), name) // never the secret itself
				if os.Getenv("TODOKE_SHOW_SECRETS") != "" {
					at := bytes.Index(hay, needle)
					t.Logf("%q in %q", s, hay[max(0, at-60):min(len(hay), at+60)])
				}
				break
			}
		}
	}
}

func allSecrets() []string {
	var out []string
	for _, p := range rare {
		out = append(out, p.secrets()...)
	}
	return out
}

// TestPrivacySQLite files reports full of declared names and greps the raw database, its log and everything written to the log for all of them.
func TestPrivacySQLite(t *testing.T) {
	dir := t.TempDir()
	st, err := store.Open(context.Background(), store.Config{Dir: dir})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { st.Close() })
	logged := run(t, st)
	hunt(t, "the log", []byte(logged), append(allSecrets(), undeclared))
	files := func(when string, secrets []string) {
		size := 0
		err := filepath.WalkDir(dir, func(path string, e os.DirEntry, err error) error {
			if err != nil || e.IsDir() {
				return err
			}
			body, err := os.ReadFile(path)
			size += len(body)
			hunt(t, filepath.Base(path)+" "+when, body, secrets)
			return err
		})
		if err != nil || size < 50_000 {
			t.Errorf("read %d bytes, %v", size, err)
		}
	}
	files("before the checkpoint", allSecrets())
	db, err := sql.Open("sqlite", "file:"+filepath.Join(dir, "todoke.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if _, err := db.Exec(`PRAGMA wal_checkpoint(TRUNCATE)`); err != nil {
		t.Fatal(err)
	}
	files("after the checkpoint", append(allSecrets(), undeclared))
}

// TestPrivacyPostgres does the same over every row of every table, as PostgreSQL writes rows out.
func TestPrivacyPostgres(t *testing.T) {
	if os.Getenv(incidenttest.PostgresEnv) == "" {
		t.Skip("no PostgreSQL given")
	}
	address := incidenttest.Schema(t)
	st, err := store.Open(context.Background(), store.Config{Dir: t.TempDir(), URL: address})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { st.Close() })
	secrets := append(allSecrets(), undeclared)
	hunt(t, "the log", []byte(run(t, st)), secrets)
	db, err := sql.Open("pgx", address)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	tables := column(t, db, `SELECT table_name FROM information_schema.tables WHERE table_schema = current_schema() ORDER BY 1`)
	if len(tables) < 30 {
		t.Fatalf("only %d tables", len(tables))
	}
	rows := 0
	for _, table := range tables {
		body := column(t, db, `SELECT CAST(x AS TEXT) FROM "`+table+`" x`)
		rows += len(body)
		hunt(t, "table "+table, []byte(strings.Join(body, "\n")), secrets)
	}
	if rows < 100 {
		t.Errorf("only %d rows looked at", rows)
	}
}

func column(t *testing.T, db *sql.DB, query string) []string {
	t.Helper()
	q, err := db.Query(query)
	if err != nil {
		t.Fatal(err)
	}
	defer q.Close()
	var out []string
	for q.Next() {
		var s string
		if err := q.Scan(&s); err != nil {
			t.Fatal(err)
		}
		out = append(out, s)
	}
	if err := q.Err(); err != nil {
		t.Fatal(err)
	}
	return out
}
