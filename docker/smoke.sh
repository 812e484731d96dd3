#!/usr/bin/env bash
# Posts every typed event of every vendor to a running container that serves docker/smoke.toml, and reads each
# back from its jsonl handler. Wants BASE_URL, CONTAINER, and PHASE: in phase 2, after a restart, all are duplicates.
set -euo pipefail
cd "$(dirname "$0")/../tests/data"

fail() { echo "smoke: $1" >&2; exit 1; }
hmac() { openssl dgst -sha256 -hmac "$1" -r | cut -d' ' -f1; }

prove() { # prove VENDOR FILE: sets `path` and `header`, made without Orderhook's own code
  path=/hooks/$1
  case $1 in
    ordergroove)
      local at
      at=$(date +%s)
      header="Ordergroove-Signature: ts=$at,sig=$( (printf '%s.' "$at"; cat "$2") | hmac smoke-verification-key)"
      ;;
    nexway) header="Authorization: Basic $(printf smoke:password | base64)" ;;
    firespring) path=$path/smoke-path-secret-0123456789 header="X-Nothing: else" ;;
    salla) header="X-Salla-Signature: $(hmac smoke-webhook-secret <"$2")" ;;
  esac
}
post() { # post FILE PATH HEADER: prints the answer and its status
  curl -sS -m 10 -w ' %{http_code}' -H "$3" -H 'Content-Type: application/json' --data-binary "@$1" "$BASE_URL$2"
}

forged=$(mktemp)
trap 'rm -f "$forged"' EXIT
first=accepted
[ "${PHASE:-1}" = 1 ] || first=duplicate
posted=0
for file in ordergroove/{order,item}.*.json nexway/[a-z]*.json firespring/order.created.json salla/order.*.json; do
  case $file in */extra-*) continue ;; esac
  vendor=${file%%/*}
  prove "$vendor" "$file"
  answer=$(post "$file" "$path" "$header")
  [[ $answer == *"\"status\":\"$first\""*" 200" ]] || fail "$file: expected $first, got $answer"
  answer=$(post "$file" "$path" "$header")
  [[ $answer == *'"status":"duplicate"'*" 200" ]] || fail "$file again: expected duplicate, got $answer"
  case $vendor in
    nexway) answer=$(post "$file" "$path" "Authorization: Basic $(printf smoke:passwort | base64)") ;;
    firespring) answer=$(post "$file" "${path%?}" "$header") ;;
    *)
      sed '$s/}\([^}]*\)$/ }\1/' "$file" >"$forged" # one byte more
      cmp -s "$file" "$forged" && fail "$file: could not be forged"
      answer=$(post "$forged" "$path" "$header")
      ;;
  esac
  [[ $answer == *" 401" ]] || fail "$file, forged: expected 401, got $answer"
  posted=$((posted + 1))
done

for _ in $(seq 100); do
  [ "$(podman exec "$CONTAINER" cat /var/lib/orderhook/events.jsonl | wc -l)" -lt "$posted" ] || break
  sleep 0.1
done
lines=$(podman exec "$CONTAINER" cat /var/lib/orderhook/events.jsonl)
typed=$(grep -c '"payload":{"' <<<"$lines")
[ "$(wc -l <<<"$lines") $typed" = "$posted $posted" ] \
  || fail "posted $posted events, got $(wc -l <<<"$lines") lines, $typed of them typed"
podman exec "$CONTAINER" /usr/local/bin/orderhook healthcheck >/dev/null || fail "healthcheck says no"
echo "smoke: $posted events $first, known again, forgeries refused, delivered once with their typed payload"
