# A datagram to all on the link, from an address that this machine was never given: needs raw sockets and nothing else.
use strict;
use warnings;
use Socket qw(:DEFAULT inet_pton);

use constant { PACKETS => 17, IPV6 => 0x86dd, UDP => 17 };
my ($link) = grep { !m{/lo$} } glob '/sys/class/net/*';
sub about { open my $file, '<', "$link/$_[0]" or die "$link/$_[0]: $!"; chomp(my $line = <$file>); return $line }
my ($mine, $all) = (pack('H*', about('address') =~ tr/://dr), pack 'H*', '333300000001');
my ($from, $to) = map { inet_pton(AF_INET6, $_) } 'fe80::5afe', 'ff02::1';

my $said = 'said';
my $length = 8 + length $said;
sub datagram { return pack('nnnn', 9, $ARGV[0], $length, $_[0]) . $said }
my $sum = 0;
$sum += $_ for unpack 'n*', $from . $to . pack('NN', $length, UDP) . datagram(0);
$sum = ($sum >> 16) + ($sum & 0xffff) while $sum >> 16;
my $frame = $all . $mine . pack('n', IPV6) . pack('NnCC', 6 << 28, $length, UDP, 1) . $from . $to . datagram(~$sum & 0xffff);

socket my $socket, PACKETS, SOCK_RAW, 0 or die "no raw socket: $!";
# Its own end of the cable may be up before the other.
for (1 .. 4) {
    send $socket, $frame, 0, pack('SnlSCCa8', PACKETS, IPV6, about('ifindex'), 1, 0, 6, $all) or die "not sent: $!";
    select undef, undef, undef, 0.25;
}
