package dev.softservice.runner.engine;

import dev.softservice.runner.model.LogLine;

/** Hears what happens inside containers and builds while it happens. Called from many threads at once. */
public interface Narrator {
    Narrator SILENT = new Narrator() {
        @Override
        public void output(String source, LogLine.Stream stream, byte[] chunk) {}

        @Override
        public void progress(String what) {}
    };

    /** Raw bytes as they were written, in order for each source and stream; an empty chunk says that no more come. */
    void output(String source, LogLine.Stream stream, byte[] chunk);

    /**
     * Something long is under way: one short phrase. Of what several may be under way at once, {@code build NAME: …}, {@code pull NAME: …} and {@code start NAME: …}, the
     * last phrase ends with {@code : done}.
     */
    void progress(String what);
}
