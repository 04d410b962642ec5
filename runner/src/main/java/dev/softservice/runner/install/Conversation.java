package dev.softservice.runner.install;

/** The person (or the script) that an installation is done for. */
public interface Conversation {
    /** One line that matters. */
    void say(String line);

    /** Something long is under way: one short phrase. */
    void progress(String what);

    /** Whether anybody can answer. */
    boolean interactive();

    /** A value for {@code question}; asked only where {@link #interactive}. */
    String ask(String question);

    /** Yes or no; no where nobody can answer. */
    boolean agree(String question);
}
