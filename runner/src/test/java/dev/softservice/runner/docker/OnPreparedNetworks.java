package dev.softservice.runner.docker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.softservice.runner.DistroFolder;
import dev.softservice.runner.Recording;
import dev.softservice.runner.climb.RunRequest;
import dev.softservice.runner.climb.RunRequest.Footprint;
import dev.softservice.runner.climb.RunRequest.Reach;
import dev.softservice.runner.climb.Runner;
import dev.softservice.runner.docker.warm.Slot;
import dev.softservice.runner.docker.warm.SlotPool;
import dev.softservice.runner.engine.NeedsEngine;
import dev.softservice.runner.model.Limits;
import dev.softservice.runner.model.SourceTree;
import dev.softservice.runner.model.Verdict;
import dev.softservice.runner.testing.Soon;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

/** Runs of one hub that may share prepared networks, on an engine connection of their own. */
@NeedsEngine
abstract class OnPreparedNetworks {
    @TempDir
    Path folder;

    final DockerEngine engine = DockerEngine.connect();
    final String id = "w" + UUID.randomUUID().toString().substring(0, 8);
    final String hub = "warm-" + id;
    private int runs;

    @AfterEach
    void close() {
        engine.close();
    }

    Recording run(DistroFolder distro, String domain) {
        var recording = new Recording();
        var verdict = new Runner(engine, Clock.systemUTC()).run(request(distro, id + "-" + ++runs, domain), recording);
        assertThat(verdict).as(recording.log()).isInstanceOf(Verdict.Passed.class);
        return recording;
    }

    RunRequest request(DistroFolder distro, String run, String domain) {
        return new RunRequest(
                        new Footprint(run, hub), SourceTree.in(distro.path()), Map.of(), new Reach(4, Limits.DEFAULT))
                .withDomain(domain);
    }

    Set<Slot> settled() {
        return settled(engine);
    }

    static Set<Slot> settled(DockerEngine engine) {
        Soon.await(() -> ((SlotPool) engine.prepared()).settled().isPresent());
        return ((SlotPool) engine.prepared()).settled().orElseThrow();
    }
}
