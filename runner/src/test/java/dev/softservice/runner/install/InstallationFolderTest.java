package dev.softservice.runner.install;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.softservice.manifest.model.Permission.OfTheMachine;
import dev.softservice.manifest.model.Permissions;
import dev.softservice.runner.OtherProcess;
import dev.softservice.runner.evidence.Evidence;
import dev.softservice.runner.evidence.Origin;
import dev.softservice.runner.evidence.Subject;
import dev.softservice.runner.evidence.Version;
import dev.softservice.runner.install.InstallState.Failure;
import dev.softservice.runner.install.InstallState.Installed;
import dev.softservice.runner.install.InstallState.Phase;
import dev.softservice.runner.install.InstallState.Place;
import dev.softservice.runner.model.Architecture;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InstallationFolderTest {
    private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");
    private static final Place PLACE = new Place(
            "notes",
            new Source("https://hub.example.org/a/notes", Optional.of("https://hub.example.org")),
            "127.0.0.1");

    @TempDir
    Path root;

    private InstallationFolder folder = new InstallationFolder(Path.of("unset"));

    @BeforeEach
    void open() {
        folder = new StateFolder(root).installation("notes");
    }

    private static InstallState full() {
        var installed = new Installed(
                "notes",
                new Version(1, 2, 3),
                new Subject("a".repeat(40), "b".repeat(40)),
                new Permissions(
                        true,
                        List.of("NET_RAW"),
                        true,
                        List.of("/dev/dri", "/dev/net/tun"),
                        List.of("/", "/sys"),
                        List.of(OfTheMachine.NETWORK, OfTheMachine.PRIVILEGED)),
                List.of("http"),
                new Evidence.Composition(
                        List.of(new Evidence.Used(
                                "shop.database",
                                "https://hub.example.org/samples/postgresql",
                                "v15.0.2",
                                new Subject("d".repeat(40), "e".repeat(40)))),
                        Map.of("web", "nginx@sha256:" + "f".repeat(64)),
                        Map.of("debian:bookworm-slim", "sha256:" + "9".repeat(64))),
                ImagesFrom.RELEASE,
                NOON);
        return InstallState.fresh(PLACE)
                .with(Map.of("key", "s3cret \"quoted\"\n"))
                .running(installed)
                .seen(
                        new Version(1, 3, 0),
                        Optional.of(new Origin(
                                "hub-0123456789abcdef@softservice",
                                "samples/notes",
                                new Version(1, 3, 0),
                                Optional.of(new Architecture("amd64")))))
                .failed(new Failure(
                        new Version(1, 3, 0),
                        "c".repeat(40),
                        "web is not healthy",
                        NOON,
                        Optional.of(NOON.plusSeconds(60))))
                .failed(new Failure(
                        new Version(1, 2, 9), "9".repeat(40), "you went back from it", NOON, Optional.empty()))
                .with(new Upkeep(
                        List.of(new DataCopy(
                                "20261122T120000Z",
                                Optional.of(installed),
                                Map.of("key", "older"),
                                new DataCopy.Taken(NOON, "before 1.3.0"),
                                4711,
                                true)),
                        new Keeping(3, 14, 10),
                        Optional.of(new Trouble(InstallRefusal.Kind.PLATFORM, "the disk is full", NOON, NOON, 2)),
                        Optional.of(NOON),
                        true))
                .doing(Phase.GOING_BACK, new Version(1, 2, 3), NOON, "20261122T120000Z");
    }

    @Test
    void whatIsSavedComesBackWhole() {
        assertThat(folder.state()).isEmpty();
        folder.save(full());
        assertThat(folder.state()).contains(full());
        folder.save(InstallState.fresh(PLACE));
        assertThat(folder.state()).contains(InstallState.fresh(PLACE));
    }

    @Test
    void whatWasSavedBeforeCompositionsWereKeptIsReadAsStandingAlone() {
        var older = StateJson.write(full())
                .replaceAll("(?s)\\s*\"uses\" : \\[.*?],", "")
                .replaceAll("(?s),\\s*\"(images|bases)\" : \\{.*?}", "");
        assertThat(older).doesNotContain("uses").doesNotContain("images").doesNotContain("bases");
        assertThat(StateJson.read(older).current().orElseThrow().composition())
                .isEqualTo(new Evidence.Composition(List.of(), Map.of()));
    }

    @Test
    void whatWasSavedBeforeCopiesWereKeptIsReadAsHavingNone() {
        var older = StateJson.write(InstallState.fresh(PLACE)).replaceAll("(?s),\\s*\"upkeep\" : .*", "\n}");
        assertThat(older).doesNotContain("upkeep");
        assertThat(StateJson.read(older).upkeep()).isEqualTo(Upkeep.NONE);
    }

    @Test
    void secretsAreOnlyForTheirOwner() throws Exception {
        folder.save(full());
        var state = root.resolve("installations/notes/state.json");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(state)))
                .isEqualTo("rw-------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(state.getParent())))
                .isEqualTo("rwx------");
        try (var files = Files.list(state.getParent())) {
            assertThat(files.map(file -> file.getFileName().toString())).containsExactly("state.json");
        }
    }

    @Test
    void aDamagedStateIsRefusedAndNeverTakenForNone() throws Exception {
        folder.save(full());
        var state = root.resolve("installations/notes/state.json");
        var whole = Files.readString(state);
        String[] damaged = {
            "",
            "{}",
            "[]",
            whole.substring(0, whole.length() / 2),
            whole.replace("1.2.3", "latest"),
            whole.replace("GOING_BACK", "FLYING"),
            whole.replace("a".repeat(40), "HEAD"),
            "\0".repeat(100)
        };
        for (var text : damaged) {
            Files.writeString(state, text);
            assertThatThrownBy(() -> folder.state())
                    .as(text)
                    .isInstanceOfSatisfying(
                            InstallRefusal.class,
                            refusal -> assertThat(refusal.getMessage())
                                    .contains("state.json")
                                    .doesNotContain("\n"));
        }
        Files.write(state, new byte[] {(byte) 0xff, (byte) 0xfe});
        assertThatThrownBy(() -> folder.state()).isInstanceOf(InstallRefusal.class);
    }

    /** A status that somebody asks for meanwhile fetches the hub's word into the same repository, and holds no lock. */
    @Test
    void whatIsJustBeingWrittenIsNoPartOfABackup() throws Exception {
        var repository = folder.repository();
        for (var file : List.of(
                "HEAD",
                "refs/heads/stable",
                "refs/heads/stable.lock",
                "objects/ab/cdef",
                "objects/ab/noz123.tmp",
                "objects/pack/pack-1.pack",
                "objects/pack/incoming_1.pack")) {
            Files.createDirectories(repository.resolve(file).getParent());
            Files.writeString(repository.resolve(file), file);
        }
        assertThat(folder.kept())
                .map(file -> repository.relativize(file).toString())
                .containsExactly("HEAD", "objects/ab/cdef", "objects/pack/pack-1.pack", "refs/heads/stable");
    }

    @Test
    void onlyOneAtATimeWorksOnAnInstallation() {
        try (var _ = folder.lock()) {
            assertThatThrownBy(() -> folder.lock())
                    .isInstanceOf(InstallRefusal.class)
                    .hasMessageContaining("another softservice");
        }
        folder.lock().close();
    }

    @Test
    void aSecondThreadThatAsksIsRefusedAndLeavesTheLockStandingForOtherProcesses() throws Exception {
        try (var _ = folder.lock();
                var others = Executors.newVirtualThreadPerTaskExecutor()) {
            assertThat(others.submit(
                            () -> assertThatThrownBy(() -> folder.lock()).isInstanceOf(InstallRefusal.class)))
                    .succeedsWithin(Duration.ofSeconds(30));
            assertThat(OtherProcess.attempt(root.resolve("installations/notes/lock")))
                    .isEqualTo("refused");
        }
        assertThat(OtherProcess.attempt(root.resolve("installations/notes/lock")))
                .isEqualTo("held");
    }

    @Test
    void whoUninstallsHoldsItToTheEndAndTheNextInstallationHasALockOfItsOwn() throws Exception {
        try (var _ = folder.lock()) {
            folder.forget();
            try (var _ = folder.lock()) {
                assertThat(OtherProcess.attempt(root.resolve("installations/notes/lock")))
                        .isEqualTo("refused");
            }
        }
        assertThat(OtherProcess.attempt(root.resolve("installations/notes/lock")))
                .isEqualTo("held");
    }

    @Test
    void whereItIsKeptFollowsTheUser() {
        assertThat(StateFolder.of(Map.of("SOFTSERVICE_HOME", "mine"), root, "root")
                        .root())
                .isEqualTo(root.resolve("mine"));
        assertThat(StateFolder.of(Map.of("HOME", "/home/eva"), root, "root").root())
                .isEqualTo(Path.of("/var/lib/softservice"));
        assertThat(StateFolder.of(Map.of("HOME", "/home/eva"), root, "eva").root())
                .isEqualTo(Path.of("/home/eva/.local/share/softservice"));
        assertThatThrownBy(() -> StateFolder.of(Map.of(), root, "eva"))
                .isInstanceOf(InstallRefusal.class)
                .hasMessageContaining("SOFTSERVICE_HOME");
    }

    @Test
    void aNameThatIsMissingIsAnsweredWithThoseThatThereAre() {
        assertThatThrownBy(() -> new StateFolder(root).existing(Optional.empty()))
                .hasMessageContaining("nothing is installed");
        folder.save(full());
        assertThat(new StateFolder(root).existing(Optional.empty()).name()).isEqualTo("notes");
        assertThatThrownBy(() -> new StateFolder(root).existing(Optional.of("wiki")))
                .hasMessageContaining("there are notes");
        assertThatThrownBy(() -> new StateFolder(root).installation("../../etc"))
                .isInstanceOf(InstallRefusal.class);
    }
}
