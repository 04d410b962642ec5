package dev.softservice.runner.engine;

import dev.softservice.runner.model.LogLine;
import dev.softservice.runner.model.Progress;

/** Receives what containers and builds print while they run. Many threads may call it at once. */
public interface Narrator {
    Narrator SILENT = new Narrator() {
        @Override
        public void output(String source, LogLine.Stream stream, byte[] chunk) {}

        @Override
        public void progress(Progress what) {}
    };

    /** Raw bytes as they were written, in order for each source and stream; an empty chunk says that no more come. */
    void output(String source, LogLine.Stream stream, byte[] chunk);

    /** Something long is under way. */
    void progress(Progress what);

    /** An environment of a run came up, or tried to, by this way. */
    default void came(Road road) {}

    /** As above: this is under way now, in one short phrase. */
    default void progress(String what) {
        progress(new Progress.Doing(what));
    }
}
