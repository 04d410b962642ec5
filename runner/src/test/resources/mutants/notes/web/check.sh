# Looks for the fifty notes of the seed.
found=$(perl /opt/notes/ask.pl /notes | grep -c '^seeded ')
echo "$found of 50 seeded notes are there"
test "$found" -eq 50
