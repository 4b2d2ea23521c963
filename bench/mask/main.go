// Command mask measures how well internal/mask finds what identifies, on labelled texts written for it, and how fast.
// It is not for tuning on the held-out set: of that it prints figures, never what was missed.
package main

import (
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"slices"
	"strings"
	"time"

	"todoke/bench/rig"
	"todoke/internal/mask"
)

func main() {
	asJSON := flag.Bool("json", false, "print [{type, set, recall, precision, n}] and nothing else")
	set := flag.String("set", "all", "dev, heldout or all")
	begin := flag.String("files", "", "only texts from files whose name begins so, such as d-")
	show := flag.Bool("misses", false, "list what was missed and what was found wrongly; of the set dev only")
	file := flag.String("train", "", "make the tagger of the texts in dev and lessons, write it to this file (internal/mask/data/tagger.bin) and nothing else")
	readings := flag.String("readings", "", "write how the names of the dictionary are read to this file (internal/mask/data/readings.gz) and nothing else")
	folds := flag.Bool("cross", false, "measure the texts of each letter in dev by a tagger that did not see them, and nothing else")
	flag.Usage = func() {
		fmt.Fprintln(flag.CommandLine.Output(), "usage: mask [--json] [--set dev|heldout|all] [--misses] | --train FILE | --readings FILE | --cross\nexit codes: 0 done; 1 failed; 2 wrong command line")
		flag.PrintDefaults()
	}
	flag.Parse()
	chosen := sets
	if *set != "all" {
		chosen = []string{*set}
	}
	if flag.NArg() > 0 || !slices.Contains(sets, chosen[0]) {
		flag.Usage()
		os.Exit(2)
	}
	if *show && *set != "dev" {
		fmt.Fprintln(os.Stderr, "mask: --misses is for --set dev only; who sees the misses of the held-out set can no longer measure with it")
		os.Exit(2)
	}
	work := func() error { return run(chosen, *begin, *asJSON, *show) }
	switch {
	case *file != "":
		work = func() error { return writeTagger(*file) }
	case *readings != "":
		work = func() error { return writeReadings(*readings) }
	case *folds:
		work = func() error {
			rows, err := cross()
			table(rows)
			return err
		}
	}
	if err := work(); err != nil {
		fmt.Fprintln(os.Stderr, "mask:", err)
		os.Exit(1)
	}
}

func run(chosen []string, begin string, asJSON, show bool) error {
	var rows []row
	var misses []miss
	var all []sample
	for _, set := range chosen {
		samples, err := load(set)
		if err != nil {
			return err
		}
		samples = slices.DeleteFunc(samples, func(s sample) bool { return !strings.HasPrefix(s.id, set+"/"+begin) })
		if len(samples) == 0 {
			fmt.Fprintf(os.Stderr, "mask: the set %s holds no texts\n", set)
			continue
		}
		r, m := score(set, samples, func(s sample) []mask.Proposal { return mask.New(s.parties).Propose(s.text) })
		rows, misses, all = append(rows, r...), append(misses, m...), append(all, samples...)
	}
	if asJSON {
		return json.NewEncoder(os.Stdout).Encode(rows)
	}
	table(rows)
	if show {
		for _, m := range misses {
			t := m.sample.text
			fmt.Printf("%-16s %-10s %s  %q  in %q\n", m.what, m.typ, m.sample.id, t[m.start:m.end], around(t, m.start, m.end))
		}
	}
	for _, r := range rows {
		verdicts(r)
	}
	if len(all) == 0 {
		return nil
	}
	finder, scan := speed(all, 3*time.Second)
	rig.Verdict(fmt.Sprintf("texts of %d bytes, a second of one core, after loading", size(all)/len(all)), finder, speedMBs, "MB/s", true)
	if whole := stories(); len(whole) > 0 {
		long, _ := speed(whole, time.Second)
		rig.Verdict(fmt.Sprintf("the %d whole reports of the demonstration likewise", len(whole)), long, speedMBs, "MB/s", true)
	}
	fmt.Printf("%-58s %8.0f MB/s  (the finder runs at 1/%.0f of it)\n", "the same characters merely read, in the same run", scan, scan/finder)
	return nil
}

func table(rows []row) {
	fmt.Printf("%-8s %-14s %6s %8s %10s\n", "set", "type", "n", "recall", "precision")
	for _, r := range rows {
		fmt.Printf("%-8s %-14s %6d %8s %10s\n", r.Set, r.Type, r.N, text(r.Recall), text(r.Precision))
	}
}

func verdicts(r row) {
	switch r.Type {
	case identifiers:
		rig.Verdict(r.Set+": recall of identifiers with a pattern", 100*r.Recall.value(), 100*identifiersRecall, "%", true)
	case "own":
		rig.Verdict(r.Set+": recall of the reporter's own names", 100*r.Recall.value(), 100*ownRecall, "%", true)
	case "person", "org":
		rig.Verdict(r.Set+": recall of "+r.Type, 100*r.Recall.value(), 100*nameRecall, "%", true)
		rig.Verdict(r.Set+": precision of "+r.Type, 100*r.Precision.value(), 100*namePrecision, "%", true)
	}
}

func text(r ratio) string {
	if r.of == 0 {
		return "–"
	}
	return fmt.Sprintf("%.3f", r.value())
}

// around is a find with some of what stands beside it.
func around(t string, start, end int) string {
	before, after := []rune(t[:start]), []rune(t[end:])
	return string(before[max(0, len(before)-12):]) + t[start:end] + string(after[:min(12, len(after))])
}
