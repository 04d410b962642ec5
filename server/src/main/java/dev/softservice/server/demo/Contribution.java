package dev.softservice.server.demo;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/** A change that breaks the wiki is found out, corrected, merged and released. */
final class Contribution {
    private static final String SETTINGS = "web/settings/LocalSettings.php";
    private static final String ACCEPTED = "$wgFileExtensions = ['png', 'gif', 'jpg', 'jpeg', 'webp', 'pdf'];";
    private static final String BROKEN = "$wgFileExtensions = ['pdf', 'odt'];";
    private static final String CORRECTED = "$wgFileExtensions = ['png', 'gif', 'jpg', 'jpeg', 'webp', 'pdf', 'odt'];";
    private static final String TOPIC = "office-documents";
    private static final String TITLE = "Take office documents as uploads";

    private final Stage stage;
    private final WikiReview review;
    private int pull;
    private String redRun = "";
    private String landed = "";
    private String tag = "";

    Contribution(Stage stage, WikiReview review) {
        this.stage = stage;
        this.review = review;
    }

    Chapter chapter() {
        return new Chapter(
                "A contributor changes the wiki",
                List.of(
                        new Step("a change that breaks the wiki opens a pull request", this::proposeBroken),
                        new Step("it turns red, naming the failing test and its message", this::red),
                        new Step("the corrected change turns green", this::correct),
                        new Step("a maintainer merges exactly what was tested", this::merge),
                        new Step("a tag appears and stable moves to it", this::released),
                        new Step("the stock git client verifies the tag's signature", this::verifyTag)));
    }

    /** The page of the run that found the broken change out. */
    String redRun() {
        return redRun;
    }

    private String proposeBroken() throws InterruptedException {
        review.copy().change(SETTINGS, ACCEPTED, BROKEN, TITLE);
        pull = review.copy().propose(TOPIC, TITLE).path("number").asInt();
        return "carl pushed \"" + TITLE + "\" to refs/for/main: pull request #" + pull;
    }

    private String red() throws InterruptedException {
        var run = review.runOf(pull);
        Unmet.unless(
                run.path("verdict").asText().equals("failed"),
                "the broken change is " + run.path("verdict").asText() + ": "
                        + run.path("reason").asText());
        redRun = run.path("url").asText();
        var failed = failure(run);
        Unmet.unless(
                failed.path("message").asText().contains("not a permitted file type"),
                "the failing test says: " + failed.path("message").asText());
        return "red: " + failed.path("name").asText() + ": "
                + Plain.line(failed.path("message").asText(), 160);
    }

    /** The failed test that is about pictures. */
    private static JsonNode failure(JsonNode run) {
        for (var test : run.path("tests")) {
            if (test.path("state").asText().equals("failed")
                    && test.path("name").asText().contains("picture")) return test;
        }
        throw new Unmet("no failed test of run " + run.path("id") + " is about pictures; its reason: "
                + run.path("reason").asText());
    }

    private String correct() throws InterruptedException {
        review.copy().change(SETTINGS, BROKEN, CORRECTED, "Go on taking pictures");
        int updated = review.copy().propose(TOPIC, TITLE).path("number").asInt();
        Unmet.unless(
                updated == pull, "the second push opened pull request #" + updated + " instead of updating #" + pull);
        return "green: the corrected change, " + Stage.summary(review.passed(pull));
    }

    private String merge() throws InterruptedException {
        var tested = review.runOf(pull);
        landed = review.merge(pull);
        review.copy().update();
        var main = review.copy().object("refs/remotes/origin/main");
        var tree = review.copy().object("refs/remotes/origin/main^{tree}");
        Unmet.unless(main.equals(landed), "main is at " + main + ", not at the merged " + landed);
        Unmet.unless(
                tree.equals(tested.path("tree").asText()),
                "main holds tree " + tree + ", but " + tested.path("tree").asText() + " was tested");
        return "mia merged it: main holds tree " + tree.substring(0, 12) + ", the very tree that run "
                + tested.path("id").asLong() + " tested";
    }

    private String released() throws InterruptedException {
        tag = stage.releaseOf(WikiReview.WIKI, landed).path("tag").asText();
        review.copy().update();
        var tagged = review.copy().object(tag + "^{commit}");
        var stable = review.copy().object("refs/remotes/origin/stable");
        Unmet.unless(
                tagged.equals(landed) && stable.equals(landed),
                tag + " is at " + tagged + " and stable at " + stable + ", not both at " + landed);
        return "released: " + tag + " and stable are at " + landed.substring(0, 12);
    }

    private String verifyTag() throws InterruptedException {
        // git's exit code says whether the signature is good: any other than 0 ends the story.
        var said = review.copy().verifyTag(tag, stage.hub().text("/.well-known/softservice/allowed_signers"));
        return "git verify-tag " + tag + ": " + Plain.line(Plain.firstLine(said), 160);
    }
}
