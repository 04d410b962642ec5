package dev.softservice.webhooks.gitlab;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.softservice.webhooks.Answer;
import dev.softservice.webhooks.ApiClient;
import dev.softservice.webhooks.CommitStatus;
import dev.softservice.webhooks.ForgeApi;
import dev.softservice.webhooks.PagedList;
import dev.softservice.webhooks.Payload;
import dev.softservice.webhooks.Remote;
import dev.softservice.webhooks.RemotePull;
import dev.softservice.webhooks.UnreadablePayload;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The part of GitLab's REST API v4 that the hub uses. */
final class GitLabApi implements ForgeApi {
    private static final JsonMapper MAPPER = new JsonMapper();

    private final ApiClient api;

    GitLabApi(ApiClient api) {
        this.api = api;
    }

    @Override
    public Answer<List<RemotePull>> openPulls(Remote remote) {
        return PagedList.all(
                api,
                headers(remote),
                PagedList.Shape.list(reply ->
                        !reply.headers().getOrDefault("x-next-page", "").isBlank()),
                page -> URI.create(project(remote) + "/merge_requests?state=opened&per_page=100&page=" + page),
                GitLabApi::pull);
    }

    @Override
    public Answer<RemotePull> pull(Remote remote, int number) {
        URI uri = URI.create(project(remote) + "/merge_requests/" + number);
        return api.get(uri, headers(remote)).then(reply -> reply.read(uri, body -> pull(Payload.of(body))));
    }

    private static RemotePull pull(Payload payload) throws UnreadablePayload {
        return new RemotePull(
                payload.number("/iid"),
                GitLabEvents.state(payload, ""),
                new RemotePull.Words(
                        payload.line("/title", 256),
                        payload.has("/author/username") ? payload.line("/author/username", 100) : "ghost",
                        payload.lines("/description", 20_000)),
                GitLabEvents.head(payload, ""),
                payload.branch("/target_branch"));
    }

    @Override
    public Answer<CommitStatus> post(Remote remote, CommitStatus status) {
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
        Answer<ApiClient.Reply> answer =
                api.post(uri, headers(remote), body.toString().getBytes(StandardCharsets.UTF_8));
        // GitLab's way to say that the status is what it is asked to become.
        boolean same = answer instanceof Answer.Refused<ApiClient.Reply>(String reason)
                && reason.contains("Cannot transition status");
        return same ? new Answer.Got<>(status) : answer.then(_ -> new Answer.Got<>(status));
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
