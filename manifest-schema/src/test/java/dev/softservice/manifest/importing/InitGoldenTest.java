package dev.softservice.manifest.importing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.softservice.manifest.files.FolderFiles;
import dev.softservice.manifest.read.ManifestReader;
import dev.softservice.manifest.read.RecordSummary;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Each folder of {@code init/} has a Compose file; {@code expected.txt} in it is the manifest that is written around it, what is told of it, and what reading
 * gives. {@code -Dgolden.update=true} rewrites them.
 */
class InitGoldenTest {
    private static final Path FOLDERS = Path.of("src/test/resources/init");
    private static final String EXPECTED = "expected.txt";

    @TestFactory
    Stream<DynamicTest> whatAComposeFileMeansIsKeptOrTold() throws IOException {
        try (var folders = Files.list(FOLDERS)) {
            return folders.sorted().toList().stream()
                    .map(folder -> DynamicTest.dynamicTest(folder.getFileName().toString(), () -> check(folder)));
        }
    }

    private static void check(Path folder) throws IOException {
        var files = new FolderFiles(folder);
        var written = Scaffold.manifest(files, folder.getFileName().toString());
        var reading = new ManifestReader().read(new ComposeFile.Around(files, written.manifest()));
        var text = new StringBuilder(written.manifest()).append("\ntold:\n");
        written.changes().forEach(line -> text.append("  ").append(line).append('\n'));
        assertThat(written.unread()).isEmpty();
        assertThat(reading.errors()).isEmpty();
        text.append("read:\n");
        reading.problems().forEach(problem -> text.append("  ").append(problem).append('\n'));
        text.append("services:")
                .append(RecordSummary.of(reading.manifest().orElseThrow().services()));
        var expected = folder.resolve(EXPECTED);
        if (Boolean.getBoolean("golden.update")) Files.writeString(expected, text);
        assertThat(text.toString()).isEqualTo(Files.readString(expected));
    }
}
