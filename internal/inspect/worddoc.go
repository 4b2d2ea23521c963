package inspect

import (
	"encoding/binary"
	"io"
	"strings"
	"unicode/utf16"

	"github.com/richardlehane/mscfb"
)

// oldDocument reads the text of a .doc through its piece table (MS-DOC 2.4.1): pieces of UTF-16 or of one byte a character.
func oldDocument(p *io.SectionReader, w *writer) error {
	doc, err := mscfb.New(p)
	if err != nil {
		return err
	}
	fib, err := readStream(stream(doc, "WordDocument"))
	if err != nil {
		return err
	}
	const fcClx, lcbClx = 0x01a2, 0x01a6
	if len(fib) < lcbClx+4 {
		return io.ErrUnexpectedEOF
	}
	name := "0Table"
	if binary.LittleEndian.Uint16(fib[0x0a:])&0x0200 != 0 {
		name = "1Table"
	}
	table, err := readStream(stream(doc, name))
	if err != nil {
		return err
	}
	at, size := uint64(binary.LittleEndian.Uint32(fib[fcClx:])), uint64(binary.LittleEndian.Uint32(fib[lcbClx:]))
	if at+size > uint64(len(table)) {
		return io.ErrUnexpectedEOF
	}
	return pieces(table[at:at+size], fib, w)
}

func pieces(clx, stream []byte, w *writer) error {
	for len(clx) > 3 && clx[0] == 1 { // property changes before the table
		n := 3 + int(binary.LittleEndian.Uint16(clx[1:]))
		if n > len(clx) {
			return io.ErrUnexpectedEOF
		}
		clx = clx[n:]
	}
	if len(clx) < 5 || clx[0] != 2 {
		return io.ErrUnexpectedEOF
	}
	plc := clx[5:]
	n := (len(plc) - 4) / 12
	for i := 0; i < n && !w.full(); i++ {
		from, to := binary.LittleEndian.Uint32(plc[4*i:]), binary.LittleEndian.Uint32(plc[4*i+4:])
		if to < from || to-from > mostSheets {
			return io.ErrUnexpectedEOF
		}
		place := binary.LittleEndian.Uint32(plc[4*(n+1)+8*i+2:])
		at, chars := uint64(place&0x3fffffff), uint64(to-from)
		if narrow := place&0x40000000 != 0; narrow {
			at /= 2
			if at+chars > uint64(len(stream)) {
				return io.ErrUnexpectedEOF
			}
			w.write(shownWords(units(stream[at:at+chars], int(chars), false)))
			continue
		}
		if at+2*chars > uint64(len(stream)) {
			return io.ErrUnexpectedEOF
		}
		u := make([]uint16, chars)
		for k := range u {
			u[k] = binary.LittleEndian.Uint16(stream[at+2*uint64(k):])
		}
		w.write(shownWords(string(utf16.Decode(u))))
	}
	return nil
}

// shownWords turns the marks of a .doc into lines and tabs, and leaves out the code of fields, between 0x13 and 0x14.
func shownWords(s string) string {
	code := 0
	return strings.Map(func(r rune) rune {
		switch r {
		case 0x13:
			code++
			return -1
		case 0x14, 0x15:
			code = max(code-1, 0)
			return -1
		case 0x07:
			return '\t'
		case '\r', 0x0b, 0x0c:
			return '\n'
		}
		if code > 0 {
			return -1
		}
		return r
	}, s)
}
