package dev.softservice.webhooks.gitea;

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
import dev.softservice.webhooks.github.GitHubApi;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Gitea and Forgejo. They send GitHub's headers besides their own, so theirs are looked for first. */
public final class GiteaForge extends ApiForge {
    private static final Intake INTAKE = new Intake(
            Intake.hmac("X-Gitea-Signature", "X-Forgejo-Signature", "X-Hub-Signature-256"),
            GiteaForge::read,
            "X-Gitea-Delivery",
            "X-Forgejo-Delivery",
            "X-GitHub-Delivery");
    private static final List<String> EVENT_HEADERS = List.of("X-Gitea-Event", "X-Forgejo-Event", "X-GitHub-Event");
    private static final GitHubApi.Dialect DIALECT =
            new GitHubApi.Dialect("limit=50", "token", Map.of("Accept", "application/json"));

    public GiteaForge(ApiClient api) {
        super(INTAKE, new GitHubApi(api, DIALECT));
    }

    private static ForgeEvent read(Delivery delivery) throws UnreadablePayload {
        String sent = EVENT_HEADERS.stream().filter(delivery::sent).findFirst().orElse(EVENT_HEADERS.getFirst());
        String event =
                delivery.header(sent).orElseThrow(() -> new UnreadablePayload("header " + sent + ": send it once"));
        return GiteaEvents.read(event, Payload.of(delivery));
    }

    @Override
    public Optional<Remote> remote(URI cloneUrl) {
        return CloneUrl.read(cloneUrl)
                .flatMap(CloneUrl::lastTwo)
                .map(repository -> Remote.of(URI.create(repository.base() + "/api/v1"), repository.name()));
    }

    @Override
    public Optional<String> headRef(RemotePull pull) {
        return Optional.of("refs/pull/" + pull.number() + "/head");
    }
}
