package mask_test

import (
	"runtime"
	"strings"
	"testing"
	"time"

	"todoke/internal/incident"
	"todoke/internal/mask"
	"todoke/internal/text"
)

// Bad input of the worst size: a text in one line, of one megabyte where it is prose. It ends in bounded time and room, and names in the middle, at both
// ends and in pieces are found.
func TestMegabyteInOneLine(t *testing.T) {
	m := mask.New(parties)
	m.Propose("佐藤") // the dictionary is loaded
	for _, c := range []struct {
		unit string
		size int
	}{{"感染した端末を隔離し、担当が調べた。", 1 << 20}, {"a1", 1 << 17}, {"ログ", 1 << 17}, {"10.0.0.1,", 1 << 17}, {"佐藤、", 1 << 16}, {"4111 ", 1 << 16}, {`\\a`, 1 << 16}} {
		half := strings.Repeat(c.unit, c.size/2/len(c.unit))
		s := "碓氷健吾、" + half + "、株式会社北嶺システムワークスと碓\u200b氷\u200b健吾と北嶺　シス　テム　ワークス、090-0000-4107、usui@hokurei-sw.example、" + half + "、髙橋節子"
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		start := time.Now()
		masked, _ := m.Mask(s)
		took := time.Since(start)
		runtime.ReadMemStats(&after)
		if room := (after.TotalAlloc - before.TotalAlloc) / uint64(len(s)); took > 30*time.Second || room > 1000 && !racing {
			t.Errorf("%q: a line of %d bytes took %v and %d bytes of room a byte", c.unit, len(s), took, room)
		}
		flat := text.Squeeze(masked)
		for _, w := range []string{"北嶺", "碓氷", "健吾", "4107", "hokurei", "節子"} {
			if strings.Contains(flat, w) {
				t.Errorf("%q: %q stays", c.unit, w)
			}
		}
		t.Logf("%q: %v, %d bytes a byte", c.unit, took, (after.TotalAlloc-before.TotalAlloc)/uint64(len(s)))
	}
}

// Each way a declared name can be hidden or bent, in a sentence, an address of a page, a name of a file and a table: found by both masks.
func TestBentNames(t *testing.T) {
	m := mask.New([]incident.Party{{Role: incident.RoleReporter, Org: "株式会社髙﨑渡邊工藝", OrgEN: "Takasaki Kogei Inc.", Name: "渡邊 國廣", Kana: "わたなべ くにひろ", NameEN: "Kunihiro Watanabe", Mail: "kunihiro@takasaki-kogei.example", Domains: []string{"takasaki-kogei.example"}}})
	parted := func(s, sign string) string { return strings.Join(strings.Split(s, ""), sign) }
	var bent []string
	for _, name := range []string{"髙﨑渡邊工藝", "高崎渡辺工芸", "髙崎渡邉工藝", "渡邊國廣", "渡辺国広", "渡邉國広"} {
		bent = append(bent, name, parted(name, "\u200b"), parted(name, "\u2060"), parted(name, "\u00ad"), parted(name, "　"), parted(name, " "), parted(name, "\n"), parted(name, "\r\n"), "\u202e"+name+"\u202c", "\u200f"+name+"\u200e", "\u2067"+name+"\u2069")
	}
	for _, name := range []string{"Takasaki Kogei", "takasaki-kogei", "takasakikogei", "Kunihiro Watanabe", "WATANABE Kunihiro", "watanabe.kunihiro", "kunihiro@takasaki-kogei.example"} {
		bent = append(bent, name, strings.ReplaceAll(name, "a", "а"), strings.ReplaceAll(name, "i", "і"), strings.ToUpper(name), parted(name, "\u200b"))
	}
	frames := []string{"昨日%sから連絡。", "https://files.example.net/%s/list.csv を見た", "添付は 2024_%s_見積.xlsx です", "氏名,%s,営業", "「%s」と名乗る", `C:\Users\Public\%s\readme.txt`}
	for _, name := range bent {
		for _, frame := range frames {
			if strings.ContainsAny(name, " \n　@") && strings.ContainsAny(frame, "/_\\") {
				continue // no address, no file is called so
			}
			s := strings.Replace(frame, "%s", name, 1)
			masked, _ := m.Mask(s)
			for which, got := range map[string]string{"the door": masked, "the publication": replaced(s, m.Propose(s))} {
				flat := text.Squeeze(got)
				for _, w := range []string{"高崎", "渡辺", "国広", "工芸", "takasaki", "kogei", "watanabe", "kunihiro", "аsаki", "nabe", "kоgei"} {
					if strings.Contains(flat, w) {
						t.Errorf("%q: %s leaves %q in %q", s, which, w, got)
					}
				}
			}
		}
	}
}
