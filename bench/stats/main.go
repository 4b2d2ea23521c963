// Command stats measures how fast tables are counted over 1,000,000 reports with 5,000,000 facts of 30 years, on SQLite and, where TODOKE_TEST_POSTGRES
// names one, on PostgreSQL; each against one raw sequential scan of the facts in the same run.
package main

import (
	"context"
	"crypto/rand"
	"database/sql"
	"flag"
	"fmt"
	"log"
	"net/url"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"time"

	"todoke/bench/rig"
	"todoke/internal/i18n"
	"todoke/internal/incident"
	"todoke/internal/stats"
	"todoke/internal/store"
)

const years = 30 // 1993 to 2022

var staff = incident.Actor{Kind: incident.Staff, Login: "bench", Roles: incident.Roles}

func main() {
	n := flag.Int("reports", 1_000_000, "reports; each has five facts")
	rounds := flag.Int("rounds", 5, "rounds of every table")
	only := flag.String("only", "", "sqlite or postgres; both when not said")
	flag.Parse()
	ctx := context.Background()
	if *only != "postgres" {
		if err := sqlite(ctx, *n, *rounds); err != nil {
			log.Fatal(err)
		}
	}
	if base := os.Getenv("TODOKE_TEST_POSTGRES"); base != "" && *only != "sqlite" {
		if err := postgres(ctx, base, *n, *rounds); err != nil {
			log.Fatal(err)
		}
	}
}

func sqlite(ctx context.Context, n, rounds int) error {
	dir, err := os.MkdirTemp(".", ".bench-stats-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	c := store.Config{Dir: dir}
	if err := migrated(ctx, c); err != nil {
		return err
	}
	db, err := sql.Open("sqlite", "file:"+filepath.Join(dir, "todoke.db")+"?_pragma=synchronous(OFF)&_pragma=temp_store(MEMORY)")
	if err != nil {
		return err
	}
	db.SetMaxOpenConns(1)
	return measure(ctx, db, c, n, rounds)
}

func postgres(ctx context.Context, base string, n, rounds int) error {
	u, err := url.Parse(base)
	if err != nil {
		return err
	}
	admin, err := sql.Open("pgx", base)
	if err != nil {
		return err
	}
	defer admin.Close()
	schema := "bench_" + strings.ToLower(rand.Text()[:10])
	if _, err := admin.Exec(`CREATE SCHEMA ` + schema); err != nil {
		return err
	}
	defer admin.Exec(`DROP SCHEMA ` + schema + ` CASCADE`)
	q := u.Query()
	q.Set("search_path", schema)
	u.RawQuery = q.Encode()
	c := store.Config{URL: u.String()}
	if err := migrated(ctx, c); err != nil {
		return err
	}
	db, err := sql.Open("pgx", u.String())
	if err != nil {
		return err
	}
	return measure(ctx, db, c, n, rounds)
}

func migrated(ctx context.Context, c store.Config) error {
	st, err := store.Open(ctx, c)
	if err != nil {
		return err
	}
	return st.Close()
}

// fill writes reports, reporters, facts and detections with a few statements the database runs by itself.
func fill(ctx context.Context, db *sql.DB, n int) error {
	v := incident.DefaultVocabulary()
	if _, err := db.ExecContext(ctx, `CREATE TABLE bench_codes (k BIGINT NOT NULL, m BIGINT NOT NULL, size BIGINT NOT NULL, dimension TEXT NOT NULL, code TEXT NOT NULL, PRIMARY KEY (k, m))`); err != nil {
		return err
	}
	for k, dim := range []string{"attack", "cause", "damage", "malware", "asset"} {
		for m, t := range v[dim] {
			if _, err := db.ExecContext(ctx, `INSERT INTO bench_codes (k, m, size, dimension, code) VALUES ($1, $2, $3, $4, $5)`, k, m, len(v[dim]), dim, t.Code); err != nil {
				return err
			}
		}
	}
	first := time.Date(1993, 1, 1, 0, 0, 0, 0, time.UTC).UnixMicro()
	step := int64(years) * 365 * 86400 * 1e6 / int64(n)
	numbers := fmt.Sprintf(`WITH RECURSIVE n(i) AS (SELECT CAST(1 AS BIGINT) UNION ALL SELECT i + 1 FROM n WHERE i < %d)`, n)
	for _, statement := range []string{
		`INSERT INTO reports (id, number, state, channel, form, form_version, lang, version, org_kind, received_at, accepted_at, scheme, damage, code,
			begun_from, begun_to, begun_precision, discovered_from, discovered_to, discovered_precision) ` + numbers + fmt.Sprintf(`
			SELECT i * 1024, 'T-' || i, 'accepted', CASE i %% 5 WHEN 0 THEN 'mail' ELSE 'web' END, 'door', 1, 'ja', 1,
			CASE i * 31 %% 7 WHEN 0 THEN 'individual' WHEN 1 THEN 'public_body' WHEN 2 THEN 'education' WHEN 3 THEN '' ELSE 'company' END,
			%d + i * %d, %d + i * %d + 86400000000, CASE i * 7 %% 11 WHEN 0 THEN 'both' WHEN 1 THEN 'access' WHEN 2 THEN 'access' WHEN 3 THEN 'access' ELSE 'virus' END,
			CASE i * 13 %% 9 WHEN 0 THEN 'with_damage' WHEN 1 THEN 'not_known' ELSE 'no_damage' END, '',
			(%d + i * %d) / 86400000000 * 86400000000 - i %% 90 * 86400000000, (%d + i * %d) / 86400000000 * 86400000000 - i %% 90 * 86400000000, 'day',
			(%d + i * %d) / 86400000000 * 86400000000, (%d + i * %d) / 86400000000 * 86400000000, 'day' FROM n`, first, step, first, step, first, step, first, step, first, step, first, step),
		`INSERT INTO facts (id, report_id, version, dimension, code, polarity, certainty, source, coded, who, at) ` + numbers + `
			SELECT i * 8 + c.k, i * 1024, 1, c.dimension, c.code, 'present', 'confirmed', 'reporter', 1, 'staff:bench', 0
			FROM n JOIN bench_codes c ON c.m = (i * 7919 + c.k * 104729 + i / 17) % c.size`,
		`INSERT INTO parties (id, report_id, role, placeholder, pseudonym) ` + numbers + ` SELECT i, i * 1024, 'reporter', '', 'p' || (i % 50000) FROM n`,
		`INSERT INTO detections (report_id, version, n, name, month_from, month_to, count) ` + numbers + ` SELECT i * 1024, 1, 0, 'name' || (i % 700), 0, 0, i % 1000 FROM n WHERE i % 3 = 0`,
	} {
		if strings.Contains(statement, "JOIN bench_codes") { // 5 rows a report by an index, whatever the planner thinks of the join
			statement = strings.Replace(statement, "FROM n JOIN bench_codes c ON c.m", "FROM n CROSS JOIN bench_codes c WHERE c.m", 1)
		}
		if _, err := db.ExecContext(ctx, statement); err != nil {
			return fmt.Errorf("fill: %w", err)
		}
	}
	return nil
}

func measure(ctx context.Context, db *sql.DB, c store.Config, n, rounds int) error {
	begin := time.Now()
	if err := fill(ctx, db, n); err != nil {
		return err
	}
	made := time.Since(begin)
	scan := time.Duration(1 << 62)
	var facts int64
	for range 3 {
		at := time.Now()
		if err := db.QueryRowContext(ctx, `SELECT COUNT(*) FROM facts WHERE code <> dimension`).Scan(&facts); err != nil {
			return err
		}
		scan = min(scan, time.Since(at))
	}
	if err := db.Close(); err != nil {
		return err
	}
	st, err := store.Open(ctx, c)
	if err != nil {
		return err
	}
	defer st.Close()
	texts, err := i18n.Load()
	if err != nil {
		return err
	}
	s, err := stats.New(stats.Config{Store: st, Texts: texts, Now: time.Now})
	if err != nil {
		return err
	}
	begin = time.Now()
	if _, err := s.Rebuild(ctx, nil); err != nil {
		return err
	}
	fmt.Printf("\n%s: %d reports, %d facts made in %.0f s, counted rows derived in %.0f s\n", st.Name(), n, facts, made.Seconds(), time.Since(begin).Seconds())
	return tables(ctx, s, scan, rounds)
}

func tables(ctx context.Context, s *stats.Stats, scan time.Duration, rounds int) error {
	year, err := stats.ParsePeriod("2022")
	if err != nil {
		return err
	}
	all, err := stats.ParsePeriod("1993..2022")
	if err != nil {
		return err
	}
	begin := time.Now()
	if _, err := s.Table(ctx, staff, stats.Query{Definition: "A1", Period: year}); err != nil {
		return err
	}
	load := time.Since(begin)
	if _, err := s.Set(ctx, staff, all, ""); err != nil { // bitmaps of all years
		return err
	}
	var yearly, monthly []float64
	for range rounds {
		begin = time.Now()
		if _, err := s.Set(ctx, staff, year, ""); err != nil {
			return err
		}
		yearly = append(yearly, time.Since(begin).Seconds())
		begin = time.Now()
		if _, err := s.Set(ctx, staff, all, ""); err != nil {
			return err
		}
		monthly = append(monthly, time.Since(begin).Seconds())
	}
	list, err := s.Definitions(ctx, staff)
	if err != nil {
		return err
	}
	for _, x := range [][]string{{"method", "month"}, {"harm", "org"}, {"year", "damaged", "org"}, {"reason", "machine"}, {"month", "channel"}} {
		d, err := s.CrossDefinition(stats.CrossQuery{Dimensions: x})
		if err != nil {
			return err
		}
		list = append(list, d)
	}
	var single []float64
	for range rounds {
		for _, d := range list {
			for _, p := range []stats.Period{year, all} {
				begin = time.Now()
				if _, err := s.Table(ctx, staff, stats.Query{Inline: &d, Period: p}); err != nil {
					return err
				}
				single = append(single, time.Since(begin).Seconds()*1000)
			}
		}
	}
	slices.Sort(single)
	fmt.Printf("%-58s %8.2f s\n", "one raw sequential scan of the facts, best of 3", scan.Seconds())
	fmt.Printf("%-58s %8.2f s\n", "first table, with all rows read into memory", load.Seconds())
	rig.Verdict("yearly set: all tables of 2022, months and ten years", rig.Median(yearly), 1, "s", false)
	rig.Verdict("all tables over 30 years, months and years", rig.Median(monthly), 1, "s", false)
	rig.Verdict("one table, of one year or of 30: p95", single[len(single)*95/100], 200, "ms", false)
	fmt.Printf("%-58s %8.2f ms\n", "one table: median", rig.Median(single))
	rig.Verdict("yearly set against the raw scan", rig.Median(yearly)/scan.Seconds(), 1, "times", false)
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	fmt.Printf("%-58s %8d MiB\n", "memory held", m.HeapAlloc>>20)
	runtime.KeepAlive(s)
	return nil
}
