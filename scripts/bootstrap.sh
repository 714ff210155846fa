#!/bin/sh
# Finds a Python >= 3.12 and a uv that work, and leaves `.tools/uv` and `.venv`.
# A name on PATH proves nothing (pyenv leaves shims that fail), so each candidate is run before it is believed.
set -eu
cd "$(dirname "$0")/.."
mkdir -p .tools

say() { printf '%s\n' "$*" >&2; }

python_works() { "$1" -c 'import sys; sys.exit(sys.version_info < (3, 12))' >/dev/null 2>&1; }

uv_works() {
    "$1" --version 2>/dev/null | awk '{ split($2, v, "."); found = (v[1] > 0 || v[2] >= 9) } END { exit !found }'
}

find_python() {
    for candidate in python3 python3.14 python3.13 python3.12 python \
        /usr/bin/python3 /usr/bin/python3.1[2-9] /usr/local/bin/python3 /usr/local/bin/python3.1[2-9] \
        /opt/homebrew/bin/python3 "$HOME"/.pyenv/versions/3.1[2-9]*/bin/python; do
        if python_works "$candidate"; then
            "$candidate" -c 'import sys; print(sys.executable)'
            return
        fi
    done
}

find_uv() {
    for candidate in .tools/uv uv "$HOME/.local/bin/uv" .tools/venv/bin/uv .tools/packages/bin/uv; do
        if uv_works "$candidate"; then
            case $candidate in
                uv) command -v uv ;;
                /*) echo "$candidate" ;;
                *) echo "$PWD/$candidate" ;;
            esac
            return
        fi
    done
}

# Into a private place, since Debian refuses `pip install` into its own Python (PEP 668).
install_uv() {
    say "Installing uv into .tools"
    if "$1" -m venv --clear .tools/venv >.tools/bootstrap.log 2>&1; then
        .tools/venv/bin/python -m pip install --quiet 'uv>=0.9' >>.tools/bootstrap.log 2>&1 && return
    fi
    rm -rf .tools/venv .tools/packages
    "$1" -m pip install --quiet --target .tools/packages 'uv>=0.9' >>.tools/bootstrap.log 2>&1 && return
    "$1" scripts/fetch_uv.py .tools/packages/bin >>.tools/bootstrap.log 2>&1 && return
    cat .tools/bootstrap.log >&2
    say "uv could not be installed. Install it by hand (pip install uv, or your system's package), and run make again."
    exit 1
}

python=$(find_python)
uv=$(find_uv)
if [ -z "$uv" ]; then
    if [ -z "$python" ]; then
        say "akropoLIS needs Python 3.12 or newer, and found none. Install it, and run make again."
        exit 1
    fi
    install_uv "$python"
    uv=$(find_uv)
fi
[ "$uv" = "$PWD/.tools/uv" ] || ln -sf "$uv" .tools/uv
if ! python_works .venv/bin/python; then
    # Without a Python here, uv is left to find or fetch one itself.
    .tools/uv venv --quiet --clear ${python:+--python "$python"} .venv
fi
