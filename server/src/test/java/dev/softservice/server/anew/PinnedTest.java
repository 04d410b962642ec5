package dev.softservice.server.anew;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class PinnedTest {
    private static final String OLD = "sha256:" + "ab".repeat(32);
    private static final String NEW = "sha256:" + "ef".repeat(32);

    @Test
    void findsWhatIsNamedByTagAndDigest() {
        var text = "FROM --platform=linux/amd64 ghcr.io:443/me/app:1.2@" + OLD + " AS base\nimage: \"nginx:1.22@" + OLD
                + "\"\n";
        assertThat(Pinned.in(text)).isEqualTo(Map.of("ghcr.io:443/me/app:1.2", OLD, "nginx:1.22", OLD));
    }

    @Test
    void leavesAloneWhatHasNoTagOrNoWholeDigest() {
        assertThat(Pinned.in("FROM debian@" + OLD)).isEmpty();
        assertThat(Pinned.in("FROM host:5000/debian@" + OLD)).isEmpty();
        assertThat(Pinned.in("FROM debian:12@" + OLD + "0")).isEmpty();
        assertThat(Pinned.in("@" + OLD)).isEmpty();
        assertThat(Pinned.in("FROM debian:12@sha256:abc")).isEmpty();
    }

    @Test
    void changesNothingButTheDigestsThatAreNewer() {
        var text = "FROM debian:12@" + OLD + " # debian:12 is fine\nFROM nginx:1@" + OLD + "\n";
        assertThat(Pinned.with(text, Map.of("debian:12", NEW)))
                .isEqualTo("FROM debian:12@" + NEW + " # debian:12 is fine\nFROM nginx:1@" + OLD + "\n");
    }
}
