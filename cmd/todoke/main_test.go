package main

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// program is the path of the program as it ships; every test here drives it from outside.
var program string

func TestMain(m *testing.M) { os.Exit(withProgram(m)) }

func withProgram(m *testing.M) int {
	dir, err := os.MkdirTemp("", "todoke-test-")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	defer os.RemoveAll(dir)
	program = filepath.Join(dir, "todoke")
	if out, err := exec.Command("go", "build", "-trimpath", "-o", program, ".").CombinedOutput(); err != nil { // as `make build` does: the cache has it
		fmt.Fprintf(os.Stderr, "build: %v\n%s", err, out)
		return 1
	}
	engine, err := filepath.Abs("../../internal/pdf/engine")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	for _, v := range os.Environ() { // nothing of this machine's own desk may reach the tests
		if name, _, _ := strings.Cut(v, "="); strings.HasPrefix(name, "TODOKE_") && !strings.HasPrefix(name, "TODOKE_TEST_") {
			os.Unsetenv(name)
		}
	}
	os.Setenv("TODOKE_PDF", engine)
	os.Setenv("LC_ALL", "C")
	return m.Run()
}

// command runs the program to its end.
func command(t testing.TB, args ...string) (code int, out string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	b, err := exec.CommandContext(ctx, program, args...).CombinedOutput()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		t.Fatal(err)
	}
	if ctx.Err() != nil {
		t.Fatalf("todoke %s did not end", args[0])
	}
	if exit != nil {
		code = exit.ExitCode()
	}
	return code, string(b)
}

// must runs the program and demands that it succeeds.
func must(t testing.TB, args ...string) string {
	t.Helper()
	code, out := command(t, args...)
	if code != 0 {
		t.Fatalf("todoke %s: exit %d\n%s", strings.Join(args, " "), code, out)
	}
	return out
}

// server is a desk that runs.
type server struct {
	t                     testing.TB
	cmd                   *exec.Cmd
	portal, site, console string // "http://127.0.0.1:4711"
	setup                 string // set-up code, "" when the desk has an administrator
	codes                 map[string]string
	log                   *safeBuffer
	gone                  chan error
}

var (
	faceLine  = regexp.MustCompile(`^  (portal|site|console) +(http://\S+)/`)
	setupLine = regexp.MustCompile(`enter this set-up code: (\S+)`)
	codeLine  = regexp.MustCompile(`^    (\w+) +\w+ +([0-9A-Z]+(?:-[0-9A-Z]+)+)$`)
)

// start runs a desk on ports the system chooses and waits until it has told them. It is killed when the test ends.
func start(t testing.TB, how string, args ...string) *server {
	t.Helper()
	return run(t, exec.Command(program, append(anyPorts(how), args...)...))
}

func anyPorts(how string) []string {
	return []string{how, "--portal", "127.0.0.1:0", "--site", "127.0.0.1:0", "--console", "127.0.0.1:0"}
}

func run(t testing.TB, cmd *exec.Cmd) *server {
	t.Helper()
	s := &server{t: t, cmd: cmd, codes: map[string]string{}, log: &safeBuffer{}, gone: make(chan error, 1)}
	s.cmd.Stderr = s.log
	out, err := s.cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := s.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.kill)
	ready := make(chan struct{})
	go func() {
		told, demo := false, slices.Contains(s.cmd.Args, "demo")
		for lines := bufio.NewScanner(out); lines.Scan(); {
			line := lines.Text()
			s.read(line)
			if !told && (!demo && strings.Contains(line, "Ctrl-C stops") || demo && len(s.codes) == 6) { // the demonstration prints its codes last
				told = true
				close(ready)
			}
		}
		s.gone <- s.cmd.Wait()
		if !told {
			close(ready)
		}
	}()
	select {
	case <-ready:
	case <-time.After(time.Minute):
		t.Fatalf("the desk did not start:\n%s", s.log)
	}
	if s.portal == "" || s.site == "" || s.console == "" {
		t.Fatalf("the desk did not start:\n%s", s.log)
	}
	return s
}

func (s *server) read(line string) {
	if m := faceLine.FindStringSubmatch(line); m != nil {
		*map[string]*string{"portal": &s.portal, "site": &s.site, "console": &s.console}[m[1]] = m[2]
	}
	if m := setupLine.FindStringSubmatch(line); m != nil {
		s.setup = m[1]
	}
	if m := codeLine.FindStringSubmatch(line); m != nil {
		s.codes[m[1]] = m[2]
	}
}

// kill ends the process as a power cut would: it gets no chance to finish anything.
func (s *server) kill() {
	_ = s.cmd.Process.Kill() // gone already: fine
	s.wait()
}

// stop asks the process to end and demands that it does, with exit code 0.
func (s *server) stop() {
	s.t.Helper()
	if err := s.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		s.t.Fatal(err)
	}
	if err := s.wait(); err != nil {
		s.t.Errorf("stopping: %v\n%s", err, s.log)
	}
}

func (s *server) wait() error {
	s.t.Helper()
	select {
	case err := <-s.gone:
		s.gone <- err
		return err
	case <-time.After(30 * time.Second):
		s.t.Error("the desk does not end")
		return nil
	}
}

// alive tells whether the process still runs.
func (s *server) alive() bool {
	select {
	case err := <-s.gone:
		s.gone <- err
		return false
	default:
		return true
	}
}

type safeBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (b *safeBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.b.Write(p)
}

func (b *safeBuffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.b.String()
}

// eventually tries until something holds.
func eventually(t testing.TB, what string, holds func() bool) {
	t.Helper()
	within(t, 30*time.Second, what, holds)
}

func within(t testing.TB, long time.Duration, what string, holds func() bool) {
	t.Helper()
	for end := time.Now().Add(long); time.Now().Before(end); time.Sleep(50 * time.Millisecond) {
		if holds() {
			return
		}
	}
	t.Fatalf("%s: not within %s", what, long)
}
