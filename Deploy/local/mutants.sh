#!/usr/bin/env bash
# Breaks the domains, one place at a time, and runs their tests: Tests/Mutants/mutants.py says how.
# SEED names a sample; DOMAINS the domains, all of them if not set.
set -euo pipefail
cd "$(dirname "$0")/../.."
Deploy/local/packages.sh build test
# shellcheck disable=SC2086
exec python3 Tests/Mutants/mutants.py ${SEED:+--seed "$SEED"} ${DOMAINS:-}
