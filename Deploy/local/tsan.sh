#!/usr/bin/env bash
# tsan.sh [TEST-TARGET…]: the tests of what has threads (Executors, Postgres, Kafka, HTTP, Messaging) under ThreadSanitizer.
# Seeded simulations are left out: they are single-threaded, and slow under it. MUSTER_TSAN_SKIP leaves out more (a pattern).
. "$(dirname "$0")/common.sh"
"$ROOT/Deploy/local/packages.sh" run build test
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
    echo 'package.products = []'
} >"$side/Package.swift"
swift build --package-path "$side" --build-tests --sanitize=thread 2>&1 | { grep -E 'error|Build complete' || true; }
[ "${PIPESTATUS[0]}" -eq 0 ] || fail "the build failed"
cc -shared -fPIC -O1 -g -o "$side/c11-threads.so" Deploy/local/tsan/c11-threads.c -lpthread

races=0
for target in "${targets[@]}"; do
    log=$side/$target.log
    say "== $target"
    # ThreadSanitizer wants memory where it expects it: no random addresses.
    LD_PRELOAD=$side/c11-threads.so TSAN_OPTIONS="exitcode=0 history_size=4 ${TSAN_OPTIONS:-}" \
        setarch -R swift test --package-path "$side" --skip-build --sanitize=thread --filter "^$target\\." \
        --skip "${MUSTER_TSAN_SKIP:-Simulation}" >"$log" 2>&1 || grep -aE '✘|Fatal|error:' "$log" | cut -c1-300 | head -20
    grep -aE 'Test run with' "$log" || tail -n 5 "$log"
    found=$(grep -ac 'WARNING: ThreadSanitizer' "$log" || true)
    echo "$found reports ($log)"
    races=$((races + found))
done
[ $races -eq 0 ] || fail "$races reports of ThreadSanitizer"
