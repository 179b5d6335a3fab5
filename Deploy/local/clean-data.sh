#!/usr/bin/env bash
# Empties what `make run` keeps: database, broker data, mails, logs, secrets. The build stays.
. "$(dirname "$0")/common.sh"
if [ -s "$STATE/run.pid" ] && kill -0 "$(cat "$STATE/run.pid")" 2>/dev/null; then
    fail "the suite is running (process $(cat "$STATE/run.pid")); stop it first"
fi
[ ! -s "$STATE/socket-folder" ] || rm -rf "$(cat "$STATE/socket-folder")"
rm -rf "$STATE"
say "Emptied .muster/"
