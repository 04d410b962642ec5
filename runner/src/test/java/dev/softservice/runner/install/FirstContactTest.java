package dev.softservice.runner.install;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.softservice.runner.evidence.AllowedSigners;
import dev.softservice.runner.evidence.SigningKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Installing over HTTP: the hub's key is pinned when it is first met, and shown. */
class FirstContactTest {
    @TempDir
    Path folder;

    private final FakeMachine machine = new FakeMachine();
    private final Quiet quiet = new Quiet();
    private ReleaseShelf shelf;
    private HubOverHttp hub;
    private Site site;

    @BeforeEach
    void open() throws IOException {
        Files.createDirectories(folder.resolve("hub/samples"));
        shelf = new ReleaseShelf(folder.resolve("hub/samples/notes"));
        shelf.release("1.0.0", NotesDistro.files("1.0.0"));
        hub = new HubOverHttp(folder.resolve("hub"));
        hub.allowedSigners = Files.readString(shelf.keyFile);
        site = new Site(new StateFolder(folder.resolve("state")), machine, quiet, Clock.systemUTC());
    }

    @AfterEach
    void close() {
        hub.close();
        shelf.close();
    }

    private Installer.Running install(Optional<Path> key) throws InterruptedException {
        var source = Source.parse(hub.url() + "/samples/notes", folder);
        return new Installer(site).install(Wishes.of(source, key));
    }

    @Test
    void theHubsKeyIsPinnedShownAndTheReleaseInstalled() throws Exception {
        install(Optional.empty());
        assertThat(machine.running).contains("1.0.0");
        assertThat(quiet.heard)
                .anyMatch(line -> line.startsWith("first contact: trusting the key " + shelf.key.fingerprint()));
        assertThat(folder.resolve("state/installations/notes/allowed_signers"))
                .hasContent(Files.readString(shelf.keyFile).strip());
    }

    @Test
    void whatTheHubPublishesLaterChangesNothing() throws Exception {
        install(Optional.empty());
        hub.allowedSigners = AllowedSigners.hub("thief", SigningKey.generate().verifyingKey())
                .toString();
        shelf.release("1.1.0", NotesDistro.files("1.1.0"));
        assertThat(new Upgrader(site).upgrade(Optional.empty(), Upgrader.Wish.TRACKING))
                .isInstanceOf(Upgrader.Upgraded.class);
    }

    @Test
    void aKeyGivenByHandCountsInPlaceOfTheHubs() throws Exception {
        hub.allowedSigners = AllowedSigners.hub("thief", SigningKey.generate().verifyingKey())
                .toString();
        Files.writeString(folder.resolve("hub.pub"), shelf.key.publicLine("the hub"));
        install(Optional.of(folder.resolve("hub.pub")));
        assertThat(machine.running).contains("1.0.0");
    }

    @Test
    void aHubWithoutAUsableKeyIsRefusedInOneLine() {
        record Answer(int status, String body, String reason) {}
        var answers = new Answer[] {
            new Answer(404, "", "answers with 404"),
            new Answer(200, "<html>welcome</html>", "publishes no ssh-ed25519 key"),
            new Answer(200, "", "publishes no ssh-ed25519 key"),
            new Answer(302, "", "answers with 302"),
            new Answer(200, "x".repeat(1 << 20), "can't be read"),
            new Answer(200, "hub ssh-rsa AAAA", "publishes no ssh-ed25519 key")
        };
        for (var answer : answers) {
            hub.signersStatus = answer.status();
            hub.allowedSigners = answer.body();
            assertThatThrownBy(() -> install(Optional.empty()))
                    .as(answer.reason())
                    .isInstanceOf(InstallRefusal.class)
                    .hasMessageContaining(answer.reason())
                    .hasMessageContaining(hub.url())
                    .message()
                    .doesNotContain("\n");
        }
        assertThat(machine.calls).isEmpty();
        assertThat(folder.resolve("state/installations/notes/allowed_signers")).doesNotExist();
    }

    @Test
    void aRepositoryThatTheHubDoesNotHaveIsSaid() {
        var source = Source.parse(hub.url() + "/samples/nothing", folder);
        var wish = Wishes.of(source, Optional.empty());
        assertThatThrownBy(() -> new Installer(site).install(wish))
                .isInstanceOf(InstallRefusal.class)
                .hasMessageContaining(hub.url() + "/samples/nothing")
                .message()
                .doesNotContain("Exception");
        assertThat(folder.resolve("state/installations/nothing/allowed_signers"))
                .as("nothing is pinned for a mistyped address")
                .doesNotExist();
    }

    @Test
    void theHubIsAskedWhatIsNewerAndNotBelieved() throws Exception {
        install(Optional.empty());
        shelf.release("1.4.0", NotesDistro.files("1.4.0"));
        var condition = new Overview(site).of(Optional.empty(), true).getFirst();
        assertThat(condition.newer().orElseThrow()).hasToString("1.4.0");
        assertThat(condition.well()).isTrue();
        hub.close();
        assertThat(new Overview(site).of(Optional.empty(), true).getFirst().remarks())
                .singleElement()
                .asString()
                .contains("nothing answers there");
    }
}
