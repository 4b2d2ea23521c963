package main

import (
	"bytes"
	"compress/gzip"
	"os"
	"slices"
	"strings"
	"unicode"

	"github.com/ikawaha/kagome-dict/dict"
	"github.com/ikawaha/kagome-dict/ipa"

	japanese "todoke/internal/text"
)

// writeReadings writes how the surnames and given names of the dictionary are read: internal/mask/data/readings.gz. A line is a name, a tab and its readings
// in hiragana; an empty line parts surnames from given names.
func writeReadings(file string) error {
	d := ipa.Dict()
	surnames, givens := map[string][]string{}, map[string][]string{}
	words := map[int]string{}
	at := int(d.ContentsMeta[dict.ReadingIndex] - d.ContentsMeta[dict.POSHierarchy])
	for q, node := range d.Index.Da { // the words themselves stand nowhere but along the paths of the index
		if node.Base > 0 || node.Check < 0 || int(node.Check) >= len(d.Index.Da) || q == 0 {
			continue
		}
		var path []byte
		for at := node.Check; at > 0; at = d.Index.Da[at].Check {
			path = append(path, byte(at-d.Index.Da[d.Index.Da[at].Check].Base))
		}
		slices.Reverse(path)
		id := int(-node.Base)
		for k := 0; k <= int(d.Index.Dup[int32(id)]); k++ {
			words[id+k] = string(path)
		}
	}
	for id, pos := range d.POSTable.POSs {
		names := make([]string, len(pos))
		for j, p := range pos {
			names[j] = d.POSTable.NameList[p]
		}
		to := surnames
		switch kind := strings.Join(names, ","); {
		case strings.HasPrefix(kind, "名詞,固有名詞,人名,名"):
			to = givens
		case !strings.HasPrefix(kind, "名詞,固有名詞,人名,姓"):
			continue
		}
		w := words[id]
		if !strings.ContainsFunc(w, func(r rune) bool { return unicode.Is(unicode.Han, r) }) || id >= len(d.Contents) || len(d.Contents[id]) <= at {
			continue
		}
		reading := japanese.Hiragana(d.Contents[id][at])
		if !slices.Contains(to[w], reading) {
			to[w] = append(to[w], reading)
		}
	}
	var b bytes.Buffer
	z, err := gzip.NewWriterLevel(&b, gzip.BestCompression)
	if err != nil {
		return err
	}
	var text strings.Builder
	for i, list := range []map[string][]string{surnames, givens} {
		if i > 0 {
			text.WriteString("\n")
		}
		keys := make([]string, 0, len(list))
		for w := range list {
			keys = append(keys, w)
		}
		slices.Sort(keys)
		for _, w := range keys {
			slices.Sort(list[w])
			text.WriteString(w + "\t" + strings.Join(list[w], " ") + "\n")
		}
	}
	if _, err := z.Write([]byte(text.String())); err != nil {
		return err
	}
	if err := z.Close(); err != nil {
		return err
	}
	return os.WriteFile(file, b.Bytes(), 0o644)
}
