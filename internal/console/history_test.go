package console

import (
	"strings"
	"testing"
	"time"

	"todoke/internal/i18n"
	"todoke/internal/incident"
)

// What the audit log notes of a case is told in words in both languages: no key=value, no key of the catalogue, and nobody as "staff:hana".
func TestHistoryInWords(t *testing.T) {
	texts, err := i18n.Load()
	if err != nil {
		t.Fatal(err)
	}
	c := &Console{Config: Config{Texts: texts, Now: func() time.Time { return time.Date(2026, 11, 30, 3, 0, 0, 0, time.UTC) }}}
	for noted, want := range map[string]string{
		"saved revision=2":                 "第2版を保存",
		"new reports=3":                    "届出3件から事例を作成",
		"hold=true":                        "公開の保留を設定",
		"hold=false":                       "公開の保留を解除",
		"report=T-2020-000001-M":           "届出T-2020-000001-M",
		"revision=1 submitted>approved":    "第1版：査読待ちから承認済みへ",
		"comment revision=1":               "第1版にコメント",
		"comment resolved":                 "コメント：済みにした",
		"comment reopened":                 "コメント：もう一度開いた",
		"keep scope=rest spans=27":         "「残す」に決定：27か所",
		"accept kind=ip scope=all spans=1": "「案のとおり」に決定：1か所",
		"undo":                             "決定を取り消し",
		"report=T-2026-000001-V revision=1 parts=6 due=2026-12-14 silence=agrees mail=false": "届出T-2026-000001-Vの届出者に第1版を提示：返事は2026年12月14日まで",
		"report=T-2026-000001-V replied part=1 open=0":                                       "届出T-2026-000001-Vの届出者の異議・訂正に回答",
		"report=T-2026-000001-V closed":                                                      "届出T-2026-000001-Vの届出者への提示を終了",
		"staged editions=2020H1,2020H2":                                                      "号2020H1,2020H2の次の改訂に入れた",
		"edition=2020H1 report=T-2020-000001-M showing=objected":                             "号2020H1には載せない：届出T-2020-000001-M",
		"cause=amended": "きっかけ：届出が直された",
	} {
		for _, lang := range []incident.Lang{incident.JA, incident.EN} {
			got := (&visit{c: c, lang: lang}).detail(noted)
			if lang == incident.JA && got != want || strings.Contains(got, "=") || strings.Contains(got, "console.") {
				t.Errorf("%s, %s: %q, want %q", noted, lang, got, want)
			}
		}
	}
	for who, want := range map[string]string{"staff:hana": "hana", "reporter": "届出者", "machine:mask": "プログラム", "token:abcd": "API", "hana": "hana"} {
		if got := c.who("ja", who); got != want {
			t.Errorf("who(%s) = %q, want %q", who, got, want)
		}
	}
}
