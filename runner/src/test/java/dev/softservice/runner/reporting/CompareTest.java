package dev.softservice.runner.reporting;

import static org.assertj.core.api.Assertions.assertThat;

import dev.softservice.runner.model.Difference;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class CompareTest {
    /** A line each: its sign, and what differs in brackets. */
    private static List<String> compared(String expected, String actual) {
        return Compare.of(new Difference("value", expected, actual)).rows().stream()
                .map(row -> row.sign()
                        + row.parts().stream()
                                .map(part -> part.changed() ? "[" + part.text() + "]" : part.text())
                                .collect(Collectors.joining()))
                .toList();
    }

    @Test
    void showsWhichWordsDiffer() {
        assertThat(compared("Saved by Eva at noon", "Saved by nobody at noon"))
                .containsExactly("−Saved by [Eva] at noon", "+Saved by [nobody] at noon");
        assertThat(compared("200", "500 Internal Server Error")).containsExactly("−200", "+500 Internal Server Error");
        assertThat(compared("a", "")).containsExactly("−a", "+(nothing)");
    }

    @Test
    void showsWhichLinesDifferAndALittleAroundThem() {
        var before = IntStream.range(0, 20).mapToObj(i -> "line " + i).collect(Collectors.joining("\n"));
        var expected = before + "\nname: Eva\n" + before;
        assertThat(compared(expected, expected.replace("Eva", "Adam") + "\nmore"))
                .containsExactly(
                        " …",
                        " line 18",
                        " line 19",
                        "−name: [Eva]",
                        "+name: [Adam]",
                        " line 0",
                        " line 1",
                        " …",
                        " line 18",
                        " line 19",
                        "+more");
    }

    @Test
    void longAndHostileValuesAreBoundedAndCanSteerNothing() {
        var rows = Compare.of(new Difference("\u202eeulav", "\u001b[31ma".repeat(5_000), "x\n".repeat(5_000)));
        assertThat(rows.what()).isEqualTo("\ufffdeulav");
        assertThat(rows.rows()).hasSizeLessThan(310);
        assertThat(rows.rows().toString()).doesNotContain("\u001b", "\u202e").hasSizeLessThan(60_000);
    }
}
