package dev.softservice.server.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.softservice.runner.docker.LaterEngine;
import dev.softservice.runner.engine.NeedsEngine;
import dev.softservice.runner.testing.Needs;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** {@link ImagesTravelTest} with later engines, of either image store: on both sides, on the user's and on the hub's. Run by hand, since it fetches those engines. */
@NeedsEngine
class ImagesTravelFarTest {
    @TempDir
    private Path folder;

    /** Who has the later engine; whoever has not has this machine's. */
    private enum Side {
        BOTH,
        USER,
        HUB
    }

    @TestFactory
    Stream<DynamicTest> imagesTravel() {
        var asked = LaterEngine.asked();
        Needs.asked(
                !asked.isEmpty(),
                "images on engines of Debian's later releases are tried by hand: mvn test -pl server -am"
                        + " -Dtest=ImagesTravelFarTest -Dsurefire.failIfNoSpecifiedTests=false"
                        + " -Dtest.jvm.options=-Dengines=all");
        Needs.root("an engine of a test's own");
        return asked.stream()
                .filter(LaterEngine::isDocker)
                .flatMap(later -> Stream.of(Side.values())
                        .map(side -> DynamicTest.dynamicTest(later.title() + ", " + side, () -> travel(later, side))));
    }

    private void travel(LaterEngine later, Side side) throws Exception {
        var place = Files.createDirectory(folder.resolve(later.ordinal() + "-" + side.ordinal()));
        try (var running = later.start(place)) {
            var options = new ArrayList<String>();
            var here = System.getenv().getOrDefault("DOCKER_HOST", "unix:///var/run/docker.sock");
            switch (side) {
                case BOTH -> {}
                case USER -> options.add("-Dhub.engine=" + here);
                case HUB -> options.add("-Dhub.engine=" + running.host());
            }
            var out = place.resolve("tests");
            // The registry listens on 127.0.0.1 of where the hub runs, and it is the user's engine that pulls from it.
            var testing = running.testing(side != Side.HUB, options, List.of(ImagesTravelTest.class.getName()));
            if (side == Side.HUB) testing.environment().put("DOCKER_HOST", here);
            int exit = testing.redirectOutput(out.toFile()).start().waitFor();
            assertThat(exit).as(String.join("\n", Files.readAllLines(out))).isZero();
        }
    }
}
