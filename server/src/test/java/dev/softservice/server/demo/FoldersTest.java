package dev.softservice.server.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.softservice.server.core.Refusal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FoldersTest {
    @TempDir
    Path folder;

    @Test
    void aFolderWithSomethingInItIsRefusedAndLeftAlone() throws IOException {
        Files.writeString(folder.resolve("precious"), "x");
        assertThatThrownBy(() -> DemoFolders.fresh(Optional.of(folder)))
                .isInstanceOf(Refusal.class)
                .hasMessageContaining("is not empty");
        assertThat(folder.resolve("precious")).exists();
    }

    @Test
    void aNewFolderIsMade() {
        assertThat(DemoFolders.fresh(Optional.of(folder.resolve("a/b")))).isDirectory();
    }

    @Test
    void samplesAreFoundBesideTheLauncherOrAboveTheCurrentFolder() throws IOException {
        var clone =
                Files.createDirectories(folder.resolve("clone/sample-repos")).getParent();
        assertThat(DemoFolders.samples(
                        Map.of(
                                "SOFTSERVICE_LAUNCHER",
                                clone.resolve("softservice").toString()),
                        folder))
                .isEqualTo(clone.resolve("sample-repos"));
        assertThat(DemoFolders.samples(Map.of(), Files.createDirectories(clone.resolve("server/target"))))
                .isEqualTo(clone.resolve("sample-repos"));
        assertThatThrownBy(() -> DemoFolders.samples(Map.of(), folder))
                .isInstanceOf(Refusal.class)
                .hasMessageContaining("start the demo from a clone");
    }
}
