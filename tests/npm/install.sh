#!/bin/sh
# Installs the packages here. Ends with 77, unless CI=true, when npm's cache does not hold them and no registry answers.
test node_modules/.package-lock.json -nt package-lock.json && exit 0
npm ci --prefer-offline --fetch-retries=1 --no-audit --no-fund && exit 0
[ "${CI:-}" = true ] && exit 1
npm ping --fetch-retries=0 && exit 1
echo "skipped: the npm packages are not in the cache, and no registry answers"
exit 77
