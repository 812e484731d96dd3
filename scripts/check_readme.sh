#!/usr/bin/env bash
# Checks that the code of a README is what the tests compile: scripts/check_readme.sh README...
# A block that stands below the line `<!-- FILE -->` must be that file, or its part from `README: begin` to `README: end`.
set -euo pipefail
cd "$(dirname "$0")/.."

failed=0
for readme in "$@"; do
  while IFS=: read -r line mark; do
    file=${mark#<!-- } file=${file% -->}
    [ -f "$file" ] || { echo "$readme:$line: no file $file" >&2; failed=1; continue; }
    diff <(if grep -q 'README: begin' "$file"; then sed -n '/README: begin/,/README: end/p' "$file" | sed '1d;$d'; else cat "$file"; fi) \
      <(tail -n "+$((line + 2))" "$readme" | sed '/^```$/,$d') \
      || { echo "$readme:$line: differs from $file" >&2; failed=1; }
  done < <(grep -nE '^<!-- [^ ]+ -->$' "$readme")
done
exit "$failed"
