#!/usr/bin/env bash
# Kills the service under signed load and checks that no promise was broken: scripts/crash.sh [ROUNDS [SEED]]
set -euo pipefail
cd "$(dirname "$0")/.."
scripts/setup.sh
scripts/build.sh dev
exec build/dev/tests/crash/crash_rounds "${@:-200}"
