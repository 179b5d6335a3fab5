#!/usr/bin/env bash
# create-roles.sh CONNINFO SECRETS: one role and one schema a service; nobody else may look in (architecture: each service owns its data).
# The role's password is in SECRETS/<service>-database-password. May be run again at any time: it brings the passwords up to date.
set -euo pipefail
connection=$1 secrets=$2

{
    echo "SET client_min_messages = warning; SET password_encryption = 'scram-sha-256';"
    echo "REVOKE ALL ON SCHEMA public FROM PUBLIC;"
    echo "SELECT format('REVOKE ALL ON DATABASE %I FROM PUBLIC', current_database()) \\gexec"
    for service in accounts registration certification instructor-qualification; do
        schema=$(tr - _ <<<"$service")
        role=muster_$schema
        password=$(cat "$secrets/$service-database-password")
        cat <<SQL
SELECT 'CREATE ROLE $role LOGIN' WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '$role') \\gexec
ALTER ROLE $role LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE PASSWORD '$password';
SELECT format('GRANT CONNECT ON DATABASE %I TO $role', current_database()) \\gexec
CREATE SCHEMA IF NOT EXISTS $schema;
ALTER SCHEMA $schema OWNER TO $role;
REVOKE ALL ON SCHEMA $schema FROM PUBLIC;
ALTER ROLE $role SET search_path = $schema;
SQL
    done
} | psql --no-psqlrc --quiet --tuples-only --set ON_ERROR_STOP=1 --dbname "$connection"
