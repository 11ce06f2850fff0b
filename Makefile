# What a newcomer types: make run, make test. The rest is said by make help.

SHELL = /bin/sh
PYTHON ?= python3
BIN = .venv/bin
# the tests that touch a database
ON_BOTH = tests/models tests/tasks/connectors tests/flows tests/dashboard
UV_VERSION = 0.13.9

# Nothing here reports to its makers.
export DO_NOT_TRACK = 1
export PREFECT_SERVER_ANALYTICS_ENABLED = false
export STREAMLIT_BROWSER_GATHER_USAGE_STATS = false

.DEFAULT_GOAL := help
.PHONY: help setup test test-postgresql run stop bench format lock

help:
	@echo 'make run      install what is needed, run the main job on sample letters, open the queue page'
	@echo 'make run MAIL=ldap    the same in OpenLDAP, Dovecot and Postfix, started in a folder of their own'
	@echo 'make stop     stop what make run left running (make stop MAIL=ldap: the mail system too)'
	@echo 'make test     install what is needed, run all checks and tests'
	@echo 'make bench    measure what the work costs, beside what it could cost at best'
	@echo 'make test-postgresql    the tests that touch a database, on a PostgreSQL server of their own'
	@echo 'make setup    install what is needed: system packages where missing, .venv from requirements.lock'
	@echo 'make format   lay out the code as make test asks for'
	@echo 'make lock     write requirements.lock anew from pyproject.toml'
	@echo 'Another Python (3.11 or newer), for a .venv not made yet: make PYTHON=python3.12 setup'

setup:
	@PYTHON='$(PYTHON)' sh deploy/setup.sh

test: setup
	sh deploy/mail-tools.sh
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/pytest

test-postgresql: setup
	sh deploy/test-tools.sh
	$(BIN)/pytest --database=postgresql $(ON_BOTH)

ifeq ($(MAIL),ldap)
# An installation of its own: mailboxes of another mail system are not there.
export CONGVU_MAIL = ldap
export CONGVU_HOME ?= $(or $(XDG_DATA_HOME),$(HOME)/.local/share)/congvu-ldap
AS_ROOT = $(shell [ "$$(id -u)" -eq 0 ] || echo sudo) env CONGVU_HOME='$(CONGVU_HOME)'

run: setup
	sh deploy/mail-tools.sh
	mkdir -p -m 700 '$(CONGVU_HOME)'
	$(AS_ROOT) $(BIN)/congvu mailstack up
	$(BIN)/congvu demo

stop:
	$(BIN)/congvu down
	$(AS_ROOT) $(BIN)/congvu mailstack down
else
run: setup
	$(BIN)/congvu demo

stop:
	$(BIN)/congvu down
endif

bench: setup
	sh deploy/mail-tools.sh
	$(BIN)/python -m benchmarks

format: setup
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

# Keeps the versions of the present lock where they fit; delete it first to take the newest of all.
lock:
	$(PYTHON) -m venv .tools
	.tools/bin/python -m pip install --quiet 'uv==$(UV_VERSION)'
	.tools/bin/uv pip compile --quiet --cache-dir .tools/cache --python .tools/bin/python \
		--universal --python-version 3.11 --only-binary :all: --generate-hashes --group dev \
		--no-header --output-file requirements.lock pyproject.toml >/dev/null
	@{ echo '# Exact versions and hashes of everything that congvu runs on, is built and is tested with,'; \
	   echo '# for Python 3.11 to 3.13 on Linux. Made by: make lock'; \
	   cat requirements.lock; } >requirements.lock.new && mv requirements.lock.new requirements.lock
	$(BIN)/python -c 'import tomllib; print(*tomllib.load(open("pyproject.toml", "rb"))["project"]["optional-dependencies"]["ldap"])' \
		>.tools/ldap.in
	.tools/bin/uv pip compile --quiet --cache-dir .tools/cache --python .tools/bin/python \
		--universal --python-version 3.11 --only-binary :all: --no-binary python-ldap --generate-hashes \
		--constraint requirements.lock --no-header --no-annotate --output-file .tools/ldap.lock .tools/ldap.in >/dev/null
	@{ echo '# What congvu[ldap] needs beside requirements.lock, for Python 3.11 to 3.13 on Linux.'; \
	   echo '# python-ldap is built from its source. Made by: make lock'; \
	   cat .tools/ldap.lock; } >requirements-ldap.lock
