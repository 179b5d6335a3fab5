#!/bin/sh
# Makes the passwords of a composed suite, once, each in the volume of those who read it; what is there already is kept.
#   /secrets/postgres   the administrator's password and every role's, for the server and the one-shot that makes the roles
#   /secrets/SERVICE    the service's own database password, and what else only it may know
set -eu
umask 077
new() { [ -s "$1" ] || head -c 24 /dev/urandom | base64 | tr '+/' '-_' | tr -d '\n' >"$1"; }
new /secrets/postgres/postgres-password
for service in accounts registration certification instructor-qualification; do
    new "/secrets/postgres/$service-database-password"
    cp "/secrets/postgres/$service-database-password" "/secrets/$service/database-password"
done
new /secrets/accounts/admin-password
new /secrets/registration/payment-webhook
# 10001 is the user of our images and of the one-shots.
chown -R 10001:10001 /secrets/* /mail
chmod 500 /secrets/*
chmod 400 /secrets/*/*
