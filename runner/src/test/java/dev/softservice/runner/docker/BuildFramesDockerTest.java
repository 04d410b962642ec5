package dev.softservice.runner.docker;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.dockerjava.api.command.WaitContainerResultCallback;
import com.github.dockerjava.api.model.HostConfig;
import dev.softservice.runner.Recording;
import dev.softservice.runner.climb.RunRequest;
import dev.softservice.runner.climb.RunRequest.Footprint;
import dev.softservice.runner.climb.RunRequest.Reach;
import dev.softservice.runner.climb.Runner;
import dev.softservice.runner.engine.NeedsEngine;
import dev.softservice.runner.model.Limits;
import dev.softservice.runner.model.SourceTree;
import dev.softservice.runner.model.Verdict;
import dev.softservice.runner.plan.EnvironmentScope;
import dev.softservice.runner.testing.Needs;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The steps of an image's build have raw sockets, which the engine gives them. By those they speak IPv6 where they were given none, and the machine's end of their network has an address of it. */
@NeedsEngine
class BuildFramesDockerTest {
    @Test
    void whatABuildMakesByHandDoesNotReachWhatListensOnAllAddressesOfTheMachine() throws Exception {
        Needs.kernel(Files.exists(Path.of("/proc/net/if_inet6")), "this kernel has no IPv6");
        var id = "f" + UUID.randomUUID().toString().substring(0, 8);
        var recording = new Recording();
        // Java takes nothing that is sent to all on a link.
        var machine = new ProcessBuilder("perl", "-MSocket=:all", "-e", """
            $| = 1; socket my $all, AF_INET6, SOCK_DGRAM, 0 or die; bind $all, pack_sockaddr_in6(0, IN6ADDR_ANY) or die;
            print +(unpack_sockaddr_in6(getsockname $all))[0], qq(\n); recv $all, my $said, 9, 0; exit $said ne 'said'\
            """).start();
        try (var engine = DockerEngine.connect()) {
            var port = machine.inputReader().readLine();
            var verdict = new Runner(engine, Clock.systemUTC())
                    .run(
                            new RunRequest(
                                    new Footprint(id, id),
                                    SourceTree.in(Path.of(BuildFramesDockerTest.class
                                            .getResource("/frames")
                                            .toURI())),
                                    Map.of("port", port),
                                    new Reach(2, Limits.DEFAULT)),
                            recording);
            assertThat(verdict).as(recording.log()).isInstanceOf(Verdict.Passed.class);
            assertThat(machine.waitFor(500, TimeUnit.MILLISECONDS))
                    .as("it has heard something")
                    .isFalse();

            var labels = Map.of(EnvironmentScope.LABEL_HUB, id, EnvironmentScope.LABEL_RUN, id + "c");
            var control = engine.link()
                    .client()
                    .createContainerCmd(verdict.report().images().get("web"))
                    .withLabels(labels)
                    .withHostConfig(new HostConfig().withNetworkMode("bridge"))
                    .withCmd("perl", "/frame.pl", port)
                    .exec()
                    .getId();
            try {
                engine.link().client().startContainerCmd(control).exec();
                assertThat(engine.link()
                                .client()
                                .waitContainerCmd(control)
                                .exec(new WaitContainerResultCallback())
                                .awaitStatusCode())
                        .isZero();
                assertThat(machine.waitFor(5, TimeUnit.SECONDS))
                        .as("it hears from a network that no rule is about")
                        .isTrue();
                assertThat(machine.exitValue()).isZero();
            } finally {
                engine.sweep(id, Set::of);
            }
        } finally {
            machine.destroy();
        }
    }
}
