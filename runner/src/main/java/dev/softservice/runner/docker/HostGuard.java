package dev.softservice.runner.docker;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the containers of runs and of image builds from the machine that they run on and from its surroundings. An engine's internal network has no
 * route out, but its bridge is an address of the host, and whatever listens on all addresses there, the hub for one, would answer. And where
 * a run or a build may go to the internet, it could go to the private networks that the machine is on, or to the address where clouds
 * keep credentials. A few firewall rules for all bridges of runs, recognised by their names, stop that; they need root on the engine's own machine.
 */
final class HostGuard {
    private static final Logger LOG = LoggerFactory.getLogger(HostGuard.class);
    /** No other program's bridges begin like this. */
    private static final String PREFIX = "ssr";
    private static final List<String> RULE = List.of("INPUT", "-i", PREFIX + "+", "-m", "conntrack", "--ctstate", "NEW", "-j", "REJECT");
    /** Addresses that are nobody's on the internet (RFC 1918, 3927, 6598). */
    private static final String PRIVATE = "10.0.0.0/8,172.16.0.0/12,192.168.0.0/16,100.64.0.0/10,169.254.0.0/16";
    /** The engine asks this chain first and leaves it to the machine's owner; one without it has only the general chain. */
    private static final List<String> CHAINS = List.of("DOCKER-USER", "FORWARD");

    /** A firewall that is loaded anew has forgotten the rules; asking for them takes a few milliseconds. */
    private static final Duration GOOD_FOR = Duration.ofSeconds(30);

    private final String iptables;
    private final LongSupplier nanoTime;
    private final Set<String> told = new HashSet<>();
    private OptionalLong settledAt = OptionalLong.empty();

    HostGuard() {
        this("iptables", System::nanoTime);
    }

    /** @param iptables the program */
    HostGuard(String iptables, LongSupplier nanoTime) {
        this.iptables = iptables;
        this.nanoTime = nanoTime;
    }

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

    /** Makes sure of the rules, if that is a while ago; where that is not possible it says so once, and how to help, and goes on. */
    synchronized void settle() throws InterruptedException {
        long now = nanoTime.getAsLong();
        if (settledAt.isPresent() && now - settledAt.getAsLong() < GOOD_FOR.toNanos()) return;
        settledAt = OptionalLong.of(now);
        try {
            if (!holds(RULE)) {
                warn("this user may not set firewall rules, so containers of runs can reach what listens on this machine's bridges: run as root, or 'iptables -I " + String.join(" ", RULE) + "'");
                return;
            }
            for (var protocol : List.of("tcp", "udp")) {
                boolean held = false;
                for (var chain : CHAINS) held = held || holds(inward(chain, protocol));
                if (!held) warn("containers of runs that may go to the internet can reach private networks from here: 'iptables -I " + String.join(" ", inward("FORWARD", protocol)) + "'");
            }
        } catch (IOException e) {
            warn("there is no iptables here, so containers of runs can reach what listens on this machine's bridges (" + e.getMessage() + ")");
        }
    }

    private void warn(String sentence) {
        if (told.add(sentence)) LOG.warn("{}", sentence);
    }

    /** Out of the bridges of runs and not into one: names are looked up wherever the machine itself does. */
    private static List<String> inward(String chain, String protocol) {
        return List.of(chain, "-i", PREFIX + "+", "!", "-o", PREFIX + "+", "-d", PRIVATE, "-p", protocol, "!", "--dport", "53", "-m", "conntrack", "--ctstate", "NEW", "-j", "REJECT");
    }

    private boolean holds(List<String> rule) throws IOException, InterruptedException {
        return iptables("-C", rule) == 0 || iptables("-I", rule) == 0;
    }

    private int iptables(String action, List<String> rule) throws IOException, InterruptedException {
        // -w: the engine itself changes rules all the time, and holds the lock meanwhile.
        var command = new ArrayList<>(List.of(iptables, "-w", "10", action));
        command.addAll(rule);
        var process = new ProcessBuilder(command).redirectInput(ProcessBuilder.Redirect.from(new java.io.File("/dev/null")))
                .redirectOutput(ProcessBuilder.Redirect.DISCARD).redirectError(ProcessBuilder.Redirect.DISCARD).start();
        if (!process.waitFor(15, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            return -1;
        }
        return process.exitValue();
    }
}
