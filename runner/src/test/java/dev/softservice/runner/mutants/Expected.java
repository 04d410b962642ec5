package dev.softservice.runner.mutants;

import dev.softservice.manifest.model.Rung;

/** What must come of a change. */
sealed interface Expected {
    /** The run fails at this rung, and a reason contains the sentence. */
    record Red(Rung rung, String sentence) implements Expected {}

    /** The run climbs to the top. */
    record Green() implements Expected {}
}
