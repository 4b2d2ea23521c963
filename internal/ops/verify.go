package ops

import (
	"bytes"
	"context"
	"fmt"
	"time"

	"golang.org/x/mod/sumdb/tlog"

	"todoke/internal/incident"
	"todoke/internal/store"
)

// Verification is what VerifyAudit found. The log is whole when Problems is empty.
type Verification struct {
	Rows       int64     // numbered rows read
	Waiting    int       // rows not yet numbered
	Checkpoint time.Time // when the newest checkpoint was signed
	Root       string    // root the rows give at that size, base64; compare it with one noted elsewhere
	Problems   []*incident.Error
	More       int // problems beyond the hundred listed
}

const mostProblems = 100

func (v *Verification) add(key string, args ...any) {
	if len(v.Problems) == mostProblems {
		v.More++
		return
	}
	v.Problems = append(v.Problems, incident.Errorf(incident.Conflict, key, args...))
}

// VerifyAudit reads the whole audit log and tells every row that was altered, removed or inserted, and where the tree and its signed checkpoints disagree
// with the rows. Witnesses are checkpoints kept outside the database (from releases' manifests): only they show a log cut short together with its checkpoints.
// What it cannot show is a row put in, with a right hash, before it was numbered: that is what writing to the log is.
func VerifyAudit(ctx context.Context, st *store.Store, notes Notes, witnesses ...string) (Verification, error) {
	v := &verifier{st: st, notes: notes, signed: map[int64]tlog.Hash{}}
	for _, w := range witnesses {
		v.witness(w)
	}
	err := v.run(ctx)
	if err != nil {
		err = fmt.Errorf("verify audit log: %w", err)
	}
	return v.Verification, err
}

type verifier struct {
	Verification
	st      *store.Store
	notes   Notes
	signed  map[int64]tlog.Hash // roots signed for a size, from witnesses
	tree    frontier
	checks  []store.Checkpoint // read ahead
	checkN  int64              // size of the last checkpoint read
	ended   bool
	hashes  []store.TreeHash // read ahead
	hashN   int64            // next index expected
	rootBad bool
}

const page = 1000

func (v *verifier) run(ctx context.Context) error {
	for next := int64(0); ; {
		list, err := v.st.ListAuditFrom(ctx, next, page)
		if err != nil {
			return err
		}
		if len(list) == 0 {
			break
		}
		for _, row := range list {
			if err := v.row(ctx, row); err != nil {
				return err
			}
		}
		next = list[len(list)-1].Seq + 1
	}
	if err := v.newest(ctx); err != nil {
		return err
	}
	for size := range v.signed {
		if size > v.tree.size {
			v.add("audit.cut", v.tree.size, size)
		}
	}
	return v.waiting(ctx)
}

// row checks one numbered row and grows the tree by it. Where row and tree differ the tree's hash goes on, so that one altered row is one problem;
// whether the tree itself is right, the signed roots say.
func (v *verifier) row(ctx context.Context, row store.AuditRow) error {
	v.Rows++
	for v.tree.size < row.Seq {
		h, ok, err := v.peek(ctx)
		if err != nil {
			return err
		}
		if !ok {
			break
		}
		v.add("audit.removed", v.tree.size)
		if err := v.grow(ctx, h); err != nil {
			return err
		}
	}
	if v.tree.size != row.Seq { // beyond the tree, or a number given twice
		v.add("audit.inserted", row.Seq)
		return nil
	}
	leaf := row.LeafHash()
	h, ok, err := v.peek(ctx)
	if err != nil {
		return err
	}
	if !bytes.Equal(leaf[:], row.Leaf) || ok && leaf != h {
		v.add("audit.altered", row.Seq, row.At.Format(time.RFC3339))
	}
	if ok {
		leaf = h
	}
	return v.grow(ctx, leaf)
}

func (v *verifier) grow(ctx context.Context, leaf tlog.Hash) error {
	for _, want := range v.tree.add(leaf) {
		h, ok, err := v.peek(ctx)
		switch {
		case err != nil:
			return err
		case !ok:
			v.add("audit.hash_missing", v.hashN)
		case h != want:
			v.add("audit.hash", v.hashN)
		}
		if ok {
			v.hashes = v.hashes[1:]
		}
		v.hashN++
	}
	root := v.tree.root()
	if want, ok := v.signed[v.tree.size]; ok && want != root {
		v.wrongRoot(v.tree.size)
	}
	return v.checkpoint(ctx, root)
}

// peek gives the stored hash, one of those that proofs are made from, at the next index.
func (v *verifier) peek(ctx context.Context) (tlog.Hash, bool, error) {
	if len(v.hashes) == 0 {
		var err error
		if v.hashes, err = v.st.ListTreeHashes(ctx, v.hashN, page); err != nil {
			return tlog.Hash{}, false, err
		}
	}
	if len(v.hashes) == 0 || v.hashes[0].Index != v.hashN {
		return tlog.Hash{}, false, nil
	}
	return v.hashes[0].Hash, true, nil
}

// wrongRoot is told once: every later root is wrong with it.
func (v *verifier) wrongRoot(size int64) {
	if !v.rootBad {
		v.rootBad = true
		v.add("audit.root", size)
	}
}

// checkpoint compares the root at the present size with the checkpoint of that size, if there is one, and its signature.
func (v *verifier) checkpoint(ctx context.Context, root tlog.Hash) error {
	for !v.ended && (len(v.checks) == 0 || v.checks[0].Size < v.tree.size) {
		if len(v.checks) > 0 {
			v.checks = v.checks[1:]
			continue
		}
		list, err := v.st.ListCheckpoints(ctx, v.checkN, page)
		if err != nil {
			return err
		}
		if v.ended = len(list) == 0; !v.ended {
			v.checks, v.checkN = list, list[len(list)-1].Size
		}
	}
	if len(v.checks) > 0 && v.checks[0].Size == v.tree.size {
		v.compare(v.checks[0], root)
	}
	return nil
}

func (v *verifier) compare(c store.Checkpoint, root tlog.Hash) {
	size, signed, err := v.read(c.Note)
	switch {
	case err != nil || size != c.Size:
		v.add("audit.signature", c.Size)
	case signed != root:
		v.wrongRoot(c.Size)
	}
}

func (v *verifier) read(note string) (int64, tlog.Hash, error) {
	text, err := v.notes.VerifyNote(note)
	if err != nil {
		return 0, tlog.Hash{}, err
	}
	return readCheckpoint(text)
}

func (v *verifier) witness(note string) {
	size, root, err := v.read(note)
	if err != nil {
		v.add("audit.witness")
		return
	}
	v.signed[size] = root
}

// newest compares the end of the rows with the newest checkpoint. It is read after the rows: numbering writes both in one transaction.
func (v *verifier) newest(ctx context.Context) error {
	last, err := v.st.LatestCheckpoint(ctx)
	if err != nil {
		return err
	}
	v.Checkpoint = last.At
	v.Root = v.tree.root().String()
	switch {
	case last.Size < v.tree.size:
		v.add("audit.inserted", last.Size)
	case last.Size > v.tree.size:
		more, err := v.st.ListAuditFrom(ctx, v.tree.size, 1)
		if err != nil {
			return err
		}
		if len(more) == 0 { // not merely numbered since we read
			v.add("audit.cut", v.tree.size, last.Size)
		}
	}
	return nil
}

// waiting checks the rows not yet numbered; their leaf hash is all there is to compare.
func (v *verifier) waiting(ctx context.Context) error {
	list, err := v.st.ListAuditWaiting(ctx, 100_000)
	if err != nil {
		return err
	}
	v.Waiting = len(list)
	for _, row := range list {
		if h := row.LeafHash(); !bytes.Equal(h[:], row.Leaf) {
			v.add("audit.altered_waiting", row.At.Format(time.RFC3339))
		}
	}
	return nil
}

// frontier is the right edge of a growing Merkle tree: the roots of its full subtrees, largest first (RFC 6962).
type frontier struct {
	size  int64
	peaks []tlog.Hash
}

// add appends a leaf hash and gives the hashes the log stores for it, in stored order: the leaf, then each subtree it completes.
func (f *frontier) add(leaf tlog.Hash) []tlog.Hash {
	out := []tlog.Hash{leaf}
	h := leaf
	for n := f.size; n&1 == 1; n >>= 1 {
		h = tlog.NodeHash(f.peaks[len(f.peaks)-1], h)
		f.peaks = f.peaks[:len(f.peaks)-1]
		out = append(out, h)
	}
	f.peaks = append(f.peaks, h)
	f.size++
	return out
}

func (f *frontier) root() tlog.Hash {
	if f.size == 0 {
		h, _ := tlog.TreeHash(0, nil) // the empty tree reads no hash
		return h
	}
	h := f.peaks[len(f.peaks)-1]
	for i := len(f.peaks) - 2; i >= 0; i-- {
		h = tlog.NodeHash(f.peaks[i], h)
	}
	return h
}
