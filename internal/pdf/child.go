package pdf

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os/exec"
	"strings"
	"sync"
)

type request struct {
	ID   int    `json:"id"`
	Data string `json:"data"`
}

type reply struct {
	ID    int      `json:"id"`
	Ready bool     `json:"ready"`
	PDF   []byte   `json:"pdf"` // base64 in JSON
	Moved []string `json:"moved"`
	Error []string `json:"error"`
}

// child is a running engine.mjs; it ends by itself when its standard input closes.
type child struct {
	cmd    *exec.Cmd
	in     io.WriteCloser
	out    *bufio.Reader
	stderr *tail
}

func startChild(ctx context.Context, node string, args []string) (*child, error) {
	c := &child{cmd: exec.Command(node, args...), stderr: &tail{}}
	// Nothing of our environment (keys, addresses) goes to the child, and no way to a network: the compiler would
	// otherwise fetch a package if a template named one.
	c.cmd.Env = []string{"HTTP_PROXY=http://127.0.0.1:9", "HTTPS_PROXY=http://127.0.0.1:9", "ALL_PROXY=http://127.0.0.1:9", "TZ=UTC"}
	c.cmd.Stderr = c.stderr
	in, err := c.cmd.StdinPipe()
	if err != nil {
		return nil, err
	}
	out, err := c.cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := c.cmd.Start(); err != nil {
		return nil, err
	}
	c.in, c.out = in, bufio.NewReaderSize(out, 1<<20)
	ctx, cancel := context.WithTimeout(ctx, jobLimit)
	defer cancel()
	r, err := c.receive(ctx)
	if err == nil && !r.Ready {
		err = errors.New("engine did not say it is ready")
	}
	if err != nil {
		c.end()
		return nil, err
	}
	return c, nil
}

func (c *child) ask(ctx context.Context, q request) (reply, error) {
	line, err := json.Marshal(q)
	if err != nil {
		return reply{}, err
	}
	sent := make(chan error, 1)
	go func() {
		_, err := c.in.Write(append(line, '\n'))
		sent <- err
	}()
	r, err := c.receive(ctx)
	if err != nil {
		return reply{}, err
	}
	if err := <-sent; err != nil {
		return reply{}, err
	}
	if r.ID != q.ID {
		return reply{}, fmt.Errorf("engine answered job %d, not %d", r.ID, q.ID)
	}
	return r, nil
}

// receive reads one line, or kills the child when the time is over so that the reader ends too.
func (c *child) receive(ctx context.Context) (reply, error) {
	type result struct {
		reply reply
		err   error
	}
	done := make(chan result, 1)
	go func() {
		line, err := c.out.ReadBytes('\n')
		if err != nil {
			done <- result{err: fmt.Errorf("engine ended: %w%s", err, c.stderr)}
			return
		}
		var r reply
		err = json.Unmarshal(line, &r)
		done <- result{reply: r, err: err}
	}()
	select {
	case r := <-done:
		return r.reply, r.err
	case <-ctx.Done():
		c.cmd.Process.Kill()
		<-done
		return reply{}, fmt.Errorf("engine stopped: %w", context.Cause(ctx))
	}
}

func (c *child) end() {
	c.in.Close()
	c.cmd.Process.Kill()
	c.cmd.Wait()
}

// tail keeps the first kilobytes of what the child says on its error output.
type tail struct {
	mu   sync.Mutex
	text strings.Builder
}

func (t *tail) Write(p []byte) (int, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if room := 2048 - t.text.Len(); room > 0 {
		t.text.Write(p[:min(room, len(p))])
	}
	return len(p), nil
}

func (t *tail) String() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.text.Len() == 0 {
		return ""
	}
	return ": " + t.text.String()
}
