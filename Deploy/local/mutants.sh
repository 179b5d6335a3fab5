#!/usr/bin/env bash
# mutants.sh [--seed N] [--count N] [SERVICE…]: breaks the domains one place at a time and runs their tests, as
# Tests/Mutants/mutants.py says. MUTANTS passes the same arguments through `make mutants`.
. "$(dirname "$0")/common.sh"
"$ROOT/Deploy/local/packages.sh" run build test
cd "$ROOT"
# shellcheck disable=SC2086
exec python3 Tests/Mutants/mutants.py "$@" ${MUTANTS:-}
