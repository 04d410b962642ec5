package dev.softservice.runner.climb;

import dev.softservice.runner.acceptance.Watch;
import dev.softservice.runner.engine.Environment;
import dev.softservice.runner.engine.Narrator;
import java.util.List;
import java.util.function.Consumer;

/**
 * What a deeper rung works with.
 *
 * @param tally  its own
 * @param notes  gets what a maintainer should see and does not fail the rung
 * @param stable whether it is the stable release that is looked at: what happens to its services by themselves is not this version's doing
 */
public record Kit(Stage stage, Again again, Narrator narrator, Tally tally, Consumer<String> notes, boolean stable) {

    public Kit(Stage stage, Again again, Narrator narrator, Tally tally, Consumer<String> notes) {
        this(stage, again, narrator, tally, notes, false);
    }

    /** For what is done with the stable release. */
    Kit ofStable() {
        return new Kit(stage, again, narrator, tally, notes, true);
    }

    /** What has happened to services meanwhile, a sentence each, as far as it counts. */
    List<String> incidents(Environment environment, String moment) throws InterruptedException {
        return counted(new Watch(environment, notes)
                .soFar("by then").stream().map(sentence -> moment + sentence).toList());
    }

    /** Of these what counts; the rest is noted. */
    List<String> counted(List<String> incidents) {
        if (!stable) return incidents;
        incidents.forEach(incident -> notes.accept("not the fault of this version: " + incident));
        return List.of();
    }
}
