#!/usr/bin/env bash
# Configures and builds one preset: scripts/build.sh [release|dev|asan|tsan]
set -euo pipefail
cd "$(dirname "$0")/.."
preset=${1:-release}

# Says nothing when there is nothing to do.
[ -f "build/$preset/build.ninja" ] || cmake --preset "$preset" >/dev/null
cmake --build "build/$preset" -- --quiet
