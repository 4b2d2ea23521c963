package inspect

import (
	"encoding/binary"
	"testing"
)

// inside builds the file of a kind around what is read in it, so that the reader meets the words and not only a broken container.
func inside(t testing.TB, kind byte, body []byte) []byte {
	switch kind % 4 {
	case 0:
		return zipped(t, file{"[Content_Types].xml", []byte(types)}, file{"word/document.xml", body})
	case 1:
		return zipped(t, file{"[Content_Types].xml", []byte(types)}, file{"ppt/slides/slide1.xml", body})
	case 2:
		return compound(file{"Workbook", body})
	}
	fib := make([]byte, 0x400)
	fib[0], fib[1] = 0xec, 0xa5
	binary.LittleEndian.PutUint16(fib[0x0a:], 0x0200)
	binary.LittleEndian.PutUint32(fib[0x01a6:], uint32(len(body)))
	return compound(file{"WordDocument", fib}, file{"1Table", body})
}

func FuzzInside(f *testing.F) {
	f.Add(byte(0), []byte(`<w:document xmlns:w="x"><w:p><w:r><w:sym w:char="F0FE"/><w:t>あり</w:t></w:r></w:p></w:document>`))
	f.Add(byte(1), []byte(`<p:sld xmlns:a="x"><a:p><a:r><a:t>届出</a:t></a:r></a:p></p:sld>`))
	f.Add(byte(2), append(append([]byte{}, bof...), record(biffLabel, 0, 0, 0, 0, 0, 0, 1, 0, 0, 'a')...))
	f.Add(byte(2), append(append([]byte{}, bof...), record(biffSST, 1, 0, 0, 0, 1, 0, 0, 0, 2, 0, 1, 1, 0, 2, 0)...))
	f.Add(byte(3), []byte{2, 16, 0, 0, 0, 0, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0, 8, 0, 0, 0, 0})
	f.Fuzz(func(t *testing.T, kind byte, body []byte) { both(t, inside(t, kind, body)) })
}
