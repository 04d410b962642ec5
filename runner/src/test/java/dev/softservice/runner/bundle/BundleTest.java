package dev.softservice.runner.bundle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.softservice.runner.bundle.BundleIndex.Entry;
import dev.softservice.runner.evidence.Version;
import dev.softservice.runner.model.Digest;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.eclipse.jgit.internal.storage.file.FileRepository;
import org.eclipse.jgit.lib.Constants;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A bundle is read back as it was written; anything else is refused in a few words, and leaves nothing behind. */
class BundleTest {
    private static final String ADDRESS = "https://hub.example/samples/notes";
    private static final byte[] KEYS = "keys\n".getBytes(StandardCharsets.UTF_8);
    private static final byte[] LAYER = "layer".repeat(300).getBytes(StandardCharsets.UTF_8);
    private static final byte[] GIT = "# v2 git bundle\n\n".getBytes(StandardCharsets.UTF_8);

    @TempDir
    private Path folder;

    private static Entry entry(String name, byte[] content) {
        return new Entry(name, content.length, Digest.of(content));
    }

    private static BundleIndex index(List<Entry> entries) {
        return new BundleIndex(
                ADDRESS,
                new Version(1, 0, 0),
                Optional.empty(),
                List.of("SHA256:x"),
                Map.of(ADDRESS, "repositories/0.bundle"),
                entries);
    }

    private static BundleIndex index() {
        return index(List.of(
                entry("allowed_signers", KEYS),
                entry("repositories/0.bundle", GIT),
                Entry.blob(Digest.of(LAYER), LAYER.length)));
    }

    private static Bundle.Content content(Entry entry) {
        return out -> out.write(
                switch (entry.name()) {
                    case "allowed_signers" -> KEYS;
                    case "repositories/0.bundle" -> GIT;
                    default -> LAYER;
                });
    }

    private static byte[] whole() throws IOException {
        var out = new ByteArrayOutputStream();
        Bundle.write(index(), BundleTest::content, out);
        return out.toByteArray();
    }

    private String refused(byte[] bytes) throws IOException {
        var file = Files.write(folder.resolve("a.bundle"), bytes);
        try (var bundle = Bundle.open(file)) {
            for (var entry : bundle.index().entries()) {
                try (var in = bundle.open(entry)) {
                    in.transferTo(OutputStream.nullOutputStream());
                }
            }
            return "";
        } catch (DamagedBundleException damaged) {
            assertThat(damaged.getMessage()).doesNotContain("\n").isNotBlank();
            return damaged.getMessage();
        }
    }

    @Test
    void isReadBackAsItWasWritten() throws IOException {
        var file = Files.write(folder.resolve("a.bundle"), whole());
        try (var bundle = Bundle.open(file)) {
            assertThat(bundle.index()).isEqualTo(index());
            assertThat(bundle.read("allowed_signers", 100)).isEqualTo(KEYS);
            try (var in = bundle.open(bundle.blob(Digest.of(LAYER)).orElseThrow())) {
                assertThat(in.readAllBytes()).isEqualTo(LAYER);
            }
            assertThat(bundle.blob(Digest.of(KEYS))).isEmpty();
            assertThat(bundle.repository("https://hub.example/samples/other")).isEmpty();
            assertThatThrownBy(() -> bundle.read("allowed_signers", 3))
                    .isInstanceOf(DamagedBundleException.class)
                    .hasMessage("allowed_signers in it is larger than any");
        }
    }

    @Test
    void whatChangesWhileItIsWrittenIsNotWritten() {
        assertThatThrownBy(() -> Bundle.write(index(), _ -> out -> out.write(1), OutputStream.nullOutputStream()))
                .hasMessage("allowed_signers has changed while it was written");
    }

    @Test
    void cutShortAnywhereItIsRefused() throws IOException {
        var whole = whole();
        for (int length = 0; length < whole.length; length += 37)
            assertThat(refused(java.util.Arrays.copyOf(whole, length)))
                    .as("%d bytes of %d", length, whole.length)
                    .isEqualTo("it is cut short");
        assertThat(refused(java.util.Arrays.copyOf(whole, whole.length + 1)))
                .isEqualTo("it holds more than its index names");
    }

    @Test
    void damagedAnywhereItIsRefusedOrUnharmed() throws IOException {
        var whole = whole();
        var random = new Random(7);
        int unharmed = 0;
        for (int round = 0; round < 600; round++) {
            var damaged = whole.clone();
            damaged[random.nextInt(damaged.length)] ^= (byte) (1 + random.nextInt(255));
            // Only what fills up blocks counts for nothing, and what the index says for people.
            if (refused(damaged).isEmpty()) unharmed++;
        }
        assertThat(unharmed).isLessThan(450);
    }

    private static byte[] tar(byte[] json, TarArchiveEntry... entries) throws IOException {
        var out = new ByteArrayOutputStream();
        try (var tar = new TarArchiveOutputStream(out, 512)) {
            tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
            var first = new TarArchiveEntry("softservice-bundle.json");
            first.setSize(json.length);
            first.setMode(0644);
            first.setModTime(1_577_836_800_000L);
            first.setIds(0, 0);
            first.setNames("", "");
            tar.putArchiveEntry(first);
            tar.write(json);
            tar.closeArchiveEntry();
            for (var entry : entries) {
                tar.putArchiveEntry(entry);
                tar.closeArchiveEntry();
            }
        }
        return out.toByteArray();
    }

    @Test
    void entriesThatLeadElsewhereAreRefused() throws IOException {
        for (var name : List.of(
                "../allowed_signers",
                "/etc/passwd",
                "repositories/../0.bundle",
                "repositories/config",
                "blobs/sha256/../../x",
                "blobs/sha256/" + "a".repeat(64),
                "softservice-bundle.json")) {
            var json = new String(index().write(), StandardCharsets.UTF_8).replace("allowed_signers", name);
            assertThat(refused(tar(json.getBytes(StandardCharsets.UTF_8))))
                    .as(name)
                    .isEqualTo("its index is damaged");
        }
    }

    @Test
    void linksAndFoldersInThePlaceOfFilesAreRefused() throws IOException {
        for (byte kind : new byte[] {
            TarConstants.LF_LINK,
            TarConstants.LF_SYMLINK,
            TarConstants.LF_DIR,
            TarConstants.LF_FIFO,
            TarConstants.LF_CHR
        }) {
            var entry = new TarArchiveEntry("allowed_signers", kind);
            entry.setLinkName("/etc/shadow");
            assertThat(refused(tar(index().write(), entry)))
                    .as("kind " + (char) kind)
                    .isEqualTo("it does not hold what its index names");
        }
    }

    @Test
    void sizesThatLieAreRefused() throws IOException {
        var json = new String(index().write(), StandardCharsets.UTF_8);
        for (var size : List.of("-1", "9223372036854775807", "4611686018427387904", "1e300", "\"x\"", "99999999999"))
            assertThat(refused(tar(json.replaceFirst("\"size\" : \\d+", "\"size\" : " + size)
                            .getBytes(StandardCharsets.UTF_8))))
                    .as(size)
                    .isIn("its index is damaged", "it is cut short");
    }

    @Test
    void indexesThatSaySomethingElseAreRefused() throws IOException {
        var json = new String(index().write(), StandardCharsets.UTF_8);
        for (var broken : List.of(
                "",
                "[]",
                "null",
                "{",
                "{\"format\": \"softservice-bundle/v2\"}",
                json.replace("softservice-bundle/v1", "zip"),
                json.replace("1.0.0", "newest"),
                json.replace(ADDRESS, "file:///etc"),
                json.replaceFirst("\"address\" : \"[^\"]*\"", "\"address\" : \"https://other.example/a/b\""),
                json.replace("repositories/0.bundle\"\n", "repositories/9.bundle\"\n"),
                json.replace("\"allowed_signers\"", "\"oci-layout\""),
                json.replaceFirst("\"version\"", "\"said\" : \"yesterday\", \"version\""),
                json.replaceFirst("\\{", "{" + "\"a\":[".repeat(50_000))))
            assertThat(refused(tar(broken.getBytes(StandardCharsets.UTF_8))))
                    .as(broken.length() > 300 ? "deep" : broken)
                    .isNotEmpty();
        assertThat(refused(tar(new byte[5 << 20]))).isEqualTo("its index is longer than any");
    }

    private byte[] repository(String ref) throws IOException {
        var out = new ByteArrayOutputStream();
        try (var repository = new FileRepository(folder.resolve("made.git").toFile());
                var inserter = repository.newObjectInserter()) {
            if (!Files.exists(folder.resolve("made.git"))) repository.create(true);
            var blob = inserter.insert(Constants.OBJ_BLOB, "words".getBytes(StandardCharsets.UTF_8));
            inserter.flush();
            GitBundle.write(repository, Map.of(ref, blob), out);
        }
        return out.toByteArray();
    }

    private String unpacked(byte[] bytes, String name) {
        try {
            GitBundle.unpack(new ByteArrayInputStream(bytes), folder.resolve(name));
            return "";
        } catch (IOException damaged) {
            assertThat(damaged).isInstanceOf(DamagedBundleException.class);
            assertThat(String.valueOf(damaged.getMessage())).doesNotContain("\n");
            return String.valueOf(damaged.getMessage());
        }
    }

    @Test
    void repositoriesAreUnpackedAsTheyWere() throws IOException {
        assertThat(unpacked(repository("refs/softservice/stable"), "a.git")).isEmpty();
        try (var there = new FileRepository(folder.resolve("a.git").toFile())) {
            var blob = there.exactRef("refs/softservice/stable").getObjectId();
            assertThat(new String(there.open(blob).getBytes(), StandardCharsets.UTF_8))
                    .isEqualTo("words");
        }
    }

    @Test
    void repositoriesThatLeadElsewhereAreRefused() throws IOException {
        var whole = new String(repository("refs/heads/stable"), StandardCharsets.ISO_8859_1);
        int round = 0;
        for (var ref : List.of(
                "refs/../../config",
                "refs/heads/../../../x",
                "HEAD",
                "config",
                "refs/heads/a.lock",
                "refs/heads/",
                "refs/heads/a b",
                "refs//x",
                "refs/heads/" + "x".repeat(2_000)))
            assertThat(unpacked(
                            whole.replace("refs/heads/stable", ref).getBytes(StandardCharsets.ISO_8859_1),
                            "lead" + round++ + ".git"))
                    .as(ref)
                    .isNotEmpty();
        assertThat(folder.resolve("x")).doesNotExist();
    }

    @Test
    void repositoriesThatAreDamagedAreRefused() throws IOException {
        var whole = repository("refs/heads/stable");
        for (int length = 0; length < whole.length; length += 9)
            assertThat(unpacked(java.util.Arrays.copyOf(whole, length), "cut" + length + ".git"))
                    .as("%d bytes", length)
                    .isNotEmpty();
        assertThat(unpacked(java.util.Arrays.copyOf(whole, whole.length + 1), "more.git"))
                .isEqualTo("a repository in it has more than a repository has");
        var text = new String(whole, StandardCharsets.ISO_8859_1);
        assertThat(unpacked(
                        text.replaceFirst("\n\n", "\n-" + "a".repeat(40) + "\n\n")
                                .getBytes(StandardCharsets.ISO_8859_1),
                        "needs.git"))
                .as("history that is elsewhere")
                .isEqualTo("a repository in it is not whole");
        assertThat(unpacked(
                        text.replaceFirst("[0-9a-f]{40}", "a".repeat(40)).getBytes(StandardCharsets.ISO_8859_1),
                        "lacks.git"))
                .isEqualTo("a repository in it lacks what refs/heads/stable points to");
    }

    @Test
    void aRepositoryThatBlowsUpIsRefused() throws IOException {
        var out = new ByteArrayOutputStream();
        try (var repository = new FileRepository(folder.resolve("bomb.git").toFile());
                var inserter = repository.newObjectInserter()) {
            repository.create(true);
            long size = 130L << 20;
            var bomb = inserter.insert(Constants.OBJ_BLOB, size, new java.io.InputStream() {
                private long left = size;

                @Override
                public int read() {
                    return left-- > 0 ? 0 : -1;
                }

                @Override
                public int read(byte[] into, int from, int length) {
                    if (left == 0) return -1;
                    int now = (int) Math.min(left, length);
                    java.util.Arrays.fill(into, from, from + now, (byte) 0);
                    left -= now;
                    return now;
                }
            });
            inserter.flush();
            GitBundle.write(repository, Map.of("refs/heads/stable", bomb), out);
        }
        assertThat(out.size()).isLessThan(1 << 20);
        assertThat(unpacked(out.toByteArray(), "a.git"))
                .isEqualTo("it holds a file of more than 128 MiB in a repository");
    }
}
