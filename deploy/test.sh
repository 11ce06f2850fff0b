#!/bin/sh
# Runs the tests on SQLite and, beside them on the other core, those that touch a database on
# PostgreSQL too: deploy/test.sh TEST…, the folders of the latter.  Fails where either fails.
set -u
cd "$(dirname "$0")/.."
log=$(mktemp)
postgresql=
end() {
    [ -z "$postgresql" ] || kill "$postgresql" 2>/dev/null  # sh lets it pass over an interrupt
    rm -f "$log"
}
trap end EXIT
trap 'exit 130' INT TERM HUP

.venv/bin/pytest --database=postgresql "$@" >"$log" 2>&1 </dev/null &
postgresql=$!
.venv/bin/pytest
sqlite=$?
echo
echo '── the same on PostgreSQL ──'
tail -n +1 -f --pid="$postgresql" "$log"
wait "$postgresql"
on_postgresql=$?
postgresql=
[ "$sqlite" -eq 0 ] && [ "$on_postgresql" -eq 0 ]
