package dev.softservice.server.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.softservice.server.scenario.OutcomeFileVerifier;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImageUseTest {
    private static final Instant BEGIN = Instant.parse("2026-03-01T12:00:00Z");

    @TempDir
    Path folder;

    private ImageUse day(int day) {
        return new ImageUse(
                folder.resolve("images"),
                Duration.ofDays(14),
                Clock.fixed(BEGIN.plus(Duration.ofDays(day)), ZoneOffset.UTC));
    }

    private static String id(String digit) {
        return "sha256:" + digit.repeat(64);
    }

    @Test
    void anImageGoesOnceNoRunHasUsedItForSoManyDays() {
        var engine = new OutcomeFileVerifier();
        engine.images.addAll(List.of(id("a"), id("b")));
        day(0).used(List.of(id("a"), id("b"), "debian@" + id("c")));
        day(10).used(List.of(id("b")));
        assertThat(day(14).collect(engine)).isZero();
        assertThat(day(15).collect(engine)).isOne();
        assertThat(engine.images).containsExactly(id("b"));
        assertThat(day(25).collect(engine)).isOne();
        assertThat(folder.resolve("images")).isEmptyDirectory();
    }

    @Test
    void anImageThatNothingIsKnownOfIsGivenItsDaysFromTheFirstSight() {
        var engine = new OutcomeFileVerifier();
        engine.images.add(id("a"));
        assertThat(day(100).collect(engine)).isZero();
        assertThat(day(114).collect(engine)).isZero();
        assertThat(day(115).collect(engine)).isOne();
    }
}
