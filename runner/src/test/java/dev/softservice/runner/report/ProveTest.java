package dev.softservice.runner.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.softservice.runner.model.TestResult.State;
import dev.softservice.runner.testing.Needs;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is green here is green for {@code prove}, TAP's reference reader, of the Perl that every Debian has. */
class ProveTest {
    private static final List<String> LINES = List.of(
            "ok",
            "ok 1",
            "ok 2",
            "ok 3 - divides",
            "not ok 2 - pays",
            "not ok 2 - pays # TODO later",
            "not ok 2 # SKIP no scanner",
            "ok 2 # skip no scanner",
            "not ok 3 - shows # todo-list",
            "not ok 3 - shows # skipped",
            "not ok 3 #12 # TODO later",
            "  ok 2",
            "\tok 2",
            "\u2003ok 2",
            "\tnot ok 2",
            "\t1..2",
            "ok 2 - parses {",
            "1..0 in all",
            "    ok 1 - inner",
            "    1..1",
            "# not ok 4",
            "1..2",
            "1..3",
            "1..0 # SKIP nothing",
            "TAP version 13",
            "not ok",
            "warming up",
            "");

    private static final List<List<String>> HONEST = List.of(
            List.of("1..2", "ok 1", "ok 2"),
            List.of("ok 1", "ok 2", "1..2"),
            List.of("TAP version 13", "1..2", "ok 1 - adds", "ok 2"),
            List.of("1..2", "    ok 1 - inner", "    1..1", "ok 1 - outer", "ok 2"));

    @TempDir
    Path folder;

    /** What prove judges by, asked for all of them at once: one word for each. */
    private List<Boolean> proves(List<String> taps) throws IOException, InterruptedException {
        var command = new ArrayList<>(List.of(
                "perl",
                "-MTAP::Parser",
                "-e",
                "for (@ARGV) { open my $f, '<', $_ or die; local $/; my $p = TAP::Parser->new({tap => scalar <$f>});"
                        + " $p->run; print $p->has_problems ? qq(red\\n"
                        + ") : qq(green\\n"
                        + ") }"));
        for (int i = 0; i < taps.size(); i++)
            command.add(
                    Files.writeString(folder.resolve(i + ".tap"), taps.get(i)).toString());
        var perl = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        var words = new String(perl.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                .lines()
                .toList();
        assertThat(perl.waitFor()).isZero();
        assertThat(words).hasSameSizeAs(taps);
        return words.stream().map("green"::equals).toList();
    }

    private static boolean green(String tap) {
        var report = TestReport.read("a.tap", tap.getBytes(StandardCharsets.UTF_8));
        return report.faults().isEmpty()
                && report.cases().stream().noneMatch(one -> one.state() == State.FAILED)
                && report.cases().stream().anyMatch(one -> one.state() == State.PASSED);
    }

    private static void needsProve() throws IOException, InterruptedException {
        Needs.that(
                new ProcessBuilder("sh", "-c", "perl -MTAP::Parser -e1")
                                .redirectErrorStream(true)
                                .start()
                                .waitFor()
                        == 0,
                "Perl's TAP::Parser is needed: apt-get install perl");
    }

    @Test
    void judgesNothingMilderThanProve() throws Exception {
        needsProve();
        var random = new Random(27);
        var greens = new ArrayList<String>();
        for (int round = 0; round < 2_000; round++) {
            var lines = new ArrayList<>(HONEST.get(random.nextInt(HONEST.size())));
            for (int change = random.nextInt(4); change > 0; change--) {
                var line = LINES.get(random.nextInt(LINES.size()));
                int at = random.nextInt(lines.size());
                switch (random.nextInt(3)) {
                    case 0 -> lines.add(at, line);
                    case 1 -> lines.set(at, line);
                    default -> java.util.Collections.swap(lines, at, random.nextInt(lines.size()));
                }
            }
            var tap = String.join("\n", lines) + "\n";
            if (green(tap)) greens.add(tap);
        }
        var proved = proves(greens);
        assertThat(greens).hasSizeGreaterThan(400);
        assertThat(java.util.stream.IntStream.range(0, greens.size())
                        .filter(i -> !proved.get(i))
                        .mapToObj(greens::get))
                .isEmpty();
    }

    @Test
    void readsWhatProveReads() throws Exception {
        needsProve();
        var taps = List.of(
                "1..2\nok 1\nok 2\n",
                "ok 1\nok 2 - a # comment\n1..2\n",
                "1..2\nok\nok\n",
                "1..2\nok 1\nnot ok 2 - a # TODO later\n",
                "1..2\nok 1 # SKIP no scanner\nok 2\n",
                "TAP version 13\n1..1\nok 1\n  ---\n  message: x\n  ...\n",
                "1..1\n    ok 1 - inner\n    1..1\nok 1 - outer\n",
                "1..1\n  ok 1\n  not ok 2\nok 1\n",
                "warming up\n1..1\nok 1\n");
        assertThat(proves(taps)).containsOnly(true);
        assertThat(taps).allMatch(ProveTest::green);
    }
}
