package dev.softservice.runner.compose;

import static org.assertj.core.api.Assertions.assertThat;

import dev.softservice.manifest.composition.DistroAddress;
import dev.softservice.manifest.composition.ReleaseSource.Available;
import dev.softservice.manifest.files.FolderFiles;
import dev.softservice.manifest.read.ManifestReader;
import dev.softservice.runner.DistroFolder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is not released yet, among the releases. */
class CandidatesTest {
    private static final String PART = """
        services: {web: {image: "nginx:1.27", expose: [80]}}
        provides: {http: {service: web, port: 80}}
        tests: [{name: t, tcp: {host: web, port: 80}}]
        """;

    @TempDir
    private Path folder;

    private final FoldersAsReleases releases = new FoldersAsReleases();

    @BeforeEach
    void aPartWithARelease() {
        for (var each : List.of("old", "other", "changed"))
            DistroFolder.at(folder.resolve(each)).manifest(PART);
        releases.release("a/part", "1.0.0", folder.resolve("old"));
        releases.release("a/other", "1.0.0", folder.resolve("other"));
        releases.release("a/changed", "1.0.1", folder.resolve("changed"));
    }

    private static DistroAddress address(String name) {
        return DistroAddress.of(name, Optional.of(FoldersAsReleases.HUB)).orElseThrow();
    }

    private UnreleasedVersion candidate(String version) {
        var there = releases.releases(address("a/changed")).getFirst();
        return new UnreleasedVersion("a/part", new Available(version, "#7", there.commit(), there.tree()));
    }

    private Composer.Whole composed(String uses, UnreleasedVersion... candidates) throws IOException {
        var root = folder.resolve("root");
        DistroFolder.at(root).manifest("uses: " + uses + "\n" + PART);
        var manifest =
                new ManifestReader().read(new FolderFiles(root)).manifest().orElseThrow();
        var composer = new Composer(releases, Optional.of(FoldersAsReleases.HUB)).with(List.of(candidates));
        return (Composer.Whole) composer.compose(manifest, root);
    }

    @Test
    void aRangeTakesTheCandidateAsIfItWereReleased() throws IOException {
        var whole = composed(
                "{part: {distro: a/part, version: ^1}, other: {distro: a/other, version: ^1}}", candidate("1.0.1"));
        assertThat(whole.resolved()).anySatisfy(used -> {
            assertThat(used.path()).isEqualTo("part");
            assertThat(used.tag()).isEqualTo("#7");
            assertThat(used.tree()).isEqualTo(candidate("1.0.1").release().tree());
        });
        assertThat(whole.distro().uses().get("part").files()).isEqualTo(folder.resolve("changed"));
        assertThat(whole.distro().uses().get("other").files()).isEqualTo(folder.resolve("other"));
    }

    @Test
    void aRangeThatDoesNotAdmitItTakesTheRelease() throws IOException {
        var whole = composed("{part: {distro: a/part, version: ^1}}", candidate("2.0.0"));
        assertThat(whole.distro().uses().get("part").files()).isEqualTo(folder.resolve("old"));
    }

    @Test
    void itStandsForTheReleaseOfItsOwnVersion() throws IOException {
        var whole = composed("{part: {distro: a/part, version: 1.0.0}}", candidate("1.0.0"));
        assertThat(whole.distro().uses().get("part").files()).isEqualTo(folder.resolve("changed"));
    }

    @Test
    void oneThatIsAloneHidesEveryOther() throws IOException {
        releases.release("a/part", "1.5.0", folder.resolve("other"));
        var old = releases.releases(address("a/part")).stream()
                .filter(release -> release.version().equals("1.0.0"))
                .findFirst()
                .orElseThrow();
        var whole = composed("{part: {distro: a/part, version: ^1}}", new UnreleasedVersion("a/part", old, true));
        assertThat(whole.distro().uses().get("part").files()).isEqualTo(folder.resolve("old"));
    }

    @Test
    void whatWasRecordedOfAReleaseIsMadeOfReleases() throws IOException {
        var uses = "{part: {distro: a/part, version: ^1}}";
        var record = composed(uses).resolved();
        var root = folder.resolve("root");
        var manifest =
                new ManifestReader().read(new FolderFiles(root)).manifest().orElseThrow();
        var composer = new Composer(releases, Optional.of(FoldersAsReleases.HUB)).with(List.of(candidate("1.0.1")));
        assertThat(((Composer.Whole) composer.pinned(manifest, root, record)).resolved())
                .isEqualTo(record);
    }
}
