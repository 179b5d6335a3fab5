#!/usr/bin/env bash
# A little sample data for trying out: three agencies and three classes in the calendar. Does nothing where there are classes.
. "$(dirname "$0")/common.sh"
. "$ROOT/Deploy/local/api.sh"

call GET registration '/v1/offerings?limit=1'
must 200
[ "$(pick '.items | length')" -eq 0 ] || exit 0
say "Loading sample data"
admin=$(token_for "$(admin_email)" "$(admin_password)")

agency() { # NAME KIND STATE
    call POST accounts /v1/agencies "$admin" \
        "$(jq -nc --arg name "$1" --arg kind "$2" --arg state "$3" '{name: $name, kind: $kind, state: $state, country: "US"}')"
    must 201
    pick .id
}

class() { # AGENCY COURSE CITY STATE ZONE DAYS-FROM-NOW DAYS CAPACITY
    local starts ends
    starts=$(date -u -d "+$6 days" +%F)
    ends=$(date -u -d "+$(($6 + $7 - 1)) days" +%F)
    call POST registration /v1/offerings "$admin" "$(jq -nc \
        --arg agency "$1" --arg course "$2" --arg city "$3" --arg state "$4" --arg zone "$5" \
        --arg starts "$starts" --arg ends "$ends" --argjson capacity "$8" '{
          agencyId: $agency, courseCode: $course, kind: "class", startsOn: $starts, endsOn: $ends, capacity: $capacity,
          venue: {name: ($city + " Training Center"), address: "1 Main Street", city: $city, state: $state,
                  country: "US", timeZone: $zone},
          contact: {name: "Training desk", email: "training@muster.example"}}')"
    must 201
}

hoover=$(agency "Hoover Police Department" policeDepartment AL)
fulton=$(agency "Fulton County Sheriff's Office" sheriffsOffice GA)
austin=$(agency "Austin School District" schoolDistrict TX)
class "$hoover" basic-sro Hoover AL America/Chicago 30 5 40
class "$fulton" advanced-sro Atlanta GA America/New_York 45 3 30
class "$austin" adolescent-mental-health Austin TX America/Chicago 60 2 60
