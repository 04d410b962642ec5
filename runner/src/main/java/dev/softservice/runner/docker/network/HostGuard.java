package dev.softservice.runner.docker.network;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the containers of runs and of image builds from the machine that they run on and from its surroundings. An engine's internal network has no
 * route out, but its bridge is an address of the host, and whatever listens on all addresses there, the hub for one, would answer. And where
 * a run or a build may go to the internet, it could go to the private networks that the machine is on, or to the address where clouds
 * keep credentials. A few firewall rules for all bridges of runs, recognised by their names, stop that; they need root on the engine's own machine.
 * They stand before all others: an ACCEPT before them, put there by anybody, would leave them without effect.
 *
 * <p>IPv6 is closed altogether. No network of a run is asked for with it, but every bridge has an address of its own making on the link ({@code fe80::}), and a build's steps, which have
 * raw sockets or, on Podman, an address of that kind themselves, could speak to what listens on all addresses.
 */
public final class HostGuard {
    private static final Logger LOG = LoggerFactory.getLogger(HostGuard.class);
    /** No other program's bridges begin like this. */
    private static final String PREFIX = "ssr";

    private static final String BRIDGES = PREFIX + "+";
    private static final String INPUT = "INPUT";
    private static final FirewallRule HOST = FirewallRule.of("-i " + BRIDGES + " -m conntrack --ctstate NEW -j REJECT");
    private static final FirewallRule ONWARD = FirewallRule.of("-i " + BRIDGES + " ! -o " + BRIDGES + " -j REJECT");
    /** Addresses that are nobody's on the internet (RFC 1918, 3927, 6598). */
    private static final List<String> PRIVATE =
            List.of("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "169.254.0.0/16");

    private static final String FORWARD = "FORWARD";
    /** The engine asks this chain first and leaves it to the machine's owner; one without it has only the general chain. */
    private static final String OWNERS = "DOCKER-USER";

    /** A firewall that is loaded anew has forgotten the rules; asking for them takes a few milliseconds. */
    private static final Duration GOOD_FOR = Duration.ofSeconds(30);
    /** Another program may change the chain between the look and the change, which is refused then. */
    private static final int ATTEMPTS = 3;

    private static final Path ADDRESSES = Path.of("/proc/net/if_inet6");

    private final Firewall ipv4;
    private final Firewall ipv6;
    private final LongSupplier nanoTime;
    private final Set<String> told = new HashSet<>();
    private OptionalLong settledAt = OptionalLong.empty();

    public HostGuard() {
        this(new Firewall("iptables"), new Firewall("ip6tables"), System::nanoTime);
    }

    public HostGuard(Firewall ipv4, Firewall ipv6, LongSupplier nanoTime) {
        this.ipv4 = ipv4;
        this.ipv6 = ipv6;
        this.nanoTime = nanoTime;
    }

    /** The name of a run's bridge, which the rule recognises; Linux allows 15 characters. */
    static String bridgeName(String network) {
        try {
            return PREFIX
                    + HexFormat.of()
                            .formatHex(
                                    MessageDigest.getInstance("SHA-256")
                                            .digest(network.getBytes(StandardCharsets.UTF_8)),
                                    0,
                                    6);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** The options of a network of runs. */
    public static Map<String, String> options(String network) {
        return Map.of("com.docker.network.bridge.name", bridgeName(network));
    }

    /** Makes sure of the rules, if that is a while ago; where that is not possible it says so once, and how to help, and goes on. */
    public synchronized void settle() throws InterruptedException {
        long now = nanoTime.getAsLong();
        if (settledAt.isPresent() && now - settledAt.getAsLong() < GOOD_FOR.toNanos()) return;
        settledAt = OptionalLong.of(now);
        if (settleIpv4()) settleIpv6();
    }

    /** Where the engine runs without root, packets of its containers leave as those of an ordinary program: no rule that is about bridges sees them. */
    public synchronized void beyondReach() {
        warn("the container engine runs without root, beyond the rules of this machine's firewall: containers that"
                + " may go to the internet can reach private networks from here and what listens on this machine's"
                + " own addresses, and image builds on Podman up to 4.3 what listens on 127.0.0.1, too (as"
                + " 10.0.2.2); an engine that runs as root is kept from all of that");
    }

    /** False: this machine's firewall is not to be changed from here, and that was said. */
    private boolean settleIpv4() throws InterruptedException {
        try {
            if (!first(ipv4, INPUT, List.of(HOST))) {
                warn("this user may not set firewall rules, so containers of runs can reach what listens on this"
                        + " machine's bridges: run as root, or "
                        + byHand("iptables", INPUT, HOST) + " and " + byHand("ip6tables", INPUT, HOST));
                return false;
            }
            if (!first(ipv4, forwarding(ipv4), inward(PRIVATE))) {
                var rules = inward(List.of(String.join(",", PRIVATE))).stream()
                        .map(rule -> byHand("iptables", FORWARD, rule))
                        .toList();
                warn("containers of runs that may go to the internet can reach private networks from here: "
                        + String.join(", ", rules));
            }
            return true;
        } catch (IOException e) {
            warn("there is no iptables here, so containers of runs can reach what listens on this machine's bridges ("
                    + e.getMessage() + ")");
            return false;
        }
    }

    private void settleIpv6() throws InterruptedException {
        try {
            if (first(ipv6, INPUT, List.of(HOST)) && first(ipv6, forwarding(ipv6), List.of(ONWARD)) || !speaksIpv6())
                return;
            warn("the firewall takes no rules for IPv6, by which image builds can reach what listens on this"
                    + " machine's bridges: "
                    + byHand("ip6tables", INPUT, HOST) + ", " + byHand("ip6tables", FORWARD, ONWARD));
        } catch (IOException e) {
            if (speaksIpv6())
                warn("there is no ip6tables here, so image builds can reach by IPv6 what listens on this machine's"
                        + " bridges ("
                        + e.getMessage() + ")");
        }
    }

    private static boolean speaksIpv6() {
        try {
            return !Files.readString(ADDRESSES).isEmpty();
        } catch (IOException noSuchProtocol) {
            return false;
        }
    }

    private static String byHand(String program, String chain, FirewallRule rule) {
        return "'" + program + " -I " + chain + " " + rule + "'";
    }

    private void warn(String sentence) {
        if (told.add(sentence)) LOG.warn("{}", sentence);
    }

    /** Out of the bridges of runs and not into one: names are looked up wherever the machine itself does. */
    private static List<FirewallRule> inward(List<String> networks) {
        return networks.stream()
                .flatMap(network -> Stream.of("tcp", "udp")
                        .map(protocol -> FirewallRule.of("-d " + network + " -i " + BRIDGES + " ! -o " + BRIDGES
                                + " -p " + protocol + " ! --dport 53 -m conntrack --ctstate NEW -j REJECT")))
                .toList();
    }

    /** Where rules about forwarded packets come first. */
    private static String forwarding(Firewall firewall) throws IOException, InterruptedException {
        var all = firewall.rules(FORWARD);
        boolean asked = all.size() > leading(all) && all.get(leading(all)).equals(FirewallRule.of("-j " + OWNERS));
        return asked ? OWNERS : FORWARD;
    }

    /** Rules that name the bridges of runs are about nobody else: somebody who put one before ours meant to. */
    private static int leading(List<FirewallRule> rules) {
        int leading = 0;
        while (leading < rules.size() && rules.get(leading).isFrom(BRIDGES)) leading++;
        return leading;
    }

    /** What to say of a rule that stands before ours; nothing of the engine's own, which it puts first each time it makes a network. */
    static Optional<String> remark(String chain, FirewallRule before) {
        return before.isOfEngine()
                ? Optional.empty()
                : Optional.of("a firewall rule had been put before those that keep containers of runs to themselves: '"
                        + chain + " " + before + "'; ours stand first again");
    }

    /** Puts what is missing before all rules that don't name the bridges of runs. */
    private boolean first(Firewall firewall, String chain, List<FirewallRule> wanted)
            throws IOException, InterruptedException {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            var rules = firewall.rules(chain);
            int leading = leading(rules);
            var missing = new ArrayList<>(wanted);
            missing.removeAll(rules.subList(0, leading));
            if (missing.isEmpty()) return true;
            var behind = rules.subList(leading, rules.size()).stream()
                    .filter(missing::contains)
                    .toList();
            if (!behind.isEmpty()) remark(chain, rules.get(leading)).ifPresent(this::warn);
            if (firewall.replace(chain, behind, leading + 1, missing)) return true;
        }
        return false;
    }
}
