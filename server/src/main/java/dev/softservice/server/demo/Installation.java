package dev.softservice.server.demo;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.UUID;

/** An end user installs the wiki, writes into it, and gets the next release without losing a word. */
final class Installation {
    /** Far above what a wiki takes to start on a slow and busy machine. */
    private static final Duration WELL_WITHIN = Duration.ofMinutes(5);

    private static final String EXTENSIONS = "web/settings/extensions.php";
    private static final String IMPROVEMENT = "OATHAuth";
    private static final String SITE = "Chess club";
    private static final String PAGE = "Club evenings";
    private static final String TEXT = "We meet every Tuesday at seven. Zoë brings the clocks.";

    private final Stage stage;
    private final WikiReview review;
    private final EndUser user;
    private final String password = UUID.randomUUID().toString();
    private String landed = "";

    Installation(Stage stage, WikiReview review, EndUser user) {
        this.stage = stage;
        this.review = review;
        this.user = user;
    }

    Chapter chapter() {
        return new Chapter(
                "An end user runs the wiki",
                List.of(
                        new Step("the wiki is installed from stable", this::install),
                        new Step("its page answers on the published port", this::answers),
                        new Step("a page is written into it", this::write),
                        new Step("a further improvement is verified, merged and released", this::improve),
                        new Step("track brings the improvement to the installation", this::track),
                        new Step("what was written before is still there", this::stillThere)));
    }

    private String install() throws InterruptedException {
        var source = stage.hub().address("/" + WikiReview.WIKI);
        user.run(
                "install",
                source,
                "--name",
                user.installation(),
                "--set",
                "site-name=" + SITE,
                "--set",
                "admin-pass=" + password,
                "--set",
                "port=" + user.port());
        return "installed with: softservice install " + source + " --set \"site-name=" + SITE + "\" --set port="
                + user.port();
    }

    private URI wiki() {
        return URI.create("http://127.0.0.1:" + user.port() + "/");
    }

    /** The page that was written. */
    String page() {
        return wiki().resolve("/wiki/" + PAGE.replace(' ', '_')).toString();
    }

    private String answers() throws InterruptedException {
        try (var visitor = new WikiVisitor(wiki())) {
            Unmet.unless(
                    visitor.frontPage().contains("<title>" + SITE + "</title>"),
                    wiki() + " does not carry the name " + SITE);
            return wiki() + " answers: \"" + SITE + "\"";
        }
    }

    private String write() throws InterruptedException {
        try (var visitor = new WikiVisitor(wiki())) {
            visitor.logIn("Admin", password);
            visitor.save(PAGE, TEXT);
            Unmet.unless(!visitor.has(IMPROVEMENT), "the wiki has " + IMPROVEMENT + " before it was brought");
        }
        return "a member wrote the page \"" + PAGE + "\"";
    }

    private String improve() throws InterruptedException {
        review.copy().update();
        review.copy()
                .change(EXTENSIONS, "'Nuke',", "'Nuke',\n        '" + IMPROVEMENT + "',", "Offer log-in in two steps");
        int pull = review.copy()
                .propose("two-step-login", "Offer log-in in two steps")
                .path("number")
                .asInt();
        var run = review.passed(pull);
        landed = review.merge(pull);
        var release = stage.releaseOf(WikiReview.WIKI, landed);
        return "pull request #" + pull + " \"Offer log-in in two steps\" is green (" + Stage.summary(run)
                + "), merged and released as " + release.path("tag").asText();
    }

    private String track() throws InterruptedException {
        stage.teller().progress("softservice track --once");
        user.run("track", user.installation(), "--once");
        // The engine asks for health at its own pace, and says "starting" until it has asked once.
        Stage.await("the installation to be well", WELL_WITHIN, user::isWell);
        var said = user.run("status", user.installation());
        var version = stage.releaseOf(WikiReview.WIKI, landed).path("version").asText();
        Unmet.unless(said.contains(version), "the installation is not at " + version + ": " + Plain.line(said, 200));
        try (var visitor = new WikiVisitor(wiki())) {
            Unmet.unless(visitor.has(IMPROVEMENT), "the upgraded wiki lacks " + IMPROVEMENT);
        }
        return "softservice track brought " + version + " to the installation";
    }

    private String stillThere() throws InterruptedException {
        try (var visitor = new WikiVisitor(wiki())) {
            Unmet.unless(visitor.page(PAGE).contains(TEXT), "the page \"" + PAGE + "\" lost what was written");
            visitor.logIn("Admin", password);
        }
        return "the page \"" + PAGE + "\" is still there, word for word";
    }
}
