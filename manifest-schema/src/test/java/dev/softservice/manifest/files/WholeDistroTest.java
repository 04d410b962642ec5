package dev.softservice.manifest.files;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WholeDistroTest {
    @TempDir
    Path folder;

    @Test
    void aDistroIsWholeWithAManifestAndWithoutAProgramThatFillsIt() throws IOException {
        var whole = distro("b-whole", "softservice.yaml");
        var first = distro("a-whole", "softservice.yaml");
        distro("to-be-filled", "softservice.yaml", "fill");
        distro("no-distro", "README.md");
        Files.createFile(folder.resolve("softservice.yaml"));

        assertThat(WholeDistro.foldersIn(folder)).containsExactly(first, whole);
    }

    private Path distro(String name, String... files) throws IOException {
        var distro = Files.createDirectory(folder.resolve(name));
        for (var file : files) Files.createFile(distro.resolve(file));
        return distro;
    }
}
