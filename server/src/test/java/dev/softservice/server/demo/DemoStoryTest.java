package dev.softservice.server.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.softservice.runner.cli.TerminalLook;
import dev.softservice.runner.docker.DockerEngine;
import dev.softservice.runner.engine.NeedsEngine;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The very story that {@code softservice demo --exit} plays, from an empty folder to nothing left behind. */
@NeedsEngine
class DemoStoryTest {
    @TempDir
    Path folder;

    @Test
    void everyStepOfTheStoryHoldsAndNothingIsLeft() throws InterruptedException {
        var samples = DemoFolders.samples(Map.of(), Path.of(""));
        var reached = new ArrayList<String>();
        try (var teller = new Teller(System.out, Clock.systemDefaultZone(), TerminalLook.PLAIN)) {
            var outcome = new Demo(new Demo.Wish(folder, 0, samples, 4), teller, Clock.systemUTC())
                    .play((_, sights) -> sights.forEach(sight -> reached.add(sight.address())));
            assertThat(outcome.missing()).isEmpty();
            assertThat(outcome.story().flatMap(Story.Ending::broken))
                    .as("the step that did not hold")
                    .isEmpty();
            assertThat(outcome.story().orElseThrow().held()).hasSizeGreaterThanOrEqualTo(16);
            assertThat(outcome.left()).isEmpty();
        }
        assertThat(reached).hasSize(4).allMatch(address -> address.startsWith("http://127.0.0.1:"));
        try (var engine = DockerEngine.connect()) {
            assertThat(engine.installations().names()).noneMatch(name -> name.startsWith(EndUser.namePrefix()));
        }
    }
}
