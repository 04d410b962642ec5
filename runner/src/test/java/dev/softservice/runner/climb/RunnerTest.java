package dev.softservice.runner.climb;

import static org.assertj.core.api.Assertions.assertThat;

import dev.softservice.manifest.composition.Composition;
import dev.softservice.manifest.composition.DistroAddress;
import dev.softservice.manifest.files.FolderFiles;
import dev.softservice.runner.DistroFolder;
import dev.softservice.runner.Recording;
import dev.softservice.runner.climb.RunRequest.Footprint;
import dev.softservice.runner.climb.RunRequest.Reach;
import dev.softservice.runner.compose.Composer;
import dev.softservice.runner.compose.DistroSource;
import dev.softservice.runner.compose.FoldersAsReleases;
import dev.softservice.runner.compose.UnreleasedVersion;
import dev.softservice.runner.engine.EngineException;
import dev.softservice.runner.engine.Environment;
import dev.softservice.runner.engine.Environment.Incident;
import dev.softservice.runner.engine.FakeEngine;
import dev.softservice.runner.engine.Images;
import dev.softservice.runner.model.Limits;
import dev.softservice.runner.model.SourceTree;
import dev.softservice.runner.model.Stable;
import dev.softservice.runner.model.TestResult;
import dev.softservice.runner.model.Verdict;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The order of things, without containers. */
class RunnerTest {
    private static final String MANIFEST = """
        services: {web: {image: debian}, db: {image: "debian:12"}}
        tests:
          - {name: answers, exec: {service: web, command: [ask]}}
          - {name: suite, run: {image: alpine, command: ["run-tests"]}}
        """;

    @TempDir
    Path folder;

    private final FakeEngine engine = new FakeEngine();
    private final Recording recording = new Recording();
    private final Clock clock = Clock.fixed(Instant.EPOCH, ZoneOffset.UTC);

    private RunRequest request(int level) {
        return new RunRequest(
                new Footprint("1", "hub"),
                SourceTree.in(DistroFolder.at(folder).manifest(MANIFEST).path()),
                Map.of(),
                new Reach(level, Limits.DEFAULT));
    }

    private Verdict run(int level, RunListener listener) {
        engine.executions.add(new Environment.Executed(Optional.of(0), "fine"));
        return new Runner(engine, clock).run(request(level), listener);
    }

    @Test
    void whatIsVerifiedAnewUsesNoImageFromBefore() {
        engine.executions.add(new Environment.Executed(Optional.of(0), "fine"));
        var verdict = new Runner(engine, clock).run(request(4).anew(), recording);
        assertThat(verdict).isInstanceOf(Verdict.Passed.class);
        assertThat(engine.calls.indexOf("anew")).isNotNegative().isLessThan(engine.calls.indexOf("provide build:web"));
        assertThat(request(4).withDomain("somebody's").anew().domain()).isEmpty();
    }

    @Test
    void imagesThenEnvironmentThenTestsThenRemovalIsHandedOffThenVerdict() {
        var verdict = run(4, new RunListener() {
            @Override
            public void verdict(Verdict told, Instant at) {
                engine.calls.add("verdict");
            }
        });
        assertThat(verdict).isInstanceOf(Verdict.Passed.class);
        assertThat(engine.calls.getFirst()).isEqualTo("create");
        assertThat(engine.calls.subList(1, 4))
                .containsExactlyInAnyOrder("provide build:web", "provide build:db", "provide build:test:suite");
        assertThat(engine.calls.subList(4, engine.calls.size()))
                .containsExactly("up", "exec web ask", "run suite", "close", "verdict");
        assertThat(verdict.report().images())
                .containsOnly(
                        Map.entry("web", "sha256:build:web"),
                        Map.entry("db", "sha256:build:db"),
                        Map.entry("test:suite", "sha256:build:test:suite"));
    }

    @Test
    void theAcceptanceVerdictIsToldOnceAndBeforeAnythingElseGoesOn() {
        assertThat(run(4, recording)).isInstanceOf(Verdict.Passed.class);
        assertThat(recording.steps)
                .containsSubsequence("ACCEPT PASSED", "accepted")
                .containsOnlyOnce("accepted")
                .doesNotContain("not accepted");
        recording.steps.clear();
        engine.executions.clear();
        engine.executions.add(new Environment.Executed(Optional.of(1), "no"));
        assertThat(new Runner(engine, clock).run(request(7), recording)).isInstanceOf(Verdict.Failed.class);
        assertThat(recording.steps).endsWith("ACCEPT FAILED", "not accepted");
        recording.steps.clear();
        assertThat(run(3, recording)).isInstanceOf(Verdict.Passed.class);
        assertThat(recording.steps).doesNotContain("accepted", "not accepted");
    }

    @Test
    void climbsNoHigherThanAsked() {
        assertThat(run(1, recording).report().level()).isEqualTo(1);
        assertThat(engine.calls).isEmpty();
        assertThat(run(2, recording).report().level()).isEqualTo(2);
        assertThat(engine.calls).doesNotContain("create");
        assertThat(run(3, recording).report().level()).isEqualTo(3);
        assertThat(engine.calls).contains("create").endsWith("up", "close");
    }

    @Test
    void aBrokenImageIsTheDistrosFaultAndABrokenEngineIsNot() {
        engine.brokenImage = Optional.of(new Images.Broken("at 'RUN x': no", List.of("last line")));
        var verdict = run(4, recording);
        assertThat(verdict)
                .isInstanceOfSatisfying(
                        Verdict.Failed.class,
                        failed -> assertThat(failed.reasons())
                                .contains("the image of web does not build: at 'RUN x': no", "build:web | last line"));
        assertThat(verdict.report().level()).isEqualTo(1);
        engine.broken = Optional.of(new EngineException("the engine is gone"));
        assertThat(run(4, recording)).isInstanceOfSatisfying(Verdict.Errored.class, errored -> {
            assertThat(errored.reason()).isEqualTo("the engine is gone");
            assertThat(errored.report().level()).isEqualTo(1);
        });
        assertThat(recording.steps).endsWith("BUILD ERRORED");
    }

    @Test
    void anEnvironmentThatNeverGotUpIsClosedToo() {
        engine.provisioned = new Environment.Unhealthy("db", "db exited with code 3", List.of("no space for data"));
        var verdict = run(4, recording);
        assertThat(verdict)
                .isInstanceOfSatisfying(
                        Verdict.Failed.class,
                        failed -> assertThat(failed.reasons())
                                .containsExactly("db exited with code 3", "db | no space for data"));
        assertThat(engine.calls).endsWith("up", "close");
    }

    @Test
    void aServiceThatFallsWhileItsTestsPassIsRed() {
        engine.fallen = List.of(new Incident("db", false, "db met its memory limit of 64 MiB and was killed"));
        assertThat(run(4, recording))
                .isInstanceOfSatisfying(
                        Verdict.Failed.class,
                        failed -> assertThat(failed.reasons())
                                .containsExactly(
                                        "db met its memory limit of 64 MiB and was killed while the tests ran"));
    }

    @Test
    void aListenerThatThrowsEndsTheRunAsErrored() {
        var verdict = run(4, new RunListener() {
            @Override
            public void test(TestResult result) {
                throw new IllegalStateException("disk full");
            }
        });
        assertThat(verdict)
                .isInstanceOfSatisfying(
                        Verdict.Errored.class,
                        errored -> assertThat(errored.reason())
                                .contains("listener")
                                .contains("disk full"));
        assertThat(engine.calls).endsWith("close");
    }

    @Test
    void aManifestThatUsesOthersIsRefusedPlainly() {
        DistroFolder.at(folder)
                .manifest("uses: {database: {distro: samples/postgresql, version: ^15.0}}\n"
                        + "services: {web: {image: debian}}\n"
                        + "tests: [{name: t, tcp: {host: web, port: 80}}]\n");
        var verdict = new Runner(engine, clock)
                .run(
                        new RunRequest(
                                new Footprint("1", "hub"),
                                SourceTree.in(folder),
                                Map.of(),
                                new Reach(4, Limits.DEFAULT)),
                        recording);
        assertThat(verdict)
                .isInstanceOfSatisfying(
                        Verdict.Failed.class,
                        failed -> assertThat(failed.reasons().getFirst())
                                .contains("is a name on a hub, and no hub is known here: give one (--hub URL)"));
        assertThat(verdict.report().level()).isZero();
    }

    @Test
    void aFolderThatIsNotThereIsNoManifest() {
        var verdict = new Runner(engine, clock)
                .run(
                        new RunRequest(
                                new Footprint("1", "hub"),
                                SourceTree.in(folder.resolve("nowhere")),
                                Map.of(),
                                new Reach(4, Limits.DEFAULT)),
                        recording);
        assertThat(verdict)
                .isInstanceOfSatisfying(
                        Verdict.Failed.class,
                        failed -> assertThat(failed.reasons().getFirst())
                                .startsWith("softservice.yaml:0:0: error [missing-file]"));
    }

    @Test
    void theProofKeyChangesWithWhateverCanChangeTheOutcome() throws IOException {
        DistroFolder.at(folder)
                .with("web/Dockerfile", "FROM debian:bookworm-slim AS base\nFROM base\nCOPY --from=nginx /a /b\n")
                .manifest("parameters: {a: {type: string, default: x}}\n"
                        + "services: {web: {build: web}}\n"
                        + "tests: [{name: t, tcp: {host: web, port: 80}}]\n");
        var runner = new Runner(engine, clock);
        var request = new RunRequest(
                new Footprint("1", "hub"), SourceTree.in(folder), Map.of(), new Reach(4, Limits.DEFAULT));
        var files = new FolderFiles(folder);
        var key = runner.proofKey("tree", files, request);
        assertThat(key)
                .matches("[0-9a-f]{64}")
                .isEqualTo(runner.proofKey(
                        "tree",
                        files,
                        new RunRequest(
                                        new Footprint("2", "other"),
                                        SourceTree.in(folder),
                                        Map.of(),
                                        new Reach(4, Limits.DEFAULT))
                                .keeping(true)));
        var shorter =
                new Limits(Duration.ofMinutes(1), Limits.DEFAULT.build(), Limits.DEFAULT.healthy(), 1, 1, 1, 1, 1);
        assertThat(List.of(
                        runner.proofKey("other tree", files, request),
                        runner.proofKey(
                                "tree",
                                files,
                                new RunRequest(
                                        new Footprint("1", "hub"),
                                        SourceTree.in(folder),
                                        Map.of("a", "y"),
                                        new Reach(4, Limits.DEFAULT))),
                        runner.proofKey(
                                "tree",
                                files,
                                new RunRequest(
                                        new Footprint("1", "hub"),
                                        SourceTree.in(folder),
                                        Map.of(),
                                        new Reach(3, Limits.DEFAULT))),
                        runner.proofKey(
                                "tree",
                                files,
                                new RunRequest(
                                        new Footprint("1", "hub"),
                                        SourceTree.in(folder),
                                        Map.of(),
                                        new Reach(4, shorter)))))
                .doesNotContain(key)
                .doesNotHaveDuplicates();
        for (var base : List.of("debian:bookworm-slim", "nginx")) {
            var renewed = new ProofKey(new OtherImages(base), new Composer(DistroSource.NONE, Optional.empty()))
                    .of("tree", files, request);
            assertThat(renewed).as(base).isNotEqualTo(key);
        }
    }

    @Test
    void theProofKeyKnowsBasesThatArgumentsNameAndThoseOfStable() throws IOException {
        DistroFolder.at(folder)
                .with("web/Dockerfile", "ARG BASE\nARG TAG=12\nFROM $BASE:${TAG}\n")
                .manifest("parameters: {base: {type: string, default: debian}}\n"
                        + "services: {web: {build: {context: web, args: {BASE: \"${parameters.base}\"}}}}\n"
                        + "tests: [{name: t, tcp: {host: web, port: 80}}]\n");
        var stable = new Stable(
                SourceTree.in(folder), "v1.0.0", "1".repeat(40), "2".repeat(40), List.of(), Set.of("alpine:3"));
        var request = new RunRequest(
                        new Footprint("1", "hub"), SourceTree.in(folder), Map.of(), new Reach(6, Limits.DEFAULT))
                .withStable(stable);
        assertThat(renewed("debian:12", request)).isNotEqualTo(renewed("debian:13", request));
        assertThat(renewed("alpine:3", request)).isNotEqualTo(renewed("alpine:4", request));
        var lower = new RunRequest(
                        new Footprint("1", "hub"),
                        SourceTree.in(folder),
                        Map.of("base", "ubuntu"),
                        new Reach(5, Limits.DEFAULT))
                .withStable(stable);
        assertThat(renewed("alpine:3", lower))
                .as("rung 5 has nothing to do with stable")
                .isEqualTo(renewed("debian:12", lower))
                .isNotEqualTo(renewed("ubuntu:12", lower));
    }

    @Test
    void theProofKeyKnowsImagesBehindOtherFlagsInMountsAndInTriggers() throws IOException {
        DistroFolder.at(folder)
                .with(
                        "web/Dockerfile",
                        "FROM debian:12\nCOPY --chown=1:1 --from=nginx /a /b\nRUN --mount=target=/x,from=redis true\n"
                                + "FROM triggers\n")
                .manifest("services: {web: {build: web}}\ntests: [{name: t, tcp: {host: web, port: 80}}]\n");
        var request = new RunRequest(
                new Footprint("1", "hub"), SourceTree.in(folder), Map.of(), new Reach(4, Limits.DEFAULT));
        for (var image : List.of("debian:12", "nginx", "redis", "triggers", "busybox"))
            assertThat(renewed(image, request)).as(image).isNotEqualTo(renewed("another", request));
    }

    @Test
    void theProofKeyKnowsTheImagesThatAUseIsToldToBuildOn() throws IOException {
        var used = folder.resolve("used");
        DistroFolder.at(used)
                .with("web/Dockerfile", "ARG TAG\nFROM debian:$TAG\n")
                .manifest("""
                    parameters: {tag: {type: string, default: "11"}}
                    services: {web: {build: {context: web, args: {TAG: "${parameters.tag}"}}}}
                    tests: [{name: t, tcp: {host: web, port: 80}}]
                    """);
        var whole = folder.resolve("whole");
        DistroFolder.at(whole).manifest("""
            parameters: {base: {type: string, default: "12"}}
            uses: {site: {distro: samples/site, version: ^1.0, with: {tag: "${parameters.base}-slim"}}}
            services: {web: {image: nginx}}
            tests: [{name: t, tcp: {host: web, port: 80}}]
            """);
        var composer = new Composer(
                new FoldersAsReleases().release("samples/site", "1.0.0", used), Optional.of(FoldersAsReleases.HUB));
        var request =
                new RunRequest(new Footprint("1", "hub"), SourceTree.in(whole), Map.of(), new Reach(4, Limits.DEFAULT));
        var keys = new TreeMap<String, String>();
        for (var image : List.of("debian:12-slim", "debian:11", "nginx"))
            keys.put(image, new ProofKey(new OtherImages(image), composer).of("tree", new FolderFiles(whole), request));
        var plain = new ProofKey(new OtherImages("another"), composer).of("tree", new FolderFiles(whole), request);
        assertThat(keys.get("debian:12-slim")).isNotEqualTo(plain);
        assertThat(keys.get("nginx")).isNotEqualTo(plain);
        assertThat(keys.get("debian:11")).as("the default is not what is built").isEqualTo(plain);
    }

    @Test
    void whatIsTriedStandsAmongTheReleasesAndInTheProofKey() throws IOException {
        var used = folder.resolve("used");
        var whole = folder.resolve("whole");
        DistroFolder.at(used)
                .manifest("services: {web: {image: nginx}}\ntests: [{name: t, tcp: {host: web, port: 80}}]\n");
        DistroFolder.at(whole).manifest("""
            uses: {site: {distro: samples/site, version: ^1.0}}
            services: {web: {image: nginx}}
            tests: [{name: t, tcp: {host: web, port: 80}}]
            """);
        var releases = new FoldersAsReleases()
                .release("samples/site", "1.0.0", used)
                .release("samples/changed", "1.0.1", used);
        var release = releases.releases(new DistroAddress(FoldersAsReleases.HUB + "/samples/changed"))
                .getFirst();
        var runner = new Runner(engine, clock, new Composer(releases, Optional.of(FoldersAsReleases.HUB)));
        var request =
                new RunRequest(new Footprint("1", "hub"), SourceTree.in(whole), Map.of(), new Reach(1, Limits.DEFAULT));
        var trying = request.trying(List.of(new UnreleasedVersion("samples/site", release)));
        assertThat(runner.proofKey("tree", new FolderFiles(whole), trying))
                .isEqualTo(runner.proofKey("tree", new FolderFiles(whole), trying))
                .isNotEqualTo(runner.proofKey("tree", new FolderFiles(whole), request));
        assertThat(runner.run(trying, recording).report().uses())
                .extracting(Composition.Used::tree)
                .containsExactly(release.tree());
        assertThat(runner.run(request, recording).report().uses())
                .extracting(Composition.Used::tag)
                .containsExactly("v1.0.0");
    }

    private String renewed(String image, RunRequest request) throws IOException {
        return new ProofKey(new OtherImages(image), new Composer(DistroSource.NONE, Optional.empty()))
                .of("tree", new FolderFiles(folder), request);
    }

    /** The same engine after a newer image was pulled under the same name. */
    private record OtherImages(String renewed) implements Images {
        @Override
        public Optional<String> find(String reference) {
            return Optional.of(reference.equals(renewed) ? "a newer id" : "id of " + reference);
        }

        @Override
        public List<String> triggers(String reference) {
            return reference.equals("triggers") ? List.of("COPY --from=busybox /a /b") : List.of();
        }

        @Override
        public Provided provide(
                dev.softservice.runner.plan.ImagePlan image,
                Limits limits,
                String source,
                Map<String, String> labels,
                dev.softservice.runner.engine.Narrator narrator) {
            throw new AssertionError("a proof key makes no image");
        }

        @Override
        public Images anew() {
            throw new AssertionError("a proof key makes no image");
        }

        @Override
        public Optional<String> renew(String reference) {
            throw new AssertionError("a proof key asks no registry");
        }

        @Override
        public java.io.InputStream save(List<String> ids) {
            throw new AssertionError("a proof key needs no image itself");
        }
    }
}
