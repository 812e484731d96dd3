#!/usr/bin/env bash
# Posts a placed order to the running container and looks for what the plug-in says of it. Wants BASE_URL, CONTAINER and
# ORDERGROOVE_KEY.
set -euo pipefail

fail() { echo "smoke: $1" >&2; exit 1; }

order=order-$(date +%s%N)
body="{\"id\":\"event-$order\",\"type\":\"order.success\",\"data\":{\"object\":{\"public_id\":\"$order\"}}}"
at=$(date +%s)
code=$(printf '%s.%s' "$at" "$body" | openssl dgst -sha256 -hmac "$ORDERGROOVE_KEY" -r | cut -d' ' -f1)
answer=$(curl -sS -m 10 -w ' %{http_code}' -H "Ordergroove-Signature: ts=$at,sig=$code" --data-binary "$body" \
  "$BASE_URL/hooks/ordergroove")
[[ $answer == *'"status":"accepted"'*" 200" ]] || fail "expected accepted, got $answer"
for _ in $(seq 100); do
  ! podman logs "$CONTAINER" 2>&1 | grep -q "placed: $order" || exit 0
  sleep 0.1
done
fail "the plug-in did not say that $order is placed"
