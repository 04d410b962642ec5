package dev.softservice.runner.climb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.softservice.runner.Recording;
import dev.softservice.runner.model.LogLine;
import dev.softservice.runner.model.LogLine.Stream;
import dev.softservice.runner.stop.Stop;
import dev.softservice.runner.stop.StopReason.Flooded;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RunLogTest {
    private final Recording recording = new Recording();
    private final Stop stop = new Stop();

    private RunLog log(long limit) {
        return new RunLog(new Telling(recording, Clock.systemUTC(), stop), limit, stop);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void linesAreJoinedAcrossChunksForEachSourceAndStream() {
        var log = log(1000);
        log.output("web", Stream.OUT, bytes("hel"));
        log.output("db", Stream.OUT, bytes("ready\n"));
        log.output("web", Stream.ERR, bytes("oops\n"));
        log.output("web", Stream.OUT, bytes("lo\nopen"));
        log.output("web", Stream.OUT, new byte[0]);
        assertThat(recording.log()).isEqualTo("db OUT ready\nweb ERR oops\nweb OUT hello\nweb OUT open");
    }

    @Test
    void aCharacterCutInTwoIsWholeAndABrokenOneIsMarked() {
        var log = log(1000);
        var umlaut = bytes("ü\n");
        log.output("web", Stream.OUT, new byte[] {umlaut[0]});
        log.output("web", Stream.OUT, new byte[] {umlaut[1], '\n', (byte) 0xff, '\n'});
        assertThat(recording.log()).isEqualTo("web OUT ü\nweb OUT \ufffd");
    }

    @Test
    void whatATerminalWouldOverwriteStaysReadable() {
        var log = log(1000);
        log.output("web", Stream.OUT, bytes("10%\r20%\rdone\r"));
        log.output("web", Stream.OUT, bytes("\nnext\r\n"));
        assertThat(recording.log()).isEqualTo("web OUT 10%\nweb OUT 20%\nweb OUT done\nweb OUT next");
    }

    @Test
    void aSecretSplitOverTwoWritesIsHidden() {
        var log = log(1000);
        log.mask(Set.of("correct horse"));
        log.output("web", Stream.OUT, bytes("pass=correct h"));
        log.output("web", Stream.OUT, bytes("orse!\n"));
        assertThat(recording.log()).isEqualTo("web OUT pass=[secret]!");
    }

    @Test
    void aSecretInWhoseMiddleStandsWhatATerminalDoesNotShowIsHidden() {
        var log = log(1000);
        log.mask(Set.of("correct horse"));
        log.output("web", Stream.OUT, bytes("pass=correct\u001b[0m ho\u0000r\u202ese!\n"));
        log.say("pass=correct\u0007 horse");
        assertThat(recording.log()).isEqualTo("web OUT pass=[secret]!\nrunner OUT pass=[secret]");
    }

    @Test
    void aSecretAtTheCutOfALongLineIsHidden() {
        var log = log(1 << 20);
        log.mask(Set.of("correct horse"));
        log.output("web", Stream.OUT, bytes("x".repeat((16 << 10) - 5) + "correct horse" + "y".repeat(100_000) + "\n"));
        assertThat(recording.lines).singleElement().satisfies(line -> {
            assertThat(line.text())
                    .hasSizeLessThanOrEqualTo(16 << 10)
                    .doesNotContain("corre")
                    .endsWith(" more bytes]");
        });
    }

    @Test
    void aLineOfAHundredMegabytesIsCutAndCostsNoMemory() {
        var log = log(1 << 20);
        var chunk = bytes("x".repeat(1 << 16));
        for (int i = 0; i < 1_600; i++) log.output("web", Stream.OUT, chunk);
        log.output("web", Stream.OUT, bytes("\nnext\n"));
        assertThat(recording.lines).extracting(LogLine::text).hasSize(2).last().isEqualTo("next");
        assertThat(recording.lines.getFirst().text())
                .hasSizeLessThanOrEqualTo(16 << 10)
                .endsWith("x… [" + ((1_600L << 16) - (16 << 10)) + " more bytes]");
    }

    @Test
    void aMillionLinesAreTakenWithinSecondsAndTheNoiseOfOneSourceHidesNoOther() {
        var texts = new ArrayList<String>();
        var counting = new Recording() {
            @Override
            public void log(LogLine line) {
                texts.add(line.text());
            }
        };
        var log = new RunLog(new Telling(counting, Clock.systemUTC(), stop), 8 << 20, stop);
        log.mask(Set.of("correct horse", "battery staple"));
        var chunk = bytes("0123456789\n".repeat(5_000));
        log.output("db", Stream.OUT, bytes("ready\n"));
        assertTimeoutPreemptively(Duration.ofSeconds(20), () -> {
            for (int i = 0; i < 200; i++) log.output("web", Stream.OUT, chunk);
        });
        assertThat(texts.getFirst()).isEqualTo("ready");
        assertThat(texts.stream().mapToLong(text -> text.length() + 1L).sum()).isLessThan((8L << 20) + 200);
        assertThat(log.dropped()).isGreaterThan(2_000_000);
    }

    @Test
    void nulAndBytesThatAreNoTextLeaveALineThatIsOne() {
        var log = log(1000);
        log.output("web", Stream.OUT, new byte[] {
            'a',
            0,
            'b',
            (byte) 0xed,
            (byte) 0xa0,
            (byte) 0x80,
            (byte) 0xc0,
            (byte) 0xaf,
            'c',
            (byte) 0x9b,
            '3',
            '1',
            'm',
            '\n'
        });
        assertThat(recording.lines)
                .singleElement()
                .satisfies(line -> assertThat(line.text()).matches("ab\ufffd+c\ufffd31m"));
    }

    @Test
    void beyondTheLimitItIsSaidOnceAndCounted() {
        var log = log(10);
        for (int i = 0; i < 5; i++) log.output("web", Stream.OUT, bytes("123456789\n"));
        assertThat(recording.log())
                .isEqualTo("web OUT 123456789\n"
                        + "runner ERR the log limit of 0 MiB is reached: what follows is counted and dropped");
        assertThat(log.dropped()).isEqualTo(40);
        assertThat(stop.reason()).isEmpty();
    }

    @Test
    void whoGoesOnAndOnEndsTheRunOnceAndIsNamed() {
        var log = log(1 << 20);
        log.output("db", Stream.OUT, new byte[5 << 20]);
        for (int i = 0; i < 30; i++) log.output("web", Stream.ERR, bytes("123456789\n".repeat(100_000)));
        assertThat(stop.reason().map(Flooded.class::cast).orElseThrow().sentence())
                .matches("the run met its log limit of 16 MiB \\(1\\d MiB of it from web\\)");
    }

    @Test
    void shortLinesWithoutEndEndItLongBeforeTheyAreManyBytes() {
        var log = log(2 << 20);
        for (int i = 0; i < 200; i++) log.output("db", Stream.OUT, bytes("x".repeat(15_999) + "\n"));
        var line = bytes("\n");
        for (int i = 0; i < 3_999_800; i++) log.output("web", Stream.ERR, line);
        assertThat(stop.reason()).isEmpty();
        for (int i = 0; i < 5; i++) log.output("web", Stream.ERR, line);
        assertThat(stop.reason())
                .contains(new Flooded("the run met its log limit of 4 million lines (3999801 of them from web)"));
    }
}
