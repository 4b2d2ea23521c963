package publish

import (
	"bytes"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"

	"todoke/internal/mask"
	"todoke/internal/store"
	"todoke/internal/text"
)

// What was searched once is not searched again for the same terms; a file that changed is, and everything is once a term is new or the note was written by another hand.
func TestSearchedOnce(t *testing.T) {
	onDesks(t, func(t *testing.T, d *desk) {
		d.out()
		editions, err := d.released(ctx, 1)
		d.must(err)
		site := d.public()
		terms := func(list files) []string {
			t.Helper()
			r, err := d.check(ctx, siteScope(editions, store.Release{At: d.now}), list)
			d.must(err)
			var out []string
			for _, f := range r.Found {
				if f.Key == "publish.check.term" && !slices.Contains(out, f.File) {
					out = append(out, f.File)
				}
			}
			return out
		}
		note := func() *searched {
			t.Helper()
			list, err := d.terms(ctx, siteScope(editions, store.Release{At: d.now}))
			d.must(err)
			return d.openSearched(list)
		}
		const page = "cases/2020-0001/index.html"
		planted := maps.Clone(site)
		planted[page] = bytes.Replace(site[page], []byte("台で異常"), []byte("台で鷺沼紙器の異常"), 1)

		if got := terms(site); len(got) > 0 { // the release has left a note; this is the second look
			t.Fatalf("found in a clean site: %v", got)
		}
		if s := note(); !s.clean(page, digest(site[page])) || s.clean(page, digest(planted[page])) || s.clean("other.json", digest(site[page])) {
			t.Error("the note knows the page not, or one it never saw, or under a name that is read in another way")
		}
		if got := terms(planted); !slices.Equal(got, []string{page}) {
			t.Errorf("found in %v, want the planted page", got)
		}
		if note().clean(page, digest(planted[page])) {
			t.Error("a page in which something was found counts as clean")
		}

		s := note()
		body, err := os.ReadFile(s.file)
		d.must(err)
		d.must(os.WriteFile(s.file, bytes.Replace(body, []byte("\n"), []byte("\n"+digest(planted[page])+" "+page+"\n"), 1), 0o600))
		if got := terms(planted); !slices.Equal(got, []string{page}) {
			t.Errorf("with an altered note found in %v", got)
		}

		if got := terms(site); len(got) > 0 {
			t.Fatal(got)
		}
		id := store.NewID(d.now)
		const word = "異常が見つかった"
		sealed, sum, err := d.boxes.SealOwnTerm(id, word, text.Squeeze(word))
		d.must(err)
		d.must(d.st.Write(ctx, func(tx *store.Tx) error {
			return tx.InsertOwnTerm(ctx, store.OwnTerm{ID: id, Kind: string(mask.Org), Body: sealed, Digest: sum, Who: "test", At: d.now})
		}))
		got := terms(site)
		if !slices.Contains(got, page) || !slices.ContainsFunc(got, func(f string) bool { return strings.HasPrefix(f, "search/d") }) {
			t.Errorf("a new term was found in %v only", got)
		}
	})
}
