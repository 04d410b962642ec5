#!/usr/bin/perl
# Tries the ways out of a container, one after the other, and writes a JUnit report with a test for each: green says that it was denied.
# Nothing here does harm where it gets through: files are opened and not written, calls that would change the machine get arguments
# that fail one check later, what is mounted is unmounted.
use strict; use warnings; no warnings 'portable';
use Errno qw(EPERM EACCES EROFS ENOSYS ENOENT ESRCH ENETUNREACH EHOSTUNREACH ENXIO ENODEV);
use Fcntl; use IO::Socket::INET; use IO::Socket::UNIX; use POSIX (); use Socket qw(:all);

my %call = (ptrace => 101, execve => 59, clone => 56, iopl => 172, pivot_root => 155, adjtimex => 159, chroot => 161, mount => 165, umount2 => 166, swapon => 167,
  reboot => 169, init_module => 175, setxattr => 188, capset => 126, syslog => 103, keyctl => 250, add_key => 248, unshare => 272, perf_event_open => 298,
  open_by_handle_at => 304, setns => 308, finit_module => 313, bpf => 321, userfaultfd => 323, io_uring_setup => 425, memfd_secret => 447, modify_ldt => 154, fsopen => 430, clone3 => 435, kexec_load => 246);
my %asked = map { $_ => $ENV{$_} // '' } qw(HOST OUTSIDE NEIGHBOUR NEIGHBOUR_PID NEIGHBOUR_FILE);
my $scratch = "/tmp/probe-$$"; mkdir $scratch or die "$scratch: $!";

# What a probe returns: '' if it was denied, else what it got.
sub call { my ($name, @arguments) = @_; my $got = syscall($call{$name}, @arguments); return ($got, $! + 0, "$!"); }
# A system call is denied where the permission is what is missing; any other answer is from behind that check.
sub forbidden { my ($got, $number, $text) = call(@_); return $got == -1 && grep({ $number == $_ } EPERM, EACCES, ENOSYS) ? '' : $got == -1 ? "it went as far as '$text'" : "it got $got"; }
# In a process of its own, so that what gets through changes nothing for the others.
sub apart { my ($probe) = @_;
  pipe(my $in, my $out) or die; my $child = fork // die "fork: $!";
  if (!$child) { close $in; my $got = eval { $probe->() } // "it died: $@"; print $out $got; close $out; POSIX::_exit(0); }
  close $out; my $got = do { local $/; <$in> } // ''; waitpid($child, 0); return $got; }
sub opens { my ($mode, @paths) = @_; my @open = grep { sysopen(my $file, $_, $mode) } @paths; return @open ? "it opened @open" : ''; }
sub reads { my ($path) = @_; sysopen(my $file, $path, O_RDONLY | O_NONBLOCK) or return ''; my $n = sysread($file, my $buffer, 16); return $n ? "it read $n bytes of $path" : ''; }
sub node { my ($kind, $major, $minor) = @_; my $path = "$scratch/node"; my $got = system('mknod', $path, $kind, $major, $minor) >> 8; unlink $path; return $got ? '' : "it made one"; }
sub connects { my (@peers) = @_; my @open = grep { IO::Socket::INET->new(PeerAddr => $_, Timeout => 0.5) } grep { /:/ } @peers; return @open ? "it connected to @open" : ''; }
# The routers, and the first address of each network, which the engine gives to the bridge.
sub gateways { open(my $file, '<', '/proc/net/route') or return (); my @found;
  while (<$file>) { my @f = split; next unless ($f[2] // '') =~ /^[0-9A-F]{8}$/;
    my ($network, $router) = map { unpack 'V', pack 'H8', $_ } @f[1, 2];
    push @found, map { inet_ntoa(pack 'N', $_) } grep { $_ } $router, $network && $network + 1; }
  return @found; }
sub ioctl_on_lo { my ($request, $address) = @_; socket(my $socket, AF_INET, SOCK_DGRAM, 0) or return '';
  my $argument = pack('a16 a16 x8', 'lo', pack_sockaddr_in(0, inet_aton($address))); return ioctl($socket, $request, $argument) ? 'it was set' : ''; }
sub route { socket(my $socket, AF_INET, SOCK_DGRAM, 0) or return ''; my $any = pack('S x14', AF_INET);
  my $entry = pack('x8 a16 a16 a16 S', pack_sockaddr_in(0, inet_aton('127.9.0.0')), pack_sockaddr_in(0, inet_aton('127.0.0.1')), pack_sockaddr_in(0, inet_aton('255.255.0.0')), 3) . "\0" x 62;
  return ioctl($socket, 0x890B, $entry) || $! == ENETUNREACH ? 'it was set' : ''; }
sub id_as_nobody { my ($program) = @_; return apart(sub { $( = $) = '65534 65534'; POSIX::setgid(65534); POSIX::setuid(65534); my $id = `$program -u` // ''; chomp $id; return $id eq '0' ? 'it became root' : ''; }); }
sub family { my ($family) = @_; for my $type (SOCK_SEQPACKET, SOCK_STREAM, SOCK_DGRAM, SOCK_RAW) { my $got = socket(my $socket, $family, $type, 0);
    return "family $family: " . ($got ? 'it is open' : "it went as far as '$!'") . ' ' if $got || !grep({ $! == $_ } EPERM, EACCES); } return ''; }
# A program of 32 bits that asks for a ring of input and output, by another number and another door, and ends with what it got.
sub thirty_two { my $path = "$scratch/thirty-two"; my $code = pack 'H*', 'b8a901000031db31c9cd8089c3f7dbb801000000cd80';
  my $elf = pack('H*', '7f454c46010101') . "\0" x 9 . pack('v2 V5 v6', 2, 3, 1, 0x08048054, 52, 0, 0, 52, 32, 1, 0, 0, 0) . pack('V8', 1, 0, 0x08048000, 0x08048000, 84 + length $code, 84 + length $code, 5, 4096);
  sysopen(my $file, $path, O_WRONLY | O_CREAT, 0755) or return ''; syswrite($file, $elf . $code); close $file;
  # By the call itself: the library would hand a file that the kernel does not run to a shell.
  my $child = fork // return ''; if (!$child) { syscall($call{execve}, $path, pack('p Q', $path, 0), pack('Q', 0)); POSIX::_exit(EACCES); }
  waitpid($child, 0); my $end = $?; return $end & 127 || grep({ $end >> 8 == $_ } EPERM, EACCES, ENOSYS) ? '' : "it ran, and got " . ($end >> 8); }
sub capabilities { my ($set) = @_; my $header = pack('LL', 0x20080522, 0); return forbidden('capset', $header, pack('L6', $set, $set, 0, 0, 0, 0)); }
sub mounted { my ($type, $options, $then) = @_; my $at = "$scratch/mnt"; mkdir $at;
  my ($got) = call('mount', $type eq 'none' ? '/' : 'none', $at, $type, $type eq 'none' ? 4096 : 0, $options . "\0"); return '' if $got == -1;
  my $found = $then ? $then->($at) : 'it was mounted'; call('umount2', $at, 2); return $found; }
sub hierarchy { my ($then) = @_; my $found = ''; $found ||= mounted(@$_, $then) for ['cgroup', 'pids'], ['cgroup', 'memory'], ['cgroup2', '']; return $found; }

my @probes = (
  ['mount: a tmpfs' => sub { apart(sub { mounted('tmpfs', '') }) }],
  ['mount: procfs anew, without its masks' => sub { apart(sub { mounted('proc', '') }) }],
  ['mount: sysfs, writable' => sub { apart(sub { mounted('sysfs', '') }) }],
  ['mount: a control group hierarchy' => sub { apart(sub { hierarchy() }) }],
  ['mount: an overlay' => sub { apart(sub { mkdir "$scratch/$_" for qw(l u); mounted('overlay', "lowerdir=$scratch/l:$scratch/u") }) }],
  ['mount: another place for the root' => sub { apart(sub { mounted('none', '') }) }],
  ['mount: the newer call, fsopen' => sub { forbidden('fsopen', 'tmpfs', 0) }],
  ['mount: taking a mask off /proc' => sub { apart(sub { my ($got, $number) = call('umount2', '/proc/keys', 2); $got == 0 || $number == 22 ? 'it was allowed to' : '' }) }],
  ['device: a node of a disk' => sub { node('b', 8, 0) }],
  ['device: a node of the memory' => sub { node('c', 1, 1) }],
  ['device: a disk in /dev' => sub { my @found = grep { -b } glob '/dev/*'; @found ? "there is $found[0]" : '' }],
  ['device: /dev/mem' => sub { opens(O_RDONLY, '/dev/mem', '/dev/port') }],
  ['device: /dev/kmsg' => sub { opens(O_RDONLY | O_NONBLOCK, '/dev/kmsg') }],
  ['device: /dev/fuse, /dev/kvm, /dev/net/tun' => sub { opens(O_RDWR, '/dev/fuse', '/dev/kvm', '/dev/net/tun', '/dev/loop-control') }],
  ['namespace: a new user' => sub { apart(sub { forbidden('unshare', 0x10000000) }) }],
  ['namespace: a new mount' => sub { apart(sub { forbidden('unshare', 0x00020000) }) }],
  ['namespace: a new network' => sub { apart(sub { forbidden('unshare', 0x40000000) }) }],
  ['namespace: a new control group' => sub { apart(sub { forbidden('unshare', 0x02000000) }) }],
  ['namespace: clone with a new user' => sub { apart(sub { my ($got, $number, $text) = call('clone', 0x10000000 | 17, 0, 0, 0, 0); POSIX::_exit(0) if $got == 0; $got == -1 ? '' : 'it was made' }) }],
  ['namespace: clone3 with a new user' => sub { apart(sub { my $arguments = pack('Q11', 0x10000000, 0, 0, 0, 17, 0, 0, 0, 0, 0, 0); my ($got) = call('clone3', $arguments, 88); POSIX::_exit(0) if $got == 0; $got == -1 ? '' : 'it was made' }) }],
  ['namespace: entering one' => sub { apart(sub { open(my $file, '<', '/proc/self/ns/net') or return ''; forbidden('setns', fileno($file), 0) }) }],
  ['process: those of the host are seen' => sub { my @found = grep { /^\d+$/ } map { s{^/proc/}{}r } glob '/proc/*'; @found > 20 ? scalar(@found) . ' processes are seen' : '' }],
  ['process: tracing another container\'s first one' => sub { $asked{NEIGHBOUR_PID} or return 'whom? NEIGHBOUR_PID is not set'; apart(sub { my ($got, undef, undef) = call('ptrace', 0x4206, $asked{NEIGHBOUR_PID} + 0, 0, 0); $got == -1 ? '' : 'it is traced' }) }],
  ['process: signalling another container\'s first one' => sub { kill(0, $asked{NEIGHBOUR_PID} || 1 << 22) ? 'it could be killed' : '' }],
  ['process: being killed last of all' => sub { apart(sub { sysopen(my $file, '/proc/self/oom_score_adj', O_WRONLY) or return ''; syswrite($file, '-1000') ? 'it is spared' : '' }) }],
  ['process: more open files than allowed' => sub { apart(sub { system('prlimit', '--nofile=2000000:2000000', 'true') == 0 ? 'it was raised' : '' }) }],
  ['process: real-time priority' => sub { apart(sub { system('chrt -f 10 true 2>/dev/null') == 0 ? 'it has it' : '' }) }],
  ['kernel: bpf' => sub { forbidden('bpf', 0, "\0" x 128, 128) }],
  ['kernel: key rings' => sub { forbidden('keyctl', 0, -3, 1) }],
  ['kernel: adding a key' => sub { forbidden('add_key', 'user', 'softservice-probe', 'x', 1, -1) }],
  ['kernel: performance events' => sub { forbidden('perf_event_open', pack('LLQ', 1, 120, 0) . "\0" x 104, 0, -1, -1, 0) }],
  ['kernel: user-space page faults' => sub { forbidden('userfaultfd', 0) }],
  ['kernel: rings of input and output' => sub { forbidden('io_uring_setup', 1, 0) }],
  ['kernel: memory that is kept from it' => sub { forbidden('memfd_secret', -1) }],
  ['kernel: tables of segments' => sub { my ($got) = call('modify_ldt', 0, "\0" x 16, 16); $got == -1 ? '' : 'they were read' }],
  ['kernel: the calls of 32-bit programs' => sub { thirty_two() }],
  ['kernel: its cryptography' => sub { family(38) }],
  ['kernel: the machine below' => sub { family(40) }],
  ['kernel: socket families that few look at' => sub { join '', map { family($_) } 4, 5, 9, 15, 21, 29, 30, 31, 35, 39, 41, 43, 44 }],
  ['kernel: its log' => sub { forbidden('syslog', 3, "\0" x 4096, 4096) }],
  ['kernel: loading a module' => sub { forbidden('init_module', '', 0, '') }],
  ['kernel: loading a module from a file' => sub { forbidden('finit_module', -1, '', 0) }],
  ['kernel: loading another kernel' => sub { forbidden('kexec_load', 0, 99, 0, 0) }],
  ['kernel: rebooting' => sub { forbidden('reboot', 1, 2, 3, 0) }],
  ['kernel: setting the clock' => sub { my $now = "\0" x 208; call('adjtimex', $now); substr($now, 0, 4) = pack('L', 2); forbidden('adjtimex', $now) }],
  ['kernel: using a swap file' => sub { forbidden('swapon', "$scratch/none", 0) }],
  ['kernel: its ports' => sub { apart(sub { forbidden('iopl', 3) }) }],
  ['kernel: opening a file by its handle' => sub { open(my $root, '<', '/') or return ''; forbidden('open_by_handle_at', fileno($root), pack('Ll', 8, 1) . "\2" . "\0" x 7, 0) }],
  ['files: changing the root' => sub { apart(sub { forbidden('pivot_root', '/nowhere', '/nowhere') }) }],
  ['files: climbing out of a changed root' => sub { apart(sub { my @before = (stat '/')[0, 1]; mkdir "$scratch/jail"; opendir(my $outside, '/'); call('chroot', "$scratch/jail"); POSIX::chdir('..') for 1 .. 64; call('chroot', '.'); "@{[(stat '/')[0, 1]]}" eq "@before" ? '' : 'it stands at another root' }) }],
  ['files: another container\'s, by its first process' => sub { my $path = "/proc/$asked{NEIGHBOUR_PID}/root$asked{NEIGHBOUR_FILE}"; -e $path ? "it sees $path" : '' }],
  ['files: the engine\'s socket' => sub { my @open = grep { IO::Socket::UNIX->new(Peer => $_) } map { ("/var/run/$_", "/run/$_") } qw(docker.sock containerd/containerd.sock podman/podman.sock crio/crio.sock); @open ? "it is connected to $open[0]" : '' }],
  ['settings: /proc/sys/kernel/core_pattern' => sub { opens(O_WRONLY, '/proc/sys/kernel/core_pattern', '/proc/sys/kernel/hostname', '/proc/sys/vm/overcommit_memory') }],
  ['settings: those of the network' => sub { opens(O_WRONLY, '/proc/sys/net/ipv4/ip_forward', '/proc/sys/net/ipv4/ip_unprivileged_port_start') }],
  ['settings: /proc/sysrq-trigger' => sub { opens(O_WRONLY, '/proc/sysrq-trigger') }],
  ['settings: interrupts and busses' => sub { opens(O_WRONLY, '/proc/irq/default_smp_affinity') }],
  ['settings: /sys' => sub { opens(O_WRONLY, '/sys/kernel/uevent_helper', '/sys/kernel/profiling', '/sys/power/state', '/sys/kernel/mm/transparent_hugepage/enabled') }],
  ['settings: its own limits' => sub { opens(O_WRONLY, glob('/sys/fs/cgroup/memory/memory.limit_in_bytes /sys/fs/cgroup/pids/pids.max /sys/fs/cgroup/memory.max /sys/fs/cgroup/pids.max')) }],
  ['settings: release_agent' => sub { opens(O_WRONLY, glob('/sys/fs/cgroup/*/release_agent')) || apart(sub { hierarchy(sub { opens(O_WRONLY, "$_[0]/release_agent") }) }) }],
  ['memory of the kernel: /proc/kcore' => sub { reads('/proc/kcore') }],
  ['memory of the kernel: /proc/keys and timers' => sub { reads('/proc/keys') || reads('/proc/timer_list') }],
  ['rights: a capability that was dropped' => sub { apart(sub { capabilities(0x00200000) }) }],
  ['rights: a program that changes its user' => sub { system('cp', '/usr/bin/id', "$scratch/id") == 0 && chmod(04755, "$scratch/id") && chmod(0755, $scratch) or return ''; id_as_nobody("$scratch/id") }],
  ['rights: a program with capabilities' => sub { my $path = "$scratch/capable"; open(my $file, '>', $path) or return ''; close $file; my $value = pack('L5', 0x02000001, 0xffffffff, 0, 0xff, 0); forbidden('setxattr', $path, 'security.capability', $value, 20, 0) }],
  ['network: a raw socket' => sub { socket(my $socket, AF_INET, SOCK_RAW, 1) ? 'it is open' : '' }],
  ['network: a packet socket' => sub { socket(my $socket, 17, SOCK_RAW, 0x0300) ? 'it is open' : '' }],
  ['network: an address' => sub { ioctl_on_lo(0x8916, '127.0.0.1') }],
  ['network: a route' => sub { route() }],
  ['network: the way out' => sub { $asked{OUTSIDE} or return 'where? OUTSIDE is not set'; connects($asked{OUTSIDE}) }],
  ['network: the address where clouds keep credentials' => sub { $ENV{HARMLESS} ? '' : connects('169.254.169.254:80') }],
  ['network: asking for a name outside' => sub { local $ENV{RES_OPTIONS} = 'timeout:1 attempts:1'; defined gethostbyname('deb.debian.org') ? 'it was told an address' : '' }],
  ['network: a second protocol' => sub { open(my $file, '<', '/proc/net/if_inet6') or return ''; my @found = grep { !/\slo$/ } <$file>; @found ? 'it has an IPv6 address' : '' }],
  ['neighbour: the host\'s own ports' => sub { $asked{HOST} or return 'where? HOST is not set'; connects(split /,/, $asked{HOST}) }],
  ['neighbour: the host\'s ports by the gateway' => sub { my ($port) = $asked{HOST} =~ /:(\d+)/ or return 'where? HOST is not set'; my @found = gateways(); @found ? connects(map { "$_:$port" } @found) : '' }],
  ['neighbour: another run\'s container, by its address' => sub { $asked{NEIGHBOUR} or return 'where? NEIGHBOUR is not set'; connects(split /,/, $asked{NEIGHBOUR}) }],
  ['neighbour: another run\'s container, by its name' => sub { local $ENV{RES_OPTIONS} = 'timeout:1 attempts:1'; defined gethostbyname('neighbour') ? 'the name is known' : '' }],
);

my ($results, $got) = ('', 0);
for my $probe (@probes) {
  my ($name, $try) = @$probe; my $found = eval { $try->() } // "it died: $@"; $got++ if $found;
  my $escaped = sub { my $text = shift; $text =~ s/&/&amp;/g; $text =~ s/</&lt;/g; $text =~ s/"/&quot;/g; $text =~ s/[^\x20-\x7e]+/ /g; $text };
  my $failure = $found ? sprintf('<failure message="not denied: %s"/>', $escaped->($found)) : '';
  $results .= sprintf("  <testcase name=\"%s\">%s</testcase>\n", $escaped->($name), $failure);
}
mkdir '/results'; open(my $report, '>', '/results/probes.xml') or die "report: $!";
print $report "<testsuite name=\"escapes\">\n$results</testsuite>\n"; close $report;
print "$got of ${\scalar @probes} were not denied\n", $results;
exit($got > 0);
