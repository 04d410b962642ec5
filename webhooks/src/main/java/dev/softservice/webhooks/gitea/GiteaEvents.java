package dev.softservice.webhooks.gitea;

import dev.softservice.webhooks.ForgeEvent;
import dev.softservice.webhooks.Payload;
import dev.softservice.webhooks.RemoteName;
import dev.softservice.webhooks.UnreadablePayload;
import dev.softservice.webhooks.github.GitHubEvents;

/** Gitea's and Forgejo's payloads: GitHub's shape, but that a deleted branch is told by {@code delete} alone, without a push. */
final class GiteaEvents {
    private static final String ZERO = "0".repeat(40);

    private GiteaEvents() {}

    static ForgeEvent read(String event, Payload payload) throws UnreadablePayload {
        return event.equals("delete") ? deleted(payload) : GitHubEvents.read(event, payload);
    }

    private static ForgeEvent deleted(Payload payload) throws UnreadablePayload {
        RemoteName repository = payload.repository("/repository/full_name");
        String folder = switch (payload.text("/ref_type")) {
            case "branch" -> "refs/heads/";
            case "tag" -> "refs/tags/";
            default -> throw new UnreadablePayload("field /ref_type: must be branch or tag");
        };
        return new ForgeEvent.Push(repository, folder + payload.branch("/ref"), ZERO, ZERO, true);
    }
}
