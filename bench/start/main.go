// Command start measures how long the program takes from start to its first answered page, and how much memory it holds at rest,
// on an empty desk and on one with many reports.
package main

import (
	"context"
	"flag"
	"fmt"
	"log"
	"os"
	"time"

	"todoke/bench/rig"
)

func main() {
	data := flag.String("data", "", "an existing data folder to start; empty for a new one")
	rest := flag.Duration("rest", 5*time.Second, "how long to wait before memory is read")
	flag.Parse()
	if err := run(*data, *rest); err != nil {
		log.Fatal(err)
	}
}

func run(data string, rest time.Duration) error {
	if data == "" {
		dir, err := os.MkdirTemp(".", ".bench-start-")
		if err != nil {
			return err
		}
		defer os.RemoveAll(dir)
		data = dir + "/data"
	}
	var ready []float64
	memory := 0
	for range 5 {
		s, err := rig.Start(context.Background(), data)
		if err != nil {
			return err
		}
		ready = append(ready, s.Ready.Seconds())
		if len(ready) == 5 {
			time.Sleep(rest)
			if memory, err = s.Memory(); err != nil {
				return err
			}
		}
		if err := s.Stop(); err != nil {
			return err
		}
	}
	fmt.Printf("ready after %.2f s (first start, makes the folder if new)\n", ready[0])
	rig.Verdict("start to ready, median of 5", rig.Median(ready), 1, "s", false)
	rig.Verdict("resident memory at rest", float64(memory), 150, "MiB", false)
	return nil
}
