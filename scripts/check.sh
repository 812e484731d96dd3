#!/usr/bin/env bash
# Format, conventions and static analysis: scripts/check.sh [quick]; quick leaves clang-tidy out.
set -euo pipefail
cd "$(dirname "$0")/.."
scripts/setup.sh check

failed=0
complain() { echo "check: $1" >&2; failed=1; }
sources() { git ls-files -co --exclude-standard -- "$@" | grep -E '\.(cpp|hpp)$' || true; }

mapfile -t all < <(sources src include tests)
clang-format --dry-run --Werror "${all[@]}" || complain "run clang-format -i on the files above"

# g++ 12 destroys aggregates and capturing closures twice that are written inside a co_await.
sources src tests | xargs grep -nE 'co_await [^;]*(\{|\[[^]&]*[a-z_]+ *(=|,|\]))' | grep -vE '\[(this|&)[^]]*\]' \
  && complain "co_await with a braced or capturing temporary: name it first"
sources src tests | grep -v '^tests/bench/' | xargs grep -n 'asio::detached' && complain "detached coroutines: spawn them in a TaskGroup"
sources src include | xargs grep -nE 'sleep_for|std::this_thread::sleep' | grep -vE 'src/app/(client_commands|targets).cpp' \
  && complain "a sleep in the service"
sources tests | grep -v '^tests/bench/' | xargs grep -nE '\b(sleep_for|usleep|sleep)\(' && complain "a sleep in a test"
sources src/http src/ingest src/dispatch src/journal src/handlers src/admin src/app \
  | xargs grep -niE 'ordergroove|nexway|firespring|salla' \
  && complain "a vendor's name outside src/providers"
sources src include | grep -v '^src/journal/sqlite/' | xargs grep -nE 'sqlite3\.h|SQLiteCpp' \
  && complain "SQLite outside journal/sqlite"
sources src include | grep -vE '^src/(http|app)/' | xargs grep -n 'boost/beast' && complain "Beast outside http"
sources src include | grep -v '^src/json/' | xargs grep -n 'nlohmann/' && complain "nlohmann outside json"
sources src include | xargs wc -l | awk '$2 != "total" && $1 > 300 { print; found = 1 } END { exit !found }' \
  && complain "files over 300 lines"
sources tests | xargs wc -l | awk '$2 != "total" && $1 > 400 { print; found = 1 } END { exit !found }' \
  && complain "tests over 400 lines"
scripts/check_readme.sh README.md include/orderhook/README.md || complain "a README's code is not what is tested"
shellcheck scripts/*.sh docker/*.sh docker/plugin/*.sh tests/npm/*.sh .ci/run || complain "shellcheck"

if [ "${1:-}" != quick ]; then
  [ -f build/dev/compile_commands.json ] || cmake --preset dev >/dev/null
  cmake --build build/dev --target all_verify_interface_header_sets -- --quiet || complain "a public header does not compile alone"
  run-clang-tidy-14 -quiet -p build/dev -j "$(nproc)" "$PWD/src/.*" >build/clang-tidy.log 2>&1 \
    || { grep -E '(error|warning): ' build/clang-tidy.log | sort -u | head -40; complain "clang-tidy"; }
fi
exit "$failed"
