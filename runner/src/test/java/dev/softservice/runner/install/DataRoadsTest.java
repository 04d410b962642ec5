package dev.softservice.runner.install;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.softservice.runner.evidence.Version;
import dev.softservice.runner.install.InstallRefusal.Kind;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashSet;
import java.util.Optional;
import java.util.OptionalLong;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever happens, nothing that a user has written is lost: somebody writes here whenever the service can be reached. */
class DataRoadsTest {
    private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");
    private static final String DATA = "softservice-notes-data";

    @TempDir
    Path folder;

    private final Quiet quiet = new Quiet();
    private FakeMachine machine = new FakeMachine();
    private Instant now = NOON;
    private int rounds;
    private ReleaseShelf shelf;
    private Site site;

    @BeforeEach
    void open() throws IOException {
        machine = new FakeMachine();
        machine.user = true;
        var place = folder.resolve("round" + rounds++);
        java.nio.file.Files.createDirectories(place);
        shelf = new ReleaseShelf(place.resolve("notes.git"));
        site = new Site(new StateFolder(place.resolve("state")), machine, quiet, clock());
    }

    @AfterEach
    void close() {
        shelf.close();
    }

    private Clock clock() {
        return new Clock() {
            @Override
            public Instant instant() {
                return now;
            }

            @Override
            public ZoneOffset getZone() {
                return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(java.time.ZoneId zone) {
                return this;
            }
        };
    }

    private void install() throws InterruptedException {
        new Installer(site).install(Wishes.of(shelf));
    }

    private Upgrader.Outcome track() throws InterruptedException {
        return new Upgrader(site).upgrade(Optional.empty(), Upgrader.Wish.TRACKING);
    }

    private void upgrade(String version) throws Exception {
        shelf.release(version, NotesDistro.files(version));
        now = now.plusSeconds(3_600);
        track();
    }

    private InstallState state() {
        return site.folders().installation("notes").state().orElseThrow();
    }

    private String data() {
        return machine.volumes.get(DATA);
    }

    private void assertNothingIsLost(String when) {
        assertThat(machine.volumes).as(when).containsOnlyKeys(DATA);
        for (var line : machine.written) assertThat(data()).as(when).contains(line);
    }

    private static void assertRefused(Kind kind, String reason, ThrowingCallable attempt) {
        assertThatThrownBy(attempt).isInstanceOfSatisfying(InstallRefusal.class, refusal -> {
            assertThat(refusal.getMessage()).contains(reason).doesNotContain("\n");
            assertThat(refusal.kind()).isEqualTo(kind);
        });
    }

    /** Returns whether it got that far. */
    private boolean killedAt(int at, ThrowingCallable command) throws Exception {
        machine.revive();
        machine.dieAt = at;
        try {
            command.call();
            return false;
        } catch (FakeMachine.Killed killed) {
            // As it should be.
        } catch (InstallRefusal done) {
            return false;
        } catch (Throwable other) {
            throw new AssertionError("killed at step " + at, other);
        } finally {
            machine.revive();
        }
        // Users who can still get in go on writing.
        if (machine.published && machine.running.isPresent()) {
            machine.written.add("{after " + at + "}");
            machine.volumes.replaceAll((_, data) -> data + "{after " + at + "}");
        }
        return true;
    }

    @Test
    void anUpgradeKilledAtAnyStepAndUsedMeanwhileLosesNothing() throws Exception {
        for (var broken : new String[] {"", "1.1.0"}) {
            int at = 1;
            while (upgradeKilledAt(at, broken)) at++;
            assertThat(at).as("steps that it was killed at").isGreaterThan(9);
        }
    }

    private boolean upgradeKilledAt(int at, String broken) throws Exception {
        close();
        open();
        shelf.release("1.0.0", NotesDistro.files("1.0.0"));
        install();
        shelf.release("1.1.0", NotesDistro.files("1.1.0"));
        machine.broken = broken;
        if (!killedAt(at, this::track)) return false;
        try {
            track();
        } catch (InstallRefusal refusal) {
            assertThat(refusal.kind()).isEqualTo(Kind.FAILED);
        }
        assertNothingIsLost("killed at step " + at + broken);
        assertThat(machine.running).as("step " + at).contains(broken.isEmpty() ? "1.1.0" : "1.0.0");
        assertThat(machine.published).as("step " + at).isTrue();
        assertThat(state().pending()).as("step " + at).isEmpty();
        return true;
    }

    @Test
    void whatIsBeingTriedIsReachedByNobody() throws Exception {
        shelf.release("1.0.0", NotesDistro.files("1.0.0"));
        install();
        shelf.release("1.1.0", NotesDistro.files("1.1.0"));
        machine.revive();
        machine.dieAt = stepOf("started 1.1.0");
        assertThatThrownBy(this::track).isInstanceOf(FakeMachine.Killed.class);
        assertThat(machine.running).contains("1.1.0");
        assertThat(machine.published).isFalse();
        assertThat(state().pending().orElseThrow().phase()).isEqualTo(InstallState.Phase.UPGRADING);
    }

    /** prepare, removing, removed, saving, saved, starting, started: those of an upgrade up to its trial. */
    private static int stepOf(String step) {
        return java.util.List.of(
                                "prepare 1.1.0",
                                "removing",
                                "removed",
                                "saving",
                                "saved",
                                "starting 1.1.0",
                                "started 1.1.0")
                        .indexOf(step)
                + 1;
    }

    @Test
    void aFirstInstallationThatWasKilledAndUsedKeepsWhatWasWrittenWhateverIsInstalledNext() throws Exception {
        for (var broken : new String[] {"", "1.1.0"}) {
            for (int at = 1; at <= 2; at++) {
                close();
                open();
                shelf.release("1.0.0", NotesDistro.files("1.0.0"));
                killedAt(at, this::install);
                shelf.release("1.1.0", NotesDistro.files("1.1.0"));
                machine.broken = broken;
                try {
                    install();
                } catch (InstallRefusal refusal) {
                    assertThat(refusal.getMessage())
                            .contains(at == 2 ? "its data is as it was" : "what had come up was removed again");
                }
                if (at == 2 || broken.isEmpty()) assertNothingIsLost("killed at step " + at + broken);
                assertThat(machine.running.isPresent()).isEqualTo(broken.isEmpty());
            }
        }
    }

    @Test
    void whatAFirstInstallationLeavesThatDoesNotComeUpIsSetAsideAndNotRemoved() throws Exception {
        shelf.release("1.0.0", NotesDistro.files("1.0.0"));
        machine.broken = "1.0.0";
        assertRefused(Kind.FAILED, "what had come up was removed again", this::install);
        assertThat(machine.volumes).isEmpty();
        assertThat(machine.copies.values())
                .singleElement()
                .satisfies(copy -> assertThat(copy.get(DATA))
                        .contains("[touched by 1.0.0]")
                        .contains(machine.written));
        machine.broken = "";
        install();
        assertThat(data()).startsWith("[touched by 1.0.0]");
    }

    @Test
    void settingAsideThatWasKilledIsFinishedAndLosesNothing() throws Exception {
        for (int at = 3; at <= 7; at++) {
            close();
            open();
            shelf.release("1.0.0", NotesDistro.files("1.0.0"));
            machine.broken = "1.0.0";
            killedAt(at, this::install);
            machine.broken = "";
            install();
            var kept = new HashSet<>(machine.written);
            kept.removeIf(line -> data().contains(line)
                    || machine.copies.values().stream()
                            .anyMatch(copy -> copy.getOrDefault(DATA, "").contains(line)));
            assertThat(kept).as("lost after a kill at step " + at).isEmpty();
            assertThat(machine.running).contains("1.0.0");
        }
    }

    @Test
    void anEngineThatDoesNotAnswerInTimeIsNobodysFaultAndTheOldVersionRunsAgain() throws Exception {
        for (var step : new String[] {"removing", "saving", "saved", "starting 1.1.0", "started 1.1.0"}) {
            close();
            open();
            shelf.release("1.0.0", NotesDistro.files("1.0.0"));
            install();
            shelf.release("1.1.0", NotesDistro.files("1.1.0"));
            // Only once: then the engine answers again.
            machine.failing = step;
            machine.failsOnce = true;
            assertRefused(Kind.PLATFORM, "did not answer within 60 s", this::track);
            assertThat(machine.running).as(step).contains("1.0.0");
            assertThat(machine.published).as(step).isTrue();
            assertNothingIsLost(step);
            assertThat(state().pending()).as(step).isEmpty();
            assertThat(state().history().failed()).as(step).isEmpty();
            assertThat(track()).as(step).isInstanceOf(Upgrader.Outcome.class);
        }
    }

    @Test
    void anEngineThatStaysSilentLeavesAStateThatTheNextCommandFinishes() throws Exception {
        shelf.release("1.0.0", NotesDistro.files("1.0.0"));
        install();
        shelf.release("1.1.0", NotesDistro.files("1.1.0"));
        machine.silentAfter = "started 1.1.0";
        assertRefused(Kind.PLATFORM, "softservice repair notes", this::track);
        machine.revive();
        machine.silentAfter = "";
        track();
        assertNothingIsLost("afterwards");
        assertThat(state().pending()).isEmpty();
    }

    @Test
    void aVersionThatRuinsTheDataAndRunsLeavesTheCopyFromBefore() throws Exception {
        shelf.release("1.0.0", NotesDistro.files("1.0.0"));
        install();
        machine.ruinous = "1.1.0";
        upgrade("1.1.0");
        assertThat(machine.running).contains("1.1.0");
        assertThat(data()).startsWith("ruined");
        var copy = state().upkeep().copies().getFirst();
        assertThat(copy.taken().why()).isEqualTo("before 1.1.0");
        assertThat(machine.copies.get(copy.id()).get(DATA)).contains("{0}");
        machine.ruinous = "";
        new Reverter(site).revert(Optional.empty(), new Reverter.Wish(Optional.empty(), true));
        assertThat(machine.running).contains("1.0.0");
        assertThat(data()).startsWith("[touched by 1.0.0]{0}");
        assertThat(machine.copies.values())
                .as("what was written since is kept, too")
                .anyMatch(kept -> kept.get(DATA).startsWith("ruined"));
        assertThat(track())
                .as("its user went back from it, so it is not taken again by itself")
                .isInstanceOf(Upgrader.Passed.class);
    }

    @Test
    void whereThereIsNoSpaceForACopyNothingIsTouched() throws Exception {
        shelf.release("1.0.0", NotesDistro.files("1.0.0"));
        install();
        shelf.release("1.1.0", NotesDistro.files("1.1.0"));
        machine.free = OptionalLong.of(40 << 20);
        int calls = machine.calls.size();
        assertRefused(Kind.PLATFORM, "40 MiB are free where the container engine keeps its data", this::track);
        assertThat(machine.calls.subList(calls, machine.calls.size())).containsExactly("prepare 1.1.0");
        assertThat(state().pending()).isEmpty();
        machine.free = OptionalLong.of(400 << 20);
        now = now.plusSeconds(1_000);
        assertThat(track()).isInstanceOf(Upgrader.Upgraded.class);
    }

    @Test
    void aDiskThatFillsUpWhileSavingStopsTheOldVersionOnlyForAMoment() throws Exception {
        shelf.release("1.0.0", NotesDistro.files("1.0.0"));
        install();
        shelf.release("1.1.0", NotesDistro.files("1.1.0"));
        machine.failing = "saved";
        assertRefused(Kind.PLATFORM, "its data could not be copied", this::track);
        assertThat(machine.running).contains("1.0.0");
        assertThat(machine.published).isTrue();
        assertThat(machine.copies)
                .as("no half copy takes the space that is left")
                .isEmpty();
        assertThat(state().history().failed()).isEmpty();
    }

    @Test
    void theLastTwoCopiesAndThoseOfTheLastWeekAreKept() throws Exception {
        shelf.release("1.0.0", NotesDistro.files("1.0.0"));
        install();
        for (int minor = 1; minor <= 4; minor++) upgrade("1." + minor + ".0");
        assertThat(state().upkeep().copies()).as("all within a week").hasSize(4);
        now = now.plusSeconds(8 * 86_400);
        upgrade("1.5.0");
        assertThat(state().upkeep().copies().stream().map(copy -> copy.version().orElseThrow()))
                .containsExactly(new Version(1, 3, 0), new Version(1, 4, 0));
        assertThat(machine.copies).hasSize(2);
        assertThat(site.folders().installation("notes").releases().toFile().list())
                .as("the way back needs their files")
                .contains("1.3.0", "1.4.0", "1.5.0")
                .doesNotContain("1.0.0");
    }

    @Test
    void copiesKeepWithinTheirShareOfTheDiskAndTheNewestStaysWhateverItTakes() throws Exception {
        shelf.release("1.0.0", NotesDistro.files("1.0.0"));
        install();
        machine.disk = OptionalLong.of(100);
        for (int minor = 1; minor <= 3; minor++) upgrade("1." + minor + ".0");
        assertThat(state().upkeep().copies())
                .singleElement()
                .satisfies(copy -> assertThat(copy.version()).contains(new Version(1, 2, 0)));
        assertThat(machine.copies).hasSize(1);
    }

    @Test
    void goingBackKilledAtAnyStepLosesNeitherTheOldNorTheNewerData() throws Exception {
        int at = 1;
        while (goingBackKilledAt(at)) at++;
        assertThat(at).as("steps that it was killed at").isGreaterThan(8);
    }

    private boolean goingBackKilledAt(int at) throws Exception {
        close();
        open();
        shelf.release("1.0.0", NotesDistro.files("1.0.0"));
        install();
        upgrade("1.1.0");
        upgradeUsed();
        var old = machine.copies.values().iterator().next().get(DATA);
        if (!killedAt(at, () -> new Reverter(site).revert(Optional.empty(), new Reverter.Wish(Optional.empty(), true))))
            return false;
        new Repairer(site).repair(Optional.empty());
        var lost = new HashSet<>(machine.written);
        lost.removeIf(line -> data().contains(line)
                || machine.copies.values().stream()
                        .anyMatch(copy -> copy.get(DATA).contains(line)));
        assertThat(lost).as("lost after a kill at step " + at).isEmpty();
        assertThat(data()).as("step " + at).startsWith(old);
        assertThat(state().pending()).as("step " + at).isEmpty();
        assertThat(machine.running).isPresent();
        return true;
    }

    private void upgradeUsed() {
        machine.written.add("{newer}");
        machine.volumes.replaceAll((_, data) -> data + "{newer}");
    }

    @Test
    void goingBackIsAskedForAndTellsWhatItTakesAway() throws Exception {
        shelf.release("1.0.0", NotesDistro.files("1.0.0"));
        install();
        assertRefused(
                Kind.BAD_INPUT,
                "no copy of its data is kept",
                () -> new Reverter(site).revert(Optional.empty(), new Reverter.Wish(Optional.empty(), true)));
        upgrade("1.1.0");
        assertRefused(
                Kind.BAD_INPUT,
                "--yes",
                () -> new Reverter(site).revert(Optional.empty(), new Reverter.Wish(Optional.empty(), false)));
        assertThat(quiet.heard).anyMatch(line -> line.contains("what was written since 2026-11-22 13:00 UTC"));
        assertThat(machine.running).contains("1.1.0");
        assertRefused(
                Kind.BAD_INPUT,
                "there are 1.0.0",
                () -> new Reverter(site).revert(Optional.empty(), new Reverter.Wish(Optional.of("0.9.0"), true)));
    }
}
