package todoke

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// source calls look with every production file of the program.
func source(t *testing.T, look func(path, body string)) {
	t.Helper()
	for _, root := range []string{"cmd", "internal"} {
		err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") || strings.Contains(path, "incidenttest") {
				return err
			}
			body, err := os.ReadFile(path)
			if err == nil {
				look(filepath.ToSlash(path), string(body))
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
}

// TestCase05CallsNobody: in case 5 a machine talked to a stranger's server, in case 41 it attacked others. Nothing in the program opens a connection
// to anywhere, save store to its PostgreSQL, analyze to the virus scanner and intake and notify to the desk's own mail servers, as settings name them, and the
// command verify to the address it is given, which a desk at work never runs; so whatever else a firewall sees going out is not Todoke.
func TestCase05CallsNobody(t *testing.T) {
	may := map[string]bool{"internal/analyze/clamd.go": true, "internal/intake/sieve.go": true, "internal/publish/verifyplace.go": true, "cmd/todoke/verify.go": true}
	source(t, func(path, body string) {
		if strings.Contains(body, "VerifyURL(") && !may[path] {
			t.Errorf("%s: only the command verify may call out for it", path)
		}
		for _, call := range []string{"http.Get(", "http.Post(", "http.Head(", "http.Client{", "http.DefaultClient", "http.NewRequest", "net.Dial", "net.Dialer", "tls.Dial"} {
			if strings.Contains(body, call) && !may[path] {
				t.Errorf("%s: %s calls out", path, call)
			}
		}
	})
}
