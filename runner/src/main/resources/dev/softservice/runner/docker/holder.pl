# Keeps a network namespace open, and answers on its standard input and output:
#
#   clean   forgets what earlier connections left in the kernel's tables: tracked connections and neighbours
#   look    prints everything that can be seen of the namespace, in a form that is the same as long as nothing is left in it
#
# Every answer ends with a line that holds a dot. The end of the input, when the process that asked is gone, ends it.
use strict;
use warnings;
use constant {AF_NETLINK => 16, SOCK_RAW => 3, ROUTE => 0, NETFILTER => 12, REQUEST => 1, ACK => 4, DUMP => 0x300, ERROR => 2, DONE => 3,
    DELNEIGH => 29, GETNEIGH => 30, CONNTRACK_DELETE => (1 << 8) | 2};

$| = 1;
# Opened once: a socket that was closed is counted for a moment longer.
my (%kernel, $number);
for my $protocol (ROUTE, NETFILTER) { socket($kernel{$protocol}, AF_NETLINK, SOCK_RAW, $protocol) or die "netlink $protocol: $!\n" }
while (defined(my $line = <STDIN>)) {
    chomp $line;
    if ($line eq 'clean') {
        netlink(NETFILTER, CONNTRACK_DELETE, ACK, pack('CCn', 0, 0, 0));
        netlink(ROUTE, DELNEIGH, ACK, $_) for netlink(ROUTE, GETNEIGH, DUMP, pack('CxxxlSCC', 0, 0, 0, 0, 0));
        # One that is in use at this moment is deleted in vain; the look shows it.
    } elsif ($line eq 'look') {
        look();
    }
    print ".\n";
}



# Sends one request and gives the bodies of what comes back.
sub netlink {
    my ($protocol, $type, $flags, $body) = @_;
    send($kernel{$protocol}, pack('LSSLL', 16 + length $body, $type, REQUEST | $flags, ++$number, 0) . $body, 0) or return;
    my @bodies;
    while (1) {
        defined recv($kernel{$protocol}, my $buffer, 1 << 16, 0) or return @bodies;
        while (length $buffer >= 16) {
            my ($length, $kind) = unpack 'LS', $buffer;
            return @bodies if $kind == DONE || $kind == ERROR || $length < 16;
            push @bodies, substr $buffer, 16, $length - 16;
            substr($buffer, 0, ($length + 3) & ~3, '');
        }
    }
}

sub look {
    # Local and remote address, state, inode.
    rows($_, 1, 2, 3, 9) for qw(tcp tcp6 udp udp6 udplite udplite6 raw raw6 icmp icmp6);
    # All families in one number, those without a table of their own included.
    rows('sockstat', 0 .. 2);
    rows($_) for qw(unix packet ip6_flowlabel mcfilter mcfilter6 nf_conntrack nf_conntrack_expect arp route if_inet6 fib_trie);
    rows('netlink', 1, 2, 9);
    rows('ipv6_route', 0 .. 5, 8, 9);
    rows('igmp', 0, 1);
    rows('igmp6', 0 .. 3);
    for my $device (sort glob '/sys/class/net/*') {
        print "$device ", join(' ', map { my $text = slurp("$device/$_"); chomp $text; $text } qw(address mtu flags tx_queue_len operstate)), "\n";
    }
    for my $file (map { "/etc/$_" } qw(hosts resolv.conf hostname)) {
        # The plus sign of ls tells of access control lists.
        print `ls -ln --time-style=+ $file`, slurp($file);
    }
    settings('/proc/sys/net');
}

sub rows {
    my ($table, @columns) = @_;
    my (undef, @rows) = $table eq 'sockstat' ? (undef, grep { /^(sockets|TCP|FRAG):/ } split /\n/, slurp("/proc/net/$table")) : split /\n/, slurp("/proc/net/$table");
    # The kernel keeps some tables in no order.
    for my $row (sort @rows) {
        my @fields = split ' ', $row;
        print "$table ", (@columns ? join ' ', map { $_ // '' } @fields[@columns] : $row), "\n";
    }
}

sub settings {
    my ($folder) = @_;
    opendir(my $entries, $folder) or return;
    for my $entry (sort grep { !/^\.\.?$/ } readdir $entries) {
        my $path = "$folder/$entry";
        # The count follows the table, which is shown itself.
        if (-d $path) { settings($path) } elsif ($entry ne 'nf_conntrack_count') { print "$path ", slurp($path), "\n" }
    }
}

sub slurp {
    my ($file) = @_;
    open(my $in, '<', $file) or return '';
    local $/;
    my $text = eval { local $SIG{__WARN__} = sub { }; <$in> };
    return defined $text ? $text : '';
}
