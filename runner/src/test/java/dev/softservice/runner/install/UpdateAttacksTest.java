package dev.softservice.runner.install;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.softservice.runner.evidence.Evidence;
import dev.softservice.runner.evidence.SigningKey;
import dev.softservice.runner.install.InstallRefusal.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * The attacks on software updates that The Update Framework lists (TUF specification, section 1.5.2), against installations of a hub that says what is stable. Those that
 * cost a server's time or bytes are in {@link StableReleaseTest}, those between repositories in {@link MixUpTest}.
 */
class UpdateAttacksTest extends OnAFollowedHub {
    @BeforeEach
    void open() throws Exception {
        shelf.release("1.0.0", NotesDistro.files("1.0.0"));
        shelf.say(NOON, "1.0.0");
        hub.allowedSigners = shelf.promise();
    }

    private void install(boolean stale) throws InterruptedException {
        new Installer(site)
                .install(new Installer.Wish(
                        Source.parse(hub.url() + "/samples/notes", folder),
                        Optional.empty(),
                        Map.of(),
                        Optional.empty(),
                        Optional.empty(),
                        false,
                        false,
                        Building.ASK,
                        stale));
    }

    private void install() throws InterruptedException {
        install(false);
    }

    private Upgrader.Outcome upgrade(boolean stale) throws InterruptedException {
        var wish = new Upgrader.Wish(Map.of(), false, false, false, Building.ASK, Upgrader.Trial.FIRST, stale);
        return new Upgrader(site).upgrade(Optional.empty(), wish);
    }

    private Overview.Condition status(boolean ask) throws InterruptedException {
        return new Overview(site).of(Optional.empty(), ask).getFirst();
    }

    private void release(String version) throws IOException {
        shelf.release(version, NotesDistro.files(version));
        shelf.say(now, version);
    }

    @Test
    void aRenamedRepositoryIsTheSameByTheHubsWordAlone() throws Exception {
        shelf.named = "samples/memos";
        release("1.1.0");
        assertRefused(Kind.UNTRUSTED, "what is stable in samples/memos", this::install);
        shelf.called.add("samples/notes");
        shelf.say(now, "1.1.0");
        install();
        release("1.2.0");
        upgrade(false);
        assertThat(machine.running).contains("1.2.0");
    }

    private void assertRefused(Kind kind, String reason, ThrowingCallable attempt) {
        var running = machine.running;
        assertThatThrownBy(attempt).isInstanceOfSatisfying(InstallRefusal.class, refusal -> {
            assertThat(refusal.getMessage()).contains(reason).doesNotContain("\n");
            assertThat(refusal.kind()).isEqualTo(kind);
        });
        assertThat(machine.running).as("what runs stays").isEqualTo(running);
    }

    private void assertUntrusted(String reason, ThrowingCallable attempt) {
        assertRefused(Kind.UNTRUSTED, reason, attempt);
    }

    @Test
    void followsWhatTheHubSays() throws Exception {
        install();
        now = NOON.plus(Duration.ofDays(2));
        release("1.1.0");
        assertThat(status(true).newer()).hasToString("Optional[1.1.0]");
        assertThat(track()).isInstanceOf(Upgrader.Upgraded.class);
        assertThat(status(true).remarks()).isEmpty();
        assertThat(status(true).follows(now)).isTrue();
    }

    @Test
    void arbitrarySoftware() throws Exception {
        install();
        var mallory = SigningKey.generate();
        var subject = shelf.commit(NotesDistro.files("1.1.0", "# theirs"));
        var digest = shelf.note(subject, shelf.evidence("1.1.0", subject, Evidence.Result.PASSED), mallory);
        shelf.tag("1.1.0", subject, digest, mallory);
        shelf.stable(subject);
        shelf.show(shelf.statement(now, Optional.of("1.1.0"), Map.of()).toEnvelope(mallory));
        assertUntrusted("not signed by a key that is trusted here", this::track);
    }

    @Test
    void freeze() throws Exception {
        install();
        shelf.release("1.1.0", NotesDistro.files("1.1.0"));
        now = NOON.plus(Duration.ofDays(6));
        assertThat(track()).as("the branch counts for nothing").isInstanceOf(Upgrader.UpToDate.class);
        now = NOON.plus(Duration.ofDays(8));
        assertUntrusted("which held until 2026-11-29 12:00 UTC (here it is 2026-11-30 12:00 UTC)", this::track);
        assertThat(status(false).remarks())
                .anyMatch(remark -> remark.startsWith("does not follow its hub since 2026-11-30 12:00 UTC"))
                .anyMatch(remark -> remark.startsWith(
                        "has heard nothing newer from its hub than what was stable on" + " 2026-11-22 12:00 UTC"));
        assertThat(status(true).follows(now)).isFalse();
        assertThat(upgrade(true)).as("its user says so").isInstanceOf(Upgrader.UpToDate.class);
        shelf.say(now, "1.1.0");
        assertThat(track()).isInstanceOf(Upgrader.Upgraded.class);
        assertThat(status(true).follows(now)).isTrue();
    }

    @Test
    void freezeByHidingTheStatement() throws Exception {
        install();
        shelf.drop(dev.softservice.runner.evidence.StableStatement.REF);
        shelf.release("1.1.0", NotesDistro.files("1.1.0"));
        assertThat(track()).as("what was said last still holds").isInstanceOf(Upgrader.UpToDate.class);
        now = NOON.plus(Duration.ofDays(8));
        assertUntrusted("which held until 2026-11-29", this::track);
    }

    @Test
    void freezeOfAFirstInstallation() throws Exception {
        now = NOON.plus(Duration.ofDays(30));
        assertUntrusted("add --accept-stale to take what it shows", this::install);
        assertThat(folder.resolve("state/installations/notes/allowed_signers")).doesNotExist();
        shelf.drop(dev.softservice.runner.evidence.StableStatement.REF);
        assertUntrusted("no statement of what is stable, although its key says that it makes them", this::install);
        shelf.say(NOON, "1.0.0");
        install(true);
        assertThat(machine.running).contains("1.0.0");
    }

    @Test
    void rollback() throws Exception {
        release("1.1.0");
        install();
        now = NOON.plus(Duration.ofDays(1));
        shelf.say(now, "1.0.0");
        assertUntrusted("offers 1.0.0, older than 1.1.0", this::track);
    }

    @Test
    void rollbackOfTheStatement() throws Exception {
        install();
        now = NOON.plus(Duration.ofHours(2));
        release("1.1.0");
        track();
        shelf.say(NOON.plus(Duration.ofHours(1)), "1.1.0");
        assertUntrusted("and showed what was on 2026-11-22 14:00 UTC before", this::track);
        assertThat(status(true).remarks()).anyMatch(remark -> remark.contains("it has been set back"));
        assertThat(status(true).follows(now)).isFalse();
    }

    @Test
    void mixAndMatch() throws Exception {
        install();
        release("1.1.0");
        var genuine = shelf.repository().exactRef("refs/tags/v1.1.0").getObjectId();
        var subject = shelf.commit(NotesDistro.files("1.1.0", "# never stable"));
        var digest = shelf.note(subject, shelf.evidence("1.1.0", subject, Evidence.Result.PASSED), shelf.key);
        shelf.tag("1.1.0", subject, digest, shelf.key);
        shelf.stable(subject);
        assertUntrusted("tag v1.1.0 is not the one that the hub's statement of what is stable names", this::track);
        shelf.move("refs/tags/v1.1.0", genuine);
        assertThat(track())
                .as("what was shown wrongly does not stay in the way")
                .isInstanceOf(Upgrader.Upgraded.class);
        now = NOON.plus(Duration.ofHours(1));
        release("1.2.0");
        shelf.drop("refs/tags/v1.2.0");
        assertUntrusted("says that 1.2.0 is stable, and shows no tag v1.2.0", this::track);
    }

    @Test
    void mixUpOfRepositories() throws Exception {
        install();
        shelf.named = "samples/other";
        release("1.1.0");
        assertUntrusted("shows what is stable in samples/other of " + ReleaseShelf.HUB, this::track);
    }

    @Test
    void wrongSoftware() throws Exception {
        var word = shelf.statement(now, Optional.of("1.0.0"), Map.of()).toEnvelope(shelf.key);
        shelf.named = "samples/other";
        var subject = shelf.release("1.0.1", NotesDistro.files("1.0.1"));
        shelf.show(word);
        shelf.stable(subject);
        install();
        assertThat(machine.running)
                .as("what the statement names, not what is shown")
                .contains("1.0.0");
    }

    @Test
    void fastForward() throws Exception {
        install();
        now = NOON.plus(Duration.ofDays(300));
        var ahead = shelf.statement(now, Optional.of("1.0.0"), Map.of()).toEnvelope(shelf.key);
        now = NOON.plus(Duration.ofDays(1));
        shelf.show(ahead);
        assertRefused(Kind.PLATFORM, "the clock of this machine says 2026-11-23 12:00 UTC", this::track);
        now = now.plus(Duration.ofHours(1));
        release("1.1.0");
        assertThat(track()).as("nothing was remembered of it").isInstanceOf(Upgrader.Upgraded.class);
    }

    @Test
    void aClockThatIsADayBehindIsToldAsSuch() throws Exception {
        now = NOON.minus(Duration.ofDays(1));
        assertRefused(
                Kind.PLATFORM,
                "the clock of this machine says 2026-11-21 12:00 UTC, and " + hub.url()
                        + "/samples/notes has said what is stable on 2026-11-22 12:00 UTC: set the clock",
                this::install);
        now = NOON.plus(Duration.ofDays(1));
        install();
    }

    @Test
    void maliciousMirrorThatShowsSomethingElseInPlaceOfAStatement() throws Exception {
        install();
        for (var bytes : new byte[][] {{}, "no".getBytes(java.nio.charset.StandardCharsets.UTF_8), new byte[2 << 20]}) {
            shelf.show(bytes);
            assertUntrusted("statement of what is stable", this::track);
        }
        shelf.move(
                dev.softservice.runner.evidence.StableStatement.REF,
                shelf.repository().exactRef(DistroRepository.STABLE).getObjectId());
        assertUntrusted("statement of what is stable", this::track);
        shelf.say(now, "1.0.0");
        assertThat(track()).isInstanceOf(Upgrader.UpToDate.class);
    }

    @Test
    void aYankedReleaseIsToldAtOnceUpgradedPastAndNeverInstalled() throws Exception {
        release("1.1.0");
        install();
        now = NOON.plus(Duration.ofHours(1));
        shelf.say(now, Optional.of("1.0.0"), Map.of("1.1.0", "loses notes"));
        assertThat(track())
                .isEqualTo(new Upgrader.Yanked(
                        "notes", new dev.softservice.runner.evidence.Version(1, 1, 0), "loses notes"));
        assertThat(status(false).follows(now)).isFalse();
        assertThat(status(false).remarks())
                .anyMatch(remark -> remark.startsWith(
                        "what runs has been yanked, that is, taken back by its maintainers: loses notes"));

        new Uninstaller(site).uninstall(Optional.of("notes"), true);
        install();
        assertThat(machine.running).as("what is stable now").contains("1.0.0");

        now = NOON.plus(Duration.ofHours(2));
        shelf.release("1.1.1", NotesDistro.files("1.1.1"));
        shelf.say(now, Optional.of("1.1.1"), Map.of("1.0.0", "too", "1.1.0", "loses notes"));
        assertThat(track()).isInstanceOf(Upgrader.Upgraded.class);
        assertThat(quiet.heard).contains("notes: 1.0.0, which runs here, has been yanked: too");
        assertThat(status(true).remarks()).isEmpty();
    }

    @Test
    void whereEveryReleaseIsYankedNothingIsInstalled() throws Exception {
        shelf.say(now, Optional.empty(), Map.of("1.0.0", "loses notes"));
        assertUntrusted("every release of samples/notes has been yanked", this::install);
    }

    @Test
    void aPlainCopyOfTheRepositoryCarriesTheStatement() throws Exception {
        var copy = folder.resolve("copy.git");
        var git = new ProcessBuilder(
                        "git",
                        "clone",
                        "-q",
                        "--mirror",
                        folder.resolve("hub/samples/notes").toString(),
                        copy.toString())
                .inheritIO()
                .start();
        assertThat(git.waitFor()).isZero();
        Files.writeString(folder.resolve("signers"), shelf.promise());
        var wish = new Installer.Wish(
                Source.parse(copy.toString(), folder),
                Optional.of("notes"),
                Map.of(),
                Optional.empty(),
                Optional.of(folder.resolve("signers")),
                false);
        new Installer(site).install(wish);
        now = NOON.plus(Duration.ofDays(8));
        assertUntrusted("which held until", this::track);
    }
}
