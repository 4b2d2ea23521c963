package form

import (
	"bufio"
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"strings"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/japanese"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"

	"todoke/internal/text"
)

// EachRow reads a CSV file row by row, whatever its charset and separator; the file is never whole in memory. Blank rows are left out, the first other one is head.
// n counts the rows below it from 0, line is where a row stands in the file, from 1. row is overwritten by the next.
func EachRow(f io.Reader, do func(n, line int, head, row []string) error) error {
	in := bufio.NewReaderSize(f, 1<<16)
	begin, err := in.Peek(1 << 16)
	if err != nil && !errors.Is(err, io.EOF) {
		return fmt.Errorf("rows: %w", err)
	}
	if i := bytes.LastIndexByte(begin, '\n'); i > 0 && len(begin) == 1<<16 {
		begin = begin[:i+1] // no half character
	}
	sample, charset, _ := text.Decode(begin, "")
	r := csv.NewReader(transform.NewReader(in, decoder(charset)))
	r.FieldsPerRecord, r.LazyQuotes, r.ReuseRecord = -1, true, true
	first, _, _ := strings.Cut(sample, "\n")
	for _, c := range "\t;" {
		if strings.Count(first, string(c)) > strings.Count(first, string(r.Comma)) {
			r.Comma = c
		}
	}
	var head []string
	for n := 0; ; {
		row, err := r.Read()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("rows: %w", err)
		}
		if strings.TrimSpace(strings.Join(row, "")) == "" {
			continue
		}
		if head == nil {
			head = append(head, row...)
			continue
		}
		line, _ := r.FieldPos(0)
		if err := do(n, line, head, row); err != nil {
			return err
		}
		n++
	}
}

func decoder(charset string) transform.Transformer {
	switch charset {
	case text.ShiftJIS:
		return japanese.ShiftJIS.NewDecoder()
	case text.EUCJP:
		return japanese.EUCJP.NewDecoder()
	case text.ISO2022JP:
		return japanese.ISO2022JP.NewDecoder()
	case text.UTF16LE:
		return unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewDecoder()
	case text.UTF16BE:
		return unicode.UTF16(unicode.BigEndian, unicode.UseBOM).NewDecoder()
	}
	return unicode.BOMOverride(encoding.Nop.NewDecoder())
}
