#!/bin/sh
# Talks to the service from another container, as a distro that uses it does. Writes TAP, https://testanything.org/
set -u
mkdir -p /results
[ "${1:-}" = report ] || { sh "$0" report > /results/acceptance.tap; verdict=$?; cat /results/acceptance.tap; exit "$verdict"; }
count=0
verdict=0

query() {
    psql --no-psqlrc --set=ON_ERROR_STOP=1 --tuples-only --no-align --quiet "$@"
}

# check NAME EXPECTED COMMAND…: the command's output is what was expected, to the letter.
check() {
    name=$1 expected=$2
    shift 2
    count=$((count + 1))
    if found=$("$@" 2>&1) && [ "$found" = "$expected" ]; then
        echo "ok $count - $name"
    else
        verdict=1
        echo "not ok $count - $name"
        printf 'expected: %s\nfound: %s\n' "$expected" "$found" | sed 's/^/# /'
    fi
}

# refused EXPRESSION COMMAND…: the command fails, for the reason that the expression matches.
refused() {
    expression=$1
    shift
    if found=$("$@" 2>&1); then
        echo "was let in"
        return 1
    fi
    printf '%s\n' "$found" | grep -Eq "$expression" && return 0
    echo "was refused for another reason: $found"
    return 1
}

write_in_a_session_that_ends() {
    query --command="DROP TABLE IF EXISTS visits" \
        --command="CREATE TABLE visits (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, guest text NOT NULL)" \
        --command="INSERT INTO visits (guest) VALUES ('Zoë'), ('李'), ('O''Hara')" 2>/dev/null
}

abort_a_transaction() {
    query --command="BEGIN" --command="DELETE FROM visits" --command="ROLLBACK"
}

check "a table is created and written" "" write_in_a_session_that_ends
check "another session reads back what was written, in order and in any script" "Zoë,李,O'Hara" \
    query --command="SELECT string_agg(guest, ',' ORDER BY id) FROM visits"
check "a transaction that is rolled back leaves everything as it was" "" abort_a_transaction
check "and so three rows are still there" 3 query --command="SELECT count(*) FROM visits"
check "the role owns the database that was asked for" "$PGUSER|$PGDATABASE|$PGUSER" \
    query --command="SELECT current_user, datname, pg_get_userbyid(datdba) FROM pg_database WHERE datname = current_database()"
check "the role is no superuser" off query --command="SHOW is_superuser"
check "text is kept as UTF-8" UTF8 query --command="SHOW server_encoding"
check "pages carry checksums" on query --command="SHOW data_checksums"
check "a wrong password is refused" "" refused "password authentication failed" env PGPASSWORD=wrong psql --command="SELECT 1"
check "no password is refused" "" refused "no password supplied" env -u PGPASSWORD psql --no-password --command="SELECT 1"
check "the administrator cannot come over the network" "" refused "password authentication failed" env PGUSER=postgres psql --command="SELECT 1"
query --command="DROP TABLE IF EXISTS visits"
echo "1..$count"
exit "$verdict"
