package dev.softservice.webhooks.github;

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
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The part of GitHub's REST API that the hub uses, whose shape Gitea and Forgejo share. */
public final class GitHubApi {
    /** More open pull requests than this are refused: see {@link dev.softservice.webhooks.Forge#openPulls}. */
    private static final int MAX_PAGES = 50;

    private static final JsonMapper MAPPER = new JsonMapper();

    /**
     * What differs between those that share the shape.
     *
     * @param pageSize the query parameter that says how many a page holds, with its value: {@code per_page=100}
     * @param scheme   the word before the token in {@code Authorization}
     * @param headers  sent with every request
     */
    public record Dialect(String pageSize, String scheme, Map<String, String> headers) {}

    private final ApiClient api;
    private final Dialect dialect;

    public GitHubApi(ApiClient api, Dialect dialect) {
        this.api = api;
        this.dialect = dialect;
    }

    public Answer<List<RemotePull>> openPulls(Remote remote) {
        List<RemotePull> pulls = new ArrayList<>();
        for (int page = 1; page <= MAX_PAGES; page++) {
            URI uri = URI.create(remote.api() + "/repos/" + remote.name() + "/pulls?state=open&" + dialect.pageSize()
                    + "&page=" + page);
            switch (api.get(uri, headers(remote))) {
                case Answer.Got<ApiClient.Reply>(ApiClient.Reply reply) -> {
                    try {
                        for (Payload pull : Payload.list(reply.body())) {
                            pulls.add(GitHubEvents.pull(pull, ""));
                        }
                    } catch (UnreadablePayload e) {
                        return new Answer.Refused<>("GET " + uri + ": " + e.reason());
                    }
                    // Only whether there is a next page is taken from the header: its address is the other side's word.
                    if (!reply.headers().getOrDefault("link", "").contains("rel=\"next\"")) {
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
        return new Answer.Refused<>("more open pull requests than fit on " + MAX_PAGES + " pages; close some");
    }

    public Answer<CommitStatus> post(Remote remote, CommitStatus status) {
        URI uri = URI.create(remote.api() + "/repos/" + remote.name() + "/statuses/" + status.sha());
        ObjectNode body = MAPPER.createObjectNode()
                .put("state", status.state().name().toLowerCase(Locale.ROOT))
                .put("context", status.context())
                .put("target_url", status.target().toString())
                .put("description", status.description());
        return switch (api.post(uri, headers(remote), body.toString().getBytes(StandardCharsets.UTF_8))) {
            case Answer.Got<ApiClient.Reply> _ -> new Answer.Got<>(status);
            case Answer.Refused<ApiClient.Reply>(String reason) -> new Answer.Refused<>(reason);
            case Answer.Unavailable<ApiClient.Reply>(String reason) -> new Answer.Unavailable<>(reason);
        };
    }

    private Map<String, String> headers(Remote remote) {
        Map<String, String> headers = new HashMap<>(dialect.headers());
        headers.put("Content-Type", "application/json");
        remote.token().ifPresent(token -> headers.put("Authorization", dialect.scheme() + " " + token.text()));
        return headers;
    }
}
