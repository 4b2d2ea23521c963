package form

import (
	"bytes"
	"errors"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/japanese"
	"golang.org/x/text/encoding/unicode"

	"todoke/internal/incident"
)

const senders = "No,会社名,概要,発見年月日,感染台数\r\n1,髙橋商店①,\"一行目\r\n二行目\",２０２０／１／１１,約30台\r\n2,森鷗外堂,開封した,R2.1.12,3\r\n\r\n合計,,,,33\r\n"

// One list in every charset and with every separator gives the same reports.
func TestCSVAsSent(t *testing.T) {
	forms := everyForm(t)
	want, err := forms.ReadCSV([]byte(senders), today)
	if err != nil || len(want) != 3 {
		t.Fatalf("%d reports, %v", len(want), err)
	}
	for _, c := range []struct{ q, text string }{{"reporter_org", "髙橋商店①"}, {"story", "一行目\n二行目"}, {"virus_machines", "約30台"}} {
		if a, _ := Find(want[0].Answers, c.q); a.Text != c.text {
			t.Errorf("%s: %+v", c.q, a)
		}
	}
	for i, day := range []int{11, 12} {
		if a, _ := Find(want[i].Answers, "discovered_on"); !a.When.From.Equal(time.Date(2020, 1, day, 0, 0, 0, 0, time.UTC)) {
			t.Errorf("row %d: found on %v", want[i].Row, a.When)
		}
	}
	for i, row := range []int{2, 4, 6} {
		if want[i].Row != row {
			t.Errorf("report %d is of line %d", i, want[i].Row)
		}
	}
	encoded := func(e encoding.Encoding, s string) []byte {
		b, err := e.NewEncoder().Bytes([]byte(s))
		must(t, err)
		return b
	}
	for name, b := range map[string][]byte{
		"with a mark": []byte("\uFEFF" + senders),
		"CP932":       encoded(japanese.ShiftJIS, strings.NewReplacer("髙", "高", "鷗", "鴎").Replace(senders)),
		"UTF-16LE":    encoded(unicode.UTF16(unicode.LittleEndian, unicode.UseBOM), senders),
		"UTF-16BE":    encoded(unicode.UTF16(unicode.BigEndian, unicode.UseBOM), senders),
		"tabs":        []byte(strings.ReplaceAll(senders, ",", "\t")),
		"semicolons":  []byte(strings.ReplaceAll(senders, ",", ";")),
		"line feeds":  []byte(strings.ReplaceAll(senders, "\r\n", "\n")),
	} {
		got, err := forms.ReadCSV(b, today)
		if err != nil || len(got) != len(want) {
			t.Errorf("%s: %d reports, %v", name, len(got), err)
			continue
		}
		for i := range got {
			w := want[i].Answers
			if name == "CP932" {
				w = nil
				for _, a := range want[i].Answers {
					a.Text = strings.NewReplacer("髙", "高", "鷗", "鴎").Replace(a.Text)
					w = append(w, a)
				}
			}
			if d := cmp.Diff(w, got[i].Answers); d != "" {
				t.Errorf("%s (-want +got):\n%s", name, d)
			}
		}
	}
}

// The form as a cover above the rows, columns under either language, cells with boxes, estimates and unknowns, a serial day, an option nobody has.
func TestCSVAsWritten(t *testing.T) {
	got, err := everyForm(t).ReadCSV([]byte("届出書\n会社名,架空商会\n担当者,柘植野\n\nウイルス名称,Date noticed,発見場所,感染経路,OS\n"+
		"Emotet,43841,□サーバ ■パソコン,メール（推定）,Windows：10；Android\n不明,,冷蔵庫,不明,\n"), today)
	if err != nil || len(got) != 2 {
		t.Fatalf("%d reports, %v", len(got), err)
	}
	want := url.Values{"virus_name": {"Emotet"}, "discovered_on": {"2020-01-11"}, "virus_place": {"pc"}, "virus_route": {"mail"}, "virus_route.state": {"estimated"},
		"virus_os": {"windows", "android"}, "virus_os.windows.other": {"10"}, "reporter_org": {"架空商会"}, "reporter_name": {"柘植野"}}
	if d := cmp.Diff(got[0].Form.ReadValues(want, today).Answers, got[0].Answers); d != "" {
		t.Error(d)
	}
	if !containsUnread(got[0].Unread, incident.Unread{Where: "discovered_on", What: "unread.date_serial"}) {
		t.Errorf("a number taken for a day is not said: %v", got[0].Unread)
	}
	want = url.Values{"virus_name.state": {"unknown"}, "virus_place": {"other"}, "virus_place.other.other": {"冷蔵庫"}, "virus_route": {"unknown"}, "reporter_org": {"架空商会"}, "reporter_name": {"柘植野"}}
	if d := cmp.Diff(got[1].Form.ReadValues(want, today).Answers, got[1].Answers); d != "" {
		t.Error(d)
	}
	if got[0].Form.ID != "virus" {
		t.Errorf("read as %s", got[0].Form.ID)
	}
}

// Detected names with counts over a period are one report; with a day each they are reports of their own.
func TestCSVDetections(t *testing.T) {
	forms := everyForm(t)
	got, err := forms.ReadCSV([]byte("社名,架空商会\n検出名,期間,検出数\nEmotet,2019年10月～12月,\"1,200\"\nTrickbot,令和2年1月,3件\n小計,,1203\n"), today)
	if err != nil || len(got) != 1 {
		t.Fatalf("%d reports, %v", len(got), err)
	}
	if d := cmp.Diff([]Detection{{"Emotet", 201910, 201912, 1200}, {"Trickbot", 202001, 202001, 3}}, got[0].Form.Detections(got[0].Answers, today)); d != "" {
		t.Error(d)
	}
	got, err = forms.ReadCSV([]byte("検出名,検出日,検出数\nEmotet,2020-01-11,5\nEmotet,2020-01-12,6\n"), today)
	if err != nil || len(got) != 2 {
		t.Errorf("%d reports, %v", len(got), err)
	}
	for text, want := range map[string]Detection{"Emotet, 2020-01/2020-03, 12": {}, "Emotet、2019年12月、12件": {"Emotet", 201912, 201912, 12}, "W32 Netsky 7": {"W32 Netsky", 0, 0, 7}, "名前だけ": {}} {
		f := door(t)
		list := f.Detections(f.ReadValues(url.Values{DetectionsQuestion: {text}}, today).Answers, today)
		switch {
		case text == "名前だけ" && len(list) > 0:
			t.Errorf("%s: %v", text, list)
		case want.Name != "" && (len(list) != 1 || list[0] != want):
			t.Errorf("%s: %v", text, list)
		}
	}
}

func TestBadCSV(t *testing.T) {
	forms := everyForm(t)
	for name, c := range map[string]struct{ in, want string }{
		"50,000 columns": {"概要,会社名" + strings.Repeat(",x", 50_000) + "\na,b\n", "error.list_wide"},
		"no names":       {"a,b\nc,d\n", "error.list_empty"},
		"nothing":        {"", "error.list_empty"},
	} {
		_, err := forms.ReadCSV([]byte(c.in), today)
		var told *incident.Error
		if !errors.As(err, &told) || told.Key != c.want {
			t.Errorf("%s: %v", name, err)
		}
	}
	got, err := forms.ReadCSV([]byte("会社名,概要\n架空\x00商会,開いた\"途中\n=cmd|'/c calc'!A1,\"閉じない\n"), today)
	if err != nil || len(got) != 2 {
		t.Fatalf("%d reports, %v", len(got), err)
	}
	if a, _ := Find(got[0].Answers, "reporter_org"); a.Text != "架空商会" {
		t.Errorf("a NUL: %q", a.Text)
	}
	b, err := got[1].Form.FilledCSV(incident.JA, got[1].Answers)
	must(t, err)
	for _, cell := range bytes.Split(b, []byte(",")) {
		if bytes.HasPrefix(cell, []byte("=")) {
			t.Errorf("a formula goes out: %s", cell)
		}
	}
}

// 40 MB of one list are read, not refused, and not read twice.
func TestLargeCSV(t *testing.T) {
	row := "架空商会," + strings.Repeat("不審な通信を検知した。", 40) + ",2020-01-11\n"
	n := 40 << 20 / len(row)
	got, err := everyForm(t).ReadCSV([]byte("会社名,概要,発見日\n"+strings.Repeat(row, n)), today)
	if err != nil || len(got) != n {
		t.Errorf("%d of %d rows, %v", len(got), n, err)
	}
}

func FuzzReadCSV(f *testing.F) {
	forms := everyForm(f)
	f.Add([]byte(senders))
	f.Add([]byte("検出名,期間,検出数\nEmotet,2019年10月～12月,\"1,200\"\n"))
	f.Add([]byte("\xff\xfe\x00"))
	f.Fuzz(func(t *testing.T, b []byte) {
		got, err := forms.ReadCSV(b, today)
		var told *incident.Error
		if err != nil && !errors.As(err, &told) {
			t.Errorf("an error nobody can be told: %v", err)
		}
		for _, r := range got {
			if r.Form == nil {
				t.Fatal("a report without a form")
			}
			again, err := r.Form.FilledCSV(r.Lang, r.Answers)
			if err != nil || len(r.Errors) > 0 || len(r.Answers) == 0 {
				continue
			}
			if back, err := forms.ReadCSV(again, today); err != nil || len(back) == 0 {
				t.Errorf("what was read is not read again: %v", err)
			}
		}
	})
}
