package dev.softservice.runner.install;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.softservice.runner.evidence.KeyDelegation;
import dev.softservice.runner.evidence.SigningKey;
import dev.softservice.runner.evidence.VerifyingKey;
import dev.softservice.runner.install.InstallRefusal.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A hub's keys change by its root key's word alone, and nobody touches an installation for it. */
class HubKeysTest extends OnAFollowedHub {
    private final SigningKey root = SigningKey.generate();

    @BeforeEach
    void open() throws IOException {
        release("1.0.0");
    }

    private static Set<VerifyingKey> halves(SigningKey... keys) {
        return Arrays.stream(keys).map(SigningKey::verifyingKey).collect(Collectors.toSet());
    }

    private KeyDelegation word(int serial, Set<VerifyingKey> active, Set<VerifyingKey> retired) {
        return new KeyDelegation(
                ReleaseShelf.HUB,
                serial,
                new KeyDelegation.Period(now, now.plus(Duration.ofDays(400))),
                new KeyDelegation.Roots(halves(root), 1),
                active,
                retired,
                Optional.empty());
    }

    /** As the hub shows it: signed by the root keys, countersigned by its own. */
    private void show(KeyDelegation word, SigningKey... roots) throws IOException {
        shelf.show(KeyDelegation.REF, KeyDelegation.sign(word.toEnvelope(List.of(roots)), shelf.key));
        hub.allowedSigners = word.signers().toString();
    }

    private void rooted() throws IOException {
        show(word(1, halves(shelf.key), Set.of()), root);
    }

    private void release(String version) throws IOException {
        shelf.release(version, NotesDistro.files(version));
        shelf.say(now, version);
    }

    private void install(Optional<Path> key) throws InterruptedException {
        new Installer(site).install(Wishes.of(Source.parse(hub.url() + "/samples/notes", folder), key));
    }

    private void install() throws InterruptedException {
        install(Optional.empty());
    }

    private InstallState state() {
        return site.folders().installation("notes").state().orElseThrow();
    }

    private void assertUntrusted(String reason, ThrowingCallable attempt) {
        assertThatThrownBy(attempt).isInstanceOfSatisfying(InstallRefusal.class, refusal -> {
            assertThat(refusal.getMessage()).contains(reason).doesNotContain("\n");
            assertThat(refusal.kind()).isEqualTo(Kind.UNTRUSTED);
        });
    }

    @Test
    void theFirstContactShowsTheRootKeyAndRotationTouchesNothing() throws Exception {
        rooted();
        install();
        assertThat(quiet.heard)
                .contains("first contact: trusting the key " + root.fingerprint() + " of " + ReleaseShelf.HUB);
        var old = shelf.key;
        now = NOON.plus(Duration.ofDays(1));
        shelf.key = SigningKey.generate();
        show(word(2, halves(shelf.key), halves(old)), root);
        shelf.say(now, "1.0.0");
        assertThat(track()).as("what the old key signed is vouched for").isInstanceOf(Upgrader.UpToDate.class);
        assertThat(quiet.heard)
                .contains("the hub's root key " + root.fingerprint() + " says that the hub signs with "
                        + shelf.key.fingerprint() + " now, which is trusted from now on");
        release("1.1.0");
        assertThat(track()).isInstanceOf(Upgrader.Upgraded.class);
    }

    @Test
    void keyCompromise() throws Exception {
        rooted();
        install();
        var stolen = shelf.key;
        now = NOON.plus(Duration.ofDays(1));
        shelf.key = SigningKey.generate();
        show(word(2, halves(shelf.key), halves(stolen)), root);
        shelf.say(now, "1.0.0");
        track();

        var fresh = shelf.key;
        shelf.key = stolen;
        release("6.6.6");
        assertUntrusted("the statement of what is stable is not signed by a key that is trusted here", this::track);
        shelf.show(
                KeyDelegation.REF,
                KeyDelegation.sign(word(3, halves(stolen), Set.of()).toEnvelope(List.of(stolen)), stolen));
        assertUntrusted("is not signed by the root key that is trusted here", this::track);
        show(word(1, halves(stolen), Set.of()), root);
        assertUntrusted("shows word 1 of its root key, and showed word 2 before", this::track);

        shelf.key = fresh;
        show(word(3, halves(fresh), halves(stolen)), root);
        shelf.drop("refs/tags/v6.6.6");
        release("1.1.0");
        assertThat(track()).isInstanceOf(Upgrader.Upgraded.class);
        assertThat(machine.running).contains("1.1.0");
    }

    @Test
    void aHubThatGetsARootKeyIsFollowedByThePinnedKeysWord() throws Exception {
        hub.allowedSigners = shelf.promise();
        install();
        var mallory = SigningKey.generate();
        var theirs = new KeyDelegation(
                ReleaseShelf.HUB,
                1,
                new KeyDelegation.Period(now, now.plus(Duration.ofDays(9))),
                new KeyDelegation.Roots(halves(mallory), 1),
                halves(shelf.key),
                Set.of(),
                Optional.of("https://mallory.example.org"));
        shelf.show(KeyDelegation.REF, theirs.toEnvelope(List.of(mallory)));
        assertThat(track()).as("nobody vouches for that one").isInstanceOf(Upgrader.UpToDate.class);
        assertThat(state().place().source().url()).startsWith(hub.url());
        rooted();
        track();
        assertThat(quiet.heard).anyMatch(line -> line.startsWith("the hub's root key " + root.fingerprint()));
        shelf.show(KeyDelegation.REF, theirs.toEnvelope(List.of(mallory)));
        assertUntrusted("is not signed by the root key that is trusted here", this::track);
        shelf.drop(KeyDelegation.REF);
        assertThat(track()).as("what was said last holds").isInstanceOf(Upgrader.UpToDate.class);
        now = NOON.plus(Duration.ofDays(500));
        shelf.say(now, "1.0.0");
        assertUntrusted("its operator has to renew it", this::track);
    }

    @Test
    void theRootKeyCanBeGivenAsAFile() throws Exception {
        rooted();
        Files.writeString(folder.resolve("root.pub"), root.publicLine("the root"));
        install(Optional.of(folder.resolve("root.pub")));
        assertThat(machine.running).contains("1.0.0");
        var other = SigningKey.generate();
        Files.writeString(folder.resolve("other.pub"), other.publicLine("another"));
        assertUntrusted(
                "holds the key " + other.fingerprint(), () -> install(Optional.of(folder.resolve("other.pub"))));
    }

    @Test
    void aNewRootKeyIsFollowedWhereTheOldOneSignsToo() throws Exception {
        rooted();
        install();
        var next = SigningKey.generate();
        var third = SigningKey.generate();
        var word = new KeyDelegation(
                ReleaseShelf.HUB,
                2,
                new KeyDelegation.Period(now, now.plus(Duration.ofDays(400))),
                new KeyDelegation.Roots(halves(next, third), 2),
                halves(shelf.key),
                Set.of(),
                Optional.empty());
        show(word, next, third);
        assertUntrusted(
                "and pinned here is " + root.fingerprint() + ": either the operator has changed it", this::track);
        show(word, root, next);
        assertUntrusted("is signed by fewer root keys than the 2 that it asks for", this::track);
        show(word, root, next, third);
        assertThat(track()).isInstanceOf(Upgrader.UpToDate.class);
        show(word(3, halves(shelf.key), Set.of()), root);
        assertUntrusted("shows the key " + root.fingerprint() + ", and pinned here is ", this::track);
    }

    /** The root key says that the hub is at another address now. */
    private void moves(HubOverHttp there) throws Exception {
        show(
                new KeyDelegation(
                        ReleaseShelf.HUB,
                        2,
                        new KeyDelegation.Period(now, now.plus(Duration.ofDays(400))),
                        new KeyDelegation.Roots(halves(root), 1),
                        halves(shelf.key),
                        Set.of(),
                        Optional.of(there.url())),
                root);
    }

    @Test
    void aHubThatMovedIsFollowedByTheRootKeysWordOnly() throws Exception {
        rooted();
        install();
        try (var there = new HubOverHttp(folder.resolve("hub"))) {
            var repin = new Repin(site);
            assertUntrusted("does not say that the hub is at " + there.url(), () -> repin.moved("notes", there.url()));
            assertThat(state().place().source().url()).startsWith(hub.url());
            moves(there);
            track();
            assertThat(quiet.heard).contains("notes: its hub is at " + there.url() + " now, as its root key says");
            assertThat(state().place().source().url()).isEqualTo(there.url() + "/samples/notes");
            hub.close();
            release("1.1.0");
            assertThat(track()).isInstanceOf(Upgrader.Upgraded.class);
        }
    }

    @Test
    void aHubWhoseOldAddressIsGoneIsFollowedWhenItsUserNamesTheNewOne() throws Exception {
        rooted();
        install();
        hub.close();
        try (var there = new HubOverHttp(folder.resolve("hub"))) {
            moves(there);
            assertThat(new Repin(site).moved("notes", there.url())).isEqualTo("notes");
            release("1.1.0");
            assertThat(track()).isInstanceOf(Upgrader.Upgraded.class);
        }
    }

    @Test
    void aHubWithoutARootKeyIsFollowedNowhere() throws Exception {
        hub.allowedSigners = shelf.promise();
        install();
        assertUntrusted(
                "nobody can say that it has moved", () -> new Repin(site).moved("notes", "https://hub.example.org"));
    }
}
