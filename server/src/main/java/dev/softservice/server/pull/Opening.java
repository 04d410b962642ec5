package dev.softservice.server.pull;

/**
 * A request to open a pull request without a push.
 *
 * @param base  the branch that is to change
 * @param head  a branch, which is followed then, or a commit
 * @param draft it is not ready to land
 * @param title blank: the commit's first line
 */
public record Opening(String base, String head, String title, String description, boolean draft) {
    /** One that is ready. */
    public Opening(String base, String head, String title, String description) {
        this(base, head, title, description, false);
    }
}
