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

/** Bitbucket Data Center and Server. Source: Atlassian's "Event payload" and REST API 1.0. */
public final class ServerForge extends ApiForge {
    private static final Intake INTAKE = new Intake(Intake.hmac("X-Hub-Signature"), ServerForge::read, "X-Request-Id");
    private static final Set<String> PULLS = Set.of(
            "pr:opened",
            "pr:from_ref_updated",
            "pr:to_ref_updated",
            "pr:modified",
            "pr:declined",
            "pr:merged",
            "pr:deleted");
    private static final int A_PAGE = 100;

    private static final BitbucketApi.Dialect DIALECT = new BitbucketApi.Dialect(
            remote -> repository(remote) + "/pull-requests",
            page -> "?state=OPEN&limit=" + A_PAGE + "&start=" + (page - 1) * A_PAGE,
            (remote, status) -> repository(remote) + "/commits/" + status.sha() + "/builds",
            new PagedList.Shape("/values", (_, body) -> body.has("/isLastPage") && !body.flag("/isLastPage")),
            pull -> pull(pull, ""));

    public ServerForge(ApiClient api) {
        super(INTAKE, new BitbucketApi(api, DIALECT));
    }

    private static ForgeEvent read(Delivery delivery) throws UnreadablePayload {
        String event = delivery.header("X-Event-Key")
                .orElseThrow(() -> new UnreadablePayload("header X-Event-Key: send it once"));
        if (event.equals("diagnostics:ping")) {
            return new ForgeEvent.Ping();
        }
        if (event.equals("repo:refs_changed")) {
            return push(Payload.of(delivery));
        }
        if (!PULLS.contains(event)) {
            return new ForgeEvent.Ignored(Intake.ofNoInterest(event));
        }
        Payload payload = Payload.of(delivery);
        String at = "/pullRequest";
        return new ForgeEvent.PullRequestChanged(
                name(payload, at + "/toRef/repository"), event.substring("pr:".length()), pull(payload, at));
    }

    /** One push may move many refs: the first stands for all, since any is a reason to look. */
    private static ForgeEvent push(Payload payload) throws UnreadablePayload {
        RemoteName repository = name(payload, "/repository");
        String change = "/changes/0";
        if (!payload.has(change)) {
            return new ForgeEvent.Ignored("a push that moves nothing");
        }
        return new ForgeEvent.Push(
                repository,
                payload.ref(change + "/ref/id"),
                payload.commit(change + "/fromHash"),
                payload.commit(change + "/toHash"),
                payload.text(change + "/type").equals("DELETE"));
    }

    private static RemoteName name(Payload payload, String at) throws UnreadablePayload {
        String name = payload.text(at + "/project/key") + "/" + payload.text(at + "/slug");
        return RemoteName.of(name)
                .orElseThrow(() -> new UnreadablePayload("field " + at + ": must be a repository with its project"));
    }

    private static RemotePull pull(Payload payload, String at) throws UnreadablePayload {
        return new RemotePull(
                payload.number(at + "/id"),
                state(payload, at),
                new RemotePull.Words(
                        payload.line(at + "/title", 256),
                        payload.has(at + "/author/user/name") ? payload.line(at + "/author/user/name", 100) : "ghost",
                        payload.lines(at + "/description", 20_000)),
                new RemotePull.Head(
                        payload.branch(at + "/fromRef/displayId"),
                        !name(payload, at + "/fromRef/repository").equals(name(payload, at + "/toRef/repository"))),
                payload.branch(at + "/toRef/displayId"));
    }

    private static RemotePull.State state(Payload payload, String at) throws UnreadablePayload {
        return switch (payload.text(at + "/state")) {
            case "OPEN" -> new RemotePull.Open();
            case "MERGED" -> new RemotePull.Merged(payload.optionalCommit(at + "/properties/mergeCommit/id"));
            case "DECLINED" -> new RemotePull.Closed();
            default -> throw new UnreadablePayload("field " + at + "/state: must be OPEN, MERGED or DECLINED");
        };
    }

    /** A clone URL ends in {@code /scm/KEY/slug.git}; the API is beside {@code scm}. */
    @Override
    public Optional<Remote> remote(URI cloneUrl) {
        return CloneUrl.read(cloneUrl).flatMap(CloneUrl::lastTwo).map(repository -> {
            String base = repository.base().replaceAll("/scm$", "");
            return Remote.of(URI.create(base + "/rest/api/1.0"), repository.name());
        });
    }

    @Override
    public Optional<String> headRef(RemotePull pull) {
        return Optional.of("refs/pull-requests/" + pull.number() + "/from");
    }

    private static String repository(Remote remote) {
        return remote.api() + "/projects/" + remote.name().owner() + "/repos/"
                + remote.name().name();
    }
}
