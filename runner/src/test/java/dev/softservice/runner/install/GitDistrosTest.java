package dev.softservice.runner.install;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.softservice.manifest.composition.DistroAddress;
import dev.softservice.manifest.files.FolderFiles;
import dev.softservice.manifest.read.ManifestReader;
import dev.softservice.runner.compose.Composer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Compositions made of real Git repositories. */
class GitDistrosTest {
    private static final String PAGE = """
        softservice: v1
        name: page
        title: Page
        summary: Made by a test.
        version: "1.0"
        services: {web: {image: "nginx:1", expose: ["80"]}}
        provides: {http: {service: web, port: 80}}
        tests: [{name: it answers, http: {get: "http://web/"}}]
        """;

    @TempDir
    private Path folder;

    private ReleaseShelf shelf;
    private GitDistros distros;
    private DistroAddress address;

    @BeforeEach
    void open() throws IOException {
        shelf = new ReleaseShelf(
                Files.createDirectories(folder.resolve("hub/samples")).resolve("page"));
        distros = new GitDistros(() -> folder.resolve("cache"), Clock.systemUTC());
        address = DistroAddress.of("file://" + folder.resolve("hub/samples/page"), Optional.empty())
                .orElseThrow();
    }

    @AfterEach
    void close() {
        shelf.close();
    }

    private Composer.Composed composed(String distro, String range) throws IOException {
        var root = Files.createDirectories(folder.resolve("root"));
        Files.writeString(
                root.resolve("softservice.yaml"),
                PAGE.replaceAll("(?m)^(name:).*$", "$1 site")
                                .replaceAll("(?m)^(services|provides).*\n", "")
                                .replace("http://web/", "http://page/")
                        + "uses: {page: {distro: \"" + distro + "\", version: \"" + range + "\"}}\n");
        var reading = new ManifestReader().read(new FolderFiles(root));
        assertThat(reading.errors()).isEmpty();
        return new Composer(distros, Optional.of("file://" + folder.resolve("hub") + "/"))
                .compose(reading.manifest().orElseThrow(), root);
    }

    @Test
    void theHighestTagThatFitsIsFetchedAndCheckedOut() throws IOException {
        var one = shelf.release("1.0.0", Map.of("softservice.yaml", PAGE, "page", "one"));
        shelf.release("2.0.0", Map.of("softservice.yaml", PAGE, "page", "two"));
        assertThat(composed("samples/page", "^1")).isInstanceOfSatisfying(Composer.Whole.class, whole -> {
            assertThat(whole.resolved())
                    .singleElement()
                    .satisfies(used -> assertThat(used.line())
                            .isEqualTo("page=" + address + " v1.0.0 " + one.commit() + " " + one.tree()));
            assertThat(whole.distro().uses().get("page").files().resolve("page"))
                    .hasContent("one");
        });
        var later = shelf.release("1.1.0", Map.of("softservice.yaml", PAGE, "page", "later"));
        assertThat(composed("samples/page", "^1"))
                .isInstanceOfSatisfying(
                        Composer.Whole.class,
                        whole -> assertThat(whole.resolved())
                                .extracting("commit")
                                .containsExactly(later.commit()));
    }

    @Test
    void aRepositoryWithoutReleasesIsRefusedAndOneThatIsNotThereCannotBeTold() throws IOException {
        assertThat(composed("samples/page", "^1"))
                .isEqualTo(new Composer.Refused(java.util.List.of("uses.page: " + address + " has no release yet")));
        assertThatThrownBy(() -> composed("samples/nowhere", "^1"))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("uses.page: " + address.url().replace("page", "nowhere") + " cannot be read: ")
                .hasMessageNotContaining("\n");
    }

    @Test
    void aYankedReleaseIsPassedOver() throws IOException {
        var one = shelf.release("1.0.0", Map.of("softservice.yaml", PAGE, "page", "one"));
        shelf.release("1.1.0", Map.of("softservice.yaml", PAGE, "page", "two"));
        shelf.say(Instant.parse("2026-11-22T12:00:00Z"), Optional.of("1.0.0"), Map.of("1.1.0", "loses pages"));
        assertThat(composed("samples/page", "^1"))
                .isInstanceOfSatisfying(
                        Composer.Whole.class,
                        whole -> assertThat(whole.resolved())
                                .extracting("commit")
                                .containsExactly(one.commit()));
    }

    @Test
    void aTagThatMovedIsRefused() throws IOException {
        shelf.release("1.0.0", Map.of("softservice.yaml", PAGE, "page", "one"));
        distros.releases(address);
        shelf.release("1.0.0", Map.of("softservice.yaml", PAGE, "page", "another"));
        assertThatThrownBy(() -> distros.releases(address))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("moved the tag v1.0.0")
                .hasMessageEndingWith("; where that repository was made anew, remove " + folder.resolve("cache"));
    }
}
