package form

import (
	"archive/zip"
	"bytes"
	"errors"
	"io"
	"testing"

	"github.com/xuri/excelize/v2"

	"todoke/internal/incident"
)

// FuzzSheet breaks the cells of a workbook, not its packing, which FuzzReadWorkbook does.
func FuzzSheet(f *testing.F) {
	forms := everyForm(f)
	packed := book(f, func(x *excelize.File) { put(f, x, "Sheet1", []any{"会社名", "概要"}, []any{"あ", "い"}) })
	f.Add(part(f, packed, "xl/worksheets/sheet1.xml"))
	f.Add([]byte(`<worksheet><dimension ref="A1:XFD1048576"/><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>概要</t></is></c></row><row r="1048576"><c r="XFD1048576" t="d"><v>2020-01-01</v></c></row></sheetData><mergeCells><mergeCell ref="A1:B9"/></mergeCells></worksheet>`))
	f.Fuzz(func(t *testing.T, sheet []byte) {
		got, err := forms.ReadWorkbook(with(t, packed, "xl/worksheets/sheet1.xml", sheet), today)
		var told *incident.Error
		if err != nil && !errors.As(err, &told) {
			t.Errorf("an error nobody can be told: %v", err)
		}
		for _, r := range got {
			if r.Form == nil {
				t.Error("a report without a form")
			}
		}
	})
}

// FuzzDefinition reads what an administrator writes as the next version of a form.
func FuzzDefinition(f *testing.F) {
	forms, err := Load()
	if err != nil {
		f.Fatal(err)
	}
	for _, id := range []string{"virus", "door"} {
		s, err := forms.Source(id, 0)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(s)
	}
	f.Add("id = \"a\"\nversion = 100\n[[step]]\n")
	f.Fuzz(func(t *testing.T, body string) {
		made, err := forms.Try([]Own{{Body: body, On: true}})
		var told Problems
		if err != nil && !errors.As(err, &told) {
			t.Fatalf("an error nobody can be told: %v", err)
		}
		if err == nil && made != nil && made.Text(incident.JA) == "" {
			t.Error("a form without a text")
		}
	})
}

// FuzzEachRow reads whatever comes as an archive of a former system.
func FuzzEachRow(f *testing.F) {
	f.Add([]byte("受付日,概要\n2020-01-11,\"あ\nい\"\n"))
	f.Add([]byte("\xff\xfea\x00,\x00"))
	f.Add([]byte("a;b;c\n\n1;2;3;4\n\"open"))
	f.Fuzz(func(t *testing.T, b []byte) {
		next := 0
		_ = EachRow(bytes.NewReader(b), func(n, line int, head, row []string) error { // a broken file is an error its reader tells
			if n != next || line < 1 || len(head) == 0 || len(row) == 0 {
				t.Errorf("row %d at line %d", n, line)
			}
			next++
			return nil
		})
	})
}

func part(t testing.TB, packed []byte, name string) []byte {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(packed), int64(len(packed)))
	must(t, err)
	r, err := z.Open(name)
	must(t, err)
	defer r.Close()
	b, err := io.ReadAll(r)
	must(t, err)
	return b
}

// with is the same zip with one part's content replaced.
func with(t testing.TB, packed []byte, name string, body []byte) []byte {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(packed), int64(len(packed)))
	must(t, err)
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	for _, p := range z.File {
		if p.Name != name {
			must(t, w.Copy(p))
			continue
		}
		into, err := w.Create(name)
		must(t, err)
		_, err = into.Write(body)
		must(t, err)
	}
	must(t, w.Close())
	return out.Bytes()
}
