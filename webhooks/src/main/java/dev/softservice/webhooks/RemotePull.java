package dev.softservice.webhooks;

/**
 * A pull request as a forge describes it.
 *
 * @param number  the forge's number, from 1
 * @param title   one line, at most 256 characters
 * @param author  the login at the forge; {@code ghost} where the account is gone
 * @param headSha commit id; what the forge's pull ref points to is the truth, this may lag behind
 * @param headRef branch name without refs/heads/, in the head's own repository
 * @param baseRef branch name without refs/heads/
 */
public record RemotePull(
        int number, State state, String title, String author, String headSha, String headRef, String baseRef) {
    public enum State {
        OPEN,
        CLOSED,
        MERGED
    }
}
