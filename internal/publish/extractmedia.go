package publish

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"
)

var errShort = errors.New("cut off")

// picture reads what a picture says beside its pixels: text and metadata chunks of PNG, application segments and comments of JPEG, comments of GIF, chunks of
// WebP, and whatever follows its end. Nobody reads the pixels here, so a picture passes only if it is one of ours.
func (x *extract) picture(body []byte) error {
	if !isOurs(body) {
		x.bad("", "publish.check.picture")
	}
	switch {
	case bytes.HasPrefix(body, []byte("\x89PNG\r\n\x1a\n")):
		return x.png(body[8:])
	case bytes.HasPrefix(body, []byte{0xff, 0xd8}):
		return x.jpeg(body[2:])
	case bytes.HasPrefix(body, []byte("GIF8")):
		x.metadata("picture", body) // its comments are plain bytes; the pixels give letters without sense
		return nil
	case len(body) > 12 && bytes.HasPrefix(body, []byte("RIFF")) && string(body[8:12]) == "WEBP":
		return x.webp(body[12:])
	}
	return errors.New("no picture")
}

// metadata adds every text that bytes could be read as.
func (x *extract) metadata(place string, b []byte) {
	x.add(place, strings.Join(stringsIn(b), "\n"))
}

func (x *extract) png(b []byte) error {
	for len(b) > 0 {
		if len(b) < 12 {
			return errShort
		}
		n := int(binary.BigEndian.Uint32(b))
		kind := string(b[4:8])
		if n < 0 || n > len(b)-12 {
			return errShort
		}
		chunk := b[8 : 8+n]
		b = b[12+n:]
		switch kind {
		case "IDAT", "IHDR", "PLTE":
		case "IEND":
			x.behind(b)
			return nil
		case "zTXt", "iTXt", "iCCP":
			x.metadata(kind, chunk)
			for i := range chunk { // the text begins behind a keyword and flags, and may be packed
				if out := inflate(chunk[i:]); out != nil {
					x.metadata(kind, out)
					break
				}
			}
		default:
			x.metadata(kind, chunk)
		}
	}
	return errShort
}

// behind is what stands after the end of a picture.
func (x *extract) behind(b []byte) {
	if len(b) > 0 {
		x.bad("behind the picture", "publish.check.behind")
		x.metadata("behind the picture", b)
	}
}

func (x *extract) jpeg(b []byte) error {
	for {
		if len(b) < 4 || b[0] != 0xff {
			return errShort
		}
		kind, n := b[1], int(binary.BigEndian.Uint16(b[2:]))
		if n < 2 || n+2 > len(b) {
			return errShort
		}
		if kind == 0xfe || kind >= 0xe0 && kind <= 0xef {
			x.metadata(fmt.Sprintf("segment %02X", kind), b[4:n+2])
		}
		b = b[n+2:]
		if kind != 0xda {
			continue
		}
		end := 0 // of the pixels: a marker that is neither stuffing nor restart
		for end+1 < len(b) && (b[end] != 0xff || b[end+1] == 0 || b[end+1] == 0xff || b[end+1] >= 0xd0 && b[end+1] <= 0xd7) {
			end++
		}
		if end+1 >= len(b) {
			return errShort
		}
		if b = b[end:]; b[1] == 0xd9 {
			x.behind(b[2:])
			return nil
		}
	}
}

func (x *extract) webp(b []byte) error {
	for len(b) >= 8 {
		kind, n := string(b[:4]), int(binary.LittleEndian.Uint32(b[4:]))
		if n < 0 || n > len(b)-8 {
			return errShort
		}
		if !strings.HasPrefix(kind, "VP8") && kind != "ALPH" {
			x.metadata(kind, b[8:8+n])
		}
		b = b[min(8+n+n%2, len(b)):]
	}
	return nil
}

// font reads the tables of a font that hold words: names, licence, descriptions. WOFF 2 is packed in a way nothing here unpacks and passes only if ours.
func (x *extract) font(body []byte) error {
	if !isOurs(body) {
		x.bad("", "publish.check.font")
	}
	if len(body) < 12 {
		return errShort
	}
	head, size, first := string(body[:4]), 16, 12
	switch head {
	case "\x00\x01\x00\x00", "OTTO", "true":
	case "wOFF":
		if size, first = 20, 44; len(body) < first {
			return errShort
		}
	case "wOF2":
		if isOurs(body) {
			return nil
		}
		return errors.New("no reader for WOFF 2")
	default:
		return errors.New("no font")
	}
	count := int(binary.BigEndian.Uint16(body[map[bool]int{true: 12, false: 4}[head == "wOFF"]:]))
	if first+count*size > len(body) {
		return errShort
	}
	for i := range count {
		e := body[first+i*size:]
		at, n := int(binary.BigEndian.Uint32(e[8:])), int(binary.BigEndian.Uint32(e[12:]))
		if head == "wOFF" {
			at, n = int(binary.BigEndian.Uint32(e[4:])), int(binary.BigEndian.Uint32(e[8:]))
		}
		if at < 0 || n < 0 || at+n > len(body) {
			return errShort
		}
		table := body[at : at+n]
		if out := inflate(table); head == "wOFF" && out != nil {
			table = out
		}
		switch tag := string(e[:4]); tag {
		case "name", "meta", "SVG ", "post", "DSIG":
			x.metadata("table "+strings.TrimSpace(tag), table)
		}
	}
	return nil
}

// stringsIn gives every stretch of bytes that reads as text, in UTF-8, Shift_JIS and EUC-JP between bytes that are none, and in UTF-16 of both orders from
// odd and even places. What is no text at all may come out as letters without sense.
func stringsIn(b []byte) []string {
	var out []string
	for _, part := range bytes.FieldsFunc(b, func(r rune) bool { return r < ' ' && r != '\n' && r != '\t' }) {
		if t, ok := readable(part); ok && len(part) >= 4 {
			out = append(out, t)
		} else if !ok {
			out = append(out, validRuns(part)...)
		}
	}
	for _, order := range []binary.ByteOrder{binary.BigEndian, binary.LittleEndian} {
		for from := range 2 {
			var run []uint16
			flush := func() {
				if s := string(utf16.Decode(run)); len(run) >= 2 && isText(s) {
					out = append(out, s)
				}
				run = run[:0]
			}
			for i := from; i+1 < len(b); i += 2 {
				u := order.Uint16(b[i:])
				if r := rune(u); u >= ' ' && (unicode.IsGraphic(r) || utf16.IsSurrogate(r) || unicode.Is(unicode.Cf, r)) || r == '\n' || r == '\r' || r == '\t' {
					run = append(run, u)
					continue
				}
				flush()
			}
			flush()
		}
	}
	return out
}

// validRuns gives the stretches of UTF-8 in bytes that are broken elsewhere.
func validRuns(b []byte) []string {
	var out []string
	start := 0
	for i := 0; i <= len(b); {
		r, n := utf8.RuneError, 1
		if i < len(b) {
			r, n = utf8.DecodeRune(b[i:])
		}
		if r == utf8.RuneError {
			if i-start >= 4 {
				out = append(out, string(b[start:i]))
			}
			start = i + n
		}
		i += n
	}
	return out
}
