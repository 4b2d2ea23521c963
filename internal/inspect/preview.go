package inspect

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/hex"
	"encoding/xml"
	"fmt"
	"io"
	"maps"
	"path"
	"slices"
	"strings"

	"github.com/richardlehane/mscfb"
	"github.com/xuri/excelize/v2"

	"todoke/internal/text"
)

// Form is how a file is shown.
type Form string

// Forms of a Preview.
const (
	AsPicture Form = "picture"
	AsText    Form = "text"
	AsHex     Form = "hex"
	AsPDF     Form = "pdf" // the caller reads its text with a reader of its own
)

// Preview is a file made harmless: a picture drawn anew, or words without any of its workings.
type Preview struct {
	As      Form
	PNG     []byte // AsPicture: re-encoded, without metadata, at most mostShown pixels wide or high
	Width   int    // of the original, pixels
	Height  int
	Text    string // AsText: as a reader would see it; AsHex: a dump of the first kilobyte
	Charset string // AsText, of plain text: what its bytes were read as
	Guessed bool   // the charset is a guess
	Cut     bool   // there is more than is shown
	Why     Mark   // AsHex: what kept it from being shown otherwise; "" when it is of no kind that is read
}

// Limits of a preview.
const (
	mostText   = 400_000 // bytes of text shown
	mostSheets = 24 << 20
	hexBytes   = 1 << 10
)

// Show makes a file harmless to look at; r is what Look inspected. What cannot be read as its kind is shown as hex; an error is one of reading r, or of ctx.
func Show(ctx context.Context, r io.ReaderAt, size int64, seen Report) (Preview, error) {
	src := &source{ctx: ctx, r: r}
	p := io.NewSectionReader(src, 0, size)
	out, ok := Preview{}, false
	if !seen.Held() {
		out, ok = show(p, seen.MediaType)
	}
	if !ok && src.err == nil {
		out = dump(p, seen)
	}
	if src.err != nil {
		return Preview{}, fmt.Errorf("preview: %w", src.err)
	}
	return out, nil
}

func dump(p *io.SectionReader, seen Report) Preview {
	b := make([]byte, min(hexBytes, p.Size()))
	n, _ := p.ReadAt(b, 0) // a read that fails is told by the source
	out := Preview{As: AsHex, Text: hex.Dump(b[:n]), Cut: p.Size() > hexBytes}
	for _, m := range seen.Marks {
		if Holds(m) || m == Damaged {
			out.Why = m
			break
		}
	}
	return out
}

// show reads a file as its kind; false when that does not go.
func show(p *io.SectionReader, media string) (out Preview, ok bool) {
	defer func() {
		if recover() != nil { // a library met a file that is broken its own way
			out, ok = Preview{}, false
		}
	}()
	switch media {
	case "application/pdf":
		return Preview{As: AsPDF}, true
	case "image/png", "image/jpeg", "image/gif", "image/webp":
		return picture(p)
	}
	w := &writer{most: mostText}
	var err error
	switch {
	case media == mediaDocx:
		err = document(p, w, worded)
	case media == mediaPptx:
		err = document(p, w, slide)
	case media == mediaXlsx:
		err = workbook(p, w)
	case media == mediaXls:
		err = oldWorkbook(p, w)
	case media == mediaDoc:
		err = oldDocument(p, w)
	case strings.HasPrefix(media, "text/"), media == "application/json", media == "image/svg+xml", media == "application/xml", strings.HasPrefix(media, "message/"):
		return plain(p)
	default:
		return Preview{}, false
	}
	s := strings.TrimSpace(text.Clean(w.String()))
	if err != nil || s == "" {
		return Preview{}, false
	}
	return Preview{As: AsText, Text: s, Cut: w.full()}, true
}

// plain reads text in the charset its bytes speak for.
func plain(p *io.SectionReader) (Preview, bool) {
	b, err := io.ReadAll(io.LimitReader(p, mostText))
	if err != nil {
		return Preview{}, false
	}
	s, charset, sure := text.Decode(b, "")
	return Preview{As: AsText, Text: text.Clean(s), Charset: charset, Guessed: !sure, Cut: p.Size() > mostText}, true
}

// document reads the paragraphs of a .docx or .pptx part by part; order gives a part's place, and false for one without words of its author.
func document(p *io.SectionReader, w *writer, order func(name string) (string, bool)) error {
	z, err := zip.NewReader(p, p.Size())
	if err != nil {
		return err
	}
	place := map[*zip.File]string{}
	for _, f := range z.File {
		if at, ok := order(f.Name); ok {
			place[f] = at
		}
	}
	for _, f := range slices.SortedStableFunc(maps.Keys(place), func(a, b *zip.File) int { return strings.Compare(place[a], place[b]) }) {
		r, err := f.Open()
		if err != nil {
			return err
		}
		err = paragraphs(io.LimitReader(r, mostSheets), w)
		r.Close()
		if err != nil {
			return err
		}
		w.write("\n")
	}
	return nil
}

// worded orders a .docx: body, comments, notes, footers, headers.
func worded(name string) (string, bool) {
	ok, _ := path.Match("word/*.xml", name)
	base := strings.TrimRight(strings.TrimSuffix(path.Base(name), ".xml"), "0123456789")
	if base == "document" {
		return "", ok
	}
	return name, ok && slices.Contains([]string{"header", "footer", "footnotes", "endnotes", "comments"}, base)
}

// slide orders a .pptx: the slides by number, then what was noted beside them, then remarks on them.
func slide(name string) (string, bool) {
	for i, prefix := range []string{"ppt/slides/slide", "ppt/notesSlides/notesSlide", "ppt/comments/"} {
		rest, ok := strings.CutPrefix(name, prefix)
		number, xml := strings.CutSuffix(rest, ".xml")
		if ok && xml && !strings.Contains(number, "/") {
			return fmt.Sprintf("%d%20s", i, number), true
		}
	}
	return "", false
}

// paragraphs writes the text of a WordprocessingML or DrawingML part: a line a paragraph, cells of a row parted by tabs.
func paragraphs(r io.Reader, w *writer) error {
	d := xml.NewDecoder(r)
	d.Strict = false
	inText, cells := false, 0
	for !w.full() {
		t, err := d.RawToken()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
		switch e := t.(type) {
		case xml.StartElement:
			switch e.Name.Local {
			case "t":
				inText = true
			case "tab":
				w.write("\t")
			case "br", "cr":
				w.write("\n")
			case "sym":
				w.write(symbol(e))
			case "checked", "checkBox":
				w.write(ticked(e))
			case "tc":
				cells++
			}
		case xml.EndElement:
			switch e.Name.Local {
			case "t":
				inText = false
			case "p":
				if cells > 0 {
					w.write(" ")
				} else {
					w.write("\n")
				}
			case "tc":
				cells--
				w.write("\t")
			case "tr":
				w.write("\n")
			}
		case xml.CharData:
			if inText {
				w.write(string(e))
			}
		}
	}
	return nil
}

// symbol gives the box a form draws with Wingdings: ticked, crossed or empty.
func symbol(e xml.StartElement) string {
	for _, a := range e.Attr {
		if a.Name.Local == "char" {
			switch strings.ToUpper(strings.TrimPrefix(strings.ToUpper(a.Value), "F0")) {
			case "FE", "FD", "6E", "FC", "78":
				return "■"
			case "A8", "6F", "71", "72":
				return "□"
			}
		}
	}
	return "□?"
}

// ticked gives the state of a content control's box (w14:checked); its drawn sign follows as text, so only a box that is ticked is said.
func ticked(e xml.StartElement) string {
	if e.Name.Local != "checked" {
		return ""
	}
	for _, a := range e.Attr {
		if a.Name.Local == "val" && (a.Value == "0" || a.Value == "false") {
			return ""
		}
	}
	return "■"
}

// workbook reads the cells of an .xlsx as they are shown, one line a row. Nothing is unpacked to disk: a sheet beyond the limit is an error.
func workbook(p *io.SectionReader, w *writer) error {
	x, err := excelize.OpenReader(p, excelize.Options{UnzipSizeLimit: mostSheets, UnzipXMLSizeLimit: mostSheets})
	if err != nil {
		return err
	}
	defer x.Close()
	for _, sheet := range x.GetSheetList() {
		w.write("【" + sheet + "】\n")
		rows, err := x.Rows(sheet)
		if err != nil {
			return err
		}
		for rows.Next() && !w.full() {
			cells, err := rows.Columns()
			if err != nil {
				return err
			}
			if line := strings.TrimRight(strings.Join(cells, "\t"), "\t "); line != "" {
				w.write(line + "\n")
			}
		}
		if err := rows.Close(); err != nil {
			return err
		}
		w.write("\n")
	}
	return nil
}

// stream finds a stream of a compound file by name, and gives it whole.
func stream(doc *mscfb.Reader, names ...string) *mscfb.File {
	for _, f := range doc.File {
		if slices.Contains(names, f.Name) {
			return f
		}
	}
	return nil
}

func oldWorkbook(p *io.SectionReader, w *writer) error {
	doc, err := mscfb.New(p)
	if err != nil {
		return err
	}
	f := stream(doc, "Workbook", "Book")
	if f == nil {
		return io.ErrUnexpectedEOF
	}
	return sheets(f, w)
}

// readStream reads a stream up to a limit.
func readStream(f *mscfb.File) ([]byte, error) {
	if f == nil {
		return nil, io.ErrUnexpectedEOF
	}
	var b bytes.Buffer
	_, err := io.Copy(&b, io.LimitReader(f, mostSheets))
	return b.Bytes(), err
}
