#!/usr/bin/env bash
# The whole suite on this machine: packages, build, PostgreSQL, broker, roles, topics, migrations, services, sample data.
# Everything it makes lies under .muster/. Ctrl-C (or TERM) stops it in order; a second run goes on with the same data.
# Ports: ACCOUNTS_HTTP_PORT 8081, REGISTRATION_HTTP_PORT 8082, CERTIFICATION_HTTP_PORT 8083,
# INSTRUCTOR_QUALIFICATION_HTTP_PORT 8084, BROKER_PORT 9092 (and the next one for Kafka's controller).
. "$(dirname "$0")/common.sh"
. "$ROOT/Deploy/local/postgres.sh"
. "$ROOT/Deploy/local/broker.sh"
. "$ROOT/Deploy/local/suite.sh"

declare -A RUNNING=() # name -> pid, of everything that the supervisor watches
STOPPING=

# launch NAME COMMAND...: in a session of its own, its output in .muster/log/NAME.log.
launch() {
    local name=$1
    shift
    setsid bash -c '
        . "$0/common.sh"; . "$0/postgres.sh"; . "$0/broker.sh"; "$@"' "$ROOT/Deploy/local" "$@" \
        >>"$STATE/log/$name.log" 2>&1 </dev/null &
    RUNNING[$name]=$!
}

stop_all() {
    [ -z "$STOPPING" ] || return 0
    STOPPING=1
    trap '' INT TERM
    echo
    say "Stopping"
    local name
    for name in instructor-qualification certification registration accounts; do
        [ -z "${RUNNING[$name]:-}" ] || kill -TERM "${RUNNING[$name]}" 2>/dev/null || true
    done
    for name in instructor-qualification certification registration accounts; do
        [ -z "${RUNNING[$name]:-}" ] || stop_pid "${RUNNING[$name]}" 10
    done
    [ -z "${RUNNING[broker]:-}" ] || stop_pid "${RUNNING[broker]}" 10
    if [ -n "${RUNNING[postgres]:-}" ]; then
        kill -INT "${RUNNING[postgres]}" 2>/dev/null || true
        wait_for 10 bash -c "! kill -0 ${RUNNING[postgres]}" || kill -KILL "${RUNNING[postgres]}" 2>/dev/null || true
    fi
    rm -f "$STATE/run.pid"
}

check_ports() {
    local service port
    for service in "${SERVICES[@]}"; do
        port=$(port_of "$service")
        if in_use "$port"; then
            fail "port $port, meant for $service, is in use; stop what listens there or set $(prefix "$service")_HTTP_PORT"
        fi
    done
    for port in $(broker_ports); do
        if in_use "$port"; then fail "port $port, meant for the broker, is in use; set BROKER_PORT"; fi
    done
}

supervise() {
    local name
    while [ -z "$STOPPING" ]; do
        wait -n 2>/dev/null || true
        [ -z "$STOPPING" ] || break
        for name in "${!RUNNING[@]}"; do
            kill -0 "${RUNNING[$name]}" 2>/dev/null && continue
            [ "$name" != postgres ] || { say "PostgreSQL stopped; see .muster/log/postgres.log"; stop_all; exit 1; }
            say "$name stopped unexpectedly (its log: .muster/log/$name.log); starting it again"
            sleep 1
            case $name in broker) launch broker broker_run ;; *) launch "$name" service_run "$name" ;; esac
        done
    done
}

main() {
    cd "$ROOT"
    broker_choose
    check_ports
    local groups=(run build)
    [ "$BROKER_KIND" != kafka ] || groups+=(kafka)
    "$ROOT/Deploy/local/packages.sh" "${groups[@]}"
    command -v swift >/dev/null || fail "swift is not on the PATH; the suite needs Swift 6.3 (https://www.swift.org/install/linux/)"
    mkdir -p "$STATE/log"
    if [ -s "$STATE/run.pid" ] && kill -0 "$(cat "$STATE/run.pid")" 2>/dev/null; then
        fail "it is running already from this folder (process $(cat "$STATE/run.pid"))"
    fi
    echo $$ >"$STATE/run.pid"
    say "Building (release)"
    BIN=${SUITE_BIN:-$("$ROOT/Deploy/local/build.sh")}
    export BIN STATE ROOT BROKER_KIND BROKER_PORT
    local began=$SECONDS
    configure
    trap 'stop_all; exit 0' INT TERM
    trap 'stop_all' EXIT
    broker_announce
    for service in "${SERVICES[@]}"; do "$BIN/$service" topics --list; done | sort -u | paste -sd, >"$STATE/topics"
    if [ "$BROKER_KIND" != yours ]; then
        [ "$BROKER_KIND" != kafka ] || kafka_prepare
        KAFKA_BOOTSTRAP_SERVERS=127.0.0.1:$BROKER_PORT
        launch broker broker_run
    fi
    export KAFKA_BOOTSTRAP_SERVERS
    start_database
    each_service migrate
    wait_for 30 in_use_any "$KAFKA_BOOTSTRAP_SERVERS" || fail "no broker answers at $KAFKA_BOOTSTRAP_SERVERS"
    [ "$BROKER_KIND" = embedded ] || each_service topics
    local service
    for service in "${SERVICES[@]}"; do launch "$service" service_run "$service"; done
    for service in "${SERVICES[@]}"; do
        wait_for 60 ready "$service" || {
            tail -n 5 "$STATE/log/$service.log" >&2
            fail "$service did not become ready"
        }
    done
    say "All ready after $((SECONDS - began)) s"
    "$ROOT/Deploy/local/sample-data.sh"
    print_addresses
    supervise
}

print_addresses() {
    local service
    echo
    for service in "${SERVICES[@]}"; do
        printf '  %-26s http://127.0.0.1:%s   (readable API: /docs)\n' "$service" "$(port_of "$service")"
    done
    cat <<END

  Administrator: $ACCOUNTS_BOOTSTRAP_ADMIN_EMAIL, password in $ACCOUNTS_BOOTSTRAP_ADMIN_PASSWORD_FILE:
                 $(cat "$ACCOUNTS_BOOTSTRAP_ADMIN_PASSWORD_FILE")

  Try next, in another terminal:
    make demo
    curl -s 'http://127.0.0.1:$(port_of registration)/v1/offerings/upcoming' | jq
    curl -s http://127.0.0.1:$(port_of registration)/v1/courses | jq '.items[] | {code, title, hours}'

  Logs: .muster/log   Mails: .muster/mail   Ctrl-C stops everything; make clean-data empties it.
END
}

main "$@"
