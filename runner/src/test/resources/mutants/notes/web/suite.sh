# The suite asks the service, and hands in the reports that stand beside it.
perl /opt/notes/ask.pl /health '' web > /dev/null || exit 1
mkdir -p /results
for report in /opt/notes/reports/*; do cat "$report" > "/results/${report##*/}"; done
