package dev.softservice.runner.docker.network;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The machine's own filter rules, by {@code iptables} and {@code iptables-restore}, or those for IPv6. */
final class Firewall {
    /** The engine itself changes rules all the time, and holds the lock meanwhile. */
    private static final List<String> PATIENTLY = List.of("-w", "10");

    private static final int SECONDS = 15;

    private final String iptables;

    /** @param iptables the program; {@code iptables-restore} stands beside it */
    Firewall(String iptables) {
        this.iptables = iptables;
    }

    /** The rules of a chain, in order; empty where there are none, no such chain, or no right to look. @throws IOException where there is no such program */
    List<FirewallRule> rules(String chain) throws IOException, InterruptedException {
        var begin = "-A " + chain + " ";
        return run(iptables, List.of("-S", chain), "")
                .said()
                .lines()
                .filter(line -> line.startsWith(begin))
                .map(line -> FirewallRule.of(line.substring(begin.length())))
                .toList();
    }

    /**
     * Takes {@code gone} out of the chain and puts {@code added} in, at once: no packet meets the chain without one or the other.
     *
     * @param at where the first of {@code added} will stand, from 1
     * @return false where nothing was changed, because that was not possible
     */
    boolean replace(String chain, List<FirewallRule> gone, int at, List<FirewallRule> added)
            throws IOException, InterruptedException {
        var lines = new ArrayList<>(List.of("*filter"));
        gone.forEach(rule -> lines.add("-D " + chain + " " + rule));
        for (int i = 0; i < added.size(); i++) lines.add("-I " + chain + " " + (at + i) + " " + added.get(i));
        lines.add("COMMIT");
        return run(iptables + "-restore", List.of("--noflush"), String.join("\n", lines) + "\n")
                        .exit()
                == 0;
    }

    private record Ran(int exit, String said) {}

    private static Ran run(String program, List<String> arguments, String input)
            throws IOException, InterruptedException {
        var command = new ArrayList<>(List.of(program));
        command.addAll(PATIENTLY);
        command.addAll(arguments);
        var process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        process.onExit().orTimeout(SECONDS, TimeUnit.SECONDS).exceptionally(_ -> process.destroyForcibly());
        try (var in = process.getOutputStream()) {
            in.write(input.getBytes(StandardCharsets.US_ASCII));
        } catch (IOException endedWithoutReading) {
            // Its exit code tells.
        }
        var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Ran(process.waitFor(), said);
    }
}
