package dev.softservice.runner.install;

import dev.softservice.runner.model.Progress;

/** Talks to the person, or the script, who installs something. */
public interface Conversation {
    /** One line that matters. */
    void say(String line);

    /** Something long is under way. */
    void progress(Progress what);

    /** As above: this is under way now, in one short phrase. */
    default void progress(String what) {
        progress(new Progress.Doing(what));
    }

    /** Whether anybody can answer. */
    boolean interactive();

    /** A value for {@code question}; asked only where {@link #interactive}. */
    String ask(String question);

    /** Yes or no; no where nobody can answer. */
    boolean agree(String question);
}
