# How the demo and the sample data speak to the suite: curl and jq over the documented API. Sourced.
# ACCOUNTS_URL … INSTRUCTOR_QUALIFICATION_URL point elsewhere, at a composed suite for instance.

url_of() {
    local name
    name=$(prefix "$1")_URL
    echo "${!name:-http://127.0.0.1:$(port_of "$1")}"
}

# call METHOD SERVICE PATH [TOKEN] [JSON]: sets STATUS and BODY; never fails by itself.
call() {
    local method=$1 service=$2 path=$3 token=${4:-} json=${5:-} arguments=()
    [ -z "$token" ] || arguments+=(-H "Authorization: Bearer $token")
    [ -z "$json" ] || arguments+=(-H 'Content-Type: application/json' --data-binary "$json")
    BODY=$(curl -sS -X "$method" -w '\n%{http_code}' "${arguments[@]}" "$(url_of "$service")$path") ||
        fail "$service does not answer at $(url_of "$service"); is the suite running (make run)?"
    STATUS=${BODY##*$'\n'}
    BODY=${BODY%$'\n'*}
}

# must STATUS…: the last answer has one of these, else the whole story and the end.
must() {
    local wanted
    for wanted in "$@"; do [ "$STATUS" != "$wanted" ] || return 0; done
    fail "expected $*, got $STATUS: $BODY"
}

pick() { jq -r "$1" <<<"$BODY"; }

# until_answer SECONDS METHOD SERVICE PATH TOKEN JQ-CONDITION: events from another service arrive a moment later.
until_answer() {
    local until=$((SECONDS + $1))
    while :; do
        call "$2" "$3" "$4" "$5"
        if [ "$STATUS" = 200 ] && jq -e "$6" <<<"$BODY" >/dev/null; then return 0; fi
        [ $SECONDS -lt $until ] || fail "$3 $4 did not become «$6»; last answer $STATUS: $BODY"
        sleep 0.1
    done
}

token_for() { # EMAIL PASSWORD
    local answer
    answer=$(curl -sS --data-urlencode grant_type=password --data-urlencode "username=$1" --data-urlencode "password=$2" \
        "$(url_of accounts)/oauth/token")
    jq -er .access_token <<<"$answer" || fail "sign-in of $1 failed: $answer"
}

# A token is issued at the domain clock's time: its iat tells what time it is in the suite.
issued_at() { # TOKEN
    local payload
    payload=$(cut -d. -f2 <<<"$1" | tr '_-' '/+')
    while [ $((${#payload} % 4)) -ne 0 ]; do payload+='='; done
    base64 -d <<<"$payload" | jq -r .iat
}

admin_email() { echo "${ACCOUNTS_BOOTSTRAP_ADMIN_EMAIL:-admin@muster.example}"; }
admin_password() { cat "${ACCOUNTS_BOOTSTRAP_ADMIN_PASSWORD_FILE:-$STATE/secrets/admin-password}"; }
