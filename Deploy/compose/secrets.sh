#!/bin/sh
# Makes the secrets of a composed suite, once: passwords, the webhook's secret, and each service's database address.
# Files belong to the user that reads them (10001 our services, group 0 none); what is there already is kept.
set -eu
umask 077
cd /secrets
new() { [ -s "$1" ] || head -c 24 /dev/urandom | base64 | tr '+/' '-_' | tr -d '\n' >"$1"; }
new postgres-password
new admin-password
new payment-webhook
for service in accounts registration certification instructor-qualification; do
    new "$service-database-password"
    role=muster_$(echo "$service" | tr - _)
    printf 'postgres://%s:%s@postgres:5432/muster' "$role" "$(cat "$service-database-password")" >"$service-database-url"
done
chown -R 10001:10001 . /mail
chmod 500 .
chmod 400 -- *
