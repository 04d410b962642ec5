package dev.softservice.runner.install;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.softservice.runner.evidence.Evidence;
import dev.softservice.runner.evidence.Subject;
import dev.softservice.runner.evidence.Version;
import dev.softservice.runner.install.InstallRefusal.Kind;
import dev.softservice.runner.plan.ContainerPlan;
import dev.softservice.runner.plan.ImagePlan;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A distro of distros on an end user's machine. */
class ComposedStoryTest {
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-11-22T12:00:00Z"), ZoneOffset.UTC);

    @TempDir
    Path folder;

    private final FakeMachine machine = new FakeMachine();
    private final Quiet quiet = new Quiet();
    private int hubs;
    private ComposedHub hub;
    private Site site;
    private Source source;

    @BeforeEach
    void open() throws IOException {
        hub = new ComposedHub(folder.resolve("hub" + ++hubs));
        source = hub.notes.source();
        site = new Site(new StateFolder(folder.resolve("state" + hubs)), machine, quiet, CLOCK);
    }

    @AfterEach
    void close() {
        hub.close();
    }

    private Installer.Running install(Map<String, String> settings) throws InterruptedException {
        return install(settings, Building.ASK);
    }

    private Installer.Running install(Map<String, String> settings, Building building) throws InterruptedException {
        return new Installer(site)
                .install(new Installer.Wish(
                        source,
                        Optional.empty(),
                        settings,
                        Optional.empty(),
                        Optional.of(hub.notes.keyFile),
                        false,
                        false,
                        building,
                        false));
    }

    private Upgrader.Outcome track() throws InterruptedException {
        return new Upgrader(site).upgrade(Optional.empty(), Upgrader.Wish.TRACKING);
    }

    private InstallState state() {
        return site.folders().installation("notes").state().orElseThrow();
    }

    /** What was started last, by container name. */
    private ContainerPlan container(String name) {
        return machine.plans.getLast().environment().containers().stream()
                .filter(each -> each.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private String password() {
        return container("database-db").process().environment().get("PASSWORD");
    }

    private String databaseRelease() {
        return container("database-db").process().environment().get("RELEASE");
    }

    private Path releases() {
        return folder.resolve("state" + hubs + "/installations/notes/releases");
    }

    private void installed() throws Exception {
        hub.notes("1.0.0", ComposedHub.madeOf("v1.0.0", hub.database("1.0.0", "")));
        install(Map.of());
    }

    private static void assertRefused(Kind kind, String reason, ThrowingCallable attempt) {
        assertThatThrownBy(attempt).isInstanceOfSatisfying(InstallRefusal.class, refusal -> {
            assertThat(refusal.getMessage()).contains(reason).doesNotContain("\n");
            assertThat(refusal.kind()).isEqualTo(kind);
        });
    }

    @Test
    void isInstalledFromWhatItsEvidenceNamesAndNotFromWhatIsNewest() throws Exception {
        var tested = hub.database("1.0.0", "");
        hub.database("1.5.0", "");
        hub.notes("1.0.0", ComposedHub.madeOf("v1.0.0", tested));
        assertThat(install(Map.of("port", "18099")).addresses()).containsExactly("http://127.0.0.1:18099/");

        assertThat(databaseRelease()).isEqualTo("1.0.0");
        assertThat(container("web").process().environment()).containsEntry("LOGIN", "app:" + password());
        assertThat(machine.volumes).containsOnlyKeys("softservice-notes-data", "softservice-notes-database-data");
        assertThat(quiet.heard)
                .contains("made of database (https://hub.example/samples/database v1.0.0)", "permissions: none");
        assertThat(state().current().orElseThrow().composition().uses())
                .extracting(Evidence.Used::tag)
                .containsExactly("v1.0.0");
        assertThat(releases().resolve("1.0.0+uses").resolve(tested.tree()).resolve("softservice.yaml"))
                .isRegularFile();
        assertThat(new Overview(site).of(Optional.empty(), false))
                .singleElement()
                .satisfies(condition -> assertThat(condition.well()).isTrue());
    }

    @Test
    void aPasswordOfAPartIsMadeOnceAndStaysOverUpgradesAndRestarts() throws Exception {
        installed();
        var password = password();
        assertThat(password).hasSize(24);
        assertThat(state().parameters()).doesNotContainValue(password);
        var seed = folder.resolve("state" + hubs + "/installations/notes/secrets.seed");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(seed)))
                .isEqualTo("rw-------");

        hub.notes("1.1.0", ComposedHub.madeOf("v1.1.0", hub.database("1.1.0", "")));
        assertThat(track()).isEqualTo(new Upgrader.Upgraded("notes", new Version(1, 0, 0), new Version(1, 1, 0)));
        assertThat(databaseRelease()).isEqualTo("1.1.0");
        assertThat(password()).isEqualTo(password);
        assertThat(machine.volumes.get("softservice-notes-database-data"))
                .isEqualTo("[touched by 1.0.0][touched by 1.1.0]");
        try (var kept = Files.list(releases())) {
            assertThat(kept.map(each -> each.getFileName().toString()))
                    .as("those of 1.0.0 belong to the copy of the data")
                    .containsExactlyInAnyOrder("1.0.0", "1.0.0+uses", "1.1.0", "1.1.0+uses");
        }
        new Uninstaller(site).uninstall(Optional.empty(), false);
        install(Map.of());
        assertThat(password()).as("its data knows it by this one").isEqualTo(password);
    }

    @Test
    void twoInstallationsHaveDifferentPasswords() throws Exception {
        installed();
        var password = password();
        machine.running = Optional.empty();
        new Installer(site)
                .install(new Installer.Wish(
                        source,
                        Optional.of("second"),
                        Map.of(),
                        Optional.empty(),
                        Optional.of(hub.notes.keyFile),
                        false));
        assertThat(password()).hasSize(24).isNotEqualTo(password);
    }

    @Test
    void anUpgradeThatDoesNotComeUpGoesBackPartsAndAll() throws Exception {
        installed();
        var password = password();
        hub.notes("1.1.0", ComposedHub.madeOf("v1.1.0", hub.database("1.1.0", "")));
        machine.broken = "1.1.0";
        assertRefused(Kind.FAILED, "1.0.0 runs again, with its data", this::track);
        assertThat(databaseRelease()).isEqualTo("1.0.0");
        assertThat(password()).isEqualTo(password);
        assertThat(machine.volumes).containsEntry("softservice-notes-database-data", "[touched by 1.0.0]");
    }

    @Test
    void aPasswordInWhatAFailingServiceSaysIsNeitherShownNorKept() throws Exception {
        installed();
        hub.notes("1.1.0", ComposedHub.madeOf("v1.1.0", hub.database("1.1.0", "")));
        machine.broken = "1.1.0";
        machine.reason = "db says: no such login app:" + password();
        assertRefused(Kind.FAILED, "db says: no such login app:[secret]", this::track);
        assertThat(state().history().failed())
                .singleElement()
                .satisfies(failure -> assertThat(failure.reason()).isEqualTo("db says: no such login app:[secret]"));
    }

    @Test
    void aRecordWithCountlessPartsIsRefusedInOneLineThatPeopleCanRead() throws Exception {
        var part = hub.database("1.0.0", "");
        var uses = new ArrayList<>(ComposedHub.madeOf("v1.0.0", part).uses());
        for (int i = 0; i < 5_000; i++)
            uses.add(new Evidence.Used("x" + i, ComposedHub.TESTED_AT + "/samples/database", "v1.0.0", part));
        hub.notes("1.0.0", new Evidence.Composition(uses, Map.of()));
        assertThatThrownBy(() -> install(Map.of()))
                .isInstanceOfSatisfying(
                        InstallRefusal.class,
                        refusal -> assertThat(refusal.getMessage())
                                .hasSizeLessThan(600)
                                .endsWith("; and 4997 more"));
    }

    /** Kill -9 at every step of an upgrade, and the hub is gone when the machine comes back: the old release runs again from what is on disk. */
    @Test
    void killedAtAnyStepItComesBackWithoutTheHub() throws Exception {
        int steps = 0;
        for (int at = 1; at <= Math.max(1, steps); at++) {
            installed();
            var password = password();
            hub.notes("1.1.0", ComposedHub.madeOf("v1.1.0", hub.database("1.1.0", "")));
            if (steps == 0) {
                int before = machine.steps();
                track();
                steps = machine.steps() - before;
                assertThat(steps).isGreaterThan(6);
                at = 0;
            } else {
                machine.revive();
                machine.dieAt = at;
                assertThatThrownBy(this::track).as("step " + at).isInstanceOf(FakeMachine.Killed.class);
                machine.revive();
                hub.vanish();
                boolean passed = state().pending()
                        .filter(pending -> pending.phase() == InstallState.Phase.PUBLISHING)
                        .isPresent();
                var runs = passed ? "1.1.0" : "1.0.0";
                assertRefused(Kind.UNREACHABLE, "can't be fetched", this::track);
                assertThat(machine.running).as("step " + at).contains(runs);
                assertThat(databaseRelease()).as("step " + at).isEqualTo(runs);
                assertThat(password()).as("step " + at).isEqualTo(password);
                assertThat(machine.volumes)
                        .as("step " + at)
                        .containsOnlyKeys("softservice-notes-data", "softservice-notes-database-data")
                        .containsEntry(
                                "softservice-notes-database-data",
                                "[touched by 1.0.0]" + (passed ? "[touched by 1.1.0]" : ""));
                assertThat(state().pending()).as("step " + at).isEmpty();
            }
            close();
            machine.revive();
            machine.volumes.clear();
            machine.copies.clear();
            machine.running = Optional.empty();
            open();
        }
    }

    @Test
    void newSettingsAreAppliedWithoutTheHub() throws Exception {
        installed();
        var password = password();
        hub.vanish();
        assertThat(new Settings(site).get(Optional.empty()))
                .as("the passwords of its parts can be found")
                .anyMatch(setting -> setting.name().startsWith("database.")
                        && setting.secret()
                        && setting.value().equals(password));
        new Settings(site).set(Optional.empty(), Map.of("port", "18100"));
        assertThat(new Overview(site).of(Optional.empty(), false).getFirst().addresses())
                .containsExactly("http://127.0.0.1:18100/");
        assertThat(password()).isEqualTo(password);
    }

    @Test
    void aPartThatIsNotWhatWasTestedIsRefusedAndNothingTouched() throws Exception {
        installed();
        int calls = machine.calls.size();
        var tested = hub.database("1.1.0", "");
        hub.database.release("1.1.0", Map.of("softservice.yaml", "softservice: v1\nname: trojan\n"));
        hub.notes("1.1.0", ComposedHub.madeOf("v1.1.0", tested));
        assertRefused(
                Kind.UNTRUSTED,
                "notes 1.1.0 can't be put together as it was tested: uses.database: "
                        + hub.database.source().url().replaceAll("/$", "")
                        + " shows another commit as v1.1.0 than the one that was tested",
                this::track);

        var other = new Subject(tested.commit(), "f".repeat(40));
        hub.notes("1.2.0", ComposedHub.madeOf("v1.3.0", tested));
        assertRefused(Kind.UNTRUSTED, "does not show v1.3.0, which was tested", this::track);
        hub.database.tag("1.4.0", tested, "sha256:" + "0".repeat(64), hub.database.key);
        hub.notes("1.3.0", ComposedHub.madeOf("v1.4.0", other));
        assertRefused(Kind.UNTRUSTED, "shows another tree as v1.4.0 than the one that was tested", this::track);
        hub.notes("1.4.0", new Evidence.Composition(List.of(), Map.of()));
        assertRefused(Kind.UNTRUSTED, "uses.database: the record of what was tested names no release of", this::track);
        assertThat(machine.calls).hasSize(calls);
        assertThat(machine.running).contains("1.0.0");
        assertThat(machine.volumes).containsEntry("softservice-notes-database-data", "[touched by 1.0.0]");
    }

    @Test
    void aPartsOwnTagNeedsNoSignatureBecauseTheEvidenceNamesItsCommitAndTree() throws Exception {
        var part = hub.database("1.0.0", "");
        hub.database.tag(
                "1.1.0", part, "sha256:" + "0".repeat(64), dev.softservice.runner.evidence.SigningKey.generate());
        hub.notes("1.0.0", ComposedHub.madeOf("v1.1.0", part));
        install(Map.of());
        assertThat(databaseRelease()).isEqualTo("1.0.0");
    }

    @Test
    void whatAPartIsPermittedIsAskedForLikeItsOwn() throws Exception {
        installed();
        hub.notes(
                "1.1.0",
                ComposedHub.madeOf(
                        "v1.1.0", hub.database("1.1.0", "permissions: {internet: true, capabilities: [AUDIT_WRITE]}")));
        assertRefused(
                Kind.BAD_INPUT,
                "notes 1.1.0 asks to reach the internet (for database), use the capability AUDIT_WRITE (for database),"
                        + " which nobody has allowed",
                this::track);
        assertThat(machine.running).contains("1.0.0");
        assertThat(new Upgrader(site).upgrade(Optional.empty(), new Upgrader.Wish(Map.of(), true, false)))
                .isInstanceOf(Upgrader.Upgraded.class);
        hub.notes("1.2.0", ComposedHub.madeOf("v1.2.0", hub.database("1.2.0", "permissions: {internet: true}")));
        assertThat(track()).as("granted before").isInstanceOf(Upgrader.Upgraded.class);
    }

    @Test
    void aDistroMayComeToBeMadeOfOthersAndStandAloneAgain() throws Exception {
        hub.notes.release("1.0.0", NotesDistro.files("1.0.0"));
        install(Map.of());
        var database = hub.database("1.0.0", "");
        hub.notes("1.1.0", ComposedHub.madeOf("v1.0.0", database));
        assertThat(track()).isInstanceOf(Upgrader.Upgraded.class);
        var password = password();
        assertThat(machine.volumes).containsOnlyKeys("softservice-notes-data", "softservice-notes-database-data");
        hub.notes.release("1.2.0", NotesDistro.files("1.2.0"));
        assertThat(track()).isInstanceOf(Upgrader.Upgraded.class);
        assertThat(state().current().orElseThrow().composition().uses()).isEmpty();
        assertThat(machine.volumes).as("nobody's data goes by itself").containsKey("softservice-notes-database-data");
        hub.notes("1.3.0", ComposedHub.madeOf("v1.0.0", database));
        assertThat(track()).isInstanceOf(Upgrader.Upgraded.class);
        assertThat(password()).isEqualTo(password);
    }

    @Test
    void aPartWhoseFilesAreLostIsSaidAndHidesNothingElse() throws Exception {
        installed();
        Folders.delete(releases().resolve("1.0.0+uses"));
        assertThat(new Overview(site).of(Optional.empty(), false))
                .singleElement()
                .satisfies(condition -> {
                    assertThat(condition.containers()).isNotEmpty();
                    assertThat(condition.remarks())
                            .singleElement()
                            .asString()
                            .startsWith("the files of uses.database of notes are not on this machine any more: put a"
                                    + " backup of ");
                });
        assertRefused(
                Kind.FAILED,
                "the files of uses.database of notes are not on this machine any more",
                () -> install(Map.of("port", "18100")));
        assertThat(machine.running).contains("1.0.0");
        hub.notes("1.1.0", ComposedHub.madeOf("v1.1.0", hub.database("1.1.0", "")));
        assertThat(track()).as("a newer release brings its own").isInstanceOf(Upgrader.Upgraded.class);
    }

    @Test
    void aLostSeedIsSaidBeforeAnythingIsLockedOut() throws Exception {
        installed();
        Files.delete(folder.resolve("state" + hubs + "/installations/notes/secrets.seed"));
        int calls = machine.calls.size();
        assertRefused(Kind.BAD_INPUT, "secrets.seed: is gone", () -> install(Map.of("port", "18100")));
        assertThat(machine.calls).hasSize(calls);
        assertThat(new Overview(site).of(Optional.empty(), false))
                .as("status goes on")
                .hasSize(1);
    }

    @Test
    void aNameThatIsTakenOnThisMachineIsRefusedBeforeAnythingIsTouched() throws Exception {
        hub.notes("1.0.0", ComposedHub.madeOf("v1.0.0", hub.database("1.0.0", "")));
        machine.clash = Optional.of(
                "the volume softservice-notes-database-data is there already and belongs to the installation"
                        + " notes-database");
        assertRefused(
                Kind.BAD_INPUT,
                "notes can't stand beside what is here: the volume softservice-notes-database-data is there already"
                        + " and belongs to the installation notes-database; give one of them another name with --name",
                () -> install(Map.of()));
        assertThat(machine.calls).isEmpty();
    }

    @Test
    void whatIsBuiltHereIsBuiltOnTheVeryBaseThatWasTestedWhereTheEvidenceNamesARegistrysDigest() throws Exception {
        var digest = "debian@sha256:" + "a".repeat(64);
        hub.notes.release(
                "1.0.0",
                Map.of("softservice.yaml", """
                    softservice: v1
                    name: notes
                    title: Notes
                    summary: Notes that stay.
                    version: "1.0.0"
                    license: Apache-2.0
                    services: {web: {build: web, environment: {RELEASE: "1.0.0"}}}
                    tests: [{name: answers, tcp: {host: web, port: 80}}]
                    """, "web/Dockerfile", "FROM debian:bookworm-slim\n"),
                new Evidence.Composition(List.of(), Map.of(), Map.of("debian:bookworm-slim", digest)));
        install(Map.of(), Building.AGREED);
        assertThat(container("web").image())
                .isInstanceOfSatisfying(
                        ImagePlan.Built.class,
                        built -> assertThat(built.bases())
                                .containsOnly(Map.entry("debian:bookworm-slim", new ImagePlan.Pulled(digest))));
    }

    @Test
    void anImageFromARegistryIsTheOneThatWasTestedWhateverItsTagSaysNow() throws Exception {
        var digest = "@sha256:" + "a".repeat(64);
        var tested = ComposedHub.madeOf("v1.0.0", hub.database("1.0.0", ""));
        hub.notes(
                "1.0.0",
                new Evidence.Composition(
                        tested.uses(), Map.of("database-db", "debian" + digest, "web", "sha256:" + "b".repeat(64))));
        install(Map.of());
        assertThat(container("database-db").image()).isEqualTo(new ImagePlan.Pulled("debian" + digest));
        assertThat(container("web").image())
                .as("an id says nothing elsewhere")
                .isEqualTo(new ImagePlan.Pulled("debian:bookworm-slim"));
    }
}
