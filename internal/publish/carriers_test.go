package publish

import (
	"archive/zip"
	"bytes"
	"compress/gzip"
	"compress/zlib"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"hash/crc32"
	"slices"
	"strings"
	"unicode/utf16"
)

// carrier is a place in a kind of file where a text can stand.
type carrier struct {
	name      string
	build     func(text string) (name string, body []byte)
	plainOnly bool     // the text becomes glyphs: what hides in letters is tried elsewhere
	without   []string // hidings this place cannot hold
}

var carriers = []carrier{
	{name: "JSON value", build: func(s string) (string, []byte) { return "a.json", quoted(`{"a": [1, %s]}`, s) }},
	{name: "HTML text", build: webPage("<p>%s</p>")},
	{name: "HTML title", build: webPage("<title>%s</title>")},
	{name: "HTML attribute", build: webPage(`<p aria-label="%s">x</p>`)},
	{name: "HTML unknown attribute", build: webPage(`<p data-x="%s">x</p>`)},
	{name: "HTML link", build: webPage(`<a href="?q=%s">x</a>`)},
	{name: "HTML comment", build: webPage("<!-- %s -->")},
	{name: "HTML script", build: webPage(`<script>var a = "%s"</script>`)},
	{name: "HTML data in a script", build: webPage(`<script type="application/json">{"a": "%s"}</script>`)},
	{name: "HTML style", build: webPage(`<style>p::after { content: "%s" }</style>`)},
	{name: "HTML behind an end tag", build: webPage(`<p>x</p title="%s">`)},
	{name: "HTML end tag", build: webPage(`<p>x</x-%s>`), without: []string{"tags", "spaces", "full-width spaces", "line breaks", "carriage returns"}},
	{name: "HTML tag that never ends", build: webPage(`<p title="%s`)},
	{name: "HTML hidden", build: webPage(`<p hidden>%s</p>`)},
	{name: "JSON key", build: func(s string) (string, []byte) { return "a.json", quoted(`{%s: 1}`, s) }},
	{name: "STIX", build: func(s string) (string, []byte) {
		return "stix.json", quoted(`{"type": "bundle", "objects": [{"type": "note", "content": %s}]}`, s)
	}},
	{name: "JSON feed", build: func(s string) (string, []byte) {
		return "feed.json", quoted(`{"version": "https://jsonfeed.org/version/1.1", "items": [{"content_html": %s}]}`, "<p>"+s+"</p>")
	}},
	{name: "CSV", build: func(s string) (string, []byte) {
		return "a.csv", []byte("a,b\n1,\"" + strings.ReplaceAll(s, `"`, `""`) + "\"\n")
	}},
	{name: "CSV with mark", build: func(s string) (string, []byte) {
		return "a.csv", []byte("\ufeff\"" + strings.ReplaceAll(s, `"`, `""`) + "\"\n")
	}},
	{name: "TSV", build: func(s string) (string, []byte) {
		return "a.tsv", []byte("a\t\"" + strings.ReplaceAll(s, `"`, `""`) + "\"\n")
	}},
	{name: "UTF-16 text", build: func(s string) (string, []byte) { return "a.txt", append([]byte{0xfe, 0xff}, utf16be(s)...) }},
	{name: "text", build: func(s string) (string, []byte) { return "a.txt", []byte(s) }},
	{name: "style sheet", build: func(s string) (string, []byte) { return "a.css", []byte("/* " + s + " */") }},
	{name: "script", build: func(s string) (string, []byte) { return "a.js", []byte(`const a = "` + s + `"`) }},
	{name: "search index", build: func(s string) (string, []byte) { return "search/0a.json", quoted(`[["a", %s, [1,2]]]`, s) }},
	{name: "SVG text", build: inMarkup("a.svg", `<svg xmlns="http://www.w3.org/2000/svg"><text>%s</text></svg>`)},
	{name: "SVG title", build: inMarkup("a.svg", `<svg xmlns="http://www.w3.org/2000/svg"><title>%s</title><desc>x</desc></svg>`)},
	{name: "SVG attribute", build: inMarkup("a.svg", `<svg xmlns="http://www.w3.org/2000/svg" aria-label="%s"/>`)},
	{name: "Atom title", build: inMarkup("feed.atom", `<feed xmlns="http://www.w3.org/2005/Atom"><title>%s</title></feed>`)},
	{name: "Atom content", build: func(s string) (string, []byte) {
		return inMarkup("feed.xml", `<feed xmlns="http://www.w3.org/2005/Atom"><entry><content type="html">%s</content></entry></feed>`)("<p>" + s + "</p>")
	}},
	{name: "XML comment", build: func(s string) (string, []byte) {
		return "a.xml", []byte("<a><!-- " + strings.ReplaceAll(s, "--", "-") + " --></a>")
	}, without: []string{"right to left"}},
	{name: "XML instruction", build: func(s string) (string, []byte) { return "a.xml", []byte("<a><?x " + s + " ?></a>") }},
	{name: "XML CDATA", build: func(s string) (string, []byte) { return "a.xml", []byte("<a><![CDATA[" + s + "]]></a>") }},
	{name: "file name", build: func(s string) (string, []byte) { return "cases/" + s + "/a.txt", []byte("x") }},
	{name: "workbook cell", build: workbook("xl/sharedStrings.xml", `<sst><si><t>%s</t></si></sst>`)},
	{name: "workbook rich text", build: func(s string) (string, []byte) {
		rs := []rune(s)
		n := len(rs) / 2
		_, a := inMarkup("", "%s")(string(rs[:n]))
		_, b := inMarkup("", "%s")(string(rs[n:]))
		return "a.xlsx", zipped("", entry{"xl/sharedStrings.xml", fmt.Appendf(nil, "<sst><si><r><t>%s</t></r><r><t>%s</t></r></si></sst>", a, b)})
	}, plainOnly: true},
	{name: "workbook hidden sheet", build: workbook("xl/workbook.xml", `<workbook><sheets><sheet name="%s" sheetId="2" state="hidden"/></sheets></workbook>`)},
	{name: "workbook very hidden sheet", build: workbook("xl/worksheets/sheet9.xml", `<worksheet><sheetData><row><c t="inlineStr"><is><t>%s</t></is></c></row></sheetData></worksheet>`)},
	{name: "workbook defined name", build: workbook("xl/workbook.xml", `<workbook><definedNames><definedName name="x">"%s"</definedName></definedNames></workbook>`)},
	{name: "workbook note", build: workbook("xl/comments1.xml", `<comments><authors><author>%s</author></authors></comments>`)},
	{name: "workbook property", build: workbook("docProps/core.xml", `<cp><creator>%s</creator></cp>`)},
	{name: "workbook own property", build: workbook("docProps/custom.xml", `<Properties><property name="%s"><lpwstr>x</lpwstr></property></Properties>`)},
	{name: "workbook header", build: workbook("xl/worksheets/sheet1.xml", `<worksheet><headerFooter><oddHeader>%s</oddHeader></headerFooter></worksheet>`)},
	{name: "workbook formula", build: workbook("xl/worksheets/sheet1.xml", `<worksheet><c><f>"%s"</f></c></worksheet>`)},
	{name: "workbook drawing", build: workbook("xl/drawings/drawing1.xml", `<d><cNvPr id="2" name="x" descr="%s"/></d>`)},
	{name: "workbook old drawing", build: workbook("xl/drawings/vmlDrawing1.vml", `<xml><textbox>%s</textbox></xml>`)},
	{name: "workbook external link", build: workbook("xl/externalLinks/_rels/externalLink1.xml.rels", `<Relationships><Relationship Target="file:///%s"/></Relationships>`)},
	{name: "workbook picture", build: func(s string) (string, []byte) {
		return "a.xlsx", zipped("", entry{"xl/media/image1.png", png("tEXt", []byte("a\x00"+s))})
	}},
	{name: "PNG text", build: func(s string) (string, []byte) { return "a.png", png("tEXt", []byte("Comment\x00"+s)) }},
	{name: "PNG packed text", build: func(s string) (string, []byte) {
		return "a.png", png("zTXt", append([]byte("Comment\x00\x00"), deflated([]byte(s))...))
	}},
	{name: "PNG international text", build: func(s string) (string, []byte) { return "a.png", png("iTXt", []byte("Title\x00\x00\x00ja\x00\x00"+s)) }},
	{name: "PNG EXIF", build: func(s string) (string, []byte) {
		return "a.png", png("eXIf", append([]byte("MM\x00\x2a\x00\x00\x00\x08\x00\x00"), s...))
	}},
	{name: "PNG behind the end", build: func(s string) (string, []byte) { return "a.png", append(png("", nil), s...) }},
	{name: "JPEG comment", build: func(s string) (string, []byte) { return "a.jpg", jpeg(0xfe, []byte(s)) }},
	{name: "JPEG EXIF", build: func(s string) (string, []byte) {
		return "a.jpg", jpeg(0xe1, append([]byte("Exif\x00\x00MM\x00\x2a\x00\x01\x9c\x9b\x00"), append(utf16le(s), 0, 0)...))
	}},
	{name: "JPEG XMP", build: func(s string) (string, []byte) {
		_, m := inMarkup("", `<x:xmpmeta xmlns:x="adobe:ns:meta/"><dc>%s</dc></x:xmpmeta>`)(s)
		return "a.jpg", jpeg(0xe1, append([]byte("http://ns.adobe.com/xap/1.0/\x00"), m...))
	}},
	{name: "JPEG behind the end", build: func(s string) (string, []byte) { return "a.jpg", append(jpeg(0xfe, []byte("x")), s...) }},
	{name: "GIF comment", build: func(s string) (string, []byte) {
		return "a.gif", []byte("GIF89a\x01\x00\x01\x00\x00\x00\x00\x21\xfe\xff\x00" + s + "\x00\x3b")
	}},
	{name: "WebP EXIF", build: func(s string) (string, []byte) {
		b := append([]byte("EXIF"), binary.LittleEndian.AppendUint32(nil, uint32(len(s)))...)
		return "a.webp", append([]byte("RIFF\x00\x00\x00\x00WEBP"), append(b, s...)...)
	}},
	{name: "gzip", build: func(s string) (string, []byte) { return "a.txt.gz", gzipped("", []byte(s)) }},
	{name: "gzip name", build: func(s string) (string, []byte) { return "a.txt.gz", gzipped(s, []byte("x")) }, plainOnly: true},
	{name: "gzip, name in UTF-8", build: func(s string) (string, []byte) {
		b := gzipped("", []byte("x"))
		b[3] |= 8
		return "a.txt.gz", slices.Concat(b[:10], []byte(s), []byte{0}, b[10:])
	}, plainOnly: true},
	{name: "gzip behind gzip", build: func(s string) (string, []byte) {
		return "a.txt.gz", append(gzipped("", []byte("x")), gzipped(s, []byte("x"))...)
	}, plainOnly: true},
	{name: "zip", build: func(s string) (string, []byte) { return "a.zip", zipped("", entry{"a.txt", []byte(s)}) }},
	{name: "zip in zip", build: func(s string) (string, []byte) {
		return "a.zip", zipped("", entry{"b.zip", zipped("", entry{"a.csv", []byte("\"" + strings.ReplaceAll(s, `"`, `""`) + "\"")})})
	}},
	{name: "zip name", build: func(s string) (string, []byte) { return "a.zip", zipped("", entry{"a/" + s + "/b.txt", []byte("x")}) }},
	{name: "zip note", build: func(s string) (string, []byte) { return "a.zip", zipped(s, entry{"b.txt", []byte("x")}) }},
	{name: "font name", build: func(s string) (string, []byte) { return "a.ttf", font(utf16be(s)) }},
	{name: "PDF text", build: func(s string) (string, []byte) { return "a.pdf", makePDF(pdfParts{text: s}) }, plainOnly: true},
	{name: "PDF property", build: func(s string) (string, []byte) { return "a.pdf", makePDF(pdfParts{info: "/Title " + pdfText(s)}) }},
	{name: "PDF own property", build: func(s string) (string, []byte) { return "a.pdf", makePDF(pdfParts{info: "/Sender " + pdfText(s)}) }, plainOnly: true},
	{name: "PDF property in hexadecimal", build: func(s string) (string, []byte) {
		return "a.pdf", makePDF(pdfParts{info: fmt.Sprintf("/Keywords <FEFF%X>", utf16be(s))})
	}, plainOnly: true},
	{name: "PDF name", build: func(s string) (string, []byte) {
		return "a.pdf", makePDF(pdfParts{info: "/" + bytewise("#%02X")(s) + " true"})
	}, plainOnly: true},
	{name: "PDF remark", build: func(s string) (string, []byte) { return "a.pdf", makePDF(pdfParts{info: "% " + s + "\n"}) }, plainOnly: true},
	{name: "PDF bookmark", build: func(s string) (string, []byte) { return "a.pdf", makePDF(pdfParts{bookmark: s}) }, plainOnly: true},
	{name: "PDF metadata", build: func(s string) (string, []byte) {
		_, m := inMarkup("", `<?xpacket begin=""?><x:xmpmeta xmlns:x="adobe:ns:meta/"><d>%s</d></x:xmpmeta><?xpacket end="w"?>`)(s)
		return "a.pdf", makePDF(pdfParts{metadata: m})
	}},
	{name: "PDF packed metadata", build: func(s string) (string, []byte) {
		return "a.pdf", makePDF(pdfParts{metadata: []byte("<d>" + s + "</d>"), packed: true})
	}},
	{name: "PDF attachment", build: func(s string) (string, []byte) { return "a.pdf", makePDF(pdfParts{attachment: []byte(s)}) }, plainOnly: true},
	{name: "PDF note", build: func(s string) (string, []byte) { return "a.pdf", makePDF(pdfParts{note: s}) }, plainOnly: true},
}

func quoted(format, s string) []byte {
	b, _ := json.Marshal(s)
	return fmt.Appendf(nil, format, b)
}

// webPage and inMarkup write a text as it is where it holds references or tags of its own, for those are what is tried.
func webPage(format string) func(string) (string, []byte) {
	return func(s string) (string, []byte) {
		return "a.html", fmt.Appendf(nil, "<!doctype html><html><body>"+format+"</body></html>", strings.ReplaceAll(s, `"`, "&quot;"))
	}
}

func inMarkup(name, format string) func(string) (string, []byte) {
	return func(s string) (string, []byte) {
		return name, fmt.Appendf(nil, format, strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", `"`, "&quot;").Replace(s))
	}
}

func workbook(part, format string) func(string) (string, []byte) {
	return func(s string) (string, []byte) {
		_, body := inMarkup("", format)(s)
		return "a.xlsx", zipped("", entry{part, body})
	}
}

type entry struct {
	name string
	body []byte
}

func zipped(note string, list ...entry) []byte {
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, e := range list {
		w, err := z.Create(e.name)
		if err != nil {
			panic(err)
		}
		if _, err := w.Write(e.body); err != nil {
			panic(err)
		}
	}
	if err := z.SetComment(note); err != nil {
		panic(err)
	}
	if err := z.Close(); err != nil {
		panic(err)
	}
	return b.Bytes()
}

func gzipped(name string, body []byte) []byte {
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	if name != "" { // the format allows Latin-1 only; programs write UTF-8 all the same
		z.Extra = []byte("XX" + string(binary.LittleEndian.AppendUint16(nil, uint16(len(name)))) + name)
	}
	_, _ = z.Write(body)
	_ = z.Close()
	return b.Bytes()
}

func deflated(body []byte) []byte {
	var b bytes.Buffer
	z := zlib.NewWriter(&b)
	_, _ = z.Write(body)
	_ = z.Close()
	return b.Bytes()
}

func utf16be(s string) []byte {
	var b []byte
	for _, u := range utf16.Encode([]rune(s)) {
		b = binary.BigEndian.AppendUint16(b, u)
	}
	return b
}

func utf16le(s string) []byte {
	var b []byte
	for _, u := range utf16.Encode([]rune(s)) {
		b = binary.LittleEndian.AppendUint16(b, u)
	}
	return b
}

func png(kind string, chunk []byte) []byte {
	b := []byte("\x89PNG\r\n\x1a\n")
	put := func(kind string, body []byte) {
		b = binary.BigEndian.AppendUint32(b, uint32(len(body)))
		data := append([]byte(kind), body...)
		b = append(b, data...)
		b = binary.BigEndian.AppendUint32(b, crc32.ChecksumIEEE(data))
	}
	put("IHDR", []byte{0, 0, 0, 1, 0, 0, 0, 1, 8, 0, 0, 0, 0})
	if kind != "" {
		put(kind, chunk)
	}
	put("IDAT", deflated([]byte{0, 0}))
	put("IEND", nil)
	return b
}

func jpeg(kind byte, segment []byte) []byte {
	b := []byte{0xff, 0xd8, 0xff, kind}
	b = binary.BigEndian.AppendUint16(b, uint16(len(segment)+2))
	b = append(b, segment...)
	return append(b, 0xff, 0xda, 0, 8, 1, 1, 0, 0, 63, 0, 0x12, 0xff, 0, 0x34, 0xff, 0xd9)
}

func font(name []byte) []byte {
	b := []byte{0, 1, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0}
	b = append(b, "name\x00\x00\x00\x00"...)
	b = binary.BigEndian.AppendUint32(b, 28)
	b = binary.BigEndian.AppendUint32(b, uint32(len(name)))
	return append(b, name...)
}

// pdfParts is what a small PDF holds.
type pdfParts struct {
	text, info, bookmark, note string
	metadata, attachment       []byte
	packed                     bool
	filter                     string // by which the metadata is said to be packed
}

// pdfText is a string of PDF syntax in UTF-16 with its mark, escaped byte by byte.
func pdfText(s string) string {
	var b strings.Builder
	b.WriteString("(")
	for _, c := range append([]byte{0xfe, 0xff}, utf16be(s)...) {
		fmt.Fprintf(&b, `\%03o`, c)
	}
	return b.String() + ")"
}

// makePDF writes the smallest PDF that holds the parts: one page, a font of which only the meaning of its glyphs is told.
func makePDF(p pdfParts) []byte {
	var b bytes.Buffer
	b.WriteString("%PDF-1.7\n")
	var at []int
	object := func(body string) {
		at = append(at, b.Len())
		fmt.Fprintf(&b, "%d 0 obj\n%s\nendobj\n", len(at), body)
	}
	stream := func(dict string, body []byte, packed bool) string {
		if packed {
			body, dict = deflated(body), dict+" /Filter /FlateDecode"
		}
		return fmt.Sprintf("<< %s /Length %d >>\nstream\n%s\nendstream", dict, len(body), body)
	}
	var glyphs, meaning strings.Builder
	for i, r := range []rune(p.text) {
		fmt.Fprintf(&glyphs, "%04X", i+1)
		fmt.Fprintf(&meaning, "1 beginbfchar\n<%04X> <%X>\nendbfchar\n", i+1, utf16be(string(r)))
	}
	cmap := "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n/CMapName /X def\n/CMapType 2 def\n1 begincodespacerange\n<0000> <FFFF>\nendcodespacerange\n" + meaning.String() + "endcmap\nend\nend"
	notes := ""
	if p.note != "" {
		notes = "/Annots [<< /Type /Annot /Subtype /Text /Rect [0 0 9 9] /Contents " + pdfText(p.note) + " >>]"
	}
	object("<< /Type /Catalog /Pages 2 0 R /Outlines 8 0 R /Metadata 10 0 R /Names << /EmbeddedFiles << /Names [(a) 11 0 R] >> >> >>")
	object("<< /Type /Pages /Kids [3 0 R] /Count 1 >>")
	object("<< /Type /Page /Parent 2 0 R /MediaBox [0 0 2000 200] /Contents 4 0 R /Resources << /Font << /F 5 0 R >> >> " + notes + " >>")
	object(stream("", []byte("BT /F 12 Tf 10 100 Td <"+glyphs.String()+"> Tj ET"), true))
	object("<< /Type /Font /Subtype /Type0 /BaseFont /X /Encoding /Identity-H /DescendantFonts [6 0 R] /ToUnicode 7 0 R >>")
	object("<< /Type /Font /Subtype /CIDFontType2 /BaseFont /X /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> /DW 1000 >>")
	object(stream("", []byte(cmap), true))
	object("<< /Type /Outlines /First 9 0 R /Last 9 0 R /Count 1 >>")
	object("<< /Title " + pdfText("題"+p.bookmark) + " /Parent 8 0 R /Dest [3 0 R /Fit] >>")
	said := "/Type /Metadata /Subtype /XML"
	if p.filter != "" {
		said += " /Filter " + p.filter
	}
	object(stream(said, append([]byte("<x/>"), p.metadata...), p.packed))
	object("<< /Type /Filespec /F (a) /EF << /F 12 0 R >> >>")
	object(stream("/Type /EmbeddedFile", append([]byte("a: "), p.attachment...), true))
	object("<< /Producer (test) " + p.info + " >>")
	start := b.Len()
	fmt.Fprintf(&b, "xref\n0 %d\n0000000000 65535 f \n", len(at)+1)
	for _, o := range at {
		fmt.Fprintf(&b, "%010d 00000 n \n", o)
	}
	fmt.Fprintf(&b, "trailer\n<< /Size %d /Root 1 0 R /Info %d 0 R >>\nstartxref\n%d\n%%%%EOF\n", len(at)+1, len(at), start)
	return b.Bytes()
}
