#!/bin/sh
# The suite on SQLite, the pages in Chromium, then the tests marked both_databases again on a
# private PostgreSQL. Chromium's driver keeps an event loop running in its process, in which
# Django refuses the database: its tests get processes of their own.
set -eu
cd "$(dirname "$0")/.."
unset WEILU_HOME DATABASE_URL
# One more than there are cores: many tests wait for a process they started or killed.
workers=$(($(nproc 2>/dev/null || sysctl -n hw.ncpu) + 1))

echo "== on SQLite"
.venv/bin/pytest -n "$workers" --dist worksteal -m "not slow and not browser" "$@"
echo "== in Chromium"
.venv/bin/pytest -n "$workers" -m "browser and not slow" "$@"
echo "== on PostgreSQL"
WEILU_TEST_DATABASE=postgresql .venv/bin/pytest -n "$workers" --dist worksteal -m "both_databases and not slow" "$@"
