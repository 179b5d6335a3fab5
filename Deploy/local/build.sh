#!/usr/bin/env bash
# build.sh [PRODUCT...]: builds the four services and the development broker for use (release), and what is named besides;
# prints the folder they are in.
. "$(dirname "$0")/common.sh"
cd "$ROOT"
for product in "${SERVICES[@]}" development-broker "$@"; do
    swift build -c release --product "$product" 2>&1 | { grep -E 'error|warning: unre|Compiling|Build complete' || true; } >&2
    [ "${PIPESTATUS[0]}" -eq 0 ] || fail "the build of $product failed"
done
swift build -c release --show-bin-path
