package dev.softservice.runner.install;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.softservice.runner.evidence.AllowedSigners;
import dev.softservice.runner.evidence.Evidence;
import dev.softservice.runner.evidence.ReleaseNotes;
import dev.softservice.runner.evidence.SigningKey;
import dev.softservice.runner.evidence.Version;
import dev.softservice.runner.install.InstallRefusal.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InstallStoryTest {
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-11-22T12:00:00Z"), ZoneOffset.UTC);

    @TempDir
    Path folder;

    private final FakeMachine machine = new FakeMachine();
    private final Quiet quiet = new Quiet();
    private ReleaseShelf shelf;
    private Site site;

    @BeforeEach
    void open() throws IOException {
        shelf = new ReleaseShelf(folder.resolve("notes.git"));
        site = new Site(new StateFolder(folder.resolve("state")), machine, quiet, CLOCK);
    }

    @AfterEach
    void close() {
        shelf.close();
    }

    private Installer.Running install(Map<String, String> settings) throws InterruptedException {
        return new Installer(site).install(Wishes.of(shelf, settings));
    }

    private Upgrader.Outcome track() throws InterruptedException {
        return new Upgrader(site).upgrade(Optional.empty(), Upgrader.Wish.TRACKING);
    }

    private InstallState state() {
        return site.folders().installation("notes").state().orElseThrow();
    }

    private void assertRefused(Kind kind, String reason, ThrowingRunnable attempt) {
        assertThatThrownBy(attempt::run).isInstanceOfSatisfying(InstallRefusal.class, refusal -> {
            assertThat(refusal.getMessage()).contains(reason).doesNotContain("\n");
            assertThat(refusal.kind()).isEqualTo(kind);
        });
    }

    interface ThrowingRunnable {
        void run() throws Exception;
    }

    @Test
    void installsTheStableReleaseAndTellsWhereItIs() throws Exception {
        shelf.release("1.0.0", NotesDistro.files("1.0.0"));
        var running = install(Map.of("port", "18099"));
        assertThat(machine.running).contains("1.0.0");
        assertThat(running.addresses()).containsExactly("http://127.0.0.1:18099/");
        assertThat(quiet.heard)
                .anyMatch(line -> line.contains(shelf.key.fingerprint()))
                .contains("permissions: none");
        assertThat(state().current().orElseThrow().version()).isEqualTo(new Version(1, 0, 0));
        assertThat(state().parameters().get("key")).as("a secret is made up").hasSize(24);
        assertThat(state().pending()).isEmpty();
    }

    @Test
    void aBaseThatIsAnotherHereThanWhereItWasTestedIsSaidAndRefusesNothing() throws Exception {
        var tested = new Evidence.Composition(
                List.of(),
                Map.of(),
                Map.of("debian:bookworm-slim", "sha256:" + "1".repeat(64), "alpine", "sha256:" + "2".repeat(64)));
        machine.bases = Map.of(
                "debian:bookworm-slim",
                Optional.of("sha256:" + "9".repeat(64)),
                "alpine",
                Optional.of("sha256:" + "2".repeat(64)),
                "debian@sha256:" + "3".repeat(64),
                Optional.empty());
        shelf.release("1.0.0", NotesDistro.files("1.0.0"), tested);
        install(Map.of());
        assertThat(quiet.heard)
                .contains("warning: it is built on another debian:bookworm-slim here (999999999999) than it was tested"
                        + " with (111111111111)");

        machine.bases =
                Map.of("debian:bookworm-slim", Optional.of("sha256:" + "1".repeat(64)), "alpine", Optional.empty());
        shelf.release("1.1.0", NotesDistro.files("1.1.0"), tested);
        track();
        assertThat(quiet.heard.stream().filter(line -> line.startsWith("warning: ")))
                .hasSize(2)
                .last()
                .asString()
                .isEqualTo("warning: it is built on whichever alpine there is to pull now: what it was tested with"
                        + " (222222222222) came from no registry");

        shelf.release("1.2.0", NotesDistro.files("1.2.0"));
        track();
        assertThat(quiet.heard.stream().filter(line -> line.startsWith("warning: ")))
                .as("evidence from before says nothing of it")
                .hasSize(2);
    }

    @Test
    void upgradesWithItsDataAndItsSecrets() throws Exception {
        shelf.release("1.0.0", NotesDistro.files("1.0.0"));
        install(Map.of());
        var secret = state().parameters().get("key");
        shelf.release("1.1.0", NotesDistro.files("1.1.0"));
        assertThat(track()).isEqualTo(new Upgrader.Upgraded("notes", new Version(1, 0, 0), new Version(1, 1, 0)));
        assertThat(machine.running).contains("1.1.0");
        assertThat(machine.volumes).containsValue("[touched by 1.0.0][touched by 1.1.0]");
        assertThat(machine.copies.values())
                .as("a copy from before it is kept")
                .containsExactly(Map.of("softservice-notes-data", "[touched by 1.0.0]"));
        assertThat(state().parameters()).containsEntry("key", secret);
        assertThat(track()).isEqualTo(new Upgrader.UpToDate("notes", new Version(1, 1, 0)));
        assertThat(machine.calls.stream().filter("starting 1.1.0"::equals))
                .as("tried unseen, then opened; not restarted for nothing")
                .hasSize(2);
    }

    @Test
    void whoUpgradesIsToldWhatIsNewSinceTheVersionThatRuns() throws Exception {
        shelf.release("1.0.0", NotesDistro.files("1.0.0"));
        install(Map.of());
        var files = new HashMap<>(NotesDistro.files("1.1.0"));
        files.computeIfPresent(
                "softservice.yaml", (_, text) -> text.replace("parameters:", "parameters:\n  town: {type: string}"));
        shelf.notes = new ReleaseNotes(List.of(), List.of(), List.of("#4 Ask the weather (ann)"));
        shelf.release("1.1.0", files);
        new Upgrader(site).upgrade(Optional.empty(), new Upgrader.Wish(Map.of("town", "Kiel"), false, false));
        assertThat(quiet.heard)
                .containsSubsequence(
                        "notes 1.1.0 needs a value for the parameter town",
                        "notes 1.1.0 brings #4 Ask the weather (ann)",
                        "notes: upgrading 1.0.0 to 1.1.0");
    }

    @Test
    void whoUpgradesIsToldWhatIsGivenUpAndWhy() throws Exception {
        shelf.release("1.0.0", withVolumes("1.0.0", "", "cache", "index"));
        install(Map.of());
        var dropped = "data: {dropped: [{name: cache, reason: it is made anew}, {name: older, reason: nobody has it}]}";
        shelf.release("1.1.0", withVolumes("1.1.0", dropped));
        track();
        assertThat(quiet.heard)
                .containsSubsequence(
                        "notes 1.1.0 gives up the volume cache of 1.0.0: it is made anew; what it holds stays on this"
                                + " machine, unused",
                        "notes 1.1.0 gives up the volume index of 1.0.0, and does not say why; what it holds stays on"
                                + " this machine, unused",
                        "notes: upgrading 1.0.0 to 1.1.0")
                .noneMatch(said -> said.contains("older"));

        quiet.heard.clear();
        shelf.release("1.2.0", withVolumes("1.2.0", dropped));
        track();
        assertThat(quiet.heard).noneMatch(said -> said.contains("gives up"));
    }

    private static Map<String, String> withVolumes(String version, String more, String... volumes) {
        var declared = Stream.of(volumes).map(name -> ", " + name + ": {}").collect(Collectors.joining());
        var mounted = Stream.of(volumes).map(name -> ", " + name + ":/" + name).collect(Collectors.joining());
        return Map.of(
                "softservice.yaml",
                NotesDistro.files(version, more)
                        .get("softservice.yaml")
                        .replace("volumes: {data: {}", "volumes: {data: {}" + declared)
                        .replace("[data:/data", "[data:/data" + mounted));
    }

    @Test
    void aReleaseThatDoesNotComeUpIsTakenBackDataIncludedAndNotTriedAgain() throws Exception {
        shelf.release("1.0.0", NotesDistro.files("1.0.0"));
        install(Map.of());
        shelf.release("1.1.0", NotesDistro.files("1.1.0"));
        machine.broken = "1.1.0";
        assertRefused(
                Kind.FAILED,
                "notes 1.1.0 did not come up here: web is not healthy; 1.0.0 runs again, with its data",
                this::track);
        assertThat(machine.running).contains("1.0.0");
        assertThat(machine.volumes).containsValue("[touched by 1.0.0]");
        assertThat(quiet.heard).contains("  | panic: no");

        int tried = machine.calls.size();
        assertThat(track())
                .isInstanceOfSatisfying(
                        Upgrader.Passed.class,
                        passed -> assertThat(passed.failure().reason()).isEqualTo("web is not healthy"));
        assertThat(machine.calls).hasSize(tried);

        machine.broken = "";
        assertThat(new Upgrader(site).upgrade(Optional.empty(), new Upgrader.Wish(Map.of(), false, true)))
                .isInstanceOf(Upgrader.Upgraded.class);

        shelf.release("1.1.1", NotesDistro.files("1.1.1"));
        assertThat(track()).isInstanceOf(Upgrader.Upgraded.class);
    }

    @Test
    void anImageThatCannotBeMadeStopsNothing() throws Exception {
        shelf.release("1.0.0", NotesDistro.files("1.0.0"));
        install(Map.of());
        shelf.release("1.1.0", NotesDistro.files("1.1.0"));
        machine.unbuildable = "1.1.0";
        assertRefused(Kind.PLATFORM, "1.0.0 was left running", this::track);
        assertThat(machine.calls).doesNotContain("removing");
        assertThat(state().history().failed())
                .as("that is no fault of the release")
                .isEmpty();
    }

    /** Kill -9 at every step of an upgrade: what is left says so, and the next command makes exactly one version run, with the right data. */
    @Test
    void anUpgradeKilledAtAnyStepIsFinishedByTheNextOne() throws Exception {
        shelf.release("1.0.0", NotesDistro.files("1.0.0"));
        install(Map.of());
        shelf.release("1.1.0", NotesDistro.files("1.1.0"));
        int before = machine.steps();
        track();
        int steps = machine.steps() - before;
        assertThat(steps).isGreaterThan(6);
        for (int at = 1; at <= steps; at++) killedAt(at, "");
    }

    /** The same while it goes back. */
    @Test
    void goingBackKilledAtAnyStepIsFinishedByTheNextOne() throws Exception {
        for (int at = 1; at <= 12; at++) killedAt(at, "1.1.0");
    }

    private void killedAt(int at, String broken) throws Exception {
        close();
        Folders.delete(folder.resolve("state"));
        Folders.delete(folder.resolve("notes.git"));
        shelf = new ReleaseShelf(folder.resolve("notes.git"));
        machine.revive();
        machine.volumes.clear();
        machine.copies.clear();
        machine.running = Optional.empty();
        machine.broken = broken;
        shelf.release("1.0.0", NotesDistro.files("1.0.0"));
        install(Map.of());
        shelf.release("1.1.0", NotesDistro.files("1.1.0"));
        machine.revive();
        machine.dieAt = at;
        assertThatThrownBy(this::track).as("step " + at).isInstanceOf(FakeMachine.Killed.class);
        machine.revive();
        assertThat(new Overview(site).of(Optional.empty(), false))
                .singleElement()
                .satisfies(condition -> assertThat(
                                condition.halfDone().isPresent() || machine.running.equals(Optional.of("1.0.0")))
                        .as("status tells")
                        .isTrue());
        try {
            track();
        } catch (InstallRefusal refusal) {
            assertThat(refusal.kind()).isEqualTo(Kind.FAILED);
            assertThat(broken).isNotEmpty();
        }
        assertThat(state().pending()).as("step " + at).isEmpty();
        assertThat(machine.running).as("step " + at).contains(broken.isEmpty() ? "1.1.0" : "1.0.0");
        assertThat(machine.volumes)
                .as("step " + at)
                .containsOnlyKeys("softservice-notes-data")
                .containsValue(broken.isEmpty() ? "[touched by 1.0.0][touched by 1.1.0]" : "[touched by 1.0.0]");
        assertThat(machine.copies).as("no half copy").doesNotContainValue(Map.of("half", "of it"));
        assertThat(machine.copies.keySet())
                .as("what is there is known")
                .containsExactlyElementsOf(
                        state().upkeep().copies().stream().map(DataCopy::id).toList());
    }

    @Test
    void anInstallationThatWasKilledIsFinishedByTheNextOne() throws Exception {
        shelf.release("1.0.0", NotesDistro.files("1.0.0"));
        machine.dieAt = 1;
        assertThatThrownBy(() -> install(Map.of())).isInstanceOf(FakeMachine.Killed.class);
        var secret = state().parameters().get("key");
        assertThat(new Overview(site).of(Optional.empty(), false))
                .singleElement()
                .satisfies(condition -> assertThat(condition.halfDone()).contains("installing 1.0.0"));
        machine.revive();
        install(Map.of());
        assertThat(machine.running).contains("1.0.0");
        assertThat(state().pending()).isEmpty();
        assertThat(state().parameters()).containsEntry("key", secret);
    }

    @Test
    void anOlderReleaseIsNeverTakenWhateverItsSignature() throws Exception {
        var old = shelf.release("1.0.0", NotesDistro.files("1.0.0"));
        shelf.release("1.1.0", NotesDistro.files("1.1.0"));
        install(Map.of());
        shelf.stable(old);
        assertRefused(Kind.UNTRUSTED, "older than 1.1.0", this::track);
        assertThat(machine.running).contains("1.1.0");
    }

    @Test
    void neverFallsBelowAVersionThatFailedHereEither() throws Exception {
        shelf.release("1.0.0", NotesDistro.files("1.0.0"));
        install(Map.of());
        var middle = shelf.release("1.1.0", NotesDistro.files("1.1.0"));
        shelf.release("1.2.0", NotesDistro.files("1.2.0"));
        machine.broken = "1.2.0";
        assertRefused(Kind.FAILED, "1.2.0", this::track);
        shelf.stable(middle);
        assertRefused(Kind.UNTRUSTED, "older than 1.2.0", this::track);
    }

    @Test
    void aKeyIsPinnedAndNoOtherCountsAfterThat() throws Exception {
        shelf.release("1.0.0", NotesDistro.files("1.0.0"));
        install(Map.of());
        var subject = shelf.commit(NotesDistro.files("1.1.0"));
        var thief = SigningKey.generate();
        shelf.tag(
                "1.1.0",
                subject,
                shelf.note(subject, shelf.evidence("1.1.0", subject, Evidence.Result.PASSED), thief),
                thief);
        shelf.stable(subject);
        assertRefused(Kind.UNTRUSTED, "not signed by a key that is trusted", this::track);
        assertThat(machine.running).contains("1.0.0");
    }

    @Test
    void anotherKeyThanThePinnedOneIsNotTakenInItsPlace() throws Exception {
        shelf.release("1.0.0", NotesDistro.files("1.0.0"));
        install(Map.of());
        new Uninstaller(site).uninstall(Optional.empty(), false);
        Files.writeString(
                shelf.keyFile,
                AllowedSigners.hub("thief", SigningKey.generate().verifyingKey())
                        .toString());
        assertRefused(Kind.UNTRUSTED, "softservice trust notes SHA256:", () -> install(Map.of()));
    }

    @Test
    void whereTheStateIsGoneButDataIsThereNoKeyIsTakenOnFirstContact() throws Exception {
        machine.volumes.put("softservice-notes-data", "precious");
        var wish = Wishes.of(shelf.source(), Optional.empty());
        assertRefused(Kind.BAD_INPUT, "--key FILE", () -> new Installer(site).install(wish));
    }

    @Test
    void newPermissionsAndPortsNeedConsent() throws Exception {
        shelf.release("1.0.0", NotesDistro.files("1.0.0"));
        install(Map.of());
        shelf.release("1.1.0", NotesDistro.files("1.1.0", "permissions: {internet: true}"));
        assertRefused(Kind.BAD_INPUT, "asks to reach the internet", this::track);
        assertThat(machine.running).contains("1.0.0");
        assertThat(new Upgrader(site).upgrade(Optional.empty(), new Upgrader.Wish(Map.of(), true, false)))
                .isInstanceOf(Upgrader.Upgraded.class);
    }

    @Test
    void aFirstInstallationWithPermissionsNeedsConsentToo() throws Exception {
        shelf.release("1.0.0", NotesDistro.files("1.0.0", "permissions: {internet: true}"));
        assertRefused(Kind.BAD_INPUT, "--accept-permissions", () -> install(Map.of()));
        assertThat(machine.calls).isEmpty();
        site = new Site(site.folders(), machine, new Quiet(true), CLOCK);
        install(Map.of());
        assertThat(machine.running).contains("1.0.0");
    }

    @Test
    void whatReachesForTheMachineIsToldWithItsMeaningAndNotHadWithoutAYes() throws Exception {
        shelf.release("1.0.0", NotesDistro.files("1.0.0", "permissions: {host-gateway: true}"));
        assertRefused(
                Kind.BAD_INPUT,
                "asks to reach what listens on this machine itself, as a neighbour could (host.docker.internal)",
                () -> install(Map.of()));
        assertThat(machine.calls).isEmpty();
        site = new Site(site.folders(), machine, new Quiet(true), CLOCK);
        install(Map.of());
        site = new Site(site.folders(), machine, new Quiet(false), CLOCK);
        shelf.release(
                "1.1.0",
                NotesDistro.files(
                        "1.1.0", "permissions: {host-gateway: true, capabilities: [NET_ADMIN], devices: [/dev/dri]}"));
        assertRefused(
                Kind.BAD_INPUT,
                "asks to use the capability NET_ADMIN (change addresses, routes and firewall rules of its own"
                        + " networks), use the device /dev/dri of this machine (graphics)",
                this::track);
        assertThat(machine.running).contains("1.0.0");
    }

    @Test
    void wrongSettingsAreRefusedBeforeAnythingStarts() throws Exception {
        shelf.release("1.0.0", NotesDistro.files("1.0.0"));
        assertRefused(Kind.BAD_INPUT, "parameter prot is not declared", () -> install(Map.of("prot", "1")));
        assertRefused(Kind.BAD_INPUT, "parameter port is a port", () -> install(Map.of("port", "eighty")));
        assertThat(machine.calls).isEmpty();
    }

    @Test
    void newSettingsReachTheReleaseThatRuns() throws Exception {
        shelf.release("1.0.0", NotesDistro.files("1.0.0"));
        install(Map.of());
        assertThat(install(Map.of("port", "18100")).addresses()).containsExactly("http://127.0.0.1:18100/");
        assertThat(state().parameters()).containsEntry("port", "18100");
    }

    @Test
    void aFirstInstallationThatFailsLeavesNothingRunningAndMayBeTriedAgain() throws Exception {
        shelf.release("1.0.0", NotesDistro.files("1.0.0"));
        machine.broken = "1.0.0";
        assertRefused(Kind.FAILED, "notes 1.0.0 did not come up here", () -> install(Map.of()));
        assertThat(machine.running).isEmpty();
        assertThat(machine.volumes).isEmpty();
        machine.broken = "";
        install(Map.of());
        assertThat(machine.running).contains("1.0.0");
    }

    @Test
    void uninstallingKeepsTheDataUntilToldOtherwise() throws Exception {
        shelf.release("1.0.0", NotesDistro.files("1.0.0"));
        install(Map.of());
        var secret = state().parameters().get("key");
        new Uninstaller(site).uninstall(Optional.empty(), false);
        assertThat(machine.running).isEmpty();
        assertThat(machine.volumes).isNotEmpty();
        install(Map.of());
        assertThat(state().parameters()).as("the data is sealed with it").containsEntry("key", secret);
        new Uninstaller(site).uninstall(Optional.of("notes"), true);
        assertThat(machine.volumes).isEmpty();
        assertThat(site.folders().names()).isEmpty();
    }

    @Test
    void anInstallationOverKeptDataThatFailsLeavesTheDataAsItWas() throws Exception {
        shelf.release("1.0.0", NotesDistro.files("1.0.0"));
        install(Map.of());
        new Uninstaller(site).uninstall(Optional.empty(), false);
        shelf.release("1.1.0", NotesDistro.files("1.1.0"));
        machine.broken = "1.1.0";
        assertRefused(Kind.FAILED, "its data is as it was", () -> install(Map.of()));
        assertThat(machine.running).isEmpty();
        assertThat(machine.volumes).containsValue("[touched by 1.0.0]");
        for (int at = 1; at <= 10; at++) {
            machine.revive();
            machine.dieAt = at;
            assertThatThrownBy(() -> install(Map.of())).as("step " + at).isInstanceOf(FakeMachine.Killed.class);
            machine.revive();
            assertRefused(Kind.FAILED, "its data is as it was", () -> install(Map.of()));
            assertThat(machine.volumes)
                    .as("step " + at)
                    .containsOnlyKeys("softservice-notes-data")
                    .containsValue("[touched by 1.0.0]");
        }
        machine.broken = "";
        install(Map.of());
        assertThat(machine.volumes).containsValue("[touched by 1.0.0][touched by 1.1.0]");
    }

    @Test
    void oneNameIsOneSource() throws Exception {
        shelf.release("1.0.0", NotesDistro.files("1.0.0"));
        install(Map.of());
        Files.createDirectories(folder.resolve("other/notes.git"));
        var other = Wishes.of(
                Source.parse(folder.resolve("other/notes.git").toString(), folder), Optional.of(shelf.keyFile));
        assertRefused(Kind.BAD_INPUT, "--name", () -> new Installer(site).install(other));
    }
}
