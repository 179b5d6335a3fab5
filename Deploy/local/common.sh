# What the local commands share: places, messages, waiting. Sourced, never run.
set -euo pipefail

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
STATE=${STATE:-$ROOT/.muster}
SERVICES=(accounts registration certification instructor-qualification)

say() { printf '\033[1m%s\033[0m\n' "$*" | if [ -t 1 ]; then cat; else sed 's/\x1b\[[0-9;]*m//g'; fi; }
fail() {
    printf 'muster: %s\n' "$*" >&2
    exit 1
}

# The variable prefix of a service: instructor-qualification -> INSTRUCTOR_QUALIFICATION.
prefix() { tr 'a-z-' 'A-Z_' <<<"$1"; }
# The schema of a service: instructor-qualification -> instructor_qualification.
schema() { tr - _ <<<"$1"; }

port_of() {
    local name default
    name=$(prefix "$1")_HTTP_PORT
    case $1 in accounts) default=8081 ;; registration) default=8082 ;; certification) default=8083 ;; *) default=8084 ;; esac
    echo "${!name:-$default}"
}

# A service in the foreground of its own session: what the supervisor starts, and starts again when it dies.
service_run() { exec "$BIN/$1" serve; }

in_use() { (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }

# wait_for SECONDS COMMAND...: until the command succeeds; false when the time is up.
wait_for() {
    local until=$((SECONDS + $1))
    shift
    until "$@" >/dev/null 2>&1; do
        [ $SECONDS -lt $until ] || return 1
        sleep 0.1
    done
}

# A secret file of 32 random characters, made once, readable by its owner only.
secret() {
    local file=$STATE/secrets/$1
    if [ ! -s "$file" ]; then
        mkdir -p "$STATE/secrets"
        chmod 700 "$STATE/secrets"
        (umask 077 && head -c 24 /dev/urandom | base64 | tr '+/' '-_' | tr -d '\n' >"$file")
    fi
    echo "$file"
}

# stop_pid PID SECONDS: TERM, wait, then KILL.
stop_pid() {
    kill -0 "$1" 2>/dev/null || return 0
    kill -TERM "$1" 2>/dev/null || true
    local until=$((SECONDS + $2))
    while kill -0 "$1" 2>/dev/null; do
        if [ $SECONDS -ge $until ]; then
            kill -KILL "$1" 2>/dev/null || true
            return 0
        fi
        sleep 0.1
    done
}
