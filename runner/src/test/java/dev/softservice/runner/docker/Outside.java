package dev.softservice.runner.docker;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/**
 * A stand-in for the internet: a network namespace behind a pair of virtual cables, at an address of the range for measurements (RFC 2544) or another, with a port
 * that accepts connections. To get there a packet has to be forwarded by this machine, as it would be to anywhere else.
 */
final class Outside implements AutoCloseable {
    private static final int PORT = 80;
    private final String name;
    private final String address;
    private Process listener;

    private Outside(String name, String address) {
        this.name = name;
        this.address = address;
    }

    static Outside open(String id) throws IOException {
        return open(id, "198.18");
    }

    /** @param range the first two numbers of its address */
    static Outside open(String id, String range) throws IOException {
        var random = ThreadLocalRandom.current();
        var base = range + "." + random.nextInt(256) + ".";
        int last = random.nextInt(64) * 4;
        var outside = new Outside("o" + id, base + (last + 2));
        try {
            outside.lay(base + (last + 1));
            return outside;
        } catch (IOException | AssertionError e) {
            outside.close();
            throw e;
        }
    }

    private void lay(String here) throws IOException {
        ip("netns", "add", name);
        ip("link", "add", name, "type", "veth", "peer", "name", "eth0", "netns", name);
        ip("addr", "add", here + "/30", "dev", name);
        ip("link", "set", name, "up");
        ip("-n", name, "addr", "add", address + "/30", "dev", "eth0");
        ip("-n", name, "link", "set", "eth0", "up");
        ip("-n", name, "route", "add", "default", "via", here);
        listener = new ProcessBuilder(
                        "ip",
                        "netns",
                        "exec",
                        name,
                        "perl",
                        "-MIO::Socket::INET",
                        "-e",
                        "$| = 1; my $s = IO::Socket::INET->new(LocalPort => " + PORT
                                + ", Listen => 5) or die; print qq(ready\\n); $s->accept while 1")
                .start();
        if (!"ready".equals(listener.inputReader().readLine())) throw new AssertionError("nothing listens outside");
    }

    private static void ip(String... arguments) throws IOException {
        var command = new ArrayList<>(List.of("ip"));
        command.addAll(List.of(arguments));
        var process = new ProcessBuilder(command).redirectErrorStream(true).start();
        var output = new String(process.getInputStream().readAllBytes());
        if (process.onExit().join().exitValue() != 0)
            throw new AssertionError(String.join(" ", command) + ": " + output);
    }

    String address() {
        return address + ":" + PORT;
    }

    @Override
    public void close() throws IOException {
        if (listener != null) listener.destroyForcibly().onExit().join();
        ip("netns", "delete", name);
    }
}
