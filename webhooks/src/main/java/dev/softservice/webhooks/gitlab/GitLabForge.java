package dev.softservice.webhooks.gitlab;

import dev.softservice.webhooks.ApiClient;
import dev.softservice.webhooks.ApiForge;
import dev.softservice.webhooks.CloneUrl;
import dev.softservice.webhooks.Delivery;
import dev.softservice.webhooks.ForgeEvent;
import dev.softservice.webhooks.Intake;
import dev.softservice.webhooks.Payload;
import dev.softservice.webhooks.Receipt;
import dev.softservice.webhooks.Remote;
import dev.softservice.webhooks.RemotePull;
import dev.softservice.webhooks.Secret;
import dev.softservice.webhooks.Signature;
import dev.softservice.webhooks.StandardWebhook;
import dev.softservice.webhooks.UnreadablePayload;
import java.net.URI;
import java.time.Clock;
import java.util.Optional;

/** GitLab, which sends the secret itself, or signs with a signing token where its hook has one. */
public final class GitLabForge extends ApiForge {
    private static final String TOKEN = "X-Gitlab-Token";

    public GitLabForge(ApiClient api, Clock clock) {
        super(intake(new StandardWebhook(clock)), new GitLabApi(api));
    }

    private static Intake intake(StandardWebhook signed) {
        return new Intake(
                (delivery, secret) -> objection(signed, delivery, secret),
                GitLabForge::read,
                "Idempotency-Key",
                StandardWebhook.ID,
                "X-Gitlab-Event-UUID");
    }

    /** A signature that was sent counts, whatever else was. */
    private static Optional<Receipt.Refused> objection(StandardWebhook signed, Delivery delivery, Secret secret) {
        if (StandardWebhook.isUsedBy(delivery)) {
            return signed.objection(delivery, secret);
        }
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
                .map(repository -> Remote.of(URI.create(repository.base() + "/api/v4"), repository.name()));
    }

    @Override
    public Optional<String> headRef(RemotePull pull) {
        return Optional.of("refs/merge-requests/" + pull.number() + "/head");
    }
}
