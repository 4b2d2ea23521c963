package inspect

import (
	"bytes"
	"path"
	"slices"
	"strings"

	"github.com/gabriel-vasile/mimetype"
)

// headBytes is how much of a file its type is read from.
const headBytes = 3072

// format is how a file is looked into.
type format int

const (
	formatNone format = iota
	formatZip
	formatTar
	formatGzip
	formatBzip2
	formatOLE
	formatPDF
	formatRTF
	formatSVG
	formatProgram
	formatUnopened
)

// magics are formats known by their first bytes.
var magics = []struct {
	at     int
	bytes  string
	media  string
	format format
}{
	{0, "PK\x03\x04", "application/zip", formatZip},
	{0, "PK\x05\x06", "application/zip", formatZip},
	{0, "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "application/x-ole-storage", formatOLE},
	{0, "\x1f\x8b", "application/gzip", formatGzip},
	{0, "BZh", "application/x-bzip2", formatBzip2},
	{257, "ustar", "application/x-tar", formatTar},
	{0, magic7z, "application/x-7z-compressed", formatUnopened},
	{0, "Rar!\x1a\x07", "application/vnd.rar", formatUnopened},
	{0, "\xfd7zXZ\x00", "application/x-xz", formatUnopened},
	{0, "\x28\xb5\x2f\xfd", "application/zstd", formatUnopened},
	{0, "MSCF", "application/vnd.ms-cab-compressed", formatUnopened},
	{32769, "CD001", "application/x-iso9660-image", formatUnopened},
	{0, "{\\rtf", "text/rtf", formatRTF},
	{0, "MZ", "application/vnd.microsoft.portable-executable", formatProgram},
	{0, "\x7fELF", "application/x-elf", formatProgram},
	{0, "\xcf\xfa\xed\xfe", "application/x-mach-binary", formatProgram},
	{0, "\xca\xfe\xba\xbe", "application/x-mach-binary", formatProgram},
	{0, "L\x00\x00\x00\x01\x14\x02\x00", "application/x-ms-shortcut", formatProgram},
	{0, "#!", "text/x-script", formatProgram},
	{0, "ITSF", "application/vnd.ms-htmlhelp", formatProgram},
}

const magic7z = "7z\xbc\xaf\x27\x1c"

// detect tells the media type and how to look into a file, from its first bytes.
func detect(head []byte) (string, format) {
	for _, m := range magics {
		if len(head) >= m.at+len(m.bytes) && string(head[m.at:m.at+len(m.bytes)]) == m.bytes {
			return m.media, m.format
		}
	}
	if i := bytes.Index(head[:min(len(head), 1024)], []byte("%PDF-")); i >= 0 { // readers take it anywhere in the first kilobyte
		return "application/pdf", formatPDF
	}
	media, _, _ := strings.Cut(mimetype.Detect(head).String(), ";")
	if media == "image/svg+xml" {
		return media, formatSVG
	}
	return media, formatNone
}

// programs are endings that run something, or mount something that does, when opened.
var programs = strings.Fields("exe scr com pif bat cmd ps1 psm1 vbs vbe js jse wsf wsh hta lnk msi msp msix appx cpl dll sys jar reg scf url inf gadget application chm iso img vhd vhdx library-ms settingcontent-ms sh app dmg pkg apk deb rpm xll wll")

// families are the media types a known ending may stand for; an ending with none is known, but says little.
var families = map[string][]string{
	"pdf": {"application/pdf"}, "rtf": {"text/rtf"},
	"png": {"image/png"}, "jpg": {"image/jpeg"}, "jpeg": {"image/jpeg"}, "gif": {"image/gif"}, "bmp": {"image/bmp"}, "webp": {"image/webp"}, "tif": {"image/tiff"}, "tiff": {"image/tiff"}, "heic": {"image/heic", "image/heif"},
	"doc": {mediaDoc, "text/rtf", mediaEncrypted}, "xls": {mediaXls, mediaEncrypted, "text/csv", "text/plain"}, "ppt": {mediaPpt, mediaEncrypted}, "msg": {mediaMsg},
	"docx": {mediaDocx, mediaEncrypted}, "docm": {mediaDocx, mediaEncrypted}, "dotx": {mediaDocx}, "dotm": {mediaDocx},
	"xlsx": {mediaXlsx, mediaEncrypted}, "xlsm": {mediaXlsx, mediaEncrypted}, "xlsb": {mediaXlsx, mediaEncrypted}, "pptx": {mediaPptx, mediaEncrypted}, "pptm": {mediaPptx, mediaEncrypted},
	"odt": {mediaODF}, "ods": {mediaODF}, "odp": {mediaODF},
	"zip": {"application/zip"}, "7z": {"application/x-7z-compressed"}, "rar": {"application/vnd.rar"}, "gz": {"application/gzip"}, "tgz": {"application/gzip"},
	"tar": {"application/x-tar"}, "bz2": {"application/x-bzip2"}, "xz": {"application/x-xz"}, "cab": {"application/vnd.ms-cab-compressed"}, "lzh": nil,
	"txt": {"text/"}, "csv": {"text/"}, "tsv": {"text/"}, "log": {"text/"}, "eml": {"text/", "message/"}, "html": {"text/"}, "htm": {"text/"}, "xml": {"text/", "application/xml"}, "json": {"application/json", "text/"},
	"svg": {"image/svg+xml", "text/"}, "one": nil, "mht": nil, "pcap": nil, "pcapng": nil, "evtx": nil, "md": nil, "jtd": nil,
}

// lastKnown is the ending of a name where it is a known one.
func lastKnown(name string) string {
	ext := ending(name)
	if _, ok := families[ext]; ok || slices.Contains(programs, ext) {
		return ext
	}
	return ""
}

func ending(name string) string {
	return strings.ToLower(strings.TrimSpace(strings.TrimPrefix(path.Ext(strings.TrimRight(visible(name), ". ")), ".")))
}

// visible is a name without the characters that hide or turn what is written.
func visible(name string) string {
	return strings.Map(func(r rune) rune {
		if turns(r) || r == 0x200b || r == 0x2060 || r == 0xfeff {
			return -1
		}
		return r
	}, name)
}

func turns(r rune) bool {
	return r >= 0x202a && r <= 0x202e || r >= 0x2066 && r <= 0x2069 || r == 0x200e || r == 0x200f || r == 0x061c
}

// named marks what a name alone tells.
func (in *inspector) named(name string) {
	if strings.ContainsFunc(name, turns) {
		in.mark(RightLeft)
	}
	ext := ending(name)
	if !slices.Contains(programs, ext) {
		return
	}
	in.mark(Executable)
	clean := strings.TrimRight(visible(name), ". ")
	if before := ending(strings.TrimSuffix(clean, path.Ext(clean))); before != "" {
		if _, ok := families[before]; ok {
			in.mark(DoubleExt)
		}
	}
}

// compare marks a name whose ending promises another content.
func (in *inspector) compare(name, media string, f format) {
	want := families[ending(name)]
	if want == nil || f == formatProgram && strings.HasPrefix(media, "text/") {
		return
	}
	if !slices.ContainsFunc(want, func(w string) bool { return w == media || strings.HasSuffix(w, "/") && strings.HasPrefix(media, w) }) {
		in.mark(Mismatch)
	}
}
