#!/usr/bin/env bash
# A long storm over three replicas of registration (ten minutes; STORM_SECONDS), its end judged by subscribers in Python and
# Java too. On Apache Kafka when KAFKA_HOME is set, else on the embedded broker.
. "$(dirname "$0")/common.sh"
groups=(run build test)
[ -z "${KAFKA_HOME:-}" ] || groups+=(kafka)
"$ROOT/Deploy/local/packages.sh" "${groups[@]}"
VENV=$ROOT/.build/subscriber-venv
[ -x "$VENV/bin/python" ] || python3 -m venv "$VENV" || fail "python3-venv is missing: apt-get install python3-venv"
"$VENV/bin/pip" install --quiet confluent-kafka 'cloudevents>=2' jsonschema
cd "$ROOT"
swift build --build-tests
MUSTER_TEST_PYTHON=$VENV/bin/python MUSTER_TEST_STORM_SECONDS=${STORM_SECONDS:-600} \
    swift test --skip-build --filter '^EndToEndTests\.WholeSuiteTests/StormTests'
