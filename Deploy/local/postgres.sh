# A private PostgreSQL 15 under .muster/postgres, on a socket only: no port, nobody else's databases. Sourced.
# It never runs as root: it switches to the user postgres, keeping only the right to walk through closed folders above.

PG_BIN=/usr/lib/postgresql/15/bin
PG_DATA=$STATE/postgres

pg_socket_folder() {
    # A socket's path must stay under 107 bytes; a clone in a deep folder gets a short one in /tmp, remembered.
    if [ ! -s "$STATE/socket-folder" ]; then
        local folder=$STATE/socket
        if [ ${#folder} -gt 80 ]; then folder=$(mktemp -d /tmp/muster-XXXXXX); fi
        mkdir -p "$folder"
        echo "$folder" >"$STATE/socket-folder"
    fi
    mkdir -p "$(cat "$STATE/socket-folder")"
    cat "$STATE/socket-folder"
}

# What is put before a command of postgres'; nothing when we are not root anyway.
AS_POSTGRES=()
if [ "$(id -u)" -eq 0 ]; then
    AS_POSTGRES=(setpriv --reuid postgres --regid postgres --clear-groups)
    if setpriv --inh-caps=+dac_read_search --ambient-caps=+dac_read_search true 2>/dev/null; then
        AS_POSTGRES+=(--inh-caps=+dac_read_search --ambient-caps=+dac_read_search)
    fi
fi

pg_ready() { "$PG_BIN/pg_isready" -q -h "$(pg_socket_folder)" -U postgres; }

pg_start() {
    local socket
    socket=$(pg_socket_folder)
    if [ ! -s "$PG_DATA/PG_VERSION" ]; then
        mkdir -p "$PG_DATA"
        chmod 700 "$PG_DATA"
        [ "$(id -u)" -ne 0 ] || chown postgres:postgres "$PG_DATA"
        local password_file=$STATE/initdb-password
        (umask 077 && cp "$(secret postgres)" "$password_file")
        [ "$(id -u)" -ne 0 ] || chown postgres "$password_file"
        (cd / && "${AS_POSTGRES[@]}" "$PG_BIN/initdb" -D "$PG_DATA" -U postgres -E UTF8 --locale=C.UTF-8 \
            --auth=scram-sha-256 --pwfile="$password_file" >"$STATE/log/initdb.log" 2>&1) ||
            fail "initdb failed; see $STATE/log/initdb.log"
        rm -f "$password_file"
    fi
    [ "$(id -u)" -ne 0 ] || chown postgres:postgres "$socket"
    chmod 755 "$socket"
    touch "$STATE/log/postgres.log"
    (
        cd /
        exec setsid bash -c '. "$0/common.sh"; . "$0/postgres.sh"; pg_exec "$1"' "$ROOT/Deploy/local" "$socket"
    ) >>"$STATE/log/postgres.log" 2>&1 </dev/null &
    PG_PID=$!
    wait_for 30 pg_ready || fail "PostgreSQL did not start; see $STATE/log/postgres.log"
    DATABASE_URL="host=$socket user=postgres dbname=postgres"
    PGPASSWORD=$(cat "$(secret postgres)")
    export PGPASSWORD
}

pg_exec() {
    exec "${AS_POSTGRES[@]}" "$PG_BIN/postgres" -D "$PG_DATA" -k "$1" -c listen_addresses= -c max_connections=${PG_CONNECTIONS:-120} \
        -c shared_buffers=128MB -c timezone=UTC -c log_timezone=UTC
}
