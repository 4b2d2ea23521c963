#!/bin/sh
# Installs from the system's packages what is asked for and missing: install.sh node | test
# Uses root or sudo where there is one; otherwise it says what to install and stops.
set -eu

missing=""
need() { # need COMMAND PACKAGE…
    command -v "$1" >/dev/null 2>&1 && return 0
    shift
    missing="$missing $*"
}

case "${1:-}" in
node)
    need node nodejs
    need npm npm
    ;;
test)
    need chromium chromium
    need pdftotext poppler-utils
    need 7z p7zip-full
    need qpdf qpdf
    need glpsol glpk-utils
    [ -x /usr/sbin/clamd ] || need clamd clamav-daemon
    ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || missing="$missing postgresql"
    fc-list 2>/dev/null | grep -qi "noto.*cjk" || missing="$missing fontconfig fonts-noto-cjk"
    ;;
*)
    echo "usage: install.sh node|test" >&2
    exit 2
    ;;
esac

[ -n "$missing" ] || exit 0
run=""
if [ "$(id -u)" != 0 ]; then
    command -v sudo >/dev/null 2>&1 || { echo "Please install:$missing" >&2; exit 1; }
    run=sudo
fi
echo "Installing:$missing"
$run apt-get update -qq
# shellcheck disable=SC2086 # a list of names
DEBIAN_FRONTEND=noninteractive $run apt-get install -y -qq --no-install-recommends $missing
