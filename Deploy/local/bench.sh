#!/usr/bin/env bash
# Measures the suite on this machine: release builds, a private PostgreSQL and a broker of its own, started and stopped here,
# beside whatever `make run` runs. BENCH=relay, http, register, calendar or import measures one of them. The broker is Apache Kafka when
# KAFKA_HOME is set, else the embedded one, whose figures say little about Kafka.
. "$(dirname "$0")/common.sh"
STATE=$STATE/bench
. "$ROOT/Deploy/local/postgres.sh"
BROKER_PORT=${BROKER_PORT:-19092}
. "$ROOT/Deploy/local/broker.sh"
. "$ROOT/Deploy/local/suite.sh"

declare -A RUNNING=()
export ACCOUNTS_HTTP_PORT=${ACCOUNTS_HTTP_PORT:-18081} REGISTRATION_HTTP_PORT=${REGISTRATION_HTTP_PORT:-18082}
export CERTIFICATION_HTTP_PORT=${CERTIFICATION_HTTP_PORT:-18083}
export INSTRUCTOR_QUALIFICATION_HTTP_PORT=${INSTRUCTOR_QUALIFICATION_HTTP_PORT:-18084}

stop_all() {
    trap '' INT TERM
    [ -z "${RUNNING[bench]:-}" ] || stop_pid "${RUNNING[bench]}" 15
    [ -z "${RUNNING[broker]:-}" ] || stop_pid "${RUNNING[broker]}" 10
    if [ -n "${RUNNING[postgres]:-}" ]; then
        kill -INT "${RUNNING[postgres]}" 2>/dev/null || true
        wait_for 10 bash -c "! kill -0 ${RUNNING[postgres]}" || kill -KILL "${RUNNING[postgres]}" 2>/dev/null || true
    fi
    [ ! -s "$STATE/socket-folder" ] || rm -rf "$(cat "$STATE/socket-folder")"
    rm -rf "$STATE/postgres" "$STATE/kafka" "$STATE/secrets" "$STATE/socket-folder" "$STATE/mail"
}

start_broker() {
    for service in "${SERVICES[@]}"; do "$BIN/$service" topics --list; done | sort -u >"$STATE/topic-lines"
    {
        cat "$STATE/topic-lines"
        sed 's/^/benchmark./' "$STATE/topic-lines"
        grep '^muster.registration.events' "$STATE/topic-lines" | sed 's/^/bare./'
    } | paste -sd, >"$STATE/topics"
    [ "$BROKER_KIND" != kafka ] || kafka_prepare
    setsid bash -c '. "$0/common.sh"; . "$0/postgres.sh"; . "$0/broker.sh"; broker_run' "$ROOT/Deploy/local" \
        >>"$STATE/log/broker.log" 2>&1 </dev/null &
    RUNNING[broker]=$!
    export KAFKA_BOOTSTRAP_SERVERS=127.0.0.1:$BROKER_PORT
    wait_for 60 in_use "$BROKER_PORT" || fail "the broker did not start; see $STATE/log/broker.log"
}

machine() {
    local broker="embedded (librdkafka's mock cluster, in memory: set KAFKA_HOME for Apache Kafka)"
    [ "$BROKER_KIND" != kafka ] ||
        broker="Apache Kafka $(basename "$KAFKA_HOME"/libs/kafka-clients-*.jar .jar | sed 's/kafka-clients-//'), one node"
    say "Machine: $(nproc) cores ($(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -n 1)), $(awk '/MemTotal/ {printf "%.0f", $2 / 1048576}' /proc/meminfo) GB, load $(cut -d' ' -f1 /proc/loadavg); Linux $(uname -r)"
    say "$(swift --version 2>/dev/null | grep -o 'Swift version [0-9.]*'); PostgreSQL $("$PG_BIN/postgres" --version | grep -o '[0-9][0-9.]*' | head -n 1); librdkafka $(dpkg-query -W -f='${Version}' librdkafka1); libmicrohttpd $(dpkg-query -W -f='${Version}' libmicrohttpd12); broker: $broker"
    echo
}

measure() { # COMMAND ARGUMENTS...
    PGPASSWORD=$(cat "$(secret postgres)") "$BIN/benchmarks" "$@" --database "host=$(pg_socket_folder) user=postgres" \
        --kafka "$KAFKA_BOOTSTRAP_SERVERS" --postgres-process "${RUNNING[postgres]}" --broker-process "${RUNNING[broker]}" \
        ${BENCH_OPTIONS:-} &
    RUNNING[bench]=$!
    wait "${RUNNING[bench]}" || fail "the benchmark failed; logs are in $STATE/log"
    unset "RUNNING[bench]"
}

services() {
    local service words=()
    for service in "${SERVICES[@]}"; do words+=("$service:$(port_of "$service")"); done
    measure services --folder "$BIN" --logs "$STATE/log" --services "$(IFS=, && echo "${words[*]}")"
}

# The registration service alone: over rows that SQL fills in, all requests from one address, which would be limited; or with
# its relay and the broker, where pgbench needs a connection for each of its clients.
registration() { # COMMAND
    [ "$1" = register ] || export MUSTER_RATE_LIMITS=off
    "$BIN/registration" migrate >>"$STATE/log/registration.log" 2>&1 || fail "migrate failed; see $STATE/log/registration.log"
    measure "$1" --folder "$BIN" --logs "$STATE/log" --service "registration:$(port_of registration)" \
        --issuer "$MUSTER_TOKEN_ISSUER"
}

case ${BENCH:-all} in
all) minutes=17 ;;
register) minutes=7 ;;
calendar) minutes=3 ;;
import) minutes=1 ;;
relay) minutes=4 ;;
http) minutes=3 ;;
*) fail "BENCH is relay, http, register, calendar or import; without it all are measured" ;;
esac
unset DATABASE_URL KAFKA_BOOTSTRAP_SERVERS
broker_choose
groups=(run build)
case ${BENCH:-all} in all | http) groups+=(bench) ;; esac
[ "$BROKER_KIND" != kafka ] || groups+=(kafka)
"$ROOT/Deploy/local/packages.sh" "${groups[@]}"
say "Building (release), then measuring for about $minutes minutes"
BIN=${SUITE_BIN:-$("$ROOT/Deploy/local/build.sh" benchmarks)}
PG_CONNECTIONS=320
export BIN STATE ROOT BROKER_KIND BROKER_PORT PG_CONNECTIONS
trap 'stop_all; exit 130' INT TERM
trap stop_all EXIT
for port in $(broker_ports) $(for service in "${SERVICES[@]}"; do port_of "$service"; done); do
    if in_use "$port"; then fail "port $port is in use; set BROKER_PORT or the service's …_HTTP_PORT"; fi
done
rm -rf "$STATE/postgres" "$STATE/kafka" "$STATE/log"
mkdir -p "$STATE/log"
machine
configure
start_broker
start_database >"$STATE/log/database.log"
case ${BENCH:-all} in all | http)
    # The services make their topics themselves, at their first start.
    each_service migrate
    services
    measure http
    ;;
esac
case ${BENCH:-all} in all | relay) measure relay ;; esac
case ${BENCH:-all} in all | import) registration import ;; esac
case ${BENCH:-all} in all | calendar) registration calendar ;; esac
case ${BENCH:-all} in all | register) registration register ;; esac
