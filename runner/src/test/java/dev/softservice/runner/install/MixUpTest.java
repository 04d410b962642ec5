package dev.softservice.runner.install;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.softservice.manifest.composition.DistroAddress;
import dev.softservice.runner.evidence.AllowedSigners;
import dev.softservice.runner.evidence.SigningKey;
import dev.softservice.runner.install.InstallRefusal.Kind;
import dev.softservice.runner.model.Architecture;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One hub signs two repositories whose manifests have one name, and somebody between it and the user shows one at the other's address, signatures and all. */
class MixUpTest {
    @TempDir
    Path folder;

    private final FakeMachine machine = new FakeMachine();
    private final Quiet quiet = new Quiet();
    private ReleaseShelf ours;
    private ReleaseShelf theirs;
    private HubOverHttp hub;
    private Site site;

    @BeforeEach
    void open() throws IOException {
        var key = SigningKey.generate();
        ours = shelf("samples", key);
        theirs = shelf("mallory", key);
        hub = new HubOverHttp(folder.resolve("hub"));
        hub.allowedSigners =
                AllowedSigners.hub(ReleaseShelf.HUB, key.verifyingKey()).toString();
        site = new Site(new StateFolder(folder.resolve("state")), machine, quiet, Clock.systemUTC());
    }

    private ReleaseShelf shelf(String owner, SigningKey key) throws IOException {
        return new ReleaseShelf(
                Files.createDirectories(folder.resolve("hub").resolve(owner)).resolve("notes"), key);
    }

    @AfterEach
    void close() {
        hub.close();
        ours.close();
        theirs.close();
    }

    private void install(boolean accepted) throws InterruptedException {
        new Installer(site)
                .install(new Installer.Wish(
                        Source.parse(hub.url() + "/samples/notes", folder),
                        Optional.empty(),
                        Map.of(),
                        Optional.empty(),
                        Optional.empty(),
                        accepted));
    }

    private void install() throws InterruptedException {
        install(false);
    }

    private void upgrade(Upgrader.Wish wish) throws InterruptedException {
        new Upgrader(site).upgrade(Optional.empty(), wish);
    }

    private void track() throws InterruptedException {
        upgrade(Upgrader.Wish.TRACKING);
    }

    /** From now on their repository answers at our address, whole: tags, evidence, stable. */
    private void mixUp() throws IOException {
        var address = folder.resolve("hub/samples/notes");
        Files.move(address, folder.resolve("aside"));
        Files.createSymbolicLink(address, folder.resolve("hub/mallory/notes"));
    }

    private void assertRefused(String reason, ThrowingCallable attempt) {
        assertThatThrownBy(attempt).isInstanceOfSatisfying(InstallRefusal.class, refusal -> {
            assertThat(refusal.getMessage())
                    .contains(reason, hub.url() + "/samples/notes", "check the address")
                    .doesNotContain("\n");
            assertThat(refusal.kind()).isEqualTo(Kind.UNTRUSTED);
        });
    }

    @Test
    void aFirstInstallationTakesNoOtherRepositorysRelease() throws Exception {
        ours.release("1.0.0", NotesDistro.files("1.0.0"));
        theirs.release("1.0.0", NotesDistro.files("1.0.0", "# theirs"));
        mixUp();
        assertRefused(
                "notes 1.0.0 is a release of mallory/notes, and samples/notes was asked for; nothing was changed",
                this::install);
        assertThat(machine.calls).isEmpty();
        assertThat(folder.resolve("state/installations/notes/allowed_signers"))
                .as("nothing is pinned on its word")
                .doesNotExist();
    }

    @Test
    void upgradeAndTrackTakeNoOtherRepositorysRelease() throws Exception {
        ours.release("1.0.0", NotesDistro.files("1.0.0"));
        install();
        theirs.release("1.1.0", NotesDistro.files("1.1.0", "# theirs"));
        mixUp();
        var steps = machine.steps();
        var reason = "notes 1.1.0 is a release of mallory/notes, and samples/notes was asked for";
        assertRefused(reason, this::track);
        assertRefused(reason, () -> upgrade(new Upgrader.Wish(Map.of(), true, true)));
        assertThat(machine.steps()).isEqualTo(steps);
        assertThat(machine.running).contains("1.0.0");
    }

    @Test
    void whatIsMadeOfItTakesNoOtherRepositorysRelease() throws Exception {
        theirs.release("1.0.0", NotesDistro.files("1.0.0", "# theirs"));
        mixUp();
        var distros = new GitDistros(() -> folder.resolve("cache"), Clock.systemUTC());
        var address = DistroAddress.of("samples/notes", Optional.of(hub.url())).orElseThrow();
        assertThatThrownBy(() -> distros.releases(address))
                .isInstanceOf(IOException.class)
                .hasMessage(address + ": the tag v1.0.0 is the release 1.0.0 of mallory/notes, not of samples/notes:"
                        + " name the address that it was released at, or take that tag away there");
        var real = DistroAddress.of("mallory/notes", Optional.of(hub.url())).orElseThrow();
        assertThat(distros.releases(real)).hasSize(1);
    }

    @Test
    void anInstalledCompositionTakesNoOtherRepositorysReleaseAsAPart() throws Exception {
        try (var whole = new ComposedHub(folder.resolve("composed"));
                var other = new ReleaseShelf(
                        Files.createDirectories(folder.resolve("composed/mallory"))
                                .resolve("database"),
                        whole.database.key)) {
            whole.notes("1.0.0", ComposedHub.madeOf("v1.0.0", whole.database("1.0.0", "")));
            other.release("1.0.0", NotesDistro.files("1.0.0"));
            Files.move(folder.resolve("composed/samples/database"), folder.resolve("aside"));
            Files.move(folder.resolve("composed/mallory/database"), folder.resolve("composed/samples/database"));
            var wish = Wishes.of(whole.notes);
            assertThatThrownBy(() -> new Installer(site).install(wish))
                    .isInstanceOf(InstallRefusal.class)
                    .hasMessageStartingWith("notes 1.0.0 can't be put together as it was tested: ")
                    .hasMessageNotContaining("\n");
            assertThat(machine.calls).isEmpty();
        }
    }

    @Test
    void aTagUnderAnotherNameIsRefusedByAUse() throws Exception {
        var subject = ours.release("1.0.0", NotesDistro.files("1.0.0"));
        ours.tagRef("v9.0.0", ours.tagObject("1.0.0", subject, "sha256:" + "0".repeat(64), ours.key));
        var distros = new GitDistros(() -> folder.resolve("cache"), Clock.systemUTC());
        var address = DistroAddress.of("samples/notes", Optional.of(hub.url())).orElseThrow();
        assertThatThrownBy(() -> distros.releases(address))
                .hasMessageContaining("the tag v9.0.0 is the release 1.0.0 of samples/notes");
    }

    @Test
    void anOlderReleaseOfTheSameRepositoryStaysRefused() throws Exception {
        var first = ours.release("1.0.0", NotesDistro.files("1.0.0"));
        ours.release("1.1.0", NotesDistro.files("1.1.0"));
        install();
        ours.stable(first);
        assertThatThrownBy(this::track)
                .isInstanceOf(InstallRefusal.class)
                .hasMessageContaining("offers 1.0.0, older than 1.1.0");
    }

    @Test
    void aReleaseOfTheSameNameOnAnotherHubIsRefusedWhereBothKeysAreTrusted() throws Exception {
        ours.release("1.0.0", NotesDistro.files("1.0.0"));
        Files.writeString(folder.resolve("both"), ours.key.publicLine("one key, two hubs"));
        new Installer(site)
                .install(Wishes.of(
                        Source.parse(hub.url() + "/samples/notes", folder), Optional.of(folder.resolve("both"))));
        ours.hub = Optional.of("hub-fedcba9876543210@softservice");
        ours.release("1.1.0", NotesDistro.files("1.1.0"));
        assertRefused(
                "notes 1.1.0 was made by hub-fedcba9876543210@softservice, and what was installed here before by "
                        + ReleaseShelf.HUB,
                this::track);
    }

    @Test
    void aReleaseFromBeforeIsInstalledAndTheUserIsToldWhoseWordItIs() throws Exception {
        ours.hub = Optional.empty();
        ours.release("1.0.0", NotesDistro.files("1.0.0"));
        install();
        assertThat(machine.running).contains("1.0.0");
        assertThat(quiet.heard)
                .contains("notes 1.0.0 does not say which repository it was made in, as releases of older hubs don't:"
                        + " that it is the one asked for is only the word of " + hub.url() + "/samples/notes");

        ours.release("1.1.0", NotesDistro.files("1.1.0"));
        track();
        assertThat(quiet.heard)
                .anyMatch(line -> line.startsWith("notes 1.1.0 does not say which repository")
                        && line.endsWith("it is believed because it continues what is installed here"));

        theirs.hub = Optional.empty();
        theirs.release("1.2.0", NotesDistro.files("1.2.0"));
        mixUp();
        assertRefused("notes 1.2.0 does not continue 1.1.0, which is installed here", this::track);
        assertThat(machine.running).contains("1.1.0");
    }

    @Test
    void onceAReleaseHasSaidWhereItWasMadeNoneThatDoesNotIsTakenAfterIt() throws Exception {
        ours.hub = Optional.empty();
        ours.release("1.0.0", NotesDistro.files("1.0.0"));
        install();
        ours.hub = Optional.of(ReleaseShelf.HUB);
        ours.release("1.1.0", NotesDistro.files("1.1.0"));
        track();
        assertThat(machine.running).contains("1.1.0");
        ours.hub = Optional.empty();
        ours.release("1.2.0", NotesDistro.files("1.2.0"));
        assertRefused("does not say where it was made, and 1.1.0 of samples/notes did", this::track);

        new Uninstaller(site).uninstall(Optional.of("notes"), false);
        assertRefused("does not say where it was made, and 1.1.0 of samples/notes did", this::install);
    }

    @Test
    void aCopyOnDiskIsHeldToWhatItWasAtItsFirstInstallation() throws Exception {
        ours.release("1.0.0", NotesDistro.files("1.0.0"));
        Files.writeString(folder.resolve("hub.pub"), ours.key.publicLine("the hub"));
        new Installer(site).install(Wishes.of(ours.source(), Optional.of(folder.resolve("hub.pub"))));
        theirs.release("1.1.0", NotesDistro.files("1.1.0"));
        mixUp();
        assertThatThrownBy(this::track)
                .isInstanceOf(InstallRefusal.class)
                .hasMessageContaining(
                        "is a release of mallory/notes, and what was installed here before is" + " samples/notes");
    }

    @Test
    void whatWasTestedOnAnotherKindOfMachineIsAskedForOnce() throws Exception {
        ours.release("1.0.0", NotesDistro.files("1.0.0"));
        machine.architecture = Optional.of(new Architecture("arm64"));
        assertThatThrownBy(this::install)
                .isInstanceOf(InstallRefusal.class)
                .hasMessage("notes 1.0.0 asks to run on arm64, while it was tested on amd64 only, which nobody has"
                        + " allowed: add --accept-permissions to allow it");
        assertThat(machine.calls).isEmpty();
        install(true);
        ours.release("1.1.0", NotesDistro.files("1.1.0"));
        track();
        assertThat(machine.running).as("it has been allowed already").contains("1.1.0");
    }
}
