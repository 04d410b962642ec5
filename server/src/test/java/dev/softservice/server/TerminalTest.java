package dev.softservice.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.softservice.runner.OtherProcess;
import dev.softservice.runner.cli.Pty;
import dev.softservice.runner.docker.DockerEngine;
import dev.softservice.runner.engine.NeedsEngine;
import dev.softservice.runner.local.Seat;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code softservice test} as a contributor meets it: the real command in a real terminal, which is narrow and low, and in a pipe. */
@NeedsEngine
@Timeout(value = 600, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class TerminalTest {
    private static final int COLUMNS = 44;
    private static final int WIDE = 100;
    private static final int ROWS = 5;
    private static final String STARTING = "^ {2}[├└] start ";
    private static final String COLOUR = "\u001b\\[[\\d;]*m";
    private static final List<String> BEDS = List.of("attic", "cellar", "hall", "room-with-quite-a-long-name");

    @TempDir
    Path folder;
    /** What a test makes on the engine carries the name of who started it. */
    private final String user = "pty" + UUID.randomUUID().toString().substring(0, 8);

    @BeforeEach
    void write() throws Exception {
        bedsThatAreUpAfter("sleep 1");
    }

    private void bedsThatAreUpAfter(String wait) throws Exception {
        var services = BEDS.stream().map(bed -> """
              %s:
                image: debian:bookworm-slim
                command: [sh, -c, "echo the bed in the %s is made; %s; touch /tmp/up; sleep infinity"]
                healthcheck: {test: [CMD, test, -e, /tmp/up], interval: 1s}
                stop_grace_period: 1s
            """.formatted(bed, bed, wait)).collect(Collectors.joining());
        Files.writeString(folder.resolve("softservice.yaml"), """
            softservice: v1
            name: beds
            title: Beds
            summary: Sleeps.
            version: "1.0"
            license: Apache-2.0
            services:
            %stests:
              - {name: it is quiet, exec: {service: hall, command: [test, -e, /]}}
            """.formatted(services));
    }

    @AfterEach
    void nothingIsLeft() throws Exception {
        try (var engine = DockerEngine.connect()) {
            assertThat(engine.sweep(Seat.hub(user), Set::of)).as("left behind").isZero();
        }
    }

    /** Lets every bed be up. */
    private void letGo() throws Exception {
        var mine = List.of("docker", "ps", "-q", "--filter", "label=dev.softservice.hub=" + Seat.hub(user));
        List<String> beds;
        do {
            var ps = new ProcessBuilder(mine).start();
            beds = new String(ps.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
        } while (beds.size() < BEDS.size());
        for (var bed : beds)
            assertThat(new ProcessBuilder("docker", "exec", bed, "touch", "/tmp/go")
                            .inheritIO()
                            .start()
                            .waitFor())
                    .isZero();
    }

    private List<String> command(String... arguments) {
        return OtherProcess.command(List.of("-Duser.name=" + user), Main.class, arguments);
    }

    /** Lines without what differs from run to run, and without those of the log. */
    private static List<String> told(String said) {
        return said.replaceAll("\\d\\d:\\d\\d:\\d\\d\\.\\d{3}", "TIME")
                .replaceAll("\\d+\\.\\d+ s\\b", "TOOK")
                .lines()
                .filter(line -> !line.contains(" │ "))
                .toList();
    }

    @Test
    void theTreeStaysWithinTheTerminalGoesWithItsWidthAndLeavesNothingBehind() throws Exception {
        bedsThatAreUpAfter("until test -e /tmp/go; do sleep 0.1; done");
        try (var pty =
                Pty.start(folder, Map.of("TERM", "xterm-256color"), COLUMNS, ROWS, command("test", "--level", "4"))) {
            // All of them wait to be let go: however slow the machine is, there is a moment when more start than there
            // is room for.
            pty.until("^ {2}└ and \\d more");
            int narrow = pty.frames().size();
            pty.widen(WIDE);
            letGo();
            assertThat(pty.exit()).as(pty.screen()).isZero();

            var trees = pty.frames().stream().map(Pty::underWay).toList();
            assertThat(trees).allSatisfy(tree -> assertThat(tree.lines()).hasSizeLessThan(ROWS));
            assertThat(trees.subList(0, narrow))
                    .allSatisfy(tree -> assertThat(tree.lines())
                            .allSatisfy(line -> assertThat(line).hasSizeLessThan(COLUMNS)));
            assertThat(trees)
                    .as("more than there is room for")
                    .anySatisfy(tree -> assertThat(tree.lines())
                            .hasSize(ROWS - 1)
                            .last()
                            .asString()
                            .matches(" {2}└ and \\d more"));
            assertThat(pty.lost()).as("letters beyond the right edge").isZero();
            assertThat(pty.sent()).containsPattern(COLOUR);

            assertThat(told(pty.screen()))
                    .containsExactly(
                            "TIME  ✓ read  TOOK",
                            "TIME  ✓ plan  TOOK",
                            "TIME  ✓ build  TOOK",
                            "TIME  ✓ provision  TOOK",
                            "TIME  ✓ it is quiet  TOOK",
                            "TIME  ✓ accept  TOOK",
                            "TIME  accepted: 1 test: 1 passed",
                            "",
                            "  ✓ it is quiet  TOOK",
                            "",
                            "beds passed: level 4 (accepted), 1 test: 1 passed, TOOK");
            assertThat(pty.screen()
                            .lines()
                            .filter(line -> line.contains(" is made"))
                            .map(line -> line.replaceAll(".* │ ", "")))
                    .containsExactlyInAnyOrderElementsOf(BEDS.stream()
                            .map(bed -> "the bed in the " + bed + " is made")
                            .toList());
        }
    }

    @Test
    void ctrlCEndsItWithNothingLeftAndNoColorMeansNoColour() throws Exception {
        try (var pty = Pty.start(folder, Map.of("TERM", "xterm", "NO_COLOR", "1"), COLUMNS, ROWS, command("test"))) {
            pty.until(STARTING);
            pty.ctrlC();
            assertThat(pty.exit()).as(pty.screen()).isEqualTo(130);
            assertThat(pty.frames()).isNotEmpty().allSatisfy(Pty::underWay);
            assertThat(pty.screen())
                    .doesNotContainPattern("[├└]|" + Pty.SPINNER)
                    .containsPattern("(?s)– provision .*\n\nbeds cancelled: level 2 \\(builds\\)");
            assertThat(pty.sent()).doesNotContainPattern(COLOUR);
        }
    }

    @Test
    void inAPipeThereAreOnlyPlainLines() throws Exception {
        var errors = folder.resolve("errors");
        var builder = new ProcessBuilder(command("test", "--level", "4"))
                .directory(folder.toFile())
                .redirectError(errors.toFile());
        builder.environment().putAll(Map.of("TERM", "xterm", "COLUMNS", "44"));
        var test = builder.start();
        var said = new String(test.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(test.waitFor()).as(said).isZero();
        assertThat(errors).isEmptyFile();
        assertThat(said).doesNotContain("\u001b", "\r").doesNotContainPattern(Pty.SPINNER);
        assertThat(told(said))
                .contains("TIME  provision: start hall: until it is healthy")
                .containsSubsequence(
                        "TIME  read …",
                        "TIME  ✓ read  TOOK",
                        "TIME  provision …",
                        "TIME  ✓ provision  TOOK",
                        "TIME  accept: test 1/1: it is quiet",
                        "TIME  ✓ it is quiet  TOOK",
                        "TIME  accepted: 1 test: 1 passed",
                        "beds passed: level 4 (accepted), 1 test: 1 passed, TOOK");
    }
}
