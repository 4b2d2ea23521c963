package inspect

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"compress/gzip"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode/utf16"
)

func look(t *testing.T, name string, b []byte) Report {
	t.Helper()
	r, err := Look(t.Context(), name, bytes.NewReader(b), int64(len(b)))
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// file is one entry of an archive made for a test.
type file struct {
	name string
	body []byte
}

func zipped(t testing.TB, files ...file) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, f := range files {
		w, err := z.Create(f.name)
		if err == nil {
			_, err = w.Write(f.body)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func gzipped(t testing.TB, b []byte) []byte {
	t.Helper()
	var out bytes.Buffer
	z := gzip.NewWriter(&out)
	if _, err := z.Write(b); err != nil || z.Close() != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

const types = `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>`

func docx(t testing.TB, more ...file) []byte {
	return zipped(t, append([]file{{"[Content_Types].xml", []byte(types)},
		{"word/document.xml", []byte(`<w:document xmlns:w="x"><w:body><w:p><w:r><w:t>届出書</w:t></w:r></w:p></w:body></w:document>`)}}, more...)...)
}

const rels = `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/%s" Target="https://files.example/x" TargetMode="External"/></Relationships>`

// overlapping makes a zip whose entries all point at the same compressed bytes.
func overlapping(t testing.TB, n int) []byte {
	b := zipped(t, file{"a", bytes.Repeat([]byte{0}, 1<<20)})
	dir := bytes.LastIndex(b, []byte("PK\x01\x02"))
	end := bytes.LastIndex(b, []byte("PK\x05\x06"))
	one := b[dir:end]
	out := append([]byte{}, b[:dir]...)
	for range n {
		out = append(out, one...)
	}
	tail := append([]byte{}, b[end:]...)
	binary.LittleEndian.PutUint16(tail[8:], uint16(n))
	binary.LittleEndian.PutUint16(tail[10:], uint16(n))
	binary.LittleEndian.PutUint32(tail[12:], uint32(n*len(one)))
	return append(out, tail...)
}

// lying makes a zip whose directory says that its entry is small.
func lying(t testing.TB) []byte {
	b := zipped(t, file{"a.txt", bytes.Repeat([]byte{'a'}, 300<<20)})
	dir := bytes.LastIndex(b, []byte("PK\x01\x02"))
	binary.LittleEndian.PutUint32(b[dir+24:], 100)
	return b
}

func encryptedFlag(t testing.TB) []byte {
	b := zipped(t, file{"secret.txt", []byte("x")})
	b[6] |= 1
	b[bytes.LastIndex(b, []byte("PK\x01\x02"))+8] |= 1
	return b
}

func tarred(t testing.TB, name string, body []byte) []byte {
	t.Helper()
	var b bytes.Buffer
	w := tar.NewWriter(&b)
	if err := w.WriteHeader(&tar.Header{Name: name, Size: int64(len(body)), Mode: 0o600}); err != nil {
		t.Fatal(err)
	}
	if _, err := w.Write(body); err != nil || w.Close() != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func nested(t testing.TB, depth int) []byte {
	b := zipped(t, file{"innermost.txt", []byte("x")})
	for range depth - 1 {
		b = zipped(t, file{"inner.zip", b})
	}
	return b
}

// compound makes a compound file (MS-CFB, version 3) of one storage level; a name with "/" stands for a stream in a storage, which this reader needs only as a name.
func compound(streams ...file) []byte {
	const sector = 512
	var body []byte
	fat := []uint32{0xfffffffd, 0xfffffffe}
	dirSectors := (len(streams)+1+3)/4 - 1
	for range dirSectors {
		fat = append(fat, 0xfffffffe)
	}
	for i := range dirSectors {
		fat[1+i] = uint32(2 + i)
	}
	var dir []byte
	entry := func(name string, kind byte, start, size, right, child uint32) {
		e := make([]byte, 128)
		u := utf16.Encode([]rune(name))
		for i, c := range u {
			binary.LittleEndian.PutUint16(e[2*i:], c)
		}
		binary.LittleEndian.PutUint16(e[64:], uint16(2*len(u)+2))
		e[66], e[67] = kind, 1
		binary.LittleEndian.PutUint32(e[68:], 0xffffffff)
		binary.LittleEndian.PutUint32(e[72:], right)
		binary.LittleEndian.PutUint32(e[76:], child)
		binary.LittleEndian.PutUint32(e[116:], start)
		binary.LittleEndian.PutUint32(e[120:], size)
		dir = append(dir, e...)
	}
	child := uint32(0xffffffff)
	if len(streams) > 0 {
		child = 1
	}
	entry("Root Entry", 5, 0xfffffffe, 0, 0xffffffff, child)
	for i, s := range streams {
		right := uint32(i + 2)
		if i == len(streams)-1 {
			right = 0xffffffff
		}
		if s.body == nil {
			entry(s.name, 1, 0, 0, right, 0xffffffff)
			continue
		}
		padded := append(append([]byte{}, s.body...), make([]byte, max(4096-len(s.body), 0))...) // under 4,096 bytes it would lie in the mini stream
		entry(s.name, 2, uint32(len(fat)), uint32(len(padded)), right, 0xffffffff)
		n := (len(padded) + sector - 1) / sector
		for k := range n {
			next := uint32(len(fat) + 1)
			if k == n-1 {
				next = 0xfffffffe
			}
			fat = append(fat, next)
		}
		body = append(body, append(padded, make([]byte, n*sector-len(padded))...)...)
	}
	for len(dir) < (dirSectors+1)*sector {
		dir = append(dir, make([]byte, 128)...)
	}
	head := make([]byte, sector)
	copy(head, "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
	binary.LittleEndian.PutUint16(head[24:], 0x3e)
	binary.LittleEndian.PutUint16(head[26:], 3)
	binary.LittleEndian.PutUint16(head[28:], 0xfffe)
	binary.LittleEndian.PutUint16(head[30:], 9)
	binary.LittleEndian.PutUint16(head[32:], 6)
	binary.LittleEndian.PutUint32(head[44:], 1)
	binary.LittleEndian.PutUint32(head[48:], 1)
	binary.LittleEndian.PutUint32(head[56:], 4096)
	binary.LittleEndian.PutUint32(head[60:], 0xfffffffe)
	binary.LittleEndian.PutUint32(head[68:], 0xfffffffe)
	for i := 76; i < 512; i += 4 {
		binary.LittleEndian.PutUint32(head[i:], 0xffffffff)
	}
	binary.LittleEndian.PutUint32(head[76:], 0)
	table := bytes.Repeat([]byte{0xff}, sector)
	for i, v := range fat {
		binary.LittleEndian.PutUint32(table[4*i:], v)
	}
	return slices.Concat(head, table, dir, body)
}

func record(kind uint16, body ...byte) []byte {
	b := binary.LittleEndian.AppendUint16(nil, kind)
	return append(binary.LittleEndian.AppendUint16(b, uint16(len(body))), body...)
}

var bof = record(biffBOF, 0, 6, 5, 0, 0, 0, 0, 0)

func TestLook(t *testing.T) {
	exe := append([]byte("MZ\x90\x00"), make([]byte, 100)...)
	cases := []struct {
		test  string
		name  string
		body  []byte
		media string
		marks []Mark
	}{
		{"plain text", "memo.txt", []byte("画面の写しです。"), "text/plain", nil},
		{"zip of texts", "logs.zip", zipped(t, file{"a/b.log", []byte("x")}), "application/zip", nil},
		{"program behind a document's ending", "invoice.pdf.exe", exe, "application/vnd.microsoft.portable-executable", []Mark{Executable, DoubleExt}},
		{"spaces before the ending", "invoice.pdf            .exe ", exe, "application/vnd.microsoft.portable-executable", []Mark{Executable, DoubleExt}},
		{"turned name", "請求書\u202efdp.exe", exe, "application/vnd.microsoft.portable-executable", []Mark{Executable, RightLeft}},
		{"program that says it is a PDF", "a.pdf", exe, "application/vnd.microsoft.portable-executable", []Mark{Executable, Mismatch}},
		{"program in a zip", "a.zip", zipped(t, file{"x/写真.jpg.scr", exe}), "application/zip", []Mark{Executable, DoubleExt}},
		{"path out of the folder", "a.zip", zipped(t, file{"../../etc/passwd", []byte("x")}), "application/zip", []Mark{Traversal}},
		{"Windows path out of the folder", "a.zip", zipped(t, file{`..\..\x`, []byte("x")}), "application/zip", []Mark{Traversal}},
		{"tar out of the folder", "a.tar", tarred(t, "/etc/passwd", []byte("x")), "application/x-tar", []Mark{Traversal}},
		{"tar.gz", "a.tgz", gzipped(t, tarred(t, "a.js", []byte("WScript.Echo(1)"))), "application/gzip", []Mark{Executable}},
		{"three deep", "a.zip", nested(t, 3), "application/zip", nil},
		{"four deep", "a.zip", nested(t, 4), "application/zip", []Mark{Deep}},
		{"password", "a.zip", encryptedFlag(t), "application/zip", []Mark{Encrypted}},
		{"overlapping entries", "a.zip", overlapping(t, 5), "application/zip", []Mark{Overlap}},
		{"cut off zip", "a.zip", zipped(t, file{"a", make([]byte, 5000)})[:40], "application/zip", []Mark{Damaged}},
		{"cut off gzip", "a.gz", gzipped(t, []byte(strings.Repeat("abcdef", 999)))[:30], "application/gzip", []Mark{Damaged}},
		{"docx", "a.docx", docx(t), mediaDocx, nil},
		{"docx with macros", "a.docm", docx(t, file{"word/vbaProject.bin", compound(file{"VBA", nil})}), mediaDocx, []Mark{Macro}},
		{"docx with a template from elsewhere", "a.docx", docx(t, file{"word/_rels/settings.xml.rels", fmt.Appendf(nil, rels, "attachedTemplate")}), mediaDocx, []Mark{External}},
		{"docx with a link to click", "a.docx", docx(t, file{"word/_rels/document.xml.rels", fmt.Appendf(nil, rels, "hyperlink")}), mediaDocx, nil},
		{"docx with DDE, split over runs", "a.docx", docx(t, file{"word/header1.xml", []byte(`<w:p><w:instrText>DDE</w:instrText><w:instrText>AUTO c:\\x</w:instrText></w:p>`)}), mediaDocx, []Mark{External}},
		{"docx with a program inside", "a.docx", docx(t, file{"word/embeddings/oleObject1.bin", compound(file{"\x01Ole10Native", exe})}), mediaDocx, []Mark{Embedded}},
		{"xlsx with Excel 4 macros", "a.xlsm", zipped(t, file{"[Content_Types].xml", []byte(types)}, file{"xl/macrosheets/sheet1.xml", []byte("<x/>")}), mediaXlsx, []Mark{Macro}},
		{"doc", "a.doc", compound(file{"WordDocument", make([]byte, 600)}), mediaDoc, nil},
		{"doc with VBA", "a.doc", compound(file{"WordDocument", make([]byte, 600)}, file{"Macros", nil}, file{"VBA", nil}, file{"_VBA_PROJECT", make([]byte, 40)}), mediaDoc, []Mark{Macro}},
		{"encrypted doc", "a.doc", compound(file{"WordDocument", append(make([]byte, 11), 1)}), mediaDoc, []Mark{Encrypted}},
		{"encrypted docx", "a.docx", compound(file{"EncryptionInfo", []byte("x")}, file{"EncryptedPackage", []byte("y")}), mediaEncrypted, []Mark{Encrypted}},
		{"xls with a macro sheet", "a.xls", compound(file{"Workbook", slices.Concat(bof, record(biffBoundSheet, 0, 0, 0, 0, 0, 1, 1, 0, 'A'), record(biffEOF))}), mediaXls, []Mark{Macro}},
		{"encrypted xls", "a.xls", compound(file{"Workbook", slices.Concat(bof, record(biffFilePass, 0, 0))}), mediaXls, []Mark{Encrypted}},
		{"mail with an attachment", "a.msg", compound(file{"__properties_version1.0", []byte("x")}, file{"__attach_version1.0_#00000000", nil}), mediaMsg, []Mark{Embedded}},
		{"cut off compound file", "a.doc", compound(file{"WordDocument", make([]byte, 600)})[:900], mediaOLE, []Mark{Mismatch, Damaged}},
		{"rtf with an object", "a.doc", []byte(`{\rtf1{\object{\*\objdata 0105}}}`), "text/rtf", []Mark{Embedded}},
		{"pdf with a script", "a.pdf", []byte("%PDF-1.4\n/OpenAction << /S /JavaScript >>\n%%EOF"), "application/pdf", []Mark{Active}},
		{"encrypted pdf", "a.pdf", []byte("%PDF-1.4\ntrailer << /Encrypt 1 0 R >>\n%%EOF"), "application/pdf", []Mark{Encrypted}},
		{"rar", "a.rar", []byte("Rar!\x1a\x07\x00\x00\x00\x73\x80\x00\x0d\x00......"), "application/vnd.rar", []Mark{Encrypted, Unopened}},
		{"rar 5", "a.rar", []byte("Rar!\x1a\x07\x01\x00\x00\x00\x00\x00\x02\x04\x00......"), "application/vnd.rar", []Mark{Encrypted, Unopened}},
		{"xz", "a.xz", []byte("\xfd7zXZ\x00......"), "application/x-xz", []Mark{Unopened}},
		{"empty", "a.txt", nil, "text/plain", nil},
	}
	for _, c := range cases {
		t.Run(c.test, func(t *testing.T) {
			r := look(t, c.name, c.body)
			if r.MediaType != c.media || !slices.Equal(r.Marks, c.marks) {
				t.Errorf("got %s %v, want %s %v", r.MediaType, r.Marks, c.media, c.marks)
			}
		})
	}
}

// Bombs end the reading at the limit, whatever they say of themselves.
func TestBombs(t *testing.T) {
	zeros := bytes.Repeat([]byte{0}, 60<<20)
	bombs := map[string][]byte{
		"one entry":        zipped(t, file{"a", zeros}),
		"gzip":             gzipped(t, zeros),
		"zip in zip":       zipped(t, file{"a.zip", zipped(t, file{"b.zip", zipped(t, file{"c", zeros})})}),
		"lies of its size": lying(t),
	}
	for name, b := range bombs {
		r := look(t, "a.zip", b)
		if name == "lies of its size" { // the reader stops where the directory said the end is, and tells that it was not
			if !r.Has(Damaged) && !r.Has(Bomb) {
				t.Errorf("%s: %v", name, r.Marks)
			}
		} else if !r.Has(Bomb) || !r.Held() {
			t.Errorf("%s: %v", name, r.Marks)
		}
		if r.Unpacked > MostUnpacked+1<<20 {
			t.Errorf("%s: unpacked %d bytes", name, r.Unpacked)
		}
	}
}

func TestCrowded(t *testing.T) {
	many := func(n int) []byte {
		var b bytes.Buffer
		z := zip.NewWriter(&b)
		for i := range n {
			if _, err := z.CreateHeader(&zip.FileHeader{Name: fmt.Sprintf("%05d.txt", i)}); err != nil {
				t.Fatal(err)
			}
		}
		if err := z.Close(); err != nil {
			t.Fatal(err)
		}
		return b.Bytes()
	}
	if r := look(t, "a.zip", many(MostEntries)); !r.Has(Crowded) {
		t.Errorf("%d entries: %v", MostEntries, r.Marks)
	}
	if r := look(t, "a.zip", many(MostEntries-1)); r.Has(Crowded) {
		t.Errorf("%d entries: %v", MostEntries-1, r.Marks)
	}
	if r := look(t, "a.zip", many(150_000)); !r.Has(Crowded) || r.Entries != 0 {
		t.Errorf("a directory beyond the limit was read: %d entries, %v", r.Entries, r.Marks)
	}
}

// Archives made by the real programs.
func TestRealArchives(t *testing.T) {
	if _, err := exec.LookPath("7z"); err != nil {
		t.Fatal("7z is needed: ", err)
	}
	dir := t.TempDir()
	write(t, filepath.Join(dir, "a.txt"), strings.Repeat("一行\n", 500))
	for _, c := range []struct {
		name string
		args []string
		want []Mark
	}{
		{"plain.7z", nil, []Mark{Unopened}},
		{"hidden.7z", []string{"-psecret", "-mhe=on"}, []Mark{Encrypted, Unopened}},
		{"aes.zip", []string{"-psecret", "-mem=AES256"}, []Mark{Encrypted}},
		{"old.zip", []string{"-psecret"}, []Mark{Encrypted}},
		{"a.tar", nil, nil},
		{"a.xz", nil, []Mark{Unopened}},
		{"a.bz2", nil, nil},
	} {
		cmd := exec.Command("7z", append([]string{"a", c.name, "a.txt"}, c.args...)...)
		cmd.Dir = dir
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("%s: %v %s", c.name, err, out)
		}
		if r := look(t, c.name, read(t, filepath.Join(dir, c.name))); !slices.Equal(r.Marks, c.want) {
			t.Errorf("%s: %v, want %v", c.name, r.Marks, c.want)
		}
	}
}

type failing struct{}

var errDown = errors.New("database down")

func (failing) ReadAt([]byte, int64) (int, error) { return 0, errDown }

// A reader that fails is an error, never a damaged file.
func TestReaderFails(t *testing.T) {
	if _, err := Look(t.Context(), "a.zip", failing{}, 100); !errors.Is(err, errDown) {
		t.Errorf("got %v", err)
	}
	gone, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := Look(gone, "a.zip", bytes.NewReader(nested(t, 2)), 100); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}

// An ending that may be somebody's name is not told.
func TestExtension(t *testing.T) {
	for name, want := range map[string]string{"a.PDF": "pdf", "調査.yamada": "", "a.pdf.exe": "exe", "noend": "", "x.docx ": "docx"} {
		if got := look(t, name, []byte("x")).Extension; got != want {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
}

// Truncations and changed bytes of every kind of file: no panic, no endless reading.
func TestBroken(t *testing.T) {
	for _, b := range seeds(t) {
		for cut := 0; cut < len(b); cut += 1 + len(b)/40 {
			both(t, b[:cut])
			c := slices.Clone(b)
			c[cut] ^= 0xff
			both(t, c)
		}
	}
}

func both(t *testing.T, b []byte) {
	r := look(t, "a.docx", b)
	if r.Unpacked > MostUnpacked+1<<20 {
		t.Errorf("unpacked %d", r.Unpacked)
	}
	if _, err := Show(t.Context(), bytes.NewReader(b), int64(len(b)), r); err != nil {
		t.Error(err)
	}
}

func seeds(t testing.TB) [][]byte {
	return [][]byte{docx(t), nested(t, 2), gzipped(t, tarred(t, "a", []byte("b"))), encryptedFlag(t), overlapping(t, 2),
		compound(file{"WordDocument", make([]byte, 600)}, file{"VBA", nil}), oldSheet(), oldWord(),
		[]byte(`{\rtf1{\object{\*\objdata 0105}}}`), []byte("%PDF-1.4\n%%EOF"), []byte("Rar!\x1a\x07\x01\x00\x00\x00\x00\x00\x02\x04\x00......"), dot(t)}
}

func FuzzLook(f *testing.F) {
	for _, b := range seeds(f) {
		f.Add(b)
	}
	f.Fuzz(func(t *testing.T, b []byte) { both(t, b) })
}
