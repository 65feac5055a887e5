#!/bin/sh
# Make .venv, install what the lock file pins, compile the catalogues. Safe to run again:
# it does nothing that has been done already.
set -eu
cd "$(dirname "$0")/.."

system_packages() {
    missing=""
    command -v chromium >/dev/null || command -v google-chrome >/dev/null || missing="$missing chromium"
    command -v xgettext >/dev/null || missing="$missing gettext"
    ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || command -v initdb >/dev/null || missing="$missing postgresql"
    find /usr/share/fonts /usr/local/share/fonts -iname '*CJK*' 2>/dev/null | grep -q . || missing="$missing fonts-noto-cjk"
    [ -n "$missing" ] || return 0
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
        echo "Installing the system packages that are missing:$missing"
        export DEBIAN_FRONTEND=noninteractive
        # shellcheck disable=SC2086
        apt-get update -qq && apt-get install -y -qq --no-install-recommends $missing >/dev/null && return 0
    fi
    echo "Not on this machine:$missing"
    echo "Weilu runs without them; its tests and 'make messages' need them. On Debian or Ubuntu:"
    echo "  sudo apt-get install$missing"
}

newest_python() {
    for name in python3.13 python3.12 python3.11 python3; do
        if "$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            echo "$name"
            return 0
        fi
    done
    echo "Weilu needs Python 3.11 or newer, and this machine has none." >&2
    exit 1
}

has_uv() { uv --version >/dev/null 2>&1; }

environment() {
    [ -x .venv/bin/python ] && return 0
    if has_uv; then uv venv --quiet --python ">=3.11" .venv; else "$(newest_python)" -m venv .venv; fi
}

pip_install() {
    if has_uv; then
        uv pip install --quiet --python .venv/bin/python "$@"
    else
        .venv/bin/python -m pip install --quiet --disable-pip-version-check "$@"
    fi
}

install() {
    pip_install --require-hashes -r requirements-dev.lock
    pip_install --no-deps -e .
}

wanted=$(cat pyproject.toml requirements-dev.lock | sha256sum | cut -c 1-64)
if [ ! -x .venv/bin/weilu ] || [ "$(cat .venv/installed 2>/dev/null)" != "$wanted" ]; then
    system_packages
    environment
    install
    echo "$wanted" > .venv/installed
fi
# `make fuzz` asks for what only it needs.
if [ "${1:-}" = fuzz ]; then
    pip_install --require-hashes -r requirements-fuzz.lock
fi
.venv/bin/python scripts/messages.py compile
