package dev.softservice.runner.docker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.softservice.runner.DistroFolder;
import dev.softservice.runner.Recording;
import dev.softservice.runner.climb.Runner;
import dev.softservice.runner.docker.warm.Slot;
import dev.softservice.runner.engine.NeedsEngine;
import dev.softservice.runner.model.Verdict;
import dev.softservice.runner.testing.Needs;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashSet;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An engine that is reached over TCP counts as far away, so its containers' addresses are not dialled. */
@NeedsEngine
class RelayDockerTest {
    @TempDir
    Path folder;

    private final String id = "f" + UUID.randomUUID().toString().substring(0, 8);

    @BeforeEach
    void needsASocket() {
        Needs.that(Files.exists(FarEngine.SOCKET), "an engine that listens at " + FarEngine.SOCKET + " is needed");
    }

    @Test
    void aDistroIsTestedThroughARelayWhereItsAddressesCanNotBeDialled() throws Exception {
        var distro = DistroFolder.at(folder).twoServices("""
            - name: a page can be saved
              http: {post: "http://web/", body: "hello from afar", expect: {contains: hello from afar}}
            - name: and read
              http: {get: "http://web/", expect: {contains: [hello from afar, host=web]}}
            - name: what does not listen does not answer
              http: {get: "http://web:81/", expect: {status: 200}}
            """);
        try (var far = new FarEngine();
                var engine = DockerEngine.at(far.host())) {
            var recording = new Recording();
            var verdict = new Runner(engine, Clock.systemUTC()).run(distro.request(id), recording);
            assertThat(verdict).as(recording.log()).isInstanceOf(Verdict.Failed.class);
            assertThat(((Verdict.Failed) verdict).reasons())
                    .containsExactly(
                            "test 'what does not listen does not answer' failed: GET http://web:81/ got no answer: the"
                                    + " connection was closed without an answer");
        }
        RemovalDockerTest.assertNothingLeft(id);
    }

    /** The relay is nobody's place in a prepared network: it comes to it, and leaves nothing of itself behind for the next run. */
    @Test
    void aPreparedNetworkIsReachedThroughARelayAndUsedAgain() throws Exception {
        var distro = DistroFolder.at(folder)
                .twoServices(WarmNetworksDockerTest.TELL
                        + "- {name: page, http: {get: \"http://web/\", expect: {contains: host=web}}}\n");
        try (var far = new FarEngine();
                var engine = DockerEngine.at(far.host())) {
            var slots = new HashSet<Slot>();
            for (var run : List.of(id + "-1", id + "-2")) {
                var recording = new Recording();
                var verdict = new Runner(engine, Clock.systemUTC())
                        .run(distro.request(run).withDomain("one"), recording);
                assertThat(verdict).as(recording.log()).isInstanceOf(Verdict.Passed.class);
                assertThat(recording.log()).contains("prepared=0");
                slots.addAll(WarmNetworksDockerTest.settled(engine));
            }
            assertThat(slots).hasSize(1);
        }
    }
}
