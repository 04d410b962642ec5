package dev.softservice.webhooks.bitbucket;

import dev.softservice.webhooks.ApiClient;
import dev.softservice.webhooks.ApiForge;
import dev.softservice.webhooks.CloneUrl;
import dev.softservice.webhooks.Delivery;
import dev.softservice.webhooks.ForgeEvent;
import dev.softservice.webhooks.Intake;
import dev.softservice.webhooks.PagedList;
import dev.softservice.webhooks.Payload;
import dev.softservice.webhooks.Remote;
import dev.softservice.webhooks.RemoteName;
import dev.softservice.webhooks.RemotePull;
import dev.softservice.webhooks.UnreadablePayload;
import java.net.URI;
import java.util.Optional;
import java.util.Set;

/**
 * Bitbucket Cloud. Source: Atlassian's "Event payloads" and REST API 2.0. It keeps no refs of pull requests, so that a head is found on its
 * branch, and that of a fork not at all.
 */
public final class CloudForge extends ApiForge {
    private static final Intake INTAKE = new Intake(Intake.hmac("X-Hub-Signature"), CloudForge::read, "X-Request-UUID");
    private static final Set<String> PULLS =
            Set.of("pullrequest:created", "pullrequest:updated", "pullrequest:fulfilled", "pullrequest:rejected");
    private static final String ZERO = "0".repeat(40);

    private static final BitbucketApi.Dialect DIALECT = new BitbucketApi.Dialect(
            remote -> repository(remote) + "/pullrequests",
            page -> "?state=OPEN&pagelen=50&page=" + page,
            (remote, status) -> repository(remote) + "/commit/" + status.sha() + "/statuses/build",
            new PagedList.Shape("/values", (_, body) -> body.has("/next")),
            pull -> pull(pull, ""));

    public CloudForge(ApiClient api) {
        super(INTAKE, new BitbucketApi(api, DIALECT));
    }

    private static ForgeEvent read(Delivery delivery) throws UnreadablePayload {
        String event = delivery.header("X-Event-Key")
                .orElseThrow(() -> new UnreadablePayload("header X-Event-Key: send it once"));
        if (event.equals("repo:push")) {
            return push(Payload.of(delivery));
        }
        if (!PULLS.contains(event)) {
            return new ForgeEvent.Ignored(Intake.ofNoInterest(event));
        }
        Payload payload = Payload.of(delivery);
        RemoteName repository = payload.repository("/repository/full_name");
        return new ForgeEvent.PullRequestChanged(
                repository, event.substring("pullrequest:".length()), pull(payload, "/pullrequest"));
    }

    /** One push may move many refs: the first stands for all, since any is a reason to look. */
    private static ForgeEvent push(Payload payload) throws UnreadablePayload {
        RemoteName repository = payload.repository("/repository/full_name");
        String change = "/push/changes/0";
        if (!payload.has(change)) {
            return new ForgeEvent.Ignored("a push that moves nothing");
        }
        boolean deleted = !payload.has(change + "/new");
        String at = change + (deleted ? "/old" : "/new");
        String folder = payload.optionalText(at + "/type").equals(Optional.of("tag")) ? "refs/tags/" : "refs/heads/";
        return new ForgeEvent.Push(
                repository,
                folder + payload.branch(at + "/name"),
                payload.optionalCommit(change + "/old/target/hash"),
                deleted ? ZERO : payload.commit(at + "/target/hash"),
                deleted);
    }

    private static RemotePull pull(Payload payload, String at) throws UnreadablePayload {
        return new RemotePull(
                payload.number(at + "/id"),
                state(payload, at),
                new RemotePull.Words(
                        payload.line(at + "/title", 256),
                        payload.has(at + "/author/nickname") ? payload.line(at + "/author/nickname", 100) : "ghost",
                        payload.lines(at + "/summary/raw", 20_000)),
                new RemotePull.Head(payload.branch(at + "/source/branch/name"), isFork(payload, at)),
                payload.branch(at + "/destination/branch/name"));
    }

    /** What landed is told by 12 digits, which is no id: the hub takes the head's for it. */
    private static RemotePull.State state(Payload payload, String at) throws UnreadablePayload {
        return switch (payload.text(at + "/state")) {
            case "OPEN" -> new RemotePull.Open();
            case "MERGED" -> new RemotePull.Merged(ZERO);
            case "DECLINED", "SUPERSEDED" -> new RemotePull.Closed();
            default ->
                throw new UnreadablePayload("field " + at + "/state: must be OPEN, MERGED, DECLINED or SUPERSEDED");
        };
    }

    private static boolean isFork(Payload payload, String at) throws UnreadablePayload {
        return !payload.optionalText(at + "/source/repository/full_name")
                .equals(Optional.of(payload.text(at + "/destination/repository/full_name")));
    }

    @Override
    public Optional<Remote> remote(URI cloneUrl) {
        return CloneUrl.read(cloneUrl).flatMap(CloneUrl::lastTwo).map(repository -> {
            boolean hosted = cloneUrl.getHost().equalsIgnoreCase("bitbucket.org");
            URI root = URI.create(hosted ? "https://api.bitbucket.org/2.0" : repository.base() + "/2.0");
            return Remote.of(root, repository.name());
        });
    }

    @Override
    public Optional<String> headRef(RemotePull pull) {
        return pull.head().fork()
                ? Optional.empty()
                : Optional.of("refs/heads/" + pull.head().branch());
    }

    private static String repository(Remote remote) {
        return remote.api() + "/repositories/" + remote.name();
    }
}
