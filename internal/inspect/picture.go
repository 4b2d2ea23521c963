package inspect

import (
	"bytes"
	"image"
	"image/color"
	_ "image/gif"  // decoders of what is shown
	_ "image/jpeg" // as above
	"image/png"
	"io"
	"sync"

	_ "golang.org/x/image/webp" // as above; of a picture that moves nothing is decoded
)

// Limits of a picture: a larger one is not decoded, since one of 30 million points takes 120 MB of memory. mostShown is a side of what is drawn.
const (
	mostPixels = 30_000_000
	mostShown  = 1600
)

// onePicture lets one picture be decoded at a time, for their memory.
var onePicture sync.Mutex

// picture draws a picture anew: what is not a point of it (position, camera, comments, bytes behind its end) stays behind.
func picture(p *io.SectionReader) (Preview, bool) {
	c, _, err := image.DecodeConfig(p)
	if err != nil || c.Width <= 0 || c.Height <= 0 || c.Width > mostPixels/c.Height {
		return Preview{}, false
	}
	if _, err := p.Seek(0, io.SeekStart); err != nil {
		return Preview{}, false
	}
	onePicture.Lock()
	defer onePicture.Unlock()
	img, _, err := image.Decode(p)
	if err != nil {
		return Preview{}, false
	}
	var out bytes.Buffer
	if err := png.Encode(&out, smaller(img)); err != nil {
		return Preview{}, false
	}
	return Preview{As: AsPicture, PNG: out.Bytes(), Width: c.Width, Height: c.Height}, true
}

// smaller draws a picture at most mostShown points wide and high, each the mean of those it stands for.
func smaller(img image.Image) image.Image {
	b := img.Bounds()
	step := (max(b.Dx(), b.Dy()) + mostShown - 1) / mostShown
	out := image.NewNRGBA(image.Rect(0, 0, (b.Dx()+step-1)/step, (b.Dy()+step-1)/step))
	for y := range out.Rect.Dy() {
		for x := range out.Rect.Dx() {
			out.Set(x, y, mean(img, image.Rect(b.Min.X+x*step, b.Min.Y+y*step, b.Min.X+(x+1)*step, b.Min.Y+(y+1)*step).Intersect(b)))
		}
	}
	return out
}

func mean(img image.Image, r image.Rectangle) color.Color {
	var red, green, blue, alpha, n uint64
	for y := r.Min.Y; y < r.Max.Y; y++ {
		for x := r.Min.X; x < r.Max.X; x++ {
			cr, cg, cb, ca := img.At(x, y).RGBA()
			red, green, blue, alpha, n = red+uint64(cr), green+uint64(cg), blue+uint64(cb), alpha+uint64(ca), n+1
		}
	}
	n = max(n, 1)
	return color.RGBA64{R: uint16(red / n), G: uint16(green / n), B: uint16(blue / n), A: uint16(alpha / n)}
}
