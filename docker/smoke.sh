#!/usr/bin/env bash
# Posts a signed event to a running container and reads it back from its jsonl handler.
# Wants BASE_URL and CONTAINER, and the key that the container was started with in ORDERGROOVE_KEY.
set -euo pipefail

id=smoke-$(date +%s%N)
body='{"id":"'$id'","type":"order.success","created":1622589211,"data":{"object":{"type":"order","merchant":"m1","public_id":"o1","total":"12.10"}}}'
timestamp=$(date +%s)
signature=$(printf '%s.%s' "$timestamp" "$body" | openssl dgst -sha256 -hmac "$ORDERGROOVE_KEY" -r | cut -d' ' -f1)

post() { # post SIGNATURE: prints the answer and its status
  curl -sS -m 10 -w ' %{http_code}' -H "Ordergroove-Signature: ts=$timestamp,sig=$1" \
    -H 'Content-Type: application/json' --data-binary "$body" "$BASE_URL/hooks/ordergroove"
}
expect() { # expect TEXT ANSWER
  [[ $2 == *"$1"* ]] || { echo "smoke: expected $1, got $2" >&2; exit 1; }
}

expect '"status":"accepted"' "$(post "$signature")"
expect '"status":"duplicate"' "$(post "$signature")"
wrong=$(tr '0-9a-f' '1-9a-f0' <<<"$signature")
expect ' 401' "$(post "$wrong")"

for _ in $(seq 100); do
  line=$(podman exec "$CONTAINER" grep -F "$id" /var/lib/orderhook/events.jsonl || true)
  [ -z "$line" ] || break
  sleep 0.1
done
expect '"total":"12.10"' "$line"
[ "$(wc -l <<<"$line")" = 1 ] || { echo "smoke: delivered more than once" >&2; exit 1; }
expect '"status"' "$(podman exec "$CONTAINER" /usr/local/bin/orderhook healthcheck)"
echo "smoke: accepted, duplicate, rejected and delivered as they should"
