package dev.softservice.runner.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.softservice.manifest.composition.Composition;
import dev.softservice.manifest.composition.DistroAddress;
import dev.softservice.manifest.files.FolderFiles;
import dev.softservice.manifest.read.ManifestReader;
import dev.softservice.runner.compose.Composer;
import dev.softservice.runner.compose.Composer.Refused;
import dev.softservice.runner.compose.Composer.Whole;
import dev.softservice.runner.compose.DistroSource;
import dev.softservice.runner.compose.FoldersAsReleases;
import dev.softservice.runner.evidence.Stock;
import dev.softservice.runner.local.FolderDistros;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FolderDistrosTest {
    @TempDir
    private Path folder;

    private Path distro(String name, String version, String rest) throws IOException {
        var made = Files.createDirectories(folder.resolve(name));
        Files.writeString(made.resolve("softservice.yaml"), """
            softservice: v1
            name: %s
            version: "%s"
            tests: [{name: answers, tcp: {host: web, port: 80}}]
            services: {web: {image: "nginx:1.27", expose: [80]}}
            provides: {http: {service: web, port: 80}}
            """.formatted(name, version) + rest);
        return made;
    }

    private Composer.Composed composed(String uses, Map<String, Path> with) throws IOException {
        var root = distro("root", "1.0", "uses: " + uses);
        var manifest =
                new ManifestReader().read(new FolderFiles(root)).manifest().orElseThrow();
        return new Composer(new FolderDistros(DistroSource.NONE, with), Optional.of(FolderDistros.NO_HUB))
                .compose(manifest, root);
    }

    @Test
    void aFolderStandsForItsDistroWithTheIdThatGitGivesItsTree() throws Exception {
        var part = distro("part", "2.3", "");
        Files.createDirectories(part.resolve("bin"));
        Files.writeString(part.resolve("bin.txt"), "sorts before bin/");
        Files.writeString(part.resolve("bin/run"), "#!/bin/sh\n");
        assertThat(part.resolve("bin/run").toFile().setExecutable(true)).isTrue();
        Files.createSymbolicLink(part.resolve("link"), Path.of("bin/run"));
        Files.writeString(part.resolve(".gitignore"), "ignored\n");
        Files.writeString(part.resolve("ignored"), "not part of it");
        new Stock(part).git("init", "--quiet");
        new Stock(part).git("add", "--all");

        var whole = (Whole) composed("{part: {distro: a/part, version: ^2.3}}", Map.of("a/part", part));

        var used = whole.resolved().getFirst();
        assertThat(used.tree()).isEqualTo(new Stock(part).git("write-tree"));
        assertThat(used.tag()).isEqualTo("from " + part);
        assertThat(whole.distro().uses().get("part").files()).isNotEqualTo(part).satisfies(copy -> {
            assertThat(copy.resolve("bin/run")).isExecutable();
            assertThat(copy.resolve("ignored")).doesNotExist();
        });
    }

    @Test
    void itsVersionHasToFitAndOthersAreLookedForElsewhere() throws IOException {
        var part = distro("part", "2.3", "");
        assertThat(((Refused) composed("{part: {distro: a/part, version: ^3}}", Map.of("a/part", part)))
                        .reasons()
                        .getFirst())
                .contains("no release that fits ^3")
                .contains("2.3.0");
        assertThat(((Refused) composed("{part: {distro: a/other, version: ^3}}", Map.of("a/part", part)))
                        .reasons()
                        .getFirst())
                .contains("a/other is a name on a hub, and no hub is known here: give one (--hub URL), or a folder"
                        + " (--with a/other=FOLDER)");
        assertThat(((Refused) composed(
                                "{part: {distro: \"https://hub.example/a/part\", version: ^3}}",
                                Map.of("https://hub.example/b/part", part)))
                        .reasons()
                        .getFirst())
                .contains("https://hub.example/a/part has no release yet");
    }

    @Test
    void whatWasTestedBeforeIsNotWhatStandsInItsPlaceNow() throws IOException {
        var released = distro("released", "2.3", "");
        var releases = new FoldersAsReleases().release("a/part", "2.3.0", released);
        var tested = releases.releases(DistroAddress.of("a/part", Optional.of(FoldersAsReleases.HUB))
                        .orElseThrow())
                .getFirst();
        var root = distro("root", "1.0", "uses: {part: {distro: a/part, version: ^2}}");
        var manifest =
                new ManifestReader().read(new FolderFiles(root)).manifest().orElseThrow();
        var record = List.of(new Composition.Used(
                "part", FoldersAsReleases.HUB + "/a/part", tested.tag(), tested.commit(), tested.tree()));

        var composer = new Composer(
                new FolderDistros(releases, Map.of("a/part", distro("changed", "2.4", ""))),
                Optional.of(FoldersAsReleases.HUB));
        assertThat(((Whole) composer.compose(manifest, root))
                        .resolved()
                        .getFirst()
                        .tag())
                .startsWith("from ");
        var whole = (Whole) composer.pinned(manifest, root, record);
        assertThat(whole.resolved()).isEqualTo(record);
        assertThat(whole.distro().uses().get("part").files()).isEqualTo(released);

        var nowhere = new Composer(
                new FolderDistros(DistroSource.NONE, Map.of("a/part", released)), Optional.of(FolderDistros.NO_HUB));
        assertThat(((Refused) nowhere.pinned(manifest, root, record)).reasons().getFirst())
                .contains("a/part is a name on a hub, and no hub is known here: give one (--hub URL)");
    }

    @Test
    void whatIsNoDistroIsBadInput() throws IOException {
        distro("root", "1.0", "");
        var noName = new Shell(folder).type("test", "--with", "part=root", "root");
        assertThat(noName.exit()).isEqualTo(2);
        assertThat(noName.err())
                .contains("--with part=root: part is neither owner/name nor an http, https or file URL");
        var noFolder = new Shell(folder).type("test", "--with", "a/part=nowhere", "root");
        assertThat(noFolder.exit()).isEqualTo(2);
        assertThat(noFolder.err()).contains("nowhere");
    }
}
