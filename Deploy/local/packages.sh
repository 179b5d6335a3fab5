#!/usr/bin/env bash
# packages.sh GROUP...: installs the Debian packages of these groups that are missing. Groups: run, build, kafka, test, bench.
. "$(dirname "$0")/common.sh"

wanted=()
for group in "$@"; do
    case $group in
    run) wanted+=(postgresql-15 curl jq util-linux bsdextrautils openssl tzdata fonts-noto-core fonts-droid-fallback) ;;
    build)
        wanted+=(pkg-config librdkafka-dev libpq-dev libmicrohttpd-dev libsodium-dev libunistring-dev
            libpango1.0-dev libcairo2-dev libqrencode-dev libcurl4-openssl-dev)
        ;;
    kafka) command -v java >/dev/null || wanted+=(openjdk-17-jre-headless) ;;
    test) wanted+=(poppler-utils zbar-tools prometheus) ;;
    bench) wanted+=(wrk) ;;
    *) fail "no such group of packages: $group" ;;
    esac
done

missing=()
for package in "${wanted[@]}"; do
    [ "$(dpkg-query -W -f='${db:Status-Status}' "$package" 2>/dev/null)" = installed ] || missing+=("$package")
done
[ ${#missing[@]} -gt 0 ] || exit 0

as_root=()
if [ "$(id -u)" -ne 0 ]; then
    command -v sudo >/dev/null || fail "these Debian packages are missing, and only root can install them: ${missing[*]}"
    as_root=(sudo)
fi
say "Installing ${missing[*]}"
export DEBIAN_FRONTEND=noninteractive
"${as_root[@]}" apt-get update -qq
# Our own server is private to this folder: the package must not start one of its own, nor must Prometheus.
"${as_root[@]}" env DEBIAN_FRONTEND=noninteractive RUNLEVEL=1 apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
