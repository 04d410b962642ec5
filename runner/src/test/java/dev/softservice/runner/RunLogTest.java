package dev.softservice.runner;

import static org.assertj.core.api.Assertions.assertThat;

import dev.softservice.runner.LogLine.Stream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RunLogTest {
    private final Recording recording = new Recording();

    private RunLog log(long limit) {
        return new RunLog(new Telling(recording, Clock.systemUTC()), limit);
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
    void aSecretAtTheCutOfALongLineIsHidden() {
        var log = log(1 << 20);
        log.mask(Set.of("correct horse"));
        log.output("web", Stream.OUT, bytes("x".repeat((16 << 10) - 5) + "correct horse" + "y".repeat(100_000) + "\n"));
        assertThat(recording.lines).singleElement().satisfies(line -> {
            assertThat(line.text()).hasSizeLessThanOrEqualTo(16 << 10).doesNotContain("corre").endsWith(" more bytes]");
        });
    }

    @Test
    void beyondTheLimitItIsSaidOnceAndCounted() {
        var log = log(10);
        for (int i = 0; i < 5; i++) log.output("web", Stream.OUT, bytes("123456789\n"));
        assertThat(recording.log()).isEqualTo("web OUT 123456789\nrunner ERR the log limit of 0 MiB is reached: what follows is counted and dropped");
        assertThat(log.dropped()).isEqualTo(40);
    }
}
