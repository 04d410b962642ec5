#!/bin/sh
# Uses the hub as its people do: with a browser's forms, with git, with the API. Writes TAP, https://testanything.org/
set -u
RESULTS=${RESULTS:-/results}
mkdir -p "$RESULTS"
[ "${1:-}" = report ] || { sh "$0" report > "$RESULTS/acceptance.tap"; verdict=$?; cat "$RESULTS/acceptance.tap"; exit "$verdict"; }
count=0
verdict=0
# Tests may run more than once on one hub: each time with names of their own.
me=t$(date +%s)$$
PASSWORD='a long sentence that only I know'
folder=$(mktemp -d)
export HOME=$folder GIT_CONFIG_GLOBAL=/dev/null GIT_CONFIG_SYSTEM=/dev/null GIT_TERMINAL_PROMPT=0 GIT_AUTHOR_NAME=Ada GIT_AUTHOR_EMAIL=ada@example.org
export GIT_COMMITTER_NAME=Ada GIT_COMMITTER_EMAIL=ada@example.org
jar=$folder/cookies
work=$folder/work

# check NAME COMMAND…: the command exits 0; what it said otherwise is the diagnosis.
check() {
    name=$1
    shift
    count=$((count + 1))
    if "$@" >"$folder/found" 2>&1; then
        echo "ok $count - $name"
    else
        verdict=1
        echo "not ok $count - $name"
        sed 's/^/# /' "$folder/found"
    fi
}

api() {
    method=$1 path=$2
    shift 2
    curl -sS -f --show-error -X "$method" -H "Authorization: Bearer $ADMIN_TOKEN" -H 'Content-Type: application/json' "$@" "$HUB/api/v1$path"
}

page() {
    curl -sS -L -b "$jar" -c "$jar" "$HUB$1"
}

# shows PATH TEXT…: the page has each text.
shows() {
    found=$(page "$1") || return 1
    shift
    for text in "$@"; do
        printf '%s' "$found" | grep -qF -- "$text" || { printf 'no %s in:\n%s\n' "$text" "$found"; return 1; }
    done
}

# sends PATH FIELD=VALUE…: fills in the form of the page at PATH as a browser does.
sends() {
    path=$1
    shift
    form=$(page "$path" | grep -o 'name="form-token" value="[^"]*"' | head -n 1 | sed 's/.*value="//; s/"$//')
    [ -n "$form" ] || { echo "no form at $path"; return 1; }
    for field in "$@"; do set -- "$@" --data-urlencode "$field"; shift; done
    curl -sS -o "$folder/body" -w '%{http_code}' -b "$jar" -c "$jar" -H "Origin: $HUB" --data-urlencode "form-token=$form" "$@" "$HUB$path"
}

redirects() {
    code=$(sends "$@") || { echo "$code"; return 1; }
    [ "$code" = 303 ] || { echo "answered $code"; cat "$folder/body"; return 1; }
}

opens_an_account() {
    api POST /users -d "{\"name\": \"$me\", \"role\": \"maintainer\"}" >/dev/null || return 1
    link=$(api POST "/users/$me/link" -d '{}' | grep -o '/setup/[A-Za-z0-9_-]*')
    [ -n "$link" ] || return 1
    redirects "$link" "password=$PASSWORD"
}

logs_in() {
    rm -f "$jar"
    redirects /login "name=$me" "password=$PASSWORD" next=/ && shows /profile "$me"
}

is_not_let_in() {
    rm -f "$jar"
    code=$(sends /login "name=$me" "password=wrong" next=/)
    [ "$code" = 401 ] || { echo "answered $code"; return 1; }
}

makes_a_repository() {
    redirects /new "owner=$me" name=notes "description=What we know"
}

manifest() {
    cat <<YAML
softservice: v1
name: notes
title: $1
summary: Notes of a few people.
version: "1.0"
services:
  web: {image: "debian:bookworm-slim", command: [sleep, infinity]}
tests:
  - {name: it is there, exec: {service: web, command: [test, -e, /]}}
YAML
}

pushes() {
    address=$(echo "$HUB" | sed "s#://#://$me:$ADMIN_TOKEN@#")/$me/notes
    git init -q -b main "$work" && cd "$work" || return 1
    manifest 'Our notes' > softservice.yaml
    git add . && git commit -q -m 'Write the first notes' && git push -q "$address" main
}

clones_the_same() {
    rm -rf "$folder/clone"
    git clone -q "$HUB/$me/notes" "$folder/clone" && diff -r --exclude=.git "$work" "$folder/clone"
}

proposes() {
    cd "$work" || return 1
    manifest 'Our better notes' > softservice.yaml
    git commit -q -a -m 'Better the notes' && git push "$address" HEAD:refs/for/main 2>&1 | grep 'pull request #1'
}

may_not_push_to_main() {
    cd "$work" || return 1
    said=$(git push "$address" HEAD:main 2>&1) && { echo "was taken"; return 1; }
    printf '%s' "$said" | grep -q 'main changes by pull request only' || { echo "$said"; return 1; }
}

may_not_push_without_a_token() {
    cd "$work" || return 1
    said=$(git push "$HUB/$me/notes" HEAD:refs/heads/mine 2>&1) && { echo "was taken"; return 1; }
    echo "$said"
}

audited() {
    api GET "/audit?action=repository.create" | grep -qF "$me/notes"
}

check "an account is opened with a link" opens_an_account
check "a wrong password is not let in" is_not_let_in
check "its owner logs in" logs_in
check "and makes a repository" makes_a_repository
check "the first version is pushed with git" pushes
check "and cloned as it was" clones_the_same
check "its page shows the files" shows "/$me/notes/files" 'softservice.yaml'
check "its run has a page" shows "/$me/notes/runs" 'main'
check "a change is proposed with git" proposes
check "the pull request has a page" shows "/$me/notes/pulls/1" 'Better the notes' "$me"
check "main is not pushed to" may_not_push_to_main
check "nothing is pushed without a token" may_not_push_without_a_token
check "the audit log says who did it" audited
echo "1..$count"
exit "$verdict"
