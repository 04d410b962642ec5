package dev.softservice.manifest.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.softservice.manifest.files.RepositoryFiles.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FolderFilesTest {
    @TempDir
    Path folder;

    private Path root;

    @BeforeEach
    void aRepositoryBesideASecret() throws IOException {
        root = Files.createDirectory(folder.resolve("repository"));
        Files.writeString(folder.resolve("secret"), "secret");
        Files.createDirectory(root.resolve("web"));
        Files.writeString(root.resolve("web/index.html"), "hello");
    }

    @Test
    void givesFilesAndFolders() throws IOException {
        var files = new FolderFiles(root);

        assertThat(files.kind("web")).contains(Kind.FOLDER);
        assertThat(files.kind("web/index.html")).contains(Kind.FILE);
        assertThat(files.kind("web/other.html")).isEmpty();
        assertThat(files.read("web/index.html", 5)).asString().isEqualTo("hello");
    }

    @Test
    void aFolderWithNothingButAPlaceholderIsEmpty() throws IOException {
        Files.createDirectory(root.resolve("kept"));
        Files.writeString(root.resolve("kept/.gitkeep"), "");
        var files = new FolderFiles(root);

        assertThat(files.isEmpty("kept")).isTrue();
        assertThat(files.isEmpty("web")).isFalse();
        assertThat(files.isEmpty("missing")).isFalse();
        Files.createDirectory(root.resolve("kept/more"));
        assertThat(files.isEmpty("kept")).isFalse();
    }

    @Test
    void readsNoMoreThanTheLimit() throws IOException {
        var files = new FolderFiles(root);

        assertThatThrownBy(() -> files.read("web/index.html", 4))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("larger than 4 bytes");
    }

    @Test
    void nothingOutsideIsVisible() throws IOException {
        Files.createSymbolicLink(root.resolve("link"), folder.resolve("secret"));
        Files.createSymbolicLink(root.resolve("up"), folder);
        Files.createSymbolicLink(root.resolve("loop"), root.resolve("loop"));
        var files = new FolderFiles(root);

        for (var path : new String[] {
            "../secret", "web/../../secret", "link", "up/secret", "up", "/etc/passwd", "loop", "nul\0byte"
        }) {
            assertThat(files.kind(path)).as(path).isEmpty();
            assertThatThrownBy(() -> files.read(path, 100)).as(path).isInstanceOf(IOException.class);
        }
    }

    @Test
    void linksWithinCount() throws IOException {
        Files.createSymbolicLink(root.resolve("also"), Path.of("web"));

        assertThat(new FolderFiles(root).kind("also/index.html")).contains(Kind.FILE);
    }

    @Test
    void namesCountAsTheyAreSpelt() throws IOException {
        Files.writeString(root.resolve("Dockerfile"), "FROM x");
        var files = new FolderFiles(root);

        assertThat(files.kind("dockerfile")).isEmpty();
        assertThat(files.kind("WEB/index.html")).isEmpty();
    }

    @Test
    void aPipeIsNotAFileAndDoesNotBlock() throws Exception {
        var made = new ProcessBuilder("mkfifo", root.resolve("pipe").toString())
                .start()
                .waitFor();
        assertThat(made).isZero();

        assertThat(new FolderFiles(root).kind("pipe")).isEmpty();
    }

    @Test
    void aFolderThatIsNotThereIsSaidSo() {
        assertThatThrownBy(() -> new FolderFiles(root.resolve("web/index.html")))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("not a folder");
    }
}
