package dev.softservice.webhooks.gitlab;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.softservice.webhooks.Answer;
import dev.softservice.webhooks.ApiClient;
import dev.softservice.webhooks.CommitStatus;
import dev.softservice.webhooks.Payload;
import dev.softservice.webhooks.Remote;
import dev.softservice.webhooks.RemotePull;
import dev.softservice.webhooks.UnreadablePayload;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The part of GitLab's REST API v4 that the hub uses. */
final class GitLabApi {
    private static final int MAX_PAGES = 50;
    private static final JsonMapper MAPPER = new JsonMapper();

    private final ApiClient api;

    GitLabApi(ApiClient api) {
        this.api = api;
    }

    Answer<List<RemotePull>> openPulls(Remote remote) {
        List<RemotePull> pulls = new ArrayList<>();
        for (int page = 1; page <= MAX_PAGES; page++) {
            URI uri = URI.create(project(remote) + "/merge_requests?state=opened&per_page=100&page=" + page);
            switch (api.get(uri, headers(remote))) {
                case Answer.Got<ApiClient.Reply>(ApiClient.Reply reply) -> {
                    try {
                        for (Payload pull : Payload.list(reply.body())) {
                            pulls.add(pull(pull));
                        }
                    } catch (UnreadablePayload e) {
                        return new Answer.Refused<>("GET " + uri + ": " + e.reason());
                    }
                    if (reply.headers().getOrDefault("x-next-page", "").isBlank()) {
                        return new Answer.Got<>(List.copyOf(pulls));
                    }
                }
                case Answer.Refused<ApiClient.Reply>(String reason) -> {
                    return new Answer.Refused<>(reason);
                }
                case Answer.Unavailable<ApiClient.Reply>(String reason) -> {
                    return new Answer.Unavailable<>(reason);
                }
            }
        }
        return new Answer.Refused<>("more open merge requests than fit on " + MAX_PAGES + " pages; close some");
    }

    private static RemotePull pull(Payload payload) throws UnreadablePayload {
        return new RemotePull(
                payload.number("/iid"),
                GitLabEvents.state(payload.text("/state"), "/state"),
                payload.line("/title", 256),
                payload.has("/author/username") ? payload.line("/author/username", 100) : "ghost",
                payload.commit("/sha"),
                payload.branch("/source_branch"),
                payload.branch("/target_branch"));
    }

    Answer<CommitStatus> post(Remote remote, CommitStatus status) {
        URI uri = URI.create(project(remote) + "/statuses/" + status.sha());
        String state = switch (status.state()) {
            case PENDING -> "pending";
            case SUCCESS -> "success";
            case FAILURE, ERROR -> "failed";
        };
        ObjectNode body = MAPPER.createObjectNode()
                .put("state", state)
                .put("name", status.context())
                .put("target_url", status.target().toString())
                .put("description", status.description());
        return switch (api.post(uri, headers(remote), body.toString().getBytes(StandardCharsets.UTF_8))) {
            case Answer.Got<ApiClient.Reply> _ -> new Answer.Got<>(status);
            // GitLab's way to say that the status is what it is asked to become.
            case Answer.Refused<ApiClient.Reply>(String reason)
            when reason.contains("Cannot transition status") -> new Answer.Got<>(status);
            case Answer.Refused<ApiClient.Reply>(String reason) -> new Answer.Refused<>(reason);
            case Answer.Unavailable<ApiClient.Reply>(String reason) -> new Answer.Unavailable<>(reason);
        };
    }

    private static String project(Remote remote) {
        return remote.api() + "/projects/" + URLEncoder.encode(remote.name().toString(), StandardCharsets.UTF_8);
    }

    private static Map<String, String> headers(Remote remote) {
        Map<String, String> headers =
                new HashMap<>(Map.of("Content-Type", "application/json", "Accept", "application/json"));
        remote.token().ifPresent(token -> headers.put("Authorization", "Bearer " + token.text()));
        return headers;
    }
}
