package main

import (
	"maps"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"syscall"
	"time"
	"unicode/utf8"

	"github.com/BurntSushi/toml"

	"todoke/internal/incident"
	"todoke/internal/mask"
)

// speed measures megabytes of text a second of one core, after loading: by the finder and by a bare reading of the same characters in the same run.
func speed(samples []sample, during time.Duration) (finder, scan float64) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	maskers := make([]*mask.Masker, len(samples))
	for i, s := range samples {
		maskers[i] = mask.New(s.parties)
		maskers[i].Propose(s.text)
	}
	runes := 0
	scan = rate(samples, during/4, func(i int) {
		for t := samples[i].text; t != ""; {
			_, size := utf8.DecodeRuneInString(t)
			t = t[size:]
			runes++
		}
	})
	finder = rate(samples, during, func(i int) { maskers[i].Propose(samples[i].text) })
	return finder, scan
}

// stories are the reports of the demonstration: all that each tells in words, with the parties it declares; none where the program is not run in the project's folder.
func stories() []sample {
	names, _ := filepath.Glob("internal/demo/data/reports/*.toml") // the pattern is well formed
	var out []sample
	for _, n := range names {
		var report struct{ Answers map[string]any }
		if _, err := toml.DecodeFile(n, &report); err != nil {
			continue
		}
		is := func(question string) string { s, _ := report.Answers[question].(string); return s }
		var told []string
		for _, question := range slices.Sorted(maps.Keys(report.Answers)) {
			if s := is(question); s != "" && !strings.HasPrefix(question, "reporter_") && question != "victim_org" {
				told = append(told, s)
			}
		}
		out = append(out, sample{id: n, text: strings.Join(told, "\n\n"), parties: []incident.Party{
			{Role: incident.RoleReporter, Org: is("reporter_org"), OrgKana: is("reporter_org_kana"), Dept: is("reporter_dept"), Name: is("reporter_name"), Kana: is("reporter_kana"),
				Address: is("reporter_address"), Phone: is("reporter_phone"), Mail: is("reporter_mail"), Domains: strings.Fields(is("reporter_domains"))},
			{Org: is("victim_org")}}})
	}
	return out
}

func size(samples []sample) int {
	n := 0
	for _, s := range samples {
		n += len(s.text)
	}
	return n
}

// rate counts by processor time, so that what else the machine does takes nothing away; memory freed is counted in.
func rate(samples []sample, during time.Duration, do func(int)) float64 {
	done, begin := 0, processor()
	for processor()-begin < during {
		for i := range samples {
			do(i)
			done += len(samples[i].text)
		}
	}
	return float64(done) / 1e6 / (processor() - begin).Seconds()
}

// processor is how long processors have worked for this program.
func processor() time.Duration {
	var u syscall.Rusage
	_ = syscall.Getrusage(syscall.RUSAGE_SELF, &u) // it has no way to fail
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
