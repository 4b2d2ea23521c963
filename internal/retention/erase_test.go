package retention_test

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	_ "github.com/jackc/pgx/v5/stdlib"

	"todoke/internal/incident"
	"todoke/internal/incidenttest"
	"todoke/internal/intake"
	"todoke/internal/retention"
	"todoke/internal/store"
	"todoke/internal/text"
)

// run runs the erasing job as the worker does.
func (d *desk) run() {
	d.t.Helper()
	d.must(d.Run(ctx))
}

// has lists the classes of which something is there.
func (d *desk) has(number string) []incident.Kept {
	d.t.Helper()
	l, err := d.st.FindLife(ctx, d.report(number).ID)
	d.must(err)
	return l.Has
}

// Each class goes on its day, with what may not outlive it; what stays opens, and codes and numbers stand as they were.
func TestEraseByClock(t *testing.T) {
	onDesks(t, func(t *testing.T, d *desk) {
		n := d.closed(nil)
		id := d.report(n).ID
		facts := []incident.Fact{{Dimension: "attack", Code: "phishing", Polarity: "present", Certainty: "confirmed", Source: "reporter", Version: 1, By: "staff:bun"}}
		d.must(d.st.Write(ctx, func(tx *store.Tx) error { return tx.ReplaceFacts(ctx, id, true, facts, d.now) }))
		before, err := d.st.ListFacts(ctx, id)
		d.must(err)
		d.clocks()
		begun := d.now
		d.now = begun.AddDate(0, 0, 3)
		d.run()
		if runs, err := d.Runs(ctx, mono); err != nil || len(runs) != 0 {
			t.Fatalf("something ran in the first days: %v, %v", runs, err)
		}
		for _, x := range []struct {
			months int
			left   []incident.Kept
		}{
			{11, incident.KeptOfReport},
			{13, []incident.Kept{incident.KeptOriginal, incident.KeptContact, incident.KeptIdentity, incident.KeptMasked}},
			{25, []incident.Kept{incident.KeptIdentity, incident.KeptMasked}},
			{37, []incident.Kept{incident.KeptMasked}},
			{61, nil},
		} {
			d.now = begun.AddDate(0, x.months, 0)
			d.run()
			if got := d.has(n); !slices.Equal(got, x.left) {
				t.Fatalf("after %d months %v is left, want %v", x.months, got, x.left)
			}
			rows, err := d.st.ListSealed(ctx, id)
			d.must(err)
			kinds := map[store.SealedKind]int{}
			for _, r := range rows {
				kinds[r.Kind]++
			}
			if original := slices.Contains(x.left, incident.KeptOriginal); (kinds[store.SealedSubmission] > 0) != original || (kinds[store.SealedMessage] > 0) != original {
				t.Errorf("after %d months: sealed rows %v", x.months, kinds)
			}
			if (kinds[store.SealedParty] > 0) != slices.Contains(x.left, incident.KeptIdentity) {
				t.Errorf("after %d months: sealed rows %v", x.months, kinds)
			}
			texts, err := d.st.ListMaskedTexts(ctx, id)
			d.must(err)
			found, err := d.st.SearchIDs(ctx, "制御盤", 10)
			d.must(err)
			if masked := slices.Contains(x.left, incident.KeptMasked); (len(texts) > 0) != masked || slices.Contains(found, id) != masked {
				t.Errorf("after %d months: %d masked texts, found %v", x.months, len(texts), found)
			}
			d.mask(n) // a job that comes late brings nothing back
			if got := d.has(n); !slices.Equal(got, x.left) {
				t.Fatalf("after %d months and masking again %v is there, want %v", x.months, got, x.left)
			}
			if x.months == 25 {
				d.namesOnly(n)
			}
		}
		if _, err := d.st.FindKey(ctx, id); !errors.Is(err, sql.ErrNoRows) {
			t.Errorf("the key is still there: %v", err)
		}
		after, err := d.st.ListFacts(ctx, id)
		d.must(err)
		if len(before) == 0 || len(after) != len(before) {
			t.Errorf("%d facts of %d are left", len(after), len(before))
		}
		parties, err := d.st.ListParties(ctx, id)
		d.must(err)
		if len(parties) == 0 || parties[0].Pseudonym == "" {
			t.Errorf("pseudonyms: %+v", parties)
		}
		v, err := d.Report(ctx, bun, n)
		d.must(err)
		for _, r := range v.Rows {
			if r.There || r.Erased.IsZero() || r.Cause != retention.ByClock {
				t.Errorf("row %+v", r)
			}
		}
		d.now = d.now.AddDate(1, 0, 0)
		d.run()
		if runs, err := d.Runs(ctx, mono); err != nil || len(runs) != 4 {
			t.Errorf("%d runs, %v", len(runs), err)
		}
	})
}

// namesOnly sees that a report whose contacts went still has its names, under another key, and no contact.
func (d *desk) namesOnly(number string) {
	d.t.Helper()
	r := d.report(number)
	g, err := d.seal.Turn(ctx, r.ID, r.Number, func(_ store.SealedKind, _ string, plain []byte) ([]byte, error) {
		if !bytes.Contains(plain, []byte("樗木")) || bytes.Contains(plain, []byte("7713")) || bytes.Contains(plain, []byte("kasasagi-roubiki.example\"")) && bytes.Contains(plain, []byte("fukino")) {
			d.t.Errorf("a party is %s", plain)
		}
		return nil, nil
	})
	d.must(err)
	if len(g.Was) == 0 {
		d.t.Error("no party is left")
	}
}

// A third report of the same organisation is counted as such though the first two were erased.
func TestSameOrganisationStillCounts(t *testing.T) {
	onDesks(t, func(t *testing.T, d *desk) {
		first, second := d.closed(nil), d.closed(nil)
		d.clocks()
		d.now = d.now.AddDate(10, 0, 0)
		d.run()
		third := d.file(nil)
		v, err := d.triage.FindReport(ctx, bun, third)
		d.must(err)
		if len(v.Parties) == 0 || v.Parties[0].Others != 2 {
			t.Errorf("%+v of %s, %s", v.Parties, first, second)
		}
		if d.has(first) != nil || d.has(second) != nil || d.has(third) == nil {
			t.Error("the wrong ones were erased")
		}
	})
}

// Held and open reports stay, whatever the clocks say; so does a report whose case is not released.
func TestNeverErased(t *testing.T) {
	onDesks(t, func(t *testing.T, d *desk) {
		open, held, cased, asked, contested, gone := d.file(nil), d.closed(nil), d.closed(nil), d.closed(nil), d.closed(nil), d.closed(nil)
		d.clocks()
		d.now = d.now.AddDate(12, 0, 0)
		d.must(d.Hold(ctx, satoe, held, "訴訟の間は残す", d.now.AddDate(1, 0, 0)))
		at := d.now
		d.must(d.st.Write(ctx, func(tx *store.Tx) error {
			c := incident.Case{Number: "2020-0001", Scheme: "2020H1", Category: "virus"}
			return errors.Join(tx.InsertCase(ctx, c, at), tx.LinkCase(ctx, c.Number, d.report(cased).ID, "staff:bun", at),
				tx.InsertAsk(ctx, store.Ask{ID: store.NewID(at), ReportID: d.report(asked).ID, Question: "story", Why: "own", Who: "staff:bun", At: at, Due: at.AddDate(0, 0, 7)}))
		}))
		d.must(d.triage.Undo(ctx, hana, contested, "見直す"))
		d.must(d.triage.Reject(ctx, hana, contested, "test", ""))
		d.must(d.intake.Contest(ctx, intake.Key{Number: contested, Code: d.codes[contested], Source: "192.0.2.1"}, "もう一度見てください"))
		d.mask(contested)
		d.run()
		for _, n := range []string{open, held, cased, asked, contested} {
			if got := d.has(n); !slices.Equal(got, incident.KeptOfReport) {
				t.Errorf("%s lost something: %v is left", n, got)
			}
		}
		if got := d.has(gone); got != nil {
			t.Errorf("the due one keeps %v", got)
		}
	})
}

// Two people agreed: all goes at once, though no clock runs.
func TestEraseOnRequest(t *testing.T) {
	onDesks(t, func(t *testing.T, d *desk) {
		n, other := d.closed(nil), d.closed(nil)
		key := intake.Key{Number: n, Code: d.codes[n], Source: "192.0.2.1"}
		d.must(d.intake.AskErase(ctx, key))
		d.refused(d.intake.AskErase(ctx, key), "error.erase_asked")
		list, err := d.Requests(ctx, hana)
		d.must(err)
		if len(list) != 1 || list[0].Origin != "reporter" {
			t.Fatalf("%+v", list)
		}
		d.must(d.ProposeErase(ctx, hana, n, list[0].ID))
		d.run()
		if len(d.has(n)) != 5 {
			t.Error("one person erased")
		}
		d.must(d.AgreeErase(ctx, satoe, n, list[0].ID))
		d.run()
		if d.has(n) != nil || len(d.has(other)) != 5 {
			t.Errorf("left: %v, of another %v", d.has(n), d.has(other))
		}
		v, err := d.intake.Find(ctx, n, d.codes[n], "192.0.2.1")
		d.must(err)
		if len(v.Erased) != 5 || v.EraseAsked == nil || v.EraseAsked.State != store.EraseDone || len(v.Messages) != 1 || !v.Messages[0].Gone || v.Messages[0].Words != "" {
			t.Errorf("the reporter sees %+v", v)
		}
		d.refused(d.intake.Write(ctx, key, "もう一つ伝えたいことがあります"), "error.erased")
		d.refused(d.intake.AskErase(ctx, key), "error.erased")
		_, err = d.intake.Amend(ctx, intake.Amendment{Key: key, Answers: []incident.Answer{{Question: "story", State: incident.KnownYes, Text: "書き直します"}}})
		d.refused(err, "error.erased")
		_, err = d.triage.Reply(ctx, hana, n, "", "お返事です")
		d.refused(err, "error.erased")
		versions, err := d.triage.Versions(ctx, hana, n)
		d.must(err)
		if len(versions) != 1 || !versions[0].Erased {
			t.Errorf("versions %+v", versions)
		}
		d.must(d.triage.Undo(ctx, hana, n, "樗木さんと話した")) // no name is known any more, and nothing breaks
	})
}

// Start begins at once with what is due; with nothing due it says so.
func TestStart(t *testing.T) {
	onDesks(t, func(t *testing.T, d *desk) {
		n := d.closed(nil)
		d.refused(d.Start(ctx, kan), "retention.error.nothing_due")
		d.now = d.now.AddDate(10, 0, 0)
		d.clocks()
		d.run()
		if len(d.has(n)) != 5 {
			t.Fatal("erased in the first days")
		}
		d.refused(d.Start(ctx, satoe), "error.forbidden")
		d.must(d.Start(ctx, kan))
		d.run()
		if d.has(n) != nil {
			t.Errorf("left: %v", d.has(n))
		}
	})
}

// needles are what must not be in a raw file: the planted words in the encodings a database or a program could keep them in.
func needles(secrets ...string) map[string][]byte {
	out := map[string][]byte{}
	for i, s := range secrets {
		name := "secret " + strconv.Itoa(i)
		out[name] = []byte(s)
		out[name+" hex"] = []byte(hex.EncodeToString([]byte(s)))
		b := base64.StdEncoding.EncodeToString([]byte(s))
		out[name+" base64"] = []byte(b[:len(b)/4*4-4])
	}
	return out
}

// grep gives the names of the needles in the files below a folder, pg_wal and what other tests made apart.
func grep(t *testing.T, dir string, needles map[string][]byte, skip string) []string {
	t.Helper()
	found := map[string]bool{}
	size := 0
	err := filepath.WalkDir(dir, func(path string, e os.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			if e != nil && e.IsDir() && skip != "" && e.Name() == skip {
				return filepath.SkipDir
			}
			if errors.Is(err, os.ErrNotExist) {
				return nil // the server removed it meanwhile
			}
			return err
		}
		body, err := os.ReadFile(path)
		if errors.Is(err, os.ErrNotExist) {
			return nil
		}
		size += len(body)
		for name, n := range needles {
			if bytes.Contains(body, n) {
				found[name+" in "+filepath.Base(filepath.Dir(path))+"/"+filepath.Base(path)] = true
			}
		}
		return err
	})
	if err != nil || size < 50_000 {
		t.Fatalf("read %d bytes below %s: %v", size, dir, err)
	}
	var out []string
	for name := range found {
		out = append(out, name)
	}
	slices.Sort(out)
	return out
}

// maskedWords are words of the masked text that must be gone, and the search tokens they became.
func (d *desk) maskedWords(number string) []string {
	d.t.Helper()
	texts, err := d.st.ListMaskedTexts(ctx, d.report(number).ID)
	d.must(err)
	for _, x := range texts {
		if strings.Contains(x.Body, plantedWords) {
			return []string{plantedWords, text.Encode("制御"), "樗木", "鵲森"}
		}
	}
	d.t.Fatal("the planted words are not in the masked texts")
	return nil
}

// ciphers are the sealed rows, chunks and the wrapped key of a report, to be looked for byte for byte.
func (d *desk) ciphers(number string) map[string][]byte {
	d.t.Helper()
	r := d.report(number)
	out := map[string][]byte{}
	rows, err := d.st.ListSealed(ctx, r.ID)
	d.must(err)
	for _, x := range rows {
		out["sealed "+string(x.Kind)] = x.Body.Ciphertext()[8:40]
	}
	key, err := d.st.FindKey(ctx, r.ID)
	d.must(err)
	out["wrapped key"] = key.Ciphertext()[8:40]
	files, err := d.st.ListAttachments(ctx, r.ID)
	d.must(err)
	for _, f := range files {
		c, err := d.st.FindChunk(ctx, f.ID, 0)
		d.must(err)
		out["chunk"] = c.Ciphertext()[8:40]
		out["hash of a file"] = f.SHA256
	}
	return out
}

// TestRawSQLite plants words, erases, and greps every file of the data folder: they are there before, and in no file after, without the program being stopped.
func TestRawSQLite(t *testing.T) {
	dir := t.TempDir()
	st, err := store.Open(ctx, store.Config{Dir: dir})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { st.Close() })
	d := newDesk(t, st)
	rawErasing(t, d, dir, "", func() {})
}

// TestRawPostgres does the same in the server's own data directory, where this test may read it. The server's write-ahead log is left out: it keeps its
// segments until it reuses them, and docs/operate.md says so.
func TestRawPostgres(t *testing.T) {
	if os.Getenv(incidenttest.PostgresEnv) == "" {
		t.Skip("no PostgreSQL given")
	}
	address := incidenttest.Schema(t)
	db, err := sql.Open("pgx", address)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	var dir string
	if err := db.QueryRow(`SHOW data_directory`).Scan(&dir); err != nil {
		t.Skipf("PostgreSQL does not tell where its files are: %v", err)
	}
	if _, err := os.ReadDir(filepath.Join(dir, "base")); err != nil {
		t.Skipf("PostgreSQL's files cannot be read by this user: %v", err)
	}
	st, err := store.Open(ctx, store.Config{Dir: t.TempDir(), URL: address})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { st.Close() })
	rawErasing(t, newDesk(t, st), dir, "pg_wal", func() {
		reader, err := db.BeginTx(ctx, &sql.TxOptions{Isolation: sql.LevelRepeatableRead}) // a backup or an export that reads the state before, and ends a little later
		if err != nil {
			t.Fatal(err)
		}
		if _, err := reader.Exec(`SELECT 1`); err != nil {
			t.Fatal(err)
		}
		time.AfterFunc(3*time.Second, func() { reader.Rollback() })
		for _, s := range []string{"ANALYZE", "CHECKPOINT"} { // what is in memory comes to the files, and samples of columns into the planner's statistics
			if _, err := db.Exec(s); err != nil {
				t.Fatal(err)
			}
		}
	})
}

func rawErasing(t *testing.T, d *desk, dir, skip string, flush func()) {
	n := d.closed(nil)
	stays := d.closed(nil)
	d.clocks()
	d.must(d.Hold(ctx, satoe, stays, "訴訟の間は残す", d.now.AddDate(9, 11, 0)))
	// The one that stays says other words, so that what is found afterwards is of the erased one.
	r := d.report(stays)
	r.Title = "別の文章です"
	d.must(d.st.Write(ctx, func(tx *store.Tx) error {
		texts := []store.MaskedText{{Field: "story", Body: "別の文章です。"}}
		messages, err := tx.ListMessages(ctx, r.ID)
		for _, m := range messages {
			texts = append(texts, store.MaskedText{Field: store.MessageField(m.ID), Body: "別の言葉です。"})
		}
		return errors.Join(err, tx.ReplaceMaskedTexts(ctx, r.ID, r.Version, texts), tx.IndexReport(ctx, r.ID, store.NewEntry(texts)), tx.UpdateMasked(ctx, r, 1),
			tx.ReplaceFindings(ctx, r.ID, r.Version, nil, d.now))
	}))
	secrets := d.maskedWords(n)
	want := needles(secrets[0])
	for name, c := range d.ciphers(n) {
		want[name] = c
	}
	flush()
	before := grep(t, dir, want, skip)
	for _, name := range []string{"secret 0 in ", "sealed submission", "sealed party", "sealed message", "wrapped key", "chunk", "hash of a file"} {
		if !slices.ContainsFunc(before, func(s string) bool { return strings.HasPrefix(s, name) }) {
			t.Errorf("%q is not in the files before: the test sees nothing (%v)", name, before)
		}
	}
	if names := grep(t, dir, needles(secrets[2], secrets[3]), skip); len(names) > 0 {
		t.Errorf("declared names stand in the files in clear: %v", names)
	}
	d.now = d.now.AddDate(0, 13, 0)
	d.run() // the files only: what stays has another key
	for _, name := range []string{"wrapped key", "sealed submission", "sealed party", "chunk", "hash of a file"} {
		for _, s := range grep(t, dir, map[string][]byte{name: want[name]}, skip) {
			t.Errorf("after the files went, with the old key: %s", s)
		}
	}
	d.now = d.now.AddDate(9, 0, 0)
	for name, c := range d.ciphers(n) {
		want["later "+name] = c
	}
	d.must(d.Hold(ctx, satoe, stays, "訴訟の間は残す", d.now.AddDate(9, 11, 0)))
	d.run()
	if d.has(n) != nil || len(d.has(stays)) != 5 {
		t.Fatalf("left: %v, of the held one %v", d.has(n), d.has(stays))
	}
	for _, s := range grep(t, dir, want, skip) {
		t.Errorf("after erasing: %s", s)
	}
}

// A row sealed before part of a report went is not stored under a key that is gone.
func TestSealedMeanwhile(t *testing.T) {
	onDesks(t, func(t *testing.T, d *desk) {
		n := d.closed(nil)
		id := d.report(n).ID
		box, err := d.seal.Box(ctx, id)
		d.must(err)
		late, err := box.Seal(store.SealedMessage, "77", []byte("遅れた言葉"))
		d.must(err)
		d.clocks()
		d.now = d.now.AddDate(0, 13, 0)
		d.run()
		err = d.st.Write(ctx, func(tx *store.Tx) error { return tx.PutSealed(ctx, id, store.SealedMessage, "77", late) })
		d.refused(err, "error.sealed_turned")
	})
}

// A run that ends anywhere is ended by the next: killed before the commit, after it, before the certificate.
func TestKilledAnywhere(t *testing.T) {
	onDesks(t, func(t *testing.T, d *desk) {
		var numbers []string
		for range 4 {
			numbers = append(numbers, d.closed(nil))
		}
		d.clocks()
		d.now = d.now.AddDate(10, 0, 0)
		for after := 1; after <= 3; after++ { // the process dies while the report after those is being erased, and again
			dying, cancel := context.WithCancel(ctx)
			left := after
			d.handedOver = func() {
				if left--; left < 0 {
					cancel()
				}
			}
			_ = d.Run(dying)
			cancel()
			d.wire()
			if _, err := d.Replay(ctx, false); err != nil {
				t.Fatal(err)
			}
		}
		d.handedOver = nil
		d.run()
		for _, n := range numbers {
			if d.has(n) != nil {
				t.Errorf("%s keeps %v", n, d.has(n))
			}
		}
		runs, err := d.Runs(ctx, mono)
		d.must(err)
		if len(runs) != 1 || runs[0].Ended.IsZero() || runs[0].Reports != 4 {
			t.Errorf("runs %+v", runs)
		}
	})
}
