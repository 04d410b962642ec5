package dev.softservice.webhooks.bitbucket;

import com.fasterxml.jackson.databind.json.JsonMapper;
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
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Function;

/** The part of both Bitbucket APIs that the hub uses. They differ in addresses and in how they describe pull requests. */
final class BitbucketApi implements ForgeApi {
    private static final JsonMapper MAPPER = new JsonMapper();

    private final ApiClient api;
    private final Dialect dialect;

    /**
     * How one of the two speaks.
     *
     * @param pulls    the address of the pull requests
     * @param open     what follows that address for a page of the open ones, from 1
     * @param statuses the address of a commit's build statuses
     */
    record Dialect(
            Function<Remote, String> pulls,
            Function<Integer, String> open,
            BiFunction<Remote, CommitStatus, String> statuses,
            PagedList.Shape pages,
            PagedList.Item<RemotePull> pull) {}

    BitbucketApi(ApiClient api, Dialect dialect) {
        this.api = api;
        this.dialect = dialect;
    }

    @Override
    public Answer<List<RemotePull>> openPulls(Remote remote) {
        return PagedList.all(
                api,
                headers(remote),
                dialect.pages(),
                page -> URI.create(
                        dialect.pulls().apply(remote) + dialect.open().apply(page)),
                dialect.pull());
    }

    @Override
    public Answer<RemotePull> pull(Remote remote, int number) {
        URI uri = URI.create(dialect.pulls().apply(remote) + "/" + number);
        return api.get(uri, headers(remote))
                .then(reply -> reply.read(uri, body -> dialect.pull().read(Payload.of(body))));
    }

    /** Bitbucket Cloud takes keys of at most 40 characters; the hub's contexts are shorter. */
    @Override
    public Answer<CommitStatus> post(Remote remote, CommitStatus status) {
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
        URI uri = URI.create(dialect.statuses().apply(remote, status));
        return api.post(uri, headers(remote), body.getBytes(StandardCharsets.UTF_8))
                .then(_ -> new Answer.Got<>(status));
    }

    /** An access token alone is a bearer token; an API token or password goes with its user. */
    private static Map<String, String> headers(Remote remote) {
        Map<String, String> headers =
                new HashMap<>(Map.of("Content-Type", "application/json", "Accept", "application/json"));
        remote.token()
                .ifPresent(token -> headers.put(
                        "Authorization", remote.user().map(token::basic).orElse("Bearer " + token.text())));
        return headers;
    }
}
