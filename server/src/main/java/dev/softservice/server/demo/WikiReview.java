package dev.softservice.server.demo;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How a change to the wiki goes from a contributor's clone to main: carl proposes, mia merges. */
final class WikiReview {
    static final String WIKI = Stage.OWNER + "/team-wiki";

    private final Stage stage;
    private @Nullable WorkingCopy copy;

    WikiReview(Stage stage) {
        this.stage = stage;
    }

    /** carl's clone, made when it is first needed. */
    WorkingCopy copy() throws InterruptedException {
        var known = copy;
        if (known == null) copy = known = WorkingCopy.clone(stage.person("carl", "contributor"), WIKI);
        return known;
    }

    /** The newest run of a pull request, followed to its end. */
    JsonNode runOf(int pull) throws InterruptedException {
        return stage.finished(stage.hub().get(path(pull)).path("run").asLong(), "pull request #" + pull);
    }

    /** The same, which has to be green. */
    JsonNode passed(int pull) throws InterruptedException {
        var run = runOf(pull);
        Unmet.unless(
                run.path("verdict").asText().equals("passed"),
                "pull request #" + pull + " is " + run.path("verdict").asText() + ": "
                        + run.path("reason").asText());
        return run;
    }

    /** Merges; returns the commit on main. */
    String merge(int pull) throws InterruptedException {
        var merged = stage.person("mia", "maintainer").hub().post(path(pull) + "/merge", Map.of());
        Unmet.unless(
                merged.path("state").asText().equals("merged"),
                "pull request #" + pull + " is " + merged.path("state").asText() + " after the merge");
        return merged.path("landed").asText();
    }

    private static String path(int pull) {
        return "/repos/" + WIKI + "/pulls/" + pull;
    }
}
