#!/bin/sh
# Installs from the system's packages what is asked for and missing: install.sh node | test. Uses root or sudo where there is one; otherwise it says what to install and stops.
# install.sh consumers: other people's readers of our formats, from PyPI into .data/consumers; without PyPI it says so and the tests that use them are skipped.
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
    python3 -c 'import ensurepip, venv' 2>/dev/null || missing="$missing python3-venv"
    [ -x /usr/sbin/clamd ] || need clamd clamav-daemon
    ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || missing="$missing postgresql"
    fc-list 2>/dev/null | grep -qi "noto.*cjk" || missing="$missing fontconfig fonts-noto-cjk"
    ;;
consumers)
    cd "$(dirname "$0")/.."
    wanted=test/consumers/requirements.txt
    cmp -s "$wanted" .data/consumers/installed && exit 0
    echo "Installing from PyPI: $(grep -v '^#' "$wanted" | tr '\n' ' ')"
    if python3 -m venv --clear .data/consumers && timeout 300 .data/consumers/bin/pip install -q --retries 0 --timeout 20 --disable-pip-version-check -r "$wanted"; then
        cp "$wanted" .data/consumers/installed
    else
        echo "PyPI cannot be reached: our TAXII, STIX and MISP are not read by programs of others in this run."
    fi
    exit 0
    ;;
*)
    echo "usage: install.sh node|test|consumers" >&2
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
