package dev.softservice.server.forge;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.softservice.server.scenario.Hub;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.stream.StreamSupport;
import org.eclipse.jgit.lib.ObjectId;
import org.junit.jupiter.api.Test;

/** Releases reach the forge where its maintainers want that: whole, once, and over nothing that is somebody else's. */
class MirrorReleasesTest extends MirrorTest {
    private static final String PUSHING = ", \"pushReleases\": true";
    private static final List<String> REFS =
            List.of("refs/tags/v2.3.0", "refs/heads/stable", "refs/notes/verification");

    @Test
    void tagStableAndEvidenceAreThereAndPushedOnce() {
        mirrored(PUSHING);
        assertStandsAtTheForge();
        JsonNode releases = releases();
        assertThat(releases.get("pushed").asBoolean()).isTrue();
        assertThat(releases.get("error")).isEmpty();
        long pushes = forge.pushes();
        poll();
        poll();
        assertThat(forge.pushes()).isEqualTo(pushes);
        assertThat(tip("stable").map(ObjectId::name)).contains(forge.bare().run("rev-parse", "stable"));
    }

    @Test
    void theNextReleaseFollows() {
        mirrored(PUSHING);
        forge.push("main", "page", "more");
        poll();
        settle();
        assertThat(atForge("refs/tags/v2.3.1")).isEqualTo(here("refs/tags/v2.3.1"));
        assertStandsAtTheForge();
    }

    @Test
    void nothingIsPushedWhereNobodyAskedForIt() {
        mirrored("");
        poll();
        assertThat(forge.pushes()).isZero();
        assertThat(REFS).allMatch(ref -> atForge(ref).isEmpty());
        assertThat(json(shown().body()).get("releases").isNull()).isTrue();
    }

    @Test
    void itNeedsAToken() {
        var answer = put("{\"kind\": \"github\", \"url\": \"%s\", \"pushReleases\": true}".formatted(forge.cloneUrl()));
        assertThat(answer.statusCode()).isEqualTo(422);
        assertThat(answer.body()).contains("field pushReleases needs a token");
    }

    @Test
    void aForgeThatRefusesIsAskedAgainLaterAndLater() {
        forge.pushStatus = 403;
        mirrored(PUSHING);
        assertThat(releases().get("failures").asInt()).isEqualTo(1);
        assertThat(releases().get("error")).isNotEmpty();
        assertThat(releases().get("pushed").asBoolean()).isFalse();
        look();
        assertThat(releases().get("failures").asInt()).isEqualTo(1);
        clock.forward(Duration.ofSeconds(11));
        look();
        assertThat(releases().get("failures").asInt()).isEqualTo(2);
        forge.pushStatus = 0;
        clock.forward(Duration.ofSeconds(11));
        look();
        assertThat(atForge("refs/heads/stable")).as("20 s are not over").isEmpty();
        clock.forward(Duration.ofSeconds(11));
        look();
        assertStandsAtTheForge();
        assertThat(releases().get("failures").asInt()).isZero();
        assertThat(ReleasePush.wait(0)).isEqualTo(Duration.ofSeconds(10));
        assertThat(ReleasePush.wait(60)).isEqualTo(Duration.ofHours(1));
    }

    @Test
    void whatWasTakenWithoutAnAnswerIsNotPushedTwice() {
        forge.unansweredPushes.set(1);
        mirrored(PUSHING);
        assertThat(releases().get("failures").asInt()).isEqualTo(1);
        assertThat(atForge("refs/tags/v2.3.0")).isEqualTo(here("refs/tags/v2.3.0"));
        assertThat(atForge("refs/heads/stable")).isEmpty();
        restart();
        clock.forward(Duration.ofSeconds(11));
        look();
        assertStandsAtTheForge();
    }

    @Test
    void stableDoesNotMoveBeforeItsTagStandsThere() throws IOException {
        forge.protect("refs/tags/*");
        mirrored(PUSHING);
        assertThat(atForge("refs/heads/stable")).isEmpty();
        assertThat(errors()).anyMatch(error -> error.startsWith("refs/tags/v2.3.0: the forge refuses it"));
        restart();
        forge.protect("");
        clock.forward(Duration.ofSeconds(11));
        look();
        assertStandsAtTheForge();
    }

    @Test
    void aTagThatIsSomebodyElsesStaysAndIsTold() {
        forge.push("main", "softservice.yaml", Hub.manifest("2.3"));
        assertThat(mirror(PUSHING).statusCode()).isEqualTo(201);
        look();
        // After the hub's look, and before its release.
        forge.work.run("tag", "v2.3.0");
        forge.work.run("push", "-q", "forge", "v2.3.0");
        String theirs = atForge("refs/tags/v2.3.0");
        settle();
        assertThat(here("refs/tags/v2.3.0")).isNotEmpty().isNotEqualTo(theirs);
        assertThat(atForge("refs/tags/v2.3.0")).isEqualTo(theirs);
        assertThat(atForge("refs/heads/stable")).isEmpty();
        assertThat(errors())
                .singleElement()
                .asString()
                .startsWith("refs/tags/v2.3.0 at the forge is not the hub's tag");
        forge.work.run("push", "-q", "forge", ":v2.3.0");
        poll();
        assertStandsAtTheForge();
    }

    @Test
    void aBranchStableThatIsSomebodyElsesStaysAndIsTold() {
        forge.push("stable", "other", "history");
        String theirs = atForge("refs/heads/stable");
        forge.work.run("checkout", "-q", "--orphan", "main");
        mirrored(PUSHING);
        assertThat(atForge("refs/heads/stable")).isEqualTo(theirs);
        assertThat(errors()).singleElement().asString().startsWith("refs/heads/stable at the forge has commits");
    }

    @Test
    void whatIsTakenAwayAtTheForgeComesBack() {
        mirrored(PUSHING);
        forge.work.run("push", "-q", "forge", ":refs/tags/v2.3.0", ":stable");
        poll();
        look();
        assertStandsAtTheForge();
    }

    @Test
    void noMoreIsPushedAfterTheWishIsTakenBack() {
        mirrored(PUSHING);
        mirror("");
        forge.work.run("push", "-q", "forge", ":stable");
        poll();
        poll();
        assertThat(atForge("refs/heads/stable")).isEmpty();
    }

    private void assertStandsAtTheForge() {
        assertThat(REFS)
                .allSatisfy(ref -> assertThat(atForge(ref)).as(ref).isNotEmpty().isEqualTo(here(ref)));
        assertThat(releases().get("pushed").asBoolean()).isTrue();
    }

    private String atForge(String ref) {
        return forge.bare().run("for-each-ref", "--format=%(objectname)", ref);
    }

    private String here(String ref) {
        return hub.tip(wiki, ref).map(ObjectId::name).orElse("");
    }

    private JsonNode releases() {
        return json(shown().body()).get("releases");
    }

    private List<String> errors() {
        return StreamSupport.stream(releases().get("error").spliterator(), false)
                .map(JsonNode::asText)
                .toList();
    }
}
