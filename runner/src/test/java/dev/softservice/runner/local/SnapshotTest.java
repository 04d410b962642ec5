package dev.softservice.runner.local;

import static org.assertj.core.api.Assertions.assertThat;

import dev.softservice.runner.evidence.Stock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SnapshotTest {
    @TempDir
    Path folder;

    private void write(String path, String text) throws IOException {
        Files.createDirectories(folder.resolve(path).getParent());
        Files.writeString(folder.resolve(path), text);
    }

    private void git(String... arguments) throws Exception {
        new Stock(folder.resolve("project")).git(arguments);
    }

    private List<String> copied(String from) throws Exception {
        var to = folder.resolve("copy");
        Snapshot.copy(folder.resolve(from), to);
        try (var files = Files.walk(to)) {
            return files.filter(file -> !Files.isDirectory(file))
                    .map(file -> to.relativize(file).toString())
                    .sorted()
                    .toList();
        }
    }

    @Test
    void takesWhatGitWouldTakeAndLeavesWhatItIgnores() throws Exception {
        write("project/.gitignore", "secret.env\nbuild/\n");
        write("project/wiki/softservice.yaml", "tracked");
        write("project/wiki/build/forced", "tracked although ignored");
        write("project/wiki/gone", "deleted since");
        write("project/other", "beside the distro");
        git("init", "-q");
        git("add", "-A");
        git("add", "-f", "wiki/build/forced");
        git("commit", "-q", "-m", "first");
        write("project/wiki/new ä\nfile", "not added yet");
        write("project/wiki/secret.env", "ignored");
        write("project/wiki/build/output", "ignored");
        Files.delete(folder.resolve("project/wiki/gone"));
        assertThat(copied("project/wiki")).containsExactly("build/forced", "new ä\nfile", "softservice.yaml");
    }

    @Test
    void outsideGitItTakesEverythingWithModesAndLinks() throws Exception {
        write("plain/run.sh", "#!/bin/sh");
        Files.setPosixFilePermissions(folder.resolve("plain/run.sh"), PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.createSymbolicLink(folder.resolve("plain/link"), Path.of("run.sh"));
        assertThat(copied("plain")).containsExactly("link", "run.sh");
        assertThat(Files.isExecutable(folder.resolve("copy/run.sh"))).isTrue();
        assertThat(Files.isSymbolicLink(folder.resolve("copy/link"))).isTrue();
    }
}
