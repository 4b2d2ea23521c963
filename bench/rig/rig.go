// Package rig starts the built program for the benchmarks and measures what the disk can do in the same run.
// It is not for tests: nothing here judges, the programs print figures beside their limits.
package rig

import (
	"bufio"
	"context"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// Server is a running desk.
type Server struct {
	Portal, Site, Console string // URLs with a slash at the end
	Ready                 time.Duration
	cmd                   *exec.Cmd
}

var address = regexp.MustCompile(`^\s+(portal|site|console)\s+(http://\S+)`)

// Program is the built binary; make bench builds it first.
func Program() string {
	if p := os.Getenv("TODOKE"); p != "" {
		return p
	}
	return filepath.Join("bin", "todoke")
}

// Start runs "todoke serve" on a data folder with free loopback ports and waits until the portal answers.
func Start(ctx context.Context, data string, args ...string) (*Server, error) {
	args = append([]string{"serve", "--data", data, "--portal", "127.0.0.1:0", "--site", "127.0.0.1:0", "--console", "127.0.0.1:0"}, args...)
	cmd := exec.CommandContext(ctx, Program(), args...)
	cmd.Cancel = func() error { return cmd.Process.Signal(syscall.SIGTERM) }
	cmd.WaitDelay = 15 * time.Second
	out, err := cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	cmd.Stderr = os.Stderr
	begin := time.Now()
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	s := &Server{cmd: cmd}
	lines := bufio.NewScanner(out)
	for s.Console == "" && lines.Scan() {
		if m := address.FindStringSubmatch(lines.Text()); m != nil {
			*map[string]*string{"portal": &s.Portal, "site": &s.Site, "console": &s.Console}[m[1]] = m[2]
		}
	}
	if s.Console == "" {
		return nil, fmt.Errorf("the program printed no addresses: %w", cmd.Wait())
	}
	go func() {
		for lines.Scan() { // so that it never blocks on a full pipe
		}
	}()
	resp, err := http.Get(s.Portal)
	if err != nil {
		return nil, err
	}
	resp.Body.Close()
	s.Ready = time.Since(begin)
	return s, nil
}

// Stop ends the server as an operator would.
func (s *Server) Stop() error {
	if err := s.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		return err
	}
	return s.cmd.Wait()
}

// Memory is the resident memory of the server alone, in MiB (VmRSS of /proc).
func (s *Server) Memory() (int, error) {
	b, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", s.cmd.Process.Pid))
	if err != nil {
		return 0, err
	}
	for l := range strings.Lines(string(b)) {
		if v, ok := strings.CutPrefix(l, "VmRSS:"); ok {
			kib, err := strconv.Atoi(strings.TrimSuffix(strings.TrimSpace(v), " kB"))
			return kib >> 10, err
		}
	}
	return 0, fmt.Errorf("no VmRSS")
}

// Fsyncs measures how often a second the disk under dir makes an appended 4 KiB durable, one after another.
func Fsyncs(dir string, during time.Duration) (float64, error) {
	f, err := os.CreateTemp(dir, "probe")
	if err != nil {
		return 0, err
	}
	defer os.Remove(f.Name())
	defer f.Close()
	block := make([]byte, 4096)
	n, begin := 0, time.Now()
	for time.Since(begin) < during {
		if _, err := f.Write(block); err != nil {
			return 0, err
		}
		if err := f.Sync(); err != nil {
			return 0, err
		}
		n++
	}
	return float64(n) / time.Since(begin).Seconds(), nil
}

// Verdict writes a figure beside its limit; over says that the figure must be at least the limit.
func Verdict(what string, figure, limit float64, unit string, over bool) {
	sign, met := "≤", figure <= limit
	if over {
		sign, met = "≥", figure >= limit
	}
	word := "met"
	if !met {
		word = "NOT MET"
	}
	fmt.Printf("%-58s %8.2f %s  (target %s %.2f) %s\n", what, figure, unit, sign, limit, word)
}

// Median of some figures; they are few.
func Median(v []float64) float64 {
	v = slices.Sorted(slices.Values(v))
	return v[len(v)/2]
}

// CPU is the processor time the server has used so far (user and system, /proc).
func (s *Server) CPU() (time.Duration, error) {
	b, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", s.cmd.Process.Pid))
	if err != nil {
		return 0, err
	}
	_, rest, _ := strings.Cut(string(b), ") ") // the program's name may hold spaces
	f := strings.Fields(rest)
	var ticks int64
	for _, v := range f[11:13] {
		n, err := strconv.ParseInt(v, 10, 64)
		if err != nil {
			return 0, err
		}
		ticks += n
	}
	return time.Duration(ticks) * time.Second / 100, nil // USER_HZ is 100 on Linux
}

// Processor is the processor time of this program so far, in seconds.
func Processor() float64 {
	var u syscall.Rusage
	_ = syscall.Getrusage(syscall.RUSAGE_SELF, &u) // it has no way to fail
	return time.Duration(u.Utime.Nano() + u.Stime.Nano()).Seconds()
}
