package dev.softservice.webhooks;

/**
 * A pull request as a forge describes it. Which commit its head is, its ref tells: see {@link Forge#headRef}.
 *
 * @param number  the forge's number, from 1
 * @param baseRef branch name without refs/heads/
 */
public record RemotePull(int number, State state, Words words, Head head, String baseRef) {
    /** Whether it is still to be decided, and what became of it. */
    public sealed interface State {}

    public record Open() implements State {}

    public record Closed() implements State {}

    /**
     * By a merge commit, squashed or rebased.
     *
     * @param commit id of what landed on the base; all zeroes where the forge does not say
     */
    public record Merged(String commit) implements State {}

    /**
     * What people read.
     *
     * @param title  one line, at most 256 characters
     * @param author the login at the forge; {@code ghost} where the account is gone
     * @param text   the description, at most 20,000 characters; empty where there is none
     */
    public record Words(String title, String author, String text) {}

    /**
     * Where its commits are.
     *
     * @param branch name without refs/heads/, in the head's own repository
     * @param fork   whether that is another repository than the base's
     */
    public record Head(String branch, boolean fork) {}
}
