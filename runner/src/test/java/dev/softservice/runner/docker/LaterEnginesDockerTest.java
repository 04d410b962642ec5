package dev.softservice.runner.docker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.softservice.runner.engine.NeedsEngine;
import dev.softservice.runner.testing.Needs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.LocalDate;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * What an engine has to do, on engines that are later than this machine's: Debian's later releases have them. It fetches 100 MB for each, so it is run by hand: {@code -Dengines=all}, or some by
 * their names; {@code -Dengine.tests} names other test classes than the contract's.
 */
@NeedsEngine
class LaterEnginesDockerTest {
    private static final String TESTS = System.getProperty("engine.tests", DockerContractDockerTest.class.getName());
    /** Whether the tests run on another machine than the engine, as far as networks go. */
    private static final boolean APART = Boolean.getBoolean("engine.apart");

    @TempDir
    Path folder;

    @TestFactory
    Stream<DynamicTest> theyDoWhatAnEngineHasToDo() {
        var asked = LaterEngine.asked();
        Needs.asked(
                !asked.isEmpty(),
                "engines of Debian's later releases are tried by hand: mvn test -pl runner -am"
                        + " -Dtest=LaterEnginesDockerTest -Dsurefire.failIfNoSpecifiedTests=false"
                        + " -Dtest.jvm.options=-Dengines=all");
        Needs.root("an engine of a test's own");
        return asked.stream().map(later -> DynamicTest.dynamicTest(later.title(), () -> holds(later)));
    }

    private void holds(LaterEngine later) throws Exception {
        var place = Files.createDirectory(folder.resolve(Integer.toString(later.ordinal())));
        try (var running = later.start(place)) {
            var out = place.resolve("tests");
            int exit = running.testing(!APART, List.of(), List.of(TESTS.split(",")))
                    .redirectOutput(out.toFile())
                    .start()
                    .waitFor();
            var lines = Files.readAllLines(out);
            report(later, running, lines.getLast());
            assertThat(exit).as(String.join("\n", lines)).isZero();
        }
    }

    private static void report(LaterEngine later, LaterEngine.Running running, String counts) throws IOException {
        try (var engine = DockerEngine.at(running.host())) {
            var row = "| %s | %s | %s | %s | %s | %s |%n"
                    .formatted(
                            later.title(),
                            engine.product(),
                            later.store(),
                            TESTS.replaceAll("[a-z]+\\.", ""),
                            counts,
                            LocalDate.now());
            System.out.print(row);
            Files.writeString(
                    Path.of("target", "later-engines.md"), row, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        }
    }
}
