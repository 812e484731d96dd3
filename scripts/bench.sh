#!/usr/bin/env bash
# Measures Orderhook against a bare Beast server in the same run: scripts/bench.sh [--rounds N] [--seconds S] ...
set -euo pipefail
cd "$(dirname "$0")/.."
scripts/setup.sh
[ -f build/bench/build.ninja ] || cmake --preset bench >/dev/null
cmake --build build/bench --target bench journal_bench dispatch_bench -- --quiet
exec build/bench/tests/bench/bench --json build/bench/result.json "$@"
