#!/usr/bin/env bash
# Plays the journey of `make demo` against the composed suite: what it must know is read out of the containers.
set -euo pipefail
cd "$(dirname "$0")/../.."

compose() {
    if docker compose version >/dev/null 2>&1; then docker compose "$@"; else docker-compose "$@"; fi
}

umask 077
STATE=$(mktemp -d)
export STATE
trap 'rm -rf "$STATE"' EXIT
mkdir "$STATE/secrets"
compose exec -T accounts cat /secrets/admin-password >"$STATE/secrets/admin-password"
compose exec -T registration cat /secrets/payment-webhook >"$STATE/secrets/payment-webhook"
Deploy/local/demo.sh
