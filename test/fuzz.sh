#!/bin/sh
# Runs every Fuzz function for a while each: 60 s, or as many seconds as the first argument says. `make fuzz` is for the night, `make test` takes 3 s each.
# Stops at the first input that fails; Go writes it under testdata/fuzz of the package, where it is a test from then on.
#
# The time is ended by a signal and not by -fuzztime: at its own deadline Go's engine now and then takes the deadline itself for a failure
# ("context deadline exceeded", without an input), when a worker hears of it before the coordinator does. The signal is told apart rightly.
# Only our own packages carry the instruments that guide it, so that the database and other libraries are not compiled a second time.
# Failing inputs are not made smaller, which has no limit of its own; a single input that takes longer than 10 s is a failure to Go.
set -eu
cd "$(dirname "$0")/.."
seconds=${1:-60}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT TERM

for dir in $(grep -rl --include='*_test.go' '^func Fuzz' internal cmd | xargs -n 1 dirname | sort -u); do
    go test -c -gcflags 'todoke/...=-d=libfuzzer' -o "$work/fuzz.test" "./$dir"
    for name in $(sed -n 's/^func \(Fuzz[A-Za-z0-9_]*\)(.*/\1/p' "$dir"/*_test.go | sort); do
        printf '%s %s: ' "$dir" "$name"
        status=0
        (cd "$dir" && timeout --foreground --preserve-status -s INT -k 60 "$seconds" "$work/fuzz.test" -test.run '^$' -test.fuzz "^$name\$" \
            -test.fuzzcachedir "$work/corpus" -test.fuzzminimizetime 0x) >"$work/said" 2>&1 || status=$?
        if [ "$status" != 0 ]; then
            echo "failed ($status)"
            cat "$work/said"
            exit 1
        fi
        sed -n 's/^fuzz: elapsed: \(.*\)$/\1/p' "$work/said" | tail -n 1
    done
done
