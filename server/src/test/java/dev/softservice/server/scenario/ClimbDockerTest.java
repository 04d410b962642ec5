package dev.softservice.server.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.softservice.runner.docker.DockerEngine;
import dev.softservice.runner.engine.NeedsEngine;
import dev.softservice.runner.model.StepName;
import dev.softservice.runner.model.StepState;
import dev.softservice.server.repo.HostedRepository;
import dev.softservice.server.run.EngineVerifier;
import dev.softservice.server.run.Run;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole ladder on a real engine, from the first release to one that is refused because it would lose data. */
@NeedsEngine
class ClimbDockerTest {
    private static final String NOTES = """
        softservice: v1
        name: notes
        title: Notes
        summary: Made by a test.
        version: "1.0"
        services:
          notes:
            image: debian:bookworm-slim
            init: true
            command: [sh, -c, "echo %s; exec sleep 600"]
            healthcheck: {test: [CMD, test, -d, /notes], interval: 1s}
            volumes: [notes:%s]
        volumes: {notes: {}}
        tests: [{name: notes can be written, exec: {service: notes, command: [sh, -c, "echo one > /notes/test"]}}]
        data:
          seed:  {service: notes, command: [sh, -c, "echo kept > /notes/mine"]}
          check: {service: notes, command: [grep, -q, kept, /notes/mine]}
        """;

    @TempDir
    private Path folder;

    @Test
    void aReleaseClimbsToTheTopAndAPullRequestThatWouldLoseDataDoesNotMerge() {
        try (var engine = DockerEngine.connect();
                var hub = Hub.open(
                        folder.resolve("hub"), 7, place -> EngineVerifier.of(engine, Clock.systemUTC(), place))) {
            var notes = hub.repository("notes");
            hub.push(notes, "main", "first", Map.of("softservice.yaml", NOTES.formatted("one", "/notes")));
            hub.settle();
            var first = last(hub, notes);
            assertThat(first.verdict()).as(first.reason()).contains(Run.Outcome.PASSED);
            assertThat(first.acceptedAt())
                    .hasValueSatisfying(
                            at -> assertThat(at).isBefore(first.verdictAt().orElseThrow()));
            assertThat(hub.stable(notes).orElseThrow().level()).isEqualTo(7);

            var pull = hub.proposed(
                    hub.ann,
                    notes,
                    "Move the notes",
                    Map.of("softservice.yaml", NOTES.formatted("two", "/notes").replace("/notes", "/elsewhere")));
            hub.settle();
            var run = hub.runOf(pull);
            assertThat(run.verdict()).contains(Run.Outcome.FAILED);
            assertThat(run.level()).as(run.reason()).isEqualTo(5);
            assertThat(run.acceptedAt()).isPresent();
            assertThat(run.steps().getLast())
                    .extracting(Run.Step::name, Run.Step::state)
                    .isEqualTo(List.of(StepName.UPGRADE, StepState.FAILED));
            assertThat(run.reason()).contains("after the upgrade", "/elsewhere");
            assertThat(hub.app
                            .pulls()
                            .mergeability(hub.pull(notes, pull.number()))
                            .now())
                    .isFalse();
        }
    }

    private static Run last(Hub hub, HostedRepository repository) {
        return hub.runs()
                .list(repository, Optional.empty(), Optional.empty(), 0, 1)
                .getFirst();
    }
}
