package dev.softservice.server.demo;

/**
 * One step of the story: something done, and checked to have had its effect.
 *
 * @param name a sentence that is true once the step held
 */
record Step(String name, Act act) {
    interface Act {
        /** Does it; returns one line that says what was seen. Throws {@link Unmet} where the effect is not there. */
        String play() throws InterruptedException;
    }
}
