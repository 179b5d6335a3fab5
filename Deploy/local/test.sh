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
"$ROOT/Deploy/local/lint.sh"
swift build --build-tests

# One target after the other: tests that talk to brokers and time out on purpose do not share the machine with all others.
passed=0 failed=0 failures=()
for folder in Tests/*Tests; do
    target=$(basename "$folder")
    log=.build/$target.log
    say "== $target"
    if swift test --skip-build --filter "^$target\\." >"$log" 2>&1; then
        grep -aE 'Test run with' "$log" || true
    else
        failures+=("$target")
        grep -aE '✘|error:|Fatal error|Test run with' "$log" | cut -c1-400 || tail -n 20 "$log"
    fi
    grep -aE ' skipped' "$log" || true
    count() { grep -aE "^$1 Test (\"|[a-zA-Z_]).* $2 after" "$log" | grep -acv '^. Test run with' || true; }
    passed=$((passed + $(count '(✔|━)' passed)))
    failed=$((failed + $(count ✘ failed)))
done
if [ ${#failures[@]} -gt 0 ]; then
    echo "Failed: ${failures[*]}; whole outputs in .build/<target>.log"
    [ $failed -gt 0 ] || failed=${#failures[@]}
fi
echo "$passed passed, $failed failed"
[ ${#failures[@]} -eq 0 ]
