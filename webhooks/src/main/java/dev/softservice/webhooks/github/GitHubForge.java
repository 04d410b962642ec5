package dev.softservice.webhooks.github;

import dev.softservice.webhooks.ApiClient;
import dev.softservice.webhooks.ApiForge;
import dev.softservice.webhooks.CloneUrl;
import dev.softservice.webhooks.Delivery;
import dev.softservice.webhooks.ForgeEvent;
import dev.softservice.webhooks.Intake;
import dev.softservice.webhooks.Payload;
import dev.softservice.webhooks.Remote;
import dev.softservice.webhooks.RemotePull;
import dev.softservice.webhooks.UnreadablePayload;
import java.net.URI;
import java.util.Map;
import java.util.Optional;

/** GitHub and GitHub Enterprise Server; GitBucket speaks the same, and wants the name of the token's user. */
public final class GitHubForge extends ApiForge {
    private static final Intake INTAKE =
            new Intake(Intake.hmac("X-Hub-Signature-256"), GitHubForge::read, "X-GitHub-Delivery");
    private static final GitHubApi.Dialect DIALECT = new GitHubApi.Dialect(
            "per_page=100",
            "Bearer",
            Map.of("Accept", "application/vnd.github+json", "X-GitHub-Api-Version", "2022-11-28"));

    public GitHubForge(ApiClient api) {
        super(INTAKE, new GitHubApi(api, DIALECT));
    }

    private static ForgeEvent read(Delivery delivery) throws UnreadablePayload {
        String event = delivery.header("X-GitHub-Event")
                .orElseThrow(() -> new UnreadablePayload("header X-GitHub-Event: send it once"));
        return GitHubEvents.read(event, Payload.of(delivery));
    }

    @Override
    public Optional<Remote> remote(URI cloneUrl) {
        return CloneUrl.read(cloneUrl).flatMap(CloneUrl::lastTwo).map(repository -> {
            boolean hosted = cloneUrl.getHost().equalsIgnoreCase("github.com");
            URI api = hosted ? URI.create("https://api.github.com") : URI.create(repository.base() + "/api/v3");
            return Remote.of(api, repository.name());
        });
    }

    @Override
    public Optional<String> headRef(RemotePull pull) {
        return Optional.of("refs/pull/" + pull.number() + "/head");
    }
}
