package inspect

import (
	"encoding/binary"
	"io"
	"math"
	"strconv"
	"strings"
	"unicode/utf16"

	"github.com/richardlehane/mscfb"
	"golang.org/x/text/encoding/japanese"
)

// Records of a workbook (MS-XLS 2.3.1) that are read.
const (
	biffBOF        = 0x0809
	biffEOF        = 0x000a
	biffFilePass   = 0x002f
	biffContinue   = 0x003c
	biffBoundSheet = 0x0085
	biffMulRK      = 0x00bd
	biffSST        = 0x00fc
	biffLabelSST   = 0x00fd
	biffNumber     = 0x0203
	biffLabel      = 0x0204
	biffString     = 0x0207
	biffRK         = 0x027e
)

// biffRecord reads one record: its number and up to 8,224 bytes.
func biffRecord(r io.Reader) (kind uint16, body []byte, err error) {
	var h [4]byte
	if _, err := io.ReadFull(r, h[:]); err != nil {
		return 0, nil, err
	}
	body = make([]byte, binary.LittleEndian.Uint16(h[2:]))
	_, err = io.ReadFull(r, body)
	return binary.LittleEndian.Uint16(h[:]), body, err
}

// sheets reads the strings and numbers of an .xls, one line a row, cells parted by tabs. Dates come as Excel's day numbers, for their formats are not read.
func sheets(f *mscfb.File, w *writer) error {
	b := biff{w: w}
	for {
		kind, body, err := biffRecord(f)
		if err == io.EOF || err == io.ErrUnexpectedEOF {
			break
		}
		if err != nil {
			return err
		}
		if kind != biffContinue {
			b.flush()
		}
		if b.record(kind, body); w.full() {
			break
		}
	}
	b.flush()
	return nil
}

type biff struct {
	w       *writer
	shared  []string
	pending [][]byte // SST and its continuations
	names   []string
	sheet   int
	row     int
	old     bool // BIFF5: strings in the code page of the machine, here CP932
	first   bool
}

func (b *biff) record(kind uint16, d []byte) {
	switch kind {
	case biffBOF:
		b.bof(d)
	case biffBoundSheet:
		b.names = append(b.names, b.name(d))
	case biffSST, biffContinue:
		if kind == biffSST || b.pending != nil {
			b.pending = append(b.pending, d)
		}
	case biffLabelSST:
		if len(d) >= 10 {
			if i := int(binary.LittleEndian.Uint32(d[6:])); i < len(b.shared) {
				b.cell(d, b.shared[i])
			}
		}
	case biffLabel:
		if len(d) > 8 {
			b.cell(d, b.short(d[6:]))
		}
	case biffString:
		if len(d) > 2 {
			b.w.write(b.short(d) + "\t")
		}
	case biffNumber:
		if len(d) >= 14 {
			b.cell(d, figure(math.Float64frombits(binary.LittleEndian.Uint64(d[6:]))))
		}
	case biffRK:
		if len(d) >= 10 {
			b.cell(d, figure(rk(binary.LittleEndian.Uint32(d[6:]))))
		}
	case biffMulRK:
		for i := 4; i+6 <= len(d)-2; i += 6 {
			b.cell(d, figure(rk(binary.LittleEndian.Uint32(d[i+2:]))))
		}
	}
}

// bof begins the globals or the next sheet.
func (b *biff) bof(d []byte) {
	if len(d) < 4 {
		return
	}
	b.old = binary.LittleEndian.Uint16(d) < 0x0600
	if binary.LittleEndian.Uint16(d[2:]) != 0x0010 {
		return
	}
	if b.sheet < len(b.names) {
		b.w.write("\n【" + b.names[b.sheet] + "】\n")
	}
	b.sheet++
	b.row, b.first = 0, true
}

func (b *biff) cell(d []byte, s string) {
	if row := int(binary.LittleEndian.Uint16(d)); row != b.row && !b.first {
		b.w.write("\n")
		b.row = row
	} else if b.first {
		b.row, b.first = row, false
	}
	b.w.write(s + "\t")
}

// name of a sheet: an eight-bit length, in BIFF8 followed by a byte that tells the width.
func (b *biff) name(d []byte) string {
	if len(d) < 8 {
		return ""
	}
	n := int(d[6])
	if b.old {
		return machine(d[7:min(7+n, len(d))])
	}
	return units(d[8:], n, d[7]&1 != 0)
}

// short is a string with a sixteen-bit length.
func (b *biff) short(d []byte) string {
	n := int(binary.LittleEndian.Uint16(d))
	if b.old {
		return machine(d[2:min(2+n, len(d))])
	}
	if len(d) < 3 {
		return ""
	}
	return units(d[3:], n, d[2]&1 != 0)
}

func machine(d []byte) string {
	s, _ := japanese.ShiftJIS.NewDecoder().Bytes(d) // what is not in it becomes U+FFFD
	return string(s)
}

func units(d []byte, n int, wide bool) string {
	var out []uint16
	for i := 0; i < n; i++ {
		if wide && len(d) < 2*i+2 || !wide && len(d) < i+1 {
			break
		}
		if wide {
			out = append(out, binary.LittleEndian.Uint16(d[2*i:]))
		} else {
			out = append(out, uint16(d[i]))
		}
	}
	return string(utf16.Decode(out))
}

func rk(v uint32) float64 {
	f := float64(int32(v) >> 2)
	if v&2 == 0 {
		f = math.Float64frombits(uint64(v&^3) << 32)
	}
	if v&1 != 0 {
		f /= 100
	}
	return f
}

func figure(f float64) string { return strconv.FormatFloat(f, 'f', -1, 64) }

// flush reads the table of shared strings (MS-XLS 2.4.265), whose strings run on over its continuations, each part of a cut string with a width of its own.
func (b *biff) flush() {
	if b.pending == nil {
		return
	}
	s := sst{parts: b.pending}
	b.pending = nil
	s.skip(4)
	n := s.number(4)
	for range n {
		str, ok := s.next()
		if !ok {
			break
		}
		b.shared = append(b.shared, str)
	}
}

type sst struct {
	parts [][]byte
	err   error
}

// byte takes one byte, going on to the next part.
func (s *sst) byte() byte {
	for len(s.parts) > 0 && len(s.parts[0]) == 0 {
		s.parts = s.parts[1:]
	}
	if len(s.parts) == 0 {
		s.err = io.ErrUnexpectedEOF
		return 0
	}
	c := s.parts[0][0]
	s.parts[0] = s.parts[0][1:]
	return c
}

func (s *sst) number(bytes int) int {
	n := 0
	for i := range bytes {
		n |= int(s.byte()) << (8 * i)
	}
	return n
}

func (s *sst) skip(n int) {
	for ; n > 0 && s.err == nil; n-- {
		s.byte()
	}
}

func (s *sst) next() (string, bool) {
	n, flags := s.number(2), s.byte()
	runs, extra := 0, 0
	if flags&8 != 0 {
		runs = s.number(2)
	}
	if flags&4 != 0 {
		extra = s.number(4)
	}
	wide := flags&1 != 0
	out := make([]uint16, 0, min(n, 4096))
	for i := 0; i < n && s.err == nil; i++ {
		if i > 0 && len(s.parts) > 1 && len(s.parts[0]) == 0 { // cut between two characters
			wide = s.byte()&1 != 0
		}
		c := uint16(s.byte())
		if wide {
			c |= uint16(s.byte()) << 8
		}
		out = append(out, c)
	}
	s.skip(4*runs + extra)
	return string(utf16.Decode(out)), s.err == nil
}

// writer collects text up to a limit.
type writer struct {
	strings.Builder
	most int
}

func (w *writer) full() bool { return w.Len() >= w.most }

func (w *writer) write(s string) {
	if !w.full() {
		w.WriteString(s)
	}
}
