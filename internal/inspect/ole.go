package inspect

import (
	"encoding/binary"
	"io"
	"strings"

	"github.com/richardlehane/mscfb"
)

// ole looks into a compound file (MS-CFB): old Office documents, Outlook messages, installers, and encrypted new ones.
func (in *inspector) ole(p part, media string) string {
	defer in.caught()
	in.mark(Damaged) // a library that ends in a panic leaves it standing
	doc, err := mscfb.New(p)
	if err != nil {
		return media
	}
	for _, f := range doc.File {
		if !in.add() {
			break
		}
		name := strings.TrimLeft(f.Name, "\x01\x02\x03\x05")
		switch {
		case name == "VBA", name == "_VBA_PROJECT", name == "_VBA_PROJECT_CUR", name == "Macros":
			in.mark(Macro)
		case name == "Ole10Native", name == "ObjectPool", name == "Package", strings.HasPrefix(name, "MBD"), strings.HasPrefix(name, "__attach_version"):
			in.mark(Embedded)
		case name == "EncryptedPackage":
			in.mark(Encrypted)
			media = mediaEncrypted
		case name == "EncryptedSummary":
			in.mark(Encrypted)
		case name == "WordDocument":
			media = mediaDoc
			in.word(f)
		case name == "Workbook", name == "Book":
			media = mediaXls
			in.workbook(f)
		case name == "PowerPoint Document":
			media = mediaPpt
		case strings.HasPrefix(name, "__properties_version"):
			media = mediaMsg
		}
	}
	if strings.HasPrefix(strings.ToUpper(doc.ID()), "{000C10") { // Windows Installer: packages, patches, transforms
		in.mark(Executable)
		media = "application/x-msi"
	}
	delete(in.marks, Damaged)
	if len(doc.File) <= 1 {
		in.mark(Damaged)
	}
	return media
}

// word reads the flag fEncrypted of the file information block (MS-DOC 2.5.2).
func (in *inspector) word(f *mscfb.File) {
	var fib [12]byte
	if _, err := io.ReadFull(f, fib[:]); err == nil && binary.LittleEndian.Uint16(fib[10:])&0x0100 != 0 {
		in.mark(Encrypted)
	}
}

// workbook reads the first records of a workbook (MS-XLS 2.4): FILEPASS says that the rest is encrypted, BOUNDSHEET names macro sheets.
func (in *inspector) workbook(f *mscfb.File) {
	const most = 4096 // records; the sheets are named before anything long
	for range most {
		kind, body, err := biffRecord(f)
		if err != nil {
			return
		}
		switch {
		case kind == biffFilePass:
			in.mark(Encrypted)
			return
		case kind == biffBoundSheet && len(body) > 5 && body[5] == 1:
			in.mark(Macro)
		case kind == biffEOF:
			return
		}
	}
}
