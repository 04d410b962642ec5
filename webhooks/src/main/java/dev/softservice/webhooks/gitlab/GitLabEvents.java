package dev.softservice.webhooks.gitlab;

import dev.softservice.webhooks.ForgeEvent;
import dev.softservice.webhooks.Payload;
import dev.softservice.webhooks.RemotePull;
import dev.softservice.webhooks.UnreadablePayload;
import java.util.Set;

/** GitLab's payloads. Source: GitLab's "Webhook events". */
final class GitLabEvents {
    private static final Set<String> FOLLOWED = Set.of("open", "reopen", "update", "close", "merge");

    private GitLabEvents() {}

    static ForgeEvent read(String event, Payload payload) throws UnreadablePayload {
        return switch (event) {
            case "Push Hook", "Tag Push Hook" -> push(payload);
            case "Merge Request Hook" -> mergeRequest(payload);
            default -> new ForgeEvent.Ignored("event " + event + " is of no interest");
        };
    }

    private static ForgeEvent push(Payload payload) throws UnreadablePayload {
        String after = payload.commit("/after");
        return new ForgeEvent.Push(
                payload.repository("/project/path_with_namespace"),
                payload.ref("/ref"),
                payload.commit("/before"),
                after,
                after.chars().allMatch(c -> c == '0'));
    }

    private static ForgeEvent mergeRequest(Payload payload) throws UnreadablePayload {
        String at = "/object_attributes";
        String action = payload.has(at + "/action") ? payload.line(at + "/action", 40) : "none";
        if (!FOLLOWED.contains(action)) {
            return new ForgeEvent.Ignored("merge request " + action + " is of no interest");
        }
        // The author is given by number only, so whoever acted stands in; the list of open merge requests names the
        // author.
        RemotePull pull = new RemotePull(
                payload.number(at + "/iid"),
                state(payload.text(at + "/state"), at + "/state"),
                payload.line(at + "/title", 256),
                payload.has("/user/username") ? payload.line("/user/username", 100) : "ghost",
                payload.commit(at + "/last_commit/id"),
                payload.branch(at + "/source_branch"),
                payload.branch(at + "/target_branch"));
        return new ForgeEvent.PullRequestChanged(payload.repository("/project/path_with_namespace"), action, pull);
    }

    static RemotePull.State state(String state, String at) throws UnreadablePayload {
        return switch (state) {
            case "opened", "locked" -> RemotePull.State.OPEN;
            case "closed" -> RemotePull.State.CLOSED;
            case "merged" -> RemotePull.State.MERGED;
            default -> throw new UnreadablePayload("field " + at + ": must be opened, locked, closed or merged");
        };
    }
}
