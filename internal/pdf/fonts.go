package pdf

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
)

// faces are the PostScript names of the only fonts an edition may embed. The compiler has fonts of its own and would
// take one of those without a word.
var faces = []string{"NotoSerifJP-Regular", "BIZUDPGothic-Regular", "BIZUDPGothic-Bold"}

var baseFont = regexp.MustCompile(`/BaseFont\s*/(?:[A-Z]{6}\+)?([^\s/<>\[\]()]+)`)

// ownFonts fails if the file names a font that is not ours, or none at all (a file that hides its fonts cannot pass).
func ownFonts(file []byte) error {
	found := baseFont.FindAllSubmatch(file, -1)
	if len(found) == 0 {
		return errors.New("no font is named in the file")
	}
	for _, m := range found {
		if !slices.Contains(faces, string(m[1])) {
			return fmt.Errorf("the file embeds font %s", m[1])
		}
	}
	return nil
}
