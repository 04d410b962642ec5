package dev.softservice.server.webhook;

import dev.softservice.webhooks.Secret;
import java.net.URI;
import java.time.Instant;
import java.util.Set;

/**
 * An address that is told what happens in a repository.
 *
 * @param secret  signs what is sent: {@code whsec_} and the key in base64
 * @param topics  what it is told of
 * @param since   what happened before is not told
 * @param stopped why nothing is sent any more; empty: it is sent
 */
record Webhook(
        long id,
        long repository,
        URI url,
        Secret secret,
        Set<Topic> topics,
        String by,
        Instant at,
        Instant since,
        String stopped) {
    boolean isActive() {
        return stopped.isEmpty();
    }
}
