package form

import (
	"flag"
	"os"
	"testing"
)

// TestMain draws fewer answers than rapid does by itself, for there are three forms, two languages and four shapes of each; -rapid.checks=100 draws more.
func TestMain(m *testing.M) {
	if err := flag.Set("rapid.checks", "20"); err != nil {
		panic(err)
	}
	flag.Parse()
	os.Exit(m.Run())
}
