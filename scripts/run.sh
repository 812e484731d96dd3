#!/usr/bin/env bash
# Installs what is missing, builds the release and serves config/demo.toml on 127.0.0.1:8080.
set -euo pipefail
cd "$(dirname "$0")/.."
scripts/setup.sh
scripts/build.sh release
mkdir -p build/demo

cat <<'HELP'
Orderhook serves config/demo.toml on http://127.0.0.1:8080; Ctrl-C ends it. In another terminal:

  build/release/orderhook send --provider ordergroove --secret demo-verification-key
  tail -f build/demo/events.jsonl
  curl http://127.0.0.1:9090/readyz

HELP
exec build/release/orderhook serve --config config/demo.toml
