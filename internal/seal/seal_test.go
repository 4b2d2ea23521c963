package seal

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"todoke/internal/incident"
	"todoke/internal/store"
)

var (
	at      = time.Date(2020, 6, 1, 9, 0, 0, 0, time.UTC)
	analyst = incident.Actor{Kind: incident.Staff, ID: 1, Login: "hanako", Roles: []incident.Role{incident.Analyst}}
	auditor = incident.Actor{Kind: incident.Staff, ID: 2, Login: "jiro", Roles: []incident.Role{incident.Auditor}}
)

func testSeal(t *testing.T) (*Seal, *store.Store) {
	t.Helper()
	dir := t.TempDir()
	keysDir := filepath.Join(dir, "keys")
	if err := CreateKeys(keysDir); err != nil {
		t.Fatal(err)
	}
	keys, err := OpenKeys(keysDir)
	if err != nil {
		t.Fatal(err)
	}
	st, err := store.Open(context.Background(), store.Config{Dir: filepath.Join(dir, "data")})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { st.Close() })
	return New(keys, st, func() time.Time { return at }), st
}

// put stores a report key and one sealed row.
func put(t *testing.T, s *Seal, st *store.Store, id int64, kind store.SealedKind, ref, plain string) *Box {
	t.Helper()
	box, err := s.NewBox(id)
	if err != nil {
		t.Fatal(err)
	}
	row, err := box.Seal(kind, ref, []byte(plain))
	if err != nil {
		t.Fatal(err)
	}
	err = st.Write(context.Background(), func(tx *store.Tx) error {
		return errors.Join(tx.InsertKey(context.Background(), id, box.Wrapped()), tx.PutSealed(context.Background(), id, kind, ref, row))
	})
	if err != nil {
		t.Fatal(err)
	}
	return box
}

func request(id int64, kind store.SealedKind, ref string) Request {
	return Request{ReportID: id, Number: "T-2020-000001-X", Kind: kind, Ref: ref, Reason: "折り返しの電話のため"}
}

func TestOpenRoundTrip(t *testing.T) {
	s, st := testSeal(t)
	ctx := context.Background()
	put(t, s, st, 7, store.SealedSubmission, "1", "株式会社みほん")
	more, err := s.Box(ctx, 7)
	if err != nil {
		t.Fatal(err)
	}
	message, err := more.Seal(store.SealedMessage, "5", []byte("追記"))
	if err != nil {
		t.Fatal(err)
	}
	if err := st.Write(ctx, func(tx *store.Tx) error { return tx.PutSealed(ctx, 7, store.SealedMessage, "5", message) }); err != nil {
		t.Fatal(err)
	}
	got, err := s.Open(ctx, analyst, request(7, store.SealedSubmission, "1"))
	if err != nil || string(got) != "株式会社みほん" {
		t.Fatalf("Open = %q, %v", got, err)
	}
	got, err = s.OpenFor(ctx, incident.PurposeMask, Request{ReportID: 7, Number: "T", Kind: store.SealedMessage, Ref: "5"})
	if err != nil || string(got) != "追記" {
		t.Fatalf("OpenFor = %q, %v", got, err)
	}
	if _, err := s.OpenOwn(ctx, Request{ReportID: 7, Number: "T", Kind: store.SealedMessage, Ref: "5"}); err != nil {
		t.Fatal(err)
	}
	rows, err := st.ListAudit(ctx, store.AuditFilter{Action: "seal.open", Limit: 10})
	if err != nil {
		t.Fatal(err)
	}
	var who []string
	for _, r := range rows {
		who = append(who, r.Who)
	}
	if want := []string{"reporter", "machine:mask", "staff:hanako"}; !reflect.DeepEqual(who, want) {
		t.Errorf("audited %v, want %v", who, want)
	}
	if rows[2].Object != "report:T-2020-000001-X" || rows[2].Reason != "折り返しの電話のため" {
		t.Errorf("audit row %+v", rows[2])
	}
}

func TestOpenRefused(t *testing.T) {
	s, st := testSeal(t)
	ctx := context.Background()
	put(t, s, st, 7, store.SealedSubmission, "1", "秘密")
	short := request(7, store.SealedSubmission, "1")
	short.Reason = "  見る　 "
	cases := []struct {
		name string
		kind incident.Kind
		open func() ([]byte, error)
	}{
		{"without the right", incident.Forbidden, func() ([]byte, error) { return s.Open(ctx, auditor, request(7, store.SealedSubmission, "1")) }},
		{"without a reason", incident.Invalid, func() ([]byte, error) { return s.Open(ctx, analyst, short) }},
		{"a machine purpose not on the list", incident.Forbidden, func() ([]byte, error) {
			return s.OpenFor(ctx, incident.Purpose("curiosity"), request(7, store.SealedSubmission, "1"))
		}},
		{"a machine posing as staff", incident.Forbidden, func() ([]byte, error) {
			return s.Open(ctx, incident.MachineActor(incident.PurposeMask), request(7, store.SealedSubmission, "1"))
		}},
	}
	for i, c := range cases {
		plain, err := c.open()
		var refusal *incident.Error
		if plain != nil || !errors.As(err, &refusal) || refusal.Kind != c.kind {
			t.Errorf("%s: %q, %v", c.name, plain, err)
		}
		rows, err := st.ListAudit(ctx, store.AuditFilter{Action: "seal.refused", Limit: 10})
		if err != nil || len(rows) != i+1 {
			t.Errorf("%s: %d refusals audited, %v", c.name, len(rows), err)
		}
	}
	if rows, _ := st.ListAudit(ctx, store.AuditFilter{Action: "seal.open", Limit: 10}); len(rows) != 0 {
		t.Errorf("a refusal was audited as an opening")
	}
}

func TestErasedAndMissing(t *testing.T) {
	s, st := testSeal(t)
	ctx := context.Background()
	put(t, s, st, 7, store.SealedSubmission, "1", "x")
	for _, q := range []Request{request(8, store.SealedSubmission, "1"), request(7, store.SealedSubmission, "2")} {
		if _, err := s.Open(ctx, analyst, q); !errors.Is(err, incident.ErrNotFound) {
			t.Errorf("%+v: %v", q, err)
		}
	}
}

// TestCase36CopiedDatabase: who copies the database, and even swaps its rows, reads nothing (case 36 of the reference).
func TestCase36CopiedDatabase(t *testing.T) {
	s, st := testSeal(t)
	ctx := context.Background()
	put(t, s, st, 7, store.SealedSubmission, "1", "株式会社みほん")
	put(t, s, st, 8, store.SealedSubmission, "1", "みほん商事")
	row7, err := st.FindSealed(ctx, 7, store.SealedSubmission, "1")
	if err != nil {
		t.Fatal(err)
	}
	flipped := append([]byte(nil), row7.Ciphertext()...)
	flipped[len(flipped)/2] ^= 1
	swaps := []struct {
		name string
		id   int64
		kind store.SealedKind
		ref  string
		body store.Sealed
	}{
		{"under another report", 8, store.SealedSubmission, "1", row7},
		{"as another kind", 7, store.SealedParty, "1", row7},
		{"as another version", 7, store.SealedSubmission, "2", row7},
		{"one bit flipped", 7, store.SealedSubmission, "1", store.SealedBytes(flipped)},
	}
	for _, c := range swaps {
		if err := st.Write(ctx, func(tx *store.Tx) error { return tx.PutSealed(ctx, c.id, c.kind, c.ref, c.body) }); err != nil {
			t.Fatal(err)
		}
		if got, err := s.Open(ctx, analyst, request(c.id, c.kind, c.ref)); err == nil {
			t.Errorf("%s: opened %q", c.name, got)
		}
	}
	if strings.Contains(string(row7.Ciphertext()), "みほん") || row7.String() != "[sealed]" {
		t.Error("a sealed row shows its text")
	}
	key7, err := st.FindKey(ctx, 7)
	if err != nil {
		t.Fatal(err)
	}
	if err := st.Write(ctx, func(tx *store.Tx) error { return tx.InsertKey(ctx, 9, key7) }); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Box(ctx, 9); err == nil {
		t.Error("the key of one report was unwrapped for another")
	}
	other, _ := testSeal(t)
	stranger := New(other.keys, st, s.now)
	if _, err := stranger.Box(ctx, 8); err == nil {
		t.Error("other keys unwrapped a report key")
	}
}

func TestBoxCannotOpen(t *testing.T) {
	allowed := map[string]bool{"Wrapped": true, "Seal": true, "Bytes": true}
	b := reflect.TypeFor[*Box]()
	for i := range b.NumMethod() {
		if !allowed[b.Method(i).Name] {
			t.Errorf("Box has the method %s; it must only seal", b.Method(i).Name)
		}
	}
	for i := range b.Elem().NumField() {
		if b.Elem().Field(i).IsExported() {
			t.Errorf("Box shows its field %s", b.Elem().Field(i).Name)
		}
	}
}

func TestAttachments(t *testing.T) {
	s, st := testSeal(t)
	ctx := context.Background()
	box := put(t, s, st, 7, store.SealedSubmission, "1", "x")
	name, chunk, foreign := box.Bytes(NameLabel(11), []byte("請求書.doc")), box.Bytes(ChunkLabel(11, 0), []byte("D0CF")), box.Bytes(ChunkLabel(12, 0), []byte("no"))
	o, err := s.Opener(ctx, analyst, request(7, Attachment, "11"))
	if err != nil {
		t.Fatal(err)
	}
	if got, err := o.OpenChunk(NameLabel(11), name); err != nil || string(got) != "請求書.doc" {
		t.Errorf("name = %q, %v", got, err)
	}
	if got, err := o.OpenChunk(ChunkLabel(11, 0), chunk); err != nil || string(got) != "D0CF" {
		t.Errorf("chunk = %q, %v", got, err)
	}
	if _, err := o.OpenChunk(ChunkLabel(11, 1), chunk); err == nil {
		t.Error("a chunk opened in another's place")
	}
	if _, err := o.OpenChunk(ChunkLabel(12, 0), foreign); err == nil {
		t.Error("the permission for one attachment opened another")
	}
	if _, err := o.Open(ctx, store.SealedSubmission, "1"); err == nil {
		t.Error("the permission for an attachment opened the submission")
	}
	if rows, _ := st.ListAudit(ctx, store.AuditFilter{Action: "seal.open", Limit: 10}); len(rows) != 1 {
		t.Errorf("%d audit rows for one permission", len(rows))
	}
}

func TestCodes(t *testing.T) {
	s, _ := testSeal(t)
	code := s.ReturnCode("token")
	if len(code) != 23 || strings.Count(code, "-") != 3 || strings.ContainsAny(code, "ILOU") {
		t.Errorf("return code %q", code)
	}
	if s.ReturnCode("token") != code || s.ReturnCode("token2") == code {
		t.Error("a return code must follow from its token alone")
	}
	want := s.CodeMAC("A01B2-C3D4E")
	for _, typed := range []string{"a01b2c3d4e", " AOIB2 – c3d4e ", "Ａ０１Ｂ２－Ｃ３Ｄ４Ｅ", "aolb2　c3d4e"} {
		if string(s.CodeMAC(typed)) != string(want) {
			t.Errorf("%q is not read as the same code", typed)
		}
	}
	if string(s.CodeMAC("A01B2-C3D4F")) == string(want) {
		t.Error("another code has the same MAC")
	}
	if c := s.NewSecretCode(4); len(c) != 23 || c == s.NewSecretCode(4) {
		t.Errorf("secret code %q", c)
	}
	again := New(s.keys, nil, s.now)
	if p := s.Pseudonym("org", "みほん"); len(p) != 16 || p != again.Pseudonym("org", "みほん") || p == s.Pseudonym("person", "みほん") {
		t.Errorf("pseudonym %q", p)
	}
	if string(s.TermMAC("ab", "c")) == string(s.TermMAC("a", "bc")) {
		t.Error("kind and term run together")
	}
}

func TestSecretsAndNotes(t *testing.T) {
	s, _ := testSeal(t)
	sealed, err := s.SealSecret("totp:hanako", []byte("seed"))
	if err != nil {
		t.Fatal(err)
	}
	if got, err := s.OpenSecret("totp:hanako", sealed); err != nil || string(got) != "seed" {
		t.Errorf("OpenSecret = %q, %v", got, err)
	}
	if _, err := s.OpenSecret("totp:jiro", sealed); err == nil {
		t.Error("a secret opened under another label")
	}
	msg, err := s.SignNote("受付番号 T-2020-000001-X")
	if err != nil {
		t.Fatal(err)
	}
	if text, err := s.VerifyNote(msg); err != nil || text != "受付番号 T-2020-000001-X\n" {
		t.Errorf("VerifyNote = %q, %v", text, err)
	}
	if _, err := s.VerifyNote(strings.Replace(msg, "000001", "000002", 1)); err == nil {
		t.Error("an altered note was verified")
	}
	other, _ := testSeal(t)
	if _, err := other.VerifyNote(msg); err == nil {
		t.Error("another desk's key verified the note")
	}
	if other.keys.Fingerprint() == s.keys.Fingerprint() || len(s.keys.Fingerprint()) != 16 {
		t.Error("fingerprints")
	}
}

func TestKeysFolder(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "keys")
	if _, err := OpenKeys(dir); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("missing folder: %v", err)
	}
	if err := CreateKeys(dir); err != nil {
		t.Fatal(err)
	}
	if err := CreateKeys(dir); !errors.Is(err, ErrKeysExist) {
		t.Errorf("second CreateKeys: %v", err)
	}
	info, err := os.Stat(dir)
	if err != nil || info.Mode().Perm() != 0o700 {
		t.Errorf("folder mode %v, %v", info.Mode(), err)
	}
	first, err := OpenKeys(dir)
	if err != nil {
		t.Fatal(err)
	}
	second, err := OpenKeys(dir)
	if err != nil || first.Fingerprint() != second.Fingerprint() {
		t.Errorf("the same keys differ: %v", err)
	}
	if err := os.Chmod(filepath.Join(dir, rootFile), 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := OpenKeys(dir); err == nil {
		t.Error("keys everybody may read were opened")
	}
}
