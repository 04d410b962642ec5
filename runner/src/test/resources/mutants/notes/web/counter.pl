use strict; use warnings; $| = 1;
# The worker: writes down how many notes there are, over and over.
open(my $format, '>', '/var/index/format') or die "format: $!"; print $format "1\n"; close $format;
while (1) {
  my $answer = `perl /opt/notes/ask.pl /notes.json '' web 2>/dev/null`;
  if ($answer =~ /"count":(\d+)/) {
    open(my $out, '>', '/var/index/count.new') or die "count: $!"; print $out "$1\n"; close $out;
    rename '/var/index/count.new', '/var/index/count' or die "count: $!";
  }
  select(undef, undef, undef, 0.1);
}
