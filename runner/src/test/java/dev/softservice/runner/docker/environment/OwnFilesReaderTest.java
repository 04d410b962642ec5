package dev.softservice.runner.docker.environment;

import static org.assertj.core.api.Assertions.assertThat;

import dev.softservice.runner.docker.container.ContentReader;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.junit.jupiter.api.Test;

class OwnFilesReaderTest {
    @Test
    void aFolderAboveALeftOutOrMountedOneIsNotWhatWasWritten() {
        assertThat(OwnFilesReader.innermost(new TreeSet<>(List.of("/var", "/var/cache", "/var/cache/notes", "/srv/a"))))
                .containsExactly("/srv/a", "/var/cache/notes");
    }

    @Test
    void aFolderInWhichAFileCameAndWentHoldsNothingNew() throws IOException {
        var reader = new ContentReader();
        reader.readFile(archive("opt/", "opt/of-the-image"), name -> "/" + name);
        assertThat(reader.content().files()).isEmpty();
        reader.readFile(archive("written"), name -> "/srv/" + name);
        assertThat(reader.content().files()).containsOnlyKeys("/srv/written");
    }

    @Test
    void ofAFolderThatIsReadAsAWholeOnlyWhatIsAskedForCounts() throws IOException {
        var reader = new ContentReader();
        var wanted = Set.of("/var/lib/nginx/body", "/var/lib/nginx/written");
        assertThat(reader.readSome(
                        archive("nginx/", "nginx/body/", "nginx/written", "nginx/of-the-image"),
                        name -> "/var/lib/" + name,
                        wanted,
                        4096))
                .isTrue();
        assertThat(reader.content().files()).containsOnlyKeys("/var/lib/nginx/written");
        assertThat(reader.content().count()).isEqualTo(1);
    }

    @Test
    void aFolderWithMuchElseInItIsLeftAloneAndAddsNothing() throws IOException {
        var reader = new ContentReader();
        assertThat(reader.readSome(
                        archive("lib/", "lib/written", "lib/a", "lib/b", "lib/c"),
                        name -> "/usr/" + name,
                        Set.of("/usr/lib/written"),
                        1024))
                .isFalse();
        assertThat(reader.content().count()).isZero();
    }

    private static ByteArrayInputStream archive(String... names) throws IOException {
        var bytes = new ByteArrayOutputStream();
        try (var tar = new TarArchiveOutputStream(bytes)) {
            for (var name : names) {
                tar.putArchiveEntry(new TarArchiveEntry(name));
                tar.closeArchiveEntry();
            }
        }
        return new ByteArrayInputStream(bytes.toByteArray());
    }
}
