package dev.softservice.server.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.softservice.runner.cli.TerminalLook;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TellerTest {
    private final ByteArrayOutputStream written = new ByteArrayOutputStream();
    private final SettableClock clock = new SettableClock();

    private Teller teller(TerminalLook look) {
        return new Teller(new PrintStream(written, true, StandardCharsets.UTF_8), clock, look);
    }

    private List<String> lines() {
        return written.toString(StandardCharsets.UTF_8).lines().toList();
    }

    @Test
    void everyEventIsALineWithItsTimeAndTheSecondsSinceTheBeginning() {
        try (var teller = teller(TerminalLook.PLAIN)) {
            clock.pass(Duration.ofMillis(12_340));
            teller.event("pushed");
            teller.failure("not green");
        }
        assertThat(lines()).hasSize(2);
        assertThat(lines().get(0)).matches("\\d\\d:\\d\\d:\\d\\d +\\+12\\.3 s ✓ pushed");
        assertThat(lines().get(1)).endsWith("✗ not green");
    }

    @Test
    void withoutATerminalProgressIsPlainLinesWithPausesBetween() {
        try (var teller = teller(TerminalLook.PLAIN)) {
            teller.progress("build web: step 1/7");
            teller.progress("build web: step 2/7");
            clock.pass(Duration.ofSeconds(6));
            teller.progress("build web: step 3/7");
            teller.progress("build web: step 3/7");
        }
        assertThat(lines())
                .extracting(line -> line.substring(line.indexOf('…')))
                .containsExactly("… build web: step 1/7", "… build web: step 3/7");
        assertThat(written.toString(StandardCharsets.UTF_8)).doesNotContain("\033", "\r");
    }

    @Test
    void inATerminalProgressIsOneLineThatIsRewrittenAndGoneInTheEnd() {
        try (var teller = teller(TerminalLook.COLOURED)) {
            teller.progress("build web: step 1/7");
            teller.progress("build web: step 2/7");
            teller.event("built");
        }
        var text = written.toString(StandardCharsets.UTF_8);
        assertThat(text).contains("\r\033[K").contains("step 1/7").contains("step 2/7");
        assertThat(text.split("\n")).as("lines that stay").hasSize(2);
        assertThat(text.substring(text.lastIndexOf("step 2/7")))
                .matches("(?s)step 2/7\033\\[\\?7h\r\033\\[K.* built\n\r\033\\[K");
    }

    /** A line that went on in the next row could not be rewritten: pieces of it would stay. */
    @Test
    void inATerminalALongLineIsCutAtItsEdgeAndItsSecondsStandBeforeIt() {
        try (var teller = teller(TerminalLook.LIVE)) {
            teller.progress("build " + "x".repeat(150));
            clock.pass(Duration.ofSeconds(3));
            teller.event("built");
        }
        var drawn = written.toString(StandardCharsets.UTF_8);
        assertThat(drawn)
                .containsPattern("\033\\[\\?7l\\d\\d:\\d\\d:\\d\\d +\\+0\\.0 s ")
                .contains("x\033[?7h")
                .contains("✓ built")
                .doesNotContain("\033[32m");
        assertThat(drawn.indexOf("\033[?7h", drawn.lastIndexOf("\033[?7l")))
                .as("wrapping is on again")
                .isPositive();
    }

    @Test
    void itLooksAsTheTerminalCanAndItsUserWants() {
        assertThat(TerminalLook.of(true, Map.of("TERM", "xterm"))).isEqualTo(TerminalLook.COLOURED);
        assertThat(TerminalLook.of(true, Map.of("TERM", "xterm", "NO_COLOR", "")))
                .isEqualTo(TerminalLook.COLOURED);
        assertThat(TerminalLook.of(true, Map.of("TERM", "xterm", "NO_COLOR", "1")))
                .isEqualTo(TerminalLook.LIVE);
        assertThat(TerminalLook.of(true, Map.of("TERM", "dumb"))).isEqualTo(TerminalLook.PLAIN);
        assertThat(TerminalLook.of(true, Map.of())).isEqualTo(TerminalLook.PLAIN);
        assertThat(TerminalLook.of(false, Map.of("TERM", "xterm"))).isEqualTo(TerminalLook.PLAIN);
    }

    @Test
    void whatContainersSayCannotSteerTheTerminal() {
        try (var teller = teller(TerminalLook.PLAIN)) {
            teller.progress("evil \033[2J\r\n\u202eline");
        }
        assertThat(lines()).singleElement().asString().endsWith("… evil [2J line");
    }

    private static final class SettableClock extends Clock {
        private Instant now = Instant.parse("2026-01-01T12:00:00Z");

        void pass(Duration time) {
            now = now.plus(time);
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return now;
        }
    }
}
