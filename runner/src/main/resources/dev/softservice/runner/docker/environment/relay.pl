# Connects to an address and a port, and passes on what comes from either side. What is to be sent comes in pieces that begin with
# their length, a number of four bytes; one without any is the end. It ends when the other side does.
use strict;
use IO::Socket::INET;

my $service = IO::Socket::INET->new(PeerAddr => $ARGV[0], PeerPort => $ARGV[1]) or exit 1;
$SIG{PIPE} = 'IGNORE';

sub put {
  my ($to, $piece) = @_;
  for (my $sent = 0; $sent < length $piece;) {
    $sent += syswrite($to, $piece, length($piece) - $sent, $sent) || return;
  }
  return 1;
}

sub taken {
  my ($size) = @_;
  my $all = '';
  while (length $all < $size) {
    sysread(STDIN, $all, $size - length $all, length $all) or return '';
  }
  return $all;
}

my $there = fork // exit 1;
if (!$there) {
  while (my $head = taken(4)) {
    my $piece = taken(unpack 'N', $head);
    last if $piece eq '' || !put($service, $piece);
  }
  shutdown($service, 1);
  exit;
}
while (sysread($service, my $piece, 65536)) {
  put(\*STDOUT, $piece) or last;
}
kill 9, $there;
