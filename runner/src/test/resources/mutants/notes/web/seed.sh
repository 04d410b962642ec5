# Makes fifty notes, once.
perl /opt/notes/ask.pl /notes | grep -q '^seeded 50$' && exit 0
perl /opt/notes/ask.pl /notes "$(seq -f 'seeded %g' 50)"
