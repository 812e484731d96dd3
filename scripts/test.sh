#!/usr/bin/env bash
# Installs what is missing, builds and runs every test: scripts/test.sh [dev|asan|tsan]
set -euo pipefail
cd "$(dirname "$0")/.."
preset=${1:-dev}
scripts/setup.sh test
scripts/build.sh "$preset"
sync # or a test would wait for what the build has written
ctest --preset "$preset"
