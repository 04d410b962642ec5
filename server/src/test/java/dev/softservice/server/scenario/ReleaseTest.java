package dev.softservice.server.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.softservice.runner.evidence.AllowedSigners;
import dev.softservice.runner.evidence.Checked;
import dev.softservice.runner.evidence.Evidence;
import dev.softservice.runner.evidence.Origin;
import dev.softservice.runner.evidence.ReleaseTag;
import dev.softservice.runner.evidence.Subject;
import dev.softservice.runner.evidence.Version;
import dev.softservice.runner.model.Architecture;
import java.util.Map;
import java.util.Optional;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.notes.NoteMap;
import org.eclipse.jgit.revwalk.RevWalk;
import org.junit.jupiter.api.Test;

/** Which version comes of a verified main branch, what is written, and what happens when the hub dies in between. */
class ReleaseTest extends HubTest {
    private String noteOnMain() {
        return String.join(
                "\n",
                hub.runs()
                        .notes(hub.runOf(wiki, hub.tip(wiki, Hub.MAIN).orElseThrow())
                                .id()));
    }

    private void mainBecomes(String version, String page) {
        hub.push(wiki, "main", "change", Map.of("softservice.yaml", Hub.manifest(version), "page", page));
        hub.settle();
    }

    private String stableVersion() {
        return hub.stable(wiki).orElseThrow().version();
    }

    @Test
    void aVersionLineIsNumberedByTheHub() {
        mainBecomes("2.3", "a\n");
        mainBecomes("2.3", "b\n");
        mainBecomes("2.4", "c\n");
        mainBecomes("2.4", "d\n");
        assertThat(hub.app.releases().list(wiki, 0))
                .extracting("version")
                .containsExactly("2.4.1", "2.4.0", "2.3.1", "2.3.0");
    }

    @Test
    void anExactVersionIsReleasedOnceAndThenToldToBeRaised() {
        mainBecomes("2.3.1", "a\n");
        assertThat(stableVersion()).isEqualTo("2.3.1");
        mainBecomes("2.3.1", "b\n");
        assertThat(stableVersion()).isEqualTo("2.3.1");
        assertThat(noteOnMain()).contains("2.3.1 has been released already");
    }

    @Test
    void aLowerVersionDoesNotBecomeStable() {
        mainBecomes("2.3", "a\n");
        mainBecomes("2.2", "b\n");
        assertThat(stableVersion()).isEqualTo("2.3.0");
        assertThat(noteOnMain()).contains("2.2.0 would come after 2.3.0");
    }

    @Test
    void anUnchangedTreeIsNotReleasedAgain() {
        mainBecomes("2.3", "a\n");
        hub.pushCommit(wiki, "main", hub.commit(wiki, hub.tip(wiki, Hub.MAIN), "nothing changed", Map.of()));
        hub.settle();
        assertThat(hub.app.releases().list(wiki, 0)).hasSize(1);
        assertThat(noteOnMain()).contains("nothing has changed since v2.3.0");
    }

    @Test
    void aRunBelowTheLevelThatIsAskedForReleasesNothing() {
        hub.push(
                wiki,
                "main",
                "ambitious",
                Map.of("softservice.yaml", Hub.manifest("2.3", "release: {level: 6}"), "outcome", "pass 4"));
        hub.settle();
        assertThat(hub.stable(wiki)).isEmpty();
        assertThat(noteOnMain()).contains("level 4 (accepted); level 6 (upgrades) is asked for");
    }

    @Test
    void aRedMainReleasesNothing() {
        hub.push(wiki, "main", "broken", Map.of("softservice.yaml", Hub.manifest("2.3"), "outcome", "fail: no"));
        hub.settle();
        assertThat(hub.stable(wiki)).isEmpty();
        assertThat(hub.tip(wiki, "refs/heads/stable")).isEmpty();
    }

    @Test
    void aVerifiedBranchThatIsNotMainReleasesNothing() {
        mainBecomes("2.3", "a\n");
        hub.push(wiki, "feature", "more", Map.of("page", "b\n"));
        hub.settle();
        assertThat(hub.app.releases().list(wiki, 0)).hasSize(1);
    }

    @Test
    void tagAndEvidenceAreSignedByTheHubsKeyAndBelongTogether() throws Exception {
        mainBecomes("2.3", "a\n");
        var release = hub.stable(wiki).orElseThrow();
        var signers = AllowedSigners.parse(hub.app.releases().allowedSigners());
        var git = hub.app.git().open(wiki.name());
        var tag = git.open(hub.tip(wiki, "refs/tags/v2.3.0").orElseThrow(), Constants.OBJ_TAG)
                .getBytes();
        var checked = ReleaseTag.verify(tag, "v2.3.0", signers);
        assertThat(checked).isInstanceOf(Checked.Genuine.class);
        var envelope = note(release.commit().id());
        assertThat(Evidence.digest(envelope)).isEqualTo(release.evidence());
        assertThat(((Checked.Genuine<ReleaseTag>) checked).value().evidenceDigest())
                .isEqualTo(release.evidence());
        var origin = ((Checked.Genuine<ReleaseTag>) checked).value().origin().orElseThrow();
        assertThat(origin)
                .isEqualTo(new Origin(
                        signers.signers().getFirst().principal(),
                        wiki.name().toString(),
                        new Version(2, 3, 0),
                        Optional.of(new Architecture("amd64"))));
        assertThat(Evidence.open(envelope, signers)).isInstanceOfSatisfying(Checked.Genuine.class, genuine -> {
            assertThat(((Evidence) genuine.value()).origin()).contains(origin);
            var composition = ((Evidence) genuine.value()).composition();
            assertThat(composition.images()).containsKey("web");
            assertThat(composition.bases())
                    .containsOnly(Map.entry("debian:bookworm-slim", "debian@sha256:" + "cd".repeat(32)));
            assertThat(composition.uses())
                    .containsExactly(new Evidence.Used(
                            "database",
                            "https://hub.example.org/samples/postgresql",
                            "v15.0.2",
                            new Subject("d".repeat(40), "e".repeat(40))));
        });
    }

    private byte[] note(ObjectId commit) throws Exception {
        var git = hub.app.git().open(wiki.name());
        try (var walk = new RevWalk(git);
                var reader = git.newObjectReader()) {
            var notes = NoteMap.read(
                    reader,
                    walk.parseCommit(hub.tip(wiki, "refs/notes/verification").orElseThrow()));
            return reader.open(notes.getNote(commit).getData()).getBytes();
        }
    }

    @Test
    void aReleaseThatWasCutOffIsFinishedAtTheNextStartWithTheSameTag() {
        mainBecomes("2.3", "a\n");
        var tag = hub.tip(wiki, "refs/tags/v2.3.0");
        var main = hub.tip(wiki, Hub.MAIN);
        // As after a crash between the intention and everything else.
        hub.app.database().run(handle -> handle.execute("update release set state = 'INTENDED', evidence = ''"));
        hub.app.git().moveRef(wiki.name(), "refs/heads/stable", main, Optional.empty(), "crash");
        hub.app.git().moveRef(wiki.name(), "refs/tags/v2.3.0", tag, Optional.empty(), "crash");
        restart();
        assertThat(hub.tip(wiki, "refs/tags/v2.3.0")).isEqualTo(tag);
        assertThat(hub.tip(wiki, "refs/heads/stable")).isEqualTo(main);
        assertThat(hub.app.releases().list(wiki, 0))
                .singleElement()
                .satisfies(release -> assertThat(release.evidence()).startsWith("sha256:"));
    }

    @Test
    void aVerdictWhoseReleaseWasNotBegunIsReleasedAtTheNextStart() {
        mainBecomes("2.3", "a\n");
        var tag = hub.tip(wiki, "refs/tags/v2.3.0");
        hub.app.database().run(handle -> handle.execute("delete from release"));
        hub.app.git().moveRef(wiki.name(), "refs/heads/stable", hub.tip(wiki, Hub.MAIN), Optional.empty(), "crash");
        hub.app.git().moveRef(wiki.name(), "refs/tags/v2.3.0", tag, Optional.empty(), "crash");
        restart();
        assertThat(stableVersion()).isEqualTo("2.3.0");
    }

    @Test
    void startingAgainAndAgainReleasesNothingTwice() {
        mainBecomes("2.3", "a\n");
        var stable = hub.stable(wiki);
        restart();
        restart();
        hub.settle();
        assertThat(hub.stable(wiki)).isEqualTo(stable);
        assertThat(hub.app.releases().list(wiki, 0)).hasSize(1);
    }

    @Test
    void somebodyElsesTagIsNeverMoved() {
        hub.push(wiki, "main", "first", Map.of("softservice.yaml", Hub.manifest("2.3"), "page", "a\n"));
        var commit = hub.tip(wiki, Hub.MAIN);
        hub.app.git().moveRef(wiki.name(), "refs/tags/v2.3.0", Optional.empty(), commit, "mirrored");
        hub.settle();
        assertThat(stableVersion()).isEqualTo("2.3.1");
        assertThat(hub.tip(wiki, "refs/tags/v2.3.0")).isEqualTo(commit);
    }

    @Test
    void aReleaseWhoseLastStepFailedIsFinishedWhileTheHubRuns() {
        var inTheWay = "refs/heads/stable/x";
        var other = hub.push(wiki, "other", "change", Map.of("page", "other\n"));
        hub.settle();
        hub.app.git().moveRef(wiki.name(), inTheWay, Optional.empty(), Optional.of(other), "test");
        mainBecomes("2.3", "a\n");
        assertThat(hub.stable(wiki)).isEmpty();
        hub.app.finishBegun();
        assertThat(hub.stable(wiki)).isEmpty();
        hub.app.git().moveRef(wiki.name(), inTheWay, Optional.of(other), Optional.empty(), "test");
        hub.app.finishBegun();
        assertThat(stableVersion()).isEqualTo("2.3.0");
        assertThat(hub.tip(wiki, "refs/heads/stable")).isEqualTo(hub.tip(wiki, Hub.MAIN));
    }
}
