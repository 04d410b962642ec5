package dev.softservice.server.forge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.softservice.server.pull.PullRequest;
import dev.softservice.server.run.Run;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Lost, doubled, late and shuffled hooks come to the same state within one polling interval. */
class ConvergenceTest extends MirrorTest {
    /** One thing that happens at the forge, and the hook that tells of it. */
    private record Happening(Runnable what, java.util.function.Supplier<ForgeStub.Hook> hook) {}

    private List<Happening> story() {
        return List.of(
                new Happening(() -> forge.push("main", "page", "two"), () -> forge.pushHook(SECRET, "main")),
                new Happening(
                        () -> {
                            forge.pushToFork(7, "wider", "wide", "1");
                            forge.openPull(7, "wider", "Wider", "octocat");
                        },
                        () -> forge.pullHook(SECRET, "pull_request-opened", 7)),
                new Happening(
                        () -> {
                            forge.pushToFork(8, "taller", "tall", "1");
                            forge.openPull(8, "taller", "Taller", "stranger");
                        },
                        () -> forge.pullHook(SECRET, "pull_request-opened", 8)),
                new Happening(
                        () -> forge.pushToFork(7, "wider", "wide", "2"),
                        () -> forge.pullHook(SECRET, "pull_request-synchronize", 7)),
                new Happening(() -> forge.closePull(8), () -> forge.pullHook(SECRET, "pull_request-closed", 8)),
                new Happening(() -> forge.push("side", "page", "side"), () -> forge.pushHook(SECRET, "side")),
                new Happening(() -> forge.mergePull(7), () -> forge.pullHook(SECRET, "pull_request-closed", 7)),
                new Happening(
                        () -> {
                            forge.pushToFork(9, "deeper", "deep", "1");
                            forge.openPull(9, "deeper", "Deeper", "octocat");
                        },
                        () -> forge.pullHook(SECRET, "pull_request-opened", 9)));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void whateverBecomesOfTheHooksTheStateIsTheForges(long seed) {
        mirrored(", \"trusted\": [\"octocat\"], \"branches\": [\"side\"]");
        Random random = new Random(seed);
        List<ForgeStub.Hook> underWay = new ArrayList<>();
        for (Happening happening : story()) {
            happening.what().run();
            int copies = random.nextInt(3) == 0 ? 0 : 1 + random.nextInt(5);
            underWay.addAll(Collections.nCopies(copies, happening.hook().get()));
            Collections.shuffle(underWay, random);
            while (!underWay.isEmpty() && random.nextInt(3) > 0) {
                delivered(underWay.removeLast());
                if (random.nextBoolean()) {
                    look();
                }
            }
            if (random.nextInt(3) == 0) {
                hub.settle();
            }
        }
        poll();
        assertAgrees();
        underWay.forEach(this::delivered);
        look();
        assertAgrees();

        settle();
        poll();
        assertAgrees();
        String tip = main().orElseThrow();
        assertThat(state(tip, "softservice/branch")).isEqualTo("success");
        assertThat(state(forge.bare().run("rev-parse", "refs/pull/9/head"), "softservice/pull"))
                .isEqualTo("success");
        assertThat(lastOfEach()).as("no commit is left pending").doesNotContain("pending");
        int told = forge.statuses.size();
        long runs = countRuns();
        poll();
        assertThat(forge.statuses).as("nothing is told twice").hasSize(told);
        assertThat(countRuns()).as("nothing is run again").isEqualTo(runs);
    }

    /** Branches as at the forge; the open pull requests as at the forge, with its heads; no run of anything that is gone. */
    private void assertAgrees() {
        assertThat(complaints()).isEmpty();
        for (String branch : List.of("main", "side")) {
            assertThat(tip(branch).orElseThrow().name())
                    .as(branch)
                    .isEqualTo(forge.bare().run("rev-parse", branch));
        }
        List<PullRequest> open = pulls().stream()
                .filter(pull -> pull.state() == PullRequest.State.OPEN)
                .toList();
        assertThat(open).singleElement().satisfies(pull -> {
            assertThat(pull.title()).isEqualTo("Deeper");
            assertThat(pull.headSha()).hasToString(forge.bare().run("rev-parse", "refs/pull/9/head"));
            assertThat(pull.baseSha()).hasToString(main().orElseThrow());
        });
        assertThat(hub.runs().list(wiki, java.util.Optional.empty(), java.util.Optional.of(Run.Kind.PULL), 0, 100))
                .filteredOn(run -> run.state() != Run.State.FINISHED)
                .allMatch(run -> run.pull().getAsInt() == open.getFirst().number());
    }

    private long countRuns() {
        return hub.app
                .database()
                .read(handle -> handle.createQuery("select count(*) from run")
                        .mapTo(Long.class)
                        .one());
    }

    private List<String> lastOfEach() {
        var commits = new TreeSet<String>();
        forge.statuses.forEach(status -> commits.add(status.sha()));
        return commits.stream()
                .flatMap(sha -> List.of(state(sha, "softservice/pull"), state(sha, "softservice/branch")).stream())
                .toList();
    }
}
