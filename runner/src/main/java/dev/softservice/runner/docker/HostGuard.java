package dev.softservice.runner.docker;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the containers of runs from connecting to the machine that they run on. An engine's internal network has no route out, but its bridge
 * is an address of the host, and whatever listens on all addresses there, the hub for one, would answer. One firewall rule for all bridges of
 * runs, recognised by their names, stops that; it needs root on the engine's own machine.
 */
final class HostGuard {
    private static final Logger LOG = LoggerFactory.getLogger(HostGuard.class);
    /** No other program's bridges begin like this. */
    private static final String PREFIX = "ssr";
    private static final List<String> RULE = List.of("INPUT", "-i", PREFIX + "+", "-m", "conntrack", "--ctstate", "NEW", "-j", "REJECT");

    private boolean settled;

    /** The name of a run's bridge, which the rule recognises; Linux allows 15 characters. */
    static String bridgeName(String network) {
        try {
            return PREFIX + HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(network.getBytes(StandardCharsets.UTF_8)), 0, 6);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** The options of a network of runs. */
    static Map<String, String> options(String network) {
        return Map.of("com.docker.network.bridge.name", bridgeName(network));
    }

    /** Makes sure of the rule, once a process; where that is not possible it says so and how to help, and goes on. */
    synchronized void settle() throws InterruptedException {
        if (settled) return;
        settled = true;
        try {
            if (iptables("-C") == 0 || iptables("-I") == 0) return;
            LOG.warn("this user may not set firewall rules, so containers of runs can reach what listens on this machine's bridges: run as root, or 'iptables -I {}'", String.join(" ", RULE));
        } catch (IOException e) {
            LOG.warn("there is no iptables here, so containers of runs can reach what listens on this machine's bridges ({})", e.getMessage());
        }
    }

    private static int iptables(String action) throws IOException, InterruptedException {
        // -w: the engine itself changes rules all the time, and holds the lock meanwhile.
        var command = new ArrayList<>(List.of("iptables", "-w", "10", action));
        command.addAll(RULE);
        var process = new ProcessBuilder(command).redirectInput(ProcessBuilder.Redirect.from(new java.io.File("/dev/null")))
                .redirectOutput(ProcessBuilder.Redirect.DISCARD).redirectError(ProcessBuilder.Redirect.DISCARD).start();
        if (!process.waitFor(15, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            return -1;
        }
        return process.exitValue();
    }
}
