#!/usr/bin/env bash
# Installs what building and testing Orderhook needs on Debian 12. Does nothing when all of it is there.
#
#   scripts/setup.sh          what the build needs
#   scripts/setup.sh test     also what ./scripts/test.sh needs (Node and npm, unless some are there)
#   scripts/setup.sh check    also what scripts/check.sh needs (clang-format, clang-tidy, libFuzzer)
set -euo pipefail

packages=(
  g++ cmake ninja-build ccache mold pkg-config
  libboost1.81-dev libssl-dev libcurl4-openssl-dev libsqlite3-dev libsqlitecpp-dev libjemalloc-dev
  nlohmann-json3-dev libsimdjson-dev libspdlog-dev libtomlplusplus-dev libcli11-dev libexpected-dev
  prometheus-cpp-dev libgtest-dev libgmock-dev
  curl openssl ca-certificates
)
if [ "${1:-}" = test ]; then
  command -v node >/dev/null || packages+=(nodejs)
  command -v npm >/dev/null || packages+=(npm)
fi
if [ "${1:-}" = check ]; then
  packages+=(clang clang-format clang-tidy libclang-rt-14-dev shellcheck)
fi

missing=()
for package in "${packages[@]}"; do
  dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || missing+=("$package")
done
[ ${#missing[@]} -gt 0 ] || exit 0

as_root=()
if [ "$(id -u)" -ne 0 ]; then
  command -v sudo >/dev/null || {
    echo "setup: these packages are missing and only root or sudo can install them: ${missing[*]}" >&2
    exit 1
  }
  as_root=(sudo)
fi
echo "setup: installing ${missing[*]}"
"${as_root[@]}" apt-get update -qq
"${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=300 \
  install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
