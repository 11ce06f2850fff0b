#!/bin/sh
# Installs what congvu needs, after saying what: system packages where missing, then .venv from
# requirements.lock, then this checkout into it. Does nothing where all of that stands already.
# PYTHON names the interpreter that .venv is made of (python3 unless given).
set -eu
cd "$(dirname "$0")/.."

PYTHON=${PYTHON:-python3}
VENV=.venv
STAMP=$VENV/congvu-setup.stamp

say() { printf 'setup: %s\n' "$*"; }
fail() {
    printf 'setup: %s\n' "$*" >&2
    exit 1
}

usable() { "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; }

# Liberation Serif from version 2 on: the older one lacks 88 of the 90 letters from Ạ to ỹ.
has_fonts() {
    find /usr/share/fonts /usr/local/share/fonts -name LiberationSerif-Regular.ttf \
        -exec grep -aq 'Version [2-9]' {} ';' -print 2>/dev/null | grep -q .
}

# Debian 12 and Ubuntu 22.04 have version 2 in a package of its own; later ones in the plain one.
font_package() {
    if apt-cache show fonts-liberation2 >/dev/null 2>&1; then
        echo fonts-liberation2
    else
        echo fonts-liberation
    fi
}

can_make_venv() { "$PYTHON" -c 'import ensurepip, venv' 2>/dev/null; }

# What is installed depends on these files and on where the checkout lies (scripts hold its path).
key() { { pwd -P; cat requirements.lock pyproject.toml deploy/setup.sh; } | sha256sum | cut -d ' ' -f 1; }

# 1. System packages.
venv_stands=no
if usable "$VENV/bin/python" && [ -x "$VENV/bin/pip" ]; then venv_stands=yes; fi

missing=
has_fonts || missing="the fonts Liberation Serif 2"
if [ "$venv_stands" = no ]; then
    command -v "$PYTHON" >/dev/null || fail "no $PYTHON found; congvu needs Python 3.11 or newer"
    usable "$PYTHON" ||
        fail "$PYTHON is older than 3.11; name a newer one, for example: make PYTHON=python3.12 setup"
    can_make_venv || missing="${missing:+$missing, }the venv module of $PYTHON"
fi

if [ -n "$missing" ]; then
    command -v apt-get >/dev/null || fail "missing: $missing; please install and try again"
    as_root=
    if [ "$(id -u)" -ne 0 ]; then
        command -v sudo >/dev/null || fail "missing: $missing; neither root nor sudo, please install and try again"
        as_root=sudo
    fi
    say "missing: $missing; refreshing the package lists (${as_root:+$as_root }apt-get update)"
    $as_root apt-get update -q
    packages=
    has_fonts || packages=$(font_package)
    [ "$venv_stands" = yes ] || can_make_venv ||
        packages="$packages $("$PYTHON" -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])')"
    say "installing system packages (${as_root:+$as_root }apt-get install):" $packages
    $as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends $packages
    has_fonts || fail "still missing: the fonts Liberation Serif 2; the reply letters need them"
    [ "$venv_stands" = yes ] || can_make_venv || fail "still missing: the venv module of $PYTHON"
fi

# 2. Python packages.
if [ "$venv_stands" = yes ] && [ "$(cat "$STAMP" 2>/dev/null)" = "$(key)" ]; then
    exit 0
fi
count=$(grep -c '^[a-z0-9].*==' requirements.lock)
say "installing into $VENV: up to $count Python packages as fixed in requirements.lock (about 1 GB on disk)," \
    "then congvu itself"

# Settings of the person's own pip that would put the packages elsewhere, or other packages here.
unset PIP_TARGET PIP_PREFIX PIP_ROOT PIP_CONSTRAINT PIP_REQUIREMENT PIP_REQUIRE_HASHES PIP_NO_BINARY PIP_DRY_RUN
export PIP_USER=0 PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_INPUT=1

[ "$venv_stands" = yes ] || "$PYTHON" -m venv --clear "$VENV"
rm -f "$STAMP"
# Wheels only: a source package would fetch a build backend that no hash guards.
"$VENV/bin/python" -m pip install --require-hashes --no-deps --only-binary :all: -r requirements.lock
"$VENV/bin/python" -m pip install --no-deps --no-build-isolation -e .
"$VENV/bin/python" -m pip check
key >"$STAMP"
say "done"
