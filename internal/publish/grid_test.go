package publish

import (
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode/utf16"

	"golang.org/x/text/encoding/japanese"
	"golang.org/x/text/unicode/norm"
	widths "golang.org/x/text/width"

	"todoke/internal/incident"
	"todoke/internal/mask"
)

// gridParties are two parties no template knows; gridTerms are what is planted of them, one of each kind.
var (
	gridParties = []incident.Party{
		{Role: incident.RoleReporter, Org: "株式会社鷺沼紙器", OrgKana: "さぎぬましき", OrgEN: "Saginuma Paper Works", Dept: "段ボール特装開発課", Name: "蓼科 柚香", Kana: "たでしな ゆずか", NameEN: "Yuzuka Tadeshina",
			Address: "神奈川県川崎市宮前区鷺沼台九丁目8-7", Mail: "tadeshina@saginuma-shiki.example", Phone: "03-0000-7731", Domains: []string{"saginuma-shiki.example"}},
		{Role: incident.RolePartner, Org: "医療法人社団ロコモカ会", Name: "髙澤 龍之介", Kana: "タカザワ リュウノスケ"},
	}
	gridTerms = []struct{ kind, text string }{
		{"organisation", "株式会社鷺沼紙器"}, {"without its form", "鷺沼紙器"}, {"kana", "サギヌマシキ"}, {"romaji", "saginumashiki"}, {"in English", "Saginuma Paper Works"},
		{"person", "蓼科柚香"}, {"reading", "タデシナユズカ"}, {"person in Latin letters", "Tadeshina Yuzuka"}, {"surname with title", "蓼科さん"}, {"new kanji", "高沢竜之介"},
		{"telephone", "03-0000-7731"}, {"abroad", "+81 3 0000 7731"}, {"mail", "tadeshina@saginuma-shiki.example"}, {"domain", "saginuma-shiki.example"}, {"address", "宮前区鷺沼台九丁目8-7"},
		{"department", "段ボール特装開発課"}, {"kana organisation", "ロコモカ会"},
	}
)

// hidings are the ways a term is written in a file so that a plain search misses it. One that does not change a term is not planted with it.
var hidings = []struct {
	name string
	hide func(string) string
}{
	{"plain", func(s string) string { return s }},
	{"full width", widths.Widen.String},
	{"half width", widths.Narrow.String},
	{"capitals", strings.ToUpper},
	{"decomposed", norm.NFD.String},
	{"spaces", between(" ")},
	{"full-width spaces", between("\u3000")},
	{"line breaks", between("\n")},
	{"carriage returns", between("\r\n  ")},
	{"zero-width spaces", between("\u200b")},
	{"word joiners", between("\u2060")},
	{"soft hyphens", between("\u00ad")},
	{"right-to-left marks", between("\u200f")},
	{"variation selectors", between("\ufe0f")},
	{"tags", between("<b></b>")},
	{"old kanji", strings.NewReplacer("器", "\ufa38", "高", "髙", "沢", "澤", "竜", "龍", "会", "會", "課", "課").Replace},
	{"look-alike letters", strings.NewReplacer("a", "а", "e", "е", "o", "о", "p", "р", "ロ", "口", "カ", "力", "タ", "夕").Replace},
	{"decimal references", each(func(r rune) string { return fmt.Sprintf("&#%d;", r) })},
	{"hexadecimal references", each(func(r rune) string { return fmt.Sprintf("&#x%X;", r) })},
	{"half in references", func(s string) string {
		n := 0
		return each(func(r rune) string {
			if n++; n%2 == 0 {
				return fmt.Sprintf("&#%d;", r)
			}
			return string(r)
		})(s)
	}},
	{"references twice", each(func(r rune) string { return fmt.Sprintf("&amp;#%d;", r) })},
	{"percent", bytewise("%%%02X")},
	{"percent, Shift_JIS", func(s string) string { return bytewise("%%%02X")(encoded(japanese.ShiftJIS.NewEncoder().String(s))) }},
	{"percent, EUC-JP", func(s string) string { return bytewise("%%%02x")(encoded(japanese.EUCJP.NewEncoder().String(s))) }},
	{"percent twice", func(s string) string { return url.QueryEscape(bytewise("%%%02X")(s)) }},
	{"quoted-printable", bytewise("=%02X")},
	{"quoted-printable over lines", bytewise("=%02X=\n")},
	{"encoded word", func(s string) string { return "=?UTF-8?B?" + base64.StdEncoding.EncodeToString([]byte(s)) + "?=" }},
	{"encoded word, ISO-2022-JP", func(s string) string {
		return "=?ISO-2022-JP?B?" + base64.StdEncoding.EncodeToString([]byte(encoded(japanese.ISO2022JP.NewEncoder().String(s)))) + "?="
	}},
	{"base64", func(s string) string { return base64.StdEncoding.EncodeToString([]byte(s)) }},
	{"base64 for addresses", func(s string) string { return base64.RawURLEncoding.EncodeToString([]byte(s)) }},
	{"base64 over lines", func(s string) string {
		b := base64.StdEncoding.EncodeToString([]byte(strings.Repeat("無関係な文です。", 6) + s + strings.Repeat("無関係な文です。", 6)))
		return "\n" + b[:76] + "\n" + b[76:152] + "\n" + b[152:] + "\n"
	}},
	{"base64 of UTF-16", func(s string) string { return base64.StdEncoding.EncodeToString(utf16be(s)) }},
	{"base64 of gzip", func(s string) string { return base64.StdEncoding.EncodeToString(gzipped("", []byte(s))) }},
	{"base64 of percent", func(s string) string { return base64.StdEncoding.EncodeToString([]byte(bytewise("%%%02X")(s))) }},
	{"hexadecimal", func(s string) string { return hex.EncodeToString([]byte(s)) }},
	{"script escapes", utf16wise(`\u%04x`)},
	{"script code points", each(func(r rune) string { return fmt.Sprintf(`\u{%x}`, r) })},
	{"byte escapes", bytewise(`\x%02x`)},
	{"octal escapes", bytewise(`\%03o`)},
	{"style escapes", each(func(r rune) string { return fmt.Sprintf(`\%06X`, r) })},
	{"style escapes with spaces", each(func(r rune) string { return fmt.Sprintf(`\%X `, r) })},
	{"workbook escapes", utf16wise(`_x%04X_`)},
	{"backwards", func(s string) string {
		rs := []rune(s)
		slices.Reverse(rs)
		return "\u202e" + string(rs) + "\u202c"
	}},
}

func each(fn func(rune) string) func(string) string {
	return func(s string) string {
		var b strings.Builder
		for _, r := range s {
			b.WriteString(fn(r))
		}
		return b.String()
	}
}

func between(sign string) func(string) string {
	return func(s string) string { return strings.Join(strings.Split(s, ""), sign) }
}

func bytewise(format string) func(string) string {
	return func(s string) string {
		var b strings.Builder
		for i := range len(s) {
			fmt.Fprintf(&b, format, s[i])
		}
		return b.String()
	}
}

func utf16wise(format string) func(string) string {
	return func(s string) string {
		var b strings.Builder
		for _, u := range utf16.Encode([]rune(s)) {
			fmt.Fprintf(&b, format, u)
		}
		return b.String()
	}
}

// encoded panics where a term of the grid has a letter the encoding lacks.
func encoded(s string, err error) string {
	if err != nil {
		panic(err)
	}
	return s
}

// gridChecker searches as a check does, without a desk around it.
func gridChecker(t *testing.T) *checker {
	finder := mask.NewFinder(mask.LeakTerms(mask.Terms(gridParties), "T-2020-000001-M"), nil)
	return &checker{finder: finder, mark: func(s string) string { return s }, reader: reader(t), files: files{}, ids: map[string][]string{}}
}

// hits searches one file; the error is that of a file that cannot be read.
func (k *checker) hits(name string, body []byte) ([]Found, error) {
	one := *k
	one.result = &CheckResult{}
	x, err := one.read(ctx, name, body)
	one.search(name, "", x.pieces)
	return one.result.Found, err
}

const gridBefore, gridAfter = "端末で異常が見つかった。", "。原因は不明である。"

// TestGrid plants each kind of term in each kind of file, and each hiding with each kind of term and in each kind of file: all are found. The same files with a
// harmless word in the place of the term raise nothing.
func TestGrid(t *testing.T) {
	k := gridChecker(t)
	planted, missed, clean := 0, 0, 0
	try := func(c carrier, kind, hiding, term string) {
		name, body := c.build(gridBefore + term + gridAfter)
		found, err := k.hits(name, body)
		if err != nil {
			t.Errorf("%s cannot be read: %v", c.name, err)
		}
		planted++
		if len(found) == 0 {
			missed++
			t.Errorf("%s, %s, %s: not found", c.name, kind, hiding)
		}
	}
	for _, c := range carriers {
		for _, term := range gridTerms {
			try(c, term.kind, "plain", term.text)
		}
		for _, h := range hidings[1:] {
			if c.plainOnly || slices.Contains(c.without, h.name) {
				continue
			}
			hidden := h.hide(gridTerms[1].text)
			if hidden != gridTerms[1].text {
				try(c, gridTerms[1].kind, h.name, hidden)
			}
		}
		for _, h := range hidings {
			if c.plainOnly && h.name != "plain" {
				continue
			}
			name, body := c.build(gridBefore + h.hide("無関係な語句") + gridAfter)
			found, err := k.hits(name, body)
			clean++
			if err != nil || len(found) > 0 {
				t.Errorf("%s, %s, nothing planted: %v %+v", c.name, h.name, err, found)
			}
		}
	}
	for _, h := range hidings {
		for _, term := range gridTerms {
			if hidden := h.hide(term.text); h.name == "plain" || hidden != term.text {
				try(carriers[0], term.kind, h.name, hidden)
			}
		}
	}
	t.Logf("%d planted (%d kinds of term, %d places in files, %d hidings): %d missed; %d files with nothing planted", planted, len(gridTerms), len(carriers), len(hidings)-1, missed, clean)
}

// TestHiddenFromPrograms puts a name where no program shows it and no reader looks: a file that has such a place is refused, or the name is found.
func TestHiddenFromPrograms(t *testing.T) {
	k := gridChecker(t)
	name := gridTerms[0].text
	book := zipped("", entry{"xl/workbook.xml", []byte("<a/>")}, entry{"xl/styles.xml", []byte("<a/>")})
	list := bytes.Index(book, []byte("PK\x01\x02"))
	moved := func(at, n int) []byte { // book with n bytes put in at a place before its list
		b := slices.Concat(book[:at], bytes.Repeat([]byte(name), n), book[at:])
		end := len(b) - 22 + 16
		binary.LittleEndian.PutUint32(b[end:], binary.LittleEndian.Uint32(b[end:])+uint32(len(name)*n))
		return b
	}
	other := bytes.Replace(book, []byte("workbook.xml"), []byte("kagamine.xml"), 1) // the name an entry gives itself
	paper := makePDF(pdfParts{})
	changed := fmt.Appendf(slices.Clone(paper), "20 0 obj\n<< /Length 3 >>\nstream\nq Q\nendstream\nendobj\nxref\n20 1\n%010d 00000 n \ntrailer\n<< /Size 21 /Root 1 0 R /Prev %s >>\nstartxref\n%d\n%%%%EOF\n",
		len(paper), bytes.Fields(paper[bytes.LastIndex(paper, []byte("startxref")):])[1], len(paper)+61)
	ascii85 := []byte("<~87cURD]i,\"Ebo80~>")
	for file, body := range map[string][]byte{
		"in front.xlsx":     append([]byte(name), book...),
		"before list.xlsx":  moved(list, 1),
		"between.zip":       moved(bytes.LastIndex(book[:list], []byte("PK\x03\x04")), 1),
		"behind list.zip":   slices.Concat(book[:len(book)-22], []byte(name), book[len(book)-22:]),
		"two names.zip":     other,
		"changed.pdf":       changed,
		"behind.pdf":        append(slices.Clone(paper), "x"...),
		"other filter.pdf":  makePDF(pdfParts{metadata: ascii85, filter: "/ASCII85Decode"}),
		"two filters.pdf":   makePDF(pdfParts{metadata: ascii85, filter: "[/ASCII85Decode /FlateDecode]"}),
		"never packed.pdf":  makePDF(pdfParts{metadata: []byte("x"), filter: "/FlateDecode"}),
		"without end.pdf":   append(slices.Clone(paper), "\n9 0 obj << >>\nstream\n"...),
		"nothing.gz":        nil,
		"behind.gz":         append(gzipped("", []byte("x")), name...),
		"second is cut.gz":  append(gzipped("", []byte("x")), gzipped("", []byte("x"))[:12]...),
		"too many bytes.gz": append(gzipped("", []byte("x")), make([]byte, 40)...),
	} {
		if _, err := k.hits(file, body); err == nil {
			t.Errorf("%s passes", file)
		}
	}
	for file, body := range map[string][]byte{"a.xlsx": book, "a.zip": book, "empty.zip": zipped("note"), "a.pdf": paper} {
		if found, err := k.hits(file, body); err != nil || len(found) > 0 {
			t.Errorf("%s: %v %+v", file, err, found)
		}
	}
	for _, number := range []string{"300007731", "3.00007731e8"} { // a table took the nought off
		for file, body := range map[string]string{"a.json": `[%s]`, "a.csv": "x,%s\n"} {
			found, err := k.hits(file, fmt.Appendf(nil, body, number))
			if err != nil || (len(found) > 0) != (number == "300007731") {
				t.Errorf("%s, %s: %v %+v", file, number, err, found)
			}
		}
	}
	dir := t.TempDir()
	if err := os.MkdirAll(filepath.Join(dir, "cases", name), 0o755); err != nil {
		t.Fatal(err)
	}
	folder, err := readFolder(dir)
	if err != nil || len(folder) != 1 {
		t.Fatalf("%v %v", folder, err)
	}
	for file, body := range folder {
		if found, err := k.hits(file, body); err != nil || len(found) == 0 {
			t.Errorf("an empty folder with a name passes: %v", err)
		}
	}
}
