package dev.softservice.server.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.softservice.runner.evidence.ReleaseTag;
import java.util.Map;
import java.util.Optional;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.junit.jupiter.api.Test;

/** What is new in a release is written from the manifests and from what was merged, and signed with it. */
class ReleaseNotesTest extends HubTest {
    private static final String TAG = "refs/tags/v2.3.1";

    private ReleaseTag tag(ObjectId id) throws Exception {
        var object = hub.app.git().open(wiki.name()).open(id, Constants.OBJ_TAG);
        return ReleaseTag.unverified(object.getBytes()).orElseThrow();
    }

    /** It asks for more, and came by a pull request. */
    private void second() {
        released();
        var pull = hub.proposed(
                hub.ann,
                wiki,
                "Ask the weather",
                Map.of(
                        "softservice.yaml",
                        Hub.manifest(
                                "2.3",
                                "provides: {http: {service: web, port: 80, publish: \"8080\"}}",
                                "parameters: {town: {type: string}, size: {type: integer, default: 1}}")));
        hub.settle();
        hub.app.pulls().merge(wiki, pull.number(), hub.max);
        hub.settle();
    }

    @Test
    void aTagSaysWhatAUserMustKnowAndWhatWasMerged() throws Exception {
        second();
        var notes = tag(hub.tip(wiki, TAG).orElseThrow()).notes();
        assertThat(notes.first())
                .containsExactly("publishes http on port 8080", "needs a value for the parameter town");
        assertThat(notes.also()).containsExactly("has a new parameter, size");
        assertThat(notes.merged()).containsExactly("#1 Ask the weather (ann)");
        assertThat(hub.stable(wiki).orElseThrow().notes()).isEqualTo(notes);
    }

    @Test
    void theFirstReleaseHasNothingToCompareWith() throws Exception {
        released();
        assertThat(tag(hub.tip(wiki, "refs/tags/v2.3.0").orElseThrow()).notes().isEmpty())
                .isTrue();
    }

    @Test
    void theSameIsSignedWhateverIsEditedAfterACrash() {
        second();
        var before = hub.tip(wiki, TAG);
        hub.app.git().moveRef(wiki.name(), TAG, before, Optional.empty(), "crash");
        hub.app.database().run(handle -> {
            handle.execute("update release set state = 'INTENDED' where version = '2.3.1'");
            handle.execute("update pull set title = 'Something else'");
        });
        restart();
        assertThat(hub.tip(wiki, TAG)).isEqualTo(before);
        assertThat(hub.stable(wiki).orElseThrow().version()).isEqualTo("2.3.1");
    }
}
