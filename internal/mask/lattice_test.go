package mask

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/ikawaha/kagome-dict/ipa"
	"github.com/ikawaha/kagome/v2/tokenizer"
)

// TestCutAsKagome holds that the lattice cuts every stretch of the texts as kagome does.
func TestCutAsKagome(t *testing.T) {
	wordList() // takes its own and leaves the shrunk dictionary empty
	d := ipa.Dict()
	kagome, err := tokenizer.New(d, tokenizer.OmitBosEos())
	if err != nil {
		t.Fatal(err)
	}
	side := sidesByUse(d)
	files, _ := filepath.Glob("testdata/reading/*.txt")
	more, _ := filepath.Glob("../demo/data/reports/*.toml")
	n := 0
	for _, f := range append(files, more...) {
		b, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		v := newView(string(b))
		for i := 0; i < len(v.runes); i += 60 {
			s := string(v.runes[i:min(i+60, len(v.runes))])
			type word struct {
				from, to int
				morph
			}
			var want, got []word
			for _, k := range kagome.Analyze(s, tokenizer.Normal) {
				morphs := d.Morphs
				if k.Class != tokenizer.KNOWN {
					morphs = d.UnkDict.Morphs
				}
				want = append(want, word{k.Start, k.End, side.morphs(morphs[k.ID : k.ID+1])[0]})
			}
			wordList().cutter.cut([]rune(s), make([]uint16, len([]rune(s))), func(from, to, id int32) {
				m := morph{}
				if id >= 0 {
					m = wordList().cutter.words[id].morph
				} else {
					m = side.morphs(d.UnkDict.Morphs)[-1-id]
				}
				got = append(got, word{int(from), int(to), m})
			})
			if len(got) != len(want) {
				t.Fatalf("%q: %d words, kagome %d", s, len(got), len(want))
			}
			for k := range want {
				if got[k] != want[k] {
					t.Fatalf("%q: word %d is %v, kagome's %v", s, k, got[k], want[k])
				}
			}
			n += len(want)
		}
	}
	if n < 10000 {
		t.Errorf("only %d words were compared", n)
	}
}
