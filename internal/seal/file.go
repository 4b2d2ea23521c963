package seal

import (
	"context"
	"database/sql"
	"errors"
	"io"

	"todoke/internal/store"
)

// ChunkSize is how many bytes of plain text one chunk of an attachment holds; the last one may hold fewer.
const ChunkSize = 1 << 20

// File is the content of one attachment within an Opener's permission; only the chunks in use are ever open in memory.
type File struct {
	Opener *Opener
	ID     int64
	Size   int64                                                                      // bytes of plain text
	Chunk  func(ctx context.Context, attachmentID int64, n int) (store.Sealed, error) // store.Reader.FindChunk
}

// open decrypts chunk n; io.ErrUnexpectedEOF when it is missing.
func (f File) open(ctx context.Context, n int) ([]byte, error) {
	body, err := f.Chunk(ctx, f.ID, n)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, io.ErrUnexpectedEOF
	}
	if err != nil {
		return nil, err
	}
	return f.Opener.OpenChunk(ChunkLabel(f.ID, n), body)
}

// Writer writes the content chunk by chunk.
func (f File) Writer(ctx context.Context) FileWriter { return FileWriter{f, ctx} }

// FileWriter is a File as an io.WriterTo.
type FileWriter struct {
	f   File
	ctx context.Context
}

// WriteTo writes the whole content; io.ErrUnexpectedEOF when chunks are missing.
func (w FileWriter) WriteTo(to io.Writer) (int64, error) {
	var done int64
	for n := 0; done < w.f.Size; n++ {
		b, err := w.f.open(w.ctx, n)
		if err != nil {
			return done, err
		}
		k, err := to.Write(b)
		done += int64(k)
		if err != nil {
			return done, err
		}
	}
	return done, nil
}

// keptChunks is how many open chunks a reader keeps: archives are read at their end, at the entry and around it.
const keptChunks = 4

// ReaderAt reads the content anywhere. It is not safe for concurrent use.
func (f File) ReaderAt(ctx context.Context) io.ReaderAt {
	return &fileReader{f: f, ctx: ctx, chunks: map[int][]byte{}}
}

type fileReader struct {
	f      File
	ctx    context.Context
	chunks map[int][]byte
	order  []int // oldest first
}

func (r *fileReader) ReadAt(p []byte, off int64) (int, error) {
	if off < 0 {
		return 0, errors.New("negative offset")
	}
	done := 0
	for done < len(p) {
		at := off + int64(done)
		if at >= r.f.Size {
			return done, io.EOF
		}
		b, err := r.chunk(int(at / ChunkSize))
		if err != nil {
			return done, err
		}
		inside := at % ChunkSize
		if inside >= int64(len(b)) {
			return done, io.ErrUnexpectedEOF
		}
		done += copy(p[done:], b[inside:])
	}
	return done, nil
}

func (r *fileReader) chunk(n int) ([]byte, error) {
	if b, ok := r.chunks[n]; ok {
		return b, nil
	}
	b, err := r.f.open(r.ctx, n)
	if err != nil {
		return nil, err
	}
	if len(r.order) == keptChunks {
		delete(r.chunks, r.order[0])
		r.order = r.order[1:]
	}
	r.chunks[n] = b
	r.order = append(r.order, n)
	return b, nil
}
