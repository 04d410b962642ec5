package dev.softservice.server.git;

import static org.assertj.core.api.Assertions.assertThat;

import dev.softservice.server.git.Comparison.Hunk;
import dev.softservice.server.git.Comparison.Kind;
import dev.softservice.server.git.Comparison.Line;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.eclipse.jgit.diff.HistogramDiff;
import org.eclipse.jgit.diff.RawText;
import org.eclipse.jgit.diff.RawTextComparator;
import org.junit.jupiter.api.Test;

/** What reviewers see of a change. A line that is not shown is not reviewed. */
class HunksTest {
    private static Hunks.Shown shown(String before, String after, int limit) {
        var one = new RawText(before.getBytes(StandardCharsets.UTF_8));
        var other = new RawText(after.getBytes(StandardCharsets.UTF_8));
        return new Hunks(one, other, 20).of(new HistogramDiff().diff(RawTextComparator.DEFAULT, one, other), limit);
    }

    private static String lines(int from, int to, IntFunction<String> text) {
        return IntStream.rangeClosed(from, to).mapToObj(text).collect(Collectors.joining("\n", "", "\n"));
    }

    /** Twenty numbered lines, of which some have changed. */
    private static Hunks.Shown changed(int limit, Integer... numbers) {
        return shown(
                lines(1, 20, Integer::toString),
                lines(1, 20, number -> number + (List.of(numbers).contains(number) ? " new" : "")),
                limit);
    }

    private static String header(Hunk hunk) {
        return "-" + hunk.oldStart() + "," + hunk.oldLines() + " +" + hunk.newStart() + "," + hunk.newLines();
    }

    private static List<String> texts(Hunk hunk) {
        return hunk.lines().stream()
                .map(line -> switch (line.kind()) {
                            case CONTEXT -> " ";
                            case ADDED -> "+";
                            case REMOVED -> "-";
                        }
                        + line.text())
                .toList();
    }

    @Test
    void aChangeHasThreeLinesAroundItAndBothSidesNumbers() {
        var shown = changed(100, 10);
        assertThat(shown.hunks()).singleElement().satisfies(hunk -> {
            assertThat(header(hunk)).isEqualTo("-7,7 +7,7");
            assertThat(texts(hunk)).containsExactly(" 7", " 8", " 9", "-10", "+10 new", " 11", " 12", " 13");
            assertThat(hunk.lines().get(3)).isEqualTo(new Line(Kind.REMOVED, 10, 0, "10", false));
            assertThat(hunk.lines().get(4)).isEqualTo(new Line(Kind.ADDED, 0, 10, "10 new", false));
            assertThat(hunk.lines().getLast()).isEqualTo(new Line(Kind.CONTEXT, 13, 13, "13", false));
        });
        assertThat(shown.truncated()).isFalse();
    }

    @Test
    void changesWhoseContextsMeetAreOneHunkAndOthersAreNot() {
        assertThat(changed(100, 5, 12).hunks()).extracting(HunksTest::header).containsExactly("-2,14 +2,14");
        assertThat(changed(100, 5, 13).hunks())
                .extracting(HunksTest::header)
                .containsExactly("-2,7 +2,7", "-10,7 +10,7");
    }

    @Test
    void theFirstAndTheLastLineHaveContextOnOneSideOnly() {
        assertThat(changed(100, 1, 20).hunks())
                .extracting(HunksTest::header)
                .containsExactly("-1,4 +1,4", "-17,4 +17,4");
    }

    @Test
    void aNewAndAnEmptiedFileHaveNoLinesOnTheOtherSide() {
        assertThat(shown("", "a\nb\n", 100).hunks()).singleElement().satisfies(hunk -> {
            assertThat(header(hunk)).isEqualTo("-0,0 +1,2");
            assertThat(texts(hunk)).containsExactly("+a", "+b");
        });
        assertThat(shown("a\nb\n", "", 100).hunks())
                .extracting(HunksTest::header)
                .containsExactly("-1,2 +0,0");
    }

    @Test
    void whatIsAboveTheLimitIsCountedAndToldOf() {
        var shown = changed(9, 5, 13);
        assertThat(shown.hunks()).hasSize(2);
        assertThat(shown.hunks().stream().mapToInt(hunk -> hunk.lines().size()).sum())
                .isEqualTo(9);
        assertThat(shown.added()).isEqualTo(2);
        assertThat(shown.removed()).isEqualTo(2);
        assertThat(shown.truncated()).isTrue();
        assertThat(changed(4, 5).truncated()).as("the new line is missing").isTrue();
        assertThat(changed(5, 5).truncated()).as("only context is missing").isFalse();
    }

    @Test
    void aLongLineIsCutAReturnIsHiddenAndAMissingLineEndIsTold() {
        var shown = shown("a\n", "a\n" + "x".repeat(21) + "\r\nend", 100);
        assertThat(shown.hunks().getFirst().lines())
                .containsExactly(
                        new Line(Kind.CONTEXT, 1, 1, "a", false),
                        new Line(Kind.ADDED, 0, 2, "x".repeat(20) + "…", false),
                        new Line(Kind.ADDED, 0, 3, "end", true));
    }
}
