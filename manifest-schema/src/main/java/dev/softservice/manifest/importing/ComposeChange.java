package dev.softservice.manifest.importing;

import dev.softservice.manifest.yaml.Mark;

/**
 * What became of one part of a Compose file.
 *
 * @param mark where it stands
 * @param text one sentence; of {@link Told.Kind#IDLE} the key alone
 */
record ComposeChange(Mark mark, Told.Kind kind, String text) {
    /** Its meaning is kept in another way, or as much of it as can be. */
    ComposeChange(Mark mark, String text) {
        this(mark, Told.Kind.OTHERWISE, text);
    }

    /** The same of any line of the file. */
    ComposeChange without() {
        return new ComposeChange(Mark.wholeFile(mark.source()), kind, text);
    }
}
