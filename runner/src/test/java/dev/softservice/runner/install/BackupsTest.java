package dev.softservice.runner.install;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.softservice.runner.install.InstallRefusal.Kind;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One installation as one file, which another machine can take. */
class BackupsTest {
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-11-22T12:00:00Z"), ZoneOffset.UTC);
    private static final String DATA = "softservice-notes-data";

    @TempDir
    Path folder;

    private final Quiet quiet = new Quiet();
    private FakeMachine machine = new FakeMachine();
    private ReleaseShelf shelf;
    private Site site;

    @BeforeEach
    void open() throws Exception {
        shelf = new ReleaseShelf(folder.resolve("notes.git"));
        site = new Site(new StateFolder(folder.resolve("state")), machine, quiet, CLOCK);
        shelf.release("1.0.0", NotesDistro.files("1.0.0"));
        new Installer(site).install(Wishes.of(shelf, Map.of("port", "18077")));
        write("precious");
    }

    @AfterEach
    void close() {
        shelf.close();
    }

    private void write(String line) {
        machine.volumes.replaceAll((_, data) -> data + "{" + line + "}");
    }

    private Path backup() throws InterruptedException {
        return new Backups(site)
                .backup(Optional.empty(), Optional.of(folder.resolve("notes.softservice")), folder)
                .file();
    }

    private InstallState restore(Path file, String name, boolean agreed) throws InterruptedException {
        return new Backups(site).restore(file, name.isEmpty() ? Optional.empty() : Optional.of(name), agreed);
    }

    private void anotherMachine() {
        machine = new FakeMachine();
        site = new Site(new StateFolder(folder.resolve("other")), machine, quiet, CLOCK);
    }

    private InstallState state() {
        return site.folders().installation("notes").state().orElseThrow();
    }

    @Test
    void aBackupIsTakenWhileNothingRunsAndEverythingRunsAgain() throws Exception {
        var file = backup();
        assertThat(machine.running).contains("1.0.0");
        assertThat(machine.published).isTrue();
        assertThat(machine.copies).as("the copy was for the file only").isEmpty();
        assertThat(state().pending()).isEmpty();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .as("it holds passwords")
                .isEqualTo("rw-------");
        assertThat(folder.resolve("notes.softservice.part")).doesNotExist();
        var named = new Backups(site).backup(Optional.empty(), Optional.empty(), folder);
        assertThat(named.file()).isEqualTo(folder.resolve("notes-1.0.0-20261122T120000Z.softservice"));
    }

    @Test
    void anotherMachineTakesItWithDataSettingsAndPasswords() throws Exception {
        var before = state();
        var file = backup();
        anotherMachine();
        var state = restore(file, "", false);
        assertThat(machine.running).contains("1.0.0");
        assertThat(machine.volumes.get(DATA)).contains("{precious}");
        assertThat(state.parameters()).isEqualTo(before.parameters()).containsEntry("port", "18077");
        shelf.release("1.1.0", NotesDistro.files("1.1.0"));
        assertThat(new Upgrader(site).upgrade(Optional.empty(), Upgrader.Wish.TRACKING))
                .as("it follows the same hub with the same key")
                .isInstanceOf(Upgrader.Upgraded.class);
    }

    @Test
    void aMachineThatCannotHaveTheImagesNowIsLeftAsItIs() throws Exception {
        var file = backup();
        anotherMachine();
        machine.unbuildable = "1.0.0";
        assertThatThrownBy(() -> restore(file, "", false))
                .isInstanceOfSatisfying(
                        InstallRefusal.class,
                        refusal -> assertThat(refusal.kind()).isEqualTo(Kind.PLATFORM))
                .hasMessageContaining("nothing was changed");
        assertThat(machine.volumes).isEmpty();
        assertThat(site.folders().names()).isEmpty();
    }

    @Test
    void underAnotherNameItStandsBesideTheFirst() throws Exception {
        var file = backup();
        anotherMachine();
        restore(file, "second", false);
        assertThat(machine.volumes).containsOnlyKeys("softservice-second-data");
        assertThat(site.folders().names()).containsExactly("second");
    }

    @Test
    void whatIsHereMakesWayOnlyIfThatIsWantedAndIsKept() throws Exception {
        var file = backup();
        write("newer");
        assertThatThrownBy(() -> restore(file, "", false)).hasMessageContaining("add --yes");
        assertThat(machine.volumes.get(DATA)).contains("{newer}");
        restore(file, "", true);
        assertThat(machine.volumes.get(DATA)).contains("{precious}").doesNotContain("{newer}");
        assertThat(machine.copies.values())
                .singleElement()
                .satisfies(copy -> assertThat(copy.get(DATA)).contains("{newer}"));
        new Reverter(site).revert(Optional.empty(), new Reverter.Wish(Optional.empty(), true));
        assertThat(machine.volumes.get(DATA)).contains("{newer}");
    }

    @Test
    void restoringKilledAtAnyStepLosesNothing() throws Exception {
        var file = backup();
        write("newer");
        boolean killed = true;
        int at = 1;
        for (; killed; at++) {
            machine.revive();
            machine.dieAt = at;
            try {
                restore(file, "", true);
                killed = false;
            } catch (FakeMachine.Killed kill) {
                machine.revive();
                new Repairer(site).repair(Optional.empty());
                assertThat(machine.running).as("step " + at).contains("1.0.0");
                assertThat(state().pending()).as("step " + at).isEmpty();
                assertThat(machine.volumes.get(DATA)).as("step " + at).contains("{precious}");
                assertThat(machine.volumes.get(DATA).contains("{newer}")
                                || machine.copies.values().stream()
                                        .anyMatch(copy -> copy.get(DATA).contains("{newer}")))
                        .as("step " + at)
                        .isTrue();
                if (!machine.volumes.get(DATA).contains("{newer}")) write("newer");
            }
        }
        assertThat(at).isGreaterThan(8);
    }

    @Test
    void aFileThatIsNoWholeBackupIsRefusedInOneLine() throws Exception {
        var bytes = Files.readAllBytes(backup());
        var flipped = bytes.clone();
        // In the middle is what the first entries hold.
        flipped[bytes.length / 3] ^= 1;
        byte[][] wrong = {
            {},
            "no archive".getBytes(StandardCharsets.UTF_8),
            Arrays.copyOf(bytes, bytes.length / 2),
            Arrays.copyOf(bytes, bytes.length - 1),
            flipped
        };
        anotherMachine();
        for (int i = 0; i < wrong.length; i++) {
            var file = folder.resolve("wrong" + i);
            Files.write(file, wrong[i]);
            assertThatThrownBy(() -> restore(file, "", true))
                    .as("number " + i)
                    .isInstanceOfSatisfying(InstallRefusal.class, refusal -> {
                        assertThat(refusal.kind()).isEqualTo(Kind.BAD_INPUT);
                        assertThat(refusal.getMessage())
                                .contains(file.toString())
                                .doesNotContain("\n");
                    });
        }
        assertThatThrownBy(() -> restore(folder.resolve("nowhere"), "", true)).hasMessageContaining("no such file");
        assertThat(machine.calls).isEmpty();
        assertThat(site.folders().names()).isEmpty();
    }

    @Test
    void aBackupIsVerifiedWithoutTouchingWhatIsInstalled() throws Exception {
        var file = backup();
        int calls = machine.calls.size();
        assertThat(new Backups(site).verify(file).version()).hasToString("1.0.0");
        assertThat(machine.calls.subList(calls, machine.calls.size()))
                .singleElement()
                .asString()
                .matches("trying ss-[0-9a-f]{8}-verify-.*");
        machine.broken = "1.0.0";
        assertThatThrownBy(() -> new Backups(site).verify(file))
                .hasMessageContaining("is not well: web is not healthy");
        assertThat(folder.resolve("state/unpacked").toFile().list())
                .as("nothing is left but the lock")
                .containsExactly("lock");
    }

    @Test
    void whatCannotBeWrittenStopsNothing() throws Exception {
        var nowhere = folder.resolve("no/such/folder/file");
        assertThatThrownBy(() -> new Backups(site).backup(Optional.empty(), Optional.of(nowhere), folder))
                .isInstanceOfSatisfying(
                        InstallRefusal.class,
                        refusal -> assertThat(refusal.kind()).isEqualTo(Kind.PLATFORM));
        assertThat(machine.running).contains("1.0.0");
        assertThat(machine.copies).isEmpty();
        machine.free = OptionalLong.of(1 << 20);
        assertThatThrownBy(this::backup).hasMessageContaining("1.0.0 was left running");
    }

    @Test
    void scheduledBackupsAreMadeWhenItIsTimeAndTheNewestAreKept() throws Exception {
        var place = folder.resolve("backups");
        Files.createDirectories(place);
        Files.writeString(place.resolve("notes-of-my-own.softservice"), "not one of these");
        var plan = new ScheduledBackups.Plan(place, java.time.Duration.ofDays(1), 2);
        for (int hour = 0; hour < 96; hour += 12) {
            var now = CLOCK.instant().plus(java.time.Duration.ofHours(hour));
            var later = new Site(site.folders(), machine, quiet, Clock.fixed(now, ZoneOffset.UTC));
            assertThat(new ScheduledBackups(later, plan).look("notes").isPresent())
                    .as("after " + hour + " hours")
                    .isEqualTo(hour % 24 == 0);
        }
        assertThat(place.toFile().list())
                .containsExactlyInAnyOrder(
                        "notes-of-my-own.softservice",
                        "notes-1.0.0-20261124T120000Z.softservice",
                        "notes-1.0.0-20261125T120000Z.softservice");
    }

    @Test
    void anotherDistroIsNotPutInItsPlace() throws IOException, InterruptedException {
        var file = backup();
        Files.createDirectories(folder.resolve("elsewhere"));
        var other = new ReleaseShelf(folder.resolve("elsewhere/notes.git"));
        other.release("1.0.0", NotesDistro.files("1.0.0"));
        anotherMachine();
        new Installer(site).install(Wishes.of(other));
        assertThatThrownBy(() -> restore(file, "", true)).hasMessageContaining("--name");
        other.close();
    }
}
