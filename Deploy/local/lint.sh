#!/usr/bin/env bash
# The formatter's rules, the house rules that it does not know (lint.py), and declarations that nothing uses (dead-code).
# Each scan first shows on planted faults that it sees them.
. "$(dirname "$0")/common.sh"
cd "$ROOT"
failed=0
swift format lint --strict --parallel -r Package.swift Services Shared Tests || failed=1
for scan in lint.py dead-code; do
    "Deploy/local/$scan" --self-test || failed=1
    "Deploy/local/$scan" || failed=1
done
exit $failed
