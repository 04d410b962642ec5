package dev.softservice.server.crash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.softservice.server.catalog.Catalog;
import dev.softservice.server.crash.Victim.Point;
import dev.softservice.server.git.GitStore;
import dev.softservice.server.pull.PullRequest;
import dev.softservice.server.repo.HostedRepository;
import dev.softservice.server.run.Run;
import dev.softservice.server.run.RunControl;
import dev.softservice.server.run.RunQueue;
import dev.softservice.server.scenario.Hub;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.eclipse.jgit.lib.ObjectId;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** kill -9 at named points of push, proposal, run, landing and release: what was told is there, what was begun is finished, nothing is doubled. */
class CrashTest {
    private static final List<Point> POINTS = List.of(
            // A branch was written, nothing of what follows.
            new Point(RunQueue.class, "enqueue", 1),
            // What follows was committed, nobody told.
            new Point(RunControl.class, "settle", 1),
            // Under way: verdict found, verdict recorded.
            new Point(RunQueue.class, "conclude", 1),
            new Point(RunQueue.class, "finish", 1),
            // The first release: evidence, row.
            new Point(GitStore.class, "note", 1),
            new Point(Catalog.class, "released", 1),
            // The proposal and its landing.
            new Point(RunQueue.class, "enqueue", 2),
            new Point(PullRequest.class, "mergeSha", 1),
            // Refs: main, tag, stable, pull head, pull merge, main by landing, tag, stable.
            new Point(GitStore.class, "moveRef", 2),
            new Point(GitStore.class, "moveRef", 3),
            new Point(GitStore.class, "moveRef", 4),
            new Point(GitStore.class, "moveRef", 6),
            new Point(RunQueue.class, "enqueue", 3),
            new Point(GitStore.class, "moveRef", 7),
            new Point(GitStore.class, "moveRef", 8),
            new Point(Catalog.class, "released", 2));

    /** With what the story held at every point: it is played once. */
    @TempDir
    private static Path folder;

    static Stream<Point> points() {
        return POINTS.stream();
    }

    @BeforeAll
    static void play() throws Exception {
        assertThat(Victim.moments(CrashStory.class, folder.resolve("story"), POINTS, folder.resolve("moments"))
                        .killed())
                .isFalse();
    }

    private static Path moment(Point point) {
        return folder.resolve("moments").resolve(Integer.toString(POINTS.indexOf(point)));
    }

    @ParameterizedTest
    @MethodSource("points")
    void whatWasToldIsThereAndWhatWasBegunIsFinished(Point point) throws Exception {
        assertThat(moment(point)).as("the point was reached").exists();
        goesOn(moment(point));
    }

    /** What the copies stand for: with the process really killed, the same had been told, and it is kept as well. */
    @ParameterizedTest
    @ValueSource(ints = {1, 7, 15})
    void soItIsWhenTheProcessIsKilled(int number, @TempDir Path own) throws Exception {
        var point = POINTS.get(number);
        var told = CrashStory.told(moment(point));
        var end = Victim.run(CrashStory.class, own.toString(), point);
        assertThat(end.killed()).as("the point was reached").isTrue();
        assertThat(CrashStory.told(own)).hasSameSizeAs(told);
        goesOn(own);
    }

    private static void goesOn(Path from) throws IOException {
        var lines = CrashStory.told(from);
        assertThat(lines).doesNotContain("done");
        try (var hub = Hub.open(CrashStory.hub(from), Optional.empty())) {
            hub.app.repair();
            hub.settle();
            var wiki = hub.repository("wiki");
            lines.forEach(line -> told(hub, wiki, line));
            consistent(hub, wiki);
        }
    }

    /** Everything that its user had been told before the end. */
    private static void told(Hub hub, HostedRepository wiki, String line) {
        var words = line.split(" ");
        switch (words[0]) {
            case "made" -> assertThat(hub.app.repositories().all()).hasSize(1);
            case "pushed", "merged" ->
                assertThat(onMain(hub, wiki, words[1])).as(line).isTrue();
            case "proposed" -> assertThat(hub.pull(wiki, 1).headSha()).hasToString(words[1]);
            case "released" ->
                assertThat(hub.app.releases().list(wiki, 0))
                        .extracting("version")
                        .contains(words[1]);
            default -> throw new AssertionError("not understood: " + line);
        }
    }

    private static boolean onMain(Hub hub, HostedRepository wiki, String commit) {
        return hub.tip(wiki, Hub.MAIN)
                .filter(tip -> hub.app.reader().isAncestor(wiki.name(), ObjectId.fromString(commit), tip))
                .isPresent();
    }

    private static void consistent(Hub hub, HostedRepository wiki) {
        var releases = hub.app.releases().list(wiki, 0);
        assertThat(hub.app.reader().tags(wiki.name()))
                .extracting("name")
                .containsExactlyInAnyOrderElementsOf(
                        releases.stream().map(release -> release.tag()).toList());
        assertThat(releases).extracting("version").isIn(List.of(), List.of("2.3.0"), List.of("2.3.1", "2.3.0"));
        assertThat(hub.tip(wiki, "refs/heads/stable").map(ObjectId::name))
                .isEqualTo(hub.stable(wiki).map(release -> release.commit().name()));
        assertThat(hub.runs().load().queued() + hub.runs().load().running())
                .as("every run has ended")
                .isZero();
        hub.tip(wiki, Hub.MAIN).ifPresent(tip -> {
            assertThat(hub.runOf(wiki, tip).verdict())
                    .as("what is on main was tested")
                    .contains(Run.Outcome.PASSED);
            assertThat(hub.stable(wiki).orElseThrow().commit())
                    .as("what is proven is released")
                    .hasToString(tip.name());
        });
        for (var pull : hub.app.pulls().list(wiki, Optional.empty(), 0, 10)) {
            boolean landed = pull.mergeSha()
                    .filter(merge -> onMain(hub, wiki, merge.name()))
                    .isPresent();
            assertThat(pull.state() == PullRequest.State.MERGED)
                    .as("merged is what landed")
                    .isEqualTo(landed);
            assertThat(hub.tip(wiki, "refs/pull/1/head").orElseThrow().name())
                    .isEqualTo(pull.headSha().name());
        }
    }

    @Test
    void withoutAKillTheStoryEndsWell() throws Exception {
        assertThat(CrashStory.told(folder.resolve("story")))
                .contains("released 2.3.1")
                .endsWith("done");
    }
}
