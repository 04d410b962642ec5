package dev.softservice.runner.engine;

/** Two programs, of which one ends when the other does. Both have a folder {@code /data} together. */
final class Duo {
    private Duo() {}

    /** Listens on port 5000 and keeps who comes; started again, it waits until {@link #reader} has ended. */
    static String[] store() {
        return new String[] {
            "sh",
            "-c",
            "if [ -e /data/began ]; then until [ -e /data/ended ]; do sleep 0.1; done; fi; touch /data/began; exec"
                    + " perl -e \"$0\"",
            "use IO::Socket::INET; my $s = IO::Socket::INET->new(LocalPort => 5000, Listen => 8, ReuseAddr => 1) or"
                    + " die; my @c; while (my $c = $s->accept) { push @c, $c }"
        };
    }

    /** Is well, by {@code /tmp/up}, while it is connected to a host {@code store}, and ends with 5 when it is no more. */
    static String[] reader() {
        return new String[] {
            "perl",
            "-e",
            "use IO::Socket::INET; my $s; until ($s = IO::Socket::INET->new('store:5000')) { select(undef, undef,"
                    + " undef, 0.1) } sub mark { open(my $f, '>', $_[0]); close $f } mark('/tmp/up'); <$s>; unlink"
                    + " '/tmp/up'; mark('/data/ended'); exit 5"
        };
    }
}
