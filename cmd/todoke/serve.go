package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"runtime/debug"
	"strings"
	"sync"
	"syscall"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"todoke/internal/console"
	"todoke/internal/incident"
	"todoke/internal/intake"
	"todoke/internal/ops"
	"todoke/internal/portal"
	"todoke/internal/site"
)

// place is where a desk is and listens: flags shared by serve and demo.
type place struct {
	Data    string `help:"Data folder." required:"" placeholder:"DIR"`
	Keys    string `help:"Key folder; never inside the data folder, but for a demonstration. Default: DIR.keys." placeholder:"DIR"`
	DB      string `name:"db" help:"PostgreSQL to use instead of the embedded SQLite." placeholder:"postgres://…"`
	Portal  string `help:"Listen address of the reporters' pages. Default 127.0.0.1:8701." placeholder:"HOST:PORT"`
	Site    string `help:"Listen address of the public site. Default 127.0.0.1:8702." placeholder:"HOST:PORT"`
	Console string `help:"Listen address of the staff's pages. Default 127.0.0.1:8703, loopback only." placeholder:"HOST:PORT"`
	PDF     string `name:"pdf" help:"Folder of the PDF engine, as make tools installs it." placeholder:"DIR"`
}

func (p place) config() (Config, error) {
	c, err := loadConfig(p.Data)
	for _, o := range []struct {
		into *string
		flag string
	}{{&c.Keys, p.Keys}, {&c.DB, p.DB}, {&c.Portal, p.Portal}, {&c.Site, p.Site}, {&c.Console, p.Console}, {&c.PDF, p.PDF}} {
		if o.flag != "" {
			*o.into = o.flag
		}
	}
	return c, err
}

type serveCmd struct {
	place `embed:""`
}

// Help of serve.
func (serveCmd) Help() string {
	return `Starts the portal (reporters), the public site (readers) and the console (staff), each on its own address. On an empty folder it makes the data folder and the key folder beside it, and prints a set-up code for the first administrator.

Keep the key folder apart from the data folder and from backups: without it nothing sealed can be read, with both everything can.

Exit codes: 0 stopped by a signal; 1 could not start or serve; 2 wrong command line; 6 another process has the data folder open.`
}

// Run of serve.
func (s *serveCmd) Run(ctx context.Context) error {
	c, err := s.config()
	if err != nil {
		return err
	}
	d, err := openDesk(ctx, c, time.Now, logger())
	if err != nil {
		return err
	}
	defer d.close()
	return d.serve(ctx, os.Stdout, "")
}

func logger() *slog.Logger {
	return slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelInfo}))
}

// serve listens on the three addresses until ctx ends, with sequencer and jobs beside.
// note is printed after the addresses.
func (d *desk) serve(ctx context.Context, out io.Writer, note string) error {
	debug.SetGCPercent(400) // the live heap is small; collecting at four times its size costs memory nobody misses and saves a tenth of the processor
	if d.demo {
		if err := loopbackOnly(d.config); err != nil {
			return err
		}
	}
	if err := d.publish.Relink(ctx); err != nil {
		return err
	}
	setup, err := d.setupCode(ctx)
	if err != nil {
		return err
	}
	poller, err := d.poller()
	if err != nil {
		return err
	}
	faces, err := d.faces(setup, poller)
	if err != nil {
		return err
	}
	listeners, err := listen(faces)
	if err != nil {
		return err
	}
	if err := d.analyze.WantOlder(ctx); err != nil {
		return err
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	var wg sync.WaitGroup
	wg.Go(func() { d.sequencer().Run(ctx) })
	wg.Go(func() { d.worker.Run(ctx) })
	wg.Go(func() { d.sweep(ctx) })
	wg.Go(func() { d.followForms(ctx) })
	if poller != nil {
		wg.Go(func() { poller.Run(ctx) })
	}

	failed := make(chan error, len(faces))
	servers := make([]*http.Server, len(faces))
	for i, f := range faces {
		servers[i] = &http.Server{Handler: f.handler, ReadHeaderTimeout: 10 * time.Second, ReadTimeout: 10 * time.Minute, WriteTimeout: 10 * time.Minute,
			IdleTimeout: 2 * time.Minute, MaxHeaderBytes: 64 << 10, ErrorLog: slog.NewLogLogger(d.log.Handler(), slog.LevelDebug)}
		wg.Go(func() {
			if err := servers[i].Serve(listeners[i]); !errors.Is(err, http.ErrServerClosed) {
				failed <- err
			}
		})
	}
	d.announce(out, listeners, setup)
	fmt.Fprint(out, note)
	select {
	case err = <-failed:
	case <-ctx.Done():
	}
	end, done := context.WithTimeout(context.Background(), 10*time.Second)
	defer done()
	for _, s := range servers {
		_ = s.Shutdown(end) // requests under way are let finish; after ten seconds they are cut
	}
	cancel()
	wg.Wait()
	return err
}

func (d *desk) sequencer() *ops.Sequencer {
	return &ops.Sequencer{Store: d.store, Notes: d.seal, Now: d.now, Log: d.log}
}

// face is one listener with its handler.
type face struct {
	name    string
	addr    string
	handler http.Handler
}

func (d *desk) faces(setup string, box *intake.Poller) ([]face, error) {
	name := func() incident.Text { return d.name }
	public := d.siteURL()
	p, err := portal.New(portal.Config{Intake: d.intake, Forms: d.forms, Texts: d.texts, Log: d.log, Desk: name, Demo: d.demo, Now: d.now, Site: public, Subscribe: d.subscribe})
	if err != nil {
		return nil, fmt.Errorf("portal: %w", err)
	}
	if p, err = d.withAPI(p); err != nil {
		return nil, err
	}
	c, err := console.New(console.Config{Auth: d.auth, Triage: d.triage, Publish: d.publish, Retention: d.keeping, Subscribers: d.subscribe, Intake: d.intake, Stats: d.stats, Forms: d.forms, Texts: d.texts, Log: d.log,
		Desk: name, Demo: d.demo, Now: d.now, SetupCode: setup, Secure: strings.HasPrefix(d.config.ConsoleURL, "https://"), Audit: d.auditLog(), Waits: &ops.Waits{Store: d.store, Now: d.now, Nudge: d.worker.Nudge}, Mailbox: box, Site: public, Builds: os.DirFS(filepath.Join(d.config.Data, "builds"))})
	if err != nil {
		return nil, fmt.Errorf("console: %w", err)
	}
	reg := prometheus.NewRegistry()
	mux := http.NewServeMux()
	mux.Handle("/", d.nudging(d.measured(reg, c)))
	mux.Handle("GET /metrics", promhttp.HandlerFor(reg, promhttp.HandlerOpts{}))
	mux.Handle("GET /healthz", d.health())
	pages, err := site.New(site.Config{Dir: func() string { return filepath.Join(d.config.Data, "public") }, Texts: d.texts, Log: d.log, Desk: name, Demo: d.demo, Portal: d.portalURL(), Mail: d.config.Mail.Address})
	if err != nil {
		return nil, fmt.Errorf("site: %w", err)
	}
	return []face{
		{"portal", d.config.Portal, d.nudging(p)},
		{"site", d.config.Site, pages},
		{"console", d.config.Console, mux},
	}, nil
}

// traffic counts the posts of the current tenth of a second, so that jobs give way while reports come in fast.
type traffic struct {
	mu    sync.Mutex
	tenth int64
	posts int
}

// crowd is how many posts in a tenth of a second make jobs wait.
const crowd = 5

func (t *traffic) post() {
	t.mu.Lock()
	defer t.mu.Unlock()
	if now := time.Now().UnixMilli() / 100; now != t.tenth {
		t.tenth, t.posts = now, 0
	}
	t.posts++
}

func (t *traffic) busy() bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.posts >= crowd && time.Now().UnixMilli()/100-t.tenth <= 1
}

// nudging tells the worker after every post that there may be a job, so that masking begins at once and not at the next poll.
func (d *desk) nudging(h http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h.ServeHTTP(w, r)
		if r.Method == http.MethodPost {
			d.traffic.post()
			d.worker.Nudge()
		}
	})
}

// measured counts requests of the console by status; no path and no number is a label.
func (d *desk) measured(reg *prometheus.Registry, h http.Handler) http.Handler {
	count := prometheus.NewCounterVec(prometheus.CounterOpts{Name: "todoke_console_requests_total", Help: "Requests to the console."}, []string{"code", "method"})
	reg.MustRegister(count)
	return promhttp.InstrumentHandlerCounter(count, h)
}

func (d *desk) health() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if err := d.store.Ping(r.Context()); err != nil {
			http.Error(w, "database", http.StatusServiceUnavailable)
			return
		}
		fmt.Fprintln(w, "ok")
	})
}

func listen(faces []face) ([]net.Listener, error) {
	var out []net.Listener
	for _, f := range faces {
		l, err := listenAt(f.name, f.addr)
		if err != nil {
			for _, l := range out {
				l.Close()
			}
			return nil, err
		}
		out = append(out, l)
	}
	return out, nil
}

// listenAt listens where a face is; who finds the address taken is told how to choose another.
func listenAt(name, addr string) (net.Listener, error) {
	l, err := net.Listen("tcp", addr)
	switch {
	case errors.Is(err, syscall.EADDRINUSE):
		return nil, fmt.Errorf("%s: another program listens on %s; choose another address by --%s=HOST:PORT or TODOKE_%s=HOST:PORT", name, addr, name, strings.ToUpper(name))
	case err != nil:
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return l, nil
}

// loopbackOnly refuses what would let others than this machine reach a demonstration.
func loopbackOnly(c Config) error {
	for _, a := range []string{c.Portal, c.Site, c.Console} {
		if !ops.Loopback(a) {
			return fmt.Errorf("a demonstration listens on loopback only, not on %s: its accounts and secrets are known", a)
		}
	}
	return nil
}

// addressesFree tells at once what would stop the start after a preparation that takes its time.
func addressesFree(c Config) error {
	for _, a := range [][2]string{{"portal", c.Portal}, {"site", c.Site}, {"console", c.Console}} {
		l, err := listenAt(a[0], a[1])
		if err != nil {
			return err
		}
		if err := l.Close(); err != nil {
			return err
		}
	}
	return nil
}

// setupCode gives the code that lets the first administrator in, while there is none. Only this terminal shows it.
func (d *desk) setupCode(ctx context.Context) (string, error) {
	empty, err := d.auth.Empty(ctx)
	if err != nil || !empty {
		return "", err
	}
	return d.seal.NewSecretCode(2), nil
}

func (d *desk) announce(out io.Writer, l []net.Listener, setup string) {
	var b strings.Builder
	fmt.Fprintf(&b, "\n  %s\n  %s\n\n", d.name.JA, d.name.EN)
	fmt.Fprintf(&b, "  portal   http://%s/   reporters file here\n", l[0].Addr())
	fmt.Fprintf(&b, "  site     http://%s/   readers find the editions here\n", l[1].Addr())
	fmt.Fprintf(&b, "  console  http://%s/   staff work here\n", l[2].Addr())
	if setup != "" {
		fmt.Fprintf(&b, "\n  No administrator yet. Open the console and enter this set-up code: %s\n", setup)
	}
	if d.pdf == nil {
		fmt.Fprintf(&b, "\n  No PDF engine found: editions are built as pages only. Run \"make tools\".\n")
	}
	fmt.Fprintf(&b, "\n  data %s   keys %s   Ctrl-C stops\n\n", d.config.Data, d.config.keyDir(d.demo))
	fmt.Fprint(out, b.String())
}

// followForms puts versions of forms in force that another node added or whose first day has come.
func (d *desk) followForms(ctx context.Context) {
	tick := time.NewTicker(15 * time.Second)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
			if err := d.triage.LoadForms(ctx); err != nil && ctx.Err() == nil {
				d.log.Error("forms", "err", err)
			}
		}
	}
}

// sweep removes what has had its time (expired drafts, day-old tokens, traces in the search index), and queues the erasing of what is due, now and every hour.
func (d *desk) sweep(ctx context.Context) {
	tick := time.NewTicker(time.Hour)
	defer tick.Stop()
	for {
		if err := errors.Join(d.intake.Sweep(ctx), d.analyze.Tidy(ctx), d.keeping.Sweep(ctx), d.subscribe.Sweep(ctx)); err != nil && ctx.Err() == nil {
			d.log.Error("sweep", "err", err)
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}
