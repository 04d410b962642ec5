#!/bin/sh
# Starts the proxy before a server of its own and with parameters that a test of the running service cannot give it. Writes TAP, https://testanything.org/
set -u
mkdir -p /results
[ "${1:-}" = report ] || { sh "$0" report > /results/acceptance.tap; verdict=$?; cat /results/acceptance.tap; exit "$verdict"; }
count=0
verdict=0
proxy=

export UPSTREAM=127.0.0.1 UPSTREAM_PORT=8080 MAX_UPLOAD=1 RATE=0 HTTPS=false SERVER_NAME=shop.example.org

start() {
    env "$@" start-proxy >/tmp/proxy.log 2>&1 &
    proxy=$!
    until curl -fsS -o /dev/null http://localhost/.proxy/health 2>/dev/null; do
        kill -0 "$proxy" 2>/dev/null || { cat /tmp/proxy.log; return 1; }
        sleep 0.02
    done
}

stop() {
    kill -QUIT "$proxy"
    wait "$proxy"
}

echo_up() { nginx -c /tests/echo.conf; }
echo_down() {
    nginx -c /tests/echo.conf -s stop
    while [ -e /run/echo.pid ]; do sleep 0.02; done
}

# check NAME COMMAND…: the command exits 0; what it said otherwise is the diagnosis.
check() {
    name=$1
    shift
    count=$((count + 1))
    if "$@" >/tmp/found 2>&1; then
        echo "ok $count - $name"
    else
        verdict=1
        echo "not ok $count - $name"
        sed 's/^/# /' /tmp/found
    fi
}

# says TEXT CURL-ARGUMENT…: the answer holds the text.
says() {
    text=$1
    shift
    answer=$(curl -sS --max-time 10 "$@") || return 1
    printf '%s' "$answer" | grep -qF -- "$text" && return 0
    printf 'no %s in:\n%s\n' "$text" "$answer"
    return 1
}

# answers STATUS CURL-ARGUMENT…
answers() {
    status=$1
    shift
    found=$(curl -s -o /tmp/body -D /tmp/headers --max-time 10 -w '%{http_code}' "$@")
    [ "$found" = "$status" ] || { echo "answered $found, not $status"; return 1; }
}

refuses() {
    found=$(env "$1" start-proxy 2>&1) && { echo "was let in"; return 1; }
    printf '%s' "$found" | grep -qF "$2" || { echo "$found"; return 1; }
}

limits_a_visitor() {
    limited=0
    for _ in 1 2 3 4 5 6 7 8 9 10 11 12; do
        [ "$(curl -s -o /dev/null -w '%{http_code}' http://localhost/)" = 429 ] && limited=$((limited + 1))
    done
    [ "$limited" -ge 1 ] && [ "$limited" -le 10 ] || { echo "$limited of 12 requests were turned away"; return 1; }
}

# Fails where there is no certificate.
fingerprint() { openssl x509 -in /var/lib/proxy/certificate.pem -noout -fingerprint -sha256; }

certificate_stays() {
    before=$(fingerprint) || return 1
    stop
    start HTTPS=true
    after=$(fingerprint)
    [ "$after" = "$before" ] || { echo "was $before, is $after"; return 1; }
}

certificate_follows_the_name() {
    before=$(fingerprint) || return 1
    stop
    start HTTPS=true SERVER_NAME=new.example.org
    after=$(fingerprint)
    [ "$after" != "$before" ] || { echo "is still $after"; return 1; }
}

check "it starts without anything behind it" start UPSTREAM=
check "and says so" says "stands before no service" http://localhost/any/where
check "it stops when told to" stop
check "it starts before the service does" start
check "meanwhile visitors are told to wait" answers 502 http://localhost/
check "and when to come back" grep -qi '^retry-after: 5' /tmp/headers
check "in plain words" grep -q 'Back in a moment' /tmp/body
echo_up
check "once the service is there, it is reached" says "uri=/a%20b?c=%2f" "http://localhost/a%20b?c=%2f"
check "under the name that the visitor used" says "host=shop.example.org:8443 " -H "Host: shop.example.org:8443" http://localhost/
check "a visitor cannot claim another address" says "for=127.0.0.1 real=127.0.0.1 proto=http forwarded= " \
    -H "X-Forwarded-For: 10.9.8.7" -H "X-Real-IP: 10.9.8.7" -H "X-Forwarded-Proto: https" -H "Forwarded: for=10.9.8.7" http://localhost/
check "a web socket may be asked for" says "upgrade=websocket " --http1.1 -H "Connection: Upgrade" -H "Upgrade: websocket" http://localhost/
answers 200 http://localhost/
check "what the service runs on is not told" sh -c '! grep -qi "^x-powered-by" /tmp/headers'
check "browsers are told not to guess types" grep -qi '^x-content-type-options: nosniff' /tmp/headers
head -c 1000000 /dev/zero > /tmp/fits
head -c 1100000 /dev/zero > /tmp/too-large
check "an upload within the limit passes" answers 200 --data-binary @/tmp/fits http://localhost/
check "a larger one is refused" answers 413 --data-binary @/tmp/too-large http://localhost/
echo_down
check "when the service goes away, visitors are told to wait" answers 502 http://localhost/
echo_up
check "and it is found again without a restart" answers 200 http://localhost/
stop
start RATE=1
check "a visitor who asks too often is slowed down" limits_a_visitor
check "health is always told" answers 200 http://localhost/.proxy/health
stop
start HTTPS=true
check "HTTPS is served with a certificate for its name" says "proto=https" --cacert /var/lib/proxy/certificate.pem --resolve shop.example.org:443:127.0.0.1 https://shop.example.org/
check "the key is nobody else's to read" sh -c '[ "$(stat -c %a /var/lib/proxy/key.pem)" = 600 ]'
check "a restart keeps the certificate" certificate_stays
check "a new name gets a new one" certificate_follows_the_name
stop
check "an upstream that is no name is refused" refuses 'UPSTREAM=web; return 200' 'parameter upstream'
check "an upload limit of nothing is refused" refuses MAX_UPLOAD=0 'parameter max-upload'
echo "1..$count"
exit "$verdict"
