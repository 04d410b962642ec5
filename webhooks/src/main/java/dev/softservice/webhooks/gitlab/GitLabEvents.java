package dev.softservice.webhooks.gitlab;

import dev.softservice.webhooks.ForgeEvent;
import dev.softservice.webhooks.Intake;
import dev.softservice.webhooks.Payload;
import dev.softservice.webhooks.RemotePull;
import dev.softservice.webhooks.UnreadablePayload;
import java.util.List;
import java.util.Set;

/** GitLab's payloads. Source: GitLab's "Webhook events". */
final class GitLabEvents {
    private static final Set<String> FOLLOWED = Set.of("open", "reopen", "update", "close", "merge");

    private GitLabEvents() {}

    static ForgeEvent read(String event, Payload payload) throws UnreadablePayload {
        return switch (event) {
            case "Push Hook", "Tag Push Hook" -> push(payload);
            case "Merge Request Hook" -> mergeRequest(payload);
            default -> new ForgeEvent.Ignored(Intake.ofNoInterest(event));
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
        // The author is given by number only, so the user who acted stands in; the list of open merge requests names
        // the
        // author.
        RemotePull pull = new RemotePull(
                payload.number(at + "/iid"),
                state(payload, at),
                new RemotePull.Words(
                        payload.line(at + "/title", 256),
                        payload.has("/user/username") ? payload.line("/user/username", 100) : "ghost",
                        payload.lines(at + "/description", 20_000)),
                head(payload, at),
                payload.branch(at + "/target_branch"));
        return new ForgeEvent.PullRequestChanged(payload.repository("/project/path_with_namespace"), action, pull);
    }

    static RemotePull.Head head(Payload payload, String at) throws UnreadablePayload {
        boolean fork = payload.has(at + "/source_project_id")
                && payload.number(at + "/source_project_id") != payload.number(at + "/target_project_id");
        return new RemotePull.Head(payload.branch(at + "/source_branch"), fork);
    }

    static RemotePull.State state(Payload payload, String at) throws UnreadablePayload {
        return switch (payload.text(at + "/state")) {
            case "opened", "locked" -> new RemotePull.Open();
            case "closed" -> new RemotePull.Closed();
            case "merged" -> new RemotePull.Merged(landed(payload, at));
            default -> throw new UnreadablePayload("field " + at + "/state: must be opened, locked, closed or merged");
        };
    }

    /** A merge that was fast-forwarded has no commit of its own: what landed is the squash, or the head as it was. */
    private static String landed(Payload payload, String at) throws UnreadablePayload {
        for (String field : List.of("/merge_commit_sha", "/squash_commit_sha")) {
            if (payload.has(at + field)) {
                return payload.commit(at + field);
            }
        }
        return payload.optionalCommit(at + "/sha");
    }
}
