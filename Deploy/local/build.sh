#!/usr/bin/env bash
# build.sh [PRODUCT...]: builds the four services and the development broker for use (release), and what is named besides;
# prints the folder they are in. The standard library goes into each executable, and only what it uses of it, as in
# the images: the same executables are tried, measured and shipped.
. "$(dirname "$0")/common.sh"
cd "$ROOT"
for product in "${SERVICES[@]}" development-broker "$@"; do
    swift build -c release --static-swift-stdlib --product "$product" 2>&1 |
        { grep -E 'error|warning: unre|Compiling|Build complete' || true; } >&2
    [ "${PIPESTATUS[0]}" -eq 0 ] || fail "the build of $product failed"
done
swift build -c release --static-swift-stdlib --show-bin-path
