#!/bin/sh
# Installs, after saying so, what a mail system of OpenLDAP, Dovecot and Postfix needs: the servers
# from Debian's packages, and python-ldap into .venv.  The packages start nothing and are given no
# configuration: congvu mailstack runs them in a folder of its own.
set -eu
cd "$(dirname "$0")/.."

SERVERS="slapd dovecot-core dovecot-imapd dovecot-lmtpd dovecot-ldap dovecot-sqlite postfix postfix-ldap"
HEADERS="libldap2-dev libsasl2-dev"
LOCK=requirements-ldap.lock
VENV=.venv

say() { printf 'mail-tools: %s\n' "$*"; }
fail() {
    printf 'mail-tools: %s\n' "$*" >&2
    exit 1
}

installed() { [ "$(dpkg-query -W -f '${db:Status-Status}' "$1" 2>/dev/null)" = installed ]; }

library_stands() {
    "$VENV/bin/python" - "$LOCK" <<'END' 2>/dev/null
import re, sys
from importlib.metadata import version
import ldap
for name, wanted in re.findall(r"^([a-z0-9-]+)==(\S+)", open(sys.argv[1]).read(), re.M):
    assert version(name) == wanted
END
}

can_compile() {
    command -v cc >/dev/null && "$VENV/bin/python" -c \
        'import os, sys, sysconfig; sys.exit(not os.path.exists(sysconfig.get_path("include") + "/Python.h"))'
}

missing=
for package in $SERVERS; do installed "$package" || missing="$missing $package"; done
if ! library_stands; then
    for package in $HEADERS; do installed "$package" || missing="$missing $package"; done
    command -v cc >/dev/null || missing="$missing gcc libc6-dev"
    can_compile || [ "$("$VENV/bin/python" -c 'import sys; print(sys.base_prefix)')" != /usr ] ||
        missing="$missing $("$VENV/bin/python" -c 'import sys; print("python%d.%d-dev" % sys.version_info[:2])')"
fi

if [ -n "$missing" ]; then
    command -v apt-get >/dev/null || fail "missing:$missing; please install and try again"
    as_root=
    if [ "$(id -u)" -ne 0 ]; then
        command -v sudo >/dev/null || fail "missing:$missing; neither root nor sudo, please install and try again"
        as_root=sudo
    fi
    # No package may start its server: Debian asks policy-rc.d, and 101 is "no".  One that is there
    # already is the administrator's; where it would say yes, the packages are his to install.
    policy=/usr/sbin/policy-rc.d
    if [ -e "$policy" ]; then
        code=0
        $as_root "$policy" slapd start >/dev/null 2>&1 || code=$?
        [ "$code" -eq 101 ] || fail "missing:$missing; $policy would let them start: please install them yourself"
    else
        trap '$as_root rm -f "$policy"' EXIT
        trap 'exit 1' INT TERM HUP
        printf '#!/bin/sh\nexit 101\n' | $as_root tee "$policy" >/dev/null
        $as_root chmod 755 "$policy"
    fi
    say "missing:$missing; installing, nothing is started (${as_root:+$as_root }apt-get)"
    $as_root apt-get update -q
    printf '%s\n' "slapd slapd/no_configuration boolean true" \
        "postfix postfix/main_mailer_type select No configuration" | $as_root debconf-set-selections
    $as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends $missing
fi

library_stands && exit 0
say "building python-ldap, as fixed in $LOCK, into $VENV"
unset PIP_TARGET PIP_PREFIX PIP_ROOT PIP_CONSTRAINT PIP_REQUIREMENT PIP_REQUIRE_HASHES PIP_NO_BINARY PIP_DRY_RUN
export PIP_USER=0 PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_INPUT=1
# There is no wheel of it for Linux.  Its backend is the setuptools that requirements.lock fixes:
# without build isolation nothing is fetched past the hashes.
"$VENV/bin/python" -m pip install --require-hashes --no-deps --no-build-isolation \
    --only-binary :all: --no-binary python-ldap -r "$LOCK"
library_stands || fail "python-ldap does not work in $VENV"
"$VENV/bin/python" -m pip check
say "done"
