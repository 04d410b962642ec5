package dev.softservice.runner.model;

/**
 * Something that was done with one service, or one image, while a run went on.
 *
 * @param subject     the service's name in the environment; of a {@link Kind#PULL}, the image's
 * @param step        the phase of the run
 * @param startMillis since the epoch
 * @param endMillis   as above; where it did not end by itself, when the run gave up
 * @param ended       it ended as it should: built, healthy
 */
public record Phase(String subject, Kind kind, StepName step, long startMillis, long endMillis, boolean ended) {
    /** What was done. */
    public enum Kind {
        /** Its image was built. */
        BUILD,
        /** An image came from a registry. */
        PULL,
        /** From its start until it was healthy. */
        START,
        /** From when it was killed until everything was healthy again. */
        KILL
    }
}
