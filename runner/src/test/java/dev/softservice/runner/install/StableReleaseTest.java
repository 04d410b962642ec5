package dev.softservice.runner.install;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.softservice.runner.evidence.AllowedSigners;
import dev.softservice.runner.evidence.Evidence;
import dev.softservice.runner.evidence.SigningKey;
import dev.softservice.runner.evidence.Subject;
import dev.softservice.runner.evidence.Version;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.jgit.lib.ObjectId;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A hub may be stolen or a mirror may lie: what comes from it is believed only with the pinned key's signature over every part. */
class StableReleaseTest {
    @TempDir
    Path folder;

    private ReleaseShelf shelf;
    private DistroRepository repository;

    @BeforeEach
    void open() throws IOException {
        shelf = new ReleaseShelf(folder.resolve("hub.git"));
        repository = DistroRepository.open(folder.resolve("mine.git"), DistroRepository.Bounds.USUAL);
    }

    @AfterEach
    void close() {
        repository.close();
        shelf.close();
    }

    private StableRelease look() throws IOException {
        repository.fetch(shelf.source().url());
        return StableRelease.find(repository.repository(), AllowedSigners.parse(Files.readString(shelf.keyFile)));
    }

    private void assertRefused(String reason) {
        assertThatThrownBy(this::look).isInstanceOfSatisfying(InstallRefusal.class, refusal -> {
            assertThat(refusal.kind()).isEqualTo(InstallRefusal.Kind.UNTRUSTED);
            assertThat(refusal.getMessage()).contains(reason).doesNotContain("\n");
        });
    }

    private Subject commit(String version) throws IOException {
        return shelf.commit(NotesDistro.files(version));
    }

    private String noted(Subject subject) throws IOException {
        return shelf.note(subject, shelf.evidence("1.0.0", subject, Evidence.Result.PASSED), shelf.key);
    }

    @Test
    void aWholeReleaseIsBelieved() throws IOException {
        shelf.release("1.0.0", NotesDistro.files("1.0.0"));
        var subject = shelf.release("1.0.1", NotesDistro.files("1.0.1"));
        var release = look();
        assertThat(release.version()).isEqualTo(new Version(1, 0, 1));
        assertThat(release.commit()).isEqualTo(subject.commit());
        assertThat(release.signedBy()).isEqualTo("hub@example.org");
        assertThat(repository.offered(shelf.source().url())).contains(new Version(1, 0, 1));
    }

    /** Nothing tidies in the background: a backup that holds the installation would find files gone. Somebody who only looks in passing holds nothing. */
    @Test
    void aRepositoryOfManyPacksIsTidiedAtOnceByWhoHoldsItAndNeverInPassing() throws IOException {
        shelf.release("1.0.0", NotesDistro.files("1.0.0"));
        look();
        var packs = folder.resolve("mine.git/objects/pack");
        var first = packs().getFirst().getFileName().toString();
        for (int i = 0; i < 51; i++) {
            for (var kind : List.of(".pack", ".idx")) {
                var from = packs.resolve(first.replace(".pack", kind));
                Files.copy(from, packs.resolve("pack-%040x%s".formatted(i, kind)));
            }
        }
        shelf.release("1.0.1", NotesDistro.files("1.0.1"));
        try (var passing = DistroRepository.open(folder.resolve("mine.git"), DistroRepository.Bounds.GLANCE)) {
            passing.fetch(shelf.source().url());
        }
        assertThat(packs()).hasSizeGreaterThan(51);
        shelf.release("1.1.0", NotesDistro.files("1.1.0"));
        assertThat(look().version()).isEqualTo(new Version(1, 1, 0));
        assertThat(packs()).hasSizeLessThan(5);
        assertThat(repository.repository().getConfig().getBoolean("gc", "autoDetach", true))
                .as("a thread of its own for it")
                .isFalse();
        assertThat(look().version()).isEqualTo(new Version(1, 1, 0));
    }

    private List<Path> packs() throws IOException {
        try (var files = Files.list(folder.resolve("mine.git/objects/pack"))) {
            return files.filter(file -> file.toString().endsWith(".pack")).toList();
        }
    }

    @Test
    void aTagSignedByAStrangerIsRefused() throws IOException {
        var subject = commit("1.0.0");
        shelf.tag("1.0.0", subject, noted(subject), SigningKey.generate());
        shelf.stable(subject);
        assertRefused("not signed by a key that is trusted");
    }

    @Test
    void aTagWithoutSignatureIsRefused() throws IOException {
        var subject = commit("1.0.0");
        var signed = new String(shelf.tagObject("1.0.0", subject, noted(subject), shelf.key), StandardCharsets.UTF_8);
        shelf.tagRef("v1.0.0", signed.substring(0, signed.indexOf("-----BEGIN")).getBytes(StandardCharsets.UTF_8));
        shelf.stable(subject);
        assertRefused("no SSH signature");
    }

    @Test
    void aSignedTagServedUnderANewerNameIsRefused() throws IOException {
        var subject = commit("1.0.0");
        shelf.tagRef("v9.0.0", shelf.tagObject("1.0.0", subject, noted(subject), shelf.key));
        shelf.stable(subject);
        assertRefused("is in truth the tag v1.0.0");
    }

    @Test
    void aLightweightTagVouchesForNothing() throws IOException {
        var subject = commit("1.0.0");
        shelf.move("refs/tags/v1.0.0", ObjectId.fromString(subject.commit()));
        shelf.stable(subject);
        assertRefused("no release tag vouches for");
    }

    @Test
    void stableOnACommitWithoutReleaseIsRefused() throws IOException {
        shelf.release("1.0.0", NotesDistro.files("1.0.0"));
        shelf.stable(commit("1.0.1"));
        assertRefused("no release tag vouches for");
    }

    @Test
    void aRepositoryWithoutStableHasNothingToInstall() {
        assertRefused("no stable release yet");
    }

    @Test
    void evidenceThatNamesAnotherRepositoryThanItsTagIsRefused() throws IOException {
        var subject = commit("1.0.0");
        shelf.named = "other/notes";
        var digest = noted(subject);
        shelf.named = "samples/notes";
        shelf.tag("1.0.0", subject, digest, shelf.key);
        shelf.stable(subject);
        assertRefused("speaks of another hub, repository, version or architecture than tag v1.0.0");
    }

    @Test
    void evidenceOfAnotherVersionThanItsTagIsRefused() throws IOException {
        var subject = commit("1.0.1");
        shelf.tag("1.0.1", subject, noted(subject), shelf.key);
        shelf.stable(subject);
        assertRefused("speaks of another hub, repository, version or architecture than tag v1.0.1");
    }

    @Test
    void evidenceFromBeforeUnderATagThatSaysWhereItWasMadeIsRefused() throws IOException {
        var subject = commit("1.0.0");
        shelf.hub = Optional.empty();
        var digest = noted(subject);
        shelf.hub = Optional.of(ReleaseShelf.HUB);
        shelf.tag("1.0.0", subject, digest, shelf.key);
        shelf.stable(subject);
        assertRefused("speaks of another hub, repository, version or architecture than tag v1.0.0");
    }

    @Test
    void aHubThatSignsInAnothersNameIsRefused() throws IOException {
        Files.writeString(
                shelf.keyFile,
                AllowedSigners.hub("hub-fedcba9876543210@softservice", shelf.key.verifyingKey())
                        .toString());
        shelf.release("1.0.0", NotesDistro.files("1.0.0"));
        assertRefused("tag v1.0.0 is signed by hub-fedcba9876543210@softservice and names " + ReleaseShelf.HUB);
    }

    @Test
    void missingEvidenceIsRefused() throws IOException {
        var subject = commit("1.0.0");
        shelf.tag("1.0.0", subject, "sha256:" + "0".repeat(64), shelf.key);
        shelf.stable(subject);
        assertRefused("no evidence for v1.0.0");
    }

    @Test
    void evidenceThatTheTagDoesNotNameIsRefused() throws IOException {
        var subject = commit("1.0.0");
        shelf.tag("1.0.0", subject, "sha256:" + "0".repeat(64), shelf.key);
        noted(subject);
        shelf.stable(subject);
        assertRefused("not the one that tag v1.0.0 names");
    }

    @Test
    void evidenceSignedByAStrangerIsRefused() throws IOException {
        var subject = commit("1.0.0");
        shelf.tag(
                "1.0.0",
                subject,
                shelf.note(subject, shelf.evidence("1.0.0", subject, Evidence.Result.PASSED), SigningKey.generate()),
                shelf.key);
        shelf.stable(subject);
        assertRefused("the evidence is not signed by a key that is trusted");
    }

    @Test
    void evidenceOfAnotherCommitIsRefused() throws IOException {
        var earlier = commit("0.9.0");
        var subject = commit("1.0.0");
        shelf.tag(
                "1.0.0",
                subject,
                shelf.note(subject, shelf.evidence("1.0.0", earlier, Evidence.Result.PASSED), shelf.key),
                shelf.key);
        shelf.stable(subject);
        assertRefused("speaks of another commit");
    }

    @Test
    void evidenceOfFailedTestsIsRefused() throws IOException {
        var subject = commit("1.0.0");
        shelf.tag(
                "1.0.0",
                subject,
                shelf.note(subject, shelf.evidence("1.0.0", subject, Evidence.Result.FAILED), shelf.key),
                shelf.key);
        shelf.stable(subject);
        assertRefused("its tests failed");
    }

    @Test
    void aTagThatVouchesForAnotherTreeIsRefused() throws IOException {
        var subject = commit("1.0.0");
        var lie = new Subject(subject.commit(), "e".repeat(40));
        shelf.tag(
                "1.0.0",
                lie,
                shelf.note(subject, shelf.evidence("1.0.0", lie, Evidence.Result.PASSED), shelf.key),
                shelf.key);
        shelf.stable(subject);
        assertRefused("another tree");
    }

    @Test
    void aTagThatMovedIsRefusedWhateverItSays() throws IOException {
        var first = shelf.release("1.0.0", NotesDistro.files("1.0.0"));
        look();
        var second = commit("1.0.0 changed");
        shelf.tag("1.0.0", second, noted(second), shelf.key);
        shelf.stable(second);
        assertRefused("moved the tag v1.0.0");
        assertThat(second).isNotEqualTo(first);
    }

    @Test
    void aServerThatSendsMoreThanItMayIsCutOff() throws IOException {
        var random = new java.util.Random(1);
        var big = new StringBuilder();
        random.ints(3_000_000, 33, 126).forEach(c -> big.append((char) c));
        shelf.release("1.0.0", Map.of("softservice.yaml", "x", "big", big.toString()));
        assertBound(
                new DistroRepository.Bounds(Duration.ofSeconds(60), Duration.ofSeconds(5), 1 << 20), "more than 1 MiB");
    }

    @Test
    void aServerThatTakesForEverIsLeft() throws IOException {
        shelf.release("1.0.0", NotesDistro.files("1.0.0"));
        assertBound(new DistroRepository.Bounds(Duration.ofNanos(1), Duration.ofSeconds(5), 1 << 20), "longer than");
    }

    private void assertBound(DistroRepository.Bounds bounds, String reason) {
        try (var bounded = DistroRepository.open(folder.resolve("bounded.git"), bounds)) {
            assertThatThrownBy(() -> bounded.fetch(shelf.source().url()))
                    .isInstanceOfSatisfying(InstallRefusal.class, refusal -> {
                        assertThat(refusal.kind()).isEqualTo(InstallRefusal.Kind.UNREACHABLE);
                        assertThat(refusal.getMessage()).contains(reason);
                    });
        }
    }

    @Test
    void aHubThatIsNotThereIsUnreachableAndNothingElse() {
        assertThatThrownBy(() -> repository.fetch("http://127.0.0.1:1/a/b"))
                .isInstanceOfSatisfying(InstallRefusal.class, refusal -> {
                    assertThat(refusal.kind()).isEqualTo(InstallRefusal.Kind.UNREACHABLE);
                    assertThat(refusal.getMessage())
                            .contains("http://127.0.0.1:1/a/b")
                            .doesNotContain("Exception");
                });
    }

    @Test
    void theExactTreeIsWrittenOutAndNoLinkLeadsOutOfIt() throws IOException {
        shelf.release("1.0.0", Map.of("softservice.yaml", "x", "folder/inner", "deep", "link", "-> folder/inner"));
        var good = look();
        Checkout.write(repository.repository(), good.tag().tested().subject().tree(), folder.resolve("tree"));
        assertThat(Files.readString(folder.resolve("tree/link"))).isEqualTo("deep");
        for (var target : new String[] {"/etc/passwd", "../outside", "folder/../../outside"}) {
            var subject = shelf.commit(Map.of("softservice.yaml", "x", "evil", "-> " + target));
            assertThatThrownBy(() -> Checkout.write(shelf.repository(), subject.tree(), folder.resolve("evil-tree")))
                    .as(target)
                    .isInstanceOf(InstallRefusal.class)
                    .hasMessageContaining("leads out of it: evil");
        }
        for (var target : new String[] {"d/../outside", "./d/./../outside", "../folder/d/../../../outside"}) {
            var subject = shelf.commit(
                    Map.of("softservice.yaml", "x", "d", "-> .", "folder/d", "-> .", "folder/evil", "-> " + target));
            assertThatThrownBy(() -> Checkout.write(shelf.repository(), subject.tree(), folder.resolve("evil-tree")))
                    .as(target)
                    .isInstanceOf(InstallRefusal.class)
                    .hasMessageContaining("leads out of it: folder/evil");
        }
        var harmless = shelf.commit(Map.of(
                "softservice.yaml",
                "x",
                "a/b/c",
                "-> ../../folder/inner",
                "e",
                "-> ./folder",
                "folder/inner",
                "deep",
                "f",
                "-> folder/..inner",
                "g",
                "-> ..x/y"));
        Checkout.write(shelf.repository(), harmless.tree(), folder.resolve("harmless"));
        assertThat(Files.readString(folder.resolve("harmless/a/b/c"))).isEqualTo("deep");
    }
}
