package dev.softservice.runner.climb;

import dev.softservice.runner.acceptance.Watch;
import dev.softservice.runner.engine.Environment;
import dev.softservice.runner.engine.Narrator;
import java.util.List;
import java.util.function.Consumer;

/** What one deeper rung tells while it goes on: its progress, what it has checked, and what a maintainer should see and does not fail the rung. */
final class RungRecord {
    private final Narrator narrator;
    private final Tally tally;
    private final Consumer<String> notes;
    /** What happens to the services of a stable release by themselves is not this version's doing. */
    private final boolean stable;

    RungRecord(Narrator narrator, Consumer<String> notes) {
        this(narrator, new Tally(), notes, false);
    }

    private RungRecord(Narrator narrator, Tally tally, Consumer<String> notes, boolean stable) {
        this.narrator = narrator;
        this.tally = tally;
        this.notes = notes;
        this.stable = stable;
    }

    /** The same record, for what is done with the stable release. */
    RungRecord ofStable() {
        return new RungRecord(narrator, tally, notes, true);
    }

    Narrator narrator() {
        return narrator;
    }

    void progress(String text) {
        narrator.progress(text);
    }

    /** What the rung is held on. */
    Tally tally() {
        return tally;
    }

    void note(String sentence) {
        notes.accept(sentence);
    }

    /** What has happened to services meanwhile, a sentence each, as far as it counts. */
    List<String> incidents(Environment environment, String moment) throws InterruptedException {
        return counted(new Watch(environment, notes)
                .soFar("by then").stream().map(sentence -> moment + sentence).toList());
    }

    /** As above, before what runs is taken away: nobody could ask afterwards. */
    List<String> lastIncidents(Environment environment, String moment) throws InterruptedException {
        return counted(new Watch(environment, notes)
                .last("by then").stream()
                        .map(sentence -> moment + ": " + sentence)
                        .toList());
    }

    /** Of these what counts; the rest is noted. */
    List<String> counted(List<String> incidents) {
        if (!stable) return incidents;
        incidents.forEach(incident -> note("not the fault of this version: " + incident));
        return List.of();
    }
}
