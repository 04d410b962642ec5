package dev.softservice.manifest.read;

import static org.assertj.core.api.Assertions.assertThat;

import dev.softservice.manifest.files.FolderFiles;
import dev.softservice.manifest.model.RefusedKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Each folder of {@code golden/} is a distro; {@code expected.txt} in it is what reading gives. {@code -Dgolden.update=true} rewrites them. */
class GoldenTest {
    static final Path GOLDEN = Path.of("src/test/resources/golden");
    private static final String EXPECTED = "expected.txt";

    static Stream<Path> cases() throws IOException {
        try (var folders = Files.list(GOLDEN)) {
            return folders.sorted().toList().stream();
        }
    }

    static String read(Path folder) throws IOException {
        var reading = new ManifestReader().read(new FolderFiles(folder));
        var text = new StringBuilder();
        reading.problems().forEach(problem -> text.append(problem).append("\n"));
        reading.manifest().ifPresent(manifest -> text.append("manifest:").append(RecordSummary.of(manifest)));
        return text.toString();
    }

    @TestFactory
    Stream<DynamicTest> readingGivesWhatIsExpected() throws IOException {
        return cases().map(folder ->
                DynamicTest.dynamicTest(folder.getFileName().toString(), () -> {
                    var expected = folder.resolve(EXPECTED);
                    var actual = read(folder);
                    if (Boolean.getBoolean("golden.update")) Files.writeString(expected, actual);
                    assertThat(actual).isEqualTo(Files.readString(expected));
                }));
    }

    @Test
    void everyRefusalHasAnExample() throws IOException {
        var shown = new TreeSet<String>();
        for (var folder : cases().toList()) {
            new ManifestReader().read(new FolderFiles(folder)).problems().forEach(problem -> shown.add(problem.rule()));
        }
        assertThat(shown)
                .containsAll(Stream.of(RefusedKey.values()).map(RefusedKey::id).toList());
    }
}
