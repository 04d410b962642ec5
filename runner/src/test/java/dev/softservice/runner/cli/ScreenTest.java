package dev.softservice.runner.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a person sees, in a terminal of our own making. */
class ScreenTest {
    private static final List<String> TREE = List.of(
            "⠋ build  41 s",
            "  ├ build web  step 3/7: RUN apt-get install --yes nginx-light",
            "  └ pull nginx:1.27  3 of 60 MB, and then some more");

    @TempDir
    Path folder;

    private Window.Size size = new Window.Size(70, 24);

    private Screen screen(TinyTerminal terminal, Window window) {
        return new Screen(new Shell(folder).inTerminal().world(terminal, new ByteArrayOutputStream()), window);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aResizeInTheMiddleLeavesNoPieceOfTheTreeBehindAndTakesNoLineAway(boolean reflows) {
        for (int narrow : List.of(69, 41, 40, 23, 10)) {
            size = new Window.Size(70, 24);
            var terminal = new TinyTerminal(70, reflows);
            var window = new Window(() -> size, reflows);
            var screen = screen(terminal, window);
            screen.line("one");
            screen.status(TREE);
            terminal.resize(narrow);
            size = new Window.Size(narrow, 24);
            window.resized();
            screen.line("two");
            screen.status(TREE);
            assertThat(terminal.shown().lines())
                    .as("a row for each line at " + narrow)
                    .hasSize(5)
                    .startsWith("one", "two");
            terminal.resize(70);
            size = new Window.Size(70, 24);
            window.resized();
            screen.status(TREE);
            assertThat(terminal.shown().lines())
                    .hasSize(5)
                    .endsWith("  └ pull nginx:1.27  3 of 60 MB, and then some more");
            screen.status("");
            screen.line("three");
            assertThat(terminal.shown()).isEqualTo("one\ntwo\nthree");
        }
    }

    @Test
    void aTerminalThatGotNarrowerThanAnybodyWasToldClipsAndNeverWraps() {
        var terminal = new TinyTerminal(30, false);
        var screen = screen(terminal, new Window(() -> size, false));
        screen.line("one");
        for (int i = 0; i < 3; i++) screen.status(TREE);
        assertThat(terminal.shown().lines()).hasSize(4);
        screen.status("");
        assertThat(terminal.shown()).isEqualTo("one");
        screen.line("a line of its own is wrapped by the terminal, as ever");
        assertThat(terminal.shown().lines()).hasSize(3);
    }

    @Test
    void whatIsTypedMeanwhileIsGoneWithTheTree() {
        var terminal = new TinyTerminal(70, true);
        var screen = screen(terminal, new Window(() -> size, true));
        screen.line("one");
        screen.status("x".repeat(200));
        terminal.echo("^C");
        screen.line("two");
        screen.status("");
        assertThat(terminal.shown()).isEqualTo("one\ntwo");
    }

    @Test
    void lettersOfTwoColumnsAreCountedAsTwoAndNeverCutInHalf() {
        size = new Window.Size(10, 24);
        var terminal = new TinyTerminal(10, true);
        var screen = screen(terminal, new Window(() -> size, true));
        screen.status(List.of("構築しています、少しお待ち", "a構築構築構築", "pages\tand \u001b[31m"));
        assertThat(terminal.shown().replace("\0", "").lines())
                .containsExactly("構築しています、少".substring(0, 4), "a構築構築", "pages and");
        assertThat(Cells.of("e\u0301 ⠋✓│…")).isEqualTo(6);
        assertThat(Cells.of("🚀")).isEqualTo(2);
        assertThat(Cells.cut("🚀🚀", 3)).isEqualTo("🚀");
        assertThat(Cells.fitted("構築中", 5)).isEqualTo("構築…");
        assertThat(Cells.fitted("web", 5)).isEqualTo("web  ");
    }

    @Test
    void aTreeIsNeverHigherThanTheTerminal() {
        size = new Window.Size(40, 5);
        var terminal = new TinyTerminal(40, true);
        var screen = screen(terminal, new Window(() -> size, true));
        screen.status(IntStream.range(0, 12).mapToObj(i -> "task " + i).toList());
        assertThat(terminal.shown()).isEqualTo("task 0\ntask 1\ntask 2\ntask 3");
    }

    @Test
    void aSizeIsAskedForOnceAndAgainWhenTheTerminalWasResized() {
        int[] asked = {0};
        var window = new Window(() -> new Window.Size(40 + asked[0]++, 24), true);
        assertThat(window.size().columns()).isEqualTo(40);
        assertThat(window.size().columns()).isEqualTo(40);
        window.resized();
        assertThat(window.size().columns()).isEqualTo(41);
        assertThat(asked[0]).isEqualTo(2);
    }

    @Test
    void withoutATerminalThereIsNotOneSequence() {
        var out = new ByteArrayOutputStream();
        var screen = new Screen(
                new Shell(folder).with("TERM", "xterm").world(out, new ByteArrayOutputStream()),
                new Window(() -> size, true));
        screen.status(TREE);
        screen.painted(screen.paint(Screen.Colour.RED, "no"));
        screen.status("");
        assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo("no\n");
    }
}
