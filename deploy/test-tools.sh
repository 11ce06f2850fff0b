#!/bin/sh
# Installs, after saying so, what only the tests need: a PostgreSQL server of 15 or newer.  They start
# one of their own in a folder of their own; no cluster of the machine is made, started or touched.
set -eu

say() { printf 'setup: %s\n' "$*"; }
fail() {
    printf 'setup: %s\n' "$*" >&2
    exit 1
}

has_postgresql() {
    for program in /usr/lib/postgresql/*/bin/initdb "$(command -v initdb || true)"; do
        [ -x "$program" ] || continue
        major=$("$program" --version | sed 's/[^0-9]*\([0-9]*\).*/\1/')
        [ "$major" -ge 15 ] && return 0
    done
    return 1
}

has_postgresql && exit 0
command -v apt-get >/dev/null || fail "missing: a PostgreSQL server, 15 or newer; please install and try again"
as_root=
if [ "$(id -u)" -ne 0 ]; then
    command -v sudo >/dev/null || fail "missing: a PostgreSQL server; neither root nor sudo, please install and try again"
    as_root=sudo
fi
say "missing: a PostgreSQL server for the tests; installing the package postgresql (${as_root:+$as_root }apt-get)"
$as_root apt-get update -q
# The package would make and start a cluster of its own: while it comes it is told not to.
told=/etc/postgresql-common/createcluster.d/zz-congvu-tests.conf
trap '$as_root rm -f "$told"' EXIT
trap 'exit 1' INT TERM HUP
$as_root mkdir -p "$(dirname "$told")"
echo 'create_main_cluster = false' | $as_root tee "$told" >/dev/null
$as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends postgresql
has_postgresql || fail "the package postgresql of this system is older than 15; the tests need 15 or newer"
