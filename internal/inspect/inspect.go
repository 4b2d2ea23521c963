// Package inspect tells by its content what a file that came with a report is, marks what makes it dangerous, and reads it as inert text, picture or hex.
// It is not for storing files nor for deciding who may see one: it runs nothing, keeps nothing, and what it says of a file is codes, never words from it.
package inspect

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
)

// Mark is one thing about a file that whoever opens it should know; its words are in the catalogues under "mark.".
type Mark string

// Marks. Those of an archive stand for what is in it, however deep.
const (
	Macro      Mark = "macro"            // VBA or Excel 4 macros
	DoubleExt  Mark = "double_extension" // a program behind the ending of a document: invoice.pdf.exe
	RightLeft  Mark = "right_to_left"    // characters that turn the writing direction of the name
	Embedded   Mark = "embedded"         // an object or file inside a document
	External   Mark = "external"         // a template, link or data source fetched from elsewhere when opened
	Active     Mark = "active"           // scripts or launch actions in a PDF or image
	Executable Mark = "executable"       // runs when opened, by content or by ending
	Mismatch   Mark = "mismatch"         // the content is not what the name says

	Encrypted Mark = "encrypted" // needs a password
	Bomb      Mark = "bomb"      // unpacks to more than MostUnpacked, or to more than MostRatio times its size
	Crowded   Mark = "crowded"   // an archive of MostEntries or more
	Deep      Mark = "deep"      // archives in archives beyond MostDepth
	Overlap   Mark = "overlap"   // parts of an archive that share their bytes
	Traversal Mark = "traversal" // a name in an archive that leads out of the folder
	Unopened  Mark = "unopened"  // an archive of a kind that is recognised only: 7z, rar, xz, disk images
	Damaged   Mark = "damaged"   // cut off or broken
)

// holding are the marks for which a file is held: nothing in it is shown but its first bytes.
var holding = []Mark{Encrypted, Bomb, Crowded, Deep, Overlap, Traversal, Unopened}

// Marks lists all marks in the order shown.
var Marks = []Mark{Executable, DoubleExt, RightLeft, Mismatch, Macro, Embedded, External, Active, Encrypted, Bomb, Crowded, Deep, Overlap, Traversal, Unopened, Damaged}

// Limits of what is unpacked. The reading stops at the first one met.
const (
	MostEntries  = 10_000    // entries of a file and all archives in it; so many and more are held
	MostUnpacked = 256 << 20 // bytes all of it may unpack to
	MostRatio    = 200       // times its own size, once more than ratioFrom is unpacked
	MostDepth    = 3         // an archive in an archive in an archive
	ratioFrom    = 10 << 20
	mostInner    = 32 << 20 // bytes of an archive inside another; larger ones are not looked into and held
)

// Report is what Look found.
type Report struct {
	MediaType string // by content
	Extension string // of the name, lower case and without the dot, where it is one of a known list; "" otherwise, for it may be somebody's name
	Marks     []Mark // in the order of Marks
	Entries   int    // of archives, all depths
	Unpacked  int64  // bytes unpacked while looking
}

// Has tells whether a mark was made.
func (r Report) Has(m Mark) bool { return slices.Contains(r.Marks, m) }

// Held tells whether the file is not to be shown: it was not wholly looked into, or leads to harm when unpacked.
func (r Report) Held() bool { return slices.ContainsFunc(r.Marks, Holds) }

// Holds tells whether a mark holds a file.
func Holds(m Mark) bool { return slices.Contains(holding, m) }

// Look inspects a file. What is broken in it becomes a mark; an error is one of reading r, or of ctx.
func Look(ctx context.Context, name string, r io.ReaderAt, size int64) (Report, error) {
	src := &source{ctx: ctx, r: r}
	in := &inspector{src: src, size: size, marks: map[Mark]bool{}}
	media := in.look(name, io.NewSectionReader(src, 0, size), 1)
	if src.err != nil {
		return Report{}, fmt.Errorf("inspect: %w", src.err)
	}
	out := Report{MediaType: media, Extension: lastKnown(name), Entries: in.entries, Unpacked: in.unpacked}
	for _, m := range Marks {
		if in.marks[m] {
			out.Marks = append(out.Marks, m)
		}
	}
	return out, nil
}

// source remembers an error of the reader itself, so that a database that is down is not taken for a damaged file.
type source struct {
	ctx context.Context
	r   io.ReaderAt
	err error
}

func (s *source) ReadAt(p []byte, off int64) (int, error) {
	if s.err == nil {
		s.err = s.ctx.Err()
	}
	if s.err != nil {
		return 0, s.err
	}
	n, err := s.r.ReadAt(p, off)
	if err != nil && !errors.Is(err, io.EOF) {
		s.err = err
	}
	return n, err
}

// inspector carries the marks and what is left of the limits through a file and everything in it.
type inspector struct {
	src      *source
	size     int64 // of the whole file
	marks    map[Mark]bool
	entries  int
	unpacked int64
}

func (in *inspector) mark(m Mark) { in.marks[m] = true }

// full tells whether a limit was met; nothing more is unpacked then.
func (in *inspector) full() bool {
	return in.src.err != nil || in.marks[Bomb] || in.marks[Crowded]
}

// part is one file: the whole one, or an entry of an archive held in memory.
type part interface {
	io.ReaderAt
	io.Reader
	Size() int64
}

// look inspects one file and gives its media type.
func (in *inspector) look(name string, p part, depth int) string {
	head := make([]byte, min(headBytes, p.Size()))
	n, _ := p.ReadAt(head, 0) // a short read is a file cut off, which its own reader will say
	head = head[:n]
	in.named(name)
	media, format := detect(head)
	switch format {
	case formatNone:
	case formatOLE:
		media = in.ole(p, media)
	case formatPDF:
		in.pdf(p)
	case formatRTF:
		in.rtf(p)
	case formatSVG:
		in.svg(p)
	case formatProgram:
		in.mark(Executable)
	case formatUnopened:
		in.closed(head, p)
	default:
		media = in.archive(format, p, media, depth)
	}
	in.compare(name, media, format)
	return media
}

// caught turns a panic of a library over a broken file into the mark that says so.
func (in *inspector) caught() {
	if recover() != nil {
		in.mark(Damaged)
	}
}
