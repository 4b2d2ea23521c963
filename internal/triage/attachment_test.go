package triage_test

import (
	"bytes"
	"context"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"filippo.io/age"

	"todoke/internal/incident"
	"todoke/internal/incidenttest"
	"todoke/internal/inspect"
	"todoke/internal/intake"
	"todoke/internal/store"
	"todoke/internal/triage"
)

// attach files a report with one file and gives its number and the file's id.
func (d *desk) attach(name string, body []byte) (string, int64) {
	d.t.Helper()
	r, err := d.intake.Receive(ctx, intake.Submission{Form: "door", Channel: incident.Web, Answers: d.form.ReadValues(url.Values{"noticed": {"unsure"}}, d.now).Answers,
		Files: []intake.File{{Name: name, Content: bytes.NewReader(body)}}})
	d.must(err)
	v, err := d.FindReport(ctx, bun, d.masked(r.Number))
	d.must(err)
	return r.Number, v.Attachments[0].ID
}

const archivePassword = "ABCDE-12345-$x'\"y"

// What is taken is unpacked by the real programs, with the password and not without; the audit row comes first and no name is in clear.
func TestTakeAttachment(t *testing.T) {
	body := bytes.Repeat([]byte("日誌の一行\n"), 150_000) // more than one chunk
	seven, err := exec.LookPath("7z")
	if err != nil {
		t.Fatal("7z is needed: ", err)
	}
	for _, program := range []string{seven, ""} {
		d := newDesk(t, incidenttest.SQLite(t))
		number, id := d.attach("-鷹野橋*の@記録.log", body)
		d.SevenZip = program
		take := func(a incident.Actor, password, reason string) (*triage.Taken, error) {
			return d.TakeAttachment(ctx, a, number, id, triage.Take{Reason: reason, Password: password})
		}
		if _, err := take(bun, "short", "検体を調べるため"); err == nil || !strings.Contains(err.Error(), "error.take_password") {
			t.Errorf("a short password: %v", err)
		}
		if _, err := take(bun, archivePassword, "あ"); err == nil {
			t.Error("without a reason")
		}
		if _, err := take(hana, archivePassword, "検体を調べるため"); err == nil {
			t.Error("without the right")
		}
		k, err := take(bun, archivePassword, "検体を調べるため")
		d.must(err)
		rows, err := d.st.ListAudit(ctx, store.AuditFilter{Action: string(incident.FileTake), Limit: 10})
		d.must(err)
		if len(rows) != 1 || !strings.Contains(rows[0].Detail, "sha256=") || rows[0].Reason != "検体を調べるため" {
			t.Errorf("audit rows %+v", rows)
		}
		var out bytes.Buffer
		d.must(k.Save(&out))
		if bytes.Contains(out.Bytes(), []byte("鷹野橋")) || strings.Contains(k.Name, "鷹") {
			t.Error("the name is in clear")
		}
		if program != "" {
			unpack7z(t, k.Name, out.Bytes(), body)
		} else {
			unpackAge(t, k.Name, out.Bytes(), body)
		}
		if left, _ := filepath.Glob("/dev/shm/todoke-*"); len(left) > 0 {
			t.Errorf("left in memory: %d folders", len(left))
		}
	}
}

func unpack7z(t *testing.T, name string, archive, want []byte) {
	t.Helper()
	if !strings.HasSuffix(name, "-1.7z") {
		t.Errorf("named %s", name)
	}
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, archive, 0o600); err != nil {
		t.Fatal(err)
	}
	got, err := exec.Command("7z", "x", "-so", "-p"+archivePassword, path).Output()
	if err != nil || !bytes.Equal(got, want) {
		t.Errorf("unpacked %d bytes of %d, %v", len(got), len(want), err)
	}
	if out, err := exec.Command("7z", "l", "-pwrong", path).CombinedOutput(); err == nil || bytes.Contains(out, []byte(".sample")) {
		t.Errorf("listed with a wrong password: %s", out)
	}
	list, err := exec.Command("7z", "l", "-p"+archivePassword, path).CombinedOutput()
	if err != nil || !bytes.Contains(list, []byte("file_-鷹野橋_の@記録.log.sample")) {
		t.Errorf("the name inside: %v %s", err, list)
	}
}

func unpackAge(t *testing.T, name string, archive, want []byte) {
	t.Helper()
	if !strings.HasSuffix(name, "-1.age") {
		t.Errorf("named %s", name)
	}
	who, err := age.NewScryptIdentity(archivePassword)
	if err != nil {
		t.Fatal(err)
	}
	r, err := age.Decrypt(bytes.NewReader(archive), who)
	if err != nil {
		t.Fatal(err)
	}
	var got bytes.Buffer
	if _, err := got.ReadFrom(r); err != nil || !bytes.Equal(got.Bytes(), want) {
		t.Errorf("unpacked %d bytes of %d, %v", got.Len(), len(want), err)
	}
	wrong, err := age.NewScryptIdentity("another password")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := age.Decrypt(bytes.NewReader(archive), wrong); err == nil {
		t.Error("opened with another password")
	}
}

// A preview is audited before anything is read; a held file is hex, a PDF is read by the reader given, known malware never as itself.
func TestPreviewAttachment(t *testing.T) {
	pdf := []byte("%PDF-1.4\n%%EOF")
	d := newDesk(t, incidenttest.SQLite(t))
	number, id := d.attach("届出書.pdf", pdf)
	d.ReadPDF = func(_ context.Context, file []byte) ([]string, error) {
		if !bytes.Equal(file, pdf) {
			t.Error("another file")
		}
		return []string{"一枚目", "二枚目"}, nil
	}
	p, err := d.PreviewAttachment(ctx, bun, number, id, "書き写すため")
	d.must(err)
	if p.As != inspect.AsText || p.Text != "一枚目\n\n二枚目" || p.Name != "届出書.pdf" {
		t.Errorf("got %+v", p)
	}
	if _, err := d.PreviewAttachment(ctx, bun, number, id, ""); err == nil {
		t.Error("without a reason")
	}
	list, err := d.st.FindAttachment(ctx, id)
	d.must(err)
	list.State, list.Marks = store.FileDone, []store.AttachmentMark{{Mark: "malware", Detail: "Test.Marker"}}
	d.must(d.st.Write(ctx, func(tx *store.Tx) error { return tx.PutLook(ctx, list) }))
	if p, err = d.PreviewAttachment(ctx, bun, number, id, "書き写すため"); err != nil || p.As != inspect.AsHex {
		t.Errorf("known malware: %s %v", p.As, err)
	}
	d.must(d.Rescan(ctx, bun, number, id))
	if a, err := d.FindAttachment(ctx, bun, number, id); err != nil || a.State != store.FileWaiting || a.Waits.Since.IsZero() {
		t.Errorf("after rescan: %+v %v", a, err)
	}
}
