package main

import (
	"bytes"
	"database/sql"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"golang.org/x/text/encoding/japanese"

	"todoke/internal/form"
)

// mapOfDocs is the example of docs/channels.md.
func mapOfDocs(t *testing.T) string {
	t.Helper()
	b, err := os.ReadFile("../../docs/channels.md")
	if err != nil {
		t.Fatal(err)
	}
	_, rest, ok := strings.Cut(string(b), "## Old archives")
	_, rest, ok2 := strings.Cut(rest, "```toml\n")
	example, _, ok3 := strings.Cut(rest, "```")
	if !ok || !ok2 || !ok3 {
		t.Fatal("docs/channels.md has no example of a map")
	}
	path := filepath.Join(t.TempDir(), "map.toml")
	if err := os.WriteFile(path, []byte(example), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// archiveFile writes an archive for that map, as CP932, with two rows that are no report.
func archiveFile(t *testing.T, rows int) string {
	t.Helper()
	var b strings.Builder
	b.WriteString("番号,受付日,受理日,発見日,会社名,概要,ウイルス名,OS,感染経路,被害,被害内容,検出数,検出月\r\n")
	for i := range rows {
		accepted := ""
		if i%2 == 0 {
			accepted = "平成24年4月2日"
		}
		fmt.Fprintf(&b, "%d,2012/3/%d,%s,H24.3.1,架空商会%d,\"添付ファイルから検出した。\n%d件目。\",Netsky,Windows,USBメモリ,あり,暗号化；情報流出,%d,2012-02\r\n", i, i%28+1, accepted, i%9, i, i%50)
	}
	b.WriteString("x,いつか,,,,日付がない,,,,,,,\r\ny,2012/3/1,,,架空商会,,,,,,,,\r\n")
	out, err := japanese.ShiftJIS.NewEncoder().Bytes([]byte(b.String()))
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "archive.csv")
	if err := os.WriteFile(path, out, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// An import killed in the middle and begun again files every row once; a third run is refused, and nothing is seen before the end.
func TestArchiveKilled(t *testing.T) {
	const rows = 4000
	dir := t.TempDir()
	file, by := archiveFile(t, rows), mapOfDocs(t)
	args := []string{"import", file, "--map", by, "--data", dir, "--json"}
	db := filepath.Join(dir, "todoke.db")
	count := func(query string) (n int) {
		c, err := sql.Open("sqlite", "file:"+db+"?mode=ro")
		if err != nil {
			t.Fatal(err)
		}
		defer c.Close()
		if err := c.QueryRow(query).Scan(&n); err != nil {
			return 0
		}
		return n
	}
	cmd := exec.Command(program, args...)
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	for deadline := time.Now().Add(time.Minute); count("SELECT rows_done FROM uploads") < rows/4 && time.Now().Before(deadline); {
		time.Sleep(10 * time.Millisecond)
	}
	if err := cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = cmd.Wait()
	half := count("SELECT rows_done FROM uploads")
	if half == 0 || half >= rows {
		t.Fatalf("killed after %d of %d rows: not in the middle", half, rows)
	}
	if n := count("SELECT COUNT(*) FROM reports WHERE state <> 'arriving'"); n != 0 {
		t.Errorf("%d reports of half an archive are seen", n)
	}
	var out bytes.Buffer
	cmd = exec.Command(program, args...)
	cmd.Stdout = &out
	if err := cmd.Run(); err != nil {
		t.Fatal(err)
	}
	var sum archiveSum
	if err := json.Unmarshal(out.Bytes(), &sum); err != nil {
		t.Fatal(err)
	}
	if sum.Reports != rows || sum.Before < half || sum.Unread["unread.date"] != 1 || sum.Unread["error.not_enough"] != 1 || sum.PeakMB > 300 {
		t.Errorf("%+v", sum)
	}
	for query, want := range map[string]int{
		"SELECT COUNT(*) FROM reports WHERE state = 'accepted' AND scheme = 'virus' AND damage = 'with_damage'": rows / 2,
		"SELECT COUNT(*) FROM reports WHERE state = 'received'":                                                 rows / 2,
		"SELECT COUNT(*) FROM reports WHERE number LIKE 'T-2012-%' AND channel = 'mail'":                        rows,
		"SELECT COUNT(DISTINCT number) FROM reports":                                                            rows,
		"SELECT COUNT(*) FROM sealed WHERE kind = 'submission'":                                                 rows,
		"SELECT COUNT(*) FROM facts WHERE coded = 1 AND dimension = 'damage'":                                   2 * rows,
		"SELECT COUNT(*) FROM upload_rows":                                                                      rows + 2,
		"SELECT COUNT(*) FROM quarantine":                                                                       1,
	} {
		if n := count(query); n != want {
			t.Errorf("%s: %d, not %d", query, n, want)
		}
	}
	if code, _ := command(t, args...); code != exitRefused {
		t.Errorf("a third run ends with %d", code)
	}
}

// A map that does not fit is refused with everything wrong in it at once.
func TestArchiveMapRefused(t *testing.T) {
	forms, err := form.Load()
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "map.toml")
	if err := os.WriteFile(path, []byte("form = \"virus\"\n[columns]\n\"a\" = \"no_question\"\n[accepted]\nscheme = { default = \"x\" }\n[[fact]]\ncolumn = \"b\"\ndimension = \"damage\"\nvalues = { \"c\" = \"no_code\" }\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	_, err = readArchiveMap(path, forms)
	for _, want := range []string{"received", "no_question", `scheme: unknown code "x"`, "no_code"} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q is not said: %v", want, err)
		}
	}
	m, err := readArchiveMap(mapOfDocs(t), forms)
	if err != nil {
		t.Fatal(err)
	}
	if err := m.columns([]string{"受付日"}); err == nil || !strings.Contains(err.Error(), "ウイルス名") {
		t.Errorf("missing columns are not said: %v", err)
	}
}
