package dev.softservice.server.scale;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.sun.management.OperatingSystemMXBean;
import dev.softservice.server.repo.RepositoryName;
import dev.softservice.server.web.BrowserSession;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLongArray;

/** Asks for pages and says how long the hub took. Client and hub are one process, so the figures include the client's share. */
final class PageVisits implements AutoCloseable {
    private static final int ROUNDS = Integer.getInteger("scale.rounds", 200);
    /** What takes long is not asked as often. */
    private static final long ENOUGH_NANOS = 10_000_000_000L;

    private static final OperatingSystemMXBean PROCESS =
            (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

    private final String address;
    private final String token;
    private final BrowserSession browser;

    PageVisits(String address, String token) {
        this.address = address;
        this.token = token;
        this.browser = new BrowserSession(address, token);
    }

    /** {@code p50}, {@code p99}, {@code cpu}: milliseconds; {@code cpu}: the process's for each, client included. */
    record Measured(Targets.Target target, int status, long bytes, double p50, double p99, double cpu) {
        String line() {
            return String.format(
                    Locale.ROOT,
                    "p50 %7.2f  p99 %7.2f  cpu %7.2f ms  %,9d bytes  %d  %s%s",
                    p50,
                    p99,
                    cpu,
                    bytes,
                    status,
                    target.path(),
                    target.member() ? "" : "  (not logged in)");
        }
    }

    private record Answer(int status, long bytes) {}

    Measured measure(Targets.Target target) throws IOException {
        var answer = ask(target);
        long began = System.nanoTime();
        for (int i = 0; i < ROUNDS / 4 && System.nanoTime() - began < ENOUGH_NANOS / 5; i++) ask(target);
        var micros = new long[ROUNDS];
        int count = 0;
        began = System.nanoTime();
        long cpu = PROCESS.getProcessCpuTime();
        while (count < ROUNDS && System.nanoTime() - began < ENOUGH_NANOS) {
            long asked = System.nanoTime();
            ask(target);
            micros[count++] = (System.nanoTime() - asked) / 1_000;
        }
        double each = (PROCESS.getProcessCpuTime() - cpu) / 1e6 / count;
        var sorted = Arrays.copyOf(micros, count);
        Arrays.sort(sorted);
        return new Measured(
                target,
                answer.status(),
                answer.bytes(),
                sorted[count / 2] / 1e3,
                sorted[Math.min(count - 1, count * 99 / 100)] / 1e3,
                each);
    }

    private Answer ask(Targets.Target target) throws IOException {
        var connection =
                (HttpURLConnection) URI.create(address + target.path()).toURL().openConnection();
        connection.setInstanceFollowRedirects(false);
        if (target.member() && target.page()) connection.setRequestProperty("Cookie", browser.cookie());
        if (target.member() && !target.page()) connection.setRequestProperty("Authorization", "Bearer " + token);
        int status = connection.getResponseCode();
        try (var body = status < 400 ? connection.getInputStream() : connection.getErrorStream()) {
            return new Answer(status, body == null ? 0 : body.readAllBytes().length);
        }
    }

    /** {@code rate} requests a second over all targets in turn, for so long; each is timed from when it was due, so that waiting counts. */
    String sustained(List<Targets.Target> targets, int rate, int seconds) throws InterruptedException {
        var micros = new AtomicLongArray(rate * seconds);
        var wrong = new AtomicInteger();
        long cpu = PROCESS.getProcessCpuTime();
        long began = System.nanoTime();
        try (var threads = Executors.newFixedThreadPool(64)) {
            for (int i = 0; i < micros.length(); i++) {
                int number = i;
                long due = began + i * 1_000_000_000L / rate;
                long wait = due - System.nanoTime();
                if (wait > 0) Thread.sleep(wait / 1_000_000, (int) (wait % 1_000_000));
                threads.submit(() -> {
                    try {
                        if (ask(targets.get(number % targets.size())).status() >= 500) wrong.incrementAndGet();
                    } catch (IOException | RuntimeException failed) {
                        wrong.incrementAndGet();
                    }
                    micros.set(number, (System.nanoTime() - due) / 1_000);
                });
            }
        }
        double took = (System.nanoTime() - began) / 1e9;
        var sorted = new long[micros.length()];
        for (int i = 0; i < sorted.length; i++) sorted[i] = micros.get(i);
        Arrays.sort(sorted);
        return String.format(
                Locale.ROOT,
                "%d requests a second asked for %d s: %.1f a second answered, p50 %.1f ms, p99 %.1f ms, slowest %.1f"
                        + " ms, %d wrong, %.2f processors",
                rate,
                seconds,
                sorted.length / took,
                sorted[sorted.length / 2] / 1e3,
                sorted[sorted.length * 99 / 100] / 1e3,
                sorted[sorted.length - 1] / 1e3,
                wrong.get(),
                (PROCESS.getProcessCpuTime() - cpu) / 1e9 / took);
    }

    /** The id of a webhook that is made for this; empty where the hub makes none. */
    OptionalLong webhook(RepositoryName repository) throws IOException {
        var connection = (HttpURLConnection) URI.create(address + "/api/v1/repos/" + repository + "/webhooks")
                .toURL()
                .openConnection();
        connection.setRequestProperty("Authorization", "Bearer " + token);
        connection.setRequestProperty("Content-Type", "application/json");
        connection.setDoOutput(true);
        connection.getOutputStream().write("{\"url\": \"https://example.org/hook\"}".getBytes(StandardCharsets.UTF_8));
        if (connection.getResponseCode() != 201) return OptionalLong.empty();
        try (var body = connection.getInputStream()) {
            return OptionalLong.of(new JsonMapper().readTree(body).path("id").asLong());
        }
    }

    @Override
    public void close() {
        browser.close();
    }
}
