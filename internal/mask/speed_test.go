package mask_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"todoke/internal/mask"
)

// BenchmarkPropose runs over the stories of the demonstration, one line after the other.
func BenchmarkPropose(b *testing.B) {
	files, _ := filepath.Glob("../demo/data/reports/*.toml")
	var text strings.Builder
	for _, f := range files {
		body, err := os.ReadFile(f)
		if err != nil {
			b.Fatal(err)
		}
		text.Write(body)
	}
	m := mask.New(parties)
	s := text.String()
	m.Propose(s)
	b.SetBytes(int64(len(s)))
	for b.Loop() {
		m.Propose(s)
	}
}
