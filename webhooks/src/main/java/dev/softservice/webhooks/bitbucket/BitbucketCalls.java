package dev.softservice.webhooks.bitbucket;

import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.softservice.webhooks.Answer;
import dev.softservice.webhooks.ApiClient;
import dev.softservice.webhooks.CommitStatus;
import dev.softservice.webhooks.Remote;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/** What both Bitbucket APIs share: how to log in, and the shape of a build status. */
final class BitbucketCalls {
    private static final JsonMapper MAPPER = new JsonMapper();

    private BitbucketCalls() {}

    /** An access token alone is a bearer token; an API token or password goes with its user. */
    static Map<String, String> headers(Remote remote) {
        Map<String, String> headers =
                new HashMap<>(Map.of("Content-Type", "application/json", "Accept", "application/json"));
        remote.token()
                .ifPresent(token -> headers.put(
                        "Authorization", remote.user().map(token::basic).orElse("Bearer " + token.text())));
        return headers;
    }

    /** Bitbucket Cloud takes keys of at most 40 characters; the hub's contexts are shorter. */
    static Answer<CommitStatus> post(ApiClient api, Remote remote, URI uri, CommitStatus status) {
        String state = switch (status.state()) {
            case PENDING -> "INPROGRESS";
            case SUCCESS -> "SUCCESSFUL";
            case FAILURE, ERROR -> "FAILED";
        };
        String body = MAPPER.createObjectNode()
                .put("key", status.context())
                .put("name", status.context())
                .put("state", state)
                .put("url", status.target().toString())
                .put("description", status.description())
                .toString();
        return api.post(uri, headers(remote), body.getBytes(StandardCharsets.UTF_8))
                .then(_ -> new Answer.Got<>(status));
    }
}
