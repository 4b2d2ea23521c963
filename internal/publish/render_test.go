package publish

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"testing"

	"todoke/internal/i18n"
	"todoke/internal/incidenttest"
)

func words(t testing.TB) *i18n.Catalogue {
	t.Helper()
	c, err := i18n.Load()
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// The same collection gives the same files, byte for byte, whatever folder they go to.
func TestSameBytes(t *testing.T) {
	p := New(Config{Catalogue: words(t), PDF: engine(t)})
	c := incidenttest.Collection()
	a, b := filepath.Join(t.TempDir(), "a"), filepath.Join(t.TempDir(), "b")
	for _, dir := range []string{a, b} {
		if err := p.Render(context.Background(), c, dir, Options{WithoutPDF: p.pdf == nil}); err != nil {
			t.Fatal(err)
		}
	}
	one, err := readFolder(a)
	if err != nil {
		t.Fatal(err)
	}
	two, err := readFolder(b)
	if err != nil {
		t.Fatal(err)
	}
	want := 3 + 2 + 2*46 + 7 + (46 + 2) + (46 + 1) + 3 // pages and what they share; tables, JSON and STIX; MISP; VERIS; attack flows
	if p.pdf != nil {
		want += 4 // screen and paper, in two languages
	}
	if len(one) != len(two) || len(one) != want {
		t.Errorf("%d and %d files", len(one), len(two))
	}
	for name := range one {
		if !bytes.Equal(one[name], two[name]) {
			t.Errorf("%s differs", name)
		}
	}
	if dir := os.Getenv("TODOKE_KEEP"); dir != "" {
		if err := one.write(dir); err != nil {
			t.Fatal(err)
		}
	}
}
