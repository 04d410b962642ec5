package dev.softservice.runner.docker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.softservice.runner.DistroFolder;
import dev.softservice.runner.Recording;
import dev.softservice.runner.climb.RunRequest;
import dev.softservice.runner.climb.Runner;
import dev.softservice.runner.model.Limits;
import dev.softservice.runner.model.Verdict;
import java.nio.file.Path;
import java.time.Clock;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** One run of one distro on the machine's own engine, and what it reported: what tests of whole runs start from. */
abstract class WholeRun {
    static DockerEngine engine;

    @TempDir
    Path folder;

    final Recording recording = new Recording();
    final String id = "t" + UUID.randomUUID().toString().substring(0, 8);

    @BeforeAll
    static void connect() {
        engine = DockerEngine.connect();
    }

    @AfterAll
    static void disconnect() {
        engine.close();
    }

    final Verdict run(DistroFolder distro) {
        return new Runner(engine, Clock.systemUTC()).run(distro.request(id), recording);
    }

    final Verdict run(DistroFolder distro, Limits limits) {
        return run(distro.request(id, limits));
    }

    final Verdict run(RunRequest request) {
        return new Runner(engine, Clock.systemUTC()).run(request, recording);
    }

    final Verdict.Failed failed(DistroFolder distro) {
        var verdict = run(distro);
        assertThat(verdict).as(recording.log()).isInstanceOf(Verdict.Failed.class);
        assertThat(recording.verdict).contains(verdict);
        return (Verdict.Failed) verdict;
    }
}
