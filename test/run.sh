#!/bin/sh
# Runs every test: format, vet, unit and race on SQLite and on a PostgreSQL it starts itself, the walk of one report, the browser.
# Called by `make test`, which builds first. Stops at the first part that fails and cleans up what it started.
set -eu
cd "$(dirname "$0")/.."

sh test/install.sh test
sh test/install.sh consumers
npm ci --prefix test/browser --no-audit --no-fund --ignore-scripts --silent

work=$(mktemp -d)
pgbin=$(ls -d /usr/lib/postgresql/*/bin | tail -n 1)
as_pg() { # PostgreSQL refuses to run as root
    if [ "$(id -u)" = 0 ]; then runuser -u postgres -- "$@"; else "$@"; fi
}
stop() {
    as_pg "$pgbin/pg_ctl" -D "$work/pg" -m immediate -w stop >/dev/null 2>&1 || true
    rm -rf "$work"
}
trap stop EXIT
trap 'exit 130' INT TERM

schemas=${TODOKE_SCHEMAS:-$PWD/../shared/schemas}
said() { # go test hides what a passing test has to say: whether formats met their published schemas is said here, and once more at the end
    if [ -d "$schemas/stix2.1" ]; then
        echo "STIX, Attack Flow, MISP, VERIS and taxonomies are validated against the published schemas in $schemas"
    else
        echo "STIX, Attack Flow, MISP, VERIS and taxonomies are NOT VALIDATED against their published schemas: neither TODOKE_SCHEMAS nor ../shared/schemas is there; only the tests' own assertions run"
    fi
}

part() { printf '\n== %s (%s)\n' "$1" "$(date +%H:%M:%S)"; }

part "PostgreSQL on a private socket"
[ "$(id -u)" != 0 ] || chown postgres "$work"
chmod 755 "$work"
as_pg "$pgbin/initdb" -D "$work/pg" -U todoke -A trust -E UTF8 --no-sync >/dev/null
as_pg "$pgbin/pg_ctl" -D "$work/pg" -w -l "$work/pg.log" -o "-k $work -c listen_addresses='' -c max_connections=200" start >/dev/null
as_pg "$pgbin/createdb" -h "$work" -U todoke todoke
TODOKE_TEST_POSTGRES="postgres:///todoke?host=$work&user=todoke"
export TODOKE_TEST_POSTGRES

part "format and vet"
unformatted=$(gofmt -l cmd internal bench ./*.go)
[ -z "$unformatted" ] || { echo "gofmt would change: $unformatted"; exit 1; }
go vet ./...
go run honnef.co/go/tools/cmd/staticcheck@v0.8.2 ./...

part "unit tests, both databases, race detector"
said
go test -race -timeout 60m ./...

part "every reader, 3 s of odd input each"
sh test/fuzz.sh 3

part "the browser"
sh test/browser/run.sh
said
