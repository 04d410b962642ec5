package dev.softservice.runner.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.softservice.runner.engine.Environment.Healthy;
import dev.softservice.runner.engine.Environment.Incident;
import dev.softservice.runner.engine.Environment.Unhealthy;
import dev.softservice.runner.model.Limits;
import dev.softservice.runner.plan.EnvironmentPlan.NetworkPlan;
import dev.softservice.runner.plan.EnvironmentPlan.Route;
import dev.softservice.runner.plan.EnvironmentScope;
import dev.softservice.runner.plan.ImagePlan;
import dev.softservice.runner.plan.PlannedTest;
import dev.softservice.runner.testing.Needs;
import java.io.IOException;
import java.net.NetworkInterface;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What every container engine has to do, told by the interfaces that the rest of the program knows alone. */
public abstract class EngineContract extends ConnectionContract {
    private static final String APART = "an engine on this machine, run by root, is needed to reach what it publishes";

    private static PlannedTest.Run test(Member member, Duration timeout) {
        return new PlannedTest.Run("test", member.planned(), Optional.empty(), timeout);
    }

    @Test
    void itNamesItselfInOneLine() {
        assertThat(engine().describe()).isNotBlank().doesNotContain("\n");
    }

    @Test
    void openingAndClosingAnEnvironmentMakesNothing() {
        open(idle("web")).close();
        assertThat(engine().sweep(hub, Set::of)).isZero();
    }

    @Test
    void membersKnowEachOtherByNameAndNobodyElse() throws Exception {
        try (var environment = up(member("store", "perl", "-e", LISTEN).listening(5000), idle("web"))) {
            var greeted =
                    environment.exec("web", List.of("bash", "-c", "exec 3<>/dev/tcp/store/5000 && cat <&3"), SOON);
            assertThat(said(greeted)).isEqualTo("hello");
            // Where no name server answers, its client would wait for 20 s.
            var asking = List.of("env", "RES_OPTIONS=timeout:1 attempts:1", "getent", "hosts", "nobody.invalid");
            assertThat(environment.exec("web", asking, SOON).exit()).contains(2);
            assertThat(said(environment.exec("web", List.of("hostname"), SOON))).isEqualTo("web");
            environment.destroy();
        }
    }

    /** Where nobody listens behind a port, a connection ends at once. The member learns of no gateway that exists. */
    @Test
    void publishedPortsAreReachedFromThisMachineAndAreNoWayOut() throws Exception {
        Needs.that(engine().publishes(), APART);
        var store = member("store", "perl", "-e", LISTEN)
                .listening(5000)
                .publishing(5000, "way")
                .publishing(5001, "way");
        var closed = plan(scope, store, idle("web"));
        var networks = List.of(closed.networks().getFirst(), new NetworkPlan(scope.nameOf("way"), Route.LOOPBACK));
        try (var environment = engine().create(closed.with(networks, closed.containers()))) {
            assertThat(environment.up(narrator)).isEqualTo(new Healthy());
            Needs.that(environment.published("store", 5000).isPresent(), APART);
            assertThat(greeting(environment.published("store", 5000).orElseThrow()))
                    .isEqualTo("hello\n");
            assertThat(greeting(environment.published("store", 5001).orElseThrow()))
                    .isEmpty();
            assertThat(greeting(environment.address("store", 5000))).isEqualTo("hello\n");
            assertThatThrownBy(() -> environment.published("web", 5000)).isInstanceOf(IllegalArgumentException.class);
            var gateways = said(environment.exec("store", List.of("cat", "/proc/net/route"), SOON))
                    .lines()
                    .map(line -> line.split("\\s+"))
                    .filter(route -> route[1].equals("00000000"))
                    .map(route -> route[2])
                    .toList();
            var own = NetworkInterface.networkInterfaces()
                    .flatMap(NetworkInterface::inetAddresses)
                    .map(address -> HexFormat.of().withUpperCase().formatHex(reversed(address.getAddress())))
                    .toList();
            assertThat(gateways).isNotEmpty().doesNotContainAnyElementsOf(own);
            environment.destroy();
        }
    }

    /** As the kernel writes addresses. */
    private static byte[] reversed(byte[] address) {
        var reversed = new byte[address.length];
        for (int i = 0; i < address.length; i++) reversed[i] = address[address.length - 1 - i];
        return reversed;
    }

    @Test
    void runsBesideEachOtherPublishOneAndTheSamePort() throws Exception {
        Needs.that(engine().publishes(), APART);
        var second = new EnvironmentScope.Run(hub, id + "b", false);
        try (var one = opened(scope);
                var other = opened(second)) {
            Needs.that(one.published("store", 5000).isPresent(), APART);
            assertThat(one.published("store", 5000)).isNotEqualTo(other.published("store", 5000));
            for (var environment : List.of(one, other))
                assertThat(greeting(environment.published("store", 5000).orElseThrow()))
                        .isEqualTo("hello\n");
            one.destroy();
            other.destroy();
        }
    }

    /** Each hub counts its runs from 1. */
    @Test
    void runsOfTwoHubsBearTheSameNumberAndKeepOutOfEachOthersWay() throws Exception {
        var there = hub + "-other";
        var theirs = new EnvironmentScope.Run(there, id, false);
        try (var here = up(idle("web").on("data", "/data"));
                var other = engine().create(
                                plan(theirs, new Member(theirs, "web", "sleep", "infinity").on("data", "/data")))) {
            assertThat(other.up(narrator)).isEqualTo(new Healthy());
            said(here.exec("web", List.of("sh", "-c", "echo here > /data/whose"), SOON));
            assertThat(said(other.exec("web", List.of("sh", "-c", "ls -A /data"), SOON)))
                    .isEmpty();
            other.destroy();
            assertThat(said(here.exec("web", List.of("cat", "/data/whose"), SOON)))
                    .isEqualTo("here");
            here.destroy();
        } finally {
            engine().sweep(there, Set::of);
        }
    }

    private Environment opened(EnvironmentScope of) throws InterruptedException {
        var closed = plan(
                of,
                new Member(of, "store", "perl", "-e", LISTEN).listening(5000).publishing(5000, "way"));
        var environment = engine().create(closed.with(
                List.of(closed.networks().getFirst(), new NetworkPlan(of.nameOf("way"), Route.LOOPBACK)),
                closed.containers()));
        assertThat(environment.up(narrator)).isEqualTo(new Healthy());
        return environment;
    }

    @Test
    void aMemberIsGivenItsFilesAndItsVariables() throws Exception {
        try (var environment = up(idle("web").given("/etc/given/app.conf", "colour=green\n", 0640))) {
            assertThat(said(environment.exec(
                            "web",
                            List.of("sh", "-c", "stat -c '%a %u' /etc/given/app.conf; cat /etc/given/app.conf"),
                            SOON)))
                    .isEqualTo("640 0\ncolour=green");
            assertThat(said(environment.exec("web", List.of("sh", "-c", "echo $GREETING"), SOON)))
                    .isEqualTo("hello");
            environment.destroy();
        }
    }

    @Test
    void aCommandTellsItsExitItsOutputAndWhetherItEnded() throws Exception {
        try (var environment = up(idle("web"))) {
            var failing = environment.exec("web", List.of("sh", "-c", "echo out; echo err >&2; exit 7"), SOON);
            assertThat(failing.exit()).contains(7);
            assertThat(failing.output().lines()).containsExactlyInAnyOrder("out", "err");
            assertThat(environment
                            .exec("web", List.of("sleep", "60"), Duration.ofMillis(500))
                            .exit())
                    .isEmpty();
            assertThat(environment.exec("web", List.of("no-such-program"), SOON).exit())
                    .hasValueSatisfying(code -> assertThat(code).isNotZero());
            assertThat(environment
                            .exec("web", List.of("perl", "-e", "print 'x' x 200000"), SOON)
                            .output())
                    .hasSize(64 << 10);
            environment.destroy();
        }
    }

    @Test
    void aHealthcheckIsWaitedForAndAMemberThatEndsIsNamedWithItsLastLines() throws Exception {
        try (var environment = up(member("web", "sh", "-c", "sleep 0.5; touch /tmp/ready; exec sleep infinity")
                .healthyBy(SOON, "test", "-e", "/tmp/ready"))) {
            said(environment.exec("web", List.of("test", "-e", "/tmp/ready"), SOON));
            assertThat(environment.fallen()).isEmpty();
            environment.destroy();
        }
        try (var environment =
                open(member("web", "sh", "-c", "echo no data folder; exit 3").healthyBy(SOON, "false"))) {
            assertThat(environment.up(narrator))
                    .isEqualTo(new Unhealthy("web", "web exited with code 3", List.of("no data folder")));
            environment.destroy();
        }
    }

    @Test
    void aTestRunsToItsEndAndItsReportsComeBack() throws Exception {
        try (var environment = up(idle("web"))) {
            var reporting = member(
                    "test",
                    "sh",
                    "-c",
                    "mkdir -p /results/more; echo '<testsuite/>' > /results/more/junit.xml;"
                            + " echo shot > /results/shot.png; echo said; exit 4");
            var finished = environment.run(
                    new PlannedTest.Run("test", reporting.planned(), Optional.of("/results"), SOON), narrator);
            assertThat(finished.exit()).contains(4);
            assertThat(finished.tail()).containsExactly("said");
            assertThat(finished.found().reports()).singleElement().satisfies(report -> {
                assertThat(report.path()).isEqualTo("/results/more/junit.xml");
                assertThat(new String(report.content(), StandardCharsets.UTF_8)).isEqualTo("<testsuite/>\n");
            });
            assertThat(finished.found().others()).isEqualTo(Map.of("/results/shot.png", 5L));
            assertThat(heard).contains("test OUT said\n");
            environment.destroy();
        }
    }

    @Test
    void aTestThatHangsIsKilledWhenItsTimeIsOver() throws Exception {
        try (var environment = up(idle("web"))) {
            var hanging = member("test", "sh", "-c", "trap '' TERM; echo begun; while :; do sleep 1; done");
            var finished = environment.run(test(hanging, Duration.ofSeconds(2)), narrator);
            assertThat(finished.exit()).isEmpty();
            assertThat(finished.tail()).containsExactly("begun");
            assertThat(finished.took()).isBetween(Duration.ofSeconds(2), SOON);
            environment.destroy();
        }
    }

    @Test
    void memoryAndProcessesAreLimited() throws Exception {
        try (var environment = up(idle("web"))) {
            var greedy = member("test", "perl", "-e", "my @a; push @a, 'x' x 1000000 for 1..1000")
                    .within(32L << 20, 64);
            var finished = environment.run(test(greedy, SOON), narrator);
            assertThat(finished.exit())
                    .hasValueSatisfying(code -> assertThat(code).isNotZero());
            var forking = member(
                            "test",
                            "perl",
                            "-e",
                            "my $n = 0; while (defined(my $p = fork)) { if (!$p) { sleep 30; exit } $n++ }"
                                    + " print $n < 20 ? qq(held\\n) : qq($n\\n); kill 9, -1")
                    .within(64L << 20, 20);
            assertThat(environment.run(test(forking, SOON), narrator).tail()).contains("held");
            environment.destroy();
        }
    }

    @Test
    void aMemberThatMetItsMemoryLimitIsToldFromOneThatEnded() throws Exception {
        Needs.kernel(
                !engine().product().startsWith("Podman 4."),
                "Podman 4 does not tell what a container was killed for (4.3.1 with control groups of version 1)");
        try (var environment = up(idle("web"))) {
            var greedy = member("test", "perl", "-e", "my @a; push @a, 'x' x 1000000 for 1..1000")
                    .within(32L << 20, 64);
            assertThat(environment.run(test(greedy, SOON), narrator).limit()).contains("memory limit of 32 MiB");
            environment.destroy();
        }
    }

    @Test
    void aKilledMemberComesBackWithItsVolumeAndSaysWhatItSaysThen() throws Exception {
        var begin = "echo begun; cat /data/kept || echo new; touch /tmp/ready; exec sleep infinity";
        try (var environment =
                up(member("web", "sh", "-c", begin).on("data", "/data").healthyBy(SOON, "test", "-e", "/tmp/ready"))) {
            said(environment.exec("web", List.of("sh", "-c", "echo kept > /data/kept; rm /tmp/ready"), SOON));
            assertThat(environment.kill("web")).isEqualTo(new Healthy());
            assertThat(environment.said("web")).containsExactly("begun", "kept");
            assertThat(environment.fallen()).isEmpty();
            environment.destroy();
        }
    }

    @Test
    void aMemberThatEndsBecauseAnotherIsKilledIsStartedAgainAndThatIsTold() throws Exception {
        var store = member("store", Duo.store()).on("data", "/data").listening(5000);
        var reader = member("reader", Duo.reader()).on("data", "/data").healthyBy(SOON, "test", "-e", "/tmp/up");
        try (var environment = up(store, reader)) {
            assertThat(environment.kill("store")).isEqualTo(new Healthy());
            assertThat(environment.fallen()).isEmpty();
            assertThat(environment.incidents())
                    .containsExactly(new Incident(
                            "reader",
                            true,
                            "reader exited with code 5 after store was killed, and was well when it was started"
                                    + " again"));
            environment.destroy();
        }
    }

    @Test
    void whatTheKernelEndedForItsMemoryIsToldBeforeItsContainerIsKilledOrTakenAway() throws Exception {
        var told = "a process of web met its memory limit of 32 MiB and was killed";
        var greedy = List.of("perl", "-e", "my @a; push @a, 'x' x 1000000 for 1..1000");
        try (var environment = up(idle("web").within(32L << 20, 64))) {
            assertThat(environment.lastIncidents()).isEmpty();
            environment.exec("web", greedy, SOON);
            assertThat(environment.kill("web")).isEqualTo(new Healthy());
            assertThat(environment.incidents())
                    .as("of the life before")
                    .containsExactly(new Incident("web", false, told + " before that"));
            assertThat(environment.lastIncidents()).as("of this one").isEmpty();
            environment.exec("web", greedy, SOON);
            assertThat(environment.lastIncidents()).containsExactly(new Incident("web", false, told));
            assertThat(environment.lastIncidents()).as("once").isEmpty();
            environment.destroy();
        }
    }

    @Test
    void volumesOutliveDownAndNotDestroy() throws Exception {
        var web = idle("web").on("data", "/data");
        try (var environment = up(web)) {
            said(environment.exec("web", List.of("sh", "-c", "echo kept > /data/kept"), SOON));
            environment.down();
        }
        try (var environment = up(web)) {
            assertThat(said(environment.exec("web", List.of("cat", "/data/kept"), SOON)))
                    .isEqualTo("kept");
            environment.destroy();
        }
        try (var environment = up(web)) {
            assertThat(said(environment.exec("web", List.of("ls", "-A", "/data"), SOON)))
                    .isEmpty();
            environment.destroy();
        }
    }

    @Test
    void aSavedVolumeIsPutBackWithOwnersAndModes() throws Exception {
        var web = idle("web").on("data", "/data");
        var data = List.of(scope.nameOf("data"));
        try (var environment = up(web)) {
            said(environment.exec(
                    "web",
                    List.of("sh", "-c", "echo first > /data/file; chmod 640 /data/file; chown 33:44 /data/file"),
                    SOON));
            environment.down();
            environment.volumes().save("before", data);
        }
        try (var environment = up(web)) {
            said(environment.exec("web", List.of("sh", "-c", "rm /data/file; touch /data/other"), SOON));
            environment.down();
            environment.volumes().putBack("before");
        }
        try (var environment = up(web)) {
            assertThat(said(environment.exec(
                            "web",
                            List.of("sh", "-c", "ls /data; stat -c '%a %u %g' /data/file; cat /data/file"),
                            SOON)))
                    .isEqualTo("file\n640 33 44\nfirst");
            environment.destroy();
        }
    }

    @Test
    void theSweeperTakesWhatBelongsToNoLiveRun() throws Exception {
        var kept = new EnvironmentScope.Run(hub, id, true);
        try (var environment = engine().create(plan(kept, new Member(kept, "web", "sleep", "infinity")))) {
            assertThat(environment.up(narrator)).isEqualTo(new Healthy());
        }
        assertThat(engine().sweep(hub, () -> Set.of(id))).as("a live run's").isZero();
        assertThat(engine().sweep("another-" + hub, Set::of))
                .as("another hub's")
                .isZero();
        assertThat(engine().sweep(hub, Set::of))
                .as("container, network and volume")
                .isEqualTo(3);
    }

    @Test
    void whatIsBuiltOfTheSameFilesIsBuiltOnceAndABuildThatFailsSaysWhere() throws Exception {
        var built = image("RUN echo made for " + id + " > /made");
        var first = provided(built);
        assertThat(first).isInstanceOf(Images.Ready.class);
        assertThat(((Images.Ready) first).name()).as("no registry's").isEqualTo(((Images.Ready) first).id());
        heard.clear();
        assertThat(((Images.Ready) provided(built)).id()).isEqualTo(((Images.Ready) first).id());
        assertThat(heard).as("nothing was built").isEmpty();
        assertThat(engine().images().find(((Images.Ready) first).id())).isPresent();
        assertThat(engine().collectImages(hub, Instant.now().plus(Duration.ofDays(1)), _ -> false))
                .isPositive();
        assertThat(provided(image("RUN echo " + id + "; exit 7")))
                .isInstanceOfSatisfying(
                        Images.Broken.class,
                        broken -> assertThat(broken.reason()).contains("exit 7"));
    }

    private ImagePlan.Built image(String step) throws IOException {
        Files.writeString(folder.resolve("Dockerfile"), "FROM " + EngineSetup.BASE_IMAGE + "\n" + step + "\n");
        return new ImagePlan.Built(folder, "", "Dockerfile", Map.of(), Optional.empty(), Map.of());
    }

    private Images.Provided provided(ImagePlan image) throws InterruptedException {
        // Of another run each time: a run's own images are not asked for twice.
        var run =
                new EnvironmentScope.Run(hub, id + UUID.randomUUID().toString().substring(0, 4), false);
        return engine().images().provide(image, Limits.DEFAULT, "build:web", run.labels("build"), narrator);
    }
}
