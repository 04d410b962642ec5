package dev.softservice.runner.remote;

import static org.assertj.core.api.Assertions.assertThat;

import dev.softservice.runner.wire.Messages;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a runner keeps on its machine. */
class RunnerFolderTest {
    private static final URI HUB = URI.create("https://hub.example.org");

    @TempDir
    Path temporary;

    @Test
    void whoItIsIsKnownAfterAStartAndReadByNobodyElse() throws Exception {
        var place = temporary.resolve("runner");
        String fingerprint;
        try (var folder = RunnerFolder.open(place, Clock.systemUTC())) {
            assertThat(folder.isKnownAt(HUB)).isFalse();
            folder.remember(HUB, "north", new Messages.Registered(3, "a-secret", "hub1"));
            fingerprint = folder.key().fingerprint();
        }
        for (var file : new String[] {"runner.json", "key"})
            assertThat(Files.getPosixFilePermissions(place.resolve(file)))
                    .as(file)
                    .isEqualTo(PosixFilePermissions.fromString("rw-------"));
        try (var folder = RunnerFolder.open(place, Clock.systemUTC())) {
            assertThat(folder.isKnownAt(HUB)).isTrue();
            assertThat(folder.isKnownAt(URI.create("https://other.example.org")))
                    .isFalse();
            assertThat(folder.secret()).isEqualTo("a-secret");
            assertThat(folder.label()).isEqualTo("hub1-3");
            assertThat(folder.key().fingerprint()).isEqualTo(fingerprint);
        }
    }

    @Test
    void withoutRoomNoRunIsBegun() throws Exception {
        try (var folder = RunnerFolder.open(temporary.resolve("runner"), Clock.systemUTC())) {
            assertThat(folder.trouble(0)).isEmpty();
            assertThat(folder.trouble(Long.MAX_VALUE))
                    .hasValueSatisfying(line -> assertThat(line).contains("is free in", "make room"));
        }
    }
}
