package dev.softservice.webhooks.gitlab;

import dev.softservice.webhooks.Answer;
import dev.softservice.webhooks.ApiClient;
import dev.softservice.webhooks.CloneUrl;
import dev.softservice.webhooks.CommitStatus;
import dev.softservice.webhooks.Delivery;
import dev.softservice.webhooks.Forge;
import dev.softservice.webhooks.ForgeEvent;
import dev.softservice.webhooks.Intake;
import dev.softservice.webhooks.Payload;
import dev.softservice.webhooks.Receipt;
import dev.softservice.webhooks.Remote;
import dev.softservice.webhooks.RemotePull;
import dev.softservice.webhooks.Secret;
import dev.softservice.webhooks.Signature;
import dev.softservice.webhooks.UnreadablePayload;
import java.net.URI;
import java.util.List;
import java.util.Optional;

/** GitLab, which sends the secret itself rather than a signature made with it. */
public final class GitLabForge implements Forge {
    private static final String TOKEN = "X-Gitlab-Token";
    private static final Intake INTAKE =
            new Intake(GitLabForge::objection, GitLabForge::read, "Idempotency-Key", "X-Gitlab-Event-UUID");

    private final GitLabApi api;

    public GitLabForge(ApiClient api) {
        this.api = new GitLabApi(api);
    }

    @Override
    public Receipt receive(Delivery delivery, Secret secret) {
        return INTAKE.take(delivery, secret);
    }

    private static Optional<Receipt.Refused> objection(Delivery delivery, Secret secret) {
        Optional<String> token = delivery.header(TOKEN);
        if (token.isEmpty()) {
            return Optional.of(Intake.unsigned(TOKEN));
        }
        return Signature.equal(token.get(), secret.text()) ? Optional.empty() : Optional.of(Intake.forged(TOKEN));
    }

    private static ForgeEvent read(Delivery delivery) throws UnreadablePayload {
        String event = delivery.header("X-Gitlab-Event")
                .orElseThrow(() -> new UnreadablePayload("header X-Gitlab-Event: send it once"));
        return GitLabEvents.read(event, Payload.of(delivery));
    }

    @Override
    public Optional<Remote> remote(URI cloneUrl) {
        return CloneUrl.read(cloneUrl)
                .flatMap(CloneUrl::whole)
                .map(repository ->
                        new Remote(URI.create(repository.base() + "/api/v4"), repository.name(), Optional.empty()));
    }

    @Override
    public String pullRefs() {
        return "refs/merge-requests/*/head";
    }

    @Override
    public Answer<List<RemotePull>> openPulls(Remote remote) {
        return api.openPulls(remote);
    }

    @Override
    public Answer<CommitStatus> post(Remote remote, CommitStatus status) {
        return api.post(remote, status);
    }
}
