use strict; use warnings; use IO::Socket::INET; $| = 1;
# The service: GET /, /health and /notes.json; POST /notes keeps each line of the body as a note.
my $folder = '/var/notes'; my $file = "$folder/notes";
sub notes { open(my $in, '<', $file) or return (); my @all = <$in>; chomp @all; return @all; }
sub keep { my ($text) = @_; open(my $out, '>>', $file) or die "keep: $!"; print $out $text, "\n"; close $out or die "keep: $!"; }
keep('the first note') unless -e $file;
my $server = IO::Socket::INET->new(LocalAddr => '0.0.0.0', LocalPort => 80, Listen => 32, ReuseAddr => 1) or die "listen: $!";
print "ready\n";
while (my $client = $server->accept) {
  my $line = <$client>; next unless $line;
  my ($method, $path) = split / /, $line; my $length = 0;
  while (my $header = <$client>) { last if $header =~ /^\r?\n$/; $length = $1 if $header =~ /^content-length: (\d+)/i; }
  my $body = ''; read($client, $body, $length) if $length;
  my ($status, $answer) = ('404 Not Found', 'no such page');
  if ($method eq 'POST') { keep($body); ($status, $answer) = ('201 Created', 'kept'); }
  elsif ($path eq '/health') { ($status, $answer) = ('200 OK', 'well'); }
  elsif ($path eq '/notes.json') { my $count = notes(); ($status, $answer) = ('200 OK', qq({"format":1,"open":true,"count":$count})); }
  elsif ($path eq '/notes') { ($status, $answer) = ('200 OK', join("\n", notes())); }
  elsif ($path eq '/') { ($status, $answer) = ('200 OK', "<h1>$ENV{HEADING}</h1>"); }
  print $client "HTTP/1.1 $status\r\nContent-Type: text/plain\r\nContent-Length: ", length($answer), "\r\nConnection: close\r\n\r\n", $answer;
  close $client;
}
