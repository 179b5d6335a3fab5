#!/usr/bin/env bash
# tsan.sh [TEST-TARGET…]: the tests of what has threads (Executors, Postgres, Kafka, HTTP, Messaging) under ThreadSanitizer.
# Seeded simulations are left out: they are single-threaded, and slow under it. MUSTER_TSAN_SKIP leaves out something else (a
# pattern), MUSTER_TSAN_SECONDS bounds each target. With KAFKA_HOME they run on Apache Kafka, too, as in `make test`.
. "$(dirname "$0")/common.sh"
groups=(run build test)
[ -z "${KAFKA_HOME:-}" ] || groups+=(kafka)
"$ROOT/Deploy/local/packages.sh" "${groups[@]}"
cd "$ROOT"
targets=("$@")
[ $# -gt 0 ] || targets=(ExecutorsTests PostgresTests KafkaTests HTTPTests MessagingTests)

# A package of the same sources with these test targets alone: nothing else is built a second time.
side=$ROOT/.build/tsan
mkdir -p "$side"
for folder in Shared Services Tests Deploy; do [ -L "$side/$folder" ] || ln -s "$ROOT/$folder" "$side/$folder"; done
{
    cat Package.swift
    echo "let kept: Set<String> = [$(printf '"%s", ' "${targets[@]}")]"
    echo 'package.targets.removeAll { $0.isTest ? !kept.contains($0.name) : $0.path?.hasPrefix("Services/") ?? false }'
    # KafkaTests start the broker by its product's name.
    echo 'package.products.removeAll { $0.name != "development-broker" }'
} >"$side/Package.swift"
swift build --package-path "$side" --build-tests --sanitize=thread 2>&1 | { grep -E 'error|Build complete' || true; }
[ "${PIPESTATUS[0]}" -eq 0 ] || fail "the build failed"
cc -shared -fPIC -O1 -g -o "$side/c11-threads.so" Deploy/local/tsan/c11-threads.c -lpthread

suppressions=$ROOT/Deploy/local/tsan/suppressions.txt problems=0 summary=()
for target in "${targets[@]}"; do
    log=$side/$target.log
    say "== $target"
    # ThreadSanitizer wants memory where it expects it: no random addresses.
    LD_PRELOAD=$side/c11-threads.so TSAN_OPTIONS="exitcode=0 history_size=4 suppressions=$suppressions ${TSAN_OPTIONS:-}" \
        timeout --foreground --signal=INT --kill-after=10 "${MUSTER_TSAN_SECONDS:-1800}" \
        setarch -R swift test --package-path "$side" --skip-build --sanitize=thread --filter "^$target\\." \
        --skip "${MUSTER_TSAN_SKIP:-Simulation}" >"$log" 2>&1 && status=0 || status=$?
    case $status in
    0) ended= ;;
    124 | 137) ended=', not ended in time' ;;
    *) ended=', not all passed' ;;
    esac
    [ $status -eq 0 ] || grep -aE '✘|Fatal|error:' "$log" | cut -c1-300 | head -20 || true
    count() { grep -aE "^$1 Test (\"|[a-zA-Z_]).* $2" "$log" | grep -acv '^. Test run with' || true; }
    passed=$(count ✔ 'passed after') failed=$(count ✘ 'failed after') skipped=$(count ➜ skipped:)
    found=$(grep -ac 'WARNING: ThreadSanitizer' "$log" || true)
    grep -aoE 'SUMMARY: ThreadSanitizer.*' "$log" | cut -c1-300 | sort | uniq -c || true
    summary+=("$target: $passed passed, $failed failed, $skipped skipped, $found reports$ended ($log)")
    echo "${summary[-1]}"
    [ "$status$found" = 00 ] && [ "$passed" -gt 0 ] || problems=$((problems + 1))
done
say "== All"
printf '%s\n' "${summary[@]}"
[ $problems -eq 0 ] || fail "$problems of ${#targets[@]} targets with failures or reports"
