package dev.softservice.manifest.read;

import static org.assertj.core.api.Assertions.assertThat;

import dev.softservice.manifest.files.FolderFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The distros that come with the project are read without a single remark, and are whole. */
class SampleReposTest {
    private static final Path FOLDER = Path.of("..", "sample-repos");

    static Stream<Path> samples() throws IOException {
        try (var folders = Files.list(FOLDER)) {
            return folders.filter(Files::isDirectory).sorted().toList().stream();
        }
    }

    @Test
    void holdsTheDistrosThatTheDemoPlaysWith() throws IOException {
        assertThat(samples().map(folder -> folder.getFileName().toString()))
                .contains("hello-web", "postgresql", "reverse-proxy", "shared-calendar", "team-wiki");
    }

    @ParameterizedTest
    @MethodSource("samples")
    void readsWithoutRemark(Path sample) throws IOException {
        assertThat(new ManifestReader().read(new FolderFiles(sample)).problems())
                .isEmpty();
    }

    @ParameterizedTest
    @MethodSource("samples")
    void isNamedLikeItsFolderAndHasReadmeIconAndTests(Path sample) throws IOException {
        var manifest =
                new ManifestReader().read(new FolderFiles(sample)).manifest().orElseThrow();
        assertThat(manifest.name()).isEqualTo(sample.getFileName().toString());
        assertThat(sample.resolve("README.md")).isNotEmptyFile();
        assertThat(sample.resolve(manifest.about().icon().orElseThrow())).isNotEmptyFile();
        assertThat(manifest.tests()).isNotEmpty();
    }

    @ParameterizedTest
    @MethodSource("samples")
    void buildsOnTheBaseImageThatEveryEngineHas(Path sample) throws IOException {
        try (var files = Files.walk(sample)) {
            var foreign = files.filter(file -> file.getFileName().toString().equals("Dockerfile"))
                    .flatMap(SampleReposTest::basesOf)
                    .filter(base -> !base.equals("debian:bookworm-slim"))
                    .toList();
            assertThat(foreign).isEmpty();
        }
    }

    /** What the stages of a Dockerfile start from, besides its own stages. */
    private static Stream<String> basesOf(Path dockerfile) {
        try {
            var stages = new java.util.HashSet<String>();
            var bases = Stream.<String>builder();
            for (var line : Files.readAllLines(dockerfile)) {
                var words = line.split("\\s+");
                if (!words[0].equals("FROM")) continue;
                if (!stages.contains(words[1])) bases.add(words[1]);
                if (words.length == 4) stages.add(words[3]);
            }
            return bases.build();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
