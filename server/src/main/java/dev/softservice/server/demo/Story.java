package dev.softservice.server.demo;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The main story from first push to upgraded installation. A step that does not hold ends it: what follows would build on it. */
final class Story {
    private final Stage stage;
    private final Publishing publishing;
    private final Contribution contribution;
    private final Installation installation;

    Story(Stage stage, EndUser endUser) {
        this.stage = stage;
        var review = new WikiReview(stage);
        this.publishing = new Publishing(stage);
        this.contribution = new Contribution(stage, review);
        this.installation = new Installation(stage, review, endUser);
    }

    /**
     * How the story went.
     *
     * @param held   the names of the steps that held, in order
     * @param broken the first that did not, with its reason; empty: all held
     */
    record Ending(List<String> held, Optional<Broken> broken) {}

    record Broken(String step, String reason) {}

    /** A page worth looking at once the story has been played. */
    record Sight(String what, String address) {}

    List<Sight> sights() {
        var hub = stage.hub();
        return List.of(
                new Sight("the hub", hub.address("/")),
                new Sight("the wiki's page there", hub.address("/" + WikiReview.WIKI)),
                new Sight("the run that failed", contribution.redRun()),
                new Sight("the installed wiki", installation.page()));
    }

    List<Chapter> chapters() {
        return List.of(publishing.chapter(), contribution.chapter(), installation.chapter(), publishing.meanwhile());
    }

    Ending play() throws InterruptedException {
        var held = new ArrayList<String>();
        for (var chapter : chapters()) {
            stage.teller().chapter(chapter.title());
            for (var step : chapter.steps()) {
                try {
                    stage.teller().event(step.act().play());
                    held.add(step.name());
                } catch (Unmet unmet) {
                    stage.teller().failure(step.name() + ": " + unmet.getMessage());
                    return new Ending(List.copyOf(held), Optional.of(new Broken(step.name(), unmet.getMessage())));
                }
            }
        }
        return new Ending(List.copyOf(held), Optional.empty());
    }
}
