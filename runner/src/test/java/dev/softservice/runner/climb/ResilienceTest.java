package dev.softservice.runner.climb;

import static org.assertj.core.api.Assertions.assertThat;

import dev.softservice.manifest.files.FolderFiles;
import dev.softservice.manifest.read.ManifestReader;
import dev.softservice.runner.DistroFolder;
import dev.softservice.runner.engine.Environment;
import dev.softservice.runner.engine.FakeEngine;
import dev.softservice.runner.engine.Narrator;
import dev.softservice.runner.model.Limits;
import dev.softservice.runner.plan.EnvironmentScope;
import dev.softservice.runner.plan.ParameterValues;
import dev.softservice.runner.plan.Plan;
import dev.softservice.runner.plan.PlannedTest;
import dev.softservice.runner.plan.Planner;
import dev.softservice.runner.plan.Planning;
import dev.softservice.runner.plan.ResolvedDistro;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResilienceTest {
    private static final Duration LONG = Duration.ofSeconds(21);
    private static final String BOTH = "[answers, looks well]";

    @TempDir
    Path folder;

    private final FakeEngine engine = new FakeEngine();
    private final List<String> moments = new ArrayList<>();

    /** What was killed in the present environment while the tests fail. */
    private Predicate<List<String>> breaks = _ -> false;

    private Duration left = Duration.ofMinutes(60);
    private final List<String> notes = new ArrayList<>();
    private String provides = "";

    private List<String> run(Duration testing) throws InterruptedException, IOException {
        var plan = plan();
        var stage = new EnvironmentSwap() {
            @Override
            public boolean publishes() {
                return engine.publishes();
            }

            @Override
            public Environment afterStopping(Environment present, Plan next) throws InterruptedException {
                present.down();
                return engine.create(next.environment());
            }

            @Override
            public Environment afterDestroying(Environment present, Plan next) throws InterruptedException {
                present.destroy();
                return engine.create(next.environment());
            }
        };
        for (var container : plan.environment().containers())
            engine.provide(container.image(), Limits.DEFAULT, container.name(), Map.of(), Narrator.SILENT);
        return new Resilience(
                        stage,
                        (_, of, which, moment) -> {
                            var tests = of.suites().getLast().tests().stream()
                                    .filter(which)
                                    .toList();
                            moments.add(moment.what() + " "
                                    + tests.stream().map(PlannedTest::name).toList());
                            var failed = tests.stream()
                                    .filter(test -> test.name().equals("answers") && breaks.test(killed()))
                                    .toList();
                            return new Retests.Ran(
                                    List.of(),
                                    failed.stream()
                                            .map(test -> moment.what() + ": test '" + test.name() + "' failed")
                                            .toList(),
                                    failed);
                        },
                        new RungRecord(Narrator.SILENT, notes::add))
                .run(engine.upAlready(), plan, new Resilience.Time(testing, left));
    }

    /** In the present environment, or the last one that was brought down in good order. */
    private List<String> killed() {
        var before = engine.calls.contains("down")
                ? engine.calls.subList(0, engine.calls.lastIndexOf("down"))
                : engine.calls;
        var present = before.subList(before.lastIndexOf("up") + 1, before.size());
        return present.stream()
                .filter(call -> call.startsWith("kill "))
                .map(call -> call.substring(5))
                .toList();
    }

    private Plan plan() throws IOException {
        var distro = DistroFolder.at(folder).manifest("""
            services: {cache: {image: debian}, db: {image: debian}, web: {image: debian}}
            tests:
              - {name: answers, exec: {service: web, command: [ask]}}
              - {name: looks well, exec: {service: web, command: [look]}}
            """ + provides).path();
        var manifest =
                new ManifestReader().read(new FolderFiles(distro)).manifest().orElseThrow();
        var values = ParameterValues.resolve(manifest.parameters(), Map.of(), () -> "");
        return ((Planning.Planned) Planner.plan(
                        ResolvedDistro.of(manifest, distro),
                        values,
                        new EnvironmentScope.Run("hub", "1", false),
                        Limits.DEFAULT,
                        (_, _) -> ""))
                .plan();
    }

    @Test
    void testsThatAreQuickRunAfterEachKill() throws InterruptedException, IOException {
        assertThat(run(Duration.ofSeconds(20))).isEmpty();
        assertThat(killed()).containsExactly("cache", "db", "web");
        assertThat(moments)
                .containsExactly(
                        "after cache was killed " + BOTH,
                        "after db was killed " + BOTH,
                        "after web was killed " + BOTH,
                        "started again over the same data " + BOTH);
        assertThat(engine.calls).endsWith("kill web", "cut power", "down", "create", "up");
    }

    @Test
    void whatIsPublishedAnswersOnAPortOfThisMachineAtTheSecondStart() throws InterruptedException, IOException {
        provides = "provides: {sql: {service: db, port: 5432, publish: 5432}, in: {service: web, port: 81}}\n";
        try (var server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            engine.published.put("db:5432", new InetSocketAddress(server.getInetAddress(), server.getLocalPort()));
            assertThat(run(Duration.ofSeconds(20))).isEmpty();
        }
        assertThat(engine.calls).endsWith("down", "create", "up", "published db:5432");
        assertThat(moments).endsWith("started again over the same data " + BOTH);
        assertThat(notes).isEmpty();
    }

    @Test
    void whatIsPublishedAndLeadsNowhereIsRedBeforeTheTests() throws InterruptedException, IOException {
        provides = "provides: {sql: {service: db, port: 5432, publish: 5432}}\n";
        try (var server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            engine.published.put("db:5432", new InetSocketAddress(server.getInetAddress(), server.getLocalPort()));
        }
        assertThat(run(Duration.ofSeconds(20)))
                .singleElement()
                .asString()
                .startsWith("started again over the same data: provides.sql db:5432 as published on this machine: ");
        assertThat(moments).doesNotContain("started again over the same data " + BOTH);
    }

    @Test
    void anEngineThatPublishesNowhereNearIsNotedAndThePortStaysClosed() throws InterruptedException, IOException {
        provides = "provides: {sql: {service: db, port: 5432, publish: 5432}}\n";
        engine.publishes = false;
        assertThat(run(Duration.ofSeconds(20))).isEmpty();
        assertThat(engine.calls).doesNotContain("published db:5432");
        assertThat(notes).singleElement().asString().startsWith("not shown here: provides.sql (");
    }

    @Test
    void testsThatTakeLongRunOnceAfterAllHaveBeenKilled() throws InterruptedException, IOException {
        assertThat(run(LONG)).isEmpty();
        assertThat(killed()).containsExactly("cache", "db", "web");
        assertThat(moments)
                .containsExactly(
                        "after each service was killed in turn " + BOTH, "started again over the same data " + BOTH);
    }

    @Test
    void whereTheyFailThenTheServiceWhoseDeathItIsIsFoundInAFreshEnvironmentByTheFailedTestsAlone()
            throws InterruptedException, IOException {
        breaks = killed -> killed.contains("db");
        engine.said.put("db", List.of("recovering"));
        assertThat(run(LONG))
                .containsExactly(
                        "after db was killed: test 'answers' failed",
                        "db | recovering",
                        "after each service was killed in turn: test 'answers' failed");
        assertThat(moments)
                .containsExactly(
                        "after each service was killed in turn " + BOTH,
                        "brought up anew, with nothing killed " + BOTH,
                        "after cache was killed [answers]",
                        "after db was killed [answers]",
                        "brought up anew, with nothing killed " + BOTH,
                        "after db was killed [answers]");
        assertThat(killed()).as("alone, the second time").containsExactly("db");
    }

    @Test
    void theFirstToBreakThemNeedsNoSecondLook() throws InterruptedException, IOException {
        breaks = killed -> killed.contains("cache");
        assertThat(run(LONG).getFirst()).isEqualTo("after cache was killed: test 'answers' failed");
        assertThat(engine.calls.stream().filter("destroy"::equals)).hasSize(1);
    }

    @Test
    void severalDeathsTogetherAreSaidToBe() throws InterruptedException, IOException {
        breaks = killed -> killed.containsAll(List.of("cache", "db"));
        assertThat(run(LONG).subList(0, 2))
                .containsExactly(
                        "after db was killed: test 'answers' failed",
                        "the death of db alone does not break it: cache had been killed before");

        moments.clear();
        breaks = _ -> moments.size() == 1;
        assertThat(run(LONG))
                .containsExactly(
                        "no single death breaks it: killed in turn once more, with the failed tests after each, all 3"
                                + " came back and the tests passed; it takes several deaths together, or chance",
                        "after each service was killed in turn: test 'answers' failed");
    }

    @Test
    void whatBreaksWithNothingKilledIsNobodysDeath() throws InterruptedException, IOException {
        breaks = _ -> true;
        assertThat(run(LONG).getFirst()).isEqualTo("brought up anew, with nothing killed: test 'answers' failed");
    }

    @Test
    void theSearchTakesNoMoreTimeThanTheRunHasLeft() throws InterruptedException, IOException {
        breaks = _ -> true;
        left = Duration.ofSeconds(12);
        assertThat(run(LONG))
                .containsExactly(
                        "whose death it is was not looked for: the run's time is nearly over",
                        "after each service was killed in turn: test 'answers' failed");
        assertThat(engine.calls).doesNotContain("destroy");
    }
}
