package dev.softservice.runner.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.softservice.runner.engine.NeedsEngine;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/**
 * What rungs 5 to 7 of the team wiki cost here, beside what they cost in another checkout of this repository, in turns on one machine. No switch leaves anything out: two versions are compared
 * as they are. A run to level 7 less one to level 4 is the time of the rungs. Not part of the test suite, since its name does not end in Test; docs/benchmarks.md has the command.
 * {@code -Drungs.before=CHECKOUT -Drungs.rounds=N}.
 */
@NeedsEngine
class RungsBenchmark {
    private static final Path HERE = Path.of("").toAbsolutePath().getParent();

    /** @param rungs the time of rungs 5 to 7, one for each round */
    private record Version(String name, Path checkout, List<Duration> rungs) {}

    @Test
    void rungsFiveToSevenBesideThoseOfAnotherVersion() throws Exception {
        var before = System.getProperty("rungs.before");
        assertThat(before)
                .as("-Drungs.before=CHECKOUT, which has the version to compare with")
                .isNotNull();
        var versions = List.of(
                new Version("before", Path.of(before).toAbsolutePath(), new ArrayList<>()),
                new Version("here", HERE, new ArrayList<>()));
        // Once each, unmeasured: the launcher builds, and images are built.
        for (var version : versions) run(version, 4);
        for (int round = 0; round < Integer.getInteger("rungs.rounds", 3); round++)
            for (var version : versions) version.rungs().add(run(version, 7).minus(run(version, 4)));
        for (var version : versions)
            System.out.printf(
                    Locale.ROOT,
                    "[rungs] %-6s median %.1f s of %s%n",
                    version.name(),
                    seconds(median(version)),
                    version.rungs().stream().map(RungsBenchmark::seconds).toList());
        System.out.printf(
                Locale.ROOT,
                "[rungs] here takes %.2f times as long as before%n",
                seconds(median(versions.getLast())) / seconds(median(versions.getFirst())));
    }

    private static Duration run(Version version, int level) throws IOException, InterruptedException {
        var samples = version.checkout().resolve("sample-repos");
        long begin = System.nanoTime();
        int exit = new ProcessBuilder(
                        version.checkout().resolve("softservice").toString(),
                        "test",
                        samples.resolve("team-wiki").toString(),
                        "--with",
                        "samples/postgresql=" + samples.resolve("postgresql"),
                        "--with",
                        "samples/reverse-proxy=" + samples.resolve("reverse-proxy"),
                        "--stable",
                        "HEAD",
                        "--level",
                        String.valueOf(level))
                .inheritIO()
                .start()
                .waitFor();
        assertThat(exit).as(version.name() + ", level " + level).isZero();
        return Duration.ofNanos(System.nanoTime() - begin);
    }

    private static Duration median(Version version) {
        return version.rungs().stream().sorted().toList().get(version.rungs().size() / 2);
    }

    private static double seconds(Duration duration) {
        return duration.toMillis() / 1e3;
    }
}
