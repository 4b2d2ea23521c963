package inspect

import (
	"bytes"
	"encoding/binary"
	"io"
)

// words tells which of some words stand in a file, reading it in pieces.
func words(p part, want ...string) map[string]bool {
	found := map[string]bool{}
	const piece = 256 << 10
	longest := 0
	for _, w := range want {
		longest = max(longest, len(w))
	}
	buf := make([]byte, piece+longest)
	for at := int64(0); at < p.Size(); at += piece {
		n, err := p.ReadAt(buf, at)
		for _, w := range want {
			if !found[w] && bytes.Contains(buf[:n], []byte(w)) {
				found[w] = true
			}
		}
		if err != nil && err != io.EOF {
			break
		}
	}
	return found
}

// pdf marks what the plain part of a PDF says; what lies in compressed object streams is not seen here.
func (in *inspector) pdf(p part) {
	w := words(p, "/Encrypt", "/JavaScript", "/JS", "/Launch", "/EmbeddedFile", "%%EOF")
	if w["/Encrypt"] {
		in.mark(Encrypted)
	}
	if w["/JavaScript"] || w["/JS"] || w["/Launch"] {
		in.mark(Active)
	}
	if w["/EmbeddedFile"] {
		in.mark(Embedded)
	}
	if !w["%%EOF"] {
		in.mark(Damaged)
	}
}

func (in *inspector) rtf(p part) {
	w := words(p, `\objdata`, `\objautlink`, `\objupdate`, `{\*\template`)
	if w[`\objdata`] {
		in.mark(Embedded)
	}
	if w[`\objautlink`] || w[`\objupdate`] || w[`{\*\template`] {
		in.mark(External)
	}
}

func (in *inspector) svg(p part) {
	w := words(p, "<script", "javascript:", "onload=", "<foreignObject")
	if len(w) > 0 {
		in.mark(Active)
	}
}

// closed marks an archive of a kind that is not looked into, and whether it says itself that it needs a password.
func (in *inspector) closed(head []byte, p part) {
	in.mark(Unopened)
	switch {
	case bytes.HasPrefix(head, []byte(magic7z)):
		if sevenZipEncrypted(head, p) {
			in.mark(Encrypted)
		}
	case bytes.HasPrefix(head, []byte("Rar!\x1a\x07\x01\x00")):
		if rar5Encrypted(head[8:]) {
			in.mark(Encrypted)
		}
	case bytes.HasPrefix(head, []byte("Rar!\x1a\x07\x00")):
		if rar4Encrypted(head[7:]) {
			in.mark(Encrypted)
		}
	}
}

// sevenZipEncrypted looks for the id of the AES coder (7zFormat.txt: 06F10701) in the header at the end. It is seen when the header is encrypted or plain;
// a compressed header hides it.
func sevenZipEncrypted(head []byte, p part) bool {
	if len(head) < 32 {
		return false
	}
	at, size := binary.LittleEndian.Uint64(head[12:]), binary.LittleEndian.Uint64(head[20:])
	if at > uint64(p.Size()) || size > 1<<20 {
		return false
	}
	b := make([]byte, size)
	n, _ := p.ReadAt(b, int64(at)+32) // cut off: what is there is searched
	return bytes.Contains(b[:n], []byte{0x06, 0xf1, 0x07, 0x01})
}

// rar4Encrypted reads the main header (flag 0x0080: encrypted headers) and the first file header (flag 0x0004: password) of RAR 1.5 to 4.
func rar4Encrypted(b []byte) bool {
	for range 2 {
		if len(b) < 7 {
			return false
		}
		kind, flags, size := b[2], binary.LittleEndian.Uint16(b[3:]), int(binary.LittleEndian.Uint16(b[5:]))
		if kind == 0x73 && flags&0x0080 != 0 || kind == 0x74 && flags&0x0004 != 0 {
			return true
		}
		if size < 7 || size > len(b) {
			return false
		}
		b = b[size:]
	}
	return false
}

// rar5Encrypted reads the first headers of RAR 5: type 4 encrypts all others; a file header may hold an encryption record (type 1) in its extra area.
func rar5Encrypted(b []byte) bool {
	for range 3 {
		if len(b) < 5 {
			return false
		}
		rest := b[4:]
		size, n := binary.Uvarint(rest)
		if n <= 0 || size == 0 || size > uint64(len(rest)-n) {
			return false
		}
		header := rest[n : n+int(size)]
		kind, k := binary.Uvarint(header)
		if k <= 0 {
			return false
		}
		if kind == 4 {
			return true
		}
		flags, f := binary.Uvarint(header[k:])
		if f <= 0 {
			return false
		}
		if extra, e := binary.Uvarint(header[k+f:]); kind == 2 && flags&1 != 0 && e > 0 && extra >= 2 && extra <= size {
			if rar5EncryptionRecord(header[len(header)-int(extra):]) {
				return true
			}
		}
		if kind == 2 { // the data of the first file follows
			return false
		}
		b = rest[n+int(size):]
	}
	return false
}

func rar5EncryptionRecord(extra []byte) bool {
	for len(extra) > 1 {
		size, n := binary.Uvarint(extra)
		if n <= 0 || size == 0 || size > uint64(len(extra)-n) {
			return false
		}
		if kind, k := binary.Uvarint(extra[n:]); k > 0 && kind == 1 {
			return true
		}
		extra = extra[n+int(size):]
	}
	return false
}
