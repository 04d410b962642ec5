package dev.softservice.server.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.softservice.runner.evidence.Evidence;
import dev.softservice.runner.image.Blobs;
import dev.softservice.runner.image.ImageManifest;
import dev.softservice.runner.model.Digest;
import dev.softservice.server.release.Release;
import dev.softservice.server.repo.HostedRepository;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.notes.NoteMap;
import org.eclipse.jgit.revwalk.RevWalk;
import org.junit.jupiter.api.Test;

/** The very images of a release: kept before it is published, named in its evidence, gone with the last release that needs them. */
class KeptImagesTest extends HubTest {
    private Blobs blobs() {
        return new Blobs(folder.resolve("blobs"));
    }

    private Map<Digest, Long> stored() {
        var stored = new HashMap<Digest, Long>();
        blobs().forEach(stored::put);
        return stored;
    }

    private Optional<Release> stable() {
        return hub.app.releases().stable(wiki);
    }

    private Evidence evidence(Release release) throws IOException {
        return evidence(hub, wiki, release);
    }

    /** Of a release, as its repository has it. */
    static Evidence evidence(Hub hub, HostedRepository repository, Release release) throws IOException {
        var git = hub.app.git().open(repository.name());
        try (var walk = new RevWalk(git)) {
            var notes = NoteMap.read(
                    walk.getObjectReader(),
                    walk.parseCommit(git.exactRef("refs/notes/verification").getObjectId()));
            var note = notes.get(ObjectId.fromString(release.commit().name()));
            return Evidence.unverified(git.open(note, Constants.OBJ_BLOB).getBytes())
                    .orElseThrow();
        }
    }

    @Test
    void theImagesOfARunAreKeptAndNamedInTheEvidence() throws IOException {
        released();
        var image = OutcomeFileVerifier.IMAGE;
        assertThat(evidence(stable().orElseThrow()).composition().kept()).containsOnly(Map.entry("web", image.kept()));
        assertThat(stored())
                .containsEntry(image.kept().manifest(), (long) image.manifest().write().length);
        image.manifest().blobs().forEach(blob -> assertThat(stored()).containsEntry(blob.digest(), blob.size()));
        assertThat(ImageManifest.read(blobs().read(image.kept().manifest(), 1 << 20)))
                .isEqualTo(image.manifest());
        assertThat(hub.app.images().space()).isEqualTo(image.kept().size());
    }

    @Test
    void anImageThatIsThereAlreadyIsNotWrittenOutAgain() {
        released();
        hub.push(wiki, "main", "second", Map.of("page", "two\n"));
        hub.settle();
        assertThat(stable().orElseThrow().version()).isEqualTo("2.3.1");
        assertThat(hub.verifier.saves).hasValue(1);
        assertThat(hub.app.images().of(stable().orElseThrow().id())).containsKey("web");
    }

    @Test
    void aReleaseWaitsForItsImagesAndIsFinishedOnceTheyAreWhole() {
        hub.verifier.cut = true;
        released();
        assertThat(stable()).isEmpty();
        assertThat(hub.tip(wiki, "refs/tags/v2.3.0")).isEmpty();
        assertThat(hub.app.images().space()).isZero();
        hub.verifier.cut = false;
        restart();
        hub.app.finishBegun();
        assertThat(stable().orElseThrow().version()).isEqualTo("2.3.0");
        assertThat(hub.app.images().of(stable().orElseThrow().id())).containsKey("web");
    }

    @Test
    void whatNoReleaseNeedsIsSweptAwayAtTheStart() throws IOException {
        released();
        var before = stored();
        var left = blobs().add("left by a crash".getBytes(java.nio.charset.StandardCharsets.UTF_8));
        assertThat(stored()).containsKey(left);
        restart();
        assertThat(stored()).isEqualTo(before);
    }

    @Test
    void aReleaseWhoseImagesAreGoneFromTheEngineSaysSo() throws IOException {
        hub.verifier.onEngine = false;
        released();
        assertThat(evidence(stable().orElseThrow()).composition().kept()).isEmpty();
        assertThat(hub.app
                        .runs()
                        .notes(hub.runOf(wiki, hub.tip(wiki, Hub.MAIN).orElseThrow())
                                .id()))
                .contains("the engine no longer has the very image that was tested of web: users who install this"
                        + " release have to build it");
    }
}
