#!/usr/bin/env bash
# A service's own command against the data of `make run`: cli.sh registration outbox status
. "$(dirname "$0")/common.sh"
. "$ROOT/Deploy/local/postgres.sh"
. "$ROOT/Deploy/local/broker.sh"
. "$ROOT/Deploy/local/suite.sh"

service=${1:-}
[[ " ${SERVICES[*]} " == *" $service "* ]] || fail "which service? one of: ${SERVICES[*]}"
shift
BIN=${SUITE_BIN:-$("$ROOT/Deploy/local/build.sh")}
file=$STATE/secrets/$service-database-url
[ -s "$file" ] || fail "there is no data yet: run 'make run' first"
configure
export "$(prefix "$service")_DATABASE_URL_FILE=$file"
export KAFKA_BOOTSTRAP_SERVERS=${KAFKA_BOOTSTRAP_SERVERS:-127.0.0.1:$BROKER_PORT}
exec "$BIN/$service" "$@"
