#!/usr/bin/env bash
# Every test: real PostgreSQL always; real Apache Kafka when KAFKA_HOME is set, else the embedded broker.
. "$(dirname "$0")/common.sh"
groups=(run build test)
[ -z "${KAFKA_HOME:-}" ] || groups+=(kafka)
"$ROOT/Deploy/local/packages.sh" "${groups[@]}"
command -v swift >/dev/null || fail "swift is not on the PATH; the suite needs Swift 6.3 (https://www.swift.org/install/linux/)"
cd "$ROOT"
if [ -n "${KAFKA_HOME:-}" ]; then
    [ -d "$KAFKA_HOME/libs" ] || fail "KAFKA_HOME=$KAFKA_HOME has no libs/ folder: it must be Apache Kafka's own folder"
    KAFKA_HOME=$(cd "$KAFKA_HOME" && pwd)
    export KAFKA_HOME
    say "Tests run on PostgreSQL 15 and Apache Kafka ($KAFKA_HOME)"
else
    say "Tests run on PostgreSQL 15 and the embedded broker. KAFKA_HOME is not set: the tests that need a real Apache Kafka (topic administration, several brokers, wiped topics) are skipped and named as skipped."
fi
swift format lint --strict --parallel -r Package.swift Services Shared Tests
swift build --build-tests
exec swift test --skip-build
