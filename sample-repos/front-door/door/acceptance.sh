#!/bin/sh
# Starts the door before servers of its own, with parameters that a test of the running service cannot give it, and with an authority (pebble, Let's Encrypt's
# server for tests). Writes TAP, https://testanything.org/
set -u
mkdir -p /results
[ "${1:-}" = report ] || { sh "$0" report > /results/acceptance.tap; verdict=$?; cat /results/acceptance.tap; exit "$verdict"; }
count=0
verdict=0
door=

export SITES= CERTIFICATES=own MAIL= ACME_DIRECTORY= HTTP_PORT=80 HTTPS_PORT=443 KEPT=/tmp/kept SETTINGS=/tmp/Caddyfile

start() {
    env "$@" start-door >/tmp/door.log 2>&1 &
    door=$!
    until curl -fsS -o /dev/null http://127.0.0.1/.front-door/health 2>/dev/null; do
        kill -0 "$door" 2>/dev/null || { cat /tmp/door.log; return 1; }
        sleep 0.05
    done
}

stop() {
    kill -TERM "$door"
    wait "$door"
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

to() { printf -- '--resolve %s:443:127.0.0.1 --resolve %s:80:127.0.0.1' "$1" "$1"; }

# says TEXT CURL-ARGUMENT…: within some seconds, the answer holds the text.
says() {
    text=$1
    shift
    for _ in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
        answer=$(curl -sS --max-time 10 "$@" 2>&1) && printf '%s' "$answer" | grep -qF -- "$text" && return 0
        sleep 0.5
    done
    printf 'no %s in:\n%s\n' "$text" "$answer"
    cat /tmp/door.log
    return 1
}

answers() {
    status=$1
    shift
    found=$(curl -s -o /tmp/body -D /tmp/headers --max-time 10 -w '%{http_code} %{redirect_url}' "$@")
    [ "$found" = "$status" ] || { echo "answered $found, not $status"; cat /tmp/door.log; return 1; }
}

refuses() {
    found=$(env "$1" start-door 2>&1) && { echo "was let in"; return 1; }
    printf '%s' "$found" | grep -qF "$2" || { echo "$found"; return 1; }
}

cat > /tmp/behind <<'EOF'
{
	admin off
	auto_https off
}
http://:9001 {
	respond "the wiki for {header.X-Forwarded-For} by {header.X-Forwarded-Proto} as {host}{uri}"
}
http://:9002 {
	respond "the calendar as {host}"
}
EOF
caddy run --adapter caddyfile --config /tmp/behind >/tmp/behind.log 2>&1 &
behind=$!
wiki=$(to wiki.example.org)
calendar=$(to calendar.example.org)
ca="--cacert /tmp/ca.pem"

check "it starts without any site" start
check "and says that nothing is there" says "no site has this name" http://127.0.0.1/
check "it stops when told to" stop
check "it starts before two services" start SITES="wiki.example.org=9001, calendar.example.org=9002"
says BEGIN http://127.0.0.1/.front-door/ca.pem >/dev/null
curl -fsS -o /tmp/ca.pem http://wiki.example.org/.front-door/ca.pem --resolve wiki.example.org:80:127.0.0.1
check "its authority can be fetched" grep -q 'BEGIN CERTIFICATE' /tmp/ca.pem
check "under the first name the first one answers, by HTTPS" says "the wiki for 127.0.0.1 by https as wiki.example.org/a?b=c" $wiki $ca "https://wiki.example.org/a?b=c"
check "under the second the second" says "the calendar as calendar.example.org" $calendar $ca https://calendar.example.org/
check "a visitor cannot claim another address" says "the wiki for 127.0.0.1 by https" $wiki $ca -H "X-Forwarded-For: 10.9.8.7" -H "X-Forwarded-Proto: gopher" https://wiki.example.org/
check "HTTP leads to HTTPS" answers "308 https://wiki.example.org/a?b=c" $wiki "http://wiki.example.org/a?b=c"
check "another name has no certificate" sh -c '! curl -sSk --max-time 5 --resolve other.example.org:443:127.0.0.1 https://other.example.org/'
check "and no page" answers "404 " -H "Host: other.example.org" http://127.0.0.1/
cp /tmp/ca.pem /tmp/ca-before.pem
stop
check "it starts again" start SITES="wiki.example.org=9001 calendar.example.org=9003"
check "with the same authority" says "the wiki" $wiki --cacert /tmp/ca-before.pem https://wiki.example.org/
check "where nothing answers, visitors are told to wait" answers "502 " $calendar $ca https://calendar.example.org/
check "and when to come back" grep -qi '^retry-after: 5' /tmp/headers
check "in plain words" grep -q 'Back in a moment' /tmp/body
check "keys are nobody else's to read" sh -c '[ -z "$(find /tmp/kept -name "*.key" -perm /077)" ]'
stop
check "without certificates it starts, too" start CERTIFICATES=none SITES=wiki.example.org=9001
check "and serves by plain HTTP" says "by http as wiki.example.org" $wiki http://wiki.example.org/
stop

openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=localhost -addext subjectAltName=DNS:localhost \
    -keyout /tmp/pebble.key -out /tmp/pebble.pem 2>/dev/null
cat > /tmp/pebble.json <<'EOF'
{"pebble": {"listenAddress": "127.0.0.1:14000", "managementListenAddress": "127.0.0.1:15000",
 "certificate": "/tmp/pebble.pem", "privateKey": "/tmp/pebble.key", "httpPort": 80, "tlsPort": 443}}
EOF
pebble-challtestsrv -defaultIPv4 127.0.0.1 -defaultIPv6 "" -dns01 127.0.0.1:8053 -http01 "" -https01 "" -tlsalpn01 "" -management 127.0.0.1:8055 >/tmp/names.log 2>&1 &
names=$!
PEBBLE_VA_NOSLEEP=1 pebble -config /tmp/pebble.json -dnsserver 127.0.0.1:8053 >/tmp/pebble.log 2>&1 &
pebble=$!
says BEGIN --cacert /tmp/pebble.pem https://localhost:15000/roots/0 >/dev/null
curl -fsS --cacert /tmp/pebble.pem -o /tmp/root.pem https://localhost:15000/roots/0
check "it starts with an authority of the internet" start CERTIFICATES=acme MAIL=ann@example.org SITES=wiki.example.org=9001 \
    ACME_DIRECTORY=https://localhost:14000/dir ACME_ROOT=/tmp/pebble.pem
check "and gets a certificate from it" says "the wiki" $wiki --cacert /tmp/root.pem https://wiki.example.org/
stop
kill "$names" "$pebble" "$behind"

check "a site without a port is refused" refuses SITES=wiki.example.org 'each is NAME=PORT'
check "a port that is none is refused" refuses SITES=wiki.example.org=0 'it is a number from 1 to 65535'
check "a name that is none is refused" refuses 'SITES=a{b}=80' "a host's name is like"
check "a name that is there twice is refused" refuses 'SITES=a.lan=80 a.lan=81' 'twice'
check "a word that means something to Caddy is refused" refuses 'MAIL=a@b}' 'does not belong there'
check "one port for both is refused" refuses HTTPS_PORT=80 'are both 80'
echo "1..$count"
exit "$verdict"
