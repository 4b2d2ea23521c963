package todoke

import (
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// TestNotice holds that NOTICE names every module linked into the program, in the version that is linked: with a new version its licence is read again.
// What is linked depends on our own files, go.mod and go.sum alone. The test reads all of them itself, so that the test cache cannot hide a change from go list.
func TestNotice(t *testing.T) {
	read := func(path string) string {
		body, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		return string(body)
	}
	read("go.mod")
	read("go.sum")
	for _, root := range []string{"cmd", "internal"} {
		err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
			if err == nil && !d.IsDir() && strings.HasSuffix(path, ".go") {
				read(path)
			}
			if err == nil && d.IsDir() && d.Name() == "node_modules" {
				return filepath.SkipDir
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	_, listed, _ := strings.Cut(read("NOTICE"), "\n1. ")
	listed, _, _ = strings.Cut(listed, "\n2. ")

	cmd := exec.Command("go", "list", "-deps", "-f", "{{with .Module}}{{if not .Main}}{{.Path}} {{.Version}}{{end}}{{end}}", "./cmd/todoke")
	cmd.Env = append(os.Environ(), "GOPROXY=off", "GOFLAGS=-mod=readonly")
	out, err := cmd.Output()
	if err != nil {
		t.Fatal("go list: ", err)
	}
	linked := map[string]bool{}
	for line := range strings.Lines(string(out)) {
		if line = strings.TrimSpace(line); line != "" {
			linked[line] = true
		}
	}
	if len(linked) < 20 {
		t.Fatalf("only %d modules are linked: the list cannot be right", len(linked))
	}
	for module := range linked {
		if !strings.Contains(listed, "\n"+module+"\n") {
			t.Errorf("NOTICE does not name %s: read its licence files and add it", module)
		}
	}
	for line := range strings.Lines(listed) {
		name, version, _ := strings.Cut(strings.TrimSpace(line), " ")
		if strings.HasPrefix(version, "v") && !strings.HasPrefix(line, " ") && !linked[name+" "+version] {
			t.Errorf("NOTICE names %s %s, which is not linked", name, version)
		}
	}
}
