package dev.softservice.runner.install;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * One installation's life on a machine in memory: whatever is done to it is killed at a random step, and so is what finishes it, several times over, while
 * somebody writes whenever the service can be reached. {@code -Dkill.rounds} says how many changes, {@code -Dkill.seed} repeats one life.
 */
class KilledAgainAndAgainTest {
    private static final int ROUNDS = Integer.getInteger("kill.rounds", 8);
    private static final long SEED = Long.getLong("kill.seed", System.nanoTime());
    private static final String DATA = "softservice-notes-data";

    @TempDir
    Path folder;

    private final Random random = new Random(SEED);
    private final FakeMachine machine = new FakeMachine();
    private Instant now = Instant.parse("2026-11-22T12:00:00Z");
    private int minor;
    /** Nothing is ever taken out of use but by going back. */
    private boolean wentBack;

    private interface Command {
        void run() throws Exception;
    }

    @Test
    void nothingIsLostAndOneVersionRunsWhateverIsKilled() throws Exception {
        InstantSource moving = () -> now;
        var site = new Site(
                new StateFolder(folder.resolve("state")), machine, new Quiet(), moving.withZone(ZoneOffset.UTC));
        machine.user = true;
        var done = new ArrayList<String>();
        try (var shelf = new ReleaseShelf(folder.resolve("notes.git"))) {
            release(shelf);
            Command install = () -> new Installer(site).install(Wishes.of(shelf));
            untilItHolds(install, install);
            new Settings(site).set(Optional.empty(), Map.of("copies.last", "1000"));
            Command repair = () -> new Repairer(site).repair(Optional.empty());
            for (int round = 0; round < ROUNDS; round++) {
                now = now.plus(Duration.ofHours(1));
                var kind = List.of("track", "broken", "set", "install", "stop", "revert", "backup", "restore")
                        .get(random.nextInt(8));
                done.add(kind);
                machine.broken = "";
                switch (kind) {
                    case "track", "broken" -> {
                        release(shelf);
                        if (kind.equals("broken")) machine.broken = "1." + (minor - 1) + ".0";
                        untilItHolds(
                                () -> new Upgrader(site).upgrade(Optional.empty(), Upgrader.Wish.TRACKING), repair);
                    }
                    case "set" ->
                        untilItHolds(
                                () -> new Settings(site)
                                        .set(Optional.empty(), Map.of("port", "" + (18_000 + random.nextInt(1_000)))),
                                repair);
                    case "install" -> {
                        untilItHolds(
                                () -> new Uninstaller(site).uninstall(Optional.empty(), false),
                                () -> new Uninstaller(site).uninstall(Optional.empty(), false));
                        release(shelf);
                        untilItHolds(install, install);
                    }
                    case "stop" -> untilItHolds(() -> new Repairer(site).restart(Optional.empty()), repair);
                    case "revert" -> {
                        wentBack = true;
                        untilItHolds(
                                () -> new Reverter(site)
                                        .revert(Optional.empty(), new Reverter.Wish(Optional.empty(), true)),
                                repair);
                    }
                    case "backup" -> {
                        var file = folder.resolve("backup-" + round);
                        untilItHolds(
                                () -> new Backups(site).backup(Optional.empty(), Optional.of(file), folder), repair);
                        if (Files.exists(file)) BackupFile.open(file).close();
                        Files.deleteIfExists(file);
                    }
                    default -> {
                        var file = folder.resolve("backup-" + round);
                        new Backups(site).backup(Optional.empty(), Optional.of(file), folder);
                        wentBack = true;
                        untilItHolds(() -> new Backups(site).restore(file, Optional.empty(), true), repair);
                        Files.delete(file);
                    }
                }
                assertRight(site, "seed " + SEED + " after " + done);
            }
        }
    }

    private void release(ReleaseShelf shelf) throws Exception {
        var version = "1." + minor++ + ".0";
        shelf.release(version, NotesDistro.files(version));
    }

    /** Kills a command at a random step, and what finishes it as well, until once it gets to its end. */
    private void untilItHolds(Command command, Command finish) throws Exception {
        boolean held = survives(command, 1 + random.nextInt(14));
        while (!held) held = survives(finish, random.nextBoolean() ? 1 + random.nextInt(8) : Integer.MAX_VALUE);
    }

    private boolean survives(Command command, int dieAt) throws Exception {
        machine.revive();
        machine.dieAt = dieAt;
        try {
            command.run();
            return true;
        } catch (FakeMachine.Killed killed) {
            return false;
        } catch (InstallRefusal refusal) {
            // Of a release that does not come up, or of one that has not even begun: both are answers.
            return refusal.kind() != InstallRefusal.Kind.BAD_INPUT
                    || refusal.getMessage().contains("has not come up yet");
        } finally {
            machine.revive();
        }
    }

    private void assertRight(Site site, String as) {
        var state = site.folders().installation("notes").state().orElseThrow();
        assertThat(state.pending()).as(as).isEmpty();
        assertThat(machine.running)
                .as(as)
                .contains(state.current().orElseThrow().version().toString());
        assertThat(machine.published).as(as).isTrue();
        assertThat(machine.volumes).as(as).containsOnlyKeys(DATA);
        var data = machine.volumes.get(DATA);
        var lost = new ArrayList<>(machine.written);
        lost.removeIf(line -> data.contains(line)
                || (wentBack
                        && machine.copies.values().stream()
                                .anyMatch(copy -> copy.getOrDefault(DATA, "").contains(line))));
        assertThat(lost).as("written and lost: " + as).isEmpty();
    }
}
