package dev.softservice.server.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.softservice.runner.evidence.AllowedSigners;
import dev.softservice.runner.evidence.Checked;
import dev.softservice.runner.evidence.KeyDelegation;
import dev.softservice.runner.evidence.SigningKey;
import dev.softservice.runner.evidence.StableStatement;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.eclipse.jgit.lib.Constants;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An operator gives a hub a root key, and changes the hub's own key by its word. */
class RootKeyTest {
    private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");

    @TempDir
    Path folder;

    private final SigningKey root = SigningKey.generate();

    private byte[] word(String hub, int serial, Set<SigningKey> active, Set<SigningKey> retired) {
        return new KeyDelegation(
                        hub,
                        serial,
                        new KeyDelegation.Period(NOW, NOW.plus(Duration.ofDays(400))),
                        new KeyDelegation.Roots(Set.of(root.verifyingKey()), 1),
                        Set.copyOf(active.stream().map(SigningKey::verifyingKey).toList()),
                        Set.copyOf(
                                retired.stream().map(SigningKey::verifyingKey).toList()),
                        Optional.empty())
                .toEnvelope(List.of(root));
    }

    private SigningKey hubs() throws Exception {
        return SigningKey.load(folder.resolve("keys/signing"));
    }

    private String name() throws Exception {
        return "hub-" + Files.readString(folder.resolve("hub-id")).strip() + "@softservice";
    }

    private void release(Hub hub, String page) {
        hub.push(hub.repository("wiki"), "main", page, Map.of("softservice.yaml", Hub.manifest("2.3"), "page", page));
        hub.settle();
    }

    @Test
    void theHubsKeyChangesByTheRootKeysWord() throws Exception {
        try (var hub = Hub.open(folder, Optional.empty())) {
            release(hub, "one");
        }
        var first = hubs();
        Files.write(folder.resolve("keys/root-word"), word(name(), 1, Set.of(first), Set.of()));
        try (var hub = Hub.open(folder, Optional.empty())) {
            hub.app.repair();
            assertThat(hub.app.releases().fingerprint()).isEqualTo(root.fingerprint());
            var wiki = hub.repository("wiki");
            var shown = hub.app
                    .git()
                    .open(wiki.name())
                    .open(hub.tip(wiki, KeyDelegation.REF).orElseThrow(), Constants.OBJ_BLOB)
                    .getBytes();
            assertThat(KeyDelegation.isSignedBy(shown, first.verifyingKey()))
                    .as("for users who have pinned the hub's key")
                    .isTrue();
        }

        var second = SigningKey.generate();
        Files.delete(folder.resolve("keys/signing"));
        second.save(folder.resolve("keys/signing"));
        assertThatThrownBy(() -> Hub.open(folder, Optional.empty()))
                .hasMessageContaining(
                        "keys/root-word: does not name this hub's key " + second.fingerprint() + " as active");
        Files.write(folder.resolve("keys/root-word"), word(name(), 2, Set.of(second), Set.of(first)));
        try (var hub = Hub.open(folder, Optional.empty())) {
            hub.app.repair();
            var wiki = hub.repository("wiki");
            var signers = AllowedSigners.parse(hub.app.releases().allowedSigners());
            assertThat(StableStatement.open(hub.app.statements().of(wiki).orElseThrow(), signers))
                    .as("said anew, by the new key")
                    .isInstanceOf(Checked.Genuine.class);
            release(hub, "two");
            assertThat(hub.stable(wiki).orElseThrow().version())
                    .as("what the old key released is still a base")
                    .isEqualTo("2.3.1");
        }
    }

    @Test
    void aWordThatIsNotThisHubsIsRefusedAtTheStart() throws Exception {
        try (var hub = Hub.open(folder, Optional.empty())) {
            release(hub, "one");
        }
        var file = folder.resolve("keys/root-word");
        Files.write(file, word("hub-other@softservice", 1, Set.of(hubs()), Set.of()));
        assertThatThrownBy(() -> Hub.open(folder, Optional.empty()))
                .hasMessageContaining("is the word of the root key of hub-other@softservice, and this is " + name());
        Files.writeString(file, "no word at all");
        assertThatThrownBy(() -> Hub.open(folder, Optional.empty()))
                .hasMessageContaining("the root key's word is not well-formed JSON");
    }
}
