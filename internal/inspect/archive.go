package inspect

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"cmp"
	"compress/bzip2"
	"compress/gzip"
	"errors"
	"io"
	"slices"
	"strings"
)

// archive looks into an archive and gives its media type: a zip may be a document.
func (in *inspector) archive(f format, p part, media string, depth int) string {
	defer in.caught()
	if depth > MostDepth {
		in.mark(Deep)
		return media
	}
	switch f {
	case formatZip:
		return in.zip(p, media, depth)
	case formatTar:
		in.tar(p, depth)
	case formatGzip:
		z, err := gzip.NewReader(io.NewSectionReader(p, 0, p.Size()))
		if err != nil {
			in.mark(Damaged)
			return media
		}
		in.single(z, depth)
	case formatBzip2:
		in.single(bzip2.NewReader(io.NewSectionReader(p, 0, p.Size())), depth)
	}
	return media
}

// single looks at the one file in a compressed stream. A name written in the stream is not trusted to say more than the outer one.
func (in *inspector) single(r io.Reader, depth int) { in.entry("", r, depth) }

// add counts an entry; false when there are too many.
func (in *inspector) add() bool {
	if in.entries++; in.entries >= MostEntries {
		in.mark(Crowded)
	}
	return !in.full()
}

// entry unpacks one file of an archive: its first bytes say whether it is looked into, which takes it whole, or only counted.
func (in *inspector) entry(name string, r io.Reader, depth int) {
	r = &counter{in: in, r: r}
	head := make([]byte, headBytes)
	n, err := io.ReadFull(r, head)
	head = head[:n]
	if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
		in.broken(err)
	}
	whole := errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF)
	if _, f := detect(head); f == formatNone || f == formatProgram {
		in.look(name, bytes.NewReader(head), depth+1)
		if _, err := io.Copy(io.Discard, r); err != nil {
			in.broken(err)
		}
		return
	}
	var body bytes.Buffer
	body.Write(head)
	if !whole && !in.full() {
		if _, err := io.Copy(&body, io.LimitReader(r, mostInner-int64(n))); err != nil {
			in.broken(err)
		}
		if body.Len() == mostInner {
			in.mark(Unopened)
			if _, err := io.Copy(io.Discard, r); err != nil {
				in.broken(err)
			}
			return
		}
	}
	if !in.full() {
		in.look(name, bytes.NewReader(body.Bytes()), depth+1)
	}
}

// broken marks an archive that cannot be read to its end, unless a limit ended the reading.
func (in *inspector) broken(err error) {
	switch {
	case errors.Is(err, errLimit):
	case errors.Is(err, zip.ErrAlgorithm):
		in.mark(Unopened)
	default:
		in.mark(Damaged)
	}
}

var errLimit = errors.New("limit of unpacking")

// counter counts what is unpacked, and ends the reading at a limit: what an archive says of its own sizes is not believed.
type counter struct {
	in *inspector
	r  io.Reader
}

func (c *counter) Read(p []byte) (int, error) {
	if c.in.full() {
		return 0, errLimit
	}
	n, err := c.r.Read(p)
	c.in.unpacked += int64(n)
	if c.in.unpacked > MostUnpacked || c.in.unpacked > ratioFrom && c.in.unpacked > MostRatio*c.in.size {
		c.in.mark(Bomb)
		return n, errLimit
	}
	return n, err
}

func (in *inspector) tar(p part, depth int) {
	t := tar.NewReader(io.NewSectionReader(p, 0, p.Size()))
	for {
		h, err := t.Next()
		if errors.Is(err, io.EOF) {
			return
		}
		if err != nil {
			in.broken(err)
			return
		}
		if !in.add() {
			return
		}
		if leadsOut(h.Name) || (h.Typeflag == tar.TypeSymlink || h.Typeflag == tar.TypeLink) && leadsOut(h.Linkname) {
			in.mark(Traversal)
		}
		in.entry(h.Name, t, depth)
	}
}

// leadsOut tells a name that would be written outside the folder it is unpacked into.
func leadsOut(name string) bool {
	name = strings.ReplaceAll(name, `\`, "/")
	return strings.HasPrefix(name, "/") || len(name) > 1 && name[1] == ':' || slices.Contains(strings.Split(name, "/"), "..")
}

// mostDirectory is how many bytes of a zip's directory are read: 10,000 entries with names of ordinary length. A larger one is held before it costs memory.
const mostDirectory = 4 << 20

// frugal lets a zip's directory be read up to a limit.
type frugal struct {
	r    io.ReaderAt
	left int
	over bool
}

func (f *frugal) ReadAt(p []byte, off int64) (int, error) {
	if f.left >= 0 {
		if f.left -= len(p); f.left < 0 {
			f.over = true
			return 0, errLimit
		}
	}
	return f.r.ReadAt(p, off)
}

func (in *inspector) zip(p part, media string, depth int) string {
	lean := &frugal{r: p, left: mostDirectory}
	z, err := zip.NewReader(lean, p.Size())
	if lean.over {
		in.mark(Crowded)
		return media
	}
	if err != nil && !errors.Is(err, zip.ErrInsecurePath) {
		in.mark(Damaged)
		return media
	}
	lean.left = -1 << 62 // the directory is read: no limit any more
	in.directory(z)
	if in.entries >= MostEntries || in.marks[Overlap] || in.full() {
		return media
	}
	o := newOffice(z)
	for _, f := range z.File {
		if f.FileInfo().IsDir() || f.Flags&1 != 0 {
			continue
		}
		if in.full() {
			break
		}
		r, err := f.Open()
		if err != nil {
			in.broken(err)
			continue
		}
		if o != nil {
			in.officePart(o, f.Name, r, depth)
		} else {
			in.entry(f.Name, r, depth)
		}
		r.Close()
	}
	if o != nil {
		return o.media
	}
	return media
}

// directory judges a zip by its directory, before anything is unpacked.
func (in *inspector) directory(z *zip.Reader) {
	type span struct{ from, to int64 }
	var spans []span
	var says uint64
	for _, f := range z.File {
		if !in.add() {
			return
		}
		if leadsOut(f.Name) {
			in.mark(Traversal)
		}
		if f.Flags&1 != 0 {
			in.mark(Encrypted)
		}
		at, err := f.DataOffset()
		if err != nil {
			in.mark(Damaged)
			continue
		}
		says += min(f.UncompressedSize64, 1<<40)
		spans = append(spans, span{at, at + int64(min(f.CompressedSize64, 1<<40))})
	}
	if says > MostUnpacked || says > ratioFrom && says > MostRatio*uint64(in.size) {
		in.mark(Bomb)
	}
	slices.SortFunc(spans, func(a, b span) int { return cmp.Compare(a.from, b.from) })
	for i := 1; i < len(spans); i++ {
		if spans[i].from < spans[i-1].to || spans[i].from == spans[i-1].from {
			in.mark(Overlap)
		}
	}
}
