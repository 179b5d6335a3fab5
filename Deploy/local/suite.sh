# The suite's settings, database and topics, for `make run` and `make bench`. Sourced, after common.sh, postgres.sh and
# broker.sh; needs BIN, and the associative array RUNNING for the processes that it starts.

configure() {
    export MUSTER_ENVIRONMENT=${MUSTER_ENVIRONMENT:-development}
    export ACCOUNTS_EMAIL_VERIFICATION=${ACCOUNTS_EMAIL_VERIFICATION:-off}
    export ACCOUNTS_CHALLENGE=${ACCOUNTS_CHALLENGE:-off}
    export ACCOUNTS_BOOTSTRAP_ADMIN_EMAIL=${ACCOUNTS_BOOTSTRAP_ADMIN_EMAIL:-admin@muster.example}
    export ACCOUNTS_BOOTSTRAP_ADMIN_PASSWORD_FILE=${ACCOUNTS_BOOTSTRAP_ADMIN_PASSWORD_FILE:-$(secret admin-password)}
    export MAIL_SPOOL=${MAIL_SPOOL:-$STATE/mail}
    export REGISTRATION_PAYMENT_WEBHOOK_SECRET_FILE=${REGISTRATION_PAYMENT_WEBHOOK_SECRET_FILE:-$(secret payment-webhook)}
    (umask 077 && mkdir -p "$STATE/mail")
    local service
    for service in "${SERVICES[@]}"; do
        secret "$service-database-password" >/dev/null
        export "$(prefix "$service")_HTTP_PORT=$(port_of "$service")"
    done
    # What stands in tokens and in certificates' QR codes follows the ports.
    export MUSTER_TOKEN_ISSUER=${MUSTER_TOKEN_ISSUER:-http://127.0.0.1:$(port_of accounts)}
    export CERTIFICATION_PUBLIC_URL=${CERTIFICATION_PUBLIC_URL:-http://127.0.0.1:$(port_of certification)}
}

start_database() {
    if [ -n "${DATABASE_URL:-}" ]; then
        say "PostgreSQL: yours (DATABASE_URL)"
    else
        say "PostgreSQL: private, under .muster/postgres"
        pg_start
        RUNNING[postgres]=$PG_PID
        psql -XqAt -d "$DATABASE_URL" -c "SELECT 1 FROM pg_database WHERE datname = 'muster'" | grep -q 1 ||
            psql -Xq -d "$DATABASE_URL" -c "CREATE DATABASE muster"
        DATABASE_URL="host=$(pg_socket_folder) user=postgres dbname=muster"
    fi
    "$ROOT/Deploy/database/create-roles.sh" "$DATABASE_URL" "$STATE/secrets"
    local service file
    for service in "${SERVICES[@]}"; do
        file=$STATE/secrets/$service-database-url
        (umask 077 && service_database_url "$service" >"$file")
        export "$(prefix "$service")_DATABASE_URL_FILE=$file"
    done
    unset PGPASSWORD
}

# The administrator's connection with the service's own role instead.
service_database_url() {
    local role password
    role=muster_$(schema "$1")
    password=$(cat "$STATE/secrets/$1-database-password")
    case $DATABASE_URL in
    postgres*://*) sed -E "s#^(postgres(ql)?://)([^@/]*@)?#\1$role:$password@#" <<<"$DATABASE_URL" ;;
    *) echo "$(sed -E 's/(user|password)=[^ ]*//g' <<<"$DATABASE_URL") user=$role password=$password" ;;
    esac
}

each_service() { # COMMAND ARGUMENTS...: in all four, together
    local service pids=()
    for service in "${SERVICES[@]}"; do
        "$BIN/$service" "$@" >>"$STATE/log/$service.log" 2>&1 &
        pids+=($!)
    done
    local failed=0 index=0
    for service in "${SERVICES[@]}"; do
        wait "${pids[$index]}" || {
            echo "muster: $service $* failed; the end of its log:" >&2
            tail -n 5 "$STATE/log/$service.log" >&2
            failed=1
        }
        index=$((index + 1))
    done
    [ $failed -eq 0 ] || exit 1
}

in_use_any() { # HOST:PORT,HOST:PORT
    local server
    for server in ${1//,/ }; do
        (exec 3<>"/dev/tcp/${server%:*}/${server##*:}") 2>/dev/null && return 0
    done
    return 1
}

ready() { curl -fsS -o /dev/null "http://127.0.0.1:$(port_of "$1")/readyz"; }
