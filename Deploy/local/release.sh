#!/usr/bin/env bash
# release.sh VERSION [FOLDER]: freezes the contracts of a release in Shared/Contracts/Released/VERSION (FOLDER/VERSION for
# another folder). From then on the tests compare the event schemas with it.
. "$(dirname "$0")/common.sh"
version=${1:-}
[[ $version =~ ^[0-9]+\.[0-9]+\.[0-9]+$ ]] || fail "usage: make release VERSION=1.2.0"
contracts=$ROOT/Shared/Contracts
released=${2:-$contracts/Released}/$version
[ ! -e "$released" ] || fail "$version is released already: $released"

# Made beside it and moved at the end, so that a failure leaves no half of a release.
draft=$(mktemp -d "$contracts/.release.XXXXXX")
trap 'rm -rf "$draft"' EXIT
mkdir "$draft/schemas"
cp "$contracts"/Documents/schemas/*.json "$draft/schemas/"

# PLACE FOR MIGRATIONS: the names and digests of each service's migrations go to "$draft/migrations/".

mkdir -p "$(dirname "$released")"
chmod 755 "$draft"
mv "$draft" "$released"
say "Released $version: $released. Run the tests, and commit it with the tag."
