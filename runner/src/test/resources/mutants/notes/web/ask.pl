use strict; use warnings; use IO::Socket::INET;
# ask.pl PATH [BODY [HOST]]: prints what the service answers; ends with 1 where that is an error.
my ($path, $body, $host) = @ARGV; $host ||= 'localhost';
my $socket = IO::Socket::INET->new(PeerAddr => $host, PeerPort => 80, Timeout => 2) or die "$host: $!\n";
my $method = defined $body && length $body ? 'POST' : 'GET'; $body = '' unless defined $body;
print $socket "$method $path HTTP/1.1\r\nHost: $host\r\nContent-Length: ", length($body), "\r\n\r\n", $body;
my $status = <$socket>; while (my $header = <$socket>) { last if $header =~ /^\r?\n$/; }
local $/; print scalar <$socket>; exit($status =~ / 20\d / ? 0 : 1);
