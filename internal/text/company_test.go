package text

import (
	"strings"
	"testing"
)

func TestStripCompanyForm(t *testing.T) {
	for in, want := range map[string]string{
		"株式会社山田製作所":              "山田製作所",
		"山田製作所株式会社":              "山田製作所",
		"㈱　山田":                   "山田",
		"山田（株）":                  "山田",
		"(有) 髙﨑商店":               "髙﨑商店",
		"株式会社　山田　㈱":              "山田",
		"医療法人社団 青葉会":             "青葉会",
		"独立行政法人みなと研究所":           "みなと研究所",
		"特定非営利活動法人まちの灯":          "まちの灯",
		"ＮＰＯ法人まちの灯":              "まちの灯",
		"カブシキガイシャ ヤマダ":           "ヤマダ",
		"Yamada Works Co., Ltd.": "Yamada Works",
		"Yamada Works Co.,Ltd":   "Yamada Works",
		"YAMADA WORKS CO LTD":    "YAMADA WORKS",
		"Yamada, Inc.":           "Yamada",
		"K.K. Yamada":            "Yamada",
		"Yamada K.K.":            "Yamada",
		"山田Inc":                  "山田",
		"Zinc":                   "Zinc",
		"SA Planning":            "SA Planning",
		"株式会社":                   "株式会社",
		"㈱・":                     "㈱・",
		"":                       "",
		"国立大学法人みなと大学":            "みなと大学",
		"山田":                     "山田",
	} {
		if got := StripCompanyForm(in); got != want {
			t.Errorf("StripCompanyForm(%q) = %q, want %q", in, got, want)
		}
	}
	for _, f := range CompanyForms {
		if got := StripCompanyForm("青葉 " + f); got != "青葉" {
			t.Errorf("%s after a name leaves %q", f, got)
		}
	}
}

func FuzzStripCompanyForm(f *testing.F) {
	f.Add("㈱山田 Co., Ltd.")
	f.Fuzz(func(t *testing.T, s string) {
		got := StripCompanyForm(s)
		if !strings.Contains(s, got) || s != "" && got == "" {
			t.Fatalf("StripCompanyForm(%q) = %q", s, got)
		}
	})
}

// A line of nothing but forms comes back after a few of them, not after thousands.
func TestStripManyForms(t *testing.T) {
	s := strings.Repeat("株式会社", 5000)
	if got := StripCompanyForm(s); len(got) != len(s)-mostForms*len("株式会社") {
		t.Errorf("%d bytes left of %d", len(got), len(s))
	}
	if got := StripCompanyForm("(株) みほん商事株式会社 Co., Ltd."); got != "みほん商事" {
		t.Errorf("%q", got)
	}
}
