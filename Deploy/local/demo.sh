#!/usr/bin/env bash
# The whole journey of one officer through the four services, by curl: each step and its answer in a line or two.
# It moves the development clock forward (a class must be over before it can be completed). May be played again.
. "$(dirname "$0")/common.sh"
. "$ROOT/Deploy/local/api.sh"

RUN=${DEMO_RUN:-$(date +%s)}
PASSWORD="correct horse battery $RUN"
STEP=0

step() {
    STEP=$((STEP + 1))
    echo
    say "$STEP. $*"
}
show() { printf '   %-6s %s\n' "$STATUS" "$(jq -c "${1:-.}" <<<"$BODY" 2>/dev/null | cut -c1-150)"; }
told() { printf '   %s\n' "$*"; }

join() { # NAME FAMILY: a person with a verified account; prints the id
    local email=$1.$RUN@demo.muster.example token
    call POST accounts /v1/accounts "" "$(jq -nc --arg email "$email" --arg password "$PASSWORD" --arg given "${1^}" \
        --arg family "$2" '{email: $email, password: $password, givenName: $given, familyName: $family, kind: "registrant"}')"
    must 202
    token=$(token_for "$email" "$PASSWORD")
    call GET accounts /v1/me "$token"
    must 200
    pick .personId
}
signed_in() { token_for "$1.$RUN@demo.muster.example" "$PASSWORD"; }

roles() { # PERSON JSON
    call PUT accounts "/v1/people/$1/roles" "$ADMIN" "$2"
    must 200 204
}

everyone_signs_in() {
    ADMIN=$(token_for "$(admin_email)" "$(admin_password)")
    STAFF=$(signed_in sam)
    COORDINATOR=$(signed_in carla)
    OFFICER=$(signed_in omar)
    DIRECTOR=$(signed_in dana)
    COMMITTEE=$(signed_in kim)
    EXECUTIVE=$(signed_in xavier)
}

clock_to() { # RFC 3339: every service's clock, then new tokens
    local service
    for service in "${SERVICES[@]}"; do
        call PUT "$service" /v1/development/clock "$ADMIN" "$(jq -nc --arg now "$1" '{now: $now}')"
        must 200
    done
    everyone_signs_in
}

domain_now() { issued_at "$ADMIN"; }

step "Seven people join, the administrator gives roles"
ADMIN=$(token_for "$(admin_email)" "$(admin_password)")
sam=$(join sam Stone) carla=$(join carla Cole) omar=$(join omar Ortiz) dana=$(join dana Drake)
kim=$(join kim Khan) xavier=$(join xavier Xu)
call POST accounts /v1/agencies "$ADMIN" '{"name": "Springfield Police Department", "kind": "policeDepartment", "state": "IL", "country": "US"}'
must 201
show '{id, name, state}'
agency=$(pick .id)
roles "$sam" '{"roles": ["staff"], "coordinatorOf": []}'
roles "$carla" "{\"roles\": [\"agencyCoordinator\"], \"coordinatorOf\": [\"$agency\"]}"
roles "$dana" '{"roles": ["trainingDirector"], "coordinatorOf": []}'
roles "$kim" '{"roles": ["trainingCommittee"], "coordinatorOf": []}'
roles "$xavier" '{"roles": ["executiveDirector"], "coordinatorOf": []}'
everyone_signs_in
told "staff Sam, coordinator Carla, officer Omar, training director Dana, committee member Kim, executive director Xavier"

step "Omar tells where he serves; staff verifies it"
call PATCH accounts /v1/me "$OFFICER" '{"homeState": "IL", "swornOfficer": true, "instructorCertification": {"number": "IL-4711", "state": "IL", "since": "2019-05-01"}}'
must 200
call POST accounts /v1/me/assignments "$OFFICER" "{\"agencyId\": \"$agency\", \"position\": \"sro\", \"from\": \"2019-08-01\", \"schools\": [\"Springfield High School\"]}"
must 201
assignment=$(pick .id)
call POST accounts "/v1/assignments/$assignment/verification" "$STAFF"
must 200 201 204
show

step "Carla asks to host a Basic class; staff approves, and it is in the calendar at once"
now=$(domain_now)
starts=$(date -u -d "@$((now + 30 * 86400))" +%F)
ends=$(date -u -d "@$((now + 34 * 86400))" +%F)
call POST registration /v1/host-requests "$COORDINATOR" "$(jq -nc --arg agency "$agency" --arg starts "$starts" --arg ends "$ends" '{
  agencyId: $agency, courseCode: "basic-sro", startsOn: $starts, endsOn: $ends, capacity: 24,
  venue: {name: "Springfield Academy", address: "5 Elm Street", city: "Springfield", state: "IL", country: "US", timeZone: "America/Chicago"},
  contact: {name: "Carla Cole", email: "carla@springfield.example"}, equipment: ["projector"]}')"
must 201
request=$(pick .id)
show '{id, status}'
call POST registration "/v1/host-requests/$request/approval" "$STAFF" '{}'
must 200 201
offering=$(pick .offeringId)
call GET registration "/v1/offerings?state=IL&course=basic-sro&from=$starts"
must 200
jq -e --arg id "$offering" '.items | any(.id == $id)' <<<"$BODY" >/dev/null || fail "the class is not in the calendar: $BODY"
show ".items[] | select(.id == \"$offering\") | {id, title, startsOn, seatsRemaining, status}"

step "Omar asks for a quote and registers at the non-member rate"
call GET registration "/v1/offerings/$offering/quote" "$OFFICER"
must 200
show '{rateCategory, total, lines: [.lines[].description]}'
call POST registration /v1/registrations "$OFFICER" "{\"offeringId\": \"$offering\"}"
must 201
show '{id, status, rateCategory, total}'
registration=$(pick .id) invoice=$(pick .invoiceId) total=$(pick .total)

step "Staff records half by check; the card provider's webhook brings the rest, three times, and counts once"
call POST registration "/v1/invoices/$invoice/payments" "$STAFF" "{\"method\": \"check\", \"amount\": $((total / 2)), \"reference\": \"check 1001\"}"
must 200 201
show '.invoice | {status, total, paid, balance}'
event="{\"id\": \"evt-$RUN\", \"type\": \"payment.succeeded\", \"invoiceId\": \"$invoice\", \"amount\": $((total - total / 2)), \"currency\": \"USD\", \"reference\": \"pi-$RUN\"}"
secret_file=${REGISTRATION_PAYMENT_WEBHOOK_SECRET_FILE:-$STATE/secrets/payment-webhook}
for _ in 1 2 3; do
    at=$(domain_now)
    signature=$(printf '%s.%s' "$at" "$event" | openssl dgst -sha256 -hmac "$(cat "$secret_file")" -hex | sed 's/^.* //')
    STATUS=$(curl -sS -o /dev/null -w '%{http_code}' -H "Muster-Signature: t=$at,v1=$signature" -H 'Content-Type: application/json' \
        --data-binary "$event" "$(url_of registration)/v1/webhooks/payments")
    must 200 204
done
call GET registration "/v1/invoices/$invoice" "$OFFICER"
must 200
show '{status, total, paid, balance, payments: (.payments | length)}'

step "Having paid the non-member rate, Omar is granted the free membership by the payment's event"
until_answer 20 GET accounts /v1/me "$OFFICER" '.membership != null and .membership.inGoodStanding'
show '.membership'
call GET registration "/v1/offerings?limit=50&from=$(date -u -d "@$now" +%F)"
must 200
other=$(pick "[.items[] | select(.id != \"$offering\" and .seatsRemaining > 0)][0].id // empty")
if [ -n "$other" ]; then
    until_answer 20 GET registration "/v1/offerings/$other/quote" "$OFFICER" '.rateCategory == "member"'
    told "his next quote: $(pick '{rateCategory, total}' | tr -d '\n ')"
fi

step "The development clock moves to the class's last day; attendance and completion"
clock_to "${ends}T23:00:00Z"
day=$starts
while :; do
    call PUT registration "/v1/offerings/$offering/attendance" "$STAFF" "{\"date\": \"$day\", \"present\": [\"$registration\"]}"
    must 200 204
    [ "$day" != "$ends" ] || break
    day=$(date -u -d "$day +1 day" +%F)
done
call POST registration "/v1/offerings/$offering/completions" "$STAFF" '{"all": true}'
must 200 201
show

step "The certificate is there, locked until the evaluation is done"
until_answer 30 GET certification /v1/me/certificates "$OFFICER" ".items | any(.registrationId == \"$registration\")"
show ".items[] | select(.registrationId == \"$registration\") | {courseCode, evaluation, downloadable, verificationCode}"
certificate=$(pick ".items[] | select(.registrationId == \"$registration\") | .certificateId")
code=$(pick ".items[] | select(.registrationId == \"$registration\") | .verificationCode")
call GET certification "/v1/certificates/$certificate.pdf" "$OFFICER"
must 409
show '{status, code}'
call PUT registration "/v1/registrations/$registration/evaluation" "$OFFICER" '{"answers": {"overall": 5, "content": 5, "instructor": 4, "facility": 4}, "comment": "Worth the trip."}'
must 200 201 204
until_answer 20 GET certification /v1/me/certificates "$OFFICER" ".items | any(.certificateId == \"$certificate\" and .downloadable)"
mkdir -p "$STATE"
curl -sS -f -H "Authorization: Bearer $OFFICER" -o "$STATE/certificate.pdf" "$(url_of certification)/v1/certificates/$certificate.pdf"
told "downloaded: .muster/certificate.pdf, $(stat -c %s "$STATE/certificate.pdf") bytes"
call GET certification "/v1/verify/$code"
must 200
show

step "The practitioner's requirements, from events alone"
staff_csv=$(mktemp)
{
    echo personEmail,courseCode,completedOn
    echo "omar.$RUN@demo.muster.example,advanced-sro,2024-05-17"
    echo "omar.$RUN@demo.muster.example,conference,2025-07-03"
} >"$staff_csv"
BODY=$(curl -sS -H "Authorization: Bearer $STAFF" -H 'Content-Type: text/csv' --data-binary "@$staff_csv" "$(url_of registration)/v1/imports/completions")
STATUS=200
told "imported from the archive: $(jq -c '{accepted, unchanged, rejected: (.rejected | length)}' <<<"$BODY")"
until_answer 30 GET certification /v1/me/practitioner "$OFFICER" '[.requirements[] | select(.met) | .code] | contains(["G1", "G3", "G5", "G9"])'
jq -r '.requirements[] | "   \(.code)\t\(if .met then "met" else "not met" end)\t\(.reason)"' <<<"$BODY" | expand -t 4,9,18
call POST certification /v1/practitioner-applications "$OFFICER" '{}'
must 201
application=$(pick .id)
for hours in 80 80; do
    call POST certification "/v1/practitioner-applications/$application/credits" "$OFFICER" "$(jq -nc --argjson hours $hours --arg n "$RANDOM" '{
      title: ("Juvenile law seminar " + $n), provider: "State academy", subject: ("juvenile law " + $n), hours: $hours,
      startsOn: "2025-03-03", endsOn: "2025-03-14", annual: false}')"
    must 201
done
call POST certification "/v1/practitioner-applications/$application/submission" "$OFFICER"
must 200 201
show '{id, state, status}'
call GET certification "/v1/practitioner-applications/$application" "$STAFF"
must 200
for credit in $(pick '.credits[].id'); do
    call PUT certification "/v1/practitioner-applications/$application/credits/$credit/disposition" "$STAFF" '{"disposition": "applied", "reason": "Related to working with juveniles."}'
    must 200 204
done
call POST certification "/v1/practitioner-applications/$application/determination" "$STAFF" '{"outcome": "approved", "reason": "All requirements are met."}'
must 200 201
told "approved; the credential is an event"

step "Eligible as an instructor, from events alone"
until_answer 30 GET instructor-qualification /v1/me/instructor-eligibility "$OFFICER" '.requirements[] | select(.code == "H1") | .met'
jq -r '.requirements[] | "   \(.code)\t\(if .met then "met" else "not met" end)\t\(.reason)"' <<<"$BODY" | expand -t 4,9,18
call POST instructor-qualification /v1/instructor-applications "$OFFICER" '{}'
must 201
application=$(pick .id)
call GET instructor-qualification /v1/policies
must 200
policies=$(pick '[.. | objects | .policiesVersion? // empty][0]')
call PATCH instructor-qualification "/v1/instructor-applications/$application" "$OFFICER" "$(jq -nc --arg policies "$policies" '{
  instructorCertification: {number: "IL-4711", state: "IL", since: "2019-05-01"}, degree: "A.A. Criminal Justice", trainingHours: 60,
  policiesVersionAccepted: $policies, videoUrl: "https://video.example/omar"}')"
must 200
curl -sS -f -o /dev/null -X PUT -H "Authorization: Bearer $OFFICER" -H 'Content-Type: application/pdf' \
    --data-binary "@$STATE/certificate.pdf" "$(url_of instructor-qualification)/v1/instructor-applications/$application/documents/chiefLetter"
call POST instructor-qualification "/v1/instructor-applications/$application/submission" "$OFFICER"
must 200 201
show '{id, state, status}'

step "Three reviews, the interview, and the Training Director accepts"
review() { # TOKEN ROLE MORE
    call POST instructor-qualification "/v1/instructor-applications/$application/reviews" "$1" \
        "$(jq -nc --arg role "$2" --argjson more "$3" '{role: $role, recommendation: "accept", comment: "Convincing."} + $more')"
    must 200 201
}
review "$DIRECTOR" trainingDirector '{"videoMinutes": 34}'
review "$COMMITTEE" trainingCommittee '{}'
review "$EXECUTIVE" executiveDirector '{}'
call POST instructor-qualification "/v1/instructor-applications/$application/interview" "$COMMITTEE" \
    "$(jq -nc --arg at "$(date -u -d "@$(domain_now)" +%FT%TZ)" --arg who "$kim" '{at: $at, interviewerId: $who}')"
must 200 201
call PUT instructor-qualification "/v1/instructor-applications/$application/interview/result" "$COMMITTEE" '{"recommendation": "accept", "comment": "Clear and calm."}'
must 200 201 204
call POST instructor-qualification "/v1/instructor-applications/$application/determination" "$DIRECTOR" '{"outcome": "accepted", "reason": "Unanimous."}'
must 200 201
call GET instructor-qualification /v1/me/candidacy "$OFFICER"
must 200
show '{stage, window}'

step "The published statistics of 2018 and January to August 2019, from one imported row per completion"
people=$(mktemp) completions=$(mktemp)
awk 'BEGIN {
    print "email,givenName,familyName,kind"
    for (i = 1; i <= 3167; i++) printf "archive%05d@archive.muster.example,Archive,Person %05d,registrant\n", i, i
}' >"$people"
awk 'function rows(course, year, days, count,   i) {
    for (i = 1; i <= count; i++) {
        day = (i * 37) % days
        printf "archive%05d@archive.muster.example,%s,%s\n", i, course, strftime("%Y-%m-%d", mktime(year " 1 1 12 0 0") + day * 86400)
    }
}
BEGIN {
    print "personEmail,courseCode,completedOn"
    rows("basic-sro", 2018, 365, 2273); rows("advanced-sro", 2018, 365, 531); rows("cpted", 2018, 365, 98)
    rows("school-security-officer", 2018, 365, 64); rows("sro-management", 2018, 365, 113); rows("adolescent-mental-health", 2018, 365, 871)
    rows("basic-sro", 2019, 243, 2516); rows("advanced-sro", 2019, 243, 599); rows("cpted", 2019, 243, 165)
    rows("school-security-officer", 2019, 243, 147); rows("sro-management", 2019, 243, 136); rows("adolescent-mental-health", 2019, 243, 3167)
}' | cat >"$completions"
told "$(($(wc -l <"$people") - 1)) people, $(($(wc -l <"$completions") - 1)) completions"
curl -sS -f -o /dev/null -H "Authorization: Bearer $STAFF" -H 'Content-Type: text/csv' --data-binary "@$people" "$(url_of accounts)/v1/imports/people" ||
    fail "the import of people failed"
for _ in $(seq 60); do
    BODY=$(curl -sS -H "Authorization: Bearer $STAFF" -H 'Content-Type: text/csv' --data-binary "@$completions" "$(url_of registration)/v1/imports/completions")
    [ "$(pick '.rejected | length')" -ne 0 ] || break
    sleep 0.5 # the last people's profiles are still on their way
done
told "$(jq -c '{accepted, unchanged, rejected: (.rejected | length)}' <<<"$BODY")"
call GET registration '/v1/reports/completions?from=2019-01-01&to=2019-08-31&compareFrom=2018-01-01&compareTo=2018-12-31'
must 200
echo
jq -r '(["Course", "Jan–Aug 2019", "2018", "Record"], (.rows[] | [.title, .count, .compareCount, (if .record then "record" else "" end)]),
    ["Total", .total, .compareTotal, ""]) | @tsv' <<<"$BODY" | column -t -s $'\t' | sed 's/^/   /'
rm -f "$people" "$completions" "$staff_csv"
echo
say "The journey is complete."
