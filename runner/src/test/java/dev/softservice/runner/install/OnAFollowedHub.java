package dev.softservice.runner.install;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A hub over HTTP with the distro samples/notes, a machine in memory that follows it, and a clock that a test moves. */
abstract class OnAFollowedHub {
    static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");

    @TempDir
    Path folder;

    final FakeMachine machine = new FakeMachine();
    final Quiet quiet = new Quiet();
    Instant now = NOON;
    ReleaseShelf shelf;
    HubOverHttp hub;
    Site site;

    @BeforeEach
    void openHub() throws IOException {
        Files.createDirectories(folder.resolve("hub/samples"));
        shelf = new ReleaseShelf(folder.resolve("hub/samples/notes"));
        hub = new HubOverHttp(folder.resolve("hub"));
        InstantSource moving = () -> now;
        site = new Site(new StateFolder(folder.resolve("state")), machine, quiet, moving.withZone(ZoneOffset.UTC));
    }

    @AfterEach
    void closeHub() {
        hub.close();
        shelf.close();
    }

    Upgrader.Outcome track() throws InterruptedException {
        return new Upgrader(site).upgrade(Optional.empty(), Upgrader.Wish.TRACKING);
    }
}
