package ops

import (
	"context"
	"os"
	"path/filepath"
	"testing"
	"time"

	"todoke/internal/store"
)

func TestDoctor(t *testing.T) {
	base := t.TempDir()
	data, keys := filepath.Join(base, "data"), filepath.Join(base, "keys")
	st := testStore(t, data)
	if err := os.Mkdir(keys, 0o700); err != nil {
		t.Fatal(err)
	}
	ctx := context.Background()
	d := Desk{Dir: data, Keys: keys, Store: st, Now: at, Listen: []string{"0.0.0.0:8701"}, Console: "127.0.0.1:8703"}
	levels := func() map[string]Level {
		t.Helper()
		list, err := Doctor(ctx, d)
		if err != nil {
			t.Fatal(err)
		}
		out := map[string]Level{}
		for _, f := range list {
			out[f.Key] = f.Level
		}
		return out
	}
	for key, level := range levels() {
		if level == Bad {
			t.Errorf("a good desk: %s", key)
		}
	}
	note(t, st, 1)
	enqueue(t, st, at, [2]string{"mask", "1"})
	d.Now = at.Add(time.Hour)
	d.Console = "[::]:8703"
	d.Keys = filepath.Join(data, "keys")
	if err := os.Mkdir(d.Keys, 0o755); err != nil {
		t.Fatal(err)
	}
	got := levels()
	for key, want := range map[string]Level{"doctor.keys_inside": Bad, "doctor.keys_open": Bad, "doctor.console_public": Warn, "doctor.jobs_late": Warn, "doctor.audit_late": Warn} {
		if got[key] != want {
			t.Errorf("%s: %q, want %q", key, got[key], want)
		}
	}
	if err := st.Write(ctx, func(tx *store.Tx) error { return tx.PutSetting(ctx, "demo", "1", at) }); err != nil {
		t.Fatal(err)
	}
	if got := levels(); got["doctor.demo_public"] != Bad || got["doctor.keys_inside_demo"] != Warn {
		t.Errorf("a demonstration on a public address: %v", got)
	}
}

func TestKeysInside(t *testing.T) {
	base := t.TempDir()
	data := filepath.Join(base, "data")
	if err := os.MkdirAll(data, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(data, filepath.Join(base, "elsewhere")); err != nil {
		t.Fatal(err)
	}
	for keys, want := range map[string]bool{"data": true, "data/keys": true, "data/a/b": true, "elsewhere/keys": true, "data.keys": false, "keys": false, "data/../k": false} {
		if got, err := KeysInside(filepath.Join(base, filepath.FromSlash(keys)), data); err != nil || got != want {
			t.Errorf("%s: %v, %v", keys, got, err)
		}
	}
}

func TestLoopback(t *testing.T) {
	for addr, want := range map[string]bool{"127.0.0.1:80": true, "[::1]:80": true, "localhost:1": true, "127.9.9.9:1": true,
		":80": false, "0.0.0.0:80": false, "[::]:80": false, "192.0.2.1:80": false, "example.jp:80": false} {
		if Loopback(addr) != want {
			t.Errorf("%s", addr)
		}
	}
}
