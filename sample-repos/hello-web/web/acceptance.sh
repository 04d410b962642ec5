#!/bin/sh
# Starts the page with parameters that a test of the running service cannot give it. Writes TAP, https://testanything.org/
set -u
mkdir -p /results
[ "${1:-}" = report ] || { sh "$0" report > /results/acceptance.tap; verdict=$?; cat /results/acceptance.tap; exit "$verdict"; }
count=0
verdict=0
server=

export TITLE='Fish & <script>alert("chips")</script>' MESSAGE="it's \\ \"quoted\" {{TITLE}}" ACCENT=plum STATE=operational
export LINKS='Wiki=https://wiki.example.org/?a=1&b=2, Mail=mailto:us@example.org'

start() {
    start-web >/tmp/web.log 2>&1 &
    server=$!
    until curl -fsS -o /dev/null http://localhost/healthz 2>/dev/null; do
        kill -0 "$server" 2>/dev/null || { cat /tmp/web.log; return 1; }
        sleep 0.02
    done
}

stop() {
    kill -QUIT "$server"
    wait "$server"
}

# check NAME COMMAND…: the command exits 0; what it said otherwise is the diagnosis.
check() {
    name=$1
    shift
    count=$((count + 1))
    if "$@" >/tmp/found 2>&1; then
        line="ok $count - $name"
    else
        verdict=1
        line="not ok $count - $name"
    fi
    echo "$line"
    [ "$line" != "not ok $count - $name" ] || sed 's/^/# /' /tmp/found
}

shows() {
    page=$(curl -fsS "http://localhost$1") || return 1
    printf '%s' "$page" | grep -qF -- "$2" && return 0
    printf 'no %s in:\n%s\n' "$2" "$page"
    return 1
}

shows_not() {
    page=$(curl -fsS "http://localhost$1") || return 1
    printf '%s' "$page" | grep -qF -- "$2" || return 0
    printf '%s stands in:\n%s\n' "$2" "$page"
    return 1
}

answers() {
    found=$(curl -s -o /tmp/body -D /tmp/headers -w '%{http_code}' "http://localhost$1")
    [ "$found" = "$2" ] || { echo "answered $found, not $2"; return 1; }
}

refuses() {
    found=$(env "$1" start-web 2>&1) && { echo "was let in"; return 1; }
    printf '%s' "$found" | grep -qF "$2" || { echo "$found"; return 1; }
}

check "the page starts" start
check "hostile text is shown as text" shows / 'Fish &amp; &lt;script&gt;alert(&quot;chips&quot;)&lt;/script&gt;'
check "and never as markup" shows_not / '<script'
check "a value is never read as a template" shows / '{{TITLE}}'
check "links lead where they say" shows / '<a href="https://wiki.example.org/?a=1&amp;b=2" rel="noopener">Wiki</a>'
check "the state is sound JSON" shows /status.json '"message": "it'"'"'s \\ \"quoted\" {{TITLE}}"'
check "the page stops when told to" stop
STATE=maintenance
check "the page starts under maintenance" start
check "every page answers 503" answers /anything 503
check "and says when to come back" grep -qi '^retry-after: 600' /tmp/headers
check "and shows why" grep -q 'Closed for maintenance' /tmp/body
check "machines still read the state" shows /status.json '"state": "maintenance"'
check "the server is well meanwhile" answers /healthz 200
check "the page stops again" stop
check "a link that runs code is refused" refuses 'LINKS=Run=javascript:alert(1)' 'parameter links'
check "an unknown state is refused" refuses STATE=sleepy 'operational, degraded or maintenance'
echo "1..$count"
exit "$verdict"
