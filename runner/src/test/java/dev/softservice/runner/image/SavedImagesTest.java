package dev.softservice.runner.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.softservice.runner.model.Digest;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SavedImagesTest {
    private static final TinyImage IMAGE = TinyImage.of("base", "app", "base");

    @TempDir
    private Path folder;

    private Blobs blobs = new Blobs(Path.of("nowhere"));

    @BeforeEach
    void open() {
        blobs = new Blobs(folder.resolve("blobs"));
    }

    private List<SavedImages.Saved> read(byte[] archive) throws IOException {
        return SavedImages.read(new ByteArrayInputStream(archive), blobs);
    }

    @Test
    void anImageIsTheSameInWhateverFormItsEngineWritesIt() throws IOException {
        for (var archive : List.of(IMAGE.saved(), IMAGE.savedAsBefore(), IMAGE.savedByContainerd())) {
            assertThat(read(archive)).singleElement().satisfies(saved -> {
                assertThat(saved.image()).isEqualTo(IMAGE.kept());
                assertThat(saved.names()).contains(IMAGE.id());
            });
            for (var blob : IMAGE.manifest().blobs())
                assertThat(blobs.size(blob.digest())).isEqualTo(blob.size());
            assertThat(ImageManifest.read(blobs.read(IMAGE.kept().manifest(), 1 << 20)))
                    .isEqualTo(IMAGE.manifest());
        }
    }

    @Test
    void anEngineThatCallsImagesByTheirManifestsFindsItsOwn() throws IOException {
        assertThat(read(IMAGE.savedByContainerd()).getFirst().names()).contains(IMAGE.idByContainerd());
    }

    @Test
    void anArchiveThatIsCutShortIsRefusedInOneLine() {
        var archive = IMAGE.saved();
        for (int length = 0; length < archive.length - 2_048; length += 300) {
            var cut = Arrays.copyOf(archive, length);
            assertThatThrownBy(() -> read(cut)).isInstanceOf(IOException.class);
        }
    }

    @Test
    void aLayerThatIsNotTheImagesIsRefused() {
        assertThatThrownBy(() -> read(IMAGE.savedWith(TinyImage.of("other", "app", "other"))))
                .isInstanceOf(SavedImages.UnusableException.class)
                .hasMessageStartingWith("the engine wrote a layer that is not the image's: ");
    }

    @Test
    void whatALoadReadsGivesTheSameImageAgain() throws IOException {
        var image = read(IMAGE.saved()).getFirst().image();
        var archive = new ByteArrayOutputStream();
        new LoadArchive(blobs, Map.of("softservice/release:x", image), Set.of()).write(archive);
        var elsewhere = new Blobs(folder.resolve("elsewhere"));
        var again = SavedImages.read(new ByteArrayInputStream(archive.toByteArray()), elsewhere);
        assertThat(again).singleElement().satisfies(saved -> {
            assertThat(saved.image()).isEqualTo(image);
            assertThat(saved.names()).contains(image.manifest());
        });
    }

    @Test
    void whatIsKeptIsWholeAndThereOnce() throws IOException {
        var content = "content".getBytes(StandardCharsets.UTF_8);
        var digest = blobs.add(content);
        assertThat(blobs.add(new ByteArrayInputStream(content)))
                .isEqualTo(digest)
                .isEqualTo(Digest.of(content));
        Files.write(blobs.path(digest).getParent().resolveSibling("blob-1.new"), new byte[] {1});
        var seen = new java.util.HashMap<Digest, Long>();
        blobs.forEach(seen::put);
        assertThat(seen).containsExactly(Map.entry(digest, 7L));
        assertThat(blobs.path(digest).getParent().resolveSibling("blob-1.new")).doesNotExist();
    }

    @Test
    void aManifestThatIsNotByteForByteOursIsRefused() throws IOException {
        var bytes = IMAGE.manifest().write();
        assertThat(ImageManifest.read(bytes)).isEqualTo(IMAGE.manifest());
        for (var wrong : List.of("", "{}", "[]", "null", new String(bytes, StandardCharsets.UTF_8) + " "))
            assertThatThrownBy(() -> ImageManifest.read(wrong.getBytes(StandardCharsets.UTF_8)))
                    .as(wrong)
                    .isInstanceOf(IOException.class)
                    .hasMessage("is not an image manifest of the form that hubs keep");
    }
}
