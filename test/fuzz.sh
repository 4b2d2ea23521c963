#!/bin/sh
# Runs every Fuzz function for a while each, 60 s unless the first argument says otherwise: a nightly run. Stops at the first that fails.
set -eu
cd "$(dirname "$0")/.."
for file in $(grep -rl --include='*_test.go' '^func Fuzz' internal cmd); do
    for name in $(sed -n 's/^func \(Fuzz[A-Za-z0-9_]*\)(.*/\1/p' "$file"); do
        printf '\n== %s %s\n' "$(dirname "$file")" "$name"
        go test "./$(dirname "$file")" -run '^$' -fuzz "^$name\$" -fuzztime "${1:-60s}"
    done
done
