package dev.softservice.server.start;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SamplesTest {
    private static final Path SOURCES = Path.of("../sample-repos");

    /** People start a jar, and tests run on folders. */
    @Test
    void aJarHasWhatAFolderHas(@TempDir Path folder) throws IOException {
        var jar = folder.resolve("program.jar");
        try (var out = new JarOutputStream(Files.newOutputStream(jar));
                var files = Files.walk(SOURCES)) {
            for (var file : files.filter(Files::isRegularFile).toList()) {
                out.putNextEntry(new JarEntry("samples/" + SOURCES.relativize(file)));
                Files.copy(file, out);
            }
        }
        assertThat(contents(new Samples(jar)))
                .isEqualTo(contents(new Samples()))
                .hasSizeGreaterThan(50);
    }

    /** The hub as a distro has to be filled first, with a package of this very program. */
    @Test
    void whatHasToBeFilledFirstIsNotOffered() {
        assertThat(SOURCES.resolve("softservice-hub/softservice.yaml")).exists();
        assertThat(new Samples().all()).extracting(Sample::name).doesNotContain("softservice-hub");
    }

    @Test
    void whatIsMadeOfNothingElseComesFirst() {
        var all = new Samples().all();
        assertThat(all.getFirst().parts()).isEmpty();
        assertThat(all.getLast().name()).isEqualTo("team-wiki");
        assertThat(all.getLast().parts()).containsExactly("samples/postgresql", "samples/reverse-proxy");
    }

    private static List<String> contents(Samples samples) {
        return samples.all().stream()
                .flatMap(sample -> sample.files().entrySet().stream()
                        .map(file -> sample.name() + "/" + file.getKey() + " " + file.getValue().length))
                .toList();
    }
}
