#!/bin/sh
# Walks one report from the portal to a published page in a real browser: starts a demonstration desk in a fresh folder, runs walk.mjs against it,
# stops the desk again. Ends with "N passed, M failed" and exits 0 only when nothing failed.
# CHROMIUM names the browser (default /usr/bin/chromium). TODOKE_SCREENSHOTS names a folder that the README's pictures are written to; without it none is.
# TODOKE_PAGES names one for a full-length picture of every page met.
set -eu
root=$(cd "$(dirname "$0")/../.." && pwd)
cd "$root"

work=$(mktemp -d)
desk=
stop() {
    if [ -n "$desk" ]; then
        kill "$desk" 2>/dev/null || true
        wait "$desk" 2>/dev/null || true
    fi
    rm -rf "$work"
}
trap stop EXIT
trap 'exit 130' INT TERM

# The one-time codes stand in its output, which stays in the folder that is removed.
read -r portal site console <<PORTS
$(node test/browser/lib/ports.mjs)
PORTS
# Readers find the portal by an address that was set. A virus scanner that nobody answers for, so that something waits; not on the README's pictures.
mkdir "$work/desk"
printf 'portal_url = "http://127.0.0.1:%s/"\n' "$portal" >"$work/desk/todoke.toml"
[ -n "${TODOKE_SCREENSHOTS:-}" ] || printf 'clamd = "unix:%s/no-clamd"\n' "$work" >>"$work/desk/todoke.toml"
bin/todoke demo --data "$work/desk" --portal "127.0.0.1:$portal" --site "127.0.0.1:$site" --console "127.0.0.1:$console" >"$work/said" 2>"$work/log" &
desk=$!
waited=0
until grep -q '^    intake ' "$work/said"; do
    if ! kill -0 "$desk" 2>/dev/null || [ "$waited" -ge 120 ]; then
        echo "the demonstration desk did not start:" >&2
        tail -n 5 "$work/log" >&2
        echo "0 passed, 1 failed"
        exit 1
    fi
    sleep 1
    waited=$((waited + 1))
done

status=0
node test/browser/walk.mjs "$work/said" "$work/desk" || status=$?
if grep -q 'level=ERROR' "$work/log"; then
    echo "the desk logged errors:" >&2
    grep 'level=ERROR' "$work/log" | cut -c 1-300 | head -n 10 >&2
    status=1
fi
exit "$status"
