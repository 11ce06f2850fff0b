# What a newcomer types: make run, make test. The rest is said by make help.

SHELL = /bin/sh
PYTHON ?= python3
BIN = .venv/bin
# the tests that touch a database
ON_BOTH = tests/models tests/tasks/connectors tests/flows tests/dashboard
UV_VERSION = 0.13.9
# of make fuzz
FILES ?= 10000
SEED ?= 1

# Nothing here reports to its makers.
export DO_NOT_TRACK = 1
export PREFECT_SERVER_ANALYTICS_ENABLED = false
export STREAMLIT_BROWSER_GATHER_USAGE_STATS = false

.DEFAULT_GOAL := help
.PHONY: help setup test test-postgresql fuzz run stop bench format lock

help:
	@echo 'make run      install what is needed, run the main job on sample letters, open the queue page'
	@echo 'make stop     stop what make run left running'
	@echo 'make test     install what is needed, run all checks and tests'
	@echo 'make bench    measure what the work costs, beside what it could cost at best'
	@echo 'make test-postgresql    the tests that touch a database, on a PostgreSQL server of their own'
	@echo 'make fuzz FILES=30000 SEED=7    other and more damaged letters than make test reads'
	@echo 'make setup    install what is needed: system packages where missing, .venv from requirements.lock'
	@echo 'make format   lay out the code as make test asks for'
	@echo 'make lock     write requirements.lock anew from pyproject.toml'
	@echo 'Another Python (3.11 or newer), for a .venv not made yet: make PYTHON=python3.12 setup'

setup:
	@PYTHON='$(PYTHON)' sh deploy/setup.sh

test: setup
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/pytest

test-postgresql: setup
	sh deploy/test-tools.sh
	$(BIN)/pytest --database=postgresql $(ON_BOTH)

run: setup
	$(BIN)/congvu demo

stop:
	$(BIN)/congvu down

fuzz: setup
	CONGVU_FUZZ_FILES=$(FILES) $(BIN)/pytest --hypothesis-seed=$(SEED) \
		--hypothesis-show-statistics tests/tasks/forms/test_mutated.py

bench: setup
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
