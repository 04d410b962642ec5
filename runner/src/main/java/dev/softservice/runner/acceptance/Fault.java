package dev.softservice.runner.acceptance;

import dev.softservice.runner.model.Difference;
import java.util.Optional;

/**
 * An expectation that does not hold.
 *
 * @param sentence   what was expected and what came, one line
 * @param difference both whole, where they can be told apart
 */
record Fault(String sentence, Optional<Difference> difference) {
    /** With nothing to compare. */
    static Fault of(String sentence) {
        return new Fault(sentence, Optional.empty());
    }

    static Fault of(String sentence, Difference difference) {
        return new Fault(sentence, Optional.of(difference));
    }

    /** The same with more said. */
    Fault and(String more) {
        return new Fault(sentence + "; " + more, difference);
    }
}
