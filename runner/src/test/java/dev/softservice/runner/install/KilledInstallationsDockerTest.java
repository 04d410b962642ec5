package dev.softservice.runner.install;

import static org.assertj.core.api.Assertions.assertThat;

import dev.softservice.runner.OtherProcess;
import dev.softservice.runner.cli.Cli;
import dev.softservice.runner.docker.DockerEngine;
import dev.softservice.runner.docker.installed.DockerMachine;
import dev.softservice.runner.engine.NeedsEngine;
import dev.softservice.runner.testing.FreePort;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Kills the command line (SIGKILL) at random moments of install, upgrade, track, revert and backup, on a real engine, while somebody goes on writing. Afterwards one
 * command finishes what is left, exactly one version runs, and no line whose writing was acknowledged is lost. {@code -Dkill.rounds=200} for a long look,
 * {@code -Dkill.seed} for the same moments again.
 */
@NeedsEngine
class KilledInstallationsDockerTest {
    private static final int ROUNDS = Integer.getInteger("kill.rounds", 1);
    private static final long SEED = Long.getLong("kill.seed", System.nanoTime());

    private enum Kind {
        TRACK,
        REVERT,
        UPGRADE,
        INSTALL,
        BACKUP
    }

    @TempDir
    Path folder;

    private final DockerEngine engine = DockerEngine.connect();
    private final DockerMachine machine = engine.machine();
    private final String name = "killed-" + UUID.randomUUID().toString().substring(0, 8);
    private final String port = FreePort.text();
    private final Random random = new Random(SEED);
    private final Writer writer = new Writer();
    private final Map<String, Integer> told = new TreeMap<>();
    /** Lines that have to be there. */
    private final Set<String> live = new LinkedHashSet<>();

    private ReleaseShelf shelf;
    private Site site;
    private int minor;

    @BeforeEach
    void open() throws IOException {
        shelf = new ReleaseShelf(folder.resolve("notes.git"));
        site = new Site(new StateFolder(folder.resolve("state")), machine, new Quiet(), Clock.systemUTC());
    }

    @AfterEach
    void clear() throws Exception {
        writer.end();
        new Uninstaller(site).uninstall(Optional.of(name), true);
        var trials = Change.trials(site.folders().installation(name));
        assertThat(engine.sweep(trials, java.util.Set::of)).as("left of trials").isZero();
        engine.close();
        shelf.close();
    }

    /** The command line in a process of its own. */
    static final class Softservice {
        private Softservice() {}

        public static void main(String[] arguments) {
            System.exit(Cli.commandLine().execute(arguments));
        }
    }

    /** Writes a line whenever the service can be reached, and knows which of them were taken. */
    private final class Writer {
        private final Set<String> acknowledged = new ConcurrentSkipListSet<>();
        private final AtomicLong attempts = new AtomicLong();
        private final Thread thread = Thread.ofVirtual().unstarted(this::write);
        private volatile boolean over;

        private void write() {
            try (var client = client()) {
                while (!over) {
                    var line = "line-%06d".formatted(attempts.incrementAndGet());
                    try {
                        if (ask(client, line).contains(line)) acknowledged.add(line);
                        Thread.sleep(20);
                    } catch (IOException away) {
                        Thread.sleep(20);
                    }
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        /** It has tried a few times more. */
        void goOn() throws InterruptedException {
            long from = attempts.get();
            while (attempts.get() < from + 5) Thread.sleep(20);
        }

        void end() throws InterruptedException {
            over = true;
            if (thread.isAlive()) thread.join();
        }
    }

    private static HttpClient client() {
        return HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(Duration.ofSeconds(2))
                .build();
    }

    private String ask(HttpClient client, String line) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/"))
                .timeout(Duration.ofSeconds(5))
                .method(
                        line.isEmpty() ? "GET" : "POST",
                        line.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(line))
                .build();
        return client.send(request, BodyHandlers.ofString()).body();
    }

    @Test
    void noAcknowledgedLineIsLostAndExactlyOneVersionRuns() throws Exception {
        long began = System.nanoTime();
        release();
        writer.thread.start();
        killed(Kind.INSTALL, "install");
        for (int round = 1; round <= ROUNDS; round++) {
            var kind = Kind.values()[(round - 1) % Kind.values().length];
            prepare(kind);
            killed(kind, "round " + round);
        }
        writer.end();
        System.out.println("killed " + (ROUNDS + 1) + " times in "
                + TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - began) + " s, " + writer.acknowledged.size()
                + " lines acknowledged, none lost; what was half-done: " + told);
    }

    private void release() throws IOException {
        var version = "1." + minor++ + ".0";
        shelf.release(version, ReleasedNotes.good(version));
    }

    private void prepare(Kind kind) throws Exception {
        switch (kind) {
            case TRACK, UPGRADE -> release();
            case REVERT -> {
                if (state().upkeep().copies().stream()
                        .noneMatch(copy -> copy.of().isPresent())) {
                    release();
                    new Upgrader(site).upgrade(Optional.of(name), Upgrader.Wish.TRACKING);
                }
            }
            case BACKUP -> {}
            case INSTALL -> {
                release();
                new Uninstaller(site).uninstall(Optional.of(name), false);
            }
        }
    }

    private List<String> command(Kind kind) {
        return switch (kind) {
            case TRACK -> List.of("track", name, "--once");
            case UPGRADE -> List.of("upgrade", name);
            case REVERT -> List.of("revert", name, "--yes");
            case BACKUP -> List.of("backup", name, "-o", backup().toString());
            case INSTALL ->
                List.of(
                        "install",
                        shelf.source().url(),
                        "--name",
                        name,
                        "--set",
                        "port=" + port,
                        "--key",
                        shelf.keyFile.toString());
        };
    }

    private Path backup() {
        return folder.resolve("notes.softservice");
    }

    private void killed(Kind kind, String when) throws Exception {
        var as = when + " (" + kind + ", seed " + SEED + ")";
        var process = OtherProcess.start(
                Map.of("SOFTSERVICE_HOME", folder.resolve("state").toString()),
                Softservice.class,
                command(kind).toArray(String[]::new));
        boolean ended = awaitMoment(process);
        process.destroyForcibly().waitFor();
        told.merge(ended ? "ended before" : phase(), 1, Integer::sum);
        writer.goOn();
        finish(kind);
        assertRight(kind, as);
    }

    /** Most often some time after it has begun to change something; now and then at any time. Returns whether it had ended before. */
    private boolean awaitMoment(Process process) throws InterruptedException {
        boolean anyTime = random.nextInt(4) == 0;
        long from = System.nanoTime();
        while (!anyTime && process.isAlive() && phase().equals("nothing") && System.nanoTime() - from < 30_000_000_000L)
            Thread.sleep(20);
        return process.waitFor(
                anyTime ? random.nextLong(500, 10_000) : random.nextLong(0, 5_000), TimeUnit.MILLISECONDS);
    }

    private String phase() {
        return site.folders()
                .installation(name)
                .state()
                .flatMap(InstallState::pending)
                .map(pending -> pending.phase().name())
                .orElse("nothing");
    }

    private InstallState state() {
        return site.folders().installation(name).state().orElseThrow();
    }

    /** What a person does next. */
    private void finish(Kind kind) throws IOException, InterruptedException {
        if (kind == Kind.INSTALL) new Installer(site).install(Wishes.named(name, shelf, Map.of("port", port)));
        else if (kind == Kind.TRACK) new Upgrader(site).upgrade(Optional.of(name), Upgrader.Wish.TRACKING);
        else new Repairer(site).repair(Optional.of(name));
        // Whole or not there: under its name nobody ever finds a half.
        if (Files.exists(backup())) BackupFile.open(backup()).close();
    }

    private void assertRight(Kind kind, String as) throws Exception {
        // Taken before it is asked: what is acknowledged now is there when the answer comes.
        var acknowledged = new LinkedHashSet<>(writer.acknowledged);
        String body;
        try (var client = client()) {
            body = ask(client, "");
        }
        var state = state();
        assertThat(state.pending()).as(as).isEmpty();
        assertThat(machine.inventory(name).containers()).as(as).hasSize(1);
        assertThat(body).as(as).startsWith(state.current().orElseThrow().version() + "\n");
        live.addAll(acknowledged);
        acknowledgedBefore.forEach(live::remove);
        var missing = new ArrayList<String>();
        var lines = Set.copyOf(List.of(body.split("\n")));
        for (var line : live) if (!lines.contains(line)) missing.add(line);
        if (kind == Kind.REVERT) {
            var kept = kept(state);
            missing.removeIf(line -> {
                if (!kept.contains(line)) return false;
                acknowledgedBefore.add(line);
                return live.remove(line);
            });
        }
        assertThat(missing).as("acknowledged and lost: " + as).isEmpty();
    }

    /** Lines that a person took out of use by going back; they are in a copy. */
    private final Set<String> acknowledgedBefore = new LinkedHashSet<>();

    private String kept(InstallState state) throws IOException, InterruptedException {
        var all = new StringBuilder();
        for (var copy : state.upkeep().copies()) {
            for (var volume : machine.saved().volumes(name, copy.id())) {
                var bytes = new ByteArrayOutputStream();
                machine.saved().read(name, copy.id(), volume, bytes);
                all.append(bytes.toString(StandardCharsets.ISO_8859_1));
            }
        }
        return all.toString();
    }
}
