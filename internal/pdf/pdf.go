// Package pdf typesets an edition as an A4 PDF that is tagged, carries real text and has the same bytes on every run, and reads a finished PDF back.
// It does not decide what an edition says: every word and every place in a figure comes in the Document, and no clock is read.
package pdf

import (
	"cmp"
	"context"
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"
)

//go:embed engine/engine.mjs
var script []byte

//go:embed engine/edition.typ
var template []byte

//go:embed engine/package.json
var manifest []byte

// ErrNoEngine means Node, the Typst compiler or a font is missing or has another version than this program was tested with.
var ErrNoEngine = errors.New("no PDF engine")

// GlyphError names the first text the fonts have no character for.
type GlyphError struct{ Text string }

func (e *GlyphError) Error() string { return fmt.Sprintf("the fonts lack %q", e.Text) }

const (
	jobLimit  = 60 * time.Second // one edition takes well under two
	rounds    = 8                // at most, to put footnotes on the page of their mark
	jobsEach  = 100              // then a fresh child: the compiler's caches only grow
	restAfter = time.Minute      // without a job the child ends: it holds more memory than all the rest of the desk
)

// Config says where the engine is.
type Config struct {
	Dir  string // folder with node_modules, as `make tools` installs it
	Node string // the program; empty means node in the path
}

// Engine holds one child process and gives it one job at a time; it is safe for concurrent use.
type Engine struct {
	node, dir, work string

	mu    sync.Mutex
	child *child
	jobs  int
	rest  *time.Timer
}

// Open checks that the engine is complete and of the pinned versions; its child starts with the first job. The caller closes it.
func Open(ctx context.Context, cfg Config) (*Engine, error) {
	node, err := exec.LookPath(cmp.Or(cfg.Node, "node"))
	if err != nil {
		return nil, fmt.Errorf("%w: Node is not installed", ErrNoEngine)
	}
	if node, err = filepath.Abs(node); err != nil {
		return nil, fmt.Errorf("open PDF engine: %w", err)
	}
	dir, err := filepath.Abs(cfg.Dir)
	if err != nil {
		return nil, fmt.Errorf("open PDF engine: %w", err)
	}
	if err := installed(dir); err != nil {
		return nil, err
	}
	e := &Engine{node: node, dir: dir}
	e.rest = time.AfterFunc(restAfter, func() {
		e.mu.Lock()
		defer e.mu.Unlock()
		e.stop()
	})
	if err := e.unpack(); err != nil {
		e.Close()
		return nil, fmt.Errorf("open PDF engine: %w", err)
	}
	return e, nil
}

// installed compares the packages in dir with the versions this program carries: another compiler would set other bytes.
func installed(dir string) error {
	var want struct{ Dependencies map[string]string }
	if err := json.Unmarshal(manifest, &want); err != nil {
		return fmt.Errorf("read engine manifest: %w", err)
	}
	for name, version := range want.Dependencies {
		var have struct{ Version string }
		raw, err := os.ReadFile(filepath.Join(dir, "node_modules", filepath.FromSlash(name), "package.json"))
		if err != nil {
			return fmt.Errorf("%w: %s is not installed (make tools installs it)", ErrNoEngine, name)
		}
		if err := json.Unmarshal(raw, &have); err != nil || have.Version != version {
			return fmt.Errorf("%w: %s is %q, not %s (make tools installs it)", ErrNoEngine, name, have.Version, version)
		}
	}
	return nil
}

// unpack writes the script and template this program carries to a folder of its own, beside an empty workspace:
// the template can then read no file at all.
func (e *Engine) unpack() error {
	work, err := os.MkdirTemp("", "todoke-pdf-")
	if err != nil {
		return err
	}
	e.work = work
	if err := os.Mkdir(filepath.Join(work, "empty"), 0o700); err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(work, "engine.mjs"), script, 0o600); err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(work, "edition.typ"), template, 0o600)
}

// Edition typesets the document; a *GlyphError names a character the fonts lack, other errors list what is wrong with it.
func (e *Engine) Edition(ctx context.Context, doc Document) ([]byte, error) {
	wire, err := encode(&doc)
	if err != nil {
		return nil, fmt.Errorf("typeset edition: %w", err)
	}
	file, err := e.settle(ctx, wire)
	if err != nil {
		return nil, fmt.Errorf("typeset edition: %w", err)
	}
	if err := ownFonts(file); err != nil {
		return nil, fmt.Errorf("typeset edition: %w", err)
	}
	return file, nil
}

// settle typesets until every footnote stands on the page of its mark. When a heading and what follows it move to the next
// page, the compiler leaves their footnotes behind (typst/typst#5314); a break where it moved them anyway puts that right.
func (e *Engine) settle(ctx context.Context, wire *wireDocument) ([]byte, error) {
	for round := 0; ; round++ {
		data, err := json.Marshal(wire)
		if err != nil {
			return nil, err
		}
		r, err := e.run(ctx, data)
		if err != nil || round == rounds || !slices.ContainsFunc(r.Moved, wire.breakBefore) {
			return r.PDF, err
		}
	}
}

// Close ends the child and removes its folder.
func (e *Engine) Close() error {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.rest.Stop()
	e.stop()
	if e.work == "" {
		return nil
	}
	work := e.work
	e.work = ""
	if err := os.RemoveAll(work); err != nil {
		return fmt.Errorf("close PDF engine: %w", err)
	}
	return nil
}

func (e *Engine) run(ctx context.Context, data []byte) (reply, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.work == "" {
		return reply{}, errors.New("engine is closed")
	}
	ctx, cancel := context.WithTimeout(ctx, jobLimit)
	defer cancel()
	e.rest.Stop()
	defer e.rest.Reset(restAfter)
	if e.child == nil || e.jobs >= jobsEach {
		if err := e.start(ctx); err != nil {
			return reply{}, fmt.Errorf("%w: %w", ErrNoEngine, err)
		}
	}
	e.jobs++
	r, err := e.child.ask(ctx, request{ID: e.jobs, Data: string(data)})
	if err != nil {
		e.stop() // a child that missed its time or died cannot be asked again
		return reply{}, err
	}
	if len(r.Error) > 0 {
		return reply{}, readError(r.Error)
	}
	return r, nil
}

func (e *Engine) start(ctx context.Context) error {
	e.stop()
	c, err := startChild(ctx, e.node, []string{
		filepath.Join(e.work, "engine.mjs"), e.dir, filepath.Join(e.work, "edition.typ"), filepath.Join(e.work, "empty"),
	})
	if err != nil {
		return err
	}
	e.child, e.jobs = c, 0
	return nil
}

func (e *Engine) stop() {
	if e.child != nil {
		e.child.end()
		e.child = nil
	}
}

func readError(messages []string) error {
	for _, m := range messages {
		before, after, found := strings.Cut(m, "the text `\"")
		if !found || !strings.Contains(before, "error") {
			continue
		}
		if text, _, found := strings.Cut(after, "\"` could not be displayed"); found {
			return &GlyphError{Text: text}
		}
	}
	return errors.New(strings.Join(messages, "; "))
}
