package inspect

import (
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"os"
	"slices"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/xuri/excelize/v2"
	"golang.org/x/text/encoding/japanese"
)

func write(t testing.TB, path, body string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(body), 0o600); err != nil {
		t.Fatal(err)
	}
}

func read(t testing.TB, path string) []byte {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func shown(t *testing.T, name string, b []byte) Preview {
	t.Helper()
	p, err := Show(t.Context(), bytes.NewReader(b), int64(len(b)), look(t, name, b))
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func wide(s string) []byte {
	var b []byte
	for _, c := range utf16.Encode([]rune(s)) {
		b = binary.LittleEndian.AppendUint16(b, c)
	}
	return b
}

// oldSheet is an .xls: strings shared and cut over two records with another width behind the cut, a label, numbers of three kinds.
func oldSheet() []byte {
	le := binary.LittleEndian
	first := wide("届出")
	sst := append([]byte{2, 0, 0, 0, 2, 0, 0, 0, 2, 0, 1}, first...)
	sst = append(sst, 6, 0, 1)
	sst = append(sst, wide("東京")...)
	cont := append([]byte{0}, "abcd"...) // the rest of the second string, one byte a character
	cell := func(row, col uint16, more ...byte) []byte {
		b := le.AppendUint16(le.AppendUint16(nil, row), col)
		return append(append(b, 0, 0), more...)
	}
	name := []byte{0, 0, 0, 0, 0, 0, 2, 1}
	return compound(file{"Workbook", slices.Concat(bof, record(biffBoundSheet, append(name, wide("様式")...)...),
		record(biffSST, sst...), record(biffContinue, cont...), record(biffEOF),
		record(biffBOF, 0, 6, 0x10, 0, 0, 0, 0, 0),
		record(biffLabelSST, cell(0, 0, 0, 0, 0, 0)...), record(biffLabelSST, cell(0, 1, 1, 0, 0, 0)...),
		record(biffRK, cell(1, 0, 0x2a|2, 0, 0, 0)...), record(biffNumber, cell(1, 1, 0, 0, 0, 0, 0, 0, 0xf8, 0x3f)...), record(biffEOF))})
}

// oldWord is a .doc of two pieces: one of one byte a character, one of two, with a field whose code is left out.
func oldWord() []byte {
	le := binary.LittleEndian
	fib := make([]byte, 0x400)
	fib[0], fib[1] = 0xec, 0xa5
	le.PutUint16(fib[0x0a:], 0x0200)
	narrow, broad := "Form 1\r", wide("届出者\x13HYPERLINK x\x14名前\x15\r")
	fib = append(append(fib, narrow...), broad...)
	n := len(broad) / 2
	var clx []byte
	for _, cp := range []int{0, len(narrow), len(narrow) + n} {
		clx = le.AppendUint32(clx, uint32(cp))
	}
	clx = append(clx, 0, 0)
	clx = le.AppendUint32(clx, 0x400*2|0x40000000)
	clx = append(clx, 0, 0, 0, 0)
	clx = le.AppendUint32(clx, uint32(0x400+len(narrow)))
	clx = append(clx, 0, 0)
	table := append(le.AppendUint32([]byte{2}, uint32(len(clx))), clx...)
	le.PutUint32(fib[0x01a2:], 0)
	le.PutUint32(fib[0x01a6:], uint32(len(table)))
	return compound(file{"WordDocument", fib}, file{"1Table", table})
}

func TestWords(t *testing.T) {
	sjis, err := japanese.ShiftJIS.NewEncoder().Bytes([]byte("共有フォルダのファイルが開けなくなりました。"))
	if err != nil {
		t.Fatal(err)
	}
	jis, err := japanese.ISO2022JP.NewEncoder().Bytes([]byte("共有フォルダ"))
	if err != nil {
		t.Fatal(err)
	}
	x := excelize.NewFile()
	for at, v := range map[string]any{"A1": "届出日", "B1": "2020/1/2", "A3": "件数", "B3": 7} {
		if err := x.SetCellValue("Sheet1", at, v); err != nil {
			t.Fatal(err)
		}
	}
	xlsx, err := x.WriteToBuffer()
	if err != nil {
		t.Fatal(err)
	}
	table := `<w:document xmlns:w="x"><w:body><w:p><w:r><w:sym w:font="Wingdings" w:char="F0FE"/><w:t>あり</w:t><w:tab/><w:sym w:char="F0A8"/><w:t>なし</w:t></w:r></w:p>` +
		`<w:tbl><w:tr><w:tc><w:p><w:r><w:t>組織名</w:t></w:r></w:p></w:tc><w:tc><w:p><w:r><w:t>架空</w:t></w:r></w:p></w:tc></w:tr></w:tbl></w:body></w:document>`
	cases := []struct {
		name string
		body []byte
		want []string
	}{
		{"a.txt", sjis, []string{"共有フォルダのファイルが開けなくなりました。"}},
		{"a.txt", jis, []string{"共有フォルダ"}},
		{"a.docx", zipped(t, file{"[Content_Types].xml", []byte(types)}, file{"word/document.xml", []byte(table)}), []string{"■あり\t□なし", "組織名 \t架空"}},
		{"a.pptx", zipped(t, file{"[Content_Types].xml", []byte(types)}, file{"ppt/slides/slide10.xml", []byte(`<p:sld xmlns:a="x"><a:p><a:r><a:t>対応</a:t></a:r></a:p></p:sld>`)},
			file{"ppt/notesSlides/notesSlide1.xml", []byte(`<p:notes xmlns:a="x"><a:p><a:r><a:t>話すこと</a:t></a:r></a:p></p:notes>`)},
			file{"ppt/slideLayouts/slideLayout1.xml", []byte(`<p:sldLayout xmlns:a="x"><a:p><a:r><a:t>マスター</a:t></a:r></a:p></p:sldLayout>`)},
			file{"ppt/slides/slide2.xml", []byte(`<p:sld xmlns:a="x"><a:tbl><a:tr><a:tc><a:p><a:r><a:t>発見日</a:t></a:r></a:p></a:tc><a:tc><a:p><a:r><a:t>1月</a:t></a:r></a:p></a:tc></a:tr></a:tbl></p:sld>`)}), []string{"発見日 \t1月 \t\n\n対応\n\n話すこと"}},
		{"a.xlsx", xlsx.Bytes(), []string{"【Sheet1】", "届出日\t2020/1/2", "件数\t7"}},
		{"a.xls", oldSheet(), []string{"【様式】", "届出\t東京abcd", "10\t1.5"}},
		{"a.doc", oldWord(), []string{"Form 1", "届出者名前"}},
		{"a.html", []byte("<html><script>alert(1)</script>"), []string{"<script>alert(1)</script>"}},
	}
	for _, c := range cases {
		p := shown(t, c.name, c.body)
		if p.As != AsText {
			t.Errorf("%s: shown as %s", c.name, p.As)
		}
		for _, w := range c.want {
			if !strings.Contains(p.Text, w) {
				t.Errorf("%s: %q lacks %q", c.name, p.Text, w)
			}
		}
	}
	if p := shown(t, "a.doc", oldWord()); strings.Contains(p.Text, "HYPERLINK") {
		t.Error("the code of a field is shown")
	}
}

// dot is a PNG with a comment and bytes behind its end.
func dot(t testing.TB) []byte {
	t.Helper()
	img := image.NewNRGBA(image.Rect(0, 0, 4000, 10))
	for x := range 4000 {
		img.Set(x, 5, color.NRGBA{200, 0, 0, 255})
	}
	var b bytes.Buffer
	if err := png.Encode(&b, img); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// webp is a WebP of one point with a chunk of camera data.
func webp(t testing.TB) []byte {
	t.Helper()
	point, err := base64.StdEncoding.DecodeString("UklGRhoAAABXRUJQVlA4TA0AAAAvAAAAEAcQERGIiP4HAA==")
	if err != nil {
		t.Fatal(err)
	}
	chunk := func(name, body string) []byte {
		return append(binary.LittleEndian.AppendUint32([]byte(name), uint32(len(body))), body...)
	}
	body := slices.Concat([]byte("WEBP"), chunk("VP8X", "\x08\x00\x00\x00\x00\x00\x00\x00\x00\x00"), point[12:], chunk("EXIF", "GPS-SECRET"))
	return append(binary.LittleEndian.AppendUint32([]byte("RIFF"), uint32(len(body))), body...)
}

// A picture is drawn anew: nothing but its points comes along.
func TestPicture(t *testing.T) {
	var j bytes.Buffer
	if err := jpeg.Encode(&j, image.NewGray(image.Rect(0, 0, 20, 20)), nil); err != nil {
		t.Fatal(err)
	}
	exif := slices.Concat(j.Bytes()[:2], []byte{0xff, 0xe1, 0, 20}, []byte("Exif\x00\x00GPS-SECRET.."), j.Bytes()[2:], []byte("PK\x03\x04 behind the end"))
	for name, b := range map[string][]byte{"a.jpg": exif, "a.png": append(dot(t), "behind the end"...), "a.webp": webp(t)} {
		p := shown(t, name, b)
		if p.As != AsPicture {
			t.Fatalf("%s: shown as %s", name, p.As)
		}
		if bytes.Contains(p.PNG, []byte("SECRET")) || bytes.Contains(p.PNG, []byte("behind")) {
			t.Errorf("%s: more than points came along", name)
		}
		img, err := png.Decode(bytes.NewReader(p.PNG))
		if err != nil || img.Bounds().Dx() > mostShown {
			t.Errorf("%s: %v %v", name, err, img.Bounds())
		}
	}
	big := dot(t)
	binary.BigEndian.PutUint32(big[16:], 60000) // says 60,000 × 60,000 points
	binary.BigEndian.PutUint32(big[20:], 60000)
	if p := shown(t, "a.png", big); p.As != AsHex {
		t.Errorf("a picture of 3.6 thousand million points is shown as %s", p.As)
	}
}

// What is held or of no known kind is shown as its first kilobyte in hex.
func TestHex(t *testing.T) {
	for name, b := range map[string][]byte{"a.zip": encryptedFlag(t), "a.exe": append([]byte("MZ\x90\x00"), make([]byte, 2000)...), "a.docx": overlapping(t, 3)} {
		p := shown(t, name, b)
		if p.As != AsHex || !strings.HasPrefix(p.Text, "00000000  ") || strings.Count(p.Text, "\n") > 64 {
			t.Errorf("%s: %s %q", name, p.As, p.Text)
		}
	}
	if p := shown(t, "a.zip", encryptedFlag(t)); p.Why != Encrypted {
		t.Errorf("why: %q", p.Why)
	}
}
