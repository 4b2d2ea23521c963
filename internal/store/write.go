package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"sync"

	"github.com/jackc/pgx/v5/pgconn"
	"github.com/pressly/goose/v3/lock"
)

// Tx is one transaction. Its methods change rows; its Reader sees what it changed.
type Tx struct {
	Reader
	x     execer
	fresh int64 // the report whose key was stored in this transaction
}

type execer interface {
	querier
	ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error)
}

func (tx *Tx) exec(ctx context.Context, query string, args ...any) error {
	_, err := tx.x.ExecContext(ctx, query, args...)
	return err
}

// changed runs a statement and tells how many rows it changed.
func (tx *Tx) changed(ctx context.Context, query string, args ...any) (int64, error) {
	res, err := tx.x.ExecContext(ctx, query, args...)
	if err != nil {
		return 0, err
	}
	return res.RowsAffected()
}

// Write runs fn in a transaction and returns after the commit is on disk. On SQLite one writer groups what is waiting into one commit, a failing fn
// undone alone; it commits at once when nobody waits. No sealing, parsing or other I/O belongs inside fn, and fn may run again: on PostgreSQL after a conflict, on SQLite when another fn of the group failed.
func (s *Store) Write(ctx context.Context, fn func(tx *Tx) error) error {
	if s.batch != nil {
		return s.batch.write(ctx, fn)
	}
	if s.write == nil {
		return errReadOnly
	}
	for try := 0; ; try++ {
		err := s.writePostgres(ctx, fn)
		var pg *pgconn.PgError
		if try < 5 && errors.As(err, &pg) && (pg.Code == "40001" || pg.Code == "40P01") {
			continue
		}
		return err
	}
}

func (s *Store) writePostgres(ctx context.Context, fn func(tx *Tx) error) error {
	t, err := s.write.BeginTx(ctx, nil)
	if err != nil {
		return fmt.Errorf("begin: %w", err)
	}
	defer t.Rollback() // harmless after a commit
	if err := fn(&Tx{Reader: Reader{q: t, dialect: postgres}, x: t}); err != nil {
		return err
	}
	if err := t.Commit(); err != nil {
		return fmt.Errorf("commit: %w", err)
	}
	return nil
}

func sessionLocker() lock.SessionLocker {
	l, err := lock.NewPostgresSessionLocker()
	if err != nil {
		panic(err) // only wrong options fail, and there are none
	}
	return l
}

// batchLimit bounds how many writes share one commit, so that the first of them does not wait long.
const batchLimit = 256

// batcher is SQLite's one writer: a goroutine that owns the connection.
type batcher struct {
	conn  *sql.Conn
	stmts map[string]*sql.Stmt
	queue chan *pending
	done  chan struct{}
	stop  sync.Once
	gone  chan struct{}
}

type pending struct {
	ctx context.Context
	fn  func(tx *Tx) error
	own func(x execer) error // instead of fn: outside any transaction, with nobody else
	err error
	out chan error
}

func newBatcher(ctx context.Context, db *sql.DB) (*batcher, error) {
	conn, err := db.Conn(ctx)
	if err != nil {
		return nil, fmt.Errorf("writer connection: %w", err)
	}
	b := &batcher{conn: conn, stmts: map[string]*sql.Stmt{}, queue: make(chan *pending, batchLimit), done: make(chan struct{}), gone: make(chan struct{})}
	go b.run()
	return b, nil
}

var errReadOnly = errors.New("store is open for reading only")

var errClosed = errors.New("store is closed")

func (b *batcher) write(ctx context.Context, fn func(tx *Tx) error) error {
	return b.wait(ctx, &pending{ctx: ctx, fn: fn, out: make(chan error, 1)})
}

// alone runs fn on the writer's connection outside any transaction; who wants to write waits.
func (b *batcher) alone(ctx context.Context, fn func(x execer) error) error {
	return b.wait(ctx, &pending{ctx: ctx, own: fn, out: make(chan error, 1)})
}

func (b *batcher) wait(ctx context.Context, p *pending) error {
	select {
	case b.queue <- p:
	case <-b.gone:
		return errClosed
	case <-ctx.Done():
		return ctx.Err()
	}
	select {
	case err := <-p.out:
		return err
	case <-b.gone:
		select {
		case err := <-p.out:
			return err
		default:
			return errClosed
		}
	}
}

func (b *batcher) close() {
	b.stop.Do(func() { close(b.done) })
	<-b.gone
}

func (b *batcher) run() {
	defer close(b.gone)
	defer b.conn.Close()
	for {
		select {
		case p := <-b.queue:
			b.commit(b.gather(p))
		case <-b.done:
			for { // what was queued before the close is still written
				select {
				case p := <-b.queue:
					b.commit(b.gather(p))
				default:
					for _, s := range b.stmts {
						s.Close()
					}
					return
				}
			}
		}
	}
}

// gather takes what waits already; it never waits itself.
func (b *batcher) gather(first *pending) []*pending {
	group := []*pending{first}
	for len(group) < batchLimit {
		select {
		case p := <-b.queue:
			group = append(group, p)
		default:
			return group
		}
	}
	return group
}

// commit runs the group in one transaction. First without savepoints, which cost a sixth of the rate; when one of several fails, all run again with them,
// so that only the failing one is undone. When the transaction itself fails everybody in it is told.
func (b *batcher) commit(group []*pending) {
	group = slices.DeleteFunc(group, func(p *pending) bool {
		if p.own != nil {
			p.out <- p.own(b)
		}
		return p.own != nil
	})
	if len(group) == 0 {
		return
	}
	err := b.attempt(group, false)
	if len(group) > 1 && slices.ContainsFunc(group, func(p *pending) bool { return p.err != nil }) {
		err = b.attempt(group, true)
	}
	for _, p := range group {
		if p.err == nil && err != nil {
			p.err = fmt.Errorf("commit: %w", err)
		}
		p.out <- p.err
	}
}

// attempt runs the group in a transaction and commits it. Without savepoints one failure rolls all of it back.
func (b *batcher) attempt(group []*pending, savepoints bool) error {
	ctx := context.Background()
	if err := b.raw(ctx, "BEGIN IMMEDIATE"); err != nil {
		return err
	}
	failed := false
	for _, p := range group {
		p.err = p.ctx.Err()
		switch {
		case p.err != nil:
		case savepoints:
			p.err = b.savepoint(ctx, p)
		default:
			p.err = b.call(p)
			failed = failed || p.err != nil
		}
		if failed {
			return b.raw(ctx, "ROLLBACK")
		}
	}
	err := b.raw(ctx, "COMMIT")
	if err != nil {
		_ = b.raw(ctx, "ROLLBACK") // says "no transaction" when SQLite has rolled back itself
	}
	return err
}

func (b *batcher) savepoint(ctx context.Context, p *pending) error {
	if err := b.raw(ctx, "SAVEPOINT one"); err != nil {
		return err
	}
	err := b.call(p)
	if err != nil {
		_ = b.raw(ctx, "ROLLBACK TO one")
	}
	if e := b.raw(ctx, "RELEASE one"); err == nil {
		err = e
	}
	return err
}

// call runs one fn; a panic in it is its error, not the writer's end.
func (b *batcher) call(p *pending) (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("write panicked: %v", r)
		}
	}()
	return p.fn(&Tx{Reader: Reader{q: b, dialect: sqlite}, x: b})
}

func (b *batcher) raw(ctx context.Context, query string) error {
	_, err := b.ExecContext(ctx, query)
	return err
}

// prepared keeps one statement a text: the texts are constants, so the map stays small.
func (b *batcher) prepared(ctx context.Context, query string) (*sql.Stmt, error) {
	if s, ok := b.stmts[query]; ok {
		return s, nil
	}
	s, err := b.conn.PrepareContext(ctx, query)
	if err == nil {
		b.stmts[query] = s
	}
	return s, err
}

// ExecContext runs a statement on the writer's connection.
func (b *batcher) ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error) {
	s, err := b.prepared(ctx, query)
	if err != nil {
		return nil, err
	}
	return s.ExecContext(context.WithoutCancel(ctx), args...)
}

// QueryContext reads on the writer's connection, seeing what the open transaction changed.
func (b *batcher) QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	return b.conn.QueryContext(context.WithoutCancel(ctx), query, args...)
}

// QueryRowContext reads one row on the writer's connection; its statement is free again after Scan, so it is kept prepared.
func (b *batcher) QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row {
	if s, err := b.prepared(ctx, query); err == nil {
		return s.QueryRowContext(context.WithoutCancel(ctx), args...)
	}
	return b.conn.QueryRowContext(context.WithoutCancel(ctx), query, args...)
}
