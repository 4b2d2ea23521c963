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
pid=
stop() {
    [ -z "$pid" ] || kill -9 "$pid" 2>/dev/null || true
    rm -rf "$work"
}
trap stop EXIT
trap 'exit 130' INT TERM

# lives waits until the process has ended, or for so many fifths of a second; it tells whether the process still runs.
lives() {
    n=$1
    while kill -0 "$pid" 2>/dev/null; do
        [ "$n" -gt 0 ] || return 0
        sleep 0.2
        n=$((n - 1))
    done
    return 1
}

for dir in $(grep -rl --include='*_test.go' '^func Fuzz' internal cmd | xargs -n 1 dirname | sort -u); do
    go test -c -gcflags 'todoke/...=-d=libfuzzer' -o "$work/fuzz.test" "./$dir"
    for name in $(sed -n 's/^func \(Fuzz[A-Za-z0-9_]*\)(.*/\1/p' "$dir"/*_test.go | sort); do
        printf '%s %s: ' "$dir" "$name"
        : >"$work/said"
        (cd "$dir" && exec "$work/fuzz.test" -test.run '^$' -test.fuzz "^$name\$" -test.fuzzcachedir "$work/corpus" -test.fuzzminimizetime 0x) >"$work/said" 2>&1 &
        pid=$!
        until grep -q '^fuzz: elapsed' "$work/said" || ! lives 1; do :; done # a busy machine is slow to begin
        if lives $((seconds * 5)); then
            kill -INT "$pid" 2>/dev/null || true
            ! lives 300 || kill -9 "$pid" # a minute to end: then it hangs, which its status tells
        fi
        status=0
        wait "$pid" || status=$?
        pid=
        if [ "$status" != 0 ]; then
            echo "failed ($status)"
            cat "$work/said"
            exit 1
        fi
        sed -n 's/^fuzz: elapsed: \(.*\)$/\1/p' "$work/said" | tail -n 1
    done
done
