package dev.softservice.manifest.importing;

import dev.softservice.manifest.yaml.Mark;

/**
 * What became of one part of a Compose file.
 *
 * @param mark where it stands
 * @param text one sentence; of {@link Told.Kind#IDLE} the key alone
 */
record Change(Mark mark, Told.Kind kind, String text) {
    /** Its meaning is kept in another way, or as much of it as can be. */
    Change(Mark mark, String text) {
        this(mark, Told.Kind.OTHERWISE, text);
    }

    /** The same of any line of the file. */
    Change without() {
        return new Change(Mark.wholeFile(mark.source()), kind, text);
    }
}
