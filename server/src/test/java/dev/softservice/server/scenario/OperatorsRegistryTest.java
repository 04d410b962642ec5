package dev.softservice.server.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.softservice.runner.image.RegistryClient.Login;
import dev.softservice.runner.model.ImagePlace;
import dev.softservice.runner.model.KeptImage;
import dev.softservice.server.core.Refusal;
import dev.softservice.server.image.ImageStore;
import dev.softservice.server.image.Registry;
import dev.softservice.server.release.Release;
import dev.softservice.server.repo.HostedRepository;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A registry of the operator's own: it has the images of public releases as the hub has them, and their evidence says so. */
class OperatorsRegistryTest {
    private static final KeptImage IMAGE = OutcomeFileVerifier.IMAGE.kept();

    @TempDir
    private Path folder;

    private Hub hub(Registry registry) {
        return Hub.open(folder.resolve("hub"), new ImageStore.Rules(true, 1L << 30, Optional.of(registry)));
    }

    private static Optional<Release> released(Hub hub, HostedRepository repository) {
        hub.push(repository, "main", "first", Map.of("softservice.yaml", Hub.manifest("2.3")));
        hub.settle();
        return hub.app.releases().stable(repository);
    }

    private static Map<String, KeptImage> images(Hub hub, Release release) {
        return hub.app.images().of(release.id());
    }

    private Path login(String text) throws IOException {
        var file = Files.writeString(folder.resolve("login"), text);
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    }

    @Test
    void itHasTheImagesOfPublicReleasesByteForByte() throws Exception {
        try (var registry = new DebiansRegistry(folder.resolve("registry"), Optional.empty());
                var hub = hub(Registry.at(registry.address + "/softservice/", Optional.empty()))) {
            var wiki = hub.repository("wiki");
            var place = new ImagePlace(registry.address + "/softservice/samples/wiki");
            var release = released(hub, wiki).orElseThrow();
            assertThat(images(hub, release)).containsOnly(Map.entry("web", IMAGE.at(Optional.of(place))));
            assertThat(KeptImagesTest.evidence(hub, wiki, release).composition().kept())
                    .as("the evidence points there")
                    .containsOnly(Map.entry("web", IMAGE.at(Optional.of(place))));

            var named = "docker://" + place.url().replace("http://", "");
            assertThat(DebiansRegistry.skopeo("inspect", "--tls-verify=false", named + ":2.3.0-web"))
                    .contains("\"Digest\": \"" + IMAGE.manifest() + "\"");
            DebiansRegistry.skopeo(
                    "copy",
                    "--preserve-digests",
                    "--src-tls-verify=false",
                    named + "@" + IMAGE.manifest(),
                    "oci:" + folder.resolve("copy") + ":web");
            for (var blob : OutcomeFileVerifier.IMAGE.manifest().blobs())
                assertThat(folder.resolve("copy/blobs/sha256/" + blob.digest().hex()))
                        .hasSize(blob.size());
        }
    }

    @Test
    void whatIsPrivateStaysOnTheHub() throws Exception {
        try (var registry = new DebiansRegistry(folder.resolve("registry"), Optional.empty());
                var hub = hub(Registry.at(registry.address, Optional.empty()))) {
            var vault = hub.repository("vault");
            hub.app.settings().change(vault, "", true, hub.admin);
            var release =
                    released(hub, hub.app.repositories().require(vault.name())).orElseThrow();
            assertThat(images(hub, release)).containsOnly(Map.entry("web", IMAGE));
            assertThat(folder.resolve("registry/kept")).doesNotExist();
        }
    }

    @Test
    void aReleaseWaitsUntilTheRegistryTakesIt() throws Exception {
        try (var registry = new DebiansRegistry(folder.resolve("registry"), Optional.of("right:one"))) {
            try (var hub = hub(Registry.at(registry.address, Optional.of(login("hub:wrong"))))) {
                var wiki = hub.repository("wiki");
                assertThat(released(hub, wiki)).isEmpty();
                var run = hub.app.runs().own(wiki, Optional.empty(), 1).getFirst();
                assertThat(hub.app.runs().notes(run.id()))
                        .singleElement()
                        .asString()
                        .satisfies(note -> assertThat(note)
                                .startsWith("the registry does not take the images to " + registry.address
                                        + "/samples/wiki (it answers with 401")
                                .endsWith("so the release waits: mend it, or start the hub without --registry")
                                .doesNotContain("wrong", "\n"));
            }
            try (var hub = hub(Registry.at(registry.address, Optional.of(login("hub:right:one\n"))))) {
                hub.app.repair();
                var release = hub.app.releases().stable(hub.repository("wiki")).orElseThrow();
                assertThat(images(hub, release).get("web"))
                        .isEqualTo(IMAGE.at(Optional.of(new ImagePlace(registry.address + "/samples/wiki"))));
            }
        }
    }

    @Test
    void anAddressOrALoginThatCannotBeUsedIsRefusedInOneLine() throws Exception {
        for (var wrong : new String[] {"registry.example.org", "ftp://x/y", "https://a:b@x", "https://x/Y", "https://"})
            assertThatThrownBy(() -> Registry.at(wrong, Optional.empty()))
                    .as(wrong)
                    .isInstanceOf(Refusal.class)
                    .hasMessage("--registry must be https://HOST or https://HOST/PREFIX, not " + wrong);
        var https = "https://registry.example.org";
        assertThat(Registry.at(https + "/", Optional.of(login("ann:secret"))))
                .isEqualTo(new Registry(https, Optional.of(new Login("ann", "secret"))))
                .hasToString("Registry[address=" + https + ", login=Optional[ann]]");
        assertThatThrownBy(() -> Registry.at("http://registry.example.org", Optional.of(login("ann:secret"))))
                .hasMessageEndingWith("where anybody on the way can read its password: use https");
        for (var wrong : new String[] {"ann", ":secret", "ann:", "ann:secret\nmore"})
            assertThatThrownBy(() -> Registry.at(https, Optional.of(login(wrong))))
                    .hasMessageEndingWith("holds no USER:PASSWORD in one line");
        var open = Files.setPosixFilePermissions(login("ann:secret"), PosixFilePermissions.fromString("rw-r--r--"));
        assertThatThrownBy(() -> Registry.at(https, Optional.of(open)))
                .hasMessage(open + ": others on this machine can read it; chmod 600 it");
        assertThatThrownBy(() -> Registry.at(https, Optional.of(folder.resolve("none"))))
                .hasMessageContaining("can't be read; --registry-login names a file with USER:PASSWORD");
    }
}
