# `make setup` once, then `make run`. Everything below runs from .venv, never from the system's Python.
.DEFAULT_GOAL := help
.PHONY: help setup run test check fix bench fuzz docs messages tables lock

PORT ?= 8000
export WEILU_HOME ?= $(CURDIR)/.weilu
BIN := .venv/bin
LOCK := --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --no-emit-index-url
HERE := src tests scripts $(wildcard benchmarks)

help:  ## Show this list.
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  make \1\t\2/p' Makefile | expand -t 20

setup:  ## Make .venv with the command weilu in it; quick when nothing has changed.
	@sh scripts/setup.sh

run: setup  ## Start Weilu with its demo community on http://localhost:8000 (PORT=… for another).
	@$(BIN)/weilu demo --if-missing
	@exec $(BIN)/weilu serve --port $(PORT) --open-link

test: setup check  ## Check, then the whole suite: on SQLite, and what touches the database again on PostgreSQL.
	@sh scripts/test.sh

check:  ## Style, types, tower of packages, missing migrations.
	$(BIN)/ruff check $(HERE)
	$(BIN)/ruff format --check $(HERE)
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo
	$(BIN)/weilu makemigrations --check --dry-run

fix:  ## Mend what ruff can mend by itself.
	$(BIN)/ruff check --fix $(HERE)
	$(BIN)/ruff format $(HERE)

bench:  ## Measure, beside the best peer in the same run; figures go to docs/measurements.md.
	@for script in $(filter-out benchmarks/generate_%,$(wildcard benchmarks/*.py)); do echo "== $$script"; $(BIN)/python $$script || exit 1; done

fuzz:  ## Look for files that break an importer (FORMAT=telegram for one, RUNS=1000000); takes hours.
	@sh scripts/setup.sh fuzz
	@$(BIN)/python scripts/fuzz.py $(FORMAT) --runs $(or $(RUNS),1000000)

docs:  ## Build the documentation into site/.
	$(BIN)/mkdocs build --strict

messages:  ## Extract what people read into every package's catalogues, and compile them.
	$(BIN)/python scripts/messages.py extract
	$(BIN)/python scripts/messages.py compile

tables:  ## Write the lists of errors in docs/guide anew.
	$(BIN)/python scripts/error_tables.py

lock:  ## Pin every dependency anew, with hashes (needs uv).
	uv pip compile $(LOCK) --group dev pyproject.toml -o requirements-dev.lock
	uv pip compile $(LOCK) --constraints requirements-dev.lock pyproject.toml -o requirements.lock
