package dev.softservice.runner.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.softservice.runner.DistroFolder;
import dev.softservice.runner.plan.ImagePlan;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BuildContextTest {
    @TempDir
    Path folder;

    @BeforeEach
    void files() {
        DistroFolder.at(folder)
                .with("Dockerfile", "FROM debian\n")
                .with("b/run.sh", "#!/bin/sh\n")
                .with("a.txt", "a")
                .with(".git/config", "x")
                .with("secret.key", "x")
                .with(".dockerignore", "*.key\nDockerfile\n");
    }

    @AfterEach
    void removeLinks() throws IOException {
        for (var name : List.of("link", "out", "Dockerfile.out")) Files.deleteIfExists(folder.resolve(name));
    }

    private BuildContext context() throws IOException {
        return BuildContext.of(new ImagePlan.Built(folder, "", "Dockerfile", Map.of(), Optional.empty()));
    }

    private static List<String> entries(BuildContext context) throws IOException {
        var bytes = new ByteArrayOutputStream();
        context.write(bytes);
        var entries = new ArrayList<String>();
        try (var tar = new TarArchiveInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
            for (var entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                entries.add(Integer.toOctalString(entry.getMode() & 0777) + " " + entry.getName()
                        + (entry.isSymbolicLink() ? " -> " + entry.getLinkName() : ""));
            }
        }
        return entries;
    }

    @Test
    void anExactBaseStandsInTheDockerfileThatTheEngineGetsAndInTheHash() throws IOException {
        var exact = new ImagePlan.Built(folder, "", "Dockerfile", Map.of(), Optional.empty())
                .on(Map.of("debian", "debian@sha256:" + "1".repeat(64)));
        var context = BuildContext.of(exact);
        assertThat(context.dockerfile().names(Map.of(), _ -> List.of()).images())
                .containsExactly("debian@sha256:" + "1".repeat(64));
        var bytes = new ByteArrayOutputStream();
        context.write(bytes);
        assertThat(bytes.toString(StandardCharsets.UTF_8))
                .contains("FROM debian@sha256:" + "1".repeat(64) + "\n")
                .doesNotContain("FROM debian\n");
        assertThat(entries(context)).isEqualTo(entries(context()));
        assertThat(context.hash()).isNotEqualTo(context().hash());
    }

    @Test
    void holdsTheFilesSortedWithoutWhatIsIgnoredAndAlwaysTheDockerfile() throws IOException {
        Files.setPosixFilePermissions(folder.resolve("b/run.sh"), PosixFilePermissions.fromString("rwx------"));
        Files.createSymbolicLink(folder.resolve("link"), Path.of("/etc/passwd"));
        assertThat(entries(context()))
                .containsExactly(
                        "644 .dockerignore",
                        "644 Dockerfile",
                        "644 a.txt",
                        "755 b/",
                        "755 b/run.sh",
                        "777 link -> /etc/passwd");
    }

    @Test
    void itsHashDependsOnContentNamesAndExecutableBitsOnly() throws IOException {
        var hash = context().hash();
        Files.setLastModifiedTime(folder.resolve("a.txt"), FileTime.fromMillis(1));
        Files.writeString(folder.resolve(".git/config"), "changed");
        Files.writeString(folder.resolve("secret.key"), "changed");
        assertThat(context().hash()).isEqualTo(hash);
        Files.setPosixFilePermissions(folder.resolve("a.txt"), PosixFilePermissions.fromString("rwxr-xr-x"));
        var executable = context().hash();
        assertThat(executable).isNotEqualTo(hash);
        Files.writeString(folder.resolve("a.txt"), "b");
        assertThat(context().hash()).isNotIn(hash, executable);
    }

    @Test
    void nothingOutsideTheRepositoryIsRead() throws IOException {
        Files.createSymbolicLink(folder.resolve("out"), Path.of("/etc"));
        Files.createSymbolicLink(folder.resolve("Dockerfile.out"), Path.of("/etc/passwd"));
        assertThatThrownBy(() ->
                        BuildContext.of(new ImagePlan.Built(folder, "out", "Dockerfile", Map.of(), Optional.empty())))
                .isInstanceOf(IOException.class)
                .hasMessage("build context out leads out of the repository");
        assertThatThrownBy(() ->
                        BuildContext.of(new ImagePlan.Built(folder, "", "Dockerfile.out", Map.of(), Optional.empty())))
                .isInstanceOf(IOException.class)
                .hasMessage("Dockerfile Dockerfile.out leads out of the repository");
    }
}
