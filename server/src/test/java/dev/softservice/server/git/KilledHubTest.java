package dev.softservice.server.git;

import static org.assertj.core.api.Assertions.assertThat;

import dev.softservice.runner.OtherProcess;
import dev.softservice.server.forge.ForgeForTests;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A whole hub is killed with -9 at moments that chance chooses, while people push, propose, merge and release on it and it looks at a forge. Each
 * time every branch can be pushed to, every page answers, and everything acknowledged is there. {@code -Dkills=N} says how often, {@code
 * -Dkills.seed=N} from which seed.
 */
final class KilledHubTest {
    private static final int KILLS = Integer.getInteger("kills", 2);
    private static final long SEED = Long.getLong("kills.seed", 1);
    private static final Duration LONGEST = Duration.ofSeconds(20);
    private static final int JITTER_MILLIS = 500;
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    /** No deed takes this long, whatever else the machine does. */
    private static final Duration HANGS = Duration.ofSeconds(15);

    private static final Duration STEP = Duration.ofMillis(50);

    @TempDir
    Path folder;

    private final ConcurrentLinkedQueue<Throwable> wrong = new ConcurrentLinkedQueue<>();
    private ForgeForTests forge;
    private HubUsers users;
    private Process hub;
    private volatile boolean alive;

    @BeforeEach
    void starts() throws Exception {
        forge = new ForgeForTests(folder.resolve("forge"));
        users = new HubUsers(folder, forge);
        start();
        users.settle();
    }

    @AfterEach
    void nothingIsLeftRunning() throws InterruptedException {
        kill();
        users.close();
        forge.close();
    }

    private void start() throws IOException, InterruptedException {
        Files.deleteIfExists(folder.resolve("address"));
        hub = new ProcessBuilder(
                        OtherProcess.command(List.of("-Xmx256m"), KilledHub.class, folder.toString(), forge.origin()))
                .redirectErrorStream(true)
                .redirectOutput(
                        ProcessBuilder.Redirect.appendTo(folder.resolve("log").toFile()))
                .start();
        await("the hub starts", () -> {
            assertThat(hub.isAlive()).as(() -> log()).isTrue();
            return Files.exists(folder.resolve("address"));
        });
        users.at(Files.readString(folder.resolve("address")), hub.pid());
        alive = true;
    }

    private String log() {
        try {
            var text = Files.readString(folder.resolve("log"));
            return text.substring(Math.max(0, text.length() - 20_000));
        } catch (IOException broken) {
            throw new AssertionError(broken);
        }
    }

    private void kill() throws InterruptedException {
        alive = false;
        hub.destroyForcibly();
        hub.waitFor();
    }

    /** Counts steps and not the clock: a machine that sleeps for a while is no fault of the hub. */
    private static void await(String what, BooleanSupplier done) throws InterruptedException {
        for (long left = PATIENCE.dividedBy(STEP); !done.getAsBoolean(); left--) {
            assertThat(left).as(what).isPositive();
            TimeUnit.MILLISECONDS.sleep(STEP.toMillis());
        }
    }

    private interface Deed {
        void run() throws Exception;
    }

    /** Does it again and again until the hub is killed; what goes wrong then is no fault of the hub. */
    private Thread again(Deed deed) {
        return Thread.ofPlatform().start(() -> {
            while (alive) {
                try {
                    deed.run();
                } catch (Exception | AssertionError failed) {
                    if (alive && hub.isAlive()) {
                        wrong.add(failed);
                        return;
                    }
                }
            }
        });
    }

    @Test
    void whatWasAcknowledgedIsThereAndEverythingGoesOn() throws Exception {
        var chance = new Random(SEED);
        for (int time = 1; time <= KILLS; time++) {
            var people = List.of(again(users::push), again(users::propose), again(users::merge), again(users::forge));
            awaitMoment(chance);
            kill();
            for (var person : people) {
                person.join();
            }
            assertThat(wrong).as("before kill " + time).isEmpty();
            start();
            acknowledgedIsThere(time);
            goesOn(time);
            System.out.printf(
                    "kill %d: %d pushes, %d proposals, %d merges, %d releases acknowledged%n",
                    time, users.pushes.get(), users.proposed.size(), users.merged.size(), users.released.size());
        }
        wholeInTheEnd();
    }

    /** Some time after a deed of some kind has begun; after a while also where none of that kind is possible. */
    private void awaitMoment(Random chance) throws InterruptedException {
        var deeds = HubUsers.Deed.values();
        var begun = Objects.requireNonNull(users.begun.get(deeds[chance.nextInt(deeds.length)]));
        int wanted = begun.get() + 1 + chance.nextInt(2);
        var until = System.nanoTime() + LONGEST.toNanos();
        while (begun.get() < wanted && System.nanoTime() < until && wrong.isEmpty()) {
            TimeUnit.MILLISECONDS.sleep(1);
        }
        TimeUnit.MILLISECONDS.sleep(chance.nextInt(JITTER_MILLIS));
        if (users.longest().compareTo(HANGS) > 0) {
            throw new AssertionError("what somebody asked of the hub does not end\n" + ThreadsOf.process(hub.pid()));
        }
    }

    private TreeMap<String, String> refs(String repository) {
        var refs = new TreeMap<String, String>();
        new Git(folder)
                .run("ls-remote", users.url(repository))
                .lines()
                .map(line -> line.split("\t"))
                .forEach(line -> refs.put(line[1], line[0]));
        return refs;
    }

    private void acknowledgedIsThere(int time) throws IOException, InterruptedException {
        var refs = refs("wiki");
        users.pushed.forEach((branch, commit) -> {
            var bare = new Git(folder.resolve("hub/repositories/samples/wiki.git"));
            assertThat(refs).as("kill " + time).containsKey("refs/heads/" + branch);
            // A push that was not acknowledged may have gone through; it was made on the last one that was.
            assertThat(bare.attempt("merge-base", "--is-ancestor", commit, refs.get("refs/heads/" + branch))
                            .ok())
                    .as("kill %d: %s of %s", time, commit, branch)
                    .isTrue();
        });
        assertThat(refs.keySet())
                .as("kill " + time)
                .containsAll(
                        users.released.stream().map(tag -> "refs/tags/" + tag).toList());
        for (int number : users.proposed) {
            var pull = users.json("/api/v1/repos/samples/wiki/pulls/" + number);
            assertThat(refs)
                    .as("kill " + time)
                    .containsEntry(
                            "refs/pull/" + number + "/head", pull.path("head").asText());
            if (users.merged.contains(number)) {
                assertThat(pull.path("state").asText()).as("kill " + time).isEqualTo("merged");
                assertThat(new Git(folder.resolve("hub/repositories/samples/wiki.git"))
                                .attempt(
                                        "merge-base",
                                        "--is-ancestor",
                                        pull.path("landed").asText(),
                                        "main")
                                .ok())
                        .as("kill %d: pull request %d is on main", time, number)
                        .isTrue();
            }
        }
    }

    private void goesOn(int time) throws IOException, InterruptedException {
        assertThat(users.stuck())
                .as(() -> "kill " + time + ": a branch that takes no push\n" + log())
                .isEmpty();
        var pages = new ArrayList<>(List.of(
                "/",
                "/readyz",
                "/api/v1/catalog",
                "/samples/wiki",
                "/samples/wiki/pulls",
                "/samples/wiki/runs",
                "/samples/wiki/releases",
                "/samples/mirror",
                "/samples/mirror/runs"));
        for (var pull : users.json("/api/v1/repos/samples/wiki/pulls?limit=3")) {
            pages.add("/samples/wiki/pulls/" + pull.path("number").asInt());
        }
        for (var run : users.json("/api/v1/repos/samples/wiki/runs?limit=3")) {
            pages.add("/samples/wiki/runs/" + run.path("id").asLong());
            pages.add("/api/v1/runs/" + run.path("id").asLong() + "/log");
        }
        for (var page : pages) {
            assertThat(users.send("GET", page, "").statusCode())
                    .as(() -> "kill " + time + ": " + page + "\n" + log())
                    .isEqualTo(200);
        }
        users.hook();
        await(
                "kill " + time + ": the forge is looked at",
                () -> users.forged.equals(refs("mirror").get("refs/heads/main")));
    }

    /** Every run has ended, every release has its tag and every tag its release, stable is the newest, and git finds no fault. */
    private void wholeInTheEnd() throws Exception {
        await("every run ends", () -> settled("wiki") && settled("mirror"));
        for (var name : List.of("wiki", "mirror")) {
            await(name + ": tags and releases are the same", () -> {
                var releases = releases(name);
                return !releases.isEmpty() && newestTags(name, releases.size()).equals(releases);
            });
            new Git(folder.resolve("hub/repositories/samples/" + name + ".git")).run("fsck", "--strict", "--full");
            try (var files = Files.walk(folder.resolve("hub/repositories/samples/" + name + ".git"))) {
                assertThat(files.filter(file -> file.toString().endsWith(".lock")))
                        .isEmpty();
            }
        }
    }

    private boolean settled(String name) {
        try {
            for (var run : users.json("/api/v1/repos/samples/" + name + "/runs?limit=100")) {
                if (!run.path("state").asText().equals("finished")) {
                    return false;
                }
            }
            return true;
        } catch (IOException | InterruptedException broken) {
            throw new AssertionError(broken);
        }
    }

    private TreeSet<String> newestTags(String name, int most) {
        var tags = refs(name).keySet().stream()
                .filter(ref -> ref.matches("refs/tags/v2\\.3\\.\\d+"))
                .map(ref -> ref.substring("refs/tags/".length()))
                .sorted(Comparator.comparing((String tag) -> Integer.parseInt(tag.substring("v2.3.".length())))
                        .reversed())
                .toList();
        return new TreeSet<>(tags.subList(0, most == 100 ? Math.min(most, tags.size()) : tags.size()));
    }

    /** The newest, at most a hundred. */
    private TreeSet<String> releases(String name) {
        try {
            var tags = new TreeSet<String>();
            users.json("/api/v1/repos/samples/" + name + "/releases")
                    .forEach(release -> tags.add(release.path("tag").asText()));
            return tags;
        } catch (IOException | InterruptedException broken) {
            throw new AssertionError(broken);
        }
    }
}
