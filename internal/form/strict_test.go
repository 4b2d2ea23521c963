package form

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"io"
	"net/url"
	"path"
	"slices"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/xuri/excelize/v2"

	"todoke/internal/incident"
)

// worksheetOrder is the order in which Excel wants the parts of a sheet (ECMA-376 Part 1, CT_Worksheet); it repairs or refuses another.
var worksheetOrder = []string{"sheetPr", "dimension", "sheetViews", "sheetFormatPr", "cols", "sheetData", "sheetProtection", "autoFilter", "mergeCells", "conditionalFormatting", "dataValidations",
	"hyperlinks", "printOptions", "pageMargins", "pageSetup", "headerFooter", "drawing", "legacyDrawing", "tableParts", "extLst"}

// Every workbook keeps what Excel is strict about and other programs forgive. Excel itself was not to be had.
func TestExcelIsStrict(t *testing.T) {
	eachShape(t, func(t *testing.T, _ *Forms, f *Form, lang incident.Lang) {
		one := f.ReadValues(url.Values{"story": {strings.Repeat("長い", 20_000)}}, today).Answers
		for what, answers := range map[string][][]incident.Answer{"empty": nil, "filled": {one}, "list": {one[:0], f.ReadValues(url.Values{"story": {"=1"}}, today).Answers}} {
			b, err := f.FilledWorkbook(lang, answers...)
			must(t, err)
			x, err := excelize.OpenReader(bytes.NewReader(b))
			must(t, err)
			strictSheets(t, what, x)
			must(t, x.Close())
			strictParts(t, what, b)
		}
	})
}

func strictSheets(t *testing.T, what string, x *excelize.File) {
	var seen []string
	for _, name := range x.GetSheetList() {
		low := strings.ToLower(name)
		if n := len(utf16.Encode([]rune(name))); n == 0 || n > 31 || strings.ContainsAny(name, `[]:*?/\`) || strings.HasPrefix(name, "'") || strings.HasSuffix(name, "'") || low == "history" || slices.Contains(seen, low) {
			t.Errorf("%s: a sheet cannot be called %q", what, name)
		}
		seen = append(seen, low)
		list, err := x.GetDataValidations(name)
		must(t, err)
		for _, v := range list {
			if n := len(utf16.Encode([]rune(v.Formula1))); v.Type != "list" || n == 0 || n > 255 {
				t.Errorf("%s: %s: a drop-down %q of %d characters", what, name, v.Formula1, n)
			}
			sheet, cells, ok := strings.Cut(strings.ReplaceAll(v.Formula1, "$", ""), "!")
			from, to, _ := strings.Cut(cells, ":")
			for _, at := range []string{from, to} {
				if s, err := x.GetCellValue(strings.Trim(sheet, "'"), at); !ok || err != nil || s == "" {
					t.Errorf("%s: %s: the drop-down %s leads to an empty cell", what, name, v.Formula1)
				}
			}
		}
		rows, err := x.GetRows(name)
		must(t, err)
		for i, row := range rows {
			for _, s := range row {
				if n := len(utf16.Encode([]rune(s))); n > 32_767 {
					t.Errorf("%s: %s: a cell of row %d holds %d characters", what, name, i+1, n)
				}
			}
		}
	}
	if n := x.GetDefinedName(); len(n) > 0 {
		t.Errorf("%s: names are defined: %v", what, n)
	}
}

func strictParts(t *testing.T, what string, b []byte) {
	z, err := zip.NewReader(bytes.NewReader(b), int64(len(b)))
	must(t, err)
	for _, p := range z.File {
		r, err := p.Open()
		must(t, err)
		d := xml.NewDecoder(r)
		depth, at := 0, 0
		for {
			token, err := d.Token()
			if err == io.EOF {
				break
			}
			must(t, err)
			switch e := token.(type) {
			case xml.StartElement:
				if ok, _ := path.Match("xl/worksheets/*.xml", p.Name); ok && depth == 1 {
					i := slices.Index(worksheetOrder, e.Name.Local)
					if i < at {
						t.Errorf("%s: %s: %s stands behind %s", what, p.Name, e.Name.Local, worksheetOrder[at])
					}
					at = i
				}
				for _, a := range e.Attr {
					if a.Name.Local == "date1904" && a.Value != "0" && a.Value != "false" {
						t.Errorf("%s: days are counted from 1904", what)
					}
				}
				depth++
			case xml.EndElement:
				depth--
			}
		}
		r.Close()
	}
}
