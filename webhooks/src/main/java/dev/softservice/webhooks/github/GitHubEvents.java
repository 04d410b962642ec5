package dev.softservice.webhooks.github;

import dev.softservice.webhooks.ForgeEvent;
import dev.softservice.webhooks.Intake;
import dev.softservice.webhooks.Payload;
import dev.softservice.webhooks.RemotePull;
import dev.softservice.webhooks.UnreadablePayload;
import java.util.Optional;
import java.util.Set;

/** GitHub's payloads, whose shape Gitea and Forgejo share. Source: GitHub's "Webhook events and payloads". */
public final class GitHubEvents {
    /** What moves a pull request or changes what the hub shows of it; labels, reviews and locks do not. Gitea says "synchronized". */
    private static final Set<String> FOLLOWED =
            Set.of("opened", "reopened", "synchronize", "synchronized", "edited", "closed");

    private GitHubEvents() {}

    public static ForgeEvent read(String event, Payload payload) throws UnreadablePayload {
        return switch (event) {
            case "ping" -> new ForgeEvent.Ping();
            case "push" -> push(payload);
            case "pull_request" -> pullRequest(payload);
            case "merge_group" ->
                new ForgeEvent.MergeGroup(
                        payload.repository("/repository/full_name"),
                        payload.line("/action", 40),
                        payload.ref("/merge_group/head_ref"),
                        payload.commit("/merge_group/head_sha"));
            default -> new ForgeEvent.Ignored(Intake.ofNoInterest(event));
        };
    }

    private static ForgeEvent push(Payload payload) throws UnreadablePayload {
        String after = payload.commit("/after");
        boolean deleted = payload.flag("/deleted") || after.chars().allMatch(c -> c == '0');
        return new ForgeEvent.Push(
                payload.repository("/repository/full_name"),
                payload.ref("/ref"),
                payload.commit("/before"),
                after,
                deleted);
    }

    private static ForgeEvent pullRequest(Payload payload) throws UnreadablePayload {
        String action = payload.line("/action", 40);
        if (!FOLLOWED.contains(action)) {
            return new ForgeEvent.Ignored("pull request " + action + " is of no interest");
        }
        return new ForgeEvent.PullRequestChanged(
                payload.repository("/repository/full_name"), action, pull(payload, "/pull_request"));
    }

    /** The pull request that stands at {@code at}; the empty pointer is the payload itself. */
    public static RemotePull pull(Payload payload, String at) throws UnreadablePayload {
        return new RemotePull(
                payload.number(at + "/number"),
                state(payload, at),
                new RemotePull.Words(
                        payload.line(at + "/title", 256),
                        payload.has(at + "/user/login") ? payload.line(at + "/user/login", 100) : "ghost",
                        payload.lines(at + "/body", 20_000)),
                new RemotePull.Head(payload.branch(at + "/head/ref"), isFork(payload, at)),
                payload.branch(at + "/base/ref"));
    }

    private static RemotePull.State state(Payload payload, String at) throws UnreadablePayload {
        String state = payload.text(at + "/state");
        return switch (state) {
            case "open" -> new RemotePull.Open();
            case "closed" ->
                isMerged(payload, at)
                        ? new RemotePull.Merged(payload.optionalCommit(at + "/merge_commit_sha"))
                        : new RemotePull.Closed();
            default -> throw new UnreadablePayload("field " + at + "/state: must be open or closed");
        };
    }

    /** Lists have the time alone, a single one has the flag too. */
    private static boolean isMerged(Payload payload, String at) throws UnreadablePayload {
        return payload.flag(at + "/merged") || payload.has(at + "/merged_at");
    }

    /** A fork that was deleted is none of the base's own either. */
    private static boolean isFork(Payload payload, String at) throws UnreadablePayload {
        Optional<String> base = payload.optionalText(at + "/base/repo/full_name");
        return base.isPresent()
                && !payload.optionalText(at + "/head/repo/full_name").equals(base);
    }
}
