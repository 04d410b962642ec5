# Keeps a network namespace open, and answers on its standard input and output:
#
#   look       forgets what earlier connections left in the kernel's tables, tracked connections and neighbours, and prints everything that can be seen of the
#              namespace, in a form that is the same as long as nothing is left in it; the folders of containers are taken away
#   starter H     writes the program whose bytes are the hexadecimal H to where containers are held, and shows from then on what is there
#   hold N     makes a closed latch in folder N there, a FIFO that stays open for writing here
#   open N     opens it for good
#   probe N W  gets folder N ready for questions: the command to ask by has the words that are the hexadecimal W, each with a zero byte behind it
#   healthy N F S T L  asks until the command ends well, and says "yes" then: first after F, with ever longer pauses up to S, no longer than T each time and L in all, in
#              milliseconds. Says nothing when that is over, the command hangs or the container ends, and nobody there can be asked any more then
#   well N T   after "healthy" said yes: has the command run once more, for T milliseconds at most, and says "yes" or "no", or nothing as above
#
# Anything else gets an empty answer, and so does what was done; what could not be done is told why. Every answer ends with a line that holds a dot. The end of the input, when the process that asked is gone, ends it.
use strict;
use warnings;
use Config;
use Fcntl;
use constant {AF_NETLINK => 16, SOCK_RAW => 3, ROUTE => 0, NETFILTER => 12, REQUEST => 1, ACK => 4, DUMP => 0x300, ERROR => 2, DONE => 3,
    DELNEIGH => 29, GETNEIGH => 30, CONNTRACK_DELETE => (1 << 8) | 2};

$| = 1;
# Opened once: a socket that was closed is counted for a moment longer.
my (%kernel, $number, @settings, $keeps, %latches, %orders, %answers);
my $starter = '/starter';
# A client that does not listen any more is noticed where it matters.
$SIG{PIPE} = 'IGNORE';
my @files = map { "/etc/$_" } qw(hosts resolv.conf hostname);
# The kernel's number for listing a file's extended attributes: Perl itself has no word for it.
my ($attributes) = map { $Config{archname} =~ /^$_->[0]-/ ? $_->[1] : () } ['x86_64', 194], ['aarch64', 11];
for my $protocol (ROUTE, NETFILTER) { socket($kernel{$protocol}, AF_NETLINK, SOCK_RAW, $protocol) or die "netlink $protocol: $!\n" }
while (defined(my $line = <STDIN>)) {
    chomp $line;
    my $answer = '';
    if ($line eq 'look') {
        forget();
        $answer = join '', look();
    } elsif ($line =~ /^starter ([0-9a-f]+)$/) {
        $answer = written("$starter/starter", 0755, pack 'H*', $1) ? '' : "$!\n";
        $keeps = 1;
    } elsif ($line =~ /^hold (\w+)$/) {
        $answer = held($1) ? '' : "$!\n";
    } elsif ($line =~ /^open (\w+)$/) {
        $answer = released($1) ? '' : "$!\n";
    } elsif ($line =~ /^probe (\w+) ([0-9a-f]+)$/) {
        $answer = probed($1, pack 'H*', $2) ? '' : "$!\n";
    } elsif ($line =~ /^healthy (\w+) (\d+) (\d+) (\d+) (\d+)$/) {
        $answer = healthy($1, map { $_ / 1000 } $2, $3, $4, $5) ? "yes\n" : '';
    } elsif ($line =~ /^well (\w+) (\d+)$/) {
        $answer = well($1, $2 / 1000);
    }
    # At once: every piece would be a message of its own to the client that listens, through several processes.
    print "$answer.\n";
}

sub written {
    my ($file, $mode, $content) = @_;
    open(my $out, '>:raw', $file) or return;
    print $out $content;
    return close $out && chmod $mode, $file;
}

# A FIFO in a container's folder, which is made with the first.
sub fifo {
    my ($folder, $name, $mode) = @_;
    my $file = "$starter/$folder/$name";
    require POSIX;
    -d "$starter/$folder" || mkdir "$starter/$folder" or return;
    return POSIX::mkfifo($file, 0600) && chmod($mode, $file) && $file;
}

sub held {
    my ($folder) = @_;
    my $latch = fifo($folder, 'latch', 0644) or return;
    return open $latches{$folder}, '+<', $latch;
}

# A client that comes later finds nothing to wait for, and one that waits already finds the end of it.
sub released {
    my ($folder) = @_;
    unlink "$starter/$folder/latch" or return;
    return close delete $latches{$folder};
}

# The container's processes may belong to any user: anybody may write the answers of his own run, and read the orders.
sub probed {
    my ($folder, $words) = @_;
    my $orders = fifo($folder, 'orders', 0644) or return;
    my $answers = fifo($folder, 'answers', 0622) or return;
    return written("$starter/$folder/words", 0644, $words) && sysopen($orders{$folder}, $orders, O_RDWR | O_NONBLOCK)
        && sysopen $answers{$folder}, $answers, O_RDONLY | O_NONBLOCK;
}

sub healthy {
    my ($folder, $pause, $slowest, $timeout, $left) = @_;
    my ($orders, $answers) = (delete $orders{$folder}, delete $answers{$folder});
    my $healthy;
    while ($orders && $left > 0) {
        my ($answer, $took) = asked($orders, $answers, $pause, $timeout);
        defined $answer or last;
        $healthy = $answer eq "\0" x 4 and last;
        $left -= $pause + $took;
        $_ > $pause and $pause = $_ for $pause * 1.5, $took;
        $pause = $slowest if $pause > $slowest;
    }
    # Without these a container that is started again has nobody beside its command, and at the end of the orders the one who is there sleeps.
    unlink map { "$starter/$folder/$_" } qw(orders answers words);
    ($orders{$folder}, $answers{$folder}) = ($orders, $answers) if $healthy;
    return $healthy;
}

sub well {
    my ($folder, $timeout) = @_;
    my ($orders, $answers) = (delete $orders{$folder}, delete $answers{$folder});
    my ($answer) = $orders ? asked($orders, $answers, 0, $timeout) : ();
    defined $answer or return '';
    ($orders{$folder}, $answers{$folder}) = ($orders, $answers);
    return $answer eq "\0" x 4 ? "yes\n" : "no\n";
}

# How the command ended after it was told to run, as wait tells it, and how long that took; nothing where nobody says that in time.
sub asked {
    my ($orders, $answers, $pause, $timeout) = @_;
    # What is heard without being asked is that there is nobody any more.
    my ($heard) = heard($answers, $pause);
    return if $heard || !syswrite $orders, '?';
    ($heard, my $took) = heard($answers, $timeout);
    return if !$heard || (sysread($answers, my $answer, 4) // 0) != 4;
    return ($answer, $took);
}

# Whether there is anything to read within so many seconds, and how long that took.
sub heard {
    my ($file, $patience) = @_;
    vec(my $wanted = '', fileno $file, 1) = 1;
    my ($found, $left) = select $wanted, undef, undef, $patience;
    return ($found > 0, $patience - $left);
}

sub forget {
    %latches = %orders = %answers = ();
    if ($keeps) {
        unlink glob "$starter/*/*";
        rmdir for grep { !m{/starter$} } glob "$starter/*";
    }
    netlink(NETFILTER, CONNTRACK_DELETE, ACK, pack('CCn', 0, 0, 0));
    # One that is in use at this moment is deleted in vain; the look shows it.
    netlink(ROUTE, DELNEIGH, ACK, $_) for netlink(ROUTE, GETNEIGH, DUMP, pack('CxxxlSCC', 0, 0, 0, 0, 0));
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
    my @seen;
    # Every socket of every family is counted here, and the kernel walks through those of the whole machine to list them.
    push @seen, rows($_) for qw(sockstat sockstat6 unix packet ip6_flowlabel mcfilter mcfilter6 nf_conntrack nf_conntrack_expect arp route if_inet6 fib_trie);
    push @seen, rows('netlink', 1, 2, 9), rows('ipv6_route', 0 .. 5, 8, 9), rows('igmp', 0, 1), rows('igmp6', 0 .. 3);
    for my $device (sort glob '/sys/class/net/*') {
        push @seen, "$device " . join(' ', map { my $text = slurp("$device/$_"); chomp $text; $text } qw(address mtu flags tx_queue_len operstate)) . "\n";
    }
    push @seen, owned(@files, $keeps ? glob "$starter/*" : ()), map { slurp($_) } @files;
    # Kept open: to find one by its name costs the kernel more than to tell what it says.
    @settings = map { opened($_) } settings('/proc/sys/net') if !@settings;
    push @seen, map { my ($name, $in) = @$_; sysseek $in, 0, 0; "$name " . rest($in) } @settings;
    return @seen;
}

# Whose the files are, who may do what with them, and whatever is attached to them: access control lists are, too.
sub owned {
    my @owned = @_;
    return `ls -ln --time-style=+ @owned` if !defined $attributes;
    return map {
        my $names = "\0" x 4096;
        my $length = syscall($attributes, $_, $names, length $names);
        my $attached = $length < 0 ? $! + 0 : unpack 'H*', substr $names, 0, $length;
        join(' ', $_, (lstat $_)[2 .. 5, 7], $attached) . "\n";
    } @owned;
}

sub rows {
    my ($table, @columns) = @_;
    my @rows = split /\n/, slurp("/proc/net/$table");
    # These are counted for the whole machine, and a connection of this namespace that nobody owns any more is among those in use; the others begin with a line of titles.
    if ($table =~ /^sockstat/) { s/ (orphan|mem|memory|alloc) \d+//g for @rows } else { shift @rows }
    # The kernel keeps some tables in no order.
    return map {
        my @fields = @columns ? split ' ' : ();
        "$table " . (@columns ? join ' ', map { $_ // '' } @fields[@columns] : $_) . "\n";
    } sort @rows;
}

# The settings of the namespace without those of single interfaces, which nobody may change who may not change the others; the count of connections
# follows the table, which is shown itself.
sub settings {
    my ($folder) = @_;
    opendir(my $entries, $folder) or return;
    return map { -d "$folder/$_" ? settings("$folder/$_") : "$folder/$_" } sort grep { !/^(\.\.?|conf|neigh|nf_conntrack_count)$/ } readdir $entries;
}

sub opened {
    my ($file) = @_;
    open(my $in, '<:unix', $file) or return;
    return [$file, $in];
}

sub slurp {
    my ($file) = @_;
    open(my $in, '<:unix', $file) or return '';
    return rest($in);
}

sub rest {
    my ($in) = @_;
    my $text = '';
    1 while sysread $in, $text, 1 << 16, length $text;
    return $text;
}
