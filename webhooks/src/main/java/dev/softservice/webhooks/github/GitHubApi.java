package dev.softservice.webhooks.github;

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
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The part of GitHub's REST API that the hub uses, whose shape Gitea and Forgejo share. */
public final class GitHubApi implements ForgeApi {
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

    @Override
    public Answer<List<RemotePull>> openPulls(Remote remote) {
        return PagedList.all(
                api,
                headers(remote),
                // Only whether there is a next page is taken from the header: its address is the other side's word.
                PagedList.Shape.list(
                        reply -> reply.headers().getOrDefault("link", "").contains("rel=\"next\"")),
                page -> URI.create(repository(remote) + "/pulls?state=open&" + dialect.pageSize() + "&page=" + page),
                pull -> GitHubEvents.pull(pull, ""));
    }

    @Override
    public Answer<RemotePull> pull(Remote remote, int number) {
        URI uri = URI.create(repository(remote) + "/pulls/" + number);
        return api.get(uri, headers(remote))
                .then(reply -> reply.read(uri, body -> GitHubEvents.pull(Payload.of(body), "")));
    }

    private static String repository(Remote remote) {
        return remote.api() + "/repos/" + remote.name();
    }

    @Override
    public Answer<CommitStatus> post(Remote remote, CommitStatus status) {
        URI uri = URI.create(repository(remote) + "/statuses/" + status.sha());
        ObjectNode body = MAPPER.createObjectNode()
                .put("state", status.state().name().toLowerCase(Locale.ROOT))
                .put("context", status.context())
                .put("target_url", status.target().toString())
                .put("description", status.description());
        return api.post(uri, headers(remote), body.toString().getBytes(StandardCharsets.UTF_8))
                .then(_ -> new Answer.Got<>(status));
    }

    private Map<String, String> headers(Remote remote) {
        Map<String, String> headers = new HashMap<>(dialect.headers());
        headers.put("Content-Type", "application/json");
        remote.token()
                .ifPresent(token -> headers.put(
                        "Authorization",
                        remote.user().map(token::basic).orElse(dialect.scheme() + " " + token.text())));
        return headers;
    }
}
