#!/bin/sh
# System packages for the whole of `make test` on Debian: Chromium, Chinese fonts, PostgreSQL 15.
set -eu
if command -v chromium >/dev/null && [ -d /usr/lib/postgresql/15/bin ] && [ -n "$(fc-list :lang=zh 2>/dev/null | head -n 1)" ]; then
    exit 0
fi
export DEBIAN_FRONTEND=noninteractive
apt-get update -qq
apt-get install -y -qq --no-install-recommends chromium fonts-noto-cjk fontconfig postgresql-15 python3-venv make git
